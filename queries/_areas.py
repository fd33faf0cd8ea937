"""Areas as planners look at them: the smallest that are loaded, their people, and where partners lie."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import covered_topics, offices_of
from graphsvc.areas import Area, Areas, Level, around, bare_name, meets, parent_of
from graphsvc.language import Text
from graphsvc.model import Network
from graphsvc.once import once
from graphsvc.vocabulary import GROUPS

Floats = NDArray[np.float64]
_NEARLY = 0.9  # of a city's people: it counts them on another day, and otherwise than the state does


def belongs(partner: Mapping[str, Any], areas: Collection[str]) -> bool:
    """Return whether a partner belongs to one of some areas, as a Selection says it; to all where there are none."""
    seated = not areas or any(partner["area"].startswith(area) for area in areas)
    return seated or any(meets(place, area) for place in partner["serves"] for area in areas)


def stand_caveat(network: Network) -> list[Text]:
    """Say of which day the areas and their populations are, and who published them."""
    if not network.areas.stand:
        return []
    values = {"stand": network.areas.stand, "source": network.areas.source}
    return [Text("Bevölkerung: Stand {stand} ({source}).", values=values)]


def smallest(areas: Areas, timed: bool = False) -> list[Area]:
    """Return the smallest areas that are loaded, by AGS, which together hold everybody once.

    A county-free town that has become a municipality of the district around it stays in a list of older figures: it is left
    out where that municipality is loaded. A city stands for its boroughs where these can't be counted, see `_divided`.
    """
    divided = _divided(areas, timed)
    parts = [ags for ags, area in areas.items() if area.level != "borough" or area.parent in divided]
    larger = {ags for part in parts for ags in around(part)}
    found = [areas[ags] for ags in parts if ags not in larger]
    states = {area.ags[:2] for area in found if area.level == "district" and area.urban}
    municipalities = areas.at_level("municipality") if states else ()
    towns = {(area.ags[:2], bare_name(area.name)) for area in municipalities if area.ags[:2] in states}
    return [
        area
        for area in found
        if area.level != "district" or not area.urban or (area.ags[:2], bare_name(area.name)) not in towns
    ]


def _divided(areas: Areas, timed: bool) -> set[str]:
    """Return the cities of whose boroughs all people and places are known, or where ``timed``, travel times.

    And where these are about all people of the city: some may not be loaded.
    """
    ends = {ags for pair in areas.minutes for ags in pair} if timed else set[str]()
    found: dict[str, list[Area]] = {}
    for area in areas.at_level("borough"):
        found.setdefault(parent_of(area.ags) or "", []).append(area)
    return {
        city
        for city, boroughs in found.items()
        if all(area.ags in ends if timed else area.lat is not None for area in boroughs)
        and all(area.population is not None for area in boroughs)
        and sum(area.population or 0 for area in boroughs) >= _NEARLY * (areas[city].population or 0)
    }


def chosen(network: Network, areas: Iterable[Area]) -> list[Area]:
    """Return of some areas those that were selected."""
    wanted = network.selection.areas
    return [area for area in areas if not wanted or any(meets(area.ags, prefix) for prefix in wanted)]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The smallest areas of a network, and as arrays where they lie and who lives there.

    Attributes
    ----------
    areas : list of Area
        All of them, by AGS.
    shown : array of int
        Which of them are selected.
    columns : tuple of three lists
        Of those selected AGS, name and people, as tables have them.
    larger : list of Area
        Those selected that are larger than a municipality.
    points : array, n × 2
        In degrees; NaN where not known.
    people : array
        NaN where not known.
    """

    areas: list[Area]
    shown: NDArray[np.int64]
    columns: tuple[list[str], list[str], list[int | None]]
    larger: list[Area]
    points: Floats
    people: Floats


@once
def ground_of(network: Network) -> Ground:
    """Return the smallest areas of a network, and which of them are selected."""
    return _ground(network, timed=False)


@once
def timed_ground_of(network: Network) -> Ground:
    """Return the smallest areas between which travel times can be known, and which of them are selected."""
    return _ground(network, timed=True)


