"""What a network might be if those who were asked and did not answer were in it: drawn from those who did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graphsvc.kernels.communities import arrays
from graphsvc.kernels.graphs import SimpleGraph

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Who was asked about ties.

    Attributes
    ----------
    answered : collection of str
        Who answered.
    told : mapping of str to kinds
        Who answered completely, and about which kinds of partners.
    silent : mapping of str to kinds
        Who did not answer, and about which kinds of partners it was asked.
    """

    answered: Collection[str]
    told: Mapping[str, Collection[str]]
    silent: Mapping[str, Collection[str]]


def completions(
    graph: SimpleGraph,
    partners: Mapping[str, Mapping[str, Any]],
    order: Sequence[str],
    answers: Answers,
    *,
    draws: int,
    seed: int = 0,
) -> Iterator[Numbers]:
    """Yield the pairs that are new with ties drawn for those who did not answer, as places in ``order``.

    A hot deck [1]_: for the silent partners of a kind, as many donors are drawn among those of their kind who answered,
    or else of their sector, or else among all; the pool itself is drawn anew each time, for from few donors there is
    little to learn (approximate Bayesian bootstrap [2]_). What the donors have more in ties to a kind of partners is
    given to the silent ones at random, and ends at partners of that kind in their own district, but for those who told
    completely and would have named it [3]_. A tie between two silent ones could be drawn from either end and is kept
    every other time. Nothing that is recorded is taken away. Somebody must have answered.

    Parameters
    ----------
    graph : SimpleGraph
        The ties as recorded.
    partners : mapping
        ``kind``, ``sector`` and ``area`` of everyone in the graph.
    order : sequence of str
        Everyone in the graph; in another order, other ties are drawn.

    References
    ----------
    .. [1] Huisman, Imputation of missing network data, Journal of Social Structure 10 (2009).
    .. [2] Rubin and Schenker, Multiple imputation for interval estimation from simple random samples with ignorable
       nonresponse, Journal of the American Statistical Association 81 (1986).
    .. [3] Stork and Richards, Nonrespondents in communication network studies, Group & Organization Management 17 (1992).
    """
    draw = np.random.default_rng(seed)
    ground = _Ground.of(graph, partners, order, answers)
    parts = [_Part.of(ground, kind) for kind in np.unique(ground.kind[ground.asked.any(axis=1)])]
    count = len(order)
    recorded = np.append(
        ground.pairs[:, 0] * count + ground.pairs[:, 1], count * count
    )  # in order; the last one is nobody's
    for _ in range(draws):
        drawn = [part.draw(ground, draw) for part in parts]
        one, other = (_joined(each[end] for each in drawn) for end in (0, 1))
        low, high = np.minimum(one, other), np.maximum(one, other)
        new = np.unique((low * count + high)[low < high])
        new = new[recorded[np.searchsorted(recorded, new)] != new]
        yield np.column_stack(np.divmod(new, count))


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """Everyone in numbers: kind, sector, group of district and kind, ties to each kind, and of which kinds they were asked."""

    pairs: Numbers
    kinds: int
    kind: Numbers
    sector: Numbers
    group: Numbers
    having: Numbers
    asked: Flags
    told: Flags
    answered: Flags

    @classmethod
    def of(
        cls, graph: SimpleGraph, partners: Mapping[str, Mapping[str, Any]], order: Sequence[str], answers: Answers
    ) -> _Ground:
        ids, pairs = arrays(graph, order)
        nodes = [partners[id] for id in ids]
        kinds, kind = _coded([node["kind"] for node in nodes])
        _, sector = _coded([node["sector"] for node in nodes])
        _, district = _coded([each[:5] if len(each) >= 5 else "" for each in (node["area"] for node in nodes)])
        cells = np.concatenate([one * len(kinds) + kind[other] for one, other in (pairs.T, pairs.T[::-1])])
        having = np.bincount(cells, minlength=len(ids) * len(kinds)).reshape(len(ids), len(kinds))
        return cls(
            pairs=pairs,
            kinds=len(kinds),
            kind=kind,
            sector=sector,
            group=district * len(kinds) + kind,
            having=having,
            asked=_flags(answers.silent, ids, kinds),
            told=_flags(answers.told, ids, kinds),
            answered=np.array([id in answers.answered for id in ids]),
        )


def _coded(words: Sequence[str]) -> tuple[list[str], Numbers]:
    """Return the words that there are, in order, and which of them each is; ``np.unique`` would sort all of them."""
    ordered = sorted(set(words))
    place = {word: number for number, word in enumerate(ordered)}
    return ordered, np.array([place[word] for word in words], dtype=np.int64)


def _flags(given: Mapping[str, Collection[str]], ids: Sequence[str], kinds: Sequence[str]) -> Flags:
    found = np.zeros((len(ids), len(kinds)), bool)
    rows: dict[Collection[str], list[bool]] = {}
    for place, id in enumerate(ids):
        if id in given:
            mine = frozenset(given[id])
            if mine not in rows:
                rows[mine] = [kind in mine for kind in kinds]
            found[place] = rows[mine]
    return found


@dataclass(frozen=True, kw_only=True)
class _Part:
    """The silent partners of one kind, who may be a donor, and whom a tie may end at, by district and kind."""

    kind: int
    silent: Numbers
    donors: Numbers
    ends: Numbers
    first: Numbers
    count: Numbers

    @classmethod
    def of(cls, ground: _Ground, kind: int) -> _Part:
        silent = np.flatnonzero(ground.asked.any(axis=1) & (ground.kind == kind))
        alike, akin = ground.kind == kind, ground.sector == ground.sector[silent[0]]
        pools = (np.flatnonzero(ground.answered & those) for those in (alike, akin, ground.answered))
        ends = np.flatnonzero(~ground.told[:, kind])
        count = np.bincount(ground.group[ends], minlength=int(ground.group.max()) + ground.kinds + 1)
        return cls(
            kind=kind,
            silent=silent,
            donors=next(pool for pool in pools if len(pool)),
            ends=ends[np.argsort(ground.group[ends], kind="stable")],
            first=np.cumsum(count) - count,
            count=count,
        )

    def draw(self, ground: _Ground, draw: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Draw ties: who has them, and with whom."""
        pool = draw.choice(self.donors, len(self.donors))
        donors = draw.choice(pool, len(self.silent))
        asked = ground.asked[self.silent]
        more = ((ground.having[donors] - ground.having[self.silent]) * asked).sum(axis=0).clip(0)
        kinds = np.repeat(np.arange(ground.kinds), more)
        owner = _joined(draw.choice(self.silent[asked[:, kind]], more[kind]) for kind in np.flatnonzero(more))
        groups = ground.group[owner] - self.kind + kinds
        there = self.count[groups] > 0
        owner, groups = owner[there], groups[there]
        other = self.ends[self.first[groups] + draw.integers(self.count[groups])]
        kept = ~ground.asked[other, self.kind] | (draw.random(len(other)) < 0.5)
        return owner[kept], other[kept]


def _joined(several: Iterable[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *several])
