"""The demo region: the shape of Baden-Württemberg, with invented partners; seeded, so the same everywhere.

Real are the districts and their populations. Every name is recognisable as invented: its place begins with "Muster" or
"Beispiel". The figures follow what is known: 14 cooperations an office on average with a heavy tail, four years of history,
inquiries partly unanswered. The numbers of groups are about half of NAKOS' estimate, so that the state stays quick to look at.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

from graphsvc.areas import Area
from graphsvc.changes import Record
from graphsvc.data import shipped_areas, shipped_topics
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.vocabulary import FORMS

Scale: TypeAlias = Literal["district", "state", "nation"]
SCALES: tuple[Scale, ...] = ("district", "state", "nation")
START_AREA = "08117"

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
_KINDS_OF_OTHERS: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
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
class _Region:
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


def records(scale: Scale = "state", today: date | None = None) -> list[Record]:
    """Return the demo's records: topics, partners, contacts, ties, inquiries and requests.

    Parameters
    ----------
    scale : {"district", "state", "nation"}
        About 140, 3,300 or 50,000 partners.
    today : date, optional
        The day that the four years of history lead up to.
    """
    region = _Region(random.Random(f"Drehscheibe {scale}"), today or date.today())  # noqa: S311 no secret
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
    _cooperations(region)
    for area in areas:
        _other_ties(region, area, dense=scale == "nation")
    _history(region)
    _inquiries(region)
    _requests(region, areas, topics)
    return [
        *shipped_topics(),
        *region.partners.values(),
        *region.contacts,
        *region.ties,
        *region.inquiries,
        *region.requests,
    ]


def _near(region: _Region, area: Area) -> tuple[float, float]:
    return (
        round((area.lat or 0) + region.random.gauss(0, 0.05), 4),
        round((area.lon or 0) + region.random.gauss(0, 0.07), 4),
    )


def _place(area: Area) -> str:
    """Return an invented name for the district's main place, told by its beginning."""
    bare = area.name.removeprefix("Landkreis ").split("-")[0].split(" ")[0]
    return f"Muster-{bare}" if area.urban else f"Beispiel-{bare}"


def _since(region: _Region, earliest: int = 12, latest: int = 0) -> date | None:
    """Return a day between so many years ago; partners are older than any tie."""
    if region.random.random() < 0.12:
        return None
    return region.today - timedelta(days=region.random.randrange(60 + latest * 365, earliest * 365))


def _confirmed(region: _Region) -> date | None:
    if region.random.random() < 0.25:
        return None
    return region.today - timedelta(days=int(region.random.expovariate(1 / 400)))


def _visibility(region: _Region, public: float) -> str:
    number = region.random.random()
    return "public" if number < public else "partners" if number < public + (1 - public) * 0.6 else "internal"


def _contact(region: _Region, id: str, area: Area) -> None:
    # of the numbers that the Bundesnetzagentur keeps free for films
    phone = f"030 23125 {region.random.randrange(1000):03d}"
    contact = Contact(
        id=id,
        street=f"Beispielweg {region.random.randrange(1, 90)}",
        place=_place(area),
        phone=phone,
        email="info@example.org",
        website="https://example.org/",
    )
    region.contacts.append(contact)


def _institutions(region: _Region, area: Area, *, dense: bool) -> None:
    place, people = _place(area), area.population or 100_000
    own = _AUTHORITY_OF.get(area.ags, area.ags) == area.ags
    covers = (area.ags, *(town for town, county in _AUTHORITY_OF.items() if county == area.ags))
    if own:
        for kind, name in (("authority", "Gesundheitsamt"), ("health_conference", "Kommunale Gesundheitskonferenz")):
            _institution(region, area, kind, f"{name} {place}", ("health",), f"{kind[:2]}-{area.ags}", serves=covers)
    for kind, name, rate, fields in _KINDS_OF_OTHERS:
        expected = rate * people / 100_000 * (1.6 if dense else 1.0)
        count = int(expected) + (region.random.random() < expected % 1)
        for number in range(count):
            suffix = "" if number == 0 else f" {('Nord', 'Süd', 'West', 'Ost', 'Mitte')[(number - 1) % 5]}"
            suffix += f" {number // 5 + 1}" if number > 5 else ""
            id = f"{kind[:3]}-{area.ags}-{len(region.partners):05d}"
            _institution(region, area, kind, f"{name} {place}{suffix}", fields, id)