def _ground(network: Network, timed: bool) -> Ground:
    areas = smallest(network.areas, timed)
    selected = chosen(network, areas)
    number = {area: place for place, area in enumerate(areas)}
    return Ground(
        areas=areas,
        shown=np.array([number[area] for area in selected], dtype=np.int64),
        columns=([a.ags for a in selected], [a.name for a in selected], [a.population for a in selected]),
        larger=[area for area in selected if area.level in ("state", "district")],
        points=points_of(areas),
        people=np.array([math.nan if area.population is None else area.population for area in areas]),
    )


def topic_caveat(network: Network) -> list[Text]:
    """Say that a topic selected changes nothing where offices are counted, which state none."""
    text = Text("Das gewählte Thema ändert hier nichts: Gezählt sind Stellen, und sie sind für alle Themen da.")
    return [text] if network.selection.topics else []


def level_caveat(larger: Sequence[Area]) -> list[Text]:
    """Say that answers are for these areas and not for municipalities, and what would change that."""
    text = Text(
        "{n} Gebiet ist als Ganzes gerechnet, von seiner Mitte aus; an seinem Rand kann es anders sein. Seine Gemeinden sind nicht "
        "geladen; der Betreiber kann sie laden: graphsvc areas load.",
        "{n} Gebiete sind als Ganzes gerechnet, von ihrer Mitte aus; an ihrem Rand kann es anders sein. Ihre Gemeinden sind nicht "
        "geladen; der Betreiber kann sie laden: graphsvc areas load.",
        len(larger),
    )
    return [text] if larger else []


def point_of(network: Network, partner: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return where a partner lies in degrees: its own point, or that of the smallest area known; None if unknown."""
    if partner["lat"] is not None and partner["lon"] is not None:
        return partner["lat"], partner["lon"]
    ags = partner["area"]
    area = network.areas.placed(ags) if len(ags) >= 5 else None
    return None if area is None or area.lat is None or area.lon is None else (area.lat, area.lon)


def is_rough(partner: Mapping[str, Any]) -> bool:
    """Return whether of a partner's place only the area is known."""
    return partner["lat"] is None or partner["lon"] is None


def points_of(areas: Iterable[Area]) -> Floats:
    """Return the points of areas in degrees; NaN where one is not known."""
    nan = math.nan
    return np.array([(nan, nan) if a.lat is None or a.lon is None else (a.lat, a.lon) for a in areas]).reshape(-1, 2)


def groups_chosen(network: Network) -> list[str]:
    """Return the groups, where topics are selected those that have one of them: a selection keeps who states none."""
    groups, topics = network.partners(*GROUPS), network.topics
    if not network.selection.topics:
        return groups
    keys = {topics.key(name) for name in topics.names_under(network.selection.topics)}
    nodes = network.graph.nodes
    return [id for id in groups if any(topics.key(topic) in keys for topic in nodes[id]["topics"])]


def groups_by_area(network: Network, groups: Iterable[str], level: Level) -> tuple[dict[str, list[str]], int]:
    """Return the groups of each area of a level, by their seat or, without one, by whom they are there for.

    And how many lie in none.
    """
    found: dict[str, list[str]] = {}
    unplaced = 0
    for group in groups:
        partner = network.graph.nodes[group]
        seats = [partner["area"]] if partner["area"] else partner["serves"]
        places = {place for seat in seats if (place := network.areas.up_to(seat, level))}
        for place in places:
            found.setdefault(place, []).append(group)
        unplaced += not places
    return found, unplaced


def told_of_groups(network: Network, areas: Iterable[str]) -> set[str]:
    """Return the areas whose every office told us completely about groups, of the topics selected or of all.

    Nothing is said where the selection may leave out what they told of.
    """
    chosen = network.selection
    if chosen.kinds or chosen.fields or chosen.ego:
        return set()
    topics = sorted(chosen.topics) or [""]  # who told of all topics told of any
    told: dict[str, set[str]] = {}
    for inquiry in network.inquiries:
        told.setdefault(inquiry.partner, set()).update(covered_topics(inquiry, topics, network.topics))
    complete = {partner for partner, covered in told.items() if covered.issuperset(topics)}
    if not complete:
        return set()
    return {ags for ags, offices in offices_of(network, areas).items() if offices and complete.issuperset(offices)}
