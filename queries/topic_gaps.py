"""Zu welchen Themen gibt es wo Gruppen, und wo ist nichts erfasst?

Für Planende: jedes Thema in jedem Kreis (oder jeder Gemeinde, jedem Land, oder in mehreren Gebieten zusammen), mit der Zahl der
Gruppen, der Zahl je 100.000 Menschen und der Auskunft, ob überhaupt gefragt wurde.

Methode
-------
Eine Gruppe zählt in dem Gebiet, in dem ihr Sitz liegt; ohne Sitz dort, wofür sie da ist. Ein Eintrag, der für mehrere
steht, zählt als einer, und die Zahl heißt „mindestens“. Schreibweisen eines Themas werden über die Themenliste vereint; ein
gewähltes Thema umfasst seine Unterthemen. Erfasst: es gibt eine Gruppe oder ein Angebot. Gefragt und verneint: alle
Stellen, die das Gebiet versorgen, haben zu diesem Thema vollständig Auskunft gegeben. Sonst: keine Auskunft. Je 100.000
Menschen mit dem exakten 95-%-Bereich der Poisson-Verteilung (Garwood, Fiducial limits for the Poisson distribution,
Biometrika 28, 1936). Daneben, für Karten kleiner Gebiete, die geglättete Rate: sie wird zur Rate aller Gebiete mit Auskunft
hingezogen, umso mehr, je weniger Menschen in einem Gebiet leben (globaler empirischer Bayes-Schätzer nach Marshall, Mapping
disease and mortality rates using empirical Bayes estimators, Applied Statistics 40, 1991).

Wie man es liest
----------------
„Keine Auskunft“ ist keine Lücke, sondern eine offene Frage. Der Bereich sagt, wie sehr die Zahl vom Zufall abhängt; er sagt
nicht, wie viele Gruppen uns niemand gemeldet hat. Die geglättete Rate hängt auch von den anderen Gebieten ab; Gebiete ohne
Auskunft zählen dabei nicht mit und bekommen keine Zahl.

Aufruf
------
    graphsvc ask topic_gaps --area 08117 --level district

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> areas = Areas([Area(ags="08", name="Land"), Area(ags="08001", name="Oben", population=200_000),
...     Area(ags="08002", name="Unten", population=100_000)])
>>> groups = [Partner(id=i, name=i, kind="self_help_group", area="08001", topics=("Angst",)) for i in "ab"]
>>> found = answer(Network(graph=graph_of(groups), areas=areas, selection=Selection(on=date(2024, 1, 1))))
>>> [(row[2], row[3], row[4], row[7], round(row[8] or 0, 2), round(row[9] or 0, 2)) for row in found.tables["topic_gaps"].rows]
[('Oben', 'recorded', 2, 1.0, 0.12, 3.61), ('Unten', 'not_asked', None, None, 0, 0)]
"""

from __future__ import annotations

from typing import Annotated, cast

from graphsvc.areas import Area, Level
from graphsvc.garbage import held_collector
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Flag, LevelCode, Param
from graphsvc.topic_areas import Cell, as_one, asked_topics, recorded, topics_shown, whole_areas
from queries._areas import stand_caveat
from queries._chosen import as_seen
from queries._partners import NAME, PER_100000, STATUS, area_column, count_column
from queries._topic_caveats import topic_caveats
from queries._topic_grid import Grid, Row

_METHOD = Text(
    "Auszählung je Thema und Gebiet; Rate mit exaktem 95-%-Poisson-Bereich (Garwood 1936), geglättet nach Marshall (1991)"
)
MARKED_TOPICS = 3  # for so few topics the groups themselves are marked on the map


Together = Annotated[
    Flag, Param(label=Label("Die Gebiete zusammen, als eines", "The areas together, as one"), widget="flag")
]


