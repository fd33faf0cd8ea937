"""Burt's measures beside NetworkX's own, whose tests `test_networkx.py` runs: what igraph's sums leave to us."""

from __future__ import annotations

import networkx as nx

from graphsvc.kernels import SimpleGraph


def test_twins_are_equal_to_the_last_digit_whatever_the_order_of_their_contacts():
    """Ranks are by these numbers and then by name: rounding must not decide."""
    drawn = nx.gnp_random_graph(12, 0.5, seed=1)
    there = {node: 12 + (5 * node + 3) % 12 for node in drawn}  # the same graph again, its nodes in another order
    pairs = [*drawn.edges, *((there[a], there[b]) for a, b in drawn.edges)]
    graph = SimpleGraph.of(map(str, range(24)), ((str(a), str(b)) for a, b in pairs))
    for found in (nx.constraint(graph), nx.effective_size(graph)):
        assert [found[str(node)] for node in drawn] == [found[str(there[node])] for node in drawn]
