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
    return _fitted(shown, list(around.values()), cells=True) if shown else None


def _outlines(areas: Areas, wanted: Iterable[str]) -> dict[str, BaseGeometry]:
    """Return loaded outlines, thinned out so that neighbours keep sharing their borders."""
    ids = list(wanted)
    geometries = [shapely.make_valid(shapely.from_geojson(json.dumps(areas.outlines[ags]))) for ags in ids]
    if sum(shapely.get_num_coordinates(geometry) for geometry in geometries) > MANY_POINTS:
        geometries = list(shapely.coverage_simplify(geometries, 0.005))
    return dict(zip(ids, geometries, strict=True))


def _cells(areas: Iterable[Area], edge: BaseGeometry | None = None) -> dict[str, BaseGeometry]:
    """Return Voronoi cells around the points, within the edge; without one cut off where none of these areas is near."""
    points: dict[tuple[float, float], str] = {}
    for area in areas:
        if area.lat is None or area.lon is None:
            continue
        # a town and the county around it may share their point: the second stands a little beside it
        lon, lat = area.lon, area.lat
        while (lon, lat) in points:
            lon += 0.03
        points[lon, lat] = area.ags
    if not points:
        return {}
    cloud = shapely.MultiPoint(list(points))
    if edge is None:
        nearby = _reach(cloud)
        edge = cloud.buffer(nearby, quad_segs=4).simplify(nearby / 20)
    if len(points) == 1:
        return {next(iter(points.values())): edge}
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=edge, ordered=True))
    parts = shapely.intersection(cells, edge)
    return {ags: part for ags, part in zip(points.values(), parts, strict=True) if part.area > 0}


def _reach(cloud: BaseGeometry) -> float:
    """Return how far a cell reaches beyond its point: about what neighbours are apart, in degrees."""
    hull = shapely.convex_hull(cloud)
    count = shapely.get_num_geometries(cloud)
    return max(0.12, 0.75 * math.sqrt(max(hull.area, 0.02) / count))


def _fitted(polygons: Mapping[str, BaseGeometry], around: Sequence[BaseGeometry], *, cells: bool) -> Shapes:
    """Project (equirectangular, true at the middle latitude) and fit to the page."""
    west, south, east, north = shapely.total_bounds([*polygons.values(), *around])
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / max((east - west) * squeeze, 1e-6), HEIGHT / max(north - south, 1e-6))

    def project(given: Points) -> Points:
        return numpy.column_stack([(given[:, 0] - west) * squeeze * scale, (north - given[:, 1]) * scale])

    moved = {ags: shapely.transform(polygon, project) for ags, polygon in polygons.items()}
    borders = [shapely.transform(border, project) for border in around]
    return Shapes(moved, (east - west) * squeeze * scale, (north - south) * scale, cells, borders)


def path(polygon: BaseGeometry) -> str:
    """Return an SVG path of a polygon or several."""
    parts = []
    for part in shapely.get_parts(polygon):
        if shapely.get_type_id(part) != shapely.GeometryType.POLYGON:
            continue
        for ring in (part.exterior, *part.interiors):
            points = [f"{x:.1f},{y:.1f}" for x, y in shapely.get_coordinates(ring)]
            parts.append("M" + "L".join(points[:-1]) + "Z")
    return "".join(parts)


def middle(polygon: BaseGeometry) -> tuple[float, float]:
    """Return a point well inside a shape, for its label or circle."""
    point = shapely.point_on_surface(polygon) if not polygon.centroid.within(polygon) else polygon.centroid
    return float(point.x), float(point.y)
