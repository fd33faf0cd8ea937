"""The template out: CSV in a zip or one table, XLSX with a sheet a table; what is written loads back unchanged."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import xlsxwriter

from graphsvc.errors import Usage
from graphsvc.exchange.columns import LABELS, TABLES, TableName
from graphsvc.exchange.sheets import guarded, plain_number
from graphsvc.language import Language, Text
from graphsvc.store import Records
from graphsvc.vocabulary import KINDS

FORMATS: Mapping[str, str] = {
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(records: Records, format: str) -> bytes:
    """Return everything in ``records`` as a template file."""
    if format not in FORMATS:
        values = {"format": format, "formats": ", ".join(FORMATS)}
        raise Usage(Text("Das Format „{format}“ gibt es nicht. Möglich sind: {formats}.", values=values), "format")
    tables = _tables(records)
    return _xlsx(tables) if format == "xlsx" else _zip(tables)


def table_csv(records: Records, table: TableName) -> bytes:
    """Return one table as CSV."""
    columns, rows = _tables(records)[table]
    return _csv(columns, rows)


Filled = tuple[tuple[str, ...], list[list[str]]]


def _tables(records: Records) -> dict[TableName, Filled]:
    partners = list(records.partners.values())
    extra = tuple(f"attr:{name}" for name in sorted({name for p in partners for name in p.attrs}))
    tie_extra = tuple(f"attr:{name}" for name in sorted({name for t in records.ties.values() for name in t.attrs}))
    found: dict[TableName, Filled] = {
        "partners": (
            TABLES["partners"] + extra,
            [_row(TABLES["partners"] + extra, p, records.contacts.get(p.id)) for p in partners],
        ),
        "ties": (TABLES["ties"] + tie_extra, [_row(TABLES["ties"] + tie_extra, t) for t in records.ties.values()]),
        "inquiries": (TABLES["inquiries"], [_row(TABLES["inquiries"], i) for i in records.inquiries.values()]),
        "topics": (
            TABLES["topics"],
            [[t.name, t.parent, "|".join(t.synonyms)] for t in records.topics.values()],
        ),
        "requests": (TABLES["requests"], [_row(TABLES["requests"], r) for r in records.requests.values()]),
    }
    return {name: filled for name, filled in found.items() if filled[1] or name in ("partners", "ties")}


def _row(columns: Iterable[str], record: Any, contact: Any = None) -> list[str]:
    cells = []
    for column in columns:
        if column.startswith("attr:"):
            cells.append(record.attrs.get(column[5:], ""))
        else:
            cells.append(
                _cell(getattr(record, column, None) if hasattr(record, column) else getattr(contact, column, None))
            )
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return plain_number(value)
    return str(value)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return file.getvalue().encode()


def _zip(tables: Mapping[TableName, Filled]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (columns, rows) in tables.items():
            # a fixed day, so that the same records give the same file
            info = zipfile.ZipInfo(f"{name}.csv", (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, _csv(columns, rows), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        fill(book)
    return file.getvalue()


def _xlsx(tables: Mapping[TableName, Filled]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        for name, (columns, rows) in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
            for line, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write_string(line, place, cell)

    return _book(fill)


def blank(language: Language) -> bytes:
    """Return the empty template with headings in a language, and a sheet that explains the kinds."""

    def fill(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        shown: tuple[tuple[TableName, Text], ...] = (("partners", Text("Akteure")), ("ties", Text("Verbindungen")))
        for name, title in shown:
            sheet = book.add_worksheet(title.into(language))
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(TABLES[name]):
                sheet.write_string(0, place, LABELS[column].into(language), bold)
                sheet.set_column(place, place, 18)
        sheet = book.add_worksheet(Text("Arten").into(language))
        sheet.set_column(0, 1, 45)
        for line, kind in enumerate(KINDS.values()):
            sheet.write_string(line, 0, kind.label.into(language))
            sheet.write_string(line, 1, ", ".join(kind.synonyms))

    return _book(fill)
