"""Areas in Neo4j: (:Area)-[:PART_OF]->(:Area), with outline, successor and travel times as properties; and settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from graphsvc.areas import Area, Areas
from graphsvc.stores.areas_kept import packed, unpacked
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import rows

_FIELDS = ("name", "population", "lat", "lon", "postcode", "urban", "urbanisation", "km2")
_PROPERTIES = (*_FIELDS, "outline", "successor", "reaches", "minutes")
_PUT = "UNWIND $areas AS row MERGE (a:Area {ags: row.ags}) SET a += row"
_KNOWN = "UNWIND $areas AS ags MERGE (:Area {ags: ags})"
_LINK = """UNWIND $areas AS ags
MATCH (a:Area {ags: ags}) WHERE NOT EXISTS { (a)-[:PART_OF]->() }
MATCH (b:Area {ags: CASE size(ags) WHEN 10 THEN left(ags, 8) WHEN 8 THEN left(ags, 5) WHEN 5 THEN left(ags, 2) END})
CREATE (a)-[:PART_OF]->(b)"""
_FIGURES = "MATCH (s:Store {id: 'graphsvc'}) RETURN [s.areas, s.areas_stand, s.areas_source]"
_ALL = f"MATCH (a:Area) RETURN [a.ags, {', '.join(f'a.{name}' for name in _PROPERTIES)}]"
# Areas that a partner or another area names stay, also where nothing is known of them.
_NO_LONE = """MATCH (a:Area)
WHERE a.name IS NULL AND a.outline IS NULL AND a.successor IS NULL AND a.reaches IS NULL AND NOT EXISTS { (a)<--() }
DETACH DELETE a"""
_LOADED = """MATCH (s:Store {id: 'graphsvc'})
SET s.areas = $version, s.areas_stand = $stand, s.areas_source = $source"""
_EARLIER = "MATCH (e:EarlierAreas {version: $version}) RETURN [e.packed]"
_ALL_EARLIER = "MATCH (e:EarlierAreas) RETURN [e.version, e.packed]"
_KEEP = "MERGE (e:EarlierAreas {version: $version}) SET e.packed = $packed"
_BATCH = 500


def link_areas(tx: Tx, areas: Iterable[str]) -> None:
    """Make nodes for areas that partners name, also where none are loaded, and link them to those around them."""
    named = sorted(set(areas))
    if named:
        tx.run(_KNOWN, {"areas": named}).consume()
        tx.run(_LINK, {"areas": named}).consume()


def read_areas(tx: Tx) -> Areas:
    """Return all that is known of areas; those that are only named by partners have no name."""
    (version, stand, source), *_ = rows(tx, _FIGURES, {})
    areas: list[Area] = []
    outlines: dict[str, Mapping[str, Any]] = {}
    successors: dict[str, str] = {}
    minutes: dict[tuple[str, str], float] = {}
    for ags, *values, outline, successor, reaches, lasting in sorted(rows(tx, _ALL, {}), key=itemgetter(0)):
        if values[0] is not None:
            known = {name: value for name, value in zip(_FIELDS, values, strict=True) if value is not None}
            areas.append(Area(ags=ags, **known))
        if outline is not None:
            outlines[ags] = json.loads(outline)
        if successor is not None:
            successors[ags] = successor
        minutes |= {(ags, there): time for there, time in zip(reaches or (), lasting or (), strict=True)}
    return Areas(
        areas,
        outlines=outlines,
        successors=successors,
        minutes=minutes,
        stand=date.fromisoformat(stand) if stand else None,
        source=source or "",
        version=version,
    )


def load_areas(tx: Tx, areas: Areas) -> None:
    """Add to what is known of areas, or replace what has the same AGS; what there was is kept as an earlier version."""
    before = read_areas(tx)
    if before.version:
        keep_areas(tx, {before.version: packed(before)})
    write_areas(tx, before.joined(areas))


def earlier_areas(tx: Tx, version: int) -> Areas:
    """Return an earlier version."""
    found = next(iter(rows(tx, _EARLIER, {"version": version})), [None])
    return unpacked(version, found[0])


def kept_areas(tx: Tx) -> dict[int, bytes]:
    """Return all earlier versions, packed."""
    return dict(rows(tx, _ALL_EARLIER, {}))


def keep_areas(tx: Tx, earlier: Mapping[int, bytes]) -> None:
    """Keep earlier versions."""
    for version, found in earlier.items():
        tx.run(_KEEP, {"version": version, "packed": found}).consume()


def write_areas(tx: Tx, areas: Areas) -> None:
    """Put these areas in the place of those that are there; what stays the same is not written again."""
    before, after = _nodes(read_areas(tx)), _nodes(areas)
    nothing = dict.fromkeys(_PROPERTIES)
    found = [
        {"ags": ags, **node}
        for ags in sorted({*before, *after})
        if (node := after.get(ags, nothing)) != before.get(ags, nothing)
    ]
    for start in range(0, len(found), _BATCH):
        tx.run(_PUT, {"areas": found[start : start + _BATCH]}).consume()
    tx.run(_LINK, {"areas": sorted(after)}).consume()
    tx.run(_NO_LONE).consume()
    stand = areas.stand.isoformat() if areas.stand else ""
    tx.run(_LOADED, {"version": areas.version, "stand": stand, "source": areas.source}).consume()


def _nodes(areas: Areas) -> dict[str, dict[str, Any]]:
    """Return the properties by AGS; None is what a node doesn't have. Travel times are two lists in one order."""
    times: dict[str, list[tuple[str, float]]] = {}
    for (here, there), minutes in sorted(areas.minutes.items()):
        times.setdefault(here, []).append((there, minutes))
    found = {}
    for ags in {*areas, *areas.outlines, *areas.successors, *times}:
        area, outline, reached = areas.get(ags), areas.outlines.get(ags), times.get(ags, [])
        found[ags] = {
            **{name: getattr(area, name, None) for name in _FIELDS},
            "outline": None if outline is None else json.dumps(outline),
            "successor": areas.successors.get(ags),
            "reaches": [there for there, _ in reached] or None,
            "minutes": [float(minutes) for _, minutes in reached] or None,
        }
    return found


def remember(tx: Tx, key: str, value: str) -> None:
    """Keep a setting."""
    tx.run("MERGE (s:Setting {key: $key}) SET s.value = $value", {"key": key, "value": value}).consume()


def remembered(tx: Tx, key: str) -> str | None:
    """Return a setting that was kept."""
    found = next(iter(rows(tx, "MATCH (s:Setting {key: $key}) RETURN [s.value]", {"key": key})), None)
    return str(found[0]) if found else None
