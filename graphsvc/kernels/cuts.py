"""What falls apart without a node or an edge: the sizes of all pieces at once, from the tree of blocks and cut vertices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import igraph
import numpy as np

from graphsvc.kernels.graphs import Compiled, SimpleGraph, compiled


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
    found = compiled(graph)
    blocks = _blocks(found)
    names = found.ids
    edges = [sorted(names[end] for end in block.ends) for block in blocks if block.ends and not block.shared]
    alone = [Bridge(one, other, 1) for one, other in edges]
    held = Cuts({}, alone)  # components of two
    blocks_of: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for vertex in block.shared:
            blocks_of.setdefault(vertex, []).append(number)
    for root in sorted(blocks_of, key=names.__getitem__):
        if names[root] not in held.pieces:
            _weigh(root, blocks, blocks_of, names, held)
    for sizes in held.pieces.values():
        sizes.sort(reverse=True)
    return held


class _Block(NamedTuple):
    """A largest part that nobody alone holds together: its size, its cut vertices, and the ends of one that is an edge."""

    size: int
    shared: list[int]
    ends: tuple[int, int] | None


def _blocks(found: Compiled) -> list[_Block]:
    """Return all blocks; igraph's own list of their vertices would be made one by one."""
    trees, points = igraph.GraphBase.biconnected_components(found.igraph, True)
    if not trees:
        return []
    sizes = np.array([len(tree) for tree in trees])
    edges = np.concatenate(trees)
    ends = np.column_stack([found.sources[edges], found.targets[edges]])
    is_point = np.zeros(len(found), dtype=bool)
    is_point[points] = True
    cells = (np.repeat(np.arange(len(trees)), sizes)[:, None] * len(found) + ends)[is_point[ends]]
    owners, vertices = np.divmod(np.unique(cells), len(found))
    shared = np.split(vertices, np.searchsorted(owners, np.arange(1, len(trees))))
    first = ends[np.cumsum(sizes) - sizes].tolist()
    return [
        _Block(size + 1, own.tolist(), tuple(pair) if size == 1 else None)
        for size, own, pair in zip(sizes.tolist(), shared, first, strict=True)
    ]


def _weigh(root: int, blocks: list[_Block], blocks_of: dict[int, list[int]], names: Sequence[str], held: Cuts) -> None:
    """Hang the tree of one component up at a cut vertex, weigh each branch from the leaves, and note what it tells."""
    branches = [(root, number) for number in blocks_of[root]]  # a block, and the cut vertex that it hangs from
    pieces: dict[int, list[int]] = {root: []}
    for _, number in branches:  # grows while it is read: from the root to the leaves
        for vertex in blocks[number].shared:
            if vertex not in pieces:
                pieces[vertex] = []
                branches += [(vertex, other) for other in blocks_of[vertex] if other != number]
    weight: dict[int, int] = {}  # of a cut vertex with all that hangs from it
    bridges = []
    for above, number in reversed(branches):
        block = blocks[number]
        size = block.size - 1 + sum(weight[vertex] - 1 for vertex in block.shared if vertex != above)
        pieces[above].append(size)
        weight[above] = weight.get(above, 1) + size
        if block.ends:
            bridges.append((above, sum(block.ends) - above, size))
    whole = weight[root]
    for vertex in weight.keys() - {root}:
        pieces[vertex].append(whole - weight[vertex])
    held.pieces.update((names[vertex], sizes) for vertex, sizes in pieces.items())
    for above, below, size in bridges:
        up, down, other = names[above], names[below], whole - size
        held.bridges.append(Bridge(down, up, other) if size > other else Bridge(up, down, size))


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
