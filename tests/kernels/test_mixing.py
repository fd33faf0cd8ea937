"""The E–I index and its permutation test: by hand, against networks that others published, and its rate of false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from graphsvc.kernels import group_mixing

# Which kinship positions may meet without restriction in each of White's 219 societies (White, Communicating and
# Sharing Kin, 1975), as Freeman (Segregation in Social Networks, Sociological Methods and Research 6, 1978) prints them;
# women first: Mother, Sister, Brother's Wife, Sister's and Brother's Daughter; then men: Father, Brother, Sister's
# Husband, Brother's and Sister's Son.
WHITE = [
    *((0, 1), (0, 3), (0, 4), (0, 5), (0, 6), (0, 8), (0, 9), (1, 3), (1, 4), (1, 5), (1, 9)),
    *((2, 4), (3, 5), (4, 5), (4, 6), (5, 6), (5, 8), (5, 9), (6, 8), (6, 9), (7, 8), (7, 9)),
]


def of(edges, labels, member=None, **values):
    labels = np.array(labels)
    member = np.eye(labels.max() + 1) if member is None else np.array(member)
    return group_mixing(np.array(edges, dtype=np.int64).reshape(-1, 2), labels, member.astype(bool), **values)


def test_kinship_as_published():
    """R package netseg 1.0 on this network: ei(WhiteKinship, "gender") is −0.1818182.

    Freeman (1978) expects 22 · 25/45 = 12.2 ties between the sexes, where there are 9: a segregation of .26.
    """
    found = of(WHITE, [0] * 5 + [1] * 5)
    assert found.e_i[0] == pytest.approx(-0.1818182, abs=1e-7)
    assert (found.ties[0], found.ties[0] - found.inside[0]) == (22, 9)
    chance = 22 * (1 + found.expected[0]) / 2
    assert chance == pytest.approx(22 * 25 / 45)
    assert (chance - 9) / chance == pytest.approx(0.26, abs=5e-3)


def test_a_classroom_as_published():
    """R package netseg, vignette: mixing matrix 11, 1, 10 of 26 children, 78 + 169 + 78 possible pairs; E–I −0.9090909."""
    boys = [(a, b) for a in range(13) for b in range(a)][:11]
    girls = [(a + 13, b + 13) for a, b in [(a, b) for a in range(13) for b in range(a)][:10]]
    found = of([*boys, *girls, (0, 20)], [0] * 13 + [1] * 13)
    assert found.pairs.tolist() == [[11, 1], [1, 10]]
    assert found.possible.tolist() == [[78, 169], [169, 78]]
    assert found.e_i[0] == pytest.approx(-0.9090909, abs=1e-7)


def test_by_hand():
    """A star of one a with two b's and a c: a has 3 ties out; b 2 out; c 1 out; of 6 possible pairs one is inside b."""
    found = of([(0, 1), (0, 2), (3, 0)], [0, 1, 1, 2])
    assert found.pairs.tolist() == [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    assert found.possible.tolist() == [[0, 2, 1], [2, 1, 2], [1, 2, 0]]
    assert (found.inside.tolist(), found.ties.tolist()) == ([0, 0, 0, 0], [3, 3, 2, 1])
    assert found.e_i.tolist() == [1, 1, 1, 1]
    # 5 of 6 pairs between: (5 − 1) / 6; b's pairs: 1 inside, 4 out
    assert found.expected == pytest.approx([4 / 6, 1, 3 / 5, 1])
    # One of the 3 ties is inside where the hub is a b (2 of 4 orders), e_i then 1/3: both as far from 2/3 as 1 is
    assert found.p[0] == 1


def test_whoever_has_several_groups_belongs_to_each():
    """x has both groups: its tie to a is inside a, and leaves b; it is also a tie between the two."""
    member = [[1, 0], [0, 1], [1, 1]]  # a; b; both
    found = of([(0, 1), (0, 2)], [0, 2, 1], member)  # a–x, a–b
    assert found.inside.tolist() == [1, 1, 0]
    assert found.ties.tolist() == [2, 2, 2]
    assert found.e_i.tolist() == [0, 0, 1]
    assert found.pairs.tolist() == [[1, 2], [2, 0]]
    assert found.possible.tolist() == [[1, 3], [3, 1]]


def test_without_ties_there_is_no_index_and_no_p():
    found = of([], [0, 1, 1])
    assert np.isnan(found.e_i).all()
    assert np.isnan(found.p).all()
    assert found.expected == pytest.approx([1 / 3, 1, 1 / 3])
    lonely = of([(0, 1)], [0, 0, 1])
    assert lonely.e_i[:2].tolist() == [-1, -1]
    assert np.isnan([lonely.e_i[2], lonely.p[2]]).all()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_few_partners_are_tested_exactly(data):
    """Against every order, one by one; the network's expected value is the mean over them."""
    count = data.draw(st.integers(2, 6))
    every = [(a, b) for a in range(count) for b in range(a)]
    edges = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    labels = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    found = of(edges, labels, np.eye(3))
    indices = []
    for order in np.array(np.meshgrid(*[range(count)] * count)).T.reshape(-1, count):
        if len(set(order)) == count:
            given_labels = [labels[place] for place in order]
            outside = sum(given_labels[a] != given_labels[b] for a, b in edges)
            indices.append((2 * outside - len(edges)) / len(edges))
    assert found.expected[0] == pytest.approx(np.mean(indices))
    far = np.abs(np.array(indices) - found.expected[0]) >= abs(found.e_i[0] - found.expected[0]) - 1e-9
    assert found.p[0] == pytest.approx(far.mean())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_neither_the_order_of_ties_nor_the_numbers_of_groups_matter(data):
    count = data.draw(st.integers(8, 12))
    every = [(a, b) for a in range(count) for b in range(a)]
    edges = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    labels = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    found = of(edges, labels, np.eye(3), permutations=50)
    turned = [pair[::-1] for pair in data.draw(st.permutations(edges))]
    new = data.draw(st.permutations(range(3)))
    again = of(turned, [new[label] for label in labels], np.eye(3), permutations=50)
    places = [0, *(1 + new[group] for group in range(3))]
    for name in ("inside", "ties", "e_i", "expected", "p"):
        np.testing.assert_array_equal(getattr(found, name), getattr(again, name)[places])
    np.testing.assert_array_equal(found.pairs, again.pairs[np.ix_(new, new)])


def random_network(seed, count=60, ties=240, groups=3):
    """Return ties drawn without a look at the labels."""
    draw = np.random.default_rng(seed)
    every = np.argwhere(np.triu(np.ones((count, count)), 1))
    return draw.choice(every, ties, replace=False), draw.integers(0, groups, count)


@pytest.mark.parametrize("permutations", [19, 20, 99])
def test_false_alarms_are_as_rare_as_stated(permutations):
    """Of 1,000 networks whose labels have nothing to do with the ties, p is at most .05 for as many as it says.

    That is floor(.05 (m + 1)) / (m + 1), a little less where permutations tie with the network; 20 permutations tell a p of
    r / m, which would be .095, and 99 a one-sided half, which would be .10. The band holds 99.9 % of what chance brings.
    """
    alarms = sum(of(*random_network(seed), permutations=permutations).p[0] <= 0.05 for seed in range(1000))
    stated = int(0.05 * (permutations + 1) + 1e-9) / (permutations + 1)
    assert binom.ppf(0.0005, 1000, 0.8 * stated) <= alarms <= binom.ppf(0.9995, 1000, stated)


@pytest.mark.parametrize("permutations", [19, 20, 99])
def test_false_alarms_are_no_more_where_many_permutations_tie_with_the_network(permutations):
    """Of small networks the index has few values: a permutation that is as far as the network counts against it."""
    networks = (random_network(seed, count=12, ties=12, groups=2) for seed in range(1000))
    alarms = sum(of(*each, permutations=permutations).p[0] <= 0.05 for each in networks)
    stated = int(0.05 * (permutations + 1) + 1e-9) / (permutations + 1)
    assert 0 < alarms <= binom.ppf(0.9995, 1000, stated)


def test_a_real_difference_is_seen():
    """Otherwise the test above would pass for a p of 1."""
    draw = np.random.default_rng(5)
    labels = np.arange(60) % 3
    every = np.argwhere(np.triu(np.ones((60, 60)), 1))
    weights = np.where(labels[every[:, 0]] == labels[every[:, 1]], 2.0, 1.0)
    edges = draw.choice(every, 240, replace=False, p=weights / weights.sum())
    assert of(edges, labels).p[0] == 0.001


def test_blocks_do_not_change_the_permutations(monkeypatch):
    """A large network is worked through in blocks: the numbers are those of one block."""
    edges, labels = random_network(1)
    whole = of(edges, labels)
    monkeypatch.setattr("graphsvc.kernels.mixing._BLOCK", 1)
    np.testing.assert_array_equal(whole.p, of(edges, labels).p)


def test_one_group_each_is_counted_as_several_are():
    """With a group that everybody is in, besides, everybody has two: each group's own p stays."""
    draw = np.random.default_rng(5)
    edges = np.unique(np.sort(draw.integers(0, 40, (90, 2)), axis=1), axis=0)
    edges, labels = edges[edges[:, 0] != edges[:, 1]], draw.integers(0, 3, 40)
    one = group_mixing(edges, labels, np.eye(3, dtype=bool))
    several = group_mixing(
        edges, labels, np.ones((3, 4), dtype=bool) & ~np.pad(~np.eye(3, dtype=bool), ((0, 0), (0, 1)))
    )
    assert one.p[1:].tolist() == several.p[1:4].tolist()
    assert len(set(one.p[1:])) > 1
