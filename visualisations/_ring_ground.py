"""What a ring map stands on: the rings, from close to loose, each with its name where it covers no partner."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphsvc.language import Language, Text
from graphsvc.vocabulary import INTENSITIES
from visualisations._svg import PAPER, element, text_width, words, wrap

RINGS = (4, 3, 2, 1, 0)  # intensity from the middle outwards; 0 = unknown, or another tie than cooperation
INNER, STEP = 80.0, 56.0
OUTER = INNER + STEP * len(RINGS)
CENTRE, MIDDLE = 700.0, 440.0  # where the office stands, across and down
SHADES = ("#dfe8f2", "#e9eff6", "#f1f5f9", "#f8fafc", PAPER)
NAME_INK = "#44505c"
GAP, CROWD = math.radians(48), 36  # at the top, where no partner stands; with more partners the room is theirs
TURN = 3  # degrees from one place for a name to the next
NARROW = 124.0  # the innermost ring is short: its name stands in two lines
OTHER = Text("unbekannt oder andere")


class Taken(NamedTuple):
    """What a name must not cover: a symbol or number, as far as it reaches from its middle."""

    x: float
    y: float
    radius: float


def at(angle: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle, clockwise from the right, so far from the middle."""
    return CENTRE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def gap(partners: int) -> float:
    """Return how wide an angle at the top is left to the names of the rings."""
    return GAP if partners <= CROWD else 0.0


def circles() -> list[str]:
    """Return the rings themselves, the outermost below all others."""
    found = []
    for place, level in reversed(list(enumerate(RINGS))):
        radius = INNER + STEP * (place + 1)
        found.append(
            element(
                "circle",
                cx=CENTRE,
                cy=MIDDLE,
                r=radius,
                fill=SHADES[place],
                stroke="#b8c2cc",
                stroke_dasharray=None if level else "4 4",
            )
        )
    found.append(element("circle", cx=CENTRE, cy=MIDDLE, r=INNER, fill=PAPER, stroke="#b8c2cc"))
    return found


@dataclass(frozen=True)
class RingName:
    """A ring's name, which follows the ring at an angle."""

    place: int
    lines: tuple[str, ...]
    angle: float
    font: float

    @property
    def half(self) -> tuple[float, float]:
        """Half of how long it is, and of how high."""
        return max(text_width(line, self.font) for line in self.lines) / 2, 0.6 * self.font * len(self.lines)

    @property
    def radius(self) -> float:
        """Where its middle stands."""
        return INNER + STEP * (self.place + 0.5)

    @property
    def turn(self) -> float:
        """How far it is turned, so that it is not upside down."""
        return self.angle + (math.pi / 2 if math.sin(self.angle) < 1e-9 else -math.pi / 2)

    def covers(self, taken: Iterable[Taken]) -> bool:
        """Return whether it lies on a symbol, seen along the ring and across."""
        long, high = self.half
        for x, y, reach in taken:
            far, turned = math.hypot(x - CENTRE, y - MIDDLE), math.atan2(y - MIDDLE, x - CENTRE) - self.angle
            along, across = far * math.sin(turned), far * math.cos(turned) - self.radius
            if abs(along) < long + reach and abs(across) < high + reach:
                return True
        return False

    def svg(self) -> str:
        """Return it written."""
        x, y = at(self.angle, self.radius)
        base, shade = (0.35 - 0.6 * (len(self.lines) - 1)) * self.font, SHADES[self.place]
        style: dict[str, Any] = {"anchor": "middle", "fill": NAME_INK, "halo": 4, "ground": shade}
        text = [words(line, 0, base + 1.2 * self.font * row, self.font, **style) for row, line in enumerate(self.lines)]
        turned = f"translate({x:.2f} {y:.2f}) rotate({math.degrees(self.turn):.2f})"
        return element("g", *text, transform=turned, class_="ring")


def ring_names(taken: Iterable[Taken], font: float, language: Language) -> list[RingName]:
    """Return each ring's name in the gap at the top, or where that is not free as near to it as can be.

    A ring that is full has its name in the legend only.
    """
    symbols, found = list(taken), []
    for place, level in enumerate(RINGS):
        label = INTENSITIES[str(level)].label if level else OTHER
        lines = tuple(wrap(label.into(language), NARROW if place == 0 else 4 * NARROW, font))
        names = (RingName(place, lines, angle, font) for angle in _angles())
        found += [name for name in names if not name.covers(symbols)][:1]
    return found


def _angles() -> Iterator[float]:
    """Yield angles from the top on, to either side in turn."""
    yield math.radians(-90)
    for turn in range(TURN, 180, TURN):
        yield from (math.radians(turn - 90), math.radians(-turn - 90))
