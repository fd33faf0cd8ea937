"""Matrix

Zeigt in einem Kästchen, was zwischen zwei Bereichen erfasst ist, oder zu einem Thema in einem Gebiet. Wo nichts erfasst ist,
sagt die Schraffur, ob gefragt wurde.

Methode
-------
Ohne Angabe steht Thema und Gebiet da, wo eine Antwort davon handelt, sonst Bereich und Bereich. Bereich und Bereich: Gezählt
werden Paare von Akteuren mit einer Kooperation (Intensität 2 bis 4 oder unbekannt), oder mit einer der Verbindungen, die
ausgewählt sind. Der Ton ist ihr Anteil an allen möglichen Paaren. „Gefragt und verneint“ steht da nur, wenn jedes einzelne
Paar verneint ist. Thema und Gebiet: Gezählt werden Gruppen, wie in der Frage nach den Lücken. Von mehr als 60 Themen stehen
die Oberthemen da; über 60 Kreise werden zu Ländern. Auf einem Telefon stehen die Spalten in Teilen untereinander.

Was ähnlich ist, steht nebeneinander, so dass Blöcke sichtbar werden: mittlere Verknüpfung (average linkage) der Abstände
zwischen den Zeilen, und davon die Reihenfolge mit dem kürzesten Weg (Bar-Joseph, Gifford und Jaakkola, Fast optimal leaf
ordering for hierarchical clustering, Bioinformatics 17, 2001). Die Spalten ebenso.

Wie man es liest
----------------
Dunkler heißt mehr. Eine Schraffur ist keine Null: Punkte heißen, dass keine Auskunft vorliegt; waagrechte Linien, dass Paare
erfasst sind, die anders verbunden sind, etwa durch Unterstützung. Die Reihenfolge ist keine Rangfolge.
Nicht jeder Bereich muss mit jedem zusammenarbeiten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from graphsvc.absence import Denials, Status, leaves_ties_out
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Picture, Table, is_cooperation
from graphsvc.params import MatrixCode
from graphsvc.vocabulary import SECTORS
from visualisations._empty import empty
from visualisations._matrix import OTHERWISE, Cell, Heading, Matrix, seriated, svg
from visualisations._matrix_narrow import narrow
from visualisations._matrix_topics import topics_by_area
from visualisations._shades import STATUSES

TITLE = Text("Matrix")


def draw(network: Network, answer: Answer | None, *, matrix: MatrixCode = "fitting") -> Picture:
    """Draw what is recorded between each two sectors, or of each topic in each area; what an answer is about, where not said."""
    marks = {id for id, mark in (answer.marks if answer else {}).items() if mark > 0 and id in network.graph}
    if matrix == "topics" or (matrix == "fitting" and answer and _about_topics(answer)):
        return topics_by_area(network, marks)
    if not network.graph:
        return empty(TITLE, Text("In dieser Auswahl sind keine Akteure erfasst."))
    pairs = _pairs(network)
    members = _members(network)
    order = _order(list(members), pairs)
    what = Text("Kooperation: Anteil der verbundenen an allen möglichen Paaren")
    if network.selection.ties:
        what = Text("Ausgewählte Verbindungen: Anteil der verbundenen an allen möglichen Paaren")
    drawn = _matrix(order, members, pairs, marks, what)
    alt = Text(
        "Matrix mit {n} Bereich als Zeile und als Spalte; dasselbe steht in den Tabellen.",
        "Matrix mit {n} Bereichen als Zeilen und als Spalten; dasselbe steht in den Tabellen.",
        len(order),
    )
    return Picture(
        title=drawn.title,
        svg=lambda language: svg(drawn, alt, language),
        alt=alt,
        finding=_finding(pairs, bool(network.selection.ties)),
        narrow=lambda language: narrow(drawn, alt, language),
        tables={"sectors": _sector_table(order, members, marks), "pairs": _pair_table(order, pairs)},
        notes=tuple(_notes(network, members, pairs)),
    )


def _finding(pairs: Mapping[tuple[str, str], _Pair], chosen: bool) -> Text:
    """Return between how many pairs of sectors something is recorded, and between which most pairs of partners are tied."""
    statuses = Counter(pair.status for pair in pairs.values())
    values: dict[str, object] = {"n": statuses["recorded"], "all": len(pairs), "unknown": statuses["not_asked"]}
    shown = Text(
        "Bei {n} von {all} Paarungen von Bereichen ist eine Kooperation erfasst, bei {unknown} liegt keine Auskunft vor.",
        values=values,
    )
    if chosen:
        shown = Text(
            "Bei {n} von {all} Paarungen von Bereichen ist eine der ausgewählten Verbindungen erfasst, bei {unknown} liegt "
            "keine Auskunft vor.",
            values=values,
        )
    tied = {ends: pair.tied for ends, pair in pairs.items()}
    highest = max(tied, key=tied.__getitem__, default=None)
    if highest is None or list(tied.values()).count(tied[highest]) > 1:
        return shown
    first, second = (SECTORS[code].label for code in highest)
    values = {"shown": shown, "first": first, "second": second}
    values |= {"tied": tied[highest], "possible": pairs[highest].possible}
    return Text("{shown} Die meisten verbundenen Paare: {first} – {second} ({tied} von {possible}).", values=values)


def _about_topics(answer: Answer) -> bool:
    """Return whether a table tells of topics in areas."""
    return any({"topic", "area"} <= set(table.names) for table in answer.tables.values())


@dataclass(frozen=True)
class _Pair:
    """How many pairs of partners of two sectors are tied, tied otherwise only, and could be."""

    tied: int
    otherwise: int
    possible: int
    status: Status

    @property
    def look(self) -> str:
        """The status that is drawn: where all that is recorded is other ties, it is these, and no lack of information."""
        return OTHERWISE if self.otherwise and self.status == "not_asked" else self.status


def _members(network: Network) -> dict[str, list[str]]:
    """Return the partners of each sector that has any."""
    found: dict[str, list[str]] = {code: [] for code in SECTORS}
    for id, partner in network.graph.nodes(data=True):
        found[partner["sector"]].append(id)
    return {code: ids for code, ids in found.items() if ids}


def _pairs(network: Network) -> dict[tuple[str, str], _Pair]:
    """Return what is recorded between each two sectors that have partners, by their places in the vocabulary."""
    nodes, places = network.graph.nodes, {code: place for place, code in enumerate(SECTORS)}
    tied: Counter[tuple[str, str]] = Counter()
    otherwise: Counter[tuple[str, str]] = Counter()
    for (a, b), counts in _tied(network).items():
        first, second = sorted((nodes[a]["sector"], nodes[b]["sector"]), key=places.__getitem__)
        (tied if counts else otherwise)[first, second] += 1
    members = _members(network)
    silent = leaves_ties_out(network, *{nodes[id]["kind"] for id in network.graph})
    denials = Denials(network, None if network.selection.ties else "cooperates_with")
    found = {}
    for first, second in combinations_with_replacement(members, 2):
        here, there = members[first], members[second]
        possible = len(here) * (len(here) - 1) // 2 if first == second else len(here) * len(there)
        if possible:
            number = tied[first, second]
            none = not number and not silent and denials.every_pair(here, there)
            status: Status = "recorded" if number else "none" if none else "not_asked"
            found[first, second] = _Pair(number, otherwise[first, second], possible, status)
    return found


def _tied(network: Network) -> dict[tuple[str, str], bool]:
    """Return the tied pairs, and of each whether it is asked about: a cooperation, or one of the kinds that were selected."""
    chosen = bool(network.selection.ties)
    found: dict[tuple[str, str], bool] = {}
    for source, target, tie in network.standing():
        if source != target:
            pair = (source, target) if source < target else (target, source)
            found[pair] = chosen or found.get(pair, False) or is_cooperation(tie)
    return found


def _order(sectors: list[str], pairs: Mapping[tuple[str, str], _Pair]) -> list[str]:
    profile = np.zeros((len(sectors), len(sectors)))
    for (first, second), pair in pairs.items():
        a, b = sectors.index(first), sectors.index(second)
        profile[a, b] = profile[b, a] = np.sqrt(pair.tied / pair.possible)
    return [sectors[place] for place in seriated(profile)]


def _matrix(
    order: list[str],
    members: Mapping[str, list[str]],
    pairs: Mapping[tuple[str, str], _Pair],
    marks: set[str],
    what: Text,
) -> Matrix:
    """Put headings and cells in order."""
    headings = []
    for code in order:
        marked = len(marks.intersection(members[code]))
        number = Text("{n} Akteur", "{n} Akteure", len(members[code]))
        if marked:
            number = Text("{all}, {n} hervorgehoben", values={"all": number, "n": marked})
        said = Text("{sector}: {number}", values={"sector": SECTORS[code].label, "number": number})
        headings.append(Heading(name=SECTORS[code].label, below=number, sector=code, said=said, marked=marked > 0))
    cells = []
    for (first, second), pair in _in_order(order, pairs).items():
        share = pair.tied / pair.possible
        below = [Text("von {possible}", values={"possible": pair.possible})] if pair.look != "not_asked" else []
        if pair.look == OTHERWISE:
            below.append(Text("anders verbunden"))
        elif pair.otherwise:
            below.append(Text("{n} anders verbunden", values={"n": pair.otherwise}))
        cells.append(
            Cell(
                row=order.index(first),
                column=order.index(second),
                status=pair.look,
                value=share,
                number={"not_asked": None, OTHERWISE: pair.otherwise}.get(pair.look, pair.tied),
                below=tuple(below),
                said=_said(first, second, pair),
            )
        )
    otherwise = Text(
        "Anders verbunden: ohne Kooperation, zum Beispiel durch Unterstützung oder einen Sitz in einem Gremium."
    )
    explained = [
        Text("Die große Zahl: so viele Paare von Akteuren sind verbunden. Darunter: so viele Paare wären möglich.")
    ]
    briefly = [
        Text("Die Zahl: so viele Paare von Akteuren sind verbunden. Wie viele möglich wären, steht in der Tabelle.")
    ]
    if any(pair.otherwise for pair in pairs.values()):
        explained.append(otherwise)
        briefly.append(otherwise)
    if len(cells) < len(order) * (len(order) + 1) / 2:
        text = Text(
            "Graues Feld: Dort ist nur ein Akteur erfasst, also kein Paar. In seiner Reihe hängt jeder Anteil an ihm allein."
        )
        explained.append(text)
        briefly.append(text)
    return Matrix(
        title=Text("Matrix: Bereich und Bereich"),
        rows=tuple(headings),
        columns=tuple(headings),
        cells=tuple(cells),
        mirrored=True,
        shades=what,
        percent=True,
        explained=tuple(explained),
        briefly=tuple(briefly),
    )


def _said(first: str, second: str, pair: _Pair) -> Text:
    values = {"first": SECTORS[first].label, "second": SECTORS[second].label, "possible": pair.possible}
    if pair.status == "recorded":
        return Text("{first} – {second}: {n} von {possible} Paaren verbunden", values=values | {"n": pair.tied})
    values |= {"status": STATUSES[pair.status], "n": pair.otherwise}
    if pair.look == OTHERWISE:
        return Text(
            "{first} – {second}: {n} von {possible} Paaren anders verbunden, keine Auskunft über Kooperationen",
            values=values,
        )
    return Text("{first} – {second}: {status}", values=values)


def _in_order(order: list[str], pairs: Mapping[tuple[str, str], _Pair]) -> dict[tuple[str, str], _Pair]:
    found = {}
    for first, second in combinations_with_replacement(order, 2):
        pair = pairs.get((first, second)) or pairs.get((second, first))
        if pair:
            found[first, second] = pair
    return found


_SECTOR = Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()})


def _sector_table(order: list[str], members: Mapping[str, list[str]], marks: set[str]) -> Table:
    columns = (
        _SECTOR,
        Column(name="partners", label=Label("Akteure", "Partners"), role="measure"),
        Column(name="marked", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple((code, len(members[code]), len(marks.intersection(members[code]))) for code in order)
    return Table(
        title=Label("Bereiche in der Reihenfolge der Matrix", "Sectors as the matrix orders them"),
        columns=columns,
        rows=rows,
    )


def _pair_table(order: list[str], pairs: Mapping[tuple[str, str], _Pair]) -> Table:
    columns = (
        _SECTOR,
        Column(name="other", label=Label("mit", "with"), words=_SECTOR.words),
        Column(name="status", label=Label("Stand", "Status"), role="status", words=dict(STATUSES)),
        Column(name="ties", label=Label("Verbundene Paare", "Tied pairs"), role="measure"),
        Column(name="possible", label=Label("Mögliche", "Possible"), role="measure"),
        Column(name="otherwise", label=Label("Nur anders verbunden", "Tied otherwise only"), role="measure"),
    )
    rows = tuple(
        (*ends, pair.status, None if pair.status == "not_asked" else pair.tied, pair.possible, pair.otherwise)
        for ends, pair in _in_order(order, pairs).items()
    )
    return Table(title=Label("Wer mit wem", "Who with whom"), columns=columns, rows=rows)


def _notes(network: Network, members: Mapping[str, list[str]], pairs: Mapping[tuple[str, str], _Pair]) -> list[Text]:
    notes = []
    if not any(pair.tied for pair in pairs.values()):
        chosen = Text("Zwischen den Akteuren dieser Auswahl ist keine der ausgewählten Verbindungen erfasst.")
        usual = Text("Zwischen den Akteuren dieser Auswahl ist keine Kooperation erfasst.")
        notes.append(chosen if network.selection.ties else usual)
    missing = [term.label for code, term in SECTORS.items() if code not in members]
    if missing:
        notes.append(
            Text(
                "Aus dem Bereich {sectors} ist kein Akteur erfasst.",
                "Aus den Bereichen {sectors} ist kein Akteur erfasst.",
                len(missing),
                {"sectors": missing},
            )
        )
    if network.outside:
        notes.append(
            Text(
                "{n} Verbindung führt zu Akteuren außerhalb der Auswahl und ist nicht mitgezählt.",
                "{n} Verbindungen führen zu Akteuren außerhalb der Auswahl und sind nicht mitgezählt.",
                network.outside,
            )
        )
    return notes
