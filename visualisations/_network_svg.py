"""The network map as a picture that stands alone: lines, symbols, names and legend."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from graphsvc.language import Language, Speakable, Text
from graphsvc.vocabulary import INTENSITIES, SECTORS, TIES
from visualisations._labels import LEADING, ON_PAPER, box_of, place_labels
from visualisations._layout import Box
from visualisations._network_changes import CHANGES
from visualisations._network_groups import FONT as NAMED
from visualisations._network_groups import INK as NAME_INK
from visualisations._network_groups import TOLD, tint_of
from visualisations._network_scene import Edge, Node, Scene
from visualisations._svg import (
    ELLIPSIS,
    GREY,
    INK,
    document,
    element,
    halo,
    halo_legend,
    number,
    sector_legend,
    sector_symbol,
    title,
    words,
    wrap,
)

Look: TypeAlias = dict[str, str | float | None]  # SVG's attributes
Row: TypeAlias = tuple[Look, Speakable]
Label: TypeAlias = tuple[tuple[str, ...], float, float, str]  # lines, x, first baseline, anchor
FONT = 12.0
TITLE = Text("Netzwerkkarte")
MARGIN, BESIDE = 40.0, 75.0  # around symbols, and more at both sides for their names
# width and dash for intensity 1 to 4 and unknown (0), readable in greyscale
LINES: Mapping[int, tuple[float, str]] = {0: (1.2, "2 3"), 1: (1.0, ""), 2: (2.4, ""), 3: (4.4, ""), 4: (7.0, "")}
PLANNED = (1.0, "8 5")  # whatever its intensity will be: none is there yet
# colour, width and dash for what became of a tie between two days; width and dash tell it in grey, too
CHANGED: Mapping[str, tuple[str, float, str]] = {
    "began": ("#0a4f8f", 4.2, ""),
    "changed": ("#0a4f8f", 3.2, "14 4"),
    "ended": ("#b4500a", 2.6, "2 5"),
    "stayed": ("#9aa3ad", 1.1, ""),
    "undated": ("#5b6470", 1.5, "5 4"),
    "between": ("#b4500a", 1.4, "8 3 2 3"),
    "planned": ("#5b6470", 1.0, "1 4"),
}


# a partner that is new has a thick edge, one that ended is hollow
NODES: Mapping[str, Look] = {
    "began": {"stroke": INK, "stroke_width": 3.5},
    "ended": {"fill": "#ffffff", "stroke_dasharray": "2 2"},
    "between": {"fill": "#ffffff", "stroke_dasharray": "5 2 1 2"},
}
SYMBOL: Look = {"r": 7, "fill": "#c9d3dc", "stroke": INK}
_NODE_CHANGES = {
    "began": Text("Akteur, der neu ist"),
    "ended": Text("Akteur, der nicht mehr besteht"),
    "between": Text("Akteur, der kam und ging"),
}


def size_of(node: Node) -> float:
    """Return a symbol's radius: by its ties, or by how many partners it stands for."""
    if node.count > 1 or not node.kind:
        return min(22.0, 6 + math.sqrt(node.count) * 0.8)
    return min(17.0, 6.5 + 1.1 * math.sqrt(node.degree))


def stroke(edge: Edge) -> tuple[float, str]:
    """Return how wide a line is and how it is dashed: by its intensity, but thin where it is only planned."""
    return PLANNED if edge.planned else LINES[edge.intensity]


def reach_of(node: Node) -> float:
    """Return how far a symbol reaches, with its mark where it has one."""
    return size_of(node) + (0 if node.mark is None else 5 + 4 * node.mark)


def _labels(scene: Scene) -> dict[str, Label]:
    """Return lines, and where they stand, of all names that find room; on paper the number of those that find none."""
    ranked = sorted(scene.nodes.values(), key=lambda node: (-(node.mark or 0), -node.degree, node.id))
    sizes = {id: reach_of(node) for id, node in scene.nodes.items()}
    left, top, right, bottom = scene.frame()
    page = (left - MARGIN - BESIDE, top - MARGIN, right + MARGIN + BESIDE, bottom + MARGIN)

    def placed(texts: Mapping[str, tuple[str, ...]], kept_free: Iterable[Box]) -> dict[str, Label]:
        order = [node.id for node in ranked if node.id in texts]
        found = place_labels(texts, scene.points, sizes, order, FONT, page, larger=ON_PAPER, kept_free=kept_free)
        return {id: (texts[id], *place) for id, place in found.items()}

    grounds = [ground.box for ground in scene.grounds if ground.named]
    names = {id: wrap(node.caption, 118, FONT) for id, node in scene.nodes.items()}
    found = placed(
        {id: lines for id, lines in names.items() if not scene.nodes[id].number or _is_whole(lines)}, grounds
    )
    numbers = {id: (node.number,) for id, node in scene.nodes.items() if node.number and id not in found}
    named = [box_of(lines, x, base, anchor, FONT) for lines, x, base, anchor in found.values()]
    return found | placed(numbers, [*grounds, *named])


