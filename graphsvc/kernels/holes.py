"""Structural holes after Burt (1992), from the triangles: what NetworkX computes pair by pair."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.graphs import Compiled, SimpleGraph, compiled
from graphsvc.kernels.triangles import Triangles, triangles

Values = NDArray[np.float64]


class Holes(NamedTuple):
    """Burt's measures of each node, in the graph's order; NaN for one without contacts."""

    constraint: Values
    effective_size: Values


def structural_holes(graph: SimpleGraph) -> Holes:
    """Return how much each node's contacts are tied to one another, by both of Burt's measures."""
    found = compiled(graph)
    every = triangles(found)
    return Holes(_constraint(found, every), _effective_size(found, every))


def constraint(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return the constraint of each node."""
    found = compiled(G)
    return _wanted(G, found, _constraint(found, triangles(found)), nodes)


def effective_size(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return the effective size of each node's contacts."""
    found = compiled(G)
    return _wanted(G, found, _effective_size(found, triangles(found)), nodes)


def _constraint(found: Compiled, every: Triangles) -> Values:
    low, high, place, *_ = found.upward
    ends = np.concatenate([place[low], place[high]])
    degrees = np.bincount(ends, minlength=len(found))
    share = np.divide(1, degrees, out=np.full(len(found), np.nan), where=degrees > 0)  # of each contact
    # what two who are tied invest in each other by way of others, but for the share that it goes through
    indirect = np.zeros(len(low))
    for side, third in zip(every.sides, reversed(every.corners), strict=True):
        indirect += np.bincount(side, share[third], minlength=len(low))
    value = share**2 * np.bincount(ends, np.tile((1 + indirect) ** 2, 2), minlength=len(found))
    rounded: Values = np.round(value, 12)  # in another order, sums of the same numbers differ in the last digit
    return rounded


def _effective_size(found: Compiled, every: Triangles) -> Values:
    """Return the number of contacts less their mean number of ties to one another (Borgatti 1997)."""
    degrees = found.degrees
    ties = np.bincount(np.concatenate(every.corners), minlength=len(found))  # among the contacts
    size: Values = degrees - np.divide(2 * ties, degrees, out=np.full(len(found), np.nan), where=degrees > 0)
    return size


def _wanted(graph: SimpleGraph, found: Compiled, values: Values, nodes: Any) -> dict[Any, float]:
    every = found.named(values)
    return every if nodes is None else {id: every[id] for id in graph.nbunch_iter(nodes)}
