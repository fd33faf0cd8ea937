"""Wie ungleich ist verteilt, was Menschen erreichen können?

Für Planende: eine Zahl und eine Kurve dazu, wie gleich oder ungleich die Stellen oder Gruppen auf die Menschen verteilt sind.

Methode
-------
Die Gebiete werden nach dem geordnet, was dort auf eine Person kommt, und nach Menschen gewichtet. Die Lorenz-Kurve (Lorenz 1905)
sagt: Die Menschen mit dem wenigsten, zusammen so viel Prozent aller, haben so viel Prozent von allem. Der Gini-Koeffizient (Gini
1914) fasst sie zusammen: 0 heißt, alle haben gleich viel; nahe 1 heißt, wenige haben fast alles. Was auf eine Person kommt, ist
der Zugang nach 2SFCA (Luo und Wang 2003, siehe „accessibility“) zu Stellen oder zu Gruppen, oder die Zahl der Gruppen im eigenen
Kreis je Kopf (oder auf der gewählten Ebene). Die Tabelle hat höchstens 101 Punkte; der Gini-Koeffizient ist aus allen Gebieten
gerechnet.

Wie man es liest
----------------
Ungleich heißt nicht ungerecht: In einer Stadt liegt vieles näher. Zum Vergleichen taugt die Zahl nur bei gleichem Umkreis und
gleich großen Gebieten. Gebiete ohne Auskunft sind nicht dabei. Die Zahl misst, was erfasst ist.

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
"""

from __future__ import annotations

from typing import Annotated, cast

import numpy as np

from graphsvc.areas import Area, Level
from graphsvc.kernels.inequality import Floats, gini, lorenz
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table
from graphsvc.params import LEVEL_TERMS, Param
from graphsvc.terms import Term, Terms
from queries._access import WHAT, Minutes, Reach, access_caveats, access_to, some_caveat
from queries._areas import (
    chosen,
    groups_by_area,
    groups_chosen,
    level_caveat,
    stand_caveat,
    told_of_groups,
)
from queries._chosen import as_seen
from queries._partners import count_column

BEYOND = True  # what lies beyond the border is reached, too
POINTS = 101
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
    larger: list[Area] = []
    if of == "per_head":
        living, values, caveats = _per_head(network, cast(Level, level))
    else:
        access = access_to(network, of, km=km, minutes=minutes)
        living, values, larger = access.people, access.values, access.ground.larger
        caveats = access_caveats(network, access, of, minutes)
    known = ~np.isnan(values) & (living > 0)
    population, each = living[known], values[known]
    curve = lorenz(population, each)
    coefficient = gini(population, each) if len(curve[0]) else None
    counted = int(population.sum())
    row = (coefficient, len(population), counted)
    return Answer(
        sentence=_sentence(network, of, coefficient, counted, curve),
        tables={"gini": _gini_table(row), "inequality": _curve_table(*curve)},
        method=_METHOD,
        caveats=(
            *caveats,
            *_left_out(living, values),
            *level_caveat(larger),
            *stand_caveat(network),
        ),
    )


def _per_head(network: Network, level: Level) -> tuple[Floats, Floats, list[Text]]:
    """Return the people of the areas selected and groups per head: NaN where none is recorded and not all offices told."""
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
    return living, per_head, caveats


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
