"""How the partners of an office spread over fields, carrier types, sectors and topics, and how evenly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, log
from typing import Any

from graphsvc.areas import meets
from graphsvc.model import Network
from graphsvc.vocabulary import CARRIER_TYPES, FIELDS, GROUPS, SECTORS

VOCABULARY: Mapping[str, Mapping[str, Any]] = {"field": FIELDS, "carrier_type": CARRIER_TYPES, "sector": SECTORS}


@dataclass(frozen=True)
class Spread:
    """Partners by category, in parts; how many say theirs and how many do not."""

    counts: Mapping[str, float]
    known: int
    unknown: int


def evenness(counts: Iterable[float], possible: int) -> float | None:
    """Return Pielou's evenness, 0 to 1, of counts over so many possible categories; None where it has no meaning.

    Shannon (1948) has 7/4 bits for 1/2, 1/4, 1/8, 1/8, of 2 that are possible.

    Examples
    --------
    >>> evenness([4, 2, 1, 1], possible=4)
    0.875
    >>> evenness([3, 3], possible=2), evenness([5], possible=2), evenness([], possible=2), evenness([5], possible=1)
    (1.0, 0.0, None, None)
    """
    filled = [count for count in counts if count > 0]
    if not filled or possible < 2:
        return None
    total = fsum(filled)
    entropy = fsum(-count / total * log(count / total) for count in filled)
    return min(1.0, max(0.0, entropy / log(possible)))


def spreads(network: Network, office: str) -> dict[str, Spread]:
    """Return for each dimension how the partners of an office spread over its categories."""
    cooperating = set(network.cooperations(office))
    nodes = network.graph.nodes
    supported = {o for o, *_ in network.active_ties(office, "supports") if nodes[o]["kind"] in GROUPS}
    found = {}
    for dimension in (*VOCABULARY, "topic"):
        parts: dict[str, list[float]] = defaultdict(list)
        known = unknown = 0
        for id in cooperating | supported if dimension == "topic" else cooperating:
            categories = _categories(network, nodes[id], dimension)
            known += bool(categories)
            unknown += not categories and (dimension != "topic" or nodes[id]["kind"] in GROUPS)
            for category in categories:
                parts[category].append(1 / len(categories))
        # fsum: thirds and halves add up to the same whatever their order
        found[dimension] = Spread({category: fsum(each) for category, each in parts.items()}, known, unknown)
    return found


def _categories(network: Network, partner: Mapping[str, Any], dimension: str) -> set[str]:
    if dimension == "topic":
        return {network.topics.key(topic) for topic in partner["topics"]}
    given = partner["fields"] if dimension == "field" else (partner[dimension],)
    return {code for code in given if code in VOCABULARY[dimension]}


def topic_names(network: Network) -> dict[str, str]:
    """Return the topics that partners state: what their spellings share, and the name to show."""
    names = {
        network.topics.canonical(topic) for _, partner in network.graph.nodes(data=True) for topic in partner["topics"]
    }
    found: dict[str, str] = {}
    for name in sorted(names):
        found.setdefault(network.topics.key(name), name)
    return {key: found[key] for key in sorted(found)}


def groups_around(network: Network, office: str) -> set[str]:
    """Return the groups that lie in the office's area: that which it serves, or that of its seat."""
    nodes = network.graph.nodes
    places = [place for place in nodes[office]["serves"] or (nodes[office]["area"],) if place]
    return {
        id
        for id in network.of_kind(*GROUPS)
        if nodes[id]["area"] and any(meets(nodes[id]["area"], place) for place in places)
    }
