"""Things in a column that stand near where they want to, and none on another."""

from __future__ import annotations


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, in order, at least ``gap`` apart, within bounds where they can be."""
    found = list(wanted)
    for place in range(1, len(found)):
        found[place] = max(found[place], found[place - 1] + gap)
    over = found[-1] - high if found else 0
    if over > 0:
        found[-1] -= over
        for place in range(len(found) - 2, -1, -1):
            found[place] = min(found[place], found[place + 1] - gap)
    under = low - found[0] if found else 0
    return [y + under for y in found] if under > 0 else found
