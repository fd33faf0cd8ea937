"""Welche Verbindungen nennt nur eine Seite?

Für Mitarbeitende: wo ein Anruf bei der anderen Seite klärt, ob beide eine Verbindung gleich sehen. Die Liste trennt, wer
gefragt wurde und sie nicht nennt, von denen, die noch niemand gefragt hat.

Methode
-------
Gezählt wird je Paar und Art der Verbindung, wer sie angegeben hat (Feld „Angabe von“); mehrere Verbindungen einer Art
zwischen zwei Akteuren zählen einmal, bei gerichteten Arten wie „fördert“ je Richtung. Genannt von beiden: „von beiden“,
oder die eine Angabe kommt von der einen und eine zweite von der anderen Seite. Zu Wort kam eine Seite, wenn sie
irgendeine Verbindung angegeben oder eine Erhebung zu Verbindungen beantwortet hat. Gegenseitigkeit (dyadische
Reziprozität) ist der Anteil M / (M + A): M Paare, die beide nennen, und A, die nur eine Seite nennt, unter den Paaren, bei
denen beide zu Wort kamen (Wasserman und Faust, Social Network Analysis, 1994, Kapitel 13). Dass beide Seiten eine Verbindung
nennen, ist ein Maß für die Güte der Angaben (Marsden, Network Data and Measurement, Annual Review of Sociology 16, 1990).

Stand der anderen Seite: „gefragt, nennt sie nicht“ nur, wenn sie seit Beginn der Verbindung vollständig über solche Akteure
Auskunft gab oder die Verbindung ausdrücklich verneint. Sonst: keine Auskunft.

Wie man es liest
----------------
Nennt nur eine Seite eine Verbindung, ist sie nicht falsch. Oft hat nur eine Seite die Liste geführt, oder beide meinen mit
„Kooperation“ nicht dasselbe. Der Anteil sagt etwas über die Angaben, nicht über die Güte der Zusammenarbeit.

Beispiel
--------
A und B nennen einander. Dass A mit C zusammenarbeitet, sagt nur A, und C kam nie zu Wort. B nennt auch D; D antwortete
vollständig und nennt B nicht. Unter den zwei Paaren, bei denen beide zu Wort kamen (A–B, B–D), nennen sich also in einem
beide: 1 / (1 + 1).

>>> from datetime import date
>>> from graphsvc.model import Inquiry, Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abcd"]
>>> ties = [Tie(id="1", source="a", target="b", reported_by="both"), Tie(id="2", source="a", target="c", reported_by="source"),
...     Tie(id="3", source="d", target="b", reported_by="target")]
>>> told = Inquiry(id="i", partner="d", on=date(2023, 5, 1), complete=True)
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1)), inquiries=[told]))
>>> [(row[1], row[3], row[8]) for row in found.tables["one_sided"].rows]
[('B', 'D', 'none'), ('A', 'C', 'not_asked')]
>>> found.tables["reciprocity"].rows
(('cooperates_with', 3, 2, 1, 0.5, 1, 0),)

Aufruf
------
    graphsvc ask one_sided --area 08117 --top 10
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import PartnerId, Top
from graphsvc.vocabulary import TIES
from queries._chosen import about, for_staff, nothing_recorded, sums_only_caveat
from queries._names import names_of
from queries._partners import (
    CONFIRMED,
    NAME,
    PARTNER,
    SINCE,
    STATUS,
    TIE,
    common_caveats,
    count_column,
    cut,
    one_reporter_caveat,
)
from queries._reports import Report, Voices, reports

_METHOD = Text(
    "Wer eine Verbindung angegeben hat, je Paar und Art; Gegenseitigkeit M / (M + A) nach Wasserman und Faust (1994) unter "
    "Paaren, bei denen beide Seiten zu Wort kamen (Marsden 1990)"
)
OTHER_SIDE = replace(
    STATUS,
    label=Label("Andere Seite", "Other side"),
    words={
        "recorded": Label("nennt sie auch", "names it too"),
        "none": Label("gefragt, nennt sie nicht", "asked, does not name it"),
        "not_asked": Label("keine Auskunft dazu", "not asked about it"),
    },
)
HEARD = Column(
    name="heard", label=Label("Gab die andere Seite sonst Auskunft?", "Did the other side tell us anything else?")
)
DIRECTION = Column(
    name="direction",
    label=Label("Richtung", "Direction"),
    words={
        "both": Label("ungerichtet", "undirected"),
        "to_other": Label("zur anderen Seite", "to the other side"),
        "from_other": Label("von der anderen Seite", "from the other side"),
    },
)
_ORDER = {("none", True): 0, ("not_asked", True): 1, ("not_asked", False): 2}


def answer(network: Network, *, partner: PartnerId = "", top: Top = 20) -> Answer:
    """Return the ties that only one side names, and for each kind of tie the share that both name."""
    centre = for_staff(network, partner)
    voices = Voices(network)
    found = [report for report in reports(network) if not centre or centre in (report.source, report.target)]
    rows = [_row(network, voices, report) for report in found if len(report.by) == 1]
    rows.sort(key=lambda row: (_ORDER[row[8], row[9]], network.order(row[0]), network.order(row[2]), row[4], row[5]))
    tables = {"reciprocity": _reciprocity(voices, found)}
    staff = network.viewer is Viewer.STAFF
    if staff:
        tables = {"one_sided": _list(rows, top), **tables, "other_sides": _other_sides(rows)}
    marks: dict[str, float] = {}
    for row in rows if staff else ():
        marks[row[2]] = max(marks.get(row[2], 0.0), 1.0 if row[8] == "none" else 0.6)
    return Answer(
        sentence=_sentence(network, centre, voices, found, rows),
        tables=tables,
        marks=marks,
        method=_METHOD,
        caveats=tuple(_caveats(network, centre, found)),
    )


def _row(network: Network, voices: Voices, report: Report) -> tuple[Any, ...]:
    (teller,) = report.by
    other = report.target if teller == report.source else report.source
    directed = TIES[report.kind].directed
    direction = "both" if not directed else "to_other" if teller == report.source else "from_other"
    status = "none" if voices.denies(other, report) else "not_asked"
    names = names_of(network)
    ends = (teller, names[teller], other, names[other])
    return (*ends, report.kind, direction, report.since, report.confirmed_on, status, other in voices.heard)


def _list(rows: list[tuple[Any, ...]], top: int) -> Table:
    columns = (
        PARTNER,
        replace(NAME, label=Label("Genannt von", "Named by")),
        replace(PARTNER, name="other"),
        replace(NAME, name="other_name", label=Label("andere Seite", "the other side")),
        TIE,
        DIRECTION,
        SINCE,
        CONFIRMED,
        OTHER_SIDE,
        HEARD,
    )
    title = Label("Verbindungen, die nur eine Seite nennt", "Ties that only one side names")
    return Table(title=title, columns=columns, rows=cut(rows, top))


def _both_heard(voices: Voices, report: Report) -> bool:
    return bool(report.by) and report.source in voices.heard and report.target in voices.heard


def _reciprocity(voices: Voices, found: list[Report]) -> Table:
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for report in found:
        by_kind[report.kind].append(report)
    rows = []
    for kind in (kind for kind in TIES if kind in by_kind):
        mine = by_kind[kind]
        pairs = [report for report in mine if _both_heard(voices, report)]
        mutual = sum(1 for report in pairs if len(report.by) == 2)
        silent = sum(1 for report in mine if not report.by)
        share = mutual / len(pairs) if pairs else None
        rows.append((kind, len(mine), len(pairs), mutual, share, len(mine) - len(pairs) - silent, silent))
    columns = (
        TIE,
        count_column("recorded", "Erfasste Paare", "Recorded pairs"),
        count_column("pairs", "Beide kamen zu Wort", "Both were heard"),
        count_column("mutual", "davon von beiden genannt", "of these named by both"),
        count_column("share", "Anteil (Gegenseitigkeit)", "Share (reciprocity)"),
        count_column("one_heard", "Nur eine Seite kam zu Wort", "Only one side was heard"),
        count_column("no_side", "Von keiner der beiden Seiten genannt", "Named by neither side"),
    )
    return Table(title=Label("Gegenseitigkeit nach Art", "Reciprocity by kind"), columns=columns, rows=tuple(rows))


def _other_sides(rows: list[tuple[Any, ...]]) -> Table:
    counts = Counter((row[8], row[9]) for row in rows)
    columns = (OTHER_SIDE, HEARD, count_column("ties", "Verbindungen", "Ties"))
    title = Label("Was von der anderen Seite bekannt ist", "What is known of the other side")
    return Table(title=title, columns=columns, rows=tuple((*state, counts[state]) for state in _ORDER))


def _sentence(network: Network, centre: str, voices: Voices, found: list[Report], rows: list[tuple[Any, ...]]) -> Text:
    if not found:
        return nothing_recorded(network, centre)
    told = [report for report in found if report.by]
    if not told:
        finding = Text("Bei keiner Verbindung ist erfasst, welche der beiden Seiten sie genannt hat.")
        return about(network, centre, finding)
    values = {"n": len(rows), "all": len(told), "silent": sum(1 for row in rows if not row[9])}
    if network.viewer is Viewer.STAFF:
        finding = Text(
            "{n} von {all} Verbindungen nennt nur eine Seite; bei {silent} davon kam die andere Seite noch gar nicht zu Wort.",
            values=values,
        )
    else:  # who was heard in ties and inquiries that are not shown here can't be told
        finding = Text("{n} von {all} Verbindungen nennt nur eine Seite.", values=values)
    pairs = [report for report in told if _both_heard(voices, report)]
    if pairs:
        mutual = sum(1 for report in pairs if len(report.by) == 2)
        finding = Text(
            "{finding} Wo beide zu Wort kamen, nennen sie die Verbindung in {mutual} von {pairs} Fällen beide.",
            values={"finding": finding, "mutual": mutual, "pairs": len(pairs)},
        )
    return about(network, centre, finding)


def _caveats(network: Network, centre: str, found: list[Report]) -> list[Text]:
    nobody = sum(1 for report in found if not report.by)
    caveats = one_reporter_caveat(network) if 2 * nobody <= len(found) else []
    if nobody:
        caveats.append(
            Text(
                "Bei {n} von {all} Verbindungen ist nicht erfasst, welche der beiden Seiten sie genannt hat.",
                "Bei {n} von {all} Verbindungen ist nicht erfasst, welche der beiden Seiten sie genannt hat.",
                nobody,
                {"all": len(found)},
            )
        )
    if network.viewer is not Viewer.STAFF:
        caveats.append(
            Text("Wer nur in Angaben zu Wort kam, die hier nicht zu sehen sind, gilt hier als nicht gehört.")
        )
    ties = (tie for source, target, tie in network.standing() if not centre or centre in (source, target))
    return caveats + common_caveats(network, ties) + sums_only_caveat(network)