def _institution(
    region: _Region, area: Area, kind: str, name: str, fields: tuple[str, ...], id: str, serves: tuple[str, ...] = ()
) -> None:
    carrier_type, carrier = region.random.choice(_CARRIERS)
    lat, lon = _near(region, area)
    partner = Partner(
        id=id,
        name=name,
        kind=kind,
        area=area.ags,
        fields=fields,
        carrier=f"{carrier} {_place(area)}",
        carrier_type=carrier_type,
        serves=serves,
        lat=lat,
        lon=lon,
        since=_since(region, 30, 12),
        visibility=_visibility(region, 0.9),
        confirmed_on=_confirmed(region),
    )
    _contact(region, region.add(partner), area)


def _office(region: _Region, area: Area) -> None:
    if area.ags in _OFFICE_ELSEWHERE or (area.ags[:2] != _STATE and region.random.random() < 0.25):
        return
    lat, lon = _near(region, area)
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
        name=f"Selbsthilfe-Kontaktstelle {_place(area)}",
        kind="contact_office",
        area=area.ags,
        carrier=f"Landratsamt {_place(area)}",
        carrier_type="municipal",
        serves=(area.ags, *neighbours.get(area.ags, ())),
        lat=lat,
        lon=lon,
        since=_since(region, 35, 12),
        visibility="public",
        confirmed_on=region.today - timedelta(days=region.random.randrange(300)),
        evidence="https://example.org/stelle",
    )
    _contact(region, region.add(office), area)
    if region.random.random() < 0.3:
        branch = replace(office, id=f"ast-{area.ags}", name=f"{office.name}, Außenstelle", kind="branch_office")
        _contact(region, region.add(branch), area)
        region.ties.append(_tie(region, branch.id, office.id, "branch_of", visibility="public"))


def _groups(region: _Region, area: Area, density: float, topics: Sequence[str], weights: Sequence[float]) -> None:
    offices = region.of_kind(area.ags, "contact_office") or [
        id for id, p in region.partners.items() if p.kind == "contact_office" and area.ags in p.serves
    ]
    count = round((area.population or 100_000) / 100_000 * density * region.random.uniform(0.7, 1.3))
    count = count if offices else count // 4
    taken: dict[str, int] = {}
    for number in range(count):
        topic = region.random.choices(topics, weights)[0]
        taken[topic] = taken.get(topic, 0) + 1
        lat, lon = _near(region, area)
        age = region.random.random()
        founded = region.today - timedelta(days=region.random.randrange(30, 15 * 365))
        group = Partner(
            id=f"shg-{area.ags}-{number + 1:03d}",
            name=f"Selbsthilfegruppe {topic} {_place(area)}" + (f" {taken[topic]}" if taken[topic] > 1 else ""),
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
            visibility=_visibility(region, 0.7),
            confirmed_on=_confirmed(region),
        )
        if group.visibility == "public" and region.random.random() < 0.4:
            group = replace(group, attrs={"contact": "direct"})
        _contact(region, region.add(group), area)
        if offices:
            tie = _tie(
                region, offices[number % len(offices)], group.id, "supports", since=founded, visibility=group.visibility
            )
            region.ties.append(tie)


def _tie(region: _Region, source: str, target: str, kind: str, **values: object) -> Tie:
    base = Tie(
        id=f"t{len(region.ties) + 1:06d}",
        source=source,
        target=target,
        kind=kind,
        reported_by=region.random.choices(("source", "both", "target"), (0.72, 0.2, 0.08))[0],
        visibility=_visibility(region, 0.75),
        confirmed_on=_confirmed(region),
    )
    tie = replace(base, **values)  # type: ignore[arg-type]  # the fields of Tie
    too_early = tie.since and tie.confirmed_on and tie.confirmed_on < tie.since
    return replace(tie, confirmed_on=tie.since) if too_early else tie


