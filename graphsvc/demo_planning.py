"""What planners look for in the demo region: fundings of several years, seats of self-help, outcomes nobody wrote down.

It comes after all else, so that nothing that was drawn before it is drawn otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphsvc.areas import Area
from graphsvc.demo_region import Region
from graphsvc.demo_ties import make_tie

_UNKNOWN = 0.15  # so many amounts and outcomes nobody wrote down


def planning(region: Region, areas: Sequence[Area]) -> None:
    """Add a few ties to each district, and forget some outcomes of requests."""
    for area in areas:
        _fundings(region, area)
        _seats(region, area)
    draw = region.random
    region.requests = [
        replace(request, met=None) if draw.random() < _UNKNOWN else request for request in region.requests
    ]


def _fundings(region: Region, area: Area) -> None:
    """Let the town and an insurer fund the office for two years, and somebody a project of a group."""
    draw, year = region.random, region.today.year
    insurers, authorities = region.of_kind(area.ags, "insurer"), region.of_kind(area.ags, "authority")
    for office in region.of_kind(area.ags, "contact_office"):
        for funders, basis, most in ((authorities, "municipality", 60_000), (insurers, "20h_flat", 40_000)):
            if funders:
                funder = draw.choice(funders)
                for back in (2, 1):
                    _fund(region, funder, office, year - back, basis, most)
        if insurers and draw.random() < 0.4:
            _fund(region, draw.choice(insurers), office, year - 1, "45d", 20_000)
    groups = region.of_kind(area.ags, "self_help_group")
    if groups and insurers:
        _fund(region, draw.choice(insurers), draw.choice(groups), year - 1 - draw.randrange(2), "20h_project", 8_000)


def _fund(region: Region, funder: str, recipient: str, year: int, basis: str, most: int) -> None:
    draw = region.random
    amount = None if draw.random() < _UNKNOWN else float(draw.randrange(most // 400, most // 100) * 100)
    tie = make_tie(region, funder, recipient, "funds", amount=amount, year=year, basis=basis)
    region.ties.append(tie)


def _seats(region: Region, area: Area) -> None:
    """Let a group sit on some committees, and an association on others; these have no seats so far."""
    draw = region.random
    groups, associations = region.of_kind(area.ags, "self_help_group")[:3], region.of_kind(area.ags, "association")
    for body in region.of_kind(area.ags, "health_conference", "committee", "council"):
        for members, chance in ((groups, 0.2), (associations, 0.25)):
            if members and draw.random() < chance:
                region.ties.append(make_tie(region, draw.choice(members), body, "member_of", visibility="public"))
