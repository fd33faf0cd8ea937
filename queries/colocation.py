"""Sind Gruppen in der Nähe von Kliniken?

Für Planende: ob Akteure der einen Art öfter neben solchen einer anderen Art liegen, als der Zufall es täte. Vorgabe: Gruppen und
Kliniken.

Methode
-------
Colocation-Quotient (Leslie und Kronenfeld, The Colocation Quotient: A New Measure of Spatial Association Between Categorical
Subsets of Points, 2011): der Anteil der einen Art unter den nächsten Nachbarn der anderen, geteilt durch ihren Anteil an allen
Akteuren der Auswahl, die einen Ort haben. Sind mehrere gleich nah, zählt jeder zum gleichen Teil; wer am selben Punkt liegt, ist
am nächsten. Der Test verteilt die Arten 999-mal zufällig auf dieselben Orte (mit festem Startwert); p ist der Anteil der
Verteilungen, die mindestens so weit vom Zufall entfernt sind, auf beiden Seiten, mit der Korrektur (r + 1) / (m + 1) (Phipson und
Smyth 2010). Nachbarn jenseits der Auswahl zählen nicht.

Wie man es liest
----------------
1 heißt: wie zufällig. Mehr als 1: öfter nebeneinander. Weniger als 1: seltener. Ein kleines p (unter 0,05) heißt, dass das kaum
Zufall ist. Nähe ist keine Zusammenarbeit, und aus diesem Quotienten folgt keine Ursache.

Aufruf
------
    graphsvc ask colocation --area 08 --of self_help_group --to clinic

Beispiel
--------
Zwei Gruppen, jede neben einer Klinik, weit voneinander: Alle nächsten Nachbarn sind Kliniken, unter den drei anderen Akteuren
sind es zwei. Der Quotient ist 1 / (2/3) = 1,5.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> places = {"g": ("self_help_group", 48.0), "c": ("clinic", 48.1), "h": ("self_help_group", 50.0), "d": ("clinic", 50.1)}
>>> partners = [Partner(id=i, name=i, kind=kind, lat=lat, lon=9.0) for i, (kind, lat) in places.items()]
>>> found = answer(Network(graph=graph_of(partners), selection=Selection(on=date(2024, 1, 1))))
>>> found.tables["colocation"].rows[0][:6]
('self_help_group', 'clinic', 2, 2, 4, 1.5)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from graphsvc.kernels.colocation import colocation
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table
from graphsvc.params import Param
from graphsvc.vocabulary import KINDS
from queries._areas import is_rough, point_of
from queries._chosen import as_seen
from queries._partners import KIND, count_column, outside_caveat

_METHOD = Text("Colocation-Quotient (Leslie und Kronenfeld 2011) mit Permutationstest, 999 Verteilungen")
_SURE = 0.05
OfKind = Annotated[str, Param(label=Label("Wer", "Who"), widget="choice", choices=KINDS)]
ToKind = Annotated[str, Param(label=Label("In der Nähe von", "Near whom"), widget="choice", choices=KINDS)]


def answer(network: Network, *, of: OfKind = "self_help_group", to: ToKind = "clinic") -> Answer:
    """Return the colocation quotient of one kind to another, with p."""
    nodes = network.graph.nodes
    points = {id: point for id in network.partners() if (point := point_of(network, nodes[id])) is not None}
    placed = [nodes[id] for id in points]
    kinds = np.array([partner["kind"] for partner in placed], dtype=object)
    first, second = kinds == of, kinds == to
    found = colocation(np.array(list(points.values()), dtype=float).reshape(-1, 2), first, second)
    quotient, p = (None if np.isnan(value) else float(value) for value in (found.quotient, found.p))
    row = (of, to, int(first.sum()), int(second.sum()), len(placed), quotient, p)
    beside = zip((id for id in points if nodes[id]["kind"] == of), found.share.tolist(), strict=True)
    rough = sum(map(is_rough, placed))
    return Answer(
        sentence=_sentence(network, of, to, quotient, p, rough, len(placed)),
        tables={"colocation": _table(row)},
        marks={id: min(1.0, share) for id, share in beside if share > 0},
        method=_METHOD,
        caveats=(*_caveats(network, rough, len(placed)), *outside_caveat(network)),
    )


def _table(row: tuple[Any, ...]) -> Table:
    columns = (
        replace(KIND, name="of", label=Label("Wer", "Who")),
        replace(KIND, name="to", label=Label("In der Nähe von", "Near whom")),
        count_column("of_count", "Wer: Zahl mit Ort", "Who: number with a place"),
        count_column("to_count", "In deren Nähe: Zahl mit Ort", "Near whom: number with a place"),
        count_column("partners", "Alle Akteure mit Ort", "All partners with a place"),
        count_column("quotient", "Colocation-Quotient", "Colocation quotient"),
        count_column("p", "p", "p"),
    )
    return Table(title=Label("Nähe", "Nearness"), columns=columns, rows=(row,))


def _sentence(
    network: Network, of: str, to: str, quotient: float | None, p: float | None, rough: int, placed: int
) -> Text:
    values: dict[str, object] = {"of": KINDS[of].plural, "to": KINDS[to].plural, "rough": rough, "all": placed}
    if quotient is None or p is None:
        text = Text(
            "Das lässt sich hier nicht sagen: Es sind zu wenige {of} oder {to} erfasst, deren Ort bekannt ist.",
            values=values,
        )
        return as_seen(network, text)
    chance = Text("p = {p}", values={"p": round(p, 2)}) if p >= 0.01 else Text("p unter 0,01")
    values |= {"quotient": round(quotient, 2), "p": chance}
    if 2 * rough > placed:
        return Text(
            "Ob {of} neben {to} liegen, lässt sich hier nicht genau sagen: Bei {rough} von {all} Akteuren ist nur das Gebiet "
            "bekannt. Nach Gebieten gerechnet ist der Quotient {quotient} (1 wäre wie zufällig; {p}).",
            values=values,
        )
    if p >= _SURE:
        return Text(
            "Ob {of} öfter oder seltener neben {to} liegen, als der Zufall es täte, ist nicht zu erkennen (Quotient {quotient}; 1 "
            "wäre wie zufällig; {p}).",
            values=values,
        )
    if quotient > 1:
        return Text(
            "{of} liegen öfter neben {to}, als der Zufall es täte (Quotient {quotient}; 1 wäre wie zufällig; {p}).",
            values=values,
        )
    return Text(
        "{of} liegen seltener neben {to}, als der Zufall es täte (Quotient {quotient}; 1 wäre wie zufällig; {p}).",
        values=values,
    )


def _caveats(network: Network, rough: int, placed: int) -> list[Text]:
    found = []
    if rough:
        text = Text(
            "Bei {rough} von {all} Akteuren ist nur das Gebiet bekannt: Sie liegen hier auf dessen Mitte, bei einem Kreis weitab "
            "von denen, deren Gemeinde bekannt ist. Quotient und p sagen dann mehr über die Einträge als über die Orte.",
            values={"rough": rough, "all": placed},
        )
        found.append(text)
    if missing := len(network.graph) - placed:
        values = {"missing": missing, "all": len(network.graph)}
        found.append(Text("{missing} von {all} Akteuren haben keinen Ort und fehlen hier.", values=values))
    return found
