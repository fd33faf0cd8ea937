"""One ring map as a picture that stands alone: rings, slices of sectors, symbols with names around them, legend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.language import Language, Speakable, Text
from graphsvc.vocabulary import FORMALITIES, INTENSITIES, SECTORS
from visualisations._ring_ground import CENTRE, INNER, MIDDLE, OUTER, RINGS, STEP, Taken, at, circles, gap, ring_names
from visualisations._ring_spokes import Spoke
from visualisations._spread import spread
from visualisations._svg import (
    ELLIPSIS,
    GREY,
    INK,
    PAPER,
    document,
    element,
    fit,
    halo,
    halo_legend,
    sector_symbol,
    symbol,
    text_width,
    title,
    words,
    wrap,
)

TITLE = Text("Ringkarte")
FONT, LINE, EDGE = 16.0, 20.0, 24.0
RING, NUMBER = 14.0, 20.0  # a ring's name; how far a number reaches beyond its symbol
MOST = 260.0  # the widest name


@dataclass(frozen=True)
class Slot:
    """Where a partner stands around the middle: its angle, how much of it is its own, and its side in a crowd."""

    angle: float
    room: float
    side: int


def svg(name: str, sector: str, spokes: list[Spoke], captions: Mapping[str, str], alt: Text, language: Language) -> str:
    """Return the picture with its legend; without captions the symbols have numbers."""
    given = slots(spokes)
    places = places_of(spokes, given)
    room = NUMBER if not captions else 0.0  # numbers stand beside their symbols, names outside
    parts = circles() + segments(spokes)
    parts += [name.svg() for name in ring_names(taken(spokes, places, room), RING, language)]
    parts += [line_to(spoke, places[spoke.id]) for spoke in spokes]
    parts += [element("g", title(spoke.name), *symbol_of(spoke, places[spoke.id])) for spoke in spokes]
    half = OUTER + 70  # as wide as the names need it
    if captions:
        found, reach = _names(spokes, captions, given, places)
        parts, half = parts + found, max(half, reach + EDGE)
    else:  # after all symbols, so that none lies on a number
        parts += [words(str(s.number), places[s.id][0] + 9, places[s.id][1] - 6, 13, halo=3) for s in spokes]
    parts += middle(name, sector)
    about, height = legend(spokes, MIDDLE + OUTER + 74, 2 * half, language)
    return document(
        2 * half,
        MIDDLE + OUTER + 74 + height,
        element("g", *parts, transform=f"translate({half - CENTRE:.2f} 0)"),
        *about,
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def middle(name: str, sector: str, font: float = 15) -> list[str]:
    """Return the partner in the middle: symbol and name, which reaches to the first ring where it must."""
    for width, most in ((138, 3), (138, 4), (152, 4)):
        lines = wrap(name, width, font, most)
        if not lines[-1].endswith(ELLIPSIS):
            break
    top = MIDDLE - 18 - 0.6 * font * len(lines)
    parts = [sector_symbol(sector, CENTRE, top + 12, 18)]
    for number, line in enumerate(lines):
        y = top + 36 + font * (1 + 1.2 * number)
        parts.append(words(line, CENTRE, y, font, anchor="middle", weight="600"))
    return parts


def _slices(spokes: Sequence[Spoke]) -> dict[str, tuple[float, float]]:
    """Return each sector's first angle and width, from the top, clockwise; each has room for at least two."""
    counts = {code: sum(1 for s in spokes if s.sector == code) for code in SECTORS}
    shares = {code: max(2, count) for code, count in counts.items() if count}
    total = sum(shares.values())
    left_out = gap(len(spokes))
    found, angle = {}, -math.pi / 2 + left_out / 2
    for code, share in shares.items():
        width = (math.tau - left_out) * share / total
        found[code] = (angle, width)
        angle += width
    return found


def segments(spokes: Sequence[Spoke]) -> list[str]:
    """Return the borders between the sectors."""
    found = []
    slices = _slices(spokes)
    if len(slices) > 1:
        for start in (*(start for start, _ in slices.values()), -math.pi / 2 - gap(len(spokes)) / 2):
            (ax, ay), (bx, by) = at(start, INNER), at(start, OUTER)
            found.append(element("line", x1=ax, y1=ay, x2=bx, y2=by, stroke="#8a96a3", stroke_width=1.2))
    return found


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
        found[spoke.id] = at(slot.angle, ring + (STEP * 0.24 * slot.side if slot.room * ring < 26 else 0))
    return found


def taken(spokes: Sequence[Spoke], places: Mapping[str, tuple[float, float]], room: float = 0.0) -> list[Taken]:
    """Return what the names of rings must keep off: symbols with their marks, and ``room`` around for a number."""
    return [Taken(*places[s.id], max(_reach(s), 9 + room)) for s in spokes]


