"""The questions with a kernel about the network as a whole, its parts, pairs and ways: against NetworkX, igraph and scipy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import plain_fragmentation
import plain_introductions
import plain_nonresponse
from bare_kernels import Bare
from plain import Plain
from plain_kernels import CutOff, Mixed, PlainGraphs
from timing import Measure

from graphsvc.kernels import completions
from graphsvc.model import Answer, Network
from graphsvc.vocabulary import TIES
from queries import communities, dependence, fragmentation, introductions, sectors, suggestions, trust_in_numbers
from queries._names import names_of
from queries._partners import best_connected_office

WAYS = 4  # steps
Aims: TypeAlias = tuple[float | None, float | None]
Comparing: TypeAlias = Callable[..., Callable[..., Measure]]


def network_measures(network: Network, known: Plain, plain: PlainGraphs, bare: Bare, aims: Aims) -> Iterator[Measure]:
    """Compare with NetworkX first, then with igraph, scipy or numpy."""
    compare = _comparing(network, aims)
    partition = compare("communities", communities.answer, _as_clear)
    yield partition("plain NetworkX, Louvain", plain.communities)
    yield partition("bare igraph", bare.communities)
    for_parts = compare("dependence", dependence.answer, _same_pieces)
    yield for_parts("plain NetworkX", plain.dependence)
    yield for_parts("bare igraph", bare.dependence)
    yield compare("dependence", dependence.answer, _same_cuts)("igraph's blocks alone", bare.blocks)
    yield compare("suggestions", suggestions.answer, _same_scores)("plain NetworkX", plain.near)
    yield compare("suggestions", suggestions.answer, _same_entries(bare))("bare scipy", bare.near)
    of_every_kind = copy(network)  # without a choice, the sectors' cooperations alone are counted
    of_every_kind.selection = replace(network.selection, ties=frozenset(TIES))
    mixing = compare("sectors", lambda _: sectors.answer(of_every_kind), _same_mixing)
    yield mixing("plain NetworkX", plain.sectors)
    yield mixing("bare numpy", bare.sectors)
    fields = compare("fragmentation", fragmentation.answer, _same_fields)
    yield fields("plain NetworkX", lambda: plain_fragmentation.fragmentation(known, plain.graph))
    yield compare("fragmentation", fragmentation.answer, _same_components)("igraph's components alone", bare.components)
    yield from _ways(network, known, plain, bare, compare)
    yield from _drawn(network, known, plain, bare, compare)


def _ways(network: Network, known: Plain, plain: PlainGraphs, bare: Bare, compare: Comparing) -> Iterator[Measure]:
    start, goal = _far_apart(network)

    def ways(shown: Network) -> Answer:
        return introductions.answer(shown, partner=start, to=goal, top=0)

    name = f"introductions, {WAYS} steps"
    theirs = partial(plain_introductions.introductions, known, plain.graph, start, goal)
    yield compare(name, ways, partial(_same_ways, names_of(network)))("plain NetworkX", theirs)
    yield compare(name, ways, _as_many_ways)("bare igraph", lambda: bare.ways(start, goal))


def _drawn(network: Network, known: Plain, plain: PlainGraphs, bare: Bare, compare: Comparing) -> Iterator[Measure]:
    """Hand over to the others what ours draws itself, in its time."""
    ids, asked = bare.ids, trust_in_numbers._asked(network)
    count = trust_in_numbers._draws(network) if asked.silent else 0
    drawn = list(completions(network.simple, network.graph.nodes, ids, asked, draws=count))
    named = [[(ids[one], ids[other]) for one, other in pairs.tolist()] for pairs in drawn]

    def in_full() -> plain_nonresponse.Trusted:
        return plain_nonresponse.trust_in_numbers(known, plain.graph, plain.sector, named)

    ask = trust_in_numbers.answer
    yield compare("trust_in_numbers", ask, _same_band)("plain NetworkX, what is drawn handed over", in_full)
    figures = compare("trust_in_numbers", ask, _same_figures)
    yield figures("bare scipy, what is drawn handed over", lambda: bare.figures(drawn))


def _comparing(network: Network, aims: Aims) -> Comparing:
    def compare(name: str, ask: Callable[[Network], Answer], check: Callable[[Answer, Any], None]) -> Any:
        def against(what: str, baseline: Callable[[], Any]) -> Measure:
            return Measure(
                name=f"question {name} ({what})",
                ours=lambda: ask(network),
                baseline=baseline,
                check=check,
                aim={"plain": aims[0], "bare": aims[1]}.get(what.split()[0]),
            )

        return against

    return compare


def _far_apart(network: Network) -> tuple[str, str]:
    """Return the best-connected office and whom most ways lead to of those `WAYS` steps away, or as many as there are."""
    start = best_connected_office(network)
    assert start is not None
    graph = network.simple
    away: Mapping[str, int] = nx.single_source_shortest_path_length(graph, start, WAYS)  # the near ones first
    ways = {start: 1}
    for id in away:
        ways.setdefault(id, sum(ways[other] for other in graph[id] if away.get(other) == away[id] - 1))
    return start, max(away, key=lambda id: (away[id], ways[id], network.order(id)))


def _first(mine: Answer, table: str, column: str) -> Any:
    return mine.tables[table].column(column)[0]


def _as_clear(mine: Answer, theirs: float) -> None:
    """Methods by chance find different parts: ours may be clearer, and no less so by a hundredth."""
    assert _first(mine, "network", "modularity") > theirs - 0.01


def _same_cuts(mine: Answer, theirs: tuple[int, int, int]) -> None:
    names = ("components", "articulation_points", "bridges")
    assert tuple(_first(mine, "network", name) for name in names) == theirs


def _same_pieces(mine: Answer, theirs: CutOff) -> None:
    names = ("components", "articulation_points", "bridges")
    found = tuple(_first(mine, "network", name) for name in names)
    assert found == (theirs.components, len(theirs.pieces), theirs.bridges)
    assert _first(mine, "network", "groups_of_one_office") == sum(theirs.left.values())
    table = mine.tables["critical"]
    assert table.rows
    for id, *found in zip(*map(table.column, ("partner", "components", "cut_off", "groups_left")), strict=True):
        pieces = theirs.pieces.get(id, [0])
        assert found == [len(pieces), sum(pieces[1:]), theirs.left.get(id, 0)], id


def _same_scores(mine: Answer, theirs: Mapping[frozenset[str], float]) -> None:
    table = mine.tables["suggestions"]
    assert table.rows
    for one, other, score in zip(*map(table.column, ("partner", "other", "adamic_adar")), strict=True):
        assert math.isclose(theirs[frozenset((one, other))], score, rel_tol=1e-9), (one, other)


def _same_entries(bare: Bare) -> Callable[[Answer, Any], None]:
    def check(mine: Answer, theirs: Any) -> None:
        table = mine.tables["suggestions"]
        for one, other, score in zip(*map(table.column, ("partner", "other", "adamic_adar")), strict=True):
            low, high = sorted((bare.place[one], bare.place[other]))
            assert math.isclose(theirs[low, high], score, rel_tol=1e-9), (one, other)

    return check


def _same_mixing(mine: Answer, theirs: Mixed) -> None:
    """The indices are numbers; p comes from other permutations."""
    groups = mine.tables["sectors"]
    rows = [("", _first(mine, "network", "e_i"), _first(mine, "network", "p"))]
    rows += zip(*map(groups.column, ("group", "e_i", "p")), strict=True)
    for group, index, p in rows:
        if index is not None:  # of a sector without a tie there is none
            assert math.isclose(index, theirs[group][0], rel_tol=1e-9), group
            assert abs(p - theirs[group][1]) < 0.06, group


def _same_fields(mine: Answer, theirs: plain_fragmentation.Fragmented) -> None:
    """Hold that all tables and marks are the baseline's; which fields a topic has stands in its pairs, too."""
    tables = mine.tables
    assert tables["pairs"].rows
    assert list(tables["fields"].rows) == theirs.fields
    assert sorted(tables["pairs"].rows) == sorted(theirs.pairs)
    assert {topic: tuple(row) for topic, _, *row in tables["topics"].rows} == {row[0]: row[1:] for row in theirs.topics}
    assert mine.marks == theirs.marks
    assert np.allclose(tables["network"].rows, theirs.network, rtol=1e-9)


def _same_components(mine: Answer, theirs: int) -> None:
    assert _first(mine, "network", "components") == theirs


def _as_many_ways(mine: Answer, theirs: int) -> None:
    assert len(mine.tables["ways"].rows) == min(theirs, introductions.LISTED)


def _same_ways(names: Mapping[str, str], mine: Answer, theirs: plain_introductions.Introduced) -> None:
    ways, between = mine.tables["ways"].rows, mine.tables["go_betweens"].rows
    named = [(tuple(names[id] for id in through), *row) for through, *row in theirs.ways]
    assert [row[2:] for row in ways] == named
    assert [(row[0], *row[4:]) for row in between] == theirs.go_betweens
    assert mine.marks == theirs.marks


def _same_band(mine: Answer, theirs: plain_nonresponse.Trusted) -> None:
    _same_figures(mine, theirs.figures)
    assert list(mine.tables["answers"].rows) == theirs.answers


def _same_figures(mine: Answer, theirs: Any) -> None:
    assert np.allclose([row[1:] for row in mine.tables["figures"].rows], theirs, rtol=1e-9, atol=0)
