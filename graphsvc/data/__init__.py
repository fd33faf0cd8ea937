"""Facts that ship: states and districts of Germany (2018), and a list of self-help topics."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from graphsvc.areas import Area, Areas
from graphsvc.topics import Topic

FOLDER = Path(__file__).parent


def shipped_areas() -> Areas:
    """Return all states and districts with the populations of 31 December 2018."""
    with (FOLDER / "areas.csv").open(encoding="utf-8", newline="") as file:
        found = [
            Area(
                ags=row["ags"],
                name=row["name"],
                population=int(row["population"]),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                urban=row["urban"] == "1",
            )
            for row in csv.DictReader(file)
        ]
    return Areas(found, stand=date(2018, 12, 31), source="landkreise-deutschland 3.0.0, GeoNames")


def shipped_topics() -> list[Topic]:
    """Return about 150 topics of self-help, with parents and synonyms."""
    with (FOLDER / "topics.csv").open(encoding="utf-8", newline="") as file:
        return [
            Topic(name=row["topic"], parent=row["parent"], synonyms=tuple(filter(None, row["synonyms"].split("|"))))
            for row in csv.DictReader(file)
        ]
