"""How ties run within and between groups: mixing, the E–I index, and its permutation test, vectorised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations as orders
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from graphsvc.kernels.progress import Progress, silent

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PERMUTATIONS = 999
EXACT = 7  # up to so many partners every order is tried: 5,040
_SEED = 1988
_BLOCK = 500_000  # numbers held at a time: what a processor keeps near
_SAME = 1e-9  # what rounding may part


@dataclass(frozen=True, kw_only=True)
class Mixing:
    """How ties run within and between groups.

    Attributes
    ----------
    pairs, possible : array, groups × groups
        Tied pairs, and all pairs, of a partner of the one group and a partner of the other; symmetric.
    inside, ties : array, 1 + groups
        Ties within a group, and all ties. First for the network (ties whose ends share a group; all ties), then for each
        group (ties between two of its members; ties of its members).
    e_i, expected, p : array, 1 + groups
        The E–I index, what it would be if every possible pair were tied alike, and the two-sided p; NaN without ties.
    """

    pairs: Ints
    possible: Ints
    inside: Ints
    ties: Ints
    e_i: Floats
    expected: Floats
    p: Floats


def group_mixing(
    edges: Ints,
    labels: Ints,
    member: NDArray[np.bool_],
    *,
    permutations: int = PERMUTATIONS,
    progress: Progress = silent,
) -> Mixing:
    """Return mixing matrix and E–I index (external − internal) / (external + internal), with a permutation test.

    The labels are permuted over the partners; the ties and the sizes of the groups stay. Of the network's index,
    ``expected`` is the exact mean over all permutations; a group's has other numbers of ties in each, and is taken at their
    means. p is the share of permutations at least as far from ``expected`` as the network is, on either side,
    (r + 1) / (m + 1) of m seeded ones; for up to `EXACT` partners that of all orders.

    Parameters
    ----------
    edges : array, ties × 2
        Numbers of partners; each tied pair once, in either direction.
    labels : array, partners
        The label of each partner. A given order of partners gives the same permutations on every run.
    member : array, labels × groups
        Which groups a label stands for: one, or several, where partners may belong to several.
    permutations : int
        How many.
    progress : callable
        Told how many of them are tried.

    References
    ----------
    Krackhardt, D., Stern, R. N.: Informal Networks and Organizational Crises. Social Psychology Quarterly 51 (1988).
    Phipson, B., Smyth, G. K.: Permutation P-values Should Never Be Zero. Stat. Appl. Genet. Mol. Biol. 9 (2010).

    Examples
    --------
    A path of four, a–a–b–b: two ties inside, one between.

    >>> found = group_mixing(np.array([[0, 1], [1, 2], [2, 3]]), np.array([0, 0, 1, 1]), np.eye(2, dtype=bool))
    >>> found.pairs.tolist(), found.e_i.round(2).tolist(), found.expected.round(2).tolist()
    ([[1, 1], [1, 1]], [-0.33, 0.0, 0.0], [0.33, 0.6, 0.6])
    """
    edges, labels = np.asfortranarray(edges), labels.astype(np.int32)
    sizes = np.bincount(labels, minlength=len(member))
    tied = _label_pairs(edges, labels[None, :], len(member))
    every = (np.triu(np.outer(sizes, sizes), 1) + np.diag(sizes * (sizes - 1) // 2)).reshape(1, -1)
    sums = _sums(member)
    inside, ties = _inside_and_ties(tied, sums)
    e_i, expected = _index(inside, ties)[0], _index(*_inside_and_ties(every, sums))[0]
    tested = len(edges) > 0
    return Mixing(
        pairs=_between(tied, member),
        possible=_between(every, member),
        inside=inside[0],
        ties=ties[0],
        e_i=e_i,
        expected=expected,
        p=_p(edges, *_count(edges, labels, member, sums), e_i, expected, permutations, progress)
        if tested
        else np.full(len(e_i), np.nan),
    )


def _label_pairs(edges: Ints, labels: Ints, count: int) -> Ints:
    """Return for each row of labels how many ties run from each label to each other, flat; either direction may hold them."""
    cells = count * count
    keys = labels.take(edges[:, 0], axis=1)
    keys *= count
    keys += labels.take(edges[:, 1], axis=1)
    keys += np.arange(0, len(labels) * cells, cells, dtype=keys.dtype)[:, None]
    return np.bincount(keys.ravel(), minlength=len(labels) * cells).reshape(len(labels), cells)


def _sums(member: NDArray[np.bool_]) -> csr_array:
    """Return what adds flat label pairs up: first those inside (network, groups), then those with an end in (the same)."""
    shared = (member.astype(np.int64) @ member.T.astype(np.int64)) > 0
    inside = [shared, *(np.outer(column, column) for column in member.T)]
    touching = [np.ones_like(shared), *(column[:, None] | column[None, :] for column in member.T)]
    return vstack([csr_array(pairs.reshape(1, -1).astype(np.int64)) for pairs in inside + touching], format="csr")


def _inside_and_ties(label_pairs: Ints, sums: csr_array) -> tuple[Ints, Ints]:
    found = (sums @ label_pairs.T).T
    half = sums.shape[0] // 2
    return found[:, :half], found[:, half:]


def _index(inside: Ints, ties: Ints) -> Floats:
    """Return (external − internal) / (external + internal); NaN without ties."""
    with np.errstate(invalid="ignore"):
        return 1 - 2 * inside / ties


def _between(label_pairs: Ints, member: NDArray[np.bool_]) -> Ints:
    """Return pairs with one end in one group and the other end in another, once each."""
    square = label_pairs.reshape(len(member), len(member))
    wide = member.astype(np.int64)
    one_way = wide.T @ square @ wide
    found = one_way + one_way.T
    # counted both ways: where either end is in both groups; of a group and itself always
    for first, second in np.argwhere(wide.T @ wide):
        both = member[:, first] & member[:, second]
        found[first, second] -= square[np.ix_(both, both)].sum()
    return found


Count: TypeAlias = Callable[[Ints], tuple[Ints, Ints]]


def _count(edges: Ints, labels: Ints, member: NDArray[np.bool_], sums: csr_array) -> tuple[Ints, Count]:
    """Return what is to be permuted, and what counts the ties inside and all ties of some orders of it, a line for each."""
    if (member.sum(axis=1) != 1).any():
        return labels, lambda block: _inside_and_ties(_label_pairs(edges, block, len(member)), sums)
    groups = member.shape[1]
    group = member.argmax(axis=1).astype(np.min_scalar_type(groups))[labels]  # small numbers lie near
    degrees = np.bincount(edges.ravel(), minlength=len(labels)).astype(float)

    def count(block: Ints) -> tuple[Ints, Ints]:
        inside, ties = np.empty((2, len(block), 1 + groups), dtype=np.int64)
        for row, mine in enumerate(block):
            one = mine[edges[:, 0]]
            own = np.bincount(one[one == mine[edges[:, 1]]], minlength=groups)
            inside[row] = own.sum(), *own
            ties[row] = len(edges), *(np.bincount(mine, degrees, minlength=groups) - own)
        return inside, ties

    return group, count


def _p(
    edges: Ints,
    labels: Ints,
    count: Count,
    e_i: Floats,
    expected: Floats,
    permutations: int,
    progress: Progress,
) -> Floats:
    """Return the two-sided p of each index; NaN where there is none."""
    observed = np.abs(e_i - expected)
    far, drawn = np.zeros(len(e_i)), 0
    for block in _permuted(labels, permutations, len(edges) + len(e_i) ** 2):
        distance = np.abs(_index(*count(block)) - expected)
        far += (distance >= observed - _SAME).sum(axis=0)
        drawn += len(block)
        progress(drawn, permutations)
    p = far / drawn if len(labels) <= EXACT else (far + 1) / (drawn + 1)
    return np.where(np.isnan(observed), np.nan, p)


def _permuted(labels: Ints, permutations: int, weight: int) -> Iterator[Ints]:
    """Yield blocks of permuted labels, one permutation a row; few partners in every order there is."""
    if len(labels) <= EXACT:
        yield labels[np.array(list(orders(range(len(labels)))))]
        return
    draw = np.random.default_rng(_SEED)
    step = max(1, _BLOCK // (weight + len(labels)))
    for start in range(0, permutations, step):
        rows = min(step, permutations - start)
        yield draw.permuted(np.broadcast_to(labels, (rows, len(labels))), axis=1)
