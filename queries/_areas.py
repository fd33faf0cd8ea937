"""Areas as planners look at them: the smallest that are loaded, their people, and where partners lie."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import covered_topics, offices_of
from graphsvc.areas import LEVELS, Area, Areas, bare_name, meets
from graphsvc.language import Text
from graphsvc.model import Network
from graphsvc.vocabulary import GROUPS

Floats = NDArray[np.float64]


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


def smallest(areas: Areas) -> list[Area]:
    """Return the smallest areas that are loaded, by AGS, which together hold everybody once.

    A county-free town that has become a municipality of the district around it stays in a list of older figures: it is left
    out where that municipality is loaded.
    """
    larger = {ags[:length] for ags in areas for length in (2, 5) if len(ags) > length}
    found = [area for ags, area in areas.items() if ags not in larger]
    states = {area.ags[:2] for area in found if area.level == "district" and area.urban}
    towns = {(a.ags[:2], bare_name(a.name)) for a in found if a.level == "municipality" and a.ags[:2] in states}
    return [
        area
        for area in found
        if area.level != "district" or not area.urban or (area.ags[:2], bare_name(area.name)) not in towns
    ]


def chosen(network: Network, areas: Iterable[Area]) -> list[Area]:
    """Return of some areas those that were selected."""
    wanted = network.selection.areas
    return [area for area in areas if not wanted or any(meets(area.ags, prefix) for prefix in wanted)]


def level_caveat(areas: Iterable[Area]) -> list[Text]:
    """Say where answers are for larger areas than municipalities, and what would change that."""
    larger = [area for area in areas if area.level != "municipality"]
    text = Text(
        "{n} Gebiet steht als {level} da, denn seine Gemeinden sind nicht geladen. Der Betreiber kann Gemeinden laden: graphsvc "
        "areas load.",
        "{n} Gebiete stehen als {level} da, denn ihre Gemeinden sind nicht geladen. Der Betreiber kann Gemeinden laden: "
        "graphsvc areas load.",
        len(larger),
        {"level": LEVELS[max(larger, key=lambda area: len(area.ags)).level] if larger else ""},
    )
    return [text] if larger else []


def people(areas: Iterable[Area]) -> int:
    """Return how many people live in some areas, as far as that is known."""
    return sum(area.population or 0 for area in areas)


def point_of(network: Network, partner: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return where a partner lies in degrees: its own point, or that of its municipality or district; None if unknown."""
    if partner["lat"] is not None and partner["lon"] is not None:
        return partner["lat"], partner["lon"]
    ags = partner["area"]
    area = (network.areas.get(ags) or network.areas.get(ags[:5])) if len(ags) >= 5 else None
    return None if area is None or area.lat is None or area.lon is None else (area.lat, area.lon)


def is_rough(partner: Mapping[str, Any]) -> bool:
    """Return whether of a partner's place only the area is known."""
    return partner["lat"] is None or partner["lon"] is None


def points_of(areas: Iterable[Area]) -> Floats:
    """Return the points of areas in degrees; NaN where one is not known."""
    nan = math.nan
    return np.array([(nan, nan) if a.lat is None or a.lon is None else (a.lat, a.lon) for a in areas]).reshape(-1, 2)


def capacity_of(partner: Mapping[str, Any]) -> float | None:
    """Return what a partner's free attribute ``capacity`` says, a positive number; None where it says nothing.

    Examples
    --------
    >>> [capacity_of({"attrs": {"capacity": text}}) for text in ("2,5", "3", "0", "viel", "nan")]
    [2.5, 3.0, None, None, None]
    """
    try:
        value = float(partner["attrs"].get("capacity", "").replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < math.inf else None


def groups_chosen(network: Network) -> list[str]:
    """Return the groups, where topics are selected those that have one of them: a selection keeps who states none."""
    groups, topics = network.partners(*GROUPS), network.topics
    if not network.selection.topics:
        return groups
    keys = {topics.key(name) for name in topics.names_under(network.selection.topics)}
    nodes = network.graph.nodes
    return [id for id in groups if any(topics.key(topic) in keys for topic in nodes[id]["topics"])]


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


@dataclass(frozen=True, kw_only=True)
class Supply:
    """What some partners offer, added up where they share a place.

    Attributes
    ----------
    sites : list
        The places in order: points in degrees, or AGS.
    partners : list
        Of each site those who are there.
    amount : array
        What is offered at each site, 1 a partner unless its capacity is known.
    unplaced : int
        Partners without a place.
    """

    sites: list[Any]
    partners: list[list[Mapping[str, Any]]]
    amount: Floats
    unplaced: int


def supply_of(network: Network, ids: Iterable[str], *, by_area: Collection[str] | None = None) -> Supply:
    """Return what some partners offer, and where: at their points, or in one of the areas ``by_area``."""
    there: dict[Any, list[Mapping[str, Any]]] = {}
    unplaced = 0
    for id in ids:
        partner = network.graph.nodes[id]
        site: Any = point_of(network, partner) if by_area is None else partner["area"]
        if site is None or (by_area is not None and site not in by_area):
            unplaced += 1
        else:
            there.setdefault(site, []).append(partner)
    sites = sorted(there)
    amounts = [math.fsum(capacity_of(partner) or 1.0 for partner in there[site]) for site in sites]
    return Supply(
        sites=sites,
        partners=[there[site] for site in sites],
        amount=np.array(amounts, dtype=float),
        unplaced=unplaced,
    )
