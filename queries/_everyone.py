"""Everyone in numbers, worked out once for a network: what several questions count by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphsvc.model import Network
from graphsvc.once import once
from graphsvc.vocabulary import KINDS, SECTORS

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_KINDS, _SECTORS = tuple(KINDS), tuple(SECTORS)


@dataclass(frozen=True, kw_only=True)
class Everyone:
    """The partners of a network by their places: by name, as in ``network.simple``.

    Attributes
    ----------
    ids : list of str
    place : dict
        Partner → its place.
    kind, sector : array
        The place of each partner's in the vocabulary.
    """

    ids: list[str]
    place: dict[str, int]
    kind: Ints
    sector: Ints

    def of_kind(self, *kinds: str) -> Flags:
        """Return who is of one of these kinds."""
        return np.isin(self.kind, [_KINDS.index(kind) for kind in kinds])

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """Everyone's kind."""
        return dict(zip(self.ids, map(_KINDS.__getitem__, self.kind.tolist()), strict=True))

    @cached_property
    def sector_of(self) -> dict[str, str]:
        """Everyone's sector."""
        return dict(zip(self.ids, map(_SECTORS.__getitem__, self.sector.tolist()), strict=True))


@once
def everyone(network: Network) -> Everyone:
    """Return the partners of a network in numbers."""
    ids = list(network.simple)
    nodes = [network.graph.nodes[id] for id in ids]
    kinds = {kind: place for place, kind in enumerate(_KINDS)}
    sectors = {sector: place for place, sector in enumerate(_SECTORS)}
    return Everyone(
        ids=ids,
        place={id: place for place, id in enumerate(ids)},
        kind=np.array([kinds[node["kind"]] for node in nodes], dtype=np.int64),
        sector=np.array([sectors[node["sector"]] for node in nodes], dtype=np.int64),
    )
