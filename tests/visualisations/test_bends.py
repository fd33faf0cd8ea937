"""A line bends only where that saves something, and as vis-network will draw it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_measures import crossings, drawn

from graphsvc.beginnings import Begun, Tied
from visualisations._bends import BENDS, chosen, control, middle, pieces
from visualisations._grown import Grown
from visualisations._segments import passed

A, B = (0.0, 0.0), (100.0, 0.0)
FENCE = np.array([[float(x), -15.0, float(x), 15.0] for x in range(20, 90, 10)])  # seven posts in the way
NOBODY = np.zeros((0, 2))
somewhere = st.tuples(st.integers(-150, 250), st.integers(-150, 150))


def lines_of(segments):
    return [np.array([segment[:2], segment[2:]]) for segment in segments]


@given(somewhere, somewhere, st.sampled_from(BENDS))
def test_a_bend_is_drawn_as_vis_network_draws_it(a, b, bend):
    if a != b:
        points = drawn(a, b, bend, pieces=2)
        assert np.allclose(middle(a, b, bend), points[1], atol=0.01)
        assert np.allclose(pieces(a, b, bend)[5, 2:], points[1], atol=0.01)


def test_a_free_line_is_straight_and_one_crossing_is_borne():
    assert chosen(A, B, np.zeros((0, 4)), NOBODY) == 0
    assert chosen(A, B, FENCE[:1], NOBODY) == 0
    assert pieces(A, B, 0).tolist() == [[0, 0, 100, 0]]


def test_a_line_goes_round_a_fence_on_the_side_that_is_open():
    wall = np.array([[-500.0, -20.0, 600.0, -20.0]] * 5)  # on one side only
    bend = chosen(A, B, np.concatenate((FENCE, wall)), NOBODY)
    assert control(A, B, bend)[1] > 0
    assert chosen(A, B, np.concatenate((FENCE, -wall)), NOBODY) == -bend


def test_a_fence_of_no_end_is_crossed_straight():
    assert chosen(A, B, FENCE * [1, 100, 1, 100], NOBODY) == 0


def test_a_bend_stays_when_later_lines_come_in_its_way():
    places = {"a": A, "b": (300.0, 0.0)}
    for x in range(100, 201, 20):
        places |= {f"{x}{y}": (float(x), float(y)) for y in (-200, -15, 15, 200)}
    posts = [Tied(1, f"{x}-15", f"{x}15") for x in range(100, 201, 20)]
    grown = Grown(places, {}, [Begun(1, id, "clinic") for id in places], posts, 74.0)
    grown.add([], [Tied(2, "a", "b")])
    bend = grown.bends["a", "b"]
    side = 1 if control(A, (300.0, 0.0), bend)[1] > 0 else -1
    grown.add([], [Tied(3, f"{x}{15 * side}", f"{x}{200 * side}") for x in range(100, 201, 20)])
    assert grown.bends == {("a", "b"): bend}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(somewhere, somewhere), max_size=25), st.lists(somewhere, max_size=8))
def test_what_bends_crosses_less_or_passes_less(others, symbols):
    lines = np.array([[*a, *b] for a, b in others], dtype=float).reshape(-1, 4)
    names = np.array(symbols, dtype=float).reshape(-1, 2)
    bend = chosen(A, B, lines, names)

    def harm(bend):
        line = drawn(A, B, bend, pieces=12)
        crossed = crossings([line, *lines_of(lines)]) - crossings(lines_of(lines))
        return crossed + 2 * passed(pieces(A, B, bend), names)

    assert bend == 0 or harm(bend) <= harm(0) - 2
