"""Loading and reading, each against its baseline, with the check that both come to the same; and the list of all."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import plain_store
from ground import Ground
from measures_kernels import kernels
from measures_large import large
from measures_pages import pages
from measures_questions import asking, looking_back
from measures_sheets import printing
from plain import Graph
from timing import Measure

from graphsvc.exchange.load import load
from graphsvc.model import Network, Viewer
from graphsvc.store import Records
from graphsvc.stores.sqlite import SqliteStore

LOADING, READING, PATCHING = 8.0, 1.5, 0.1  # the aims


def all_measures(ground: Ground) -> Iterator[Measure]:
    """Yield one measure after another; what each needs is made ready only when its turn comes."""
    yield loading(ground)
    yield reading(ground, memory=False)
    yield reading(ground, memory=True)
    yield patching(ground)
    yield from asking(ground)
    yield looking_back(ground)
    yield from kernels(ground)
    yield from large(ground)
    yield from pages(ground)
    yield from printing(ground)


def loading(ground: Ground) -> Measure:
    """Load the template into an empty store, against `executemany` into plain tables."""

    def ours() -> Any:
        path = ground.fresh()
        store = SqliteStore(path)
        found = load([(file.name, file.read_bytes()) for file in ground.template], Records(), ground.areas)
        store.apply(found.changes, actor="bench", key="template")
        store.close()
        return path

    def check(mine: Any, plain: Any) -> None:
        got, wanted = plain_store.content(mine), plain_store.content(plain)
        counts = {name: (rows.total(), wanted[name].total()) for name, rows in got.items()}
        assert all(ours == baseline for ours, baseline in counts.values()), counts
        assert counts["partner"][0] == ground.size.partners
        assert counts["tie"][0] == ground.size.ties
        for name, rows in got.items():
            assert rows == wanted[name], f"{name}: {list(rows - wanted[name])[:1]} {list(wanted[name] - rows)[:1]}"
        ground.sweep()

    return Measure(
        name="load the template (bare csv + executemany)",
        ours=ours,
        baseline=lambda: plain_store.load(*ground.template, ground.fresh()),
        check=check,
        aim=LOADING,
    )


def reading(ground: Ground, *, memory: bool) -> Measure:
    """Read a whole Network with nothing cached, against SELECT and a graph by hand.

    The baseline, too, holds the garbage collector: else it takes twice the time, and the ratio would say only that.
    """

    def baseline() -> Graph:
        gc.disable()
        try:
            return plain_store.network(ground.path, ground.today)
        finally:
            gc.enable()

    return Measure(
        name=f"network(){', peak of memory' * memory} (bare SELECT + graph)",
        ours=lambda: _cold(ground).graph,
        baseline=baseline,
        check=same_graph,
        aim=None if memory else READING,
        memory=memory,
    )


def patching(ground: Ground) -> Measure:
    """Read a Network again after one tie was changed, against reading it with nothing cached."""
    warm = SqliteStore(ground.path)
    warm.network(ground.day, Viewer.STAFF)
    edits = enumerate(ground.edits())

    def edit() -> None:
        number, changes = next(edits)
        ground.store.apply(changes, actor="bench", key=f"edit-{number}")

    return Measure(
        name="network() after an edit of one tie (cold)",
        ours=lambda: warm.network(ground.day, Viewer.STAFF).graph,
        baseline=lambda: _cold(ground).graph,
        check=same_graph,
        aim=PATCHING,
        before=edit,
    )


def _cold(ground: Ground) -> Network:
    store = SqliteStore(ground.path)
    network = store.network(ground.day, Viewer.STAFF)
    store.close()
    return network


def same_graph(mine: Graph, plain: Graph) -> None:
    """Hold that two graphs have the same nodes, edges, keys and attributes; the mappings of each compare all at once."""
    assert dict(mine.nodes) == dict(plain.nodes)
    assert mine.number_of_edges() == plain.number_of_edges()
    assert {id: dict(mine.succ[id]) for id in mine} == {id: dict(plain.succ[id]) for id in plain}
    assert {id: set(mine.pred[id]) for id in mine} == {id: set(plain.pred[id]) for id in plain}
