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

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from graphsvc.absence import Status
from graphsvc.kernels.access import great_circle, on_globe
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Kilometres
from graphsvc.vocabulary import OFFICES
from queries._access import WHAT
from queries._areas import Floats, Ground, ground_of, is_rough, level_caveat, point_of, stand_caveat, topic_caveat
from queries._chosen import as_seen
from queries._partners import NAME, STATUS, area_column, count_column

BEYOND = True  # the nearest office may sit beyond the border, and one from there may serve
_METHOD = Text("Auszählung der Einzugsgebiete; Luftlinie zum nächsten Sitz (Großkreis)")
_SAME_KM = 1e-6  # a millimetre, which rounding may part


def answer(network: Network, *, km: Kilometres = 30) -> Answer:
    """Return which areas nobody is recorded to serve, and which lie farther than so many km from a seat."""
    ground = ground_of(network)
    keys, _, people = ground.columns
    serving = _serving(network, keys)
    states = _states(network, keys, serving)
    distance, seats = _nearest(network, ground)
    far = np.flatnonzero(distance > km + _SAME_KM).tolist()
    return Answer(
        sentence=_sentence(network, people, states, far, km),
        tables={
            "unserved": _served_table(network, ground, states, serving),
            "far": _far_table(network, ground, far, distance, seats),
        },
        method=_METHOD,
        caveats=(
            *topic_caveat(network),
            *_caveats(network, keys, int(np.isnan(distance).sum())),
            *level_caveat(ground.larger),
            *stand_caveat(network),
        ),
    )


def _serving(network: Network, keys: Sequence[str]) -> list[int]:
    """Return how many offices say of each area (its AGS in order) that they serve it, or a part of it."""
    counts = [0] * len(keys)
    for office in network.of_kind(*OFFICES):
        mine: set[int] = set()
        for served in network.graph.nodes[office]["serves"]:
            mine.update(range(bisect_left(keys, served), bisect_left(keys, f"{served}~")))  # those in it
            around = ((served[:length], bisect_left(keys, served[:length])) for length in range(len(served)))
            mine.update(place for ags, place in around if keys[place : place + 1] == [ags])
        for place in mine:
            counts[place] += 1
    return counts


def _states(network: Network, keys: Sequence[str], serving: Sequence[int]) -> list[Status]:
    """Return for each area whether somebody is recorded to serve it, nobody does, or some office of its state did not say."""
    offices = [network.graph.nodes[id] for id in network.of_kind(*OFFICES)]
    silent = {office["area"][:2] for office in offices if not office["serves"]}
    told = {place[:2] for office in offices for place in office["serves"]} | {
        office["area"][:2] for office in offices if office["serves"]
    }
    left_out = network.selection.kinds or network.selection.fields or network.selection.ego
    denied = set() if "" in silent or left_out else told - silent
    return [
        "recorded" if count else "none" if ags[:2] in denied else "not_asked"
        for ags, count in zip(keys, serving, strict=True)
    ]


def _nearest(network: Network, ground: Ground) -> tuple[Floats, list[str]]:
    """Return the km from each area to the nearest seat, NaN where its point is not known, and the office that sits there."""
    sits: dict[tuple[float, float], str] = {}
    for office in network.partners(*OFFICES):
        point = point_of(network, network.graph.nodes[office])
        if point is not None:
            sits.setdefault(point, network.graph.nodes[office]["name"])
    points = ground.points[ground.shown]
    distance, seats = np.full(len(points), np.nan), [""] * len(points)
    placed = np.flatnonzero(~np.isnan(points[:, 0]))
    if not sits or not len(placed):
        return distance, seats
    chords, which = cKDTree(on_globe(np.array(sorted(sits)))).query(on_globe(points[placed]))
    distance[placed] = great_circle(np.asarray(chords))
    names = [sits[point] for point in sorted(sits)]
    for place, seat in zip(placed.tolist(), np.asarray(which).tolist(), strict=True):
        seats[place] = names[seat]
    return distance, seats


