"""Ringkarte

Zeigt einen Akteur in der Mitte und alle, mit denen er verbunden ist: jeder Bereich ein Stück des Kreises, jede Intensität ein
Ring. Je weiter innen, desto enger.

Methode
-------
Die Netzwerkkarte der sozialen Arbeit (nach dem Ökogramm und Kahn und Antonucci, 1980). Innen gemeinsames Handeln, dann
Abstimmung, Austausch und Kontakt; ganz außen, was keine oder eine unbekannte Intensität hat, auch andere Verbindungen wie
Förderung. Wer mehrere Verbindungen hat, steht bei seiner engsten. Ein Bereich bekommt so viel vom Kreis, wie er Akteure hat.

Wie man es liest
----------------
Leere Stücke heißen: hier ist nichts erfasst. Ein hohles Zeichen ist geplant. Über 20 Selbsthilfegruppen werden gezählt statt
gezeichnet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphsvc.errors import Unknown
from graphsvc.language import Label, Language, Speakable, Text
from graphsvc.model import Answer, Column, Network, Picture, Table, is_valid
from graphsvc.params import PartnerId
from graphsvc.vocabulary import FORMALITIES, INTENSITIES, KINDS, OFFICES, SECTORS, TIES
from visualisations._empty import empty
from visualisations._names import shortened
from visualisations._svg import (
    GREY,
    INK,
    PAPER,
    document,
    element,
    fit,
    sector_symbol,
    symbol,
    title,
    words,
    wrap,
)

TITLE = Text("Ringkarte")
MARK = "#ffd54a"
RINGS = (4, 3, 2, 1, 0)  # intensity from the middle outwards; 0 = unknown, or another tie than cooperation
INNER, STEP = 80.0, 56.0
NAMED = 44  # so many names fit around; above that the numbers lead to the table
MANY_GROUPS = 20
CENTRE, MIDDLE = 600.0, 440.0  # where the office stands, across and down


@dataclass(frozen=True)
class _Spoke:
    """One partner of the centre, by its closest tie."""

    number: int
    id: str
    name: str
    sector: str
    kind: str
    tie: str
    intensity: int
    formality: str
    since: Any
    planned: bool
    mark: float | None


def draw(network: Network, answer: Answer | None, *, partner: PartnerId = "") -> Picture:
    """Draw a partner's ties as rings; without ``partner`` those of the best-connected office."""
    centre = partner or network.selection.ego or _best_connected(network)
    if centre is None:
        return empty(
            TITLE, Text("In dieser Auswahl ist keine Stelle der Selbsthilfe erfasst, die in der Mitte stehen könnte.")
        )
    if centre not in network.graph:
        text = Text("Den Akteur „{id}“ gibt es in dieser Auswahl nicht. Die Suche zeigt alle.", values={"id": centre})
        raise Unknown(text, "partner")
    name = network.graph.nodes[centre]["name"]
    spokes = _spokes(network, centre, dict(answer.marks) if answer else {})
    if not spokes:
        return empty(TITLE, Text("Für {name} ist noch keine Verbindung erfasst.", values={"name": name}))
    drawn, notes = _fitting(spokes)
    captions: Mapping[str, str] = {}
    if len(drawn) <= NAMED:
        captions, about_names = shortened({s.id: s.name for s in drawn}, {s.id: s.kind for s in drawn})
        notes += about_names
    alt = Text(
        "Ringkarte: {name} in der Mitte, {n} Akteur darum; dasselbe steht in der Tabelle.",
        "Ringkarte: {name} in der Mitte, {n} Akteure darum; dasselbe steht in der Tabelle.",
        len(drawn),
        {"name": name},
    )
    sector = network.graph.nodes[centre]["sector"]
    return Picture(
        title=Text("Ringkarte: {name}", values={"name": name}),
        svg=lambda language: _svg(name, sector, drawn, captions, alt, language),
        alt=alt,
        tables={"partners": _table(drawn)},
        notes=notes,
    )


