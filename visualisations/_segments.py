"""How lines lie to each other: which cross, and which pass through a symbol."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEAR = 14.0  # from a symbol's middle: a line that passes closer seems to end there


def distances(a: Floats, b: Floats) -> Floats:
    """Return the distance of each point of ``a`` to each of ``b``."""
    found: Floats = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
    return found


def crossing(own: Floats, lines: Floats) -> NDArray[np.bool_]:
    """Return for each line of ``own`` which of ``lines`` (x1, y1, x2, y2) it crosses; a common end is none."""
    return _across(own[:, None, :2], own[:, None, 2:], lines[None, :, :2], lines[None, :, 2:])


def crossed(spots: Floats, ends: Floats, lines: Floats) -> NDArray[np.intp]:
    """Return for each spot how many of ``lines`` (x1, y1, x2, y2) those from it to ``ends`` cross; a common end is none.

    Examples
    --------
    >>> lines = np.array([[1.0, 0.0, 1.0, 2.0], [2.0, 1.0, 2.0, 3.0]])
    >>> crossed(np.array([[0.0, 1.0], [3.0, 1.0]]), np.array([[2.0, 1.0]]), lines)
    array([1, 0])
    """
    across = _across(
        spots[:, None, None, :], ends[None, :, None, :], lines[None, None, :, :2], lines[None, None, :, 2:]
    )
    found: NDArray[np.intp] = across.sum(axis=(1, 2))
    return found


def _across(p: Floats, q: Floats, a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Return whether the lines from ``p`` to ``q`` and from ``a`` to ``b`` cross."""
    found: NDArray[np.bool_] = (_side(p, q, a) * _side(p, q, b) < 0) & (_side(a, b, p) * _side(a, b, q) < 0)
    return found


def _side(a: Floats, b: Floats, c: Floats) -> Floats:
    """Return on which side of the line from ``a`` to ``b`` each ``c`` lies: by its sign; exactly 0 where it is an end."""
    found: Floats = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    return found


def touching(spot: Floats, ends: Floats, lines: Floats, symbols: Floats) -> int:
    """Return how many ``lines`` pass the symbol at ``spot``, and how many ``symbols`` its own lines to ``ends`` pass."""
    own = np.concatenate((np.broadcast_to(spot, ends.shape), ends), axis=1)
    return int((_away(spot[None, :], lines) < NEAR).sum() + (_away(symbols, own) < NEAR).sum())


def passed(lines: Floats, symbols: Floats) -> NDArray[np.bool_]:
    """Return for each of ``lines`` through which ``symbols`` it passes."""
    return _away(symbols, lines).T < NEAR


def _away(points: Floats, lines: Floats) -> Floats:
    """Return the distance of each point to each line."""
    a, along = lines[None, :, :2], lines[None, :, 2:] - lines[None, :, :2]
    length = np.maximum((along**2).sum(axis=2), 1e-9)
    part = (((points[:, None, :] - a) * along).sum(axis=2) / length).clip(0, 1)
    foot = a + part[..., None] * along
    found: Floats = np.hypot(points[:, None, 0] - foot[..., 0], points[:, None, 1] - foot[..., 1])
    return found
