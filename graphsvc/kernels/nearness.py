"""Who is near to whom without being tied: Adamic and Adar's index for all pairs, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphsvc.kernels.communities import arrays
from graphsvc.kernels.graphs import SimpleGraph

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

PRODUCTS = 1 << 20  # of two entries, in one block: bounds its memory to some 30 MB
_FRACTION = 40  # bits behind the point of a weight
_TIED = 2.0**40  # taken off where two are tied: more than any score


class Pairs(NamedTuple):
    """Some pairs: positions of both partners, and the pair's index."""

    first: Ints
    second: Ints
    score: Floats


NO_PAIRS = Pairs(np.array([], dtype=np.int64), np.array([], dtype=np.int64), np.array([]))


def adamic_adar(graph: SimpleGraph, ids: Sequence[str], of: int | None = None) -> Iterator[Pairs]:
    """Yield all pairs that are not tied and have a common neighbour, with their Adamic–Adar index, in blocks.

    The index sums 1 / log(degree) over the common neighbours: one who knows everybody says little about a pair.

    Parameters
    ----------
    graph : SimpleGraph
        Its loops and weights count for nothing.
    ids : sequence of str
        All its nodes, in the order that positions refer to.
    of : int, optional
        The position of one node: then only its pairs come, with itself as the first of each.

    Yields
    ------
    Pairs
        Each pair once over all blocks, the lower position first. A block holds what `PRODUCTS` products of entries
        may give, so that memory stays bounded however many pairs there are.

    Notes
    -----
    Weights are rounded to multiples of 2^-40 (`rarity`). Their sums are then exact, so that neither the order of the
    nodes nor that of a sum changes a value, and equal pairs are equal.

    References
    ----------
    Adamic, L. A., Adar, E.: Friends and neighbors on the Web. Social Networks 25 (2003), 211–230.
    """
    ties = adjacency(graph, ids)
    degrees = np.diff(ties.indptr).astype(np.int64)
    weighted = ties.copy()
    weighted.data = rarity(degrees)[ties.indices]
    tied = ties * _TIED
    work = np.asarray(ties @ degrees, dtype=np.int64)
    lines = np.arange(len(ids)) if of is None else np.array([of])
    for block in _blocks(lines, work[lines]):
        start = int(block[0]) if of is None else 0
        scores = sparse.coo_array(weighted[block] @ ties[:, start:] - tied[block][:, start:])
        first, second = block[scores.row], scores.col.astype(np.int64) + start
        wanted = (scores.data > 0) & (first < second if of is None else first != second)
        if wanted.any():
            yield Pairs(first[wanted], second[wanted], scores.data[wanted])


def nearest(held: Pairs, new: Pairs, count: int) -> Pairs:
    """Return the best of two lots of pairs by score, equals by position; ``held`` is a former result, or `NO_PAIRS`."""
    if len(held.score) == count > 0:
        good = new.score >= held.score[-1]
        new = Pairs(new.first[good], new.second[good], new.score[good])
    first, second, score = (np.concatenate(both) for both in zip(held, new, strict=True))
    order = np.lexsort((second, first, -score))[:count]
    return Pairs(first[order], second[order], score[order])


def features(things: Sequence[Iterable[str]]) -> sparse.csr_array:
    """Return who has which things as a matrix of ones: a line for each, a column for each thing."""
    columns: dict[str, int] = {}
    places = [[columns.setdefault(thing, len(columns)) for thing in sorted(set(own))] for own in things]
    bounds = np.fromiter(accumulate(map(len, places), initial=0), dtype=np.int32, count=len(things) + 1)
    indices = np.fromiter(chain.from_iterable(places), dtype=np.int32, count=int(bounds[-1]))
    return sparse.csr_array((np.ones(len(indices)), indices, bounds), shape=(len(things), len(columns)))


class InCommon:
    """What everyone has, so that it can be said of many pairs how near what both have brings them."""

    def __init__(self, things: Sequence[Iterable[str]]) -> None:
        kinds: dict[tuple[str, ...], int] = {}  # many have the same
        self._kind = np.array([kinds.setdefault(tuple(sorted(set(own))), len(kinds)) for own in things], dtype=np.int64)
        self._has = features(list(kinds))
        counts = np.asarray(self._has.T @ np.bincount(self._kind, minlength=len(kinds)), dtype=np.int64)
        self._weighted = self._has.copy()
        self._weighted.data = rarity(counts)[self._has.indices]
        few = len(kinds) ** 2 <= PRODUCTS
        self._table = (self._weighted @ self._has.T).toarray() if few else None

    def score(self, first: Ints, second: Ints) -> Floats:
        """Return for each pair the sum of 1 / log(count) over the things that both have, where so many have a thing."""
        one, other = self._kind[first], self._kind[second]
        if self._table is not None:
            found: Floats = self._table.ravel()[one * len(self._table) + other]
            return found
        return np.asarray(self._weighted[one].multiply(self._has[other]).sum(axis=1))


def adjacency(graph: SimpleGraph, ids: Sequence[str]) -> sparse.csr_array:
    """Return the adjacency matrix in the order of ``ids``: 1 for each tied pair, nothing on the diagonal."""
    _, pairs = arrays(graph, ids)
    first, second = pairs[pairs[:, 0] != pairs[:, 1]].T
    ends = np.concatenate([first, second]), np.concatenate([second, first])
    found = sparse.csr_array((np.ones(2 * len(first)), ends), shape=(len(ids), len(ids)))
    found.sort_indices()
    return found


def rarity(counts: Ints) -> Floats:
    """Return what it weighs that two share a thing which so many have: 1 / log(count), 0 where no two have it."""
    weights = np.zeros(len(counts))
    several = counts > 1
    weights[several] = 1 / np.log(counts[several])
    return np.ldexp(np.rint(np.ldexp(weights, _FRACTION)), -_FRACTION)


def _blocks(lines: Ints, work: Ints) -> Iterator[Ints]:
    """Yield the lines in runs of at most `PRODUCTS` products each, but at least one line."""
    ends = np.cumsum(work)
    start = 0
    while start < len(lines):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + PRODUCTS, side="right")))
        yield lines[start:stop]
        start = stop