def _best_connected(network: Network) -> str | None:
    offices = network.partners(*OFFICES)
    return max(offices, key=lambda office: len(network.cooperations(office)), default=None)


def _spokes(network: Network, centre: str, marks: Mapping[str, float]) -> list[_Spoke]:
    closest: dict[str, tuple[Any, ...]] = {}
    for other, key, tie in network.ties_of(centre):
        if tie["status"] == "none" or not is_valid(tie["since"], tie["until"], network.day):
            continue
        rank = (tie["status"] == "active", tie["intensity"] or 0, tie["kind"] == "cooperates_with", key)
        if other not in closest or rank > closest[other][0]:
            closest[other] = (rank, tie)
    sectors = list(SECTORS)

    def place(other: str) -> Any:
        return sectors.index(network.graph.nodes[other]["sector"]), network.order(other)

    found = []
    for number, other in enumerate(sorted(closest, key=place), start=1):
        node, tie = network.graph.nodes[other], closest[other][1]
        spoke = _Spoke(
            number,
            other,
            node["name"],
            node["sector"],
            node["kind"],
            tie["kind"],
            tie["intensity"] or 0,
            tie["formality"],
            tie["since"],
            tie["status"] == "planned",
            marks.get(other),
        )
        found.append(spoke)
    return found


def _fitting(spokes: list[_Spoke]) -> tuple[list[_Spoke], tuple[Text, ...]]:
    """Leave out supported groups where there are too many of them to draw."""
    groups = [s for s in spokes if s.tie == "supports" and s.sector == "self_help"]
    if len(groups) <= MANY_GROUPS:
        return spokes, ()
    kept = [s for s in spokes if s not in groups]
    note = Text("{n} unterstützte Selbsthilfegruppen sind nicht einzeln gezeichnet.", values={"n": len(groups)})
    renumbered = [replace(s, number=number) for number, s in enumerate(kept, start=1)]
    return renumbered, (note,)