def answer(network: Network, *, level: LevelCode = "district", joined: Together = False) -> Answer:
    """Return topic × area with status, groups and rate, and a line for each topic."""
    areas = network.areas.at_level(cast(Level, level), network.selection.areas)
    topics = topics_shown(network)
    cells, unplaced = recorded(network, topics, cast(Level, level))
    whole = whole_areas(network, areas)
    asked = asked_topics(network, list(topics), sorted(whole))
    if joined and len(areas) > 1:
        one, cells, asked = as_one(areas, cells, asked)
        whole = frozenset({one.ags}) if whole.issuperset(area.ags for area in areas) else frozenset()
        areas = [one]
    with held_collector():
        grid = Grid.of(list(topics), areas, cells, asked, whole)
        rows, lines = grid.rows(), grid.lines()
    return Answer(
        sentence=_sentence(network, lines, areas, int((grid.groups > 0).sum())),
        tables={"topic_gaps": _table(network, rows), "topics": _topic_table(lines)},
        marks=_marks(topics, cells),
        method=_METHOD,
        caveats=(*topic_caveats(network, grid, unplaced), *stand_caveat(network)),
    )


def _table(network: Network, rows: tuple[Row, ...]) -> Table:
    columns = (
        Column(name="topic", label=Label("Thema", "Topic")),
        area_column(network.areas),
        NAME,
        STATUS,
        count_column("groups", "Gruppen", "Groups"),
        Column(name="at_least", label=Label("mindestens", "at least")),
        count_column("population", "Menschen", "People"),
        count_column("per_100000", "Gruppen je 100.000 Menschen", "Groups per 100,000 people", PER_100000),
        Column(name="low", label=Label("von", "from"), unit=PER_100000, role="low"),
        Column(name="high", label=Label("bis", "to"), unit=PER_100000, role="high"),
        count_column("smoothed", "Je 100.000, geglättet", "Per 100,000, smoothed", PER_100000),
    )
    return Table(title=Label("Thema und Gebiet", "Topic and area"), columns=columns, rows=rows)


def _topic_table(lines: tuple[Row, ...]) -> Table:
    columns = (
        Column(name="topic", label=Label("Thema", "Topic")),
        count_column("recorded", "Gebiete: erfasst", "Areas: recorded"),
        count_column("none", "Gebiete: gefragt und verneint", "Areas: asked, and none"),
        count_column("not_asked", "Gebiete: keine Auskunft", "Areas: not asked"),
        count_column("groups", "Gruppen", "Groups"),
        Column(name="at_least", label=Label("mindestens", "at least")),
        count_column("people_none", "Menschen ohne (verneint)", "People without (asked)"),
        count_column("people_not_asked", "Menschen (keine Auskunft)", "People (not asked)"),
    )
    return Table(title=Label("Je Thema", "By topic"), columns=columns, rows=lines)


def _marks(topics: dict[str, frozenset[str]], cells: dict[tuple[str, str], Cell]) -> dict[str, float]:
    if len(topics) > MARKED_TOPICS:
        return {}
    return {group: 1.0 for cell in cells.values() for group in sorted(cell.groups)}


def _sentence(network: Network, lines: tuple[Row, ...], areas: list[Area], grouped: int) -> Text:
    """Say what is recorded; ``grouped`` counts the cases with a group, for elsewhere it is an offer without one."""
    if not areas:
        return Text("Für diese Auswahl sind keine Gebiete geladen.")
    if not lines:
        return as_seen(network, Text("In dieser Auswahl ist kein Thema erfasst."))
    if len(lines) == 1:
        return as_seen(network, _one_topic(lines[0], areas, grouped))
    recorded, none, silent = (sum(line[place] for line in lines) for place in (1, 2, 3))
    values = {"topics": len(lines), "areas": len(areas), "area": areas[0].name, "recorded": recorded}
    if len(areas) == 1 and not (none or silent):  # without a list of topics none is known but those recorded
        return as_seen(network, Text("Im Gebiet {area} sind {topics} Themen erfasst.", values=values))
    if len(areas) == 1:
        return as_seen(
            network, Text("Im Gebiet {area} ist zu {recorded} von {topics} Themen etwas erfasst.", values=values)
        )
    text = Text(
        "Bei {topics} Themen und {areas} Gebieten gibt es {all} Fälle (ein Thema in einem Gebiet). In {recorded} davon "
        "({share}) ist etwas erfasst, in {none} nannte niemand etwas, obwohl alle Stellen dort Auskunft gaben. Zu {silent} "
        "liegt keine Auskunft vor.",
        values=values
        | {
            "all": recorded + none + silent,
            "share": _percent(recorded, recorded + none + silent),
            "none": none,
            "silent": silent,
        },
    )
    return as_seen(network, text)


