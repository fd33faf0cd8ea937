"""What the network map draws, and the same as tables to read and sort."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.language import Label, Text
from graphsvc.model import Column, Table
from graphsvc.vocabulary import INTENSITIES, KINDS, SECTORS, TIES
from visualisations._layout import Point


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


@dataclass(frozen=True)
class Edge:
    id: str
    source: str
    target: str
    kind: str
    intensity: int
    planned: bool
    count: int


@dataclass(frozen=True)
class Scene:
    """All that is drawn, in order."""

    nodes: dict[str, Node]
    edges: list[Edge]
    points: dict[str, Point]
    notes: tuple[Text, ...]
    aggregated: bool


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
    rows = tuple((n.id, n.name, n.kind, n.sector, n.degree, n.mark) for n in scene.nodes.values())
    found = {"partners": Table(title=Label("Akteure auf der Karte", "Partners on the map"), columns=columns, rows=rows)}
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
    )
    lines = tuple(
        (
            e.source,
            scene.nodes[e.source].name,
            e.kind,
            e.target,
            scene.nodes[e.target].name,
            e.intensity or None,
            e.planned,
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
