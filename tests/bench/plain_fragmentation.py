"""The baseline of `fragmentation`, whole: topics, each two fields within and beyond them, denials, marks and components."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations, product
from typing import NamedTuple, TypeAlias

import networkx as nx
from plain import Plain, Row
from plain_questions import told_about, with_children

from graphsvc.vocabulary import FIELDS, KINDS, OFFICES

Linked: TypeAlias = dict[tuple[str, str], tuple[str, str]]


class Fragmented(NamedTuple):
    """What `fragmentation` says: of each two fields, of each topic, of each two fields within one; and of the network."""

    fields: list[Row]
    topics: list[Row]
    pairs: list[Row]
    marks: dict[str, float]
    network: Row


def fragmentation(plain: Plain, graph: nx.Graph[str]) -> Fragmented:
    """Ask how fields are linked in each topic and whatever the topic, on a graph with one edge a pair."""
    responsible = _Responsible(plain, graph)
    found = {topic: responsible.linked(members) for topic, members in _members(plain, responsible.fields).items()}
    every = responsible.linked(responsible.fields)
    return Fragmented(
        fields=[
            (*pair, *state, *_counts([linked[pair] for linked in found.values() if pair in linked]))
            for pair, state in every.items()
        ],
        topics=[(topic, *_counts(linked.values())) for topic, linked in found.items()],
        pairs=[(topic, *pair, *state) for topic, linked in found.items() for pair, state in linked.items()],
        marks=responsible.marks(),
        network=_parts(graph),
    )


def _members(plain: Plain, partners: Iterable[str]) -> dict[str, set[str]]:
    """Return who of some partners has a topic or one below it, for each topic that somebody of them has."""
    having: dict[str, set[str]] = {}
    for id in partners:
        for spelling in plain.graph.nodes[id]["topics"]:
            having.setdefault(plain.topic_of.get(spelling.lower(), spelling), set()).add(id)
    found: dict[str, set[str]] = {}
    for topic in {*having, *plain.topic_of.values()}:
        members = set[str]().union(*(having.get(name, ()) for name in with_children(plain, topic)))
        if members:
            found[topic] = members
    return dict(sorted(found.items()))


class _Responsible:
    """Those with a field, offices aside; who is tied to whom, and what is denied."""

    def __init__(self, plain: Plain, graph: nx.Graph[str]) -> None:
        nodes = plain.graph.nodes
        self._graph = graph
        self._offices = set(plain.of_kind(*OFFICES))
        self.fields: Mapping[str, tuple[str, ...]] = {
            id: fields for id, fields in nodes(data="fields") if fields and id not in self._offices
        }
        self._kind = dict(nodes(data="kind"))
        self._told = {kind: told_about(plain, kind) for kind in KINDS}
        self._refused = {
            frozenset((a, b)) for a, b, status in plain.graph.edges(data="status") if status == "none" and a != b
        }

    def linked(self, partners: Iterable[str]) -> Linked:
        """Return how each two fields of some partners are linked, and whether a direct tie is recorded or denied."""
        here = set(partners)
        members: dict[str, list[str]] = {}
        direct: set[tuple[str, str]] = set()
        for id in here:
            for field in self.fields[id]:
                members.setdefault(field, []).append(id)
            direct.update(product(self.fields[id], repeat=2))
            for other in self._graph[id]:
                if other in here:
                    direct.update(product(self.fields[id], self.fields[other]))
        found: Linked = {}
        for one, other in combinations((field for field in FIELDS if field in members), 2):
            if (one, other) in direct:
                found[one, other] = ("direct", "recorded")
            else:
                apart = self._offices_of(members[one]).isdisjoint(self._offices_of(members[other]))
                denied = all(self._denied(a, b) for a in members[one] for b in members[other] if a != b)
                found[one, other] = ("not_recorded" if apart else "through_office", "none" if denied else "not_asked")
        return found

    def _offices_of(self, partners: Iterable[str]) -> set[str]:
        return {other for id in partners for other in self._graph[id] if other in self._offices}

    def _denied(self, one: str, other: str) -> bool:
        said = one in self._told[self._kind[other]] or other in self._told[self._kind[one]]
        return said or frozenset((one, other)) in self._refused

    def marks(self) -> dict[str, float]:
        """Return for each partner how many other fields meet in it or beside it, of the most."""
        met = {}
        for id, mine in self.fields.items():
            beside = (self.fields[other] for other in self._graph[id] if other in self.fields)
            met[id] = len(set(mine).union(*beside)) - 1
        most = max(met.values())
        return {id: count / most for id, count in met.items() if count}


def _counts(pairs: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """Return how many pairs there are, how many are linked in each way, and how many of those that are not are denied."""
    every = Counter(pairs)
    links = ("direct", "through_office", "not_recorded")
    numbers = (sum(count for (each, _), count in every.items() if each == link) for link in links)
    return (every.total(), *numbers, every["not_recorded", "none"])


def _parts(graph: nx.Graph[str]) -> Row:
    """Return partners, components, the size of the largest, the share of pairs out of reach, and the density."""
    sizes, count = [len(part) for part in nx.connected_components(graph)], len(graph)
    apart = 1 - sum(size * (size - 1) for size in sizes) / (count * (count - 1))
    return count, len(sizes), max(sizes), apart, nx.density(graph)
