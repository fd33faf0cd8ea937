"""How much of the country an area map shows: without a choice, the states in which something is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from graphsvc.areas import LENGTHS, Area
from graphsvc.language import Text
from graphsvc.model import Network

_STATE = LENGTHS["state"]


class Place(Protocol):
    """An area with what is known of it."""

    @property
    def area(self) -> Area:
        """Which one."""

    @property
    def status(self) -> str:
        """Whether something is recorded there, or that nobody was asked."""


P = TypeVar("P", bound=Place)


def confined(places: tuple[P, ...], network: Network, extent: str) -> tuple[tuple[P, ...], Sequence[Text]]:
    """Return the places to draw, and what to say of those left out.

    Nothing is left out where areas were chosen or all are wanted, and never a place of which something is known.
    """
    told = {place.area.ags[:_STATE] for place in places if place.status != "not_asked"}
    smaller = all(len(place.area.ags) > _STATE for place in places)
    kept = tuple(place for place in places if place.area.ags[:_STATE] in told)
    cut = len(places) - len(kept)
    if extent == "all" or network.selection.areas or not (smaller and kept and cut):
        return places, ()
    text = Text(
        "Gezeigt: {states}. Zu {n} Gebiet in den übrigen Ländern liegt keine Auskunft vor; es ist nicht gezeichnet.",
        "Gezeigt: {states}. Zu {n} Gebieten in den übrigen Ländern liegt keine Auskunft vor; sie sind nicht gezeichnet.",
        cut,
        {"states": [network.areas.label(state) for state in sorted(told)]},
    )
    return kept, (text,)
