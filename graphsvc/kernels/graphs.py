"""The graphs that questions compute on: one edge a pair, plain NetworkX to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    _Graph = nx.Graph[str]
    _DiGraph = nx.DiGraph[str]
else:
    _Graph = nx.Graph
    _DiGraph = nx.DiGraph


class SimpleGraph(_Graph):
    """Undirected; one edge a pair of partners with an active tie; ``weight`` is the number of their ties."""

    @classmethod
    def of(cls, partners: Iterable[str], pairs: Iterable[tuple[str, str]]) -> SimpleGraph:
        """Build it from partner ids and one pair for each tie; a pair may come in either direction."""
        graph = cls()
        graph.add_nodes_from(partners)
        adjacency: dict[str, dict[str, dict[str, int]]] = graph._adj  # type: ignore[attr-defined]  # the stubs hide it
        for source, target in pairs:
            edge = adjacency[source].get(target)
            if edge is None:
                adjacency[source][target] = adjacency[target][source] = {"weight": 1}
            else:
                edge["weight"] += 1
        return graph


class DirectedGraph(_DiGraph):
    """The directed twin: one edge from a partner to another for their active ties; an undirected tie goes both ways."""

    @classmethod
    def of(cls, partners: Iterable[str], pairs: Iterable[tuple[str, str]]) -> DirectedGraph:
        """Build it from partner ids and one (source, target) for each direction of each tie."""
        graph = cls()
        graph.add_nodes_from(partners)
        successors: dict[str, dict[str, dict[str, int]]] = graph._succ  # type: ignore[attr-defined]
        predecessors: dict[str, dict[str, dict[str, int]]] = graph._pred  # type: ignore[attr-defined]
        for source, target in pairs:
            edge = successors[source].get(target)
            if edge is None:
                successors[source][target] = predecessors[target][source] = {"weight": 1}
            else:
                edge["weight"] += 1
        return graph
