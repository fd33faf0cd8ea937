"""The baseline of `centrality`, whole: all measures of all partners, exact or from sources, and then with standard errors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, stdev
from typing import TypeAlias

import networkx as nx

Measured: TypeAlias = dict[str, dict[str, float | None]]  # measure → partner → value
Estimate: TypeAlias = tuple[float | None, float | None]

_NOT: Estimate = (None, None)


def centrality(graph: nx.Graph[str]) -> Measured:
    """Return the measures by the shortest paths from everybody."""
    others = len(graph) - 1
    alone = {id: graph.degree(id) == 0 for id in graph}
    near = nx.closeness_centrality(graph)
    size = {id: len(part) for part in nx.connected_components(graph) for id in part}
    inverse = {id: None if alone[id] else near[id] * others / (size[id] - 1) ** 2 for id in graph}
    return {
        "betweenness": nx.betweenness_centrality(graph, normalized=False),
        "betweenness_normalised": nx.betweenness_centrality(graph),
        "closeness": inverse,
        "closeness_normalised": near,
        "harmonic": {id: value / others for id, value in nx.harmonic_centrality(graph).items()},
        **_beside(graph),
    }


def sampled_centrality(graph: nx.Graph[str], batches: Sequence[Sequence[str]]) -> Measured:
    """Estimate what takes the shortest paths, from batches of sources; the errors come from how far these differ."""
    count, others = len(graph), len(graph) - 1
    between: dict[str, list[float]] = {id: [] for id in graph}
    distance: dict[str, list[float]] = {id: [] for id in graph}
    harmonic: dict[str, list[float]] = {id: [] for id in graph}
    for sources in batches:
        # not `betweenness_centrality(k=…)`: that draws its sources itself, and tells nothing of each batch
        paths = nx.betweenness_centrality_subset(graph, sources, list(graph))
        steps: dict[str, list[int]] = defaultdict(list)
        for source in sources:
            for id, away in nx.single_source_shortest_path_length(graph, source).items():
                if id != source:
                    steps[id].append(away)
        for id in graph:
            between[id].append(paths[id] * count / len(sources))
            harmonic[id].append(math.fsum(1 / away for away in steps[id]) * count / len(sources) / others)
            if steps[id]:
                distance[id].append(fmean(steps[id]))
    size = {id: len(part) for part in nx.connected_components(graph) for id in part}
    found = {
        "betweenness": {id: _estimate(several) for id, several in between.items()},
        "closeness": {id: _inverse(several, size[id] - 1) for id, several in distance.items()},
        "harmonic": {id: _estimate(several) for id, several in harmonic.items()},
    }
    values: Measured = {name: {id: value for id, (value, _) in each.items()} for name, each in found.items()}
    errors: Measured = {f"{name}_error": {id: error for id, (_, error) in each.items()} for name, each in found.items()}
    pairs = others * (others - 1) / 2
    values["betweenness_normalised"] = {id: (value or 0) / pairs for id, value in values["betweenness"].items()}
    values["closeness_normalised"] = {
        id: (value or 0) * (size[id] - 1) ** 2 / others for id, value in values["closeness"].items()
    }
    return {**values, **errors, **_beside(graph)}


def _estimate(several: Sequence[float]) -> Estimate:
    """Return the mean and its standard error."""
    if not several:
        return _NOT
    return fmean(several), stdev(several) / math.sqrt(len(several)) if len(several) > 1 else None


def _inverse(several: Sequence[float], others: int) -> Estimate:
    """Return closeness, 1 / the sum of distances, from means of them."""
    mean, error = _estimate(several)
    if mean is None:
        return _NOT
    value = 1 / (mean * others)
    return value, None if error is None else value * error / mean


def _beside(graph: nx.Graph[str]) -> Measured:
    """Return what takes no shortest paths."""
    eigenvector = nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12)
    highest = max(eigenvector.values())
    return {
        "degree": dict(graph.degree),
        "eigenvector": {id: value / highest for id, value in eigenvector.items()},
        "pagerank": nx.pagerank(graph, weight=None, tol=1e-12, max_iter=1000),
        "coreness": nx.core_number(graph),
        "clustering": nx.clustering(graph),
    }
