"""One suite over every question and map: a public viewer reads of nobody who is not public, and can't tell who there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_cases import HERE, MAPS, QUESTIONS, TODAY, arguments, open_store, seen_here, service_of, told

import app
from graphsvc import demo, pictures
from graphsvc.errors import DrehscheibeError
from graphsvc.language import LANGUAGES
from graphsvc.model import Partner, Viewer

CATALOGUE = app.CATALOGUE


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The demo district, where all that isn't public says so by id, name and a topic of its own."""
    records = demo.records("district", TODAY)
    hidden = {r.id for r in records if isinstance(r, Partner) and r.visibility != "public"}
    assert len(hidden) > 20

    def veiled(record):
        changed = {
            field: f"verborgen-{value}"
            for field in ("id", "partner", "source", "target")
            if (value := getattr(record, field, None)) in hidden
        }
        if isinstance(record, Partner) and changed:
            changed |= {"name": f"Verborgen {record.name}", "topics": (*record.topics, "Verborgenes Thema")}
        return replace(record, **changed) if changed else record

    store = open_store(tmp_path_factory.mktemp("hidden"), *map(veiled, records))
    yield service_of(store)
    store.close()


def raw_values(entry, service):
    for given in arguments(entry, seen_here(service, Viewer.PUBLIC)):
        yield {"area": [HERE]} | {name: str(value) for name, value in given.items()}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_public_reads_of_nobody_who_is_not_public(service, name):
    for raw in raw_values(CATALOGUE.questions[name], service):
        asked = service.ask(name, raw, Viewer.PUBLIC)
        for language in LANGUAGES:
            assert "verborgen" not in str(told(asked, language)).lower()


@pytest.mark.parametrize("question", ["", *QUESTIONS])
@pytest.mark.parametrize("name", MAPS)
def test_the_public_sees_nobody_who_is_not_public(service, name, question):
    for raw in raw_values(CATALOGUE.maps[name], service):
        drawn = service.draw(name, raw, Viewer.PUBLIC, question)
        assert "verborgen" not in pictures.write(drawn.picture, name, "html", "de").decode().lower()


def test_staff_read_of_them(service):
    """Otherwise the two tests above could not fail."""
    assert "Verborgen " in str(told(service.ask("hubs", {"area": [HERE], "top": "0"}, Viewer.STAFF)))
    assert "Verborgenes Thema" in str(told(service.ask("topic_gaps", {"area": [HERE]}, Viewer.STAFF)))
    assert "Verborgen " in service.draw("network_map", {"area": [HERE]}, Viewer.STAFF).picture.svg("de")


@pytest.mark.parametrize("shelf", ["questions", "maps"])
def test_who_may_not_be_seen_is_refused_like_nobody(service, shelf):
    hidden = next(id for id in service.store.records(Viewer.STAFF).partners if id.startswith("verborgen"))
    seen = 0
    for name, entry in getattr(CATALOGUE, shelf).items():
        for option in (option for option in entry.signature.options if option.param.widget == "partner"):
            words = [
                _words(service, shelf, name, {"area": [HERE], option.name: id}).replace(id, "…")
                for id in (hidden, "nobody-0")
            ]
            assert words[0] == words[1]
            seen += 1
    assert seen


def _words(service, shelf, name, raw):
    try:
        if shelf == "maps":
            return service.draw(name, raw, Viewer.PUBLIC).picture.svg("de")
        return str(told(service.ask(name, raw, Viewer.PUBLIC)))
    except DrehscheibeError as error:
        return f"{error.pointer}: {error.text.into('de')}"
