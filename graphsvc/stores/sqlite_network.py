"""A Selection and a viewer become SQL, and its rows a Network; after a small edit the last one is patched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import networkx as nx

from graphsvc.areas import Areas, around
from graphsvc.garbage import held_collector
from graphsvc.model import Graph, Inquiry, Network, Request, Selection, Viewer
from graphsvc.stores.building import PATCHABLE, PartnerRow, Patch, TieRow, add_partners, add_ties
from graphsvc.stores.shapes import FIELDS
from graphsvc.stores.sqlite_rows import PARTNER_NODE, TIE_EDGE, Reader
from graphsvc.topics import Topic, Topics


class Where:
    """Conditions and their values; values are never part of the SQL."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, *values: Any) -> None:
        """Add one condition with its values, in the order of its question marks."""
        self.conditions.append(condition)
        self.values.extend(values)

    def among(self, column: str, values: Iterable[str]) -> None:
        """Add: the column has one of the values."""
        self.add(f"{column} IN (SELECT value FROM json_each(?))", json.dumps(sorted(values)))

    def __str__(self) -> str:
        return " AND ".join(f"({condition})" for condition in self.conditions) or "1"


def partners_where(selection: Selection, viewer: Viewer, topics: Topics) -> Where:
    """Return the conditions on ``partner`` for all of a Selection but ``ego``."""
    where = _visible_and_valid(selection, viewer)
    where.add("NOT (state = 'dissolved' AND until IS NULL)")
    if selection.areas:
        any_of, values = [], []
        for prefix in sorted(selection.areas):
            any_of.append(
                "area >= ? AND area < ? OR id IN (SELECT partner FROM partner_serves WHERE area >= ? AND area < ?)"
            )
            # ":" comes after "9", so the range holds all that begin with the prefix
            values += [prefix, prefix + ":", prefix, prefix + ":"]
            any_of.append("id IN (SELECT partner FROM partner_serves WHERE area IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(around(prefix)))
        where.add(" OR ".join(any_of), *values)
    if selection.kinds:
        where.among("kind", selection.kinds)
    if selection.fields:
        among = " OR ".join("instr('|' || fields || '|', ?)" for _ in selection.fields)
        where.add(among, *(f"|{field}|" for field in sorted(selection.fields)))
    if selection.topics:
        where.add(
            "topics = '' OR id IN "
            "(SELECT partner FROM partner_topic WHERE spelling IN (SELECT value FROM json_each(?)))",
            json.dumps(sorted(topics.spellings_under(selection.topics))),
        )
    return where


def ties_where(selection: Selection, viewer: Viewer) -> Where:
    """Return the conditions on ``tie``; whether its ends are in is for the reader to see."""
    where = _visible_and_valid(selection, viewer)
    if selection.ties:
        where.among("kind", selection.ties)
    return where


def _visible_and_valid(selection: Selection, viewer: Viewer) -> Where:
    if selection.on is None:
        raise ValueError("the selection has no day")
    where = Where()
    if viewer is not Viewer.STAFF:
        where.among("visibility", viewer.sees)
    where.add("since IS NULL OR since <= ?", selection.on.isoformat())
    where.add("until IS NULL OR until >= ?", (selection.since or selection.on).isoformat())
    return where


def read_topics(db: sqlite3.Connection, reader: Reader) -> Topics:
    """Return the topics table."""
    rows = db.execute("SELECT name, parent, synonyms FROM topic ORDER BY name")
    return Topics(Topic(name=name, parent=parent, synonyms=reader.lists[text]) for name, parent, text in rows)


def read_network(db: sqlite3.Connection, selection: Selection, viewer: Viewer, revision: int, areas: Areas) -> Network:
    """Read a Network; the connection is in a transaction."""
    reader = Reader()
    topics = read_topics(db, reader)
    graph: Graph = nx.MultiDiGraph()
    with held_collector():
        add_partners(graph, _partner_rows(db, reader, partners_where(selection, viewer, topics)))
        if selection.ego is not None:
            _keep_neighbourhood(db, graph, selection, viewer)
        outside = _add_ties(db, graph, reader, selection, viewer)
    return Network(
        graph=graph,
        selection=selection,
        viewer=viewer,
        revision=revision,
        areas=areas.within(selection.areas),
        topics=topics,
        inquiries=_inquiries(db, graph, reader, selection, viewer),
        requests=_requests(db, reader, selection, viewer),
        outside=outside,
    )


def _partner_rows(db: sqlite3.Connection, reader: Reader, where: Where) -> Iterator[PartnerRow]:
    for id, *row in db.execute(f"SELECT id, {PARTNER_NODE} FROM partner WHERE {where} ORDER BY id", where.values):
        yield id, reader.partner_attributes(row)


def _tie_rows(db: sqlite3.Connection, reader: Reader, where: Where) -> Iterator[TieRow]:
    for row in db.execute(f"SELECT {TIE_EDGE} FROM tie WHERE {where} ORDER BY id", where.values):
        yield row[0], row[1], row[2], reader.tie_attributes(row)


def _add_ties(db: sqlite3.Connection, graph: Graph, reader: Reader, selection: Selection, viewer: Viewer) -> int:
    """Add the ties between the graph's partners; returns how many lead outside."""
    where = ties_where(selection, viewer)
    if not selection.everything:
        chosen = json.dumps(list(graph))
        among = "IN (SELECT value FROM json_each(?))"
        where.add(f"source {among} OR target {among}", chosen, chosen)
    leaving = add_ties(graph, _tie_rows(db, reader, where))
    return 0 if selection.everything else _visible_among(db, leaving, selection, viewer)


def _visible_among(db: sqlite3.Connection, ends: list[str], selection: Selection, viewer: Viewer) -> int:
    """Return how many of the ends are partners that the viewer may know of."""
    bare = Selection(on=selection.on, since=selection.since)
    where = partners_where(bare, viewer, Topics())
    where.among("id", set(ends))
    known = {id for (id,) in db.execute(f"SELECT id FROM partner WHERE {where}", where.values)}
    return sum(1 for end in ends if end in known)


def _keep_neighbourhood(db: sqlite3.Connection, graph: Graph, selection: Selection, viewer: Viewer) -> None:
    """Remove all that lies farther than ``radius`` active ties from ``ego``."""
    where = ties_where(replace(selection, since=None), viewer)
    where.add("status = 'active'")
    frontier = {selection.ego} & set(graph)
    near: set[str | None] = set(frontier)
    for _ in range(selection.radius):
        ends = json.dumps(sorted(str(id) for id in frontier))
        frontier = set()
        for here, there in (("source", "target"), ("target", "source")):
            sql = f"SELECT {there} FROM tie WHERE {where} AND {here} IN (SELECT value FROM json_each(?))"
            frontier |= {id for (id,) in db.execute(sql, [*where.values, ends]) if id in graph and id not in near}
        near |= frontier
    graph.remove_nodes_from([id for id in graph if id not in near])


def _inquiries(
    db: sqlite3.Connection, graph: Graph, reader: Reader, selection: Selection, viewer: Viewer
) -> list[Inquiry]:
    """Read the inquiries; a complete answer speaks of ties and groups that only staff see, so it settles things for them."""
    if viewer is not Viewer.STAFF:
        return []
    columns = ", ".join(f'"{field}"' for field in FIELDS["inquiry"])
    day = selection.on.isoformat() if selection.on else ""
    rows = db.execute(f'SELECT {columns} FROM inquiry WHERE "on" <= ? ORDER BY "on", id', (day,))
    return [reader.record("inquiry", row) for row in rows if row[1] in graph]


def _requests(db: sqlite3.Connection, reader: Reader, selection: Selection, viewer: Viewer) -> list[Request]:
    """Read the requests; they have no visibility of their own, so they are internal."""
    if viewer is not Viewer.STAFF:
        return []
    rows = db.execute("SELECT id, topic, area, year, asked, met FROM request ORDER BY id")
    prefixes = tuple(selection.areas)
    return [reader.record("request", row) for row in rows if not prefixes or row[2].startswith(prefixes)]


def patched(db: sqlite3.Connection, old: Network, revision: int) -> Network | None:
    """Return ``old`` brought up to ``revision``, sharing what didn't change; None where a cold read is called for."""
    selection, viewer = old.selection, old.viewer
    if not selection.everything:
        return None
    rows = db.execute(
        "SELECT subject, id, before, after FROM change WHERE revision > ? LIMIT ?", (old.revision, PATCHABLE + 1)
    ).fetchall()
    if len(rows) > PATCHABLE or any(subject == "topic" for subject, *_ in rows):
        return None
    reader = Reader()
    patch = Patch(old)
    touched = {id for subject, id, *_ in rows if subject == "partner"}
    where = partners_where(selection, viewer, old.topics)
    where.among("id", touched)
    if not patch.partners(touched, dict(_partner_rows(db, reader, where)), _tied(db, touched, old.revision)):
        return None
    ties = [row for row in rows if row[0] == "tie"]
    were = ((v["source"], v["target"], id) for _, id, *both in ties for v in map(json.loads, filter(None, both)))
    where = ties_where(selection, viewer)
    where.among("id", {id for _, id, *_ in ties})
    patch.ties(were, _tie_rows(db, reader, where))
    return Network(
        graph=patch.graph,
        selection=selection,
        viewer=viewer,
        revision=revision,
        areas=old.areas,
        topics=old.topics,
        inquiries=_inquiries(db, patch.graph, reader, selection, viewer),
        requests=_requests(db, reader, selection, viewer),
        outside=old.outside,
    )


def _tied(db: sqlite3.Connection, partners: Iterable[str], revision: int) -> set[str]:
    """Return those of the partners that have a tie which wasn't touched after ``revision``."""
    sql = """SELECT j.value FROM json_each(?) j CROSS JOIN tie ON source = j.value OR target = j.value WHERE NOT EXISTS
        (SELECT 1 FROM change WHERE subject = 'tie' AND change.id = tie.id AND revision > ?)"""
    return {id for (id,) in db.execute(sql, (json.dumps(sorted(partners)), revision))}
