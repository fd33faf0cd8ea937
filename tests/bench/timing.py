"""Measures ours against a baseline in turns, and holds that both found the same."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal, TypeAlias

SECONDS = 2.0  # after so many, both together, no further round begins
FEWEST, MOST = 3, 100
LONG = 60.0  # a baseline that took so long is not run again

Unit: TypeAlias = Literal["s", "B"]


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One line of the table.

    Attributes
    ----------
    ours, baseline : callable
        What is measured; with their results ``check`` is called, unmeasured, in every round.
    check : callable
        Raises AssertionError where the two results are not equal.
    aim : float, optional
        The ratio that is not to be passed.
    before : callable
        What has to happen before each round, unmeasured.
    memory : bool
        Whether the peak of memory is measured instead of the time.
    told : int
        In how many rounds ours and the baseline took what they return, in seconds or bytes, themselves; they run once.
    control : callable, optional
        Of a measure that is told: returns what it would be for a reason that is not ours.
    """

    name: str
    ours: Callable[[], Any]
    baseline: Callable[[], Any]
    check: Callable[[Any, Any], None]
    aim: float | None = None
    before: Callable[[], None] = nothing
    memory: bool = False
    told: int = 0
    control: Callable[[], float] | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came out: medians in seconds or bytes."""

    name: str
    ours: float
    baseline: float
    aim: float | None
    rounds: int
    unit: Unit
    control: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the baseline ours takes."""
        return self.ours / self.baseline

    @property
    def met(self) -> bool | None:
        """Whether the aim was met; None where there is none."""
        return None if self.aim is None else self.ratio <= self.aim


def run(measure: Measure) -> Outcome:
    """Measure ours and the baseline in turns, and compare their results each time."""
    gc.collect()
    gc.freeze()  # what stands ready for the measures shall not be walked in anybody's time
    try:
        return _run(measure)
    finally:
        gc.unfreeze()


def _run(measure: Measure) -> Outcome:
    take = _told if measure.told else _peak if measure.memory else _seconds
    ours: list[float] = []
    baseline: list[float] = []
    while _goes_on(ours, baseline, once=measure.memory or measure.told > 0):
        measure.before()
        mine, cost = take(measure.ours)
        ours.append(cost)
        plain, cost = take(measure.baseline)
        baseline.append(cost)
        measure.check(mine, plain)
        del mine, plain  # or the next round would be measured with them in memory
    return Outcome(
        name=measure.name,
        ours=median(ours),
        baseline=median(baseline),
        aim=measure.aim,
        rounds=measure.told or len(ours),
        unit="B" if measure.memory else "s",
        control=None if measure.control is None else measure.control(),
    )


def _goes_on(ours: list[float], baseline: list[float], *, once: bool) -> bool:
    if once:  # memory, unlike time, comes out the same every time, and what is told was taken from many
        return not ours
    if sum(baseline) > LONG:
        return False
    return len(ours) < FEWEST or (len(ours) < MOST and sum(ours) + sum(baseline) < SECONDS)


def _seconds(call: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def _told(call: Callable[[], Any]) -> tuple[Any, float]:
    result = call()
    return result, float(result)


def _peak(call: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    tracemalloc.start()
    try:
        result = call()
        return result, float(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
