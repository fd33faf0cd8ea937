"""The baselines of the questions with a kernel: as NetworkX's users would ask, and igraph or scipy called bare."""

from __future__ import annotations

import random
from typing import Any, TypeAlias

import igraph
import networkx as nx
import numpy as np
from plain import Plain

Values: TypeAlias = dict[str, tuple[float, ...]]


def simple(plain: Plain) -> nx.Graph[str]:
    """Return the undirected graph of active ties."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(plain.graph)
    graph.add_edges_from((a, b) for a, b, tie in plain.graph.edges(data=True) if plain.active(tie))
    return graph


def directed(plain: Plain) -> nx.DiGraph[str]:
    """Return the directed graph of active ties; a cooperation goes both ways."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(plain.graph)
    for a, b, tie in plain.graph.edges(data=True):
        if plain.active(tie):
            graph.add_edge(a, b)
            if tie["kind"] == "cooperates_with":
                graph.add_edge(b, a)
    return graph


def structural_holes(plain: Plain) -> Values:
    """Return constraint and effective size of all who have a tie."""
    graph = simple(plain)
    tied = [id for id, degree in graph.degree if degree]
    constraint, size = nx.constraint(graph, tied), nx.effective_size(graph, tied)
    return {id: (constraint[id], size[id]) for id in tied}


def brokers(plain: Plain) -> Values:
    """Return for each partner how often it is coordinator, itinerant, gatekeeper, representative, liaison."""
    graph = directed(plain)
    sector = {id: partner["sector"] for id, partner in plain.graph.nodes(data=True)}
    after = {id: set(graph.succ[id]) for id in graph}
    found: Values = {}
    for b in graph:
        counts = [0] * 5
        for a in graph.pred[b]:
            for c in after[b]:
                if a != c and c not in after[a]:
                    counts[_role(sector[a], sector[b], sector[c])] += 1
        found[b] = tuple(counts)
    return found


def _role(a: str, b: str, c: str) -> int:
    if a == b == c:
        return 0
    return 1 if a == c else 2 if b == c else 3 if a == b else 4


def centrality(plain: Plain) -> Values:
    """Return the measures of all partners, by the shortest paths from everybody."""
    graph = simple(plain)
    eigenvector = nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12)
    measures: list[Any] = [
        nx.betweenness_centrality(graph, normalized=False),
        nx.closeness_centrality(graph),
        {id: value / (len(graph) - 1) for id, value in nx.harmonic_centrality(graph).items()},
        {id: value / max(eigenvector.values()) for id, value in eigenvector.items()},
        nx.pagerank(graph, weight=None, tol=1e-12, max_iter=1000),
        nx.core_number(graph),
        nx.clustering(graph),
    ]
    return {id: tuple(measure[id] for measure in measures) for id in graph}


class Bare:
    """The simple graph as somebody has it who works with igraph alone; made once."""

    def __init__(self, plain: Plain) -> None:
        graph = simple(plain)
        self.ids = list(graph)
        place = {id: number for number, id in enumerate(self.ids)}
        self.graph = igraph.Graph(n=len(self.ids), edges=[(place[a], place[b]) for a, b in graph.edges])

    def centrality(self, sources: int, seed: int) -> list[float]:
        """Return betweenness from some sources, after all that `centrality` measures was computed."""
        drawn = random.Random(seed).sample(sorted(self.ids), sources)
        place = {id: number for number, id in enumerate(self.ids)}
        starts = [place[id] for id in drawn]
        between = self.graph.betweenness(sources=starts)
        steps = np.array(self.graph.distances(source=starts), dtype=float)
        with np.errstate(divide="ignore"):
            (1 / steps).sum(axis=0)
        self.graph.eigenvector_centrality()
        self.graph.pagerank()
        self.graph.coreness()
        self.graph.transitivity_local_undirected(mode="zero")
        return [value * len(self.ids) / sources for value in between]

    def constraint(self) -> list[float]:
        """Return Burt's constraint, after the triangles were counted for the effective size, too."""
        self.graph.transitivity_local_undirected(mode="zero")
        found: list[float] = self.graph.constraint()
        return found

    def triangles(self) -> int:
        """Return how many triangles there are: what brokerage needs of igraph."""
        return len(self.graph.list_triangles())
