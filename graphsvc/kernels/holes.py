"""Structural holes after Burt (1992), from the triangles: what NetworkX computes pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.graphs import Compiled, SimpleGraph, compiled
from graphsvc.kernels.triangles import triangles


def constraint(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return how much each node's contacts are tied to one another; NaN for one without contacts."""
    found = compiled(G)
    low, high, place, *_ = found.upward
    ends = np.concatenate([place[low], place[high]])
    degrees = np.bincount(ends, minlength=len(found))
    share = np.divide(1, degrees, out=np.full(len(found), np.nan), where=degrees > 0)  # of each contact
    # what two who are tied invest in each other by way of others, but for the share that it goes through
    indirect = np.zeros(len(low))
    corners, sides = triangles(found)
    for side, third in zip(sides, reversed(corners), strict=True):
        indirect += np.bincount(side, share[third], minlength=len(low))
    value = share**2 * np.bincount(ends, np.tile((1 + indirect) ** 2, 2), minlength=len(found))
    value = np.round(value, 12)  # in another order, sums of the same numbers differ in the last digit
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
