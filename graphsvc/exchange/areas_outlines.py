"""Outlines of areas: GeoJSON, and TopoJSON, in which areas share the lines between them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapely import make_valid
from shapely.errors import ShapelyError
from shapely.geometry import shape

from graphsvc.errors import Refused
from graphsvc.exchange.areas_part import Part, borough_problem, is_longer, whole_ags
from graphsvc.language import Text

_KEYS = ("ags", "district_ags", "ars", "rs", "id")
_LAND = "4"  # VG250's GF: land that belongs to an area; 1 to 3 are waters, and land of nobody

Feature = Mapping[str, Any]


def read_outlines(name: str, data: bytes) -> Part:
    """Return the outlines by AGS; ``Refused`` where it is no such file, or not in degrees."""
    outlines: dict[str, Mapping[str, Any]] = {}
    left_out = 0
    try:
        document = json.loads(data)
        topology = document.get("type") == "Topology"
        for feature in _of_topology(document) if topology else document["features"]:
            geometry = feature.get("geometry") or {}
            ags, longer = _key(name, feature)
            left_out += longer
            if ags and geometry.get("type") in ("Polygon", "MultiPolygon"):
                _check_degrees(name, geometry)
                outlines[ags] = _together(outlines[ags], geometry) if ags in outlines else geometry
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, ShapelyError):
        values = {"name": name}
        text = Text("{name} ist kein GeoJSON (FeatureCollection) oder TopoJSON mit Flächen.", values=values)
        raise Refused(text, name) from None
    if not outlines and not left_out:
        raise Refused(Text("In {name} trägt keine Fläche einen AGS.", values={"name": name}), name)
    return Part(outlines=outlines, left_out=left_out)


def inner_point(outline: Mapping[str, Any]) -> tuple[float, float]:
    """Return latitude and longitude of a point well inside an outline."""
    point = make_valid(shape(dict(outline))).representative_point()
    return round(point.y, 5), round(point.x, 5)


def _key(name: str, feature: Feature) -> tuple[str, bool]:
    """Return a feature's AGS, also one out of an ARS (RS) of twelve digits, and whether it is the key of something else."""
    properties = {name.lower(): str(value) for name, value in (feature.get("properties") or {}).items() if value}
    if properties.get("gf", _LAND).removesuffix(".0") != _LAND:
        return "", False
    if problem := borough_problem(properties.get("ags", "")):
        raise Refused(Text("{name}: {problem}", values={"name": name, "problem": problem}), name)
    given = [properties[name] for name in _KEYS if name in properties] + [str(feature.get("id", ""))]
    whole = (whole_ags(text[:5] + text[9:] if len(text) == 12 else text) for text in given)
    ags = next(filter(None, whole), "")
    return ags, not ags and any(is_longer(text) for text in given)


def _check_degrees(name: str, geometry: Mapping[str, Any]) -> None:
    outline = shape(dict(geometry))
    if outline.is_empty:
        raise ValueError(name)
    west, south, east, north = outline.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        text = Text("{name} ist nicht in Grad (WGS 84). Bitte zuerst umrechnen (EPSG:4326).", values={"name": name})
        raise Refused(text, name)


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an area that comes in several features, such as land and islands, as one."""
    parts = [
        part
        for geometry in (one, other)
        for part in (geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]])
    ]
    return {"type": "MultiPolygon", "coordinates": parts}


def _of_topology(topology: Mapping[str, Any]) -> Iterator[Feature]:
    """Yield the geometries of a TopoJSON as GeoJSON features.

    A line is whole numbers, each point as its distance from the one before; ``transform`` makes degrees of them. A ring
    names its lines by number; ~n is line n backwards. Where lines meet, both have the point.
    """
    lines = list(_lines(topology))

    def ring(numbers: Sequence[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for number in numbers:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            points += line[1:] if points else line
        return points

    for thing in topology["objects"].values():
        for geometry in thing["geometries"] if thing["type"] == "GeometryCollection" else [thing]:
            kind, arcs = geometry.get("type"), geometry.get("arcs", ())
            made: Mapping[str, Any] = {}
            if kind == "Polygon":
                made = {"type": kind, "coordinates": [ring(numbers) for numbers in arcs]}
            elif kind == "MultiPolygon":
                made = {"type": kind, "coordinates": [[ring(numbers) for numbers in part] for part in arcs]}
            yield {"properties": geometry.get("properties"), "id": geometry.get("id", ""), "geometry": made}


def _lines(topology: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    transform = topology.get("transform")
    if not transform:
        yield from topology["arcs"]
        return
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append([round(x * kx + dx, 7), round(y * ky + dy, 7)])
        yield line
