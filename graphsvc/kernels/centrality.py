"""Who stands where: NetworkX's measures of centrality over igraph and scipy, and the same from a sample of sources."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from networkx.utils import create_py_random_state
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphsvc.kernels.graphs import AnyGraph, Compiled, SimpleGraph, compiled
from graphsvc.kernels.progress import Progress, counted, silent

Values: TypeAlias = NDArray[np.float64]


def betweenness_centrality(
    G: AnyGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> dict[Any, float]:
    """Return the share (or number) of shortest paths that run through each node."""
    found = compiled(G)
    n = len(found)
    sampled = k is not None and k != n
    sources = create_py_random_state(seed).sample(found.ids, k) if sampled else found.ids
    places = [found.index[id] for id in sources]
    raw = np.array(found.igraph.betweenness(sources=places) if sampled else found.igraph.betweenness())
    if not found.directed:
        raw *= 2  # igraph counts a pair once, NetworkX both ways before it scales
    if n < 3:
        return found.named(raw)
    scale = np.full(n, _scale(n - 1 if not sampled else len(places), n - 1, normalized, found.directed))
    if sampled:
        # a source is not itself between: one less of them says something about it
        rest = len(places) - 1
        scale[places] = _scale(rest, n - 1, normalized, found.directed) if rest else math.nan
    return found.named(raw * scale)


def _scale(sources: int, others: int, normalized: bool, directed: bool) -> float:
    if normalized:
        return 1 / (sources * (others - 1))
    return others / (sources * (1 if directed else 2))


def closeness_centrality(
    G: SimpleGraph, u: Hashable | None = None, distance: None = None, wf_improved: bool = True
) -> Any:
    """Return the inverse of the mean distance to those in reach, and with ``wf_improved`` times their share."""
    found = compiled(G)
    n = len(found)
    parts = found.igraph.connected_components()
    others = np.array(parts.sizes())[parts.membership] - 1 if n else np.zeros(0, int)
    places = None if u is None else [found.index[u]]
    others = others if places is None else others[places]
    inverse = np.array(found.igraph.closeness(vertices=places, normalized=False), dtype=float)
    # The sum of the distances is a whole number; from it NetworkX's own arithmetic gives the last digit, too.
    total = np.rint(np.divide(1, inverse, out=np.ones(len(inverse)), where=others > 0))
    value = others / total
    if wf_improved and n > 1:
        value *= others / (n - 1)
    return float(value[0]) if u is not None else found.named(value)


def harmonic_centrality(
    G: AnyGraph, nbunch: Any = None, distance: None = None, sources: None = None
) -> dict[Any, float]:
    """Return the sum of the inverse distances from all others."""
    found = compiled(G)
    wanted = found.ids if nbunch is None else list(G.nbunch_iter(nbunch))
    if len(found) < 2:
        return dict.fromkeys(wanted, 0.0)
    places = [found.index[id] for id in wanted]
    mean = found.igraph.harmonic_centrality(vertices=places, mode="in")
    return {id: value * (len(found) - 1) for id, value in zip(wanted, mean, strict=True)}


def eigenvector_centrality(
    G: AnyGraph, max_iter: int = 100, tol: float = 1e-6, nstart: None = None, weight: None = None
) -> dict[Any, float]:
    """Return the leading left eigenvector, of length 1, by power iteration as NetworkX does it."""
    found = compiled(G)
    n = len(found)
    if n == 0:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    step = _incoming(found.matrix, found)
    last = np.full(n, 1 / n)
    for _ in range(max_iter):
        now = last + step @ last
        # not by `np.linalg.norm`: BLAS splits it among threads, so that the last digit hangs on their number
        now = now / (math.sqrt(np.square(now).sum()) or 1)
        if np.abs(now - last).sum() < n * tol:
            return found.named(now)
        last = now
    raise nx.PowerIterationFailedConvergence(max_iter)


def pagerank(
    G: AnyGraph,
    alpha: float = 0.85,
    personalization: None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: None = None,
    weight: str | None = "weight",
    dangling: None = None,
) -> dict[Any, float]:
    """Return the share of time that a random walk spends at each node."""
    found = compiled(G)
    n = len(found)
    if n == 0:
        return {}
    matrix = found.matrix if weight is None else nx.to_scipy_sparse_array(G, weight=weight)
    degrees = np.asarray(matrix.sum(axis=1)).ravel()
    stuck = degrees == 0
    step = _incoming(matrix, found)
    last = np.full(n, 1 / n)
    for _ in range(max_iter):
        spread = np.divide(last, degrees, out=np.zeros(n), where=~stuck)
        now = alpha * (step @ spread + last[stuck].sum() / n) + (1 - alpha) / n
        if np.abs(now - last).sum() < n * tol:
            return found.named(now)
        last = now
    raise nx.PowerIterationFailedConvergence(max_iter)


def _incoming(matrix: csr_array[Any], found: Compiled) -> csr_array[Any]:
    """Return the matrix that adds up at each node what comes in; where the graph is undirected, it is the same."""
    return matrix.T.tocsr() if found.directed else matrix


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """An estimate for each node, in the graph's order, and its standard error; NaN where there is none."""

    values: Values
    errors: Values


