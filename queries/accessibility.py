"""Wie gut ist die nächste Stelle oder Gruppe zu erreichen?

Für Planende: für jede Gemeinde, wie viele Stellen der Selbsthilfeunterstützung (oder Gruppen) auf die Menschen kommen, die dort
leben. Gezählt wird auch, was jenseits der Grenze liegt, und auch die Menschen, die es von dort mitnutzen.

Methode
-------
2SFCA (Luo und Wang, Measures of Spatial Accessibility to Health Care in a GIS Environment, 2003), in zwei Schritten: Erst wird
jede Stelle auf alle Menschen verteilt, die im Umkreis leben. Dann zählt jede Gemeinde die Anteile der Stellen zusammen, die in
ihrem Umkreis liegen. „Genau 30 km“ ist noch drin. E2SFCA (Luo und Qi, An Enhanced Two-Step Floating Catchment Area Method, 2009)
teilt den Umkreis in drei gleich breite Zonen, die mit 1, 0,68 und 0,22 zählen: Wer näher wohnt, hat mehr davon. Entfernung ist
die Luftlinie (Großkreis) von der Mitte der Gemeinde zur Stelle. Mit ``minutes`` gilt die geladene Fahrzeit; innerhalb eines
Gebiets ist sie 0, wenn die Tabelle nichts sagt. Sind Gemeinden nicht geladen, stehen Kreise da; sind
Stadtbezirke mit Menschen und Ort geladen, stehen diese für ihre Stadt. Jede Stelle zählt als 1, wenn
bei ihr keine Kapazität eingetragen ist.

Wie man es liest
----------------
„Je Person“ ist eine sehr kleine Zahl; „je 100.000“ ist dasselbe, leichter zu lesen. Steht dort 0, ist im Umkreis keine Stelle
erfasst. Bei Gruppen steht eine 0 nur, wo alle Stellen rundum vollständig Auskunft gegeben haben; sonst bleibt das Feld leer.
Die Zahl sagt nichts darüber, ob eine Stelle noch Zeit hat oder gut ist.

Aufruf
------
    graphsvc ask accessibility --area 08117 --km 20

Beispiel
--------
Oben und Unten liegen 11 km auseinander und teilen sich eine Stelle: eine für 300.000 Menschen. Drüben ist weit weg.

>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> areas = Areas([Area(ags="08001001", name="Oben", population=200_000, lat=48.0, lon=9.0),
...     Area(ags="08001002", name="Unten", population=100_000, lat=48.1, lon=9.0),
...     Area(ags="08002001", name="Drüben", population=50_000, lat=49.0, lon=9.0)])
>>> office = Partner(id="k", name="Stelle", kind="contact_office", area="08001001")
>>> found = answer(Network(graph=graph_of([office]), areas=areas, selection=Selection(on=date(2024, 1, 1))))
>>> [(row[1], row[2], round(row[3], 7), round(row[4], 2), row[5]) for row in found.tables["accessibility"].rows]
[('Oben', 200000, 3.3e-06, 0.33, 1), ('Unten', 100000, 3.3e-06, 0.33, 1), ('Drüben', 50000, 0.0, 0.0, 0)]
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Param
from graphsvc.terms import Term, Terms
from queries._access import ONE, WHAT, Access, Method, Minutes, Reach, access_caveats, access_to, listed, reach_words
from queries._areas import Floats, level_caveat, stand_caveat
from queries._chosen import as_seen
from queries._partners import NAME, PER_100000, STATUS, area_column, count_column

BEYOND = True  # what lies beyond the border is reached, too, and shared with those who live there
_PER = 100_000
_METHODS = {
    "2sfca": Text("Two-Step Floating Catchment Area (Luo und Wang 2003)"),
    "e2sfca": Text("Enhanced Two-Step Floating Catchment Area (Luo und Qi 2009), drei Zonen mit 1, 0,68 und 0,22"),
}
OfferedTo = Annotated[
    str,
    Param(
        label=Label("Wovon", "Of what"),
        widget="choice",
        choices=Terms(*(Term(code=code, label=label) for code, label in WHAT.items())),
    ),
]


def answer(
    network: Network, *, of: OfferedTo = "office", km: Reach = 30, minutes: Minutes = 0, method: Method = "2sfca"
) -> Answer:
    """Return each area selected with its people and the supply per person that they can reach."""
    access = access_to(network, of, km=km, minutes=minutes, method=method)
    reach = reach_words(access, km, minutes)
    return Answer(
        sentence=as_seen(network, _sentence(access, of, reach)),
        tables={"accessibility": _table(network, access, of, reach)},
        method=_METHODS[method],
        caveats=(
            *access_caveats(network, access, of, minutes),
            *level_caveat(access.ground.larger),
            *stand_caveat(network),
        ),
    )


def _table(network: Network, access: Access, of: str, reach: Text) -> Table:
    columns: tuple[Column, ...] = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        count_column("access", f"{WHAT[of].de} je Person", f"{WHAT[of].en.capitalize()} per person"),
        Column(
            name="per_100000",
            label=Text("{what} je 100.000 Menschen ({reach})", values={"what": WHAT[of], "reach": reach}),
            unit=PER_100000,
            role="measure",
        ),
        count_column("reach", f"{WHAT[of].de} in Reichweite", f"{WHAT[of].en.capitalize()} within reach"),
    )
    each = listed(access.values, access.known), listed(access.values * _PER, access.known)
    values: list[list[Any]] = [*access.ground.columns, *each, listed(access.counts, access.known)]
    if of == "group":
        columns, values = (*columns, STATUS), [*values, access.states]
    rows = tuple(zip(*values, strict=True))
    return Table(title=Label("Erreichbarkeit je Gebiet", "Access by area"), columns=columns, rows=rows)


def _sentence(access: Access, of: str, reach: Text) -> Text:
    if not len(access.counts):
        return Text("Für diese Auswahl sind keine Gebiete geladen.")
    if not access.supply.sites:
        return Text(
            "Das lässt sich hier nicht sagen: Es ist keine {one} erfasst, deren Ort bekannt ist.",
            values={"one": ONE[of]},
        )
    if 2 * access.reached.vague > access.reached.partners and not (access.timed or access.ground.larger):
        return Text(
            "Wie weit es zu {what} ist, lässt sich hier nicht sagen: Bei {vague} von {all} ist nur der Kreis bekannt, nicht die "
            "Gemeinde.",
            values={"what": WHAT[of], "vague": access.reached.vague, "all": access.reached.partners},
        )
    reached = (access.values > 0) & (access.people > 0)
    far = int(np.nansum(access.people[access.counts == 0]))
    everybody = far + int(access.people[reached].sum())
    if not everybody:
        return Text("Das lässt sich hier nicht sagen: Von keinem dieser Gebiete sind Einwohnerzahl und Ort bekannt.")
    values: dict[str, object] = {
        "people": everybody,
        "far": far,
        "share": round(100 * far / everybody, 1),
        "one": ONE[of],
        "what": WHAT[of],
        "reach": reach,
    }
    if not reached.any():
        return Text("Für niemanden von {people} Menschen ist {reach} eine {one} erfasst.", values=values)
    low, high = (round(bound * _PER, 2) for bound in _middle_half(access.people[reached], access.values[reached]))
    values["span"] = (
        Text("{low} bis {high}", values={"low": low, "high": high})
        if low < high
        else Text("etwa {low}", values={"low": low})
    )
    if not far:
        return Text(
            "Für alle {people} Menschen ist {reach} eine {one} erfasst. Auf je 100.000 von ihnen kommen meist {span} {what}.",
            values=values,
        )
    return Text(
        "Von {people} Menschen leben {far} ({share} %) dort, wo {reach} keine {one} erfasst ist. Bei den anderen kommen auf je "
        "100.000 meist {span} {what}.",
        values=values,
    )


def _middle_half(people: Floats, values: Floats) -> tuple[float, float]:
    """Return between which values the middle half of the people lies."""
    order = np.argsort(values, kind="stable")
    population, value = people[order], values[order]
    upto = np.cumsum(population) / population.sum()
    low, high = (float(value[np.searchsorted(upto, share - 1e-12)]) for share in (0.25, 0.75))
    return low, high
