"""Rates of rare things in areas: how far chance reaches, and what small areas borrow from all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Floats = NDArray[np.float64]


def poisson_interval(counts: NDArray[np.int64], confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval for the mean of a Poisson distribution after each of some counts of events.

    Parameters
    ----------
    counts : array of int
        Events, of any shape.

    Returns
    -------
    low, high : array of float
        Events, of the same shape; the low bound of 0 is 0.

    References
    ----------
    Garwood, F.: Fiducial limits for the Poisson distribution. Biometrika 28 (1936), 437–442.

    Examples
    --------
    >>> low, high = poisson_interval(np.array([0, 10]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 4.795], [3.689, 18.39])
    """
    tail = (1 - confidence) / 2
    every = np.arange(counts.max(initial=0) + 1)  # millions of cells hold few different counts
    # half a chi-squared quantile is a gamma one; scipy.stats, which has both, takes long to be imported
    low = np.where(every > 0, np.asarray(gammaincinv(np.maximum(every, 1), tail), dtype=np.float64), 0.0)
    high = np.asarray(gammaincinv(every + 1, 1 - tail), dtype=np.float64)
    return low[counts], high[counts]


def smoothed(counts: Floats, people: Floats, known: NDArray[np.bool_]) -> Floats:
    """Return each area's rate, drawn towards the rate of all known areas the more, the fewer people it has.

    Marshall's global empirical Bayes estimator: with the rate m of all areas together and the variance A between areas that is
    more than chance explains, an area of n people with the rate r gets m + (r - m) A / (A + m / n). Where chance explains all,
    A is 0 and each area gets m.

    Parameters
    ----------
    counts : array of float, shape (lines, areas)
        Events; each line is smoothed for itself.
    people : array of float, shape (areas,)
        Above 0 where known.
    known : array of bool, shape (lines, areas)
        Which counts are known; the others take no part.

    Returns
    -------
    rates : array of float, shape (lines, areas)
        Events per person; NaN where it is not known, and in lines with fewer than two known areas.

    References
    ----------
    Marshall, R. J.: Mapping disease and mortality rates using empirical Bayes estimators. Applied Statistics 40 (1991),
    283–294.
    """
    n = np.where(known, people, 0.0)
    areas = known.sum(axis=1, keepdims=True)
    enough = areas > 1
    everybody = np.where(enough, n.sum(axis=1, keepdims=True), 1.0)
    mean = np.where(known, counts, 0.0).sum(axis=1, keepdims=True) / everybody
    rate = np.divide(counts, people, out=np.zeros_like(n), where=known)
    spread = (n * (rate - mean) ** 2).sum(axis=1, keepdims=True) / everybody
    between = np.maximum(spread - mean * areas / everybody, 0.0)
    chance = np.divide(mean, people, out=np.zeros_like(n), where=known)
    weight = np.divide(between, between + chance, out=np.zeros_like(n), where=between + chance > 0)
    return np.where(known & enough, mean + weight * (rate - mean), np.nan)
