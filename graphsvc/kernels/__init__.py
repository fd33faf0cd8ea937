"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

import networkx as nx

from graphsvc.kernels.brokerage import ROLES, Brokerage, brokerage
from graphsvc.kernels.centrality import Sampled, sampled_paths
from graphsvc.kernels.communities import leiden, modularity_by_chance, participation
from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph
from graphsvc.kernels.mixing import Mixing, group_mixing

__all__ = [
    "ROLES",
    "Brokerage",
    "DirectedGraph",
    "Mixing",
    "Sampled",
    "SimpleGraph",
    "brokerage",
    "group_mixing",
    "leiden",
    "modularity_by_chance",
    "participation",
    "sampled_paths",
]

# What the backend does not claim runs in NetworkX as ever, on our graphs as they are. No other graph comes to the backend.
nx.config.fallback_to_nx = True
nx.config.warnings_to_ignore.add("cache")  # ours are frozen, so that what was kept of them stays true
