"""Members and committees: each seat is one line, both sides stand so that few cross, many are counted."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_cases import cases, marked
from small_networks import DAY, network, networks, partner, shuffled, tie

import app
from graphsvc.areas import Area, Areas
from graphsvc.model import Viewer
from queries.committees import answer as asked
from visualisations._committee_svg import Seat
from visualisations._svg import MARK, PALE_MARK
from visualisations.committee_map import ordered

SVG = "{http://www.w3.org/2000/svg}"


def draw(given_network, answer=None):
    return app.CATALOGUE.maps["committee_map"].draw(given_network, answer, {})


def seat(member, committee, **values):
    return tie(member, committee, "member_of", **values)


def texts(picture):
    return [node.text for node in ET.fromstring(picture.svg("de")).iter(f"{SVG}text")]


PARTNERS = [
    partner("p", "committee", name="PSAG"),
    partner("r", "council", name="Rat"),
    partner("a", "authority", name="Amt"),
    partner("k", "clinic", name="Klinik"),
]


def test_seats_by_hand():
    picture = draw(network(PARTNERS, [seat("k", "p"), seat("k", "r"), seat("a", "p"), tie("a", "r")]))
    assert [row[:5] for row in picture.tables["members"].rows] == [
        ("a", "Amt", "administration", "authority", 1),
        ("k", "Klinik", "care", "clinic", 2),
    ]
    assert [(row[1], row[4]) for row in picture.tables["committees"].rows] == [("PSAG", 2), ("Rat", 1)]
    assert picture.tables["seats"].rows == (
        ("a", "Amt", "p", "PSAG", False),
        ("k", "Klinik", "p", "PSAG", False),
        ("k", "Klinik", "r", "Rat", False),
    )
    assert {"Arbeitskreis, 2 erfasste Mitglieder", "Rat oder Ausschuss, 1 erfasstes Mitglied"} <= set(texts(picture))


def test_a_planned_seat_is_dashed_and_counts_for_nobody():
    picture = draw(network(PARTNERS, [seat("k", "p", status="planned"), seat("a", "p", status="none")]))
    assert picture.tables["seats"].rows == (("k", "Klinik", "p", "PSAG", True),)
    assert "Arbeitskreis, kein Mitglied erfasst" in texts(picture)
    (line,) = ET.fromstring(picture.svg("de")).iter(f"{SVG}path")
    assert line.get("stroke-dasharray") == "6 4"
    assert line.find(f"{SVG}title").text == "Klinik ist Mitglied in PSAG (geplant)"
    both = [seat("k", "p", status="planned"), seat("k", "p", id="2")]
    for ties in (both, both[::-1]):  # it has come true
        assert draw(network(PARTNERS, ties)).tables["seats"].column("planned") == [False]


def test_only_seats_of_the_day_are_drawn():
    ties = [seat("k", "p", until=date(2024, 5, 31)), seat("a", "p", since=date(2024, 6, 2))]
    assert "seats" not in draw(network(PARTNERS, ties, since=date(2020, 1, 1))).tables
    assert "seats" in draw(network(PARTNERS, [seat("k", "p", until=DAY)])).tables


def test_committees_without_a_member_are_for_staff():
    for viewer in Viewer:
        picture = draw(network(PARTNERS, [seat("k", "p")], viewer=viewer))
        names = picture.tables["committees"].column("name")
        assert names == (["PSAG", "Rat"] if viewer is Viewer.STAFF else ["PSAG"])
    nothing = draw(network(PARTNERS, viewer=Viewer.PUBLIC))
    assert nothing.tables == {}
    assert "kein Mitglied erfasst" in nothing.notes[0].into("de")


def test_no_committee_is_not_said_to_be_none():
    picture = draw(network([partner("k", "clinic")]))
    assert picture.notes[0].into("de").endswith("Das heißt nicht, dass es keines gibt.")


def crossings(left, right, seats):
    above = {id: place for side in (left, right) for place, id in enumerate(side)}
    pairs = [(above[s.member], above[s.committee]) for s in seats]
    return sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(pairs) for c, d in pairs[:n])


def test_blocks_are_found_again_without_a_crossing():
    """Four committees with four members each, whose names mix them up."""
    names = [f"m{n:02}" for n in range(16)]
    random.Random(3).shuffle(names)
    seats = [Seat(name, f"c{number % 4}", False) for number, name in enumerate(names)]
    seen = network([*(partner(n) for n in names), *(partner(f"c{n}", "committee") for n in range(4))])
    left, right = ordered(sorted(names), [f"c{n}" for n in range(4)], seats, seen)
    assert crossings(sorted(names), [f"c{n}" for n in range(4)], seats) > 20
    assert crossings(left, right, seats) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=25, unique=True))
def test_an_order_holds_each_once(pairs):
    seats = [Seat(f"m{m}", f"c{c}", False) for m, c in pairs]
    members = sorted({s.member for s in seats})
    committees = [f"c{n}" for n in range(5)]
    seen = network([*(partner(n) for n in members), *(partner(n, "committee") for n in committees)])
    left, right = ordered(members, committees, seats, seen)
    assert sorted(left) == members
    assert sorted(right) == committees


def test_many_members_are_counted():
    many = [partner(f"c{n:02}", "clinic") for n in range(61)]
    seats = [seat(each.id, "p") for each in many] + [seat("a", "p", status="planned"), seat("a", "r")]
    picture = draw(network([*PARTNERS, *many], seats), marked(c00=1.0, nobody=1.0))
    rows = {
        row[1]: dict(zip(picture.tables["committees"].names[2:], row[2:], strict=True))
        for row in picture.tables["committees"].rows
    }
    assert rows["PSAG"]["care"] == 61
    assert rows["PSAG"]["administration"] == 0  # only planned
    assert rows["Rat"]["administration"] == 1
    assert (rows["PSAG"]["marked"], rows["Rat"]["marked"]) == (1, 0)
    assert "61" in texts(picture)
    assert "62 Mitglieder in 2 Gremien sind zu viele" in picture.notes[0].into("de")


@pytest.mark.parametrize(("districts", "column"), [(40, 40), (61, 1)])
def test_many_committees_are_counted_by_area(districts, column):
    areas = Areas([Area(ags="08", name="Land"), *(Area(ags=f"08{n:03}", name=f"K{n}") for n in range(1, 62))])
    committees = [partner(f"c{n:02}", "committee", area=f"08{n % districts + 1:03}") for n in range(61)]
    lost = partner("lost", "committee")
    seen = network(
        [partner("k", "clinic"), lost, *committees], [seat("k", c.id) for c in committees], known_areas=areas
    )
    table = draw(seen).tables["areas"]
    assert len(table.rows) == column
    assert sum(table.column("care")) == 61
    assert any("1 Gremium fehlt" in note.into("de") for note in draw(seen).notes)


def test_marks_are_drawn_and_told():
    picture = draw(network(PARTNERS, [seat("k", "p")]), marked(k=0.5, p=1.0, a=1.0, nobody=1.0))
    assert picture.tables["members"].column("mark") == [0.5]
    assert picture.tables["committees"].column("mark") == [1.0, None]
    assert [picture.svg("de").count(colour) for colour in (MARK, PALE_MARK)] == [2, 2]  # each once in the legend


@settings(max_examples=60, deadline=None)
@given(networks())
def test_it_counts_the_seats_that_the_question_counts(some):
    seen = app.CATALOGUE.questions["committees"].answer(some, {"top": 0})
    told = {row[0]: row[2] for row in seen.tables["members"].rows} if "members" in seen.tables else {}
    picture = draw(some)
    members = picture.tables.get("members")
    drawn = {row[0]: row[4] for row in members.rows if row[4]} if members else {}
    assert drawn == told
    assert draw(shuffled(some)).svg("de") == picture.svg("de")


def test_hostile_names_are_shortened_and_read_in_full():
    root = ET.fromstring(draw(cases()["hostile, with a history"]).svg("de"))
    assert max(len(node.text or "") for node in root.iter(f"{SVG}text")) < 120
    assert asked(cases()["hostile, with a history"]).tables
