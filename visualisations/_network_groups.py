"""Groups that an answer puts partners into, as grounds behind them: each partner's own part of the map, joined by group.

After Gansner, Hu and Kobourov (GMap: Visualizing Graphs and Clusters as Maps, 2010), with the places that partners have anyway.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from graphsvc.language import LANGUAGES, Speakable, Text
from graphsvc.model import Answer, Column
from visualisations._layout import Box, Point
from visualisations._svg import text_width

REACH = 40.0  # so far at least a ground reaches around a partner
ROUND = 18.0  # what a symbol needs of it, to each side
CLEAR = 10.0  # more room than that around a name is no better
STEP, TRIED = 6.0, 20  # so far apart at least are the places that are tried for a name, and about so many in a row
APART = 2.5  # so far it stays away from the next group's ground
TOLD = 12  # so many groups the legend names
FONT = 13.0
MOSTLY = 0.75  # of a name lies on its ground
INK = "#3f4853"  # of names: readable on every tint, and no partner's
# light and less light in turn: in grey, neighbours differ, too, as far as names stay readable on them
TINTS = ("#e3eef8", "#f7d9c0", "#e9f5e6", "#dccbe8", "#f5ece0", "#c4e2df", "#f4f3dc", "#efc9d8")


@dataclass(frozen=True)
class Ground:
    """A group's ground in one piece: its outer line and those around its gaps, and the middle of its name and half its width."""

    name: Text
    tint: str
    rings: tuple[tuple[Point, ...], ...]
    middle: Point
    half: float
    named: bool  # whether there is room for its name

    @property
    def wide(self) -> float:
        """How wide it is."""
        xs = [x for x, _ in self.rings[0]]
        return max(xs) - min(xs)

    @property
    def box(self) -> Box:
        """What its name covers, in the language that needs most room."""
        x, y = self.middle
        return x - self.half, y - FONT / 2, x + self.half, y + FONT / 2


@dataclass(frozen=True)
class Groups:
    """The group of each partner that has one; the ``column`` says what a group is called."""

    column: Column
    of: Mapping[str, Any]

    def name(self, group: Any) -> Text:
        """Return what a group is called on the map and in its legend."""
        said: Speakable | str = self.column.words.get(group, str(group))
        return Text("{what} {which}", values={"what": self.column.label, "which": said})

    def sizes(self) -> dict[Any, int]:
        """Return how many partners each group has, as the answer orders them."""
        found: dict[Any, int] = {}
        for group in self.of.values():
            found[group] = found.get(group, 0) + 1
        return found


def groups_of(answer: Answer | None, shown: set[str]) -> Groups | None:
    """Return the groups of the first table that puts partners into some."""
    for table in answer.tables.values() if answer else ():
        column = next((column for column in table.columns if column.role == "group"), None)
        if column and "partner" in table.names:
            found = dict(zip(table.column("partner"), table.column(column.name), strict=True))
            return Groups(column, {id: group for id, group in found.items() if id in shown})
    return None


def grounds(groups: Groups, points: Mapping[str, Point], lines: Iterable[NDArray[np.float64]]) -> list[Ground]:
    """Return the grounds, group by group, the larger pieces first; names keep away from symbols, and where they can from lines."""
    cells, drawn = _cells(list(points.values())), STRtree([LineString(line) for line in lines])
    symbols = STRtree([shapely.box(x - ROUND, y - ROUND, x + ROUND, y + ROUND) for x, y in points.values()])
    found = []
    for place, group in enumerate(groups.sizes()):
        own = [cell for id, cell in zip(points, cells, strict=True) if groups.of.get(id) == group]
        # drawn in, so that neighbours stand apart, and its corners rounded
        whole = shapely.union_all(own).buffer(-2 * APART).buffer(APART)
        pieces = sorted(_polygons(whole), key=lambda piece: (-piece.area, piece.bounds))
        found += [_ground(groups.name(group), tint_of(place), piece, symbols, drawn) for piece in pieces]
    return found


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, Polygon) and not part.is_empty]


def _cells(points: Sequence[Point]) -> list[BaseGeometry]:
    """Return around each point what is nearer to it than to any other, and not far from all of them."""
    cloud = shapely.MultiPoint(points)
    reach = max(REACH, 0.75 * math.sqrt(cloud.convex_hull.area / len(points)))
    near = cloud.buffer(2 * reach).buffer(-reach)  # gaps between them are closed
    if len(points) == 1:
        return [near]
    cells = shapely.voronoi_polygons(cloud, extend_to=near, ordered=True)
    return list(shapely.intersection(shapely.get_parts(cells), near))


def tint_of(place: int) -> str:
    """Return the tint of the group at this place among all."""
    return TINTS[place % len(TINTS)]


def _ground(name: Text, tint: str, piece: Polygon, symbols: STRtree, lines: STRtree) -> Ground:
    rings = tuple(
        tuple((round(x, 1), round(y, 1)) for x, y in ring.simplify(0.3).coords)
        for ring in (piece.exterior, *piece.interiors)
    )
    half = max(text_width(name.into(language), FONT) for language in LANGUAGES) / 2 + 3
    x, y = middle = _middle(piece, half, symbols, lines)
    box = shapely.box(x - half, y - FONT / 2, x + half, y + FONT / 2)
    named = not len(symbols.query(box, "intersects")) and piece.intersection(box).area > MOSTLY * box.area
    return Ground(name, tint, rings, middle, half, named)


def _middle(piece: Polygon, half: float, symbols: STRtree, lines: STRtree) -> Point:
    """Return where the piece's name stands best: on no symbol, within the piece, and rather beside lines than on them."""
    left, top, right, bottom = piece.bounds
    step = max(STEP, math.sqrt(piece.area) / TRIED)
    xs, ys = (each.ravel() for each in np.meshgrid(np.arange(left, right, step), np.arange(top, bottom, step)))
    shapely.prepare(piece)
    within = shapely.contains_xy(piece, xs, ys)
    if not within.any():
        return _rounded(piece.representative_point())
    xs, ys = xs[within], ys[within]
    boxes = shapely.box(xs - half, ys - FONT / 2, xs + half, ys + FONT / 2)
    corners = [(x, y) for x in (-half, 0.0, half) for y in (-FONT / 2, FONT / 2)]
    beyond = 1 - np.mean([shapely.contains_xy(piece, xs + x, ys + y) for x, y in corners], axis=0)
    best = int(np.argmax(np.round(_clear(boxes, symbols) + 0.3 * _clear(boxes, lines) - 3 * CLEAR * beyond, 1)))
    return _rounded(shapely.Point(xs[best], ys[best]))


def _clear(boxes: NDArray[Any], tree: STRtree) -> NDArray[np.float64]:
    """Return how far each box is from what is nearest to it; no more than what counts."""
    found = np.full(len(boxes), CLEAR)
    if len(tree):
        (box, _), away = tree.query_nearest(boxes, max_distance=CLEAR, return_distance=True, all_matches=False)
        found[box] = away
    return found


def _rounded(point: shapely.Point) -> Point:
    return round(point.x, 1), round(point.y, 1)
