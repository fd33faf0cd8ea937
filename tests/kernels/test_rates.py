"""Rates: Garwood's bounds as published and as defined, and Marshall's smoothing by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphsvc.kernels.rates import poisson_interval, smoothed


def bounds(count):
    low, high = poisson_interval(np.array([count]))
    return float(low[0]), float(high[0])


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936), as tables print them
    [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (25, 16.18, 36.90)],
)
def test_garwood_as_published(count, low, high):
    assert bounds(count) == pytest.approx((low, high), abs=6e-4 if count < 25 else 6e-3)


def test_garwood_of_a_published_rate():
    """Snedecor and Cochran, Statistical Methods (1967), p. 224: 296 weed seeds in 98 samples of meadow grass.

    Their mean is 3.020; the limits are those that the NAG Library's manual prints for it (g07abc).
    """
    assert [bound / 98 for bound in bounds(296)] == pytest.approx((2.6861, 3.3848), abs=6e-5)


@given(st.integers(0, 150))
def test_garwood_as_defined(count):
    """At the lower bound 2.5 % is the chance of so many or more, at the upper one that of so many or fewer."""

    def at_most(most, mean):
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(most + 1))

    low, high = bounds(count)
    assert at_most(count, high) == pytest.approx(0.025)
    if count:
        assert 1 - at_most(count - 1, low) == pytest.approx(0.025)
    else:
        assert low == 0


def test_many_counts_are_each_as_alone():
    low, high = poisson_interval(np.array([[3, 0], [7, 3]]))
    assert [(low[i, j], high[i, j]) for i in (0, 1) for j in (0, 1)] == [bounds(n) for n in (3, 0, 7, 3)]


def test_marshall_by_hand():
    """Rates 0.1, 0.5 and 0 of 100, 100 and 200 people: m = 60 / 400 = 0.15.

    The spread is (100 · 0.0025 + 100 · 0.1225 + 200 · 0.0225) / 400 = 17 / 400 = 0.0425; chance explains m · 3 / 400 =
    0.001125 of it, so A = 0.041375. With m / n = 0.0015 and 0.00075 the weights are 0.041375 / 0.042875 and 0.041375 /
    0.042125.
    """
    counts, people = np.array([[10.0, 50.0, 0.0]]), np.array([100.0, 100.0, 200.0])
    few, many = 0.041375 / 0.042875, 0.041375 / 0.042125
    expected = [0.15 - 0.05 * few, 0.15 + 0.35 * few, 0.15 - 0.15 * many]
    assert smoothed(counts, people, np.ones((1, 3), bool))[0] == pytest.approx(expected)


def test_where_chance_explains_all_each_has_the_rate_of_all():
    found = smoothed(np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([100.0, 100.0]), np.ones((2, 2), bool))
    assert found.tolist() == [[pytest.approx(0.015)] * 2, [0.0, 0.0]]


def test_what_is_not_known_takes_no_part():
    counts, people = np.array([[10.0, 50.0, 0.0, 999.0]]), np.array([100.0, 100.0, 200.0, 50.0])
    known = np.array([[True, True, True, False]])
    found = smoothed(counts, people, known)[0]
    assert found[:3].tolist() == smoothed(counts[:, :3], people[:3], known[:, :3])[0].tolist()
    assert np.isnan(found[3])
    assert np.isnan(smoothed(counts, people, np.array([[True, False, False, False]]))).all(), "nobody to borrow from"


@given(arrays(np.int64, 6, elements=st.integers(0, 50)), arrays(np.int64, 6, elements=st.integers(1, 10_000)))
def test_a_smoothed_rate_lies_between_its_own_and_that_of_all(counts, people):
    found = smoothed(counts[np.newaxis].astype(float), people.astype(float), np.ones((1, 6), bool))[0]
    own, everybody = counts / people, counts.sum() / people.sum()
    assert (np.minimum(own, everybody) - 1e-9 <= found).all()
    assert (found <= np.maximum(own, everybody) + 1e-9).all()
