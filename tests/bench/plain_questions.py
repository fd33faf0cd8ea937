"""The baselines of the questions: each main table's key columns straight from a MultiDiGraph, as NetworkX's users would.

Nothing of the house is used but the codes of its vocabulary: no kernels, no Network, no topics table.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import networkx as nx
from plain import Plain, Row, Tie

from graphsvc.areas import Area
from graphsvc.vocabulary import GROUPS, KINDS, OFFICES, TIES

UNDIRECTED = frozenset(code for code, kind in TIES.items() if not kind.directed)


def hubs(plain: Plain, top: int = 20) -> list[Row]:
    """Return (partner, degree) of the first, and Freeman's centralisation."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(plain.graph)
    graph.add_edges_from((a, b) for a, b, tie in plain.graph.edges(data=True) if plain.active(tie))
    degrees = dict(graph.degree())
    n = len(degrees)
    highest = max(degrees.values())
    centralisation = sum(highest - degree for degree in degrees.values()) / ((n - 1) * (n - 2))
    first = sorted(degrees, key=lambda id: (-degrees[id], *plain.order(id)))[:top]
    return [*((id, degrees[id]) for id in first), (n, graph.number_of_edges(), centralisation)]


def cooperations(plain: Plain) -> list[Row]:
    """Return (partner, name, intensity) of whom the best-connected office cooperates with."""
    best: dict[str, list[Tie]] = {}
    for office in sorted(plain.of_kind(*OFFICES), key=plain.order):
        found: dict[str, list[Tie]] = defaultdict(list)
        for other, tie in plain.ties_of(office):
            if tie["kind"] == "cooperates_with" and tie["intensity"] != 1 and plain.active(tie):
                found[other].append(tie)
        if len(found) > len(best):
            best = found
    highest = {other: max(tie["intensity"] or 0 for tie in ties) for other, ties in best.items()}
    nodes = plain.graph.nodes
    ordered = sorted(best, key=lambda id: (-highest[id], *plain.order(id)))
    return [(id, nodes[id]["name"], highest[id] or None) for id in ordered]


def unconnected(plain: Plain, of: str = "clinic", to: str = "self_help_group") -> list[Row]:
    """Return (partner, status) of each partner of a kind towards another kind."""
    others = set(plain.of_kind(to))
    told = told_about(plain, to)
    all_told = bool(others) and others <= told_about(plain, of)
    states: dict[str, str] = {}
    for id in plain.of_kind(of):
        ties = [tie for other, tie in plain.ties_of(id) if other in others]
        if any(plain.active(tie) for tie in ties):
            states[id] = "recorded"
        elif id in told or all_told or any(tie["status"] == "none" for tie in ties):
            states[id] = "none"
        else:
            states[id] = "not_asked"
    rank = {"not_asked": 0, "none": 1, "recorded": 2}
    return [(id, states[id]) for id in sorted(states, key=lambda id: (rank[states[id]], *plain.order(id)))]


def told_about(plain: Plain, kind: str) -> set[str]:
    words = {kind, KINDS[kind].sector}
    return {i.partner for i in plain.inquiries if i.answered and i.complete and (not i.about or words & set(i.about))}


def changes(plain: Plain) -> list[Row]:
    """Return (change, source, target, kind) between the two days, sorted."""
    first = plain.since or plain.day
    before: dict[Row, set[Row]] = defaultdict(set)
    after: dict[Row, set[Row]] = defaultdict(set)
    new: set[Row] = set()
    known: set[Row] = set()
    for source, target, tie in plain.graph.edges(data=True):
        kind, ends = tie["kind"], (plain.graph.nodes[source], plain.graph.nodes[target])
        ordered = kind not in UNDIRECTED or plain.order(source) < plain.order(target)
        pair = (source, target, kind) if ordered else (target, source, kind)
        state = (tie["intensity"], tie["formality"], tie["forms"])
        was, is_now = (plain.active(tie, day) and all(stands(end, day) for end in ends) for day in (first, plain.day))
        unknown = tie["since"] is None and first < tie["recorded_on"]
        if was:
            before[pair].add(state)
            if not unknown:
                known.add(pair)
        if is_now:
            after[pair].add(state)
            if unknown and tie["recorded_on"] <= plain.day:
                new.add(pair)
    new -= known
    rows = [("began", *pair) for pair in after.keys() - before.keys() - new]
    rows += [("ended", *pair) for pair in before.keys() - after.keys()]
    rows += [("changed", *pair) for pair in after.keys() & before.keys() - new if before[pair] != after[pair]]
    rows += [("newly_recorded", *pair) for pair in after.keys() & new]
    return sorted(rows)


