"""The network map's scene for the browser: what ``static/network_map.js`` draws and says."""

from __future__ import annotations

from typing import Any

from graphsvc.language import Language, Text
from graphsvc.vocabulary import INTENSITIES, SECTORS, TIES
from visualisations._network_changes import CHANGES
from visualisations._network_scene import Edge, Node, Scene
from visualisations._network_svg import CHANGED, FONT, size_of, stroke
from visualisations._svg import ELLIPSIS, INK, MARK, PALE_MARK, wrap


def interactive(scene: Scene, language: Language) -> dict[str, Any]:
    """Return what the browser needs; pyvis builds it, directed, as its undirected graphs look for doubles one by one."""
    from pyvis.network import Network as Pyvis  # imports IPython: only when it is needed

    net = Pyvis(directed=True, notebook=False, cdn_resources="local")
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        term = SECTORS[node.sector]
        net.add_node(
            node.id,
            label=" ",
            forms=_forms(node.caption),
            full=node.name,
            caption=node.caption,
            sector=node.sector,
            said=_said(node, language),
            mark=node.mark,
            degree=node.degree,
            x=round(x, 1),
            y=round(y, 1),
            shape=term.shape,
            size=round(size_of(node), 1),
            color={"background": term.colour, "border": INK},
            **_became(scene, node),
        )
    for edge in scene.edges:
        width, dashes = stroke(edge)
        first, last, _ = scene.line(edge)
        net.add_edge(
            first,
            last,
            id=edge.id,
            kind=edge.kind,
            intensity=edge.intensity,
            width=width,
            dashes=[int(part) for part in dashes.split()] or False,
            arrows=("to" if last == edge.target else "from") if edge.kind and TIES[edge.kind].directed else "",
            via=scene.controls(edge),
            middle=[round(part, 1) for part in scene.middle(edge)],
            count=edge.count,
            **_became(scene, edge),
        )
    nodes, edges, *_ = net.get_network_data()
    return {
        "nodes": [{k: v for k, v in node.items() if k not in ("title", "label")} for node in nodes],
        "edges": edges,
        "frame": [round(side, 1) for side in scene.frame()],
        "aggregated": scene.aggregated,
        "grounds": [
            {
                "name": g.name.into(language),
                "tint": g.tint,
                "rings": g.rings,
                "middle": g.middle,
                "wide": round(g.wide, 1),
            }
            for g in scene.grounds
        ],
        "mark": {"full": MARK, "pale": PALE_MARK},
        "changes": _changes(scene, language),
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
        "Akteur, Pfeil hoch zurück, Eingabe öffnet die Seite, Plus und Minus vergrößern und verkleinern. "
        "In der Suche: Eingabe geht zum nächsten Treffer, Umschalt und Eingabe zum vorigen. "
        "Ein Klick auf einen Akteur blendet die aus, mit denen er nicht verbunden ist; Escape zeigt wieder alle."
    ),
    # filled in by the browser, so its braces stay
    "ties": Text("Verbindung {{place}} von {{all}}: {{name}}"),
    "no_ties": Text("keine Verbindung erfasst"),
    "year": Text("Stand im Vergleich"),
    "nothing": Text("Auf dieser Karte nicht gefunden."),
    "match": Text("Treffer {{place}} von {{all}}: {{name}}"),
    "next": Text("Nächster Treffer"),
}


def _forms(caption: str) -> list[tuple[str, ...]]:
    """Return the lines that a name may be written in: two, or where that shows all of it, up to three shorter ones."""
    wide, narrow = wrap(caption, 118, FONT), wrap(caption, 76, FONT, lines=3)
    return [wide] if narrow == wide or narrow[-1].endswith(ELLIPSIS) else [wide, narrow]


def _became(scene: Scene, drawn: Node | Edge) -> dict[str, str]:
    """Return what became of it until each day of the slider, as a row of letters.

    That it came and went is told for the whole time only: before that it may be yet to come.
    """
    if scene.compared is None:
        return {}
    *earlier, last = (scene.change(drawn, place) for place in range(len(scene.compared.days)))
    return {"became": "".join(_letter("" if each == "between" else each) for each in earlier) + _letter(last)}


def _letter(change: str) -> str:
    """Return a change's letter, a dash for what is not there."""
    return chr(ord("a") + list(CHANGES).index(change)) if change else "-"


def _changes(scene: Scene, language: Language) -> dict[str, Any] | None:
    """Return how changes are drawn, by their letters, and what the slider says of each day."""
    if scene.compared is None:
        return None
    return {
        "told": [text.into(language) for text in scene.compared.told()],
        "codes": {_letter(code): code for code in CHANGES},
        "lines": {
            code: {"color": colour, "width": width, "dashes": [int(part) for part in dash.split()] or False}
            for code, (colour, width, dash) in CHANGED.items()
        },
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
