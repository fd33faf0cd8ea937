"""Wonach wird gefragt, und was ist dazu da?

Für Planende: wonach Menschen eine Stelle gefragt haben, bei wie vielen Anfragen sie vermitteln konnte, und welche Gruppen es dort
gibt, wo Anfragen offenblieben.

Methode
-------
Gezählt werden die erfassten Anfragen (Thema, Gebiet, Jahr: gefragt, vermittelt), Schreibweisen und andere Namen eines Themas
vereint. Offen ist, was gefragt und nicht vermittelt wurde. Ist bei einem Eintrag nicht bekannt, wie oft vermittelt wurde, zählen
seine Anfragen weder als vermittelt noch als offen, sondern für sich; ist es bei keinem bekannt, bleiben beide Zahlen leer.

Daneben stehen die Gruppen zum Thema, mit den Themen darunter, am gewählten Tag, nicht im Jahr der Anfrage. Erfasst: Im Gebiet gibt
es eine Gruppe oder ein Angebot zum Thema. Gefragt und verneint: Jede Stelle, die für das Gebiet da ist, hat zum Thema vollständig
Auskunft gegeben. Sonst: keine Auskunft, und die Zahl der Gruppen bleibt leer.

Wie man es liest
----------------
Anfragen zählen, wer fragt, nicht, wer Hilfe braucht: Wer eine Stelle nicht kennt, fragt sie nicht, und wer zweimal fragt, zählt
zweimal. Eine offene Anfrage neben erfassten Gruppen kann heißen, dass die Gruppe voll ist, weit weg oder anders gemeint. „Keine
Auskunft“ heißt nicht, dass es keine Gruppe gibt.

Aufruf
------
    graphsvc ask demand --area 08117

Beispiel
--------
Zu Sucht wurde zwölfmal gefragt und fünfmal vermittelt. Die Gruppe zu Alkohol zählt mit, denn Alkohol steht unter Sucht.

>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Request, Selection, graph_of
>>> from graphsvc.topics import Topic, Topics
>>> group = Partner(id="g", name="Gruppe", kind="self_help_group", area="08001", topics=("Alkohol",))
>>> requests = [Request(id="1", topic="Sucht", area="08001", year=2023, asked=12, met=5),
...     Request(id="2", topic="Sucht", area="08001", year=2024, asked=3)]
>>> found = answer(Network(graph=graph_of([group]), selection=Selection(on=date(2024, 6, 1)), requests=requests,
...     areas=Areas([Area(ags="08001", name="Oben")]), topics=Topics([Topic(name="Alkohol", parent="Sucht")])))
>>> [row[3:] for row in found.tables["demand"].rows]
[(2024, 3, None, None, 3), (2023, 12, 5, 7, 0)]
>>> found.tables["unmet"].rows
(('Sucht', '08001', 'Oben', 7, 15, 5, 3, 'recorded', 1, False, None),)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from graphsvc.areas import Area, Level
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Request, Table, Viewer
from graphsvc.params import LevelCode, Year
from queries._areas import stand_caveat
from queries._partners import NAME, STATUS, area_column, count_column
from queries._requests import Cases, Count, Unmet, cases_of, count_of, requests_of, unmet_cases
from queries._years import YEAR, newest_first, period

_METHOD = Text("Auszählung der erfassten Anfragen je Thema, Gebiet und Jahr, neben den erfassten Gruppen")
_TOPIC = Column(name="topic", label=Label("Thema", "Topic"))
_ASKED = count_column("asked", "Anfragen", "Requests")
_MET = count_column("met", "Vermittelt", "Met")
_UNMET = count_column("unmet", "Offene Anfragen", "Unmet requests")
_UNKNOWN = count_column("unknown", "Ausgang nicht bekannt", "Outcome unknown")


def answer(network: Network, *, level: LevelCode = "district", year: Year = 0) -> Answer:
    """Return requests by topic, area and year, and what is recorded where they were not met."""
    if network.viewer is not Viewer.STAFF:
        text = Text("Wonach Menschen eine Stelle gefragt haben, sehen nur Mitarbeitende.")
        return Answer(sentence=text, method=_METHOD, caveats=tuple(stand_caveat(network)))
    areas = network.areas.at_level(cast(Level, level), network.selection.areas)
    requests = requests_of(network, year)
    cases = cases_of(network, requests, areas, cast(Level, level))
    unmet = unmet_cases(network, cases, areas, cast(Level, level))
    return Answer(
        sentence=_sentence(requests, cases, unmet, year),
        tables={
            "demand": _demand_table(network, cases),
            "areas": _areas_table(network, cases, areas),
            "unmet": _unmet_table(network, unmet),
            "topics": _topics_table(cases),
        },
        marks={group: 1.0 for each in unmet for group in sorted(each.cell.groups)},
        method=_METHOD,
        caveats=(*_caveats(network, requests, cases, unmet), *stand_caveat(network)),
    )


def _demand_table(network: Network, cases: Cases) -> Table:
    rows = []
    for (topic, area), requests in cases.items():
        for year in sorted({request.year for request in requests}, key=newest_first):
            count = count_of([request for request in requests if request.year == year])
            rows.append((topic, area.ags, area.name, year, *count))
    columns = (_TOPIC, area_column(network.areas), NAME, YEAR, _ASKED, _MET, _UNMET, _UNKNOWN)
    return Table(title=Label("Anfragen", "Requests"), columns=columns, rows=tuple(rows))


def _areas_table(network: Network, cases: Cases, areas: Iterable[Area]) -> Table:
    by_area: dict[str, list[Request]] = defaultdict(list)
    for (_, area), requests in cases.items():
        by_area[area.ags] += requests
    rows = []
    for area in areas:
        if requests := by_area[area.ags]:
            count = count_of(requests)
            rows.append((area.ags, area.name, count.unmet, count.asked, count.met, count.unknown))
    columns = (area_column(network.areas), NAME, _UNMET, _ASKED, _MET, _UNKNOWN)
    return Table(title=Label("Nach Gebiet", "By area"), columns=columns, rows=tuple(rows))


def _unmet_table(network: Network, unmet: Iterable[Unmet]) -> Table:
    rows = tuple(
        (
            each.topic,
            each.area.ags,
            each.area.name,
            each.unmet,
            each.count.asked,
            each.count.met,
            each.count.unknown,
            each.status,
            each.groups,
            each.at_least,
            each.offers,
        )
        for each in unmet
    )
    columns = (
        *(_TOPIC, area_column(network.areas), NAME, _UNMET, _ASKED, _MET, _UNKNOWN, STATUS),
        count_column("groups", "Gruppen", "Groups"),
        Column(name="at_least", label=Label("mindestens", "at least")),
        Column(name="offers", label=Label("anderes Angebot", "other offer")),
    )
    return Table(
        title=Label("Offene Anfragen neben dem, was erfasst ist", "Unmet requests beside what is recorded"),
        columns=columns,
        rows=rows,
    )


def _topics_table(cases: Cases) -> Table:
    by_topic: dict[str, list[Request]] = defaultdict(list)
    for (topic, _), requests in cases.items():
        by_topic[topic] += requests
    rows = tuple((topic, *count_of(requests)) for topic, requests in by_topic.items())
    return Table(title=Label("Je Thema", "By topic"), columns=(_TOPIC, _ASKED, _MET, _UNMET, _UNKNOWN), rows=rows)


def _sentence(requests: Sequence[Request], cases: Cases, unmet: Sequence[Unmet], year: int) -> Text:
    placed = [request for mine in cases.values() for request in mine]
    count = count_of(placed)
    if requests and not placed:
        return Text("Zu keiner der erfassten Anfragen ist bekannt, in welches Gebiet auf dieser Ebene sie gehört.")
    if not count.asked and year:
        return Text(
            "Für {year} sind in dieser Auswahl keine Anfragen erfasst. Das heißt nicht, dass niemand gefragt hat.",
            values={"year": str(year)},
        )
    if not count.asked:
        return Text("In dieser Auswahl sind keine Anfragen erfasst. Das heißt nicht, dass niemand gefragt hat.")
    values = {"period": period(request.year for request in placed), "outcome": _outcome(count)}
    finding = Text(
        "{period} ist {n} Anfrage erfasst. {outcome}",
        "{period} sind {n} Anfragen erfasst. {outcome}",
        count.asked,
        values,
    )
    if not unmet:
        return finding
    first = unmet[0]
    alike = sum(1 for each in unmet if each.unmet == first.unmet)
    return Text(
        "{finding} Am häufigsten offen blieb {topic} in {area}, {unmet}-mal. {beside}",
        "{finding} Am häufigsten offen, je {unmet}-mal, blieben {n} Themen und Gebiete, darunter {topic} in {area}. {beside}",
        alike,
        {
            "finding": finding,
            "topic": first.topic,
            "area": first.area.name,
            "unmet": first.unmet,
            "beside": _beside(first),
        },
    )


def _outcome(count: Count) -> Text:
    values = count._asdict()
    if count.met is None:
        return Text("Bei wie vielen vermittelt wurde, ist nicht bekannt.")
    if count.unknown:
        return Text("Bei {met} wurde vermittelt, bei {unmet} nicht, bei {unknown} ist es nicht bekannt.", values=values)
    if count.unmet:
        return Text("Bei {met} wurde vermittelt, bei {unmet} nicht.", values=values)
    return Text("Bei allen wurde vermittelt.")


def _beside(first: Unmet) -> Text:
    if first.groups is None:
        return Text("Ob es dort eine Gruppe dazu gibt, ist nicht bekannt.")
    if not first.groups:
        return Text("Dort ist keine Gruppe dazu erfasst; dazu liegt Auskunft vor.")
    if first.at_least:
        return Text(
            "Dort ist mindestens {n} Gruppe dazu erfasst.",
            "Dort sind mindestens {n} Gruppen dazu erfasst.",
            first.groups,
        )
    return Text("Dort ist {n} Gruppe dazu erfasst.", "Dort sind {n} Gruppen dazu erfasst.", first.groups)


def _caveats(network: Network, requests: Sequence[Request], cases: Cases, unmet: Sequence[Unmet]) -> list[Text]:
    found = []
    if missing := len(requests) - sum(map(len, cases.values())):
        text = Text(
            "{n} Eintrag über Anfragen hat keinen Ort auf dieser Ebene und fehlt hier.",
            "{n} Einträge über Anfragen haben keinen Ort auf dieser Ebene und fehlen hier.",
            missing,
        )
        found.append(text)
    if silent := sum(1 for each in unmet if each.groups is None):
        text = Text(
            "Offene Anfragen gibt es zu {all} Paaren aus Thema und Gebiet; bei {silent} davon ist nicht bekannt, ob es dort "
            "eine Gruppe gibt.",
            values={"all": len(unmet), "silent": silent},
        )
        found.append(text)
    if any(each.at_least for each in unmet):
        found.append(Text("Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“."))
    if unmet:
        values = {"day": network.day}
        found.append(Text("Die Gruppen sind die vom {day}, nicht die des Jahres, in dem gefragt wurde.", values=values))
    return found
