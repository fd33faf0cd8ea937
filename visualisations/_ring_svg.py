"""One ring map as a picture that stands alone: rings, slices of sectors, symbols with names around them, legend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.language import Language, Speakable, Text
from graphsvc.vocabulary import FORMALITIES, INTENSITIES, SECTORS
from visualisations._ring_spokes import Spoke
from visualisations._spread import spread
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
OUTER = INNER + STEP * len(RINGS)
CENTRE, MIDDLE = 600.0, 440.0  # where the office stands, across and down


@dataclass(frozen=True)
class Slot:
    """Where a partner stands around the middle: its angle, how much of it is its own, and its side in a crowd."""

    angle: float
    room: float
    side: int


def svg(name: str, sector: str, spokes: list[Spoke], captions: Mapping[str, str], alt: Text, language: Language) -> str:
    """Return the picture with its legend; without captions the symbols have numbers."""
    places = places_of(spokes, slots(spokes))
    parts = circles() + segments(spokes) + _ring_names(language)
    parts += [line_to(spoke, places[spoke.id]) for spoke in spokes]
    parts += [element("g", title(spoke.name), *symbol_of(spoke, places[spoke.id])) for spoke in spokes]
    if captions:
        parts += _names(spokes, captions, places)
    else:  # after all symbols, so that none lies on a number
        parts += [words(str(s.number), places[s.id][0] + 9, places[s.id][1] - 6, 10, halo=3) for s in spokes]
    parts += middle(name, sector)
    top = MIDDLE + OUTER + 70
    found, height = legend(spokes, top, language)
    return document(
        2 * CENTRE,
        top + height + 16,
        *parts,
        *found,
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def middle(name: str, sector: str, size: float = 13) -> list[str]:
    """Return the partner in the middle, its name in letters of a size."""
    parts = [sector_symbol(sector, CENTRE, MIDDLE - 34, 18)]
    for number, line in enumerate(wrap(name, 10 * size, size, 3)):
        parts.append(words(line, CENTRE, MIDDLE + 6 + 1.2 * size * number, size, anchor="middle", weight="600"))
    return parts


def circles() -> list[str]:
    """Return the rings themselves, the outermost below all others."""
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


def _slices(spokes: Sequence[Spoke]) -> dict[str, tuple[float, float]]:
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


def segments(spokes: Sequence[Spoke]) -> list[str]:
    """Return the borders between the sectors."""
    found = []
    slices = _slices(spokes)
    if len(slices) > 1:
        for start, _ in slices.values():
            (ax, ay), (bx, by) = _at(start, INNER), _at(start, OUTER)
            found.append(element("line", x1=ax, y1=ay, x2=bx, y2=by, stroke="#8a96a3", stroke_width=1.2))
    return found


def _ring_names(language: Language) -> list[str]:
    found = []
    for place, level in enumerate(RINGS):
        label = INTENSITIES[str(level)].label if level else Text("Intensität unbekannt, andere Verbindung")
        # the rings are named on the upright line, over a gap that no partner stands in
        y = MIDDLE - INNER - STEP * (place + 1) + 14
        found.append(words(label.into(language), CENTRE + 4, y, 12, fill=INK, halo=4))
    return found


def _at(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def slots(spokes: Sequence[Spoke]) -> dict[str, Slot]:
    """Give each partner its own angle in its sector's slice."""
    found = {}
    for sector, (start, width) in _slices(spokes).items():
        mine = [s for s in spokes if s.sector == sector]
        room = width / len(mine)
        for place, spoke in enumerate(mine):
            found[spoke.id] = Slot(start + room * (place + 0.5), room, 1 if place % 2 else -1)
    return found


def places_of(spokes: Sequence[Spoke], given: Mapping[str, Slot]) -> dict[str, tuple[float, float]]:
    """Put each partner at its angle in its intensity's ring; neighbours in a crowded slice a little in and out."""
    found = {}
    for spoke in spokes:
        slot = given[spoke.id]
        ring = INNER + STEP * (RINGS.index(spoke.intensity) + 0.55)
        found[spoke.id] = _at(slot.angle, ring + (STEP * 0.24 * slot.side if slot.room * ring < 26 else 0))
    return found


