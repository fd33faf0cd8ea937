"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

from graphsvc.kernels.cuts import Bridge, Cuts, cuts, pieces_without
from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph
from graphsvc.kernels.nearness import NO_PAIRS, Pairs, adamic_adar, features, in_common, nearest
from graphsvc.kernels.ways import Ways, best_first, shortest_ways

__all__ = [
    "NO_PAIRS",
    "Bridge",
    "Cuts",
    "DirectedGraph",
    "Pairs",
    "SimpleGraph",
    "Ways",
    "adamic_adar",
    "best_first",
    "cuts",
    "features",
    "in_common",
    "nearest",
    "pieces_without",
    "shortest_ways",
]
