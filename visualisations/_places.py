"""Where partners stand for good: each is given its place when it is first recorded, and nothing later moves it.

What holds: places follow from the beginnings alone, in the order of the journal. So the same journal gives the same places
in any process, on any day that is looked at, from any partner's view; and renaming, ending, removing, tying and untying
partners moves nobody. A viewer's places follow from what he may see. The same holds for how lines bend: those of the first
layout are straight, one that comes later bends where it would cross many lines that were there when it was recorded.

What does not hold: another selection (areas, kinds, ties, fields, topics) is another map. A load that brings at least twenty
ties and as many as there were before is a new beginning: partners who were listed first and tied by a second list get
places by their ties. And what is hidden from a viewer later is left out as if it had never been, so that he can't tell. A tie
that was given other ends later is a straight line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import networkx as nx
import numpy as np

from graphsvc.beginnings import Beginnings, Begun, Tied
from graphsvc.kernels import SimpleGraph
from graphsvc.model import Network
from graphsvc.vocabulary import GROUPS
from visualisations._bends import Bend
from visualisations._grown import Grown, Pair, pairs
from visualisations._layout import SPACING, Point, layout

MAPS = 64  # that are remembered, so that an edit does not lay all out again
LOAD = 20  # ties; a load is no edit by hand


class Places(NamedTuple):
    """Where partners stand, and how the lines between them bend that are not straight."""

    points: Mapping[str, Point]
    bends: Mapping[Pair, Bend]


def places(network: Network, shown: set[str], drawn: Iterable[Pair], *, groups: bool) -> Places:
    """Return a place for each partner shown; who has no beginning, as in a network made by hand, comes last, by id."""
    partners = [p for p in network.beginnings.partners if groups or p.kind not in GROUPS]
    ties = list(network.beginnings.ties)
    known = {partner.id for partner in partners}
    if late := sorted(shown - known):
        last = max((partner.revision for partner in partners), default=0) + 1
        partners += [Begun(last, id, network.graph.nodes[id]["kind"]) for id in late]
        new = {(min(pair), max(pair)) for pair in drawn if not known.issuperset(pair)}
        ties += [Tied(last, a, b) for a, b in sorted(new)]
        known.update(late)
    ties = [tie for tie in ties if tie.source in known and tie.target in known]
    return _places(Beginnings(tuple(partners), tuple(ties)))


def _places(beginnings: Beginnings) -> Places:
    """Return the places of all partners that ever were; what is known of the same map at an earlier revision is built on."""
    start = _start(beginnings)
    since, found = max(
        (
            (last, places)
            for (last, kept), places in list(_KEPT.items())
            if last >= start and kept == _until(beginnings, last)
        ),
        key=lambda known: known[0],
        default=(start, None),
    )
    earlier = _until(beginnings, since)
    founding = _until(beginnings, start)
    points, unit = _founded(founding.partners, founding.ties)
    found = found or Places(points, {})
    grown = Grown(found.points, found.bends, earlier.partners, earlier.ties, unit)
    later = defaultdict[int, tuple[list[Begun], list[Tied]]](lambda: ([], []))
    for partner in beginnings.partners:
        later[partner.revision][0].append(partner)
    for tie in beginnings.ties:
        later[tie.revision][1].append(tie)
    to_do = sorted(revision for revision in later if revision > since)
    for revision in to_do:
        grown.add(*later[revision])
    if to_do:
        found = Places(grown.points, grown.bends)
        if len(_KEPT) >= MAPS:
            _KEPT.clear()
        _KEPT[to_do[-1], beginnings] = found
    return found


_KEPT: dict[tuple[int, Beginnings], Places] = {}


def _until(beginnings: Beginnings, revision: int) -> Beginnings:
    return Beginnings(
        tuple(partner for partner in beginnings.partners if partner.revision <= revision),
        tuple(tie for tie in beginnings.ties if tie.revision <= revision),
    )


@lru_cache(maxsize=MAPS)
def _founded(partners: tuple[Begun, ...], ties: tuple[Tied, ...]) -> tuple[Mapping[str, Point], float]:
    """Return the layout of the beginning, and how long a step is on it."""
    graph = SimpleGraph.of(sorted(partner.id for partner in partners), pairs(ties))
    points = layout(graph)
    ratios = [
        np.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]) / number
        for a, steps in nx.all_pairs_shortest_path_length(graph)
        for b, number in steps.items()
        if a < b
    ]
    unit = float(np.square(ratios).sum() / np.sum(ratios)) if ratios else SPACING
    grown = Grown(points, {}, partners, ties, unit)
    grown.untangle()
    return grown.points, unit


def _start(beginnings: Beginnings) -> int:
    """Return the revision whose state is laid out as one: the last load that at least doubled the ties, else the first."""
    start = min((partner.revision for partner in beginnings.partners), default=0)
    before = 0
    for revision, new in groupby(beginnings.ties, key=lambda tie: tie.revision):
        count = sum(1 for _ in new)
        if count >= max(LOAD, before):
            start = max(start, revision)
        before += count
    return start
