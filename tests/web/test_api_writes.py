"""The API for programs that write: nobody overwrites unseen, nothing is written twice, and undo is a write like any other."""

from __future__ import annotations

import io

import pytest
from web_records import CLINIC, opened

from graphsvc.exchange import write as template
from graphsvc.model import Viewer

NEW = {"id": "neu", "name": "Neue Klinik", "kind": "clinic", "area": "08117"}
TIE = {"id": "t-neu", "source": "neu", "target": "kst", "intensity": 2}
LIST = "Name;Art;Ort;Telefon\nKlinik Eins;Krankenhaus;Göppingen;07161 1\nKlinik Zwei;Krankenhauss;Göppingen;\n"


def test_a_write_names_the_version_it_changes(staff, store):
    path, change = "/api/v1/partners/kl", {"carrier": "Kreis"}
    assert staff.patch(path, json=change).status_code == 428
    assert staff.patch(path, json=change, headers={"If-Match": '"1"'}).status_code == 412
    assert staff.patch(path, json=change, headers={"If-Match": '"made up"'}).status_code == 412
    assert store.partner("kl", Viewer.STAFF).partner == CLINIC
    etag = staff.get(path).headers["ETag"]
    done = staff.patch(path, json=change, headers={"If-Match": etag})
    assert (done.status_code, done.headers["ETag"]) == (200, '"3"')
    assert staff.get(path).json["carrier"] == "Kreis"
    assert staff.patch(path, json={"carrier": "Land"}, headers={"If-Match": etag}).status_code == 412
    assert store.revision() == 3


def test_a_tie_is_changed_against_the_version_of_its_partner(staff, store):
    path, ended = "/api/v1/ties/t-offen", {"until": "2024-12-31"}
    assert staff.patch(path, json=ended).status_code == 428
    etag = staff.get("/api/v1/partners/kst").headers["ETag"]
    assert staff.patch(path, json=ended, headers={"If-Match": etag}).status_code == 200
    assert store.records(Viewer.STAFF).ties["t-offen"].until.isoformat() == "2024-12-31"
    assert staff.patch(path, json={"intensity": 4}, headers={"If-Match": etag}).status_code == 412
    assert staff.patch("/api/v1/ties/nix", json=ended, headers={"If-Match": etag}).status_code == 404


def test_the_same_key_writes_once(staff, store):
    once = {"Idempotency-Key": "klick-1"}
    first = staff.post("/api/v1/partners", json=NEW, headers=once)
    again = staff.post("/api/v1/partners", json=NEW, headers=once)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"] == store.revision() == 3
    taken = staff.post("/api/v1/partners", json=NEW, headers={"Idempotency-Key": "klick-2"})
    assert (taken.status_code, taken.json["errors"][0]["pointer"]) == (409, "#/id")
    assert staff.post("/api/v1/ties", json=TIE, headers={"Idempotency-Key": "t"}).status_code == 201
    assert staff.post("/api/v1/ties", json=TIE, headers={"Idempotency-Key": "t"}).json["id"] == 4
    assert store.revision() == 4


def test_without_a_key_each_write_is_one_of_its_own(staff, store):
    assert staff.post("/api/v1/partners", json=NEW).status_code == 201
    assert staff.post("/api/v1/revisions/3/undo").status_code == 200
    assert staff.post("/api/v1/partners", json=NEW).status_code == 201
    assert staff.get("/api/v1/partners/neu").status_code == 200  # 201 was said, so it is there
    assert store.revision() == 5


def test_undo_and_its_refusal_where_later_ones_built_on_it(staff, store):
    staff.post("/api/v1/partners", json=NEW)
    undone = staff.post("/api/v1/revisions/3/undo")
    assert (undone.status_code, undone.json["id"]) == (200, 4)
    assert staff.get("/api/v1/partners/neu").status_code == 404
    assert staff.post("/api/v1/revisions/4/undo").status_code == 200
    staff.post("/api/v1/ties", json=TIE)
    built_on = staff.post("/api/v1/revisions/3/undo")
    assert (built_on.status_code, "Stand 4, 5" in built_on.json["title"]) == (412, True)
    holds = staff.post("/api/v1/revisions/5/undo")
    assert (holds.status_code, "Neue Klinik" in holds.json["title"]) == (422, True)
    assert store.revision() == 6
    assert staff.post("/api/v1/revisions/99/undo").status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "pointer"),
    [
        ({"name": ""}, 422, "#/name"),
        ({"name": None}, 422, "#/name"),
        ({"kind": "klinik"}, 422, "#/kind"),
        ({"kind": None}, 422, "#/kind"),
        ({"area": "99999"}, 422, "#/area"),
        ({"since": "2024-02-30"}, 422, "#/since"),
        ({"since": "2024-01-02", "until": "2024-01-01"}, 422, "#/until"),
        ({"lat": 48.7}, 422, "#/lat"),
        ({"topics": "Angst"}, 422, "#/topics"),
        ({"nix": 1}, 422, "#/nix"),
        ({"id": ""}, 422, "#/id"),
    ],
)
def test_a_bad_value_is_refused_at_its_place(reader, given, status, pointer):
    answer = reader.post("/api/v1/partners", json=NEW | given)
    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert reader.store.partner("neu", Viewer.STAFF) is None


