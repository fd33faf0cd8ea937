"""Places stand still, whatever the order of what is drawn, and labels never cover each other."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.kernels import SimpleGraph
from visualisations._labels import LEADING, place_labels
from visualisations._layout import layout
from visualisations._svg import text_width

pairs = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=60)


def graph_of(edges, order):
    nodes = sorted({str(n) for edge in edges for n in edge} | {"x", "y"})
    random.Random(order).shuffle(nodes)
    edges = [(str(a), str(b)) for a, b in edges if a != b]
    random.Random(order).shuffle(edges)
    return SimpleGraph.of(nodes, edges)


@settings(max_examples=25, deadline=None)
@given(pairs)
def test_the_same_network_stands_in_the_same_places_in_any_order(edges):
    assert layout(graph_of(edges, 1)) == layout(graph_of(edges, 2))


@settings(max_examples=25, deadline=None)
@given(pairs)
def test_no_two_symbols_stand_in_one_place(edges):
    points = layout(graph_of(edges, 1))
    assert len({(round(x), round(y)) for x, y in points.values()}) == len(points)


@settings(max_examples=25, deadline=None)
@given(pairs, st.lists(st.text(min_size=1, max_size=20), min_size=30, max_size=30))
def test_labels_never_cover_each_other(edges, texts):
    points = layout(graph_of(edges, 1))
    names = {id: (text,) for id, text in zip(points, texts, strict=False)}
    points = {id: points[id] for id in names}
    placed = place_labels(names, points, dict.fromkeys(points, 8.0), sorted(points), 12.0)
    boxes = []
    for id, (x, base, anchor) in placed.items():
        width = max(text_width(line, 12.0) for line in names[id])
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        more = (len(names[id]) - 1) * LEADING * 12
        boxes.append((left, base - 10, left + width, base + more + 2))
    for number, a in enumerate(boxes):
        for b in boxes[:number]:
            assert a[2] <= b[0] + 1e-6 or b[2] <= a[0] + 1e-6 or a[3] <= b[1] + 1e-6 or b[3] <= a[1] + 1e-6