def _reach(spoke: Spoke) -> float:
    return 13.0 if spoke.mark is None else 16 + 4 * spoke.mark


def line_to(spoke: Spoke, point: tuple[float, float], **attributes: str | float | None) -> str:
    """Return the line from the middle to a partner, dashed where it is planned."""
    usual: dict[str, str | float | None] = {"stroke": GREY, "stroke_opacity": 0.35}
    usual["stroke_dasharray"] = "6 4" if spoke.planned else None
    start = at(math.atan2(point[1] - MIDDLE, point[0] - CENTRE), INNER)
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
        parts.append(halo(x, y, 14 + 4 * spoke.mark, spoke.mark))
    parts.append(sector_symbol(spoke.sector, x, y, 9, fill=fill, stroke_width=border))
    return parts


def _names(
    spokes: list[Spoke],
    captions: Mapping[str, str],
    given: Mapping[str, Slot],
    places: Mapping[str, tuple[float, float]],
) -> tuple[list[str], float]:
    """Write the names around the rings, left and right, each at least a line apart; return also how far they reach aside.

    A thin line leads from the symbol straight out, where at its angle no other stands, and from there to the name.
    """
    found, reach = [], 0.0
    outside = {s.id: at(given[s.id].angle, OUTER + 4) for s in spokes}
    for side in (1, -1):
        mine = sorted(
            (s for s in spokes if (outside[s.id][0] >= CENTRE) == (side == 1)), key=lambda s: outside[s.id][1]
        )
        ideal = [MIDDLE + (outside[s.id][1] - MIDDLE) * 1.08 for s in mine]
        for spoke, y in zip(mine, spread(ideal, LINE, MIDDLE - OUTER - 40, MIDDLE + OUTER + 40), strict=True):
            away = math.sqrt(max(0.0, (OUTER + 24) ** 2 - (y - MIDDLE) ** 2)) if abs(y - MIDDLE) < OUTER + 24 else 0
            away = max(away, 60)
            edge = CENTRE + side * away
            way = (places[spoke.id], outside[spoke.id], (edge, y - 5))
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in way)
            found.append(element("polyline", points=points, fill="none", stroke="#9aa5b1", stroke_width=0.7))
            name = fit(captions[spoke.id], MOST, FONT)
            reach = max(reach, away + 4 + text_width(name, FONT))
            found.append(words(name, edge + 4 * side, y, FONT, anchor="start" if side == 1 else "end", halo=3))
    return found, reach


def legend(
    spokes: Sequence[Spoke], top: float, width: float, language: Language, font: float = FONT
) -> tuple[list[str], float]:
    """Return what rings and signs mean, and how high that is: a crowded ring has no room for its name."""
    names = [INTENSITIES[str(level)].label for level in RINGS if level]
    rings = Text(
        "Ringe von innen nach außen: {names}, zuletzt Intensität unbekannt oder andere Verbindung.",
        values={"names": names},
    )
    lines = wrap(rings.into(language), width - 2 * EDGE, font, 3)
    parts = [words(line, EDGE, top + 1.25 * font * number, font) for number, line in enumerate(lines)]
    y = top + 1.25 * font * len(lines) + 10
    for samples in (_sectors(spokes), _ties(spokes)):
        x = EDGE + 9
        for shown, label in samples:
            text = label.into(language)
            room = text_width(text, font) + 54
            if x > EDGE + 9 and x + room - 30 > width - EDGE:
                x, y = EDGE + 9, y + 1.75 * font
            parts.append(
                element("g", shown, words(text, 20, 0.35 * font, font), transform=f"translate({x:.2f} {y:.2f})")
            )
            x += room
        y += 2 * font
    return parts, y - top


def _sectors(spokes: Sequence[Spoke]) -> list[tuple[str, Speakable]]:
    """Return the symbols of the sectors that occur, around the origin, with their names."""
    used = {spoke.sector for spoke in spokes}
    return [(sector_symbol(code, 0, 0, 8.5), term.label) for code, term in SECTORS.items() if code in used]


def _ties(spokes: Sequence[Spoke]) -> list[tuple[str, Speakable]]:
    """Return what borders and fills say of a tie."""
    samples: list[tuple[float, Speakable]] = [
        (4.0, FORMALITIES["written"].label),
        (2.2, FORMALITIES["oral"].label),
        (0.9, Text("lose oder unbekannt")),
    ]
    found = [(symbol("dot", 0, 0, 8.5, fill="#d5dbe1", stroke=INK, stroke_width=b), label) for b, label in samples]
    if any(s.planned for s in spokes):
        found.append((symbol("dot", 0, 0, 8.5, fill=PAPER, stroke=INK, stroke_width=0.9), Text("geplant")))
    return found + [(halo(0, 0, 11, mark), label) for mark, label in halo_legend(s.mark for s in spokes)]
