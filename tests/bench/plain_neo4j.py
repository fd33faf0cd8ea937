"""The baselines on Neo4j: Cypher written by hand for one question at a time, sent by the bare driver."""

from __future__ import annotations

import gc
import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import networkx as nx
from neo4j import Driver
from neo4j.time import Date
from plain import Graph, Row
from plain_store import PARTNER, TIE

from graphsvc.model import Partner, Tie
from graphsvc.vocabulary import GROUPS, KINDS, OFFICES, TIES, label_of, type_of

_TYPES = "|".join(type_of(tie) for tie in TIES)
_VALID = "({0}.since IS NULL OR {0}.since <= $on) AND ({0}.until IS NULL OR {0}.until >= $on)"
_STANDS = _VALID.format("p") + " AND NOT (p.state = 'dissolved' AND p.until IS NULL)"
# Who sits in a district or serves it, or serves the state that it is in.
_HERE = f"""MATCH (a:Area) WHERE a.ags STARTS WITH $area OR a.ags = left($area, 2)
MATCH (a)<-[where:LIES_IN|SERVES]-(p:Partner)
WHERE (size(a.ags) > 2 OR type(where) = 'SERVES') AND {_STANDS}
WITH DISTINCT p"""


def ask(driver: Driver, query: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    return [tuple(record) for record in driver.execute_query(query, given, routing_="r").records]


def hubs(driver: Driver, area: str, on: date, top: int = 20) -> list[Row]:
    """Return (partner, degree) of the first, and Freeman's centralisation."""
    query = f"""{_HERE} WITH collect(p) AS inside
UNWIND inside AS p
OPTIONAL MATCH (p)-[t:{_TYPES}]-(o:Partner) WHERE t.status = 'active' AND {_VALID.format("t")} AND o IN inside
WITH p, count(DISTINCT o) AS degree
RETURN p.id, degree ORDER BY degree DESC, p.name_key, p.id"""
    found = ask(driver, query, area=area, on=on)
    n, highest = len(found), found[0][1]
    centralisation = sum(highest - degree for _, degree in found) / ((n - 1) * (n - 2))
    return [*found[:top], (n, sum(degree for _, degree in found) // 2, centralisation)]


def cooperations(driver: Driver, area: str, on: date) -> list[Row]:
    """Return (partner, name, intensity) of whom the best-connected office cooperates with."""
    query = f"""{_HERE} WITH collect(p) AS inside
UNWIND inside AS p
WITH p, inside WHERE p.kind IN $offices
MATCH (p)-[t:COOPERATES_WITH]-(o:Partner)
WHERE t.status = 'active' AND coalesce(t.intensity, 0) <> 1 AND {_VALID.format("t")} AND o IN inside
WITH p, o, max(t.intensity) AS intensity
ORDER BY coalesce(intensity, 0) DESC, o.name_key, o.id
WITH p, collect([o.id, o.name, intensity]) AS found
ORDER BY size(found) DESC, p.name_key, p.id LIMIT 1
UNWIND found AS row
RETURN row[0], row[1], row[2]"""
    return ask(driver, query, area=area, on=on, offices=sorted(OFFICES))


def unconnected(driver: Driver, area: str, on: date, of: str = "clinic", to: str = "self_help_group") -> list[Row]:
    """Return (partner, status) of each partner of a kind towards another kind."""
    query = f"""{_HERE} WITH collect(p) AS inside
WITH inside, [p IN inside WHERE p.kind = $to] AS others
CALL (inside) {{
  UNWIND inside AS p
  MATCH (p)<-[:ASKED]-(i:Inquiry)
  WHERE i.answered AND i.complete AND i.on <= $on
  RETURN collect([p.id, i.about]) AS inquiries
}}
WITH inside, others, inquiries,
  [i IN inquiries WHERE i[1] IS NULL OR any(word IN i[1] WHERE word IN $about_to) | i[0]] AS told_to,
  [i IN inquiries WHERE i[1] IS NULL OR any(word IN i[1] WHERE word IN $about_of) | i[0]] AS told_of
WITH inside, others, told_to, size(others) > 0 AND all(o IN others WHERE o.id IN told_of) AS all_told
UNWIND inside AS p
WITH p, others, told_to, all_told WHERE p.kind = $of
OPTIONAL MATCH (p)-[t:{_TYPES}]-(o:Partner) WHERE o IN others AND {_VALID.format("t")}
WITH p, told_to, all_told, collect(t.status) AS statuses
WITH p, CASE WHEN 'active' IN statuses THEN 'recorded'
  WHEN p.id IN told_to OR all_told OR 'none' IN statuses THEN 'none' ELSE 'not_asked' END AS status
RETURN p.id, status
ORDER BY CASE status WHEN 'not_asked' THEN 0 WHEN 'none' THEN 1 ELSE 2 END, p.name_key, p.id"""
    about = {"about_to": [to, KINDS[to].sector], "about_of": [of, KINDS[of].sector]}
    return ask(driver, query, area=area, on=on, of=of, to=to, **about)


def changes(driver: Driver, area: str, on: date, since: date) -> list[Row]:
    """Return (change, source, target, kind) between the two days, sorted."""
    query = f"""{_HERE.replace("p.until >= $on", "p.until >= $since")} WITH collect(p) AS inside
UNWIND inside AS p
MATCH (p)-[t:{_TYPES}]->(o:Partner)
WHERE o IN inside AND (t.since IS NULL OR t.since <= $on) AND (t.until IS NULL OR t.until >= $since)
WITH p, o, t, t.status = 'active' AS active
RETURN p.id, p.name_key, o.id, o.name_key, type(t), coalesce(toString(t.intensity), '') + '/' + coalesce(t.formality, '') + '/' +
  reduce(all = '', form IN coalesce(t.forms, []) | all + form + '|'),
  active AND all(x IN [t, p, o] WHERE (x.since IS NULL OR x.since <= $since) AND (x.until IS NULL OR x.until >= $since)),
  active AND all(x IN [t, p, o] WHERE (x.since IS NULL OR x.since <= $on) AND (x.until IS NULL OR x.until >= $on)),
  t.since IS NULL AND t.recorded_on > $since, t.recorded_on <= $on"""
    before: dict[Row, set[str]] = defaultdict(set)
    after: dict[Row, set[str]] = defaultdict(set)
    new: set[Row] = set()
    known: set[Row] = set()
    found = ask(driver, query, area=area, on=on, since=since)
    for source, its_key, target, key, kind, state, was, is_now, unknown, by_now in found:
        in_order = TIES[kind.lower()].directed or (its_key, source) < (key, target)
        pair = (source, target, kind.lower()) if in_order else (target, source, kind.lower())
        if was:
            before[pair].add(state)
            if not unknown:
                known.add(pair)
        if is_now:
            after[pair].add(state)
            if unknown and by_now:
                new.add(pair)
    new -= known
    rows = [("began", *pair) for pair in after.keys() - before.keys() - new]
    rows += [("ended", *pair) for pair in before.keys() - after.keys()]
    rows += [("changed", *pair) for pair in after.keys() & before.keys() - new if before[pair] != after[pair]]
    rows += [("newly_recorded", *pair) for pair in after.keys() & new]
    return sorted(rows)


def referral(driver: Driver, area: str, on: date, about: str, place: str, top: int = 5) -> list[Row]:
    """Return (partner, km) of the nearest groups to a topic, then of the offices for the place."""
    query = f"""MATCH (here:Area {{name: $place}})
MATCH (wanted:Topic {{name: $about}})
OPTIONAL MATCH (wanted)<-[:PART_OF*0..]-(topic:Topic)
OPTIONAL MATCH (other:Topic)-[:SYNONYM_OF]->(topic)
WITH here, collect(DISTINCT topic.key) + collect(DISTINCT other.key) AS keys
{_HERE.replace("WITH DISTINCT p", "WITH DISTINCT p, here, keys")}
WITH p, here, keys, [(p)-[:ABOUT]->(t:Topic) | t.key] AS topics,
  coalesce(p.serves, CASE WHEN p.area IS NULL THEN [] ELSE [left(p.area, 5)] END) AS serves
OPTIONAL MATCH (seat:Area {{ags: left(p.area, 5)}})
WITH p, here, serves, any(t IN topics WHERE t IN keys) AS meant,
  point.distance(point({{latitude: here.lat, longitude: here.lon}}),
    point({{latitude: coalesce(p.lat, seat.lat), longitude: coalesce(p.lon, seat.lon)}})) AS metres
WHERE p.kind IN $groups AND meant AND p.state IN ['active', 'founding'] OR p.kind IN $offices
RETURN p.id, p.name_key, p.kind IN $groups, coalesce(p.format = 'online', false), metres,
  any(s IN serves WHERE here.ags STARTS WITH s OR s STARTS WITH here.ags)"""
    given = {"about": about, "place": place, "groups": sorted(GROUPS), "offices": sorted(OFFICES)}
    groups, offices, others = [], [], []
    for id, name_key, is_group, online, metres, at_hand in ask(driver, query, area=area, on=on, **given):
        km = math.inf if metres is None else metres / 1000
        if is_group:
            groups.append((online, km, name_key, id))
        else:
            (offices if at_hand else others).append((km, name_key, id))
    if not groups or not offices:
        offices = sorted(offices) + sorted(others)[:3]
    nearest = [(row[-1], row[1]) for row in sorted(groups)[:top]]
    return nearest + [(row[-1], row[0]) for row in sorted(offices)[:top]]


def topic_gaps(driver: Driver, area: str, on: date) -> list[Row]:
    """Return (topic, status, groups) of a district, sorted; where nobody answered, the number is None."""
    query = f"""CALL () {{
  MATCH (t:Topic) WHERE t.listed RETURN collect(t.name) AS listed
}}
{_HERE.replace("WITH DISTINCT p", "WITH DISTINCT p, listed")}
OPTIONAL MATCH (p)-[:ABOUT]->(t:Topic)
OPTIONAL MATCH (t)-[:SYNONYM_OF]->(main:Topic) WHERE t.listed IS NULL
WITH p, listed, collect(DISTINCT coalesce(main.name, t.name)) AS topics
OPTIONAL MATCH (p)<-[:ASKED]-(i:Inquiry) WHERE i.answered AND i.complete AND i.on <= $on
WITH p, listed, topics, collect(CASE WHEN i IS NOT NULL THEN coalesce(i.about, ['topics']) END) AS told
RETURN listed, p.id, p.kind, topics, coalesce(p.area STARTS WITH $area, false) OR
  p.area IS NULL AND any(s IN p.serves WHERE s STARTS WITH $area),
  any(s IN p.serves WHERE s STARTS WITH $area OR $area STARTS WITH s), p.serves IS NULL, told"""
    groups: dict[str, set[str]] = defaultdict(set)
    topics: set[str] = set()
    serving, sitting = [], []
    for listed, id, kind, about, sits, serves, silent, told in ask(driver, query, area=area, on=on):
        topics |= {*listed, *about}
        for topic in about if sits else ():
            found = groups[topic]
            if kind in GROUPS:
                found.add(id)
        if kind in OFFICES:
            asked = {word for words in told for word in words}
            if serves:
                serving.append(asked)
            elif silent and sits:
                sitting.append(asked)
    offices = serving or sitting
    rows: list[Row] = []
    for topic in topics:
        asked_all = bool(offices) and all("topics" in asked or topic in asked for asked in offices)
        if topic in groups:
            rows.append((topic, "recorded", len(groups[topic])))
        else:
            rows.append((topic, "none", 0) if asked_all else (topic, "not_asked", None))
    return sorted(rows, key=lambda row: row[0])


def network(driver: Driver, on: date) -> Graph:
    """Read all that stands on a day and build the graph."""
    gc.disable()
    try:
        return _network(driver, on)
    finally:
        gc.enable()


def _network(driver: Driver, on: date) -> Graph:
    graph: Graph = nx.MultiDiGraph()
    attributes = "{0}.recorded_on, {0}.attrs, [a IN {0}.attrs | {0}['attr:' + a]]"
    columns = ", ".join(f"p.{name}" for name in (*PARTNER, "name_key"))
    with driver.session(default_access_mode="READ") as session:
        query = f"MATCH (p:Partner) WHERE {_STANDS} RETURN {columns}, {attributes.format('p')}"
        for record in session.run(query, on=on):
            id, *row = record.values()
            graph.add_node(id, **_partner(row))
        columns = ", ".join(f"t.{name}" for name in TIE[3:])
        query = f"""MATCH (p:Partner)-[t:{_TYPES}]->(o:Partner) WHERE {_VALID.format("t")}
RETURN t.id, p.id, o.id, type(t), {columns}, {attributes.format("t")}"""
        for record in session.run(query, on=on):
            id, source, target, *row = record.values()
            if source in graph and target in graph:
                graph.add_edge(source, target, key=id, **_tie(row))
    return graph


_DAYS = frozenset({"since", "until", "confirmed_on"})
_LISTS = frozenset({"topics", "fields", "serves", "languages", "forms"})
_NULL = frozenset({"lat", "lon", "intensity", "amount", "year"})


def _values(names: tuple[str, ...], row: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in zip(names, row, strict=False):
        if name in _DAYS:
            found[name] = _day(value)
        elif name in _LISTS:
            found[name] = tuple(value or ())
        else:
            found[name] = value if value is not None or name in _NULL else ""
    found["recorded_on"] = _day(row[-3])
    found["attrs"] = dict(zip(row[-2] or (), row[-1] or (), strict=True))
    return found


def _partner(row: list[Any]) -> dict[str, Any]:
    found = _values((*PARTNER[1:], "name_key"), row)
    return found | {"sector": KINDS[found["kind"]].sector}


def _tie(row: list[Any]) -> dict[str, Any]:
    return _values(TIE[2:], row) | {"kind": row[0].lower()}


@cache
def _day(value: Date | None) -> date | None:
    return None if value is None else value.to_native()


def load(driver: Driver, partners: Iterable[Partner], ties: Iterable[Tie]) -> tuple[int, int]:
    """Write partners and ties with UNWIND, in one transaction; returns how many there are then."""
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for partner in partners:
        by_kind[partner.kind].append(_properties(dict(vars(partner))))
    by_tie: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie in ties:
        by_tie[tie.kind].append(_properties(dict(vars(tie))))
    with driver.session() as session, session.begin_transaction() as tx:
        for kind, rows in by_kind.items():
            for start in range(0, len(rows), 5_000):
                query = f"UNWIND $rows AS row CREATE (p:Partner:{label_of(kind)}) SET p = row"
                tx.run(query, rows=rows[start : start + 5_000]).consume()
        for kind, rows in by_tie.items():
            for start in range(0, len(rows), 5_000):
                query = f"""UNWIND $rows AS row
MATCH (p:Partner {{id: row.source}}), (o:Partner {{id: row.target}})
CREATE (p)-[t:{type_of(kind)}]->(o) SET t = row"""
                tx.run(query, rows=rows[start : start + 5_000]).consume()
        tx.commit()
    return sum(map(len, by_kind.values())), sum(map(len, by_tie.values()))


def _properties(values: dict[str, Any]) -> dict[str, Any]:
    values |= {f"attr:{name}": text for name, text in values.pop("attrs").items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
