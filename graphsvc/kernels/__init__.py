"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph
from graphsvc.kernels.mixing import Mixing, group_mixing

__all__ = ["DirectedGraph", "Mixing", "SimpleGraph", "group_mixing"]
