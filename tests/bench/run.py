"""`make bench`: what the house costs against the bare libraries, side by side, at one size or several.

No time fails anything; unequal results do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from clicks import CHROMIUM
from ground import Ground
from measures import all_measures
from measures_kernels import FASTER
from measures_maps import maps, painter
from measures_neo4j import Neo4jGround, on_neo4j
from measures_planning import planning
from neo4j_server import missing
from real_lists import DATA
from timing import Measure, Outcome, Unit, run

from graphsvc.demo import SCALES, Scale

_HEADINGS = ("measure (baseline)", "ours", "baseline", "ratio", "aim", "met", "rounds", "control (ratio to it)")
ENDS = 120.0  # seconds that plain NetworkX may take to be compared with


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, all where none is: of some sizes, with ``neo4j`` of the second store alone,
    of ``planning``, of clicks on ``maps``.
    """
    unknown = set(arguments) - {*SCALES, "neo4j", "planning", "maps"}
    if unknown:
        known = ", ".join([*SCALES, "neo4j", "planning", "maps"])
        print(f"No such size: {', '.join(sorted(unknown))}. There are: {known}.", file=sys.stderr)
        return 2
    everything = set(arguments) <= {"neo4j"}
    for scale in SCALES:
        if everything or scale in arguments:
            bench(scale, only_neo4j="neo4j" in arguments)
    if not arguments or "planning" in arguments:
        bench_planning()
    if not arguments or "maps" in arguments:
        bench_maps()
    return 0


def bench_planning() -> None:
    """Run what planners ask of all municipalities, where these lie beside the clone."""
    if not (DATA / "areas").is_dir():
        print("planning: left out, for there are no municipalities in ../shared/data/areas", file=sys.stderr)
        return
    _bench("planning", planning(), "all municipalities")


def bench_maps() -> None:
    """Click on the interactive maps and on bare ones."""
    if CHROMIUM is None:
        print("maps: left out, for there is no Chromium (apt-get install chromium)", file=sys.stderr)
        return
    _bench("maps", maps(), f"WebGL by {painter()}")


def _bench(name: str, measures: Iterable[Measure], about: str) -> None:
    start = time.perf_counter()
    outcomes = [_measured(measure, name) for measure in measures]
    _told(name, about, start, outcomes)


def _told(name: str, about: str, start: float, outcomes: list[Outcome]) -> None:
    _tell("")
    print(f"\n{name}: {about}; medians; {time.perf_counter() - start:.0f} s in all\n")
    print(table(outcomes), flush=True)


def bench(scale: Scale, *, only_neo4j: bool) -> None:
    """Run one size in a folder that is gone afterwards."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="drehscheibe-bench-") as folder:
        ground = Ground(Path(folder), scale)
        outcomes = [_measured(measure, scale) for measure in (() if only_neo4j else all_measures(ground))]
        outcomes += _on_neo4j(ground, Path(folder))
        ground.store.close()
    _told(scale, f"{ground.size.partners} partners, {ground.size.ties} ties", start, outcomes)
    if faster := [outcome for outcome in outcomes if outcome.aim == FASTER]:
        print(f"\n{_in_the_median(faster)}", flush=True)


def _in_the_median(outcomes: list[Outcome]) -> str:
    """Say what the aim is meant of: the questions with a kernel, whose baseline ended within `ENDS` seconds, in the median."""
    ended = [1 / outcome.ratio for outcome in outcomes if outcome.baseline <= ENDS]
    left_out = f", {len(outcomes) - len(ended)} left out" * (len(ended) < len(outcomes))
    return (
        f"questions with a kernel: {median(ended):.0f} times as fast as plain NetworkX in the median of {len(ended)}"
        f"{left_out} (aim: {1 / FASTER:.0f})"
    )


def _on_neo4j(ground: Ground, folder: Path) -> list[Outcome]:
    """Run the second store's measures, where a server can run here."""
    if why := missing():
        print(why, file=sys.stderr)
        return []
    there = Neo4jGround(ground, folder)
    try:
        print(f"copied to Neo4j and back: sha256 {' = '.join(sorted(set(there.hashes)))}", flush=True)
        assert len(set(there.hashes)) == 1
        return [_measured(measure, ground.scale) for measure in on_neo4j(ground, there)]
    finally:
        there.close()


def _measured(measure: Measure, scale: str) -> Outcome:
    """Run a measure and say on stderr what came out: a later one that fails takes nothing away."""
    _tell(f"{scale}: {measure.name}")
    outcome = run(measure)
    _tell("")
    print(f"{scale}: {'  '.join(_cells(outcome))}", file=sys.stderr, flush=True)
    return outcome


def _tell(text: str) -> None:
    """Say on stderr what is going on, where a person watches."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def table(outcomes: list[Outcome]) -> str:
    """Return the outcomes as an aligned table."""
    rows = [_HEADINGS, *(_cells(outcome) for outcome in outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(_aligned(row, widths)).rstrip() for row in rows)


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """Set the first cell to the left and the others to the right."""
    name, *numbers = zip(row, widths, strict=True)
    return [name[0].ljust(name[1]), *(cell.rjust(width) for cell, width in numbers)]


def _cells(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.name,
        amount(outcome.ours, outcome.unit),
        amount(outcome.baseline, outcome.unit),
        f"{outcome.ratio:.2f}",
        "–" if outcome.aim is None else f"≤ {outcome.aim:g}",
        {None: "–", True: "yes", False: "no"}[outcome.met],
        str(outcome.rounds),
        "–"
        if outcome.control is None
        else f"{amount(outcome.control, outcome.unit)} ({outcome.ours / outcome.control:.2f})",
    )


def amount(value: float, unit: Unit) -> str:
    """Return a quantity with three figures and a unit that suits it."""
    if unit == "B":
        return f"{value / 1e6:.3g} MB"
    for factor, name in ((1, "s"), (1e3, "ms")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {name}"
    return f"{value * 1e6:.3g} µs"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
