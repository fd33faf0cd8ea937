"""The questions with a kernel: against plain NetworkX, which is to take 30 times as long, and against igraph called bare."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ground import Ground
from measures_questions import untouched
from plain import Plain
from plain_kernels import Bare, Values, brokers, centrality, structural_holes
from timing import Measure

import queries.brokers
import queries.centrality
import queries.structural_holes
from graphsvc.kernels.graphs import compiled
from graphsvc.model import Answer, Network, Viewer

FASTER, BARE = 1 / 30, 1.5
LARGE = 10_000  # partners from which on the aims hold: on small networks the answer's own work is what takes time
SLOWEST = 1_000  # partners to which NetworkX's constraint ends within two minutes
_ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
_MEASURES = ("betweenness", "closeness_normalised", "harmonic", "eigenvector", "pagerank", "coreness", "clustering")


def kernels(ground: Ground) -> Iterator[Measure]:
    """Ask about today; where plain NetworkX would take too long, only against igraph."""
    network = ground.store.network(ground.day, Viewer.STAFF)
    plain = Plain.of(network)
    exact = len(network.graph) <= queries.centrality.EXACT_TO
    if len(network.graph) <= SLOWEST:
        yield _plain(
            "structural_holes",
            network,
            lambda fresh: queries.structural_holes.answer(fresh, top=0),
            lambda: structural_holes(plain),
            ("constraint", "effective_size"),
        )
    yield _plain("brokers", network, lambda fresh: queries.brokers.answer(fresh, top=0), lambda: brokers(plain), _ROLES)
    if exact:
        yield _plain(
            "centrality",
            network,
            lambda fresh: queries.centrality.answer(fresh, top=0),
            lambda: centrality(plain),
            _MEASURES,
        )
    yield from _against_igraph(network, Bare(plain), exact=exact)


def _against_igraph(network: Network, bare: Bare, *, exact: bool) -> Iterator[Measure]:
    """Compare on graphs that both sides have ready, as a server has that keeps them."""
    compiled(network.simple).igraph, compiled(network.simple).matrix, compiled(network.directed).matrix
    place = {id: number for number, id in enumerate(bare.ids)}
    aim = BARE if len(network.graph) >= LARGE else None

    def first(column: str) -> Callable[[Answer, list[float]], None]:
        def check(mine: Answer, theirs: list[float]) -> None:
            table = next(iter(mine.tables.values()))
            for id, value in zip(table.column("partner"), table.column(column), strict=True):
                assert math.isclose(value, theirs[place[id]], rel_tol=1e-6), (column, id)

        return check

    def total(mine: Answer, theirs: int) -> None:
        assert mine.tables["brokers"].rows
        assert theirs > 0

    yield Measure(
        name="question structural_holes, warm (bare igraph)",
        ours=lambda: queries.structural_holes.answer(network),
        baseline=bare.constraint,
        check=first("constraint"),
        aim=aim,
    )
    yield Measure(
        name="question brokers, warm (igraph's triangles alone)",
        ours=lambda: queries.brokers.answer(network),
        baseline=bare.triangles,
        check=total,
    )
    if not exact:
        yield Measure(
            name="question centrality, warm, 200 sources (bare igraph)",
            ours=lambda: queries.centrality.answer(network),
            baseline=lambda: bare.centrality(queries.centrality.SOURCES, queries.centrality.SEED),
            check=first("betweenness"),
            aim=aim,
        )


def _plain(
    name: str,
    network: Network,
    ask: Callable[[Network], Answer],
    baseline: Callable[[], Values],
    columns: tuple[str, ...],
) -> Measure:
    def check(mine: Answer, theirs: Values) -> None:
        table = next(iter(mine.tables.values()))
        found = dict(zip(table.column("partner"), zip(*map(table.column, columns), strict=True), strict=True))
        assert found.keys() == theirs.keys()
        for id, values in found.items():
            for column, one, other in zip(columns, values, theirs[id], strict=True):
                assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-8), (name, id, column, one, other)

    return Measure(
        name=f"question {name}, all partners (plain NetworkX)",
        ours=lambda: ask(untouched(network)),
        baseline=baseline,
        check=check,
        aim=FASTER if len(network.graph) >= LARGE else None,
    )
