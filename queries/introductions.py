"""Wer kann uns mit X bekannt machen?

Für Mitarbeitende einer Stelle: die kürzesten Wege von uns zu einem anderen Akteur, und über wen sie führen. Ohne Angabe
gehen sie von der Stelle mit den meisten Kooperationen aus.

Methode
-------
Ein Schritt führt von einem Akteur zu einem, mit dem er durch eine aktive Verbindung verbunden ist. Gezeigt werden die Wege
mit den wenigsten Schritten. Gleich kurze stehen nach dem Abstand: der Summe von 1 / Intensität über alle Schritte, wie bei
Newman (Scientific collaboration networks II, Physical Review E 64, 2001). Haben zwei Akteure mehrere Verbindungen, gilt
die mit der höchsten Intensität; eine unbekannte zählt wie „Austausch“ (2). Dass zuerst die Schritte zählen und dann die
Intensität, wägen Opsahl, Agneessens und Skvoretz ab (Node centrality in weighted networks, Social Networks 32, 2010): wer
bekannt macht, tut es gern einmal, aber ungern um drei Ecken. Alle Wege werden gezählt, aber nur die besten aufgelistet.

Wie man es liest
----------------
Wer auf vielen der Wege liegt, kann am ehesten vermitteln; ob er es möchte, sagt nur ein Gespräch. Ist kein Weg erfasst,
kann es trotzdem einen geben.

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Stelle", kind="contact_office"), Partner(id="a", name="Amt", kind="authority"),
...     Partner(id="b", name="Bund", kind="association"), Partner(id="x", name="Klinik", kind="clinic")]
>>> ties = [Tie(id="1", source="k", target="a", intensity=1), Tie(id="2", source="a", target="x", intensity=4),
...     Tie(id="3", source="k", target="b", intensity=3), Tie(id="4", source="x", target="b", intensity=2)]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))), partner="k", to="x")
>>> found.sentence.into("de")
'2 Wege führen über nur einen Akteur von Stelle zu Klinik: am engsten sind die Verbindungen über Bund.'
>>> [(row[1], row[4], round(row[5], 3)) for row in found.tables["ways"].rows]
[('Bund', 2, 0.833), ('Amt', 2, 1.25)]

Aufruf
------
    graphsvc ask introductions --area 08117 --partner shg-08117-001 --top 5
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, pairwise
from typing import Annotated, Any

from graphsvc.kernels import Ways, best_first, shortest_ways
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, is_valid
from graphsvc.params import Param, PartnerId, Top
from graphsvc.vocabulary import INTENSITIES
from queries._chosen import chosen_for_you, no_office
from queries._names import names_of
from queries._partners import (
    KIND,
    NAME,
    PARTNER,
    SECTOR,
    best_connected_office,
    common_caveats,
    count_column,
    known,
    reporter_caveat,
)

LISTED = 1000
UNKNOWN = 2  # what an unknown intensity counts like
MANY = 1_000_000  # what a person would read as a number
COUNTABLE = 2**53  # more ways than that no reader of JSON could tell apart; then the shares say it
_TWELFTHS = 12  # 1 / intensity in whole numbers: 12, 6, 4, 3

_METHOD = Text(
    "Kürzeste Wege im Netz der aktiven Verbindungen; gleich kurze nach der Summe von 1 / Intensität (Newman 2001)"
)
_THROUGH = Column(name="through", label=Label("Über (der Reihe nach)", "Through (in order)"))
_INTENSITIES = Column(
    name="intensities",
    label=Label("Intensität Schritt für Schritt", "Intensity step by step"),
    words={code: term.label for code, term in INTENSITIES.items()} | {"unknown": Label("unbekannt", "unknown")},
)
_STEPS = count_column("steps", "Schritte", "Steps")

From = Annotated[PartnerId, Param(label=Label("Von wem aus", "From whom"), widget="partner")]
To = Annotated[PartnerId, Param(label=Label("Zu wem", "To whom"), widget="partner")]
Ties = Mapping[tuple[str, str], list[Mapping[str, Any]]]
Way = tuple[int, tuple[str, ...]]


def answer(network: Network, *, partner: From = "", to: To = "", top: Top = 20) -> Answer:
    """Return the shortest ways from one partner to another, best first, and who lies on them."""
    named = partner or network.selection.ego
    start = named or best_connected_office(network)
    if start is None:
        return Answer(sentence=no_office(network), method=_METHOD)
    known(network, start, "partner")
    goal = known(network, to, "to") if to else _within_reach(network, start)
    ways = shortest_ways(network.simple, start, goal) if goal and goal != start else None
    chosen = _chosen_for_you(network, start, named, goal, to)
    if ways is None:
        return Answer(
            sentence=_no_way(network, start, goal),
            tables={"ways": _ways_table(network, [], {}), "go_betweens": _go_betweens(network, None)},
            method=_METHOD,
            caveats=(*chosen, *_already_said(network, start, goal), *common_caveats(network, ())),
        )
    ties = _ties(network, ways)
    intensities = {step: _strongest(several) for step, several in ties.items()}
    costs = {step: _TWELFTHS // (intensity or UNKNOWN) for step, intensity in intensities.items()}
    shown = min(top or LISTED, LISTED)
    best = list(islice(best_first(ways, costs, network.order), max(shown, 2)))
    caveats = (
        *reporter_caveat(network),
        *chosen,
        *_already_said(network, start, goal),
        *_caveats(ways, intensities, top),
        *common_caveats(network, (tie for several in ties.values() for tie in several)),
    )
    return Answer(
        sentence=_sentence(network, ways, best) if to or ways.steps > 1 else _no_goal(network, start),
        tables={
            "ways": _ways_table(network, best[:shown], intensities),
            "go_betweens": _go_betweens(network, ways),
        },
        marks={id: 0.3 + 0.6 * (ways.through(id) / ways.count) for id in ways.onward}
        | {ways.start: 1.0, ways.goal: 1.0},
        method=_METHOD,
        caveats=caveats,
    )


def _within_reach(network: Network, start: str) -> str | None:
    """Return to whom, of another sector where possible, most ways lead through one partner; who is tied already comes last."""
    graph = network.simple
    ways = dict.fromkeys(graph.adj[start], 0)
    for other in graph.adj[start]:
        for third in graph.adj[other]:
            if third != start and not graph.has_edge(start, third):
                ways[third] = ways.get(third, 0) + 1
    sector = network.graph.nodes[start]["sector"]
    others = {id: network.graph.nodes[id]["sector"] != sector for id in ways}
    return min(ways, key=lambda id: (not ways[id], not others[id], -ways[id], network.order(id)), default=None)


def _chosen_for_you(network: Network, start: str, named: str | None, goal: str | None, to: str) -> list[Text]:
    """Say why these two are shown, where nobody named them and there are others."""
    found = chosen_for_you(network, start, named or "")
    if goal and not to and network.simple.has_edge(start, goal):
        found.append(
            Text("Es ist kein Ziel gewählt, und über andere ist von hier aus niemand zu erreichen, soweit erfasst.")
        )
    elif goal and not to:
        found.append(
            Text(
                "Es ist kein Ziel gewählt. Gezeigt wird, zu wem die meisten Wege über einen einzigen Akteur führen, möglichst "
                "in einem anderen Bereich."
            )
        )
    return found


def _already_said(network: Network, start: str, goal: str | None) -> list[Text]:
    """Say where somebody asked already whether the two will work together, or where they are about to."""
    ties = [] if goal is None else _between(network, start, goal)
    said = {tie["status"] for tie in ties}
    if "active" in said or goal is None:
        return []
    values = {"start": names_of(network)[start], "goal": names_of(network)[goal]}
    texts = {
        "planned": Text("Zwischen {start} und {goal} ist eine Verbindung schon geplant.", values=values),
        "none": Text(
            "Nach einer Verbindung von {start} und {goal} wurde schon gefragt; sie wurde verneint.", values=values
        ),
    }
    return [text for status, text in texts.items() if status in said]


def _ties(network: Network, ways: Ways) -> Ties:
    """Return the ties of each step of a shortest way."""
    steps = ((id, nearer) for id, several in ways.onward.items() for nearer in several)
    return {step: [tie for tie in _between(network, *step) if tie["status"] == "active"] for step in steps}


def _between(network: Network, one: str, other: str) -> list[Mapping[str, Any]]:
    """Return what is recorded of two partners' ties on the day, in either direction."""
    return [
        tie
        for ends in ((one, other), (other, one))
        for tie in (network.graph.get_edge_data(*ends) or {}).values()
        if is_valid(tie["since"], tie["until"], network.day)
    ]


