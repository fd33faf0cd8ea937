"""Veränderungskarte

Zeigt, was zwischen zwei Tagen begann, endete oder anders wurde: je Gebiet als Balken, und jede Verbindung auf einer Zeitachse.
Ohne Angabe wird ein Jahr zurückgeschaut.

Methode
-------
Verglichen wird, was an beiden Tagen galt, wie in der Frage nach den Veränderungen: Begonnen heißt, dass es zwischen zwei
Akteuren am zweiten Tag eine aktive Verbindung dieser Art gibt und am ersten nicht; beendet heißt umgekehrt; geändert heißt,
dass Intensität, Verbindlichkeit oder Formen andere sind. In den Balken zählt eine Verbindung bei jedem Gebiet ihrer beiden
Akteure einmal. Bei mehr als 60 Zeilen stehen Balken je Bereich statt der Zeitachse; über 60 Kreise werden zu Ländern.

Wie man es liest
----------------
Oben stehen die Gebiete, in denen am meisten Veränderung erfasst ist; das ist keine Rangfolge der Güte. Rechts der
Mittellinie steht, was begann (+) und was anders wurde (≠), links, was endete (−). Ein Ende ist kein Versagen: Projekte
enden, Aufgaben wandern. Was niemand meldet, fehlt hier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from graphsvc.areas import Level
from graphsvc.comparison import Change, Pair, came_and_left, compared, listed, unknown_beginnings
from graphsvc.language import Text, sort_key
from graphsvc.model import Answer, Network, Picture, Viewer
from graphsvc.vocabulary import SECTORS
from visualisations._change_frame import Frame
from visualisations._change_sheet import DRAWN, TITLE, Bar, Line, Sheet, tables
from visualisations._change_svg import svg
from visualisations._empty import empty
from visualisations._names import shortened

HISTORY = 365
MOST = 60  # rows


def draw(network: Network, answer: Answer | None) -> Picture:
    """Draw what began, ended or changed between ``selection.since`` and ``selection.on``."""
    first = network.selection.since or network.day
    found = compared(network)
    counted = listed(network, {what: found[what] for what in DRAWN})
    partners = came_and_left(network)
    values: dict[str, object] = {"first": first, "last": network.day}
    notes = _notes(network, found)
    if not counted and not partners:
        text = Text("Vom {first} bis zum {last} ist keine Veränderung erfasst.", values=values)
        nothing = empty(TITLE, text)
        return Picture(title=TITLE, svg=nothing.svg, alt=nothing.alt, notes=(text, *notes))
    marks = {id: mark for id, mark in (answer.marks if answer else {}).items() if mark > 0}
    lines = [_tie_line(network, change, marks) for change in counted]
    lines += [_partner_line(network, what, id, marks) for what, id in partners]
    areas = _areas(network, counted, marks, notes)
    sectors: tuple[Bar, ...] = ()
    if len(lines) > MOST:
        text = Text(
            "{ties} Verbindungen und {partners} Akteure sind zu viele für eine Zeitachse: Die Balken zählen die Verbindungen. "
            "Eine Auswahl nach Gebiet zeigt sie einzeln.",
            values={"ties": len(counted), "partners": len(partners)},
        )
        notes.append(text)
        lines, sectors = [], _sectors(network, counted, marks)
    captions, about_names = _captions(network, lines)
    sheet = Sheet(first, network.day, areas, sectors, tuple(lines), captions)
    numbers = Counter(change.what for change in counted)
    notes[:0] = _together(numbers, areas, sectors)
    alt = Text(
        "Veränderungskarte vom {first} bis zum {last}: {n} Verbindung begonnen, {ended} beendet, {changed} geändert; dasselbe "
        "steht in den Tabellen.",
        "Veränderungskarte vom {first} bis zum {last}: {n} Verbindungen begonnen, {ended} beendet, {changed} geändert; dasselbe "
        "steht in den Tabellen.",
        numbers["began"],
        values | {what: numbers[what] for what in DRAWN},
    )
    return Picture(
        title=TITLE,
        svg=lambda language: svg(sheet, Frame.on_screen(sheet, language), alt, language),
        alt=alt,
        finding=_finding(numbers, Counter(what for what, _ in partners), values),
        narrow=lambda language: svg(sheet, Frame.on_telephone(), alt, language),
        tables=tables(sheet),
        notes=(*notes, *about_names),
        named=True,
    )


def _finding(ties: Counter[str], partners: Counter[str], values: Mapping[str, object]) -> Text:
    """Return how many ties and partners became what."""
    became = [
        Text("{n} Verbindung begonnen", "{n} Verbindungen begonnen", ties["began"]),
        Text("{n} Verbindung beendet", "{n} Verbindungen beendet", ties["ended"]),
        Text("{n} Verbindung geändert", "{n} Verbindungen geändert", ties["changed"]),
        Text("{n} Akteur dazugekommen", "{n} Akteure dazugekommen", partners["began"]),
        Text("{n} Akteur nicht mehr dabei", "{n} Akteure nicht mehr dabei", partners["ended"]),
    ]
    found = [text for text in became if text.n]
    return Text("Vom {first} bis zum {last} erfasst: {became}.", values={**values, "became": found})


def _together(numbers: Counter[str], *bars: tuple[Bar, ...]) -> list[Text]:
    """Say how many there are, where the bars add up to more."""
    text = Text(
        "Zusammen sind es {all} Verbindungen: {began} begonnen, {ended} beendet, {changed} geändert. Eine Verbindung zwischen zwei "
        "Gebieten oder Bereichen zählt in den Balken bei beiden.",
        values={"all": numbers.total()} | {what: numbers[what] for what in DRAWN},
    )
    return [text] if any(sum(sum(bar.counts.values()) for bar in each) > numbers.total() for each in bars) else []


def _captions(network: Network, lines: list[Line]) -> tuple[dict[str, str], tuple[Text, ...]]:
    ids = {id for line in lines for id, *_ in line.ends}
    nodes = network.graph.nodes
    # in a list, a group called by its topic alone reads oddly: no kinds are given
    return shortened({id: nodes[id]["name"] for id in ids}, {})


def _tie_line(network: Network, change: Change, marks: Mapping[str, float]) -> Line:
    ends = tuple((id, *_of(network, id)) for id in (change.source, change.target))
    mark = max((marks[id] for id, *_ in ends if id in marks), default=None)
    return Line(change.what, ends, change.kind, _within(network, change.on), mark)


def _partner_line(network: Network, what: str, id: str, marks: Mapping[str, float]) -> Line:
    partner = network.graph.nodes[id]
    on = partner["since" if what == "began" else "until"]
    return Line(what, ((id, *_of(network, id)),), partner["kind"], _within(network, on), marks.get(id))


def _of(network: Network, id: str) -> tuple[str, str]:
    return network.graph.nodes[id]["name"], network.graph.nodes[id]["sector"]


def _within(network: Network, day: date | None) -> date:
    """Return a day of the time looked at: what is known of a tie may lie beyond."""
    first = network.selection.since or network.day
    return min(max(day or network.day, first), network.day)


def _areas(network: Network, counted: list[Change], marks: Mapping[str, float], notes: list[Text]) -> tuple[Bar, ...]:
    """Return a bar for each district that something happened in, of too many for each state: most first, equals by name."""

    def by(level: Level) -> list[Bar]:
        known = [area.ags for area in network.areas.at_level(level)]
        bars = _bars(counted, known, network.areas.label, lambda c: _places(network, c, level), marks)
        return sorted(bars, key=lambda bar: (-sum(bar.counts.values()), sort_key(bar.name), bar.id))

    found = by("district")
    if len(found) > MOST:
        notes.append(Text("{n} Kreise sind zu viele für Balken: Jeder steht für ein Land.", values={"n": len(found)}))
        found = by("state")
    nowhere = sum(
        1 for change in counted if not any(ags in network.areas for ags in _places(network, change, "district"))
    )
    if nowhere:
        notes.append(
            Text(
                "Bei {n} Verbindung ist von keinem der beiden Akteure der Kreis bekannt. Sie fehlt in den Balken nach Gebiet.",
                "Bei {n} Verbindungen ist von keinem der beiden Akteure der Kreis bekannt. Sie fehlen in den Balken nach Gebiet.",
                nowhere,
            )
        )
    return tuple(found)


def _places(network: Network, change: Change, level: Level) -> set[str | None]:
    nodes, up_to = network.graph.nodes, network.areas.up_to
    return {up_to(nodes[id]["area"], level) for id in (change.source, change.target)}


def _sectors(network: Network, counted: list[Change], marks: Mapping[str, float]) -> tuple[Bar, ...]:
    nodes = network.graph.nodes
    sectors = {id: nodes[id]["sector"] for c in counted for id in (c.source, c.target)}
    return tuple(_bars(counted, SECTORS, str, lambda c: {sectors[c.source], sectors[c.target]}, marks))


def _bars(
    counted: list[Change],
    groups: Iterable[str],
    name: Callable[[str], str],
    groups_of: Callable[[Change], set[str | None]],
    marks: Mapping[str, float],
) -> list[Bar]:
    """Count for each group what happened to the ties that belong to it."""
    counts = Counter((group, change.what) for change in counted for group in groups_of(change))
    marked = Counter(
        group for change in counted if change.source in marks or change.target in marks for group in groups_of(change)
    )
    bars = (Bar(each, name(each), {what: counts[each, what] for what in DRAWN}, marked[each]) for each in groups)
    return [bar for bar in bars if any(bar.counts.values())]


def _notes(network: Network, became: Mapping[str, set[Pair]]) -> list[Text]:
    found, new = [], len(became["newly_recorded"])
    if new:
        found.append(
            Text(
                "{n} Verbindung wurde in dieser Zeit neu erfasst, ohne dass ihr Beginn bekannt ist; sie ist nicht gezeichnet.",
                "{n} Verbindungen wurden in dieser Zeit neu erfasst, ohne dass ihr Beginn bekannt ist; sie sind nicht gezeichnet.",
                new,
            )
        )
    if unknown := unknown_beginnings({code: len(pairs) for code, pairs in became.items()}):
        found.append(unknown)
    if network.viewer is not Viewer.STAFF:
        found.append(Text("Manche Verbindungen sind hier nicht mehr zu sehen. Ob sie beendet sind, steht hier nicht."))
    return found
