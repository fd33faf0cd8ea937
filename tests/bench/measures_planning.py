"""The planners' questions on all municipalities against bare numpy and scipy, and the map of them against its limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from bare_planning import Bare
from planning_ground import PlanningGround
from timing import Measure

from graphsvc.kernels.access import ONE_ZONE, THREE_ZONES
from graphsvc.kernels.colocation import PERMUTATIONS
from graphsvc.model import Answer, Network
from queries import accessibility, colocation, inequality, topic_gaps, unserved
from visualisations import area_map

AIM = 3.0
KM = 30
MAP_SECONDS, MAP_BYTES = 3.0, 1_500_000.0


def planning() -> Iterator[Measure]:
    """Ask each question whole, with its sentence, tables and caveats; the baseline has its arrays ready."""
    ground = PlanningGround()
    bare = Bare(ground)
    network = ground.network()

    def measure(
        name: str, ask: Callable[[Network], Answer], plain: Callable[[], Any], same: Callable[..., None]
    ) -> Measure:
        ask(network)  # as in the service, where the arrays of a network are made once for all questions
        return Measure(name=f"{name} (bare scipy)", ours=lambda: ask(network), baseline=plain, check=same, aim=AIM)

    yield measure("topic_gaps, municipalities", _topic_gaps, bare.topic_gaps, _same_grid)
    for method, of, kind, weights in (
        ("2sfca", "office", "contact_office", ONE_ZONE),
        ("e2sfca", "office", "contact_office", THREE_ZONES),
        ("2sfca", "group", "self_help_group", ONE_ZONE),
    ):
        yield measure(
            f"accessibility of each {of}, {method}",
            lambda network, of=of, method=method: accessibility.answer(network, of=of, km=KM, method=method),  # type: ignore[misc]
            lambda kind=kind, weights=weights: bare.access(kind, KM, weights),  # type: ignore[misc]
            lambda mine, plain: _same_access(mine, plain, bare),
        )
    yield measure("unserved", lambda n: unserved.answer(n, km=KM), lambda: bare.unserved(KM), _same_service)
    yield measure("inequality", lambda n: inequality.answer(n, km=KM), lambda: bare.gini(KM), _same_gini)
    yield measure("colocation", colocation.answer, lambda: bare.colocation(PERMUTATIONS, 1), _same_quotient)
    yield from _drawn(ground)


def _drawn(ground: PlanningGround) -> Iterator[Measure]:
    """Draw access to offices in all municipalities; what stands as the baseline is the limit."""
    network = ground.network()
    answer = accessibility.answer(network, km=KM)

    def seconds() -> float:
        start = time.perf_counter()
        area_map.draw(network, answer).svg("de")
        return time.perf_counter() - start

    def size() -> float:
        return float(len(area_map.draw(network, answer).svg("de").encode()))

    for name, ours, limit, memory in (
        ("seconds", seconds, MAP_SECONDS, False),
        ("bytes", size, MAP_BYTES, True),
    ):
        yield Measure(
            name=f"area_map of all municipalities, {name} (the limit)",
            ours=ours,
            baseline=lambda limit=limit: limit,  # type: ignore[misc]
            check=lambda mine, _: None,
            aim=1.0,
            told=True,
            memory=memory,
        )


def _topic_gaps(network: Network) -> Answer:
    return topic_gaps.answer(network, level="municipality")


def _column(answer: Answer, table: str, name: str) -> list[Any]:
    return answer.tables[table].column(name)


def _same_grid(mine: Answer, plain: tuple[Any, ...]) -> None:
    counts, *rates = plain
    groups = np.array([value or 0 for value in _column(mine, "topic_gaps", "groups")])
    assert (groups == counts.ravel()).all()
    for name, expected in zip(("per_100000", "low", "high", "smoothed"), rates, strict=True):
        got = np.array([np.nan if value is None else value for value in _column(mine, "topic_gaps", name)])
        known = ~np.isnan(got)
        assert known.sum() > len(got) // 100, name
        np.testing.assert_allclose(got[known], expected.ravel()[known], rtol=1e-9, err_msg=name)


def _same_access(mine: Answer, plain: Any, bare: Bare) -> None:
    found = dict(zip(_column(mine, "accessibility", "area"), _column(mine, "accessibility", "access"), strict=True))
    np.testing.assert_allclose([found[ags] or 0 for ags in bare.ags], plain, rtol=1e-9)


def _same_service(mine: Answer, plain: tuple[dict[str, int], set[str]]) -> None:
    offices, far = plain
    assert far
    assert set(_column(mine, "far", "area")) == far
    found = dict(zip(_column(mine, "unserved", "area"), _column(mine, "unserved", "offices"), strict=True))
    assert {ags: number or 0 for ags, number in found.items()} == {ags: offices[ags] for ags in found}


def _same_gini(mine: Answer, plain: float) -> None:
    np.testing.assert_allclose(_column(mine, "gini", "gini")[0], plain, rtol=1e-9)


def _same_quotient(mine: Answer, plain: tuple[float, float]) -> None:
    assert (_column(mine, "colocation", "quotient")[0] - plain[0]) < 1e-9
