"""A Selection and a viewer become Cypher, and what comes back a Network; only what is selected crosses the wire."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx

from graphsvc.areas import Areas, around
from graphsvc.garbage import held_collector
from graphsvc.model import Graph, Inquiry, Network, Request, Selection, Viewer
from graphsvc.stores.building import PATCHABLE, PartnerRow, Patch, TieRow, add_partners, add_ties
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_rows import (
    INQUIRIES,
    INQUIRY,
    PARTNER_NODE,
    PARTNER_NODES,
    REQUEST,
    REQUESTS,
    TIE_EDGE,
    TIE_EDGES,
    TOPIC,
    WHOLE_PARTNER,
    WHOLE_TIE,
    Reader,
)
from graphsvc.stores.neo4j_schema import TIE_TYPES
from graphsvc.topics import Topics


class Where:
    """Conditions, which are constants of this file, and the parameters that they name."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.parameters: dict[str, Any] = {}

    def add(self, condition: str, **parameters: Any) -> None:
        """Add one condition with its parameters."""
        self.conditions.append(condition)
        self.parameters |= parameters

    def __str__(self) -> str:
        return " AND ".join(f"({condition})" for condition in self.conditions) or "true"


@dataclass(frozen=True)
class Selected:
    """How the selected partners are found: ``start`` matches ``p`` by an index, ``where`` says which of them are in."""

    start: str
    where: Where


_VALID = {
    variable: f"({variable}.since IS NULL OR {variable}.since <= $on) AND ({variable}.until IS NULL OR {variable}.until >= {first})"
    for variable, first in (("p", "$from"), ("o", "$from"), ("t", "$tie_from"))
}
VISIBLE = {variable: f"{variable}.visibility IN $sees" for variable in "pot"}
_STANDS = {
    variable: f"NOT (coalesce({variable}.state, '') = 'dissolved' AND {variable}.until IS NULL)" for variable in "po"
}
ANY_PARTNER = "MATCH (p:Partner)"
NEAR_PARTNER = "UNWIND $near AS near MATCH (p:Partner {id: near}) USING INDEX SEEK p:Partner(id)"
# A partner is in an area if its seat lies there, or if what it serves lies there or around it. The index finds those.
IN_AREAS = """CALL () {
  UNWIND $within AS within
  MATCH (a:Area) WHERE a.ags >= within[0] AND a.ags < within[1]
  MATCH (a)<-[:LIES_IN|SERVES]-(p:Partner)
  RETURN p
  UNION
  UNWIND $around AS around
  MATCH (:Area {ags: around})<-[:SERVES]-(p:Partner)
  RETURN p
}
WITH p"""
_IN_AREAS = """any(w IN $within WHERE p.area >= w[0] AND p.area < w[1] OR any(s IN p.serves WHERE s >= w[0] AND s < w[1]))
OR any(s IN p.serves WHERE s IN $around)"""


def partners_selected(selection: Selection, viewer: Viewer, topics: Topics) -> Selected:
    """Return how to find the partners for all of a Selection but ``ego``."""
    where = bare("p", selection, viewer)
    start = ANY_PARTNER
    if selection.areas:
        start = IN_AREAS
        # ":" comes after "9", so the range holds all that begin with the prefix
        within = [[prefix, f"{prefix}:"] for prefix in sorted(selection.areas)]
        larger = {ags for prefix in selection.areas for ags in around(prefix)}
        where.add(_IN_AREAS, within=within, around=sorted(larger))
    if selection.kinds:
        where.add("p.kind IN $kinds", kinds=sorted(selection.kinds))
    if selection.fields:
        where.add("any(field IN p.fields WHERE field IN $fields)", fields=sorted(selection.fields))
    if selection.topics:
        where.add(
            "p.topics IS NULL OR EXISTS { (p)-[:ABOUT]->(topic:Topic) WHERE topic.key IN $spellings }",
            spellings=sorted(topics.spellings_under(selection.topics)),
        )
    return Selected(start, where)


