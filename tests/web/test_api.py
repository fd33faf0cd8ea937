"""The API for programs that read: ETags, paging, formats, and what the export gives."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook
from web_pages import Person
from web_records import HIDDEN, OFFICE

import app
from graphsvc import demo
from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Partner, Viewer
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.topics import Topic
from graphsvc.web import create_web

HUBS = "/api/v1/questions/hubs"
READS = [
    *(f"{HUBS}{suffix}" for suffix in ("", ".json", ".csv", ".xlsx", ".json?area=08117", ".json?on=2024-01-01")),
    *("/api/v1/maps/ring_map.svg", "/api/v1/export.xlsx", "/api/v1/export.csv"),
    *("/api/v1/questions", "/api/v1/partners", "/api/v1/partners?kind=clinic", "/api/v1/journal"),
]


def write(store, key):
    store.apply(added(Partner(id=key, name=key, kind="other"), reason=key), actor="a", key=key)


def english(web):
    """Somebody who chose English on a page: a cookie tells."""
    person = Person(web)
    person.get("/language/en")
    return person


@pytest.mark.parametrize("path", READS)
def test_a_read_has_a_strong_etag_that_a_write_changes(reader, path):
    first = reader.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"')  # W/"…" would be weak
    assert reader.get(path).headers["ETag"] == etag
    known = reader.get(path, headers={"If-None-Match": etag})
    assert (known.status_code, known.data) == (304, b"")
    assert known.headers["ETag"] == etag
    write(reader.store, path)
    after = reader.get(path, headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert after.headers["ETag"] != etag


def test_an_etag_hangs_on_all_that_the_answer_hangs_on(staff, public, store):
    service = Service(store, app.CATALOGUE, today=lambda: date(2031, 2, 3))
    tomorrow = Person(create_web(service, Settings(secret="s", viewer="staff")))
    answers = [
        staff.get(HUBS),
        staff.get(f"{HUBS}?top=1"),
        staff.get(HUBS, headers={"Accept": "text/csv"}),
        english(staff.web).get(HUBS),
        public.get(HUBS),
        tomorrow.get(HUBS),
    ]
    store.load_areas(Areas([Area(ags="08117999", name="Neudorf")]))
    answers.append(staff.get(HUBS))
    assert [answer.status_code for answer in answers] == [200] * 7
    assert len({answer.headers["ETag"] for answer in answers}) == 7


def test_a_partners_etag_is_the_last_revision_that_touched_it(staff, store):
    def etag(id):
        return staff.get(f"/api/v1/partners/{id}").headers["ETag"]

    assert (etag("kst"), etag("kl"), etag("shg")) == ('"1"', '"2"', '"1"')
    hidden = Partner(**{**HIDDEN.__dict__, "name": "Verborgenamt"})
    store.apply(ChangeSet(changes=(change(HIDDEN, hidden),)), actor="a", key="k3")
    assert (etag("verborgen-1"), etag("kl"), etag("shg")) == ('"3"', '"2"', '"1"')
    tie = {"id": "t-neu", "source": "kl", "target": "shg"}
    assert staff.post("/api/v1/ties", json=tie).headers["ETag"] == '"4"'
    assert (etag("kl"), etag("shg"), etag("verborgen-1")) == ('"4"', '"4"', '"3"')


def following(answer):
    link = answer.headers.get("Link")
    assert link is None or link.endswith('; rel="next"')
    return link and link[1 : link.index(">")]


def test_paging_covers_all_partners_once_even_while_one_is_added(staff, store):
    records = [r for r in demo.records("district", date(2026, 11, 1)) if not isinstance(r, Topic)]
    store.apply(added(*records), actor="demo", key="demo")
    path, seen, pages = "/api/v1/partners?limit=10&area=08117&kind=clinic&kind=self_help_group&kind=service", [], 0
    total = staff.get(path).json["total"]
    while path:
        answer = staff.get(path)
        assert len(answer.json["partners"]) <= 10
        seen += [partner["id"] for partner in answer.json["partners"]]
        path = following(answer)
        pages += 1
        if pages == 1:
            write(store, "0-vor-allen")  # would push everything along, if pages were counted by position
    kinds = frozenset({"clinic", "self_help_group", "service"})
    expected = {p.id for p in store.records(Viewer.STAFF).partners.values() if p.kind in kinds and p.until is None}
    assert pages == -(-total // 10)
    assert len(seen) == len(set(seen)) == total
    assert set(seen) == expected


def test_a_cursor_is_opaque_and_keeps_the_search(reader):
    first = reader.get("/api/v1/partners?limit=1&text=e")
    query = parse_qs(urlsplit(following(first)).query)
    assert query["text"] == ["e"]
    assert query["limit"] == ["1"]
    assert not query["cursor"][0].isdigit()
    assert reader.get("/api/v1/partners?cursor=kaputt").status_code == 404


def test_the_journal_pages_too(staff, store):
    for number in range(120):
        write(store, f"more-{number}")
    first = staff.get("/api/v1/journal")
    rest = staff.get(following(first))
    ids = [revision["id"] for revision in (*first.json, *rest.json)]
    assert ids == list(range(1, 123))
    assert following(rest) is None
    assert [revision["id"] for revision in staff.get("/api/v1/journal?since=120").json] == [121, 122]


@pytest.mark.parametrize("name", sorted(app.CATALOGUE.questions))
def test_accept_and_suffix_agree(reader, name):
    path = f"/api/v1/questions/{name}"
    kinds = {
        "json": "application/json",
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    for suffix, kind in kinds.items():
        by_suffix = reader.get(f"{path}.{suffix}")
        by_accept = reader.get(path, headers={"Accept": kind.partition(";")[0]})
        assert by_suffix.headers["Content-Type"] == by_accept.headers["Content-Type"] == kind
        if suffix == "xlsx":  # holds the time it was made
            books = [CalamineWorkbook.from_filelike(io.BytesIO(r.data)) for r in (by_suffix, by_accept)]
            sheets = [{n: b.get_sheet_by_name(n).to_python() for n in b.sheet_names} for b in books]
            assert sheets[0] == sheets[1]
        else:
            assert by_suffix.data == by_accept.data
    answer = reader.get(f"{path}.json").json
    assert set(answer) == {"sentence", "tables", "marks", "method", "caveats", "selection", "revision"}
    rows = list(csv.reader(io.StringIO(reader.get(f"{path}.csv").data.decode())))
    if not answer["tables"]:  # there are no committees
        assert (name, rows) == ("committees", [])
    else:
        first = next(iter(answer["tables"].values()))
        assert rows[0] == first["columns"]
        assert len(rows) - 1 == len(first["rows"])
    assert reader.get(path).json == answer  # JSON, where nobody says


def test_the_language_is_the_readers_choice(reader):
    assert "Verbindungen" in reader.get(f"{HUBS}.json").json["sentence"]
    chosen = english(reader.web).get(f"{HUBS}.json").json["sentence"]
    assert "ties" in chosen
    said = reader.get(f"{HUBS}.json?lang=en")  # as every page and the command line take it
    assert (said.status_code, said.json.get("sentence")) == (200, chosen)


def test_a_partner_is_told_whole(reader):
    found = reader.get("/api/v1/partners/kst").json
    assert found["name"] == OFFICE.name
    assert found["contact"]["phone"] == "07161 11111"
    assert {tie["id"] for tie in found["ties"]} == {"t-offen", "t-gruppe", "t-verborgen", "t-intern"}


def test_no_answer_holds_a_number_that_json_has_not(staff, store):
    odd = '{"id": "t-neu", "source": "kl", "target": "shg", "kind": "cooperates_with", "amount": 1e999}'
    answer = staff.post("/api/v1/ties", data=odd, content_type="application/json")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/amount")

    def refuse(constant):
        raise AssertionError(constant)

    json.loads(staff.get("/api/v1/partners/kl").text, parse_constant=refuse)
    assert store.revision() == 2
