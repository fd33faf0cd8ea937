"""Who stands where: NetworkX's measures of centrality over igraph and scipy, and the same from a sample of sources."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from networkx.utils import create_py_random_state
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from graphsvc.kernels.graphs import AnyGraph, SimpleGraph, compiled
from graphsvc.kernels.progress import Progress, counted, silent


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
    step = found.matrix.T.tocsr()
    last = np.full(n, 1 / n)
    for _ in range(max_iter):
        now = last + step @ last
        now = now / (np.linalg.norm(now) or 1)
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
    step = matrix.T.tocsr()
    last = np.full(n, 1 / n)
    for _ in range(max_iter):
        spread = np.divide(last, degrees, out=np.zeros(n), where=~stuck)
        now = alpha * (step @ spread + last[stuck].sum() / n) + (1 - alpha) / n
        if np.abs(now - last).sum() < n * tol:
            return found.named(now)
        last = now
    raise nx.PowerIterationFailedConvergence(max_iter)


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """An estimate for each node and its standard error."""

    values: dict[Any, float]
    errors: dict[Any, float]


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
    batches = [batch.tolist() for batch in np.array_split(places, min(BATCHES, len(places)))]
    n = len(found)
    between, distance, harmonic = [], [], []
    for batch in counted(batches, len(batches), progress):
        # what a source says of itself is 0, so the sums are unbiased with n / sources
        between.append(np.array(found.igraph.betweenness(sources=batch)) * n / len(batch))
        # igraph's own distances would come as lists of lists
        steps = dijkstra(found.matrix, unweighted=True, indices=batch)
        reached = np.isfinite(steps) & (steps > 0)
        known = reached.sum(axis=0)
        total = np.where(reached, steps, 0).sum(axis=0)
        distance.append(np.divide(total, known, out=np.full(n, np.nan), where=known > 0))
        inverse = np.divide(1, steps, out=np.zeros_like(steps), where=reached)
        harmonic.append(inverse.sum(axis=0) * n / len(batch))
    return tuple(_sampled(found.ids, np.array(each)) for each in (between, distance, harmonic))  # type: ignore[return-value]


def _sampled(ids: list[Any], batches: NDArray[np.float64]) -> Sampled:
    known = np.isfinite(batches).sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean = np.nansum(batches, axis=0) / known
        spread = np.nansum((batches - mean) ** 2, axis=0) / np.maximum(known - 1, 1)
        error = np.where(known > 1, np.sqrt(spread / np.maximum(known, 1)), np.nan)
    return Sampled(
        values=dict(zip(ids, mean.tolist(), strict=True)), errors=dict(zip(ids, error.tolist(), strict=True))
    )
