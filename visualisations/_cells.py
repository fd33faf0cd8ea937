"""The shapes of areas on paper: loaded outlines where there are some, otherwise cells around the areas' points."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from graphsvc.areas import Area, Areas

MANY_POINTS = 20_000  # above that, outlines are simplified, shared borders with them
WIDTH, HEIGHT = 760.0, 860.0
UNSEEN = 1.6  # so much, in the picture's units, a simplified border may lie aside
NEAR, NEAR_IN_TOWN = 0.12, 0.04  # so far a cell reaches at least, in degrees
GRAIN = 10  # paths are told in tenths of the picture's units
FINE = f"scale({1 / GRAIN:g})"

Points: TypeAlias = numpy.ndarray[Any, numpy.dtype[numpy.float64]]


@dataclass(frozen=True)
class Shapes:
    """Areas as polygons in the picture's units, y downwards.

    ``cells`` says that they are no borders; ``around`` are the borders of the areas that hold them, where these are loaded.
    """

    polygons: Mapping[str, BaseGeometry]
    width: float
    height: float
    cells: bool
    around: Sequence[BaseGeometry]


def shapes(areas: Areas, wanted: Sequence[Area], chosen: Collection[str] = ()) -> Shapes | None:
    """Return the wanted areas' shapes, fitted to the page; None where nothing is known of where they lie.

    ``areas`` are those within the ``chosen`` prefixes (all where there are none): an area's outline is divided only among all
    that lie in it.
    """
    if wanted and all(area.ags in areas.outlines for area in wanted):
        return _fitted(_outlines(areas, [area.ags for area in wanted]), [], cells=False)
    parents = sorted({area.parent for area in wanted if area.parent and area.parent in areas.outlines})
    whole = [ags for ags in parents if not chosen or ags.startswith(tuple(chosen))]
    around = _outlines(areas, whole)
    found: dict[str, BaseGeometry] = {}
    for level in {area.level for area in wanted}:
        inside: dict[str | None, list[Area]] = {}
        for area in areas.at_level(level):
            inside.setdefault(area.parent, []).append(area)
        for parent, outline in around.items():
            found |= _cells(inside.get(parent, ()), outline)
    found |= _cells(area for area in wanted if area.parent not in around)
    shown = {area.ags: found[area.ags] for area in wanted if area.ags in found}
    return _fitted(_thinned(shown), list(around.values()), cells=True) if shown else None


def _outlines(areas: Areas, wanted: Iterable[str]) -> dict[str, BaseGeometry]:
    """Return loaded outlines, thinned out so that neighbours keep sharing their borders."""
    ids = list(wanted)
    outlines = shapely.from_geojson([json.dumps(areas.outlines[ags]) for ags in ids])
    return _thinned(dict(zip(ids, shapely.make_valid(outlines), strict=True)))


def shrunk(found: Shapes, width: float, height: float) -> Shapes:
    """Return shapes fitted to a smaller page; they have no more points than they need already."""
    size = min(width / found.width, height / found.height)
    moved = shapely.transform([*found.polygons.values(), *found.around], lambda points: points * size)
    polygons = dict(zip(found.polygons, moved, strict=False))
    borders = list(moved[len(polygons) :])
    return Shapes(polygons, found.width * size, found.height * size, found.cells, borders)


def _thinned(polygons: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return polygons without the points that nobody would see on the page, where there are many."""
    geometries = list(polygons.values())
    if shapely.get_num_coordinates(geometries).sum() > MANY_POINTS:
        geometries = list(shapely.coverage_simplify(geometries, UNSEEN / _scale(*shapely.total_bounds(geometries))))
    return dict(zip(polygons, geometries, strict=True))


