"""The way of one messy spreadsheet through the pages: choose, say what is what, mend, apply once, and leave nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import time

import pytest
from web_pages import Page, Person, shown_after
from web_uploads import GOOD, LIST, Draft, book, upload

from graphsvc.changes import added
from graphsvc.model import Partner, Tie, Viewer

OURS = {"all_ours": "1", "us": "kst"}


def names(store):
    return {partner.name for partner in store.records(Viewer.STAFF).partners.values()}


def counts(page):
    return [
        int(n) for n in re.search(r"ändern.*?(\d+) neu (\d+) geändert (\d+) unverändert (\d+) abg", page.text).groups()
    ]


def kept_files(tmp_path):
    return [path for path in (tmp_path / "imports").rglob("*") if path.is_file()]


def test_the_whole_way(staff, store, tmp_path):
    draft = Draft(staff, ("liste.csv", LIST))
    columns = draft.page("columns")
    assert "Seniorentreff Wanderweg" in columns.text
    assert "Meier" not in columns.html  # a column that names people isn't even shown
    assert "nennt Menschen, wird weggelassen" in columns.text
    assert draft.say(**OURS).headers["Location"].endswith("/preview")
    preview = draft.page("preview")
    assert counts(preview) == [2, 0, 0, 3]
    assert "liste.csv, Zeile 3, Spalte Typ und 1 weitere Zeilen" in preview.text
    assert "liste.csv, Zeile 5, Spalte Zusammenarbeit seit" in preview.text
    assert "kein Datum, das es gibt" in preview.text
    draft.mend(kind="civic_place", tie_since="01.03.2024")  # one by its value wherever it stands, one in its row
    assert counts(draft.page("preview")) == [8, 0, 0, 0]
    assert store.revision() == 2
    done = shown_after(staff, draft.apply())
    assert "Akteur: 4, Verbindung: 4" in done.text
    assert {"Klinikum Wanderweg", "Bürgertreff Wanderweg", "Amt am Wanderweg"} < names(store)
    begun = {t.since.isoformat() for t in store.records(Viewer.STAFF).ties.values() if t.since and t.id != "t-offen"}
    assert begun == {"2019-01-01", "2021-03-01", "2024-03-01"}
    assert store.revision() == 3
    assert kept_files(tmp_path) == []
    assert "Meier" not in str(store.records(Viewer.STAFF))
    form = done.form("/undo")
    assert "Zurückgenommen" in shown_after(staff, staff.post(form.action, data=form.fields)).text
    assert "Klinikum Wanderweg" not in names(store)


def test_nothing_is_loaded_while_a_row_is_refused_unless_these_are_left_out(staff, store):
    draft = Draft(staff, ("liste.csv", LIST))
    draft.say(**OURS)
    draft.page("preview")
    assert "Erst die abgelehnten Zellen verbessern" in shown_after(staff, draft.apply()).text
    assert store.revision() == 2
    assert "Geladen" in shown_after(staff, draft.apply(skip_bad="1")).text
    assert {"Klinikum Wanderweg"} == names(store) & {"Klinikum Wanderweg", "Amt am Wanderweg", "Bürgertreff Wanderweg"}


def test_a_row_can_be_left_out(staff, store):
    draft = Draft(staff, ("liste.csv", LIST))
    draft.say()
    draft.mend(leave=[5], kind="civic_place")
    assert counts(draft.page("preview")) == [3, 0, 0, 0]
    shown_after(staff, draft.apply())
    assert "Amt am Wanderweg" not in names(store)


def test_we_may_be_new_ourselves(staff, store):
    draft = Draft(staff, ("liste.csv", GOOD))
    refused = Page(draft.say(all_ours="1"))
    assert refused.status == 422
    assert "Bitte sagen, wer „wir“ sind" in refused.errors["us"]
    refused = Page(draft.say(all_ours="1", us_name="Neue Stelle", us_area="Atlantis"))
    assert (refused.status, "Atlantis" in refused.errors["us_area"]) == (422, True)
    draft.say(all_ours="1", us_name="Neue Stelle", us_area="Göppingen")
    shown_after(staff, (draft.page("preview"), draft.apply())[1])
    records = store.records(Viewer.STAFF)
    office = next(p for p in records.partners.values() if p.name == "Neue Stelle")
    assert (office.kind, office.area) == ("contact_office", "08117")
    assert [records.partners[t.target].name for t in records.ties.values() if t.source == office.id] == [
        "Klinikum Wanderweg"
    ]


def test_nothing_that_was_typed_is_lost_with_a_refusal(staff):
    draft = Draft(staff, ("liste.csv", GOOD))
    said = {"all_ours": "1", "us_name": "Stelle", "source": "liste", "area": "Atlantis", "us_area": "Lemuria"}
    page = Page(draft.say(**said))
    assert (page.status, sorted(page.errors)) == (422, ["area", "us_area"])
    form = next(f for f in page.forms if "table-0" in f.fields)
    assert {key: form.fields[key] for key in said} == {key: [value] for key, value in said.items()}


def test_of_two_sheets_one_can_be_left_out(staff, store):
    rows = [["Name", "Art", "Ort"], ["Haus Eins", "Klinik", "Göppingen"]]
    other = [["Name", "Art", "Ort"], ["Haus Zwei", "Klinikk", "Göppingen"]]
    draft = Draft(staff, ("mappe.xlsx", book(eins=rows, zwei=other)))
    draft.say(**{"skip-1": "1"})
    assert counts(draft.page("preview")) == [1, 0, 0, 0]
    draft.say(**{"skip-1": None})
    assert counts(draft.page("preview")) == [1, 0, 0, 1]
    draft.mend(kind="clinic")
    assert counts(draft.page("preview")) == [2, 0, 0, 0]
    draft.say(**{"skip-0": "1"})  # what was mended belongs to its sheet, whatever is left out
    assert counts(draft.page("preview")) == [1, 0, 0, 0]
    shown_after(staff, draft.apply())
    assert names(store) & {"Haus Eins", "Haus Zwei"} == {"Haus Zwei"}


def test_what_the_columns_mean_is_remembered_for_the_next_list_with_these_headings(staff):
    text = "Name;Art;Ort;Kürzel\nHaus Eins;Klinik;Göppingen;{}\n"
    first = Draft(staff, ("2025.csv", text.format("A1")))
    assert first.columns()["column-0-3"] == ["attr"]
    first.say(**{"column-0-3": "id"})
    second = Draft(staff, ("2026.csv", text.format("B2")))
    assert second.columns()["column-0-3"] == ["id"]
    refused = Page(second.say(**{"column-0-2": "id"}))
    assert refused.status == 422
    assert "schon für eine andere Spalte gewählt" in refused.text


def test_applying_twice_writes_once_and_tells_so(staff, store):
    draft = Draft(staff, ("liste.csv", GOOD))
    draft.say(**OURS)
    draft.page("preview")
    answers = [draft.apply(), draft.apply()]  # a double click: the browser shows what the second one says
    done = shown_after(staff, answers[-1])
    assert store.revision() == 3
    assert "Akteur: 1, Verbindung: 1" in done.text
    assert "Akteur: 1, Verbindung: 1" in draft.page("applied").text  # and again when the page is loaded again
    assert draft.apply().status_code == 404
    assert store.revision() == 3


def test_loading_the_same_list_again_changes_nothing(staff, store):
    for expected in ([2, 0, 0, 0], [0, 0, 2, 0]):
        draft = Draft(staff, ("liste.csv", GOOD))
        draft.say(**OURS)
        assert counts(draft.page("preview")) == expected
        shown_after(staff, draft.apply())
    assert store.revision() == 3


def test_what_changed_in_between_is_not_overwritten(staff, store):
    draft = Draft(staff, ("liste.csv", "Kennung;Name;Art;Träger\nkl;Klinikum Beispiel;Klinik;Kreis\n"))
    draft.say()
    assert counts(draft.page("preview")) == [0, 1, 0, 0]
    staff.fill("/partners/kl/edit", carrier="Land")
    answer = staff.get(draft.apply().headers["Location"])
    assert "Inzwischen hat sich etwas geändert" in shown_after(staff, answer).text
    assert store.partner("kl", Viewer.STAFF).partner.carrier == "Land"
    assert "Land → Kreis" in draft.page("preview").text
    shown_after(staff, draft.apply())
    assert store.partner("kl", Viewer.STAFF).partner.carrier == "Kreis"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("leer.csv", b"", "ist leer"),
        ("leer.csv", b" \n \n", "ist leer"),
        ("nur.csv", b"Name;Art\n", "keine Tabelle mit Überschriften und mindestens einer Zeile"),
        ("bild.png", b"\x89PNG\r\n\x1a\n\x00\x00", "ist keine Tabelle"),
        ("kaputt.xlsx", b"PK\x03\x04kaputt", "ist keine Tabelle"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_helps(reader, name, data, said):
    page = Page(upload(reader, (name, data)))
    assert page.status == 422
    assert said in page.errors["files"]
    assert kept_files(reader.folder) == []
    assert "keine Datei gewählt" in Page(upload(reader)).errors["files"]


def test_a_cancelled_draft_is_gone(staff, store, tmp_path):
    draft = Draft(staff, ("liste.csv", LIST))
    assert len(kept_files(tmp_path)) == 2
    page = shown_after(staff, staff.press(f"/import/{draft.token}/cancel"))
    assert "abgebrochen" in page.text
    assert draft.page("columns").status == 404
    assert kept_files(tmp_path) == []
    assert store.revision() == 2


def test_a_draft_is_gone_after_a_day(staff, tmp_path):
    draft = Draft(staff, ("liste.csv", LIST))
    for file in kept_files(tmp_path):
        os.utime(file, (time.time() - 23 * 3600,) * 2)
    assert draft.page("columns").status == 200
    for file in kept_files(tmp_path):
        os.utime(file, (time.time() - 25 * 3600,) * 2)
    page = draft.page("columns")
    assert (page.status, "Bitte die Datei noch einmal wählen" in page.text) == (404, True)
    assert kept_files(tmp_path) == []  # "spätestens nach einem Tag" is promised
    assert draft.apply().status_code == 404


@pytest.mark.parametrize("token", ["A" * 22, "kurz", "..", "%2e%2e", "..%2f..%2fstore", "a" * 60])
def test_a_token_that_is_none_of_ours_leads_nowhere(reader, token):
    folder, draft = reader.folder, Draft(reader, ("liste.csv", LIST))
    for decoy in (folder, folder / "imports" / "kurz"):  # what lies there must not be taken for a draft
        shutil.copytree(folder / "imports" / draft.token, decoy, dirs_exist_ok=True)
    before = sorted(folder.rglob("*"))
    for step in ("columns", "preview"):
        assert reader.get(f"/import/{token}/{step}").status_code == 404
    for step in ("columns", "mend", "apply", "cancel"):
        assert reader.press(f"/import/{token}/{step}").status_code in (302, 404, 405)
    assert sorted(folder.rglob("*")) == before
    assert reader.store.revision() == 2
    shutil.rmtree(folder / "imports")


def test_a_long_list_is_shown_a_hundred_at_a_time(staff, store):
    rows = "".join(f"Haus {n};Klinik;Göppingen\n" for n in range(130))
    draft = Draft(staff, ("lang.csv", f"Name;Art;Ort\n{rows}"))
    draft.say()
    first, second = draft.page("preview"), draft.page("preview?changes=1")
    assert "1 bis 100 von 130" in first.text
    assert "101 bis 130 von 130" in second.text
    assert "Haus 129" in second.text
    assert "Haus 129" not in first.text


def test_a_tie_whose_end_went_meanwhile_is_refused_as_a_whole(web, staff, store):
    store.apply(added(Partner(id="weg", name="Haus Weg", kind="clinic")), actor="a", key="weg")
    draft = Draft(staff, ("ties.csv", "Von;Zu;Art\nkst;weg;Kooperation\n"))
    draft.say()
    assert counts(draft.page("preview")) == [1, 0, 0, 0]
    Person(web).post("/api/v1/revisions/3/undo")
    shown = staff.page(draft.apply().headers["Location"])
    assert shown.status in (200, 422)
    assert not any(isinstance(t, Tie) and t.target == "weg" for t in store.records(Viewer.STAFF).ties.values())
    assert "weg" not in store.records(Viewer.STAFF).partners
    assert "Geladen" not in shown.text