BATCHES = 10  # Schmeiser: 10 to 30; more say little more about the error, and each costs a call


def sampled_paths(
    graph: SimpleGraph, sources: Iterable[Any], progress: Progress = silent
) -> tuple[Sampled, Sampled, Sampled]:
    """Estimate betweenness (raw count), mean distance to those in reach, and harmonic centrality from some sources.

    Parameters
    ----------
    graph : SimpleGraph
    sources : iterable of node
        Drawn at random; the estimate is unbiased if each node is as likely as any other to be one of them.
    progress : callable
        Told of each batch.

    Returns
    -------
    betweenness, distance, harmonic : Sampled
        ``distance`` is the mean over those sources that a node can reach, NaN where there is none.

    Notes
    -----
    Brandes & Pich (Centrality Estimation in Large Networks, 2007) for betweenness, Eppstein & Wang (Fast Approximation of
    Centrality, 2004) for distances. The standard error comes from `BATCHES` batches of sources (batch means; Schmeiser,
    Batch size effects in the analysis of simulation output, Operations Research 30, 1982).
    """
    found = compiled(graph)
    places = np.array([found.index[id] for id in sources])
    batches = np.array_split(places, min(BATCHES, len(places)))
    between, distance, harmonic = np.empty((3, len(batches), len(found)))
    for number, batch in enumerate(counted(batches, len(batches), progress)):
        # what a source says of itself is 0, so the sums are unbiased with n / sources
        times = len(found) / len(batch)
        between[number] = np.array(found.igraph.betweenness(sources=batch.tolist())) * times
        distance[number], near = _distances(found, batch)
        harmonic[number] = near * times
    return _estimated(between), _estimated(distance), _estimated(harmonic)


def _distances(found: Compiled, sources: NDArray[np.int64]) -> tuple[Values, Values]:
    """Return each node's mean distance to the sources that it reaches, itself left out, and the sum of the inverse ones."""
    steps = dijkstra(found.matrix, unweighted=True, indices=sources)  # igraph's would come as lists of lists
    steps[np.arange(len(sources)), sources] = np.inf
    inverse = 1 / steps
    reached = inverse > 0
    steps[~reached] = 0
    with np.errstate(invalid="ignore"):
        return steps.sum(axis=0) / np.count_nonzero(reached, axis=0), inverse.sum(axis=0)


def _estimated(batches: Values) -> Sampled:
    """Return the mean of the batches that say something, and what it may be off."""
    there = ~np.isnan(batches)
    if there.all():  # each node in each batch: nothing is to be left out
        known: Any = len(batches)
    else:
        known, batches = np.count_nonzero(there, axis=0), np.where(there, batches, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = batches.sum(axis=0) / known
        spread = ((batches - mean) ** 2).sum(axis=0, where=there) / (known - 1)
        return Sampled(values=mean, errors=np.where(known > 1, np.sqrt(spread / known), np.nan))
