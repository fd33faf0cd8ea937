"""What goes wrong is told: as problem+json to programs, as a page in plain words to people, and to the log without a value."""

from __future__ import annotations

import base64
import io
import logging

import pytest
from web_pages import Person
from web_records import opened, served

HUBS = "/api/v1/questions/hubs"
JSON = "application/json"
MUCH = "9" * 30
SAID = "sagtniemandweiter"


def cursor(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


PROBLEMS = [
    ("GET", "/api/nix", {}, 404, []),
    ("GET", "/api/v1/questions/nix", {}, 404, []),
    ("GET", "/api/v1/maps/nix.svg", {}, 404, []),
    ("GET", "/api/v1/export.gif", {}, 404, []),
    ("GET", "/api/v1/partners/nix", {}, 404, None),
    ("DELETE", "/api/v1/partners/kl", {}, 405, []),
    ("GET", f"{HUBS}?nix=1", {}, 422, ["#/nix"]),
    ("GET", f"{HUBS}?area=99", {}, 422, ["#/area"]),
    ("GET", f"{HUBS}?area=Atlantis", {}, 422, ["#/area"]),
    ("GET", f"{HUBS}?kind=nix", {}, 422, ["#/kind"]),
    ("GET", f"{HUBS}?top=viele&on=heute", {}, 422, ["#/on", "#/top"]),
    ("GET", f"{HUBS}?top=-1", {}, 422, ["#/top"]),
    ("GET", f"{HUBS}?since=2024-02-01&on=2024-01-01", {}, 422, ["#/since"]),
    ("GET", f"{HUBS}?on=0", {}, 422, ["#/on"]),  # a number is no day: it would be one of 1970
    ("GET", "/api/v1/maps/ring_map.svg?nix=1", {}, 422, ["#/nix"]),
    ("GET", "/api/v1/maps/ring_map.svg?q=nix", {}, 404, None),
    ("GET", "/api/v1/partners?nix=1", {}, 422, ["#/nix"]),
    ("GET", "/api/v1/partners?area=99", {}, 422, ["#/area"]),
    ("GET", "/api/v1/partners?kind=nix", {}, 422, ["#/kind"]),
    ("GET", "/api/v1/partners?limit=0", {}, 422, ["#/limit"]),
    ("GET", f"/api/v1/partners?cursor={cursor(f'[{MUCH}, 1, 1]')}", {}, 404, None),
    ("GET", f"/api/v1/partners?cursor={cursor('[1e999, 1, 1]')}", {}, 404, None),
    ("GET", "/api/v1/journal?since=x", {}, 422, ["#/since"]),
    ("GET", f"/api/v1/journal?since={MUCH}", {}, 422, ["#/since"]),
    ("POST", "/api/v1/partners", {"data": "{", "content_type": JSON}, 400, []),
    ("POST", "/api/v1/partners", {"data": "a=1", "content_type": "text/plain"}, 415, []),
    ("POST", "/api/v1/partners", {"data": {"id": "a"}}, 415, []),
    ("POST", "/api/v1/partners", {"json": []}, 422, None),
    ("POST", "/api/v1/partners", {"json": {"id": "a"}}, 422, ["#/kind", "#/name"]),
    ("POST", "/api/v1/partners", {"json": {"id": "a", "name": 5, "kind": "clinic"}}, 422, ["#/name"]),
    ("POST", "/api/v1/partners", {"json": {"id": "a", "name": "A", "kind": "clinic", "nix": 1}}, 422, ["#/nix"]),
    ("POST", "/api/v1/partners", {"json": {"id": "a", "name": "A", "kind": "clinic", "since": 0}}, 422, ["#/since"]),
    ("POST", "/api/v1/ties", {"json": {"id": "t", "source": "kl", "target": "nix"}}, 422, ["#/target"]),
    ("POST", "/api/v1/ties", {"json": {"id": "t", "source": "kl"}}, 422, ["#/target"]),
    ("POST", "/api/v1/ties", {"json": {"id": "t", "source": "kl", "target": "kl"}}, 422, ["#/target"]),
    ("POST", "/api/v1/import", {"data": {}}, 422, ["#/file"]),
    ("POST", "/api/v1/import", {"json": {}}, 415, []),
    ("PATCH", "/api/v1/partners/kl", {"json": {"name": "X"}}, 428, []),
    ("PATCH", "/api/v1/partners/kl", {"json": {"name": "X"}, "headers": {"If-Match": '"0"'}}, 412, []),
]


@pytest.mark.parametrize(("method", "path", "more", "status", "pointers"), PROBLEMS, ids=lambda v: str(v)[:60])
def test_a_program_reads_a_problem(reader, method, path, more, status, pointers):
    answer = reader.ask(method, path, **more)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    body = answer.json
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["title"]
    assert pointers is None or sorted(error["pointer"] for error in body.get("errors", [])) == pointers
    assert all(error["detail"] for error in body.get("errors", []))
    if status == 405:
        assert set(answer.headers["Allow"].split(", ")) >= {"GET", "PATCH"}  # RFC 9110


def test_a_revision_beyond_all_numbers_is_not_there(reader):
    assert reader.post(f"/api/v1/revisions/{MUCH}/undo").status_code in (404, 422)


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", f"{HUBS}?top={SAID}", {}),
        ("GET", f"{HUBS}?on={SAID}", {}),
        ("GET", f"/api/v1/partners?limit={SAID}", {}),
        ("GET", f"/api/v1/journal?since={SAID}", {}),
        ("POST", "/api/v1/partners", {"json": {"id": "a", "name": {"x": SAID}, "kind": "clinic"}}),
        ("POST", "/api/v1/partners", {"json": {"id": "a", "name": "a", "kind": "clinic", "since": SAID}}),
        ("POST", "/api/v1/partners", {"json": SAID}),
        ("POST", "/api/v1/partners", {"data": "{" + SAID, "content_type": JSON}),
        ("POST", "/api/v1/import", {"data": {"source": SAID, "dry_run": SAID}}),
        ("GET", f"/api/v1/{SAID}", {}),
    ],
    ids=lambda v: str(v)[:60],
)
def test_no_problem_echoes_what_was_sent_or_names_another_host(reader, method, path, more):
    answer = reader.ask(method, path, **more)
    assert answer.status_code in (400, 404, 422)
    for word in (SAID, "pydantic", "http://", "https://", "input"):
        assert word not in answer.text, answer.text


