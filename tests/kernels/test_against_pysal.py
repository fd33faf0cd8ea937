"""Catchments and Gini against PySAL's `access` and `inequality`, run beside ours on the same numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import real_lists as lists
from access.fca import two_stage_fca
from access.weights import step_fn
from hypothesis import given, settings
from hypothesis import strategies as st
from inequality.gini import Gini

from graphsvc.kernels.access import ONE_ZONE, THREE_ZONES, Near, floating_catchment
from graphsvc.kernels.inequality import gini

REAL = lists.DATA / "accessibility"
ZONES = [([45], ONE_ZONE), ([15, 30, 45], THREE_ZONES), ([20, 40, 60], THREE_ZONES)]


def theirs(people, supply, pairs, bounds, weights):
    """Return access by PySAL: ``pairs`` are (place, point, minutes), 0 where no point is in reach."""
    demand = pd.DataFrame({"demand": people}, index=pd.RangeIndex(len(people), name="geoid"))
    offer = pd.DataFrame({"supply": supply}, index=pd.RangeIndex(len(supply), name="geoid"))
    costs = pd.DataFrame(pairs, columns=["origin", "dest", "cost"])
    weigh = step_fn(dict(zip(bounds, weights, strict=True)))
    found = two_stage_fca(demand, offer, costs, max_cost=bounds[-1], weight_fn=weigh)
    return found.reindex(demand.index, fill_value=0).fillna(0).to_numpy()


def ours(people, supply, pairs, bounds, weights):
    near = [
        (place, point, np.searchsorted(bounds, minutes)) for place, point, minutes in pairs if minutes <= bounds[-1]
    ]
    columns = np.array(near, dtype=int).reshape(-1, 3).T
    return floating_catchment(Near(*columns), np.array(people, float), np.array(supply, float), weights)


@pytest.mark.skipif(not REAL.exists(), reason="the real lists are not there")
@pytest.mark.parametrize(("bounds", "weights"), ZONES)
def test_real_travel_times(bounds, weights):
    land, times = pd.read_csv(REAL / "land_use_5.csv"), pd.read_csv(REAL / "travel_matrix_5x5.csv")
    place = {id: number for number, id in enumerate(land["id"])}
    pairs = [(place[t.from_id], place[t.to_id], t.travel_time) for t in times.itertuples()]
    case = land["population"].tolist(), land["jobs"].tolist(), pairs, bounds, weights
    assert ours(*case).any()
    assert ours(*case) == pytest.approx(theirs(*case), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 9), st.sampled_from(ZONES))
def test_drawn_travel_times(data, count, zones):
    """Every place has people, as PySAL divides by none; minutes lie on the bounds, too."""
    people = data.draw(st.lists(st.integers(1, 9_000), min_size=count, max_size=count))
    supply = data.draw(st.lists(st.sampled_from([0, 1, 2, 40]), min_size=count, max_size=count))
    minute = st.one_of(st.sampled_from([15, 20, 30, 40, 45, 60]), st.integers(0, 70))
    minutes = data.draw(st.lists(minute, min_size=count * count, max_size=count * count))
    pairs = [(number // count, number % count, each) for number, each in enumerate(minutes)]
    assert ours(people, supply, pairs, *zones) == pytest.approx(theirs(people, supply, pairs, *zones), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([0.0, 0.1, 1.0, 3.0, 7.5])), min_size=1, max_size=12))
def test_gini_of_people_one_by_one(places):
    """PySAL weighs nobody, so its sample holds each person once."""
    people, each = (np.array(side, dtype=float) for side in zip(*places, strict=True))
    if each.any():
        assert gini(people, each) == pytest.approx(Gini(np.repeat(each, people.astype(int))).g, abs=1e-9)
