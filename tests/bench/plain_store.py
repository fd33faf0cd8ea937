"""The baselines of loading and reading: the standard library and NetworkX by hand, with nothing of the house."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import networkx as nx
from plain import Graph

from graphsvc.vocabulary import KINDS

# The columns of schema_1.sql; name_key and recorded_on stand in it, too, but are not in the template.
PARTNER = (
    *("id", "name", "kind", "area", "topics", "fields", "carrier", "carrier_type", "serves", "lat", "lon", "since"),
    *("until", "state", "audience", "format", "languages", "represents", "visibility", "evidence", "confirmed_on"),
)
CONTACT = ("id", "street", "postcode", "place", "phone", "email", "website")
TIE = (
    *("source", "target", "kind", "intensity", "formality", "forms", "since", "until", "status", "reported_by"),
    *("visibility", "evidence", "confirmed_on", "amount", "year", "basis"),
)
_TYPES = {"lat": "REAL", "lon": "REAL", "amount": "REAL", "intensity": "INTEGER", "year": "INTEGER"}
_SECTOR_OF = {code: kind.sector for code, kind in KINDS.items()}
_NULL = frozenset({"lat", "lon", "since", "until", "confirmed_on", "intensity", "amount", "year"})


def load(partners: Path, ties: Path, database: Path) -> Path:
    """Load the template into three tables; the types of their columns do the conversion. A tie's id is its row."""
    today = date.today().isoformat()
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN")
        with partners.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        people = ((*_cells(row, PARTNER), _attrs(row), row["name"].lower(), today) for row in rows)
        _insert(db, "partner", (*PARTNER, "attrs", "name_key", "recorded_on"), people)
        _insert(db, "contact", CONTACT, (_cells(row, CONTACT) for row in rows))
        with ties.open(encoding="utf-8", newline="") as file:
            found = (
                (str(number), *_cells(row, TIE), _attrs(row), today) for number, row in enumerate(csv.DictReader(file))
            )
            _insert(db, "tie", ("id", *TIE, "attrs", "recorded_on"), found)
        db.execute("COMMIT")
    return database


def _cells(row: dict[str, str], columns: tuple[str, ...]) -> list[str | None]:
    return [row[name] or (None if name in _NULL else "") for name in columns]


def _attrs(row: dict[str, str]) -> str:
    found = {name[5:]: text for name, text in row.items() if text and name.startswith("attr:")}
    return json.dumps(found, ensure_ascii=False)


def _insert(db: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterator[Any]) -> None:
    typed = (f"{name} {_TYPES.get(name, 'TEXT')}{' PRIMARY KEY' if name == 'id' else ''}" for name in columns)
    db.execute(f"CREATE TABLE {table} ({', '.join(typed)})")
    db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)


def content(database: Path) -> dict[str, Counter[tuple[Any, ...]]]:
    """Return what a store or a baseline's file holds, but for what the template lacks: a tie's id, keys and days."""
    found = {}
    tables = {"partner": (*PARTNER, "attrs"), "contact": CONTACT, "tie": (*TIE, "attrs")}
    with closing(sqlite3.connect(database)) as db:
        for table, columns in tables.items():
            found[table] = Counter(db.execute(f"SELECT {', '.join(columns)} FROM {table}"))
    return found


def network(database: Path, day: date) -> Graph:
    """Select what stands on a day and build the graph."""
    for kept in (_day, _list, _attributes):
        kept.cache_clear()
    graph: Graph = nx.MultiDiGraph()
    stands = "(since IS NULL OR since <= :day) AND (until IS NULL OR until >= :day)"
    known = "NOT (state = 'dissolved' AND until IS NULL)"
    values = {"day": day.isoformat()}
    with closing(sqlite3.connect(database)) as db:
        names = ", ".join((*PARTNER, "attrs", "name_key", "recorded_on"))
        for id, *row in db.execute(f"SELECT {names} FROM partner WHERE {stands} AND {known}", values):
            graph.add_node(id, **_partner(row))
        names = ", ".join(("id", *TIE, "attrs", "recorded_on"))
        for id, source, target, *row in db.execute(f"SELECT {names} FROM tie WHERE {stands}", values):
            if source in graph and target in graph:
                graph.add_edge(source, target, key=id, **_tie(row))
    return graph


def _partner(row: list[Any]) -> dict[str, Any]:
    return {
        "name": row[0],
        "kind": row[1],
        "area": row[2],
        "topics": _list(row[3]),
        "fields": _list(row[4]),
        "carrier": row[5],
        "carrier_type": row[6],
        "serves": _list(row[7]),
        "lat": row[8],
        "lon": row[9],
        "since": _day(row[10]),
        "until": _day(row[11]),
        "state": row[12],
        "audience": row[13],
        "format": row[14],
        "languages": _list(row[15]),
        "represents": row[16],
        "visibility": row[17],
        "evidence": row[18],
        "confirmed_on": _day(row[19]),
        "attrs": _attributes(row[20]),
        "sector": _SECTOR_OF[row[1]],
        "name_key": row[21],
        "recorded_on": _day(row[22]),
    }


def _tie(row: list[Any]) -> dict[str, Any]:
    return {
        "kind": row[0],
        "intensity": row[1],
        "formality": row[2],
        "forms": _list(row[3]),
        "since": _day(row[4]),
        "until": _day(row[5]),
        "status": row[6],
        "reported_by": row[7],
        "visibility": row[8],
        "evidence": row[9],
        "confirmed_on": _day(row[10]),
        "amount": row[11],
        "year": row[12],
        "basis": row[13],
        "attrs": _attributes(row[14]),
        "recorded_on": _day(row[15]),
    }


# Days, lists and attributes repeat, so that anybody would keep those already read.
@cache
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


@cache
def _attributes(text: str) -> MappingProxyType[str, str]:
    return MappingProxyType(json.loads(text))
