"""Which caveats are said with what is shown: one about a range only where a reader sees one."""

from __future__ import annotations

from collections.abc import Iterable

from graphsvc.language import Text
from graphsvc.model import Answer, Table

UNCERTAIN = "uncertain"  # a map's column: where a range is so wide that the picture has a sign for it


def said_with(answer: Answer, shown: Iterable[Table]) -> tuple[Text, ...]:
    """Return an answer's caveats for a reader who sees these tables, or a picture of them."""
    ranges = any(map(has_range, shown))
    return tuple(caveat for caveat in answer.caveats if ranges or not caveat.of_range)


def has_range(table: Table) -> bool:
    """Return whether a table tells of any value from where to where it may reach."""
    places = [place for place, c in enumerate(table.columns) if c.role in ("low", "high") or c.name == UNCERTAIN]
    return any((row[place] is not None and row[place] is not False) for row in table.rows for place in places)
