"""Wer trifft sich wo, und welcher Bereich fehlt in welchem Gremium?

Für die Gesundheitskonferenz: wer in welchen Gremien sitzt, welche Gremien gemeinsame Mitglieder haben, und in welchem Gremium
zu welchem Bereich kein Mitglied erfasst ist. Gremien sind Gesundheitskonferenzen, Arbeitskreise, Räte und Ausschüsse.

Methode
-------
Ein Netz aus zwei Arten von Knoten, Akteuren und Gremien, verbunden durch die Mitgliedschaft (Borgatti und Everett, Network
Analysis of 2-mode Data, Social Networks 19, 1997). Aus ihm folgt beides: wer sich wo trifft, und wie viele Mitglieder zwei
Gremien teilen (Breiger, The Duality of Persons and Groups, Social Forces 53, 1974). Ein Bereich ist in einem Gremium erfasst,
wenn eines seiner Mitglieder zu ihm gehört. Gefragt und verneint: das Gremium hat über alle Arten dieses Bereichs vollständig
Auskunft gegeben, oder jeder erfasste Akteur des Bereichs hat den Sitz verneint oder vollständig Auskunft gegeben, ohne ihn zu
nennen. Sonst: keine Auskunft. Lässt die Auswahl etwas weg, etwa Mitglieder von außerhalb, heißt es nie „gefragt und
verneint“. Nach dem Bereich Gremien selbst wird nicht gefragt.

Wie man es liest
----------------
„Keine Auskunft“ heißt: Ob der Bereich dort fehlt, wissen wir nicht. Nicht jeder Bereich muss in jedem Gremium sitzen. Wer in
vielen Gremien sitzt, kann Wissen von einem ins andere tragen, hat aber auch viele Termine.

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="p", name="PSAG", kind="committee"), Partner(id="r", name="Rat", kind="council"),
...     Partner(id="k", name="Klinik", kind="clinic"), Partner(id="a", name="Amt", kind="authority")]
>>> ties = [Tie(id=s + t, source=s, target=t, kind="member_of") for s, t in ("kp", "kr", "ap")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [(row[1], row[2], row[3]) for row in found.tables["members"].rows]
[('Klinik', 2, ('PSAG', 'Rat')), ('Amt', 1, ('PSAG',))]
>>> [(row[1], row[4]) for row in found.tables["sectors"].rows if row[2] == "administration"]
[('PSAG', 'recorded'), ('Rat', 'not_asked')]
>>> found.tables["overlap"].rows
(('p', 'PSAG', 'r', 'Rat', 1),)

Aufruf
------
    graphsvc ask committees --area 08117
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from graphsvc.absence import STATUSES, Status
from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Top
from graphsvc.vocabulary import SECTORS
from queries._absence import sectors_on
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, STATUS, common_caveats, count_column, cut, reporter_caveat
from queries._seats import Seats, seats_of

_METHOD = Text(
    "Netz aus Akteuren und Gremien (Borgatti und Everett 1997), gemeinsame Mitglieder nach Breiger (1974); Stand je Gremium "
    "und Bereich"
)
_ASKED = [sector for sector in SECTORS if sector != "bodies"]


def answer(network: Network, *, top: Top = 20) -> Answer:
    """Return who sits on which committees, what these share, and the state of each sector on each of them."""
    seats = seats_of(network)
    if not seats:
        text = Text("In dieser Auswahl ist kein Gremium erfasst. Das heißt nicht, dass es keines gibt.")
        return Answer(sentence=as_seen(network, text), method=_METHOD)
    where: dict[str, list[str]] = {}
    for committee, members in seats.items():
        for member in members:
            where.setdefault(member, []).append(committee)
    states = sectors_on(network, seats, _ASKED)
    summary = {sector: Counter(states[committee, sector] for committee in seats) for sector in _ASKED}
    # members in common: pairs of committees, each once
    overlap = Counter(pair for mine in where.values() for pair in combinations(mine, 2))
    tables = {"members": _members_table(network, where, top), "committees": _committees_table(network, seats)}
    if network.viewer is Viewer.STAFF:
        tables["sectors"] = _sectors_table(network, seats, states)
    tables |= {"summary": _summary_table(summary), "overlap": _overlap_table(network, overlap)}
    most = max(map(len, where.values()), default=1)
    ties = (tie for _, target, tie in network.standing() if tie["kind"] == "member_of" and target in seats)
    return Answer(
        sentence=_sentence(seats, where, summary),
        tables=tables,
        marks={member: len(mine) / most for member, mine in where.items()} | {c: 1.0 for c in seats if seats[c]},
        method=_METHOD,
        caveats=(*reporter_caveat(network), *_caveats(network, seats, states), *common_caveats(network, ties)),
    )


def _members_table(network: Network, where: Mapping[str, list[str]], top: int) -> Table:
    names = names_of(network)
    rows = [
        (
            member,
            names[member],
            len(where[member]),
            tuple(names[committee] for committee in where[member]),
        )
        for member in sorted(where, key=lambda member: (-len(where[member]), network.order(member)))
    ]
    columns = (
        PARTNER,
        NAME,
        count_column("committees", "Gremien", "Committees"),
        Column(name="where", label=Label("Welche", "Which")),
    )
    return Table(title=Label("Wer sitzt wo", "Who sits where"), columns=columns, rows=cut(rows, top))


def _committees_table(network: Network, seats: Seats) -> Table:
    """List the committees by name; those without a member are for staff."""
    nodes, names = network.graph.nodes, names_of(network)
    rows = tuple(
        (
            committee,
            names[committee],
            nodes[committee]["kind"],
            len(members),
            len({nodes[member]["sector"] for member in members}),
        )
        for committee, members in seats.items()
        if members or network.viewer is Viewer.STAFF
    )
    columns = (
        PARTNER,
        NAME,
        KIND,
        count_column("members", "Mitglieder", "Members"),
        count_column("sectors", "Bereiche", "Sectors"),
    )
    return Table(title=Label("Gremien", "Committees"), columns=columns, rows=rows)


def _sectors_table(network: Network, seats: Seats, states: Mapping[tuple[str, str], Status]) -> Table:
    nodes, names = network.graph.nodes, names_of(network)
    rows = []
    for committee, members in seats.items():
        counts = Counter(nodes[member]["sector"] for member in members)
        rows += [(committee, names[committee], s, counts[s], states[committee, s]) for s in _ASKED]
    columns = (PARTNER, NAME, SECTOR, count_column("members", "Mitglieder", "Members"), STATUS)
    return Table(title=Label("Gremium und Bereich", "Committee and sector"), columns=columns, rows=tuple(rows))


def _summary_table(summary: Mapping[str, Counter[Status]]) -> Table:
    columns = (
        SECTOR,
        count_column("recorded", "Gremien: erfasst", "Committees: recorded"),
        count_column("none", "Gremien: gefragt und verneint", "Committees: asked, and none"),
        count_column("not_asked", "Gremien: keine Auskunft", "Committees: not asked"),
    )
    rows = tuple((sector, *(counts[status] for status in STATUSES)) for sector, counts in summary.items())
    return Table(title=Label("Je Bereich", "By sector"), columns=columns, rows=rows)


def _overlap_table(network: Network, overlap: Counter[tuple[str, str]]) -> Table:
    names = names_of(network)
    rows = tuple(
        (a, names[a], b, names[b], overlap[a, b])
        for a, b in sorted(overlap, key=lambda pair: (-overlap[pair], *map(network.order, pair)))
    )
    columns = (
        PARTNER,
        NAME,
        replace(PARTNER, name="other"),
        replace(NAME, name="other_name", label=Label("mit", "with")),
        count_column("members", "Gemeinsame Mitglieder", "Members in common"),
    )
    return Table(title=Label("Gemeinsame Mitglieder", "Members in common"), columns=columns, rows=rows)


def _sentence(seats: Seats, where: Mapping[str, list[str]], summary: Mapping[str, Counter[Status]]) -> Text:
    if not where:
        return Text(
            "Erfasst ist {n} Gremium, aber kein Mitglied.",
            "Erfasst sind {n} Gremien, aber keine Mitglieder.",
            len(seats),
        )
    fewest = min(counts["recorded"] for counts in summary.values())
    filled = sum(1 for members in seats.values() if members)
    finding = Text(
        "Erfasst ist {n} Gremium mit {members}.",
        "Erfasst sind {n} Gremien mit zusammen {members}.",
        len(seats),
        {"members": Text("{n} Mitglied", "{n} Mitgliedern", len(where))},
    )
    if filled < len(seats):
        finding = Text(
            "Erfasst sind {all} Gremien, aber nur bei {n} davon auch Mitglieder (zusammen {members}).",
            values={"all": len(seats), "n": filled, "members": len(where)},
        )
    return Text("{finding} {rare}", values={"finding": finding, "rare": _rare(summary, fewest, filled)})


def _rare(summary: Mapping[str, Counter[Status]], fewest: int, committees: int) -> Text:
    rare = [InText(SECTORS[sector].label) for sector, counts in summary.items() if counts["recorded"] == fewest]
    values = {"sectors": rare, "fewest": fewest, "all": committees}
    if fewest == committees:
        return Text("Überall ist jeder Bereich mit einem Mitglied erfasst.")
    if not fewest:
        return Text(
            "Aus dem Bereich {sectors} ist nirgends ein Mitglied erfasst.",
            "Aus den Bereichen {sectors} ist nirgends ein Mitglied erfasst.",
            len(rare),
            values,
        )
    return Text(
        "Am seltensten ist der Bereich {sectors} dabei: in {fewest} von {all} Gremien mit Mitgliedern.",
        "Am seltensten sind die Bereiche {sectors} dabei: in je {fewest} von {all} Gremien mit Mitgliedern.",
        len(rare),
        values,
    )


def _caveats(network: Network, seats: Seats, states: Mapping[tuple[str, str], Status]) -> list[Text]:
    found = []
    if open_ones := sum(1 for status in states.values() if status == "not_asked"):
        text = Text(
            "Von {all} Paaren aus Gremium und Bereich liegt zu {open} keine Auskunft vor. Ob der Bereich dort fehlt, ist offen.",
            values={"open": open_ones, "all": len(states)},
        )
        found.append(text)
    if network.outside and any(inquiry.complete and inquiry.partner in seats for inquiry in network.inquiries):
        text = Text(
            "Mitglieder von außerhalb der Auswahl sind hier nicht zu sehen. Darum heißt es nirgends „gefragt und verneint“."
        )
        found.append(text)
    if network.viewer is not Viewer.STAFF:
        found.append(Text("Welcher Bereich in welchem Gremium fehlt, sehen nur Mitarbeitende."))
    return found
