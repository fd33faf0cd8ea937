"""Where to send somebody: groups near, groups online, the office for the place, other offices; and whom to call."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_networks import AREAS, network, partner, tie

from graphsvc.areas import Area, Areas
from graphsvc.errors import Usage
from queries._reaching import great_circle, way_to
from queries.referral import answer

EARTH = 6371.0


def group(id, topic="Angst", **values):
    return partner(id, "self_help_group", topics=(topic,), **values)


def steps(partners, ties=(), *, areas=AREAS, **arguments):
    found = answer(network(partners, ties, known_areas=areas), **{"about": "Angst", "place": "Oben"} | arguments)
    return [(row[3], row[1]) for row in found.tables["referral"].rows]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 0), (0, 90), EARTH * math.pi / 2),  # a quarter of the equator
        ((90, 0), (-90, 77), EARTH * math.pi),  # pole to pole
        ((48, 9), (49, 9), EARTH * math.pi / 180),  # one degree of a meridian, 111.19 km
        ((60, 0), (60, 180), EARTH * math.pi / 3),  # over the pole: 30 degrees up and 30 down
        ((48.775, 9.182), (48.775, 9.182), 0),
    ],
)
def test_great_circle(a, b, expected):
    assert great_circle(*a, *b) == pytest.approx(expected, abs=1e-6)


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round_the_earth(a, b):
    there = great_circle(*a, *b)
    assert there == pytest.approx(great_circle(*b, *a), abs=1e-3)
    assert 0 <= there <= EARTH * math.pi + 1e-6


def test_order_is_group_then_online_then_serving_office_then_others():
    partners = [
        partner("far", "contact_office", area="08003", serves=("08003",)),
        partner("near", "contact_office", area="08002", serves=("08002",)),
        partner("seat", "contact_office", area="08001"),
        partner("serving", "support_office", area="08003", serves=("08001", "08003")),
        group("online", area="08001", format="online"),
        group("distant", area="08003"),
        group("here", area="08001"),
    ]
    assert steps(partners) == [
        ("group", "here"),
        ("group", "distant"),
        ("online", "online"),
        ("office", "seat"),
        ("office", "serving"),
    ]
    assert steps(partners, about="Rheuma") == [
        ("office", "seat"),
        ("office", "serving"),
        ("found_with", "near"),
        ("found_with", "far"),
    ]
    without = [each for each in partners if each.id not in ("seat", "serving")]
    assert steps(without)[3:] == [("found_with", "near"), ("found_with", "far")]


def test_distances_are_measured_to_the_seat_or_else_to_the_middle_of_the_area():
    partners = [
        group("seat", area="08003", lat=48.2, lon=9.0),
        group("area", area="08003"),
        group("town", area="08003017"),
        group("nowhere"),
    ]
    found = answer(network(partners), about="Angst", place="08001")
    kilometres = dict(
        zip(found.tables["referral"].column("partner"), found.tables["referral"].column("distance_km"), strict=True)
    )
    assert list(kilometres) == ["seat", "area", "town", "nowhere"]
    assert kilometres["seat"] == pytest.approx(0.2 * 111.195, rel=1e-4)
    assert kilometres["area"] == kilometres["town"] == pytest.approx(great_circle(48.0, 9.0, 48.8, 9.1))
    assert kilometres["nowhere"] is None
    assert found.sentence.into("de").endswith("ist SEAT, etwa 22 km entfernt.")
    assert found.caveats[0].into("de").startswith("Bei 3 Gruppen ist nur das Gebiet bekannt")


def test_top_groups_and_as_many_offices():
    groups = [group(f"g{n}", area="08001") for n in range(4)]
    offices = [partner(f"o{n}", "contact_office", area="08001") for n in range(4)]
    assert [id for _, id in steps([*groups, *offices], top=2)] == ["g0", "g1", "o0", "o1"]
    assert len(steps([*groups, *offices], top=0)) == 8


@pytest.mark.parametrize(
    ("topic", "asked", "found"),
    [
        ("Alkoholsucht", "Alkohol", True),
        ("Alkohol", "alkoholsucht", True),
        ("Alkohol", "Sucht", True),
        ("Sucht", "Alkohol", False),
        ("ANGST", "angst", True),
    ],
)
def test_other_spellings_and_topics_below_are_meant_too(topic, asked, found):
    assert (("group", "g") in steps([group("g", topic, area="08001")], about=asked)) is found


@pytest.mark.parametrize(("state", "shown"), [("active", 1), ("founding", 1), ("dormant", 0), ("dissolved", 0)])
def test_nobody_is_sent_to_a_group_that_rests(state, shown):
    assert len(steps([group("g", area="08001", state=state)])) == shown


DIRECT = {"visibility": "public", "attrs": {"contact": "direct"}}


@pytest.mark.parametrize(
    ("values", "way"),
    [
        (DIRECT, "g"),
        (DIRECT | {"visibility": "partners"}, "k"),
        (DIRECT | {"visibility": "internal"}, "k"),
        (DIRECT | {"attrs": {"contact": "office"}}, "k"),
        ({"visibility": "public"}, "k"),
        ({}, "k"),
    ],
)
def test_a_group_is_reached_through_its_office_unless_public_and_direct(values, way):
    given_network = network([partner("k", "contact_office"), group("g", **values)], [tie("k", "g", "supports")])
    assert way_to(given_network, "g") == way


def test_the_way_without_a_supporting_office_is_the_one_for_its_place_or_none():
    serving = partner("k", "contact_office", serves=("08001",))
    assert way_to(network([serving, group("g", area="08001")]), "g") == "k"
    assert way_to(network([serving, group("g", area="08002")]), "g") is None
    refers = network([serving, partner("c", "clinic"), group("g")], [tie("c", "g", "refers_to"), tie("g", "c")])
    assert way_to(refers, "g") is None
    assert way_to(refers, "c") == "c"


def test_places_are_asked_for_and_told_apart():
    assert "bitte" in answer(network([group("g")]), about="Angst").sentence.into("de").lower()
    areas = Areas(
        [Area(ags="08001", name="Neustadt", lat=48, lon=9), Area(ags="09001", name="Neustadt", lat=49, lon=9)]
    )
    for place, words in (("Neustadt", "Neustadt (08001)"), ("Neustatt", "Meinten Sie Neustadt")):
        with pytest.raises(Usage) as found:
            answer(network([group("g")], known_areas=areas), about="Angst", place=place)
        assert found.value.pointer == "place"
        assert words in found.value.text.into("de")


def test_what_is_selected_is_topic_and_place_too():
    chosen = {"areas": frozenset({"08001"}), "topics": frozenset({"Angst"})}
    found = answer(network([group("g", area="08001"), group("h", "Rheuma", area="08001")], **chosen))
    assert found.tables["referral"].column("partner") == ["g"]


def told(partners, ties=(), **arguments):
    return answer(network(partners, ties), **{"about": "Angst", "place": "Oben"} | arguments)


K = partner("k", "contact_office", name="Stelle", area="08001", serves=("08001",))
SUPPORTED = [tie("k", "g", "supports")]


@pytest.mark.parametrize(
    ("values", "ties", "said"),
    [
        ({"area": "08003"}, SUPPORTED, "ist G, etwa 89 km entfernt. Der Weg zu ihr führt über Stelle."),
        ({"area": "08003"} | DIRECT, SUPPORTED, "ist G, etwa 89 km entfernt. Sie ist direkt zu erreichen."),
        ({"area": "08003"}, [], "ist G, etwa 89 km entfernt."),
        ({"area": "08001"}, SUPPORTED, "zu Angst ist in Oben: G. Der Weg zu ihr führt über Stelle."),
        ({"format": "online", "area": "08003"}, [], "Zu Angst ist eine Gruppe erfasst, die sich online trifft: G."),
        ({"format": "online"}, SUPPORTED, "die sich online trifft: G. Der Weg zu ihr führt über Stelle."),
        ({}, SUPPORTED, "wie weit es von Oben ist, wissen wir nicht. Der Weg zu ihr führt über Stelle."),
        ({"state": "dormant"}, [], "Zu Angst ist keine aktive Gruppe erfasst. Für Oben ist Stelle da und hilft auch"),
    ],
)
def test_the_sentence_says_what_is_said_on_the_phone(values, ties, said):
    assert said in told([K, group("g", **values)], ties).sentence.into("de")


def test_without_an_office_for_the_place_the_nearest_is_named_or_none():
    away = partner("w", "contact_office", name="Weg", area="08002", serves=("08002",))
    assert told([away]).sentence.into("de").endswith("Für Oben ist keine Stelle erfasst; am nächsten liegt Weg.")
    assert told([]).sentence.into("de") == (
        "Zu Angst ist keine aktive Gruppe erfasst. Für Oben ist auch keine Stelle erfasst."
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Angts", "Das Thema „Angts“ ist nicht bekannt. Meinten Sie Angst?"),
        ("Alkohl", "Meinten Sie Alkohol?"),
        ("alkoholsucht", "Zu Alkohol ist keine aktive Gruppe erfasst."),
        ("Rheuma", "Zu Rheuma ist keine aktive Gruppe erfasst."),
    ],
)
def test_a_topic_that_nobody_has_may_be_misspelt(asked, said):
    """Otherwise a slip on the phone would read as: there is no group."""
    assert said in told([K, group("g")], about=asked).sentence.into("de")


def test_a_group_says_how_it_meets_for_whom_and_why_it_fits():
    values = {"format": "hybrid", "languages": ("Türkisch", "Deutsch"), "audience": "Angehörige", "state": "founding"}
    one = partner("g", "self_help_group", area="08001", topics=("Alkohol", "Angst"), **values)
    table = told([one, K], about="Sucht").tables["details"]
    found = [dict(zip(table.names[3:], row[3:], strict=True)) for row in table.rows]
    assert found[0] == values | {"topics": ("Alkohol",), "area": "08001"}
    assert found[1] == {
        "topics": (),
        "area": "08001",
        "format": None,
        "languages": (),
        "audience": None,
        "state": "active",
    }


def test_the_first_table_fits_a_phone():
    tables = told([K, group("g", area="08001")]).tables
    assert tables["referral"].names == ("rank", "partner", "name", "step", "distance_km", "way")
    assert tables["referral"].column("partner") == tables["details"].column("partner") == ["g", "k"]


@pytest.mark.parametrize(
    ("areas", "where"),
    [
        ({"08001"}, "Gesucht wurde nur im Gebiet Oben. Bitte auch im größeren Gebiet suchen: Land."),
        ({"08001", "08002"}, "Gesucht wurde nur im Gebiet Oben und Unten. Bitte auch ohne Gebiet suchen."),
        ({"08"}, "Gesucht wurde nur im Gebiet Land. Bitte auch ohne Gebiet suchen."),
    ],
)
def test_where_little_is_found_in_the_area_chosen_it_says_where_else_to_look(areas, where):
    def asked(*groups, areas=frozenset(areas)):
        found = answer(network([K, *groups], areas=areas), about="Angst", place="Oben")
        return found.sentence.into("de"), [caveat.into("de") for caveat in found.caveats]

    several = [group(id, area="08001", lat=48.0, lon=9.0) for id in "ghi"]
    assert asked()[0].endswith(f"hilft auch bei einer Gründung. {where}")
    assert where in asked(*several[:2])[1]
    for enough in (asked(*several), asked(*several[:2], areas=frozenset()), asked(areas=frozenset())):
        assert not any("Gesucht wurde" in text for text in (enough[0], *enough[1]))


def test_groups_that_rest_are_counted():
    rested = [
        group("g"),
        group("h", state="dormant"),
        group("i", state="dissolved"),
        group("j", "Rheuma", state="dormant"),
    ]
    caveats = [caveat.into("de") for caveat in told(rested).caveats]
    assert caveats[0] == "1 Gruppe zu diesem Thema ruht und steht nicht in der Liste."
