"""The figures of a network as a whole, from nothing but its pairs: fast enough to be asked hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Pairs: TypeAlias = npt.NDArray[np.int64]
NO_PAIRS: Pairs = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Figures of an undirected network with one edge a pair; None where one has no meaning.

    Attributes
    ----------
    density : float, optional
        Share of all pairs that are tied; from two partners on.
    mean_degree : float, optional
        How many partners one is tied to; from one partner on.
    centralisation : float, optional
        Freeman's degree centralisation (1979), 0 to 1; from three partners on.
    reach : float, optional
        Share of all pairs that are joined by some way; from two partners on.
    e_i : float, optional
        Krackhardt and Stern's index (1988): ties between groups less those inside, by all ties; where there is a tie.
    """

    density: float | None
    mean_degree: float | None
    centralisation: float | None
    reach: float | None
    e_i: float | None


class Tied:
    """A network that is asked again and again with some pairs more: what is recorded is counted once.

    Parameters
    ----------
    pairs : array, ties × 2
        Places among the partners.
    group : array, partners
        Everyone's.
    """

    def __init__(self, pairs: Pairs, group: npt.NDArray[np.int64]) -> None:
        self._group, self._count = group, len(pairs)
        self._degrees = _degrees(pairs, len(group))
        self._outside = self._leaving(pairs)
        self._part = _parts(pairs, len(group))
        self._sizes = np.bincount(self._part)

    def whole(self, more: Pairs = NO_PAIRS) -> Whole:
        """Return the figures of the network with ``more`` pairs, each of which is new."""
        partners, tied = len(self._group), self._count + len(more)
        highest = (self._degrees + _degrees(more, partners)).max(initial=0)
        outside = self._outside + self._leaving(more)
        merged = _parts(self._part[more], len(self._sizes))
        sizes = np.bincount(merged, self._sizes).astype(np.int64)
        return Whole(
            density=_share(2 * tied, partners * (partners - 1)),
            mean_degree=_share(2 * tied, partners),
            centralisation=_share(highest * partners - 2 * tied, (partners - 1) * max(partners - 2, 0)),
            reach=_share((sizes * (sizes - 1)).sum(), partners * (partners - 1)),
            e_i=_share(2 * outside - tied, tied),
        )

    def _leaving(self, pairs: Pairs) -> int:
        return int(np.count_nonzero(self._group[pairs[:, 0]] != self._group[pairs[:, 1]]))


def _degrees(pairs: Pairs, partners: int) -> npt.NDArray[np.int64]:
    return np.bincount(pairs.ravel(), minlength=partners)


def _parts(pairs: Pairs, partners: int) -> npt.NDArray[np.int64]:
    """Return the number of each one's component."""
    if not partners:
        return np.zeros(0, np.int64)
    matrix = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(partners, partners))
    return connected_components(matrix, directed=False)[1].astype(np.int64)


def _share(part: Any, of: int) -> float | None:
    return float(part) / of if of > 0 else None
