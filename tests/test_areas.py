"""Areas are found as people name them: by AGS, PLZ or name, and never by guessing between several."""

from __future__ import annotations

import pytest

from graphsvc.areas import Area, Areas, bare_name, meets
from graphsvc.data import shipped_areas

AREAS = Areas(
    [
        Area(ags="06", name="Hessen"),
        Area(ags="06412", name="Frankfurt am Main", urban=True),
        Area(ags="08", name="Baden-Württemberg"),
        Area(ags="08117", name="Göppingen"),
        Area(ags="08117026", name="Göppingen, Stadt", postcode="73033"),
        Area(ags="12053", name="Frankfurt (Oder), Stadt", urban=True),
        Area(ags="14713", name="Leipzig", urban=True),
        Area(ags="14729", name="Landkreis Leipzig"),
        Area(ags="01051", name="Dithmarschen"),
        Area(ags="01051001", name="Neustadt", postcode="01067"),
        Area(ags="08117027", name="Neustadt"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("08117", "08117"),
        ("8117", "08117"),
        ("8117.0", "08117"),
        ("73033", "08117026"),
        ("1067", "01051001"),
        ("1067.0", "01051001"),
        ("Leipzig", "14713"),
        ("Landkreis Leipzig", "14729"),
        ("LK Leipzig", "14729"),
        ("Frankfurt / Main", "06412"),
        ("Frankfurt a. M.", "06412"),
        ("baden-württemberg", "08"),
    ],
)
def test_a_place_is_found(text, found):
    assert [area.ags for area in AREAS.find(text)] == [found]


@pytest.mark.parametrize("text", ["Nirgendwo", "99999", ""])
def test_what_is_not_there_is_not_found(text):
    assert AREAS.find(text) == ()


def test_a_name_that_fits_several_gives_all_of_them():
    assert {area.ags for area in AREAS.find("Neustadt")} == {"01051001", "08117027"}


def test_areas_meet_where_one_lies_in_the_other():
    assert meets("08", "08117026")
    assert meets("08117026", "08")
    assert not meets("08116", "08117")


def test_within_keeps_parents_and_children():
    assert set(AREAS.within(["08117"])) == {"08", "08117", "08117026", "08117027"}


def test_every_shipped_district_is_found_by_its_own_name():
    areas = shipped_areas()
    for area in areas.at_level("district"):
        assert area.ags in {found.ags for found in areas.find(area.name)}, area


def test_a_bare_name_has_no_titles():
    assert bare_name("Landeshauptstadt Stuttgart") == bare_name("Stuttgart, Stadt")
