"""What falls apart without a node or an edge: the sizes of all pieces at once, from the tree of blocks and cut vertices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import networkx as nx

from graphsvc.kernels.graphs import SimpleGraph


class Bridge(NamedTuple):
    """An edge that alone holds two pieces together; ``size`` nodes lie on the side of ``cut_off``, the smaller one."""

    held_by: str
    cut_off: str
    size: int


class Cuts(NamedTuple):
    """What holds a graph together.

    Attributes
    ----------
    pieces : dict
        Articulation point → the sizes of the pieces that its component falls into without it, the largest first.
    bridges : list of Bridge
        In no order.
    """

    pieces: dict[str, list[int]]
    bridges: list[Bridge]


def cuts(graph: SimpleGraph) -> Cuts:
    """Return all articulation points and bridges with what they hold, in linear time.

    References
    ----------
    Hopcroft, J., Tarjan, R.: Algorithm 447: efficient algorithms for graph manipulation. Communications of the ACM 16
    (1973), 372–378. Harary, F., Prins, G.: The block-cutpoint-tree of a graph. Publ. Math. Debrecen 13 (1966), 103–107.
    """
    found_blocks: Iterable[Iterable[str]] = nx.biconnected_components(graph)  # type: ignore[assignment]  # the stubs err
    blocks = [sorted(block) for block in found_blocks]
    shared = {node for node, count in Counter(chain.from_iterable(blocks)).items() if count > 1}
    blocks_of: dict[str, list[int]] = {node: [] for node in shared}
    alone: list[Bridge] = []  # components of two
    for number, block in enumerate(blocks):
        cut_vertices = [node for node in block if node in shared]
        for node in cut_vertices:
            blocks_of[node].append(number)
        if len(block) == 2 and not cut_vertices:
            alone.append(Bridge(block[0], block[1], 1))
    found = Cuts({}, alone)
    for root in sorted(shared):
        if root not in found.pieces:
            _weigh(root, blocks, blocks_of, found)
    for sizes in found.pieces.values():
        sizes.sort(reverse=True)
    return found


def _weigh(root: str, blocks: list[list[str]], blocks_of: dict[str, list[int]], found: Cuts) -> None:
    """Hang the tree of one component up at a cut vertex, weigh each branch from the leaves, and note what it tells."""
    branches = [(root, number) for number in blocks_of[root]]  # a block, and the cut vertex that it hangs from
    found.pieces[root] = []
    for _, number in branches:  # grows while it is read: from the root to the leaves
        for node in blocks[number]:
            if node in blocks_of and node not in found.pieces:
                found.pieces[node] = []
                branches += [(node, other) for other in blocks_of[node] if other != number]
    weight: dict[str, int] = {}  # of a cut vertex with all that hangs from it
    bridges = []
    for above, number in reversed(branches):
        block = blocks[number]
        size = sum(weight.get(node, 1) for node in block if node != above)
        found.pieces[above].append(size)
        weight[above] = weight.get(above, 1) + size
        if len(block) == 2:
            bridges.append((above, block[0] if block[1] == above else block[1], size))
    whole = weight[root]
    for node in weight.keys() - {root}:
        found.pieces[node].append(whole - weight[node])
    for above, below, size in bridges:
        other = whole - size
        found.bridges.append(Bridge(below, above, other) if size > other else Bridge(above, below, size))


def pieces_without(graph: SimpleGraph, node: str) -> list[set[str]]:
    """Return the pieces that a node's component falls into without it; in no order. None has none."""
    seen = {node}
    found = []
    for start in graph.adj[node]:
        if start not in seen:
            piece = {start}
            waiting = [start]
            while waiting:
                reached = [other for other in graph.adj[waiting.pop()] if other not in piece and other != node]
                piece.update(reached)
                waiting += reached
            seen |= piece
            found.append(piece)
    return found
