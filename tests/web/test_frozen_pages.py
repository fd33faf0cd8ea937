"""The link that always shows a stand: on each page, with its files, until somebody says that something must go."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pypdf
import pytest
from web_records import CLINIC, GROUP, opened

import app
from graphsvc.areas import Areas
from graphsvc.changes import ChangeSet, change
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.worker import Worker

FROZEN = "Link, der immer diesen Stand zeigt"


def link(page, text=FROZEN):
    """Where a link with this text leads to."""
    return unescape(re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(text)}</a>', page.html)[1])


def rename(store, name):
    now = store.partner(CLINIC.id, Viewer.STAFF).partner
    store.apply(ChangeSet(changes=(change(now, replace(now, name=name)),)), actor="a", key=f"k {name}")


@pytest.mark.parametrize(
    "path", ["/maps/network_map", "/maps/ring_map?q=hubs&partner=kst", "/questions/hubs?area=08117"]
)
def test_the_link_shows_what_was_shown(staff, store, path):
    frozen = link(staff.page(path))
    before = staff.page(frozen)
    assert "früherer Stand" not in before.text
    rename(store, "Umbenannte Klinik")
    now, then = staff.page(path), staff.page(frozen)
    assert "Umbenannte Klinik" in now.html
    assert "Umbenannte Klinik" not in then.html
    assert CLINIC.name in then.html
    assert "Das ist ein früherer Stand" in then.text
    assert "Das ist ein früherer Stand" not in now.text
    assert "Gebiete und Einwohnerzahlen sind die zuletzt geladenen" in then.text
    assert "Gebietsstand 31.12.2018" in then.text
    newest = link(then, "Den neuesten Stand zeigen")
    assert "stand=" not in newest
    assert "Umbenannte Klinik" in staff.page(newest).html
    assert link(then) == frozen


@pytest.mark.parametrize(("path", "least"), [("/questions/hubs?area=08117", 5), ("/maps/network_map?q=hubs", 3)])
def test_files_of_a_stand_are_of_that_stand(staff, store, path, least):
    frozen = link(staff.page(path))
    rename(store, "Umbenannte Klinik")
    page = staff.page(frozen)
    hrefs = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]
    files = [href for href in hrefs if re.search(r"\.(svg|html|json|csv|pdf)\?", href)]
    assert len(files) >= least
    for href in files:
        assert "stand=2" in href
        if not href.partition("?")[0].endswith("pdf"):
            text = staff.get(href).get_data(as_text=True)
            assert "Umbenannte" not in text
            assert (CLINIC.name in text) != ("names=no" in href)
            assert "Inzwischen gibt es Fassung 3" in text or re.search(r"\.(json|csv)\?", href)


def test_paper_says_which_stand_it_shows_and_where_it_stays(staff, store):
    """On a sheet, with names and without, and in a report: the map's own stand, not the newest; a day as people say it."""
    rename(store, "Umbenannte Klinik")
    since = "/maps/change_map.pdf?q=changes&since=2024-02-01"
    for path in (since, f"{since}&names=no", "/dossier.pdf?area=08117"):
        reader = pypdf.PdfReader(io.BytesIO(staff.get(f"{path}&stand=2").data))
        words = "\n".join(page.extract_text() for page in reader.pages).replace("\xad\n", "")  # divided at a line's end
        text = " ".join(words.split())
        assert set(re.findall(r"Fassung (\d)", text)) == {"2", "3"}
        assert "Das ist ein früherer Stand: Fassung 2. Inzwischen gibt es Fassung 3." in text
        assert text.count("Fassung 3") == 1
        notes = [note.get_object().get("/A", {}) for page in reader.pages for note in page.get("/Annots", ())]
        (link,) = {note["/URI"] for note in notes if "/URI" in note}
        assert link.startswith(f"http://127.0.0.1:8000{path.partition('.')[0]}?")
        assert "stand=2" in link
        assert ("Rückblick bis: 01.02.2024" in text) == ("since" in path)


