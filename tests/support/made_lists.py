"""Lists as offices send them: the same rows as CSV in any dialect, as XLSX and as ODS; and a small region to load them in."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from graphsvc.areas import Area, Areas

Rows = Sequence[Sequence[Any]]

# Neustadt is there twice; Falkensee's PLZ is Dresden's AGS.
AREAS = Areas(
    [
        Area(ags="06", name="Hessen"),
        Area(ags="06534016", name="Neustadt", urban=True),
        Area(ags="08", name="Baden-Württemberg"),
        Area(ags="08115", name="Böblingen"),
        Area(ags="08117", name="Göppingen"),
        Area(ags="12", name="Brandenburg"),
        Area(ags="12063080", name="Falkensee, Stadt", postcode="14612", urban=True),
        Area(ags="14", name="Sachsen"),
        Area(ags="14612", name="Dresden", urban=True),
        Area(ags="14612000", name="Dresden, Stadt", postcode="01067", urban=True),
        Area(ags="14628270", name="Neustadt", urban=True),
        Area(ags="14713", name="Leipzig", urban=True),
        Area(ags="14729", name="Landkreis Leipzig"),
    ]
)

PARTNERS = """id;name;kind;area;topics;carrier;since;agency_lvl;phone;email
kst;Kontaktstelle Göppingen;Selbsthilfekontaktstelle;8117;;Stadt;1995;2;07161 1;info@example.org
shg;Mut;SHG;Göppingen;Angst|Sucht;;;;;
kl;Klinikum Mitte;Klinik;8115;;;2001-05-01;3;;
"""
TIES = "source;target;kind;intensity;since\nkst;shg;unterstützt;;2019-01-01\nkst;Klinikum Mitte;;3;2020-01-01\n"


def as_csv(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as CSV."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(sheets: Mapping[str, Rows], hidden: Collection[str] = (), top: int = 0, left: int = 0) -> bytes:
    """Return sheets as XLSX; the rows begin ``top`` rows down and ``left`` columns in."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, start=top):
                sheet.write_row(number, left, row)
            if name in hidden:
                sheet.hide()
    return file.getvalue()


def as_ods(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """Return sheets as ODS."""
    document = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": unseen} if name in hidden else {}))
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _ods_cell(value: Any) -> TableCell:
    if value in ("", None):
        return TableCell()
    number = isinstance(value, int | float)
    cell = TableCell(valuetype="float", value=value) if number else TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def as_xls(cells: Sequence[tuple[int, int, float]]) -> bytes:
    """Return the smallest XLS that holds numbers at (row, column): one sheet in a compound file of 512-byte sectors."""
    numbers = b"".join(_record(0x203, "<HHHd", row, column, 0, value) for row, column, value in cells)
    sheet = _record(0x809, "<HHQ", 0x600, 0x10, 0) + numbers + _record(0x0A)
    head, end = _record(0x809, "<HHQ", 0x600, 0x05, 0), _record(0x0A)
    length = len(head + _record(0x85, "<IH4s", 0, 0, b"\1\0a ") + end)
    book = (head + _record(0x85, "<IH4s", length, 0, b"\1\0a ") + end + sheet).ljust(4096, b"\0")
    sectors = len(book) // 512
    none, last = 0xFFFFFFFF, 0xFFFFFFFE
    chain = [0xFFFFFFFD, last, *range(3, sectors + 2), last]
    header = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    header += struct.pack("<109I", 0, *[none] * 108)
    table = struct.pack("<128I", *chain, *[none] * (128 - len(chain)))
    folder = _entry("Root Entry", 5, 1, last, 0) + _entry("Workbook", 2, none, 2, len(book))
    return header + table + folder.ljust(512, b"\0") + book


def _record(number: int, form: str = "", *values: Any) -> bytes:
    body = struct.pack(form, *values)
    return struct.pack("<HH", number, len(body)) + body


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    siblings = (0xFFFFFFFF, 0xFFFFFFFF)
    return struct.pack("<64sHBB3I36xIQ", text, len(text), kind, 1, *siblings, child, start, size)


def repacked(data: bytes, changes: Mapping[bytes, bytes], names: Iterable[tuple[str, str]] = ()) -> bytes:
    """Return a zip with texts replaced in all its members, which ``names`` may rename."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            text = old.read(member)
            for before, after in changes.items():
                text = text.replace(before, after)
            new.writestr(dict(names).get(member.filename, member.filename), text)
    assert file.getvalue() != data
    return file.getvalue()


def tie_between(desk: Any, *ends: str) -> Any:
    """Return the only tie that a desk's store has between two partners."""
    (tie,) = (tie for tie in desk.records.ties.values() if {tie.source, tie.target} == set(ends))
    return tie
