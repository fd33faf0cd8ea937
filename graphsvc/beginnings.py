"""When partners and ties first came into the record, as far as a viewer may see it: what places on a map follow from.

Later edits change none of it: not that a partner is renamed, that a tie ends, or that either is taken out as an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Begun(NamedTuple):
    """A partner, with the kind that it had at first."""

    revision: int
    id: str
    kind: str


class Tied(NamedTuple):
    """A tie, with the ends that it had at first; with status ``none`` it is no tie yet."""

    revision: int
    source: str
    target: str


@dataclass(frozen=True)
class Beginnings:
    """All partners that ever belonged to a selection and the ties between them, each in order; empty where not asked for."""

    partners: tuple[Begun, ...] = ()
    ties: tuple[Tied, ...] = ()
