"""The command that loads and exports: what it prints, what it writes, and that a round trip changes nothing."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import partial

import made_areas
import pytest
from served import invoke
from web_records import opened

from graphsvc.model import Selection, Viewer
from graphsvc.stores.sqlite import SqliteStore

LIST = "Name;Art;Ort\nHaus Eins;Klinik;Göppingen\nHaus Zwei;Klinikk;Göppingen\n"


@pytest.fixture
def run(tmp_path):
    """Call the command on a store with a few records; ``store`` names another one."""
    opened(tmp_path).close()
    return partial(invoke, store=tmp_path / "store.db")


def written(path):
    store = SqliteStore(path)
    try:
        return store.records(Viewer.STAFF)
    finally:
        store.close()


@pytest.fixture
def liste(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_list_with_a_bad_row_is_refused_whole(run, tmp_path, liste):
    ended = run("load", liste)
    assert (ended.exit_code, ended.stdout) == (1, "added: 0, changed: 0, unchanged: 0, refused: 1\n")
    assert "liste.csv, Zeile 3, Spalte Art: „Klinikk“ ist nicht bekannt. Meinten Sie „Klinik“?" in ended.stderr
    assert "Es wurde nichts geladen" in ended.stderr
    assert written(tmp_path / "store.db").revision == 2
    assert "row 3, column Art" in run("load", liste, "--lang", "en").stderr


def test_a_dry_run_prints_the_changes_and_writes_nothing(run, tmp_path, liste):
    ended = run("load", liste, "--dry-run", "--us", "kst")
    *changes, last = ended.stdout.splitlines()
    assert (ended.exit_code, last) == (0, "added: 2, changed: 0, unchanged: 0, refused: 1")
    assert [line.split()[:2] for line in changes] == [["+", "Akteur"], ["+", "Verbindung"]]
    assert "name: Haus Eins; kind: clinic; area: 08117" in changes[0]
    assert "Klinikk" in ended.stderr
    assert run("load", liste, "--dry-run", "--us", "kst", "--skip-bad").stdout == ended.stdout
    assert written(tmp_path / "store.db").revision == 2


def test_bad_rows_can_be_skipped_and_loading_again_changes_nothing(run, tmp_path, liste):
    ended = run("load", liste, "--skip-bad", "--source", "quelle")
    assert (ended.exit_code, ended.stdout) == (0, "added: 1, changed: 0, unchanged: 0, refused: 1\n")
    assert "Haus Eins" in {p.name for p in written(tmp_path / "store.db").partners.values()}
    again = run("load", liste, "--skip-bad", "--source", "quelle")
    assert again.stdout == "added: 0, changed: 0, unchanged: 1, refused: 1\n"
    assert written(tmp_path / "store.db").revision == 3


def test_contact_details_are_not_printed(run, tmp_path):
    path = tmp_path / "kontakt.csv"
    path.write_text("Name;Art;Ort;Telefon\nHaus Eins;Klinik;Göppingen;07161 4711\n", "utf-8")
    for arguments in (["--dry-run"], []):
        ended = run("load", path, *arguments)
        assert ended.exit_code == 0
        assert "4711" not in ended.output
    assert [c.phone for c in written(tmp_path / "store.db").contacts.values()][-1:] != []


def plain(records):
    """Records without the ids that a file doesn't hold."""
    ties = {str(sorted((k, str(v)) for k, v in vars(t).items() if k != "id")) for t in records.ties.values()}
    asked = {(i.partner, i.on, i.about, i.answered, i.complete) for i in records.inquiries.values()}
    wanted = {(r.topic, r.area, r.year, r.asked, r.met) for r in records.requests.values()}
    return records.partners, records.contacts, dict(records.topics), ties, asked, wanted


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_is_exported_loads_back_unchanged_and_makes_the_same_elsewhere(run, tmp_path, format):
    exported = tmp_path / f"alles.{format}"
    assert run("export", format, "-o", exported).stdout == ""
    files = [exported]
    if format == "csv":
        with zipfile.ZipFile(exported) as archive:
            archive.extractall(tmp_path / "csv")
        files = sorted((tmp_path / "csv").iterdir())
    other = tmp_path / "other.db"
    made = run("load", *files, store=other)
    assert made.exit_code == 0, made.stderr
    assert plain(written(other)) == plain(written(tmp_path / "store.db"))
    for path in (other, tmp_path / "store.db"):
        again = run("load", *files, store=path)
        counts = dict(part.split(": ") for part in again.stdout.strip().split(", "))
        assert (again.exit_code, counts.pop("unchanged") > "0") == (0, True)
        assert set(counts.values()) == {"0"}, again.stdout


