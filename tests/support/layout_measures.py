"""How good a layout is, by the two measures of the literature: lines that cross, and normalised stress."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import networkx as nx
import numpy as np


def crossings(points: Mapping[str, tuple[float, float]], graph: nx.Graph) -> int:
    """Return how many pairs of lines cross; those that share a partner do not."""

    def side(a, b, c):
        return np.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    found = 0
    for (a, b), (c, d) in combinations(graph.edges, 2):
        if len({a, b, c, d}) == 4:
            p, q, r, s = (points[id] for id in (a, b, c, d))
            found += bool(side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0)
    return found


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
