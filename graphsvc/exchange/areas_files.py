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
                if state:
                    states.setdefault(area.ags[:2], state)
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
    for number, cells in enumerate(rows[1:], start=2):
        row = dict(zip(headings, [*cells, *[""] * (len(headings) - len(cells))], strict=False))
        ags = _whole_ags(row[key])
        if ags:
            found.append((_area(ags, row, f"{name}, Zeile {number}"), row.get("state", "")))
    return found


def _whole_ags(text: str) -> str:
    """Return an AGS of 2, 5 or 8 digits, also one that lost its leading zero; nothing for what is none."""
    digits = text.removesuffix(".0")
    if not digits.isdigit():
        return ""
    return digits if len(digits) in (2, 5, 8) else digits.zfill(len(digits) + 1) if len(digits) in (1, 4, 7) else ""


def _area(ags: str, row: Mapping[str, str], place: str) -> Area:
    lat, lon = (row.get(n) or row.get(f"{n}_popweighted") or "" for n in ("lat", "lon"))
    population = _number(row.get("population", ""), place)
    return Area(
        ags=ags,
        name=row["name"],
        population=None if population is None else int(population),
        lat=_number(lat, place),
        lon=_number(lon, place),
        postcode=row.get("plz_admin", ""),
        urban=bool(_TOWN.search(row.get("kind", ""))),
    )


def _number(text: str, place: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        values = {"place": place, "text": text}
        raise Refused(
            Text("{place}: „{text}“ ist keine Zahl. Bitte mit Dezimalpunkt.", values=values), place.split(",")[0]
        ) from None


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
        found = dict(filter(None, (_outline(name, feature) for feature in features)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        values = {"name": name}
        raise Refused(Text("{name} ist kein GeoJSON mit Flächen (FeatureCollection).", values=values), name) from None
    if not found:
        raise Refused(Text("In {name} trägt keine Fläche einen AGS.", values={"name": name}), name)
    return found


def _outline(name: str, feature: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    properties, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
    keys = ("ags", "AGS", "district_ags", "id", "RS")
    ags = next((str(properties[key]) for key in keys if properties.get(key)), "")
    if not ags or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    point = geometry["coordinates"]
    while isinstance(point[0], list):
        point = point[0]
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        text = Text("{name} ist nicht in Grad (WGS 84). Bitte zuerst umrechnen (EPSG:4326).", values={"name": name})
        raise Refused(text, name)
    return ags, geometry
