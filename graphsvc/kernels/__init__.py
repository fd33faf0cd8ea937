"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

import networkx as nx

from graphsvc.kernels.brokerage import ROLES, Brokerage, brokerage
from graphsvc.kernels.centrality import Sampled, sampled_paths
from graphsvc.kernels.cohesion import component_sizes
from graphsvc.kernels.communities import arrays, leiden, modularity_by_chance, participation
from graphsvc.kernels.cuts import Bridge, Cuts, cuts, pieces_without
from graphsvc.kernels.efficiency import Distances, Gains
from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph, compiled
from graphsvc.kernels.holes import Holes, structural_holes
from graphsvc.kernels.layout import attracted
from graphsvc.kernels.mixing import Mixing, group_mixing
from graphsvc.kernels.nearness import NO_PAIRS, InCommon, Pairs, adamic_adar, features, nearest
from graphsvc.kernels.nonresponse import Answers, completions
from graphsvc.kernels.progress import Progress, counted, silent
from graphsvc.kernels.ways import Ways, best_first, shortest_ways
from graphsvc.kernels.whole import Tied, Whole

__all__ = [
    "NO_PAIRS",
    "ROLES",
    "Answers",
    "Bridge",
    "Brokerage",
    "Cuts",
    "DirectedGraph",
    "Distances",
    "Gains",
    "Holes",
    "InCommon",
    "Mixing",
    "Pairs",
    "Progress",
    "Sampled",
    "SimpleGraph",
    "Tied",
    "Ways",
    "Whole",
    "adamic_adar",
    "arrays",
    "attracted",
    "best_first",
    "brokerage",
    "compiled",
    "completions",
    "component_sizes",
    "counted",
    "cuts",
    "features",
    "group_mixing",
    "leiden",
    "modularity_by_chance",
    "nearest",
    "participation",
    "pieces_without",
    "sampled_paths",
    "shortest_ways",
    "silent",
    "structural_holes",
]

# What the backend does not claim runs in NetworkX as ever, on our graphs as they are. No other graph comes to the backend.
nx.config.fallback_to_nx = True
nx.config.warnings_to_ignore.add("cache")  # ours are frozen, so that what was kept of them stays true
