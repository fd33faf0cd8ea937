"""The page of a heavy question: progress at once, the answer by itself, a button that stops it; and what programs get."""

from __future__ import annotations

import os
import re
import signal
import threading
from html import unescape
from pathlib import Path

import pytest
from slow_questions import CATALOGUE, begun, lines, open_slow
from web_pages import ELSEWHERE, Page, Person
from web_records import opened

import app
from graphsvc.catalogue import Catalogue
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.web import create_web
from graphsvc.worker import Worker

NEVER = "/nowhere"  # a gate that does not open


@pytest.fixture
def web(tmp_path):
    """The application on a few records; whatever it is asked is heavy, and programs wait for half a second."""
    store = opened(tmp_path)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    worker = Worker(open_slow, url, heavy=0, patience=0.5)
    catalogue = Catalogue(questions=CATALOGUE.questions, maps=app.CATALOGUE.maps)
    yield create_web(Service(store, catalogue, worker=worker), Settings(store=url, secret="s", viewer="staff"))
    worker.close()
    store.close()


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def gate(tmp_path):
    """The file that an answer waits for."""
    return tmp_path / "gate"


@pytest.fixture
def slow(log):
    """The address of a question that never comes to its end."""
    return f"/questions/slow?gate={NEVER}&log={log}"


def waiting(page):
    """Where a page without a script goes on waiting."""
    return unescape(re.search(r'<noscript><meta http-equiv="refresh" content="2; url=([^"]*)">', page.html)[1])


def look(person, page):
    """What the page's script asks for each second."""
    (address,) = [value for _, name, value in page.attributes if name == "hx-get"]
    return person.get(address, headers={"HX-Request": "true"})


def stop(person, page):
    form = page.form("/stop")
    return person.post(form.action, data=form.fields)


def test_an_answer_that_is_soon_there_is_shown_at_once(staff):
    assert staff.get("/api/v1/questions/slow").status_code in (200, 503)  # begins the process
    while (page := staff.page("/questions/slow")).status == 202:
        pass
    assert page.status == 200
    assert "4 Akteure, 1" in page.text
    assert "braucht etwas Zeit" not in page.text


def test_a_page_shows_progress_and_then_the_answer(staff, log, gate):
    path = f"/questions/slow?gate={gate}&log={log}&word=%C3%84%26&area=08117&area=08"
    page = staff.page(path)
    assert page.status == 202
    assert "Diese Frage braucht etwas Zeit" in page.text
    assert "Es geht um 4 Akteure." in page.text
    assert re.search(r"Bisher \d Sekunde", page.text)
    assert page.form("/questions/slow").fields["word"] == ["Ä&"]  # the form is there, to ask for something else
    assert [value for tag, name, value in page.attributes if (tag, name) == ("p", "role")] == ["status"]
    begun(log)
    looked = look(staff, page)
    assert looked.status_code == 200
    assert "<html" not in looked.text
    assert '<p class="kern-body" role="status">Die Antwort wird gerechnet.</p>' in looked.text
    gate.touch()
    while not (back := look(staff, page).headers.get("HX-Redirect")):
        pass
    shown = staff.page(back)
    assert shown.status == 200
    assert "waiting" not in back
    assert "4 Akteure, 1" in shown.text
    assert shown.form("/questions/slow").fields["word"] == ["Ä&"]
    assert staff.page(path).status == 200
    assert len(lines(log)) == 1


def test_a_page_shows_how_far_a_step_is_where_that_is_known(staff, gate):
    page = staff.page(f"/questions/steps?gate={gate}")
    assert page.status == 202
    assert [tag for tag, name, _ in page.attributes if (tag, name) == ("progress", "value")] == []
    Path(f"{gate}0").touch()
    while "zu 25 % fertig" not in (looked := look(staff, page)).text:
        assert looked.status_code == 200
    assert 'value="25" max="100"' in looked.text
    for step in (1, 2, 3):
        Path(f"{gate}{step}").touch()
    while not (back := look(staff, page).headers.get("HX-Redirect")):
        pass
    assert "4 Akteure, 1" in staff.page(back).text


def test_without_a_script_it_is_there_sooner_or_later(staff, log, gate):
    page = staff.page(f"/questions/slow?gate={gate}&log={log}")
    page = staff.page(waiting(page))
    assert page.status == 202
    gate.touch()
    while page.status == 202:
        page = staff.page(waiting(page))
    assert "4 Akteure, 1" in page.text
    assert "http-equiv" not in page.html
    assert len(lines(log)) == 1


def test_who_stops_it_reads_so_and_may_ask_again(staff, slow, log):
    page = staff.page(slow)
    begun(log)
    stopped = stop(staff, page)
    assert stopped.status_code == 302
    after = staff.page(stopped.headers["Location"])
    assert after.status == 503
    assert "Die Berechnung ist abgebrochen." in after.text
    assert "http-equiv" not in after.html
    assert look(staff, page).headers["HX-Redirect"] == stopped.headers["Location"]
    assert len(lines(log)) == 1
    (again,) = [value for _, name, value in after.attributes if name == "href" and value.startswith("/questions/slow?")]
    assert staff.page(again).status == 202
    assert begun(log, 2)


