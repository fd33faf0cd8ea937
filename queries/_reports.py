"""Who names a tie: the reports of both sides, and who was heard at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from graphsvc.absence import covers_kind
from graphsvc.model import Inquiry, Network, is_valid
from graphsvc.vocabulary import TIES
from queries._partners import about_ties

Pair: TypeAlias = tuple[str, str, str]


@dataclass(slots=True)
class Report:
    """A pair with active ties of one kind, as the two sides report them.

    ``since`` is the earliest known beginning; ``undated``: a tie of theirs says none.
    """

    source: str
    target: str
    kind: str
    by: set[str] = field(default_factory=set)
    since: date | None = None
    undated: bool = False
    confirmed_on: date | None = None


def reports(network: Network) -> list[Report]:
    """Return each pair with an active tie of a kind on the day; of a directed kind each direction."""
    found: dict[Pair, Report] = {}
    for source, target, tie in network.standing():
        pair = _pair(source, target, tie)
        report = found.get(pair)
        if report is None:
            report = found[pair] = Report(*pair)
        report.by.update(_tellers(source, target, tie))
        since, confirmed = tie["since"], tie["confirmed_on"]
        report.undated |= since is None
        if since is not None and (report.since is None or since < report.since):
            report.since = since
        if confirmed is not None and (report.confirmed_on is None or confirmed > report.confirmed_on):
            report.confirmed_on = confirmed
    return list(found.values())


class Voices:
    """Who was heard, and what their complete answers leave unnamed.

    Attributes
    ----------
    heard : set of str
        The partners who reported a tie of any kind or status, or answered an inquiry about partners.
    """

    def __init__(self, network: Network) -> None:
        self._kind_of = {id: partner["kind"] for id, partner in network.graph.nodes(data=True)}
        self._complete: dict[str, list[Inquiry]] = defaultdict(list)
        self._denied: set[tuple[Pair, str]] = set()
        self.heard: set[str] = set()
        for inquiry in network.inquiries:
            if inquiry.answered and about_ties(inquiry.about):
                self.heard.add(inquiry.partner)
                self._complete[inquiry.partner].append(inquiry)
        for source, target, tie in network.graph.edges(data=True):
            tellers = _tellers(source, target, tie)
            self.heard.update(tellers)
            if tie["status"] == "none" and is_valid(tie["since"], tie["until"], network.day):
                self._denied.update((_pair(source, target, tie), teller) for teller in tellers)

    def denies(self, side: str, report: Report) -> bool:
        """Return whether a side was asked and does not name a tie: it says so, or told us completely since it began."""
        if ((report.source, report.target, report.kind), side) in self._denied:
            return True
        other = report.target if side == report.source else report.source
        began = None if report.undated else report.since
        return any(
            covers_kind(inquiry, self._kind_of[other]) and (began is None or inquiry.on >= began)
            for inquiry in self._complete[side]
        )


def _pair(source: str, target: str, tie: Mapping[str, Any]) -> Pair:
    if not TIES[tie["kind"]].directed and target < source:
        source, target = target, source
    return source, target, tie["kind"]


def _tellers(source: str, target: str, tie: Mapping[str, Any]) -> tuple[str, ...]:
    match tie["reported_by"]:
        case "source":
            return (source,)
        case "target":
            return (target,)
        case "both":
            return (source, target)
        case _:
            return ()
