"""The page of the Netzwerkbericht: its findings, the PDF, and how far it is while heavy questions are answered elsewhere."""

from __future__ import annotations

import re

import pytest
from catalogue_cases import HERE, demo_store
from web_pages import ELSEWHERE, Page

import app
from graphsvc.paper import dossier
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.web import create_web
from graphsvc.worker import Worker

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    demo_store(folder).close()
    return f"sqlite:///{folder}/x.db"


@pytest.fixture
def client(address):
    store = app.open_store(address)
    yield app.create_app(Settings(store=address), store).test_client()
    store.close()


def test_the_page_tells_the_findings_and_leads_to_the_file(client):
    page = Page(client.get(f"/dossier?area={HERE}", base_url=BASE))
    assert page.status == 200
    for chapter in dossier.CHAPTERS:
        assert app.CATALOGUE.questions[chapter.question].title.into("de") in page.text
    (link,) = [value for tag, name, value in page.attributes if name == "href" and value.startswith("/dossier.pdf")]
    file = client.get(link, base_url=BASE)
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert file.data.startswith(b"%PDF-1.7")
    assert client.get(link, base_url=BASE, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304


def test_nothing_is_computed_before_somebody_chose(client):
    page = Page(client.get("/dossier", base_url=BASE))
    assert page.status == 200
    assert "Das Wichtigste" not in page.text


def test_a_bad_value_is_named_in_the_form(client):
    page = Page(client.get("/dossier?area=Nirgendwo", base_url=BASE))
    assert page.status == 422
    assert "Nirgendwo" in page.text
    assert client.get("/dossier.pdf?kind=clinic", base_url=BASE).status_code == 422


def test_the_public_sees_only_what_is_public(client):
    mine, theirs = (
        client.get(f"/dossier?area={HERE}", base_url=BASE, headers=headers).text for headers in ({}, ELSEWHERE)
    )
    assert mine != theirs
    ties = [int(re.search(r"davon (\d+) Kooperationen", text)[1]) for text in (mine, theirs)]
    assert ties[1] < ties[0]


def test_heavy_questions_are_waited_for_one_after_the_other(address):
    store = app.open_store(address)
    worker = Worker(app.open_both, address, heavy=0)
    client = create_web(Service(store, app.CATALOGUE, worker=worker), Settings(store=address)).test_client()
    try:
        seen = []
        for _ in range(200):
            page = Page(client.get(f"/dossier?area={HERE}", base_url=BASE))
            if page.status == 200:
                break
            assert page.status == 202
            seen.append(int(re.search(r"Beantwortet sind (\d+) von 12 Kapiteln", page.text)[1]))
            assert "/dossier.pdf" not in page.html
        assert page.status == 200
        assert seen == sorted(seen)
        assert "/dossier.pdf" in page.html
    finally:
        worker.close()
        store.close()
