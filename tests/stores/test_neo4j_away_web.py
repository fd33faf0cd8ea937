"""With its Neo4j away the web says so, soon and in plain words; and all works again by itself when it is back."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from fault_client import SOON, ask, tried
from served import serving

from app import create_app
from graphsvc.settings import Settings

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ASK_THE_STORE = ("/", "/partners", "/partners/p-1", "/questions/hubs", "/maps/network_map", "/journal")
SENTENCE = "Die Datenbank antwortet nicht."


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """What can be asked for without knowing a record, and some records' pages."""
    folder = tmp_path_factory.mktemp("paths")
    rules = create_app(Settings(store=f"sqlite:///{folder / 'store.db'}")).url_map.iter_rules()
    plain = {rule.rule for rule in rules if "GET" in rule.methods and "<" not in rule.rule}
    named = ["/partners/p-1", "/partners/p-1/edit", "/partners/p-1/ties/new", "/api/v1/partners/p-1"]
    named += ["/questions/hubs", "/maps/network_map", "/api/v1/export.csv"]
    return sorted([*plain, *named])


@pytest.fixture(scope="module")
def web(neo4j_server, tmp_path_factory):
    ask(neo4j_server, "MATCH (n) DETACH DELETE n")
    home = str(tmp_path_factory.mktemp("home"))
    with serving(neo4j_server.bolt_url, tmp_path_factory.mktemp("web"), XDG_DATA_HOME=home) as web:
        yield web


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    text: str


def got(web, path, data=None):
    """Return what the web answers to a GET, or to a POST of JSON."""
    asked = urllib.request.Request(web.base + path, data, {"Content-Type": "application/json"} if data else {})
    try:
        response = DIRECT.open(asked, timeout=20)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))


def new(web, id):
    return got(web, "/api/v1/partners", json.dumps({"id": id, "name": "Neu", "kind": "clinic"}).encode())


def back(web, patience=40):
    until = time.monotonic() + patience
    while got(web, "/healthz").status != 200:
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.fixture(scope="module")
def away(web, neo4j_server, paths):
    """What each path answers while the server is stopped; it is started again."""
    assert new(web, "p-1").status == 201
    neo4j_server.stop()
    try:
        answers = {}
        for path in paths:
            answers[path] = tried(lambda path=path: got(web, path), SOON)
        posted = new(web, "p-2")
    finally:
        neo4j_server.start()
    back(web)
    return answers, posted


def test_pages_say_it_in_plain_words(away):
    pages = {path: found for path, found in away[0].items() if not path.startswith(("/api/", "/healthz"))}
    for path, page in pages.items():
        if page.status == 200:
            assert SENTENCE not in page.text, path
            continue  # it needs no store
        assert page.status == 503, path
        assert int(page.headers["Retry-After"]) > 0, path
        assert page.headers["Content-Type"].startswith("text/html"), path
        assert SENTENCE in page.text, path
        assert '<html lang="de"' in page.text, path
        assert "Traceback" not in page.text, path
        assert "neo4j" not in page.text.lower(), path
    assert {path for path, page in pages.items() if page.status == 503} >= {*ASK_THE_STORE}


def test_the_api_says_it_to_programs(away):
    answers, posted = away
    for path, answer in [*answers.items(), ("POST", posted)]:
        if path == "POST" or path.startswith("/api/"):
            if answer.status == 200:
                assert path == "/api/v1/questions"  # the list of what can be asked
                continue
            assert answer.status == 503, path
            assert int(answer.headers["Retry-After"]) > 0, path
            assert answer.headers["Content-Type"] == "application/problem+json", path
            assert json.loads(answer.text)["status"] == 503
            assert json.loads(answer.text)["title"].startswith(SENTENCE)


def test_health_tells_it(away):
    answer = away[0]["/healthz"]
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert SENTENCE in answer.text


def test_afterwards_all_is_well_and_nothing_that_was_refused_is_there(web, away, paths):
    assert got(web, "/api/v1/partners/p-1").status == 200
    assert got(web, "/api/v1/partners/p-2").status == 404
    assert new(web, "p-3").status == 201
    assert {path: status for path in paths if (status := got(web, path).status) >= 500} == {}


def test_with_a_silent_server_it_is_the_same(web, away, neo4j_server):
    neo4j_server.pause()
    try:
        for path in ("/", "/partners", "/partners/p-1", "/api/v1/partners", "/healthz", "/healthz"):
            assert tried(lambda path=path: got(web, path), SOON).status == 503, path
    finally:
        neo4j_server.resume()
    back(web)
    assert got(web, "/partners/p-1").status == 200


def test_nothing_of_it_lands_in_the_log(web, away):
    said = web.said.read_text()
    assert "drehscheibe-test" not in said
    assert "Traceback" not in said
