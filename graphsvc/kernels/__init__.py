"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

import networkx as nx

from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph

__all__ = ["DirectedGraph", "SimpleGraph"]

# What the backend does not claim runs in NetworkX as ever, on our graphs as they are. No other graph comes to the backend.
nx.config.fallback_to_nx = True
nx.config.warnings_to_ignore.add("cache")  # ours are frozen, so that what was kept of them stays true
