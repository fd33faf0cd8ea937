"""How much of what is recorded can be reached from where: areas, people and supply, joined by distance or travel time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from graphsvc.absence import Status
from graphsvc.areas import Area
from graphsvc.kernels.access import ONE_ZONE, THREE_ZONES, Near, floating_catchment, within
from graphsvc.language import Label, Text
from graphsvc.model import Network
from graphsvc.params import Param
from graphsvc.terms import Term, Terms
from graphsvc.vocabulary import OFFICES
from queries._areas import (
    Supply,
    capacity_of,
    chosen,
    groups_chosen,
    is_rough,
    points_of,
    smallest,
    supply_of,
    told_of_groups,
)

Reach = Annotated[
    float, Param(label=Label("Umkreis", "Radius"), widget="number", unit=Label("km", "km"), low=0, high=100)
]
Minutes = Annotated[
    float,
    Param(
        label=Label("Fahrzeit statt Umkreis (0 = nach km)", "Travel time instead of radius (0 = by km)"),
        widget="number",
        unit=Label("Minuten", "minutes"),
        low=0,
        high=600,
    ),
]
Method = Annotated[
    str,
    Param(
        label=Label("Verfahren", "Method"),
        widget="choice",
        choices=Terms(
            Term(
                code="2sfca", label=Label("2SFCA: alle im Umkreis zählen gleich", "2SFCA: all within reach count alike")
            ),
            Term(code="e2sfca", label=Label("E2SFCA: wer näher ist, zählt mehr", "E2SFCA: who is nearer counts more")),
        ),
    ),
]
WHAT: Mapping[str, Label] = {"office": Label("Stellen", "offices"), "group": Label("Gruppen", "groups")}
ONE: Mapping[str, Label] = {"office": Label("Stelle", "office"), "group": Label("Gruppe", "group")}


@dataclass(frozen=True, kw_only=True)
class Access:
    """What is within reach of the areas selected.

    Attributes
    ----------
    areas : list of Area
    values, counts : list
        Supply per person and the number of partners within reach; None where that is not known.
    states : list of Status
        Recorded, where somebody is within reach; none, where all offices around have told that there is nobody.
    reached : list
        The partners within reach of one of these areas.
    lacking : set of Area
        Those without anybody recorded within reach.
    unmeasured : int
        Areas of which people or place are not known.
    timed : bool
        Whether travel times were used.
    """

    areas: list[Area]
    values: list[float | None]
    counts: list[int | None]
    states: list[Status]
    lacking: frozenset[Area]
    supply: Supply
    reached: list[Mapping[str, Any]]
    unmeasured: int
    timed: bool


def access_to(network: Network, of: str, *, km: float, minutes: float, method: str = "2sfca") -> Access:
    """Return what is within reach of each area selected: offices, or groups (of the topics selected)."""
    timed = minutes > 0 and bool(network.areas.minutes)
    offered = groups_chosen(network) if of == "group" else network.partners(*OFFICES)
    ends = frozenset(ags for pair in network.areas.minutes for ags in pair) if timed else None
    supply = supply_of(network, offered, by_area=ends)
    weights = THREE_ZONES if method == "e2sfca" else ONE_ZONE
    bounds = [(minutes if timed else km) * (zone + 1) / len(weights) for zone in range(len(weights))]
    every = smallest(network.areas)
    measured = [area for area in every if _is_measured(area, ends)]
    near = _near(network, measured, supply.sites, bounds, timed)
    people = np.array([area.population for area in measured], dtype=float)
    access = dict(zip(measured, floating_catchment(near, people, supply.amount, weights).tolist(), strict=True))
    here = np.array([len(partners) for partners in supply.partners], dtype=int)
    counted = np.bincount(near.place, here[near.point], minlength=len(measured)).astype(int)
    counts = dict(zip(measured, counted.tolist(), strict=True))
    shown = chosen(network, every)
    lacking = [area for area in shown if not counts.get(area, 1)]
    zero: Collection[Area] = ()
    if supply.sites:
        zero = lacking if of == "office" else _denied(network, lacking, measured, bounds[-1], supply, timed)
    known = {area for area in shown if counts.get(area)}.union(zero)
    return Access(
        areas=shown,
        values=[access[area] if area in known else None for area in shown],
        counts=[counts[area] if area in known else None for area in shown],
        states=["recorded" if counts.get(area) else "none" if area in known else "not_asked" for area in shown],
        lacking=frozenset(lacking),
        supply=supply,
        reached=_reached(near, measured, shown, supply),
        unmeasured=sum(1 for area in shown if area not in counts),
        timed=timed,
    )


def _reached(near: Near, measured: list[Area], shown: list[Area], supply: Supply) -> list[Mapping[str, Any]]:
    """Return the partners in reach of the areas shown."""
    mine = set(shown)
    place = np.array([area in mine for area in measured], dtype=bool)
    sites = np.unique(near.point[place[near.place]]).tolist()
    return [partner for site in sites for partner in supply.partners[site]]


def _is_measured(area: Area, ends: Collection[str] | None) -> bool:
    placed = area.lat is not None and area.lon is not None if ends is None else area.ags in ends
    return placed and area.population is not None


def _near(network: Network, areas: Sequence[Area], sites: Sequence[Any], bounds: Sequence[float], timed: bool) -> Near:
    """Return which sites are in reach of which areas: points by distance, areas by travel time, none from one to itself."""
    if not timed:
        return within(points_of(areas), np.array(sites, dtype=float).reshape(-1, 2), bounds)
    place = {area.ags: number for number, area in enumerate(areas)}
    site = {ags: number for number, ags in enumerate(sites)}
    times = {(ags, ags): 0.0 for ags in place.keys() & site.keys()} | dict(network.areas.minutes)
    rows = sorted(
        (place[start], site[end], minutes)
        for (start, end), minutes in times.items()
        if start in place and end in site and minutes <= bounds[-1]
    )
    first, second, minutes = np.array(rows, dtype=float).reshape(-1, 3).T
    return Near(first.astype(int), second.astype(int), np.searchsorted(np.array(bounds[:-1]), minutes))


def _denied(
    network: Network, lacking: list[Area], measured: list[Area], limit: float, supply: Supply, timed: bool
) -> list[Area]:
    """Return of the areas without a group in reach those of which every office around told that there is none."""
    told = told_of_groups(network, [area.ags for area in measured]) if lacking and not supply.unplaced else set()
    if not told:
        return []
    silent = [area for area in measured if area.ags not in told]
    sites: Sequence[Any] = [area.ags for area in silent] if timed else points_of(silent).tolist()
    open_ones = set(_near(network, lacking, sites, [limit], timed).place.tolist())
    return [area for number, area in enumerate(lacking) if number not in open_ones]


def reach_words(access: Access, km: float, minutes: float) -> Text:
    """Return within what: so many km, or minutes."""
    if access.timed:
        return Text("in höchstens {minutes} Minuten Fahrzeit", values={"minutes": minutes})
    return Text("im Umkreis von {km} km", values={"km": km})


def access_caveats(network: Network, access: Access, of: str, minutes: float) -> list[Text]:
    """Say what was assumed, and what is not known, of those who are in reach and of the areas."""
    reached = access.reached
    values: dict[str, object] = {"what": WHAT[of], "all": len(reached)}
    found = []
    if minutes and not access.timed:
        found.append(Text("Es sind keine Fahrzeiten geladen. Gerechnet ist mit der Luftlinie (Umkreis in km)."))
    found += _open_caveats(access, of)
    if plain := sum(1 for partner in reached if capacity_of(partner) is None):
        text = Text(
            "Annahme: Wo keine Kapazität eingetragen ist (Spalte „capacity“), zählt ein Eintrag als 1, ob groß oder klein. Das "
            "gilt für {plain} von {all} {what}, die von hier zu erreichen sind.",
            values=values | {"plain": plain},
        )
        found.append(text)
    found += some_caveat(reached, of)
    if (rough := sum(map(is_rough, reached))) and not access.timed:
        text = Text(
            "Bei {rough} von {all} {what} ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte.",
            values=values | {"rough": rough},
        )
        found.append(text)
    if access.supply.unplaced:
        text = Text(
            "{unplaced} {what} haben hier keinen Ort und sind nicht mitgezählt.",
            values=values | {"unplaced": access.supply.unplaced},
        )
        found.append(text)
    return found


def some_caveat(partners: Collection[Mapping[str, Any]], of: str) -> list[Text]:
    """Say how many of some records stand for several."""
    some = sum(1 for partner in partners if partner["represents"] == "some")
    values = {"some": some, "all": len(partners), "what": WHAT[of]}
    text = Text("{some} von {all} Einträgen stehen für mehrere {what}: Es sind mindestens so viele.", values=values)
    return [text] if some else []


def _open_caveats(access: Access, of: str) -> list[Text]:
    found = []
    if access.unmeasured:
        text = Text(
            "Zu {unmeasured} von {all} Gebieten fehlen die Einwohnerzahl oder der Ort: dort steht keine Zahl.",
            values={"unmeasured": access.unmeasured, "all": len(access.areas)},
        )
        found.append(text)
    silent = sum(1 for area, state in zip(access.areas, access.states, strict=True) if state == "not_asked")
    if of == "group" and access.supply.sites and silent > access.unmeasured:
        text = Text(
            "In {silent} Gebieten ist keine Gruppe in Reichweite erfasst, und nicht für alle Gebiete ringsum gibt es eine "
            "vollständige Auskunft: Das ist eine offene Frage, keine Lücke.",
            values={"silent": silent - access.unmeasured},
        )
        found.append(text)
    return found
