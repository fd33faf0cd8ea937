"""What holds together: NetworkX's components, cut points, cores and clustering over igraph."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.graphs import SimpleGraph, compiled


def connected_components(G: SimpleGraph) -> Iterator[set[Any]]:
    """Yield the components, each as a set of nodes."""
    found = compiled(G)
    for part in found.igraph.connected_components():
        yield {found.ids[place] for place in part}


def number_connected_components(G: SimpleGraph) -> int:
    """Return how many components there are."""
    return len(compiled(G).igraph.connected_components())


def component_sizes(graph: SimpleGraph) -> NDArray[np.int64]:
    """Return the size of the component of each node, in the graph's order."""
    parts = compiled(graph).igraph.connected_components()
    sizes: NDArray[np.int64] = np.array(parts.sizes(), np.int64)[np.array(parts.membership, np.int64)]
    return sizes


def biconnected_components(G: SimpleGraph) -> Iterator[set[Any]]:
    """Yield the blocks, each as a set of nodes; two share one node at most, without which a component falls apart."""
    found = compiled(G)
    for block in found.igraph.biconnected_components():
        yield {found.ids[place] for place in block}


def articulation_points(G: SimpleGraph) -> Iterator[Any]:
    """Yield the nodes without which a component falls apart."""
    found = compiled(G)
    for place in found.igraph.articulation_points():
        yield found.ids[place]


def bridges(G: SimpleGraph, root: Hashable | None = None) -> Iterator[tuple[Any, Any]]:
    """Yield the edges without which a component falls apart; with ``root`` those of its component."""
    if root is not None and root not in G:
        raise nx.NodeNotFound(f"Root node {root} is not in graph")
    found = compiled(G)
    here = None if root is None else set(found.igraph.subcomponent(found.index[root]))
    for edge in found.igraph.bridges():
        source, target = found.igraph.es[edge].tuple
        if here is None or source in here:
            yield found.ids[source], found.ids[target]


def core_number(G: SimpleGraph) -> dict[Any, int]:
    """Return for each node the largest k for which it is in a k-core."""
    found = compiled(G)
    return found.named(found.igraph.coreness())


def clustering(G: SimpleGraph, nodes: Any = None, weight: None = None) -> Any:
    """Return the share of each node's pairs of neighbours that are tied themselves."""
    found = compiled(G)
    if nodes in G:
        return _local(found.igraph, [found.index[nodes]])[0]
    if nodes is None:  # all at once is eight times as fast as each that is named
        return found.named(found.igraph.transitivity_local_undirected(mode="zero"))
    wanted = list(G.nbunch_iter(nodes))
    return dict(zip(wanted, _local(found.igraph, [found.index[id] for id in wanted]), strict=True))


def _local(graph: Any, places: list[int]) -> list[float]:
    found: list[float] = graph.transitivity_local_undirected(vertices=places, mode="zero") if places else []
    return found
