"""Where names stand beside their symbols, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from visualisations._layout import Box, Point
from visualisations._svg import text_width

LEADING = 1.12  # from baseline to baseline, in font sizes
ON_PAPER = 1.6  # a number that stands for a name becomes so much larger


def place_labels(
    names: Mapping[str, tuple[str, ...]],
    points: Mapping[str, Point],
    sizes: Mapping[str, float],
    order: Iterable[str],
    font: float,
    page: Box | None = None,
    larger: float = 1,
    outside: Callable[[str, Box], float] | None = None,
    kept_free: Iterable[Box] = (),
) -> dict[str, tuple[float, float, str]]:
    """Return where names can stand (x, baseline of the first line, anchor) without covering each other or a symbol.

    ``names`` are lines, `LEADING` apart; ``order`` says who comes first; what finds no place, or none on the ``page``, is left
    out. A number gets the room that it needs when it becomes so much ``larger``, around its middle. Of the places below, right,
    left and above, the first is taken, or the one least ``outside``; one that is infinitely far outside is none. What is
    ``kept_free`` is covered already.
    """
    boxes = _Boxes()
    for box in kept_free:
        boxes.add(box)
    for node, (x, y) in points.items():
        boxes.add((x - sizes[node], y - sizes[node], x + sizes[node], y + sizes[node]))
    found = {}
    for node in order:
        (x, y), gap = points[node], sizes[node] + 3
        size = font * (larger if names[node][0].isdecimal() else 1)
        width = max(text_width(line, size) for line in names[node])
        more = (len(names[node]) - 1) * LEADING * font
        places = [
            (x - width / 2, y + gap + size * 0.85, "middle"),
            (x + gap, y + size * 0.35 - more / 2, "start"),
            (x - gap - width, y + size * 0.35 - more / 2, "end"),
            (x - width / 2, y - gap - size * 0.1 - more, "middle"),
        ]
        if outside:
            far = {place: outside(node, covered(*place[:2], width, more, size)) for place in places}
            places = sorted((place for place in places if far[place] < math.inf), key=far.__getitem__)
        for left, base, anchor in places:
            box = covered(left, base, width, more, size)
            if boxes.free(box) and (page is None or _holds(page, box)):
                boxes.add(box)
                found[node] = (
                    {"start": left, "middle": x, "end": left + width}[anchor],
                    base - 0.35 * (size - font),
                    anchor,
                )
                break
    return found


def covered(left: float, base: float, width: float, more: float, size: float) -> Box:
    """Return what lines cover of which the last has its baseline so much ``more`` below that of the first."""
    return left, base - size * 0.85, left + width, base + more + size * 0.25


def box_of(lines: tuple[str, ...], x: float, base: float, anchor: str, font: float) -> Box:
    """Return what a name covers that stands at a place of `place_labels`."""
    width = max(text_width(line, font) for line in lines)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return covered(left, base, width, (len(lines) - 1) * LEADING * font, font)


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
