"""Topics × areas as arrays: a country of municipalities with all topics has millions of cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from graphsvc.areas import Area
from graphsvc.kernels.rates import poisson_interval, smoothed
from graphsvc.topic_areas import Cells

Bools: TypeAlias = npt.NDArray[np.bool_]
Row: TypeAlias = tuple[Any, ...]
PER = 100_000
_STATUS = np.array(["not_asked", "none", "recorded"], dtype=object)


@dataclass(frozen=True)
class Grid:
    """What is known of each topic (rows) in each area (columns).

    ``recorded``, ``asked`` (everybody told all) and ``at_least`` are arrays of bool, ``groups`` of int, of shape (topics,
    areas); ``whole`` says which areas the selection holds altogether.
    """

    topics: Sequence[str]
    areas: Sequence[Area]
    recorded: Bools
    asked: Bools
    at_least: Bools
    groups: npt.NDArray[np.int64]
    whole: Bools

    @classmethod
    def of(
        cls,
        topics: Sequence[str],
        areas: Sequence[Area],
        cells: Cells,
        asked: Mapping[str, Collection[str]],
        whole: Collection[str],
    ) -> Grid:
        """Lay out the filled cells, and the topics that were asked in each area."""
        line = {topic: number for number, topic in enumerate(topics)}
        place = {area.ags: number for number, area in enumerate(areas)}
        shape = (len(topics), len(areas))
        recorded, told, at_least = (np.zeros(shape, dtype=bool) for _ in range(3))
        groups = np.zeros(shape, dtype=np.int64)
        is_whole = np.array([area.ags in whole for area in areas], dtype=bool)
        for (topic, ags), cell in cells.items():
            if ags in place:
                where = line[topic], place[ags]
                recorded[where], groups[where], at_least[where] = True, len(cell.groups), cell.at_least
        for ags, about in asked.items():
            told[[line[topic] for topic in about], place[ags]] = True
        return cls(topics, areas, recorded, told, recorded & (at_least | ~is_whole), groups, is_whole)

    @property
    def known(self) -> Bools:
        """Where there is a number: something is recorded, or everybody told that nothing is there."""
        return self.recorded | self.asked

    @property
    def people(self) -> npt.NDArray[np.int64]:
        """The areas' people, 0 where nobody knows how many."""
        return np.array([area.population or 0 for area in self.areas], dtype=np.int64)

    @property
    def rated(self) -> Bools:
        """Where a rate can be told, with its range: there is a number, of a whole area whose people are known."""
        return self.known & self.whole & (self.people > 0)

    def rows(self) -> tuple[Row, ...]:
        """Return topic by topic a row for each area: status, groups, at least, people, rate, its bounds, smoothed rate."""
        people = self.people.astype(float)
        rated = self.rated
        per = np.divide(PER, people, out=np.zeros_like(people), where=people > 0)
        even = smoothed(self.groups.astype(float), people, rated) * PER
        low, high = poisson_interval(self.groups)
        count = len(self.topics)
        columns = (
            [topic for topic in self.topics for _ in self.areas],
            [area.ags for area in self.areas] * count,
            [area.name for area in self.areas] * count,
            _STATUS[np.where(self.recorded, 2, self.asked)].ravel().tolist(),
            _where(self.known, self.groups),
            self.at_least.ravel().tolist(),
            [area.population for area in self.areas] * count,
            *(_where(rated, values) for values in (self.groups * per, low * per, high * per)),
            _where(~np.isnan(even), even),
        )
        return tuple(zip(*columns, strict=True))

    def lines(self) -> tuple[Row, ...]:
        """Return for each topic: areas by status, groups, at least, and people where none is and where nobody was asked."""
        none, silent = self.asked & ~self.recorded, ~self.known
        columns = (
            self.topics,
            *(each.sum(axis=1).tolist() for each in (self.recorded, none, silent, self.groups)),
            self.at_least.any(axis=1).tolist(),
            *((each @ self.people).tolist() for each in (none, silent)),
        )
        return tuple(zip(*columns, strict=True))


def _where(known: Bools, values: npt.NDArray[Any]) -> list[Any]:
    """Return the values row by row, None where they are not known."""
    found = np.full(values.shape, None, dtype=object)
    found[known] = values[known]  # of millions of cells few are known
    return list(found.ravel())
