"""How large a workbook's sheets would unfold, told before a reader lays them out: a few kilobytes can say a billion cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class TooMany(Exception):
    """The sheets hold more rows or cells than they may."""


def check(archive: zipfile.ZipFile, most_rows: int, most_cells: int) -> None:
    """Raise `TooMany` where a sheet of an XLSX or ODS would unfold to more than it may."""
    for member in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
            rows, columns = _corner(archive, member)
            if rows > most_rows or rows * columns > most_cells:
                raise TooMany
        elif member == "content.xml":
            _check_repeats(archive, most_rows, most_cells)


def _corner(archive: zipfile.ZipFile, member: str) -> tuple[int, int]:
    """Return the last row and column that an XLSX sheet names: readers lay out all before it."""
    rows, columns = 0, 0
    for chunk in _chunks(archive, member):
        for found in _CELL.finditer(chunk):
            rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]))
    return rows, columns


def _chunks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    with archive.open(member) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            yield rest + chunk
            rest = chunk[-40:]  # a cell's name may be cut in two


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_repeats(archive: zipfile.ZipFile, most_rows: int, most_cells: int) -> None:
    """Count an ODS' rows and cells as often as it says they stand there; empty ones at the end don't count."""
    rows = cells = 0
    with archive.open("content.xml") as file:
        for _, element in ElementTree.iterparse(file):  # noqa: S314 expat bounds what entities may unfold to
            if element.tag == f"{_TABLE}table":
                rows = 0
            if element.tag != f"{_TABLE}table-row":
                continue
            width, times = _width(element), int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
            if width:
                rows, cells = rows + times, cells + times * width
            if rows > most_rows or cells > most_cells:
                raise TooMany


def _width(row: ElementTree.Element) -> int:
    """Return the place of a row's last filled cell, 0 where all are empty."""
    place = last = 0
    for cell in row:
        place += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if len(cell) or cell.text:
            last = place
    return last
