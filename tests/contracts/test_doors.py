"""Page, API and command line are three doors to one house: the same parameters give the same answer, or the same refusal."""

from __future__ import annotations

import json
import re
from itertools import islice

import pytest
from catalogue_cases import HERE, MAPS, QUESTIONS, arguments, demo_store
from click.testing import CliRunner
from map_cases import HOSTILE
from markupsafe import escape
from small_networks import partner, tie

import app
from graphsvc import pictures
from graphsvc.changes import added
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.settings import Settings

ORIGIN = "http://127.0.0.1:8000"
VIEWERS = {"staff": {}, "public": {"X-Forwarded-For": "203.0.113.7"}}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return f"sqlite:///{tmp_path_factory.mktemp('doors')}/x.db"


@pytest.fixture(scope="module")
def client(address):
    """The real application on the demo district, with hostile names among its partners."""
    store = demo_store(address.removeprefix("sqlite:///").removesuffix("/x.db"))
    names = [name for name in HOSTILE if "\x00" not in name]
    hostile = [partner(f"h{n}", "clinic", name=name, area=HERE, visibility="public") for n, name in enumerate(names)]
    ties = [tie(f"kst-{HERE}", each.id, intensity=4, visibility="public") for each in hostile]
    store.apply(added(*hostile, *ties), actor="a", key="hostile")
    application = app.create_app(Settings(store=address), store)
    application.testing = True
    yield application.test_client(use_cookies=False)
    store.close()


@pytest.fixture
def get(client):
    def get(path, viewer="staff", **query):
        return client.get(path, query_string=query, headers=VIEWERS[viewer], base_url=ORIGIN)

    return get


@pytest.fixture
def graphsvc(address):
    def run(*words):
        return CliRunner().invoke(app.main, [*words], env={"GRAPHSVC_STORE": address})

    return run


def options(query):
    return [word for name, value in query.items() for word in (f"--{name}", str(value))]


def queries(entry, client):
    service = client.application.extensions["service"]
    seen = service.store.network(service.select({"area": [HERE]}), Viewer.PUBLIC)
    for given in islice(arguments(entry, seen), 4):
        yield {"area": HERE} | {name: str(value) for name, value in given.items()}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_api_command_line_and_page_give_the_same_answer(client, get, graphsvc, name, viewer):
    for query in queries(app.CATALOGUE.questions[name], client):
        api = get(f"/api/v1/questions/{name}.json", viewer, **query)
        words = ["ask", name, *options(query), "--as", viewer]
        command = graphsvc(*words, "--format", "json")
        assert (api.status_code, command.exit_code, command.stderr) == (200, 0, "")
        assert api.data == command.stdout_bytes
        assert get(f"/api/v1/questions/{name}", viewer, **query).data == api.data
        assert (
            get(f"/api/v1/questions/{name}.csv", viewer, **query).data
            == graphsvc(*words, "--format", "csv").stdout_bytes
        )
        said = json.loads(api.data)
        assert graphsvc(*words).stdout.startswith(said["sentence"])
        assert_page_says(get(f"/questions/{name}", viewer, **query), said)


