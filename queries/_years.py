"""Years in tables and sentences: the newest first, the unknown last."""

from __future__ import annotations

from collections.abc import Iterable

from graphsvc.language import Label, Text
from graphsvc.model import Column

YEAR = Column(name="year", label=Label("Jahr", "Year"), unit="Jahr")  # the unit: 2024 is not written as 2.024


def newest_first(year: int | None) -> tuple[bool, int]:
    """Return the key by which years stand: the last one first, the unknown at the end."""
    return (year is None, -(year or 0))


def period(years: Iterable[int | None]) -> Text:
    """Return of what years something is, as a sentence begins with it."""
    known = sorted({year for year in years if year is not None})
    if not known:
        return Text("Ohne Angabe des Jahres")
    if len(known) == 1:
        return Text("Für {year}", values={"year": str(known[0])})
    return Text("Für {first} bis {last}", values={"first": str(known[0]), "last": str(known[-1])})
