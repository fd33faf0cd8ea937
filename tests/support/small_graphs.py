"""Graphs of a few nodes, known and random, for the tests of kernels."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import strategies as st

from graphsvc.kernels import SimpleGraph


def simple(graph: nx.Graph) -> SimpleGraph:
    """Return a plain graph of NetworkX as ours; its nodes become texts."""
    return SimpleGraph.of(map(str, graph), ((str(a), str(b)) for a, b in graph.edges))


@st.composite
def graphs(draw) -> SimpleGraph:
    """Draw a graph of up to nine nodes in any order; sparse ones are as likely as dense ones."""
    ids = draw(st.permutations("abcdefghi"[: draw(st.integers(0, 9))]))
    pairs = list(combinations(ids, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs))) if pairs else []
    return SimpleGraph.of(ids, chosen)