def assert_page_says(page, said):
    assert page.status_code == 200
    assert f'<p class="finding">{escape(said["sentence"])}</p>' in page.text
    assert all(f"<li>{escape(caveat)}</li>" in page.text for caveat in said["caveats"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_door_speaks_english(get, graphsvc, name):
    command = graphsvc("ask", name, "--area", HERE, "--lang", "en", "--format", "json")
    assert command.stdout_bytes != graphsvc("ask", name, "--area", HERE, "--format", "json").stdout_bytes
    assert_page_says(get(f"/questions/{name}", lang="en", area=HERE), json.loads(command.stdout_bytes))
    assert get(f"/api/v1/questions/{name}.json", lang="en", area=HERE).data == command.stdout_bytes


def drawing(svg):
    """Return a saved map without its caption."""
    inner = svg[svg.index("<svg x=") : svg.index("</svg>") + len("</svg>")]
    return re.sub(r'^<svg x="0" y="[\d.]+" width="[\d.]+" height="[\d.]+" ', "<svg ", inner)


def said(svg):
    """Return all its words, wherever its lines end."""
    return re.sub(r"<[^>]*>|\s", "", svg)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", MAPS)
def test_api_command_line_and_page_draw_the_same_map(client, get, graphsvc, tmp_path, name, viewer):
    for query in queries(app.CATALOGUE.maps[name], client):
        file = tmp_path / "map.svg"
        command = graphsvc("draw", name, *options(query), "--as", viewer, "-q", "hubs", "-o", str(file))
        assert (command.exit_code, command.stdout) == (0, "")
        for path in (f"/api/v1/maps/{name}.svg", f"/maps/{name}.svg"):
            answer = get(path, viewer, q="hubs", **query)
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
            assert drawing(answer.text) == drawing(file.read_text(encoding="utf-8"))
            # a file from a server names it in its link, one from the command line can't
            assert said(answer.text).replace(ORIGIN, "") == said(file.read_text(encoding="utf-8"))
        page = get(f"/maps/{name}", viewer, q="hubs", **query)
        assert drawing(file.read_text(encoding="utf-8")) in page.text


@pytest.mark.parametrize("format", pictures.FORMATS)
@pytest.mark.parametrize("name", MAPS)
def test_every_map_is_saved_in_every_format(graphsvc, client, tmp_path, name, format):
    file = tmp_path / f"map.{format}"
    assert graphsvc("draw", name, "--area", HERE, "-o", str(file)).exit_code == 0
    start = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!doctype html>"}[format]
    assert file.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("query", "named"), [({"radius": "9"}, "radius"), ({"area": "Nirgendwo"}, "area"), ({"on": "gestern"}, "on")]
)
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_bad_value_is_refused_at_every_door_in_the_same_words(get, graphsvc, name, query, named):
    api = get(f"/api/v1/questions/{name}.json", **query)
    assert (api.status_code, api.mimetype) == (422, "application/problem+json")
    (problem,) = api.json["errors"]
    assert problem["pointer"].endswith(named)
    command = graphsvc("ask", name, *options(query))
    assert (command.exit_code, command.stdout) == (2, "")
    page = get(f"/questions/{name}", **query)
    assert page.status_code == 422
    assert command.stderr.strip() == problem["detail"]
    assert str(escape(problem["detail"])) in page.text


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_unknown_parameter_is_refused_at_every_door(get, graphsvc, name):
    assert "farbe" in get(f"/api/v1/questions/{name}.json", farbe="rot").json["errors"][0]["detail"]
    assert get(f"/questions/{name}", farbe="rot").status_code == 422
    command = graphsvc("ask", name, "--farbe", "rot")
    assert (command.exit_code, command.stdout) == (2, "")
    assert "--farbe" in command.stderr


@pytest.mark.parametrize("path", [f"/questions/{name}" for name in QUESTIONS] + [f"/maps/{name}" for name in MAPS])
def test_hostile_names_stay_text_on_pages(get, path):
    page = get(path, area=HERE, **({"top": "0"} if path.endswith("hubs") else {})).text
    for bad in ("<script>alert", "<img src", "</svg><!--", "<style>*", 'href="javascript'):
        assert bad not in page
    if path.endswith(("hubs", "network_map")):
        assert str(escape(HOSTILE[0])) in page


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_fresh_house_answers_at_every_door(tmp_path, name):
    store = app.open_store(f"sqlite:///{tmp_path}/x.db")
    fresh = app.create_app(Settings(store=f"sqlite:///{tmp_path}/x.db"), store).test_client()
    for path in (f"/questions/{name}", f"/api/v1/questions/{name}.json", f"/api/v1/questions/{name}.csv"):
        assert fresh.get(path, base_url=ORIGIN).status_code == 200
    command = CliRunner().invoke(app.main, ["ask", name], env={"GRAPHSVC_STORE": f"sqlite:///{tmp_path}/x.db"})
    assert command.exit_code == 0
    assert re.search(rf"\n\n{Text('Methode').into('de')}: \w", command.stdout)
    store.close()
