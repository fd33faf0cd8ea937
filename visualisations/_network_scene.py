"""What the network map draws, and the same as tables to read and sort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphsvc.comparison import unknown_beginnings
from graphsvc.language import Label, Text
from graphsvc.model import Column, Table, is_valid
from graphsvc.vocabulary import INTENSITIES, KINDS, SECTORS, TIES
from visualisations._bends import Bend, beside, controls, middle, points
from visualisations._grown import Pair
from visualisations._layout import Box, Point
from visualisations._network_changes import CHANGES, Compared
from visualisations._network_groups import Ground, Groups, grounds


@dataclass(frozen=True, kw_only=True)
class Node:
    """What stands on the map: a partner, or all of a district; ``caption`` is its name as short as a map needs it."""

    id: str
    name: str
    caption: str
    sector: str
    kind: str
    area: str
    count: int
    degree: int
    mark: float | None
    number: str = ""  # on paper, for where its name has no room
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A tie, or with ``count`` many between two; then ``kind`` is empty."""

    id: str
    source: str
    target: str
    kind: str = ""
    intensity: int = 0
    planned: bool = False
    count: int = 1
    became: tuple[str, ...] = ()  # by each of the days compared


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that is drawn, in order; with ``compared``, what changed between two days."""

    nodes: dict[str, Node]
    edges: list[Edge]
    points: Mapping[str, Point]
    notes: tuple[Text, ...]
    aggregated: bool = False
    compared: Compared | None = None
    bends: Mapping[Pair, Bend] = field(default_factory=dict)
    groups: Groups | None = None

    def line(self, edge: Edge) -> tuple[str, str, Bend | None]:
        """Return between whom it is drawn, from which end on, and how it bends."""
        first, last = _pair(edge)
        bend = self.bends.get((first, last))
        bend = beside(bend) if edge.id in self._aside else bend
        return (first, last, bend) if bend else (edge.source, edge.target, None)

    def controls(self, edge: Edge) -> tuple[Point, Point] | None:
        """Return the two points that its line is drawn towards; none where it is straight."""
        first, last, bend = self.line(edge)
        return controls(self.points[first], self.points[last], bend) if bend else None

    @cached_property
    def _aside(self) -> frozenset[str]:
        """The ties that are planned, or ended where two days are compared, and would lie under one that stands."""
        ended = {e.id: _pair(e) for e in self.edges if e.planned or self.change(e) in ("ended", "between")}
        stand = {_pair(edge) for edge in self.edges if edge.id not in ended}
        return frozenset(id for id, pair in ended.items() if pair in stand)

    def path(self, edge: Edge) -> NDArray[np.float64]:
        """Return points along its line; of a straight one, its ends."""
        first, last, bend = self.line(edge)
        return points(self.points[first], self.points[last], bend)

    def middle(self, edge: Edge) -> Point:
        """Return where its line is half way."""
        first, last, bend = self.line(edge)
        return middle(self.points[first], self.points[last], bend)

    @cached_property
    def grounds(self) -> list[Ground]:
        """The grounds of the answer's groups."""
        return grounds(self.groups, self.points, map(self.path, self.edges)) if self.groups else []

    def frame(self) -> Box:
        """Return what all symbols and lines lie in, and the grounds behind them."""
        around = (np.array(ground.rings[0]) for ground in self.grounds)
        xs, ys = np.concatenate((np.array(list(self.points.values())), *map(self.path, self.edges), *around)).T
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())

    def change(self, drawn: Node | Edge, place: int = -1) -> str:
        """Return what became of it until one of the days compared, the last by default; empty where none are."""
        if self.compared is None:
            return ""
        if isinstance(drawn, Edge):
            return drawn.became[place]
        days = (self.compared.first, self.compared.days[place])
        before, after = (is_valid(drawn.since, drawn.until, day) for day in days)
        return ("stayed" if before else "began") if after else ("ended" if before else "between")


def _pair(edge: Edge) -> Pair:
    return min(edge.source, edge.target), max(edge.source, edge.target)


