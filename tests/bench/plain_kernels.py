"""The baselines of the questions with a kernel, as NetworkX's users would ask, on graphs of NetworkX that lie ready."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple, TypeAlias

import networkx as nx
from plain import Plain

from graphsvc.kernels.communities import RUNS
from graphsvc.kernels.mixing import PERMUTATIONS
from graphsvc.vocabulary import GROUPS, OFFICES

Values: TypeAlias = dict[str, tuple[float, ...]]
Mixed: TypeAlias = dict[str, tuple[float, float]]  # of the network, under an empty name, and of each sector: index, p


class CutOff(NamedTuple):
    """What `dependence` says: the pieces that each articulation point leaves, and the groups that have one office only."""

    components: int
    bridges: int
    pieces: dict[str, list[int]]
    left: Mapping[str, int]


def simple(plain: Plain) -> nx.Graph[str]:
    """Return the undirected graph of active ties."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(plain.graph, key=plain.order))
    graph.add_edges_from((a, b) for a, b, tie in plain.graph.edges(data=True) if plain.active(tie))
    return graph


def directed(plain: Plain) -> nx.DiGraph[str]:
    """Return the directed graph of active ties; a cooperation goes both ways."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(plain.graph, key=plain.order))
    for a, b, tie in plain.graph.edges(data=True):
        if plain.active(tie):
            graph.add_edge(a, b)
            if tie["kind"] == "cooperates_with":
                graph.add_edge(b, a)
    return graph


class PlainGraphs:
    """The undirected and the directed graph, and everybody's sector; made once.

    Partners stand by name, so that NetworkX draws the sources that ours draws.
    """

    def __init__(self, plain: Plain) -> None:
        self.graph = simple(plain)
        self.directed = directed(plain)
        self.sector = {id: plain.graph.nodes[id]["sector"] for id in self.graph}
        self.offices, self.groups = set(plain.of_kind(*OFFICES)), plain.of_kind(*GROUPS)

    def structural_holes(self) -> Values:
        """Return constraint and effective size of all who have a tie.

        NetworkX computes the constraint of everybody by scipy, if it is not told of whom. Its effective size would fill a
        matrix of partners × partners then, or else copy the graph for each partner: Borgatti's formula does without.
        """
        constraint, closed = nx.constraint(self.graph), nx.clustering(self.graph)
        return {id: (constraint[id], degree - closed[id] * (degree - 1)) for id, degree in self.graph.degree if degree}

    def communities(self) -> float:
        """Return the best modularity of as many runs of Louvain as ours has of Leiden."""
        runs = (nx.community.louvain_communities(self.graph, weight=None, seed=seed) for seed in range(RUNS))
        return max(nx.community.modularity(self.graph, found, weight=None) for found in runs)

    def dependence(self) -> CutOff:
        """Return what falls apart: each articulation point is taken out of its component, and the pieces are counted."""
        pieces: dict[str, list[int]] = {}
        parts = list(nx.connected_components(self.graph))
        for part in parts:
            component = self.graph.subgraph(part).copy()
            for point in list(nx.articulation_points(component)):
                ties = list(component.edges(point))
                component.remove_node(point)
                pieces[point] = sorted(map(len, nx.connected_components(component)), reverse=True)
                component.add_edges_from(ties)
        left = Counter[str]()
        for group in self.groups:
            own = [other for other in self.graph[group] if other in self.offices]
            if len(own) == 1:
                left[own[0]] += 1
        return CutOff(len(parts), sum(1 for _ in nx.bridges(self.graph)), pieces, left)

    def near(self) -> dict[frozenset[str], float]:
        """Return the Adamic–Adar index of all pairs that are not tied and have a common neighbour."""
        graph = self.graph
        pairs = {
            (a, b) if a < b else (b, a)
            for id in graph
            for a, b in combinations(graph.adj[id], 2)
            if not graph.has_edge(a, b)
        }
        return {frozenset((a, b)): score for a, b, score in nx.adamic_adar_index(graph, pairs)}

    def sectors(self) -> Mixed:
        """Return the E–I index of the network and of each sector, and p of each from as many permutations as ours."""
        pairs, ids = list(self.graph.edges), list(self.graph)
        labels, shuffle = list(self.sector.values()), random.Random(0).shuffle
        own, drawn = _all_e_i(pairs, self.sector), []
        for _ in range(PERMUTATIONS):
            shuffle(labels)
            drawn.append(_all_e_i(pairs, dict(zip(ids, labels, strict=True))))
        found: Mixed = {}
        for group, value in own.items():
            middle = sum(each[group] for each in drawn) / len(drawn)
            far = sum(abs(each[group] - middle) >= abs(value - middle) for each in drawn)
            found[group] = value, (far + 1) / (PERMUTATIONS + 1)
        return found


def _all_e_i(pairs: list[tuple[str, str]], group: dict[str, str]) -> dict[str, float]:
    """Return the index of the network, under an empty name, and of each group."""
    inside, outside = Counter[str](), Counter[str]()
    for a, b in pairs:
        one, other = group[a], group[b]
        if one == other:
            inside[one] += 1
        else:
            outside[one] += 1
            outside[other] += 1
    between = len(pairs) - inside.total()
    every = {"": (2 * between - len(pairs)) / len(pairs)}
    return every | {g: (outside[g] - inside[g]) / (outside[g] + inside[g]) for g in inside.keys() | outside.keys()}