def test_the_demo_fills_an_empty_store_only(run, tmp_path):
    fresh = tmp_path / "fresh.db"
    filled = run("demo", "--scale", "district", store=fresh)
    assert filled.exit_code == 0
    assert filled.stdout.startswith("added: ")
    refused = run("demo", store=fresh)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "steht schon etwas" in refused.stderr


def test_areas_are_loaded_from_a_file(run, tmp_path):
    path = tmp_path / "gemeinden.csv"
    path.write_text("ags;name;population\n08117001;Adelberg;2000\n", "utf-8")
    loaded = run("areas", "load", path, "--stand", "2022-12-31")
    assert (loaded.exit_code, loaded.stdout) == (
        0,
        "areas: 1, outlines: 0, successors: 0, minutes: 0, moved: 0, stand: 2022-12-31\n",
    )
    assert run("ask", "hubs", "--area", "08117001").exit_code == 0
    path.write_text("nix\n1\n", "utf-8")
    assert run("areas", "load", path).exit_code == 1


def test_areas_that_merged_take_their_partners_with_them(run, tmp_path):
    """Municipalities of one year, a partner in one of them, then those of the next year with the list of changes."""
    first, second, merged, times, outlines = (
        tmp_path / name for name in ("1.csv", "2.txt", "3.csv", "4.csv", "5.json")
    )
    first.write_text("ags,name,population\n08999,Musterkreis,9\n08999001,Oberdorf,5\n08999009,Unterdorf,4\n", "utf-8")
    second.write_text(made_areas.gv100ad(), "utf-8")
    merged.write_text("AGS alt;AGS neu;Datum\n08999009;08999001;01.01.2023\n", "utf-8")
    times.write_text("from,to,minutes\n08999001,08999002,25\n", "utf-8")
    outlines.write_bytes(made_areas.topojson([{"AGS": "08999001"}, {"AGS": "08999002"}]))
    partners = tmp_path / "liste.csv"
    partners.write_text("id;name;kind;area\nhaus;Haus;Klinik;Unterdorf\nweg;Weg;Klinik;Oberdorf\n", "utf-8")
    assert run("areas", "load", first, "--stand", "2021-12-31").exit_code == 0
    assert run("load", partners).exit_code == 0
    loaded = run("areas", "load", second, merged, times, outlines, "--source", "Amt")
    assert (loaded.exit_code, loaded.stdout) == (
        0,
        "areas: 5, outlines: 2, successors: 1, minutes: 1, moved: 1, stand: 2023-11-30\n",
    )
    said = "· 1 Eintrag lag in einem Gebiet, das es nicht mehr gibt, und liegt jetzt im Nachfolger (Änderung 4)."
    assert said in loaded.stderr.splitlines()
    store = SqliteStore(tmp_path / "store.db")
    network = store.network(Selection(areas=frozenset({"08999001"})), Viewer.STAFF)
    assert {"haus", "weg"} <= set(network.graph)
    areas = store.areas()
    assert (areas.stand, areas.source, "08999009" in areas) == (date(2023, 11, 30), "Amt", False)
    assert network.areas.minutes == {("08999001", "08999002"): 25.0}
    assert list(network.areas.outlines) == ["08999001"]
    assert store.undo(4).changes[0].after.area == "08999009"
    store.close()
    again = run("areas", "load", merged, "--lang", "en")
    assert "moved: 0, stand: 2023-11-30" in again.stdout
    assert "is no more" not in again.stderr
    asked = run("ask", "hubs", "--area", "08999009", "--format", "json")
    assert '"08999001"' in asked.stdout