@pytest.mark.parametrize("path", ["/api/v1/partners?limit=0", "/api/v1/partners?on=x", "/api/v1/journal?since=-1"])
def test_a_bad_value_is_not_called_an_unknown_parameter(reader, path):
    assert "gibt es hier nicht" not in reader.get(path).json["title"]


def test_who_mistypes_a_parameter_reads_which_there_are(reader):
    assert "Möglich sind: area, " in reader.get(f"{HUBS}?nix=1").json["title"]
    for name in ("text", "kind", "limit", "cursor"):
        assert name in reader.get("/api/v1/partners?nix=1").json["title"].partition("Möglich sind")[2]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nix", 404, "Diese Seite gibt es nicht"),
        ("/partners/nix", 404, "Diesen Akteur gibt es hier nicht"),
        ("/questions/nix", 404, "Vorhanden sind: "),
        ("/maps/nix", 404, "Vorhanden sind: "),
        ("/documentation/nix", 404, "Vorhanden sind: "),
        ("/maps/ring_map.gif", 422, "Möglich sind: svg, png, pdf, html"),
        ("/questions/hubs?top=viele", 422, "bitte eine Zahl ab 0 angeben"),
        ("/questions/hubs?nix=1", 422, "Den Parameter „nix“ gibt es hier nicht"),
        ("/questions/hubs?area=Atlantis", 422, "Das Gebiet „Atlantis“ ist nicht bekannt"),
        ("/partners?area=Atlantis", 422, "Das Gebiet „Atlantis“ ist nicht bekannt"),
        ("/partners?cursor=kaputt", 404, "Bitte vorn beginnen"),
        ("/import/abcdefghijklmnop/preview", 404, "Diesen Import gibt es nicht mehr"),
        (f"/journal?before={MUCH}", 200, "Verlauf"),
        ("/journal?before=x", 200, "Verlauf"),
    ],
)
def test_a_person_reads_what_is_wrong_in_german(reader, path, status, said):
    page = reader.page(path)
    assert page.status == status, page.text
    assert said in page.text


def test_and_in_english_who_chose_so(shared):
    person = Person(shared)
    assert person.get("/language/en?back=/nix").headers["Location"] == "/nix"
    assert "This page does not exist." in person.page("/nix").text
    assert "is not known" in person.page("/questions/hubs?area=Atlantis").text
    assert person.get("/api/nix").json["title"] == "This page does not exist."


def test_too_large_a_file_is_told_as_such(staff):
    staff.web.config["MAX_CONTENT_LENGTH"] = 1000
    answer = staff.post("/api/v1/import", data={"file": (io.BytesIO(b"Name;Art\n" * 1000), "a.csv")})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert "zu groß" in answer.json["title"]


def test_a_store_that_fails_is_a_503_that_says_when_to_come_back(tmp_path):
    store = opened(tmp_path)
    person = Person(served(store, tmp_path))
    store.close()
    for file in tmp_path.glob("store.db*"):
        file.write_bytes(b"no database" * 1000)
    answer = person.get("/api/v1/partners")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"].isdigit()
    page = person.page("/partners")
    assert page.status == 503
    assert "store.db ist gerade nicht zu gebrauchen" in page.text
    assert str(tmp_path) not in page.html


def test_what_nobody_thought_of_is_told_and_logged_without_a_value(web, caplog):
    def broken(**said):
        raise ValueError(f"at {said}")

    for prefix in ("/api/v1", ""):
        web.add_url_rule(f"{prefix}/broken/<said>", f"broken{prefix}", broken)
    person = Person(web)
    with caplog.at_level(logging.DEBUG):
        answer = person.get(f"/api/v1/broken/{SAID}?text={SAID}", headers={"User-Agent": SAID})
        page = person.page(f"/broken/{SAID}")
    assert (answer.status_code, answer.json["status"], page.status) == (500, 500, 500)
    assert "schiefgegangen" in answer.json["title"]
    assert "schiefgegangen" in page.text
    assert SAID not in answer.text + page.text + caplog.text
    assert "ValueError" in caplog.text  # what broke, and where
    assert "in broken" in caplog.text
