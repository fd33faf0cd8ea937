"""A file becomes sheets of text: CSV in any of its dialects, XLSX and ODS, within bounds."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from time import monotonic
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from graphsvc.errors import Refused
from graphsvc.exchange import bounds
from graphsvc.language import Text

MOST_BYTES = 100 * 1024 * 1024
MOST_UNPACKED = 800 * 1024 * 1024
MOST_ROWS = 500_000
MOST_CELLS = 20_000_000
MOST_SECONDS = 120.0
FORMULA = frozenset("=+-@")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet's cells as text, without trailing blanks."""

    name: str
    rows: list[list[str]]
    hidden: bool = False


def read(data: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of a file, told by its content, not by its name; a zip of CSV files has one each.

    Raises
    ------
    Refused
        Empty, too large, or no spreadsheet.
    """
    if not data.strip(_BLANKS) or (len(data) < 1000 and not decode(data).strip("\ufeff\x00 ").strip()):
        text = Text(
            "Die Datei {name} ist leer. Bitte eine Tabelle als XLSX, ODS oder CSV wählen.", values={"name": filename}
        )
        raise Refused(text, filename)
    if len(data) > MOST_BYTES:
        raise Refused(Text("Die Datei {name} ist zu groß. Möglich sind 100 MB.", values={"name": filename}), filename)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        text = Text(
            "Die Datei {name} hat das alte Format XLS. Bitte im Tabellenprogramm als XLSX speichern.",
            values={"name": filename},
        )
        raise Refused(text, filename)
    if data[:4] != b"PK\x03\x04":
        return [_csv(data, filename)]
    if tables := _tables_in_zip(data, filename):
        return tables
    return _workbook(data, filename)


_BLANKS = b" \t\r\n\x0b\x0c\x00\xc2\xa0\xef\xbb\xbf\xff\xfe"
_NO_TABLE = re.compile(r"<|%PDF|\x89PNG|GIF8|\x1f|\{\s*\"|\[\s*[\[{\"\]]")


def _no_spreadsheet(filename: str) -> Refused:
    text = Text(
        "Die Datei {name} ist keine Tabelle. Bitte eine Tabelle als XLSX, ODS oder CSV wählen.",
        values={"name": filename},
    )
    return Refused(text, filename)


def _tables_in_zip(data: bytes, filename: str) -> list[Sheet]:
    """Return the CSV files of our own export; nothing where the zip is a workbook. Refuses a bomb first."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                text = Text(
                    "Die Datei {name} wird ausgepackt zu groß. Bitte in mehrere Dateien teilen.",
                    values={"name": filename},
                )
                raise Refused(text, filename)
            if not members or not all(member.filename.endswith(".csv") for member in members):
                bounds.check(archive, MOST_ROWS, MOST_CELLS)
                return []
            return [_csv(archive.read(member), member.filename) for member in members]
    except bounds.TooMany:
        raise _too_many(filename) from None
    except (
        zipfile.BadZipFile,
        NotImplementedError,  # a way of packing that zipfile does not know
        RuntimeError,
        OSError,
        zlib.error,
        EOFError,
        ValueError,
        expat.ExpatError,
    ):
        raise _no_spreadsheet(filename) from None


def _workbook(data: bytes, filename: str) -> list[Sheet]:
    deadline = monotonic() + MOST_SECONDS
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
        found = []
        cells = 0
        for sheet in metadata:
            rows = []
            for row in book.get_sheet_by_name(sheet.name).iter_rows():
                _check_time(deadline, filename)
                rows.append(_trimmed([_text(value) for value in row]))
                cells += len(row)
                if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                    raise _too_many(filename)
            found.append(Sheet(name=sheet.name, rows=rows, hidden=sheet.visible is not SheetVisibleEnum.Visible))
    except (CalamineError, ValueError, OSError):
        raise _no_spreadsheet(filename) from None
    return found


def _check_time(deadline: float, filename: str) -> None:
    if monotonic() > deadline:
        text = Text(
            "Die Datei {name} zu lesen dauert zu lange. Bitte in mehrere Dateien teilen.", values={"name": filename}
        )
        raise Refused(text, filename)


def _too_many(filename: str) -> Refused:
    values = {"name": filename, "rows": MOST_ROWS}
    return Refused(Text("Die Datei {name} hat mehr als {rows} Zeilen. Bitte teilen.", values=values), filename)


def _text(value: object) -> str:
    """Return a cell as a person would type it: whole numbers without a point, days as ISO."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def plain_number(value: float) -> str:
    """Return a number as text that nobody takes for thousands: three decimals get a fourth."""
    text = str(int(value)) if value.is_integer() else repr(value)
    return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def decode(data: bytes) -> str:
    """Return a text file's text: by its byte order mark, else strict UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv(data: bytes, filename: str) -> Sheet:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _no_spreadsheet(filename)
    text = decode(data)
    if _NO_TABLE.match(text.lstrip()):
        raise _no_spreadsheet(filename)
    separator = _separator(text)
    if separator is None:
        raise _no_spreadsheet(filename)
    rows = []
    cells = 0
    deadline = monotonic() + MOST_SECONDS
    try:
        for row in _lines(text, separator):
            _check_time(deadline, filename)
            rows.append(row)
            cells += len(row)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise _too_many(filename)
    except csv.Error:
        raise _no_spreadsheet(filename) from None
    return Sheet(name=filename, rows=rows)


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        yield _trimmed([_unguarded(cell.strip()) for cell in row])


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that our own CSV puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in FORMULA else cell


def guarded(cell: str) -> str:
    """Return a cell so that no spreadsheet takes it for a formula; reading it takes the apostrophe off again."""
    return f"'{cell}" if cell and (cell.lstrip("'")[:1] in FORMULA) else cell


def _separator(text: str) -> str | None:
    """Return the separator that cuts most of the first rows into equally many cells; a list of one column has none."""
    head = text[:50_000]
    best, score = None, (0, 0)
    for separator in (";", "\t", ","):
        try:
            rows = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), 20))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            times, width = max((times, width) for width, times in widths.items())
            if (times, width) > score:
                best, score = separator, (times, width)
    if best:
        return best
    first = text.strip().splitlines()[0]
    return ";" if len(first) < 80 and first.isprintable() else None