def _cooperation(region: _Region, source: str, target: str, **values: object) -> Tie:
    intensity = region.random.choices((2, 3, 4, None), (0.4, 0.3, 0.2, 0.1))[0]
    forms = tuple(sorted(region.random.sample(list(FORMS), region.random.choice((0, 1, 1, 2)))))
    formality = region.random.choices(("loose", "oral", "written", ""), (0.35, 0.3, 0.25, 0.1))[0]
    since = _since(region)
    given: dict[str, object] = {
        "intensity": intensity,
        "formality": formality,
        "forms": forms,
        "since": since,
        **values,
    }
    return _tie(region, source, target, "cooperates_with", **given)


def _cooperations(region: _Region) -> None:
    """Give the offices 14 cooperations on average, few of them very many: Pareto, then scaled to the mean."""
    offices = [id for id, p in region.partners.items() if p.kind == "contact_office"]
    wanted = [min(46.0, 4.5 * region.random.paretovariate(1.25)) for _ in offices]
    # an example with much to look at, also where it is the only one
    wanted = [34.0 if id == f"kst-{START_AREA}" else count for id, count in zip(offices, wanted, strict=True)]
    if len(offices) > 5:
        wanted[wanted.index(max(wanted))] = 44.0
        goal = 14.0 * len(offices)
        fixed = {n for n, count in enumerate(wanted) if count >= 34}
        free = sum(count for n, count in enumerate(wanted) if n not in fixed)
        scale = (goal - sum(wanted[n] for n in fixed)) / free
        wanted = [count if n in fixed else max(3.0, count * scale) for n, count in enumerate(wanted)]
    owed = 0.0
    for office, count in zip(offices, wanted, strict=True):
        owed += count
        number = int(owed)
        owed -= number
        for other in _candidates(region, office, number):
            region.ties.append(_cooperation(region, office, other))


def _candidates(region: _Region, office: str, count: int) -> list[str]:
    area = region.partners[office].area
    kinds = [*sorted(kind for kind, *_ in _KINDS_OF_OTHERS), "health_conference", "authority"]
    near = list(dict.fromkeys(region.of_kind(area, *kinds)))
    region.random.shuffle(near)
    if len(near) < count:
        others = [
            id for id, p in region.partners.items() if p.area[:2] == area[:2] and p.area != area and p.kind in kinds
        ]
        near += region.random.sample(others, min(len(others), count - len(near)))
    return near[:count]


def _other_ties(region: _Region, area: Area, *, dense: bool) -> None:
    draw = region.random
    groups = region.of_kind(area.ags, "self_help_group")
    clinics = region.of_kind(area.ags, "clinic", "service")
    office = next(iter(region.of_kind(area.ags, "contact_office")), None)
    for group in groups:
        for chance, kinds, kind in ((0.1, ("clinic",), "cooperates_with"), (0.06, ("insurer",), "funds")):
            others = region.of_kind(area.ags, *kinds)
            if others and draw.random() < chance * (8 if dense else 1):
                other = draw.choice(others)
                tie = _tie(region, other, group, kind)
                if kind == "funds":
                    amount = float(draw.randrange(3, 40) * 100)
                    tie = replace(tie, amount=amount, year=region.today.year - 1, basis="20h_flat")
                region.ties.append(tie)
    for a in clinics:
        for b in draw.sample(clinics, min(len(clinics), 2 if not dense else 8)):
            if a < b and draw.random() < 0.5:
                region.ties.append(_cooperation(region, a, b, intensity=draw.choice((1, 2, 3, None))))
        if groups and draw.random() < 0.1:
            region.ties.append(_tie(region, a, draw.choice(groups), "cooperates_with", status="none"))
        if office and draw.random() < 0.35:
            region.ties.append(_tie(region, a, office, "refers_to"))
    for body in region.of_kind(area.ags, "health_conference", "committee"):
        members = region.of_kind(
            area.ags, "authority", "clinic", "insurer", "welfare_association", "service", "contact_office"
        )
        for member in members:
            if draw.random() < 0.4:
                region.ties.append(_tie(region, member, body, "member_of", visibility="public"))
    for owner in region.of_kind(area.ags, "welfare_association"):
        services = region.of_kind(area.ags, "service", "care_provider")
        if services:
            region.ties.append(_tie(region, owner, draw.choice(services), "operates", visibility="public"))
    if dense:
        _dense(region, area)


