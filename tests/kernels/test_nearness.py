"""Adamic and Adar's index for all pairs at once: NetworkX's numbers, whatever the blocks, and exact sums."""

from __future__ import annotations

from itertools import combinations
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graphs import graphs, simple

from graphsvc.kernels import NO_PAIRS, InCommon, Pairs, SimpleGraph, adamic_adar, nearest
from graphsvc.kernels import nearness as module

PUBLISHED = {
    "Zachary's karate club": nx.karate_club_graph(),
    "Florentine families": nx.florentine_families_graph(),
    "Southern women": nx.davis_southern_women_graph(),
    "Les Misérables": nx.les_miserables_graph(),
}


def scores(graph, ids=None, of=None):
    ids = sorted(graph) if ids is None else ids
    blocks = list(adamic_adar(graph, ids, of))
    found = [(ids[a], ids[b], score) for block in blocks for a, b, score in zip(*block, strict=True)]
    assert len({frozenset(pair[:2]) for pair in found}) == len(found), "each pair comes once"
    return {frozenset(pair[:2]): pair[2] for pair in found}


def by_networkx(graph):
    untied = nx.adamic_adar_index(graph, list(nx.non_edges(graph)))
    return {frozenset((a, b)): score for a, b, score in untied if score}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_networks_score_as_in_networkx(name):
    graph = simple(PUBLISHED[name])
    assert scores(graph) == pytest.approx(by_networkx(nx.Graph(graph)), abs=1e-10)


def test_a_square_by_hand():
    """Each pair across has two common neighbours of degree 2."""
    graph = simple(nx.relabel_nodes(nx.cycle_graph(4), dict(enumerate("abcd"))))
    assert scores(graph) == pytest.approx({frozenset("ac"): 2 / log(2), frozenset("bd"): 2 / log(2)})


def test_loops_count_for_nothing():
    graph = SimpleGraph.of("abc", [("a", "b"), ("b", "c"), ("b", "b"), ("a", "a")])
    assert scores(graph) == pytest.approx({frozenset("ac"): 1 / log(2)})


@pytest.mark.parametrize("products", [1, 7, 1 << 20])
@settings(max_examples=60, deadline=None)
@given(graphs())
def test_it_is_networkx_whatever_the_blocks(products, graph):
    whole = module.PRODUCTS
    module.PRODUCTS = products
    try:
        assert scores(graph) == pytest.approx(by_networkx(nx.Graph(graph)), abs=1e-10)
    finally:
        module.PRODUCTS = whole


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_one_nodes_pairs_are_those_of_all(graph, data):
    ids = list(graph)
    if not ids:
        return
    of = data.draw(st.integers(0, len(ids) - 1))
    assert all((block.first == of).all() for block in adamic_adar(graph, ids, of))
    assert scores(graph, ids, of) == {pair: score for pair, score in scores(graph).items() if ids[of] in pair}


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_order_changes_the_last_digit(random):
    graph = simple(nx.gnp_random_graph(40, 0.4, seed=1))
    ids = sorted(graph)
    random.shuffle(ids)
    assert scores(graph, ids) == scores(graph)


def test_a_block_holds_no_more_than_it_may():
    graph = simple(nx.gnp_random_graph(120, 0.1, seed=1))
    whole, module.PRODUCTS = module.PRODUCTS, 500
    try:
        sizes = [len(block.score) for block in adamic_adar(graph, sorted(graph))]
    finally:
        module.PRODUCTS = whole
    assert max(sizes) <= 500
    assert sum(sizes) == len(by_networkx(nx.Graph(graph)))


def pairs(*rows):
    first, second, score = zip(*rows, strict=True)
    return Pairs(np.array(first), np.array(second), np.array(score))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.5, 1.0, 2.0])), min_size=1)),
    st.integers(0, 8),
)
def test_the_nearest_of_all_blocks_are_kept(blocks, count):
    held = NO_PAIRS
    for block in blocks:
        held = nearest(held, pairs(*block), count)
    everything = sorted((-score, a, b) for block in blocks for a, b, score in block)
    assert [(-score, a, b) for a, b, score in zip(*held, strict=True)] == everything[:count]


@pytest.mark.parametrize("products", [1, 1 << 20], ids=["pair by pair", "by a table"])
def test_what_two_have_in_common_counts_by_its_rarity(monkeypatch, products):
    monkeypatch.setattr(module, "PRODUCTS", products)
    has = InCommon([["x", "y"], ["y", "x", "x"], ["y"], [], ["only"], ["z"], ["z"]])
    all_pairs = list(combinations(range(7), 2))
    first, second = (np.array(side) for side in zip(*all_pairs, strict=True))
    found = dict(zip(all_pairs, has.score(first, second).tolist(), strict=True))
    assert {pair: value for pair, value in found.items() if value} == pytest.approx(
        {(0, 1): 1 / log(2) + 1 / log(3), (0, 2): 1 / log(3), (1, 2): 1 / log(3), (5, 6): 1 / log(2)}
    )


@pytest.mark.parametrize("products", [0, 1 << 20])
def test_nobody_has_nothing_in_common(monkeypatch, products):
    monkeypatch.setattr(module, "PRODUCTS", products)
    nobody = np.array([], dtype=np.int64)
    assert list(InCommon([]).score(nobody, nobody)) == []
    assert list(InCommon([[], []]).score(np.array([0]), np.array([1]))) == [0]