def _strongest(ties: list[Mapping[str, Any]]) -> int | None:
    """Return the intensity of the strongest of some ties; None where that one's is unknown."""
    intensities: list[int | None] = [tie["intensity"] for tie in ties]
    return max(intensities, key=lambda intensity: (intensity or UNKNOWN, intensity is not None))


def _ways_table(network: Network, best: list[Way], intensities: Mapping[tuple[str, str], int | None]) -> Table:
    names = names_of(network)
    rows = tuple(
        (
            way[1],
            names[way[1]],
            tuple(names[id] for id in way[1:-1]),
            tuple(str(intensities[step] or "unknown") for step in pairwise(way)),
            len(way) - 1,
            cost / _TWELFTHS,
        )
        for cost, way in best
    )
    distance = count_column("distance", "Abstand (Summe 1 / Intensität)", "Distance (sum of 1 / intensity)")
    first = replace(NAME, label=Label("Zuerst ansprechen", "Talk to first"))
    columns = (PARTNER, first, _THROUGH, _INTENSITIES, _STEPS, distance)
    return Table(title=Label("Die kürzesten Wege", "The shortest ways"), columns=columns, rows=rows)


def _go_betweens(network: Network, ways: Ways | None) -> Table:
    nodes, names = network.graph.nodes, names_of(network)
    rows = []
    if ways is not None:
        for id in ways.onward.keys() - {ways.start}:
            count = ways.through(id) if ways.through(id) <= COUNTABLE else None
            share = ways.through(id) / ways.count
            rows.append((id, names[id], nodes[id]["kind"], nodes[id]["sector"], count, share, ways.away[id]))
    rows.sort(key=lambda row: (-row[5], network.order(row[0])))
    columns = (
        PARTNER,
        NAME,
        KIND,
        SECTOR,
        count_column("ways", "Auf so vielen Wegen", "On so many ways"),
        count_column("share", "Anteil der Wege", "Share of the ways"),
        replace(_STEPS, label=Label("Schritte von uns", "Steps from us")),
    )
    return Table(title=Label("Über wen sie führen", "Through whom they lead"), columns=columns, rows=tuple(rows))


