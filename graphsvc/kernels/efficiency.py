"""How near all are to all, and which one new edge brings them nearest: global efficiency and its gains, exactly."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import shortest_path

from graphsvc.kernels.graphs import SimpleGraph
from graphsvc.kernels.nearness import Ints, adjacency

BLOCK = 1 << 21  # entries of distances in one block: bounds its memory to some 50 MB
# What one step is worth. Two are worth half of it, and so on: whole numbers, exactly so up to 22 steps and nearly beyond, so
# that sums are the same in any order, and equal gains are equal; 8 million pairs fit into 63 bits.
_ONE = lcm(*range(1, 23)) << 12
_FAR = 1 << 13  # steps where no way leads; the ways of 2,000 nodes and a new edge are shorter
_DISTANCES = 12  # distances from here on are one class of the upper bound
_DETOURS = 6  # and so are differences between distances


class Gains(NamedTuple):
    """What single new edges would bring, the best first.

    Attributes
    ----------
    first, second : array of int
        Positions of the edge's ends.
    gain : array of float
        By how much global efficiency grows.
    nearer : array of int
        How many pairs come nearer to each other, those among them that no way joined before.
    joined : array of int
        How many pairs no way joined before.
    """

    first: Ints
    second: Ints
    gain: NDArray[np.float64]
    nearer: Ints
    joined: Ints


class Distances:
    """All distances of an undirected graph of up to 4,000 nodes, and what one new edge would make of them.

    A pair x, y comes nearer by an edge a, b only if x is nearer to a than to b by two steps or more, and y nearer to b:
    so only these are looked at.

    Parameters
    ----------
    graph : SimpleGraph
        Its loops and weights count for nothing.
    ids : sequence of str
        All its nodes, in the order that positions refer to.

    References
    ----------
    Latora, V., Marchiori, M.: Efficient behavior of small-world networks. Physical Review Letters 87 (2001), 198701.
    """

    def __init__(self, graph: SimpleGraph, ids: Sequence[str]) -> None:
        ties = adjacency(graph, ids)
        self._count = len(ids)
        self._steps = _all_steps(ties)
        self._twins = _twins(ties)
        self._worth = np.zeros(_FAR + 1, dtype=np.int64)
        self._worth[1:_FAR] = np.rint(_ONE / np.arange(1, _FAR))

    def between(self, first: int, second: int) -> int | None:
        """Return how many steps two nodes are apart; None where no way joins them."""
        steps = int(self._steps[first, second])
        return steps if steps < _FAR else None

    @property
    def efficiency(self) -> float:
        """Global efficiency, 0 to 1: the mean of 1 / distance over all pairs; 0 for fewer than two nodes."""
        counts = np.bincount(self._steps.ravel(), minlength=_FAR + 1)
        return self._share(int(counts @ self._worth) // 2)

    def best(self, first: Ints, second: Ints, count: int) -> Gains:
        """Return of some edges that are not there the ``count`` by which efficiency grows most; equals by position.

        Every gain returned is exact. Pairs whose ends have the same neighbours have the same gain, which is computed once;
        and none is computed of which an upper bound says that it is not among the best.
        """
        kinds = np.sort(np.column_stack([self._twins[first], self._twins[second]]), axis=1)
        _, examples, kind = np.unique(kinds @ [self._count, 1], return_index=True, return_inverse=True)
        bounds = self._bounds(first[examples], second[examples])[kind]
        known: dict[int, tuple[int, int, int]] = {}
        held: list[tuple[int, int, int, int]] = []  # (-gain, first, second, kind)
        for pair in np.lexsort((second, first, -bounds)).tolist():
            ends = int(first[pair]), int(second[pair])
            if len(held) == count and (count == 0 or (-int(bounds[pair]), *ends) > held[-1][:3]):
                break  # what comes has no higher bound, and no gain is higher than its bound
            own = int(kind[pair])
            if own not in known:
                known[own] = self._gain(*ends)
            insort(held, (-known[own][0], *ends, own))
            del held[count:]
        columns = np.array([(a, b, *known[own]) for _, a, b, own in held], dtype=np.int64).reshape(-1, 5).T
        gain = np.array([self._share(each) for each in columns[2].tolist()])
        return Gains(columns[0], columns[1], gain, columns[3], columns[4])

    def _share(self, worth: int) -> float:
        pairs = self._count * (self._count - 1) // 2
        return worth / (pairs * _ONE) if pairs else 0.0

    def _gain(self, a: int, b: int) -> tuple[int, int, int]:
        """Return what an edge is worth, how many pairs it brings nearer, and how many of these no way joined."""
        from_a, from_b = self._steps[a], self._steps[b]
        here, there = np.flatnonzero(from_b - from_a >= 2), np.flatnonzero(from_a - from_b >= 2)
        before = self._steps[here].take(there, axis=1)
        after = np.add.outer(from_a[here] + 1, from_b[there])
        nearer = after < before
        was, now = (np.bincount(steps[nearer], minlength=_FAR + 1) for steps in (before, after))
        return int((now - was) @ self._worth), int(now.sum()), int(was[_FAR])

    def _bounds(self, first: Ints, second: Ints) -> Ints:
        """Return for each edge an upper bound of what it is worth.

        Between x, i steps from a and p more from b, and y, j steps from b and q more from a, are at most i + j + min(p, q)
        steps, and i + j + 1 by the edge. So nodes are counted by i and p: for each k up to min(p, q) a pair of them gains
        at most what k - 1 steps are worth more than k, beside i + j others.
        """
        found = np.zeros(len(first), dtype=np.int64)
        size = max(1, BLOCK // max(1, self._count))
        for start in range(0, len(first), size):
            block = slice(start, start + size)
            from_a, from_b = self._steps[first[block]], self._steps[second[block]]
            apart = self._steps[first[block], second[block]]
            here, there = _counts(from_a, from_b - from_a), _counts(from_b, from_a - from_b)
            for detour in range(2, _DETOURS):
                worth = self._step_worth(detour - 1, detour)
                found[block] += ((here[detour] @ worth) * there[detour]).sum(axis=1)
            for steps in np.unique(apart).tolist():
                mine = apart == steps
                worth = self._step_worth(_DETOURS - 1, max(steps, _DETOURS))
                more = ((here[_DETOURS][mine] @ worth) * there[_DETOURS][mine]).sum(axis=1)
                found[block][mine] += more
        return found

    def _step_worth(self, fewer: int, more: int) -> Ints:
        """Return by classes of i and j what i + j + ``fewer`` steps are worth more than i + j + ``more``."""
        others = np.add.outer(np.arange(_DISTANCES + 1), np.arange(_DISTANCES + 1))
        worth: Ints = self._worth[others + fewer] - self._worth[np.minimum(others + more, _FAR)]
        worth[-1] += 1  # the last class holds longer distances, whose worth may be rounded up
        worth[:, -1] += 1
        return worth


def _all_steps(ties: sparse.csr_array) -> NDArray[np.int16]:
    """Return the distance of each pair."""
    if not ties.shape[0]:
        return np.zeros((0, 0), dtype=np.int16)
    found = shortest_path(ties, method="D", directed=False, unweighted=True)
    return np.where(np.isinf(found), _FAR, found).astype(np.int16)


def _twins(ties: sparse.csr_array) -> Ints:
    """Return a number for each node, the same for those with the same neighbours."""
    numbers: dict[bytes, int] = {}
    lines = np.split(ties.indices, ties.indptr[1:-1])[: ties.shape[0]]
    return np.array([numbers.setdefault(line.tobytes(), len(numbers)) for line in lines], dtype=np.int64)


def _counts(steps: NDArray[np.int16], detours: NDArray[np.int16]) -> dict[int, Ints]:
    """Return for each k from 2 on, for each line, how many lie so many steps away, with a detour of k or more."""
    line, node = np.nonzero(detours >= 2)
    places = np.minimum(detours[line, node], _DETOURS).astype(np.int64) - 2
    places = (line * (_DETOURS - 1) + places) * (_DISTANCES + 1) + np.minimum(steps[line, node], _DISTANCES)
    shape = (len(steps), _DETOURS - 1, _DISTANCES + 1)
    counts = np.bincount(places, minlength=int(np.prod(shape))).reshape(shape)
    at_least = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    return {detour: at_least[:, detour - 2] for detour in range(2, _DETOURS + 1)}
