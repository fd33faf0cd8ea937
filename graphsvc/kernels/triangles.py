"""All triangles of a graph, with their vertices and their sides."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.graphs import Compiled

Ints: TypeAlias = NDArray[np.int64]


class Triangles(NamedTuple):
    """Three vertices that are joined to one another, whatever the direction; each three once.

    Attributes
    ----------
    corners : tuple of numpy array
        The first, the second and the third vertex of each, as they lead upward (`Upward`).
    sides : tuple of numpy array
        The places in `Upward` of the pairs (first, second), (first, third) and (second, third).
    """

    corners: tuple[Ints, Ints, Ints]
    sides: tuple[Ints, Ints, Ints]


def triangles(found: Compiled) -> Triangles:
    """Return all triangles: for each two pairs that lead upward from one vertex, whether their other ends are joined.

    References
    ----------
    Schank, T., Wagner, D.: Finding, Counting and Listing All Triangles in Large Graphs. WEA 2005, LNCS 3503, 606–609.
    """
    low, high, place, *_ = found.upward
    n, numbers = len(found), np.arange(len(low))
    ends = np.cumsum(np.bincount(low, minlength=n))[low]  # up to where the pairs lead from the same vertex
    further = ends - 1 - numbers
    short = np.repeat(numbers, further)
    long = np.arange(len(short)) + np.repeat(numbers + 1 - (np.cumsum(further) - further), further)
    joined, wanted = low * n + high, high[short] * n + high[long]
    perhaps = _perhaps(joined, wanted)
    short, long, wanted = short[perhaps], long[perhaps], wanted[perhaps]
    side = np.searchsorted(joined, wanted)
    closed = joined[np.minimum(side, len(joined) - 1)] == wanted
    short, long, side = short[closed], long[closed], side[closed]
    return Triangles((place[low[short]], place[high[short]], place[high[long]]), (short, long, side))


def _perhaps(joined: Ints, wanted: Ints) -> Ints:
    """Return where ``wanted`` may be in ``joined``: a bitmap tells of most that they are not, which a search is slow to find."""
    bits = (1 << (8 * len(joined)).bit_length()) - 1
    seen = np.zeros(bits + 1, dtype=bool)
    seen[joined & bits] = True
    return np.flatnonzero(seen[wanted & bits])
