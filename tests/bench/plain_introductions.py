"""The baseline of `introductions`, whole: all shortest ways listed, weighed by their ties, and who lies on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
from plain import Plain, Row, Tie

LISTED = 1000
_UNKNOWN = 2  # what an unknown intensity counts like
_TWELFTHS = 12  # 1 / intensity in whole numbers


class Introduced(NamedTuple):
    """What `introductions` says: (those between, intensities, steps, distance) of the ways, (partner, ways, share, steps)."""

    ways: list[Row]
    go_betweens: list[Row]
    marks: dict[str, float]


def introductions(plain: Plain, graph: nx.Graph[str], start: str, goal: str) -> Introduced:
    """List every shortest way, the one of the closest ties first."""
    ways = list(nx.all_shortest_paths(graph, start, goal))
    intensity = {step: _strongest(plain, *step) for step in {step for way in ways for step in pairwise(way)}}

    def cost(way: list[str]) -> int:
        return sum(_TWELFTHS // (intensity[step] or _UNKNOWN) for step in pairwise(way))

    ordered = sorted(ways, key=lambda way: (cost(way), [plain.order(id) for id in way[1:]]))
    rows = [
        (
            tuple(way[1:-1]),
            tuple(str(intensity[step] or "unknown") for step in pairwise(way)),
            len(way) - 1,
            cost(way) / _TWELFTHS,
        )
        for way in ordered[:LISTED]
    ]
    steps = {id: place for way in ways for place, id in enumerate(way)}
    counts = Counter(id for way in ways for id in way[1:-1])
    between = sorted(counts, key=lambda id: (-counts[id], plain.order(id)))
    return Introduced(
        ways=rows,
        go_betweens=[(id, counts[id], counts[id] / len(ways), steps[id]) for id in between],
        marks={id: 0.3 + 0.6 * (count / len(ways)) for id, count in counts.items()} | {start: 1.0, goal: 1.0},
    )


def _strongest(plain: Plain, one: str, other: str) -> int | None:
    """Return the intensity of the strongest active tie of two; None where that one's is unknown."""
    found: dict[int, list[int | None]] = defaultdict(list)
    for a, b in ((one, other), (other, one)):
        ties: list[Tie] = list(plain.graph.get_edge_data(a, b, default={}).values())
        for tie in filter(plain.active, ties):
            found[tie["intensity"] or _UNKNOWN].append(tie["intensity"])
    return max(found[max(found)], key=bool)
