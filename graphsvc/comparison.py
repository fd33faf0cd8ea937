"""What began, ended or became another between two days: of ties, by pair and kind, and of partners.

One rule for every question and map: a tie is no older than its ends and does not outlive them, and a beginning that is not
recorded is not told as one. Who was in the list on the first day already was there then; of all others nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from graphsvc.language import Text
from graphsvc.model import Network, is_valid
from graphsvc.vocabulary import TIES

Pair: TypeAlias = tuple[str, str, str]  # ends and kind of tie

# In the order of lists. The last: their beginning is unknown, and we know of them only since then.
CHANGES = ("began", "changed", "ended", "newly_recorded")
# What else may have become of a pair: its beginning is unknown, and the record of it says nothing of this time; it stood
# all the time; it came and went.
BECAME = (*CHANGES, "undated", "stayed", "between")
UNDATED = ("newly_recorded", "undated")
_COMPARED = ("intensity", "formality", "forms")


@dataclass(frozen=True)
class Change:
    """What became of the ties of one kind between two partners, who stand by name where it has no direction."""

    what: str
    source: str
    target: str
    kind: str
    on: date | None


def compared(network: Network) -> dict[str, set[Pair]]:
    """Return what became of each pair between ``selection.since`` and ``selection.on``, by `BECAME`."""
    found: dict[str, set[Pair]] = {code: set() for code in BECAME}
    for pair, what in became(network, network.day).items():
        found[what].add(pair)
    return found


def became(network: Network, last: date) -> dict[Pair, str]:
    """Return what became until ``last`` of each pair that had an active tie at some time from ``selection.since`` on."""
    first = network.selection.since or network.day
    seen: dict[Pair, _Seen] = {}
    for source, target, tie in network.graph.edges(data=True):
        if tie["status"] == "active":
            pair = pair_of(source, target, tie)
            seen.setdefault(pair, _Seen()).add(tie, lifetime(network, source, target, tie), first, last)
    return {pair: each.became() for pair, each in seen.items()}


def lifetime(network: Network, source: str, target: str, tie: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return from when until when a tie can have stood: no tie is older than its ends, nor outlives them."""
    since, until = tie["since"], tie["until"]
    for end in (network.graph.nodes[source], network.graph.nodes[target]):
        if end["since"] is not None and (since is None or end["since"] > since):
            since = end["since"]
        if end["until"] is not None and (until is None or end["until"] < until):
            until = end["until"]
    return since, until


def is_undated(since: date | None, recorded_on: date | None, first: date) -> bool:
    """Return whether nobody knows if a tie stood on ``first`` already: it tells no beginning and was not in the list then."""
    return since is None and recorded_on is not None and recorded_on > first


def unknown_beginnings(counts: Mapping[str, int]) -> Text | None:
    """Say of how many ties nobody knows if they are new, of all that stand on the last day; None where it is known of all."""
    undated = sum(counts.get(code, 0) for code in UNDATED)
    text = Text(
        "Bei {n} von {all} Verbindungen ist der Beginn nicht bekannt; ob sie neu ist, lässt sich nicht sagen.",
        "Bei {n} von {all} Verbindungen ist der Beginn nicht bekannt; ob sie neu sind, lässt sich nicht sagen.",
        undated,
        {"all": undated + sum(counts.get(code, 0) for code in ("began", "changed", "stayed"))},
    )
    return text if undated else None


def listed(network: Network, found: Mapping[str, set[Pair]]) -> list[Change]:
    """Return the changes of these sorts, each sort by the partners' names."""
    changes = [_change(network, what, *pair) for what, pairs in found.items() for pair in pairs]
    order = network.order
    return sorted(changes, key=lambda c: (CHANGES.index(c.what), order(c.source), order(c.target), c.kind))


def came_and_left(network: Network) -> list[tuple[str, str]]:
    """Return ("began" or "ended", id) of the partners who were there on one of the two days only, by name."""
    first = network.selection.since or network.day
    found = []
    for id in network.partners():
        partner = network.graph.nodes[id]
        stood, stands = (is_valid(partner["since"], partner["until"], day) for day in (first, network.day))
        if stood != stands:
            found.append(("began" if stands else "ended", id))
    return sorted(found, key=lambda row: row[0])


def pair_of(source: str, target: str, tie: Mapping[str, Any]) -> Pair:
    """Return what ties between two partners are compared by."""
    if not TIES[tie["kind"]].directed and target < source:
        source, target = target, source
    return source, target, tie["kind"]


@dataclass
class _Seen:
    """The active ties of a pair: their states on both days, and what is known of their beginning."""

    before: set[tuple[Any, ...]] = field(default_factory=set)
    after: set[tuple[Any, ...]] = field(default_factory=set)
    known: bool = False  # that it stood on the first day
    undated: set[bool] = field(default_factory=set)  # of those on the last: were they first recorded in this time?

    def add(self, tie: Mapping[str, Any], span: tuple[date | None, date | None], first: date, last: date) -> None:
        state = tuple(tie[name] for name in _COMPARED)
        undated = is_undated(tie["since"], tie["recorded_on"], first)
        if is_valid(*span, first):
            self.before.add(state)
            self.known |= not undated
        if is_valid(*span, last):
            self.after.add(state)
            if undated or (tie["since"] is None and span[0] is not None and span[0] > first):  # as late as an end of it
                self.undated.add(tie["recorded_on"] is not None and first < tie["recorded_on"] <= last)

    def became(self) -> str:
        if not self.after:
            return "ended" if self.before else "between"
        if self.undated and not self.known:
            return "newly_recorded" if True in self.undated else "undated"
        if not self.before:
            return "began"
        return "stayed" if self.after == self.before else "changed"


def _change(network: Network, what: str, source: str, target: str, kind: str) -> Change:
    if not TIES[kind].directed and network.order(target) < network.order(source):
        source, target = target, source  # by name: ids say nothing
    both_ways = ((source, target), (target, source))
    ties = [
        tie
        for ends in (both_ways[:1] if TIES[kind].directed else both_ways)
        for tie in (network.graph.get_edge_data(*ends) or {}).values()
        if tie["kind"] == kind and tie["status"] == "active"
    ]
    spans = [lifetime(network, source, target, tie) for tie in ties]
    if what == "newly_recorded":
        days = [tie["recorded_on"] for tie in ties]
    elif what == "changed":
        first = network.selection.since or network.day
        days = [day for span in spans for day in span if day is not None and first <= day <= network.day]
    else:
        days = [span[what == "ended"] for span in spans]
    return Change(what, source, target, kind, max(filter(None, days), default=None))