def test_who_waits_reads_of_the_process_end_and_it_is_not_asked_again_by_itself(staff, slow, log):
    page = staff.page(slow)
    os.kill(begun(log), signal.SIGKILL)
    while not (back := look(staff, page).headers.get("HX-Redirect")):
        pass
    for address in (back, waiting(page)):
        after = staff.page(address)
        assert after.status == 503
        assert "nicht bis zum Ende gekommen" in after.text
        assert after.form("/questions/slow").fields["gate"] == [NEVER]
    assert len(lines(log)) == 1
    assert staff.page("/questions/slow").status in (200, 202)


def test_what_a_heavy_question_refuses_stands_at_its_field(staff):
    page = staff.page("/questions/refused")
    while page.status == 202:
        page = staff.page(waiting(page))
    assert page.status == 422
    assert "Das passt nicht: 1.200" in page.text


def test_a_map_waits_for_its_answer_in_the_same_way(staff, log, gate):
    query = f"q=slow&gate={gate}&log={log}"
    page = staff.page(f"/maps/network_map?{query}")
    assert page.status == 202
    assert page.form("/maps/network_map").fields["q"] == ["slow"]
    assert "q=slow" in waiting(page)
    assert staff.get(f"/maps/network_map.svg?{query}").status_code == 503
    gate.touch()
    while page.status == 202:
        page = staff.page(waiting(page))
    assert page.status == 200
    assert "4 Akteure, 1" in page.text
    assert staff.get(f"/maps/network_map.svg?{query}").status_code == 200
    assert staff.get("/maps/network_map").status_code == 200
    assert len(lines(log)) == 1


def test_the_public_looks_and_stops_nothing(staff, public, slow, log):
    page = staff.page(slow)
    begun(log)
    assert look(public, page).headers["HX-Redirect"]  # staff's question is not theirs to look at
    form = page.form("/stop")
    assert staff.post(form.action, data=form.fields, headers=ELSEWHERE).status_code == 403
    mine = public.page(slow)
    assert mine.status == 202
    assert "Abbrechen" not in mine.text
    assert "Es geht um 3 Akteure." in mine.text
    assert look(public, mine).status_code == 200
    assert "Zuerst wird noch eine andere Frage beantwortet." in look(public, mine).text
    assert "HX-Redirect" not in look(staff, page).headers


def test_the_way_back_never_leaves_our_own_pages(staff):
    for back in ("http://evil.example/", "//evil.example", "/\\evil.example"):
        assert staff.get("/computing/x", query_string={"back": back}).headers["HX-Redirect"] == "/questions"
        assert "evil" not in staff.press("/computing/x/stop", back=back).headers["Location"]
    assert staff.get("/computing/x", query_string={"back": "/ä→"}).headers["HX-Redirect"] == "/%C3%A4%E2%86%92"


def test_a_program_waits_a_while_and_finds_the_answer_later(staff, log, gate):
    path = f"/api/v1/questions/slow.json?gate={gate}&log={log}"
    answer = staff.get(path)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"].isdigit()
    assert answer.json["title"] == "Die Antwort wird noch gerechnet. Bitte gleich noch einmal fragen."
    gate.touch()
    while answer.status_code == 503:
        answer = staff.get(path)
    assert answer.json["sentence"] == "4 Akteure, 1"
    known = staff.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status_code == 304
    assert len(lines(log)) == 1


def test_other_pages_answer_while_one_is_computed(staff, log):
    assert staff.page(f"/questions/hog?log={log}").status == 202
    begun(log)
    for _ in range(20):
        assert staff.get("/healthz").json["status"] == "ok"
    for path in ("/", "/partners/kst", "/questions", "/maps/ring_map", "/api/v1/partners"):
        assert staff.get(path).status_code == 200
    assert "braucht etwas Zeit" in staff.page(f"/questions/hog?log={log}").text


def test_four_browsers_have_it_computed_once(web, log, gate):
    path = f"/questions/slow?gate={gate}&log={log}"

    def wait():
        person = Person(web)
        page = person.page(path)
        while page.status == 202:
            page = person.page(waiting(page))
        assert "4 Akteure, 1" in page.text
        told.append(page)

    told: list[Page] = []
    four = [threading.Thread(target=wait) for _ in range(4)]
    for each in four:
        each.start()
    begun(log)
    gate.touch()
    for each in four:
        each.join(60)
    assert len(told) == 4
    assert len(lines(log)) == 1


def test_in_english_who_chose_so(staff, slow, log):
    page = staff.page(f"{slow}&lang=en")
    assert "This question takes some time" in page.text
    assert "It is about 4 partners." in page.text
    assert "Cancel" in page.text
    begun(log)
    assert "The computation was stopped." in staff.page(stop(staff, page).headers["Location"]).text
