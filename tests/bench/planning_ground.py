"""What planners ask of: all real municipalities, with 40,000 groups and the demo's other partners drawn into them."""

from __future__ import annotations

import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import Any

import numpy as np
import shapely
from real_lists import DATA

from graphsvc import demo
from graphsvc.areas import Area, Areas
from graphsvc.demo_region import START_AREA
from graphsvc.exchange.areas_files import read_areas
from graphsvc.model import Inquiry, Network, Partner, Request, Selection, Tie, graph_of
from graphsvc.topics import Topic, Topics
from graphsvc.vocabulary import GROUPS

GROUPS_IN_ALL = 40_000
_FILES = ("places.csv", "districts.csv", "districts_400.geojson")
_STAND = date(2022, 12, 31)
_SOMEWHERE_NEAR, _WINDING = 0.02, 0.0015  # degrees
_TOLD = 0.3  # so many offices were asked again and told of all topics


def real_areas() -> Areas:
    """Return the municipalities, districts and states, with the outlines of the districts."""
    folder = DATA / "areas"
    files = [(name, (folder / name).read_bytes()) for name in _FILES]
    return read_areas(files, stand=_STAND, source="Destatis, BKG")


def planning_network(areas: Areas) -> Network:
    """Return the demo nation as a Network of municipalities: a partner lies in one of its district, as people do."""
    draw = random.Random("planning")
    today = date.today()
    records = demo.records("nation", today)
    known = [each for each in records if isinstance(each, Partner) and each.area in areas]
    groups = [each for each in known if each.kind in GROUPS]
    more = draw.choices(groups, k=GROUPS_IN_ALL - len(groups))
    known += [replace(each, id=f"{each.id}-{number}") for number, each in enumerate(more)]
    towns = _Towns(areas, draw)
    partners = [towns.moved(each) for each in known]
    ids = {each.id for each in partners}
    ties = [each for each in records if isinstance(each, Tie) and {each.source, each.target} <= ids]
    return Network(
        graph=graph_of(partners, ties, recorded_on=today),
        selection=Selection(on=today),
        areas=areas,
        topics=Topics(each for each in records if isinstance(each, Topic)),
        inquiries=[*(i for i in records if isinstance(i, Inquiry) and i.partner in ids), *_told(partners, draw, today)],
        requests=[
            replace(each, area=towns.one_of(each.area).ags)
            for each in records
            if isinstance(each, Request) and each.area in areas
        ],
    )


class _Towns:
    """The municipalities of each district, drawn by their people."""

    def __init__(self, areas: Areas, draw: random.Random) -> None:
        self._draw = draw
        self._inside: dict[str, list[Area]] = defaultdict(list)
        for area in areas.at_level("municipality"):
            if area.lat is not None and area.population:
                self._inside[area.ags[:5]].append(area)
        self._upto = {ags: list(accumulate(a.population or 0 for a in inside)) for ags, inside in self._inside.items()}

    def one_of(self, district: str) -> Area:
        upto = self._upto[district]
        return self._inside[district][bisect(upto, self._draw.random() * upto[-1])]

    def moved(self, partner: Partner) -> Partner:
        town = self.one_of(partner.area)
        lat, lon = (
            round((value or 0) + self._draw.uniform(-_SOMEWHERE_NEAR, _SOMEWHERE_NEAR), 4)
            for value in (town.lat, town.lon)
        )
        return replace(partner, area=town.ags, lat=lat, lon=lon)


def _told(partners: Iterable[Partner], draw: random.Random, today: date) -> list[Inquiry]:
    offices = (each.id for each in partners if each.kind == "contact_office")
    return [
        Inquiry(id=f"all-{id}", partner=id, on=today, about=("topics",), complete=True)
        for id in offices
        if draw.random() < _TOLD
    ]


def one_district(whole: Network) -> Network:
    """Return the part of a Network that lies in the demo's first district and those around it, up to 2,000 partners."""
    nodes = whole.graph.nodes
    inside: list[str] = []
    for district in sorted(
        {p["area"][:5] for p in nodes.values() if p["area"]}, key=lambda ags: (ags < START_AREA, ags)
    ):
        here = [id for id, partner in nodes.items() if partner["area"].startswith(district)]
        if len(inside) + len(here) > 2_000:
            break
        inside += here
    return Network(
        graph=whole.graph.subgraph(inside).copy(),
        selection=whole.selection,
        areas=whole.areas,
        topics=whole.topics,
        inquiries=[each for each in whole.inquiries if each.partner in set(inside)],
    )


def covered(areas: Areas) -> Areas:
    """Return the areas with an outline for each municipality: cells around their points, made as fine as real borders."""
    towns: dict[tuple[float, float], Area] = {}
    for area in areas.at_level("municipality"):
        if area.lat is not None and area.lon is not None:
            towns.setdefault((area.lon, area.lat), area)
    cloud = shapely.MultiPoint(list(towns))
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=cloud.buffer(0.1), ordered=True))
    fine = shapely.transform(
        shapely.segmentize(shapely.intersection(cells, cloud.convex_hull.buffer(0.05)), 0.005), _winding
    )
    outlines = {area.ags: shapely.geometry.mapping(cell) for area, cell in zip(towns.values(), fine, strict=True)}
    return Areas(towns.values(), outlines=outlines, stand=areas.stand, source=areas.source)


def _winding(points: Any) -> Any:
    """Move points a little to and fro, the same wherever neighbours share one."""
    return points + _WINDING * np.sin(points[:, ::-1] * 997) * np.cos(points * 2_311)
