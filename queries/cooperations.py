"""Mit wem arbeitet eine Stelle zusammen, und wie verbindlich?

Für Mitarbeitende einer Stelle: alle Akteure, mit denen sie kooperiert, nach Bereich, Intensität und Verbindlichkeit.

Methode
-------
Eine Kooperation ist eine aktive Verbindung der Art „Kooperation“ mit Intensität 2 bis 4 oder unbekannter Intensität.
Mehrere Verbindungen mit demselben Akteur zählen einmal: mit der höchsten Intensität, der festesten Verbindlichkeit, dem
frühesten Beginn, der letzten Bestätigung, allen Formen und allen, die sie angegeben haben. „Zu bestätigen“ ist, was seit zwei
Jahren niemand bestätigt hat. Geplante Kooperationen stehen für sich. Der Vergleichswert 14 stammt aus einer Umfrage von 2007,
in der 135 Selbsthilfekontaktstellen zusammen rund 1.900 Kooperationen nannten; verglichen wird außerdem mit dem Median der
anderen Stellen in der Auswahl. Wer nicht alles sieht, bekommt keinen Vergleich.

Wie man es liest
----------------
Mehr ist nicht besser: wenige verbindliche Kooperationen können mehr tragen als viele lose. Was nicht erfasst ist, kann es
trotzdem geben.

Aufruf
------
    graphsvc ask cooperations --area 08117

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Kontaktstelle", kind="contact_office"), Partner(id="a", name="Amt", kind="authority"),
...     Partner(id="b", name="Klinik", kind="clinic"), Partner(id="c", name="Dienst", kind="service")]
>>> ties = [Tie(id="1", source="k", target="a", intensity=3), Tie(id="2", source="b", target="k"),
...     Tie(id="3", source="k", target="c", intensity=1)]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Kontaktstelle arbeitet mit 2 Akteuren aus 2 Bereichen zusammen. In einer Umfrage von 2007 waren es im Mittel 14 je Stelle.'
>>> [(row[1], row[3]) for row in found.tables["cooperations"].rows]
[('Amt', 3), ('Klinik', None)]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer, is_cooperation, is_valid
from graphsvc.params import PartnerId, Top
from graphsvc.vocabulary import FORMALITIES, FORMS, INTENSITIES, OFFICES, SECTORS
from queries._chosen import as_seen, chosen_for_you, no_cooperation, no_office, office_of
from queries._names import names_of
from queries._partners import (
    CONFIRMED,
    FORMALITY,
    INTENSITY,
    KIND,
    NAME,
    PARTNER,
    SECTOR,
    SINCE,
    area_column,
    common_caveats,
    count_column,
    cut,
    reporter_caveat,
)

SURVEY_MEAN = 14  # 135 offices named some 1,900 cooperations (survey of 2007)
_METHOD = Text("Auszählung der erfassten Kooperationen; Vergleichswert aus einer Umfrage unter 135 Stellen (2007)")
STALE_DAYS = 730
_FORMS = Column(name="forms", label=Label("Formen", "Forms"), words={code: term.label for code, term in FORMS.items()})
_STALE = Column(name="stale", label=Label("Zu bestätigen", "To be confirmed"))
_TOLD_BY = Column(
    name="told_by",
    label=Label("Angegeben von", "Told by"),
    words={
        "both": Label("beiden", "both"),
        "here": Label("nur dieser Seite", "this side only"),
        "there": Label("nur der anderen Seite", "the other side only"),
        "other": Label("Dritten", "others"),
    },
)
_BINDING = {code: place for place, code in enumerate(("", *FORMALITIES))}


def answer(network: Network, *, partner: PartnerId = "", top: Top = 0) -> Answer:
    """Return an office's cooperations; without ``partner`` that of the office with the most."""
    centre = office_of(network, partner)
    if centre is None:
        return Answer(sentence=no_office(network), method=_METHOD)
    found = network.cooperations(centre)
    rows = [_row(network, centre, other, found[other]) for other in sorted(found, key=network.order)]
    shown = sorted(rows, key=lambda row: -(row[3] or 0))
    columns = _columns(network)
    shown = [row[: len(columns)] for row in shown]
    main = Table(title=Label("Kooperationen", "Cooperations"), columns=columns, rows=cut(shown, top))
    ties = [tie for several in found.values() for tie in several]
    return Answer(
        sentence=_sentence(network, centre, rows)
        if rows
        else as_seen(network, no_cooperation(network, centre, partner)),
        tables={
            "cooperations": main,
            "planned": _planned(network, centre, found),
            "sectors": _by_sector(rows),
            "formalities": _by_formality(rows),
        },
        marks={centre: 1.0, **{row[0]: 0.4 + 0.15 * (row[3] or 0) for row in rows}},
        method=_METHOD,
        caveats=(
            *(chosen_for_you(network, centre, partner) if rows else ()),
            *_caveats(network, centre, rows),
            *common_caveats(network, ties, {centre, *found}),
        ),
    )


def _columns(network: Network) -> tuple[Column, ...]:
    """Return the columns; what is one-sided or not confirmed of late, only staff see by name."""
    columns = (PARTNER, NAME, SECTOR, INTENSITY, FORMALITY, SINCE, CONFIRMED, KIND, area_column(network.areas), _FORMS)
    return (*columns, _STALE, _TOLD_BY) if network.viewer is Viewer.STAFF else columns


