"""An Answer as JSON, CSV, XLSX or text: codes for machines, words for people."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter

from graphsvc.language import Language, Text, say
from graphsvc.model import Answer, Column, Table
from graphsvc.service import Asked

FORMATS: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """Return a cell as JSON has it: ISO days, lists, None for what is unknown."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a table holds a number that is none")
    return value


def spoken(value: Any, column: Column, language: Language) -> str:
    """Return a cell as people read it: a code in words, numbers and days as the language writes them."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(spoken(item, column, language) for item in value)
    if value in column.words:
        return column.words[value].into(language)
    if column.role == "id":
        return str(value)
    if column.unit == "km" and isinstance(value, float):
        return say(round(value), language)  # a great circle to the middle of an area is no more exact
    if isinstance(value, int) and not isinstance(value, bool) and column.unit == "Jahr":
        return str(value)
    return say(value, language)


def heading(column: Column, language: Language) -> str:
    """Return what stands above a column: its label, and its unit where the label does not say it.

    Examples
    --------
    >>> far = Column(name="far", label=Text("Entfernung"), unit="km")
    >>> per = Column(name="per", label=Text("Je 100.000 Menschen"), unit="je 100.000")
    >>> heading(far, "de"), heading(per, "de")
    ('Entfernung (km)', 'Je 100.000 Menschen')
    """
    label = column.label.into(language)
    unit = say(column.unit, language)
    said = not unit or unit == "Jahr" or unit.lower() in label.lower()
    return label if said else f"{label} ({unit})"


def as_json(asked: Asked, language: Language) -> bytes:
    """Return the contract's JSON: full precision, null for the unknown."""
    answer = asked.answer
    body = {
        "sentence": answer.sentence.into(language),
        "tables": {
            name: {"columns": list(table.names), "rows": [[plain(value) for value in row] for row in table.rows]}
            for name, table in answer.tables.items()
        },
        "marks": dict(answer.marks),
        "method": answer.method.into(language),
        "caveats": [caveat.into(language) for caveat in answer.caveats],
        "selection": asked.query,
        "revision": asked.revision,
    }
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def as_csv(asked: Asked, language: Language) -> bytes:
    """Return the answer's first table, RFC 4180 in UTF-8, with codes and the columns' own names."""
    table = next(iter(asked.answer.tables.values()), None)
    return table_csv(table) if table else b""


def table_csv(table: Table) -> bytes:
    """Return one table as RFC 4180 CSV; a text that a spreadsheet would take for a formula gets an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(table.names)
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return file.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, list):
        value = "|".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_xlsx(asked: Asked, language: Language) -> bytes:
    """Return all tables as sheets, each with words, behind a first sheet with the finding and how it came about."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        written = datetime.combine(asked.day, datetime.min.time())
        book.set_properties({"created": written})  # not now: the same answer is the same bytes
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy" if language == "de" else "yyyy-mm-dd"})
        cover = book.add_worksheet(Text("Antwort").into(language))
        cover.set_column(0, 0, 22)
        cover.set_column(1, 1, 90)
        for place, (label, text) in enumerate(_cover(asked, language)):
            cover.write_string(place, 0, label, bold)
            cover.write_string(place, 1, text, wrap)
        for name, table in asked.answer.tables.items():
            _sheet(book.add_worksheet(name[:31]), table, language, bold, day)
    return file.getvalue()


def _cover(asked: Asked, language: Language) -> list[tuple[str, str]]:
    answer = asked.answer
    rows = [
        (asked.question.title.into(language), answer.sentence.into(language)),
        (Text("Methode").into(language), answer.method.into(language)),
        (Text("Stand am").into(language), say(asked.day, language)),
        (Text("Fassung").into(language), str(asked.revision)),
    ]
    rows += [(Text("Vorbehalt").into(language), caveat.into(language)) for caveat in answer.caveats]
    rows += [(name, value if isinstance(value, str) else ", ".join(value)) for name, value in asked.query.items()]
    return rows


def _sheet(sheet: Any, table: Table, language: Language, bold: Any, day: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, f"{heading(column, language)} [{column.name}]", bold)
        sheet.set_column(place, place, 40 if column.role == "name" else 18)
    for line, row in enumerate(table.rows, start=1):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            if value is None:
                continue
            if isinstance(value, datetime | date) and value.year >= 1900:  # Excel knows no earlier days
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 Excel has no zone
            elif isinstance(value, int | float) and not isinstance(value, bool) and value not in column.words:
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, spoken(value, column, language))
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def as_text(answer: Answer, language: Language) -> str:
    """Return the answer for a terminal: sentence, tables with aligned columns, caveats."""
    parts = [answer.sentence.into(language)]
    filled = [table for table in answer.tables.values() if table.rows]
    parts += [f"{table.title.into(language)}\n{_aligned(table, language)}" for table in filled]
    parts += [f"* {caveat.into(language)}" for caveat in answer.caveats]
    parts.append(f"{Text('Methode').into(language)}: {answer.method.into(language)}")
    return "\n\n".join(parts) + "\n"


def _aligned(table: Table, language: Language) -> str:
    lines = [[heading(column, language) for column in table.columns]]
    lines += [
        [spoken(value, column, language) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
    numbers = [column.role in ("measure", "low", "high") for column in table.columns]

    def write(line: list[str]) -> str:
        cells = zip(line, widths, numbers, strict=True)
        return "  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in cells).rstrip()

    return "\n".join([write(lines[0]), "  ".join("-" * width for width in widths), *map(write, lines[1:])])


WRITERS: Mapping[str, Callable[[Asked, Language], bytes]] = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx}
