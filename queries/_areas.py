"""What questions about areas share: whose area it is, and of what day the figures are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from graphsvc.areas import meets
from graphsvc.language import Text
from graphsvc.model import Network


def belongs(partner: Mapping[str, Any], areas: Collection[str]) -> bool:
    """Return whether a partner belongs to one of some areas, as a Selection says it; to all where there are none."""
    seated = not areas or any(partner["area"].startswith(area) for area in areas)
    return seated or any(meets(place, area) for place in partner["serves"] for area in areas)


def stand_caveat(network: Network) -> list[Text]:
    """Say of what day the areas and their populations are, and who published them."""
    if not network.areas.stand:
        return []
    values = {"stand": network.areas.stand, "source": network.areas.source}
    return [Text("Bevölkerung: Stand {stand} ({source}).", values=values)]