def line_to(spoke: Spoke, point: tuple[float, float], **attributes: str | float | None) -> str:
    """Return the line from the middle to a partner, dashed where it is planned."""
    usual: dict[str, str | float | None] = {"stroke": GREY, "stroke_opacity": 0.35}
    usual["stroke_dasharray"] = "6 4" if spoke.planned else None
    start = _at(math.atan2(point[1] - MIDDLE, point[0] - CENTRE), INNER)
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=point[0],
        y2=point[1],
        **(usual | attributes),
    )


def symbol_of(spoke: Spoke, point: tuple[float, float]) -> list[str]:
    """Return a partner's symbol, with its mark."""
    x, y = point
    border = {"written": 3.2, "oral": 1.8}.get(spoke.formality, 0.9)
    fill = PAPER if spoke.planned else SECTORS[spoke.sector].colour
    parts = []
    if spoke.mark is not None:
        parts.append(element("circle", cx=x, cy=y, r=14 + 4 * spoke.mark, fill=MARK, stroke=INK, stroke_width=0.8))
    parts.append(sector_symbol(spoke.sector, x, y, 9, fill=fill, stroke_width=border))
    return parts


def _names(spokes: list[Spoke], captions: Mapping[str, str], places: Mapping[str, tuple[float, float]]) -> list[str]:
    """Write the names around the rings, left and right, each at least a line apart, with a thin line to its symbol."""
    found = []
    for side in (1, -1):
        mine = sorted((s for s in spokes if (places[s.id][0] >= CENTRE) == (side == 1)), key=lambda s: places[s.id][1])
        ideal = [MIDDLE + (places[s.id][1] - MIDDLE) * 1.25 for s in mine]
        for spoke, y in zip(mine, spread(ideal, 17, MIDDLE - OUTER - 40, MIDDLE + OUTER + 50), strict=True):
            x, sy = places[spoke.id]
            away = math.sqrt(max(0.0, (OUTER + 14) ** 2 - (y - MIDDLE) ** 2)) if abs(y - MIDDLE) < OUTER + 14 else 0
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


def legend(spokes: Sequence[Spoke], top: float, language: Language, size: float = 13) -> tuple[list[str], float]:
    """Return the legend in letters of a size, and how high it is."""
    used = [code for code in SECTORS if any(s.sector == code for s in spokes)]
    k = size / 13
    parts: list[str] = []

    def sample(x: float, y: float, shown: str, label: Speakable) -> None:
        parts.extend((shown, words(label.into(language), x + 16 * k, y + 0.35 * size, size)))

    for number, code in enumerate(used):
        x, y = 40.0 + 330 * k * (number % 3), top + 24 * k * (number // 3)
        sample(x, y, sector_symbol(code, x, y, 7 * k), SECTORS[code].label)
    samples: list[tuple[float, Speakable]] = [
        (3.2, FORMALITIES["written"].label),
        (1.8, FORMALITIES["oral"].label),
        (0.9, Text("lose oder unbekannt")),
    ]
    height = 24 * k * math.ceil(len(used) / 3)
    x, y = 40.0, top + height + 8
    for border, label in samples:
        sample(x, y, symbol("dot", x, y, 7 * k, fill="#d5dbe1", stroke=INK, stroke_width=border * k), label)
        x += 190 * k
    if any(s.planned for s in spokes):
        sample(x, y, symbol("dot", x, y, 7 * k, fill=PAPER, stroke=INK, stroke_width=0.9), Text("geplant"))
        x += 120 * k
    if any(s.mark is not None for s in spokes):
        marked = symbol("dot", x, y, 9 * k, fill=MARK, stroke=INK, stroke_width=0.8)
        sample(x, y, marked, Text("davon handelt die Antwort"))
    return parts, height + 24 * k
