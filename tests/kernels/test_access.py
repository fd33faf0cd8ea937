"""Floating catchment areas: published numbers, two independent implementations, and a dense one of our own."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
import real_lists as lists
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.kernels.access import EARTH_KM, ONE_ZONE, THREE_ZONES, Near, floating_catchment, within

REAL = lists.DATA / "accessibility"


def real_access(bounds, weights, order=lambda rows: rows):
    """Return access by id of the five areas of R's package accessibility, whatever order the files have."""
    with (REAL / "land_use_5.csv").open() as file:
        land = order(list(csv.DictReader(file)))
    with (REAL / "travel_matrix_5x5.csv").open() as file:
        times = order(list(csv.DictReader(file)))
    place = {row["id"]: number for number, row in enumerate(land)}
    pairs = [(place[t["from_id"]], place[t["to_id"]], float(t["travel_time"])) for t in times]
    near = [(start, end, np.searchsorted(bounds, minutes)) for start, end, minutes in pairs if minutes <= bounds[-1]]
    people, jobs = (np.array([float(row[name]) for row in land]) for name in ("population", "jobs"))
    found = floating_catchment(Near(*np.array(near).T), people, jobs, weights)
    return {row["id"]: value for row, value in zip(land, found, strict=True)}


@pytest.mark.skipif(not REAL.exists(), reason="the real lists are not there")
@pytest.mark.parametrize("order", [list, lambda rows: rows[::-1], lambda rows: sorted(rows, key=str)], ids=range(3))
def test_as_the_r_package_accessibility_has_it(order):
    """Its test of floating_catchment_area, method 2sfca, cutoff 45, which includes 45: SOURCES.md."""
    found = real_access([45], ONE_ZONE, order)
    # the area without people has work that nobody shares, and nothing else is in its reach
    expected = [("89a88cdb57bffff", 0.0152), ("89a88cdb597ffff", 0.1491), ("89a88cdb5b3ffff", 0.1491)]
    expected += [("89a88cdb5cfffff", 0.1068), ("89a88cd909bffff", 0)]
    assert {id: round(value, 4) for id, value in found.items()} == dict(expected)


@pytest.mark.skipif(not REAL.exists(), reason="the real lists are not there")
@pytest.mark.parametrize(
    ("bounds", "expected"),
    # access 1.1.10 of PySAL, enhanced_two_stage_fca, weights.step_fn({…: 1, …: .68, …: .22}), in the order of the file
    [
        ([15, 30, 45], [0.044242, 0.169181, 0.169181, 0.073792, 0]),
        ([20, 40, 60], [0.082126, 0.152577, 0.152577, 0.076972, 0.009733]),
    ],
)
def test_e2sfca_as_pysal_has_it(bounds, expected):
    assert list(real_access(bounds, THREE_ZONES).values()) == pytest.approx(expected, abs=5e-7)


POINTS = st.lists(st.tuples(st.floats(47, 55), st.floats(6, 15)), max_size=6)
AMOUNTS = st.sampled_from([0.0, 1.0, 2.5, 100.0, 12_345.0])


@settings(max_examples=150, deadline=None)
@given(POINTS, POINTS, st.floats(0, 400), st.sampled_from([ONE_ZONE, THREE_ZONES]), st.data())
def test_it_is_what_a_dense_matrix_gives(places, points, km, weights, data):
    people, supply = (
        np.array(data.draw(st.lists(AMOUNTS, min_size=len(s), max_size=len(s)))) for s in (places, points)
    )
    bounds = [km * (zone + 1) / len(weights) for zone in range(len(weights))]
    near = within(np.array(places).reshape(-1, 2), np.array(points).reshape(-1, 2), bounds)
    weight = np.array([[weigh(apart(a, b), bounds, weights) for b in points] for a in places])
    weight = weight.reshape(len(places), len(points))
    demand = weight.T @ people
    ratio = np.array([s / d if d else 0 for s, d in zip(supply, demand, strict=True)])
    found = floating_catchment(near, people, supply, weights)
    assert found == pytest.approx(weight @ ratio, rel=1e-9)
    assert found @ people == pytest.approx(supply[demand > 0].sum(), rel=1e-9)


def weigh(km, bounds, weights):
    """Return the weight of a distance; of those a rounding away from a bound the test would say nothing."""
    return next((w for bound, w in zip(bounds, weights, strict=True) if km <= bound + 1e-6), 0.0)


def apart(a, b):
    """By the haversine, another formula than ours."""
    (lat_a, lon_a), (lat_b, lon_b) = ([math.radians(x) for x in point] for point in (a, b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def north(km):
    return 48 + math.degrees(km / EARTH_KM)


@pytest.mark.parametrize("bounds", [(30,), (10, 20, 30)])
def test_each_bound_belongs_to_its_zone(bounds):
    kms = [0, *(b for bound in bounds for b in (bound, bound + 0.001))]
    near = within(np.array([[48.0, 9.0]]), np.array([[north(km), 9.0] for km in kms]), bounds)
    found = dict(zip(near.point.tolist(), near.zone.tolist(), strict=True))
    zones = {
        n: next(z for z, bound in enumerate(bounds) if km <= bound) for n, km in enumerate(kms) if km <= bounds[-1]
    }
    assert found == zones


def test_at_no_distance_only_the_same_point_is_in_reach():
    near = within(np.array([[48.0, 9.0], [49.0, 9.0]]), np.array([[48.0, 9.0]]), (0.0,))
    assert (near.place.tolist(), near.point.tolist()) == ([0], [0])


def test_nobody_and_nothing():
    empty = np.zeros((0, 2))
    near = within(empty, np.array([[48.0, 9.0]]), (30,))
    assert floating_catchment(near, np.zeros(0), np.ones(1)).tolist() == []
    near = within(np.array([[48.0, 9.0]]), empty, (30,))
    assert floating_catchment(near, np.array([10.0]), np.zeros(0)).tolist() == [0]