def bare(variable: str, selection: Selection, viewer: Viewer) -> Where:
    """Return the conditions on a partner for a Selection that leaves nothing out but the day."""
    where = _seen_and_valid(variable, selection, viewer)
    where.add(_STANDS[variable])
    return where


def ties_where(selection: Selection, viewer: Viewer) -> Where:
    """Return the conditions on a tie ``t``."""
    where = _seen_and_valid("t", selection, viewer)
    if selection.ties:
        where.add("type(t) IN $types", types=sorted(tie.upper() for tie in selection.ties))
    return where


def _seen_and_valid(variable: str, selection: Selection, viewer: Viewer) -> Where:
    if selection.on is None:
        raise ValueError("the selection has no day")
    where = Where()
    if viewer is not Viewer.STAFF:
        where.add(VISIBLE[variable], sees=viewer.sees)
    first = {"tie_from" if variable == "t" else "from": selection.since or selection.on}
    where.add(_VALID[variable], on=selection.on, **first)
    return where


def rows(tx: Tx, query: str, parameters: dict[str, Any]) -> Iterable[Any]:
    """Run a query that returns one list a record."""
    for record in tx.run(query, parameters):
        yield record[0]


def many(tx: Tx, query: str, parameters: dict[str, Any]) -> Iterable[Any]:
    """Run a query that returns many lists a record."""
    for record in tx.run(query, parameters):
        yield from record[0]


def read_topics(tx: Tx) -> Topics:
    """Return the topics table."""
    reader = Reader()
    found = rows(tx, f"MATCH (t:Topic) WHERE t.listed RETURN [{TOPIC}]", {})
    return Topics(sorted((reader.record("topic", row) for row in found), key=lambda topic: topic.name))


def read_network(tx: Tx, selection: Selection, viewer: Viewer, revision: int, areas: Areas, topics: Topics) -> Network:
    """Read a Network; whether it is one snapshot, the store has to see."""
    read = _read_everything if selection.everything else _read_selected
    with held_collector():
        found = read(tx, selection, viewer, topics)
    return Network(
        graph=found.graph,
        selection=selection,
        viewer=viewer,
        revision=revision,
        areas=areas.within(selection.areas),
        topics=topics,
        inquiries=_in_order(found.inquiries),
        requests=sorted(found.requests, key=lambda request: request.id),
        outside=found.outside,
    )


@dataclass
class Found:
    """What was read of a Network."""

    graph: Graph
    inquiries: list[Inquiry]
    requests: list[Request]
    outside: int = 0


def _read_selected(tx: Tx, selection: Selection, viewer: Viewer, topics: Topics) -> Found:
    """Read it by one query: each way to the server costs as much as some dozen partners."""
    reader = Reader()
    graph: Graph = nx.MultiDiGraph()
    selected = partners_selected(selection, viewer, topics)
    if selection.ego is not None:
        near = _neighbourhood(tx, selected, selection, viewer)
        selected.where.parameters["near"] = sorted(near)
        selected = Selected(NEAR_PARTNER, selected.where)
    start, where = selected.start, selected.where
    ties, there = ties_where(selection, viewer), bare("o", selection, viewer)
    query = f"""CALL () {{
  {start} WHERE {where}
  RETURN collect(DISTINCT p) AS inside
}}
CALL (inside) {{
  UNWIND inside AS p
  {WHOLE_PARTNER}
  RETURN collect([{PARTNER_NODE}]) AS partners
}}
CALL (inside) {{
  UNWIND inside AS p
  MATCH (p)-[t:{TIE_TYPES}]->(o:Partner) WHERE {ties}
  WITH p, t, o, inside WHERE o IN inside
  {WHOLE_TIE}
  RETURN collect([{TIE_EDGE}]) AS ties
}}
CALL (inside) {{
  UNWIND inside AS p
  MATCH (p)-[t:{TIE_TYPES}]-(o:Partner) WHERE {ties}
  WITH t, o, inside WHERE NOT o IN inside AND {there}
  RETURN count(t) AS outside
}}
CALL (inside) {{
  UNWIND inside AS p
  MATCH (p)<-[:ASKED]-(i:Inquiry) WHERE $staff AND i.on <= $on
  RETURN collect([{INQUIRY}]) AS inquiries
}}
CALL () {{
  MATCH (r:Request) WHERE $staff AND ($areas = [] OR any(prefix IN $areas WHERE r.area STARTS WITH prefix))
  RETURN collect([{REQUEST}]) AS requests
}}
RETURN partners, ties, outside, inquiries, requests"""
    given = where.parameters | ties.parameters | there.parameters
    given |= {"staff": viewer is Viewer.STAFF, "areas": sorted(selection.areas)}
    partners, edges, outside, inquiries, requests = next(iter(tx.run(query, given)))
    add_partners(graph, sorted((row[0], reader.partner_attributes(row)) for row in partners))
    add_ties(graph, sorted(_tie_rows(reader, edges), key=_tie_id))
    return Found(
        graph,
        [reader.record("inquiry", row) for row in inquiries],
        [reader.record("request", row) for row in requests],
        outside,
    )


