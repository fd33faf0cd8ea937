"""Who is like whom, and where a value stands among those of its like; nobody is ever named here."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from graphsvc.areas import Area
from graphsvc.model import Network

FEW = 5  # of fewer peers a place among them says nothing, and would show who they are

Value: TypeAlias = float | None
Values: TypeAlias = Mapping[str, Value]  # figure → value, None where it is not known


@dataclass(frozen=True)
class Likeness:
    """What makes somebody like another: of what kind, and for how many people; None where that is not known."""

    kind: Hashable
    people: int | None

    def is_like(self, other: Likeness) -> bool:
        """Return whether the other is of the same kind, for half to double the people.

        Examples
        --------
        >>> [Likeness("town", 100).is_like(Likeness("town", people)) for people in (49, 50, 200, 201, None)]
        [False, True, True, False, False]
        """
        if not self.people or not other.people or self.kind != other.kind:
            return False
        return self.people <= 2 * other.people and other.people <= 2 * self.people


class Standing(NamedTuple):
    """Where a value stands: ``percentile``, ``low``, ``median`` and ``high`` are None for fewer than ``FEW`` peers.

    Attributes
    ----------
    percentile : float or None
        0 to 100; None, too, where the value itself is not known.
    peers, left_out : int
        The peers whose value is known, and those of whom it is not.
    low, median, high : float or None
        The quartiles of the peers.
    """

    value: Value
    percentile: Value
    peers: int
    left_out: int
    low: Value
    median: Value
    high: Value


def area_likeness(area: Area) -> Likeness:
    """Return what makes an area like another of its level: whether it is a town, how densely people live there, and how many."""
    return Likeness((area.urban, area.urbanisation), area.population)


def office_likeness(network: Network, office: Mapping[str, Any]) -> Likeness:
    """Return what makes an office like another: its kind, the district it sits in, and for how many people it is there.

    Where it does not say whom it serves, that is the district; without a known seat nobody is like it.
    """
    home = network.areas.get(office["area"][:5])
    if home is None or home.level != "district":
        return Likeness(office["kind"], None)
    serves = set(office["serves"]) or {home.ags}
    whole = [place for place in serves if not any(place != other and place.startswith(other) for other in serves)]
    people = [area.population if (area := network.areas.get(place)) else None for place in whole]
    everybody = None if None in people else sum(filter(None, people))
    return Likeness((office["kind"], home.urban, home.urbanisation), everybody)


def peers_of(one: str, everybody: Mapping[str, Likeness]) -> list[str]:
    """Return who is like one of them, without that one."""
    own = everybody[one]
    return [other for other, its in everybody.items() if other != one and own.is_like(its)]


def standing(value: Value, peers: Sequence[Value]) -> Standing:
    """Return where a value stands among those of its peers."""
    known = [each for each in peers if each is not None]
    left_out = len(peers) - len(known)
    if len(known) < FEW:
        return Standing(value, None, len(known), left_out, None, None, None)
    # linear interpolation is the seventh definition of Hyndman and Fan (1996)
    low, median, high = (float(each) for each in np.quantile(known, (0.25, 0.5, 0.75)))
    return Standing(value, None if value is None else percentile(value, known), len(known), left_out, low, median, high)


def percentile(value: float, others: Sequence[float]) -> float:
    """Return the share of the others below a value, and half of those that equal it, in percent.

    Examples
    --------
    >>> percentile(3, [1, 2, 3, 3, 4]), percentile(0, [1, 2]), percentile(9, [1, 2])
    (60.0, 0.0, 100.0)
    """
    below = sum(each < value for each in others)
    equal = sum(each == value for each in others)
    return 50 * (2 * below + equal) / len(others)
