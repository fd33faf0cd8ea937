"""The real server: waitress strips what tells of a proxy unless it is told not to, and nothing of a request is logged."""

from __future__ import annotations

import json

import pytest
from served import command, serving
from web_pages import FORWARDING, STAFF_WORDS
from web_records import opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    opened(folder).close()
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with serving(f"sqlite:///{folder / 'store.db'}", folder) as server:
        yield server


def new(id):
    body = json.dumps({"id": id, "name": "Wortgeheim", "kind": "clinic"}).encode()
    return {"data": body, "Content_Type": "application/json"}


def test_at_this_machine_one_is_staff(server):
    assert STAFF_WORDS in server.ask("/partners")[1]
    assert server.ask("/api/v1/partners", "POST", **new("neu-1"))[0] == 201


@pytest.mark.parametrize(("name", "value"), [*FORWARDING.items(), ("Host", "drehscheibe.example")])
def test_who_comes_through_a_proxy_or_by_another_name_is_public(server, name, value):
    headers = {name.replace("-", "_"): value}
    status, text = server.ask("/partners", **headers)
    assert status == 200
    assert STAFF_WORDS not in text
    assert "Verborgenstelle" not in text
    assert server.ask("/api/v1/partners", "POST", **new("neu-2"), **headers)[0] == 403


def test_no_write_from_another_origin(server):
    assert server.ask("/api/v1/partners", "POST", **new("neu-3"), Origin="http://evil.example")[0] == 403
    assert server.ask("/api/v1/partners/neu-3")[0] == 404


def test_a_server_may_be_public_even_at_this_machine(folder):
    with serving(f"sqlite:///{folder / 'store.db'}", folder, GRAPHSVC_VIEWER="public") as server:
        assert STAFF_WORDS not in server.ask("/partners")[1]
        assert server.ask("/import/")[0] == 403
        assert server.ask("/api/v1/partners", "POST", **new("neu-4"))[0] == 403


def test_staffs_view_is_not_served_to_a_network(folder):
    refused = command("serve", "--host", "0.0.0.0", store=f"sqlite:///{folder / 'store.db'}")
    assert refused.returncode == 1
    assert "noch keine Konten" in refused.stderr.decode()
    assert refused.stdout == b""


def test_nothing_of_a_request_is_logged(server):
    asked = [
        server.ask("/partners?text=Wortgeheim&area=08117", User_Agent="Wortgeheim", Referer="http://wortgeheim/"),
        server.ask("/partners/Wortgeheim"),
        server.ask("/Wortgeheim"),
        server.ask("/import/Wortgeheim/columns"),
        server.ask("/api/v1/questions/hubs?top=Wortgeheim"),
        server.ask("/api/v1/partners", "POST", b"{Wortgeheim", Content_Type="application/json"),
        server.ask("/partners/new", "POST", b"name=Wortgeheim", Content_Type="application/x-www-form-urlencoded"),
        server.ask("/partners", "WORTGEHEIM"),
        server.ask("/partners", Host="wortgeheim.example"),
    ]
    assert [status for status, _ in asked] == [200, 404, 404, 404, 422, 400, 400, 405, 200]
    lines = server.said.read_text().splitlines()
    assert [line for line in lines if "wort" in line.lower() or "127.0.0.1" in line.partition("http://")[0]] == []
    assert len(lines) == 1  # where it runs, and no more
