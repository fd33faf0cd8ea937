"""The demo region's ties: 14 cooperations an office on average with a heavy tail, and four years of history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from graphsvc.areas import Area
from graphsvc.demo_region import KINDS_OF_OTHERS, START_AREA, Region, began, confirmed, visibility
from graphsvc.model import Tie
from graphsvc.vocabulary import FORMS


def make_tie(region: Region, source: str, target: str, kind: str, **values: object) -> Tie:
    """Return a tie with what most ties have."""
    base = Tie(
        id=f"t{len(region.ties) + 1:06d}",
        source=source,
        target=target,
        kind=kind,
        reported_by=region.random.choices(("source", "both", "target"), (0.72, 0.2, 0.08))[0],
        visibility=visibility(region, 0.75),
        confirmed_on=confirmed(region),
    )
    tie = replace(base, **values)  # type: ignore[arg-type]  # the fields of Tie
    return settled(tie)


def settled(tie: Tie) -> Tie:
    """Return the tie, confirmed no earlier than it began."""
    too_early = tie.since and tie.confirmed_on and tie.confirmed_on < tie.since
    return replace(tie, confirmed_on=tie.since) if too_early else tie


def cooperation(region: Region, source: str, target: str, **values: object) -> Tie:
    """Return a cooperation with intensity, forms and formality as offices report them."""
    intensity = region.random.choices((2, 3, 4, None), (0.4, 0.3, 0.2, 0.1))[0]
    forms = tuple(sorted(region.random.sample(list(FORMS), region.random.choice((0, 1, 1, 2)))))
    formality = region.random.choices(("loose", "oral", "written", ""), (0.35, 0.3, 0.25, 0.1))[0]
    since = began(region)
    given: dict[str, object] = {
        "intensity": intensity,
        "formality": formality,
        "forms": forms,
        "since": since,
        **values,
    }
    return make_tie(region, source, target, "cooperates_with", **given)


def cooperations(region: Region) -> None:
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
        for other in candidates(region, office, number):
            region.ties.append(cooperation(region, office, other))


def candidates(region: Region, office: str, count: int) -> list[str]:
    """Return whom an office may work with, the near ones first."""
    area = region.partners[office].area
    kinds = [*sorted(kind for kind, *_ in KINDS_OF_OTHERS), "health_conference", "authority"]
    near = list(dict.fromkeys(region.of_kind(area, *kinds)))
    region.random.shuffle(near)
    if len(near) < count:
        others = [
            id for id, p in region.partners.items() if p.area[:2] == area[:2] and p.area != area and p.kind in kinds
        ]
        near += region.random.sample(others, min(len(others), count - len(near)))
    return near[:count]


def other_ties(region: Region, area: Area, *, dense: bool) -> None:
    """Add what is no cooperation of an office: committees, funding, clinics' own ties."""
    draw = region.random
    groups = region.of_kind(area.ags, "self_help_group")
    clinics = region.of_kind(area.ags, "clinic", "service")
    office = next(iter(region.of_kind(area.ags, "contact_office")), None)
    for group in groups:
        for chance, kinds, kind in ((0.1, ("clinic",), "cooperates_with"), (0.06, ("insurer",), "funds")):
            others = region.of_kind(area.ags, *kinds)
            if others and draw.random() < chance * (8 if dense else 1):
                other = draw.choice(others)
                tie = make_tie(region, other, group, kind)
                if kind == "funds":
                    amount = float(draw.randrange(3, 40) * 100)
                    tie = replace(tie, amount=amount, year=region.today.year - 1, basis="20h_flat")
                region.ties.append(tie)
    for a in clinics:
        for b in draw.sample(clinics, min(len(clinics), 2 if not dense else 8)):
            if a < b and draw.random() < 0.5:
                region.ties.append(cooperation(region, a, b, intensity=draw.choice((1, 2, 3, None))))
        if groups and draw.random() < 0.1:
            region.ties.append(make_tie(region, a, draw.choice(groups), "cooperates_with", status="none"))
        if office and draw.random() < 0.35:
            region.ties.append(make_tie(region, a, office, "refers_to"))
    for body in region.of_kind(area.ags, "health_conference", "committee"):
        members = region.of_kind(
            area.ags, "authority", "clinic", "insurer", "welfare_association", "service", "contact_office"
        )
        for member in members:
            if draw.random() < 0.4:
                region.ties.append(make_tie(region, member, body, "member_of", visibility="public"))
    for owner in region.of_kind(area.ags, "welfare_association"):
        services = region.of_kind(area.ags, "service", "care_provider")
        if services:
            region.ties.append(make_tie(region, owner, draw.choice(services), "operates", visibility="public"))
    if dense:
        add_dense(region, area)


def add_dense(region: Region, area: Area) -> None:
    """Add what a nation's full record would have: ties between the institutions of a district, and group to group."""
    draw = region.random
    groups = region.of_kind(area.ags, "self_help_group")
    others = list(dict.fromkeys(id for kind, *_ in KINDS_OF_OTHERS for id in region.of_kind(area.ags, kind)))
    for id in groups:
        for other in draw.sample(others, min(len(others), 3)) if others else ():
            region.ties.append(make_tie(region, other, id, "refers_to"))
    for id in others:
        for other in draw.sample(others, min(len(others), 6)):
            if id < other:
                region.ties.append(cooperation(region, id, other))


def history(region: Region) -> None:
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
                region.ties[place] = settled(replace(tie, since=day))
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
