"""What an import would do: the changes, and every cell with something to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphsvc.changes import ChangeSet
from graphsvc.language import Text


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A cell that is refused, or accepted with a remark; ``row`` counts from 1 as spreadsheets do.

    ``column`` is what the file calls it, ``code`` what the template does.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    text: Text
    refused: bool = False
    code: str = ""

    @property
    def place(self) -> Text:
        """Say where."""
        values = {"sheet": self.sheet, "row": str(self.row), "column": self.column}
        if not self.column:
            return Text("{sheet}", values=values)
        return Text("{sheet}, Zeile {row}, Spalte {column}", values=values)


@dataclass(frozen=True, kw_only=True)
class Import:
    """The result of reading files against what is recorded; nothing is written yet.

    ``counts`` has ``added``, ``changed``, ``unchanged`` (records) and ``refused`` (rows).
    """

    changes: ChangeSet
    remarks: tuple[Remark, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[Remark, ...]:
        """The remarks for which a row was refused."""
        return tuple(remark for remark in self.remarks if remark.refused)

    @property
    def summary(self) -> Text:
        """Say it in the one line that ``load`` ends with."""
        return Text(
            "neu: {added}, geändert: {changed}, unverändert: {unchanged}, abgelehnt: {refused}",
            values=dict(self.counts),
        )
