"""Brokerage between groups after Gould & Fernandez (1989), which NetworkX lacks: counted over all partners at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graphsvc.kernels.graphs import Compiled, DirectedGraph, compiled
from graphsvc.kernels.triangles import triangles

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
Counts = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Brokerage:
    """How often each partner stands in each role.

    Attributes
    ----------
    partners : list of str
    groups : list of str
        In order.
    group : numpy array, shape (partners,)
        The place of each partner's group in ``groups``.
    counts : numpy array, shape (partners, 6)
        In the order of `ROLES`, then the total.
    mean, variance : numpy array, shape (groups, 6)
        What chance would give to one of each group.
    """

    partners: list[str]
    groups: list[str]
    group: NDArray[np.int64]
    counts: Counts
    mean: Counts
    variance: Counts

    def z(self, places: list[int]) -> Counts:
        """Return the z-scores of the counts of some partners; NaN where chance leaves nothing to vary."""
        counts, mean, variance = self.counts[places], *(each[self.group[places]] for each in (self.mean, self.variance))
        scores: Counts = np.full(counts.shape, np.nan)
        return np.divide(counts - mean, np.sqrt(variance), out=scores, where=variance > 0)


def brokerage(graph: DirectedGraph, groups: Mapping[str, str]) -> Brokerage:
    """Count for each partner b the pairs a → b → c without a → c, by which of the three are in the same group.

    Parameters
    ----------
    graph : DirectedGraph
    groups : mapping of str to str
        Every partner's group.

    Notes
    -----
    With b's own group: all three in it (coordinator), a and c together in another (itinerant), c in it (gatekeeper),
    a in it (representative), three different ones (liaison). The z-scores compare with a graph whose arcs are drawn
    independently, each with the probability that is this graph's density, the groups' sizes kept.

    Gould & Fernandez: Structures of Mediation, Sociological Methodology 19, 1989.
    """
    found = compiled(graph)
    ordered = sorted(set(groups.values()))
    codes = {group: code for code, group in enumerate(ordered)}
    group = np.fromiter(map(codes.__getitem__, map(groups.__getitem__, found.ids)), np.int64, len(found))
    counts = _two_paths(found, group, len(codes)) - _closed(found, group)
    mean, variance = _by_chance(found, np.bincount(group))
    return Brokerage(
        partners=found.ids,
        groups=ordered,
        group=group,
        counts=_with_total(counts),
        mean=mean,
        variance=variance,
    )


def _with_total(counts: Counts) -> Counts:
    return np.column_stack([counts, counts.sum(axis=1)])


def _two_paths(found: Compiled, group: NDArray[np.int64], groups: int) -> Counts:
    """Count the pairs a → b → c of different a and c, whether or not a → c."""
    shape = (len(found), groups)
    low, high, place, forth, back = found.upward
    ends = place[np.stack([low, high])[:, forth & back]].ravel()  # there a and c are the same
    others = np.roll(ends, len(ends) // 2)

    def counted(of: NDArray[np.int64], tied: NDArray[np.int64]) -> tuple[Counts, Counts]:
        """Count arcs by one end: all, and those whose other end is of the same group."""
        same = group[of] == group[tied]
        every, own = (np.bincount(each, minlength=len(found)).astype(float) for each in (of, of[same]))
        return every, own

    sides = ((found.targets, found.sources), (found.sources, found.targets))
    (into, into_own), (out, out_own), (mutual, mutual_own) = (counted(*side) for side in (*sides, (ends, others)))
    by_group = [csr_array((np.ones(len(of)), (of, group[tied])), shape=shape) for of, tied in sides]
    same: Counts = np.asarray(by_group[0].multiply(by_group[1]).sum(axis=1))  # a and c in one group, whichever
    coordinator = into_own * out_own - mutual_own
    itinerant = same - into_own * out_own - (mutual - mutual_own)
    gatekeeper = (into - into_own) * out_own
    representative = into_own * (out - out_own)
    liaison = into * out - mutual - coordinator - itinerant - gatekeeper - representative
    return np.column_stack([coordinator, itinerant, gatekeeper, representative, liaison])


def _closed(found: Compiled, group: NDArray[np.int64]) -> Counts:
    """Count those of the pairs for which a → c."""
    n = len(found)
    counts = np.zeros((n, len(ROLES)))
    corners, sides = triangles(found)
    if not corners[0].size:
        return counts
    there, same = {}, {}
    for (a, c), side in zip(combinations(range(3), 2), sides, strict=True):
        there[a, c], there[c, a] = found.upward.forth[side], found.upward.back[side]
        same[a, c] = same[c, a] = group[corners[a]] == group[corners[c]]
    for a, b, c in permutations(range(3)):
        closed = there[a, b] & there[b, c] & there[a, c]
        roles = _ROLE_OF[same[a, b] + 2 * same[b, c] + 4 * same[a, c]]
        cells = (corners[b] * len(ROLES) + roles)[closed]
        counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
    return counts


# the role's place in `ROLES`, by which are of one group: 1 for a and b, 2 for b and c, 4 for a and c
_ROLE_OF = np.array([4, 3, 2, -1, 1, -1, -1, 0])


def _by_chance(found: Compiled, sizes: NDArray[np.int64]) -> tuple[Counts, Counts]:
    """Return mean and variance of a count of open two-paths under independent arcs, for one of a group of each size."""
    n = len(found)
    density = len(found.sources) / (n * (n - 1)) if n > 1 else 0.0
    # for each role, how many sources a and targets c there are, and how many pairs of the same or of different groups
    pairs, sharing = _possible(n, sizes.astype(float))
    open_path = density**2 * (1 - density)
    mean = pairs * open_path
    variance = pairs * open_path * (1 - open_path) + sharing * (density * (1 - density)) ** 3
    whole = (n - 1) * (n - 2) * (open_path * (1 - open_path) + 2 * (n - 3) * (density * (1 - density)) ** 3)
    return _with_total(mean), np.column_stack([variance, np.full(len(sizes), whole)])


def _possible(n: int, own: Counts) -> tuple[Counts, Counts]:
    """Return for one of each group and for each role the pairs (a, c) that there are, and the pairs of such that share an end."""
    rest = n - own
    squares, cubes = (own**2).sum(), (own**3).sum()
    others_squared = squares - own**2
    coordinator = (own - 1) * (own - 2)
    itinerant = others_squared - rest
    across = (own - 1) * rest
    liaison = rest**2 - others_squared
    sharing = [
        2 * coordinator * (own - 3),
        2 * (cubes - own**3 - 3 * others_squared + 2 * rest),
        across * (own - 2 + rest - 1),
        across * (own - 2 + rest - 1),
        # an a of group j has (rest - n_j) ends c to choose from
        2 * (rest**3 - 2 * rest * others_squared + (cubes - own**3) - liaison),
    ]
    pairs = np.column_stack([coordinator, itinerant, across, across, liaison])
    return pairs, np.column_stack(sharing)
