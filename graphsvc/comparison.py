"""What began, ended or became another between two days: of ties, by pair and kind, and of partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from graphsvc.model import Network, is_valid
from graphsvc.vocabulary import TIES

Pair: TypeAlias = tuple[str, str, str]  # ends and kind of tie

# In the order of lists. The last: their beginning is unknown, and we know of them only since then.
CHANGES = ("began", "changed", "ended", "newly_recorded")
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
    """Return the pairs of which something is other on ``selection.on`` than on ``selection.since``, by `CHANGES`."""
    first = network.selection.since or network.day
    before, after = _states(network, first, network.day)
    new = _newly_recorded(network, first)
    both = after.keys() & before.keys() - new
    return {
        "began": after.keys() - before.keys() - new,
        "changed": {pair for pair in both if after[pair] != before[pair]},
        "ended": before.keys() - after.keys(),
        "newly_recorded": new & after.keys(),
    }


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


def _states(network: Network, *days: date) -> list[dict[Pair, set[tuple[Any, ...]]]]:
    """Return what stood on each day: for each pair and kind of tie the states of its active ties."""
    found: list[dict[Pair, set[tuple[Any, ...]]]] = [{} for _ in days]
    for source, target, tie in network.graph.edges(data=True):
        if tie["status"] != "active":
            continue
        pair, state = pair_of(source, target, tie), tuple(tie[name] for name in _COMPARED)
        for day, states in zip(days, found, strict=True):
            if is_valid(tie["since"], tie["until"], day):
                states.setdefault(pair, set()).add(state)
    return found


def _newly_recorded(network: Network, first: date) -> set[Pair]:
    """Return the pairs of which we only know since then, and not since when: all their ties are of that sort."""
    unknown: set[Pair] = set()
    known: set[Pair] = set()
    for source, target, tie in network.graph.edges(data=True):
        recorded = tie["recorded_on"]
        if tie["since"] is None and recorded is not None and recorded > network.day:
            continue  # nobody knew of it yet on the second day
        new = tie["since"] is None and recorded is not None and recorded > first and tie["until"] is None
        (unknown if new and tie["status"] == "active" else known).add(pair_of(source, target, tie))
    return unknown - known


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
    name = "until" if what == "ended" else "recorded_on" if what == "newly_recorded" else "since"
    days = [tie[name] for tie in ties if tie[name] is not None]
    if what == "changed":
        first = network.selection.since or network.day
        bounds = [day for tie in ties for day in (tie["since"], tie["until"]) if day is not None]
        days = [day for day in bounds if first <= day <= network.day]
    return Change(what, source, target, kind, max(days, default=None))
