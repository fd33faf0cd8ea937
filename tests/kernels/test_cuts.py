"""What falls apart: Krackhardt's kite by hand, and for random graphs what taking each node and edge away shows."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from small_graphs import graphs, simple

from graphsvc.kernels import cuts, pieces_without


def test_krackhardts_kite():
    """Krackhardt, Assessing the political landscape, Administrative Science Quarterly 35 (1990): Heather (7) and Ike (8)
    link Jane (9) to the seven others."""
    found = cuts(simple(nx.krackhardt_kite_graph()))
    assert found.pieces == {"7": [7, 2], "8": [8, 1]}
    assert sorted(found.bridges) == [("7", "8", 2), ("8", "9", 1)]


@pytest.mark.parametrize(
    ("graph", "pieces", "bridges"),
    [
        pytest.param(nx.star_graph(4), {"0": [1, 1, 1, 1]}, 4, id="star"),
        pytest.param(nx.cycle_graph(5), {}, 0, id="ring"),
        pytest.param(nx.path_graph(5), {"1": [3, 1], "2": [2, 2], "3": [3, 1]}, 4, id="line"),
        pytest.param(nx.barbell_graph(4, 1), {"3": [5, 3], "4": [4, 4], "5": [5, 3]}, 2, id="barbell"),
        pytest.param(nx.path_graph(2), {}, 1, id="two"),
        pytest.param(nx.empty_graph(3), {}, 0, id="no edge"),
        pytest.param(nx.empty_graph(0), {}, 0, id="nobody"),
    ],
)
def test_known_shapes(graph, pieces, bridges):
    found = cuts(simple(graph))
    assert (found.pieces, len(found.bridges)) == (pieces, bridges)


def test_a_long_line_needs_no_deep_stack():
    found = cuts(simple(nx.path_graph(5000)))
    assert found.pieces["1"] == [4998, 1]
    assert max(bridge.size for bridge in found.bridges) == 2500


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_it_is_what_taking_each_away_shows(graph):
    """One node, one edge at a time: what linear time found at once is what counting components finds one by one."""
    found = cuts(graph)
    whole = nx.Graph(graph)
    for node in graph:
        rest = nx.Graph(whole)
        component = nx.node_connected_component(whole, node)
        rest.remove_node(node)
        pieces = [piece for piece in nx.connected_components(rest) if piece <= component]
        sizes = sorted(map(len, pieces), reverse=True)
        assert found.pieces.get(node, sizes[:1]) == sizes
        assert sorted(map(sorted, pieces_without(graph, node))) == sorted(map(sorted, pieces))
    assert {frozenset(bridge[:2]) for bridge in found.bridges} == set(map(frozenset, nx.bridges(whole)))
    assert len(found.bridges) == len(set(found.bridges))
    for held_by, cut_off, size in found.bridges:
        rest = nx.Graph(whole)
        rest.remove_edge(held_by, cut_off)
        sides = [len(nx.node_connected_component(rest, end)) for end in (held_by, cut_off)]
        assert sides[1] == size <= sides[0]


def test_articulation_points_alone_are_named():
    graph = simple(nx.les_miserables_graph())
    assert set(cuts(graph).pieces) == set(nx.articulation_points(nx.Graph(graph)))
