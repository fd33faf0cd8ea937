"""What planners ask of all municipalities, against numpy and scipy called bare; and the area map against its size.

The baselines have all arrays ready and return arrays; ours reads the Network's records, which are dictionaries, and returns
rows and a sentence. Where the work is in reading alone (representation, funding, demand), numpy adds up in next to no time, so
that the baseline is one walk through the same records, and then numpy.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
from bare_planning import KM, Ready, gains
from planning_ground import covered, one_district, planning_network, real_areas
from timing import Measure

from graphsvc.areas import Areas
from graphsvc.model import Answer, Network
from queries import (
    accessibility,
    colocation,
    demand,
    funding,
    inequality,
    next_tie,
    representation,
    topic_gaps,
    unserved,
)
from visualisations import area_map

BARE = 3.0
SECONDS, BYTES = 3.0, 1.5e6
TOPIC = "Depression"


def planning() -> Iterator[Measure]:
    """Ask what planners ask of a nation of municipalities, then draw it."""
    areas = real_areas()
    network = planning_network(areas)
    ready = Ready(network)
    yield from _near(network, ready)
    yield from _counted(network, ready)
    yield _next_tie(one_district(network))
    for what, shown in (("cells", areas), ("outlines", covered(areas))):
        yield from _drawn(network, shown, f"one topic, {what}", frozenset({TOPIC}))
        yield from _drawn(network, shown, f"all topics, {what}", frozenset())


def _measure(
    name: str, ask: Callable[[], Answer], bare: Callable[[], Any], check: Callable[[Answer, Any], None]
) -> Measure:
    return Measure(name=f"question {name}", ours=_held(ask), baseline=_held(bare), check=check, aim=BARE)


def _held(call: Callable[[], Any]) -> Callable[[], Any]:
    """Hold the garbage collector, as the house does whenever it answers."""

    def held() -> Any:
        gc.disable()
        try:
            return call()
        finally:
            gc.enable()

    return held


def _near(network: Network, ready: Ready) -> Iterator[Measure]:
    """Compare what is about distances."""
    for of, mask in (("office", ready.office), ("group", ready.group)):
        for method in ("2sfca", "e2sfca"):
            yield _measure(
                f"accessibility of {of}s, {method} (bare scipy)",
                lambda of=of, method=method: accessibility.answer(network, of=of, km=KM, method=method),
                lambda mask=mask, method=method: ready.access(mask, method),
                _same_access,
            )
    yield _measure("unserved (bare scipy)", lambda: unserved.answer(network, km=KM), ready.unserved, _same_offices)
    yield _measure("inequality (bare scipy)", lambda: inequality.answer(network, km=KM), ready.inequality, _same_gini)
    yield _measure("colocation (bare scipy)", lambda: colocation.answer(network), ready.colocation, _same_quotient)


def _column(mine: Answer, table: str, column: str) -> Any:
    return np.array(mine.tables[table].column(column), dtype=float)


def _same_access(mine: Answer, theirs: Any) -> None:
    """An empty cell says that it is not known whether there is nobody."""
    for column, values in zip(("access", "reach"), theirs, strict=True):
        got = _column(mine, "accessibility", column)
        assert np.allclose(np.nan_to_num(got), values, rtol=1e-9)
    assert (got > 0).sum() > len(got) / 2


def _same_offices(mine: Answer, theirs: Any) -> None:
    offices, km = theirs
    assert np.array_equal(np.nan_to_num(_column(mine, "unserved", "offices")), offices)
    assert np.allclose(np.sort(_column(mine, "far", "km")), np.sort(km[km > KM]))


def _same_gini(mine: Answer, theirs: float) -> None:
    assert np.isclose(_column(mine, "gini", "gini")[0], theirs, rtol=1e-9)


def _same_quotient(mine: Answer, theirs: Any) -> None:
    assert np.allclose([_column(mine, "colocation", each)[0] for each in ("quotient", "p")], theirs, rtol=1e-9)


def _counted(network: Network, ready: Ready) -> Iterator[Measure]:
    """Compare what is counted."""
    yield _measure(
        f"topic_gaps, {len(ready.topics)} topics (bare numpy, no rows)",
        lambda: topic_gaps.answer(network, level="municipality"),
        ready.topic_gaps,
        _same_cells,
    )

    yield _measure(
        "topic_gaps (bare numpy from the records, with rows)",
        lambda: topic_gaps.answer(network, level="municipality"),
        ready.topic_rows,
        _same_rows,
    )
    name = "{} (one walk through the records, and numpy)".format
    yield _measure(name("representation"), lambda: representation.answer(network), ready.representation, _same_seats)
    yield _measure(name("funding"), lambda: funding.answer(network), ready.funding, _same_sums)
    yield _measure(name("demand"), lambda: demand.answer(network), ready.demand, _same_requests)


def _same_cells(mine: Answer, theirs: Any) -> None:
    """The rows stand by topic, then area, as the arrays do; an empty cell is NaN there, and groups are 0 where not known."""
    status, groups, *rates = theirs
    words = np.array(["recorded", "none", "not_asked"])[status].ravel().tolist()
    assert mine.tables["topic_gaps"].column("status") == words
    assert np.array_equal(np.nan_to_num(_column(mine, "topic_gaps", "groups")), groups.ravel())
    for column, values in zip(("per_100000", "low", "high", "smoothed"), rates, strict=True):
        got = _column(mine, "topic_gaps", column)
        assert np.allclose(got, values.ravel(), rtol=1e-9, atol=1e-12, equal_nan=True), column
        assert not np.isnan(got).all()


def _same_rows(mine: Answer, theirs: list[tuple[Any, ...]]) -> None:
    rows = mine.tables["topic_gaps"].rows
    assert [row[:3] for row in rows] == [row[:3] for row in theirs]


def _same_seats(mine: Answer, theirs: list[int]) -> None:
    kinds = mine.tables["kinds"]
    found = dict(zip(kinds.column("kind"), kinds.column("recorded"), strict=True))
    authorities = found.pop("authority")
    assert [sum(found.values()), authorities] == theirs


def _same_sums(mine: Answer, theirs: Any) -> None:
    sums: dict[tuple[Any, Any], float] = {}
    for year, funder, amount in zip(*map(mine.tables["funding"].column, ("year", "funder", "amount")), strict=True):
        sums[year, funder] = sums.get((year, funder), 0.0) + (amount or 0.0)
    assert np.allclose(sorted(sums.values()), theirs[0])


def _same_requests(mine: Answer, theirs: Any) -> None:
    asked, groups = theirs
    assert sum(mine.tables["demand"].column("asked")) == asked
    assert np.array_equal(np.sort(np.nan_to_num(_column(mine, "unmet", "groups"))), np.sort(groups))


def _next_tie(network: Network) -> Measure:
    """A bare search of all pairs would take hours: the baseline is told the best, and works out what these would bring."""
    matrix = nx.to_scipy_sparse_array(network.simple, dtype=float)
    matrix.setdiag(0)
    place = {partner: number for number, partner in enumerate(network.simple)}
    best = next_tie.answer(network).tables["next_tie"]
    pairs = [(place[row[0]], place[row[2]]) for row in best.rows]

    def check(mine: Answer, theirs: tuple[float, list[float]]) -> None:
        assert mine.tables["next_tie"].rows == best.rows
        assert np.isclose(_column(mine, "network", "efficiency")[0], theirs[0], rtol=1e-9)
        assert np.allclose(_column(mine, "next_tie", "gain"), theirs[1], rtol=1e-6, atol=1e-12)

    return _measure(
        f"next_tie, {len(network.graph)} partners (bare scipy, told the best {len(pairs)})",
        lambda: next_tie.answer(network),
        lambda: gains(matrix, pairs),
        check,
    )


def _drawn(network: Network, areas: Areas, what: str, topics: frozenset[str]) -> Iterator[Measure]:
    """Draw topics in all municipalities, one as shades, all as circles: the seconds and the bytes, against what they may be."""
    shown = Network(
        graph=network.graph,
        selection=replace(network.selection, topics=topics),
        areas=areas,
        topics=network.topics,
        inquiries=network.inquiries,
    )

    @cache
    def answer() -> Answer:
        return topic_gaps.answer(shown, level="municipality")

    def draw() -> bytes:
        return area_map.draw(shown, answer()).svg("de").encode()

    def seconds() -> float:
        answer()
        start = time.perf_counter()
        draw()
        return time.perf_counter() - start

    def enough(mine: Any, _: Any) -> None:
        picture = area_map.draw(shown, answer())
        assert len(picture.tables["areas"].rows) > 10_000

    name = f"area_map of all municipalities, {what}"
    for unit, ours, most in (("s", seconds, SECONDS), ("MB", lambda: len(draw()), BYTES)):
        yield Measure(
            name=f"{name} ({most / (1e6 if unit == 'MB' else 1):g} {unit})",
            ours=ours,
            baseline=lambda most=most: most,
            check=enough,
            aim=1.0,
            told=1,
            memory=unit == "MB",
        )
