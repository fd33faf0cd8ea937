"""The same kernels by igraph, scipy or numpy called bare, on graphs and matrices that lie ready."""

from __future__ import annotations

import random
from collections.abc import Sequence

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from plain import Plain
from plain_kernels import CutOff, Mixed, directed, simple
from scipy.sparse import coo_array, csr_array, triu
from scipy.sparse.csgraph import connected_components, dijkstra

from graphsvc.kernels.communities import ITERATIONS, RUNS
from graphsvc.kernels.mixing import PERMUTATIONS
from graphsvc.vocabulary import GROUPS, OFFICES

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
        self.sectors_named, self.labels = np.unique(sectors, return_inverse=True)
        self.offices, self.groups = (np.isin(self.ids, plain.of_kind(*kinds)) for kinds in (OFFICES, GROUPS))

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

    def dependence(self) -> CutOff:
        """Return what falls apart: each articulation point is taken out of its component, and the pieces are counted."""
        pieces: dict[str, list[int]] = {}
        parts = self.graph.connected_components()
        for part in parts:
            component = self.graph.induced_subgraph(part)
            for point in component.articulation_points():
                sizes = (component - point).connected_components().sizes()
                pieces[self.ids[part[point]]] = sorted(sizes, reverse=True)
        count, sums = (self.matrix @ np.column_stack([self.offices, self.offices * np.arange(len(self.ids))])).T
        offices, groups = np.unique(sums[self.groups & (count == 1)].astype(int), return_counts=True)
        left = {self.ids[place]: many for place, many in zip(offices.tolist(), groups.tolist(), strict=True)}
        return CutOff(len(parts), len(self.graph.bridges()), pieces, left)

    def blocks(self) -> tuple[int, int, int]:
        """Return how many components, articulation points and bridges there are: igraph's calls alone, no pieces."""
        self.graph.biconnected_components()
        return len(self.graph.connected_components()), len(self.graph.articulation_points()), len(self.graph.bridges())

    def near(self) -> csr_array:
        """Return the Adamic–Adar index of all pairs that are not tied and have a common neighbour, each once."""
        degrees = self.matrix.sum(axis=1)
        weights = np.where(degrees > 1, 1 / np.log(np.maximum(degrees, 2)), 0)
        scores = csr_array(self.matrix * weights) @ self.matrix
        return csr_array(triu(scores - scores.multiply(self.matrix), 1))

    def sectors(self) -> Mixed:
        """Return the E–I index of the network and of each sector, and p of each from as many permutations as ours."""
        random_numbers = np.random.default_rng(0)
        own = self._e_i(self.labels)
        drawn = np.array([self._e_i(random_numbers.permutation(self.labels)) for _ in range(PERMUTATIONS)])
        far = np.abs(drawn - drawn.mean(axis=0)) >= np.abs(own - drawn.mean(axis=0))
        p = (far.sum(axis=0) + 1) / (PERMUTATIONS + 1)
        return dict(zip(["", *self.sectors_named], zip(own.tolist(), p.tolist(), strict=True), strict=True))

    def _e_i(self, labels: NDArray[np.int64]) -> Values:
        one, other = labels[self.pairs.T]
        groups = len(self.sectors_named)
        inside = np.bincount(one[one == other], minlength=groups)
        ends = np.bincount(one, minlength=groups) + np.bincount(other, minlength=groups)
        every = 1 - 2 * inside.sum() / len(self.pairs)
        return np.array([every, *(1 - 2 * inside / (ends - inside))])

    def components(self) -> int:
        """Return how many components there are."""
        return len(self.graph.connected_components())

    def ways(self, start: str, goal: str) -> int:
        """Return how many shortest ways there are."""
        return len(self.graph.get_all_shortest_paths(self.place[start], self.place[goal]))

    def figures(self, drawn: Sequence[NDArray[np.int64]]) -> Values:
        """Return for density, mean degree, centralisation, reach and E–I index the value and the band of what was drawn."""
        recorded = self._figures(self.pairs)
        several = np.array([self._figures(np.concatenate([self.pairs, more])) for more in drawn])
        low, middle, high = np.percentile(several, (2.5, 50, 97.5), axis=0)
        return np.column_stack([recorded, middle, np.minimum(low, recorded), np.maximum(high, recorded)])

    def _figures(self, pairs: NDArray[np.int64]) -> tuple[float, ...]:
        count, tied = len(self.ids), len(pairs)
        ends = coo_array((np.ones(tied, dtype=bool), tuple(pairs.T)), shape=(count, count))
        sizes = np.bincount(connected_components(ends, directed=False)[1])
        highest = np.bincount(pairs.ravel(), minlength=count).max()
        one, other = self.labels[pairs.T]
        return (
            2 * tied / (count * (count - 1)),
            2 * tied / count,
            (highest * count - 2 * tied) / ((count - 1) * (count - 2)),
            (sizes * (sizes - 1)).sum() / (count * (count - 1)),
            2 * np.mean(one != other) - 1,
        )
