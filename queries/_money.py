"""Fundings that are recorded: who gave to whom, in what year, on what basis, and how much as far as known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, TypeVar

from graphsvc.model import Network
from graphsvc.vocabulary import BASES
from queries._areas import belongs
from queries._years import newest_first

K = TypeVar("K")


@dataclass(frozen=True)
class Grant:
    """A recorded funding; ``year`` and ``amount`` are None where they are not known, ``basis`` is empty there."""

    funder: str
    recipient: str
    tie: Mapping[str, Any]

    @property
    def year(self) -> int | None:
        """The year that the money is for."""
        year: int | None = self.tie["year"]
        return year

    @property
    def basis(self) -> str:
        """On what basis it was given; a code of ``BASES``, or as it was written."""
        basis: str = self.tie["basis"]
        return basis

    @property
    def amount(self) -> float | None:
        """How much, in Euro."""
        amount: float | None = self.tie["amount"]
        return amount


def grants_of(network: Network, year: int) -> list[Grant]:
    """Return the fundings for recipients in the areas chosen, of a year or of all (0), the newest first."""
    nodes, chosen = network.graph.nodes, network.selection.areas
    found = [
        Grant(source, target, tie)
        for source, target, tie in network.graph.edges(data=True)
        if tie["kind"] == "funds"
        and tie["status"] == "active"
        and (not year or tie["year"] == year)
        and belongs(nodes[target], chosen)
    ]
    return sorted(
        found,
        key=lambda grant: (
            newest_first(grant.year),
            network.order(grant.funder),
            network.order(grant.recipient),
            basis_order(grant.basis),
            -1.0 if grant.amount is None else grant.amount,
        ),
    )


def basis_order(basis: str) -> tuple[int, str]:
    """Return the key by which bases stand: as the vocabulary lists them, then what was written otherwise, then none."""
    codes = list(BASES)
    return (codes.index(basis) if basis in BASES else len(codes) + (not basis), basis)


def grouped(grants: Iterable[Grant], key: Callable[[Grant], K]) -> dict[K, list[Grant]]:
    """Return the fundings by what the key says of each."""
    found: dict[K, list[Grant]] = defaultdict(list)
    for grant in grants:
        found[key(grant)].append(grant)
    return dict(found)


def known_sum(grants: Iterable[Grant]) -> float | None:
    """Return the sum of the amounts that are known, whatever their order; None where none is."""
    amounts = [grant.amount for grant in grants if grant.amount is not None]
    return fsum(amounts) if amounts else None


def unknown(grants: Iterable[Grant]) -> int:
    """Return of how many the amount is not known."""
    return sum(1 for grant in grants if grant.amount is None)


def recipients(grants: Iterable[Grant]) -> int:
    """Return how many partners got something."""
    return len({grant.recipient for grant in grants})


def sums_by_funder(grants: Sequence[Grant]) -> dict[str, float]:
    """Return what each funder gave as far as known; one of whom no amount is known, or nothing is left, is left out."""
    sums = {funder: known_sum(mine) for funder, mine in grouped(grants, lambda grant: grant.funder).items()}
    return {funder: total for funder, total in sums.items() if total is not None and total > 0}


def herfindahl(sums: Iterable[float]) -> float | None:
    """Return the sum of squared shares: 1 for one that gives all, 1/n for n that give the same; None where nobody gives.

    Examples
    --------
    >>> round(herfindahl([600, 300, 100]), 2), herfindahl([5, 5, 5, 5]), herfindahl([7]), herfindahl([])
    (0.46, 0.25, 1.0, None)
    """
    given = list(sums)
    if not given:
        return None
    total = fsum(given)
    return min(1.0, fsum((each / total) ** 2 for each in given))