def _svg(
    name: str, sector: str, spokes: list[_Spoke], captions: Mapping[str, str], alt: Text, language: Language
) -> str:
    named = bool(captions)
    outer = INNER + STEP * len(RINGS)
    parts = _rings(language)
    parts += _segments(spokes, outer, language)
    places = _places(spokes)
    parts += [_line(spoke, places[spoke.id]) for spoke in spokes]
    parts += [_symbol(spoke, places[spoke.id]) for spoke in spokes]
    if named:
        parts += _names(spokes, captions, places, outer)
    else:  # after all symbols, so that none lies on a number
        parts += [words(str(s.number), places[s.id][0] + 9, places[s.id][1] - 6, 10, halo=3) for s in spokes]
    parts.append(sector_symbol(sector, CENTRE, MIDDLE - 34, 18))
    for number, line in enumerate(wrap(name, 132, 13, 3)):
        parts.append(words(line, CENTRE, MIDDLE + 6 + 16 * number, 13, anchor="middle", weight="600"))
    top = MIDDLE + outer + 70
    legend, height = _legend(spokes, top, language)
    return document(
        2 * CENTRE,
        top + height + 16,
        *parts,
        *legend,
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def _rings(language: Language) -> list[str]:
    found = []
    for place, level in reversed(list(enumerate(RINGS))):
        radius = INNER + STEP * (place + 1)
        shade = ("#dfe8f2", "#e9eff6", "#f1f5f9", "#f8fafc", PAPER)[place]
        found.append(
            element(
                "circle",
                cx=CENTRE,
                cy=MIDDLE,
                r=radius,
                fill=shade,
                stroke="#b8c2cc",
                stroke_dasharray=None if level else "4 4",
            )
        )
    found.append(element("circle", cx=CENTRE, cy=MIDDLE, r=INNER, fill=PAPER, stroke="#b8c2cc"))
    return found


def _slices(spokes: list[_Spoke]) -> dict[str, tuple[float, float]]:
    """Return each sector's first angle and width, from the top, clockwise; each has room for at least two."""
    counts = {code: sum(1 for s in spokes if s.sector == code) for code in SECTORS}
    shares = {code: max(2, count) for code, count in counts.items() if count}
    total = sum(shares.values())
    found, angle = {}, -math.pi / 2
    for code, share in shares.items():
        width = math.tau * share / total
        found[code] = (angle, width)
        angle += width
    return found


def _segments(spokes: list[_Spoke], outer: float, language: Language) -> list[str]:
    found = []
    slices = _slices(spokes)
    if len(slices) > 1:
        for start, _ in slices.values():
            (ax, ay), (bx, by) = _at(start, INNER), _at(start, outer)
            found.append(element("line", x1=ax, y1=ay, x2=bx, y2=by, stroke="#8a96a3", stroke_width=1.2))
    for place, level in enumerate(RINGS):
        label = INTENSITIES[str(level)].label if level else Text("Intensität unbekannt, andere Verbindung")
        # the rings are named on the upright line, over a gap that no partner stands in
        y = MIDDLE - INNER - STEP * (place + 1) + 14
        found.append(words(label.into(language), CENTRE + 4, y, 12, fill=INK, halo=4))
    return found


def _at(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def _places(spokes: list[_Spoke]) -> dict[str, tuple[float, float]]:
    """Put each partner at its own angle in its sector's slice, in its intensity's ring."""
    found = {}
    for sector, (start, width) in _slices(spokes).items():
        mine = [s for s in spokes if s.sector == sector]
        for place, spoke in enumerate(mine):
            angle = start + width * (place + 0.5) / len(mine)
            ring = INNER + STEP * (RINGS.index(spoke.intensity) + 0.55)
            # neighbours in a crowded slice stand a little in and out of the ring's middle
            crowded = width / len(mine) * ring < 26
            found[spoke.id] = _at(angle, ring + (STEP * 0.24 * (1 if place % 2 else -1) if crowded else 0))
    return found


def _line(spoke: _Spoke, point: tuple[float, float]) -> str:
    dash = "6 4" if spoke.planned else None
    start = _at(math.atan2(point[1] - MIDDLE, point[0] - CENTRE), INNER)
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=point[0],
        y2=point[1],
        stroke=GREY,
        stroke_opacity=0.35,
        stroke_dasharray=dash,
    )


def _symbol(spoke: _Spoke, point: tuple[float, float]) -> str:
    x, y = point
    border = {"written": 3.2, "oral": 1.8}.get(spoke.formality, 0.9)
    fill = PAPER if spoke.planned else SECTORS[spoke.sector].colour
    parts = [title(spoke.name)]
    if spoke.mark is not None:
        parts.append(element("circle", cx=x, cy=y, r=14 + 4 * spoke.mark, fill=MARK, stroke=INK, stroke_width=0.8))
    parts.append(sector_symbol(spoke.sector, x, y, 9, fill=fill, stroke_width=border))
    return element("g", *parts)


def _names(
    spokes: list[_Spoke], captions: Mapping[str, str], places: Mapping[str, tuple[float, float]], outer: float
) -> list[str]:
    """Write the names around the rings, left and right, each at least a line apart, with a thin line to its symbol."""
    found = []
    for side in (1, -1):
        mine = sorted((s for s in spokes if (places[s.id][0] >= CENTRE) == (side == 1)), key=lambda s: places[s.id][1])
        ideal = [MIDDLE + (places[s.id][1] - MIDDLE) * 1.25 for s in mine]
        for spoke, y in zip(mine, _spread(ideal, 17, MIDDLE - outer - 40, MIDDLE + outer + 50), strict=True):
            x, sy = places[spoke.id]
            away = math.sqrt(max(0.0, (outer + 14) ** 2 - (y - MIDDLE) ** 2)) if abs(y - MIDDLE) < outer + 14 else 0
            edge = CENTRE + side * max(away, 60)
            found.append(
                element(
                    "polyline",
                    points=f"{x:.1f},{sy:.1f} {edge:.1f},{y - 4:.1f}",
                    fill="none",
                    stroke="#9aa5b1",
                    stroke_width=0.7,
                )
            )
            room = (2 * CENTRE - edge if side == 1 else edge) - 14
            found.append(
                words(
                    fit(captions[spoke.id], max(room, 60), 12),
                    edge + 4 * side,
                    y,
                    12,
                    anchor="start" if side == 1 else "end",
                    halo=3,
                )
            )
    return found


def _spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, in order, at least ``gap`` apart, within bounds where they can be."""
    found = list(wanted)
    for place in range(1, len(found)):
        found[place] = max(found[place], found[place - 1] + gap)
    over = found[-1] - high if found else 0
    if over > 0:
        found[-1] -= over
        for place in range(len(found) - 2, -1, -1):
            found[place] = min(found[place], found[place + 1] - gap)
    under = low - found[0] if found else 0
    return [y + under for y in found] if under > 0 else found


def _legend(spokes: list[_Spoke], top: float, language: Language) -> tuple[list[str], float]:
    used = [code for code in SECTORS if any(s.sector == code for s in spokes)]
    parts = []
    for number, code in enumerate(used):
        x, y = 40.0 + 330 * (number % 3), top + 24 * (number // 3)
        parts.append(sector_symbol(code, x, y, 7))
        parts.append(words(SECTORS[code].label.into(language), x + 16, y + 4.5, 13))
    rows = math.ceil(len(used) / 3)
    samples: list[tuple[float, Speakable]] = [
        (3.2, FORMALITIES["written"].label),
        (1.8, FORMALITIES["oral"].label),
        (0.9, Text("lose oder unbekannt")),
    ]
    y = top + 24 * rows + 8
    x = 40.0
    for border, label in samples:
        parts.append(symbol("dot", x, y, 7, fill="#d5dbe1", stroke=INK, stroke_width=border))
        parts.append(words(label.into(language), x + 16, y + 4.5, 13))
        x += 190
    if any(s.planned for s in spokes):
        parts.append(symbol("dot", x, y, 7, fill=PAPER, stroke=INK, stroke_width=0.9))
        parts.append(words(Text("geplant").into(language), x + 16, y + 4.5, 13))
        x += 120
    if any(s.mark is not None for s in spokes):
        parts.append(symbol("dot", x, y, 9, fill=MARK, stroke=INK, stroke_width=0.8))
        parts.append(words(Text("davon handelt die Antwort").into(language), x + 16, y + 4.5, 13))
    return parts, 24 * rows + 24


def _table(spokes: list[_Spoke]) -> Table:
    columns = (
        Column(name="number", label=Label("Nummer", "Number"), role="measure"),
        Column(name="partner", label=Label("Kennung", "Id"), role="id"),
        Column(name="name", label=Label("Name", "Name"), role="name"),
        Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()}),
        Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
        Column(name="tie", label=Label("Verbindung", "Tie"), words={c: t.label for c, t in TIES.items()}),
        Column(
            name="intensity",
            label=Label("Intensität", "Intensity"),
            words={int(c): t.label for c, t in INTENSITIES.items()},
        ),
        Column(
            name="formality",
            label=Label("Verbindlichkeit", "Formality"),
            words={c: t.label for c, t in FORMALITIES.items()},
        ),
        Column(name="since", label=Label("Seit", "Since"), role="date"),
        Column(name="planned", label=Label("geplant", "planned")),
        Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple(
        (
            *(s.number, s.id, s.name, s.sector, s.kind, s.tie),
            *(s.intensity or None, s.formality or None, s.since, s.planned, s.mark),
        )
        for s in spokes
    )
    return Table(title=Label("Akteure auf der Ringkarte", "Partners on the ring map"), columns=columns, rows=rows)
