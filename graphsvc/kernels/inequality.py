"""How unevenly something is shared out among people: Lorenz curve and Gini coefficient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def lorenz(people: Floats, each: Floats) -> tuple[Floats, Floats]:
    """Return the corners of the Lorenz curve: cumulated shares of people, those with least first, and of what they have.

    Parameters
    ----------
    people : array
        How many people each place has; those without count for nothing.
    each : array
        What every one of them has, not negative.

    References
    ----------
    Lorenz, M. O.: Methods of Measuring the Concentration of Wealth. Publ. of the American Statistical Association 9 (1905).

    Examples
    --------
    Of four people three have 1 each and the fourth has 3, half of all:

    >>> [side.tolist() for side in lorenz(np.array([1.0, 3.0]), np.array([3.0, 1.0]))]
    [[0.0, 0.75, 1.0], [0.0, 0.5, 1.0]]
    >>> [side.tolist() for side in lorenz(np.array([2.0]), np.array([0.0]))]
    [[], []]
    """
    order = np.argsort(each, kind="stable")
    sums = np.cumsum(people[order]), np.cumsum(people[order] * each[order])
    if not len(order) or sums[0][-1] <= 0 or sums[1][-1] <= 0:
        return np.zeros(0), np.zeros(0)
    population, share = (np.concatenate([[0.0], part / part[-1]]) for part in sums)
    return population, share


def gini(people: Floats, each: Floats) -> float:
    """Return the Gini coefficient of what people have, 0 (all the same) to 1; NaN where nobody has anything.

    It is one minus twice the area under the Lorenz curve, so that it is the same for k times the people.

    References
    ----------
    Gini, C.: Sulla misura della concentrazione e della variabilità dei caratteri. Atti del Reale Istituto Veneto 73 (1914).

    Examples
    --------
    >>> gini(np.array([1.0, 3.0]), np.array([3.0, 1.0]))
    0.25
    """
    population, share = lorenz(people, each)
    if not len(population):
        return float("nan")
    return max(0.0, float(1 - np.sum(np.diff(population) * (share[1:] + share[:-1]))))
