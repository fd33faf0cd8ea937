"""Pairs that are not tied and may be suggested to each other: which, how near they are, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphsvc.absence import Status
from graphsvc.kernels import NO_PAIRS, InCommon, Pairs, adamic_adar, nearest
from graphsvc.language import Label, Text
from graphsvc.model import Network, is_valid
from graphsvc.once import once
from graphsvc.vocabulary import COMMITTEES, GROUPS, OFFICES, SECTORS
from queries._absence import complete_towards
from queries._partners import NAME, PARTNER, STATUS

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

PAIR = (
    PARTNER,
    NAME,
    replace(PARTNER, name="other"),
    replace(NAME, name="other_name", label=Label("und", "and")),
)
TIE_STATE = replace(
    STATUS,
    label=Label("Verbindung", "Tie"),
    words={
        "recorded": Label("erfasst", "recorded"),
        "none": Label("nach vollständiger Auskunft keine", "none, by a complete answer"),
        "not_asked": Label("keine Auskunft", "not asked"),
    },
)


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
    pairs: Ints
    same_topic: Ints
    settled: int


class Rules:
    """Who may be suggested to whom, whatever the reason; pairs are positions in the partners' order.

    Nobody who rests, no pair for which a tie is planned or was asked for and denied, no two groups whose topics are known but
    differ, no two committees, no two offices, and no two of one name: these know each other, or are recorded twice.
    """

    def __init__(self, network: Network, ids: Sequence[str]) -> None:
        nodes = [network.graph.nodes[id] for id in ids]
        self._count = len(ids)
        self._awake = np.array([node["state"] in ("active", "founding") for node in nodes], dtype=bool)
        self._groups = np.array([node["kind"] in GROUPS and bool(node["topics"]) for node in nodes], dtype=bool)
        self._acquainted = [np.array([node["kind"] in k for node in nodes], dtype=bool) for k in (COMMITTEES, OFFICES)]
        self._names = np.unique([node["name_key"] for node in nodes], return_inverse=True)[1]
        self._settled = _settled(network, ids)

    def awake(self, first: Ints, second: Ints) -> Flags:
        """Return of which pairs neither rests."""
        found: Flags = self._awake[first] & self._awake[second]
        return found

    def settled(self, first: Ints, second: Ints) -> Flags:
        """Return for which pairs a tie is planned, or was asked for and denied."""
        return _among(self._settled, _number(first, second, self._count))

    def suit(self, first: Ints, second: Ints, same_topic: Flags) -> Flags:
        """Return which pairs are no groups of other topics, no two committees or offices, and not of one name."""
        alien: Flags = self._groups[first] & self._groups[second] & ~same_topic
        for alike in self._acquainted:
            alien |= alike[first] & alike[second]
        alien |= self._names[first] == self._names[second]
        return ~alien


class _Known(NamedTuple):
    """What is known of everyone, whoever asks: the rules, who has which topics and which district, and the sectors."""

    rules: Rules
    topics: InCommon
    districts: InCommon
    sectors: Ints


@once
def _known(network: Network) -> _Known:
    ids = list(network.simple)
    spellings = [network.graph.nodes[id]["topics"] for id in ids]
    topics = {several: topics_of(network, several) for several in set(spellings)}
    districts = [district_of(network, id) for id in ids]
    return _Known(
        Rules(network, ids),
        InCommon([topics[several] for several in spellings]),
        InCommon([[district] if district else [] for district in districts]),
        sectors_of(network, ids),
    )


def strangers(network: Network, of: int | None, count: int) -> Strangers:
    """Go through all pairs with a common partner, block by block, and keep the ``count`` nearest that may be suggested.

    Positions are those in ``network.simple``; ``of`` is that of the one whose pairs are wanted, None = all.
    """
    rules, topics, districts, sectors = _known(network)
    ids = list(network.simple)
    best, settled = NO_PAIRS, 0
    sums = np.zeros((2, len(SECTORS), len(SECTORS)), dtype=np.int64)
    for block in adamic_adar(network.simple, ids, of):
        awake, over = rules.awake(block.first, block.second), rules.settled(block.first, block.second)
        settled += int((awake & over).sum())
        pairs = _where(block, awake & ~over)
        by_topic = topics.score(pairs.first, pairs.second)
        suit = rules.suit(pairs.first, pairs.second, by_topic > 0)
        near = pairs._replace(score=pairs.score + by_topic + districts.score(pairs.first, pairs.second))
        for number, counted in enumerate((suit, suit & (by_topic > 0))):
            sums[number] += by_sectors(sectors, pairs.first[counted], pairs.second[counted])
        best = nearest(best, _where(near, suit), count)
        if of is None:
            network.progress(int(block.first.max()) + 1, len(ids))
    network.progress(len(ids), len(ids))
    return Strangers(best, sums[0], sums[1], settled)


def sectors_of(network: Network, ids: Sequence[str]) -> Ints:
    """Return the place of each partner's sector."""
    place = {sector: number for number, sector in enumerate(SECTORS)}
    return np.array([place[network.graph.nodes[id]["sector"]] for id in ids], dtype=np.int64)


