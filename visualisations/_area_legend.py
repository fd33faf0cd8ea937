"""What an area map draws, and its legend: shades or circles, their classes, and what a hatching means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphsvc.areas import Area
from graphsvc.language import Language, Speakable, Text, say
from visualisations._shades import OFFER_SAID, ONLY_OFFER, STATUSES, shade
from visualisations._svg import GREY, INK, PAPER, element, words

CIRCLE = "#0072b2"
_GROUND = "#f4f4f4"
OUTLINED = 2.6  # as wide is the line round what is singled out
SPLIT = ("none", "not_asked")  # a count of what is not recorded, told apart as everywhere
HOLLOW: Mapping[str, str | float] = {"fill": PAPER, "stroke": CIRCLE}  # a count of 0 is no small number


@dataclass(frozen=True)
class Place:
    """What is drawn of an area; ``value`` None where nothing is recorded; ``split`` its count by status, where it is told."""

    area: Area
    status: str
    value: float | None
    uncertain: bool
    split: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Single:
    """What a further table of the answer singles out of the areas, under its title."""

    title: Speakable
    areas: frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """All that is drawn; ``known`` where it is said of each area whether something is recorded there.

    ``offers`` says that no group where something is recorded means that there is an offer.
    """

    what: Speakable
    rate: bool
    places: tuple[Place, ...]
    title: Text
    smoothed: bool = False
    left_out: int = 0
    known: bool = True
    offers: bool = False
    single: Single | None = None

    @property
    def split(self) -> bool:
        """Whether a count is told by status."""
        return any(place.split for place in self.places)

    def sign(self, place: Place, language: Language) -> str:
        """Return what is written beside the name of an area where something is recorded."""
        number = ONLY_OFFER if self.offers and not place.value else say(place.value, language)
        return number + ("*" if place.uncertain else "")


def radius_of(value: float, largest: float) -> float:
    """Return a circle's radius: twice the value, twice the area; 0 and very little can still be seen."""
    return max(3.0, 22 * math.sqrt(value / largest)) if largest else 3.0


def legend(
    sheet: Sheet, places: list[Place], bounds: list[float], largest: float, top: float, language: Language
) -> tuple[list[str], float]:
    """Return the signs of a legend from ``top`` on, and how high it is."""
    parts = [words(sheet.what.into(language), 24, top + 6, 14, weight="600")]
    row = top + 30
    nothing = sum(1 for place in places if place.value == 0)
    if sheet.rate:
        previous: float | None = None
        if nothing:
            parts.append(element("rect", x=24, y=row - 11, width=26, height=15, fill=PAPER, stroke=GREY))
            row = _counted(parts, OFFER_SAID if sheet.offers else "0", nothing, row, language)
        for bound in bounds:
            members = [p for p in places if p.value and p.value <= bound and (previous is None or p.value > previous)]
            first, last = (say(value, language) for value in (min(p.value or 0 for p in members), bound))
            span = first if first == last else Text("{first} bis {last}", values={"first": first, "last": last})
            parts.append(element("rect", x=24, y=row - 11, width=26, height=15, fill=shade(bound, bounds), stroke=GREY))
            row, previous = _counted(parts, span, len(members), row, language), bound
    elif bounds:
        x = 24.0
        least = min(place.value for place in places if place.value)
        look = {"fill": _GROUND, "stroke": INK} if sheet.split else {"fill": CIRCLE, "fill_opacity": 0.75}
        for value in sorted({least, bounds[len(bounds) // 2], largest}):
            radius = radius_of(value, largest)
            parts.append(element("circle", cx=x + radius, cy=row + 14, r=radius, **look))
            parts.append(words(say(value, language), x + 2 * radius + 8, row + 18, 12.5))
            x += 2 * radius + 60
        row += 52
    for status in SPLIT:
        if count := sum(1 for place in places if place.split.get(status)):
            parts.append(element("circle", cx=37, cy=row - 3.5, r=8, fill=f"url(#hatch-{status})", stroke=INK))
            row = _counted(parts, Text("davon {status}", values={"status": STATUSES[status]}), count, row, language)
    if nothing and not sheet.rate:
        parts.append(element("circle", cx=37, cy=row - 3.5, r=radius_of(0, largest), **HOLLOW))
        row = _counted(parts, OFFER_SAID if sheet.offers else "0", nothing, row, language)
    for status in ("none", "not_asked"):
        count = sum(1 for place in places if place.status == status)
        if count:
            parts.append(
                element("rect", x=24, y=row - 11, width=26, height=15, fill=f"url(#hatch-{status})", stroke=GREY)
            )
            row = _counted(parts, STATUSES[status], count, row, language)
    if sheet.single and (count := sum(1 for place in places if place.area.ags in sheet.single.areas)):
        parts.append(
            element("rect", x=25, y=row - 10, width=24, height=13, fill="none", stroke=INK, stroke_width=OUTLINED)
        )
        row = _counted(parts, sheet.single.title, count, row, language)
    if any(place.uncertain for place in places):
        text = Text("* kleine Zahl: der Bereich „von – bis“ ist breiter als der Wert")
        parts.append(words(text.into(language), 24, row + 1, 12.5, fill=INK))
        row += 22
    return parts, row - top


def _counted(parts: list[str], what: Speakable | str, count: int, row: float, language: Language) -> float:
    """Write beside a sign of the legend what it means and of how many areas; return where the next one stands."""
    label = Text("{status} ({n} Gebiet)", "{status} ({n} Gebiete)", count, {"status": what})
    parts.append(words(label.into(language), 60, row + 1, 12.5))
    return row + 22
