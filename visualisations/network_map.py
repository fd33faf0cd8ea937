"""Netzwerkkarte

Zeigt Akteure als Zeichen und ihre Verbindungen als Linien. Farbe und Form stehen für den Bereich, Breite und Strichelung
für die Intensität, bei einem Rückblick für das, was sich verändert hat: sie liest sich auch ohne Farbe. Eine Frage hebt
hervor, wovon ihre Antwort handelt.

Methode
-------
Die Plätze der ersten Erfassung berechnet der Server nach Jacomy u. a. (2014, ForceAtlas2) und Gansner, Koren und North (2005,
Stress), jeden zusammenhängenden Teil für sich; ohne Verbindung steht man unten in Reihen. Wer später dazukommt, erhält den
freien Platz, der zu seinen ersten Verbindungen passt und wo sich wenig kreuzt. Dort bleibt er: umbenennen, beenden oder neu
verbinden verschiebt niemanden. Nur ein Import, der die Zahl der Verbindungen mindestens verdoppelt (ab 20), ordnet neu, und
eine andere Auswahl ist eine andere Karte. Dasselbe Verlaufsbuch gibt immer dasselbe Bild. Über 500 Akteuren bleiben die
Gruppen weg, und wo auch das nicht reicht, steht ein Zeichen für alle Akteure eines Kreises; die große Karte zeigt alle. Die
Flächen hinter Gruppen sind die von Gansner, Hu und Kobourov (2010, GMap): was näher an einem Akteur liegt als an jedem anderen.

Wie man es liest
----------------
Nähe heißt: durch wenige Schritte verbunden. Oben und unten, links und rechts bedeuten nichts. Gezeigt werden aktive und
geplante Verbindungen, wie sie erfasst sind, geplante immer dünn und gestrichelt; über fünf zwischen zweien sind eine Linie
mit ihrer Zahl. Mit einem Rückblick zeigt die Karte, was seither neu ist, sich änderte, endete oder blieb, gezählt wie in der
Frage nach den Veränderungen; ein Regler geht die Jahre durch. Wo kein Beginn erfasst ist und die Verbindung erst seither in
der Liste steht, bleibt offen, ob sie neu ist: Sie hat eine eigene Linie. Eine Verbindung, die später dazukommt und viele
Linien kreuzen würde, läuft im Bogen um sie herum; sonst bedeutet ein Bogen nichts. Teilt eine Antwort die Akteure in
Gruppen, etwa in Teilnetze, so liegen diese als Flächen mit ihrem Namen dahinter; eine Gruppe kann aus mehreren Flächen bestehen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphsvc.kernels import SimpleGraph
from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture, is_valid
from graphsvc.vocabulary import GROUPS
from visualisations._empty import empty
from visualisations._layout import ROOM, Point, push_apart
from visualisations._names import shortened
from visualisations._network_changes import Compared
from visualisations._network_finding import finding
from visualisations._network_groups import groups_of
from visualisations._network_page import interactive
from visualisations._network_scene import Edge, Node, Scene, compared, tables
from visualisations._network_svg import TITLE, all_labelled, svg
from visualisations._places import places

MANY = 5  # ties between two; more become one line with their number
LIMIT = 500
HISTORY = 0  # shows what began and ended where it is given a day to look back to
PLACES = True
ALSO = "large_map"


def draw(network: Network, answer: Answer | None) -> Picture:
    """Draw partners and ties; above 500 partners without groups, then by district."""
    scene = _scene(network, answer)
    if not scene.nodes:
        text = Text(
            "In dieser Auswahl sind keine Akteure erfasst. Eine andere Auswahl oder ein Import füllt die Karte."
        )
        return empty(TITLE, text)
    alt = Text(
        "Netzwerkkarte mit {nodes} Zeichen und {edges} Linien; dasselbe steht in den Tabellen darunter.",
        values={"nodes": len(scene.nodes), "edges": len(scene.edges)},
    )
    return Picture(
        title=TITLE,
        svg=lambda language: svg(scene, alt, language),
        alt=alt,
        finding=finding(scene),
        scene=lambda language: interactive(scene, language),
        tables=tables(scene),
        notes=(*compared(scene), *scene.notes),
        named=all_labelled(scene),
    )


def _scene(network: Network, answer: Answer | None) -> Scene:
    marks = dict(answer.marks) if answer else {}
    shown = set(network.graph)
    notes: list[Text] = []
    if len(shown) > LIMIT:
        groups = {id for id in shown if network.graph.nodes[id]["kind"] in GROUPS}
        shown -= groups
        notes.append(
            Text(
                "Über {limit} Akteure: {n} Selbsthilfegruppen sind nicht gezeichnet. Die große Karte zeigt auch sie.",
                values={"limit": LIMIT, "n": len(groups)},
            )
        )
    if len(shown) > LIMIT:
        notes = [
            Text(
                "{n} Akteure sind zu viele für einzelne Zeichen. Jedes Zeichen steht für alle Akteure eines Kreises; eine "
                "Auswahl nach Gebiet zeigt sie einzeln, die große Karte zeigt auf Klick alle.",
                values={"n": len(network.graph)},
            )
        ]
        if groups_of(answer, shown):
            notes.append(
                Text(
                    "Die Gruppen der Antwort sind hier nicht gezeichnet, denn ein Zeichen steht für alle Akteure eines Kreises."
                )
            )
        return _by_district(network, marks, tuple(notes))
    what = Compared.of(network, shown)
    edges = _edges(network, shown, what)
    graph = SimpleGraph.of(sorted(shown), ((edge.source, edge.target) for edge in edges))
    nodes = {}
    of = network.graph.nodes
    captions, about_names = shortened({id: of[id]["name"] for id in shown}, {id: of[id]["kind"] for id in shown})
    for id in sorted(shown, key=network.order):
        nodes[id] = Node(
            id=id,
            name=of[id]["name"],
            caption=captions[id],
            sector=of[id]["sector"],
            kind=of[id]["kind"],
            area=of[id]["area"],
            count=1,
            degree=graph.degree(id),
            mark=marks.get(id),
            number=of[id].get("number", ""),
            since=of[id]["since"],
            until=of[id]["until"],
        )
    at = places(network, shown, graph.edges, groups=len(shown) == len(network.graph))
    points = {id: at.points[id] for id in nodes}
    return Scene(
        nodes=nodes,
        edges=edges,
        points=points,
        bends=at.bends,
        notes=(*notes, *about_names),
        compared=what,
        groups=groups_of(answer, shown),
    )


def _edges(network: Network, shown: set[str], what: Compared | None) -> list[Edge]:
    """Return the lines, by the names of their ends; many between two of which the same became are one."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for source, target, key, tie in network.graph.edges(keys=True, data=True):
        if source in shown and target in shown and _is_drawn(tie, network):
            became = what.of_tie(network, source, target, tie) if what else ()
            if what and not became:
                continue
            edge = Edge(
                id=key,
                source=source,
                target=target,
                kind=tie["kind"],
                intensity=tie["intensity"] or 0,
                planned=tie["status"] == "planned",
                became=became,
            )
            found.setdefault((min(source, target), max(source, target)), []).append(edge)
    lines = [line for edges in found.values() for line in (edges if len(edges) <= MANY else _bundled(edges))]
    return sorted(lines, key=lambda edge: (network.order(edge.source), network.order(edge.target), edge.id))


