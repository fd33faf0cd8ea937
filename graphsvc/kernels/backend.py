"""NetworkX's functions over igraph and scipy, for our own two graphs: what NetworkX loads as the backend ``graphsvc``.

A function is claimed where it gives what NetworkX gives, number for number; `can_run` refuses the arguments with which igraph
means something else. NetworkX's own tests run over all of them (`tests/kernels/test_networkx.py`).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import networkx as nx

from graphsvc.kernels.centrality import (
    betweenness_centrality,
    closeness_centrality,
    eigenvector_centrality,
    harmonic_centrality,
    pagerank,
)
from graphsvc.kernels.cohesion import (
    articulation_points,
    biconnected_components,
    bridges,
    clustering,
    connected_components,
    core_number,
    number_connected_components,
)
from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph
from graphsvc.kernels.holes import constraint, effective_size

FUNCTIONS = {
    function.__name__: function
    for function in (
        articulation_points,
        betweenness_centrality,
        biconnected_components,
        bridges,
        closeness_centrality,
        clustering,
        connected_components,
        constraint,
        core_number,
        effective_size,
        eigenvector_centrality,
        harmonic_centrality,
        number_connected_components,
        pagerank,
    )
}
DIRECTED = frozenset({"betweenness_centrality", "harmonic_centrality", "eigenvector_centrality", "pagerank"})
_SIGNATURES = {name: inspect.signature(function) for name, function in FUNCTIONS.items()}
# What a parameter has to be, where a function does not take all that NetworkX takes.
_ONLY: Mapping[str, Any] = {
    "weight": None,  # but for pagerank's
    "distance": None,
    "endpoints": False,
    "nstart": None,
    "personalization": None,
    "dangling": None,
    "sources": None,
}


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Return whether a function gives with these arguments what NetworkX gives, or why not."""
    given = _SIGNATURES[name].bind(*args, **kwargs)
    given.apply_defaults()
    graph = given.arguments["G"]
    if graph.is_multigraph():
        return "several edges a pair"
    if graph.is_directed() and name not in DIRECTED:
        return "a directed graph"
    if not isinstance(graph, SimpleGraph | DirectedGraph) and nx.number_of_selfloops(graph):
        return "an edge from a node to itself"
    arguments = given.arguments
    other = [key for key in _ONLY.keys() & arguments.keys() if arguments[key] is not _ONLY[key]]
    if name == "pagerank":
        other = [key for key in other if key != "weight"]
    return f"{', '.join(other)} given" if other else True


def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether it is worth it: always."""
    return True


def convert_from_nx(graph: Any, **_: Any) -> SimpleGraph | DirectedGraph:
    """Return the graph as one of ours."""
    if graph.is_multigraph():
        raise NotImplementedError("several edges a pair")  # ours have one
    return DirectedGraph(graph) if graph.is_directed() else SimpleGraph(graph)


def convert_to_nx(found: Any, **_: Any) -> Any:
    """Return it as it is: our graphs are NetworkX's already."""
    return found
