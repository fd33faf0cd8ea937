"""Who may see and write what: staff only at the very machine, and nobody else anything internal."""

from __future__ import annotations

from itertools import count

import pytest
from web_pages import ELSEWHERE, FORWARDING, STAFF_WORDS, Person
from web_records import SECRETS, served

from graphsvc.errors import Refused
from graphsvc.settings import Settings
from graphsvc.web.access import check_address

BROKEN = [
    *({"headers": {name: value}} for name, value in FORWARDING.items()),
    *({"base": f"http://{host}"} for host in ("drehscheibe.example", "192.168.1.5:8000", "0.0.0.0:8000")),
    *({"base": f"http://{host}"} for host in ("127.0.0.1.evil.example", "localhost.evil.example:8000")),
    *({"address": address} for address in ("192.0.2.7", "10.0.0.1", "fe80::1", "")),
]
_NUMBERS = count()


def new():
    return {"id": f"neu-{next(_NUMBERS)}", "name": "Neu", "kind": "clinic"}


def is_staff(person):
    """Whether the page shows staff's view; what it shows and what it lets write must agree."""
    shown = STAFF_WORDS in person.page("/partners").text
    assert person.post("/api/v1/partners", json=new()).status_code == (201 if shown else 403)
    return shown


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000", "127.0.0.1"])
def test_at_this_machine_one_is_staff(shared, host):
    address = "::1" if host.startswith("[") else "127.0.0.1"
    assert is_staff(Person(shared, base=f"http://{host}", address=address))


@pytest.mark.parametrize("how", BROKEN, ids=str)
def test_each_sign_of_another_machine_makes_one_public(shared, how):
    assert not is_staff(Person(shared, **how))


def test_the_setting_makes_everybody_public(store, tmp_path):
    assert not is_staff(Person(served(store, tmp_path, viewer="public")))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "drehscheibe.example", "127.0.0.1.evil.example"])
def test_staffs_view_is_never_offered_to_a_network(host):
    with pytest.raises(Refused) as refused:
        check_address(host, Settings(viewer="staff"))
    said = refused.value.text.into("de")
    assert host in said
    assert "noch keine Konten" in said
    assert "GRAPHSVC_VIEWER=public" in said
    check_address(host, Settings(viewer="public"))
    for own in ("127.0.0.1", "::1", "localhost"):
        check_address(own, Settings(viewer="staff"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_no_write_from_another_origin(reader, headers):
    before = reader.store.revision()
    assert reader.post("/api/v1/partners", json=new(), headers=headers).status_code == 403
    confirm = {"csrf_token": reader.token}
    assert reader.post("/partners/kl/confirm", data=confirm, headers=headers).status_code == 403
    assert reader.store.revision() == before


def test_a_write_from_our_own_pages_passes(staff):
    headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert staff.post("/api/v1/partners", json=new(), headers=headers).status_code == 201


def writing_paths(web):
    """Every route that takes a POST or PATCH, filled with what is there."""
    for rule in web.url_map.iter_rules():
        for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"}):
            values = {"id": "kl", "tie": "t-offen", "number": 2, "token": "x" * 22, "format": "xlsx"}
            if rule.rule.startswith("/api/v1/revisions"):
                values["id"] = 2
            with web.test_request_context():
                yield method, web.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


def test_every_way_to_write_is_staffs_alone_and_pages_need_a_token(web, store, staff):
    before = store.revision()
    paths = sorted(writing_paths(web))
    assert len(paths) >= 15
    token = {"csrf_token": staff.token}
    for method, path in paths:
        assert staff.ask(method, path, data=token, headers=ELSEWHERE).status_code == 403, path
        if not path.startswith("/api/"):
            assert staff.ask(method, path, data={"name": "x"}).status_code == 400, path
            assert staff.ask(method, path, data={"csrf_token": "made up"}).status_code == 400, path
    assert store.revision() == before


@pytest.mark.parametrize("path", ["/import/", "/import/template.xlsx", "/partners/new", "/partners/kl/edit"])
def test_pages_that_write_are_closed_to_the_public(reader, passer_by, path):
    assert reader.get(path).status_code == 200
    assert passer_by.get(path).status_code == 403


def reading_paths(web):
    """All that can be read: every page, question, map, format and list."""
    catalogue = web.extensions["service"].catalogue
    yield from ("/", "/partners", "/partners?text=Ge", "/questions", "/maps", "/journal", "/documentation/")
    yield from ("/openapi.json", "/healthz", "/api/v1/questions", "/api/v1/partners", "/api/v1/journal")
    yield from ("/api/v1/export.csv", "/api/v1/export.xlsx")
    for id in ("kst", "kl", "shg"):
        yield from (f"/partners/{id}", f"/api/v1/partners/{id}", f"/maps/ring_map.svg?partner={id}")
        yield from (f"/questions/cooperations?partner={id}", f"/maps/network_map?ego={id}&radius=4")
    for name in catalogue.questions:
        yield from (f"/questions/{name}", f"/questions/{name}?since=2010-01-01", f"/documentation/{name}")
        yield from (f"/api/v1/questions/{name}.{format}" for format in ("json", "csv", "xlsx"))
    for name in catalogue.maps:
        yield from (f"/maps/{name}", f"/maps/{name}.svg", f"/maps/{name}.html", f"/documentation/{name}")


def test_the_public_never_reads_what_is_internal(web, staff, public, unpacked):
    told = set()
    for path in reading_paths(web):
        answer = public.get(path)
        assert answer.status_code == 200, path
        text = unpacked(answer.data)
        assert [word for word in SECRETS if word in text] == [], path
        text = unpacked(staff.get(path).data)
        told |= {word for word in SECRETS if word in text}
    for path in ("/partners/verborgen-1", "/api/v1/partners/verborgen-1"):
        told |= {word for word in SECRETS if word in staff.get(path).text}
    assert set(SECRETS) - told == set()  # so each word does stand somewhere, for staff


def test_what_is_internal_looks_like_what_is_not_there(passer_by):
    paths = [
        "/partners/{}",
        "/api/v1/partners/{}",
        "/maps/ring_map?partner={}",
        "/questions/cooperations?partner={}",
        "/api/v1/questions/cooperations?partner={}",
        "/api/v1/questions/hubs?ego={}",
        "/api/v1/maps/network_map.svg?ego={}",
    ]
    for path in paths:
        hidden, missing = passer_by.get(path.format("verborgen-1")), passer_by.get(path.format("nirgends-1"))
        assert hidden.status_code == missing.status_code, path
        assert hidden.text.replace("verborgen-1", "nirgends-1") == missing.text, path
