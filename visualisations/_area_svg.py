"""An area map as a picture that stands alone: shapes in their shades, circles, names and legend, for a screen or a telephone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from graphsvc.language import Language, Text
from visualisations._area_circles import circles
from visualisations._area_legend import OUTLINED, Page, Place, Sheet, legend
from visualisations._area_names import FONT, names_on
from visualisations._cells import FINE, GRAIN, Shapes, middle, paths, shrunk
from visualisations._layout import Box
from visualisations._shades import STATUSES, classes, patterns, shade
from visualisations._svg import GREY, INK, NARROW, PAPER, document, element, title, words, wrap

SCREEN = Page(least=520.0, edge=24.0, circle=22.0, many=80, labels=40, apart=0.0)
TELEPHONE = Page(least=NARROW - 16.0, edge=8.0, circle=12.0, many=14, labels=14, apart=52.0)
HIGH = 560.0  # so high are shapes on a telephone at most
FINE_LINES = 80  # of more areas the borders are thinner


def on_telephone(found: Shapes) -> Shapes:
    """Return the shapes as large as a telephone is wide."""
    return shrunk(found, NARROW - 2 * TELEPHONE.edge, HIGH)


def svg(
    sheet: Sheet,
    places: list[Place],
    found: Shapes,
    notes: Sequence[Text],
    alt: Text,
    language: Language,
    page: Page = SCREEN,
) -> str:
    """Return the picture with its legend; ``notes`` stand below."""
    values = [place.value for place in places if place.value is not None]
    bounds = classes(value for value in values if value)
    largest = max(values, default=1.0)
    many = len(places) > page.many
    sizes = {p.area.ags: page.radius(p.value, largest) for p in places if p.value is not None and not sheet.rate}
    fills = {place.area.ags: _fill(place, sheet, bounds) for place in places}
    thin = GRAIN * (0.3 if len(places) > FINE_LINES else 0.8)
    fine = [element("g", *_areas(sheet, places, found, fills, language), stroke=GREY, stroke_width=thin)]
    borders = (element("path", d=border) for border in paths(found.around))
    fine.append(element("g", *borders, fill="none", stroke=INK, stroke_width=GRAIN * 0.9))
    if sheet.single:
        outlined = [found.polygons[p.area.ags] for p in places if p.area.ags in sheet.single.areas]
        lines = (element("path", d=shape) for shape in paths(outlined))
        fine.append(element("g", *lines, fill="none", stroke=INK, stroke_width=round(GRAIN * OUTLINED)))
    if not sheet.rate:
        fine += circles(places, found, page, largest)
    body = [
        element("g", *fine, transform=FINE, fill_rule="evenodd"),
        *names_on(
            _texts(sheet, places, found, page, language), found, sizes, fills, _room(found, page), larger_first=not many
        ),
    ]
    width = max(found.width, page.least) + 2 * page.edge
    shifted = element("g", *body, transform=f"translate({(width - found.width) / 2:.1f} {page.edge})")
    top = found.height + 2 * page.edge + 8
    signs, height = legend(sheet, places, bounds, largest, page, width, top, language)
    for line in (line for note in notes for line in wrap(note.into(language), width - 2 * page.edge, FONT, 4)):
        height += 16
        signs.append(words(line, page.edge, top + height, FONT, fill=GREY))
    return document(
        width,
        top + height + 12,
        patterns(),
        patterns("fine", scale=GRAIN),
        shifted,
        *signs,
        name=sheet.title.into(language),
        alt=alt.into(language),
        language=language,
    )


def _areas(
    sheet: Sheet, places: list[Place], found: Shapes, fills: Mapping[str, str], language: Language
) -> Iterable[str]:
    """Draw the areas, those of one fill together: of thousands, each says only its shape and its name."""
    by_fill: dict[str, list[str]] = {}
    for place, shape in zip(places, paths(found.polygons[place.area.ags] for place in places), strict=True):
        what = STATUSES[place.status].into(language) if place.value is None else sheet.sign(place, language)
        said = f"{place.area.name}: {what}"
        by_fill.setdefault(fills[place.area.ags], []).append(element("path", title(said), d=shape))
    return (element("g", *shapes, fill=fill) for fill, shapes in by_fill.items())


def _fill(place: Place, sheet: Sheet, bounds: list[float]) -> str:
    if place.status in ("none", "not_asked"):
        return f"url(#fine-{place.status})"
    return shade(place.value, bounds) if sheet.rate and place.value is not None else PAPER


def _texts(
    sheet: Sheet, places: list[Place], found: Shapes, page: Page, language: Language
) -> dict[str, tuple[str, str]]:
    """Return names and values; of many areas only those of the most populous, which people know."""
    if many := len(places) > page.many:
        places = _known(places, found, page)
    return {
        place.area.ags: (
            place.area.name.split(",")[0] if many else place.area.name,
            f" {sheet.sign(place, language)}" if place.value is not None else "",
        )
        for place in places
    }


def _known(places: list[Place], found: Shapes, page: Page) -> list[Place]:
    """Return the most populous, each so far from those before that their names have room."""
    kept: dict[str, tuple[float, float]] = {}
    for place in sorted(places, key=lambda place: (-(place.area.population or 0), place.area.ags)):
        here = middle(found.polygons[place.area.ags])
        if len(kept) < page.labels and all(math.dist(here, there) >= page.apart for there in kept.values()):
            kept[place.area.ags] = here
    return [place for place in places if place.area.ags in kept]


def _room(found: Shapes, page: Page) -> Box:
    """Return what of the page labels may cover, in the shapes' own units."""
    beside = page.edge + (max(found.width, page.least) - found.width) / 2 - 2
    return (-beside, -page.edge, found.width + beside, found.height + page.edge)
