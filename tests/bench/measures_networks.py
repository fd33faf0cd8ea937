"""The questions with a kernel about the network as a whole, its parts, pairs and ways: against NetworkX, igraph and scipy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from bare_kernels import Bare
from plain_kernels import CutOff, Mixed, PlainGraphs
from timing import Measure

from graphsvc.model import Answer, Network
from graphsvc.vocabulary import TIES
from queries import communities, dependence, fragmentation, introductions, sectors, suggestions, trust_in_numbers
from queries._partners import best_connected_office

WAYS = 4  # steps
Aims: TypeAlias = tuple[float | None, float | None]


def network_measures(network: Network, plain: PlainGraphs, bare: Bare, aims: Aims) -> Iterator[Measure]:
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
    apart = compare("fragmentation", fragmentation.answer, _same_apart)
    yield apart("plain NetworkX, no topics", plain.components)
    yield compare("fragmentation", fragmentation.answer, _same_components)("igraph's components alone", bare.components)
    start, goal = _far_apart(network)

    def ways(shown: Network) -> Answer:
        return introductions.answer(shown, partner=start, to=goal, top=0)

    led = compare(f"introductions, {WAYS} steps", ways, _same_ways)
    yield led("plain NetworkX", lambda: plain.ways(start, goal))
    yield led("bare igraph", lambda: bare.ways(start, goal))
    networks = 1 + trust_in_numbers._draws(network)
    told = compare("trust_in_numbers", trust_in_numbers.answer, _same_figures)
    yield told("plain NetworkX, nothing drawn", lambda: plain.figures(networks))
    yield told("bare scipy, nothing drawn", lambda: bare.figures(networks))


def _comparing(network: Network, aims: Aims) -> Callable[..., Callable[..., Measure]]:
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
    """Return the best-connected office and the last by name of those that are `WAYS` steps away, or as many as there are."""
    start = best_connected_office(network)
    assert start is not None
    away: Mapping[str, int] = nx.single_source_shortest_path_length(network.simple, start, WAYS)
    return start, max(away, key=lambda id: (away[id], network.order(id)))


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


def _same_apart(mine: Answer, theirs: tuple[float, ...]) -> None:
    names = ("components", "largest", "pairs_out_of_reach", "density")
    assert np.allclose([_first(mine, "network", name) for name in names], theirs, rtol=1e-9)


def _same_components(mine: Answer, theirs: int) -> None:
    assert _first(mine, "network", "components") == theirs


def _same_ways(mine: Answer, theirs: int) -> None:
    assert len(mine.tables["ways"].rows) == min(theirs, introductions.LISTED)


def _same_figures(mine: Answer, theirs: Any) -> None:
    names = dict(zip(mine.tables["figures"].column("figure"), mine.tables["figures"].column("value"), strict=True))
    assert np.allclose(list(names.values()), theirs, rtol=1e-9)
