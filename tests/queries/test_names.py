"""Partners of one name are told apart by their place, and where that is not enough by their id."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from small_networks import AREAS, network, networks, partner, tie

from queries import hubs, introductions
from queries._names import names_of


def alike(id, area):
    return partner(id, "contact_office", name="KISS", area=area)


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (("08001",), ["KISS"]),
        (("08001", "08002"), ["KISS (Oben)", "KISS (Unten)"]),
        (("08001", "08002", "08002017"), ["KISS (Oben)", "KISS (Unten) [b]", "KISS (Unten) [c]"]),
        (("08001", ""), ["KISS (Oben)", "KISS"]),
        (("", ""), ["KISS [a]", "KISS [b]"]),
    ],
    ids=["one", "two places", "two in one place", "a place and none", "no places"],
)
def test_a_name_has_its_place_only_where_others_have_it_too(areas, expected):
    offices = [alike(id, area) for id, area in zip("abc", areas, strict=False)]
    assert list(names_of(network([*offices, partner("x")], known_areas=AREAS)).values()) == [*expected, "X"]


@settings(max_examples=50, deadline=None)
@given(networks())
def test_no_two_partners_are_called_the_same(some):
    names = names_of(some)
    assert names.keys() == some.graph.nodes.keys()
    assert len(set(names.values())) == len(names)


def test_sentences_and_tables_say_where():
    some = network([alike("a", "08001"), alike("b", "08002"), partner("x", "clinic")], [tie("a", "x"), tie("b", "x")])
    found = introductions.answer(some, partner="a", to="b").sentence.into("de")
    assert found == "X ist mit KISS (Oben) und mit KISS (Unten) verbunden und könnte beide bekannt machen."
    assert hubs.answer(some).tables["hubs"].column("name") == ["X", "KISS (Oben)", "KISS (Unten)"]