def _read_everything(tx: Tx, selection: Selection, viewer: Viewer, topics: Topics) -> Found:
    """Read it piece by piece, as it may be a nation."""
    reader = Reader()
    graph: Graph = nx.MultiDiGraph()
    add_partners(graph, sorted(_partner_rows(tx, reader, partners_selected(selection, viewer, topics))))
    add_ties(graph, sorted(_all_ties(tx, reader, selection, viewer), key=_tie_id))
    return Found(graph, *_told(tx, graph, reader, selection, viewer))


def _tie_id(row: TieRow) -> str:
    return row[2]


def _partner_rows(tx: Tx, reader: Reader, selected: Selected) -> Iterable[PartnerRow]:
    start, where = selected.start, selected.where
    found = many(tx, f"{start} WHERE {where} {PARTNER_NODES}", where.parameters)
    return ((row[0], reader.partner_attributes(row)) for row in found)


def _tie_rows(reader: Reader, found: Iterable[Any]) -> Iterable[TieRow]:
    return ((row[1], row[2], row[0], reader.tie_attributes(row)) for row in found)


def _all_ties(tx: Tx, reader: Reader, selection: Selection, viewer: Viewer) -> Iterable[TieRow]:
    where, here, there = ties_where(selection, viewer), bare("p", selection, viewer), bare("o", selection, viewer)
    query = f"""MATCH (p:Partner) WHERE {here}
MATCH (p)-[t:{TIE_TYPES}]->(o:Partner) WHERE {where} AND {there}
{TIE_EDGES}"""
    return _tie_rows(reader, many(tx, query, here.parameters | there.parameters | where.parameters))


def _neighbourhood(tx: Tx, selected: Selected, selection: Selection, viewer: Viewer) -> set[str]:
    """Return the selected partners that lie at most ``radius`` active ties from ``ego``, over selected ones."""
    where, ties = selected.where, ties_where(replace(selection, since=None), viewer)
    parameters = where.parameters | ties.parameters
    query = f"MATCH (p:Partner {{id: $ego}}) USING INDEX SEEK p:Partner(id) WHERE {where} RETURN [p.id]"
    frontier = [row[0] for row in rows(tx, query, parameters | {"ego": selection.ego})]
    near = set(frontier)
    query = f"""UNWIND $frontier AS id
MATCH (near:Partner {{id: id}})-[t:{TIE_TYPES}]-(p:Partner) USING INDEX SEEK near:Partner(id)
WHERE {ties} AND t.status = 'active' AND NOT p.id IN $near AND {where}
RETURN DISTINCT [p.id]"""
    for _ in range(selection.radius):
        if not frontier:
            break
        found = rows(tx, query, parameters | {"frontier": frontier, "near": list(near)})
        frontier = [row[0] for row in found]
        near |= set(frontier)
    return near


