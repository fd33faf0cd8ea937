"""The questions with a kernel: against plain NetworkX, which is to take 30 times as long, and against igraph or scipy bare.

All sides have their graphs ready, as a server has that keeps them. Every baseline ends within two minutes, of the nation, too.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import plain_centrality
from bare_kernels import Bare
from ground import Ground
from measures_networks import network_measures
from plain import Plain
from plain_brokers import Brokered
from plain_brokers import brokers as plain_brokers_of
from plain_kernels import PlainGraphs, Values
from timing import Measure

import queries.brokers
import queries.centrality
import queries.structural_holes
from graphsvc.kernels.centrality import BATCHES
from graphsvc.kernels.graphs import compiled
from graphsvc.model import Answer, Network, Viewer

FASTER, BARE = 1 / 30, 1.5
LARGE = 10_000  # partners from which on the aims hold: on small networks the answer's own work is what takes time


def kernels(ground: Ground) -> Iterator[Measure]:
    """Ask about today with the parameters that nobody changed."""
    network = ground.store.network(ground.day, Viewer.STAFF)
    made_ready(network)
    known = Plain.of(network)
    plain, bare = PlainGraphs(known), Bare(known)
    yield from _about_partners(network, plain, bare)
    yield from network_measures(network, known, plain, bare, _aims(network))


def made_ready(network: Network) -> None:
    """Build what a question would find built by an earlier one."""
    for graph in (compiled(network.simple), compiled(network.directed)):
        assert graph.igraph.vcount() == graph.matrix.shape[0] == len(graph.upward.place)


def _aims(network: Network) -> tuple[float | None, float | None]:
    return (FASTER, BARE) if len(network.graph) >= LARGE else (None, None)


def _about_partners(network: Network, plain: PlainGraphs, bare: Bare) -> Iterator[Measure]:
    """Compare what is said of each partner."""
    faster, near = _aims(network)
    holes, brokers = ("constraint", "effective_size"), queries.brokers.answer
    plain_brokers = partial(plain_brokers_of, plain.directed, plain.sector)

    def measure(name: str, ask: Ask, baseline: Callable[[], Any], check: Check, aim: float | None) -> Measure:
        return Measure(name=f"question {name}", ours=lambda: ask(network), baseline=baseline, check=check, aim=aim)

    ask: Ask = queries.structural_holes.answer
    yield measure("structural_holes (plain NetworkX)", ask, plain.structural_holes, same_values(*holes), faster)
    yield measure("structural_holes (bare igraph)", ask, bare.constraint, same_list("constraint", bare.place), near)
    yield measure("brokers (plain NetworkX)", brokers, plain_brokers, _same_brokers, faster)
    yield measure(
        "brokers (bare scipy, all roles together)", brokers, bare.open_paths, same_list("total", bare.place), near
    )
    yield measure("brokers (igraph's triangles alone)", brokers, bare.triangles, _some, None)
    yield from _centrality(network, plain, bare, measure)


def _centrality(network: Network, plain: PlainGraphs, bare: Bare, measure: Callable[..., Measure]) -> Iterator[Measure]:
    faster, near = _aims(network)
    ask, size = queries.centrality.answer, (queries.centrality.SOURCES, queries.centrality.SEED)
    if len(network.graph) <= queries.centrality.EXACT_TO:
        yield measure(
            "centrality (plain NetworkX)", ask, lambda: plain_centrality.centrality(plain.graph), _same_measures, faster
        )
        return
    name = f"centrality, {size[0]} sources"
    drawn = random.Random(size[1]).sample(bare.ids, size[0])
    batches = [each.tolist() for each in np.array_split(drawn, BATCHES)]
    in_full = partial(plain_centrality.sampled_centrality, plain.graph, batches)
    yield measure(f"{name} (plain NetworkX)", ask, in_full, _same_measures, faster)
    same_paths = same_list("betweenness", bare.place)
    yield measure(f"{name} (bare igraph and scipy)", ask, lambda: bare.centrality(*size), same_paths, near)


Ask = Callable[[Network], Answer]
Check = Callable[[Answer, Any], None]


def same_values(*columns: str) -> Check:
    """Hold that what is said of those who are shown is what the baseline says of them, where it does."""

    def check(mine: Answer, theirs: Values) -> None:
        table = next(iter(mine.tables.values()))
        shown = list(zip(table.column("partner"), *map(table.column, columns), strict=True))
        compared = [(id, values) for id, *values in shown if id in theirs]
        assert 2 * len(compared) > len(shown) > 0, "too little to compare"
        for id, values in compared:
            for column, one, other in zip(columns, values, theirs[id], strict=True):
                assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-8), (id, column, one, other)

    return check


def _same_measures(mine: Answer, theirs: plain_centrality.Measured) -> None:
    """Hold that every measure of those who are shown, and its standard error, is the baseline's."""
    table = mine.tables["centrality"]
    assert table.rows
    assert set(table.names[4:]) == set(theirs)
    for name, values in theirs.items():
        for id, value in zip(table.column("partner"), table.column(name), strict=True):
            wanted = values[id]
            same = (
                value is wanted if None in (value, wanted) else math.isclose(value, wanted, rel_tol=1e-6, abs_tol=1e-8)
            )
            assert same, (id, name, value, wanted)


def same_list(column: str, place: Mapping[str, int]) -> Check:
    """Hold the same of one column and a list in the order of places."""

    def check(mine: Answer, theirs: Any) -> None:
        table = next(iter(mine.tables.values()))
        assert table.rows
        for id, value in zip(table.column("partner"), table.column(column), strict=True):
            assert math.isclose(value, theirs[place[id]], rel_tol=1e-6), (column, id)

    return check


def _same_brokers(mine: Answer, theirs: Brokered) -> None:
    """Hold that counts, z-scores and sums are the baseline's; counts and sums to the last."""
    counts, z, sums = (mine.tables[name].rows for name in ("brokers", "z_scores", "roles"))
    assert counts
    assert {row[0]: row[3:] for row in counts} == {row[0]: theirs.counts[row[0]] for row in counts}
    assert {row[0]: row[1:] for row in sums} == theirs.groups
    for id, _, *scores in z:
        same = (a == b or math.isclose(a, b, rel_tol=1e-9) for a, b in zip(scores, theirs.z[id], strict=True))
        assert all(same), id


def _some(mine: Answer, theirs: int) -> None:
    """Nothing can be compared but that there is something."""
    assert mine.tables["brokers"].rows
    assert theirs > 0
