"""Structural holes after Burt (1992), by scipy: what NetworkX computes pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from graphsvc.kernels.graphs import Compiled, SimpleGraph, compiled

BLOCK = 2_000_000  # entries of a product that are held at a time, about


def constraint(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return how much each node's contacts are tied to one another; NaN for one without contacts."""
    found = compiled(G)
    matrix = found.matrix
    degrees = matrix.sum(axis=1)
    share = diags_array(np.divide(1, degrees, out=np.zeros(len(found)), where=degrees > 0)) @ matrix
    total = np.zeros(len(found))
    for start, stop in _blocks(matrix):
        mine = share[start:stop]
        # only what goes over a third to one's own contacts counts
        both = mine + (mine @ share).multiply(matrix[start:stop])
        total[start:stop] = both.power(2).sum(axis=1)
    total[degrees == 0] = np.nan
    return _wanted(G, found, total, nodes)


def effective_size(G: SimpleGraph, nodes: Any = None, weight: None = None) -> dict[Any, float]:
    """Return the number of contacts less their mean number of ties to one another (Borgatti 1997); NaN without contacts."""
    found = compiled(G)
    matrix = found.matrix
    degrees = matrix.sum(axis=1)
    ties = np.zeros(len(found))  # twice those among the contacts
    for start, stop in _blocks(matrix):
        ties[start:stop] = (matrix[start:stop] @ matrix).multiply(matrix[start:stop]).sum(axis=1)
    size = degrees - np.divide(ties, degrees, out=np.full(len(found), np.nan), where=degrees > 0)
    return _wanted(G, found, size, nodes)


def _blocks(matrix: csr_array[Any]) -> list[tuple[int, int]]:
    """Return ranges of rows whose product with the matrix has about `BLOCK` entries at most."""
    entries: list[float] = np.asarray(matrix @ matrix.sum(axis=1)).tolist()
    bounds, held = [0], 0.0
    for row, count in enumerate(entries):
        if held + count > BLOCK and row > bounds[-1]:
            bounds.append(row)
            held = 0.0
        held += count
    return list(zip(bounds, [*bounds[1:], matrix.shape[0]], strict=True))


def _wanted(graph: SimpleGraph, found: Compiled, values: NDArray[np.float64], nodes: Any) -> dict[Any, float]:
    every = found.named(values)
    return every if nodes is None else {id: every[id] for id in graph.nbunch_iter(nodes)}
