"""The planners' numbers by bare numpy and scipy: as a script would have them from arrays that stand ready."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from planning_ground import PlanningGround
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from scipy.stats import chi2

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
EARTH_KM = 6371.0
PER = 100_000


def _vectors(degrees: Floats) -> Floats:
    lat, lon = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _chord(km: float) -> float:
    return float(2 * np.sin(km / EARTH_KM / 2))


class Bare:
    """The ground as arrays; municipalities in the order of their AGS, and nothing of it is counted in anybody's time."""

    def __init__(self, ground: PlanningGround) -> None:
        areas = [area for area in ground.areas.values() if area.level == "municipality"]
        measured = [
            area for area in areas if area.lat is not None and area.lon is not None and area.population is not None
        ]
        place = {area.ags: number for number, area in enumerate(measured)}
        every = {area.ags: number for number, area in enumerate(areas)}
        self.ags = [area.ags for area in measured]
        self.people = np.array([area.population for area in measured], dtype=float)
        self._all_people = np.array([area.population or 0 for area in areas], dtype=float)
        self._vectors = _vectors(np.array([(area.lat, area.lon) for area in measured]))
        partners = list(ground.partners)
        seat = np.array([place[partner.area] for partner in partners])
        kind = np.array([partner.kind for partner in partners])
        self._seats = {code: seat[kind == code] for code in ("contact_office", "self_help_group", "clinic")}
        self._every_seat = seat
        self._every = [area.ags for area in areas]
        self._districts, self._district = np.unique([ags[:5] for ags in self._every], return_inverse=True)
        serves = [place for partner in partners for place in partner.serves]
        self._serves = np.searchsorted(self._districts, serves)
        line = {topic: number for number, topic in enumerate(ground.topics)}
        groups = [partner for partner in partners if partner.kind == "self_help_group"]
        self._cell = np.array([line[g.topics[0]] * len(areas) + every[g.area] for g in groups])
        self._shape = (len(line), len(areas))

    def topic_gaps(self) -> tuple[Ints, Floats, Floats, Floats, Floats]:
        """Return counts, rates, their exact intervals and Marshall's smoothed rates, topics × municipalities."""
        counts = np.bincount(self._cell, minlength=self._shape[0] * self._shape[1]).reshape(self._shape)
        people = self._all_people
        with np.errstate(divide="ignore", invalid="ignore"):
            per = PER / people
            low, high = chi2.ppf(0.025, 2 * counts) / 2 * per, chi2.ppf(0.975, 2 * counts + 2) / 2 * per
            known = (counts > 0) & (people > 0)
            n = np.where(known, people, 0.0)
            everybody = n.sum(axis=1, keepdims=True)
            mean = np.where(known, counts, 0).sum(axis=1, keepdims=True) / everybody
            rate = counts / people
            spread = (n * np.where(known, rate - mean, 0) ** 2).sum(axis=1, keepdims=True) / everybody
            between = np.maximum(spread - mean * known.sum(axis=1, keepdims=True) / everybody, 0)
            even = mean + between / (between + mean / people) * (rate - mean)
            return counts, counts * per, low, high, even * PER

    def access(self, kind: str, km: float, weights: tuple[float, ...]) -> Floats:
        """Return the supply per person of each measured municipality: 2SFCA, with several weights E2SFCA."""
        sites, supply = np.unique(self._seats[kind], return_counts=True)
        bounds = [_chord(km * (zone + 1) / len(weights) + 1e-6) for zone in range(len(weights))]
        tree, other = cKDTree(self._vectors), cKDTree(self._vectors[sites])
        pairs = tree.sparse_distance_matrix(other, bounds[-1], output_type="ndarray")
        weight = np.array(weights)[np.searchsorted(bounds[:-1], pairs["v"])]
        demand = np.bincount(pairs["j"], weight * self.people[pairs["i"]], minlength=len(sites))
        ratio = np.divide(supply, demand, out=np.zeros(len(sites)), where=demand > 0)
        return np.bincount(pairs["i"], weight * ratio[pairs["j"]], minlength=len(self.people))

    def unserved(self, km: float) -> tuple[dict[str, int], set[str]]:
        """Return how many offices serve each municipality, and which lie farther from the next seat."""
        offices = np.bincount(self._serves, minlength=len(self._districts))[self._district]
        sites = np.unique(self._seats["contact_office"])
        nearest, _ = cKDTree(self._vectors[sites]).query(self._vectors)
        far = np.flatnonzero(nearest > _chord(km + 1e-6)).tolist()
        return dict(zip(self._every, offices.tolist(), strict=True)), {self.ags[number] for number in far}

    def gini(self, km: float) -> float:
        """Return the Gini coefficient of access to offices."""
        access = self.access("contact_office", km, (1.0,))
        order = np.argsort(access)
        people = np.append(0, np.cumsum(self.people[order]))
        amount = np.append(0, np.cumsum((self.people * access)[order]))
        return float(1 - np.sum(np.diff(people / people[-1]) * (amount[1:] + amount[:-1]) / amount[-1]))

    def colocation(self, permutations: int, seed: int) -> tuple[float, float]:
        """Return the quotient of groups to clinics and its p, by nearest neighbours and as many shuffles."""
        sites, site, size = np.unique(self._every_seat, return_inverse=True, return_counts=True)
        shared, alone = np.flatnonzero(size > 1), np.flatnonzero(size == 1)
        points = self._vectors[sites]
        _, nearest = cKDTree(points).query(points[alone], k=2)
        where = np.append(shared, alone), np.append(shared, nearest[:, 1])
        near = csr_array((np.ones(len(sites)), where), shape=(len(sites), len(sites)))
        number = near @ size - (size > 1)
        place = {each: spot for spot, each in enumerate(sites.tolist())}
        groups, clinics = (
            np.array([place[each] for each in self._seats[kind]]) for kind in ("self_help_group", "clinic")
        )

        def count(of: Ints, to: Ints) -> float:
            return float((near @ np.bincount(to, minlength=len(sites)) / number)[of].sum())

        expected = len(groups) * len(clinics) / (len(site) - 1)
        found, draw, far = count(groups, clinics), np.random.default_rng(seed), 0
        for _ in range(permutations):
            drawn = draw.permutation(site)
            other = count(drawn[: len(groups)], drawn[len(groups) : len(groups) + len(clinics)])
            far += abs(other - expected) >= abs(found - expected)
        return found / expected, (far + 1) / (permutations + 1)