def _dense(region: _Region, area: Area) -> None:
    """Add what a nation's full record would have: ties between the institutions of a district, and group to group."""
    draw = region.random
    groups = region.of_kind(area.ags, "self_help_group")
    others = [id for kind, *_ in _KINDS_OF_OTHERS for id in region.of_kind(area.ags, kind)]
    for id in groups:
        for other in draw.sample(others, min(len(others), 3)) if others else ():
            region.ties.append(_tie(region, other, id, "refers_to"))
    for id in dict.fromkeys(others):
        for other in draw.sample(others, min(len(others), 6)):
            if id < other:
                region.ties.append(_cooperation(region, id, other))


def _history(region: _Region) -> None:
    """Let some cooperations have ended, some be planned, and some have become closer within the last four years."""
    draw = region.random
    changed: list[Tie] = []
    for place, tie in enumerate(region.ties):
        if tie.kind != "cooperates_with" or tie.status != "active" or tie.intensity is None:
            continue
        number = draw.random()
        if number < 0.12:
            day = region.today - timedelta(days=draw.randrange(20, 4 * 365))
            if tie.since and tie.since < day:
                weaker = max(1, tie.intensity - 1)
                old = replace(tie, id=f"{tie.id}a", intensity=weaker, formality="loose", until=day - timedelta(days=1))
                changed.append(old)
                region.ties[place] = replace(tie, since=day)
        elif number < 0.17:
            others = region.of_kind(region.partners[tie.source].area[:5], "association", "civic_place", "education")
            if others:
                first = region.today - timedelta(days=draw.randrange(1500, 2500))
                last = region.today - timedelta(days=draw.randrange(20, 4 * 365))
                other = draw.choice(others)
                if other != tie.source:
                    changed.append(replace(tie, id=f"{tie.id}b", target=other, since=first, until=last))
        elif number < 0.2:
            others = region.of_kind(region.partners[tie.source].area[:5], "practice", "council")
            if others and (other := draw.choice(others)) != tie.source:
                changed.append(
                    replace(tie, id=f"{tie.id}c", target=other, status="planned", since=None, confirmed_on=None)
                )
    region.ties += changed


def _inquiries(region: _Region) -> None:
    draw = region.random
    for id, partner in region.partners.items():
        if partner.kind == "contact_office":
            for number, about in enumerate((("topics",), ("clinic", "administration"))):
                day = region.today - timedelta(days=draw.randrange(30, 700))
                answered = draw.random() < 0.7
                complete = answered and draw.random() < 0.6
                inquiry = Inquiry(
                    id=f"i-{id}-{number}", partner=id, on=day, about=about, answered=answered, complete=complete
                )
                region.inquiries.append(inquiry)
        elif partner.kind == "clinic" and draw.random() < 0.4:
            day = region.today - timedelta(days=draw.randrange(30, 700))
            answered = draw.random() < 0.5
            about = ("self_help_group",)
            region.inquiries.append(
                Inquiry(
                    id=f"i-{id}",
                    partner=id,
                    on=day,
                    about=about,
                    answered=answered,
                    complete=answered and draw.random() < 0.5,
                )
            )


def _requests(region: _Region, areas: Sequence[Area], topics: Sequence[str]) -> None:
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
