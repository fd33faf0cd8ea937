"""Wie ungleich ist verteilt, was Menschen erreichen können?

Für Planende: eine Zahl und eine Kurve dazu, wie gleich oder ungleich die Stellen oder Gruppen auf die Menschen verteilt sind.

Methode
-------
Die Gebiete werden nach dem geordnet, was dort auf eine Person kommt, und nach Menschen gewichtet. Die Lorenz-Kurve (Lorenz 1905)
sagt: Die Menschen mit dem wenigsten, zusammen so viel Prozent aller, haben so viel Prozent von allem. Der Gini-Koeffizient (Gini
1914) fasst sie zusammen: 0 heißt, alle haben gleich viel; nahe 1 heißt, wenige haben fast alles. Was auf eine Person kommt, ist
der Zugang nach 2SFCA (Luo und Wang 2003, siehe „accessibility“) zu Stellen oder zu Gruppen, oder die Zahl der Gruppen im eigenen
Kreis je Kopf (oder auf der gewählten Ebene). Die Tabelle hat höchstens 101 Punkte; der Gini-Koeffizient ist aus allen Gebieten
gerechnet. Die Gebiete stehen in der Reihenfolge der Kurve, mit ihrem Vielfachen des Durchschnitts aller Menschen in Prozent; die
Gebietskarte zeigt es.

Wie man es liest
----------------
Ungleich heißt nicht ungerecht: In einer Stadt liegt vieles näher. Zum Vergleichen taugt die Zahl nur bei gleichem Umkreis und
gleich großen Gebieten. Gebiete ohne Auskunft zählen nicht mit. Die Zahl misst, was erfasst ist. Auf der Gebietskarte heißt 100:
so viel je Person wie im Durchschnitt; 50 heißt halb so viel, 200 doppelt so viel.

Aufruf
------
    graphsvc ask inequality --area 08 --of office --km 20

Beispiel
--------
Drei Viertel der Menschen haben halb so viel wie das andere Viertel, also 3/5 von allem: Gini 3/4 − 3/5 = 0,15.

>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> areas = Areas([Area(ags="08001", name="Oben", population=300_000, lat=48.0, lon=9.0),
...     Area(ags="08002", name="Unten", population=100_000, lat=49.0, lon=9.0)])
>>> groups = [Partner(id=f"{n}", name="Gruppe", kind="self_help_group", area="08001" if n < 3 else "08002") for n in range(5)]
>>> found = answer(Network(graph=graph_of(groups), areas=areas, selection=Selection(on=date(2024, 1, 1))), of="per_head")
>>> [[round(value, 2) for value in row] for table in ("inequality", "gini") for row in found.tables[table].rows]
[[0.0, 0.0], [0.75, 0.6], [1.0, 1.0], [0.15, 2, 400000]]
>>> [(row[1], round(row[3]), round(row[4], 2)) for row in found.tables["areas"].rows]  # im Mittel 1,25 je 100.000
[('Oben', 80, 1.0), ('Unten', 160, 2.0)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import Status
from graphsvc.areas import Area, Level
from graphsvc.kernels.inequality import Floats, gini, lorenz
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import LEVEL_TERMS, Param
from graphsvc.terms import Term, Terms
from queries._access import WHAT, Minutes, Reach, access_caveats, access_to, listed, some_caveat
from queries._areas import (
    chosen,
    groups_by_area,
    groups_chosen,
    level_caveat,
    stand_caveat,
    told_of_groups,
)
from queries._chosen import as_seen
from queries._partners import NAME, PER_100000, STATUS, area_column, count_column

BEYOND = True  # what lies beyond the border is reached, too
POINTS = 101
_PER = 100_000
_METHOD = Text("Lorenz-Kurve (Lorenz 1905) und Gini-Koeffizient (Gini 1914), nach Menschen gewichtet")
_OF = Terms(
    Term(code="office", label=Label("Zugang zu Stellen", "Access to offices")),
    Term(code="group", label=Label("Zugang zu Gruppen", "Access to groups")),
    Term(code="per_head", label=Label("Gruppen je Kopf im eigenen Gebiet", "Groups per head in the own area")),
)
Shared = Annotated[str, Param(label=Label("Wovon", "Of what"), widget="choice", choices=_OF)]


PerHead = Annotated[
    str, Param(label=Label("Ebene (bei „je Kopf“)", "Level (for “per head”)"), widget="choice", choices=LEVEL_TERMS)
]


def answer(
    network: Network, *, of: Shared = "office", level: PerHead = "district", km: Reach = 30, minutes: Minutes = 0
) -> Answer:
    """Return the Lorenz curve and the Gini coefficient of what people can reach, or have in their own area."""
    shared = _per_head(network, cast(Level, level)) if of == "per_head" else _access(network, of, km, minutes)
    known = ~np.isnan(shared.values) & (shared.people > 0)
    population, each = shared.people[known], shared.values[known]
    curve = lorenz(population, each)
    coefficient = gini(population, each) if len(curve[0]) else None
    counted = int(population.sum())
    average = float(population @ each) / counted if coefficient is not None else None
    return Answer(
        sentence=_sentence(network, of, coefficient, counted, curve),
        tables={
            "gini": _gini_table((coefficient, len(population), counted)),
            "inequality": _curve_table(*curve),
            "areas": _areas_table(network, shared, of, average, known),
        },
        method=_METHOD,
        caveats=(
            *shared.caveats,
            *_left_out(shared.people, shared.values),
            *level_caveat(shared.larger),
            *stand_caveat(network),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What comes to a person in each of some areas; ``states`` where a 0 is known only from who was asked."""

    areas: Sequence[Area]
    people: Floats
    values: Floats
    states: Sequence[Status] | None
    larger: Sequence[Area] = ()
    caveats: Sequence[Text]


