"""The demo region: the shape of Baden-Württemberg, with invented partners; seeded, so the same everywhere.

Real are the districts and their populations. Every name is recognisable as invented: its place begins with "Muster" or
"Beispiel". The figures follow what is known: 14 cooperations an office on average with a heavy tail, four years of history,
inquiries partly unanswered. The numbers of groups are about half of NAKOS' estimate, so that the state stays quick to look at.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

from graphsvc.areas import Area
from graphsvc.changes import Record
from graphsvc.data import shipped_areas, shipped_topics
from graphsvc.demo_answers import answers
from graphsvc.demo_planning import planning
from graphsvc.demo_region import KINDS_OF_OTHERS, Region, began, confirmed, near, place_name, visibility
from graphsvc.demo_ties import cooperations, history, make_tie, other_ties
from graphsvc.model import Contact, Partner, Request

Scale: TypeAlias = Literal["district", "state", "nation"]
SCALES: tuple[Scale, ...] = ("district", "state", "nation")

_STATE = "08"
# county-free towns whose county's office or health authority serves them too
_OFFICE_ELSEWHERE = {
    *("08118", "08125", "08127", "08135", "08211", "08225", "08237", "08316", "08327", "08426"),
}
_AUTHORITY_OF = {"08211": "08216", "08221": "08226", "08231": "08236", "08311": "08315", "08421": "08425"}
_CARRIERS = (
    ("municipal", "Landratsamt"),
    ("welfare_association", "Beispiel-Wohlfahrtsverband"),
    ("other_non_profit", "Verein Musterhilfe"),
    ("insurer", "Beispielkasse"),
)


def records(scale: Scale = "state", today: date | None = None) -> list[Record]:
    """Return the demo's records: topics, partners, contacts, ties, inquiries and requests.

    Parameters
    ----------
    scale : {"district", "state", "nation"}
        About 140, 3,300 or 50,000 partners.
    today : date, optional
        The day that the four years of history lead up to.
    """
    region = Region(random.Random(f"Drehscheibe {scale}"), today or date.today())  # noqa: S311 no secret
    areas = shipped_areas().at_level(
        "district", ["08117"] if scale == "district" else [_STATE] if scale == "state" else ()
    )
    density = {"district": 24.0, "state": 20.0, "nation": 46.0}[scale]
    topics = [topic.name for topic in shipped_topics()]
    weights = [1 / (1 + region.random.random() * 30) for _ in topics]
    for area in areas:
        _institutions(region, area, dense=scale == "nation")
    for area in areas:
        _office(region, area)
    for area in areas:
        _groups(region, area, density, topics, weights)
    cooperations(region)
    for area in areas:
        other_ties(region, area, dense=scale == "nation")
    history(region)
    _requests(region, areas, topics)
    answers(region)
    planning(region, areas)
    return [
        *shipped_topics(),
        *region.partners.values(),
        *region.contacts,
        *region.ties,
        *region.inquiries,
        *region.requests,
    ]


def _contact(region: Region, id: str, area: Area) -> None:
    # of the numbers that the Bundesnetzagentur keeps free for films
    phone = f"030 23125 {region.random.randrange(1000):03d}"
    contact = Contact(
        id=id,
        street=f"Beispielweg {region.random.randrange(1, 90)}",
        place=place_name(area),
        phone=phone,
        email="info@example.org",
        website="https://example.org/",
    )
    region.contacts.append(contact)


def _institutions(region: Region, area: Area, *, dense: bool) -> None:
    place, people = place_name(area), area.population or 100_000
    own = _AUTHORITY_OF.get(area.ags, area.ags) == area.ags
    covers = (area.ags, *(town for town, county in _AUTHORITY_OF.items() if county == area.ags))
    if own:
        for kind, name in (("authority", "Gesundheitsamt"), ("health_conference", "Kommunale Gesundheitskonferenz")):
            _institution(region, area, kind, f"{name} {place}", ("health",), f"{kind[:2]}-{area.ags}", serves=covers)
    for kind, name, rate, fields in KINDS_OF_OTHERS:
        expected = rate * people / 100_000 * (1.6 if dense else 1.0)
        count = int(expected) + (region.random.random() < expected % 1)
        for number in range(count):
            suffix = "" if number == 0 else f" {('Nord', 'Süd', 'West', 'Ost', 'Mitte')[(number - 1) % 5]}"
            suffix += f" {number // 5 + 1}" if number > 5 else ""
            id = f"{kind[:3]}-{area.ags}-{len(region.partners):05d}"
            _institution(region, area, kind, f"{name} {place}{suffix}", fields, id)


def _institution(
    region: Region, area: Area, kind: str, name: str, fields: tuple[str, ...], id: str, serves: tuple[str, ...] = ()
) -> None:
    carrier_type, carrier = region.random.choice(_CARRIERS)
    lat, lon = near(region, area)
    partner = Partner(
        id=id,
        name=name,
        kind=kind,
        area=area.ags,
        fields=fields,
        carrier=f"{carrier} {place_name(area)}",
        carrier_type=carrier_type,
        serves=serves,
        lat=lat,
        lon=lon,
        since=began(region, 30, 12),
        visibility=visibility(region, 0.9),
        confirmed_on=confirmed(region),
    )
    _contact(region, region.add(partner), area)


def _office(region: Region, area: Area) -> None:
    if area.ags in _OFFICE_ELSEWHERE or (area.ags[:2] != _STATE and region.random.random() < 0.25):
        return
    lat, lon = near(region, area)
    neighbours = {
        "08117": (),
        "08116": ("08118",),
        "08126": ("08127", "08125"),
        "08136": ("08135",),
        "08216": ("08211",),
    }
    neighbours |= {
        "08226": ("08225",),
        "08236": ("08237",),
        "08315": ("08316",),
        "08326": ("08327",),
        "08436": ("08426",),
    }
    office = Partner(
        id=f"kst-{area.ags}",
        name=f"Selbsthilfe-Kontaktstelle {place_name(area)}",
        kind="contact_office",
        area=area.ags,
        carrier=f"Landratsamt {place_name(area)}",
        carrier_type="municipal",
        serves=(area.ags, *neighbours.get(area.ags, ())),
        lat=lat,
        lon=lon,
        since=began(region, 35, 12),
        visibility="public",
        confirmed_on=region.today - timedelta(days=region.random.randrange(300)),
        evidence="https://example.org/stelle",
    )
    _contact(region, region.add(office), area)
    if region.random.random() < 0.3:
        branch = replace(office, id=f"ast-{area.ags}", name=f"{office.name}, Außenstelle", kind="branch_office")
        _contact(region, region.add(branch), area)
        region.ties.append(make_tie(region, branch.id, office.id, "branch_of", visibility="public"))


def _groups(region: Region, area: Area, density: float, topics: Sequence[str], weights: Sequence[float]) -> None:
    offices = region.of_kind(area.ags, "contact_office") or [
        id for id, p in region.partners.items() if p.kind == "contact_office" and area.ags in p.serves
    ]
    count = round((area.population or 100_000) / 100_000 * density * region.random.uniform(0.7, 1.3))
    count = count if offices else count // 4
    taken: dict[str, int] = {}
    for number in range(count):
        topic = region.random.choices(topics, weights)[0]
        taken[topic] = taken.get(topic, 0) + 1
        lat, lon = near(region, area)
        age = region.random.random()
        founded = region.today - timedelta(days=region.random.randrange(30, 15 * 365))
        group = Partner(
            id=f"shg-{area.ags}-{number + 1:03d}",
            name=f"Selbsthilfegruppe {topic} {place_name(area)}" + (f" {taken[topic]}" if taken[topic] > 1 else ""),
            kind="self_help_group",
            area=area.ags,
            topics=(topic,),
            lat=lat,
            lon=lon,
            since=founded,
            until=region.today - timedelta(days=region.random.randrange(10, 900))
            if age < 0.05 and founded.year < 2019
            else None,
            state="founding" if age > 0.97 else "dormant" if age > 0.95 else "active",
            format=region.random.choices(("in_person", "online", "hybrid"), (0.85, 0.05, 0.1))[0],
            visibility=visibility(region, 0.7),
            confirmed_on=confirmed(region),
        )
        if group.visibility == "public" and region.random.random() < 0.4:
            group = replace(group, attrs={"contact": "direct"})
        _contact(region, region.add(group), area)
        if offices:
            tie = make_tie(
                region, offices[number % len(offices)], group.id, "supports", since=founded, visibility=group.visibility
            )
            region.ties.append(tie)


def _requests(region: Region, areas: Sequence[Area], topics: Sequence[str]) -> None:
    draw = region.random
    for area in areas:
        for topic in draw.sample(topics, 12):
            for year in (region.today.year - 2, region.today.year - 1):
                asked = draw.randrange(1, 25)
                id = f"r-{area.ags}-{topics.index(topic)}-{year}"
                request = Request(
                    id=id, topic=topic, area=area.ags, year=year, asked=asked, met=draw.randrange(asked + 1)
                )
                region.requests.append(request)
