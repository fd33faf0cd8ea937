"""Areas in: municipalities and districts as CSV, outlines as GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graphsvc.areas import Area, Areas
from graphsvc.errors import Refused
from graphsvc.exchange.sheets import read
from graphsvc.language import Text

_TOWN = re.compile(r"stadt|hauptstadt", re.IGNORECASE)


def read_areas(files: Sequence[tuple[str, bytes]], stand: date | None = None, source: str = "") -> Areas:
    """Return the areas of files with a column ``ags`` or ``district_ags``, and the outlines of GeoJSON files.

    States are added up from their districts where no row names them. Rows without an AGS of 2, 5 or 8 digits are left out.
    """
    areas: dict[str, Area] = {}
    outlines: dict[str, Mapping[str, Any]] = {}
    states: dict[str, str] = {}
    for name, data in files:
        if data.lstrip()[:1] == b"{":
            outlines |= _outlines(name, data)
        else:
            for area, state in _rows(name, data):
                areas[area.ags] = area
                states[area.ags[:2]] = state
    for area in _states(areas, states):
        areas.setdefault(area.ags, area)
    return Areas(areas.values(), outlines=outlines, stand=stand, source=source)


def _rows(name: str, data: bytes) -> list[tuple[Area, str]]:
    rows = read(data, name)[0].rows
    headings = rows[0]
    key = "ags" if "ags" in headings else "district_ags"
    if key not in headings or "name" not in headings:
        text = Text("In {name} fehlen die Spalten ags (oder district_ags) und name.", values={"name": name})
        raise Refused(text, name)
    found = []
    for cells in rows[1:]:
        row = dict(zip(headings, [*cells, *[""] * (len(headings) - len(cells))], strict=True))
        ags = row[key]
        if ags.isdigit() and len(ags) in (2, 5, 8):
            found.append((_area(ags, row), row.get("state", "")))
    return found


def _area(ags: str, row: Mapping[str, str]) -> Area:
    lat, lon = (row.get(n) or row.get(f"{n}_popweighted") or "" for n in ("lat", "lon"))
    return Area(
        ags=ags,
        name=row["name"],
        population=int(float(row["population"])) if row.get("population") else None,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        postcode=row.get("plz_admin", ""),
        urban=bool(_TOWN.search(row.get("kind", ""))),
    )


def _states(areas: Mapping[str, Area], names: Mapping[str, str]) -> list[Area]:
    found = []
    for code, name in names.items():
        districts = [a for a in areas.values() if a.ags.startswith(code) and len(a.ags) == 5]
        people = sum(a.population or 0 for a in districts)
        placed = [a for a in districts if a.lat is not None and a.lon is not None and a.population]
        weight = sum(a.population or 0 for a in placed)
        if name and districts:
            lat = sum((a.lat or 0) * (a.population or 0) for a in placed) / weight if weight else None
            lon = sum((a.lon or 0) * (a.population or 0) for a in placed) / weight if weight else None
            found.append(Area(ags=code, name=name, population=people, lat=lat, lon=lon))
    return found


def _outlines(name: str, data: bytes) -> dict[str, Mapping[str, Any]]:
    try:
        features = json.loads(data)["features"]
    except (ValueError, KeyError, TypeError):
        raise Refused(
            Text("{name} ist kein GeoJSON mit Flächen (FeatureCollection).", values={"name": name}), name
        ) from None
    found: dict[str, Mapping[str, Any]] = {}
    for feature in features:
        properties = feature.get("properties") or {}
        ags = next(
            (str(properties[key]) for key in ("ags", "AGS", "district_ags", "id", "RS") if properties.get(key)), ""
        )
        geometry = feature.get("geometry")
        if ags and geometry and geometry.get("type") in ("Polygon", "MultiPolygon"):
            _check_degrees(name, geometry)
            found[ags] = geometry
    if not found:
        raise Refused(Text("In {name} trägt keine Fläche einen AGS.", values={"name": name}), name)
    return found


def _check_degrees(name: str, geometry: Mapping[str, Any]) -> None:
    point = geometry["coordinates"]
    while isinstance(point[0], list):
        point = point[0]
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        text = Text("{name} ist nicht in Grad (WGS 84). Bitte zuerst umrechnen (EPSG:4326).", values={"name": name})
        raise Refused(text, name)
