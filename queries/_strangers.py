"""Pairs that are not tied and may be suggested to each other: which, how near they are, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels import NO_PAIRS, Pairs, adamic_adar, features, in_common, nearest
from graphsvc.model import Network, is_valid
from graphsvc.vocabulary import COMMITTEES, GROUPS, OFFICES, SECTORS


class Strangers(NamedTuple):
    """What was found among all pairs.

    Attributes
    ----------
    nearest : Pairs
        The nearest by their positions in the partners' order, with their nearness.
    pairs, same_topic : array
        How many there are, and how many of these share a topic, by the places of the lower and the higher sector.
    settled : int
        How many more there were, but for which a tie is planned, or was asked for and denied.
    """

    nearest: Pairs
    pairs: NDArray[np.int64]
    same_topic: NDArray[np.int64]
    settled: int


def strangers(network: Network, ids: Sequence[str], of: int | None, count: int) -> Strangers:
    """Go through all pairs with a common partner, block by block, and keep the ``count`` nearest that may be suggested.

    ``ids`` are all partners in order; ``of`` is the position of the one whose pairs are wanted, None = all.
    """
    nodes = [network.graph.nodes[id] for id in ids]
    topics = features([topics_of(network, node["topics"]) for node in nodes])
    districts = features([[district] if (district := district_of(network, id)) else [] for id in ids])
    awake = np.array([node["state"] in ("active", "founding") for node in nodes], dtype=bool)
    groups = np.array([node["kind"] in GROUPS and bool(node["topics"]) for node in nodes], dtype=bool)
    acquainted = [np.array([node["kind"] in kinds for node in nodes], dtype=bool) for kinds in (COMMITTEES, OFFICES)]
    names = np.unique([node["name_key"] for node in nodes], return_inverse=True)[1]
    place = {sector: number for number, sector in enumerate(SECTORS)}
    sectors = np.array([place[node["sector"]] for node in nodes], dtype=np.int64)
    said = _settled(network, ids)
    best, settled = NO_PAIRS, 0
    sums = np.zeros((2, len(SECTORS), len(SECTORS)), dtype=np.int64)
    for block in adamic_adar(network.simple, ids, of):
        pairs = _where(block, awake[block.first] & awake[block.second])
        over = _among(said, _number(pairs.first, pairs.second, len(ids)))
        settled += int(over.sum())
        pairs = _where(pairs, ~over)
        by_topic = in_common(topics, pairs)
        alien = groups[pairs.first] & groups[pairs.second] & (by_topic == 0)
        alien |= names[pairs.first] == names[pairs.second]  # branches of one, or recorded twice: they know each other
        for alike in acquainted:
            alien |= alike[pairs.first] & alike[pairs.second]
        near = pairs._replace(score=pairs.score + by_topic + in_common(districts, pairs))
        for number, counted in enumerate((~alien, ~alien & (by_topic > 0))):
            ends = sectors[pairs.first[counted]], sectors[pairs.second[counted]]
            np.add.at(sums[number], (np.minimum(*ends), np.maximum(*ends)), 1)
        best = nearest(best, _where(near, ~alien), count)
        if of is None:
            network.progress(int(block.first.max()) + 1, len(ids))
    network.progress(len(ids), len(ids))
    return Strangers(best, sums[0], sums[1], settled)


def district_of(network: Network, partner: str) -> str:
    """Return the AGS of the district that a partner's seat lies in; nothing where that is not known."""
    area: str = network.graph.nodes[partner]["area"]
    return area[:5] if len(area) >= 5 else ""


def shares_district(network: Network, first: str, second: str) -> bool:
    """Return whether two have their seats in the same district, as far as known."""
    return bool(district_of(network, first)) and district_of(network, first) == district_of(network, second)


def topics_of(network: Network, spellings: Iterable[str]) -> dict[str, str]:
    """Return topics and those above them: key → name, a topic before its parent."""
    found: dict[str, str] = {}
    waiting = list(spellings)
    for spelling in waiting:  # grows while it is read
        name, key = network.topics.canonical(spelling), network.topics.key(spelling)
        if key not in found:
            found[key] = name
            waiting += [network.topics[name].parent] if name in network.topics and network.topics[name].parent else []
    return found


def shared_topics(network: Network, first: str, second: str) -> tuple[str, ...]:
    """Return the names of the topics that two have in common, without those above another of them."""
    one, other = (topics_of(network, network.graph.nodes[id]["topics"]) for id in (first, second))
    shared = {key: name for key, name in one.items() if key in other}
    above = {key for name in shared.values() for key in list(topics_of(network, [name]))[1:]}
    return tuple(sorted(name for key, name in shared.items() if key not in above))


def _settled(network: Network, ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the pairs, each as one number, for which a tie is planned, or was asked for and denied."""
    place = {id: number for number, id in enumerate(ids)}
    ends = [
        (place[source], place[target])
        for source, target, tie in network.graph.edges(data=True)
        if tie["status"] != "active" and is_valid(tie["since"], tie["until"], network.day)
    ]
    first, second = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    return np.unique(_number(first, second, len(ids)))


def _number(first: NDArray[np.int64], second: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.minimum(first, second) * count + np.maximum(first, second)


def _among(ordered: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers are in a short list in order; ``np.isin`` would sort the long one."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=bool)
    found: NDArray[np.bool_] = ordered[np.searchsorted(ordered, numbers) % len(ordered)] == numbers
    return found


def _where(pairs: Pairs, wanted: NDArray[np.bool_]) -> Pairs:
    return Pairs(pairs.first[wanted], pairs.second[wanted], pairs.score[wanted])
