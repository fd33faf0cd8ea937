"""What became of the network map's lines between a first day and each that its slider goes to, in numbers and words.

The rule is that of the question after changes (`graphsvc.comparison`): by pair and kind of tie, and what tells no beginning
stands apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.comparison import UNDATED, Pair, became, lifetime, pair_of
from graphsvc.language import Label, Text
from graphsvc.model import Network, is_valid

CHANGES = {
    "began": Label("neu", "began"),
    "changed": Label("geändert", "changed"),
    "ended": Label("beendet", "ended"),
    "stayed": Label("geblieben", "stayed"),
    "undated": Label("Beginn nicht erfasst, vielleicht neu", "beginning not recorded, may be new"),
    "between": Label("kam und ging", "came and went"),
    "planned": Label("geplant", "planned"),
}
ABSENT = ""  # not there on that day


@dataclass(frozen=True)
class Compared:
    """A first day, the days that it is compared with, and for each of these what became of the pairs by then."""

    first: date
    days: tuple[date, ...]
    pairs: tuple[Mapping[Pair, str], ...]

    @classmethod
    def of(cls, network: Network, shown: set[str]) -> Compared | None:
        """Compare what is between the partners shown; None where no day to look back to is chosen."""
        first = network.selection.since
        if first is None:
            return None
        days = _days(first, network.day)
        found = tuple(
            {
                pair: "undated" if what in UNDATED else what
                for pair, what in became(network, day).items()
                if shown.issuperset(pair[:2])
            }
            for day in days
        )
        return cls(first, days, found)

    def of_tie(self, network: Network, source: str, target: str, tie: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what became of a tie by each day; nothing where another stands for its pair, or none is drawn."""
        span = lifetime(network, source, target, tie)
        if tie["status"] == "planned":
            plans = tuple("planned" if is_valid(*span, day) else ABSENT for day in self.days)
            return plans if plans[-1] else ()
        pair = pair_of(source, target, tie)
        what = self.pairs[-1].get(pair) if tie["status"] == "active" else None
        if what is None:
            return ()
        day = self.first if what == "ended" else self.days[-1]
        if what != "between" and not is_valid(*span, day):
            return ()
        return tuple(each.get(pair, ABSENT) for each in self.pairs)

    def told(self) -> list[Text]:
        """Return for each day in how many cases which change is told."""
        return [
            Text(
                "{first} bis {last}: Verbindungen neu {began}, geändert {changed}, beendet {ended}, geblieben {stayed}, "
                "ohne erfassten Beginn {undated}",
                values=dict.fromkeys(CHANGES, 0) | Counter(pairs.values()) | {"first": self.first, "last": day},
            )
            for day, pairs in zip(self.days, self.pairs, strict=True)
        ]

    def counts(self) -> Mapping[str, int]:
        """Return how many ties became what until the last day."""
        return Counter(self.pairs[-1].values())


def _days(first: date, last: date) -> tuple[date, ...]:
    """Return the days that a slider goes to: one a year, up to the day looked at."""
    yearly = (_same_day(last, year) for year in range(first.year, last.year))
    return (*(day for day in yearly if day > first), last)


def _same_day(day: date, year: int) -> date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
