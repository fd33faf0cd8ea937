"""Areas in Neo4j: (:Area)-[:PART_OF]->(:Area), with the outline of those that have one; and settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from graphsvc.areas import Area, Areas
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import rows

_FIELDS = ("name", "population", "lat", "lon", "postcode", "urban")
_PUT = "UNWIND $areas AS row MERGE (a:Area {ags: row.ags}) SET a += row"
_OUTLINE = "UNWIND $outlines AS row MERGE (a:Area {ags: row[0]}) SET a.outline = row[1]"
_KNOWN = "UNWIND $areas AS ags MERGE (:Area {ags: ags})"
_LINK = """UNWIND $areas AS ags
MATCH (a:Area {ags: ags}) WHERE NOT EXISTS { (a)-[:PART_OF]->() }
MATCH (b:Area {ags: CASE size(ags) WHEN 8 THEN left(ags, 5) WHEN 5 THEN left(ags, 2) END})
CREATE (a)-[:PART_OF]->(b)"""
_FIGURES = "MATCH (s:Store {id: 'graphsvc'}) RETURN [s.areas, s.areas_stand, s.areas_source]"
_ALL = """MATCH (a:Area) WHERE a.name IS NOT NULL
RETURN [a.ags, a.name, a.population, a.lat, a.lon, a.postcode, a.urban]"""
_OUTLINES = "MATCH (a:Area) WHERE a.outline IS NOT NULL RETURN [a.ags, a.outline]"
_LOADED = """MATCH (s:Store {id: 'graphsvc'})
SET s.areas = coalesce($version, s.areas + 1)
FOREACH (_ IN CASE WHEN $figures THEN [1] ELSE [] END | SET s.areas_stand = $stand, s.areas_source = $source)"""
_BATCH = 5_000


def link_areas(tx: Tx, areas: Iterable[str]) -> None:
    """Make nodes for areas that partners name, also where none are loaded, and link them to those around them."""
    named = sorted(set(areas))
    if named:
        tx.run(_KNOWN, {"areas": named}).consume()
        tx.run(_LINK, {"areas": named}).consume()


def read_areas(tx: Tx) -> Areas:
    """Return the areas loaded; those that are only named by partners have no name."""
    (version, stand, source), *_ = rows(tx, _FIGURES, {})
    areas = [
        Area(ags=r[0], name=r[1], population=r[2], lat=r[3], lon=r[4], postcode=r[5], urban=r[6])
        for r in rows(tx, _ALL, {})
    ]
    outlines = {ags: json.loads(text) for ags, text in rows(tx, _OUTLINES, {})}
    areas.sort(key=lambda area: area.ags)
    day = date.fromisoformat(stand) if stand else None
    return Areas(areas, outlines=dict(sorted(outlines.items())), stand=day, source=source or "", version=version)


def write_areas(tx: Tx, areas: Areas, version: int | None = None) -> None:
    """Add to the areas and outlines, or replace those with the same AGS; a new version where none is given."""
    found = [{"ags": area.ags, **{name: getattr(area, name) for name in _FIELDS}} for area in areas.values()]
    for start in range(0, len(found), _BATCH):
        tx.run(_PUT, {"areas": found[start : start + _BATCH]}).consume()
    outlines = [[ags, json.dumps(geometry)] for ags, geometry in areas.outlines.items()]
    for start in range(0, len(outlines), 500):
        tx.run(_OUTLINE, {"outlines": outlines[start : start + 500]}).consume()
    tx.run(_LINK, {"areas": sorted({*areas, *areas.outlines})}).consume()
    figures: dict[str, Any] = {
        "version": version,
        "figures": len(areas) > 0,
        "stand": areas.stand.isoformat() if areas.stand else "",
        "source": areas.source,
    }
    tx.run(_LOADED, figures).consume()


def remember(tx: Tx, key: str, value: str) -> None:
    """Keep a setting."""
    tx.run("MERGE (s:Setting {key: $key}) SET s.value = $value", {"key": key, "value": value}).consume()


def remembered(tx: Tx, key: str) -> str | None:
    """Return a setting that was kept."""
    found = next(iter(rows(tx, "MATCH (s:Setting {key: $key}) RETURN [s.value]", {"key": key})), None)
    return str(found[0]) if found else None
