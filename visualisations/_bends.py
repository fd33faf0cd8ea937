"""Lines that bend: where a straight one would cross many others, a gentle curve may go round them.

A curve is quadratic, as vis-network's ``curvedCCW`` draws it from the first end (``curvedCW`` where the bend is negative), so
that the interactive map and the picture show the same line.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from visualisations._layout import Point
from visualisations._segments import crossing, passed

Floats = NDArray[np.float64]
BENDS = (0.2, -0.2, 0.4, -0.4, 0.55, -0.55, 0.7, -0.7)  # more would be loops, not arcs
PIECES = 12  # that a curve is reckoned with
SAVED = 2  # as many crossings make a bend worth it
PASSED = 2  # crossings that a symbol on the line is worth
LONGER = 4  # as many outweigh a line twice as long


def control(a: Point, b: Point, bend: float) -> Point:
    """Return the point that draws the line from ``a`` to ``b`` towards it.

    Examples
    --------
    >>> control((0.0, 0.0), (8.0, 0.0), 0.5)
    (4.24, 4.24)
    """
    turn, reach = bend * math.pi / 2, (1 + abs(bend)) / 2
    x, y = b[0] - a[0], b[1] - a[1]
    return (
        round(a[0] + reach * (math.cos(turn) * x - math.sin(turn) * y), 2),
        round(a[1] + reach * (math.sin(turn) * x + math.cos(turn) * y), 2),
    )


def middle(a: Point, b: Point, bend: float) -> Point:
    """Return the point half way along the line."""
    x, y = control(a, b, bend)
    return (a[0] + 2 * x + b[0]) / 4, (a[1] + 2 * y + b[1]) / 4


def pieces(a: Point, b: Point, bend: float) -> Floats:
    """Return the line as straight ones (x1, y1, x2, y2); a line that does not bend is one."""
    if not bend:
        return np.array([[*a, *b]])
    part = np.linspace(0, 1, PIECES + 1)[:, None]
    via = np.array(control(a, b, bend))
    points = (1 - part) ** 2 * np.array(a) + 2 * part * (1 - part) * via + part**2 * np.array(b)
    return np.hstack((points[:-1], points[1:]))


def chosen(a: Point, b: Point, lines: Floats, symbols: Floats) -> float:
    """Return how a new line from ``a`` to ``b`` bends: what crosses few lines, passes through few symbols and is short."""
    straight = _cost(pieces(a, b, 0), lines, symbols)
    costs = [straight, *(SAVED + _cost(pieces(a, b, bend), lines, symbols) for bend in BENDS if straight > SAVED)]
    return (0.0, *BENDS)[int(np.argmin(np.round(costs, 6)))]


def _cost(line: Floats, lines: Floats, symbols: Floats) -> float:
    length = np.hypot(*(line[:, 2:] - line[:, :2]).T).sum() / math.dist(line[0, :2], line[-1, 2:])
    return float(crossing(line, lines).sum() + PASSED * passed(line, symbols) + LONGER * (length - 1))
