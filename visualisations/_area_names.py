"""Where names and values of areas stand on an area map, and in which ink, so that they can be read on any shade."""

from __future__ import annotations

import math
from collections.abc import Mapping

import shapely

from visualisations._cells import Shapes, middle
from visualisations._labels import LEADING, box_of, place_labels
from visualisations._layout import Box
from visualisations._leaders import MANY, leaders, led, standing
from visualisations._shades import DARK
from visualisations._svg import INK, PAPER, words, wrap

FONT = 11.0
LONG = 92.0  # a longer name stands in two lines


def names_on(
    texts: Mapping[str, tuple[str, str]],
    found: Shapes,
    sizes: Mapping[str, float],
    fills: Mapping[str, str],
    page: Box,
    *,
    larger_first: bool,
) -> list[str]:
    """Write name and value where they fit, in order or the larger areas first; beside circles of these ``sizes``."""
    names = {}
    for ags, (name, value) in texts.items():
        *before, last = wrap(name, LONG, FONT)
        names[ags] = (*before, last + value)
    kept_free = sizes if len(sizes) <= MANY else {}  # of those without a name, too
    points = {ags: middle(found.polygons[ags]) for ags in (*names, *kept_free)}
    radii = {ags: sizes.get(ags, 0.0) for ags in points}
    order = sorted(names, key=lambda ags: (-found.polygons[ags].area, ags)) if larger_first else list(names)

    every = shapely.STRtree(list(found.polygons.values()))

    def outside(ags: str, box: Box) -> float:
        """Return how much of a label would stand beside its own area; not with its middle in another, whose it would seem."""
        label, own = shapely.box(*box), found.polygons[ags]
        foreign = len(every.query(label.centroid, "within")) and not label.centroid.within(own)
        return math.inf if foreign else round(float(label.difference(own).area), 1)

    placed = place_labels(names, points, radii, order, FONT, page, outside=outside)
    away = led(names, points, radii, placed, order, FONT, page)
    drawn = leaders(away)
    for ags, (x, base, anchor) in standing(placed, away).items():
        within = shapely.box(*box_of(names[ags], x, base, anchor, FONT)).within(found.polygons[ags])
        # white on its own dark shade; where it reaches beyond that, black on a broad white ground
        light = fills[ags] in DARK and within
        ink, ground = (PAPER, fills[ags]) if light else (INK, PAPER)
        drawn += [
            words(line, x, base + row * LEADING * FONT, FONT, anchor=anchor, fill=ink, halo=4, ground=ground)
            for row, line in enumerate(names[ags])
        ]
    return drawn
