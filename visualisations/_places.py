"""Where partners stand for good: each is given its place when it is first recorded, and nothing later moves it.

What holds: places follow from the beginnings alone, in the order of the journal. So the same journal gives the same places
in any process, on any day that is looked at, from any partner's view; and renaming, ending, removing, tying and untying
partners moves nobody. A viewer's places follow from what he may see.

What does not hold: another selection (areas, kinds, ties, fields, topics) is another map. A load that brings at least twenty
ties and as many as there were before is a new beginning: partners who were listed first and tied by a second list get
places by their ties. And what is hidden from a viewer later is left out as if it had never been, so that he can't tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.beginnings import Beginnings, Begun, Tied
from graphsvc.kernels import SimpleGraph
from graphsvc.model import Network
from graphsvc.vocabulary import GROUPS, sector_of
from visualisations._layout import CLEAR, ROOM, SPACING, Point, layout
from visualisations._segments import crossed, distances, touching

Floats = NDArray[np.float64]
MAPS = 64  # that are remembered, so that an edit does not lay all out again
LOAD = 20  # ties; a load is no edit by hand
ALONE = 1.5 * SPACING  # between one without ties and the others
STEP = ROOM  # of the grid of places that may be taken
WEIGHED, FINAL = (
    150,
    30,
)  # as many of the places that fit best are looked at for lines that cross, then for symbols passed
CHEAPER = 15  # as many crossings are worth a misfit as large as one whole distance
SWEEPS, TANGLED = 2, 400  # where there are more lines, they cross whatever one does
DEARER = 20  # as many crossings outweigh a place whose distances fit half as well


def places(network: Network, shown: set[str], pairs: Iterable[tuple[str, str]], *, groups: bool) -> Mapping[str, Point]:
    """Return a place for each partner shown; who has no beginning, as in a network made by hand, comes last, by id."""
    partners = [p for p in network.beginnings.partners if groups or p.kind not in GROUPS]
    ties = list(network.beginnings.ties)
    known = {partner.id for partner in partners}
    if late := sorted(shown - known):
        last = max((partner.revision for partner in partners), default=0) + 1
        partners += [Begun(last, id, network.graph.nodes[id]["kind"]) for id in late]
        new = {(min(pair), max(pair)) for pair in pairs if not known.issuperset(pair)}
        ties += [Tied(last, a, b) for a, b in sorted(new)]
        known.update(late)
    ties = [tie for tie in ties if tie.source in known and tie.target in known]
    return _places(Beginnings(tuple(partners), tuple(ties)))


def _places(beginnings: Beginnings) -> Mapping[str, Point]:
    """Return the places of all partners that ever were; what is known of the same map at an earlier revision is built on."""
    start = _start(beginnings)
    earlier = _until(beginnings, start)
    points, unit = _founded(earlier.partners, earlier.ties)
    waiting = sorted({each.revision for each in beginnings.partners if each.revision > start})
    to_do: list[int] = []
    while waiting:
        so_far = _until(beginnings, waiting[-1])
        if (known := _KEPT.get(so_far)) is not None:
            earlier, points = so_far, known
            break
        to_do.insert(0, waiting.pop())
    grown = _Grown(points, earlier.partners, unit)
    for revision in to_do:
        grown.tie(tie for tie in beginnings.ties if tie.revision < revision)
        new = [partner for partner in beginnings.partners if partner.revision == revision]
        grown.add(new, [tie for tie in beginnings.ties if tie.revision == revision])
    if to_do:
        if len(_KEPT) >= MAPS:
            _KEPT.clear()
        _KEPT[_until(beginnings, to_do[-1])] = grown.points
    return grown.points


_KEPT: dict[Beginnings, Mapping[str, Point]] = {}


def _until(beginnings: Beginnings, revision: int) -> Beginnings:
    return Beginnings(
        tuple(partner for partner in beginnings.partners if partner.revision <= revision),
        tuple(tie for tie in beginnings.ties if tie.revision <= revision),
    )


def _pairs(ties: Iterable[Tied]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(tie.source, tie.target) for tie in ties}))


@lru_cache(maxsize=MAPS)
def _founded(partners: tuple[Begun, ...], ties: tuple[Tied, ...]) -> tuple[Mapping[str, Point], float]:
    """Return the layout of the beginning, and how long a step is on it."""
    graph = SimpleGraph.of(sorted(partner.id for partner in partners), _pairs(ties))
    points = layout(graph)
    ratios = [
        np.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]) / number
        for a, steps in nx.all_pairs_shortest_path_length(graph)
        for b, number in steps.items()
        if a < b
    ]
    unit = float(np.square(ratios).sum() / np.sum(ratios)) if ratios else SPACING
    grown = _Grown(points, partners, unit)
    grown.tie(ties)
    grown.untangle()
    return grown.points, unit


def _start(beginnings: Beginnings) -> int:
    """Return the revision whose state is laid out as one: the last load that at least doubled the ties, else the first."""
    start = min((partner.revision for partner in beginnings.partners), default=0)
    before = 0
    for revision, new in groupby(beginnings.ties, key=lambda tie: tie.revision):
        count = sum(1 for _ in new)
        if count >= max(LOAD, before):
            start = max(start, revision)
        before += count
    return start


class _Grown:
    """A layout that grows: who is in it stands still."""

    def __init__(
        self,
        points: Mapping[str, Point],
        partners: Iterable[Begun],
        unit: float,
    ) -> None:
        self.points = dict(points)
        self._graph: nx.Graph[str] = nx.Graph()
        self._graph.add_nodes_from(self.points)
        self._sector = {partner.id: sector_of(partner.kind) for partner in partners}
        self._unit = unit

    def tie(self, ties: Iterable[Tied]) -> None:
        """Note ties between those who are here: who comes later finds a place by them."""
        self._graph.add_edges_from(_pairs(ties))

    def untangle(self) -> None:
        """Move partners once more where that lets lines cross less: only before anybody has seen the map."""
        ids = sorted(self._graph, key=lambda id: (-self._graph.degree(id), id))
        for id in ids * SWEEPS if self._graph.number_of_edges() <= TANGLED else ():
            tied = sorted(self._graph[id])
            here = np.array([self.points[id]])
            if tied and crossed(here, self._ends(tied), self._lines(id))[0]:
                others = np.array([point for other, point in self.points.items() if other != id])
                spots = np.concatenate((here, _spots(others, CLEAR, STEP / 2)))
                stress = self._stress(id, spots)
                best = np.append(0, 1 + np.argsort(stress[1:], kind="stable")[: WEIGHED // 2])
                costs = crossed(spots[best], self._ends(tied), self._lines(id)) + CHEAPER * stress[best]
                self.points[id] = _point(spots[best[int(np.argmin(costs.round(6)))]])

    def add(self, partners: Sequence[Begun], ties: Sequence[Tied]) -> None:
        """Place those recorded together: always next who has the most ties to those that stand already."""
        self._sector |= {partner.id: sector_of(partner.kind) for partner in partners}
        whole: nx.Graph[str] = nx.Graph()
        whole.add_edges_from(_pairs(ties))
        whole.add_nodes_from(partner.id for partner in partners)
        waiting = {partner.id for partner in partners}
        while waiting:
            near = {id: sorted(other for other in whole[id] if other in self.points) for id in waiting}
            id = min(waiting, key=lambda each: (-len(near[each]), -whole.degree(each), each))
            waiting.remove(id)
            self._graph.add_node(id)
            self._graph.add_edges_from((id, other) for other in near[id])
            self.points[id] = self._beside(id, near[id]) if near[id] else self._apart(id)
        self.tie(ties)

    def _apart(self, id: str) -> Point:
        """Return a place for one without ties: at the rim, where its sector is nearest."""
        if not self.points:
            return (0.0, 0.0)
        same = [other for other in self.points if self._sector[other] == self._sector[id]]
        middle = np.array([self.points[other] for other in same or self.points]).mean(axis=0)
        spots = _spots(self._standing(), ALONE)
        return _point(spots[np.argmin(np.hypot(*(spots - middle).T).round(6))])

    def _beside(self, id: str, tied: Sequence[str]) -> Point:
        """Return the free place that suits its distances to all others best (stress), and where few lines cross."""
        spots = _spots(self._standing(), CLEAR)
        stress = self._stress(id, spots)
        best = np.argsort(stress, kind="stable")[:WEIGHED]
        own, lines = self._ends(tied), self._lines(id)
        others = self._ends([other for other in self.points if other not in tied])
        costs = crossed(spots[best], own, lines) + DEARER * (stress[best] / max(stress[best[0]], 1e-6) - 1)
        final = np.argsort(costs.round(6), kind="stable")[:FINAL]
        costs = costs[final] + [2 * touching(spots[spot], own, lines, others) for spot in best[final]]
        return _point(spots[best[final[int(np.argmin(costs.round(6)))]]])

    def _stress(self, id: str, spots: Floats) -> Floats:
        """Return for each spot how badly its distances to all others suit the steps between them."""
        steps = nx.single_source_shortest_path_length(self._graph, id)
        reached = [other for other in self.points if other in steps and other != id]
        ends = self._ends(reached)
        wanted = self._unit * np.array([steps[other] for other in reached], dtype=float)
        found: Floats = ((distances(spots, ends) / wanted - 1) ** 2).sum(axis=1).round(6)
        return found

    def _ends(self, ids: Iterable[str]) -> Floats:
        return np.array([self.points[id] for id in ids]).reshape(-1, 2)

    def _lines(self, id: str) -> Floats:
        """Return all lines but those of a partner."""
        lines = [(*self.points[a], *self.points[b]) for a, b in self._graph.edges if id not in (a, b)]
        return np.array(lines).reshape(-1, 4)

    def _standing(self) -> Floats:
        return np.array(list(self.points.values()))


def _spots(standing: Floats, clear: float, step: float = STEP) -> Floats:
    """Return the places of a fixed grid, round those taken, that are at least ``clear`` from each of them."""
    low = np.floor((standing.min(axis=0) - 2 * SPACING - clear) / step)
    high = np.ceil((standing.max(axis=0) + 2 * SPACING + clear) / step)
    columns, rows = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
    spots = step * np.column_stack((columns.ravel(), rows.ravel()))
    found: Floats = spots[distances(spots, standing).min(axis=1) >= clear]
    return found


def _point(spot: Floats) -> Point:
    return float(spot[0]), float(spot[1])
