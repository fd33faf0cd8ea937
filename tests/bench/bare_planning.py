"""What planners ask, by numpy and scipy called bare on arrays that lie ready: no sentence, no caveat, no status in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from scipy.stats import chi2

from graphsvc.kernels.colocation import _SEED, PERMUTATIONS
from graphsvc.model import Network
from graphsvc.vocabulary import COMMITTEES, OFFICES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EARTH_KM, KM = 6371.0, 30
ZONES = {"2sfca": (1.0,), "e2sfca": (1.0, 0.68, 0.22)}


def _vectors(points: Any) -> Floats:
    lat, lon = np.radians(np.array(points, dtype=float).reshape(-1, 2)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


class Ready:
    """The arrays, as somebody has them who works with numpy alone; made once."""

    def __init__(self, network: Network) -> None:
        nodes = network.graph.nodes
        self.towns = network.areas.at_level("municipality")
        place = {area.ags: number for number, area in enumerate(self.towns)}
        nan = float("nan")
        self.people = np.array([area.population or 0 for area in self.towns], dtype=float)
        self.placed = np.array([area.lat is not None for area in self.towns])
        self.town_points = np.array(
            [(a.lat, a.lon) if a.lat is not None else (nan, nan) for a in self.towns], dtype=float
        )
        ids = network.partners()
        self._network, self._ids = network, ids
        self.points = np.array([(nodes[id]["lat"], nodes[id]["lon"]) for id in ids], dtype=float)
        self.kind = np.array([nodes[id]["kind"] for id in ids])
        self.sector = np.array([nodes[id]["sector"] for id in ids])
        self.town = np.array([place.get(nodes[id]["area"], -1) for id in ids])
        self.district = np.array([int(nodes[id]["area"][:5] or 0) for id in ids])
        self.group, self.office = self.sector == "self_help", np.isin(self.kind, list(OFFICES))
        self.read_topics()
        self.read_ties()
        self.read_requests()
        self._offices(network, ids)

    def read_topics(self) -> None:
        """Walk through the partners for their topics."""
        network, ids = self._network, self._ids
        canonical, nodes = network.topics.canonical, network.graph.nodes
        pairs = [(at, canonical(topic)) for at, id in enumerate(ids) for topic in nodes[id]["topics"]]
        self.topics = sorted({*network.topics, *(topic for _, topic in pairs)}, key=network.topics.key)
        self.of_topic = {topic: at for at, topic in enumerate(self.topics)}
        self.topic_of = np.array([(at, self.of_topic[topic]) for at, topic in pairs]).T

        under = [
            (at, self.of_topic[t]) for at, topic in enumerate(self.topics) for t in network.topics.names_under([topic])
        ]
        size = (len(self.topics), len(self.topics))
        self.under = csr_array((np.ones(len(under)), tuple(np.array(under).T)), shape=size)

    def read_requests(self) -> None:
        """Walk through the requests."""
        rows = [
            (
                self.of_topic[self._network.topics.canonical(r.topic)],
                int(r.area),
                r.asked,
                -1 if r.met is None else r.met,
            )
            for r in self._network.requests
        ]
        self.requests = np.array(rows)

    def _offices(self, network: Network, ids: list[str]) -> None:
        nodes = network.graph.nodes
        offices = [id for id, office in zip(ids, self.office, strict=True) if office]
        told = {
            i.partner for i in network.inquiries if i.answered and i.complete and (not i.about or "topics" in i.about)
        }
        self.told = np.array([id in told for id in offices])
        prefixes = [nodes[id]["serves"] for id in offices]
        pairs = [
            (at, office)
            for at, area in enumerate(self.towns)
            for office, places in enumerate(prefixes)
            if places and area.ags.startswith(places)
        ]
        where = tuple(np.array(pairs).T)
        self.serving = csr_array((np.ones(len(pairs)), where), shape=(len(self.towns), len(offices)))

    def read_ties(self) -> None:
        """Walk through the ties: seats, cooperations and fundings."""
        number = {id: at for at, id in enumerate(self._ids)}
        seats, cooperating, funds = [], [], []
        for one, other, tie in self._network.graph.edges(data=True):
            if tie["status"] != "active":
                continue
            pair = number[one], number[other]
            if tie["kind"] == "member_of":
                seats.append(pair)
            elif tie["kind"] == "cooperates_with" and tie["intensity"] != 1:
                cooperating.append(pair)
            elif tie["kind"] == "funds":
                funds.append((*pair, tie["year"] or 0, np.nan if tie["amount"] is None else tie["amount"]))
        self.seats, self.cooperating = np.array(seats).T, np.array(cooperating).T
        self.funds = np.array(funds, dtype=float).T

    def topic_gaps(self) -> tuple[Any, ...]:
        """Return topics × areas: the status, the groups, the rate with Garwood's bounds, and Marshall's."""
        size = (len(self.topics), len(self.towns))
        partner, topic = self.topic_of
        cell = topic * size[1] + self.town[partner]
        groups = np.bincount(cell[self.group[partner]], minlength=size[0] * size[1]).reshape(size)
        some = np.bincount(cell, minlength=size[0] * size[1]).reshape(size) > 0
        asked = (self.serving.sum(axis=1) > 0) & (self.serving @ ~self.told == 0)
        known = some | asked
        per = 1e5 / self.people.clip(1)
        values = np.arange(groups.max() + 1)
        low = (np.nan_to_num(chi2.ppf(0.025, 2 * values)) / 2)[groups] * per
        high = (chi2.ppf(0.975, 2 * values + 2) / 2)[groups] * per
        rated = known & (self.people > 0)
        n = np.where(rated, self.people, 0)
        everybody, areas = (np.maximum(each.sum(axis=1, keepdims=True), 1) for each in (n, rated))
        mean = np.where(rated, groups, 0).sum(axis=1, keepdims=True) / everybody
        rate = groups / self.people.clip(1)
        between = np.maximum(
            (n * (rate - mean) ** 2).sum(axis=1, keepdims=True) / everybody - mean * areas / everybody, 0
        )
        chance = np.maximum(between + mean / self.people.clip(1), 1e-300)
        even = np.where(rated & (areas > 1), 1e5 * (mean + between / chance * (rate - mean)), np.nan)
        status = np.where(some, 0, np.where(asked, 1, 2))
        return status, groups, *(np.where(rated, each, np.nan) for each in (groups * per, low, high)), even

    def topic_rows(self) -> list[tuple[Any, ...]]:
        """Return the same as rows, one a cell, NaN where there is nothing."""
        self.read_topics()
        status, *columns = (each.ravel().tolist() for each in self.topic_gaps())
        many = len(self.topics)
        topics = (topic for topic in self.topics for _ in self.towns)
        names = [area.ags for area in self.towns] * many, [area.name for area in self.towns] * many
        return list(zip(topics, *names, status, [area.population for area in self.towns] * many, *columns, strict=True))

    def access(self, of: NDArray[np.bool_], method: str = "2sfca") -> tuple[Floats, Ints]:
        """Return for each municipality the supply per person, and how many of it, within reach."""
        weights = np.array(ZONES[method])
        ends = 2 * np.sin((KM * np.arange(1, len(weights) + 1) / len(weights) + 1e-6) / (2 * EARTH_KM))
        towns = np.flatnonzero(self.placed)
        near = cKDTree(_vectors(self.town_points[towns])).sparse_distance_matrix(
            cKDTree(_vectors(self.points[of])), ends[-1], output_type="ndarray"
        )
        town, weight = towns[near["i"]], weights[np.searchsorted(ends[:-1], near["v"])]
        demand = np.bincount(near["j"], weight * self.people[town], minlength=int(of.sum()))
        share = np.divide(1, demand, out=np.zeros_like(demand), where=demand > 0)
        counts = np.bincount(town, minlength=len(self.people))
        return np.bincount(town, weight * share[near["j"]], minlength=len(self.people)), counts

    def unserved(self) -> tuple[Ints, Floats]:
        """Return how many offices serve each municipality, and how far the nearest seat is."""
        chords, _ = cKDTree(_vectors(self.points[self.office])).query(_vectors(self.town_points[self.placed]))
        return self.serving.sum(axis=1).astype(int), 2 * EARTH_KM * np.arcsin(chords / 2)

    def inequality(self) -> float:
        """Return the Gini coefficient of access to offices."""
        each, _ = self.access(self.office)
        order = np.argsort(each)
        people, mine = self.people[order], (self.people * each)[order]
        x, y = np.append(0, np.cumsum(people) / people.sum()), np.append(0, np.cumsum(mine) / mine.sum())
        return float(1 - np.sum(np.diff(x) * (y[1:] + y[:-1])))

    def colocation(self) -> tuple[float, float]:
        """Return the quotient of groups to clinics, and p."""
        of, to = self.kind == "self_help_group", self.kind == "clinic"
        sites, site, size = np.unique(self.points, axis=0, return_inverse=True, return_counts=True)
        vectors = _vectors(sites)
        tree = cKDTree(vectors)
        alone = np.flatnonzero(size == 1)
        nearest = tree.query(vectors[alone], k=2)[0][:, 1]
        found = tree.query_ball_point(vectors[alone], nearest * (1 + 1e-9))
        rows, columns = np.repeat(alone, [len(each) for each in found]), np.concatenate(found).astype(int)
        other, shared = rows != columns, np.flatnonzero(size > 1)
        where = np.append(rows[other], shared), np.append(columns[other], shared)
        near = csr_array((np.ones(len(where[0])), where), shape=(len(sites), len(sites)))
        number = near @ size - (size > 1)

        def count(a: Ints, b: Ints) -> float:
            return float(((near @ np.bincount(b, minlength=len(sites))) / number)[a].sum())

        expected = of.sum() * to.sum() / (len(self.points) - 1)
        observed, draw = count(site[of], site[to]), np.random.default_rng(_SEED)
        places, far = np.repeat(np.arange(len(sites)), size), 0
        for _ in range(PERMUTATIONS):
            drawn = draw.permutation(places)
            there = count(drawn[: of.sum()], drawn[of.sum() : of.sum() + to.sum()])
            far += abs(there - expected) >= abs(observed - expected) - 1e-9 * len(self.points)
        return observed / expected, (far + 1) / (PERMUTATIONS + 1)

    def representation(self) -> list[int]:
        """Return for how many committees, and how many authorities, something of self-help is recorded."""
        self.read_ties()
        ours = np.isin(self.sector, ("self_help", "support"))
        both = np.hstack([self.cooperating, self.cooperating[::-1]])
        found = []
        for (one, other), kinds in ((self.seats, COMMITTEES), (both, ("authority",))):
            tied = np.bincount(other[ours[one]], minlength=len(ours)) > 0
            found.append(int((tied & np.isin(self.kind, list(kinds))).sum()))
        return found

    def funding(self) -> tuple[Floats, float]:
        """Return the known sums of each funder and year, and all together."""
        self.read_ties()
        funder, _, year, amount = self.funds
        keys, place = np.unique(funder * 10_000 + year, return_inverse=True)
        sums = np.bincount(place, np.nan_to_num(amount), minlength=len(keys))
        return np.sort(sums), float(sums.sum())

    def demand(self) -> tuple[int, Ints]:
        """Return how many requests there were, and the groups of each topic and district that lacks something."""
        self.read_requests()
        self.read_topics()
        topic, area, asked, met = self.requests.T
        cells, place = np.unique(topic * 100_000 + area // 1000, return_inverse=True)
        lacking = np.bincount(place, np.where(met >= 0, (asked - met).clip(0), 0), minlength=len(cells)) > 0
        partner, own = self.topic_of
        mine = self.group[partner]
        size = (len(self.topics), 100_000)
        groups = csr_array((np.ones(mine.sum()), (own[mine], self.district[partner[mine]])), shape=size)
        topics, districts = np.divmod(cells[lacking], size[1])
        return int(asked.sum()), (self.under @ groups)[topics, districts]


def gains(matrix: csr_array, pairs: Sequence[tuple[int, int]]) -> tuple[float, list[float]]:
    """Return global efficiency from all shortest ways, and by how much each of some new edges would raise it."""
    steps = dijkstra(matrix, directed=False, unweighted=True)
    np.fill_diagonal(steps, np.inf)
    many = len(steps) * (len(steps) - 1)
    now = float((1 / steps).sum() / many)
    found = []
    for a, b in pairs:
        to_a, to_b = steps[a].copy(), steps[b].copy()
        to_a[a] = to_b[b] = 0
        nearer = np.minimum(steps, np.minimum(to_a[:, None] + 1 + to_b, to_b[:, None] + 1 + to_a))
        np.fill_diagonal(nearer, np.inf)
        found.append(float((1 / nearer).sum() / many) - now)
    return now, found
