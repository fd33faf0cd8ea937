"""A sheet's rows become parsed values; each distinct text of a column is read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.exchange import people
from graphsvc.exchange.cells import BadCell, Parser, Remarked, line
from graphsvc.exchange.columns import DROP, LABELS, OWN_TIE_COLUMNS, TABLES, Mapped
from graphsvc.exchange.report import Remark
from graphsvc.exchange.sheets import Sheet
from graphsvc.language import Text

CLEAR = "-"
_FREE_TEXT = frozenset({"evidence", "audience"})


@dataclass(frozen=True, kw_only=True)
class Source:
    """A sheet of a file, and how it is read."""

    file: str
    sheet: Sheet
    mapped: Mapped

    def heading(self, column: str) -> str:
        """Return what the file itself calls a column, else what people call it."""
        if column in self.mapped.columns:
            place = self.mapped.columns.index(column)
            return self.mapped.headings[place] if place < len(self.mapped.headings) else label(column)
        return label(column)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``values`` by column, without empty cells; None = to be cleared. ``texts`` are the cells as they stand."""

    number: int
    values: dict[str, Any]
    attrs: dict[str, str]
    texts: dict[str, str]


class Reader:
    """Reads the rows of sheets and collects the remarks on their cells."""

    def __init__(self, parsers: Mapping[str, Parser]) -> None:
        self._parsers = parsers
        self._memo: dict[str, dict[str, Any]] = {}
        self.remarks: list[Remark] = []
        self.refused_rows: set[tuple[str, str, int]] = set()

    def say(self, source: Source, row: int, column: str, value: str, text: Text, *, refused: bool = False) -> None:
        """Note a remark; a refusal counts its row."""
        self.remarks.append(
            Remark(
                file=source.file,
                sheet=source.sheet.name,
                row=row,
                column=source.heading(column),
                code=column,
                value=value,
                text=text,
                refused=refused,
            )
        )
        if refused:
            self.refused_rows.add((source.file, source.sheet.name, row))

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the rows that could be read; the others are noted as refused."""
        self._say_of_sheet(source)
        mapped = source.mapped
        known = set(TABLES[mapped.table]) | (set(OWN_TIE_COLUMNS) if mapped.table == "partners" else set())
        plan = [
            (place, column, self._parser(column, mapped))
            for place, column in enumerate(mapped.columns)
            if column != DROP
        ]
        for number, cells in enumerate(source.sheet.rows[mapped.header + 1 :], start=mapped.header + 2):
            values: dict[str, Any] = {}
            attrs: dict[str, str] = {}
            texts: dict[str, str] = {}
            bad = False
            width = len(cells)
            for place, column, parse in plan:
                text = cells[place] if place < width else ""
                if not text:
                    continue
                if column not in known:
                    name = column.removeprefix("attr:")
                    attrs[name] = "" if text == CLEAR else line(text)
                    self._free_text(source, number, column, text)
                    continue
                texts[column] = text
                if text == CLEAR:
                    values[column] = None
                    continue
                found = self._read(column, parse, text)
                if isinstance(found, BadCell):
                    self.say(source, number, column, text, found.text, refused=True)
                    bad = True
                    continue
                if isinstance(found, Remarked):
                    for remark in found.texts:
                        self.say(source, number, column, text, remark)
                    found = found.value
                if column in _FREE_TEXT:
                    self._free_text(source, number, column, text)
                values[column] = found
            if not bad and (values or attrs):
                yield Row(number, values, attrs, texts)

    def _parser(self, column: str, mapped: Mapped) -> Parser:
        if column == "kind" and mapped.table == "ties":
            return self._parsers["tie_kind"]
        return self._parsers.get("since" if column == "tie_since" else column, line)

    def _read(self, column: str, parse: Parser, text: str) -> Any:
        memo = self._memo.setdefault(f"{column}/{id(parse)}", {})
        if text not in memo:
            try:
                memo[text] = parse(text)
            except BadCell as error:
                memo[text] = error
        return memo[text]

    def _free_text(self, source: Source, row: int, column: str, text: str) -> None:
        remark = people.in_free_text(text)
        if remark:
            self.say(source, row, column, text, remark)

    def _say_of_sheet(self, source: Source) -> None:
        if source.sheet.hidden:
            text = Text("Das Blatt ist ausgeblendet; es wurde trotzdem gelesen.")
            self.say(source, 1, "", source.sheet.name, text)
        for heading in source.mapped.personal:
            text = Text("Die Spalte nennt Personen und wird weggelassen. Personen gehören nicht ins Netz.")
            self.say(source, source.mapped.header + 1, heading, heading, text)


def label(column: str) -> str:
    """Return what people call a column."""
    return LABELS[column].de if column in LABELS else column
