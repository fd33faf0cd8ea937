"""The baseline of `brokers`, whole: the roles counted path by path, their z-scores, and the sums by group."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import networkx as nx

ROLES = 5  # coordinator, itinerant, gatekeeper, representative, liaison
Numbers: TypeAlias = tuple[float, ...]


class Brokered(NamedTuple):
    """Of each partner how often it stands in each role and in all, and the z-scores of that; of each group the sums."""

    counts: dict[str, Numbers]
    z: dict[str, tuple[float | None, ...]]
    groups: dict[str, Numbers]


def brokers(graph: nx.DiGraph[str], group: Mapping[str, str]) -> Brokered:
    """Count a → b → c without a → c for each b, and compare with arcs drawn by chance at this density."""
    counts = _counted(graph, group)
    sizes, n = Counter(group[id] for id in graph), len(graph)
    density = graph.number_of_edges() / (n * (n - 1))
    chance = {each: [_by_chance(sizes, each, role, density) for role in (*range(ROLES), None)] for each in sizes}
    z = {id: tuple(map(_score, row, chance[group[id]])) for id, row in counts.items()}
    sums: dict[str, Numbers] = {}
    for id, row in counts.items():
        sums[group[id]] = tuple(map(sum, zip(sums.get(group[id], (0,) * len(row)), row, strict=True)))
    return Brokered(counts, z, sums)


def _counted(graph: nx.DiGraph[str], group: Mapping[str, str]) -> dict[str, Numbers]:
    after = {id: set(graph.succ[id]) for id in graph}
    found: dict[str, Numbers] = {}
    for b in graph:
        counts = [0] * ROLES
        for a in graph.pred[b]:
            for c in after[b]:
                if a != c and c not in after[a]:
                    counts[_role(group[a], group[b], group[c])] += 1
        found[b] = (*counts, sum(counts))
    return found


def _role(a: str, b: str, c: str) -> int:
    if a == b == c:
        return 0
    return 1 if a == c else 2 if b == c else 3 if a == b else 4


def _by_chance(sizes: Mapping[str, int], own: str, role: int | None, density: float) -> tuple[float, float]:
    """Return mean and variance of a role's count for one of a group; of all roles, where none is given.

    Each pair (a, c) is an open path with the same probability. Two pairs hang together if they share a, or share c.
    """
    starts = {each: size - (each == own) for each, size in sizes.items()}
    ends = {(a, c): starts[c] - (a == c) for a in starts for c in starts if role in (None, _role(a, own, c))}
    pairs = sum(starts[a] * count for (a, _), count in ends.items())
    from_a, to_c = Counter[str](), Counter[str]()  # how many ends each one of a group has, and how many starts
    for (a, c), count in ends.items():
        from_a[a] += count
        to_c[c] += starts[a] - (a == c)
    sharing = sum(starts[each] * (many[each] * (many[each] - 1)) for many in (from_a, to_c) for each in starts)
    path = density**2 * (1 - density)
    return pairs * path, pairs * path * (1 - path) + sharing * (density * (1 - density)) ** 3


def _score(count: float, chance: tuple[float, float]) -> float | None:
    """Return how many standard deviations a count is off; None where chance leaves nothing to vary."""
    mean, variance = chance
    return (count - mean) / math.sqrt(variance) if variance else None
