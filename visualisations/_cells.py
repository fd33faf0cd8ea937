"""The shapes of areas on paper: loaded outlines where there are some, otherwise cells around the areas' points."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
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
    """Areas as polygons in the picture's units, y downwards; ``cells`` says that they are no borders."""

    polygons: Mapping[str, BaseGeometry]
    width: float
    height: float
    cells: bool
    scale: float


def shapes(areas: Areas, wanted: Sequence[Area]) -> Shapes | None:
    """Return the wanted areas' shapes, fitted to the page; None where nothing is known of where they lie."""
    outlines = {
        area.ags: shapely.from_geojson(_geojson(areas, area.ags)) for area in wanted if area.ags in areas.outlines
    }
    cells = len(outlines) < len(wanted)
    found = outlines if not cells else _cells([area for area in wanted if area.lat is not None])
    if not found:
        return None
    return _fitted(_simplified(found) if not cells else found, cells)


def _geojson(areas: Areas, ags: str) -> str:
    return json.dumps(areas.outlines[ags])


def _simplified(polygons: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Thin out borders so that neighbours keep sharing them."""
    ids, geometries = list(polygons), [shapely.make_valid(polygon) for polygon in polygons.values()]
    if sum(shapely.get_num_coordinates(geometry) for geometry in geometries) > MANY_POINTS:
        geometries = list(shapely.coverage_simplify(geometries, 0.005))
    return dict(zip(ids, geometries, strict=True))


def _cells(areas: Iterable[Area]) -> dict[str, BaseGeometry]:
    """Return Voronoi cells around the points, cut off where nobody of these areas is near."""
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
    nearby = _reach(cloud)
    edge = cloud.buffer(nearby).simplify(nearby / 20)
    if len(points) == 1:
        return {next(iter(points.values())): edge}
    found: dict[str, BaseGeometry] = {}
    cells = list(shapely.voronoi_polygons(cloud, extend_to=edge).geoms)
    tree = shapely.STRtree(cells)
    for point, ags in points.items():
        cell = cells[int(tree.query(shapely.Point(point), predicate="intersects")[0])]
        found[ags] = cell.intersection(edge)
    return found


def _reach(cloud: BaseGeometry) -> float:
    """Return how far a cell reaches beyond its point: about what neighbours are apart, in degrees."""
    hull = shapely.convex_hull(cloud)
    count = shapely.get_num_geometries(cloud)
    return max(0.12, 0.75 * math.sqrt(max(hull.area, 0.02) / count))


def _fitted(polygons: Mapping[str, BaseGeometry], cells: bool) -> Shapes:
    """Project (equirectangular, true at the middle latitude) and fit to the page."""
    west, south, east, north = shapely.total_bounds(list(polygons.values()))
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / max((east - west) * squeeze, 1e-6), HEIGHT / max(north - south, 1e-6))

    def project(given: Points) -> Points:
        return numpy.column_stack([(given[:, 0] - west) * squeeze * scale, (north - given[:, 1]) * scale])

    moved = {ags: shapely.transform(polygon, project) for ags, polygon in polygons.items()}
    return Shapes(moved, (east - west) * squeeze * scale, (north - south) * scale, cells, scale)


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
