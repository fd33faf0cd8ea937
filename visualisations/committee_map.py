"""Gremienkarte

Zeigt, wer in welchen Gremien sitzt: Gesundheitskonferenzen, Arbeitskreise, Räte und Ausschüsse mit ihren Mitgliedern,
dazwischen die Sitze.

Methode
-------
Ein Netz aus zwei Arten von Knoten, Akteuren und Gremien, verbunden durch die Mitgliedschaft (Borgatti und Everett, Network
Analysis of 2-mode Data, Social Networks 19, 1997). Wer im selben Gremium sitzt, steht beieinander: Jede Seite wird mehrmals
nach der mittleren Stelle ihrer Gegenüber geordnet (Sugiyama, Tagawa und Toda, Methods for Visual Understanding of Hierarchical
System Structures, 1981). Bei mehr als 60 Mitgliedern oder 30 Gremien zählen Kreise die Sitze je Gremium und Bereich, bei
mehr als 60 Gremien je Kreis oder Land. Auf einem Telefon stehen die Mitglieder unter ihren Gremien.

Wie man es liest
----------------
Wer fett steht, sitzt in mehreren Gremien und kann Wissen von einem ins andere tragen, hat aber auch viele Termine. Ein
gestrichelter Sitz ist geplant. Nicht jeder Bereich muss in jedem Gremium sitzen. Was niemand meldet, fehlt hier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture, Viewer, is_valid
from graphsvc.vocabulary import COMMITTEES
from visualisations._committee_blocks import blocks
from visualisations._committee_counts import Count, counted
from visualisations._committee_svg import TITLE, End, Seat, Sheet, svg, tables
from visualisations._empty import empty
from visualisations._most import most
from visualisations._names import shortened

MEMBERS, MOST, ROWS = 60, 30, 60  # of more members or committees, seats are counted; of more committees, in areas
SWEEPS = 6


def draw(network: Network, answer: Answer | None) -> Picture:
    """Draw who sits on which committee; of many, how many of each sector."""
    committees = network.partners(*COMMITTEES)
    if not committees:
        text = Text("In dieser Auswahl ist kein Gremium erfasst. Das heißt nicht, dass es keines gibt.")
        return empty(TITLE, text)
    seats = _seats(network)
    if network.viewer is not Viewer.STAFF:  # those without a member are for staff
        filled = {seat.committee for seat in seats}
        committees = [id for id in committees if id in filled]
    if not seats and not committees:
        return empty(TITLE, Text("Zu den Gremien dieser Auswahl ist kein Mitglied erfasst."))
    marks = {id: mark for id, mark in (answer.marks if answer else {}).items() if mark > 0}
    members = sorted({seat.member for seat in seats}, key=network.order)
    notes, finding = _notes(network), _finding(network, committees, [seat for seat in seats if not seat.planned])
    if len(members) > MEMBERS or len(committees) > MOST:
        return replace(_counts(network, committees, seats, marks, notes), finding=finding)
    sheet, about_names = _sheet(network, members, committees, seats, marks)
    alt = Text(
        "Gremienkarte mit {committees} Gremien und {n} Mitglied; dasselbe steht in den Tabellen.",
        "Gremienkarte mit {committees} Gremien und {n} Mitgliedern; dasselbe steht in den Tabellen.",
        len(members),
        {"committees": len(committees)},
    )
    return Picture(
        title=TITLE,
        svg=lambda language: svg(sheet, alt, language),
        alt=alt,
        finding=finding,
        narrow=lambda language: blocks(sheet, alt, language),
        tables=tables(sheet),
        notes=(*notes, *about_names),
        named=True,
    )


def _finding(network: Network, committees: list[str], seats: list[Seat]) -> Text:
    """Return how many members sit where, how many of them on several committees, and where most of these sit."""
    on = Counter(seat.member for seat in seats)
    values: dict[str, object] = {
        "committees": Text("{n} Gremium", "{n} Gremien", len(committees)),
        "members": Text("{n} Mitglied", "{n} Mitgliedern", len(on)),
        "seats": Text("{n} Sitz", "{n} Sitzen", len(seats)),
    }
    shown = Text("Auf der Karte: {committees} mit {members} auf {seats}.", values=values)
    several = sum(1 for number in on.values() if number > 1)
    if not several:
        return shown
    shown = Text(
        "{shown} {n} Mitglied sitzt in mehreren Gremien.",
        "{shown} {n} Mitglieder sitzen in mehreren Gremien.",
        several,
        {"shown": shown},
    )
    of = Counter(seat.committee for seat in seats if on[seat.member] > 1)
    ids, highest = most({id: of[id] for id in committees})
    if not ids:
        return shown
    names = [network.graph.nodes[id]["name"] for id in ids]
    values = {"shown": shown, "names": names, "most": highest}
    return Text(
        "{shown} Die meisten von ihnen: {names} ({most}).",
        "{shown} Die meisten von ihnen: {names} (je {most}).",
        len(names),
        values,
    )


def _seats(network: Network) -> list[Seat]:
    """Return who sits where on the day, each once; a seat that stands is not planned any more."""
    found: dict[tuple[str, str], bool] = {}
    for source, target, tie in network.graph.edges(data=True):
        if (
            tie["kind"] != "member_of"
            or tie["status"] == "none"
            or network.graph.nodes[target]["kind"] not in COMMITTEES
        ):
            continue
        if is_valid(tie["since"], tie["until"], network.day):
            planned = tie["status"] == "planned"
            found[source, target] = planned and found.get((source, target), True)
    ordered = sorted(found, key=lambda ends: (network.order(ends[0]), network.order(ends[1])))
    return [Seat(member, committee, found[member, committee]) for member, committee in ordered]


def _sheet(
    network: Network, members: list[str], committees: list[str], seats: list[Seat], marks: Mapping[str, float]
) -> tuple[Sheet, tuple[Text, ...]]:
    left, right = ordered(members, committees, seats, network)
    nodes, ids = network.graph.nodes, {*members, *committees}
    captions, notes = shortened({id: nodes[id]["name"] for id in ids}, {id: nodes[id]["kind"] for id in ids})
    standing = [seat for seat in seats if not seat.planned]
    on, of = Counter(seat.member for seat in standing), Counter(seat.committee for seat in standing)

    def end(id: str, number: int) -> End:
        node = nodes[id]
        return End(id, node["name"], captions[id], node["sector"], node["kind"], number, marks.get(id))

    return Sheet(tuple(end(id, on[id]) for id in left), tuple(end(id, of[id]) for id in right), tuple(seats)), notes


def ordered(
    members: list[str], committees: list[str], seats: list[Seat], network: Network
) -> tuple[list[str], list[str]]:
    """Return both sides so that few lines cross: each in turn by the mean place of those opposite."""
    opposite: dict[tuple[str, bool], list[str]] = {}
    for seat in seats:
        opposite.setdefault((seat.member, True), []).append(seat.committee)
        opposite.setdefault((seat.committee, False), []).append(seat.member)
    sector = {id: network.graph.nodes[id]["sector"] for id in members}
    left, right = members, committees
    for _ in range(SWEEPS):
        place = {id: number for number, id in enumerate(right)}
        left = sorted(left, key=lambda id: (_mean(opposite[id, True], place), sector[id], network.order(id)))
        place = {id: number for number, id in enumerate(left)}
        right = sorted(right, key=lambda id: (_mean(opposite.get((id, False), []), place), network.order(id)))
    return left, right


def _mean(ids: list[str], place: Mapping[str, int]) -> float:
    """Return the mean place; those without anybody opposite stand last."""
    return sum(place[id] for id in ids) / len(ids) if ids else float("inf")


def _counts(
    network: Network, committees: list[str], seats: list[Seat], marks: Mapping[str, float], notes: list[Text]
) -> Picture:
    """Count the seats that stand by committee or area, and by the members' sectors."""
    seats = [seat for seat in seats if not seat.planned]
    nodes = network.graph.nodes
    names = {id: nodes[id]["name"] for id in committees}
    group = {id: id for id in committees}
    notes.append(
        Text(
            "{members} Mitglieder in {committees} Gremien sind zu viele für einzelne Linien: Kreise zählen die Sitze. Eine "
            "Auswahl nach Gebiet zeigt sie einzeln.",
            values={"members": len({seat.member for seat in seats}), "committees": len(committees)},
        )
    )
    of_areas = len(committees) > ROWS
    for level in ("district", "state") if of_areas else ():
        group = {id: network.areas.up_to(nodes[id]["area"], level) or "" for id in committees}
        names = {ags: network.areas.label(ags) for ags in sorted(set(group.values())) if ags}
        if len(names) <= ROWS:
            break
    nowhere = sum(1 for ags in group.values() if not ags)
    if nowhere:
        notes.append(
            Text(
                "{n} Gremium fehlt, weil bei ihm kein Gebiet erfasst ist.",
                "{n} Gremien fehlen, weil bei ihnen kein Gebiet erfasst ist.",
                nowhere,
            )
        )
    numbers = Counter((group[seat.committee], nodes[seat.member]["sector"]) for seat in seats)
    marked = Counter(group[seat.committee] for seat in seats if seat.member in marks)
    marked.update(group[id] for id in committees if id in marks)
    rows = tuple(Count(id, name, numbers, marked[id]) for id, name in names.items())
    return counted(rows, of_areas, tuple(notes))


def _notes(network: Network) -> list[Text]:
    outside = Text(
        "{n} Verbindung führt zu Akteuren außerhalb der Auswahl und ist nicht mitgezählt.",
        "{n} Verbindungen führen zu Akteuren außerhalb der Auswahl und sind nicht mitgezählt.",
        network.outside,
    )
    return [outside] if network.outside else []
