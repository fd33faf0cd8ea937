"""All shortest ways between two partners: counted without listing them, as there may be more than atoms, and the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from graphsvc.kernels.graphs import SimpleGraph


@dataclass(frozen=True)
class Ways:
    """All shortest ways from ``start`` to ``goal``, in layers.

    Attributes
    ----------
    onward : dict
        Partner → those one step nearer to the goal; the start comes first, then in the order of steps; without the goal.
    away : dict
        Partner → how many steps it is from the start.
    before, after : dict
        Partner → how many of the ways lead from the start to it, and how many from it to the goal.
    """

    start: str
    goal: str
    onward: dict[str, list[str]]
    away: dict[str, int]
    before: dict[str, int]
    after: dict[str, int]

    @property
    def steps(self) -> int:
        """How long each of them is."""
        return self.away[self.goal]

    @property
    def count(self) -> int:
        """How many ways there are."""
        return self.after[self.start]

    def through(self, partner: str) -> int:
        """Return how many of the ways lead through a partner."""
        return self.before[partner] * self.after[partner]


def shortest_ways(graph: SimpleGraph, start: str, goal: str) -> Ways | None:
    """Return all shortest ways between two nodes; None where there is none. At most linear in the graph."""
    left = _left(graph, start, goal)
    if left is None:
        return None
    onward: dict[str, list[str]] = {}
    before, away = {start: 1}, {start: 0}
    waiting = [start]
    for node in waiting:  # grows while it is read, layer by layer
        if node == goal:
            break
        onward[node] = [other for other in graph.adj[node] if left.get(other) == left[node] - 1]
        for other in onward[node]:
            if other not in away:
                away[other] = away[node] + 1
                waiting.append(other)
            before[other] = before.get(other, 0) + before[node]
    after = {goal: 1}
    for node in reversed(onward):
        after[node] = sum(after[other] for other in onward[node])
    return Ways(start, goal, onward, away, before, after)


def _left(graph: SimpleGraph, start: str, goal: str) -> dict[str, int] | None:
    """Return how many steps are left to the goal from each node on a shortest way, and from others near the goal.

    Both ends grow layer by layer, always the one with the smaller layer, until they meet.
    """
    left, away = {goal: 0}, {start: 0}
    last, first = [goal], [start]  # the outermost layers
    while not (met := [node for node in first if node in left]):
        if not (last and first):
            return None
        if len(last) < len(first):
            last = _next_layer(graph, last, left)
        else:
            first = _next_layer(graph, first, away)
    while met:  # back to the start, on the ways alone
        before = {
            other: left[node] + 1 for node in met for other in graph.adj[node] if away.get(other) == away[node] - 1
        }
        left |= before
        met = list(before)
    return left


def _next_layer(graph: SimpleGraph, layer: list[str], steps: dict[str, int]) -> list[str]:
    """Return the nodes one step further on, and note how many steps that is."""
    found = list(dict.fromkeys(other for node in layer for other in graph.adj[node] if other not in steps))
    steps.update(dict.fromkeys(found, steps[layer[0]] + 1))
    return found


def best_first(
    ways: Ways, cost: Mapping[tuple[str, str], int], order: Callable[[str], Any]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (cost, way) of the ways one by one, the cheapest first, equals by the order of their nodes.

    What is left to pay from each node is known beforehand, so that no way is begun that is not yielded in its turn
    (A* with an exact estimate): the first few cost little however many there are.

    Parameters
    ----------
    cost : mapping
        Of each step (node, next node); whole numbers, so that equals are equal.
    order : callable
        Node → what equal ways stand by; no two nodes have the same.
    """
    left = {ways.goal: 0}
    for node in reversed(ways.onward):
        left[node] = min(cost[node, other] + left[other] for other in ways.onward[node])
    waiting: list[tuple[int, tuple[Any, ...], int, tuple[str, ...]]] = [(left[ways.start], (), 0, (ways.start,))]
    while waiting:
        whole, names, paid, way = heappop(waiting)
        if way[-1] == ways.goal:
            yield whole, way
        for other in ways.onward.get(way[-1], ()):
            so_far = paid + cost[way[-1], other]
            heappush(waiting, (so_far + left[other], (*names, order(other)), so_far, (*way, other)))
