"""Global efficiency and what one new edge adds: by hand, and against NetworkX before and after."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graphs import graphs, simple

from graphsvc.kernels import Distances, SimpleGraph
from graphsvc.kernels import efficiency as module

PUBLISHED = {
    "Zachary's karate club": nx.karate_club_graph(),
    "Florentine families": nx.florentine_families_graph(),
    "two stars far apart": nx.disjoint_union(nx.star_graph(5), nx.star_graph(3)),
    "a long path": nx.path_graph(26),
    "a tree": nx.full_rary_tree(2, 30),
}


def untied(graph, ids):
    pairs = [(a, b) for a, b in combinations(range(len(ids)), 2) if not graph.has_edge(ids[a], ids[b])]
    return tuple(np.array(side, dtype=np.int64) for side in (zip(*pairs, strict=True) if pairs else ((), ())))


def best(graph, count, ids=None):
    ids = sorted(graph) if ids is None else ids
    found = Distances(graph, ids).best(*untied(graph, ids), count)
    return [(ids[a], ids[b], *rest) for a, b, *rest in zip(*(column.tolist() for column in found), strict=True)]


def by_networkx(graph):
    """Add every edge that is not there, and let NetworkX compute efficiency anew."""
    plain = nx.Graph(list(graph.edges))
    plain.add_nodes_from(graph)
    before, distances = nx.global_efficiency(plain), dict(nx.all_pairs_shortest_path_length(plain))
    found = {}
    for a, b in combinations(sorted(plain), 2):
        if plain.has_edge(a, b):
            continue
        plain.add_edge(a, b)
        now = dict(nx.all_pairs_shortest_path_length(plain))
        pairs = [(x, y) for x, y in combinations(sorted(plain), 2) if y in now[x]]
        nearer = sum(1 for x, y in pairs if now[x][y] < distances[x].get(y, 99))
        joined = sum(1 for x, y in pairs if y not in distances[x])
        found[a, b] = (nx.global_efficiency(plain) - before, nearer, joined)
        plain.remove_edge(a, b)
    return found


@cache
def expected_of(name):
    return by_networkx(simple(PUBLISHED[name]))


def test_a_path_of_four_by_hand():
    """Pairs are 1, 1, 1, 2, 2 and 3 steps apart: (3 + 1 + 1/3) / 6. Closed to a ring, two are 2 apart and four are tied."""
    graph = simple(nx.relabel_nodes(nx.path_graph(4), dict(enumerate("abcd"))))
    distances = Distances(graph, list("abcd"))
    assert distances.efficiency == pytest.approx(13 / 18)
    assert distances.between(0, 3) == 3
    # a–d: one pair from 3 to 1. a–c: a, c from 2 to 1 and a, d from 3 to 2; and so b–d. 2/3 is 1/2 + 1/6: they stand by name
    gain = pytest.approx((2 / 3) / 6)
    assert best(graph, 9) == [("a", "c", gain, 2, 0), ("a", "d", gain, 1, 0), ("b", "d", gain, 2, 0)]


def test_two_pairs_become_one_by_hand():
    """a–b and c–d: b–c makes two pairs of 1 and 2 steps and one of 3: as does every other edge between them."""
    graph = SimpleGraph.of("abcd", [("a", "b"), ("c", "d")])
    assert Distances(graph, list("abcd")).between(0, 2) is None
    gain = pytest.approx((1 + 1 / 2 + 1 / 2 + 1 / 3) / 6)
    assert best(graph, 2) == [("a", "c", gain, 4, 4), ("a", "d", gain, 4, 4)]


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("block", [1 << 21, 100])
def test_every_edge_of_known_networks_gains_what_networkx_says(name, block, monkeypatch):
    monkeypatch.setattr(module, "BLOCK", block)
    graph = simple(PUBLISHED[name])
    assert Distances(graph, sorted(graph)).efficiency == pytest.approx(nx.global_efficiency(nx.Graph(graph.edges)))
    expected = expected_of(name)
    found = best(graph, len(expected))
    assert {row[:2]: row[2:] for row in found} == {
        pair: (pytest.approx(gain, abs=1e-10), nearer, joined) for pair, (gain, nearer, joined) in expected.items()
    }
    for count in (1, 7):
        assert best(graph, count) == found[:count], "a bound leaves out nothing"


@settings(max_examples=80, deadline=None)
@given(graphs(), st.integers(0, 40))
def test_it_is_networkx_on_any_small_graph(graph, count):
    expected = by_networkx(graph)
    found = best(graph, count)
    assert len(found) == min(count, len(expected))
    for a, b, *rest in found:
        assert rest == [pytest.approx(expected[a, b][0], abs=1e-10), *expected[a, b][1:]]
    order = sorted(expected, key=lambda pair: (-round(expected[pair][0], 9), pair))
    assert [row[:2] for row in found] == order[:count]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([20, 45, 70]), st.integers(1, 12))
def test_no_bound_is_too_low(seed, edges, count):
    """On larger graphs, with long ways and parts of their own, the best few are the first of all."""
    graph = simple(nx.gnm_random_graph(40, edges, seed=seed))
    everything = best(graph, 10_000)
    assert [row[2] for row in everything] == sorted((row[2] for row in everything), reverse=True)
    assert best(graph, count) == everything[:count]


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_order_changes_the_last_digit(random):
    graph = simple(nx.gnm_random_graph(30, 40, seed=2))
    ids = sorted(graph)
    gains = {frozenset(row[:2]): row[2:] for row in best(graph, 500)}
    random.shuffle(ids)
    assert {frozenset(row[:2]): row[2:] for row in best(graph, 500, ids)} == gains


def test_nobody_and_one_alone():
    for ids in ("", "a"):
        distances = Distances(SimpleGraph.of(ids, []), list(ids))
        assert distances.efficiency == 0
        assert len(distances.best(*untied(None, ids), 5).gain) == 0
