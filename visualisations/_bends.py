"""Lines that bend: where a straight one would cross many others, a curve may go round them.

A curve is a cubic Bézier curve that leaves its first end, and comes to its last, turned away from the straight line. Turned
far, it goes round the outside of a partner on whom all others hang (Gansner & Koren 2006, "Improved circular layouts",
draw what would cross the circle outside of it, too).
"""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualisations._layout import Point
from visualisations._segments import crossing, passed

Floats = NDArray[np.float64]
TURNS = tuple(range(15, 166, 15))  # degrees
REACHES = (0.4, 0.7, 1.0, 1.4, 1.9)  # parts of the distance between the ends
STARTS = 8  # as many of the even curves are made uneven, until nothing gets better
PIECES = 16  # that a curve is reckoned with
SAVED = 2  # as many crossings make a bend worth it
PASSED = 2  # crossings that a symbol on the line is worth
LONGER = 3  # as many outweigh a line twice as long
WIDER = 10  # as many outweigh a picture twice as wide or high, where all is drawn half as large


class Bend(NamedTuple):
    """How far a line is turned away from the straight one at its first and last end, and how far it goes on that way.

    Turns are degrees, to the same side where they have the same sign; reaches are parts of the distance between the ends.
    """

    leaves: float
    arrives: float
    near: float
    far: float


ASIDE = Bend(20, 20, 0.35, 0.35)  # a gentle arc, beside the straight line


def beside(bend: Bend | None) -> Bend:
    """Return what runs beside a line that bends so, from the same ends."""
    if bend is None:
        return ASIDE
    turn = math.copysign(ASIDE.leaves, bend.leaves)
    return bend._replace(leaves=bend.leaves - turn, arrives=bend.arrives - math.copysign(turn, bend.arrives))


def controls(a: Point, b: Point, bend: Bend) -> tuple[Point, Point]:
    """Return the two points that draw the line from ``a`` to ``b`` towards them.

    Examples
    --------
    >>> controls((0.0, 0.0), (8.0, 0.0), Bend(90, 90, 0.5, 1.0))
    ((0.0, 4.0), (8.0, 8.0))
    """
    (x1, y1), (x2, y2) = _controls(a, b, np.array([bend]))[0].round(2).tolist()
    return (x1 + 0.0, y1 + 0.0), (x2 + 0.0, y2 + 0.0)  # no negative nought


def points(a: Point, b: Point, bend: Bend | None, pieces: int = PIECES) -> Floats:
    """Return points of the line from ``a`` to ``b``, in their order; of one that does not bend, its ends."""
    return np.array([a, b]) if bend is None else _points(a, b, np.array([bend]), pieces)[0]


def middle(a: Point, b: Point, bend: Bend | None) -> Point:
    """Return the point half way along the line."""
    x, y = points(a, b, bend, 2)[1].tolist() if bend else ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    return x, y


def pieces(a: Point, b: Point, bend: Bend | None) -> Floats:
    """Return the line as straight ones (x1, y1, x2, y2); a line that does not bend is one."""
    found = points(a, b, bend)
    return np.hstack((found[:-1], found[1:]))


def chosen(a: Point, b: Point, lines: Floats, symbols: Floats) -> Bend | None:
    """Return how a new line from ``a`` to ``b`` bends: what crosses few lines, passes through few symbols and is short."""
    straight = float(_costs(np.array([[a, b]]), lines, symbols)[0])
    if straight <= SAVED:
        return None
    even = np.array([(side * t, side * t, r, r) for t, r, side in product(TURNS, REACHES, (1, -1))])
    costs = _costs(_points(a, b, even), lines, symbols)
    tried = [_better(a, b, even[n], costs[n], lines, symbols) for n in np.argsort(costs, kind="stable")[:STARTS]]
    cost, best = min(tried, key=lambda each: each[0])
    return Bend(*best.tolist()) if cost + SAVED < straight else None


def _better(a: Point, b: Point, bend: Floats, cost: float, lines: Floats, symbols: Floats) -> tuple[float, Floats]:
    """Return the cost and the bend that no change of one of its four values makes better."""
    turns = [side * turn for turn in TURNS for side in (1, -1)]
    while True:
        near = np.array(
            [
                [*bend[:place], value, *bend[place + 1 :]]
                for place, values in enumerate((turns, turns, REACHES, REACHES))
                for value in values
            ]
        )
        costs = _costs(_points(a, b, near), lines, symbols)
        best = int(np.argmin(costs))
        if costs[best] >= cost:
            return float(cost), bend
        bend, cost = near[best], costs[best]


def _controls(a: Point, b: Point, bends: Floats) -> Floats:
    """Return for each bend both points, of shape (bends, 2, 2)."""
    x, y = b[0] - a[0], b[1] - a[1]
    turns, reaches = np.radians(bends[:, :2]) * (1, -1), bends[:, 2:] * (1, -1)
    away = np.stack((np.cos(turns) * x - np.sin(turns) * y, np.sin(turns) * x + np.cos(turns) * y), axis=2)
    found: Floats = np.array([a, b]) + reaches[..., None] * away
    return found


def _points(a: Point, b: Point, bends: Floats, pieces: int = PIECES) -> Floats:
    """Return for each bend points along its line, of shape (bends, pieces + 1, 2)."""
    part = np.linspace(0, 1, pieces + 1)[:, None]
    via = _controls(a, b, bends)[:, :, None, :]
    found: Floats = (
        (1 - part) ** 3 * np.array(a)
        + 3 * part * (1 - part) ** 2 * via[:, 0]
        + 3 * part**2 * (1 - part) * via[:, 1]
        + part**3 * np.array(b)
    )
    return found


def _costs(curves: Floats, lines: Floats, symbols: Floats) -> Floats:
    """Return what each curve costs; all have the same ends."""
    own = np.concatenate((curves[:, :-1], curves[:, 1:]), axis=2)
    flat = own.reshape(-1, 4)
    length = np.hypot(*(own[..., 2:] - own[..., :2]).transpose(2, 0, 1)).sum(axis=1)
    crossings = crossing(flat, lines).sum(axis=1).reshape(own.shape[:2]).sum(axis=1)
    through = passed(flat, symbols).reshape(*own.shape[:2], -1).any(axis=1).sum(axis=1)
    straight = math.dist(curves[0, 0], curves[0, -1])
    framed = np.concatenate((symbols, curves[0, [0, -1]], lines[:, :2], lines[:, 2:]))
    low, high = framed.min(axis=0), framed.max(axis=0)
    outside = np.maximum(low - curves.min(axis=1), 0) + np.maximum(curves.max(axis=1) - high, 0)
    wider = (outside / np.maximum(high - low, straight)).max(axis=1)
    found: Floats = (crossings + PASSED * through + LONGER * (length / straight - 1) + WIDER * wider).round(6)
    return found
