"""The baseline of `trust_in_numbers`, whole but for chance: each network with the ties drawn for it, and the band they make.

What is drawn is handed over, ours, so that both come to the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import NamedTuple, TypeAlias

import networkx as nx
from plain import Plain, Row

from graphsvc.vocabulary import KINDS, SECTORS, TIES

Drawn: TypeAlias = Sequence[Sequence[tuple[str, str]]]


class Trusted(NamedTuple):
    """What `trust_in_numbers` says: (value, expected, low, high) of each figure, and (sector, partners, asked, answered)."""

    figures: list[Row]
    answers: list[Row]


def trust_in_numbers(plain: Plain, graph: nx.Graph[str], group: Mapping[str, str], drawn: Drawn) -> Trusted:
    """Compute the figures of the graph as it is, and of each that has some pairs more."""
    recorded, every = _figures(graph, group), []
    for pairs in drawn:
        graph.add_edges_from(pairs)
        every.append(_figures(graph, group))
        graph.remove_edges_from(pairs)
    rows: list[Row] = []
    for value, several in zip(recorded, zip(*every, strict=True), strict=True):
        cuts = quantiles(several, n=40, method="inclusive")
        rows.append((value, cuts[19], min(cuts[0], value), max(cuts[-1], value)))
    return Trusted(rows, _answers(plain))


def _figures(graph: nx.Graph[str], group: Mapping[str, str]) -> tuple[float, ...]:
    """Return density, mean degree, centralisation, reach and E–I index."""
    count, tied = len(graph), graph.number_of_edges()
    degrees = [degree for _, degree in graph.degree]
    highest = max(degrees)
    spread = sum(highest - degree for degree in degrees) / ((count - 1) * (count - 2))
    reach = sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph)) / (count * (count - 1))
    outside = sum(group[a] != group[b] for a, b in graph.edges)
    return nx.density(graph), sum(degrees) / count, spread, reach, (2 * outside - tied) / tied


def _answers(plain: Plain) -> list[Row]:
    """Return for each sector how many there are, were asked about ties, and answered."""
    sector = dict(plain.graph.nodes(data="sector"))
    words = {*KINDS, *SECTORS, *TIES}
    asked, answered = set[str](), set[str]()
    for inquiry in plain.inquiries:
        if inquiry.partner in sector and (not inquiry.about or words & set(inquiry.about)):
            asked.add(inquiry.partner)
            if inquiry.answered:
                answered.add(inquiry.partner)
    every, some, told = (Counter(map(sector.__getitem__, ids)) for ids in (sector, asked, answered))
    return [(code, every[code], some[code], told[code]) for code in SECTORS if every[code]]
