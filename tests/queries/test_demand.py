"""Requests by topic, area and year; an unknown outcome stays unknown, and no number says that there is no group where nobody was
asked."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from catalogue_cases import open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import AREAS, network, networks, partner, shuffled

from graphsvc.model import Inquiry, Network, Request, Viewer
from queries.demand import answer

OFFICE = partner("k", "contact_office", area="08001", serves=("08001",))


def request(topic="Angst", area="08001", year=2023, asked=10, met=4):
    return Request(id=f"{topic}-{area}-{year}-{asked}-{met}", topic=topic, area=area, year=year, asked=asked, met=met)


def group(id, topic="Angst", area="08001", **values):
    return partner(id, "self_help_group", topics=(topic,), area=area, **values)


def told(about=("topics",), *, answered=True, complete=True):
    return Inquiry(id="i", partner="k", on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def ask(requests, partners=(), inquiries=(), *, level="district", year=0, **values):
    return answer(network(partners, requests=requests, inquiries=inquiries, **values), level=level, year=year)


def beside(*given, **values):
    """The state, groups, at least and other offers of the one unmet case."""
    (row,) = ask(*given, **values).tables["unmet"].rows
    return row[7:]


def test_requests_stand_by_topic_area_and_year():
    requests = [
        request("Sucht", asked=3, met=3),
        request(year=2022, asked=5, met=5),
        request(asked=10, met=4),
        request(area="08002", asked=7, met=None),
    ]
    found = ask(requests)
    assert found.tables["demand"].rows == (
        ("Angst", "08001", "Oben", 2023, 10, 4, 6, 0),
        ("Angst", "08001", "Oben", 2022, 5, 5, 0, 0),
        ("Angst", "08002", "Unten", 2023, 7, None, None, 7),
        ("Sucht", "08001", "Oben", 2023, 3, 3, 0, 0),
    )
    assert found.tables["topics"].rows == (("Angst", 22, 9, 6, 7), ("Sucht", 3, 3, 0, 0))
    assert found.tables["areas"].rows == (("08001", "Oben", 6, 18, 12, 0), ("08002", "Unten", None, 7, None, 7))
    assert found.tables["unmet"].rows == (("Angst", "08001", "Oben", 6, 15, 9, 0, "not_asked", None, False, None),)


def test_spellings_are_one_topic():
    requests = [
        request("Alkoholsucht", asked=1),
        request("ALKOHOL", asked=2),
        request("angst", asked=3),
        request(asked=4),
    ]
    found = ask(requests).tables["topics"]
    assert dict(zip(found.column("topic"), found.column("asked"), strict=True)) == {"Alkohol": 3, "Angst": 7}


def test_an_unknown_outcome_is_neither_met_nor_unmet():
    rows = ask([request(asked=10, met=4), request(asked=6, met=None)]).tables["demand"].rows
    assert rows == (("Angst", "08001", "Oben", 2023, 16, 4, 6, 6),)
    assert ask([request(met=None)]).tables["unmet"].rows == ()


def test_more_met_than_asked_leaves_nothing_unmet():
    assert ask([request(asked=2, met=5)]).tables["demand"].rows[0][4:] == (2, 5, 0, 0)


@pytest.mark.parametrize(
    "inquiry",
    [None, told(answered=False), told(complete=False), told(about=("clinic",)), told(about=("Rheuma",))],
    ids=["nobody", "unanswered", "incomplete", "about a kind", "about another topic"],
)
def test_where_nobody_told_us_there_is_no_number(inquiry):
    assert beside([request()], [OFFICE], [inquiry] if inquiry else []) == ("not_asked", None, False, None)


def test_none_is_a_zero_only_where_every_office_told_all():
    assert beside([request()], [OFFICE], [told()]) == ("none", 0, False, False)
    second = partner("l", "support_office", area="08001", serves=("08001",))
    assert beside([request()], [OFFICE, second], [told()]) == ("not_asked", None, False, None)


def test_groups_of_the_topic_and_of_those_below_are_counted_where_they_lie():
    groups = [group("a", "Alkoholsucht"), group("b", "Sucht"), group("c", "Angst"), group("d", "Sucht", area="08002")]
    found = ask([request("Sucht")], groups)
    assert found.tables["unmet"].rows[0][7:] == ("recorded", 2, False, None)
    assert found.marks == {"a": 1.0, "b": 1.0}
    assert beside([request("Alkohol")], groups)[1] == 1
    assert beside([request("Alkohol", area="08")], groups, level="state")[1] == 1


def test_another_offer_is_recorded_and_says_nothing_about_groups():
    clinic = partner("c", "clinic", area="08001", topics=("Angst",))
    assert beside([request()], [OFFICE, clinic]) == ("recorded", None, False, True)
    assert beside([request()], [OFFICE, clinic], [told()]) == ("recorded", 0, False, True)


def test_a_record_for_some_and_a_part_of_an_area_are_at_least():
    assert beside([request()], [group("g", represents="some")]) == ("recorded", 1, True, None)
    town = request(area="08001017")
    assert beside([town], [group("g", area="08001017")], areas=frozenset({"08001017"})) == ("recorded", 1, True, None)
    assert beside([town], [OFFICE], [told()], areas=frozenset({"08001017"})) == ("not_asked", None, False, None)


def test_what_a_selection_leaves_out_is_no_zero():
    assert beside([request()], [OFFICE], [told()], kinds=frozenset({"contact_office"}))[:2] == ("not_asked", None)


def test_areas_topics_and_years_are_chosen():
    requests = [request(), request(area="08002"), request("Alkohol"), request("Sucht"), request(year=2022)]
    shown = lambda found: [row[0:2] + row[3:4] for row in found.tables["demand"].rows]  # noqa: E731
    assert shown(ask(requests, areas=frozenset({"08002"}))) == [("Angst", "08002", 2023)]
    assert shown(ask(requests, topics=frozenset({"Sucht"}))) == [("Alkohol", "08001", 2023), ("Sucht", "08001", 2023)]
    assert shown(ask(requests, year=2022)) == [("Angst", "08001", 2022)]


def test_what_has_no_place_on_the_level_is_told_and_not_shown():
    found = ask([request(area="08"), request()])
    assert found.tables["topics"].column("asked") == [10]
    assert found.caveats[0].into("de") == "1 Eintrag über Anfragen hat keinen Ort auf dieser Ebene und fehlt hier."
    assert ask([request(area="08"), request()], level="state").tables["topics"].column("asked") == [20]
    assert ask([request()], level="municipality").sentence.into("de") == (
        "Zu keiner der erfassten Anfragen ist bekannt, in welches Gebiet auf dieser Ebene sie gehört."
    )


@pytest.mark.parametrize(
    ("requests", "partners", "inquiries", "words"),
    [
        ([], [], [], "In dieser Auswahl sind keine Anfragen erfasst. Das heißt nicht, dass niemand gefragt hat."),
        (
            [request(met=None)],
            [],
            [],
            "Für 2023 sind 10 Anfragen erfasst. Bei wie vielen vermittelt wurde, ist nicht bekannt.",
        ),
        ([request(asked=1, met=1)], [], [], "Für 2023 ist 1 Anfrage erfasst. Bei allen wurde vermittelt."),
        (
            [request(), request(year=2021, met=None)],
            [],
            [],
            "Für 2021 bis 2023 sind 20 Anfragen erfasst. Bei 4 wurde vermittelt, bei 6 nicht, bei 10 ist es nicht bekannt. Am "
            "häufigsten offen blieb Angst in Oben, 6-mal. Ob es dort eine Gruppe dazu gibt, ist nicht bekannt.",
        ),
        (
            [request()],
            [OFFICE],
            [told()],
            "Für 2023 sind 10 Anfragen erfasst. Bei 4 wurde vermittelt, bei 6 nicht. Am häufigsten offen blieb Angst in Oben, "
            "6-mal. Dort ist keine Gruppe dazu erfasst; dazu liegt Auskunft vor.",
        ),
        (
            [request(), request("Sucht")],
            [group("g"), group("h")],
            [],
            "Für 2023 sind 20 Anfragen erfasst. Bei 8 wurde vermittelt, bei 12 nicht. Am häufigsten offen, je 6-mal, blieben 2 "
            "Themen und Gebiete, darunter Angst in Oben. Dort sind 2 Gruppen dazu erfasst.",
        ),
    ],
    ids=["none", "unknown", "all met", "nobody asked", "asked and none", "two alike"],
)
def test_the_first_sentence(requests, partners, inquiries, words):
    assert ask(requests, partners, inquiries).sentence.into("de") == words


def test_the_day_of_the_groups_and_of_the_areas_is_told():
    told_all = [caveat.into("de") for caveat in ask([request()]).caveats]
    assert "Die Gruppen sind die vom 01.06.2024, nicht die des Jahres, in dem gefragt wurde." in told_all
    assert "Bevölkerung: Stand 31.12.2023 (Beispiel)." in told_all


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_others_are_told_that_requests_are_for_staff(tmp_path, viewer):
    store = open_store(tmp_path, group("g", area="08117", visibility="public"), request(area="08117"))
    service = service_of(store)
    seen = {each: service.ask("demand", {"area": ["08117"]}, each).answer for each in (Viewer.STAFF, viewer)}
    store.close()
    assert seen[Viewer.STAFF].tables["unmet"].rows[0][:2] == ("Angst", "08117")
    assert (seen[viewer].tables, seen[viewer].marks) == ({}, {})
    assert seen[viewer].sentence.into("de") == "Wonach Menschen eine Stelle gefragt haben, sehen nur Mitarbeitende."


def test_a_map_of_it_shows_where_requests_remained_unmet(tmp_path):
    """And not one of the years, of which an area may have one or several."""
    store = open_store(tmp_path, request(area="08117", asked=30, met=13), request(area="08116", year=2022, met=None))
    drawn = service_of(store).draw("area_map", {"area": ["08117", "08116"]}, Viewer.STAFF, "demand")
    store.close()
    assert drawn.picture.title.into("de") == "Gebietskarte: Offene Anfragen"
    table = drawn.picture.tables["areas"]
    shown = dict(
        zip(table.column("area"), zip(table.column("status"), table.column("value"), strict=True), strict=True)
    )
    assert shown == {"08117": ("recorded", 17.0), "08116": ("not_asked", None)}


@settings(max_examples=80, deadline=None)
@given(networks(), st.sampled_from(["state", "district", "municipality"]), st.integers(0, 100))
def test_every_request_is_counted_once_and_not_asked_never_becomes_a_number(some, level, seed):
    some = some.at(some.day)
    mixed = shuffled(some, seed)
    mixed = Network(
        graph=mixed.graph,
        selection=some.selection,
        areas=some.areas,
        topics=some.topics,
        inquiries=some.inquiries,
        requests=some.requests[::-1],
    )
    found = answer(some, level=level).tables
    assert answer(mixed, level=level).tables == found
    shown = [r for r in some.requests if some.areas.up_to(r.area, level) in some.areas]
    for table in (found["demand"], found["areas"], found["topics"]):
        columns = {name: table.column(name) for name in ("asked", "met", "unmet", "unknown")}
        assert sum(columns["asked"]) == sum(r.asked for r in shown)
        assert sum(columns["unknown"]) == sum(r.asked for r in shown if r.met is None)
        assert sum(filter(None, columns["met"])) == sum(r.met for r in shown if r.met is not None)
        assert sum(filter(None, columns["unmet"])) == sum(max(0, r.asked - r.met) for r in shown if r.met is not None)
    spelled = Counter((some.topics.key(r.topic), some.areas.up_to(r.area, level), r.year) for r in shown)
    assert len(found["demand"].rows) == len(spelled)
    for *_, status, groups, _, offers in found["unmet"].rows:
        assert status != "not_asked" or (groups, offers) == (None, None)
        assert status != "none" or (groups, offers) == (0, False)
        assert status != "recorded" or groups or offers
    assert set(found["areas"].column("area")) <= set(AREAS)
