"""Where partners stand: computed here, from their ids and ties alone, so that it is the same at every visit."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

from visualisations._segments import crossed, distances

Floats = NDArray[np.float64]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
SPACING = 74.0  # between tied partners
GAP = 46.0  # between unconnected parts
ROOM = 34.0  # what a symbol needs for itself
CLEAR = 1.6 * ROOM  # what it needs with its name
TRIES, FEW = 6, 250  # beginnings, where there are not too many partners
ROUNDS = 20  # more of them undo what the attraction has untangled


def layout(graph: nx.Graph[str]) -> dict[str, Point]:
    """Return a point for each node, from (0, 0) on: each connected part by itself, the large first, singles in rows.

    ForceAtlas2 (Jacomy et al. 2014) from starting points that follow from the ids, so that the order of nodes does not
    matter; then stress majorisation (Gansner, Koren & North 2005).
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
    """Spread a connected part: of a few beginnings the one whose lines cross least, then the one with the least stress."""
    part: nx.Graph[str] = nx.Graph()
    part.add_edges_from(sorted((min(edge), max(edge)) for edge in graph.subgraph(nodes).edges))
    steps = _steps(part, nodes)
    place = {node: number for number, node in enumerate(nodes)}
    pairs = np.array([(place[a], place[b]) for a, b in part.edges])
    tries = [_relaxed(_attracted(part, nodes, salt), steps) for salt in range(TRIES if len(nodes) <= FEW else 1)]
    _, _, found = min((_crossings(each, pairs), salt, each) for salt, each in enumerate(tries))
    scale = max(SPACING, CLEAR / _nearness(found))
    points = push_apart([(scale * float(x), scale * float(y)) for x, y in found])
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return {node: (x - left, y - top) for node, (x, y) in zip(nodes, points, strict=True)}


def _nearness(points: Floats) -> float:
    """Return how far apart neighbours stand: all but the nearest tenth have more room, those are pushed apart."""
    nearest = (distances(points, points) + np.diag(np.full(len(points), np.inf))).min(axis=1)
    return max(float(np.quantile(nearest, 0.1)), 1e-3)


def _steps(graph: nx.Graph[str], nodes: Sequence[str]) -> Floats:
    """Return how many steps it takes from each to each."""
    adjacency = nx.to_scipy_sparse_array(graph, nodelist=nodes, format="csr")
    found: Floats = shortest_path(adjacency, unweighted=True, directed=False)
    return found


def _attracted(graph: nx.Graph[str], nodes: Sequence[str], salt: int) -> Floats:
    """Return points by ForceAtlas2: who is tied comes to stand side by side, so that few lines cross."""
    start = {node: np.array(_start(f"{salt}/{node}", len(nodes))) for node in nodes}
    found = nx.forceatlas2_layout(graph, pos=start, seed=salt)
    return np.array([found[node] for node in nodes])


def _relaxed(points: Floats, steps: Floats) -> Floats:
    """Return the points after some rounds of stress majorisation: distances come to be what the steps are."""
    count = len(points)
    off = ~np.eye(count, dtype=bool)
    weights = np.where(off, 1 / np.where(off, steps, 1) ** 2, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    away = distances(points, points)
    ratio = away[off] / steps[off]
    found = points * (ratio.sum() / (ratio**2).sum())
    for _ in range(ROUNDS):
        pull = -weights * steps / np.maximum(np.where(off, distances(found, found), 1.0), 1e-9)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        found = inverse @ (pull @ found)
    rounded: Floats = found.round(6)
    return rounded


def _crossings(points: Floats, pairs: NDArray[np.intp]) -> int:
    lines = points[pairs].reshape(-1, 4)
    return sum(int(crossed(line[None, :2], line[None, 2:], lines[:number])[0]) for number, line in enumerate(lines))


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