def by_sectors(sectors: Ints, first: Ints, second: Ints) -> Ints:
    """Return how many pairs there are by the places of the lower and the higher sector."""
    count = len(SECTORS)
    return np.bincount(_number(sectors[first], sectors[second], count), minlength=count * count).reshape(count, count)


def answered(network: Network, pairs: Iterable[tuple[str, str]]) -> list[Status]:
    """Return for pairs without a tie whether a complete answer of either says that there is none."""
    # where only some kinds of ties were selected, two may be tied in another way
    told = cache(lambda kind: set() if network.selection.ties else complete_towards(network, kind))
    nodes = network.graph.nodes
    return ["none" if a in told(nodes[b]["kind"]) or b in told(nodes[a]["kind"]) else "not_asked" for a, b in pairs]


def pair_caveats(states: Sequence[Status], settled: int) -> list[Text]:
    """Say of how many pairs shown it is not known whether they are tied, and how many others are settled."""
    not_asked = states.count("not_asked")
    found = [
        Text(
            "Bei {n} von {all} gezeigten Paaren fehlt eine vollständige Auskunft, ob sie schon verbunden sind.",
            "Bei {n} von {all} gezeigten Paaren fehlt eine vollständige Auskunft, ob sie schon verbunden sind.",
            not_asked,
            {"all": len(states)},
        ),
        Text(
            "{n} Paar ist nicht dabei: dort ist eine Verbindung geplant, oder sie wurde gefragt und verneint.",
            "{n} Paare sind nicht dabei: dort ist eine Verbindung geplant, oder sie wurde gefragt und verneint.",
            settled,
        ),
    ]
    return [text for text in found if text.n]


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


def _settled(network: Network, ids: Sequence[str]) -> Ints:
    """Return the pairs, each as one number, for which a tie is planned, or was asked for and denied."""
    place = {id: number for number, id in enumerate(ids)}
    ends = [
        (place[source], place[target])
        for source, target, tie in network.graph.edges(data=True)
        if tie["status"] != "active" and is_valid(tie["since"], tie["until"], network.day)
    ]
    first, second = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    return np.unique(_number(first, second, len(ids)))


def _number(first: Ints, second: Ints, count: int) -> Ints:
    return np.minimum(first, second) * count + np.maximum(first, second)


def _among(ordered: Ints, numbers: Ints) -> Flags:
    """Return which numbers are in a short list in order; ``np.isin`` would sort the long one."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=bool)
    found: Flags = ordered[np.searchsorted(ordered, numbers) % len(ordered)] == numbers
    return found


def _where(pairs: Pairs, wanted: Flags) -> Pairs:
    return Pairs(pairs.first[wanted], pairs.second[wanted], pairs.score[wanted])
