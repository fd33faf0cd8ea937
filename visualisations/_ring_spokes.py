"""Who stands on a ring map: the partners of the one in the middle, each by its closest tie on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphsvc.comparison import is_undated
from graphsvc.language import Text
from graphsvc.model import Network, is_valid
from graphsvc.vocabulary import SECTORS

MANY_GROUPS = 20


@dataclass(frozen=True)
class Spoke:
    """One partner of the centre, by its closest tie."""

    number: int
    id: str
    name: str
    sector: str
    kind: str
    tie: str
    intensity: int
    formality: str
    since: date | None
    planned: bool
    mark: float | None
    recorded_on: date | None = None

    def undated(self, first: date) -> bool:
        """Return whether nobody knows if the tie stood on a day already."""
        return is_undated(self.since, self.recorded_on, first)


def spokes_of(network: Network, centre: str, marks: Mapping[str, float], known_on: date | None = None) -> list[Spoke]:
    """Return the partners by sector and name; with ``known_on`` without those of whom nobody knows if they were tied then."""
    closest: dict[str, tuple[Any, ...]] = {}
    for other, key, tie in network.ties_of(centre):
        if tie["status"] == "none" or not is_valid(tie["since"], tie["until"], network.day):
            continue
        if known_on and is_undated(tie["since"], tie["recorded_on"], known_on):
            continue
        rank = (tie["status"] == "active", tie["intensity"] or 0, tie["kind"] == "cooperates_with", key)
        if other not in closest or rank > closest[other][0]:
            closest[other] = (rank, tie)
    found = []
    for number, other in enumerate(sorted(closest, key=lambda id: place(network, id)), start=1):
        node, tie = network.graph.nodes[other], closest[other][1]
        spoke = Spoke(
            number,
            other,
            node["name"],
            node["sector"],
            node["kind"],
            tie["kind"],
            tie["intensity"] or 0,
            tie["formality"],
            tie["since"],
            tie["status"] == "planned",
            marks.get(other),
            tie["recorded_on"],
        )
        found.append(spoke)
    return found


def place(network: Network, id: str) -> tuple[int, tuple[str, str]]:
    """Return what partners stand by around the middle: their sector, then their name."""
    return list(SECTORS).index(network.graph.nodes[id]["sector"]), network.order(id)


def is_supported_group(spoke: Spoke) -> bool:
    """Return whether it is one of those that may be too many to draw."""
    return spoke.tie == "supports" and spoke.sector == "self_help"


def fitting(spokes: list[Spoke]) -> tuple[list[Spoke], tuple[Text, ...]]:
    """Leave out supported groups where there are too many of them to draw."""
    groups = [spoke for spoke in spokes if is_supported_group(spoke)]
    if len(groups) <= MANY_GROUPS:
        return spokes, ()
    kept = [spoke for spoke in spokes if not is_supported_group(spoke)]
    note = Text("{n} unterstützte Selbsthilfegruppen sind nicht einzeln gezeichnet.", values={"n": len(groups)})
    renumbered = [replace(spoke, number=number) for number, spoke in enumerate(kept, start=1)]
    return renumbered, (note,)
