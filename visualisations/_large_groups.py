"""What stands together on the large map, and where: partners by district or by community, each in a disc of its own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels import leiden
from graphsvc.language import Label, Text
from graphsvc.model import Network
from graphsvc.once import once
from visualisations._large_seats import seats, sunflower
from visualisations._layout import Floats
from visualisations._names import shortened

STEP = 10.0  # about what lies between partners of a disc
GAP = 26.0  # between discs
FILLED = 0.42  # of the map's area by discs
RIM = 0.9  # within a disc, in steps
ROUNDS = 400
NOWHERE = Label("ohne Gebiet", "without an area")
UNTIED = Label("ohne erfasste aktive Verbindung", "without a recorded active tie")
WIDTH = 0.66  # of a degree of longitude, in degrees of latitude, in the middle of Germany


@dataclass(frozen=True)
class Group:
    """Partners that are one sign until they are opened, the most tied first."""

    id: str
    name: str  # of the district, or of the most tied of its members
    caption: str | Label | Text  # in full
    label: str | Label | Text  # on the map
    members: tuple[str, ...]
    x: float
    y: float

    @property
    def radius(self) -> float:
        """What all members need."""
        return _radius(len(self.members))


@dataclass(frozen=True)
class Ground:
    """The map before any answer: partners in order, where they stand, their groups and ties."""

    ids: tuple[str, ...]
    points: Floats
    group: NDArray[np.intp]
    degree: NDArray[np.intp]
    groups: tuple[Group, ...]
    pairs: NDArray[np.intp]
    between: Mapping[tuple[int, int], int]
    inside: Mapping[int, int]
    by_area: bool
    captions: tuple[str, ...]


@once
def ground(network: Network) -> Ground:
    """Return where all stand; the same partners and ties give the same map anywhere."""
    simple, of = network.simple, network.graph.nodes
    order = sorted(network.graph, key=lambda id: (-simple.degree(id), network.order(id)))
    districts: dict[str, list[str]] = {}
    for id in order:
        districts.setdefault(of[id]["area"][:5], []).append(id)
    by_area = len(districts) > 1
    groups = _districts(network, districts) if by_area else _communities(network, order)
    ids = tuple(id for group in groups for id in group.members)
    place = {id: number for number, id in enumerate(ids)}
    member_of = np.repeat(np.arange(len(groups)), [len(group.members) for group in groups])
    ends = sorted(tuple(sorted((place[a], place[b]))) for a, b in simple.edges)
    pairs = np.array(ends, dtype=np.intp).reshape(-1, 2)
    inside, between = Counter[int](), Counter[tuple[int, int]]()
    for source, target, _ in network.standing():
        a, b = sorted((int(member_of[place[source]]), int(member_of[place[target]])))
        if a == b:
            inside[a] += 1
        else:
            between[a, b] += 1
    return Ground(
        ids=ids,
        points=_points(groups, member_of, pairs),
        group=member_of,
        degree=np.array([simple.degree(id) for id in ids], dtype=np.intp),
        groups=groups,
        pairs=pairs,
        between=dict(sorted(between.items())),
        inside=inside,
        by_area=by_area,
        captions=_captions(network, groups),
    )


def _radius(count: int) -> float:
    return STEP * (RIM + 0.78 * math.sqrt(count))


def _points(groups: Sequence[Group], member_of: NDArray[np.intp], pairs: NDArray[np.intp]) -> Floats:
    """Return where all stand, each group by its own ties alone."""
    within = pairs[member_of[pairs[:, 0]] == member_of[pairs[:, 1]]]
    firsts = np.searchsorted(member_of, np.arange(len(groups) + 1))
    cuts = np.searchsorted(within[:, 0], firsts)
    found = [np.empty((0, 2))]
    for place, group in enumerate(groups):
        own = within[cuts[place] : cuts[place + 1]] - firsts[place]
        found.append(seats(len(group.members), own) * (group.radius - RIM * STEP) + (group.x, group.y))
    return np.concatenate(found)


def _captions(network: Network, groups: Sequence[Group]) -> tuple[str, ...]:
    """Return names for labels, in each group without the word that most there share."""
    of = network.graph.nodes
    found: list[str] = []
    for group in groups:
        names, kinds = ({id: of[id][key] for id in group.members} for key in ("name", "kind"))
        short, _ = shortened(names, kinds)
        found += (short[id] for id in group.members)
    return tuple(found)


def _districts(network: Network, districts: Mapping[str, list[str]]) -> tuple[Group, ...]:
    """Return the districts where they lie, those without a point in a row below."""
    codes = sorted(districts)
    placed = [ags for ags in codes if ags in network.areas and network.areas[ags].lat is not None]
    wished = np.array([((network.areas[a].lon or 0) * WIDTH, -(network.areas[a].lat or 0)) for a in placed])
    at = dict(zip(placed, _apart(wished, [_radius(len(districts[ags])) for ags in placed]), strict=True))
    left = min((x - _radius(len(districts[ags])) for ags, (x, _) in at.items()), default=0.0)
    bottom = max((y + _radius(len(districts[ags])) for ags, (_, y) in at.items()), default=0.0) + GAP
    for ags in (ags for ags in codes if ags not in at):
        radius = _radius(len(districts[ags]))
        at[ags] = (left + radius, bottom + radius)
        left += 2 * radius + GAP
    found = []
    for ags in codes:
        name = network.areas.label(ags) if ags else NOWHERE.de
        caption = name if ags else NOWHERE
        found.append(Group(ags or "-", name, caption, caption, tuple(districts[ags]), *at[ags]))
    return tuple(found)


def _communities(network: Network, order: Sequence[str]) -> tuple[Group, ...]:
    """Return who is tied closely, the largest first from the middle on; who is tied to nobody stands together."""
    rank = {id: number for number, id in enumerate(order)}
    found = [sorted(each, key=rank.__getitem__) for each in leiden(network.simple)] if order else []
    close = [each for each in found if len(each) > 1]
    alone = sorted((each[0] for each in found if len(each) == 1), key=rank.__getitem__)
    of = network.graph.nodes
    short, _ = shortened({id: of[id]["name"] for id in order}, {id: of[id]["kind"] for id in order})
    named: list[tuple[str, Label | Text, Label | Text, list[str]]] = []
    for each in close:
        name = of[each[0]]["name"]
        named.append((name, _round(name), _round(short[each[0]]), each))
    if alone:
        named.append((UNTIED.de, UNTIED, UNTIED, alone))
    spread = max((_radius(len(each)) for *_, each in named), default=1.0)
    wished = sunflower(len(named)) * math.sqrt(len(named)) * spread
    at = _apart(wished, [_radius(len(each)) for *_, each in named])
    return tuple(
        Group(str(number), name, caption, label, tuple(each), *at[number])
        for number, (name, caption, label, each) in enumerate(named)
    )


def _round(name: str) -> Text:
    return Text("um {name}", values={"name": name})


def _apart(wished: Floats, radii: Sequence[float]) -> list[tuple[float, float]]:
    """Return the points, scaled so that the discs have room, and pushed apart until none covers another."""
    if len(radii) < 2:
        return [(0.0, 0.0)] * len(radii)
    size = np.asarray(radii)
    extent = np.ptp(wished, axis=0)
    extent = np.maximum(extent, max(0.2 * extent.max(), 1e-6))  # all may lie in a line
    at = (wished - wished.min(axis=0)) * math.sqrt(float((math.pi * size**2).sum()) / FILLED / float(extent.prod()))
    at = at + sunflower(len(size))  # a town may lie where its district does
    need = size[:, None] + size[None, :] + GAP
    near = (need - 0.5) ** 2
    np.fill_diagonal(near, 0.0)
    for _ in range(ROUNDS):
        across, down = (at[:, axis, None] - at[None, :, axis] for axis in (0, 1))
        one, other = np.nonzero(across**2 + down**2 < near)
        if not len(one):
            break
        x, y = across[one, other], down[one, other]
        away = np.maximum(np.hypot(x, y), 1e-6)
        share = size[other] / (size[one] + size[other])  # the smaller gives way
        push = 0.5 * share * (need[one, other] - away) / away
        at = at + np.stack([np.bincount(one, each * push, len(size)) for each in (x, y)], axis=1)
    return [(round(float(x), 2), round(float(y), 2)) for x, y in at]