def _percent(part: int, whole: int) -> Text:
    share = 100 * part / whole
    if part and share < 1:
        return Text("unter 1 %")  # something is no 0 %
    if part < whole and share > 99:
        return Text("über 99 %")
    return Text("{share} %", values={"share": round(share)})


def _one_topic(line: Row, areas: list[Area], grouped: int) -> Text:
    topic, recorded, none, not_asked, groups, at_least, *_ = line
    values = {"topic": topic, "area": areas[0].name}
    if len(areas) == 1 and recorded and not groups:
        return Text("Zum Thema {topic} ist im Gebiet {area} ein Angebot erfasst, aber keine Gruppe.", values=values)
    if len(areas) == 1 and recorded:
        values |= {"groups": _number(groups, at_least)}
        return Text("Zum Thema {topic} ist im Gebiet {area} etwas erfasst: {groups}.", values=values)
    if len(areas) == 1 and not_asked:
        return Text(
            "Zum Thema {topic} ist im Gebiet {area} nichts erfasst. Es liegt keine Auskunft vor.", values=values
        )
    if len(areas) == 1:
        return Text(
            "Zum Thema {topic} ist im Gebiet {area} nichts erfasst. Alle Stellen dort gaben Auskunft, und keine nannte etwas.",
            values=values,
        )
    finding = _recorded(line, len(areas), grouped)
    if none:
        finding = Text(
            "{finding} In {n} Gebiet nannte niemand etwas, obwohl alle Stellen dort Auskunft gaben.",
            "{finding} In {n} Gebieten nannte niemand etwas, obwohl alle Stellen dort Auskunft gaben.",
            none,
            {"finding": finding},
        )
    if not not_asked:
        return finding
    return Text(
        "{finding} Zu {n} Gebiet liegt keine Auskunft vor.",
        "{finding} Zu {n} Gebieten liegt keine Auskunft vor.",
        not_asked,
        {"finding": finding},
    )


def _recorded(line: Row, areas: int, grouped: int) -> Text:
    """Say in how many areas there is a group, and in how many only an offer."""
    topic, recorded, _, _, groups, at_least, *_ = line
    values = {"topic": topic, "recorded": recorded, "all": areas, "groups": _number(groups, at_least)}
    if recorded == grouped:
        return Text(
            "Zum Thema {topic} ist in {recorded} von {all} Gebieten etwas erfasst, zusammen {groups}.", values=values
        )
    if not grouped:
        return Text(
            "Zum Thema {topic} ist in {recorded} von {all} Gebieten ein Angebot erfasst, aber keine Gruppe.",
            values=values,
        )
    values |= {"grouped": grouped, "offers": recorded - grouped}
    return Text(
        "Zum Thema {topic} ist in {grouped} von {all} Gebieten mindestens eine Gruppe erfasst, zusammen {groups}. In {offers} "
        "weiteren ist es nur ein Angebot.",
        values=values,
    )


def _number(groups: int, at_least: bool) -> Text:
    if at_least:
        return Text("mindestens {n} Gruppe", "mindestens {n} Gruppen", groups)
    return Text("{n} Gruppe", "{n} Gruppen", groups)
