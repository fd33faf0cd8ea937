"""What is no spreadsheet is refused by name with what would do, and no file takes the machine down."""

from __future__ import annotations

import contextlib
import gzip
import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import as_ods, as_xls, as_xlsx, repacked

from graphsvc.errors import Refused
from graphsvc.exchange import sheets

ROWS = [["Name", "Art"], ["Ängste & Öffnung", "Selbsthilfegruppe"]]


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


ROW, COLUMN = b"<table:table-row>", b"<table:table-cell "
REPEATED = b'<table:table-row table:number-rows-repeated="%s">'
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog, /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n"
HTML = b"<!DOCTYPE html>\n<html><head><style>p {color: red; margin: 0}</style>\n<title>a, b</title></head>\n<p>x</p></html>"
NO_SPREADSHEETS = {
    "pdf": PDF,
    "pdf-without-separators": b"%PDF-1.4\n1 0 obj\nendobj\n",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01;;;\n",
    "html": HTML,
    "xml": b"<?xml version='1.0'?>\n<list>\n<a>1, 2</a>\n<a>3, 4</a>\n</list>\n",
    "json": b'[\n{"name": "A", "kind": "clinic"},\n{"name": "B", "kind": "clinic"}\n]\n',
    "json-object": b'{"partners": [{"name": "A"}, {"name": "B"}]}',
    "word": zipped(word__document="<w/>"),
    "gzip": gzip.compress(b"Name;Art\nA;Klinik\n", mtime=0),
    "ods-of-nonsense": repacked(as_ods({"a": ROWS}), {ROW: REPEATED % b"x"}),
    "half-a-workbook": as_xlsx({"a": ROWS})[:2000],
}


@pytest.mark.parametrize("kind", NO_SPREADSHEETS)
def test_what_is_no_spreadsheet_is_refused_by_name_and_with_what_would_do(desk, kind):
    with pytest.raises(Refused) as refused:
        desk.look(("datei.xlsx", NO_SPREADSHEETS[kind]))
    assert refused.value.pointer == "datei.xlsx"
    text = refused.value.text.into("de")
    assert text == "Die Datei datei.xlsx ist keine Tabelle. Bitte eine Tabelle als XLSX, ODS oder CSV wählen."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\r\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\r\n",
        b"\xff\xfe",
        b"\xff\xfe \0\n\0",
        b"\xa0",
        b"\xc2\xa0\n",
        b"\xe2\x80\x83\n",
        b"\x1c\n",
    ],
)
def test_an_empty_file_is_refused(desk, data):
    with pytest.raises(Refused) as refused:
        desk.look(("leer.csv", data))
    assert refused.value.pointer == "leer.csv"
    assert "leer.csv ist leer" in refused.value.text.into("de")


@pytest.mark.parametrize("data", [b"Name;Art\n", as_xlsx({"a": [["Name", "Art"]], "b": []}), as_ods({"a": []})])
def test_headings_alone_are_refused(desk, data):
    with pytest.raises(Refused, match="no table with headings"):
        desk.look(data)