def _bundled(edges: list[Edge]) -> list[Edge]:
    """Return one line for all of which the same became, as strong as the strongest that stands."""
    alike: dict[Any, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.planned, -edge.intensity, edge.id)):
        alike.setdefault(edge.became, []).append(edge)
    return [replace(group[0], kind="", count=len(group)) if len(group) > 1 else group[0] for group in alike.values()]


def _is_drawn(tie: Mapping[str, Any], network: Network) -> bool:
    """Return whether a tie stands on the day, or with a day to look back to, some time since."""
    since = network.selection.since
    known = since is not None or is_valid(tie["since"], tie["until"], network.day)
    return tie["status"] != "none" and known


def _by_district(network: Network, marks: dict[str, float], notes: tuple[Text, ...]) -> Scene:
    district = {id: partner["area"][:5] for id, partner in network.graph.nodes.items()}
    counts: dict[str, int] = {}
    marked: dict[str, float] = {}
    for id, ags in district.items():
        counts[ags] = counts.get(ags, 0) + 1
        if id in marks:
            marked[ags] = max(marked.get(ags, 0.0), marks[id])
    pairs: dict[tuple[str, str], int] = {}
    for source, target, tie in network.graph.edges(data=True):
        a, b = sorted((district[source], district[target]))
        if a != b and _is_drawn(tie, network):
            pairs[a, b] = pairs.get((a, b), 0) + 1
    edges = [
        Edge(id=f"{a}-{b}", source=a, target=b, intensity=_strength(n), count=n) for (a, b), n in sorted(pairs.items())
    ]
    graph = SimpleGraph.of(sorted(counts), pairs)
    nodes = {
        ags: Node(
            id=ags,
            name=_district_name(network, ags),
            caption=_district_name(network, ags),
            sector="support",
            kind="",
            area=ags,
            count=counts[ags],
            degree=graph.degree(ags),
            mark=marked.get(ags),
        )
        for ags in sorted(counts)
    }
    return Scene(nodes=nodes, edges=edges, points=_geographic(network, graph), notes=notes, aggregated=True)


def _district_name(network: Network, ags: str) -> str:
    return network.areas.label(ags) if ags else "–"


def _strength(count: int) -> int:
    return 1 if count < 3 else 2 if count < 10 else 3 if count < 30 else 4


def _geographic(network: Network, graph: SimpleGraph) -> dict[str, Point]:
    """Put districts where they lie, pushed apart a little; those without a point below."""
    placed = [ags for ags in sorted(graph) if ags in network.areas and network.areas[ags].lat is not None]
    scale = 170.0
    points = push_apart(
        [(scale * (network.areas[a].lon or 0) * 0.64, -scale * (network.areas[a].lat or 0)) for a in placed]
    )
    left, top = min((x for x, _ in points), default=0), min((y for _, y in points), default=0)
    found = {ags: (x - left, y - top) for ags, (x, y) in zip(placed, points, strict=True)}
    bottom = max((y for _, y in found.values()), default=0.0) + 2 * ROOM
    rest = [ags for ags in sorted(graph) if ags not in found]
    return found | {ags: (2 * ROOM * number, bottom) for number, ags in enumerate(rest)}
