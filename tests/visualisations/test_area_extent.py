"""The area map without a choice of areas: the states in which something is known, and a word on what is not drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from map_cases import marked
from small_networks import network

import app
from graphsvc.areas import Area, Areas
from graphsvc.language import Text
from graphsvc.model import Column, Table

STATES = {"01": "Nordland", "02": "Mitteland", "03": "Südland"}
KNOWN = Areas(
    [Area(ags=ags, name=name, population=10, lat=48.0, lon=9.0) for ags, name in STATES.items()]
    + [
        Area(ags=f"{state}00{n}", name=f"{name} {n}", population=9, lat=54.0 - 3 * int(state) + n / 9, lon=9 + n / 7)
        for state, name in STATES.items()
        for n in (1, 2, 3)
    ]
)
COLUMNS = (
    Column(name="area", label=Text("Gebiet"), role="id"),
    Column(name="name", label=Text("Name"), role="name"),
    Column(name="status", label=Text("Stand"), role="status"),
)


def shown(told, chosen=(), **arguments):
    """Draw an answer in which these areas have a status, all other districts none at all."""
    given = network(known_areas=KNOWN)
    given.selection = replace(given.selection, areas=frozenset(chosen))
    rows = [(ags, area.name, told.get(ags, "not_asked")) for ags, area in KNOWN.items() if len(ags) == 5]
    table = Table(title=Text("Gebiete"), columns=COLUMNS, rows=tuple(rows))
    answer = replace(marked(), tables={"areas": table})
    return app.CATALOGUE.maps["area_map"].draw(given, answer, {"extent": "recorded"} | arguments)


def drawn(picture):
    return {ags[:2] for ags in picture.tables["areas"].column("area")}


def notes(picture):
    return " ".join(note.into("de") for note in picture.notes)


@pytest.mark.parametrize("status", ["recorded", "none"])
def test_the_states_are_shown_in_which_something_is_known(status):
    picture = shown({"02001": status})
    assert picture.tables["areas"].column("area") == ["02001", "02002", "02003"]
    assert "Gezeigt: Mitteland. Zu 6 Gebieten in den übrigen Ländern liegt keine Auskunft vor" in notes(picture)
    assert "Nordland" not in picture.svg("de")


def test_a_finding_is_never_left_out():
    picture = shown({"01001": "recorded", "03002": "none"})
    assert drawn(picture) == {"01", "03"}
    assert "Gezeigt: Nordland und Südland. Zu 3 Gebieten" in notes(picture)


@pytest.mark.parametrize(
    ("told", "chosen", "arguments"),
    [
        ({"02001": "recorded"}, (), {"extent": "all"}),
        ({"02001": "recorded"}, ("01", "02", "03"), {}),
        ({}, (), {}),
        ({"01001": "recorded", "02001": "recorded", "03001": "none"}, (), {}),
    ],
    ids=["all are wanted", "areas were chosen", "nothing is known", "something is known everywhere"],
)
def test_nothing_is_cut(told, chosen, arguments):
    picture = shown(told, chosen, **arguments)
    assert drawn(picture) == {"01", "02", "03"}
    assert "Gezeigt" not in notes(picture)
