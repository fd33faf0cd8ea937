"""Partners by their groups, in numbers: which pairs are tied, within a group and between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from graphsvc.kernels import arrays
from graphsvc.model import Network, is_cooperation
from graphsvc.once import once
from queries._everyone import Flags, Ints, everyone
from queries._groups import in_order


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """Those whose groups are known, by their places among them, which are by name.

    Attributes
    ----------
    ids, groups : list of str
    label : array, partners
        Which groups each one has: a line of ``member``.
    member : array, labels × groups
    """

    ids: list[str]
    groups: list[str]
    label: Ints
    member: Flags

    @classmethod
    def of(cls, network: Network, belongs: Mapping[str, tuple[str, ...]], by: str) -> Grouped:
        """Put the partners with a group into numbers."""
        ids = [id for id in everyone(network).ids if id in belongs]
        kinds = sorted(set(belongs.values()))
        groups = in_order((group for mine in kinds for group in mine), by)
        label = {mine: place for place, mine in enumerate(kinds)}
        return cls(
            ids=ids,
            groups=groups,
            label=np.array([label[belongs[id]] for id in ids], dtype=np.int64),
            member=np.array([[group in mine for group in groups] for mine in kinds]),
        )

    def pairs(self, network: Network) -> tuple[Ints, Ints]:
        """Return the pairs with a tie that counts, and those that are tied otherwise only, of whom both groups are known."""
        everybody = everyone(network)
        every = arrays(network.simple, everybody.ids)[1]
        counts = np.ones(len(every), dtype=bool)
        if not network.selection.ties:
            counts = np.isin(every @ [len(everybody.ids), 1], _cooperating(network))
        place = np.full(len(everybody.ids), -1)
        place[[everybody.place[id] for id in self.ids]] = np.arange(len(self.ids))
        every = place[every]
        known = (every >= 0).all(axis=1)
        return every[known & counts], every[known & ~counts]

    def between(self, pairs: Ints) -> Counter[tuple[int, int]]:
        """Return how many pairs there are of each two groups, by the places of these, the first first."""
        mine = [np.flatnonzero(line).tolist() for line in self.member]
        labels, counts = np.unique(self.label[pairs] @ [len(mine), 1], return_counts=True)
        found: Counter[tuple[int, int]] = Counter()
        for both, count in zip(labels.tolist(), counts.tolist(), strict=True):
            one, other = divmod(both, len(mine))
            for two in {(min(ends), max(ends)) for ends in product(mine[one], mine[other])}:
                found[two] += count
        return found

    def leaving(self, pairs: Ints) -> Ints:
        """Return the pairs whose ends have no group in common."""
        wide = csr_array(self.member.astype(np.int64))
        apart = (wide @ wide.T).toarray() == 0
        found: Ints = pairs[apart[self.label[pairs[:, 0]], self.label[pairs[:, 1]]]]
        return found

    def reaching(self, pairs: Ints) -> dict[str, int]:
        """Return how many groups each one has that reaches partners of groups it does not have itself."""
        leaving = self.leaving(pairs)
        owner, other = np.concatenate([leaving, leaving[:, ::-1]]).T
        reached = csr_array((np.ones(len(owner)), (owner, self.label[other])), shape=(len(self.ids), len(self.member)))
        counts = ((reached @ csr_array(self.member.astype(float))) > 0).sum(axis=1)
        return {self.ids[place]: int(counts[place]) for place in np.flatnonzero(counts)}


def counted(network: Network) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
    """Return the ties that are asked about: the cooperations, or those of the kinds that were selected."""
    return network.standing() if network.selection.ties else _cooperations(network)


@once
def _cooperations(network: Network) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [each for each in network.standing() if is_cooperation(each[2])]


@once
def _cooperating(network: Network) -> Ints:
    """Return the pairs that cooperate, each as one number."""
    place = everyone(network).place
    ends = np.array([(place[a], place[b]) for a, b, _ in _cooperations(network)], dtype=np.int64).reshape(-1, 2)
    return np.unique(np.sort(ends, axis=1) @ [len(place), 1])
