"""The matrix of topics and areas: how many groups are recorded, and where nothing is, whether everybody was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import Status
from graphsvc.areas import Area, Level
from graphsvc.language import Label, Text
from graphsvc.model import Column, Network, Picture, Table
from graphsvc.topic_areas import Cells, asked_topics, recorded, topics_shown, whole_areas
from visualisations._empty import empty
from visualisations._matrix import Cell, Heading, Matrix, seriated, svg
from visualisations._matrix_narrow import narrow
from visualisations._most import most
from visualisations._shades import OFFER_SAID, ONLY_OFFER, STATUSES

TITLE = Text("Matrix: Thema und Gebiet")
MOST = 60  # rows or columns
LISTED = 400  # fields
TopicNames: TypeAlias = dict[str, frozenset[str]]  # each with the names that it includes


@dataclass(frozen=True)
class _Square:
    """A topic in an area; ``groups`` None where nobody knows."""

    topic: str
    area: Area
    status: Status
    groups: int | None
    at_least: bool
    marked: int

    @property
    def only_offer(self) -> bool:
        """Whether there is an offer, but no group is recorded."""
        return self.status == "recorded" and not self.groups

    @property
    def said(self) -> Text:
        """What a reader is told."""
        values = {"topic": self.topic, "area": self.area.name}
        if self.only_offer:
            return Text("{topic} – {area}: ein Angebot, keine Gruppe erfasst", values=values)
        if self.status == "recorded":
            return Text("{topic} – {area}: {n} Gruppe", "{topic} – {area}: {n} Gruppen", self.groups, values)
        return Text("{topic} – {area}: {status}", values=values | {"status": STATUSES[self.status]})


def topics_by_area(network: Network, marks: set[str]) -> Picture:
    """Draw topics as rows and areas as columns."""
    notes: list[Text] = []
    if not network.areas.at_level("district", network.selection.areas):
        return empty(TITLE, Text("Für diese Auswahl sind keine Gebiete geladen."))
    topics = _rolled_up(network, topics_shown(network), notes)
    areas, level = _areas(network, topics, notes)
    if not topics:
        return empty(TITLE, Text("In dieser Auswahl ist kein Thema erfasst."))
    cells, unplaced = recorded(network, topics, level)
    topics = _most(topics, cells, notes)
    whole = whole_areas(network, areas)
    asked = asked_topics(network, list(topics), sorted(whole))
    fields = [_field(topic, area, cells, asked, marks) for topic in topics for area in areas]
    if unplaced:
        notes.append(
            Text(
                "{n} Gruppe mit einem dieser Themen hat keinen Ort auf dieser Ebene und fehlt hier.",
                "{n} Gruppen mit einem dieser Themen haben keinen Ort auf dieser Ebene und fehlen hier.",
                unplaced,
            )
        )
    groups = {
        topic: len(set[str]().union(*(cells[topic, a.ags].groups for a in areas if (topic, a.ags) in cells)))
        for topic in topics
    }
    return _picture(groups, areas, fields, notes)


def _areas(network: Network, topics: TopicNames, notes: list[Text]) -> tuple[list[Area], Level]:
    """Return the columns: districts, of too many those in states of which something is known, or these states."""
    districts = network.areas.at_level("district", network.selection.areas)
    if len(districts) <= MOST:
        return districts, "district"
    states = network.areas.at_level("state", network.selection.areas)
    cells, _ = recorded(network, topics, "state")
    told = asked_topics(network, list(topics), sorted(whole_areas(network, states)))
    known = {ags for _, ags in cells} | {ags for ags, about in told.items() if about}
    if silent := [state for state in states if state.ags not in known] if known else []:
        text = Text(
            "Zu {n} Land liegt keine Auskunft vor; es ist nicht gezeichnet.",
            "Zu {n} Ländern liegt keine Auskunft vor; sie sind nicht gezeichnet.",
            len(silent),
        )
        notes.append(text)
        states = [state for state in states if state.ags in known]
        districts = [area for area in districts if area.parent in known]
    if len(districts) <= MOST:
        return districts, "district"
    text = Text("{n} Kreise sind zu viele für Spalten: Jede Spalte ist ein Land.", values={"n": len(districts)})
    notes.append(text)
    return states, "state"


def _rolled_up(network: Network, topics: TopicNames, notes: list[Text]) -> TopicNames:
    """Return topics, or of too many those above them, which hold them all."""
    if len(topics) <= MOST:
        return topics
    found: TopicNames = {}
    for topic in topics:
        above, seen = topic, {topic}
        while above in network.topics and (parent := network.topics[above].parent):
            above = network.topics.canonical(parent)
            if above in seen:
                break  # a ring of parents has no top
            seen.add(above)
        found[above] = found.get(above, frozenset()) | network.topics.names_under([above]) | topics[topic]
    if len(found) < len(topics):
        text = Text(
            "{n} Themen sind zu viele für Zeilen: Jede Zeile ist ein Oberthema. Eine Auswahl nach Thema zeigt die Unterthemen.",
            values={"n": len(topics)},
        )
        notes.append(text)
    return dict(sorted(found.items(), key=lambda item: network.topics.key(item[0])))


def _most(topics: TopicNames, cells: Cells, notes: list[Text]) -> TopicNames:
    if len(topics) <= MOST:
        return topics
    counts: Counter[str] = Counter()
    for (topic, _), cell in cells.items():
        counts[topic] += len(cell.groups)
    kept = set(sorted(topics, key=lambda topic: -counts[topic])[:MOST])  # equal ones in their order
    text = Text(
        "Gezeichnet sind die {most} Themen mit den meisten Gruppen, von {n}. Eine Auswahl nach Thema zeigt andere.",
        values={"most": MOST, "n": len(topics)},
    )
    notes.append(text)
    return {topic: included for topic, included in topics.items() if topic in kept}


def _field(topic: str, area: Area, cells: Cells, asked: Mapping[str, set[str]], marks: set[str]) -> _Square:
    cell = cells.get((topic, area.ags))
    if cell:
        return _Square(topic, area, "recorded", len(cell.groups), cell.at_least, len(cell.groups & marks))
    none = topic in asked.get(area.ags, ())
    return _Square(topic, area, "none" if none else "not_asked", 0 if none else None, False, 0)


def _picture(groups: Mapping[str, int], areas: list[Area], fields: list[_Square], notes: list[Text]) -> Picture:
    topics = list(groups)
    places = {topic: place for place, topic in enumerate(topics)}
    columns = {area.ags: place for place, area in enumerate(areas)}
    profile = np.zeros((len(topics), len(areas)))
    for field in fields:
        profile[places[field.topic], columns[field.area.ags]] = np.sqrt(field.groups or 0)
    rows, across = _fullest_first(profile), _fullest_first(profile.T)
    row = {topics[place]: number for number, place in enumerate(rows)}
    column = {areas[place].ags: number for number, place in enumerate(across)}
    ordered = sorted(fields, key=lambda field: (row[field.topic], column[field.area.ags]))
    matrix = Matrix(
        title=TITLE,
        rows=tuple(Heading(name=Label(topics[place], topics[place])) for place in rows),
        columns=tuple(Heading(name=Label(areas[place].name, areas[place].name)) for place in across),
        cells=tuple(
            Cell(
                row=row[field.topic],
                column=column[field.area.ags],
                status=field.status,
                value=float(field.groups or 0),
                number=field.groups or None,  # the hatching says that it is denied; a nought would say it again
                sign=ONLY_OFFER if field.only_offer else "≥" if field.at_least else "",
                said=field.said,
                marked=field.marked > 0,
            )
            for field in ordered
        ),
        mirrored=False,
        shades=Text("Erfasste Selbsthilfegruppen und -organisationen"),
        percent=False,
        nothing=OFFER_SAID,
        explained=_explained(fields),
        briefly=_explained(fields),
    )
    alt = Text(
        "Matrix mit {topics} Themen als Zeilen und {areas} Gebieten als Spalten; dasselbe steht in der Tabelle.",
        values={"topics": len(topics), "areas": len(areas)},
    )
    return Picture(
        title=TITLE,
        svg=lambda language: svg(matrix, alt, language),
        alt=alt,
        finding=_finding(groups, fields),
        narrow=lambda language: narrow(matrix, alt, language),
        tables=_tables([topics[place] for place in rows], groups, ordered),
        notes=tuple(notes),
    )


def _finding(groups: Mapping[str, int], fields: list[_Square]) -> Text:
    """Return in how many fields what is known, and to which topic most groups are recorded."""
    counts = Counter[str]("offers" if field.only_offer else field.status for field in fields)
    shown = Text(
        "Bei {n} von {all} Feldern aus Thema und Gebiet ist eine Gruppe erfasst, bei {none} ist sie verneint, bei {unknown} "
        "liegt keine Auskunft vor.",
        values={
            "n": counts["recorded"],
            "all": len(fields),
            "none": counts["none"],
            "unknown": counts["not_asked"],
        },
    )
    names, highest = most(groups)
    if not names:
        return shown
    values = {"shown": shown, "names": names, "most": highest}
    return Text(
        "{shown} Die meisten Gruppen: {names} ({most}).",
        "{shown} Die meisten Gruppen: {names} (je {most}).",
        len(names),
        values,
    )


def _fullest_first(profile: NDArray[np.float64]) -> list[int]:
    """Return the rows, alike beside alike, from the end on where most is recorded: there one begins to read."""
    order = list(seriated(profile))
    filled, half = profile.sum(axis=1)[order], len(order) // 2
    return order[::-1] if filled[:half].sum() < filled[len(order) - half :].sum() else order


def _explained(fields: list[_Square]) -> tuple[Text, ...]:
    text = Text("≥ mindestens: Ein Eintrag steht für mehrere Gruppen.")
    return (text,) if any(field.at_least and field.groups for field in fields) else ()


def _tables(topics: list[str], groups: Mapping[str, int], fields: list[_Square]) -> dict[str, Table]:
    """Return what is drawn; of so many fields that nobody would read or print them, first what each topic comes to."""
    summed = {"topics": _summed_up(topics, groups, fields)} if len(fields) > LISTED else {}
    return summed | {"fields": _table(fields)}


def _summed_up(topics: list[str], groups: Mapping[str, int], fields: list[_Square]) -> Table:
    """Return of each topic, in the order of the rows, how many groups there are, and in how many areas what is known."""
    counts = Counter[tuple[str, str]]((field.topic, "offers" if field.only_offer else field.status) for field in fields)
    columns = (
        Column(name="topic", label=Label("Thema", "Topic")),
        Column(name="groups", label=Label("Gruppen", "Groups"), role="measure"),
        Column(name="offers", label=Label("nur Angebot", "offer only"), role="measure"),
        Column(name="none", label=Label("verneint", "denied"), role="measure"),
        Column(name="not_asked", label=Label("keine Auskunft", "no information"), role="measure"),
        Column(name="recorded", label=Label("mit Gruppe", "with a group"), role="measure"),
    )
    states = [column.name for column in columns[2:]]
    rows = tuple((topic, groups[topic], *(counts[topic, state] for state in states)) for topic in topics)
    title = Label(
        "Themen: wie viele Gruppen, und in wie vielen Gebieten was bekannt ist",
        "Topics: how many groups, and in how many areas what is known",
    )
    return Table(title=title, columns=columns, rows=rows)


def _table(fields: list[_Square]) -> Table:
    columns = (
        Column(name="topic", label=Label("Thema", "Topic")),
        Column(name="area", label=Label("AGS", "AGS"), role="id"),
        Column(name="name", label=Label("Gebiet", "Area"), role="name"),
        Column(name="status", label=Label("Stand", "Status"), role="status", words=dict(STATUSES)),
        Column(name="groups", label=Label("Gruppen", "Groups"), role="measure"),
        Column(name="at_least", label=Label("mindestens", "at least")),
        Column(name="marked", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple((f.topic, f.area.ags, f.area.name, f.status, f.groups, f.at_least, f.marked) for f in fields)
    return Table(
        title=Label("Themen und Gebiete auf der Karte", "Topics and areas on the map"), columns=columns, rows=rows
    )