def stands(partner: dict[str, Any], day: date) -> bool:
    return (partner["since"] is None or partner["since"] <= day) and (
        partner["until"] is None or partner["until"] >= day
    )


def referral(plain: Plain, about: str, place: str, top: int = 5) -> list[Row]:
    """Return (partner, km) of the nearest groups to a topic, then of the offices for the place."""
    here = next(area for area in plain.areas.values() if area.name == place)
    wanted = with_children(plain, plain.topic_of[about.lower()])
    spellings = {spelling for spelling, name in plain.topic_of.items() if name in wanted}
    groups: list[Row] = []
    offices: list[Row] = []
    others: list[Row] = []
    for id, partner in plain.graph.nodes(data=True):
        if partner["kind"] in GROUPS:
            meant = any(topic.lower() in spellings for topic in partner["topics"])
            if meant and partner["state"] in ("active", "founding"):
                km = _distance(plain, here, partner)
                groups.append((partner["format"] == "online", km, *plain.order(id)))
        elif partner["kind"] in OFFICES:
            serves = partner["serves"] or ((partner["area"][:5],) if partner["area"] else ())
            at_hand = any(here.ags.startswith(ags) or ags.startswith(here.ags) for ags in serves)
            (offices if at_hand else others).append((_distance(plain, here, partner), *plain.order(id)))
    if not groups or not offices:
        offices = sorted(offices) + sorted(others)[:3]
    nearest = [(row[-1], row[1]) for row in sorted(groups)[:top]]
    return nearest + [(row[-1], row[0]) for row in sorted(offices)[:top]]


def with_children(plain: Plain, topic: str) -> set[str]:
    found = {topic}
    for child in plain.children.get(topic, ()):
        found |= with_children(plain, child)
    return found


def _distance(plain: Plain, here: Area, partner: Mapping[str, Any]) -> float:
    """Return the great-circle distance in km; what is not known lies farthest."""
    there = partner if partner["lat"] is not None else vars(plain.areas[partner["area"][:5]])
    if here.lat is None or here.lon is None or there["lat"] is None:
        return math.inf
    a, b = math.radians(here.lat), math.radians(there["lat"])
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(there["lon"] - here.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def topic_gaps(plain: Plain) -> list[Row]:
    """Return (topic, district, status, groups), sorted; where nobody answered, the number is None."""
    groups: dict[Row, set[str]] = defaultdict(set)
    topics = set(plain.topic_of.values())
    for id, partner in plain.graph.nodes(data=True):
        seats = (partner["area"],) if partner["area"] else partner["serves"]
        for topic in {plain.topic_of.get(spelling.lower(), spelling) for spelling in partner["topics"]}:
            topics.add(topic)
            for seat in seats:
                found = groups[topic, seat[:5]]
                if partner["kind"] in GROUPS:
                    found.add(id)
    told = _topics_told(plain, topics)
    offices = {id: plain.graph.nodes[id] for id in plain.of_kind(*OFFICES)}
    rows: list[Row] = []
    for district in (ags for ags in plain.areas if len(ags) == 5):
        serving = _serving(offices, district)
        asked = set.intersection(*(told[office] for office in serving)) if serving else set()
        for topic in topics:
            if (topic, district) in groups:
                rows.append((topic, district, "recorded", len(groups[topic, district])))
            elif topic in asked:
                rows.append((topic, district, "none", 0))
            else:
                rows.append((topic, district, "not_asked", None))
    return sorted(rows, key=lambda row: row[:2])


def _topics_told(plain: Plain, topics: set[str]) -> dict[str, set[str]]:
    told: dict[str, set[str]] = defaultdict(set)
    for inquiry in plain.inquiries:
        if inquiry.answered and inquiry.complete:
            if not inquiry.about or "topics" in inquiry.about:
                told[inquiry.partner] |= topics
                continue
            for word in inquiry.about:
                if word not in KINDS and word not in TIES:
                    told[inquiry.partner] |= with_children(plain, plain.topic_of.get(word.lower(), word))
    return told


def _serving(offices: Mapping[str, Mapping[str, Any]], district: str) -> list[str]:
    """Return the offices that serve a district; where none says so, those that sit there and say nothing of the sort."""
    found = [
        id
        for id, office in offices.items()
        if any(ags.startswith(district) or district.startswith(ags) for ags in office["serves"])
    ]
    return found or [
        id for id, office in offices.items() if not office["serves"] and office["area"].startswith(district)
    ]
