"""The network map as a picture that stands alone: lines, symbols, names and legend."""

from __future__ import annotations

import math
from collections.abc import Mapping

from graphsvc.language import Language, Text
from graphsvc.vocabulary import INTENSITIES, SECTORS, TIES
from visualisations._labels import LEADING, place_labels
from visualisations._network_scene import Node, Scene
from visualisations._svg import GREY, INK, document, element, sector_legend, sector_symbol, symbol, title, words, wrap

FONT = 12.0
TITLE = Text("Netzwerkkarte")
MARGIN = 40.0
MARK = "#ffd54a"
# width and dash for intensity 1 to 4 and unknown (0), readable in greyscale
LINES: Mapping[int, tuple[float, str]] = {0: (1.2, "2 3"), 1: (0.9, ""), 2: (1.8, ""), 3: (3.0, ""), 4: (4.6, "")}
PLANNED = "8 5"


def size_of(node: Node) -> float:
    """Return a symbol's radius: by its ties, or by how many partners it stands for."""
    if node.count > 1 or not node.kind:
        return min(22.0, 6 + math.sqrt(node.count) * 0.8)
    return min(17.0, 6.5 + 1.1 * math.sqrt(node.degree))


def _labels(scene: Scene) -> dict[str, tuple[float, float, str]]:
    order = sorted(scene.nodes.values(), key=lambda node: (-(node.mark or 0), -node.degree, node.id))
    names = {id: wrap(node.caption, 118, FONT) for id, node in scene.nodes.items()}
    sizes = {id: size_of(node) for id, node in scene.nodes.items()}
    return place_labels(names, scene.points, sizes, [node.id for node in order], FONT)


def svg(scene: Scene, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    width = max(x for x, _ in scene.points.values()) + 2 * MARGIN + 150
    height = max(y for _, y in scene.points.values()) + 2 * MARGIN
    shift = element("g", *_lines(scene, language), *_symbols(scene), transform=f"translate({MARGIN + 75} {MARGIN})")
    legend, legend_height = _legend(scene, height + 8, width, language)
    return document(
        width,
        height + legend_height + 16,
        shift,
        element("g", *legend, class_="legend"),
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def _lines(scene: Scene, language: Language) -> list[str]:
    found = []
    for edge in scene.edges:
        (ax, ay), (bx, by) = scene.points[edge.source], scene.points[edge.target]
        stroke, dash = LINES[edge.intensity]
        label = TIES[edge.kind].label.into(language) if edge.kind else str(edge.count)
        ends = f"{scene.nodes[edge.source].name} – {scene.nodes[edge.target].name}: {label}"
        found.append(
            element(
                "line",
                title(ends),
                x1=ax,
                y1=ay,
                x2=bx,
                y2=by,
                stroke=GREY,
                stroke_opacity=0.55,
                stroke_width=stroke,
                stroke_dasharray=(PLANNED if edge.planned else dash) or None,
            )
        )
    return found


def _symbols(scene: Scene) -> list[str]:
    found = []
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        if node.mark is not None:
            found.append(
                element(
                    "circle", cx=x, cy=y, r=size_of(node) + 5 + 4 * node.mark, fill=MARK, stroke=INK, stroke_width=0.8
                )
            )
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        said = f"{node.name} ({node.count})" if scene.aggregated else node.name
        found.append(element("g", title(said), sector_symbol(node.sector, x, y, size_of(node))))
    for id, (x, base, anchor) in _labels(scene).items():
        node = scene.nodes[id]
        weight = "600" if node.mark else None
        for number, line in enumerate(wrap(node.caption, 118, FONT)):
            y = base + number * LEADING * FONT
            found.append(words(line, x, y, FONT, anchor=anchor, weight=weight, halo=3))
    return found


def _legend(scene: Scene, top: float, width: float, language: Language) -> tuple[list[str], float]:
    """Return the legend under the map, in columns that fit the width."""
    used = [code for code in SECTORS if any(node.sector == code for node in scene.nodes.values())]
    left = 20.0
    parts: list[str] = []
    height = 0.0
    if not scene.aggregated:
        parts, height = sector_legend(used, left, top, 13, language)
    column = left + 320 if width > 620 and not scene.aggregated else left
    row_top = top if column > left else top + height
    rows = [] if scene.aggregated else [(level, INTENSITIES[str(level)].label.into(language)) for level in (4, 3, 2, 1)]
    rows += [] if scene.aggregated else [(0, Text("Intensität unbekannt").into(language))]
    for number, (level, label) in enumerate(rows):
        y = row_top + 22 * (number + 0.5)
        stroke, dash = LINES[level]
        parts.append(
            element(
                "line",
                x1=column,
                x2=column + 40,
                y1=y,
                y2=y,
                stroke=GREY,
                stroke_width=stroke,
                stroke_dasharray=dash or None,
            )
        )
        parts.append(words(label, column + 52, y + 4.5, 13))
    if any(edge.planned for edge in scene.edges):
        y = row_top + 22 * (len(rows) + 0.5)
        parts.append(
            element(
                "line", x1=column, x2=column + 40, y1=y, y2=y, stroke=GREY, stroke_width=1.5, stroke_dasharray=PLANNED
            )
        )
        parts.append(words(Text("geplant").into(language), column + 52, y + 4.5, 13))
        rows.append((0, ""))
    if any(node.mark is not None for node in scene.nodes.values()):
        y = row_top + 22 * (len(rows) + 0.5)
        parts.append(symbol("dot", column + 20, y, 9, fill=MARK, stroke=INK, stroke_width=0.8))
        parts.append(words(Text("davon handelt die Antwort").into(language), column + 52, y + 4.5, 13))
        rows.append((0, ""))
    if scene.aggregated:
        y = row_top + 22 * (len(rows) + 0.5)
        text = Text("Größe: Zahl der Akteure. Linienbreite: Zahl der Verbindungen.")
        parts.append(words(text.into(language), column, y + 4.5, 13))
        rows.append((0, ""))
    lines_height = row_top - top + 22 * len(rows)
    return parts, max(height, lines_height)
