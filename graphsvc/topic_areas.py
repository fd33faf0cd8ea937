"""What is recorded of topics in areas, and of which topics everybody who would know told us all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from graphsvc.absence import covered_topics, offices_of
from graphsvc.areas import Area, Level
from graphsvc.model import Network
from graphsvc.vocabulary import GROUPS


@dataclass
class Cell:
    """What is recorded for a topic in an area."""

    groups: set[str] = field(default_factory=set)
    at_least: bool = False
    offers: bool = False


Cells: TypeAlias = dict[tuple[str, str], Cell]  # by topic and AGS


def topics_shown(network: Network) -> dict[str, frozenset[str]]:
    """Return the topics to show, each with the topics it includes: those selected, or all that are recorded or known."""
    if network.selection.topics:
        chosen = sorted({network.topics.canonical(topic) for topic in network.selection.topics}, key=network.topics.key)
        return {topic: network.topics.names_under([topic]) for topic in chosen}
    names = {network.topics.canonical(topic) for _, p in network.graph.nodes(data=True) for topic in p["topics"]}
    names |= set(network.topics)
    by_key: dict[str, str] = {}
    for name in sorted(names):
        by_key.setdefault(network.topics.key(name), name)
    return {by_key[key]: frozenset({by_key[key]}) for key in sorted(by_key)}


def recorded(network: Network, topics: Mapping[str, frozenset[str]], level: Level) -> tuple[Cells, int]:
    """Return the filled cells, and how many groups with such a topic lie in no area of the level.

    ``topics`` are those to look for, each with the topics it includes.
    """
    containing: dict[str, list[str]] = defaultdict(list)
    for topic, included in topics.items():
        for name in included:
            containing[network.topics.key(name)].append(topic)
    shown = cache(lambda spelling: tuple(containing.get(network.topics.key(spelling), ())))
    cells: Cells = {}
    unplaced = 0
    for id, partner in network.graph.nodes.items():
        mine = {topic for spelling in partner["topics"] for topic in shown(spelling)}
        if not mine:
            continue
        places = _places(network, partner, level)
        is_group = partner["kind"] in GROUPS
        unplaced += is_group and not places
        for place in places:
            for topic in mine:
                cell = cells.setdefault((topic, place), Cell())
                if is_group:
                    cell.groups.add(id)
                    cell.at_least |= partner["represents"] == "some"
                else:
                    cell.offers = True
    return cells, unplaced


def _places(network: Network, partner: Any, level: Level) -> set[str]:
    seats = [partner["area"]] if partner["area"] else partner["serves"]
    return {ags for seat in seats if (ags := network.areas.up_to(seat, level))}


def whole_areas(network: Network, areas: Iterable[Area]) -> frozenset[str]:
    """Return the areas that the selection holds altogether: of a part, a count is no rate and silence no answer."""
    chosen = network.selection
    if chosen.ego:
        return frozenset()
    prefixes = tuple(chosen.areas) or ("",)
    return frozenset(area.ags for area in areas if area.ags.startswith(prefixes))


def asked_topics(network: Network, topics: list[str], areas: Iterable[str]) -> dict[str, set[str]]:
    """Return for each area the topics about which every office that serves it told us completely.

    But for those of a group of which only a larger area is known, or no place at all: it may be there.
    """
    if network.selection.kinds or network.selection.fields:
        return {}  # what they told of may have been left out
    areas = list(areas)
    somewhere = _somewhere(network, topics, max(map(len, areas), default=0))
    told: dict[str, set[str]] = defaultdict(set)
    for inquiry in network.inquiries:
        told[inquiry.partner] |= covered_topics(inquiry, topics, network.topics)
    together = cache(lambda offices: set.intersection(*(told[office] for office in offices)) if offices else set())
    return {
        ags: together(tuple(offices))
        - {topic for seat, held in somewhere.items() if ags.startswith(seat) for topic in held}
        for ags, offices in offices_of(network, areas).items()
    }


def _somewhere(network: Network, topics: list[str], length: int) -> dict[str, set[str]]:
    """Return by larger areas (AGS shorter than ``length``, empty = no place) the topics of the groups that lie anywhere there."""
    containing: dict[str, set[str]] = defaultdict(set)
    for topic in topics:
        for name in network.topics.names_under([topic]) if network.selection.topics else (topic,):
            containing[network.topics.key(name)].add(topic)
    found: dict[str, set[str]] = defaultdict(set)
    for id in network.of_kind(*GROUPS):
        partner = network.graph.nodes[id]
        seats = [partner["area"]] if partner["area"] else partner["serves"] or [""]
        for seat in seats:
            if len(seat) < length:
                found[seat] |= {
                    topic
                    for spelling in partner["topics"]
                    for topic in containing.get(network.topics.key(spelling), ())
                }
    return {seat: held for seat, held in found.items() if held}


def as_one(
    areas: Sequence[Area], cells: Cells, asked: Mapping[str, set[str]]
) -> tuple[Area, Cells, dict[str, set[str]]]:
    """Return several areas as one, with what is recorded there and which topics all of them told of.

    A group that is there for two of them counts once; nobody knows how many people there are where one number is missing.
    """
    people = [area.population for area in areas]
    one = Area(
        ags="+".join(area.ags for area in areas),
        name=" + ".join(area.name for area in areas),
        population=None if None in people else sum(filter(None, people)),
    )
    parts = {area.ags for area in areas}
    found: Cells = {}
    for (topic, place), cell in cells.items():
        if place in parts:
            mine = found.setdefault((topic, one.ags), Cell())
            mine.groups |= cell.groups
            mine.at_least |= cell.at_least
            mine.offers |= cell.offers
    return one, found, {one.ags: set.intersection(*(asked.get(area.ags, set()) for area in areas))}