def _is_whole(lines: tuple[str, ...]) -> bool:
    """Return whether a name was not cut, and no line of it looks like a partner's number."""
    return not lines[-1].endswith(ELLIPSIS) and not any(line.isdecimal() for line in lines)


def all_labelled(scene: Scene) -> bool:
    """Return whether, on paper, each has its name or its number beside it."""
    return all(node.number for node in scene.nodes.values()) and len(_labels(scene)) == len(scene.nodes)


def svg(scene: Scene, alt: Text, language: Language) -> str:
    """Return the picture with its legend; places keep their coordinates, the frame is drawn around them."""
    left, top, right, bottom = scene.frame()
    width = right - left + 2 * (MARGIN + BESIDE)
    height = bottom - top + 2 * MARGIN
    moved = f"translate({number(MARGIN + BESIDE - left)} {number(MARGIN - top)})"
    behind = [element("g", *_grounds(scene), transform=moved)] if scene.grounds else []
    drawn = element(
        "g", *_lines(scene, language), *_group_names(scene, language), *_symbols(scene, language), transform=moved
    )
    legend, legend_height = _legend(scene, height + 8, width, language)
    return document(
        width,
        height + legend_height + 16,
        *behind,
        drawn,
        *(element("g", *part, class_="legend") for part in legend if part),
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def _grounds(scene: Scene) -> list[str]:
    """Draw the grounds of the answer's groups."""
    found = []
    for ground in scene.grounds:
        shape = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in ground.rings)
        found.append(element("path", d=shape, fill=ground.tint, stroke=GREY, stroke_width=1, fill_rule="evenodd"))
    return found


def _group_names(scene: Scene, language: Language) -> list[str]:
    return [
        words(
            ground.name.into(language), x, y + 0.35 * NAMED, NAMED, anchor="middle", fill=NAME_INK, weight="600", halo=4
        )
        for ground in scene.grounds
        for x, y in [ground.middle]
        if ground.named
    ]


def _lines(scene: Scene, language: Language) -> list[str]:
    found, numbers = [], []
    for edge in scene.edges:
        label = TIES[edge.kind].label.into(language) if edge.kind else str(edge.count)
        change = scene.change(edge)
        said = f"{label}, {CHANGES[change].into(language)}" if change else label
        ends = title(f"{scene.nodes[edge.source].name} – {scene.nodes[edge.target].name}: {said}")
        found.append(_line(scene, edge, ends, _look(edge, change)))
        if edge.count > 1 and not scene.aggregated:
            x, y = scene.middle(edge)
            numbers.append(words(str(edge.count), x, y + 4, FONT, anchor="middle", halo=4))
    return found + numbers


def _line(scene: Scene, edge: Edge, ends: str, look: Look) -> str:
    first, last, _ = scene.line(edge)
    (ax, ay), (bx, by) = scene.points[first], scene.points[last]
    if not (via := scene.controls(edge)):
        return element("line", ends, x1=ax, y1=ay, x2=bx, y2=by, **look)
    curve = " ".join(number(part) for point in (*via, (bx, by)) for part in point)
    return element("path", ends, d=f"M {number(ax)} {number(ay)} C {curve}", fill="none", **look)


def _look(edge: Edge, change: str) -> Look:
    if change:
        return _changed(change)
    width, dash = stroke(edge)
    return {"stroke": GREY, "stroke_opacity": 0.55, "stroke_width": width, "stroke_dasharray": dash or None}


def _changed(change: str) -> Look:
    colour, width, dash = CHANGED[change]
    return {"stroke": colour, "stroke_width": width, "stroke_dasharray": dash or None}


