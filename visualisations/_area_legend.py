"""What an area map draws, and its legend: shades or circles, their classes, and what a hatching means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphsvc.areas import Area
from graphsvc.language import Language, Speakable, Text, say
from visualisations._shades import OFFER_SAID, ONLY_OFFER, STATUSES, shade
from visualisations._svg import GREY, INK, PAPER, element, words, wrap

CIRCLE = "#0072b2"
_GROUND = "#f4f4f4"
FONT, HEADING, ROW = 12.5, 14.0, 22.0
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


@dataclass(frozen=True)
class Page:
    """How large things are: its least width and the room at its edge, the radius of the largest circle.

    Of more than ``many`` areas only so many are labelled as there are ``labels``, and none so near another.
    """

    least: float
    edge: float
    circle: float
    many: int
    labels: int
    apart: float

    def radius(self, value: float, largest: float) -> float:
        """Return a circle's radius: twice the value, twice the area; 0 and very little can still be seen."""
        return max(3.0, self.circle * math.sqrt(value / largest)) if largest else 3.0


def legend(
    sheet: Sheet,
    places: list[Place],
    bounds: list[float],
    largest: float,
    page: Page,
    width: float,
    top: float,
    language: Language,
) -> tuple[list[str], float]:
    """Return the signs of a legend from ``top`` on, in a picture of this width, and how high it is."""
    rows = _Rows([], page.edge, width - page.edge, top + 6)
    rows.write(sheet.what.into(language), 14, weight="600")
    nothing = sum(1 for place in places if place.value == 0)
    none = OFFER_SAID if sheet.offers else "0"
    if sheet.rate:
        previous: float | None = None
        if nothing:
            rows.counted(rows.box(fill=PAPER, stroke=GREY), none, nothing, language)
        for bound in bounds:
            members = [p for p in places if p.value and p.value <= bound and (previous is None or p.value > previous)]
            first, last = (say(value, language) for value in (min(p.value or 0 for p in members), bound))
            span = first if first == last else Text("{first} bis {last}", values={"first": first, "last": last})
            rows.counted(rows.box(fill=shade(bound, bounds), stroke=GREY), span, len(members), language)
            previous = bound
    elif bounds:
        least = min(place.value for place in places if place.value)
        rows.circles(sorted({least, bounds[len(bounds) // 2], largest}), page, largest, sheet.split, language)
        for status in SPLIT:
            if count := sum(1 for place in places if place.split.get(status)):
                x, y, look = rows.left + 13, rows.y - 3.5, {"fill": f"url(#hatch-{status})", "stroke": INK}
                said = Text("davon {status}", values={"status": STATUSES[status]})
                rows.counted(element("circle", cx=x, cy=y, r=8, **look), said, count, language)
    if nothing and not sheet.rate:
        hollow = element("circle", cx=rows.left + 13, cy=rows.y - 3.5, r=page.radius(0, largest), **HOLLOW)
        rows.counted(hollow, none, nothing, language)
    for status in ("none", "not_asked"):
        if count := sum(1 for place in places if place.status == status):
            rows.counted(rows.box(fill=f"url(#hatch-{status})", stroke=GREY), STATUSES[status], count, language)
    if sheet.single and (count := sum(1 for place in places if place.area.ags in sheet.single.areas)):
        rows.counted(rows.box(fill="none", stroke=INK, stroke_width=OUTLINED), sheet.single.title, count, language)
    if any(place.uncertain for place in places):
        text = Text("* kleine Zahl: der Bereich „von – bis“ ist breiter als der Wert")
        rows.write(text.into(language), FONT)
    return rows.parts, rows.y - top


@dataclass
class _Rows:
    """Rows of a legend, written one below the other between two edges; ``y`` is the next one's baseline."""

    parts: list[str]
    left: float
    right: float
    y: float

    def write(self, text: str, size: float, beside: float = 0, weight: str | None = None) -> None:
        """Write a text on as many lines as it needs, right of a sign that is ``beside`` wide."""
        for line in wrap(text, self.right - self.left - beside, size, 4):
            self.parts.append(words(line, self.left + beside, self.y, size, weight=weight))
            self.y += 1.4 * size
        self.y += ROW - 1.4 * size if size < HEADING else 4

    def box(self, **attributes: str | float) -> str:
        """Return a small field as the areas are filled."""
        return element("rect", x=self.left, y=self.y - 12, width=26, height=15, **attributes)

    def counted(self, sign: str, what: Speakable | str, count: int, language: Language) -> None:
        """Write beside a sign what it means, and of how many areas."""
        self.parts.append(sign)
        label = Text("{status} ({n} Gebiet)", "{status} ({n} Gebiete)", count, {"status": what})
        self.write(label.into(language), FONT, beside=36)

    def circles(self, values: list[float], page: Page, largest: float, split: bool, language: Language) -> None:
        """Draw circles side by side with the values that they stand for."""
        whole: Mapping[str, str | float] = {"fill": CIRCLE, "fill_opacity": 0.75}
        look = {"fill": _GROUND, "stroke": INK} if split else whole
        x = self.left
        for value in values:
            radius = page.radius(value, largest)
            middle = self.y - 5 + page.circle
            self.parts.append(element("circle", cx=x + radius, cy=middle, r=radius, **look))
            self.parts.append(words(say(value, language), x + 2 * radius + 8, middle + 4, FONT))
            x += 2 * radius + 60
        self.y += 2 * page.circle + 10
