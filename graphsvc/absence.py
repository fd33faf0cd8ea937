"""No record is not no cooperation: recorded, none (asked, and none), or not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Literal, TypeAlias

from graphsvc.model import Inquiry, Network
from graphsvc.topics import Topics
from graphsvc.vocabulary import KINDS, OFFICES, TIES

Status: TypeAlias = Literal["recorded", "none", "not_asked"]
STATUSES: tuple[Status, ...] = ("recorded", "none", "not_asked")


def covers_kind(inquiry: Inquiry, kind: str) -> bool:
    """Return whether a complete answer to this inquiry speaks about partners of a kind."""
    told = inquiry.answered and inquiry.complete
    return told and (not inquiry.about or kind in inquiry.about or KINDS[kind].sector in inquiry.about)


def covered_topics(inquiry: Inquiry, asked: Iterable[str], topics: Topics) -> set[str]:
    """Return of some topics those that a complete answer speaks about: by name, by a parent's, or about all."""
    if not (inquiry.answered and inquiry.complete):
        return set()
    if not inquiry.about or "topics" in inquiry.about:
        return set(asked)
    told = topics.spellings_under(word for word in inquiry.about if word not in KINDS and word not in TIES)
    return {topic for topic in asked if topics.key(topic) in told}


def told_kinds(network: Network) -> dict[str, set[str]]:
    """Return for each partner of the network who answered completely the kinds that its answers cover."""
    found: dict[str, set[str]] = {}
    # many were asked about the same
    about = cache(lambda words: {kind for kind, term in KINDS.items() if not words or {kind, term.sector} & set(words)})
    for inquiry in network.inquiries:
        if (
            inquiry.answered
            and inquiry.complete
            and inquiry.partner in network.graph
            and (kinds := about(inquiry.about))
        ):
            found.setdefault(inquiry.partner, set()).update(kinds)
    return found


def leaves_out(network: Network) -> bool:
    """Return whether the selection may lack partners or ties of its topics that a complete answer speaks of."""
    chosen = network.selection
    return bool(chosen.kinds or chosen.ties or chosen.fields or chosen.ego)


def leaves_ties_out(network: Network, *to: str) -> bool:
    """Return whether the selection may lack ties to partners of some kinds that a complete answer speaks of.

    What lies beyond the border of an area is no such tie: there ``outside`` tells how many are left out.
    """
    chosen = network.selection
    some = chosen.ties or chosen.fields or chosen.topics or chosen.ego
    return bool(some or (chosen.kinds and not chosen.kinds.issuperset(to)))


class Denials:
    """What partners deny about ties to each other, or those of a ``kind``: by a tie that says so, or by a complete answer
    of either side."""

    def __init__(self, network: Network, kind: str | None = None) -> None:
        self._graph, self._kind = network.graph, kind
        self._told = {id: frozenset(kinds) for id, kinds in told_kinds(network).items()}

    @cached_property
    def _refused(self) -> Mapping[str, set[str]]:
        """Whom each one denies by a tie, where no answer says so already; looked up only where something is open."""
        found: dict[str, set[str]] = {}
        for source, targets in self._graph.adjacency():  # `edges` takes twice as long, and a nation has many
            for target, ties in targets.items():
                for tie in ties.values():
                    said = tie["status"] == "none" and self._kind in (None, tie["kind"]) and source != target
                    if said and not self._answered(self._says(source), self._says(target)):
                        found.setdefault(source, set()).add(target)
                        found.setdefault(target, set()).add(source)
        return found

    def every_pair(self, here: Iterable[str], there: Iterable[str]) -> bool:
        """Return whether each pair of one here and another there is denied; somebody and itself are no pair."""
        ours, theirs = list(here), set(there)
        open_pairs = sum(
            count * other_count
            for says, count in Counter(map(self._says, ours)).items()
            for other, other_count in Counter(map(self._says, theirs)).items()
            if not self._answered(says, other)
        )
        both = Counter(self._says(id) for id in ours if id in theirs)
        itself = sum(count for says, count in both.items() if not self._answered(says, says))
        if open_pairs == itself:
            return True
        return open_pairs - itself == sum(len(self._refused[id] & theirs) for id in ours if id in self._refused)

    def _says(self, partner: str) -> tuple[str, frozenset[str]]:
        return self._graph.nodes[partner]["kind"], self._told.get(partner, frozenset())

    @staticmethod
    def _answered(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
        return one[0] in other[1] or other[0] in one[1]


def offices_of(network: Network, areas: Iterable[str]) -> dict[str, list[str]]:
    """Return the offices that serve each area: those whose ``serves`` meets it.

    A seat is not a service area. Only where no office says that it serves an area, one that says nothing of the sort is
    taken to serve the area of its seat.
    """
    offices = network.partners(*OFFICES)
    whole: dict[str, set[int]] = {}  # a place that somebody serves → those who do
    part: dict[str, set[int]] = {}  # an area around such a place → those who serve some of it
    seats: dict[str, set[int]] = {}  # an area around a seat → those who sit there and do not say whom they serve
    for number, id in enumerate(offices):
        office = network.graph.nodes[id]
        for place in office["serves"]:
            whole.setdefault(place, set()).add(number)
            for around in _around(place):
                part.setdefault(around, set()).add(number)
        if not office["serves"]:
            for around in _around(office["area"]):
                seats.setdefault(around, set()).add(number)
    found: dict[str, list[str]] = {}
    for ags in areas:
        serving = part.get(ags, set()).union(*(whole[around] for around in _around(ags) if around in whole))
        found[ags] = [offices[number] for number in sorted(serving or seats.get(ags, set()))]
    return found


def _around(ags: str) -> list[str]:
    """Return an area and all around it; AGS say that by their beginnings."""
    return [ags[:length] for length in range(1, len(ags) + 1)]
