"""Bei welchen Einrichtungen ist keine Zusammenarbeit erfasst?

Für Mitarbeitende und Planende: wo sich ein erstes Gespräch lohnen kann. Ohne Angabe: Kliniken und Selbsthilfegruppen.

Methode
-------
Für jeden Akteur der einen Art, was über Verbindungen zur anderen Art bekannt ist. Erfasst: es gibt eine aktive Verbindung
zu mindestens einem. Gefragt und verneint: eine Verbindung trägt diesen Stand, oder eine vollständige Auskunft des Akteurs
deckt die andere Art ab, oder alle Akteure der anderen Art haben vollständig Auskunft gegeben. Sonst: keine Auskunft.

Wie man es liest
----------------
„Keine Auskunft“ heißt, dass niemand gefragt hat oder niemand geantwortet hat. Es heißt nicht, dass es keine
Zusammenarbeit gibt. Die Liste ist für die eigene Arbeit; öffentlich stehen nur die Summen.

Aufruf
------
    graphsvc ask unconnected --area 08117 --of clinic --to self_help_group

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="clinic") for i in "abc"] + [Partner(id="g", name="G", kind="self_help_group")]
>>> ties = [Tie(id="1", source="a", target="g"), Tie(id="2", source="b", target="g", status="none")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [(row[1], row[4]) for row in found.tables["unconnected"].rows]
[('C', 'not_asked'), ('B', 'none'), ('A', 'recorded')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Network, Table, Viewer
from graphsvc.params import KindCode, Param, Top
from graphsvc.vocabulary import KINDS
from queries._absence import STATUSES, kind_to_kind
from queries._partners import KIND, NAME, PARTNER, STATUS, area_column, count_column, cut

_METHOD = Text(
    "Stand je Akteur: erfasst, gefragt und verneint, keine Auskunft (Verbindungen und vollständige Erhebungen)"
)

Of = Annotated[KindCode, Param(label=Label("Wer", "Who"), widget="choice", choices=KINDS)]
To = Annotated[KindCode, Param(label=Label("mit wem", "with whom"), widget="choice", choices=KINDS)]


def answer(network: Network, *, of: Of = "clinic", to: To = "self_help_group", top: Top = 0) -> Answer:
    """Return the state of each partner of one kind towards another kind; what is not known comes first."""
    states = kind_to_kind(network, of, to)
    counts: Counter[str] = Counter(states.values())
    summary = Table(
        title=Label("Übersicht", "Overview"),
        columns=(STATUS, count_column("partners", "Akteure", "Partners")),
        rows=tuple((status, counts[status]) for status in STATUSES),
    )
    tables = {"summary": summary}
    if network.viewer is Viewer.STAFF:
        tables = {"unconnected": _list(network, states, top), **tables}
    strength = {"none": 0.6, "not_asked": 1.0}
    marks = {partner: strength[state] for partner, state in states.items() if state in strength}
    return Answer(
        sentence=_sentence(of, to, counts),
        tables=tables,
        marks=marks if network.viewer is Viewer.STAFF else {},
        method=_METHOD,
        caveats=tuple(_caveats(network, of, to, counts)),
    )


def _list(network: Network, states: Mapping[str, str], top: int) -> Table:
    order: dict[str, int] = {status: place for place, status in enumerate(reversed(STATUSES))}
    nodes = network.graph.nodes
    rows = [
        (id, nodes[id]["name"], nodes[id]["kind"], nodes[id]["area"], states[id])
        for id in sorted(states, key=lambda id: (order[states[id]], network.order(id)))
    ]
    columns = (PARTNER, NAME, KIND, area_column(network.areas), STATUS)
    return Table(title=Label("Akteure", "Partners"), columns=columns, rows=cut(rows, top))


def _sentence(of: str, to: str, counts: Counter[str]) -> Text:
    total = sum(counts.values())
    values = {"of": InText(KINDS[of].plural), "to": InText(KINDS[to].plural), "all": total}
    if not total:
        return Text("In dieser Auswahl sind keine {of} erfasst.", values=values)
    open_ones = total - counts["recorded"]
    return Text(
        "Bei {n} von {all} {of} ist keine Zusammenarbeit mit {to} erfasst; bei {not_asked} davon hat noch niemand gefragt "
        "oder geantwortet.",
        "Bei {n} von {all} {of} ist keine Zusammenarbeit mit {to} erfasst; bei {not_asked} davon hat noch niemand gefragt "
        "oder geantwortet.",
        open_ones,
        values | {"not_asked": counts["not_asked"]},
    )


def _caveats(network: Network, of: str, to: str, counts: Counter[str]) -> list[Text]:
    found = []
    total = sum(counts.values())
    if counts["not_asked"]:
        found.append(
            Text(
                "Zu {n} von {all} liegt keine Auskunft vor.",
                "Zu {n} von {all} liegt keine Auskunft vor.",
                counts["not_asked"],
                {"all": total},
            )
        )
    if not any(network.of_kind(to)):
        values = {"to": InText(KINDS[to].plural)}
        found.append(
            Text("In dieser Auswahl sind keine {to} erfasst; darum kann hier nichts verbunden sein.", values=values)
        )
    if network.outside:
        found.append(
            Text(
                "{n} Verbindung führt aus der Auswahl hinaus und ist nicht berücksichtigt.",
                "{n} Verbindungen führen aus der Auswahl hinaus und sind nicht berücksichtigt.",
                network.outside,
            )
        )
    if network.viewer is not Viewer.STAFF and total:
        found.append(Text("Die Liste der Akteure sehen nur Mitarbeitende."))
    return found
