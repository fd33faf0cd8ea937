"""How a store's rows become a Network's graph, and how the last one is patched after a small edit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

import networkx as nx

from graphsvc.model import Graph, Network

PATCHABLE = 500  # touched records; above that a cold read is as quick

PartnerRow: TypeAlias = tuple[str, dict[str, Any]]  # id, attributes
TieRow: TypeAlias = tuple[str, str, str, dict[str, Any]]  # source, target, id, attributes


def inside(graph: Graph) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return NetworkX's own dictionaries: filled directly, a nation takes a third of the time of ``add_edge``."""
    inner: Any = graph
    return inner._node, inner._succ, inner._pred


def add_partners(graph: Graph, rows: Iterable[PartnerRow]) -> None:
    """Add partners, in the order of their ids, so that a graph is the same from every store."""
    nodes, succ, pred = inside(graph)
    for id, attributes in rows:
        nodes[id] = attributes
        succ[id] = {}
        pred[id] = {}


def add_ties(graph: Graph, rows: Iterable[TieRow]) -> list[str]:
    """Add the ties between the graph's partners, in the order of their ids; returns the other ends of those that leave."""
    nodes, succ, pred = inside(graph)
    leaving: list[str] = []
    for source, target, id, attributes in rows:
        if source in nodes and target in nodes:
            ties = succ[source].get(target)
            if ties is None:
                ties = succ[source][target] = pred[target][source] = {}
            ties[id] = attributes
        else:
            leaving.append(target if source in nodes else source)
    return leaving


class Patch:
    """A graph that shares with the old one all that doesn't change.

    A patched graph equals a cold one but for the order of its nodes and ties.
    """

    def __init__(self, old: Network) -> None:
        graph: Any = nx.MultiDiGraph()
        source: Any = old.graph
        graph._node = dict(source._node)
        graph._adj = dict(source._succ)
        graph._pred = dict(source._pred)
        self.graph: Graph = graph
        self._own: set[tuple[str, str]] = set()

    def partners(self, touched: Collection[str], now: Mapping[str, dict[str, Any]], tied: Collection[str]) -> bool:
        """Put partners' attributes in; False where one came into view or left it with ties that weren't touched.

        Parameters
        ----------
        touched : ids of the partners that were changed
        now : what the viewer sees of them
        tied : ids of those of them with a tie that wasn't touched
        """
        nodes, succ, pred = inside(self.graph)
        for id in touched:
            if id in now:
                if id not in nodes:
                    if id in tied:
                        return False
                    succ[id], pred[id] = {}, {}
                nodes[id] = now[id]
            elif id in nodes:
                if succ[id] or pred[id]:
                    return False
                del nodes[id], succ[id], pred[id]
        return True

    def ties(self, were: Iterable[tuple[str, str, str]], now: Iterable[TieRow]) -> None:
        """Take ties out wherever they were (source, target, id) and put in what the viewer sees of them now."""
        nodes, succ, pred = inside(self.graph)
        for source, target, id in were:
            if source in nodes and target in nodes:
                self._between(source, target).pop(id, None)
        for source, target, id, attributes in now:
            if source in nodes and target in nodes:
                self._between(source, target)[id] = attributes
        for source, target in self._own:
            if not succ[source][target]:
                del succ[source][target], pred[target][source]

    def _between(self, source: str, target: str) -> dict[str, Any]:
        """Return the pair's ties to write to, copied from the old network at the first call."""
        _, succ, pred = inside(self.graph)
        if (source, target) not in self._own:
            self._own.add((source, target))
            copied = dict(succ[source].get(target, ()))
            succ[source] = succ[source] | {target: copied}
            pred[target] = pred[target] | {source: copied}
        ties: dict[str, Any] = succ[source][target]
        return ties
