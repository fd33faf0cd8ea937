"""Was hat sich zwischen zwei Tagen geändert?

Für die Gesundheitskonferenz: welche Verbindungen begannen, endeten oder anders wurden, und welche Akteure dazukamen oder
gingen. Ohne Angabe wird ein Jahr zurückgeschaut.

Methode
-------
Verglichen wird, was an beiden Tagen galt. Begonnen: am zweiten Tag gibt es zwischen zwei Akteuren eine aktive Verbindung
dieser Art, am ersten nicht. Beendet: umgekehrt, auch weil ein Akteur nicht mehr besteht. Geändert: an beiden Tagen gibt es
sie, aber Intensität, Verbindlichkeit oder Formen sind andere. Davon getrennt stehen Verbindungen, deren Beginn nicht erfasst
ist und die in dieser Zeit zum ersten Mal erfasst wurden: bei ihnen ist neu, dass wir davon wissen, nicht unbedingt die
Verbindung. Was schon am ersten Tag erfasst war, gilt als damals schon da. In den Summen zählt eine Verbindung bei jedem
Bereich und jedem Kreis ihrer beiden Akteure einmal; „bestätigt“ heißt, dass sie am zweiten Tag besteht und ihre letzte
Bestätigung in dieser Zeit liegt.

Wie man es liest
----------------
Ein Ende ist kein Versagen: Projekte enden, Aufgaben wandern. Was niemand meldet, fehlt hier.

Aufruf
------
    graphsvc ask changes --area 08117 --since 2025-01-01

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abcd"]
>>> ties = [Tie(id="1", source="a", target="b", since=date(2023, 5, 1)), Tie(id="2", source="a", target="c", intensity=1,
...     until=date(2023, 6, 30)), Tie(id="3", source="a", target="c", intensity=3, since=date(2023, 7, 1)),
...     Tie(id="4", source="a", target="d", until=date(2023, 3, 31))]
>>> chosen = Selection(since=date(2023, 1, 1), on=date(2024, 1, 1))
>>> found = answer(Network(graph=graph_of(partners, ties, date(2022, 1, 1)), selection=chosen))
>>> found.sentence.into("de")
'Vom 01.01.2023 bis zum 01.01.2024: 1 Verbindung begonnen, 1 beendet, 1 geändert.'
>>> [(row[0], row[2], row[4]) for row in found.tables["changes"].rows]
[('began', 'A', 'B'), ('changed', 'A', 'C'), ('ended', 'A', 'D')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from graphsvc.comparison import CHANGES, Pair, came_and_left, compared, listed, pair_of, unknown_beginnings
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Top
from graphsvc.vocabulary import SECTORS, TIES
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, TIE, area_column, count_column, cut, outside_caveat

HISTORY = 365

_METHOD = Text("Vergleich der an beiden Tagen gültigen Verbindungen nach Paar und Art; unbekannter Beginn getrennt")
CHANGE = Column(
    name="change",
    label=Label("Was", "What"),
    words={
        "began": Label("begonnen", "began"),
        "changed": Label("geändert", "changed"),
        "ended": Label("beendet", "ended"),
        "newly_recorded": Label("neu erfasst, Beginn unbekannt", "newly recorded, beginning unknown"),
    },
)
_PRESENCE = replace(CHANGE, words={"began": Label("dazugekommen", "came"), "ended": Label("nicht mehr dabei", "left")})
_SUMS = (
    count_column("began", "Begonnen", "Began"),
    count_column("changed", "Geändert", "Changed"),
    count_column("ended", "Beendet", "Ended"),
    count_column("newly_recorded", "Neu erfasst", "Newly recorded"),
    count_column("confirmed", "Bestätigt", "Confirmed"),
)
_KNOWN = ("began", "changed", "ended")
_ENDS = (
    replace(PARTNER, name="source"),
    replace(NAME, name="source_name", label=Label("Akteur", "Partner")),
    replace(PARTNER, name="target"),
    replace(NAME, name="target_name", label=Label("mit", "with")),
)
_AREAS = Label("Nach Kreis", "By district")

Row = tuple[str, str, str, str]  # change and pair


def answer(network: Network, *, top: Top = 0) -> Answer:
    """Compare the network on ``selection.since`` with that on ``selection.on``."""
    first = network.selection.since or network.day
    became, names = compared(network), names_of(network)
    found = listed(network, {code: became[code] for code in CHANGES})
    counted = [(each.what, each.source, each.target, each.kind) for each in found]
    counted += [("confirmed", *pair) for pair in _confirmed(network, first)]
    counts = {code: len(pairs) for code, pairs in became.items()}
    named = [(c.what, c.source, names[c.source], c.target, names[c.target], c.kind, c.on) for c in found]
    partners = tuple((what, id, names[id], network.graph.nodes[id]["kind"]) for what, id in came_and_left(network))
    tables = {
        "changes": Table(
            title=Label("Verbindungen", "Ties"),
            columns=(CHANGE, *_ENDS, replace(TIE, name="kind"), _SINCE_DAY),
            rows=cut(named, top),
        ),
        "ties": _sums(Label("Nach Art der Verbindung", "By kind of tie"), TIE, counted, TIES, lambda row: {row[3]}),
        "sectors": _by_sector(network, counted),
        "areas": _by_area(network, counted),
        "partners": Table(title=Label("Akteure", "Partners"), columns=(_PRESENCE, PARTNER, NAME, KIND), rows=partners),
    }
    sentence = _sentence(network, first, counts, len(partners))
    unknown = unknown_beginnings(counts)
    # where it is of more ties than are counted, a finding without it would say too much
    foremost = unknown is not None and (unknown.n or 0) > sum(counts[code] for code in _KNOWN)
    if foremost:
        sentence = Text("{finding} {unknown}", values={"finding": sentence, "unknown": unknown})
    return Answer(
        sentence=sentence,
        tables=tables,
        marks={id: 1.0 for row in named if row[0] != "newly_recorded" for id in (row[1], row[3])}
        | {row[1]: 1.0 for row in partners if row[1] in network.graph},
        method=_METHOD,
        caveats=(
            *_caveats(network, counts["newly_recorded"]),
            *([unknown] if unknown is not None and not foremost else []),
            *outside_caveat(network),
        ),
    )


_SINCE_DAY = Column(name="on", label=Label("Am", "On"), role="date")


def _confirmed(network: Network, first: date) -> set[Pair]:
    last: dict[Pair, date] = {}
    for source, target, tie in network.standing():
        if tie["confirmed_on"] is not None:
            pair = pair_of(source, target, tie)
            last[pair] = max(tie["confirmed_on"], last.get(pair, date.min))
    return {pair for pair, day in last.items() if first < day <= network.day}


def _by_sector(network: Network, counted: list[Row]) -> Table:
    nodes = network.graph.nodes
    title = Label("Nach Bereich", "By sector")
    return _sums(title, SECTOR, counted, SECTORS, lambda row: {nodes[row[1]]["sector"], nodes[row[2]]["sector"]})


def _by_area(network: Network, counted: list[Row]) -> Table:
    nodes, areas = network.graph.nodes, network.areas
    districts = {id: areas.up_to(partner["area"], "district") for id, partner in nodes.items()}
    known = [area.ags for area in areas.at_level("district")]
    table = _sums(_AREAS, area_column(areas), counted, known, lambda row: {districts[row[1]], districts[row[2]]})
    rows = tuple((ags, areas[ags].name, *counts) for ags, *counts in table.rows)
    return replace(table, columns=(table.columns[0], NAME, *_SUMS), rows=rows)


def _sums(
    title: Label,
    column: Column,
    counted: Iterable[Row],
    groups: Iterable[str],
    groups_of: Callable[[Row], set[str | None]],
) -> Table:
    """Return for each group how many ties changed in which way; a tie counts once for each group that it belongs to."""
    counts = Counter((group, row[0]) for row in counted for group in groups_of(row))
    rows = ((group, *(counts[group, each.name] for each in _SUMS)) for group in groups)
    return Table(title=title, columns=(column, *_SUMS), rows=tuple(row for row in rows if any(row[1:])))


def _sentence(network: Network, first: date, counts: Mapping[str, int], partners: int) -> Text:
    values = {"first": first, "last": network.day, **counts}
    if not any(counts[code] for code in _KNOWN):
        if partners:
            return Text(
                "Vom {first} bis zum {last} ist an den Verbindungen keine Veränderung erfasst; {n} Akteur kam dazu oder ging.",
                "Vom {first} bis zum {last} ist an den Verbindungen keine Veränderung erfasst; {n} Akteure kamen dazu oder gingen.",
                partners,
                values,
            )
        return as_seen(network, Text("Vom {first} bis zum {last} ist keine Veränderung erfasst.", values=values))
    return Text(
        "Vom {first} bis zum {last}: {n} Verbindung begonnen, {ended} beendet, {changed} geändert.",
        "Vom {first} bis zum {last}: {n} Verbindungen begonnen, {ended} beendet, {changed} geändert.",
        counts["began"],
        values,
    )


def _caveats(network: Network, new: int) -> list[Text]:
    found = []
    if network.viewer is not Viewer.STAFF:
        # a tie may have ended only for these eyes: its successor is for others
        found.append(Text("Manche Verbindungen sind hier nicht mehr zu sehen. Ob sie beendet sind, steht hier nicht."))
    if new:
        found.append(
            Text(
                "{n} Verbindung wurde in dieser Zeit neu erfasst, ohne dass ihr Beginn bekannt ist; sie zählt nicht mit.",
                "{n} Verbindungen wurden in dieser Zeit neu erfasst, ohne dass ihr Beginn bekannt ist; sie zählen nicht mit.",
                new,
            )
        )
    return found
