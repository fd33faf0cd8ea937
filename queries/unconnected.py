"""Bei welchen Einrichtungen ist keine Zusammenarbeit erfasst?

Für Mitarbeitende und Planende: wo sich ein erstes Gespräch lohnen kann. Ohne Angabe: Kliniken und Selbsthilfegruppen.

Methode
-------
Für jeden Akteur der einen Art, was über Verbindungen zur anderen Art bekannt ist. Erfasst: es gibt eine aktive Verbindung
zu mindestens einem. Gefragt und verneint: eine Verbindung trägt diesen Stand, oder eine vollständige Auskunft des Akteurs
deckt die andere Art ab, oder alle Akteure der anderen Art haben vollständig Auskunft gegeben. Sonst: keine Auskunft.
Wo nur bestimmte Verbindungen, Themen oder Zuständigkeiten gewählt sind oder die andere Art fehlt, gilt nichts als verneint: die
Auswahl kann eine Verbindung weglassen.
„Kontakt über“ nennt, wer mit dem Akteur verbunden ist und fragen könnte: eine Stelle der Selbsthilfeunterstützung, sonst,
wer die meisten Verbindungen hat. „Im selben Kreis“ zählt die Akteure der anderen Art, die dort ihren Sitz haben.

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

from graphsvc.absence import STATUSES, leaves_ties_out
from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import KindCode, Param, Top
from graphsvc.vocabulary import KINDS, OFFICES
from queries._absence import LEFT_OUT, kind_to_kind
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, STATUS, _Name, area_column, count_column, cut

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
    tables = {"summary": summary, "areas": _by_area(network, states)}
    if network.viewer is Viewer.STAFF:
        tables = {"unconnected": _list(network, states, to, top), **tables}
    strength = {"none": 0.6, "not_asked": 1.0}
    marks = {partner: strength[state] for partner, state in states.items() if state in strength}
    return Answer(
        sentence=_sentence(network, of, to, counts),
        tables=tables,
        marks=marks if network.viewer is Viewer.STAFF else {},
        method=_METHOD,
        caveats=tuple(_caveats(network, of, to, counts)),
    )


def _list(network: Network, states: Mapping[str, str], to: str, top: int) -> Table:
    order: dict[str, int] = {status: place for place, status in enumerate(reversed(STATUSES))}
    nodes, names = network.graph.nodes, names_of(network)
    nearby = Counter(_district(network, id) for id in network.of_kind(to))
    shown = sorted(states, key=lambda id: (order[states[id]], network.order(id)))
    ways = {id: _way(network, id) for id in (shown[:top] if top else shown) if states[id] != "recorded"}
    rows = [
        (
            id,
            names[id],
            nodes[id]["kind"],
            nodes[id]["area"],
            states[id],
            _near(network, id, to, nearby),
            ways.get(id),
        )
        for id in shown
    ]
    columns = (
        PARTNER,
        NAME,
        KIND,
        area_column(network.areas),
        STATUS,
        Column(name="nearby", label=Text("{kind} im selben Kreis", values={"kind": KINDS[to].plural}), role="measure"),
        Column(
            name="way",
            label=Label("Kontakt über", "Contact through"),
            words={way: _Name(names[way]) for way in ways.values() if way},
        ),
    )
    return Table(title=Label("Akteure", "Partners"), columns=columns, rows=cut(rows, top))


def _district(network: Network, partner: str) -> str | None:
    return network.areas.up_to(network.graph.nodes[partner]["area"], "district")


def _near(network: Network, partner: str, to: str, nearby: Counter[str | None]) -> int | None:
    """Return how many others of the other kind have their seat in the partner's district; None if that is not known."""
    district = _district(network, partner)
    if district is None:
        return None
    return nearby[district] - int(network.graph.nodes[partner]["kind"] == to)


def _way(network: Network, partner: str) -> str | None:
    """Return who is tied to a partner and could ask: an office, or else the best-connected one."""
    graph, nodes = network.simple, network.graph.nodes
    return min(
        graph[partner],
        key=lambda other: (nodes[other]["kind"] not in OFFICES, -graph.degree[other], network.order(other)),
        default=None,
    )


def _by_area(network: Network, states: Mapping[str, str]) -> Table:
    counts = Counter((_district(network, id), state) for id, state in states.items())
    rows = []
    for area in network.areas.at_level("district"):
        row = [counts[area.ags, status] for status in STATUSES]
        if any(row):
            rows.append((area.ags, area.name, sum(row), *row))
    counted = (Column(name=status, label=STATUS.words[status], role="measure") for status in STATUSES)
    columns = (area_column(network.areas), NAME, count_column("partners", "Akteure", "Partners"), *counted)
    return Table(title=Label("Nach Kreis", "By district"), columns=columns, rows=tuple(rows))


def _sentence(network: Network, of: str, to: str, counts: Counter[str]) -> Text:
    total = sum(counts.values())
    values = {"of": InText(KINDS[of].plural), "to": InText(KINDS[to].plural), "all": total}
    if not total:
        return as_seen(network, Text("In dieser Auswahl sind keine {of} erfasst.", values=values))
    open_ones = total - counts["recorded"]
    if not open_ones:
        return Text("Bei {n} von {all} {of} ist eine Zusammenarbeit mit {to} erfasst.", values=values | {"n": total})
    values |= {"n": open_ones, "not_asked": counts["not_asked"]}
    if network.viewer is not Viewer.STAFF:  # who was asked, and what cannot be seen here, is not known
        return Text(
            "Bei {n} von {all} {of} ist keine Zusammenarbeit mit {to} erfasst, die hier zu sehen ist.", values=values
        )
    if not counts["not_asked"]:
        return Text(
            "Bei {n} von {all} {of} ist keine Zusammenarbeit mit {to} erfasst; dazu liegt Auskunft vor.", values=values
        )
    return Text(
        "Bei {n} von {all} {of} ist keine Zusammenarbeit mit {to} erfasst; zu {not_asked} davon liegt keine Auskunft "
        "vor (nicht gefragt, oder keine Antwort).",
        values=values,
    )


def _caveats(network: Network, of: str, to: str, counts: Counter[str]) -> list[Text]:
    found = []
    total = sum(counts.values())
    if counts["not_asked"] and network.viewer is Viewer.STAFF:
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
    if counts["not_asked"] and leaves_ties_out(network, to):
        found.append(LEFT_OUT)
    if network.outside:
        found.append(
            Text(
                "{n} Verbindung führt aus der Auswahl hinaus und ist nicht berücksichtigt.",
                "{n} Verbindungen führen aus der Auswahl hinaus und sind nicht berücksichtigt.",
                network.outside,
            )
        )
    if network.viewer is not Viewer.STAFF and total:
        found.append(Text("Die Liste der Akteure und die Antworten auf Erhebungen sehen nur Mitarbeitende."))
    return found
