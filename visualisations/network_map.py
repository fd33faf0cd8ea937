"""Netzwerkkarte

Zeigt Akteure als Zeichen und ihre Verbindungen als Linien. Farbe und Form stehen für den Bereich, Breite und Strichelung
für die Intensität: sie liest sich auch ohne Farbe. Eine Frage hebt hervor, wovon ihre Antwort handelt.

Methode
-------
Die Plätze berechnet der Server nach Kamada und Kawai (1989), jeden zusammenhängenden Teil für sich; ohne Verbindung steht
man unten in Reihen. Dieselben Daten geben immer dasselbe Bild. Über 500 Akteuren bleiben die Gruppen weg, und wo auch das
nicht reicht, steht ein Zeichen für alle Akteure eines Kreises.

Wie man es liest
----------------
Nähe heißt: durch wenige Schritte verbunden. Oben und unten, links und rechts bedeuten nichts. Gezeigt werden aktive und
geplante Verbindungen, wie sie erfasst sind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphsvc.kernels import SimpleGraph
from graphsvc.language import Language, Text
from graphsvc.model import Answer, Network, Picture, is_valid
from graphsvc.vocabulary import GROUPS, INTENSITIES, SECTORS, TIES
from visualisations._empty import empty
from visualisations._layout import ROOM, Point, push_apart
from visualisations._names import shortened
from visualisations._network_scene import Edge, Node, Scene, tables
from visualisations._network_svg import FONT, LINES, MARK, PLANNED, TITLE, size_of, svg
from visualisations._places import places
from visualisations._svg import INK, wrap

LIMIT = 500
HISTORY = 0  # shows what began and ended where it is given a day to look back to
PLACES = True


def draw(network: Network, answer: Answer | None) -> Picture:
    """Draw partners and ties; above 500 partners without groups, then by district."""
    scene = _scene(network, dict(answer.marks) if answer else {})
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
        scene=lambda language: _interactive(scene, language),
        tables=tables(scene),
        notes=scene.notes,
    )


def _scene(network: Network, marks: dict[str, float]) -> Scene:
    shown = set(network.graph)
    notes: list[Text] = []
    if len(shown) > LIMIT:
        groups = {id for id in shown if network.graph.nodes[id]["kind"] in GROUPS}
        shown -= groups
        notes.append(
            Text(
                "Über {limit} Akteure: {n} Selbsthilfegruppen sind nicht gezeichnet.",
                values={"limit": LIMIT, "n": len(groups)},
            )
        )
    if len(shown) > LIMIT:
        notes = [
            Text(
                "{n} Akteure sind zu viele für einzelne Zeichen. Jedes Zeichen steht für alle Akteure eines Kreises; eine "
                "Auswahl nach Gebiet zeigt sie einzeln.",
                values={"n": len(network.graph)},
            )
        ]
        return _by_district(network, marks, tuple(notes))
    edges = [
        Edge(key, source, target, tie["kind"], tie["intensity"] or 0, tie["status"] == "planned", 1)
        for source, target, key, tie in network.graph.edges(keys=True, data=True)
        if source in shown and target in shown and _is_drawn(tie, network)
    ]
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
        )
    edges.sort(key=lambda edge: (network.order(edge.source), network.order(edge.target), edge.id))
    at = places(network, shown, graph.edges, groups=len(shown) == len(network.graph))
    return Scene(nodes, edges, {id: at[id] for id in nodes}, (*notes, *about_names), False)


def _is_drawn(tie: Mapping[str, Any], network: Network) -> bool:
    return tie["status"] != "none" and is_valid(tie["since"], tie["until"], network.day)


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
    edges = [Edge(f"{a}-{b}", a, b, "", _strength(n), False, n) for (a, b), n in sorted(pairs.items())]
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
    return Scene(nodes, edges, _geographic(network, graph), notes, True)


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


def _interactive(scene: Scene, language: Language) -> dict[str, Any]:
    """Return what the browser needs; pyvis builds it, directed, as its undirected graphs look for doubles one by one."""
    from pyvis.network import Network as Pyvis  # imports IPython: only when it is needed

    net = Pyvis(directed=True, notebook=False, cdn_resources="local")
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        term = SECTORS[node.sector]
        net.add_node(
            node.id,
            label=" ",
            lines=list(wrap(node.caption, 118, FONT)),
            full=node.name,
            sector=node.sector,
            said=_said(node, language),
            mark=node.mark,
            degree=node.degree,
            x=round(x, 1),
            y=round(y, 1),
            shape=term.shape,
            size=round(size_of(node), 1),
            color={"background": term.colour, "border": INK},
        )
    for edge in scene.edges:
        width, dash = LINES[edge.intensity]
        dashes = PLANNED if edge.planned else dash
        net.add_edge(
            edge.source,
            edge.target,
            id=edge.id,
            kind=edge.kind,
            intensity=edge.intensity,
            width=width,
            dashes=[int(part) for part in dashes.split()] or False,
            arrows="to" if edge.kind and TIES[edge.kind].directed else "",
        )
    nodes, edges, *_ = net.get_network_data()
    return {
        "nodes": [{k: v for k, v in node.items() if k != "title"} for node in nodes],
        "edges": edges,
        "aggregated": scene.aggregated,
        "mark": MARK,
        "filters": {
            "sector": [
                [c, SECTORS[c].label.into(language)]
                for c in SECTORS
                if any(n.sector == c for n in scene.nodes.values())
            ],
            "kind": [[c, TIES[c].label.into(language)] for c in TIES if any(e.kind == c for e in scene.edges)],
            "intensity": [
                [level, (INTENSITIES[str(level)].label if level else Text("unbekannt")).into(language)]
                for level in (4, 3, 2, 1, 0)
                if not scene.aggregated and any(e.intensity == level for e in scene.edges)
            ],
        },
        "words": {key: text.into(language) for key, text in _WORDS.items()},
    }


_WORDS = {
    "search": Text("Akteur suchen"),
    "filters": Text("Filter"),
    "sector": Text("Bereiche"),
    "kind": Text("Verbindungen"),
    "intensity": Text("Intensität"),
    "zoom_in": Text("Vergrößern"),
    "zoom_out": Text("Verkleinern"),
    "fit": Text("Alles zeigen"),
    "open": Text("Seite öffnen"),
    "map": Text("Interaktive Netzwerkkarte"),
    "legend": Text("Zeichenerklärung"),
    "help": Text(
        "Tastatur: Pfeil rechts und links gehen die Verbindungen des Akteurs nach Namen durch, Pfeil runter geht zum anderen "
        "Akteur, Pfeil hoch zurück, Eingabe öffnet die Seite, Plus und Minus vergrößern und verkleinern."
    ),
    # filled in by the browser, so its braces stay
    "ties": Text("Verbindung {{place}} von {{all}}: {{name}}"),
    "no_ties": Text("keine Verbindung erfasst"),
    "nothing": Text("Auf dieser Karte nicht gefunden."),
}


def _said(node: Node, language: Language) -> str:
    """Return what a screen reader hears at a symbol."""
    if not node.kind:
        return Text("{name}, {n} Akteur", "{name}, {n} Akteure", node.count, {"name": node.name}).into(language)
    values = {"name": node.name, "sector": SECTORS[node.sector].label}
    return Text(
        "{name}, {sector}, verbunden mit {n} Akteur",
        "{name}, {sector}, verbunden mit {n} Akteuren",
        node.degree,
        values,
    ).into(language)