def _access(network: Network, of: str, km: float, minutes: float) -> _Shared:
    """Return what can be reached from the areas selected."""
    access = access_to(network, of, km=km, minutes=minutes)
    return _Shared(
        areas=[access.ground.areas[place] for place in access.ground.shown],
        people=access.people,
        values=access.values,
        states=access.states if of == "group" else None,
        larger=access.ground.larger,
        caveats=access_caveats(network, access, of, minutes),
    )


def _per_head(network: Network, level: Level) -> _Shared:
    """Return the groups per head of the areas selected: NaN where none is recorded and not all offices told."""
    areas = chosen(network, network.areas.at_level(level))
    groups = groups_chosen(network)
    here, unplaced = groups_by_area(network, groups, level)
    told = told_of_groups(network, [area.ags for area in areas]) if groups and not unplaced else set()
    living = np.array([np.nan if area.population is None else area.population for area in areas], dtype=float)
    known = np.array([area.ags in here or area.ags in told for area in areas], dtype=bool)
    counts = np.array([len(here.get(area.ags, ())) for area in areas], dtype=float)
    some = sum(network.graph.nodes[group]["represents"] == "some" for group in groups)
    caveats = some_caveat(some, len(groups), "group")
    if unplaced:
        numbers = {"unplaced": unplaced, "what": WHAT["group"]}
        caveats += [Text("{unplaced} {what} haben hier keinen Ort und sind nicht mitgezählt.", values=numbers)]
    per_head = np.divide(counts, living, out=np.full(len(counts), np.nan), where=known & (living > 0))
    states: list[Status] = [
        "recorded" if area.ags in here else "none" if area.ags in told else "not_asked" for area in areas
    ]
    return _Shared(areas=areas, people=living, values=per_head, states=states, caveats=caveats)


def _areas_table(network: Network, shared: _Shared, of: str, average: float | None, known: NDArray[np.bool_]) -> Table:
    """Return the areas in the order of the curve, who has least first; none where there is nothing to compare with."""
    columns: tuple[Column, ...] = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        Column(
            name="relative",  # first: a map draws what is asked for
            label=Text("{what}, Durchschnitt aller Menschen = 100", values={"what": _OF[of].label}),
            unit="%",
            role="measure",
        ),
        count_column("per_100000", "Je 100.000 Menschen", "Per 100,000 people", PER_100000),
    )
    if shared.states is not None:
        columns = (*columns, STATUS)
    rows = []
    if average:
        relative, rate = listed(100 * shared.values / average, known), listed(_PER * shared.values, known)
        for place in np.argsort(np.where(known, shared.values, np.inf), kind="stable"):
            area = shared.areas[place]
            status = () if shared.states is None else (shared.states[place],)
            rows.append((area.ags, area.name, area.population, relative[place], rate[place], *status))
    title = Label("Was auf eine Person kommt, je Gebiet", "What comes to a person, by area")
    return Table(title=title, columns=columns, rows=tuple(rows))


def _curve_table(population: Floats, share: Floats) -> Table:
    """Return the curve's corners, or where there are too many, its height at each percent of the people."""
    if len(population) > POINTS:
        percent = np.linspace(0, 1, POINTS)
        population, share = percent, np.interp(percent, population, share)
    columns = (
        count_column("population", "Anteil der Menschen", "Share of the people"),
        count_column("share", "Ihr Anteil an allem", "Their share of all"),
    )
    rows = tuple((float(x), float(y)) for x, y in zip(population, share, strict=True))
    return Table(title=Label("Lorenz-Kurve", "Lorenz curve"), columns=columns, rows=rows)


def _gini_table(row: tuple[float | None, int, int]) -> Table:
    columns = (
        count_column("gini", "Gini-Koeffizient", "Gini coefficient"),
        count_column("areas", "Gebiete", "Areas"),
        count_column("population", "Menschen", "People"),
    )
    return Table(title=Label("Wie ungleich", "How unequal"), columns=columns, rows=(row,))


def _sentence(network: Network, of: str, coefficient: float | None, counted: int, curve: tuple[Floats, Floats]) -> Text:
    if coefficient is None:
        return as_seen(
            network, Text("Das lässt sich hier nicht sagen: Es ist nichts erfasst, was auf Menschen verteilt ist.")
        )
    values = {
        "what": _OF[of].label,
        "people": counted,
        "half": round(100 * float(np.interp(0.5, *curve))),
        "gini": round(coefficient, 2),
    }
    return Text(
        "{what}: Auf die Hälfte der {people} Menschen, die am wenigsten davon haben, kommen zusammen {half} %; bei gleicher "
        "Verteilung wären es 50 %. Der Gini-Koeffizient ist {gini} (0: alle gleich viel; 1: wenige haben alles).",
        values=values,
    )


def _left_out(living: Floats, values: Floats) -> list[Text]:
    """Say how many areas are missing, where people live or may live."""
    missing = np.isnan(values) & (living != 0)
    told: dict[str, object] = {
        "missing": int(missing.sum()),
        "all": len(values),
        "people": int(np.nansum(living[missing])),
    }
    text = Text(
        "{missing} von {all} Gebieten sind nicht dabei ({people} Menschen): Zu ihnen fehlt eine Angabe.", values=told
    )
    return [text] if missing.any() else []