def _cells(areas: Iterable[Area], edge: BaseGeometry | None = None) -> dict[str, BaseGeometry]:
    """Return Voronoi cells around the points, within the edge; without one cut off where none of these areas is near.

    Near is meant as on the ground, where a degree of longitude is shorter than one of latitude.
    """
    points: dict[tuple[float, float], str] = {}
    least = NEAR
    for area in areas:
        least = NEAR_IN_TOWN if area.level == "borough" else NEAR
        if area.lat is None or area.lon is None:
            continue
        # a town and the county around it may share their point: the second stands a little beside it
        lon, lat = area.lon, area.lat
        while (lon, lat) in points:
            lon += least / 4
        points[lon, lat] = area.ags
    if not points:
        return {}
    squeeze = _squeeze(min(lat for _, lat in points), max(lat for _, lat in points))
    cloud = _stretched(shapely.MultiPoint(list(points)), squeeze)
    if edge is None:
        nearby = _reach(cloud, least)
        near = cloud.buffer(nearby, quad_segs=4).simplify(nearby / 20)
    else:
        near = _stretched(edge, squeeze)
    cells = (
        shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=near, ordered=True)) if len(points) > 1 else near
    )
    parts = _stretched(shapely.intersection(cells, near), 1 / squeeze)
    return {ags: part for ags, part in zip(points.values(), numpy.atleast_1d(parts), strict=True) if part.area > 0}


def _stretched(shape: Any, factor: float) -> Any:
    """Return shapes, one or an array, with all longitudes times a factor."""
    return shapely.transform(shape, lambda points: points * (factor, 1.0))


def _reach(cloud: BaseGeometry, least: float) -> float:
    """Return how far a cell reaches beyond its point, at least so far: about what neighbours are apart, in degrees."""
    hull = shapely.convex_hull(cloud)
    count = shapely.get_num_geometries(cloud)
    return max(least, 0.75 * math.sqrt(hull.area / count))


def _fitted(polygons: Mapping[str, BaseGeometry], around: Sequence[BaseGeometry], *, cells: bool) -> Shapes:
    """Project (equirectangular, true at the middle latitude) and fit to the page."""
    west, south, east, north = shapely.total_bounds([*polygons.values(), *around])
    squeeze, scale = _squeeze(south, north), _scale(west, south, east, north)

    def project(given: Points) -> Points:
        return numpy.column_stack([(given[:, 0] - west) * squeeze * scale, (north - given[:, 1]) * scale])

    moved = {ags: shapely.transform(polygon, project) for ags, polygon in polygons.items()}
    borders = [shapely.transform(border, project) for border in around]
    return Shapes(moved, (east - west) * squeeze * scale, (north - south) * scale, cells, borders)


def _squeeze(south: float, north: float) -> float:
    """Return how much shorter a degree of longitude is than one of latitude."""
    return math.cos(math.radians((south + north) / 2))


def _scale(west: float, south: float, east: float, north: float) -> float:
    """Return how many of the picture's units a degree of latitude takes where all this is to fit."""
    return min(WIDTH / max((east - west) * _squeeze(south, north), 1e-6), HEIGHT / max(north - south, 1e-6))


def paths(polygons: Iterable[BaseGeometry]) -> list[str]:
    """Return an SVG path of each polygon, or several that belong together: short, for there may be thousands.

    Points lie on a grid of whole `GRAIN`, so neighbours keep their common border and no number needs a point; each is told
    from the one before. They are to be drawn under the transform `FINE`.

    Examples
    --------
    >>> paths([shapely.box(1, 2, 3.04, 2.5)])
    ['M30 20v5h-20v-5z']
    """
    shapes = list(polygons)
    found = [""] * len(shapes)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    grid = numpy.rint(points * GRAIN).astype(int)
    ends = numpy.searchsorted(ring, range(len(rings) + 1)).tolist()
    for shape, first, last in zip(owner[flat][part].tolist(), ends, ends[1:], strict=False):
        found[shape] += _ring(grid[first:last])
    return found


def _ring(points: numpy.ndarray[Any, numpy.dtype[numpy.int64]]) -> str:
    """Return the path of a closed ring of whole numbers; the last step is left to the sign that closes it."""
    steps = numpy.diff(points, axis=0)[:-1]
    x, y = points[0].tolist()
    told, before = [f"M{x} {y}"], "M"
    for dx, dy in steps[steps.any(axis=1)].tolist():
        name, text = ("l", f"{dx} {dy}") if dx and dy else ("h", str(dx)) if dx else ("v", str(dy))
        told.append(text if name == before and text[0] == "-" else f" {text}" if name == before else name + text)
        before = name
    return "".join(told).replace(" -", "-") + "z"


def middle(polygon: BaseGeometry) -> tuple[float, float]:
    """Return a point well inside a shape, for its label or circle."""
    point = shapely.point_on_surface(polygon) if not polygon.centroid.within(polygon) else polygon.centroid
    return float(point.x), float(point.y)
