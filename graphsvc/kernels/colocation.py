"""Whether points of one category are near those of another: the colocation quotient, with its permutation test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from graphsvc.kernels.access import on_globe

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PERMUTATIONS = 999
_SEED = 2011
_SAME = 1e-9  # what rounding may part, of a distance or a count


@dataclass(frozen=True, kw_only=True)
class Colocation:
    """How near points of one category are to those of another.

    Attributes
    ----------
    share : array
        For each point of the first category the share of the second among its nearest neighbours.
    quotient, p : float
        The global colocation quotient, 1 = as by chance, and its two-sided p; NaN where there is none of either.
    """

    share: Floats
    quotient: float
    p: float


def colocation(points: Floats, of: Flags, to: Flags, *, permutations: int = PERMUTATIONS) -> Colocation:
    """Return the global colocation quotient of one category to another, with a permutation test.

    It is the mean share of ``to`` among the nearest neighbours of the points of ``of``, divided by the share of ``to`` among
    all other points. Neighbours equally near count in equal parts; where several points share a place, these are each other's
    nearest. The test gives the categories to the points anew, which stay where they are; p is (r + 1) / (m + 1), r of m seeded
    permutations being at least as far from chance as what was found, on either side.

    Parameters
    ----------
    points : array, n × 2
        Latitude and longitude in degrees. Their order changes nothing.
    of, to : array of bool, n
        The categories: two without a common point, or the same one twice.

    References
    ----------
    Leslie, T. F., Kronenfeld, B. J.: The Colocation Quotient: A New Measure of Spatial Association Between Categorical Subsets
    of Points. Geographical Analysis 43 (2011).
    Phipson, B., Smyth, G. K.: Permutation P-values Should Never Be Zero. Stat. Appl. Genet. Mol. Biol. 9 (2010).

    Examples
    --------
    Two groups, each beside a clinic, far from each other: (2 / 2) / (2 / 3).

    >>> points = np.array([[48.0, 9.0], [48.1, 9.0], [50.0, 9.0], [50.1, 9.0]])
    >>> group = np.array([True, False, True, False])
    >>> colocation(points, group, ~group).quotient
    1.5
    """
    same = bool((of & to).any())
    counts = int(of.sum()), int(to.sum())
    chance = counts[0] * (counts[1] - same)
    if len(points) < 2 or not chance:
        return Colocation(share=np.zeros(counts[0]), quotient=float("nan"), p=float("nan"))
    sites, site, size = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    near = _Neighbours(sites, size)
    expected = chance / (len(points) - 1)
    share = near.share(np.bincount(site[to], minlength=len(sites)))[site[of]] - same * near.itself[site[of]]
    found = near.count(site[of], site[to], same)
    draw = np.random.default_rng(_SEED)
    places = np.repeat(np.arange(len(sites)), size)
    far = 0
    for _ in range(permutations):
        drawn = draw.permutation(places)
        a = drawn[: counts[0]]
        b = a if same else drawn[counts[0] : counts[0] + counts[1]]
        far += abs(near.count(a, b, same) - expected) >= abs(found - expected) - _SAME * len(points)
    return Colocation(share=share, quotient=found / expected, p=(far + 1) / (permutations + 1))


class _Neighbours:
    """Which sites hold the nearest neighbours of the points of each site.

    Attributes
    ----------
    itself : array
        For each site the part that a point would be of its own neighbours, and is not.
    """

    def __init__(self, sites: Floats, size: Ints) -> None:
        shared, alone = np.flatnonzero(size > 1), np.flatnonzero(size == 1)
        first, second = [shared], [shared]
        if len(alone) and len(sites) > 1:
            vectors = on_globe(sites)
            tree = cKDTree(vectors)
            nearest = np.asarray(tree.query(vectors[alone], k=2)[0])[:, 1]
            for row, found in zip(alone, tree.query_ball_point(vectors[alone], nearest * (1 + _SAME)), strict=True):
                others = np.array([other for other in sorted(found) if other != row], dtype=np.int64)
                first.append(np.full(len(others), row))
                second.append(others)
        where = np.concatenate(first), np.concatenate(second)
        self._near = csr_array((np.ones(len(where[0])), where), shape=(len(sites), len(sites)))
        self._number = self._near @ size - (size > 1)
        self.itself = (size > 1) / self._number

    def share(self, counts: Ints) -> Floats:
        """Return for each site the share among its points' neighbours of a category with so many points at each site."""
        found: Floats = (self._near @ counts) / self._number
        return found

    def count(self, of: Ints, to: Ints, same: bool) -> float:
        """Return the sum of the shares of ``to`` among the neighbours of the points of ``of``, all given by their sites."""
        share = self.share(np.bincount(to, minlength=len(self._number)))
        if same:
            share = share - self.itself
        return float(share[of].sum())
