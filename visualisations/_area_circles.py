"""The circles of an area map: counts by area, and where it is told, how much of each was denied and how much is not known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from visualisations._area_legend import CIRCLE, HOLLOW, SPLIT, Page, Place
from visualisations._cells import GRAIN, Shapes, middle
from visualisations._svg import INK, PAPER, element, number

_PLAIN: Mapping[str, str | float] = {"fill": CIRCLE, "fill_opacity": 0.75, "stroke": PAPER}
_CUT: Mapping[str, str] = {"stroke": INK}


def circles(places: Sequence[Place], found: Shapes, page: Page, largest: float) -> list[str]:
    """Draw a circle for each count, cut into slices with the pattern of each status where the count is told by status."""
    plain, cut = [], []
    for place in places:
        if place.value is None:
            continue
        x, y = (round(GRAIN * length) for length in middle(found.polygons[place.area.ags]))
        radius = round(GRAIN * page.radius(place.value, largest))
        if place.split and place.value:
            cut += _slices(place, x, y, radius)
        else:
            hollow = {**HOLLOW, "stroke_width": GRAIN} if not place.value else {}
            plain.append(element("circle", cx=x, cy=y, r=radius, **hollow))
    return [
        element("g", *drawn, pointer_events="none", stroke_width=GRAIN, **look)
        for drawn, look in ((plain, _PLAIN), (cut, _CUT))
        if drawn
    ]


def _slices(place: Place, x: float, y: float, radius: float) -> list[str]:
    """Return the slices of one circle, clockwise from the top; what is the whole of it is a circle."""
    found, begin = [], 0.0
    for status in SPLIT:
        share = place.split.get(status, 0.0) / (place.value or 1.0)
        fill = f"url(#fine-{status})"
        if share == 1:
            return [element("circle", cx=x, cy=y, r=radius, fill=fill)]
        if share:
            ends = (_rim(x, y, radius, turn) for turn in (begin, begin + share))
            first, last = (f"{number(px)} {number(py)}" for px, py in ends)
            path = f"M{number(x)} {number(y)}L{first}A{radius} {radius} 0 {int(share > 0.5)} 1 {last}Z"
            found.append(element("path", d=path, fill=fill))
        begin += share
    return found


def _rim(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    return x + radius * math.sin(2 * math.pi * turn), y - radius * math.cos(2 * math.pi * turn)
