"""How unequally access and groups are shared out: by hand, whatever the populations are multiplied by."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import AREAS, network, networks, partner

from graphsvc.areas import Area, Areas
from graphsvc.model import Inquiry
from queries.inequality import answer
from visualisations import area_map


def group(id, area="08001", **values):
    return partner(id, "self_help_group", area=area, **values)


def office(id, area="08001", **values):
    return partner(id, "contact_office", area=area, **values)


TOLD = Inquiry(id="i", partner="k", on=date(2024, 1, 1), complete=True)


def gini(network_, **arguments):
    return answer(network_, **arguments).tables["gini"].rows[0]


def test_groups_per_head_by_hand():
    """Of 600,000: a third with 4, a sixth with 2, half with 6 groups, so per head alike: 2, 2 and 2 for each 100,000."""
    groups = [
        group(f"{area}-{n}", area) for area, count in (("08001", 4), ("08002", 2), ("08003", 6)) for n in range(count)
    ]
    assert gini(network(groups), of="per_head") == (pytest.approx(0, abs=1e-12), 3, 600_000)
    # only Oben's 200,000 and Unten's 100,000 have some, 1 and 4: shares 2/3 and 1/3 of the people, 1/5 and 4/5 of the groups
    some = network([group("a"), *(group(f"b{n}", "08002") for n in range(4))])
    assert gini(some, of="per_head") == (pytest.approx(2 / 3 - 1 / 5), 2, 300_000)
    assert answer(some, of="per_head").tables["inequality"].rows == ((0, 0), (pytest.approx(2 / 3), 0.2), (1, 1))


def test_a_district_that_nobody_told_of_is_left_out_and_one_without_groups_is_not():
    partners = [office("k", serves=("08001", "08002")), group("a")]
    silent = answer(network(partners), of="per_head")
    assert silent.tables["gini"].rows[0] == (0, 1, 200_000)
    assert "2 von 3 Gebieten sind nicht dabei (400.000 Menschen): Zu ihnen fehlt eine Angabe." in [
        caveat.into("de") for caveat in silent.caveats
    ]
    told = network(partners, inquiries=[TOLD])
    assert gini(told, of="per_head") == (pytest.approx(1 / 3), 2, 300_000)


def test_access_to_offices_by_hand():
    """Within 5 km each office is its own district's: 1 for 200,000 and 1 for 100,000, none for 300,000 of 600,000.

    Half of the people have nothing, a third has half of all: 1 − (1/3 · 1/2 + 1/6 · (1/2 + 1)) = 7/12.
    """
    found = answer(network([office("k"), office("l", "08002")]), km=5)
    assert found.tables["gini"].rows[0] == (pytest.approx(7 / 12), 3, 600_000)
    assert [row[1] for row in found.tables["inequality"].rows] == pytest.approx([0, 0, 0.5, 1])
    assert found.sentence.into("de") == (
        "Zugang zu Stellen: Auf die Hälfte der 600.000 Menschen, die am wenigsten davon haben, kommen zusammen 0 %; bei gleicher "
        "Verteilung wären es 50 %. Der Gini-Koeffizient ist 0,58 (0: alle gleich viel; 1: wenige haben alles)."
    )


def test_each_area_stands_in_the_order_of_the_curve_with_its_share_of_the_average():
    """2 groups for 600,000 people: 0.33 for each 100,000. Unten has 1 for 100,000, Oben 1 for 200,000, Drüben none."""
    partners = [office("k", serves=("08001", "08002", "08003")), group("a"), group("b", "08002")]
    told = answer(network(partners, inquiries=[TOLD]), of="per_head").tables["areas"]
    assert told.names == ("area", "name", "population", "relative", "per_100000", "status")
    assert [(row[0], *row[2:]) for row in told.rows] == [
        ("08003", 300_000, 0, 0, "none"),
        ("08001", 200_000, pytest.approx(150), pytest.approx(0.5), "recorded"),
        ("08002", 100_000, pytest.approx(300), pytest.approx(1), "recorded"),
    ]
    silent = answer(network(partners), of="per_head").tables["areas"]  # of the two: 2 for 300,000
    assert [(row[0], *row[3:]) for row in silent.rows] == [
        ("08001", pytest.approx(75), pytest.approx(0.5), "recorded"),
        ("08002", pytest.approx(150), pytest.approx(1), "recorded"),
        ("08003", None, None, "not_asked"),
    ]


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(["office", "group", "per_head"]))
def test_by_their_people_the_areas_make_the_average(some, of):
    rows = answer(some, of=of).tables["areas"].rows
    known = [(population, relative) for _, _, population, relative, *_ in rows if relative is not None]
    people = sum(population for population, _ in known)
    assert sum(population * relative for population, relative in known) == pytest.approx(100 * people)
    assert [relative for _, relative in known] == sorted(relative for _, relative in known)


def test_the_area_map_shades_what_comes_to_a_person():
    some = network([office("k"), office("l", "08002")])
    picture = area_map.draw(some, answer(some, km=5))
    assert "Zugang zu Stellen, Durchschnitt aller Menschen = 100" in picture.svg("de")
    assert [note for note in picture.notes if "stattdessen" in note.into("de")] == []
    found = {row[0]: row[3] for row in picture.tables["areas"].rows}
    assert found == {"08001": pytest.approx(150), "08002": pytest.approx(300), "08003": 0}


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(["office", "group", "per_head"]), st.sampled_from([2, 10, 1000]))
def test_k_times_the_people_leave_it_as_it_is(some, of, k):
    more = [replace(area, population=(area.population or 0) * k) for area in some.areas.values()]
    other = copy(some)
    other.areas = Areas(more)
    before, after = (gini(each.at(each.day), of=of)[0] for each in (some, other))
    assert before == (None if after is None else pytest.approx(after, abs=1e-9))


def test_many_areas_make_a_hundred_and_one_points_and_the_whole_gini():
    areas = [Area(ags=f"{8001 + n:05d}", name=str(n), population=1000, lat=48 + n / 2, lon=9.0) for n in range(80)]
    areas += [Area(ags=f"{9001 + n:05d}", name=str(n), population=1000, lat=-48 - n / 2, lon=9.0) for n in range(80)]
    groups = [group(f"{area.ags}-{n}", area.ags) for place, area in enumerate(areas) for n in range(place + 1)]
    found = answer(network(groups, known_areas=Areas(areas)), of="per_head")
    curve = found.tables["inequality"].rows
    assert len(curve) == 101
    assert (curve[0], curve[-1]) == ((0, 0), (1, 1))
    # of the numbers 1 to n it is (n − 1) / 3n
    assert found.tables["gini"].rows[0][0] == pytest.approx(159 / 480)


@pytest.mark.parametrize("of", ["office", "group", "per_head"])
def test_where_nothing_is_recorded_there_is_none(of):
    found = answer(network(), of=of)
    assert found.tables["gini"].rows[0] == (None, 0, 0)
    assert found.tables["inequality"].rows == found.tables["areas"].rows == ()
    assert found.sentence.into("de").startswith("Das lässt sich hier nicht sagen")


def test_the_whole_of_the_areas_selected():
    partners = [office("k"), office("l", "08002")]
    assert gini(network(partners, areas=frozenset({"08001", "08002"})), km=5)[1:] == (2, 300_000)
    assert gini(network(partners, known_areas=AREAS, areas=frozenset({"08001"})), km=5) == (0, 1, 200_000)
