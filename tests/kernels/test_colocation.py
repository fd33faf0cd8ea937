"""The colocation quotient: by hand, by a plain count of neighbours, and a test that keeps its promise."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.kernels.access import great_circle, on_globe
from graphsvc.kernels.colocation import colocation

# few places, so that many share one and others are equally far
SPOTS = st.tuples(st.sampled_from([48.0, 48.1, 48.2, 49.0]), st.sampled_from([9.0, 9.3]))
CROWDS = st.lists(st.tuples(SPOTS, st.sampled_from("abc")), min_size=0, max_size=9)


def arrays(crowd):
    points = np.array([spot for spot, _ in crowd], dtype=float).reshape(-1, 2)
    kinds = np.array([kind for _, kind in crowd], dtype=object)
    return points, kinds


def by_hand(points, of, to):
    """Count for each point which others are nearest, all ties in equal parts."""
    vectors = on_globe(points)
    km = great_circle(np.linalg.norm(vectors[:, None] - vectors[None, :], axis=2))
    count = 0.0
    for place in np.flatnonzero(of):
        others = [other for other in range(len(points)) if other != place]
        least = min(km[place, other] for other in others)
        nearest = [other for other in others if km[place, other] <= least + 1e-6]
        count += sum(bool(to[other]) for other in nearest) / len(nearest)
    among = to.sum() - bool((of & to).any())
    return count / (of.sum() * among / (len(points) - 1))


@settings(max_examples=200, deadline=None)
@given(CROWDS, st.sampled_from(["ab", "aa", "ba"]))
def test_it_is_a_plain_count(crowd, kinds):
    points, kind = arrays(crowd)
    of, to = kind == kinds[0], kind == kinds[1]
    found = colocation(points, of, to, permutations=9)
    if not of.any() or to.sum() - (kinds == "aa") < 1:
        assert math.isnan(found.quotient)
        assert math.isnan(found.p)
        return
    assert found.quotient == pytest.approx(by_hand(points, of, to))
    assert len(found.share) == of.sum()
    assert found.share.sum() == pytest.approx(
        found.quotient * of.sum() * (to.sum() - (kinds == "aa")) / (len(crowd) - 1)
    )
    assert ((found.share >= -1e-12) & (found.share <= 1 + 1e-12)).all()


def test_ties_count_in_equal_parts():
    """A group at one place with a clinic and an authority: its nearest neighbours are half a clinic."""
    points = np.array([[48.0, 9.0]] * 3 + [[50.0, 9.0]])
    group, clinic = np.array([True, False, False, False]), np.array([False, True, False, False])
    found = colocation(points, group, clinic)
    assert found.share.tolist() == [0.5]
    assert found.quotient == 0.5 / (1 / 3)


def test_between_two_equally_far_each_is_half_a_neighbour():
    points = np.array([[0.0, 9.0], [0.0, 8.9], [0.0, 9.1], [50.0, 9.0]])
    group, clinic = np.array([True, False, False, False]), np.array([False, True, False, False])
    assert colocation(points, group, clinic).share.tolist() == [0.5]


def test_of_one_kind_nobody_is_its_own_neighbour():
    """Three alike at one place and one other elsewhere: all neighbours of the three are alike; chance has 2 of 3."""
    points = np.array([[48.0, 9.0]] * 3 + [[50.0, 9.0]])
    alike = np.array([True, True, True, False])
    assert colocation(points, alike, alike).quotient == pytest.approx(1 / (2 / 3))


@settings(max_examples=60, deadline=None)
@given(CROWDS, st.randoms(use_true_random=False))
def test_no_order_changes_anything(crowd, random):
    mixed = list(crowd)
    random.shuffle(mixed)
    (points, kind), (other_points, other_kind) = arrays(crowd), arrays(mixed)
    first = colocation(points, kind == "a", kind == "b", permutations=19)
    second = colocation(other_points, other_kind == "a", other_kind == "b", permutations=19)
    assert (first.quotient, first.p) == pytest.approx((second.quotient, second.p), nan_ok=True)


def test_p_is_that_of_all_orders():
    """Five points in a line, one group beside one clinic: counted over all 120 orders, the kernel draws 4,999 of them."""
    points = np.array([[48.0, 9.0], [48.1, 9.0], [48.3, 9.0], [49.0, 9.0], [49.6, 9.0]])
    kinds = np.array(list("abccc"), dtype=object)
    found = colocation(points, kinds == "a", kinds == "b", permutations=4999)
    quotients = []
    for order in permutations(range(5)):
        drawn = kinds[list(order)]
        quotients.append(by_hand(points, drawn == "a", drawn == "b"))
    far = [abs(value - 1) >= abs(found.quotient - 1) - 1e-9 for value in quotients]
    assert found.quotient == 4
    assert found.p == pytest.approx(sum(far) / len(far), abs=0.03)


def test_p_is_never_zero_and_by_chance_rarely_small():
    """Of random categories about one in twenty has p up to 0.05."""
    draw = np.random.default_rng(5)
    small = 0
    for _ in range(300):
        points = np.column_stack([draw.uniform(47, 55, 60), draw.uniform(6, 15, 60)])
        kinds = draw.permutation(np.array(list("a" * 20 + "b" * 20 + "c" * 20), dtype=object))
        p = colocation(points, kinds == "a", kinds == "b").p
        assert 0.001 <= p <= 1
        small += p <= 0.05
    assert small <= 300 * 0.05 + 3 * math.sqrt(300 * 0.05 * 0.95)
    assert small >= 3


def test_what_no_permutation_reaches_has_the_smallest_p_there_is():
    """Thirty groups, each beside a clinic of its own: none of 999 permutations comes near, so (0 + 1) / (999 + 1)."""
    points = np.array([[48 + n // 2 / 5 + n % 2 / 100, 9.0] for n in range(60)])
    group = np.arange(60) % 2 == 0
    found = colocation(points, group, ~group)
    assert found.quotient == pytest.approx(59 / 30)
    assert found.p == 0.001
