"""How good a layout is, by the two measures of the literature: lines that cross, and normalised stress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

import networkx as nx
import numpy as np


def drawn(a: tuple[float, float], b: tuple[float, float], via=None, pieces: int = 24) -> np.ndarray:
    """Return a line as points; with two points that it is drawn towards, as a cubic Bézier curve (de Casteljau)."""
    if not via:
        return np.array([a, b])
    part, found = np.linspace(0, 1, pieces + 1)[:, None], [np.array([point]) for point in (a, *via, b)]
    while len(found) > 1:
        found = [(1 - part) * one + part * other for one, other in pairwise(found)]
    return found[0]


def straight(points: Mapping[str, tuple[float, float]], graph: nx.Graph) -> list[np.ndarray]:
    """Return the lines of a graph's edges."""
    return [drawn(points[a], points[b]) for a, b in graph.edges]


def crossings(lines: Sequence[np.ndarray]) -> int:
    """Return how often lines cross; that two begin or end in one place is no crossing."""
    return sum(_crossings(a, b) for a, b in combinations(lines, 2))


def _crossings(a: np.ndarray, b: np.ndarray) -> int:
    def side(p, q, r):
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    p, q, r, s = a[:-1, None], a[1:, None], b[None, :-1], b[None, 1:]
    return int(((side(p, q, r) * side(p, q, s) < 0) & (side(r, s, p) * side(r, s, q) < 0)).sum())


def stress(points: Mapping[str, tuple[float, float]], graph: nx.Graph) -> float:
    """Return the mean of (distance on the map / steps - 1)² over pairs that a way joins, at the scale that suits best.

    Gansner, Koren & North (2005), weights 1 / steps²; the scale as in Kruskal's normalised stress.
    """
    ratios = []
    for a, steps in nx.all_pairs_shortest_path_length(graph):
        for b, number in steps.items():
            if a < b:
                ratios.append(np.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]) / number)
    found = np.array(ratios)
    scale = found.sum() / (found**2).sum()
    return float(((scale * found - 1) ** 2).mean())
