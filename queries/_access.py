"""How much of what is recorded can be reached from where: areas, people and supply, joined by distance or travel time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import Status
from graphsvc.kernels.access import ONE_ZONE, THREE_ZONES, Near, floating_catchment, within
from graphsvc.language import Label, Text
from graphsvc.model import Network
from graphsvc.params import Param
from graphsvc.terms import Term, Terms
from queries._areas import Floats, Ground, ground_of, timed_ground_of, told_of_groups, topic_caveat
from queries._supply import Counts, Supply, supply

Ints: TypeAlias = NDArray[np.int64]
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
    ground : Ground
        The areas; all arrays have one value for each that is selected.
    people : array
        NaN where not known.
    values, counts : array
        Supply per person (NaN where not known), and the number of partners within reach (-1 where area or people have no
        place or number).
    known : array of bool
        Where both may be told: somebody is within reach, or all offices around have told that there is nobody.
    reached : Counts
        The partners within reach of one of these areas.
    timed : bool
        Whether travel times were used.
    """

    ground: Ground
    people: Floats
    values: Floats
    counts: Ints
    known: NDArray[np.bool_]
    supply: Supply
    reached: Counts
    timed: bool

    @property
    def unmeasured(self) -> int:
        """Areas of which people or place are not known."""
        return int((self.counts < 0).sum())

    @property
    def states(self) -> list[Status]:
        """Recorded, where somebody is within reach; none, where it is known that there is nobody."""
        return list(_STATES[np.where(self.counts > 0, 2, self.known)])


def access_to(network: Network, of: str, *, km: float, minutes: float, method: str = "2sfca") -> Access:
    """Return what is within reach of each area selected: offices, or groups (of the topics selected)."""
    timed = minutes > 0 and bool(network.areas.minutes)
    ends = frozenset(ags for pair in network.areas.minutes for ags in pair) if timed else None
    offered = supply(network, of, by_area=ends)
    weights = THREE_ZONES if method == "e2sfca" else ONE_ZONE
    bounds = [(minutes if timed else km) * (zone + 1) / len(weights) for zone in range(len(weights))]
    ground = timed_ground_of(network) if timed else ground_of(network)
    measured = _measured(ground, ends)
    near = _near(network, ground, measured, offered.sites, bounds, timed)
    values, counts = np.full(len(ground.areas), np.nan), np.full(len(ground.areas), -1)
    values[measured] = floating_catchment(near, ground.people[measured], offered.amount, weights)
    here = offered.counts[:, 0]
    counts[measured] = np.bincount(near.place, here[near.point], minlength=len(measured))
    shown = ground.shown
    lacking = shown[counts[shown] == 0]
    zero = np.zeros(len(ground.areas), dtype=bool)
    if offered.sites:
        zero[lacking if of == "office" else _denied(network, ground, lacking, measured, bounds[-1], offered, timed)] = (
            True
        )
    known = ((counts > 0) | zero)[shown]
    return Access(
        ground=ground,
        people=ground.people[shown],
        values=np.where(known, values[shown], np.nan),
        counts=counts[shown],
        known=known,
        supply=offered,
        reached=offered.counted(np.unique(near.point[np.isin(measured, shown)[near.place]])),
        timed=timed,
    )


_STATES = np.array(["not_asked", "none", "recorded"], dtype=object)


def listed(values: NDArray[Any], known: NDArray[np.bool_]) -> list[Any]:
    """Return the values as a table has them, None where they are not known."""
    found = np.full(len(values), None, dtype=object)
    found[known] = values[known]
    return list(found)


def _measured(ground: Ground, ends: Collection[str] | None) -> Ints:
    """Return which areas have people and a place, or an end of a travel time."""
    placed = ~np.isnan(ground.points[:, 0])
    if ends is not None:
        placed = np.array([area.ags in ends for area in ground.areas], dtype=bool)
    return np.flatnonzero(placed & ~np.isnan(ground.people))


