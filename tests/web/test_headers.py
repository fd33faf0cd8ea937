"""What every answer carries, and that no page asks another host for anything or runs code that stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import graphsvc.web

WEB = Path(graphsvc.web.__file__).parent
LOADS = ("src", "srcset", "action", "formaction", "poster", "data", "background", "hx-get", "hx-post")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/", 200), ("/partners/kl", 200), ("/journal", 200), ("/partners/new", 200), ("/partners/nix", 404)),
        *(("/api/v1/partners", 200), ("/api/v1/nix", 404), ("/maps/ring_map.gif", 422), ("/static/style.css", 200)),
    ],
)
def test_headers_on_every_answer(reader, path, status):
    answer = reader.get(path)
    assert answer.status_code == status
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {word for value in policy.values() for word in value.split()} == {"'self'", "'none'", "data:"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if not path.startswith(("/api/", "/static/")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_page_asks_another_host_or_carries_code_of_its_own(reader):
    for path in ("/", "/partners/kl", "/partners/new", "/questions/hubs", "/maps/network_map", "/import/", "/journal"):
        page = reader.page(path)
        for tag, name, value in page.attributes:
            where = f"{path}: <{tag} {name}={value!r}>"
            assert not name.startswith("on"), where
            if name in LOADS or (tag in ("link", "use") and name.endswith("href")):
                assert re.match(r"/(?!/)|#|data:", value), where
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.html)
        assert all('type="application/json"' in attributes for attributes in inline), path


def test_no_file_of_ours_names_another_host():
    files = [*(WEB / "templates").glob("*.html"), *(WEB / "static").glob("*.*")]
    assert len(files) > 20
    foreign = re.compile(
        r"""(?:src|href|action|@import|url\()\s*[=\s("']*\s*(?:https?:)?//|https?://(?!www\.w3\.org/)"""
    )
    for path in files:
        assert not foreign.search(path.read_text("utf-8")), path.name
