"""Whatever a spreadsheet program saves is read, and all of it."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from made_lists import as_csv, as_ods, as_xlsx, repacked

from graphsvc.exchange import sheets

ROWS = [["Name", "Art", "Träger"], ["Ängste & Öffnung, „neu“", "Selbsthilfegruppe", "Größe; Maß"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encoding, separator):
    mark = "\ufeff".encode(encoding) if encoding in ("utf-16-le", "utf-16-be") else b""
    (sheet,) = sheets.read(mark + as_csv(ROWS, separator, encoding), "a.csv")
    assert sheet.rows == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nName;Art\nA;Klinik\n",
        "\r\n\r\nName;Art\r\n\r\nA;Klinik\r\n",
        "Unsere Partner\nName;Art\nA;Klinik\n",
        "Name;Art;;\nA;Klinik;;\n;;;\n",
        "PKV;Name;Art\n1;A;Klinik\n",
        "[Nr];Name;Art\n1;A;Klinik\n",
    ],
)
def test_what_stands_around_a_table_does_not_hide_it(desk, text):
    (partner,) = (c.after for c in desk.look(text).changes)
    assert (partner.name, partner.kind) == ("A", "clinic")


def test_commas_in_the_text_do_not_make_a_semicolon_list_a_comma_list(desk):
    found = desk.look("Name;Art;Bemerkung\nA;Klinik;erst hier, dann da, später dort, zuletzt, na ja, gar nicht\n")
    (partner,) = (c.after for c in found.changes)
    assert (partner.name, partner.attrs["Bemerkung"][:11]) == ("A", "erst hier, ")


def test_a_cell_may_hold_separators_quotes_and_line_breaks(desk):
    (change,) = desk.look('Name,Art,Beleg\n"Haus ""Mut"", links",Klinik,"eins\nzwei"\n').changes
    assert (change.after.name, change.after.evidence) == ('Haus "Mut", links', "eins zwei")


@pytest.mark.parametrize(("make", "name"), [(as_xlsx, "a.xlsx"), (as_ods, "a.ods")])
def test_all_sheets_of_a_workbook_are_read_and_the_hidden_ones_named(desk, make, name):
    tables = {
        "Zusammenarbeit": [["Von", "Zu"], ["A", "B"]],
        "Leer": [],
        "Alte Liste": [["Name", "Art", "PLZ", "Seit"], ["A", "Klinik", 1067, ""], ["B", "KISS", 1067.0, 2019]],
    }
    found = desk.put((name, make(tables, hidden=("Alte Liste",))))
    records = desk.records
    assert sorted(p.name for p in records.partners.values()) == ["A", "B"]
    assert {c.postcode for c in records.contacts.values()} == {"01067"}
    assert len(records.ties) == 1
    assert [(r.sheet, r.value) for r in found.remarks if "ausgeblendet" in r.text.into("de")] == [
        ("Alte Liste", "Alte Liste")
    ]


def test_a_sheet_that_a_macro_hid_is_named_too():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("offen").write_row(0, 0, ["Name", "Art"])
        book.add_worksheet("tief").very_hidden()
    assert [(s.name, s.hidden) for s in sheets.read(file.getvalue(), "a.xlsx")] == [("offen", False), ("tief", True)]


def test_cells_of_a_workbook_become_what_a_person_would_type():
    row = [1067, 1067.0, 2.5, date(2024, 3, 1), True, "  mit Rand  "]
    (sheet,) = sheets.read(as_xlsx({"a": [row, [""]]}), "a.xlsx")
    assert sheet.rows[0] == ["1067", "1067", "2.5", "2024-03-01", "ja", "mit Rand"]


def test_rows_are_counted_from_the_top_of_the_sheet(desk):
    data = as_xlsx({"Liste": [["Name", "Art"], ["A", "Klinik"], ["B", "Quatsch"]]}, top=4, left=2)
    (remark,) = desk.look(("a.xlsx", data)).refused
    assert remark.place.into("de") == "Liste, Zeile 7, Spalte Art"


def test_a_sheet_with_a_diagram_only_is_no_obstacle(desk):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write_row(1, 0, ["A", "Klinik"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Liste!$A$1:$A$2"})
        book.add_chartsheet("Diagramm").set_chart(chart)
    assert desk.look(("a.xlsx", file.getvalue())).counts["added"] == 1


def test_a_note_on_a_cell_is_no_obstacle_though_its_drawing_is_no_good_xml(desk):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write_row(1, 0, ["A", "Klinik"])
        sheet.write_comment(1, 0, "seit 2019")
    # Excel writes line breaks into the drawing as HTML does
    data = repacked(file.getvalue(), {b"</div></v:textbox>": b"<br></div></v:textbox>"})
    assert desk.look(("a.xlsx", data)).counts["added"] == 1


def test_a_sheet_that_is_formatted_to_its_last_row_and_column_is_not_large(desk):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Name", "Art"])
        sheet.write_row(1, 0, ["A", "Klinik"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert desk.look(("a.xlsx", file.getvalue())).counts["added"] == 1


@pytest.mark.parametrize(("number", "amount"), [(12.125, 12.125), (1234.567, 1234.567), (12500, 12500), (0.5, 0.5)])
def test_a_number_of_a_workbook_is_never_taken_for_thousands(desk, number, amount):
    desk.put("id;name;kind\na;A;funding_pool\nb;B;clinic\n")
    rows = [["Von", "Zu", "Art", "Betrag"], ["a", "b", "Förderung", number]]
    desk.put(("a.xlsx", as_xlsx({"Förderung": rows})))
    assert [tie.amount for tie in desk.records.ties.values()] == [amount]
