"""Where partners stand: computed here, from their ids and ties alone, so that it is the same at every visit."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

import igraph
import networkx as nx

from visualisations._svg import text_width

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
LEADING = 1.12  # from baseline to baseline, in font sizes
SPACING = 74.0  # between tied partners
GAP = 46.0  # between unconnected parts
ROOM = 34.0  # what a symbol needs for itself


def layout(graph: nx.Graph[str]) -> dict[str, Point]:
    """Return a point for each node, from (0, 0) on: each connected part by itself, the large first, singles in rows.

    Kamada and Kawai (1989) from starting points that follow from the ids, so that the order of nodes does not matter.
    """
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    blocks = [_spread(graph, part) for part in parts if len(part) > 1]
    singles = [part[0] for part in parts if len(part) == 1]
    placed = _pack(blocks)
    bottom = max((y for _, y in placed.values()), default=-GAP) + (GAP if placed else 0)
    width = max((x for x, _ in placed.values()), default=0.0)
    columns = max(1, min(len(singles), max(8, int(width / (ROOM * 2)))))
    for place, node in enumerate(singles):
        placed[node] = (ROOM * 2 * (place % columns), bottom + ROOM * 2 * (place // columns))
    return placed


def _spread(graph: nx.Graph[str], nodes: Sequence[str]) -> dict[str, Point]:
    place = {node: number for number, node in enumerate(nodes)}
    edges = sorted(tuple(sorted((place[a], place[b]))) for a, b in graph.subgraph(nodes).edges)
    start = [_start(node, len(nodes)) for node in nodes]
    found = igraph.Graph(len(nodes), edges).layout_kamada_kawai(seed=start, maxiter=50 * len(nodes))
    points = push_apart([(SPACING * x, SPACING * y) for x, y in found])
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return {node: (x - left, y - top) for node, (x, y) in zip(nodes, points, strict=True)}


def _start(node: str, count: int) -> Point:
    """Return a starting point in a circle, from the id alone."""
    digest = hashlib.blake2b(node.encode(), digest_size=8).digest()
    angle = int.from_bytes(digest[:4]) / 2**32 * math.tau
    radius = math.sqrt(int.from_bytes(digest[4:]) / 2**32 * count)
    return radius * math.cos(angle), radius * math.sin(angle)


def push_apart(points: list[Point]) -> list[Point]:
    """Push apart what stands closer than a symbol's room; neighbours are found in a grid."""
    found = list(points)
    for _ in range(60):
        grid: dict[tuple[int, int], list[int]] = {}
        for number, (x, y) in enumerate(found):
            grid.setdefault((int(x // ROOM), int(y // ROOM)), []).append(number)
        moved = False
        for number in range(len(found)):
            x, y = found[number]
            column, row = int(x // ROOM), int(y // ROOM)
            for other in [n for i in (-1, 0, 1) for j in (-1, 0, 1) for n in grid.get((column + i, row + j), ())]:
                if other > number and _push(found, number, other):
                    moved = True
        if not moved:
            break
    return found


def _push(points: list[Point], a: int, b: int) -> bool:
    (ax, ay), (bx, by) = points[a], points[b]
    dx, dy = bx - ax, by - ay
    distance = math.hypot(dx, dy)
    if distance >= ROOM - 0.5:
        return False
    if distance < 1e-6:
        dx, dy, distance = math.cos(a + 2 * b), math.sin(a + 2 * b), 1.0
        shift = ROOM / 2
    else:
        shift = (ROOM - distance) / 2
    points[a] = (ax - dx / distance * shift, ay - dy / distance * shift)
    points[b] = (bx + dx / distance * shift, by + dy / distance * shift)
    return True


def _pack(blocks: Sequence[Mapping[str, Point]]) -> dict[str, Point]:
    """Put the blocks in rows, about as wide as high and a bit wider."""
    sizes = [(max(x for x, _ in b.values()), max(y for _, y in b.values())) for b in blocks]
    area = sum((width + GAP) * (height + GAP) for width, height in sizes)
    limit = max([math.sqrt(area * 1.5), *(width for width, _ in sizes)], default=0.0)
    placed: dict[str, Point] = {}
    left = top = row = 0.0
    for block, (width, height) in zip(blocks, sizes, strict=True):
        if left and left + width > limit:
            left, top, row = 0.0, top + row + GAP, 0.0
        placed |= {node: (left + x, top + y) for node, (x, y) in block.items()}
        left, row = left + width + GAP * 1.5, max(row, height)
    return placed


def place_labels(
    names: Mapping[str, tuple[str, ...]],
    points: Mapping[str, Point],
    sizes: Mapping[str, float],
    order: Iterable[str],
    font: float,
    page: Box | None = None,
) -> dict[str, tuple[float, float, str]]:
    """Return where names can stand (x, baseline of the first line, anchor) without covering each other or a symbol.

    ``names`` are lines, `LEADING` apart; ``order`` says who comes first; what finds no place, or none on the ``page``, is left
    out.
    """
    taken = _Boxes()
    for node, (x, y) in points.items():
        taken.add((x - sizes[node], y - sizes[node], x + sizes[node], y + sizes[node]))
    found = {}
    for node in order:
        (x, y), gap = points[node], sizes[node] + 3
        width = max(text_width(line, font) for line in names[node])
        more = (len(names[node]) - 1) * LEADING * font
        for left, base, anchor in (
            (x - width / 2, y + gap + font * 0.85, "middle"),
            (x + gap, y + font * 0.35 - more / 2, "start"),
            (x - gap - width, y + font * 0.35 - more / 2, "end"),
            (x - width / 2, y - gap - font * 0.1 - more, "middle"),
        ):
            box = (left, base - font * 0.85, left + width, base + more + font * 0.25)
            if taken.free(box) and (page is None or _holds(page, box)):
                taken.add(box)
                found[node] = ({"start": left, "middle": x, "end": left + width}[anchor], base, anchor)
                break
    return found


def _holds(page: Box, box: Box) -> bool:
    return page[0] <= box[0] and page[1] <= box[1] and box[2] <= page[2] and box[3] <= page[3]


class _Boxes:
    """Rectangles in a grid, to ask quickly whether a place is free."""

    CELL = 80.0

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def _touched(self, box: Box) -> Iterable[tuple[int, int]]:
        for column in range(int(box[0] // self.CELL), int(box[2] // self.CELL) + 1):
            for row in range(int(box[1] // self.CELL), int(box[3] // self.CELL) + 1):
                yield column, row

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        for cell in self._touched(box):
            for other in self._cells.get(cell, ()):
                if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
                    return False
        return True
