"""Catchment areas and distances to seats, kept apart; an office that did not say what it serves leaves the question open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from small_networks import AREAS, network, networks, partner

from graphsvc.areas import Area, Areas
from queries.unserved import answer

# Oben, Unten and Drüben: 63 and 89 km apart; see small_networks


def office(id, area="08001", serves=(), **values):
    return partner(id, "contact_office", area=area, serves=serves, **values)


def states(partners, **values):
    table = answer(network(partners, **values)).tables["unserved"]
    return dict(zip(table.column("area"), table.column("status"), strict=True))


def far(partners, km=30.0, **values):
    table = answer(network(partners, **values), km=km).tables["far"]
    return {row[0]: row[1:] for row in table.rows}


def caveats(partners, **values):
    return [caveat.into("de") for caveat in answer(network(partners, **values)).caveats]


def test_who_is_in_a_catchment_area_and_who_in_none():
    assert states([office("k", serves=("08001",))]) == {"08001": "recorded", "08002": "none", "08003": "none"}
    assert states([office("k", serves=("08",))]) == dict.fromkeys(["08001", "08002", "08003"], "recorded")
    assert states([office("k", serves=("08001017",))])["08001"] == "recorded"  # a part of it


def test_an_office_that_did_not_say_leaves_all_of_its_state_open():
    """It may serve any of them: a seat is no catchment area, and a district without a seat no gap."""
    partners = [office("k", serves=("08001",)), office("l", "08002")]
    assert states(partners) == {"08001": "recorded", "08002": "not_asked", "08003": "not_asked"}
    assert any(text.startswith("Bei 1 von 2 Stellen ist kein Einzugsgebiet eingetragen.") for text in caveats(partners))


@pytest.mark.parametrize("other", [office("l", ""), office("l", "08")])
def test_so_does_one_of_which_nobody_knows_where_it_sits(other):
    assert states([office("k", serves=("08001",)), other])["08002"] == "not_asked"


def test_one_of_another_state_does_not():
    assert states([office("k", serves=("08001",)), office("l", "09162")])["08002"] == "none"


@pytest.mark.parametrize("values", [{"kinds": frozenset({"contact_office"})}, {"fields": frozenset({"health"})}])
def test_what_a_selection_leaves_out_may_serve(values):
    assert states([office("k", serves=("08001",))], **values)["08002"] == "not_asked"


def test_without_an_office_nothing_is_known():
    found = answer(network([partner("c", "clinic", area="08001")]))
    assert set(found.tables["unserved"].column("status")) == {"not_asked"}
    assert set(found.tables["unserved"].column("offices")) == {None}
    assert found.tables["far"].rows == ()
    assert found.sentence.into("de").startswith("Das lässt sich hier nicht sagen")


def test_how_many_serve_an_area_is_no_number_where_nobody_told():
    partners = [office("k", serves=("08001", "08001017")), office("l", serves=("08001",)), office("m")]
    assert answer(network(partners)).tables["unserved"].column("offices") == [2, None, None]
    assert answer(network(partners[:2])).tables["unserved"].column("offices") == [2, 0, 0]


def test_far_is_farther_than_so_many_km_from_the_nearest_seat():
    found = far([office("k"), office("l", "08002", name="Nah")], km=40)
    assert list(found) == ["08003"]
    name, population, km, seat = found["08003"]
    # from Unten to Drüben: 0.4 degrees of latitude and 0.5 of longitude
    assert (name, population, seat) == ("Drüben", 300_000, "Nah")
    assert km == pytest.approx(57.7, abs=0.2)


def test_exactly_so_many_is_not_yet_far():
    (name, _, km, _) = far([office("k")], km=0)["08002"]
    assert name == "Unten"
    assert set(far([office("k")], km=km)) == {"08003"}
    assert set(far([office("k")], km=km - 0.001)) == {"08002", "08003"}


def test_the_nearest_seat_may_lie_beyond_the_border():
    partners = [office("k", "08001"), office("l", "08002")]
    assert far(partners, areas=frozenset({"08002"})) == {}
    assert set(far(partners[:1], areas=frozenset({"08002"}))) == {"08002"}


def test_served_and_near_are_not_the_same():
    """Unten is served from afar; Oben has the seat, and nobody who serves it."""
    partners = [office("k", "08001", serves=("08002",))]
    assert states(partners) == {"08001": "none", "08002": "recorded", "08003": "none"}
    assert set(far(partners)) == {"08002", "08003"}


def test_the_sentence_counts_people():
    said = answer(network([office("k", serves=("08001",))]), km=40).sentence
    assert said.into("de") == (
        "Für 1 von 3 Gebieten ist eine Stelle eingetragen, die dafür da ist. Für 2 (400.000 Menschen) ist keine eingetragen, "
        "obwohl alle Stellen des Landes ihr Einzugsgebiet genannt haben. Weiter als 40 km vom nächsten erfassten Sitz einer "
        "Stelle entfernt sind 2 Gebiete mit 400.000 Menschen."
    )
    assert "2 areas with 400,000 people are farther than 40 km" in said.into("en")


def test_a_place_that_is_not_known_is_said():
    partners = [office("k", "08001", lat=48.0, lon=9.0), office("l", ""), office("m", "08002")]
    found = caveats(partners)
    assert "1 von 3 Stellen haben keinen Ort: Sie fehlen bei der Entfernung." in found
    assert "Bei 1 von 3 Stellen ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte." in found


def test_an_area_without_a_point_is_not_far():
    areas = Areas([*AREAS.values(), Area(ags="08004", name="Irgendwo", population=5)])
    assert "08004" not in far([office("k")], km=0, known_areas=areas)
    assert "Zu 1 von 4 Gebieten ist keine Entfernung bekannt." in caveats([office("k")], known_areas=areas)


@settings(max_examples=80, deadline=None)
@given(networks())
def test_every_area_has_one_state_and_not_asked_no_number(some):
    table = answer(some).tables["unserved"]
    assert table.column("area") == [area.ags for area in some.areas.at_level("district")]
    for status, offices in zip(table.column("status"), table.column("offices"), strict=True):
        assert {"recorded": bool(offices), "none": offices == 0, "not_asked": offices is None}[status]
