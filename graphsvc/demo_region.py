"""What the demo region is made of, and how its days, places and visibilities are drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from graphsvc.areas import Area
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie

START_AREA = "08117"
KINDS_OF_OTHERS: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
    # kind, name before the place, how many per 100,000 people, fields
    ("clinic", "Klinikum", 1.1, ("health",)),
    ("clinic", "Reha-Klinik", 0.5, ("health",)),
    ("service", "Suchtberatung", 0.8, ("health", "social")),
    ("service", "Sozialpsychiatrischer Dienst", 0.6, ("health", "social")),
    ("service", "Familienberatung", 0.7, ("family", "youth")),
    ("care_provider", "Pflegestützpunkt", 0.7, ("age",)),
    ("practice", "Hausarztzentrum", 0.6, ("health",)),
    ("authority", "Sozialamt", 0.5, ("social",)),
    ("authority", "Jugendamt", 0.5, ("youth",)),
    ("council", "Sozialausschuss", 0.4, ("social",)),
    ("council", "Seniorenrat", 0.5, ("age",)),
    ("insurer", "Beispielkasse", 0.7, ("health",)),
    ("welfare_association", "Wohlfahrtsverband", 0.7, ("social",)),
    ("association", "Verein Miteinander", 0.9, ("social",)),
    ("civic_place", "Bürgertreff", 0.8, ("social", "family")),
    ("education", "Volkshochschule", 0.6, ("education",)),
    ("committee", "Arbeitskreis Psychiatrie", 0.4, ("health",)),
)


@dataclass
class Region:
    """What has been made so far."""

    random: random.Random
    today: date
    partners: dict[str, Partner] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    inquiries: list[Inquiry] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    by_district: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, partner: Partner) -> str:
        """Add a partner, so that it is found by district and kind."""
        self.partners[partner.id] = partner
        district = self.by_district.setdefault(partner.area[:5], {})
        district.setdefault(partner.kind, []).append(partner.id)
        return partner.id

    def of_kind(self, district: str, *kinds: str) -> list[str]:
        """Return a district's partners of some kinds."""
        return [id for kind in kinds for id in self.by_district.get(district, {}).get(kind, ())]


def near(region: Region, area: Area) -> tuple[float, float]:
    """Return a point in the district, not far from its middle."""
    return (
        round((area.lat or 0) + region.random.gauss(0, 0.05), 4),
        round((area.lon or 0) + region.random.gauss(0, 0.07), 4),
    )


def place_name(area: Area) -> str:
    """Return an invented name for the district's main place, told by its beginning."""
    bare = area.name.removeprefix("Landkreis ").split("-")[0].split(" ")[0]
    return f"Muster-{bare}" if area.urban else f"Beispiel-{bare}"


def began(region: Region, earliest: int = 12, latest: int = 0) -> date | None:
    """Return a day between so many years ago; partners are older than any tie."""
    if region.random.random() < 0.12:
        return None
    return region.today - timedelta(days=region.random.randrange(60 + latest * 365, earliest * 365))


def confirmed(region: Region) -> date | None:
    """Return when somebody last looked, mostly not long ago."""
    if region.random.random() < 0.25:
        return None
    return region.today - timedelta(days=int(region.random.expovariate(1 / 400)))


def visibility(region: Region, public: float) -> str:
    """Return who may see it, public with the given chance."""
    number = region.random.random()
    return "public" if number < public else "partners" if number < public + (1 - public) * 0.6 else "internal"
