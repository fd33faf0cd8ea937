"""Who has most, where a map says what it shows without an answer."""

from __future__ import annotations

from collections.abc import Mapping

NAMED = 3  # of more that have equally many, none is singled out


def most(counts: Mapping[str, float]) -> tuple[list[str], float]:
    """Return who has most, in order, and how many that is; nobody where that singles out none.

    Examples
    --------
    >>> most({"a": 2, "b": 5, "c": 5})
    (['b', 'c'], 5)
    >>> most({"a": 1, "b": 1})
    ([], 0)
    """
    highest = max(counts.values(), default=0)
    found = [each for each, count in counts.items() if count == highest]
    return (found, highest) if highest and len(found) <= NAMED and len(found) < len(counts) else ([], 0)
