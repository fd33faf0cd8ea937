"""What partners offer, and where: each counts as 1 unless its capacity is written down."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.areas import LENGTHS
from graphsvc.model import Network
from graphsvc.once import once
from graphsvc.vocabulary import OFFICES
from queries._areas import Floats, groups_chosen, is_rough, point_of


def capacity_of(partner: Mapping[str, Any]) -> float | None:
    """Return what a partner's free attribute ``capacity`` says, a positive number; None where it says nothing.

    Examples
    --------
    >>> [capacity_of({"attrs": {"capacity": text}}) for text in ("2,5", "3", "0", "viel", "nan")]
    [2.5, 3.0, None, None, None]
    """
    text = partner["attrs"].get("capacity")
    if not text:  # nearly all
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < math.inf else None


_MUNICIPALITY = LENGTHS["municipality"]


@dataclass(frozen=True)
class Counts:
    """How many partners there are, and of how many of them we know little."""

    partners: int
    without_capacity: int
    several: int  # records that stand for an unknown number
    rough: int  # only the area is known
    vague: int  # only a district, or a state


@dataclass(frozen=True, kw_only=True)
class Supply:
    """What some partners offer, added up where they share a place.

    Attributes
    ----------
    sites : list
        The places in order: points in degrees, or AGS.
    amount : array
        What is offered at each site, 1 a partner unless its capacity is known.
    counts : array of int, sites × 5
        Of each site the numbers of `Counts`.
    unplaced : int
        Partners without a place.
    """

    sites: list[Any]
    amount: Floats
    counts: NDArray[np.int64]
    unplaced: int

    def counted(self, sites: NDArray[np.int64]) -> Counts:
        """Return the numbers of some sites together."""
        return Counts(*self.counts[sites].sum(axis=0).tolist())


def supply(network: Network, of: str, *, by_area: Collection[str] | None = None) -> Supply:
    """Return what offices, or groups (of the topics selected), offer: at their points, or in one of the areas ``by_area``."""
    if by_area is None:
        return _of_groups(network) if of == "group" else _of_offices(network)
    return _supply_of(network, groups_chosen(network) if of == "group" else network.partners(*OFFICES), by_area)


@once
def _of_groups(network: Network) -> Supply:
    return _supply_of(network, groups_chosen(network), None)


@once
def _of_offices(network: Network) -> Supply:
    return _supply_of(network, network.partners(*OFFICES), None)


def _supply_of(network: Network, ids: Iterable[str], by_area: Collection[str] | None) -> Supply:
    there: dict[Any, list[Mapping[str, Any]]] = {}
    unplaced = 0
    for id in ids:
        partner = network.graph.nodes[id]
        site: Any = point_of(network, partner) if by_area is None else _end(partner["area"], by_area)
        if site is None or (by_area is not None and site not in by_area):
            unplaced += 1
        else:
            there.setdefault(site, []).append(partner)
    sites = sorted(there)
    found = [_counted(there[site]) for site in sites]
    return Supply(
        sites=sites,
        amount=np.array([amount for amount, *_ in found], dtype=float),
        counts=np.array([numbers for _, *numbers in found], dtype=np.int64).reshape(-1, 5),
        unplaced=unplaced,
    )


def _end(ags: str, ends: Collection[str]) -> str:
    """Return of a partner's area, or of the municipality around its borough, what has travel times."""
    return ags if ags in ends else ags[:_MUNICIPALITY]


def _counted(partners: Sequence[Mapping[str, Any]]) -> tuple[float, int, int, int, int, int]:
    capacities = [capacity_of(partner) for partner in partners]
    return (
        math.fsum(capacity or 1.0 for capacity in capacities),
        len(partners),
        capacities.count(None),
        sum(partner["represents"] == "some" for partner in partners),
        sum(map(is_rough, partners)),
        sum(is_rough(partner) and len(partner["area"]) < _MUNICIPALITY for partner in partners),
    )
