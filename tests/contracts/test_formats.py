"""One suite over every question in every format: what a program, a spreadsheet and a terminal get is the same answer."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from catalogue_cases import HERE, QUESTIONS, TODAY, arguments, open_store, seen_here, service_of, told
from python_calamine import CalamineWorkbook
from small_networks import partner, tie

import app
from graphsvc import demo
from graphsvc.formats import WRITERS, as_text, spoken, table_csv
from graphsvc.language import LANGUAGES, Label, Text
from graphsvc.model import Column, Table, Viewer

ODD_NAMES = (
    '=HYPERLINK("https://boese.example";"hier")',
    "+49 30 23125",
    "-2+3",
    "@SUM(A1)",
    "\tTabulator",
    "\rWagenrücklauf",
    "Komma, Semikolon; „Anführung\" und 'Strich'",
    "Zeile\nZeile",
    "0123",
    "1e5",
    "👩‍👧 Öffentlich ß",
    "TRUE",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The demo district, with odd names that the office is tied to, one since before Excel's days."""
    names = enumerate(ODD_NAMES)
    odd = [partner(f"odd{n}", "clinic", name=name, area=HERE, visibility="public") for n, name in names]
    old = [tie(f"kst-{HERE}", each.id, intensity=4, visibility="public", since=date(1848, 3, 18)) for each in odd]
    store = open_store(tmp_path_factory.mktemp("formats"), *demo.records("district", TODAY), *odd, *old)
    yield service_of(store)
    store.close()


@pytest.fixture(params=QUESTIONS)
def answers(request, service):
    question = app.CATALOGUE.questions[request.param]
    given = arguments(question, seen_here(service, Viewer.STAFF))
    raws = [{name: str(value) for name, value in each.items()} for each in given]
    return [service.ask(question.name, {"area": [HERE]} | raw, Viewer.STAFF) for raw in raws]


def test_json_has_the_shape_that_is_promised(answers):
    for asked in answers:
        body = told(asked)
        assert list(body) == ["sentence", "tables", "marks", "method", "caveats", "selection", "revision"]
        assert (body["sentence"], body["revision"]) == (asked.answer.sentence.into("de"), asked.revision)
        assert body["method"] == asked.answer.method.into("de")
        assert body["caveats"] == [caveat.into("de") for caveat in asked.answer.caveats]
        assert body["marks"] == asked.answer.marks
        for name, table in body["tables"].items():
            assert set(table) == {"columns", "rows"}
            assert table["columns"] == list(asked.answer.tables[name].names)
            assert len(table["rows"]) == len(asked.answer.tables[name].rows)
            for row, original in zip(table["rows"], asked.answer.tables[name].rows, strict=True):
                assert row == [
                    v.isoformat() if isinstance(v, date) else list(v) if isinstance(v, tuple) else v for v in original
                ]


def test_the_selection_in_the_json_asks_the_same_again(answers, service):
    for asked in answers:
        again = service.ask(asked.question.name, told(asked)["selection"], Viewer.STAFF)
        assert told(again) == told(asked)


def test_csv_read_back_is_the_first_table(answers):
    for asked in answers:
        text = WRITERS["csv"](asked, "de").decode()
        table = next(iter(asked.answer.tables.values()), None)
        if table is None:
            assert text == ""
            continue
        heading, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert heading == list(table.names)
        assert rows == [[_in_csv(value) for value in row] for row in table.rows]
        assert text.endswith("\r\n")
        assert "\n" not in text.replace("\r\n", "").replace("Zeile\nZeile", "")


