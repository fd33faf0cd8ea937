"""What questions about areas share: of what day the figures are."""

from __future__ import annotations

from graphsvc.language import Text
from graphsvc.model import Network


def stand_caveat(network: Network) -> list[Text]:
    """Say of what day the areas and their populations are, and who published them."""
    if not network.areas.stand:
        return []
    values = {"stand": network.areas.stand, "source": network.areas.source}
    return [Text("Bevölkerung: Stand {stand} ({source}).", values=values)]