def _no_way(network: Network, start: str, goal: str | None) -> Text:
    values = {"start": names_of(network)[start]}
    if goal is None:
        return Text(
            "Von {start} aus ist kein Weg zu anderen erfasst. Das heißt nicht, dass es keinen gibt.", values=values
        )
    if goal == start:
        return Text("Start und Ziel sind beide {start}. Bitte zwei verschiedene Akteure angeben.", values=values)
    values["goal"] = names_of(network)[goal]
    return Text(
        "Von {start} zu {goal} ist kein Weg erfasst. Das heißt nicht, dass es keinen gibt.",
        values=values,
    )


def _no_goal(network: Network, start: str) -> Text:
    return Text(
        "Zu wem soll der Weg führen? Bitte ein Ziel angeben. Alle, zu denen von {start} aus ein Weg erfasst ist, sind schon "
        "direkt verbunden.",
        values={"start": names_of(network)[start]},
    )


def _sentence(network: Network, ways: Ways, best: list[Way]) -> Text:
    name = {id: names_of(network)[id] for id in (ways.start, *best[0][1])}
    values: dict[str, object] = {"start": name[ways.start], "goal": name[ways.goal], "steps": ways.steps}
    values["through"] = [name[id] for id in best[0][1][1:-1]]
    if len(best) > 1 and best[0][0] < best[1][0]:
        values["best"] = Text("am engsten sind die Verbindungen über {through}", values=dict(values))
    else:
        values["best"] = Text("einer davon ist der über {through}", values=dict(values))
    if ways.count > MANY:
        values["n"] = Text("mehr als eine Million")
    if ways.steps == 1:
        return Text("{start} und {goal} sind schon direkt verbunden.", values=values)
    if ways.steps == 2:
        return Text(
            "{through} ist mit {start} und mit {goal} verbunden und könnte beide bekannt machen.",
            "{n} Wege führen über nur einen Akteur von {start} zu {goal}: {best}.",
            ways.count,
            values,
        )
    return Text(
        "Der kürzeste erfasste Weg von {start} zu {goal} hat {steps} Schritte, über {through}.",
        "Die kürzesten erfassten Wege von {start} zu {goal} haben {steps} Schritte. Es gibt {n}; {best}.",
        ways.count,
        values,
    )


def _caveats(ways: Ways, intensities: Mapping[tuple[str, str], int | None], top: int) -> list[Text]:
    found = []
    unknown = sum(1 for intensity in intensities.values() if intensity is None)
    if unknown:
        found.append(
            Text(
                "Bei {n} von {all} Schritten auf diesen Wegen ist die Intensität nicht bekannt; sie zählt dort wie "
                "„Austausch“.",
                "Bei {n} von {all} Schritten auf diesen Wegen ist die Intensität nicht bekannt; sie zählt dort wie "
                "„Austausch“.",
                unknown,
                {"all": len(intensities)},
            )
        )
    if ways.count > LISTED and not 0 < top <= LISTED:
        found.append(Text("Aufgelistet sind nur die ersten {n} Wege.", values={"n": LISTED}))
    return found
