"""A line bends only where that saves something, and as the picture draws it."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_measures import crossings, drawn

from graphsvc.beginnings import Begun, Tied
from visualisations._bends import REACHES, TURNS, Bend, beside, chosen, controls, middle, pieces, points
from visualisations._grown import Grown
from visualisations._segments import passed

A, B = (0.0, 0.0), (100.0, 0.0)
FENCE = np.array([[float(x), -15.0, float(x), 15.0] for x in range(20, 90, 10)])  # seven posts in the way
NOBODY = np.zeros((0, 2))
somewhere = st.tuples(st.integers(-150, 250), st.integers(-150, 150))
turns = st.sampled_from(TURNS).flatmap(lambda turn: st.sampled_from((turn, -turn)))
bends = st.builds(Bend, turns, turns, st.sampled_from(REACHES), st.sampled_from(REACHES))


def lines_of(segments):
    return [np.array([segment[:2], segment[2:]]) for segment in segments]


@given(somewhere, somewhere, bends)
def test_a_bend_is_reckoned_as_a_bezier_curve(a, b, bend):
    if a != b:
        curve = drawn(a, b, controls(a, b, bend), pieces=16)
        assert np.allclose(points(a, b, bend), curve, atol=0.02)
        assert np.allclose(middle(a, b, bend), curve[8], atol=0.02)
        assert np.allclose(pieces(a, b, bend)[7, 2:], curve[8], atol=0.02)


@given(somewhere, somewhere, bends)
def test_from_the_other_end_it_is_the_same_curve(a, b, bend):
    back = Bend(-bend.arrives, -bend.leaves, bend.far, bend.near)
    assert np.allclose(controls(b, a, back), controls(a, b, bend)[::-1], atol=0.02)


def test_a_free_line_is_straight_and_one_crossing_is_borne():
    assert chosen(A, B, np.zeros((0, 4)), NOBODY) is None
    assert chosen(A, B, FENCE[:1], NOBODY) is None
    assert pieces(A, B, None).tolist() == [[0, 0, 100, 0]]


def test_a_line_goes_round_a_fence_on_the_side_that_is_open():
    wall = np.array([[-500.0, -20.0, 600.0, -20.0]] * 5)  # on one side only
    bend = chosen(A, B, np.concatenate((FENCE, wall)), NOBODY)
    assert controls(A, B, bend)[0][1] > 0
    other = chosen(A, B, np.concatenate((FENCE, -wall)), NOBODY)
    assert other == Bend(-bend.leaves, -bend.arrives, bend.near, bend.far)


def test_a_fence_of_no_end_is_crossed_straight():
    assert chosen(A, B, FENCE * [1, 100, 1, 100], NOBODY) is None


def test_between_opposite_ends_of_a_star_it_goes_round_all_the_others():
    ends = [(100 * math.cos(turn), 100 * math.sin(turn)) for turn in np.linspace(0, math.tau, 31)[:-1]]
    spokes = np.array([(0.0, 0.0, *end) for end in ends])
    bend = chosen(ends[0], ends[12], spokes, np.array([(0.0, 0.0), *ends[1:12], *ends[13:]]))
    line = points(ends[0], ends[12], bend, 60)
    assert crossings([line, *lines_of(spokes)]) == 0
    assert np.hypot(*line.T).min() > 95


@given(bends)
def test_what_runs_beside_a_line_is_another_line(bend):
    assert math.dist(middle(A, B, beside(None)), (50, 0)) > 5
    assert beside(bend) != bend
    assert not np.allclose(points(A, B, bend), points(A, B, beside(bend)), atol=2)


def test_a_bend_stays_when_later_lines_come_in_its_way():
    places = {"a": A, "b": (300.0, 0.0)}
    for x in range(100, 201, 20):
        places |= {f"{x}{y}": (float(x), float(y)) for y in (-400, -15, 15, 400)}
    posts = [Tied(1, f"{x}-15", f"{x}15") for x in range(100, 201, 20)]
    grown = Grown(places, {}, [Begun(1, id, "clinic") for id in places], posts, 74.0)
    grown.add([], [Tied(2, "a", "b")])
    bend = grown.bends["a", "b"]
    side = 1 if controls(A, (300.0, 0.0), bend)[0][1] > 0 else -1
    grown.add([], [Tied(3, f"{x}{15 * side}", f"{x}{400 * side}") for x in range(100, 201, 20)])
    assert grown.bends["a", "b"] == bend


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(somewhere, somewhere), max_size=25), st.lists(somewhere, max_size=8))
def test_what_bends_crosses_less_or_passes_less(others, symbols):
    lines = np.array([[*a, *b] for a, b in others], dtype=float).reshape(-1, 4)
    names = np.array(symbols, dtype=float).reshape(-1, 2)
    bend = chosen(A, B, lines, names)

    def harm(bend):
        line = points(A, B, bend)
        crossed = crossings([line, *lines_of(lines)]) - crossings(lines_of(lines))
        return crossed + 2 * passed(pieces(A, B, bend), names).any(axis=0).sum()

    assert bend is None or harm(bend) <= harm(None) - 2
