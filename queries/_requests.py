"""What people asked an office for, as far as recorded: how often, what came of it, and what is there where nothing came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from graphsvc.absence import Status
from graphsvc.areas import Area, Level
from graphsvc.model import Network, Request
from graphsvc.topic_areas import Cell, asked_topics, recorded, whole_areas

Cases: TypeAlias = Mapping[tuple[str, Area], Sequence[Request]]  # topic and area → what was asked there


class Count(NamedTuple):
    """How often was asked; how often that was met and not, None where neither is known; how often it is not known."""

    asked: int
    met: int | None
    unmet: int | None
    unknown: int


@dataclass(frozen=True)
class Unmet:
    """Requests on a topic in an area that were not met, and what is recorded beside them.

    ``groups`` and ``offers`` (of others) are None where none is recorded and nobody told us that there is none.
    """

    topic: str
    area: Area
    count: Count
    unmet: int
    cell: Cell
    status: Status
    groups: int | None
    at_least: bool
    offers: bool | None


def requests_of(network: Network, year: int) -> list[Request]:
    """Return the requests in the areas, on the topics and of the year that are chosen."""
    prefixes = tuple(network.selection.areas) or ("",)
    topics = network.topics.spellings_under(network.selection.topics)
    return [
        request
        for request in network.requests
        if request.area.startswith(prefixes)
        and (not topics or network.topics.key(request.topic) in topics)
        and (not year or request.year == year)
    ]


def cases_of(network: Network, requests: Iterable[Request], areas: Iterable[Area], level: Level) -> Cases:
    """Return the requests by topic and area, in this order; those that lie in none of the areas are left out."""
    shown = {area.ags: area for area in areas}
    names: dict[str, str] = {}
    for name in sorted(network.topics.canonical(request.topic) for request in requests):
        names.setdefault(network.topics.key(name), name)
    placed = [
        ((names[network.topics.key(request.topic)], shown[ags]), request)
        for request in requests
        if (ags := network.areas.up_to(request.area, level)) in shown
    ]
    placed.sort(key=lambda each: (network.topics.key(each[0][0]), each[0][1].ags))
    found: dict[tuple[str, Area], list[Request]] = {}
    for case, request in placed:
        found.setdefault(case, []).append(request)
    return found


def count_of(requests: Sequence[Request]) -> Count:
    """Add up requests; those of unknown outcome count neither as met nor as unmet."""
    known = [(request.asked, request.met) for request in requests if request.met is not None]
    return Count(
        asked=sum(request.asked for request in requests),
        met=sum(met for _, met in known) if known else None,
        unmet=sum(max(0, asked - met) for asked, met in known) if known else None,
        unknown=sum(request.asked for request in requests if request.met is None),
    )


def unmet_cases(network: Network, cases: Cases, areas: Sequence[Area], level: Level) -> list[Unmet]:
    """Return where requests were not met, the most first, each with what is recorded there."""
    topics = list(dict.fromkeys(topic for topic, _ in cases))
    cells, _ = recorded(network, {topic: network.topics.names_under([topic]) for topic in topics}, level)
    whole = whole_areas(network, areas)
    told = asked_topics(network, topics, sorted(whole))
    found = []
    for (topic, area), requests in cases.items():
        count = count_of(requests)
        if not count.unmet:
            continue
        cell, silent = cells.get((topic, area.ags), Cell()), topic not in told.get(area.ags, ())
        is_recorded = bool(cell.groups or cell.offers)
        found.append(
            Unmet(
                topic,
                area,
                count,
                count.unmet,
                cell,
                "recorded" if is_recorded else "not_asked" if silent else "none",
                None if silent and not cell.groups else len(cell.groups),
                cell.at_least or (is_recorded and area.ags not in whole),
                None if silent and not cell.offers else cell.offers,
            )
        )
    return sorted(found, key=lambda each: -each.unmet)