def test_the_link_shows_the_areas_that_were_shown(staff, store):
    """On pages and on paper, in the report, too; the newest page tells that it is the newest."""
    frozen = {
        path: link(staff.page(path))
        for path in ("/maps/area_map?area=08117", "/questions/inequality?area=08117", "/dossier?area=08117")
    }
    district = replace(store.areas()["08117"], name="Neugöppingen", population=1)
    store.load_areas(Areas([district], stand=date(2030, 1, 1), source="Amt"))
    for path, address in frozen.items():
        now, then = staff.page(path), staff.page(address)
        assert "questions" in path or "Neugöppingen" in now.html.rpartition("</form>")[2]
        assert "Neugöppingen" not in then.html.rpartition("</form>")[2]
        assert "früherer Stand" not in now.text
        assert "Das ist ein früherer Stand der Gebiete" in then.text
        assert "sind die von damals; inzwischen sind neuere geladen" in then.text
        assert "Gebietsstand 31.12.2018" in then.text
        assert "Gebietsstand 01.01.2030" in now.text
        assert link(then) == address
        paper = staff.get(address.replace("?", ".pdf?", 1)).data if "questions" not in path else None
        if paper:
            words = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages).split())
            assert "Gebietsstand 31.12.2018" in words
            assert "Neugöppingen" not in words
    assert staff.get("/maps/area_map?stand=2.99").status_code == 404


def test_a_report_has_one_too(staff, store):
    frozen = link(staff.page("/dossier?area=08117"))
    rename(store, "Umbenannte Klinik")
    page = staff.page(frozen)
    assert "früherer Stand" in page.text
    assert "Umbenannte" not in page.html
    (file,) = [v for _, name, v in page.attributes if name == "href" and v.startswith("/dossier.pdf")]
    assert "stand=2" in file
    assert staff.get(file).status_code == 200


@pytest.mark.parametrize("path", ["/", "/partners/kst"])
def test_each_page_with_a_map_has_one(staff, store, path):
    frozen = link(staff.page(path))
    rename(store, "Umbenannte Klinik")
    assert "Umbenannte" in staff.page(path).html
    assert "Umbenannte" not in staff.page(frozen).html
    assert CLINIC.name.split()[0] in staff.page(frozen).html


def test_what_was_redacted_is_gone_from_each_stand(staff, store):
    frozen = link(staff.page("/maps/network_map"))
    assert GROUP.name in staff.page(frozen).html
    store.redact(GROUP.name, actor="a", reason="muss weg")
    assert GROUP.name not in staff.page(frozen).html


def test_a_stand_that_is_none_is_refused(staff):
    assert staff.get("/maps/network_map?stand=99").status_code == 404
    assert staff.get("/api/v1/questions/hubs.json?stand=99").status_code == 404
    for word in ("x", "-1", "²", "1e3", "2.", "2.x"):
        page = staff.get(f"/questions/hubs?stand={word}")
        assert page.status_code == 422
        assert "Nummer einer Fassung" in page.get_data(as_text=True)


def test_the_public_does_not_see_what_was_internal_then(public, store):
    """The records' second revision made the clinic public, under a new name."""
    rename(store, "Umbenannte Klinik")
    for stand in (1, 2):
        assert "Geheimname" not in public.page(f"/maps/network_map?stand={stand}").html
    assert CLINIC.name in public.page("/maps/network_map?stand=2").html


def test_heavy_answers_of_a_stand_are_kept_until_something_must_go(tmp_path):
    store = opened(tmp_path)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    worker = Worker(app.open_both, url, heavy=0)
    service = Service(store, app.CATALOGUE, worker=worker)
    try:
        rename(store, "Umbenannte Klinik")
        asked = service.frozen("2").ask("hubs", {}, Viewer.STAFF)
        assert asked.revision == 2
        assert CLINIC.name in repr(asked.answer)
        store.redact(CLINIC.name, actor="a", reason="muss weg")
        again = service.frozen("2").ask("hubs", {}, Viewer.STAFF)
        assert again.revision == 2
        assert CLINIC.name not in repr(again.answer)
    finally:
        worker.close()
        store.close()
