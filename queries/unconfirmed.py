"""Welche Verbindungen sind lange nicht bestätigt?

Für Mitarbeitende: eine Liste zum Abarbeiten, das Älteste zuerst, und bei wem ein Anruf gleich mehrere klärt.

Methode
-------
Gezählt werden die aktiven Verbindungen, bei denen keine Bestätigung erfasst ist oder die letzte mehr als so viele Monate
zurückliegt. Ein Monat endet wie in § 188 BGB am Tag mit derselben Zahl, und wo der Monat ihn nicht hat, am letzten: was am
31. Januar bestätigt wurde, ist bis zum 28. Februar einen Monat lang bestätigt. Zuerst stehen die Verbindungen ohne Bestätigung,
nach ihrem Beginn oder, wo er nicht bekannt ist, nach dem Tag der Erfassung; dann die mit der ältesten Bestätigung.

Wen fragen: die Stelle der Selbsthilfeunterstützung, wenn eine beteiligt ist (über die eigenen Verbindungen weiß sie selbst
Bescheid), sonst die Seite, die die Verbindung angegeben hat, sonst die erste. Ist ein Akteur gewählt, stehen nur seine
Verbindungen da, und gefragt wird die andere Seite. Die zweite Tabelle zählt zusammen, wie viele Verbindungen eine Nachfrage klärt.

Dass Angaben mit der Zeit ungenau werden, beschreibt Marsden (Network Data and Measurement, Annual Review of Sociology 16,
1990).

Wie man es liest
----------------
Nicht bestätigt heißt nicht beendet. Die Liste sagt, wo lange niemand nachgefragt hat.

Beispiel
--------
Die Kontaktstelle hat drei Verbindungen: eine ohne Bestätigung, eine vor langem und eine vor kurzem bestätigte.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Kontaktstelle", kind="contact_office"), *(Partner(id=i, name=i.upper(), kind="clinic")
...     for i in "abc")]
>>> ties = [Tie(id="1", source="k", target="a", confirmed_on=date(2021, 5, 31)), Tie(id="2", source="k", target="b"),
...     Tie(id="3", source="k", target="c", confirmed_on=date(2023, 6, 1))]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 5, 31))))
>>> found.sentence.into("de").split(" Am ")[1]
'meisten klärt eine Nachfrage bei Kontaktstelle: 2.'
>>> [(row[1], row[3], row[8]) for row in found.tables["unconfirmed"].rows]
[('Kontaktstelle', 'B', None), ('Kontaktstelle', 'A', 36)]

Aufruf
------
    graphsvc ask unconfirmed --area 08117 --months 24
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Months, PartnerId, Top
from graphsvc.vocabulary import OFFICES, TIES
from queries._chosen import about, for_staff, nothing_recorded, sums_only_caveat
from queries._names import names_of
from queries._partners import CONFIRMED, KIND, NAME, PARTNER, SINCE, TIE, common_caveats, count_column, cut

_METHOD = Text(
    "Aktive Verbindungen ohne Bestätigung in so vielen Monaten (gerechnet wie in § 188 BGB), die älteste Angabe zuerst"
)


def answer(network: Network, *, months: Months = 12, partner: PartnerId = "", top: Top = 20) -> Answer:
    """Return the active ties that nobody has confirmed for some months, worst first, and whom to ask."""
    centre = for_staff(network, partner)
    ties = [each for each in network.standing() if not centre or centre in each[:2]]
    rows = [_row(network, centre, *each) for each in ties if _is_overdue(each[2], months, network.day)]
    rows.sort(key=lambda row: _worst_first(network, row))
    asked = _asked(network, rows)
    tables = {"summary": _summary([tie for *_, tie in ties], rows)}
    staff = network.viewer is Viewer.STAFF
    if staff:
        tables = {"unconfirmed": _list(rows, top), "to_ask": _to_ask(asked), **tables}
    return Answer(
        sentence=_sentence(network, centre, months, len(ties), rows, asked),
        tables=tables,
        marks={row[0]: row[3] / asked[0][3] for row in asked} if staff else {},
        method=_METHOD,
        caveats=(*_undated_caveat(rows), *common_caveats(network, ()), *sums_only_caveat(network)),
    )


def months_after(day: date, months: int) -> date:
    """Return the last day of a period of some months that follows a day, as in § 188 BGB; at most the last day there is.

    Examples
    --------
    >>> months_after(date(2023, 1, 31), 1), months_after(date(2024, 2, 29), 12)
    (datetime.date(2023, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """Return how many whole months have passed between two days.

    Examples
    --------
    >>> whole_months(date(2023, 1, 31), date(2023, 2, 28)), whole_months(date(2023, 1, 31), date(2023, 3, 30))
    (1, 1)
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if months_after(first, months) > last else months


def _is_overdue(tie: Mapping[str, Any], months: int, day: date) -> bool:
    return tie["confirmed_on"] is None or months_after(tie["confirmed_on"], months) < day


def _row(network: Network, centre: str, source: str, target: str, tie: Mapping[str, Any]) -> tuple[Any, ...]:
    names, confirmed = names_of(network), tie["confirmed_on"]
    ask = _whom_to_ask(network, centre, source, target, tie)
    other = target if ask == source else source
    passed = None if confirmed is None else whole_months(confirmed, network.day)
    ends = (ask, names[ask], other, names[other])
    return (*ends, tie["kind"], tie["since"], tie["recorded_on"], confirmed, passed)


def _whom_to_ask(network: Network, centre: str, source: str, target: str, tie: Mapping[str, Any]) -> str:
    if centre:
        return target if centre == source else source
    ends = (target, source) if tie["reported_by"] == "target" else (source, target)
    return next((end for end in ends if network.graph.nodes[end]["kind"] in OFFICES), ends[0])


def _worst_first(network: Network, row: tuple[Any, ...]) -> tuple[Any, ...]:
    ask, _, other, _, kind, since, recorded, confirmed, _ = row
    oldest = confirmed or since or recorded or date.min
    return (confirmed is not None, oldest, network.order(ask), network.order(other), kind, since or date.min)


def _asked(network: Network, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return whom to ask, with how many ties that settles; most first."""
    ties, never = Counter(row[0] for row in rows), Counter(row[0] for row in rows if row[7] is None)
    nodes, names = network.graph.nodes, names_of(network)
    ordered = sorted(ties, key=lambda id: (-ties[id], network.order(id)))
    return [(id, names[id], nodes[id]["kind"], ties[id], never[id]) for id in ordered]


def _list(rows: list[tuple[Any, ...]], top: int) -> Table:
    columns = (
        PARTNER,
        replace(NAME, label=Label("Fragen bei", "Ask")),
        replace(PARTNER, name="other"),
        replace(NAME, name="other_name", label=Label("über die Verbindung mit", "about the tie with")),
        TIE,
        SINCE,
        Column(name="recorded_on", label=Label("Erfasst am", "Recorded on"), role="date"),
        CONFIRMED,
        count_column("months", "Seit so vielen Monaten", "For so many months"),
    )
    title = Label("Nicht bestätigte Verbindungen", "Unconfirmed ties")
    return Table(title=title, columns=columns, rows=cut(rows, top))


def _to_ask(asked: list[tuple[Any, ...]]) -> Table:
    columns = (
        PARTNER,
        NAME,
        KIND,
        count_column("ties", "So viele klärt eine Nachfrage", "So many are settled by asking"),
        count_column("never", "davon ohne Bestätigung", "of these without a confirmation"),
    )
    return Table(title=Label("Wen fragen", "Whom to ask"), columns=columns, rows=tuple(asked))


def _summary(ties: Iterable[Mapping[str, Any]], rows: list[tuple[Any, ...]]) -> Table:
    every = Counter(tie["kind"] for tie in ties)
    never = Counter(row[4] for row in rows if row[7] is None)
    long_ago = Counter(row[4] for row in rows if row[7] is not None)
    columns = (
        TIE,
        count_column("ties", "Verbindungen", "Ties"),
        count_column("never", "ohne Bestätigung", "without a confirmation"),
        count_column("long_ago", "vor längerer Zeit bestätigt", "confirmed longer ago"),
        count_column("recent", "in dieser Zeit bestätigt", "confirmed within this time"),
    )
    found = [
        (kind, every[kind], never[kind], long_ago[kind], every[kind] - never[kind] - long_ago[kind])
        for kind in TIES
        if kind in every
    ]
    return Table(title=Label("Nach Art der Verbindung", "By kind of tie"), columns=columns, rows=tuple(found))


def _sentence(
    network: Network, centre: str, months: int, count: int, rows: list[tuple[Any, ...]], asked: list[tuple[Any, ...]]
) -> Text:
    if not count:
        return nothing_recorded(network, centre)
    if not rows:
        finding = Text(
            "Zu allen erfassten Verbindungen gibt es eine Bestätigung aus dem letzten Monat.",
            "Zu allen erfassten Verbindungen gibt es eine Bestätigung aus den letzten {n} Monaten.",
            months,
        )
        return about(network, centre, finding)
    never = sum(1 for row in rows if row[7] is None)
    values = {"count": len(rows), "all": count, "never": never}
    finding = Text(
        "Zu {count} von {all} Verbindungen ist aus dem letzten Monat keine Bestätigung erfasst, zu {never} davon überhaupt noch "
        "keine.",
        "Zu {count} von {all} Verbindungen ist aus den letzten {n} Monaten keine Bestätigung erfasst, zu {never} davon überhaupt "
        "noch keine.",
        months,
        values,
    )
    if never == len(rows):
        finding = Text("Zu {count} von {all} Verbindungen ist noch keine Bestätigung erfasst.", values=values)
    settled = asked[0][3]
    if network.viewer is not Viewer.STAFF or settled == 1:
        return about(network, centre, finding)
    tip = Text(
        "{finding} Am meisten klärt eine Nachfrage bei {first}: {settled}.",
        values={"finding": finding, "first": asked[0][1], "settled": settled},
    )
    return about(network, centre, tip)


def _undated_caveat(rows: list[tuple[Any, ...]]) -> list[Text]:
    undated = sum(1 for row in rows if row[5] is None and row[7] is None)
    text = Text(
        "Bei {n} der Verbindungen ohne Bestätigung ist auch der Beginn nicht bekannt; dort zählt der Tag der Erfassung.",
        "Bei {n} der Verbindungen ohne Bestätigung ist auch der Beginn nicht bekannt; dort zählt der Tag der Erfassung.",
        undated,
    )
    return [text] if undated else []
