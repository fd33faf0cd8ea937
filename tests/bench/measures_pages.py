"""Pages against an empty one of Flask: what templates, questions and maps add to a request."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from ground import Ground
from timing import Measure

from app import create_app
from graphsvc.settings import Settings

PAGES = {"start page": "/", "question page": "/questions/cooperations"}


def pages(ground: Ground) -> Iterator[Measure]:
    """Get pages with the store warm; there is no aim."""
    settings = Settings(store=f"sqlite:///{ground.path}", viewer="staff", demo=False)
    client = create_app(settings, ground.store).test_client()
    empty = _empty_app().test_client()
    for name, path in PAGES.items():
        get(client, path)  # the first visit compiles the templates
        yield _page(name, client, path, empty)


def _page(name: str, client: FlaskClient, path: str, empty: FlaskClient) -> Measure:
    def check(mine: str, plain: str) -> None:
        assert mine.rstrip().endswith("</html>")
        assert plain == ""

    return Measure(
        name=f"{name} (empty Flask page)",
        ours=lambda: get(client, path),
        baseline=lambda: get(empty, "/"),
        check=check,
    )


def _empty_app() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def get(client: FlaskClient, path: str) -> str:
    """Return a page as somebody at this machine sees it."""
    response = client.get(path, environ_base={"REMOTE_ADDR": "127.0.0.1"}, base_url="http://127.0.0.1")
    assert response.status_code == 200, f"{path}: {response.status}"
    return response.text
