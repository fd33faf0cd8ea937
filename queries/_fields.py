"""How fields of responsibility are linked within some partners: directly, through an office only, or not as far as recorded."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from itertools import combinations, product
from typing import Literal, TypeAlias

from graphsvc.absence import Denials, Status
from graphsvc.language import Label
from graphsvc.model import Network
from graphsvc.vocabulary import OFFICES
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
        offices = set(network.of_kind(*OFFICES))
        self.fields = {id: mine for id, mine in groups_of(network, "field").items() if id not in offices}
        self._beside = {id: [other for other in network.simple[id] if other in self.fields] for id in self.fields}
        self._offices = {id: [other for other in network.simple[id] if other in offices] for id in self.fields}

    def fields_of(self, partners: Iterable[str]) -> tuple[str, ...]:
        """Return the fields of some partners, in order."""
        return tuple(in_order((field for id in partners for field in self.fields[id]), "field"))

    def met(self, partner: str, here: Container[str]) -> set[str]:
        """Return the fields of a partner and of those here that it is tied to."""
        beside = (self.fields[other] for other in self._beside[partner] if other in here)
        return set(self.fields[partner]).union(*beside)

    def pairs(self, partners: Iterable[str], denials: Denials | None) -> Pairs:
        """Return how each two fields of some partners are linked; without ``denials`` nothing is taken for denied."""
        here = set(partners)
        direct: set[tuple[str, str]] = set()
        members: dict[str, list[str]] = {}
        offices: dict[str, set[str]] = {}
        for id in here:
            direct.update(product(self.fields[id], self.met(id, here)))
            for field in self.fields[id]:
                members.setdefault(field, []).append(id)
                offices.setdefault(field, set()).update(self._offices[id])
        found: Pairs = {}
        for a, b in combinations(in_order(members, "field"), 2):
            if (a, b) in direct:
                found[a, b] = ("direct", "recorded")
            else:
                link: Link = "not_recorded" if offices[a].isdisjoint(offices[b]) else "through_office"
                denied = denials is not None and denials.every_pair(members[a], members[b])
                found[a, b] = (link, "none" if denied else "not_asked")
        return found