def _row(network: Network, centre: str, other: str, ties: list[Mapping[str, Any]]) -> tuple[Any, ...]:
    partner = network.graph.nodes[other]
    confirmed = max((tie["confirmed_on"] for tie in ties if tie["confirmed_on"]), default=None)
    intensities = [tie["intensity"] for tie in ties if tie["intensity"] is not None]
    return (
        other,
        names_of(network)[other],
        partner["sector"],
        max(intensities, default=None),
        max((tie["formality"] for tie in ties), key=_BINDING.__getitem__) or None,
        min((tie["since"] for tie in ties if tie["since"]), default=None),
        confirmed,
        partner["kind"],
        partner["area"],
        tuple(form for form in FORMS if any(form in tie["forms"] for tie in ties)),
        confirmed is None or (network.day - confirmed).days > STALE_DAYS,
        _told_by(network, centre, other),
    )


def _told_by(network: Network, centre: str, other: str) -> str | None:
    """Return which side told of the cooperation; None where nobody is known to have."""
    told = set()
    for one, two, sides in ((centre, other, ("here", "there")), (other, centre, ("there", "here"))):
        for tie in (network.graph.get_edge_data(one, two) or {}).values():
            if is_cooperation(tie) and is_valid(tie["since"], tie["until"], network.day):
                by = tie["reported_by"]
                told |= {"source": {sides[0]}, "target": {sides[1]}, "both": {*sides}}.get(by, {by} if by else set())
    if {"here", "there"} <= told:
        return "both"
    return next((side for side in ("here", "there", "other") if side in told), None)


def _planned(network: Network, centre: str, found: Mapping[str, Any]) -> Table:
    nodes, names = network.graph.nodes, names_of(network)
    planned: dict[str, list[date]] = {}
    for other, _, tie in network.ties_of(centre):
        ahead = tie["status"] == "planned" and is_valid(None, tie["until"], network.day)
        if ahead and tie["kind"] == "cooperates_with" and other not in found:
            planned.setdefault(other, []).extend([tie["since"]] if tie["since"] else [])
    rows = tuple(
        (other, names[other], nodes[other]["sector"], min(planned[other], default=None))
        for other in sorted(planned, key=network.order)
    )
    columns = (PARTNER, NAME, SECTOR, replace(SINCE, label=Label("Geplant für", "Planned for")))
    return Table(title=Label("Geplante Kooperationen", "Planned cooperations"), columns=columns, rows=rows)


def _sentence(network: Network, centre: str, rows: list[tuple[Any, ...]]) -> Text:
    sectors = len({row[2] for row in rows})
    finding = Text(
        "{name} arbeitet mit {n} Akteur zusammen.",
        "{name} arbeitet mit {n} Akteuren aus {sectors} zusammen.",
        len(rows),
        {"name": names_of(network)[centre], "sectors": Text("{n} Bereich", "{n} Bereichen", sectors)},
    )
    if network.viewer is not Viewer.STAFF:  # a part compares with nothing
        return as_seen(network, finding)
    others = [len(network.cooperations(office)) for office in network.of_kind(*OFFICES) if office != centre]
    values = {"finding": finding, "mean": SURVEY_MEAN}
    if not others:
        return Text("{finding} In einer Umfrage von 2007 waren es im Mittel {mean} je Stelle.", values=values)
    return Text(
        "{finding} In einer Umfrage von 2007 waren es im Mittel {mean} je Stelle, bei den anderen Stellen hier sind es in der "
        "Mitte {median}.",
        values=values | {"median": median(others)},
    )


def _by_sector(rows: list[tuple[Any, ...]]) -> Table:
    counts = Counter((row[2], row[3]) for row in rows)
    columns = [SECTOR, count_column("partners", "Akteure", "Partners")]
    columns += [count_column(f"intensity_{i}", INTENSITIES[i].label.de, INTENSITIES[i].label.en) for i in INTENSITIES]
    columns.append(count_column("intensity_unknown", "unbekannt", "unknown"))
    levels = [*map(int, INTENSITIES), None]
    found = []
    for sector in SECTORS:
        per_level = [counts[sector, level] for level in levels]
        if any(per_level):
            found.append((sector, sum(per_level), *per_level))
    title = Label("Nach Bereich und Intensität", "By sector and intensity")
    return Table(title=title, columns=tuple(columns), rows=tuple(found))


def _by_formality(rows: list[tuple[Any, ...]]) -> Table:
    counts = Counter(row[4] for row in rows)
    found = [(code, counts[code]) for code in (*FORMALITIES, None) if counts[code]]
    columns = (FORMALITY, count_column("partners", "Akteure", "Partners"))
    return Table(title=Label("Nach Verbindlichkeit", "By formality"), columns=columns, rows=tuple(found))


def _caveats(network: Network, centre: str, rows: list[tuple[Any, ...]]) -> list[Text]:
    unknown = sum(1 for row in rows if row[3] is None)
    found = reporter_caveat(network)
    if unknown:
        found.append(
            Text(
                "Bei {n} Kooperation ist die Intensität nicht bekannt.",
                "Bei {n} Kooperationen ist die Intensität nicht bekannt.",
                unknown,
            )
        )
    cooperating = {row[0] for row in rows}
    contacts = {other for other, _, tie in network.active_ties(centre, "cooperates_with") if other not in cooperating}
    if contacts:
        found.append(
            Text(
                "Mit {n} weiterem Akteur ist nur ein Kontakt erfasst; das zählt nicht als Kooperation.",
                "Mit {n} weiteren Akteuren ist nur ein Kontakt erfasst; das zählt nicht als Kooperation.",
                len(contacts),
            )
        )
    return found
