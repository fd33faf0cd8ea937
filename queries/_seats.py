"""Who sits on which committee, as far as recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from graphsvc.model import Network
from graphsvc.vocabulary import COMMITTEES

Seats: TypeAlias = Mapping[str, list[str]]  # committee → members, by name


def seats_of(network: Network) -> Seats:
    """Return the members of each committee, all by name."""
    found: dict[str, set[str]] = {committee: set() for committee in network.partners(*COMMITTEES)}
    for source, target, tie in network.standing():
        if tie["kind"] == "member_of" and target in found:
            found[target].add(source)
    return {committee: sorted(members, key=network.order) for committee, members in found.items()}
