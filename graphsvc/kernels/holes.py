"""Structural holes after Burt (1992), by igraph: what NetworkX computes pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.graphs import Compiled, SimpleGraph, compiled


def constraint(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return how much each node's contacts are tied to one another; NaN for one without contacts."""
    found = compiled(G)
    # sums of the same numbers in another order differ in the last digit: rounded, equals are equal
    value = np.round(np.array(found.igraph.constraint(), dtype=float), 12)
    value[found.degrees == 0] = np.nan
    return _wanted(G, found, value, nodes)


def effective_size(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return the number of contacts less their mean number of ties to one another (Borgatti 1997); NaN without contacts."""
    found = compiled(G)
    degrees = found.degrees
    closed = np.array(found.igraph.transitivity_local_undirected(mode="zero"), dtype=float)
    ties = np.rint(closed * degrees * (degrees - 1))  # twice those among the contacts: a whole number
    size = degrees - np.divide(ties, degrees, out=np.full(len(found), np.nan), where=degrees > 0)
    return _wanted(G, found, size, nodes)


def _wanted(graph: SimpleGraph, found: Compiled, values: NDArray[np.float64], nodes: Any) -> dict[Any, float]:
    every = found.named(values)
    return every if nodes is None else {id: every[id] for id in graph.nbunch_iter(nodes)}
