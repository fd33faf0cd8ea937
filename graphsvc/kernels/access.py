"""What can be reached from where: pairs within a distance on the globe, and floating catchment areas over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EARTH_KM = 6371.0
_SAME_KM = 1e-6  # a millimetre, which rounding may part
ONE_ZONE = (1.0,)
# Luo and Qi's first set of weights: three zones, each a third of the catchment wide, with a slow decay.
THREE_ZONES = (1.0, 0.68, 0.22)


class Near(NamedTuple):
    """Pairs of a place and a point near it, by their numbers; ``zone`` is the first of the bounds that holds the pair."""

    place: Ints
    point: Ints
    zone: Ints


def on_globe(points: Floats) -> Floats:
    """Return points in degrees (latitude, longitude) as vectors of length 1."""
    lat, lon = np.radians(np.asarray(points, dtype=float).reshape(-1, 2)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def chord(km: float) -> float:
    """Return the straight line through the globe, its radius 1, under so many km of great circle."""
    return float(2 * np.sin(min(km / (2 * EARTH_KM), np.pi / 2)))


def great_circle(chords: Floats) -> Floats:
    """Return the km of great circle over straight lines through the globe, its radius 1."""
    return 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))


def within(places: Floats, points: Floats, bounds: Sequence[float]) -> Near:
    """Return all pairs of a place and a point that are at most the last bound apart; each bound belongs to its zone.

    Parameters
    ----------
    places, points : array, n × 2
        Latitude and longitude in degrees.
    bounds : sequence of float
        Upper bounds of the zones in km of great circle, ascending.

    Examples
    --------
    A degree of latitude is 111.2 km:

    >>> near = within(np.array([[48.0, 9.0]]), np.array([[48.0, 9.0], [49.0, 9.0], [50.0, 9.0]]), (50, 112))
    >>> near.point.tolist(), near.zone.tolist()
    ([0, 1], [0, 1])
    """
    if not len(places) or not len(points):
        nothing = np.zeros(0, dtype=np.int64)
        return Near(nothing, nothing, nothing)
    ends = np.array([chord(bound + _SAME_KM) for bound in bounds])
    tree, other = cKDTree(on_globe(places)), cKDTree(on_globe(points))
    pairs = tree.sparse_distance_matrix(other, ends[-1], output_type="ndarray")
    return Near(pairs["i"], pairs["j"], np.searchsorted(ends[:-1], pairs["v"]))


def floating_catchment(near: Near, population: Floats, supply: Floats, weights: Sequence[float] = ONE_ZONE) -> Floats:
    """Return for each place the supply per person that it has access to: two-step floating catchment area.

    First each point's supply is divided among all people in its catchment, then each place adds up the shares of the points
    in its own. People count by the weight of their zone in both steps. So population × access, summed up, is the supply of
    all points in whose catchment somebody lives; a point without such people gives nothing to anybody.

    Parameters
    ----------
    near : Near
        Which points are in reach of which places, by zone.
    population : array
        People of each place.
    supply : array
        What each point offers.
    weights : sequence of float
        One for each zone. `ONE_ZONE` is the 2SFCA, `THREE_ZONES` the enhanced one (E2SFCA).

    References
    ----------
    Luo, W., Wang, F.: Measures of Spatial Accessibility to Health Care in a GIS Environment. Environment and Planning B 30
    (2003).
    Luo, W., Qi, Y.: An Enhanced Two-Step Floating Catchment Area (E2SFCA) Method. Health & Place 15 (2009).

    Examples
    --------
    Two places share one point, and the second has another for itself: 1/30, and 1/30 + 1/20.

    >>> near = Near(np.array([0, 1, 1]), np.array([0, 0, 1]), np.zeros(3, dtype=int))
    >>> floating_catchment(near, np.array([10.0, 20.0]), np.array([1.0, 1.0])).round(4).tolist()
    [0.0333, 0.0833]
    """
    share = np.asarray(weights, dtype=float)[near.zone]
    demand = np.bincount(near.point, share * population[near.place], minlength=len(supply))
    ratio = np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)
    found: Floats = np.bincount(near.place, share * ratio[near.point], minlength=len(population)).astype(float)
    return found
