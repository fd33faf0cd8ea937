"""The page of a heavy question in a real browser: with a script and without."""

from __future__ import annotations

import threading

import pytest
import waitress
from slow_questions import CATALOGUE, begun, lines, open_slow
from web_records import opened

import app
from graphsvc.catalogue import Catalogue
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.web import create_web
from graphsvc.worker import Worker

STILL = "Diese Frage braucht etwas Zeit"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server whose questions are all heavy and take as long as a test says."""
    folder = tmp_path_factory.mktemp("server")
    store = opened(folder)
    url = f"sqlite:///{folder / 'store.db'}"
    worker = Worker(open_slow, url, heavy=0)
    worker.begin()
    service = Service(store, Catalogue(questions=CATALOGUE.questions, maps=app.CATALOGUE.maps), worker=worker)
    web = waitress.create_server(create_web(service, Settings(store=url, viewer="staff")), port=0, threads=8)
    threading.Thread(target=web.run, daemon=True).start()
    yield f"http://127.0.0.1:{web.effective_port}"
    web.close()
    worker.close()


def test_progress_then_the_answer_with_its_map(watched, tmp_path):
    page, gate, log = watched.page, tmp_path / "gate", tmp_path / "log"
    path = f"/questions/slow?gate={gate}&log={log}"
    watched.goto(path)
    assert page.get_by_role("heading", name=STILL).is_visible()
    assert page.get_by_role("progressbar", name=STILL).is_visible()
    begun(log)
    status = page.get_by_role("status").element_handle()
    page.locator("#p-word").fill("getippt")
    page.get_by_role("button", name="Abbrechen").focus()
    for _ in range(2):
        before = page.get_by_text("Bisher ").text_content()
        page.wait_for_function(
            "before => !document.getElementById('computing').textContent.includes(before)", arg=before
        )
    # what a screen reader listens to stays the same element, what was typed and where one was, too
    assert status.evaluate("e => e.isConnected")
    assert status.text_content() == "Die Antwort wird gerechnet."
    assert page.evaluate("document.activeElement.textContent.trim()") == "Abbrechen"
    assert page.locator("#p-word").input_value() == "getippt"
    gate.touch()
    page.wait_for_selector(".finding")
    watched.check()
    assert page.url.replace("%2F", "/") == watched.base + path
    assert page.locator(".finding").text_content() == "4 Akteure, 1"
    assert page.locator(".scene[data-drawn]").count() == 1
    assert page.locator("table .sort").count() >= 1
    assert len(lines(log)) == 1


def test_it_is_stopped_and_asked_again(watched, tmp_path):
    page, log = watched.page, tmp_path / "log"
    watched.goto(f"/questions/slow?gate=/nowhere&log={log}")
    begun(log)
    page.get_by_role("button", name="Abbrechen").click()
    page.wait_for_selector("text=Die Berechnung ist abgebrochen.")
    watched.check()
    page.get_by_role("link", name="Noch einmal fragen").click()
    page.wait_for_selector(f"text={STILL}")
    begun(log, 2)
    page.get_by_role("button", name="Abbrechen").click()
    page.wait_for_selector("text=Die Berechnung ist abgebrochen.")


def test_all_of_it_without_a_script(browser, server, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page, gate, log = context.new_page(), tmp_path / "gate", tmp_path / "log"
    page.goto(f"{server}/questions/slow?gate={gate}&log={log}")
    assert page.get_by_text(STILL).is_visible()
    page.wait_for_url("**&waiting=*")
    gate.touch()
    page.wait_for_selector(".finding")
    assert page.locator(".finding").text_content() == "4 Akteure, 1"
    assert len(lines(log)) == 1
    page.goto(f"{server}/questions/slow?gate=/nowhere&log={log}")
    begun(log, 2)
    page.get_by_role("button", name="Abbrechen").click()
    page.wait_for_selector("text=Die Berechnung ist abgebrochen.")
    context.close()
