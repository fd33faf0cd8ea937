"""Where partners stand within their disc: who is tied near each other, who is tied to nobody in it at the rim."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from graphsvc.kernels import attracted
from visualisations._layout import Floats

GOLDEN = math.pi * (3 - math.sqrt(5))
SPARE = 1.6  # seats for each partner with a tie: what stays free is what shows who belongs together


def sunflower(count: int) -> Floats:
    """Return seats in a disc of radius 1, all as near as the seeds of a sunflower (Vogel 1979), the middle first."""
    number = np.arange(count)
    away = np.sqrt((number + 0.5) / max(count, 1)) if count > 1 else np.zeros(count)
    found: Floats = away[:, None] * np.stack([np.cos(number * GOLDEN), np.sin(number * GOLDEN)], axis=1)
    return found


def seats(count: int, pairs: NDArray[np.intp]) -> Floats:
    """Return a point in the disc of radius 1 for each of ``count`` partners; no two come closer than seats are.

    Where the attraction puts them decides about the direction from the middle and who stands further out; then each
    takes the seat that is near, so that all together are as near as can be.
    """
    degree = np.bincount(pairs.ravel(), minlength=count)
    tied, alone = np.flatnonzero(degree), np.flatnonzero(degree == 0)
    if len(tied) < 3:
        return sunflower(count)
    places = sunflower(round(SPARE * len(tied)) + len(alone))
    inner, rim = places[: len(places) - len(alone)], places[len(places) - len(alone) :]
    number = np.cumsum(degree > 0) - 1
    at = attracted(sunflower(len(tied)) * math.sqrt(len(tied)), number[pairs])
    at = at - np.average(at, axis=0, weights=degree[tied])
    away = np.hypot(*at.T)
    rank = np.argsort(np.argsort(away, kind="stable"), kind="stable")
    reach = float(np.hypot(*inner[-1]))
    wished = at / np.maximum(away, 1e-9)[:, None] * (reach * np.sqrt((rank + 0.5) / len(tied)))[:, None]
    misfit = ((wished[:, None] - inner[None]) ** 2).sum(axis=2)
    found = np.empty((count, 2))
    found[tied] = inner[linear_sum_assignment(misfit)[1]]
    found[alone] = rim
    return found
