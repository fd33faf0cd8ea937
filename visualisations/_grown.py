"""A layout that grows by one partner or tie after another: who stands in it stays, and so do the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.beginnings import Begun, Tied
from graphsvc.vocabulary import sector_of
from visualisations._bends import Bend, chosen, pieces
from visualisations._layout import CLEAR, ROOM, SPACING, Point
from visualisations._segments import crossed, distances, touching

Floats = NDArray[np.float64]
Pair = tuple[str, str]  # of partners, the lesser id first
ALONE = 2 * SPACING  # between one without ties and those who have some
STEP = ROOM  # of the grid of places that may be taken
WEIGHED, FINAL = (
    150,
    30,
)  # as many of the places that fit best are looked at for lines that cross, then for symbols passed
CHEAPER = 15  # as many crossings are worth a misfit as large as one whole distance
SWEEPS, TANGLED = 2, 400  # where there are more lines, they cross whatever one does
DENSE = 2  # lines a partner; where there are more, they cross whatever one does, and straight ones are calmer
DEARER = 20  # as many crossings outweigh a place whose distances fit half as well


def pairs(ties: Iterable[Tied]) -> tuple[Pair, ...]:
    """Return who is tied, each pair once, in order."""
    return tuple(sorted({(min(tie.source, tie.target), max(tie.source, tie.target)) for tie in ties}))


class Grown:
    """Partners with their places, and the ties between them with how their lines bend."""

    def __init__(
        self,
        points: Mapping[str, Point],
        bends: Mapping[Pair, Bend],
        partners: Iterable[Begun],
        ties: Iterable[Tied],
        unit: float,
    ) -> None:
        self.points = dict(points)
        self.bends = dict(bends)
        self._graph: nx.Graph[str] = nx.Graph()
        self._graph.add_nodes_from(self.points)
        self._graph.add_edges_from(pairs(ties))
        self._sector = {partner.id: sector_of(partner.kind) for partner in partners}
        self._unit = unit

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
        whole.add_edges_from(pairs(ties))
        whole.add_nodes_from(partner.id for partner in partners)
        waiting = {partner.id for partner in partners}
        while waiting:
            near = {id: sorted(other for other in whole[id] if other in self.points) for id in waiting}
            id = min(waiting, key=lambda each: (-len(near[each]), -whole.degree(each), each))
            waiting.remove(id)
            self._graph.add_node(id)
            self._graph.add_edges_from((id, other) for other in near[id])
            self.points[id] = self._beside(id, near[id]) if near[id] else self._apart(id)
            for other in near[id]:
                self._bend(min(id, other), max(id, other))
        for a, b in pairs(ties):
            if not self._graph.has_edge(a, b):
                self._graph.add_edge(a, b)
                self._bend(a, b)

    def _bend(self, a: str, b: str) -> None:
        """Choose how a new line bends, by what stands; a straight one that crosses little stays straight."""
        if self._graph.number_of_edges() > DENSE * len(self.points):
            return
        others = self._ends(other for other in self.points if other not in (a, b))
        if bend := chosen(self.points[a], self.points[b], self._lines(), others):
            self.bends[a, b] = bend

    def _apart(self, id: str) -> Point:
        """Return a place for one without ties: at the rim, beside others without, where its sector is nearest."""
        if not self.points:
            return (0.0, 0.0)
        same = [other for other in self.points if self._sector[other] == self._sector[id]]
        middle = np.array([self.points[other] for other in same or self.points]).mean(axis=0)
        tied = self._ends(other for other in self.points if self._graph.degree(other))
        spots = _spots(self._standing(), SPACING)
        spots = spots[distances(spots, tied).min(axis=1, initial=np.inf) >= ALONE]
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

    def _lines(self, but: str | None = None) -> Floats:
        """Return all lines but those of a partner; of one that bends, its pieces."""
        drawn = [(a, b) for a, b in map(sorted, self._graph.edges) if but not in (a, b)]
        straight = [(*self.points[a], *self.points[b]) for a, b in drawn if (a, b) not in self.bends]
        bent = [pieces(self.points[a], self.points[b], self.bends[a, b]) for a, b in drawn if (a, b) in self.bends]
        return np.concatenate((np.array(straight).reshape(-1, 4), *bent))

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
