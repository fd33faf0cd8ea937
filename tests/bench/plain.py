"""What somebody has without the house: a graph of NetworkX and plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx

from graphsvc.areas import Area
from graphsvc.model import Inquiry, Network

if TYPE_CHECKING:
    Graph: TypeAlias = nx.MultiDiGraph[str]
else:
    Graph = nx.MultiDiGraph

Row: TypeAlias = tuple[Any, ...]
Tie: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What somebody has without the house: a graph, and the rest as plain values."""

    graph: Graph
    day: date
    since: date | None
    inquiries: tuple[Inquiry, ...]
    areas: dict[str, Area]
    children: dict[str, list[str]]
    topic_of: dict[str, str]

    @classmethod
    def of(cls, network: Network) -> Plain:
        """Copy a Network's contents."""
        topics = network.topics
        children: dict[str, list[str]] = defaultdict(list)
        for topic in topics.values():
            children[topic.parent].append(topic.name)
        spellings = {s.lower(): topic.name for topic in topics.values() for s in topic.synonyms}
        return cls(
            graph=nx.MultiDiGraph(network.graph),
            day=network.day,
            since=network.selection.since,
            inquiries=network.inquiries,
            areas=dict(network.areas),
            children=dict(children),
            topic_of=spellings | {name.lower(): name for name in topics},
        )

    def active(self, tie: Tie, day: date | None = None) -> bool:
        """Return whether a tie is active on a day."""
        on = day or self.day
        since, until = tie["since"], tie["until"]
        return tie["status"] == "active" and (since is None or since <= on) and (until is None or until >= on)

    def order(self, id: str) -> tuple[str, str]:
        """Return what lists stand by."""
        return self.graph.nodes[id]["name_key"], id

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the partners of some kinds."""
        return [id for id, partner in self.graph.nodes(data=True) if partner["kind"] in kinds]

    def ties_of(self, id: str) -> Iterator[tuple[str, Tie]]:
        """Yield the other end and the tie, of all ties of a partner."""
        outgoing = ((target, tie) for _, target, tie in self.graph.out_edges(id, data=True))
        incoming = ((source, tie) for source, _, tie in self.graph.in_edges(id, data=True))
        return chain(outgoing, incoming)
