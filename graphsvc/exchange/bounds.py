"""How large a workbook's sheets would unfold, told before a reader lays them out: a few kilobytes can say a billion cells."""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

_CHUNK = 1 << 18
_NAME = re.compile(r"([A-Za-z]*)0*(\d*)")


class TooMany(Exception):
    """The sheets hold more rows or cells than they may."""


def check(archive: zipfile.ZipFile, most_rows: int, most_cells: int) -> None:
    """Raise `TooMany` where a sheet of an XLSX or ODS would unfold to more than it may."""
    for member in archive.infolist():
        if member.filename.lower().endswith("workbook.bin"):
            raise zipfile.BadZipFile("XLSB: what its sheets unfold to can't be told")
        table = member.filename == "content.xml"
        reader = _Ods(most_rows, most_cells) if table else _Xlsx(most_rows, most_cells)
        try:
            _parse(archive, member, reader)
        except expat.ExpatError:
            # Excel's own drawings of notes are no good XML; a sheet has to be, wherever it lies
            if table or _holds_a_sheet(archive, member):
                raise


def _holds_a_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            if b"sheetData" in tail + chunk:
                return True
            tail = chunk[-8:]
    return False


def _parse(archive: zipfile.ZipFile, member: zipfile.ZipInfo, reader: _Xlsx | _Ods) -> None:
    parser = expat.ParserCreate()  # expat bounds by itself what entities may unfold to
    parser.StartElementHandler = lambda name, attributes: reader.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: reader.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = reader.text
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)


class _Xlsx:
    """Finds the corner of a sheet: readers lay out all that lies before its last filled cell."""

    def __init__(self, most_rows: int, most_cells: int) -> None:
        self._most = most_rows, most_cells
        self._row = self._column = self._rows = self._columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See an element begin; a cell without a value is but its colour."""
        if name == "row":
            self._row = int(attributes.get("r", "").strip() or self._row + 1)
            self._column = 0
        elif name == "c":
            letters, digits = _parts(attributes.get("r", ""))
            self._column = _number(letters) if letters else self._column + 1
            self._row = int(digits) if digits else self._row
        elif name in ("v", "is"):
            self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
            if self._rows > self._most[0] or self._rows * self._columns > self._most[1]:
                raise TooMany

    def end(self, name: str) -> None:
        """See an element end."""

    def text(self, text: str) -> None:
        """See text."""


def _parts(name: str) -> tuple[str, str]:
    found = _NAME.fullmatch(name.strip())
    return (found[1], found[2]) if found else ("", "")


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Ods:
    """Counts rows and cells as often as they say that they stand there; empty ones at the end don't count."""

    def __init__(self, most_rows: int, most_cells: int) -> None:
        self._most = most_rows, most_cells
        self._rows = self._empty = self._before = self._widest = 0
        self._times = self._place = self._width = 0
        self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See an element begin."""
        if name == "table":
            self._before += self._rows * self._widest
            self._rows = self._empty = self._widest = 0
        elif name == "table-row":
            self._times, self._place, self._width = int(attributes.get("table:number-rows-repeated", "1")), 0, 0
        elif name in ("table-cell", "covered-table-cell"):
            self._place += int(attributes.get("table:number-columns-repeated", "1"))
            self._in_cell = True
            if any(key.endswith((":value-type", ":formula")) for key in attributes):
                self._width = self._place

    def text(self, text: str) -> None:
        """See text; what stands in a cell fills it."""
        if self._in_cell and text.strip():
            self._width = self._place

    def end(self, name: str) -> None:
        """See an element end; a filled row makes the empty ones before it count."""
        if name in ("table-cell", "covered-table-cell"):
            self._in_cell = False
        if name != "table-row":
            return
        if not self._width:
            self._empty += self._times
            return
        self._rows += self._empty + self._times
        self._widest = max(self._widest, self._width)
        self._empty = 0
        cells = self._before + self._rows * self._widest  # a reader lays out the widest row's width for each
        if self._rows > self._most[0] or cells > self._most[1]:
            raise TooMany