def _served_table(network: Network, ground: Ground, states: Sequence[Status], serving: Sequence[int]) -> Table:
    columns = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        STATUS,
        count_column("offices", "Zuständige Stellen", "Offices that serve it"),
    )
    counts = [None if state == "not_asked" else count for state, count in zip(states, serving, strict=True)]
    rows = tuple(zip(*ground.columns, states, counts, strict=True))
    return Table(title=Label("Einzugsgebiete", "Catchment areas"), columns=columns, rows=rows)


def _far_table(network: Network, ground: Ground, far: Sequence[int], distance: Floats, seats: Sequence[str]) -> Table:
    columns = (
        area_column(network.areas),
        NAME,
        count_column("population", "Menschen", "People"),
        count_column("km", "Luftlinie bis zum nächsten Sitz", "Distance to the nearest seat", "km"),
        Column(name="seat", label=Label("Nächste Stelle", "Nearest office")),
    )
    ags, names, people = ground.columns
    rows = tuple((ags[place], names[place], people[place], float(distance[place]), seats[place]) for place in far)
    return Table(title=Label("Weit bis zum nächsten Sitz", "Far from the nearest seat"), columns=columns, rows=rows)


def _sentence(
    network: Network, people: Sequence[int | None], states: Sequence[Status], far: Sequence[int], km: float
) -> Text:
    if not people:
        return Text("Für diese Auswahl sind keine Gebiete geladen.")
    if not any(network.of_kind(*OFFICES)):
        return as_seen(
            network,
            Text("Das lässt sich hier nicht sagen: In dieser Auswahl ist keine Stelle der Selbsthilfe erfasst."),
        )
    counts = Counter(states)
    found = Text(
        "Für {recorded} von {n} Gebiet ist eine Stelle eingetragen, die dafür da ist.",
        "Für {recorded} von {n} Gebieten ist eine Stelle eingetragen, die dafür da ist.",
        len(people),
        {"recorded": counts["recorded"]},
    )
    if counts["none"]:
        nobody = sum(number or 0 for number, state in zip(people, states, strict=True) if state == "none")
        none = Text(
            "Für {none} ({people} Menschen) ist keine eingetragen, obwohl alle Stellen des Landes ihr Einzugsgebiet genannt haben.",
            values={"none": counts["none"], "people": nobody},
        )
        found = Text("{found} {more}", values={"found": found, "more": none})
    if counts["not_asked"]:
        unknown = Text("Zu {silent} liegt keine Auskunft vor.", values={"silent": counts["not_asked"]})
        found = Text("{found} {more}", values={"found": found, "more": unknown})
    return as_seen(network, Text("{found} {more}", values={"found": found, "more": _distant(people, far, km)}))


def _distant(people: Sequence[int | None], far: Sequence[int], km: float) -> Text:
    values = {"km": km, "people": sum(people[place] or 0 for place in far)}
    if not far:
        return Text("Weiter als {km} km vom nächsten erfassten Sitz einer Stelle entfernt ist keines.", values=values)
    return Text(
        "Weiter als {km} km vom nächsten erfassten Sitz einer Stelle entfernt ist {n} Gebiet mit {people} Menschen.",
        "Weiter als {km} km vom nächsten erfassten Sitz einer Stelle entfernt sind {n} Gebiete mit {people} Menschen.",
        len(far),
        values,
    )


def _concerned(network: Network, keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the offices that sit in the states of these areas, or nobody knows where, or serve somebody there."""
    states = {ags[:2] for ags in keys} | {""}
    offices = [network.graph.nodes[id] for id in network.of_kind(*OFFICES)]
    return [o for o in offices if o["area"][:2] in states or any(place[:2] in states for place in o["serves"])]


def _caveats(network: Network, keys: Sequence[str], missing: int) -> list[Text]:
    offices = _concerned(network, keys)
    silent = sum(1 for office in offices if not office["serves"])
    wide = sum(1 for office in offices if any(len(place) == 2 for place in office["serves"]))
    unplaced = sum(1 for office in offices if point_of(network, office) is None)
    rough = sum(map(is_rough, offices)) - unplaced
    counts: dict[str, object] = {
        "silent": silent,
        "wide": wide,
        "unplaced": unplaced,
        "rough": rough,
        "missing": missing if offices else 0,
        "all": len(offices),
        "what": WHAT["office"],
        "areas": len(keys),
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