def test_a_file_beyond_100_mb_is_refused():
    with pytest.raises(Refused, match="100 MB"):
        sheets.read(b"a;b\n" + bytes(sheets.MOST_BYTES), "a.csv")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as f,
    ):
        for _ in range(sheets.MOST_UNPACKED // 2**20 + 1):
            f.write(bytes(2**20))
    assert len(file.getvalue()) < 2_000_000
    with pytest.raises(Refused, match="too big when unpacked"):
        sheets.read(file.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\n" * (sheets.MOST_ROWS + 1),
        (b";" * 15_999 + b"x\n") * (sheets.MOST_CELLS // 16_000 + 1),
    ],
    ids=["rows", "cells"],
)
def test_a_csv_with_too_many_rows_or_cells_is_refused(data):
    with pytest.raises(Refused) as refused:
        sheets.read(data, "a.csv")
    assert "Bitte teilen" in refused.value.text.into("de")


SMALL = as_xlsx({"a": [["Name", "Art"], ["A", "Klinik"], ["B"]]})
FAR = b'<c r="XFD1048576"'
SHEET, ELSEWHERE = "xl/worksheets/sheet1.xml", "xl/other/sheet1.xml"
MILLION = REPEATED % b"1000000"
# Files of a few kilobytes: a cell far out, or one that stands there a hundred million times. Readers lay out all of it.
UNFOLDING = {
    "far cell": repacked(SMALL, {b'<c r="A3"': FAR}),
    "in other quotes": repacked(SMALL, {b'<c r="A3"': FAR.replace(b'"', b"'")}),
    "with blanks": repacked(SMALL, {b'<c r="A3"': FAR.replace(b"=", b"\n= ")}),
    "in small letters": repacked(SMALL, {b'<c r="A3"': FAR.lower()}),
    "with zeros": repacked(SMALL, {b'<c r="A3"': FAR.replace(b"D", b"D00000000")}),
    "without names": repacked(
        SMALL, {b'<row r="3"': b'<row r="1048576"', b'<c r="A3"': b"<c><v>1</v></c>" * 16_384 + b"<c"}
    ),
    "elsewhere": repacked(
        SMALL, {b'<c r="A3"': FAR, b"worksheets/sheet1": b"other/sheet1"}, {SHEET: ELSEWHERE}.items()
    ),
    "elsewhere and no good XML": repacked(
        SMALL,
        {b'<c r="A3"': FAR, b"worksheets/sheet1": b"other/sheet1", b"<worksheet": b"x<worksheet"},
        {SHEET: ELSEWHERE}.items(),
    ),
    "other case": repacked(SMALL, {b'<c r="A3"': FAR}, {SHEET: "xl/Worksheets/Sheet1.xml"}.items()),
    "other ending": repacked(
        SMALL, {b'<c r="A3"': FAR, b"sheet1.xml": b"sheet1.bin"}, {SHEET: "xl/worksheets/sheet1.bin"}.items()
    ),
    "out of order": repacked(SMALL, {b'<c r="A2"': b'<c r="A499999"', b'<c r="A3"': b'<c r="XFD3"'}),
    "behind a stray letter": repacked(SMALL, {b'<c r="A3"': FAR, b"<?xml": b"x<?xml"}),
    "ods rows": repacked(as_ods({"a": [["x"] * 90]}), {ROW: MILLION}),
    "ods cells": repacked(
        as_ods({"a": [[1]]}),
        {ROW: MILLION, COLUMN: COLUMN + b'table:number-columns-repeated="90" ', b"<text:p>1</text:p>": b""},
    ),
    "ods formulas": repacked(
        as_ods({"a": [["x"]]}),
        {ROW: MILLION, b'office:value-type="string"': b'table:formula="of:=1" table:number-columns-repeated="90"'}
        | {b"<text:p>x</text:p>": b""},
    ),
    "ods ragged": repacked(
        as_ods({"a": [["x"] * 190, [], ["y"]]}),
        {b"<table:table-row/>": REPEATED % b"499000" + b"<table:table-cell/></table:table-row>"},
    ),
    "ods gap": repacked(
        as_ods({"a": [["x"] * 90, [], ["y"]]}),
        {b"<table:table-row/>": MILLION + b"<table:table-cell/></table:table-row>"},
    ),
    "ods tables": repacked(as_ods({name: [["x"] * 40] for name in "abcd"}), {ROW: REPEATED % b"400000"}),
    "xls": as_xls([(0, 0, 1.0), (65_535, 65_535, 2.0)]),
}


READ = """
import resource, sys
from graphsvc.errors import Refused
from graphsvc.exchange import sheets
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
try:
    sheets.read(sys.stdin.buffer.read(), "a.xlsx")
except Refused as refused:
    print(refused.text.into("de"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory for a process")
@pytest.mark.parametrize("bomb", UNFOLDING)
def test_a_small_workbook_that_unfolds_into_a_huge_sheet_is_refused(bomb):
    # in a process of its own: where memory ends, the reader does not raise, it ends the process
    done = subprocess.run([sys.executable, "-c", READ], input=UNFOLDING[bomb], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-300:]
    assert "Bitte" in done.stdout.decode()


WORKBOOK = as_xlsx({"a": ROWS})


@given(st.binary(max_size=400) | st.text(st.sampled_from("ab;,\t\n\"'=äß\ufeff\x00{<"), max_size=60).map(str.encode))
def test_no_bytes_whatever_end_otherwise_than_read_or_refused(data):
    read_or_refused(data)


@given(st.integers(0, len(WORKBOOK) - 1), st.integers(1, 255))
def test_no_damage_to_a_workbook_ends_otherwise_than_read_or_refused(place, flip):
    damaged = bytearray(WORKBOOK)
    damaged[place] ^= flip
    read_or_refused(bytes(damaged))
    read_or_refused(WORKBOOK[:place])


def read_or_refused(data):
    with contextlib.suppress(Refused):
        found = sheets.read(data, "a")
        assert all(isinstance(cell, str) and cell == cell.strip() for s in found for row in s.rows for cell in row)