@pytest.mark.parametrize(
    "name", ["carrier", "area", "topics", "serves", "since", "lat", "visibility", "state", "attrs"]
)
def test_null_clears_a_value(reader, name):
    full = {"carrier": "Kreis", "topics": ["Angst"], "serves": ["08117"], "since": "2020-01-01", "visibility": "public"}
    more = {"id": f"neu-{name}", "lat": 48.7, "lon": 9.6, "state": "dormant", "attrs": {"betten": "3"}}
    made = reader.post("/api/v1/partners", json=NEW | full | more)
    assert made.status_code == 201, made.text
    gone = {name: None} | ({"lon": None} if name == "lat" else {})
    path, version = f"/api/v1/partners/neu-{name}", {"If-Match": made.headers["ETag"]}
    answer = reader.patch(path, json=gone, headers=version)
    assert answer.status_code == 200, answer.text
    assert name not in reader.get(path).json  # back at its default


def load(staff, text, name="liste.csv", **options):
    data = text if isinstance(text, bytes) else text.encode()
    return staff.post("/api/v1/import", data={"file": (io.BytesIO(data), name), **options})


def test_an_import_is_refused_with_place_and_remedy(staff, store):
    answer = load(staff, LIST)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["status"] == 422
    error = answer.json["errors"][0]
    assert (error["pointer"], error["value"]) == ("liste.csv/3/Art", "Krankenhauss")
    assert "Meinten Sie „Klinik“?" in error["detail"]
    assert store.revision() == 2
    assert load(staff, "").status_code == 422
    assert load(staff, b"%PDF-1.4").status_code == 422
    assert load(staff, LIST, us="nix").json["errors"][0]["pointer"] == "#/us"
    assert store.revision() == 2


def test_an_import_may_be_tried_and_may_leave_out_what_is_bad(staff, store):
    tried = load(staff, LIST, dry_run="true")
    assert (tried.status_code, tried.json["revision"]) == (200, None)
    assert tried.json["counts"] == {"added": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert store.revision() == 2
    done = load(staff, LIST, skip_bad="true", us="kst")
    assert (done.status_code, done.json["revision"], done.json["counts"]["added"]) == (200, 3, 2)
    again = load(staff, LIST, skip_bad="true", us="kst")
    assert again.json["counts"] == {"added": 0, "changed": 0, "unchanged": 2, "refused": 1}
    assert store.revision() == 3


def test_what_is_exported_loads_back_unchanged(staff, store, tmp_path):
    exported = staff.get("/api/v1/export.xlsx").data
    answer = load(staff, exported, "alles.xlsx")
    assert answer.status_code == 200, answer.json
    assert {name: answer.json["counts"][name] for name in ("added", "changed", "refused")} == {
        "added": 0,
        "changed": 0,
        "refused": 0,
    }
    assert answer.json["revision"] is None
    assert store.revision() == 2


def test_what_is_exported_makes_the_same_in_an_empty_store(store, tmp_path):
    from graphsvc.exchange.load import load as read

    folder = tmp_path / "other"
    folder.mkdir()
    before = store.records(Viewer.STAFF)
    other = opened(folder)
    found = read([("a.xlsx", template.write(before, "xlsx"))], type(before)(), other.areas())
    assert found.refused == ()
    made = {subject: [c.after for c in found.changes if c.subject == subject] for subject in ("partner", "contact")}
    assert {p.id: p for p in made["partner"]} == before.partners
    assert {c.id: c for c in made["contact"]} == before.contacts
    assert len(found.changes) == sum(len(getattr(before, n)) for n in ("partners", "contacts", "ties", "inquiries")) + 2
    other.close()
