"""Names that find no place beside their symbols: a little away, with a line that leads to the symbol."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import shapely

from visualisations._labels import LEADING, box_of, covered
from visualisations._layout import Box, Point
from visualisations._svg import INK, element, text_width

Place: TypeAlias = tuple[float, float, str]  # of a name, as `place_labels` finds it
AWAY = (14.0, 24.0, 36.0, 50.0, 66.0, 84.0)  # from the symbol's edge to the name's middle, beyond half the name
TURNS = 24
MANY = 100  # names; where more stand, lines would be a thicket


@dataclass(frozen=True)
class Led:
    """A name's middle, the baseline of its first line, and the line from its box to the symbol."""

    x: float
    base: float
    start: Point
    end: Point


def led(
    names: Mapping[str, tuple[str, ...]],
    points: Mapping[str, Point],
    sizes: Mapping[str, float],
    placed: Mapping[str, Place],
    order: Iterable[str],
    font: float,
    page: Box,
) -> dict[str, Led]:
    """Return where names that were not placed can stand: over no name and no symbol, and no line over these or another line."""
    if len(points) > MANY:
        return {}
    symbols = {id: shapely.Point(point).buffer(max(sizes[id], 2.0)) for id, point in points.items()}
    taken: list[shapely.Geometry] = [shapely.box(*box_of(names[id], *place, font)) for id, place in placed.items()]
    paper, found = shapely.box(*page), {}
    for id in (id for id in order if id not in placed):
        others = shapely.union_all([*taken, *(symbol for other, symbol in symbols.items() if other != id)])
        for one in _places(names[id], points[id], sizes[id], font):
            box = shapely.box(*box_of(names[id], one.x, one.base, "middle", font))
            line = shapely.LineString([one.start, one.end])
            if not box.intersects(symbols[id]) and paper.contains(box) and not others.intersects(box.union(line)):
                taken += [box, line]
                found[id] = one
                break
    return found


def standing(placed: Mapping[str, Place], away: Mapping[str, Led]) -> dict[str, Place]:
    """Return where all names stand, those at a line, too."""
    return {**placed, **{id: (each.x, each.base, "middle") for id, each in away.items()}}


def leaders(away: Mapping[str, Led]) -> list[str]:
    """Draw the lines from the names to their symbols."""
    return [
        element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=INK, stroke_width=0.8)
        for (x1, y1), (x2, y2) in ((each.start, each.end) for each in away.values())
    ]


def _places(lines: tuple[str, ...], point: Point, size: float, font: float) -> Iterable[Led]:
    """Return places round a symbol, the nearest first; the line ends at the symbol's edge."""
    width = max(text_width(line, font) for line in lines)
    _, up, _, down = covered(0, 0, width, (len(lines) - 1) * LEADING * font, font)
    height = down - up
    for away in AWAY:
        for turn in range(TURNS):
            angle = 2 * math.pi * turn / TURNS
            across, down = math.cos(angle), math.sin(angle)
            x = point[0] + across * (size + away + width / 2)
            y = point[1] + down * (size + away + height / 2)
            near = (_within(point[0], x, width / 2), _within(point[1], y, height / 2))
            length = math.dist(point, near)
            end = tuple(at + size * (to - at) / length for at, to in zip(point, near, strict=True))
            yield Led(x=x, base=y - height / 2 - up, start=near, end=(end[0], end[1]))


def _within(value: float, middle: float, reach: float) -> float:
    """Return the number nearest to a value in a range around a middle."""
    return min(max(value, middle - reach), middle + reach)
