"""Triangles: each three once, with the sides that they have, as NetworkX counts them."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import networkx as nx
import pytest

from graphsvc.kernels import DirectedGraph, SimpleGraph
from graphsvc.kernels.graphs import compiled
from graphsvc.kernels.triangles import triangles

DRAWN = nx.gnp_random_graph(30, 0.3, seed=3, directed=True)


@pytest.mark.parametrize("kind", [SimpleGraph, DirectedGraph])
def test_each_is_found_once_with_its_sides(kind):
    found = compiled(kind.of(DRAWN, [*DRAWN.edges, (4, 4)]))
    corners, sides = triangles(found)
    threes = [frozenset(found.ids[place] for place in three) for three in zip(*corners, strict=True)]
    assert len(set(threes)) == len(threes) > 0
    counted = Counter(chain.from_iterable(threes))
    assert {node: counted[node] for node in DRAWN} == nx.triangles(DRAWN.to_undirected())
    upward = found.upward
    if kind is SimpleGraph:
        assert upward.forth.all()
        assert upward.back.all()
    for (one, other), side in zip(((0, 1), (0, 2), (1, 2)), sides, strict=True):
        assert (upward.place[upward.low[side]] == corners[one]).all()
        assert (upward.place[upward.high[side]] == corners[other]).all()


def test_which_way_the_sides_lead():
    found = compiled(DirectedGraph.of("abc", [("a", "b"), ("b", "c"), ("c", "b"), ("c", "a")]))
    upward = found.upward
    low, high = (["abc"[place] for place in upward.place[ends]] for ends in (upward.low, upward.high))
    ways = zip(low, high, upward.forth.tolist(), upward.back.tolist(), strict=True)
    arcs = [arc for a, b, forth, back in ways for arc in [(a, b)] * forth + [(b, a)] * back]
    assert sorted(arcs) == [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b")]


def test_without_any():
    for graph in (SimpleGraph(), SimpleGraph.of("ab", []), SimpleGraph.of("abc", [("a", "b"), ("b", "c")])):
        assert not triangles(compiled(graph)).corners[0].size
