"""The figures of a network as a whole, from nothing but its pairs: fast enough to be asked hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


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


def whole(pairs: npt.NDArray[np.int64], group: npt.NDArray[np.int64]) -> Whole:
    """Return the figures of the network with these pairs (places among the partners) and everyone's group."""
    partners, tied = len(group), len(pairs)
    degrees = np.bincount(pairs.ravel(), minlength=partners)
    matrix = coo_array((np.ones(tied, bool), (pairs[:, 0], pairs[:, 1])), shape=(partners, partners))
    parts = np.bincount(connected_components(matrix, directed=False)[1]) if partners else np.zeros(0, np.int64)
    outside = int(np.count_nonzero(group[pairs[:, 0]] != group[pairs[:, 1]]))
    return Whole(
        density=_share(2 * tied, partners * (partners - 1)),
        mean_degree=_share(2 * tied, partners),
        centralisation=_share(degrees.max(initial=0) * partners - 2 * tied, (partners - 1) * max(partners - 2, 0)),
        reach=_share((parts * (parts - 1)).sum(), partners * (partners - 1)),
        e_i=_share(2 * outside - tied, tied),
    )


def _share(part: Any, of: int) -> float | None:
    return float(part) / of if of > 0 else None