def _in_csv(value):
    """Return what a reader of the CSV finds; a text that a spreadsheet would run stands behind an apostrophe."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float):
        return "" if value is None else repr(value)
    text = "|".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def test_csv_writes_every_sort_of_cell_as_promised():
    cells = ("a", ("b", "c"), True, None, date(2024, 3, 1), 1.5, 0.1 + 0.2, -3, 'sagt "ja", und', "=1", ("=1", "2"))
    columns = tuple(Column(name=f"c{number}", label=Text("Spalte")) for number in range(len(cells)))
    heading, row = table_csv(Table(title=Text("Tabelle"), columns=columns, rows=(cells,))).decode().split("\r\n")[:2]
    assert heading == ",".join(column.name for column in columns)
    assert row == 'a,b|c,true,,2024-03-01,1.5,0.30000000000000004,-3,"sagt ""ja"", und",\'=1,\'=1|2'


def test_csv_guards_every_name_that_looks_like_a_formula(service):
    asked = service.ask("cooperations", {"partner": f"kst-{HERE}"}, Viewer.STAFF)
    rows = list(csv.reader(io.StringIO(WRITERS["csv"](asked, "de").decode(), newline=""), strict=True))
    names = {row[1] for row in rows}
    assert {f"'{name}" for name in ODD_NAMES[:6]} | set(ODD_NAMES[6:]) <= names
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_xlsx_read_back_has_all_tables_in_words(answers):
    for asked in answers:
        for language in LANGUAGES:
            book = CalamineWorkbook.from_filelike(io.BytesIO(WRITERS["xlsx"](asked, language)))
            cover, *sheets = book.sheet_names
            said = {cell for row in book.get_sheet_by_name(cover).to_python() for cell in row}
            answer = asked.answer
            assert {answer.sentence.into(language), answer.method.into(language)} <= said
            assert {caveat.into(language) for caveat in answer.caveats} <= said
            assert sheets == list(answer.tables)
            for name, table in answer.tables.items():
                heading, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for title, column in zip(heading, table.columns, strict=True):
                    assert title.startswith(column.label.into(language))
                    assert f"[{column.name}]" in title
                for row, original in zip(rows, table.rows, strict=True):
                    expected = [
                        _in_sheet(v, column, language) for v, column in zip(original, table.columns, strict=True)
                    ]
                    assert row == expected


def _in_sheet(value, column, language):
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool) and value not in column.words:
        return pytest.approx(value)
    if isinstance(value, date):
        return value if value >= date(1900, 1, 1) else spoken(value, column, language)
    return spoken(value, column, language)


def test_xlsx_is_the_same_a_second_later(service):
    """Its strong ETag says so; a workbook left to itself notes when it was written."""
    asked = service.ask("hubs", {}, Viewer.STAFF)
    first = WRITERS["xlsx"](asked, "de")
    time.sleep(1.1)
    assert (WRITERS["xlsx"](asked, "de") == first) is True


def test_text_says_the_finding_first_then_tables_then_what_to_mind(answers):
    for asked in answers:
        for language in LANGUAGES:
            text = as_text(asked.answer, language)
            assert text.startswith(asked.answer.sentence.into(language) + "\n")
            places = [
                text.find(f"\n{table.title.into(language)}\n") for table in asked.answer.tables.values() if table.rows
            ]
            places += [text.find(f"* {caveat.into(language)}") for caveat in asked.answer.caveats]
            assert -1 not in places
            assert places == sorted(places)
            assert text.endswith(f": {asked.answer.method.into(language)}\n")


_PRINT_ALL = """
import sys
from hashlib import sha256
from pathlib import Path
from catalogue_cases import HERE, MAPS, QUESTIONS, arguments, demo_store, seen_here, service_of
import app
from graphsvc.formats import as_csv, as_json
from graphsvc.model import Viewer
service = service_of(demo_store(Path(sys.argv[1])))
seen = seen_here(service, Viewer.STAFF)
for name in QUESTIONS:
    for given in arguments(app.CATALOGUE.questions[name], seen):
        asked = service.ask(name, {"area": [HERE]} | {k: str(v) for k, v in given.items()}, Viewer.STAFF)
        print(name, given, "json", sha256(as_json(asked, "de")).hexdigest())
        print(name, given, "csv", sha256(as_csv(asked, "de")).hexdigest())
for name in MAPS:
    drawn = service.draw(name, {"area": [HERE]}, Viewer.STAFF, "hubs")
    print(name, sha256(drawn.picture.svg("de").encode()).hexdigest())
"""


def test_another_process_gives_the_same_bytes(tmp_path):
    """Python orders sets by a seed of its own in every process; a strong ETag promises the same bytes."""
    root = Path(app.__file__).parent
    running = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests' / 'support'}",
        }
        command = [sys.executable, "-c", _PRINT_ALL, str(folder)]
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    printed = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    first, second = (text.splitlines() for text in printed)
    assert len(first) > len(QUESTIONS)
    assert [line for line in first if line not in second] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1, "0,1"),
        (0.05, "0,05"),
        (0.03333, "0,0333"),
        (0.0000047, "0,0000047"),
        (-0.00002, "-0,00002"),
        (1e-300, "0"),
    ],
)
def test_of_a_small_number_two_figures_are_left(value, shown):
    assert spoken(value, Column(name="access", label=Label("Je Person", "Per person"), role="measure"), "de") == shown
