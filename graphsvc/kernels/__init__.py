"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

import networkx as nx

from graphsvc.kernels.brokerage import ROLES, Brokerage, brokerage
from graphsvc.kernels.centrality import Sampled, sampled_paths
from graphsvc.kernels.communities import arrays, leiden, modularity_by_chance, participation
from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph
from graphsvc.kernels.nonresponse import Answers, completions
from graphsvc.kernels.whole import Whole, whole

__all__ = [
    "ROLES",
    "Answers",
    "Brokerage",
    "DirectedGraph",
    "Sampled",
    "SimpleGraph",
    "Whole",
    "arrays",
    "brokerage",
    "completions",
    "leiden",
    "modularity_by_chance",
    "participation",
    "sampled_paths",
    "whole",
]

# What the backend does not claim runs in NetworkX as ever, on our graphs as they are. No other graph comes to the backend.
nx.config.fallback_to_nx = True
nx.config.warnings_to_ignore.add("cache")  # ours are frozen, so that what was kept of them stays true