def compared(scene: Scene) -> tuple[Text, ...]:
    """Return in words what changed between the two days, for where there is no slider that says it."""
    if scene.compared is None:
        return ()
    counts, pairs = scene.compared.counts(), defaultdict[Pair, set[str]](set)
    for edge in scene.edges:
        pairs[_pair(edge)].add(scene.change(edge))
    found = [
        scene.compared.told()[-1],
        Text(
            "{n} Verbindung kam dazwischen und ging wieder.",
            "{n} Verbindungen kamen dazwischen und gingen wieder.",
            counts["between"],
        ),
        unknown_beginnings(counts),
        Text(
            "Zwischen {n} Paar von Akteuren ist eine Verbindung neu und eine beendet: Dort stehen zwei Linien.",
            "Zwischen {n} Paaren von Akteuren ist eine Verbindung neu und eine beendet: Dort stehen zwei Linien.",
            sum({"began", "ended"} <= changes for changes in pairs.values()),
        ),
    ]
    return tuple(text for text in found if text is not None and text.n != 0)


def tables(scene: Scene) -> dict[str, Table]:
    """Return exactly what is drawn, to read and sort."""
    if scene.aggregated:
        return _district_tables(scene)
    partner = Column(name="partner", label=Label("Kennung", "Id"), role="id")
    columns = (
        partner,
        Column(name="name", label=Label("Name", "Name"), role="name"),
        Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
        Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()}),
        Column(name="ties", label=Label("Verbundene Akteure", "Partners tied to"), role="measure"),
        Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    groups = scene.groups
    group = (replace(groups.column, name="group", role="text"),) if groups else ()
    change = (Column(name="change", label=Label("Veränderung", "Change"), words=CHANGES),) if scene.compared else ()
    rows = tuple(
        (
            *(n.id, n.name, n.kind, n.sector, n.degree, n.mark),
            *([groups.of.get(n.id)] if groups else []),
            *(scene.change(n) for _ in change),
        )
        for n in scene.nodes.values()
    )
    found = {
        "partners": Table(
            title=Label("Akteure auf der Karte", "Partners on the map"), columns=(*columns, *group, *change), rows=rows
        )
    }
    ends = (
        Column(name="source", label=Label("Kennung", "Id"), role="id"),
        Column(name="source_name", label=Label("Akteur", "Partner"), role="name"),
        Column(name="kind", label=Label("Verbindung", "Tie"), words={c: t.label for c, t in TIES.items()}),
        Column(name="target", label=Label("Kennung", "Id"), role="id"),
        Column(name="target_name", label=Label("mit", "with"), role="name"),
        Column(
            name="intensity",
            label=Label("Intensität", "Intensity"),
            words={int(c): t.label for c, t in INTENSITIES.items()},
        ),
        Column(name="planned", label=Label("geplant", "planned")),
        Column(name="count", label=Label("Zahl", "Number"), role="measure"),
        *change,
    )
    lines = tuple(
        (
            e.source,
            scene.nodes[e.source].name,
            e.kind or None,
            e.target,
            scene.nodes[e.target].name,
            e.intensity or None,
            e.planned,
            e.count,
            *(scene.change(e) for _ in change),
        )
        for e in scene.edges
    )
    return found | {
        "ties": Table(title=Label("Verbindungen auf der Karte", "Ties on the map"), columns=ends, rows=lines)
    }


def _district_tables(scene: Scene) -> dict[str, Table]:
    columns = (
        Column(name="area", label=Label("AGS", "AGS"), role="id"),
        Column(name="name", label=Label("Kreis", "District"), role="name"),
        Column(name="partners", label=Label("Akteure", "Partners"), role="measure"),
        Column(name="ties", label=Label("Verbundene Kreise", "Districts tied to"), role="measure"),
        Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple((n.id, n.name, n.count, n.degree, n.mark) for n in scene.nodes.values())
    tables = {"areas": Table(title=Label("Kreise auf der Karte", "Districts on the map"), columns=columns, rows=rows)}
    ends = (
        Column(name="source_name", label=Label("Kreis", "District"), role="name"),
        Column(name="target_name", label=Label("mit", "with"), role="name"),
        Column(name="ties", label=Label("Verbindungen", "Ties"), role="measure"),
    )
    lines = tuple((scene.nodes[e.source].name, scene.nodes[e.target].name, e.count) for e in scene.edges)
    return tables | {
        "ties": Table(title=Label("Verbindungen zwischen Kreisen", "Ties between districts"), columns=ends, rows=lines)
    }
