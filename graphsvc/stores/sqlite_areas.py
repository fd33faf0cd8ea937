"""Areas in SQLite, with outlines, successors and travel times; and settings."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from graphsvc.areas import Area, Areas
from graphsvc.stores.areas_kept import packed, unpacked


def read_areas(db: sqlite3.Connection) -> Areas:
    """Return all that is known of areas."""
    columns = "ags, name, population, lat, lon, postcode, urban, urbanisation, km2"
    areas = [
        Area(
            ags=r[0],
            name=r[1],
            population=r[2],
            lat=r[3],
            lon=r[4],
            postcode=r[5],
            urban=bool(r[6]),
            urbanisation=r[7],
            km2=r[8],
        )
        for r in db.execute(f"SELECT {columns} FROM area")
    ]
    stand = setting(db, "areas_stand")
    return Areas(
        areas,
        outlines={ags: json.loads(text) for ags, text in db.execute("SELECT ags, geometry FROM outline")},
        successors=dict(db.execute("SELECT ags, successor FROM area_successor").fetchall()),
        minutes={(a, b): minutes for a, b, minutes in db.execute('SELECT "from", "to", minutes FROM travel_time')},
        stand=date.fromisoformat(stand) if stand else None,
        source=setting(db, "areas_source") or "",
        version=int(setting(db, "areas_version") or 0),
    )


def earlier_areas(db: sqlite3.Connection, version: int) -> Areas:
    """Return an earlier version."""
    row = db.execute("SELECT packed FROM areas_earlier WHERE version = ?", (version,)).fetchone()
    return unpacked(version, row and row[0])


def load_areas(db: sqlite3.Connection, areas: Areas) -> None:
    """Add to what is known of areas, or replace what has the same AGS; what there was is kept as an earlier version."""
    before = read_areas(db)
    if before.version:
        db.execute("INSERT INTO areas_earlier VALUES (?, ?)", (before.version, packed(before)))
    write_areas(db, before.joined(areas))


def write_areas(db: sqlite3.Connection, areas: Areas) -> None:
    """Put these areas in the place of those that are there."""
    for table in ("area", "outline", "area_successor", "travel_time"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (a.ags, a.name, a.population, a.lat, a.lon, a.postcode, int(a.urban), a.urbanisation, a.km2)
            for a in areas.values()
        ),
    )
    outlines = ((ags, json.dumps(geometry)) for ags, geometry in areas.outlines.items())
    db.executemany("INSERT INTO outline VALUES (?, ?)", outlines)
    db.executemany("INSERT INTO area_successor VALUES (?, ?)", areas.successors.items())
    times = ((*pair, minutes) for pair, minutes in areas.minutes.items())
    db.executemany("INSERT INTO travel_time VALUES (?, ?, ?)", times)
    remember(db, "areas_version", str(areas.version))
    remember(db, "areas_stand", areas.stand.isoformat() if areas.stand else "")
    remember(db, "areas_source", areas.source)


def setting(db: sqlite3.Connection, key: str) -> str | None:
    """Return a setting that was kept."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def remember(db: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a setting."""
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))
