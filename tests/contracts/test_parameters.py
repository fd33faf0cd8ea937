"""One suite over the parameters of every question and map: what is unknown or out of bounds is refused by its name."""

from __future__ import annotations

from contextlib import suppress

import pytest
from catalogue_cases import HERE, MAPS, QUESTIONS, bad_values, demo_store, service_of, told
from small_networks import AREAS, DAY

import app
from graphsvc.errors import Usage
from graphsvc.model import Viewer

ENTRIES = [
    pytest.param(shelf[name], id=name) for shelf in (app.CATALOGUE.questions, app.CATALOGUE.maps) for name in shelf
]
BAD = [
    pytest.param(entry.values[0], option, bad, id=f"{entry.id}-{option.name}-{bad}")
    for entry in ENTRIES
    for option in entry.values[0].signature.options
    for bad in bad_values(option)
]


@pytest.mark.parametrize(("entry", "option", "bad"), BAD)
def test_a_bad_value_is_refused_by_its_parameter(entry, option, bad):
    with pytest.raises(Usage) as found:
        entry.parse({option.name: [bad] if option.repeatable else bad}, AREAS, DAY)
    assert list(found.value.errors) == [option.name]
    assert found.value.text.into("en") != found.value.text.into("de")


@pytest.mark.parametrize("entry", ENTRIES)
def test_bad_parameters_are_refused_all_at_once(entry):
    with pytest.raises(Usage) as found:
        entry.parse({"farbe": "rot", "radius": "9", "on": "gestern"}, AREAS, DAY)
    assert set(found.value.errors) == {"farbe", "radius", "on"}
    assert "farbe" in found.value.errors["farbe"].into("de")
    assert "radius" in found.value.errors["farbe"].into("de"), "it names what is possible"


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_said_in_words_is_understood_and_said_again(entry):
    """A form and a URL give texts; the URL of an answer asks for the same answer."""
    options = entry.signature.own
    raw = {option.name: str(option.default).lower() for option in options if option.default not in ("", None)}
    selection, arguments = entry.parse({"area": ["08001"], "radius": "2"} | raw, AREAS, DAY)
    assert arguments == {option.name: option.default for option in options}
    assert (selection.areas, selection.radius, selection.on) == (frozenset({"08001"}), 2, DAY)
    assert entry.parse(entry.signature.query(selection, arguments), AREAS, DAY) == (selection, arguments)


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("parameters"))
    yield service_of(store)
    store.close()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_day_is_too_far_away_to_ask_about(region, name, day):
    with suppress(Usage):
        told(region.ask(name, {"on": day, "area": [HERE]}, Viewer.STAFF))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", MAPS)
def test_no_day_is_too_far_away_to_draw(region, name, day):
    with suppress(Usage):
        region.draw(name, {"on": day, "area": [HERE]}, Viewer.STAFF).picture.svg("de")
