"""The graphs that questions compute on: one edge a pair, NetworkX to look at, compiled once for igraph and scipy inside."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    _Graph = nx.Graph[str]
    _DiGraph = nx.DiGraph[str]
else:
    _Graph = nx.Graph
    _DiGraph = nx.DiGraph


class SimpleGraph(_Graph):
    """Undirected; one edge a pair of partners with an active tie; ``weight`` is the number of their ties."""

    __networkx_backend__ = "graphsvc"  # NetworkX hands its heavy functions to `graphsvc.kernels.backend`

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

    __networkx_backend__ = "graphsvc"

    @classmethod
    def of(cls, partners: Iterable[str], pairs: Iterable[tuple[str, str]]) -> DirectedGraph:
        """Build it from partner ids and one (source, target) for each direction of each tie."""
        graph = cls()
        graph.add_nodes_from(partners)
        successors: dict[str, dict[str, dict[str, int]]] = graph._succ  # type: ignore[attr-defined]  # as above
        predecessors: dict[str, dict[str, dict[str, int]]] = graph._pred  # type: ignore[attr-defined]  # as above
        for source, target in pairs:
            edge = successors[source].get(target)
            if edge is None:
                successors[source][target] = predecessors[target][source] = {"weight": 1}
            else:
                edge["weight"] += 1
        return graph


AnyGraph: TypeAlias = SimpleGraph | DirectedGraph


class Upward(NamedTuple):
    """The joined pairs of a graph, each once, from the end with fewer ties to the one with more; loops are left out.

    Attributes
    ----------
    low, high : numpy array, shape (pairs,)
        Both ends by their ranks, in order.
    place : numpy array, shape (vertices,)
        Which vertex has a rank.
    forth, back : numpy array, shape (pairs,)
        Whether there is an edge from the lower to the higher rank, and one from the higher to the lower.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    place: NDArray[np.int64]
    forth: NDArray[np.bool_]
    back: NDArray[np.bool_]


class Compiled:
    """A graph in numbers: vertex i is the i-th node; weights are left out.

    Attributes
    ----------
    ids : list
        The nodes in the graph's order.
    sources, targets : numpy array, shape (edges,)
        Each undirected edge once, each directed edge from source to target.
    """

    def __init__(self, graph: AnyGraph) -> None:
        adjacency = graph.adj
        self.directed = graph.is_directed()
        self.ids: list[Any] = list(graph)
        self.index: dict[Hashable, int] = {id: place for place, id in enumerate(self.ids)}
        degrees = [len(adjacency[id]) for id in self.ids]
        ends = map(self.index.__getitem__, chain.from_iterable(adjacency[id] for id in self.ids))
        targets = np.fromiter(ends, np.int64, sum(degrees))
        sources = np.repeat(np.arange(len(self.ids)), degrees)
        if not self.directed:
            once = sources <= targets
            sources, targets = sources[once], targets[once]
        order = np.lexsort((targets, sources))  # how the ties came makes no difference
        self.sources, self.targets = sources[order], targets[order]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def igraph(self) -> igraph.Graph:
        """The same as igraph's."""
        edges = np.column_stack([self.sources, self.targets])
        return igraph.Graph(n=len(self), edges=edges, directed=self.directed)

    @cached_property
    def matrix(self) -> csr_array[Any]:
        """The adjacency matrix, ones in it; symmetric where the graph is undirected."""
        rows, columns = self.sources, self.targets
        if not self.directed:
            apart = rows != columns
            rows, columns = np.concatenate([rows, columns[apart]]), np.concatenate([columns, rows[apart]])
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self), len(self)))

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """How many edges end at each vertex."""
        return np.bincount(np.concatenate([self.sources, self.targets]), minlength=len(self))

    @cached_property
    def upward(self) -> Upward:
        """The same as pairs that lead upward: few lead on from any vertex, so that triangles are found fast."""
        n = len(self)
        place = np.argsort(self.degrees, kind="stable")
        rank = np.empty(n, np.int64)
        rank[place] = np.arange(n)
        one, other = rank[self.sources], rank[self.targets]
        forth, back = one < other, one > other
        pairs, number = np.unique(np.minimum(one, other) * n + np.maximum(one, other), return_inverse=True)
        there = np.zeros((2, len(pairs)), dtype=bool)
        for way, each in zip(there, (forth, back), strict=True):
            way[number[each]] = True
        if not self.directed:
            there |= there[::-1]
        apart = there.any(axis=0)
        low, high = np.divmod(pairs[apart], max(n, 1))
        return Upward(low, high, place, *there[:, apart])

    def named(self, values: Iterable[Any]) -> dict[Any, Any]:
        """Return one value for each node, under its id; numbers as Python's."""
        return dict(zip(self.ids, values.tolist() if isinstance(values, np.ndarray) else values, strict=True))


def compiled(graph: AnyGraph) -> Compiled:
    """Return the graph in numbers; kept until NetworkX's methods change the graph."""
    cache: dict[str, Any] = graph.__networkx_cache__
    found: Compiled | None = cache.get("graphsvc")
    if found is None:
        found = cache["graphsvc"] = Compiled(graph)
    return found
