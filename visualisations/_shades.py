"""How absence and amounts look on every map: two hatchings, five shades from light to dark, and their classes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from graphsvc.language import Label, Speakable, Text
from visualisations._svg import PAPER, element

SHADES = ("#e3eef7", "#b3d1e8", "#74add1", "#3577ad", "#1f4e79")
DARK = frozenset(SHADES[3:])  # on these, white is read better than black
STATUSES: Mapping[str, Speakable] = {
    "recorded": Label("erfasst", "recorded"),
    "none": Label("gefragt und verneint", "asked, and none"),
    "not_asked": Label("keine Auskunft", "no information"),
}

ONLY_OFFER = "+"  # there is an offer, but no group: no nought, and nobody denied it
OFFER_SAID = Text("+ ein Angebot, aber keine Gruppe erfasst")


def classes(values: Iterable[float]) -> list[float]:
    """Return the upper bounds of up to five classes that hold about equally many different values.

    Examples
    --------
    >>> classes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    [2, 4, 6, 8, 10]
    >>> classes([3, 3, 3])
    [3]
    """
    ordered = sorted(set(values))
    if not ordered:
        return []
    number = min(len(SHADES), math.ceil(len(ordered) / 2))
    bounds = [ordered[math.ceil(len(ordered) * (place + 1) / number) - 1] for place in range(number)]
    return sorted(set(bounds))


def shade(value: float, bounds: list[float]) -> str:
    """Return the shade of a value, white for nothing."""
    if not value:
        return PAPER  # nothing is no little
    place = next((number for number, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)
    return SHADES[place if len(bounds) == len(SHADES) else round(place * (len(SHADES) - 1) / max(1, len(bounds) - 1))]


def patterns(name: str = "hatch", *, scale: float = 1) -> str:
    """Return the two hatchings: strokes for asked and none, dots for not asked.

    They are called `name` and the status; `scale` undoes the transform under which they are drawn.
    """
    transform = f"scale({scale:g})" if scale != 1 else None
    strokes = element(
        "pattern",
        element("rect", width=7, height=7, fill="#fff4e5"),
        element("path", d="M-1,8 L8,-1 M-2,2 L2,-2 M5,9 L9,5", stroke="#a3541a", stroke_width=1.4),
        id=f"{name}-none",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform=transform,
    )
    dots = element(
        "pattern",
        element("rect", width=8, height=8, fill="#f4f4f4"),
        element("circle", cx=2, cy=2, r=1.1, fill="#8a8a8a"),
        element("circle", cx=6, cy=6, r=1.1, fill="#8a8a8a"),
        id=f"{name}-not_asked",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
        patternTransform=transform,
    )
    return element("defs", strokes, dots)
