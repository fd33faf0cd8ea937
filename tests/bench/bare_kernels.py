"""The same kernels by igraph, scipy or numpy called bare, on graphs and matrices that lie ready."""

from __future__ import annotations

import random

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from plain import Plain
from plain_kernels import directed, simple
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components, dijkstra

from graphsvc.kernels.communities import ITERATIONS, RUNS
from graphsvc.kernels.mixing import PERMUTATIONS

Values = NDArray[np.float64]


class Bare:
    """The graphs as somebody has them who works with igraph and scipy alone; made once."""

    def __init__(self, plain: Plain) -> None:
        graph = simple(plain)
        self.ids = list(graph)
        self.place = {id: number for number, id in enumerate(self.ids)}
        self.pairs = np.array([(self.place[a], self.place[b]) for a, b in graph.edges]).reshape(-1, 2)
        self.graph = igraph.Graph(n=len(self.ids), edges=self.pairs)
        self.matrix: csr_array = nx.to_scipy_sparse_array(graph, dtype=float)
        self.arcs: csr_array = nx.to_scipy_sparse_array(directed(plain), dtype=float)
        sectors = [plain.graph.nodes[id]["sector"] for id in self.ids]
        self.labels = np.unique(sectors, return_inverse=True)[1]

    def constraint(self) -> list[float]:
        """Return Burt's constraint, after the triangles were counted for the effective size, too."""
        self.graph.transitivity_local_undirected(mode="zero")
        found: list[float] = self.graph.constraint()
        return found

    def open_paths(self) -> Values:
        """Return for each partner b the pairs a → b → c without a → c, whatever their groups."""
        arcs = self.arcs
        into, out = arcs.sum(axis=0), arcs.sum(axis=1)
        mutual = arcs.multiply(arcs.T).sum(axis=1)
        closed = (arcs.T @ arcs).multiply(arcs).sum(axis=1)
        return np.asarray(into * out - mutual - closed)

    def triangles(self) -> int:
        """Return how many triangles there are: what brokerage needs of igraph."""
        return len(self.graph.list_triangles())

    def centrality(self, sources: int, seed: int) -> list[float]:
        """Return betweenness from some sources, after all that `centrality` measures was computed."""
        drawn = random.Random(seed).sample(self.ids, sources)
        starts = [self.place[id] for id in drawn]
        between = self.graph.betweenness(sources=starts)
        steps = dijkstra(self.matrix, directed=False, unweighted=True, indices=starts)
        with np.errstate(divide="ignore"):
            (1 / steps).sum(axis=0)
        self.graph.eigenvector_centrality()
        self.graph.pagerank()
        self.graph.coreness()
        self.graph.transitivity_local_undirected(mode="zero")
        return [value * len(self.ids) / sources for value in between]

    def communities(self) -> float:
        """Return the best modularity of as many runs of Leiden as ours."""
        return max(self.graph.community_leiden("modularity", n_iterations=ITERATIONS).modularity for _ in range(RUNS))

    def dependence(self) -> tuple[int, int, int]:
        """Return how many components, articulation points and bridges there are."""
        self.graph.biconnected_components()
        return len(self.graph.connected_components()), len(self.graph.articulation_points()), len(self.graph.bridges())

    def near(self) -> csr_array:
        """Return the Adamic–Adar index of all pairs that are not tied and have a common neighbour, each once."""
        degrees = self.matrix.sum(axis=1)
        weights = np.where(degrees > 1, 1 / np.log(np.maximum(degrees, 2)), 0)
        scores = csr_array(self.matrix * weights) @ self.matrix
        return csr_array(triu(scores - scores.multiply(self.matrix), 1))

    def sectors(self) -> tuple[float, float]:
        """Return the E–I index of the network, and p from as many permutations as ours; none for the single sectors."""
        one, other = self.pairs.T
        random_numbers = np.random.default_rng(0)
        own = 2 * np.mean(self.labels[one] != self.labels[other]) - 1
        drawn = []
        for _ in range(PERMUTATIONS):
            labels = random_numbers.permutation(self.labels)
            drawn.append(2 * np.mean(labels[one] != labels[other]) - 1)
        far = np.abs(np.array(drawn) - np.mean(drawn)) >= abs(own - np.mean(drawn))
        return float(own), float((far.sum() + 1) / (PERMUTATIONS + 1))

    def components(self) -> int:
        """Return how many components there are."""
        return len(self.graph.connected_components())

    def ways(self, start: str, goal: str) -> int:
        """Return how many shortest ways there are."""
        return len(self.graph.get_all_shortest_paths(self.place[start], self.place[goal]))

    def reach(self, networks: int) -> float:
        """Return the share of pairs joined by some way, computed for so many networks."""
        for _ in range(networks):
            sizes = np.bincount(connected_components(self.matrix, directed=False)[1])
        count = len(self.ids)
        return float((sizes * (sizes - 1)).sum() / (count * (count - 1)))