def _symbols(scene: Scene, language: Language) -> list[str]:
    found = []
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        if node.mark is not None:
            found.append(halo(x, y, reach_of(node), node.mark))
    for node in scene.nodes.values():
        x, y = scene.points[node.id]
        change = scene.change(node)
        said = f"{node.name} ({node.count})" if scene.aggregated else node.name
        said += f", {CHANGES[change].into(language)}" if change in NODES else ""
        symbol = sector_symbol(node.sector, x, y, size_of(node), **NODES.get(change, {}))
        found.append(element("g", title(said), symbol))
    for id, (lines, x, base, anchor) in _labels(scene).items():
        weight = "600" if scene.nodes[id].mark else None
        for row, line in enumerate(lines):
            y = base + row * LEADING * FONT
            found.append(words(line, x, y, FONT, anchor=anchor, weight=weight, halo=3))
    return found


def _legend(scene: Scene, top: float, width: float, language: Language) -> tuple[tuple[list[str], list[str]], float]:
    """Return the legend under the map, symbols and lines, side by side where they fit the width, and how high it is.

    A large map is made smaller to fit a page: its legend's letters are larger, as far as two columns have room.
    """
    used = [code for code in SECTORS if any(node.sector == code for node in scene.nodes.values())]
    size, left = max(13.0, min(max(width, top) / 70, width / 52)), 20.0
    symbols: list[str] = []
    parts: list[str] = []
    height = 0.0
    if not scene.aggregated:
        symbols, height = sector_legend(used, left, top, size, language)
    column = left + 25 * size if width > 620 and not scene.aggregated else left
    row_top = top if column > left else top + height
    rows, step = _rows(scene), 1.7 * size
    for row, (look, label) in enumerate(rows):
        y = row_top + step * (row + 0.5)
        if "mark" in look:
            parts.append(halo(column + 1.5 * size, y, 9, float(look["mark"] or 0)))
        elif "r" in look:
            parts.append(element("circle", cx=column + 1.5 * size, cy=y, **look))
        elif "fill" in look:
            parts.append(element("rect", x=column, y=y - 0.5 * size, width=3 * size, height=size, **look))
        elif look:
            parts.append(element("line", x1=column, x2=column + 3 * size, y1=y, y2=y, **look))
        parts.append(words(label.into(language), column + (4 * size if look else 0), y + 0.35 * size, size))
    return (symbols, parts), max(height, row_top - top + step * len(rows))


def _rows(scene: Scene) -> list[Row]:
    """Return how what is on the map looks, and what it means."""
    rows: list[Row] = []
    if scene.aggregated:
        rows.append(({}, Text("Größe: Zahl der Akteure. Linienbreite: Zahl der Verbindungen.")))
    elif scene.compared:
        first, last = scene.compared.first, scene.compared.days[-1]
        rows.append(({}, Text("Von {first} bis {last}:", values={"first": first, "last": last})))
        seen = {scene.change(edge) for edge in scene.edges}
        rows += [(_changed(code), CHANGES[code]) for code in CHANGED if code in seen]
        seen = {scene.change(node) for node in scene.nodes.values()}
        rows += [(SYMBOL | NODES[code], _NODE_CHANGES[code]) for code in NODES if code in seen]
    else:
        levels: list[tuple[int, Speakable]] = [(level, INTENSITIES[str(level)].label) for level in (4, 3, 2, 1)]
        signs = [(LINES[level], label) for level, label in [*levels, (0, Text("Intensität unbekannt"))]]
        if any(edge.planned for edge in scene.edges):
            signs.append((PLANNED, Text("geplant")))
        for (line, dash), label in signs:
            rows.append(({"stroke": GREY, "stroke_width": line, "stroke_dasharray": dash or None}, label))
    if not scene.aggregated and any(edge.count > 1 for edge in scene.edges):
        rows.append(({}, Text("Zahl an einer Linie: so viele Verbindungen.")))
    rows += _group_rows(scene)
    marks = halo_legend(node.mark for node in scene.nodes.values())
    return rows + [({"mark": mark}, label) for mark, label in marks]


def _group_rows(scene: Scene) -> list[Row]:
    """Return the groups' grounds with how many partners each has; of many the first, as the answer has them."""
    groups = scene.groups
    if groups is None:
        return []
    sizes = list(groups.sizes().items())
    rows: list[Row] = []
    for place, (group, size) in enumerate(sizes[:TOLD]):
        text = Text("{group}: {n} Akteur", "{group}: {n} Akteure", size, {"group": groups.name(group)})
        rows.append(({"fill": tint_of(place), "stroke": GREY}, text))
    more = len(sizes) - TOLD
    return [*rows, ({}, Text("und {n} weitere Gruppe", "und {n} weitere Gruppen", more))] if more > 0 else rows
