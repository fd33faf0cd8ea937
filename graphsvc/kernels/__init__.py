"""Heavy algorithms: the graphs that questions compute on, igraph and scipy under NetworkX's names, and what NetworkX lacks."""

from graphsvc.kernels.graphs import DirectedGraph, SimpleGraph

__all__ = ["DirectedGraph", "SimpleGraph"]