def _told(
    tx: Tx, graph: Graph, reader: Reader, selection: Selection, viewer: Viewer
) -> tuple[list[Inquiry], list[Request]]:
    """Read inquiries and requests, which are for staff.

    A complete answer speaks of ties and groups that only they see; requests have no visibility of their own.
    """
    if viewer is not Viewer.STAFF:
        return [], []
    rows = many(tx, f"MATCH (i:Inquiry) WHERE i.on <= $on {INQUIRIES}", {"on": selection.on})
    inquiries = [reader.record("inquiry", row) for row in rows if row[1] in graph]
    return inquiries, [reader.record("request", row) for row in many(tx, f"MATCH (r:Request) {REQUESTS}", {})]


def _in_order(inquiries: list[Inquiry]) -> list[Inquiry]:
    return sorted(inquiries, key=lambda inquiry: (inquiry.on, inquiry.id))


def patched(tx: Tx, old: Network, revision: int, topics: Topics) -> Network | None:
    """Return ``old`` brought up to ``revision``, sharing what didn't change; None where a cold read is called for."""
    selection, viewer = old.selection, old.viewer
    if not selection.everything:
        return None
    query = """MATCH (r:Revision) WHERE r.id > $after MATCH (r)-[:MADE]->(c:Change)
RETURN [c.subject, c.id, c.before, c.after] LIMIT $most"""
    changes = list(rows(tx, query, {"after": old.revision, "most": PATCHABLE + 1}))
    if len(changes) > PATCHABLE or any(subject == "topic" for subject, *_ in changes):
        return None
    reader, patch = Reader(), Patch(old)
    touched = sorted({id for subject, id, *_ in changes if subject == "partner"})
    where = bare("p", selection, viewer)
    where.add("p.id IN $near", near=touched)
    now = dict(_partner_rows(tx, reader, Selected(NEAR_PARTNER, where)))
    ties = [row for row in changes if row[0] == "tie"]
    tie_ids = sorted({id for _, id, *_ in ties})
    if not patch.partners(touched, now, _tied(tx, touched, tie_ids)):
        return None
    were = ((v["source"], v["target"], id) for _, id, *both in ties for v in map(json.loads, filter(None, both)))
    patch.ties(were, _touched_ties(tx, reader, ties, selection, viewer))
    inquiries, requests = _told(tx, patch.graph, reader, selection, viewer)
    return Network(
        graph=patch.graph,
        selection=selection,
        viewer=viewer,
        revision=revision,
        areas=old.areas,
        topics=topics,
        inquiries=_in_order(inquiries),
        requests=sorted(requests, key=lambda request: request.id),
        outside=old.outside,
    )


def _tied(tx: Tx, partners: list[str], touched_ties: list[str]) -> set[str]:
    """Return those of the partners that have a tie which wasn't touched."""
    query = f"""UNWIND $partners AS id
MATCH (p:Partner {{id: id}}) USING INDEX SEEK p:Partner(id)
WHERE any(tie IN [(p)-[t:{TIE_TYPES}]-() | t.id] WHERE NOT tie IN $ties)
RETURN [p.id]"""
    return {row[0] for row in rows(tx, query, {"partners": partners, "ties": touched_ties})}


def _touched_ties(tx: Tx, reader: Reader, ties: list[Any], selection: Selection, viewer: Viewer) -> Iterable[TieRow]:
    """Read what the touched ties are now, where they were last."""
    last = [[id, json.loads(after)["source"]] for _, id, _, after in ties if after]
    where = ties_where(selection, viewer)
    query = f"""UNWIND $last AS last
MATCH (p:Partner {{id: last[1]}})-[t:{TIE_TYPES}]->(o:Partner) USING INDEX SEEK p:Partner(id)
WHERE t.id = last[0] AND {where}
WITH DISTINCT p, t, o
{TIE_EDGES}"""
    return _tie_rows(reader, many(tx, query, where.parameters | {"last": last}))
