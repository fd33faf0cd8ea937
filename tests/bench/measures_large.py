"""What a large network asks for: how time grows with it, how much memory it takes, and whether the server answers meanwhile."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from ground import Ground
from measures_kernels import LARGE, made_ready
from served import Server, serving
from timing import Measure

from graphsvc.answering import _NICER
from graphsvc.model import Network, Selection, Viewer
from queries import brokers, centrality, dependence, fragmentation, structural_holes

GROWTH = 2.3  # times as long for twice the network
GIGABYTE = 1e9
AS_BEFORE = 2.0  # two times so short a time is within what chance does to the last hundredth
LINEAR = (structural_holes, brokers, centrality, dependence, fragmentation)
HEAVY = "/questions/communities"
PINGS = 400  # between two looks at the heavy question
COUNTING = f"import os; os.nice({_NICER})\nwhile True: pass"  # with the priority of our worker

# a process of its own, which imports what the program does and nothing of these benchmarks; it tells its own highest mark,
# as getrusage would tell of the one that started it, too
READING = """
import sys
from datetime import date
from pathlib import Path
import app
from graphsvc.kernels.graphs import compiled
from graphsvc.model import Selection, Viewer
from graphsvc.stores.sqlite import SqliteStore

store = SqliteStore(Path(sys.argv[1]))
network = store.network(Selection(on=date.fromisoformat(sys.argv[2])), Viewer.STAFF)
for graph in (compiled(network.simple), compiled(network.directed)):
    assert graph.igraph.vcount() == graph.matrix.shape[0] == len(graph.upward.place)
store.close()
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""


def large(ground: Ground) -> Iterator[Measure]:
    """Measure what only a large network shows."""
    whole = ground.store.network(ground.day, Viewer.STAFF)
    if len(whole.graph) >= LARGE:
        yield from growing(ground, whole)
        del whole
        yield memory(ground)
        yield from answering_meanwhile(ground)


def growing(ground: Ground, whole: Network) -> Iterator[Measure]:
    """Ask of the network and of about half of it; the aim is put right for the half that it is."""
    half = ground.store.network(_half(whole), Viewer.STAFF)
    for network in (whole, half):
        made_ready(network)
    times = _size(whole) / _size(half)

    def smaller(mine: Any, theirs: Any) -> None:
        assert mine.tables != theirs.tables, "the half is the whole"

    for question in LINEAR:
        yield Measure(
            name=f"question {question.__name__.removeprefix('queries.')}, {times:.2f} times the network (the smaller one)",
            ours=lambda question=question: question.answer(whole),
            baseline=lambda question=question: question.answer(half),
            check=smaller,
            aim=GROWTH * times / 2,
        )


def _half(whole: Network) -> Selection:
    """Select states, by AGS, until half of the partners are in."""
    counts = Counter(partner["area"][:2] for _, partner in whole.graph.nodes(data=True))
    states = sorted(filter(None, counts))
    sums = dict(zip(states, (sum(counts[each] for each in states[: n + 1]) for n in range(len(states))), strict=True))
    within = takewhile(lambda state: sums[state] <= 0.5 * len(whole.graph), states)
    return Selection(areas=frozenset(within), on=whole.selection.on)


def _size(network: Network) -> int:
    return len(network.graph) + len(network.standing())


def memory(ground: Ground) -> Measure:
    """Take the peak of a process that reads the network and builds all its graphs, its libraries included."""

    def ours() -> int:
        arguments = (str(ground.path), ground.today.isoformat())
        done = subprocess.run([sys.executable, "-c", READING, *arguments], capture_output=True, text=True, check=True)
        return int(done.stdout) * 1024

    return Measure(
        name="network() and its graphs, peak of the process (1 GB)",
        ours=ours,
        baseline=lambda: GIGABYTE,
        check=lambda mine, _: None,
        aim=1.0,
        memory=True,
        told=1,
    )


def answering_meanwhile(ground: Ground) -> Iterator[Measure]:
    """Ask a server for its health while its worker computes, when it has nothing to do, and beside a process that counts.

    The last is the control: where the machine has few processors, any process makes an answer wait, ours or a foreign one.
    """
    with tempfile.TemporaryDirectory() as folder, serving(f"sqlite:///{ground.path}", Path(folder)) as server:
        yield Measure(
            name="/healthz while a question runs, p99 (idle; control: while a foreign process counts)",
            ours=lambda: _while_computing(server),
            baseline=lambda: _p99([_ping(server) for _ in range(4 * PINGS)]),
            check=lambda mine, theirs: None,
            aim=AS_BEFORE,
            told=1,
            control=lambda: _while_counting(server),
        )


def _while_computing(server: Server) -> float:
    found: list[float] = []
    while server.ask(HEAVY)[0] == 202:
        found += [_ping(server) for _ in range(PINGS)]
    assert len(found) >= 2 * PINGS, "the question was answered too soon"
    return _p99(found)


def _while_counting(server: Server) -> float:
    counting = subprocess.Popen([sys.executable, "-c", COUNTING])
    try:
        found = [_ping(server) for _ in range(4 * PINGS)]
        assert counting.poll() is None, "the foreign process ended too soon"
        return _p99(found)
    finally:
        counting.kill()
        counting.wait()


def _ping(server: Server) -> float:
    start = time.perf_counter()
    assert server.ask("/healthz")[0] == 200
    return time.perf_counter() - start


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 99 // 100]
