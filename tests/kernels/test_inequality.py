"""Lorenz curve and Gini coefficient: by hand, by PySAL, and by another definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.kernels.inequality import gini, lorenz

PEOPLE = st.integers(0, 5000)
AMOUNT = st.sampled_from([0.0, 0.1, 0.25, 1.0, 3.0, 7.5])
PLACES = st.lists(st.tuples(PEOPLE, AMOUNT), min_size=1, max_size=12)


def sides(places):
    people, each = zip(*places, strict=True)
    return np.array(people, dtype=float), np.array(each, dtype=float)


@pytest.mark.parametrize(
    ("each", "expected"),
    # inequality 1.1.2 of PySAL, gini.Gini(x).g
    [([1, 2, 3, 4], 0.25), ([852, 394, 1969, 2189, 0], 0.44063656550703184), ([5, 5, 5], 0), ([0, 0, 0, 7], 0.75)],
)
def test_as_pysal_has_it(each, expected):
    assert gini(np.ones(len(each)), np.array(each, dtype=float)) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(PLACES)
def test_it_is_half_the_relative_mean_difference(places):
    """The other definition: how far two people, drawn at random, are apart, divided by twice the mean."""
    people, each = sides(places)
    total, mean = people.sum(), people @ each
    if not total or not mean:
        assert math.isnan(gini(people, each))
        return
    apart = people @ np.abs(each[:, None] - each[None, :]) @ people / total**2
    assert gini(people, each) == pytest.approx(apart / (2 * mean / total), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(PLACES, st.sampled_from([0.5, 3, 10, 1000]), st.randoms(use_true_random=False))
def test_k_times_the_people_and_another_order_leave_it_as_it_is(places, k, random):
    people, each = sides(places)
    mixed = list(places)
    random.shuffle(mixed)
    other_people, other_each = sides(mixed)
    assert gini(k * other_people, other_each) == pytest.approx(gini(people, each), abs=1e-9, nan_ok=True)


@settings(max_examples=200, deadline=None)
@given(PLACES)
def test_the_curve_runs_from_nothing_to_all_and_sags(places):
    population, share = lorenz(*sides(places))
    if not len(population):
        return
    assert (population[0], share[0], population[-1], share[-1]) == (0, 0, 1, 1)
    assert (np.diff(population) >= 0).all()
    assert (share <= population + 1e-12).all()


def test_whoever_has_no_people_counts_for_nothing():
    people, each = np.array([1.0, 0.0, 3.0]), np.array([3.0, 900.0, 1.0])
    assert gini(people, each) == gini(people[[0, 2]], each[[0, 2]]) == 0.25


@pytest.mark.parametrize("places", [[], [(0, 3.0)], [(5, 0.0), (7, 0.0)]])
def test_where_nobody_has_anything_there_is_none(places):
    people, each = sides(places) if places else (np.zeros(0), np.zeros(0))
    assert math.isnan(gini(people, each))
    assert [len(side) for side in lorenz(people, each)] == [0, 0]
