"""Für welche Gebiete ist keine Stelle eingetragen, und wer hat es weit zur nächsten?

Für Planende: zwei Fragen, die nicht dasselbe sind. Welche Gebiete stehen in keinem Einzugsgebiet einer Stelle der
Selbsthilfeunterstützung? Und von wo ist es weit bis zum nächsten Sitz einer Stelle? Dazu, wie viele Menschen dort leben.

Methode
-------
Einzugsgebiet: Ein Gebiet ist erfasst, wenn mindestens eine Stelle angibt, dass sie dafür da ist. „Gefragt und verneint“: In
diesem Land haben alle Stellen ihr Einzugsgebiet angegeben, und keine nennt das Gebiet. Sonst, wenn auch nur bei einer das
Einzugsgebiet fehlt: keine Auskunft, denn sie könnte dafür da sein. Ein Sitz ist kein Einzugsgebiet: Ein Kreis ohne Sitz ist
keine Lücke. Entfernung: Luftlinie (Großkreis, Erdradius 6.371 km) von der Mitte des Gebiets zum nächsten erfassten Sitz, auch
jenseits der Grenze; ohne genauen Ort gilt die Mitte des Gebiets, in dem der Sitz liegt. „Genau {km}“ ist noch nicht weit.

Wie man es liest
----------------
„Keine Auskunft“ heißt: bitte nachfragen. Wer weit weg wohnt, kann trotzdem gut versorgt sein, etwa durch Sprechtage oder am
Telefon; und wer nah wohnt, kann trotzdem an der falschen Adresse sein.

Aufruf
------
    graphsvc ask unserved --area 08 --km 40

Beispiel
--------
Die Stelle in Oben ist für Oben da. Unten liegt 111 km weiter, und niemand hat angegeben, dass er für Unten da ist.

>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> areas = Areas([Area(ags="08001", name="Oben", population=200_000, lat=48.0, lon=9.0),
...     Area(ags="08002", name="Unten", population=100_000, lat=49.0, lon=9.0)])
>>> office = Partner(id="k", name="Stelle", kind="contact_office", area="08001", serves=("08001",))
>>> found = answer(Network(graph=graph_of([office]), areas=areas, selection=Selection(on=date(2024, 1, 1))))
>>> [row[1:] for row in found.tables["unserved"].rows]
[('Oben', 200000, 'recorded', 1), ('Unten', 100000, 'none', 0)]
>>> [(row[1], row[2], round(row[3]), row[4]) for row in found.tables["far"].rows]
[('Unten', 100000, 111, 'Stelle')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from graphsvc.absence import Status
from graphsvc.areas import Area
from graphsvc.kernels.access import great_circle, on_globe
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Kilometres
from graphsvc.vocabulary import OFFICES
from queries._access import WHAT
from queries._areas import chosen, is_rough, level_caveat, people, point_of, points_of, smallest, stand_caveat
from queries._partners import NAME, STATUS, area_column, count_column

BEYOND = True  # the nearest office may sit beyond the border, and one from there may serve
_METHOD = Text("Auszählung der Einzugsgebiete; Luftlinie zum nächsten Sitz (Großkreis)")
_SAME_KM = 1e-6  # a millimetre, which rounding may part


def answer(network: Network, *, km: Kilometres = 30) -> Answer:
    """Return which areas nobody is recorded to serve, and which lie farther than so many km from a seat."""
    areas = chosen(network, smallest(network.areas))
    serving = _serving(network, areas)
    states = _states(network, areas, serving)
    nearest = _nearest(network, areas)
    far = [area for area in areas if area.ags in nearest and nearest[area.ags][0] > km + _SAME_KM]
    return Answer(
        sentence=_sentence(network, areas, states, far, km),
        tables={
            "unserved": _served_table(network, areas, states, serving),
            "far": _far_table(network, far, nearest),
        },
        method=_METHOD,
        caveats=(
            *_caveats(network, areas, nearest),
            *level_caveat(areas),
            *stand_caveat(network),
        ),
    )


def _serving(network: Network, areas: Sequence[Area]) -> dict[str, int]:
    """Return how many offices say of each area that they serve it, or a part of it."""
    exact: dict[str, set[str]] = {}
    inside: dict[str, set[str]] = {}
    for office in network.of_kind(*OFFICES):
        for place in network.graph.nodes[office]["serves"]:
            exact.setdefault(place, set()).add(office)
            for length in range(1, len(place)):
                inside.setdefault(place[:length], set()).add(office)
    found = {}
    for area in areas:
        around = (exact.get(area.ags[:length], set()) for length in range(1, len(area.ags) + 1))
        found[area.ags] = len(inside.get(area.ags, set()).union(*around))
    return found


def _states(network: Network, areas: Sequence[Area], serving: Mapping[str, int]) -> dict[str, Status]:
    """Return for each area whether somebody is recorded to serve it, nobody does, or some office of its state did not say."""
    offices = [network.graph.nodes[id] for id in network.of_kind(*OFFICES)]
    silent = {office["area"][:2] for office in offices if not office["serves"]}
    told = {place[:2] for office in offices for place in office["serves"]} | {
        office["area"][:2] for office in offices if office["serves"]
    }
    left_out = network.selection.kinds or network.selection.fields or network.selection.ego
    found: dict[str, Status] = {}
    for area in areas:
        state = area.ags[:2]
        none = state in told and state not in silent and "" not in silent and not left_out
        found[area.ags] = "recorded" if serving[area.ags] else "none" if none else "not_asked"
    return found


def _nearest(network: Network, areas: Sequence[Area]) -> dict[str, tuple[float, str]]:
    """Return the km from each area whose point is known to the nearest seat, and the office that sits there."""
    seats: dict[tuple[float, float], str] = {}
    for office in network.partners(*OFFICES):
        point = point_of(network, network.graph.nodes[office])
        if point is not None:
            seats.setdefault(point, network.graph.nodes[office]["name"])
    placed = [area for area in areas if area.lat is not None and area.lon is not None]
    if not seats or not placed:
        return {}
    points = sorted(seats)
    chords, which = cKDTree(on_globe(np.array(points))).query(on_globe(points_of(placed)))
    found = zip(great_circle(np.asarray(chords)).tolist(), np.asarray(which).tolist(), strict=True)
    return {area.ags: (km, seats[points[seat]]) for area, (km, seat) in zip(placed, found, strict=True)}


def _served_table(
    network: Network, areas: Sequence[Area], states: Mapping[str, Status], serving: Mapping[str, int]
) -> Table:
    columns = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        STATUS,
        count_column("offices", "Stellen, die dafür da sind", "Offices that serve it"),
    )
    rows = tuple(
        (
            area.ags,
            area.name,
            area.population,
            states[area.ags],
            None if states[area.ags] == "not_asked" else serving[area.ags],
        )
        for area in areas
    )
    return Table(title=Label("Einzugsgebiete", "Catchment areas"), columns=columns, rows=rows)


def _far_table(network: Network, far: Sequence[Area], nearest: Mapping[str, tuple[float, str]]) -> Table:
    columns = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        count_column("km", "Luftlinie bis zum nächsten Sitz", "Distance to the nearest seat", "km"),
        Column(name="seat", label=Label("Nächste Stelle", "Nearest office")),
    )
    rows = tuple((area.ags, area.name, area.population, *nearest[area.ags]) for area in far)
    return Table(title=Label("Weit bis zum nächsten Sitz", "Far from the nearest seat"), columns=columns, rows=rows)


def _sentence(
    network: Network, areas: Sequence[Area], states: Mapping[str, Status], far: Sequence[Area], km: float
) -> Text:
    if not areas:
        return Text("Für diese Auswahl sind keine Gebiete geladen.")
    if not any(network.of_kind(*OFFICES)):
        return Text("Das lässt sich hier nicht sagen: In dieser Auswahl ist keine Stelle erfasst.")
    counts = Counter(states.values())
    values: dict[str, object] = {"recorded": counts["recorded"], "all": len(areas)}
    found = Text("Für {recorded} von {all} Gebieten ist eine Stelle eingetragen, die dafür da ist.", values=values)
    if counts["none"]:
        nobody = [area for area in areas if states[area.ags] == "none"]
        none = Text(
            "Für {none} ({people} Menschen) ist keine eingetragen, obwohl alle Stellen des Landes ihr Einzugsgebiet genannt haben.",
            values={"none": len(nobody), "people": people(nobody)},
        )
        found = Text("{found} {more}", values={"found": found, "more": none})
    if counts["not_asked"]:
        unknown = Text("Zu {silent} liegt keine Auskunft vor.", values={"silent": counts["not_asked"]})
        found = Text("{found} {more}", values={"found": found, "more": unknown})
    distant = Text(
        "Weiter als {km} km vom nächsten erfassten Sitz einer Stelle entfernt: {far} Gebiete mit {people} Menschen.",
        values={"km": km, "far": len(far), "people": people(far)},
    )
    return Text("{found} {more}", values={"found": found, "more": distant})


def _concerned(network: Network, areas: Sequence[Area]) -> list[Mapping[str, Any]]:
    """Return the offices that sit in the states of these areas, or nobody knows where, or serve somebody there."""
    states = {area.ags[:2] for area in areas} | {""}
    offices = [network.graph.nodes[id] for id in network.of_kind(*OFFICES)]
    return [o for o in offices if o["area"][:2] in states or any(place[:2] in states for place in o["serves"])]


def _caveats(network: Network, areas: Sequence[Area], nearest: Mapping[str, object]) -> list[Text]:
    offices = _concerned(network, areas)
    silent = sum(1 for office in offices if not office["serves"])
    wide = sum(1 for office in offices if any(len(place) == 2 for place in office["serves"]))
    unplaced = sum(1 for office in offices if point_of(network, office) is None)
    rough = sum(map(is_rough, offices)) - unplaced
    counts: dict[str, object] = {
        "silent": silent,
        "wide": wide,
        "unplaced": unplaced,
        "rough": rough,
        "missing": sum(1 for area in areas if area.ags not in nearest) if offices else 0,
        "all": len(offices),
        "what": WHAT["office"],
        "areas": len(areas),
    }
    said = {
        "silent": Text(
            "Bei {silent} von {all} Stellen ist kein Einzugsgebiet eingetragen. Wofür sie da sind, ist nicht bekannt; ein Sitz "
            "ist kein Einzugsgebiet.",
            values=counts,
        ),
        "wide": Text(
            "{wide} von {all} Stellen sind für ein ganzes Land eingetragen; auch das zählt hier.", values=counts
        ),
        "unplaced": Text(
            "{unplaced} von {all} Stellen haben keinen Ort: Sie fehlen bei der Entfernung.", values=counts
        ),
        "rough": Text(
            "Bei {rough} von {all} {what} ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte.", values=counts
        ),
        "missing": Text("Zu {missing} von {areas} Gebieten ist keine Entfernung bekannt.", values=counts),
    }
    return [text for name, text in said.items() if counts[name]]
