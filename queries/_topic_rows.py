"""Topic × area as rows: the status, the groups, and their rate with its bounds, for all areas of a topic at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.areas import Area
from graphsvc.kernels.rates import poisson_interval, smoothed
from queries._absence import STATUSES
from queries._topic_areas import Cells

PER = 100_000
Flags = NDArray[np.bool_]
_RECORDED, _NONE, _NOT_ASKED = range(len(STATUSES))
_WORDS = np.array(STATUSES, dtype=object)


@dataclass(frozen=True)
class TopicRows:
    """The rows of one topic, one an area; ``line`` adds them up, ``open`` says of which areas nothing is known."""

    rows: list[tuple[Any, ...]]
    line: tuple[Any, ...]
    open: Flags


class TopicGrid:
    """Some areas, what is recorded there of topics, and of which topics each told us all.

    Parameters
    ----------
    areas : sequence of Area
    whole : collection of str
        Those of which the selection holds all: only there a count is a rate.
    cells : Cells
    asked : mapping of AGS to set of topics
    """

    def __init__(
        self, areas: Sequence[Area], whole: Collection[str], cells: Cells, asked: Mapping[str, Collection[str]]
    ) -> None:
        self._names = [area.ags for area in areas], [area.name for area in areas]
        self._population = [area.population for area in areas]
        self._people = np.array([area.population or 0 for area in areas], dtype=np.int64)
        self._whole = np.array([area.ags in whole for area in areas], dtype=bool)
        self._rated = self._whole & (self._people > 0)
        self._per = np.divide(PER, self._people, out=np.zeros(len(areas)), where=self._rated)
        place = {area.ags: number for number, area in enumerate(areas)}
        self._filled: dict[str, list[tuple[int, int, bool]]] = {}
        for (topic, ags), cell in cells.items():
            if ags in place:
                self._filled.setdefault(topic, []).append((place[ags], len(cell.groups), cell.at_least))
        # neighbours have the same offices, and so share what these told
        told = {id(topics): topics for topics in asked.values()}
        number = {key: at for at, key in enumerate(told)}
        self._told = [*told.values(), frozenset()]
        self._which = np.array([number.get(id(asked.get(area.ags)), len(told)) for area in areas], dtype=np.int64)
        most = max((len(cell.groups) for cell in cells.values()), default=0)
        self._bounds = poisson_interval(np.arange(most + 1))

    def of(self, topic: str) -> TopicRows:
        """Return the rows of a topic: topic, area, name, status, groups, at least, people, rate, low, high, smoothed."""
        size = len(self._people)
        where, numbers, some = np.array(self._filled.get(topic, ()), dtype=np.int64).reshape(-1, 3).T
        asked = np.array([topic in topics for topics in self._told], dtype=bool)[self._which]
        status = np.where(asked, _NONE, _NOT_ASKED)
        status[where] = _RECORDED
        groups, at_least = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
        groups[where] = numbers
        at_least[where] = (some > 0) | ~self._whole[where]
        known = status != _NOT_ASKED
        rated = known & self._rated
        low, high = (bound[groups] * self._per for bound in self._bounds)
        even = smoothed(groups[np.newaxis].astype(float), self._people.astype(float), rated[np.newaxis])[0] * PER
        rows = zip(
            repeat(topic, size),
            *self._names,
            _WORDS[status].tolist(),
            _where(known, groups),
            at_least.tolist(),
            self._population,
            *(_where(rated, each) for each in (groups * self._per, low, high)),
            _where(~np.isnan(even), even),
            strict=True,
        )
        counts = np.bincount(status, minlength=len(STATUSES)).tolist()
        people = (int(self._people[status == state].sum()) for state in (_NONE, _NOT_ASKED))
        line = (topic, *counts, int(groups.sum()), bool(at_least.any()), *people)
        return TopicRows(list(rows), line, ~known)


def _where(known: Flags, values: NDArray[Any]) -> Iterable[Any]:
    """Return the values where they are known, None elsewhere: most areas have no more than that."""
    found = np.full(len(known), None, dtype=object)
    found[known] = values[known]
    return found.tolist()
