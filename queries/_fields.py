"""How fields of responsibility are linked within some partners: directly, through an office only, or not as far as recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
from scipy.sparse import csr_array

from graphsvc.absence import Denials, Status
from graphsvc.kernels import arrays
from graphsvc.language import Label
from graphsvc.model import Network
from graphsvc.vocabulary import OFFICES
from queries._everyone import Ints, everyone
from queries._groups import groups_of, in_order

Link: TypeAlias = Literal["direct", "through_office", "not_recorded"]
LINKS: Mapping[Link, Label] = {
    "direct": Label("direkt", "direct"),
    "through_office": Label("über eine Stelle", "through an office"),
    "not_recorded": Label("nicht erfasst", "not recorded"),
}
Pairs: TypeAlias = dict[tuple[str, str], tuple[Link, Status]]


class Ground:
    """Those who have a field, offices aside.

    Attributes
    ----------
    fields : mapping
        Partner → its fields.
    """

    def __init__(self, network: Network) -> None:
        every = everyone(network)
        is_office = every.of_kind(*OFFICES)
        belongs = groups_of(network, "field")
        self._ids = [
            id for id, office in zip(every.ids, is_office.tolist(), strict=True) if id in belongs and not office
        ]
        self.fields = {id: belongs[id] for id in self._ids}
        self._place = {id: place for place, id in enumerate(self._ids)}
        self._order = in_order((field for mine in self.fields.values() for field in mine), "field")
        column = {field: place for place, field in enumerate(self._order)}
        self._has = np.zeros((len(self._ids), len(self._order)), dtype=np.int64)
        self._has[
            [place for place, mine in enumerate(self.fields.values()) for _ in mine],
            [column[field] for mine in self.fields.values() for field in mine],
        ] = 1
        pairs = arrays(network.simple, every.ids)[1]
        lines = np.full(len(every.ids), -1)
        lines[[every.place[id] for id in self._ids]] = np.arange(len(self._ids))
        self._beside = _tied(pairs, lines, lines)
        self._offices = _tied(pairs, lines, np.where(is_office, np.cumsum(is_office) - 1, -1))

    def places(self, partners: Iterable[str]) -> Ints:
        """Return the places of some of them, in order."""
        return np.array(sorted(self._place[id] for id in partners), dtype=np.int64)

    def fields_of(self, places: Ints) -> tuple[str, ...]:
        """Return the fields of those at some places, in order."""
        return tuple(self._order[column] for column in np.flatnonzero(self._has[places].any(axis=0)))

    def met(self) -> dict[str, int]:
        """Return for each partner how many fields it has or is tied to."""
        return dict(zip(self._ids, self._met(self.places(self._ids)).sum(axis=1).tolist(), strict=True))

    def _met(self, places: Ints) -> Ints:
        """Return which fields (1 or 0) each of those at some places has, or is tied to among them."""
        here = np.zeros_like(self._has)
        here[places] = self._has[places]
        found: Ints = (here[places] + self._beside[places] @ here > 0).astype(np.int64)
        return found

    def pairs(self, places: Ints, denials: Denials | None) -> Pairs:
        """Return how each two fields of those at some places are linked; without ``denials`` nothing is taken for denied."""
        has = self._has[places]
        direct = has.T @ self._met(places) > 0
        offices = (self._offices[places].T @ has > 0).astype(np.int64)
        through = offices.T @ offices > 0
        found: Pairs = {}
        for a, b in combinations(np.flatnonzero(has.any(axis=0)).tolist(), 2):
            pair = self._order[a], self._order[b]
            if direct[a, b]:
                found[pair] = ("direct", "recorded")
            else:
                ours, theirs = ([self._ids[place] for place in places[has[:, field] > 0]] for field in (a, b))
                denied = denials is not None and denials.every_pair(ours, theirs)
                found[pair] = ("through_office" if through[a, b] else "not_recorded", "none" if denied else "not_asked")
        return found


def _tied(pairs: Ints, lines: Ints, columns: Ints) -> csr_array:
    """Return who is tied to whom, by the lines and columns of all partners; -1 is in none."""
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    wanted = (lines[one] >= 0) & (columns[other] >= 0)
    ends = lines[one[wanted]], columns[other[wanted]]
    shape = int(lines.max(initial=-1)) + 1, int(columns.max(initial=-1)) + 1
    return csr_array((np.ones(len(ends[0]), dtype=np.int64), ends), shape=shape)
