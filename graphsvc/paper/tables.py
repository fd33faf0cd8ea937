"""A table as paper shows it: without ids, with its words, and no wider or longer than a page can take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphsvc.formats import heading, spoken
from graphsvc.language import Language, Text
from graphsvc.model import Table
from graphsvc.paper.typesetting import breakable

_MOST_COLUMNS = 5


def printed(table: Table, language: Language, columns: Sequence[str] = (), most: int = 0) -> dict[str, Any]:
    """Return a table for a template: the columns named, or the first that say something, and ``most`` rows (0 = all)."""
    says = [any(row[place] not in (None, False) for row in table.rows) for place in range(len(table.columns))]
    read = [place for place, column in enumerate(table.columns) if column.role != "id" and says[place]]
    if columns:
        read = [table.names.index(name) for name in columns]
    shown = [table.columns[place] for place in read[:_MOST_COLUMNS]]
    rows = table.rows[:most] if most else table.rows
    cells = [[breakable(spoken(row[table.names.index(c.name)], c, language)) for c in shown] for row in rows]
    values = {"shown": len(rows), "all": len(table.rows)}
    more = Text("Gezeigt sind die ersten {shown} von {all} Zeilen.", values=values)
    return {
        "title": table.title.into(language),
        "columns": [heading(column, language) for column in shown],
        "numeric": [column.role in ("measure", "low", "high") for column in shown],
        "groups": [{"title": "", "rows": cells}],
        "more": more.into(language) if len(rows) < len(table.rows) else "",
    }
