"""Access per area: by hand, beyond borders, by travel time, and never a number where nobody told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import AREAS, network, partner

from graphsvc.areas import Area, Areas
from graphsvc.kernels.access import THREE_ZONES
from graphsvc.model import Inquiry, Viewer
from queries.accessibility import answer

STAND = {"stand": date(2023, 12, 31), "source": "Beispiel"}


def place(ags, population=1000, lat=48.0, lon=9.0, **values):
    return Area(ags=ags, name=f"Ort {ags}", population=population, lat=lat, lon=lon, **values)


# 11.1 km apart from each other in a row, the last one 111 km away; two districts
ROW = [
    place("08001001", 1000, 48.0),
    place("08001002", 3000, 48.1),
    place("08002001", 6000, 48.2),
    place("08002002", 500, 49.2),
]
TOWNS = Areas([place("08", None), place("08001", 4000), place("08002", 6500), *ROW], **STAND)


def office(id="k", area="08001001", **values):
    return partner(id, "contact_office", area=area, **values)


def group(id="g", area="08001001", topics=("Angst",), **values):
    return partner(id, "self_help_group", area=area, topics=topics, **values)


def told(by="k", about=("topics",)):
    return Inquiry(id=f"i-{by}", partner=by, on=date(2024, 1, 1), about=about, complete=True)


def asked(partners, *, known_areas=TOWNS, inquiries=(), areas=(), topics=(), viewer=Viewer.STAFF, **arguments):
    selected = {"areas": frozenset(areas), "topics": frozenset(topics), "viewer": viewer}
    return answer(network(partners, known_areas=known_areas, inquiries=inquiries, **selected), **arguments)


def rows(*given, **values):
    table = asked(*given, **values).tables["accessibility"]
    return {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}


def access(*given, **values):
    return {ags: row["access"] for ags, row in rows(*given, **values).items()}


def caveats(*given, **values):
    return [caveat.into("de") for caveat in asked(*given, **values).caveats]


def test_columns_are_the_contract_and_all_municipalities_stand_there():
    table = asked([office()]).tables["accessibility"]
    assert table.names == ("area", "name", "population", "access", "per_100000", "reach")
    assert table.column("area") == [area.ags for area in ROW]
    assert table.column("population") == [area.population for area in ROW]


def test_an_office_is_shared_by_all_within_reach():
    assert access([office()], km=12) == pytest.approx(
        {"08001001": 1 / 4000, "08001002": 1 / 4000, "08002001": 0, "08002002": 0}
    )
    assert access([office(), office("l", "08002001")], km=12) == pytest.approx(
        {"08001001": 1 / 4000, "08001002": 1 / 4000 + 1 / 9000, "08002001": 1 / 9000, "08002002": 0}
    )
    found = rows([office(), office("l", "08002001")], km=12)
    assert [row["reach"] for row in found.values()] == [1, 2, 1, 0]
    assert found["08001001"]["per_100000"] == pytest.approx(25)


def test_e2sfca_weighs_what_is_near_by_hand():
    """Zones to 10, 20 and 30 km: at home, at 11.1 and at 22.2 km."""
    people = 1000 + 0.68 * 3000 + 0.22 * 6000
    expected = {"08001001": 1 / people, "08001002": 0.68 / people, "08002001": 0.22 / people, "08002002": 0}
    assert THREE_ZONES == (1, 0.68, 0.22)
    assert access([office()], method="e2sfca") == pytest.approx(expected)


def test_a_capacity_counts_and_the_assumption_is_told():
    found = [office(), office("l", "08001001", attrs={"capacity": "2,5"}), office("m", attrs={"capacity": "viel"})]
    assert access(found, km=12)["08001001"] == pytest.approx(4.5 / 4000)
    assert any("gilt für 2 von 3 Stellen" in text for text in caveats(found, km=12))


@pytest.mark.parametrize("chosen", [("08001",), ("08002",), ("08001001", "08002001"), ()])
def test_the_same_whichever_area_is_selected(chosen):
    """An office on the border counts the same from both sides, and is shared with those beyond."""
    partners = [office(), office("l", "08002001", lat=48.15, lon=9.0)]
    everything = rows(partners, km=12)
    some = rows(partners, areas=chosen, km=12)
    assert some == {ags: row for ags, row in everything.items() if not chosen or ags.startswith(chosen)}
    assert len(some) in (2, 4)


def test_moving_a_point_moves_only_the_answers_of_its_neighbours():
    """The last place stays far from all that moves, and what it shares stays as it was."""
    partners = [office(), office("l", "08002002")]
    moved = Areas(
        [a if a.ags != "08001002" else replace(a, lat=48.05, population=9000) for a in TOWNS.values()], **STAND
    )
    before, after = rows(partners, km=30), rows(partners, known_areas=moved, km=30)
    assert before["08002002"] == after["08002002"]
    assert before["08001001"]["access"] != after["08001001"]["access"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([a.ags for a in ROW] + ["08001", ""]), st.sampled_from(["", "2", "0.5"])), max_size=8
    ),
    st.sampled_from([0.0, 5.0, 12.0, 30.0, 100.0]),
    st.sampled_from(["2sfca", "e2sfca"]),
    st.sampled_from(["office", "group"]),
)
def test_people_times_access_is_the_supply_within_reach(given_offices, km, method, of):
    make = office if of == "office" else group
    partners = [make(f"k{n}", area, attrs={"capacity": c}) for n, (area, c) in enumerate(given_offices)]
    found = rows(partners, km=km, method=method, of=of)
    # the district's point is that of its first municipality: wherever a seat is known, people live there
    supply = sum(float(c or 1) for area, c in given_offices if area)
    assert sum(row["population"] * (row["access"] or 0) for row in found.values()) == pytest.approx(supply)


def test_without_people_or_place_there_is_no_number():
    areas = Areas([*ROW, place("08003001", None, 48.0), place("08003002", 700, None, None), place("08003003", 0, 48.0)])
    found = rows([office()], known_areas=areas)
    assert [found[ags]["access"] for ags in ("08003001", "08003002")] == [None, None]
    assert found["08003003"]["access"] == found["08001001"]["access"] > 0  # nobody lives there: they take nothing
    assert any("Zu 2 von 7 Gebieten fehlen" in text for text in caveats([office()], known_areas=areas))


def test_where_municipalities_are_not_loaded_districts_stand_there_and_it_is_said():
    table = asked([office(area="08001")], known_areas=AREAS).tables["accessibility"]
    assert table.column("area") == ["08001", "08002", "08003"]
    assert any(
        "3 Gebiete sind als Ganzes gerechnet, von ihrer Mitte aus" in text
        for text in caveats([office()], known_areas=AREAS)
    )
    assert not any("als Ganzes" in text for text in caveats([office()]))


def test_a_district_stands_for_itself_where_only_its_own_municipalities_lack():
    some = Areas([place("08001"), place("08002"), ROW[0], ROW[1]])
    assert list(rows([office()], known_areas=some)) == ["08001001", "08001002", "08002"]


def test_a_town_that_has_become_a_municipality_counts_once():
    """Eisenach was a district until 2021: an older list still has it beside the municipality it is today."""
    areas = Areas([place("16056", urban=True), place("16063"), replace(place("16063105"), name="Ort 16056, Stadt")])
    assert list(rows([office()], known_areas=areas)) == ["16063105"]
    county = Areas([place("16056"), place("16063"), replace(place("16063105"), name="Ort 16056, Stadt")])
    assert list(rows([office()], known_areas=county)) == ["16056", "16063105"]


def test_a_place_that_is_not_known_is_said():
    partners = [office(), office("l", "08"), office("m", ""), office("n", "08001002", lat=48.0, lon=9.0)]
    assert access(partners, km=5)["08001001"] == pytest.approx(2 / 1000)
    found = caveats(partners, km=5)
    assert "2 Stellen haben hier keinen Ort und sind nicht mitgezählt." in found
    assert "Bei 1 von 2 Stellen ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte." in found


def test_a_municipality_that_is_not_loaded_takes_its_district_s_point():
    assert access([office(area="08001777")], km=5)["08001001"] == pytest.approx(1 / 1000)


def minutes(**pairs):
    return Areas(
        [*ROW],
        minutes={tuple(f"0800{end}" for end in pair[1:].split("_")): value for pair, value in pairs.items()},
        **STAND,
    )


def test_travel_times_count_instead_of_kilometres():
    times = minutes(m1002_1001=45, m2001_1001=45.1, m2002_1001=10)
    expected = {"08001001": 1 / 4500, "08001002": 1 / 4500, "08002001": 0, "08002002": 1 / 4500}
    found = asked([office()], known_areas=times, minutes=45)
    assert dict(
        zip(found.tables["accessibility"].column("area"), found.tables["accessibility"].column("access"), strict=True)
    ) == (pytest.approx(expected))
    assert "in höchstens 45 Minuten Fahrzeit" in found.sentence.into("de")


def test_an_area_that_no_travel_time_speaks_of_has_no_number():
    found = rows([office(), office("l", "08002001")], known_areas=minutes(m1002_1001=5), minutes=45)
    assert found["08002001"]["access"] is None
    assert found["08001002"]["access"] == pytest.approx(1 / 4000)


def test_without_travel_times_it_says_that_it_measured_kilometres():
    assert access([office()], minutes=45) == access([office()])
    assert "Es sind keine Fahrzeiten geladen. Gerechnet ist mit der Luftlinie (Umkreis in km)." in caveats(
        [office()], minutes=45
    )


def test_only_groups_of_the_topics_chosen_count():
    partners = [group("a", topics=("Sucht",)), group("b", topics=("alkoholsucht",)), group("c"), group("d", topics=())]
    assert rows(partners, of="group", km=5)["08001001"]["reach"] == 4
    assert rows(partners, of="group", km=5, topics=("Sucht",))["08001001"]["reach"] == 2
    assert rows(partners, of="group", km=5, topics=("Alkohol",))["08001001"]["reach"] == 1


def test_not_asked_is_no_number_and_none_is_zero():
    served = ("08001", "08002")
    partners = [office(serves=served), group()]
    silent = rows(partners, of="group", km=5)
    assert [row["status"] for row in silent.values()] == ["recorded"] + ["not_asked"] * 3
    assert [silent["08002002"][name] for name in ("access", "per_100000", "reach")] == [None] * 3
    complete = rows(partners, of="group", km=5, inquiries=[told()])
    assert [row["status"] for row in complete.values()] == ["recorded"] + ["none"] * 3
    assert [complete["08002002"][name] for name in ("access", "per_100000", "reach")] == [0, 0, 0]


def test_none_needs_an_answer_for_all_that_is_within_reach():
    """A group just beyond the border may be within reach: whoever serves there has to tell, too."""
    partners = [office(serves=("08001",)), office("l", serves=("08002",)), group(area="08002002")]
    found = rows(partners, of="group", km=12, inquiries=[told()])
    assert [row["status"] for row in found.values()] == ["none", "not_asked", "not_asked", "recorded"]


@pytest.mark.parametrize(
    "unknown",
    [
        {"inquiries": [told(about=("Rheuma",))]},
        {"inquiries": [replace(told(), complete=False)]},
        {"inquiries": [replace(told(), answered=False)]},
        {"inquiries": [told()], "more": [group("h", "")]},
        {"inquiries": [told()], "kinds": frozenset({"contact_office", "self_help_group"})},
        {"inquiries": [told()], "fields": frozenset({"health"})},
    ],
    ids=["another topic", "incomplete", "unanswered", "a group somewhere", "kinds left out", "fields left out"],
)
def test_otherwise_nobody_was_asked(unknown):
    partners = [office(serves=("08001", "08002")), group(), *unknown.pop("more", ())]
    given_network = network(partners, known_areas=TOWNS, topics=frozenset({"Angst"}), **unknown)
    table = answer(given_network, of="group", km=5).tables["accessibility"]
    assert table.column("status") == ["recorded"] + ["not_asked"] * 3
    assert table.column("access")[1:] == [None] * 3


def test_without_any_office_there_is_no_number():
    found = asked([group()])
    assert set(found.tables["accessibility"].column("access")) == {None}
    assert found.sentence.into("de").startswith("Das lässt sich hier nicht sagen")


def test_the_sentence_says_how_many_live_far_and_what_the_others_have():
    said = asked([office()], km=12).sentence
    assert said.into("de") == (
        "Von 10.500 Menschen leben 6.500 (61,9 %) dort, wo im Umkreis von 12 km Luftlinie keine Stelle erfasst ist. "
        "Bei den anderen kommen auf je 100.000 meist etwa 25 Stellen."
    )
    assert said.into("en").startswith(
        "Of 10,500 people 6,500 (61.9 %) live where no office is recorded within 12 km as the crow flies."
    )
    everybody = asked([office(), office("l", "08002002")], km=30).sentence.into("de")
    assert everybody.startswith("Für alle 10.500 Menschen ist im Umkreis von 30 km Luftlinie eine Stelle erfasst.")
    nobody = asked([office(area="08002002")], areas=("08001",)).sentence.into("de")
    assert nobody == "Für niemanden von 4.000 Menschen ist im Umkreis von 30 km Luftlinie eine Stelle erfasst."


def test_the_day_of_the_figures_is_told():
    assert "Bevölkerung: Stand 31.12.2023 (Beispiel)." in caveats([office()])


def test_a_topic_chosen_changes_no_office_and_that_is_told():
    plain, chosen = (caveats([office(), group()], topics=topics) for topics in ((), ("Angst",)))
    assert access([office(), group()]) == access([office(), group()], topics=("Angst",))
    told_so = "Das gewählte Thema ändert hier nichts: Gezählt sind Stellen, und sie sind für alle Themen da."
    assert (told_so in plain, told_so in chosen) == (False, True)
    assert told_so not in caveats([office(), group()], topics=("Angst",), of="group")


def test_groups_of_which_only_the_district_is_known_make_no_distance_to_speak_of():
    vague, known = group("a", area="08001"), group("b", area="08001002")
    said = asked([vague], of="group")
    assert said.sentence.into("de") == (
        "Wie weit es zu Gruppen ist, lässt sich hier nicht sagen: Bei 1 von 1 ist nur der Kreis bekannt, nicht die Gemeinde."
    )
    both = asked([vague, known], of="group")
    assert "nicht sagen" not in both.sentence.into("de")
    assert "Bei 1 von 2 Gruppen ist nur der Kreis bekannt, nicht die Gemeinde: Dort sind die Wege nur grob." in [
        caveat.into("de") for caveat in both.caveats
    ]