def _near(
    network: Network, ground: Ground, which: Ints, sites: Sequence[Any], bounds: Sequence[float], timed: bool
) -> Near:
    """Return which sites are in reach of which areas: points by distance, areas by travel time, none from one to itself."""
    if not timed:
        return within(ground.points[which], np.array(sites, dtype=float).reshape(-1, 2), bounds)
    areas = [ground.areas[number] for number in which]
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
    network: Network, ground: Ground, lacking: Ints, measured: Ints, limit: float, offered: Supply, timed: bool
) -> Ints:
    """Return of the areas without a group in reach those of which every office around told that there is none."""
    ask = len(lacking) and not offered.unplaced
    told = told_of_groups(network, [ground.areas[number].ags for number in measured]) if ask else set()
    if not told:
        return lacking[:0]
    silent = [number for number in measured if ground.areas[number].ags not in told]
    sites = [ground.areas[number].ags for number in silent] if timed else ground.points[silent].tolist()
    return np.delete(lacking, _near(network, ground, lacking, sites, [limit], timed).place)


def reach_words(access: Access, km: float, minutes: float) -> Text:
    """Return within what: so many km, or minutes."""
    if access.timed:
        return Text("in höchstens {minutes} Minuten Fahrzeit", values={"minutes": minutes})
    return Text("im Umkreis von {km} km Luftlinie", values={"km": km})


def access_caveats(network: Network, access: Access, of: str, minutes: float) -> list[Text]:
    """Say what was assumed, and what is not known, of those who are in reach and of the areas."""
    reached = access.reached
    values: dict[str, object] = {"what": WHAT[of], "all": reached.partners}
    found = []
    if minutes and not access.timed:
        found.append(Text("Es sind keine Fahrzeiten geladen. Gerechnet ist mit der Luftlinie (Umkreis in km)."))
    found += topic_caveat(network) if of == "office" else []
    found += _open_caveats(access, of)
    if reached.without_capacity:
        text = Text(
            "Annahme: Wo keine Kapazität eingetragen ist (Spalte „capacity“), zählt ein Eintrag als 1, ob groß oder klein. Das "
            "gilt für {plain} von {all} {what}, die von hier zu erreichen sind.",
            values=values | {"plain": reached.without_capacity},
        )
        found.append(text)
    found += some_caveat(reached.several, reached.partners, of)
    if reached.rough and not access.timed:
        text = Text(
            "Bei {rough} von {all} {what} ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte.",
            values=values | {"rough": reached.rough},
        )
        found.append(text)
    if reached.vague and not access.timed:
        text = Text(
            "Bei {vague} von {all} {what} ist nur der Kreis bekannt, nicht die Gemeinde: Dort sind die Wege nur grob.",
            values=values | {"vague": reached.vague},
        )
        found.append(text)
    if access.supply.unplaced:
        text = Text(
            "{unplaced} {what} haben hier keinen Ort und sind nicht mitgezählt.",
            values=values | {"unplaced": access.supply.unplaced},
        )
        found.append(text)
    return found


def some_caveat(some: int, every: int, of: str) -> list[Text]:
    """Say how many of some records stand for several."""
    values = {"some": some, "all": every, "what": WHAT[of]}
    text = Text("{some} von {all} Einträgen stehen für mehrere {what}: Es sind mindestens so viele.", values=values)
    return [text] if some else []


def _open_caveats(access: Access, of: str) -> list[Text]:
    found = []
    if access.unmeasured:
        text = Text(
            "Zu {unmeasured} von {all} Gebieten fehlen die Einwohnerzahl oder der Ort: dort steht keine Zahl.",
            values={"unmeasured": access.unmeasured, "all": len(access.counts)},
        )
        found.append(text)
    silent = int((~access.known).sum())
    if of == "group" and access.supply.sites and silent > access.unmeasured:
        text = Text(
            "In {silent} Gebieten ist keine Gruppe in Reichweite erfasst, und nicht für alle Gebiete ringsum gibt es eine "
            "vollständige Auskunft: Das ist eine offene Frage, keine Lücke.",
            values={"silent": silent - access.unmeasured},
        )
        found.append(text)
    return found
