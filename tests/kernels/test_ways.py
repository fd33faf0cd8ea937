"""All shortest ways: as many as NetworkX lists, and in the order of their cost, even where nobody could list them."""

from __future__ import annotations

from itertools import islice, pairwise
from math import comb, factorial

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_graphs import graphs, simple

from graphsvc.kernels import best_first, shortest_ways


def test_ways_across_a_grid_are_a_binomial_coefficient():
    """From corner to corner of a square of n steps: n times right and n times down in any order."""
    grid = simple(nx.grid_2d_graph(41, 41))
    ways = shortest_ways(grid, "(0, 0)", "(40, 40)")
    assert (ways.steps, ways.count) == (80, comb(80, 40))
    assert ways.through("(20, 20)") == comb(40, 20) ** 2
    assert ways.through("(0, 40)") == 1


def test_ways_across_a_cube_are_a_factorial():
    ways = shortest_ways(simple(nx.hypercube_graph(5)), str((0,) * 5), str((1,) * 5))
    assert (ways.steps, ways.count) == (5, factorial(5))


def test_the_best_of_very_many_come_at_once():
    """There are 10^23 ways along the edges of the grid; only that along its rim costs nothing."""
    grid = simple(nx.grid_2d_graph(41, 41))
    ways = shortest_ways(grid, "(0, 0)", "(40, 40)")
    rim = [f"(0, {n})" for n in range(41)] + [f"({n}, 40)" for n in range(1, 41)]
    free = set(pairwise(rim))
    cost = {(a, b): 0 if (a, b) in free else 1 for a, several in ways.onward.items() for b in several}
    (paid, way), (second, _) = islice(best_first(ways, cost, str), 2)
    assert (paid, list(way)) == (0, rim)
    assert second > 0


def test_out_of_reach_there_is_none():
    graph = simple(nx.Graph([("a", "b"), ("c", "d")]))
    assert shortest_ways(graph, "a", "c") is None


@settings(max_examples=100, deadline=None)
@given(graphs(), st.data())
def test_they_are_those_of_networkx_cheapest_first(graph, data):
    if len(graph) < 2:
        return
    start, goal = data.draw(st.sampled_from(sorted(graph))), data.draw(st.sampled_from(sorted(graph)))
    ways = shortest_ways(graph, start, goal)
    if not nx.has_path(nx.Graph(graph), start, goal):
        assert ways is None
        return
    listed = [tuple(way) for way in nx.all_shortest_paths(nx.Graph(graph), start, goal)]
    cost = {(a, b): data.draw(st.integers(3, 6)) for a, several in ways.onward.items() for b in several}
    expected = sorted((sum(cost[step] for step in pairwise(way)), way) for way in listed)
    assert list(best_first(ways, cost, str)) == expected
    assert (ways.count, ways.steps) == (len(listed), len(listed[0]) - 1)
    for node in graph:
        through = sum(1 for way in listed if node in way)
        assert (ways.through(node) if node in ways.away else 0) == through
        assert all(way.index(node) == ways.away[node] for way in listed if node in way)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_costs_in_a_grid_the_cheapest_come_first(data):
    """Where ways meet again, what is cheap at first may be dear in the end."""
    ways = shortest_ways(simple(nx.grid_2d_graph(3, 4)), "(0, 0)", "(2, 3)")
    cost = {(a, b): data.draw(st.integers(3, 12)) for a, several in ways.onward.items() for b in several}
    found = list(best_first(ways, cost, str))
    assert len(set(found)) == ways.count == comb(5, 2)
    assert found == sorted(found)
    assert all(paid == sum(cost[step] for step in pairwise(way)) for paid, way in found)


@pytest.mark.parametrize("end", ["a", "b"])
def test_the_way_to_oneself_has_no_step(end):
    ways = shortest_ways(simple(nx.Graph([("a", "b")])), end, end)
    assert (ways.steps, ways.count, list(best_first(ways, {}, str))) == (0, 1, [(0, (end,))])
