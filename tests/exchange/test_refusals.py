"""What is refused is named by sheet, row, column and value, with a remedy, and nothing of the file is written."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from made_lists import as_csv, as_ods, as_xlsx

import app

KNOWN = """id;name;kind;area
kst;Kontaktstelle Göppingen;contact_office;08117
kl1;Klinikum Mitte;clinic;08117
kl2;Klinikum Mitte;clinic;08115
shg;Mut;self_help_group;08117
"""
# headings, the row that is refused, in which column, what stands there, what helps
REFUSED = {
    "unknown kind": ("name;kind", "X;Klink", "kind", "Klink", "Meinten Sie „Klinik“?"),
    "no kind": ("name;kind", "X;", "kind", "", "Hier fehlt eine Angabe"),
    "no name": ("name;kind", ";clinic", "name", "", "Hier fehlt eine Angabe"),
    "unknown area": ("name;kind;area", "X;clinic;Atlantis", "area", "Atlantis", "Bitte den Kreis oder den AGS angeben"),
    "ambiguous area": ("name;kind;area", "X;clinic;Neustadt", "area", "Neustadt", "Neustadt (14628270)"),
    "unknown serves": ("name;kind;serves", "X;clinic;08117|Nirgends", "serves", "08117|Nirgends", "„Nirgends“"),
    "impossible day": ("name;kind;since", "X;clinic;31.02.2024", "since", "31.02.2024", "01.03.2024 oder 2024-03-01"),
    "until before since": (
        *("name;kind;since;until", "X;clinic;2024-03-01;2024-02-28", "until", "2024-02-28"),
        "Bitte die beiden Tage prüfen",
    ),
    "end unknown": ("source;target", "kst;nix", "target", "nix", "Bitte zuerst anlegen oder die Schreibweise prüfen"),
    "end fits two": ("source;target", "Klinikum Mitte;kst", "source", "Klinikum Mitte", "Bitte die Kennung angeben"),
    "no end": ("source;target", "kst;", "target", "", "Hier fehlt eine Angabe"),
    "self-tie": (
        "source;target",
        "kst;Kontaktstelle Göppingen",
        "target",
        "Kontaktstelle Göppingen",
        "nicht mit sich selbst",
    ),
    "unknown tie": ("source;target;kind", "kst;kl1;mag", "kind", "mag", "Möglich sind: Kooperation"),
    "ends that do not fit": ("source;target;kind", "Mut;kl1;supports", "source", "Mut", "möglich sind nur"),
    "tie ends before it begins": (
        *("source;target;since;until", "kst;kl1;2024;2023", "until", "2023"),
        "Bitte die beiden Tage prüfen",
    ),
    "other owner of an id": ("id;name;kind", "kl1;Amt Weitweg;authority", "id", "kl1", "--source"),
    "outside the Earth": ("name;kind;lat;lon", "X;clinic;148.1;9.6", "lat", "148.1", "außerhalb der Erde"),
    "half a point": ("name;kind;lat;lon", "X;clinic;48.1;", "lat", "48.1", "Bitte beide angeben oder keine"),
    "a name cleared": ("id;name;kind", "kl1;-;clinic", "name", "-", "Hier fehlt eine Angabe"),
    "a kind cleared": ("id;name;kind", "kl1;Klinikum Mitte;-", "kind", "-", "Hier fehlt eine Angabe"),
    "inquiry of nobody": ("partner;on", "nix;2024-01-01", "partner", "nix", "Bitte zuerst anlegen"),
    "inquiry without a day": ("partner;on", "kst;", "on", "", "Hier fehlt eine Angabe"),
    "half a yes": ("partner;on;complete", "kst;2024-01-01;fast", "complete", "fast", "weder ja noch nein"),
    "topic without a name": ("topic;parent", ";Sucht", "topic", "", "Hier fehlt eine Angabe"),
    "request without a year": ("topic;area;year;asked", "Angst;08117;;3", "year", "", "Hier fehlt eine Angabe"),
}
# a row that is fine, for each kind of headings
FINE = {"name": "Y;clinic", "source": "kst;kl1", "id": "neu;Y;clinic", "partner": "kst;2024-01-02"}
FINE |= {"topic;parent": "Angst;Krise", "topic;area": "Angst;08115;2023;1"}


def rows_of(case):
    headings, bad, *_ = REFUSED[case]
    fine = next(row for start, row in FINE.items() if headings.startswith(start))
    return [line.split(";") for line in (headings, fine, bad)]


@pytest.fixture
def known(desk):
    desk.put(KNOWN)
    return desk


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_names_the_cell_and_what_helps(known, case):
    _, _, column, value, remedy = REFUSED[case]
    found = known.look(("liste.xlsx", as_xlsx({"Blatt": rows_of(case)})))
    (remark,) = found.refused
    assert (remark.sheet, remark.row, remark.column, remark.value) == ("Blatt", 3, column, value)
    assert remedy in remark.text.into("de")
    assert remark.place.into("de") == f"Blatt, Zeile 3, Spalte {column}"
    assert found.counts["refused"] == 1
    assert len(found.changes) == 1  # the other row


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_is_written_where_one_row_is_refused(known, tmp_path, case):
    before, journal = known.records, known.store.revision()
    path = tmp_path / "liste.csv"
    path.write_bytes(as_csv(rows_of(case)))
    done = graphsvc(known, "load", path)
    assert (done.exit_code, known.store.revision(), known.records) == (1, journal, before)
    assert done.stdout == "added: 0, changed: 0, unchanged: 0, refused: 1\n"
    assert f"liste.csv, Zeile 3, Spalte {REFUSED[case][2]}" in done.stderr
    assert REFUSED[case][4] in done.stderr


def graphsvc(desk, *words):
    store = {"GRAPHSVC_STORE": f"sqlite:///{desk.path}"}
    return CliRunner().invoke(app.main, [str(word) for word in words], env=store)


def test_what_is_fine_is_written_where_bad_rows_are_to_be_left_out(known, tmp_path):
    path = tmp_path / "liste.ods"
    path.write_bytes(as_ods({"a": [["name", "kind"], ["Gut", "Klinik"], ["Schlecht", "Klink"]]}))
    done = graphsvc(known, "load", path, "--skip-bad")
    assert (done.exit_code, done.stdout) == (0, "added: 1, changed: 0, unchanged: 0, refused: 1\n")
    assert {p.name for p in known.records.partners.values()} >= {"Gut"}
    assert "Schlecht" not in repr(known.records)


def test_the_command_keeps_sources_apart_and_knows_us(known, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id;name;kind\n1;Gut;Klinik\n")
    done = graphsvc(known, "load", path, "--source", "ost", "--us", "kst")
    assert (done.exit_code, done.stdout) == (0, "added: 2, changed: 0, unchanged: 0, refused: 0\n")
    (tie,) = known.records.ties.values()
    assert (tie.source, tie.target, tie.reported_by) == ("kst", "ost:1", "source")


def test_a_dry_run_writes_nothing_and_prints_what_it_would(known, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("name;kind;phone\nGut;Klinik;030 23125 111\n")
    journal = known.store.revision()
    done = graphsvc(known, "load", path, "--dry-run")
    assert (done.exit_code, known.store.revision()) == (0, journal)
    assert "Gut" in done.stdout
    assert "23125" not in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "added: 1, changed: 0, unchanged: 0, refused: 0"


@pytest.mark.parametrize(("content", "exit_code"), [(None, 2), (b"", 1), (b"%PDF-1.4\n", 1)])
def test_a_missing_an_empty_and_a_foreign_file_are_refused_by_name(known, tmp_path, content, exit_code):
    path = tmp_path / "fehlt.csv"
    if content is not None:
        path.write_bytes(content)
    done = graphsvc(known, "load", path)
    assert (done.exit_code, done.stdout) == (exit_code, "")
    assert "fehlt.csv" in done.stderr
    assert "Traceback" not in done.stderr


TWICE = as_xlsx({"Tabelle1": [["id", "name", "kind"], ["7", "A", "clinic"]]})
OTHER = as_xlsx({"Tabelle1": [["id", "name", "kind"], ["7", "A anders", "clinic"]]})


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ([("a.csv", "id;name;kind\n7;A;clinic\n8;B;clinic\n7;A anders;clinic\n")], 4),
        ([("a.csv", "id;name;kind\n7;A;clinic\n"), ("b.csv", "id;name;kind\n7;A anders;clinic\n")], 2),
        ([("a.xlsx", TWICE), ("b.xlsx", OTHER)], 2),
    ],
    ids=["one sheet", "two lists", "two workbooks with a sheet of one name"],
)
def test_a_second_row_with_one_id_is_refused_and_the_first_named(desk, files, row):
    found = desk.look(*files)
    (remark,) = found.refused
    assert (remark.file, remark.row, remark.column, remark.value) == (files[-1][0], row, "id", "7")
    assert "Zeile 2" in remark.text.into("de")
    assert [c.after.name for c in found.changes if c.id == "7"] == ["A"]


def test_an_unknown_id_as_us_is_refused(known, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("name;kind\nGut;Klinik\n")
    journal = known.store.revision()
    done = graphsvc(known, "load", path, "--us", "nix")
    assert (done.exit_code, known.store.revision()) == (2, journal)
    assert "„nix“" in done.stderr


def test_every_bad_cell_of_a_row_is_named_and_the_row_counts_once(desk):
    found = desk.look("name;kind;area;since\nX;Klink;Atlantis;31.02.2024\n")
    assert [remark.code for remark in found.refused] == ["kind", "area", "since"]
    assert found.counts["refused"] == 1
