"""The matrix counts what the questions count, says what absence means, and puts alike beside alike, in whatever order it reads."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_cases import cases, marked
from small_networks import DAY, TOPICS, network, networks, partner, shuffled, tie

import app
from graphsvc.areas import Area, Areas
from graphsvc.model import Inquiry
from graphsvc.topics import Topic, Topics
from queries.topic_gaps import answer as topic_gaps
from visualisations._matrix import seriated

SVG = "{http://www.w3.org/2000/svg}"


def draw(given_network, answer=None, of="sectors"):
    return app.CATALOGUE.maps["matrix_map"].draw(given_network, answer, {"matrix": of})


def rows(picture, table="pairs"):
    return picture.tables[table].rows


def texts(picture):
    return [node.text for node in ET.fromstring(picture.svg("de")).iter(f"{SVG}text")]


def test_pairs_by_hand():
    """Two clinics, two authorities: a cooperation a–c (twice), a contact a–d, a seat b–d, nothing else."""
    partners = [partner(i, "clinic" if i in "ab" else "authority") for i in "abcd"]
    ties = [tie("a", "c"), tie("a", "c", id="2", intensity=4), tie("a", "d", intensity=1), tie("b", "d", "funds")]
    picture = draw(network(partners, ties))
    assert rows(picture) == (
        ("care", "care", "not_asked", None, 1, 0),
        ("care", "administration", "recorded", 1, 4, 2),
        ("administration", "administration", "not_asked", None, 1, 0),
    )
    assert {"1", "von 4", "2 anders", "verbunden"} <= set(texts(picture))


def test_chosen_ties_are_counted_instead_of_cooperations():
    partners, ties = [partner("a", "clinic"), partner("b", "authority")], [tie("a", "b", "funds")]
    assert rows(draw(network(partners, ties)))[0][2:4] == ("not_asked", None)
    assert rows(draw(network(partners, ties, ties=frozenset({"funds"}))))[0][2:4] == ("recorded", 1)


def test_none_is_said_only_where_every_pair_is_denied():
    partners = [partner(i, "clinic" if i in "ab" else "authority") for i in "abc"]
    asked = [Inquiry(id=i, partner=i, on=date(2024, 1, 1), complete=True) for i in "ab"]

    def states(inquiries=(), ties=(), **selected):
        return {row[:2]: row[2] for row in rows(draw(network(partners, ties, inquiries=inquiries, **selected)))}

    assert states(asked) == {("care", "care"): "none", ("care", "administration"): "none"}
    assert states(asked[:1]) == {("care", "care"): "none", ("care", "administration"): "not_asked"}
    refused = [tie("b", "c", status="none")]
    assert states(asked[:1], refused)["care", "administration"] == "none"
    other = [tie("b", "c", "funds", status="none")]
    assert states(asked[:1], other)["care", "administration"] == "not_asked"
    assert set(states(asked, ego="a", radius=2).values()) == {"not_asked"}


def test_none_and_not_asked_are_hatched_differently():
    partners = [partner(i, kind) for i, kind in (("a", "clinic"), ("b", "authority"), ("c", "insurer"))]
    asked = [Inquiry(id="i", partner="a", on=DAY, about=("authority",), complete=True)]
    root = ET.fromstring(draw(network(partners, inquiries=asked)).svg("de"))
    fills = {
        group.find(f"{SVG}title").text: {rect.get("fill") for rect in group.iter(f"{SVG}rect")} - {"#ffffff"}
        for group in root.iter(f"{SVG}g")
        if group.find(f"{SVG}rect") is not None
    }
    assert fills == {
        "Sozialversicherung – Versorgung: keine Auskunft": {"url(#hatch-not_asked)"},
        "Sozialversicherung – Verwaltung und Politik: keine Auskunft": {"url(#hatch-not_asked)"},
        "Versorgung – Verwaltung und Politik: gefragt und verneint": {"url(#hatch-none)"},
    }


def test_who_is_tied_by_support_alone_is_no_lack_of_information():
    """An office supports two of three groups; with a cooperation it is counted beside that."""
    partners = [partner("k", "contact_office"), *(partner(i, "self_help_group") for i in "abc")]
    ties = [tie("k", "a", "supports"), tie("k", "b", "supports")]
    picture = draw(network(partners, ties))
    assert rows(picture)[0] == ("support", "self_help", "not_asked", None, 3, 2)
    svg, seen = picture.svg("de"), texts(picture)
    assert svg.count('fill="url(#hatch-otherwise)"') == 2 + 1  # on both sides of the diagonal, and in the legend
    assert svg.count('id="hatch-otherwise"') == 1
    assert {"2", "von 3", "anders verbunden"} <= set(seen)
    assert "nur anders verbunden, über Kooperationen keine Auskunft" in seen
    assert "2 von 3 Paaren anders verbunden, keine Auskunft über Kooperationen" in svg
    cooperating = draw(network(partners, [*ties, tie("k", "c")]))
    assert "hatch-otherwise" not in cooperating.svg("de")
    assert {"1", "von 3", "2 anders"} <= set(texts(cooperating))


@settings(max_examples=30, deadline=None)
@given(networks())
def test_it_counts_what_the_question_counts(some):
    told = app.CATALOGUE.questions["sectors"].answer(some, {}).tables.get("mixing")
    expected = {(frozenset(row[:2])): (row[2], row[3], row[6]) for row in told.rows} if told else {}
    picture = app.CATALOGUE.maps["matrix_map"].draw(some, None, {"matrix": "sectors"})
    drawn = rows(picture) if picture.tables else ()
    assert {frozenset(row[:2]): (row[3] or 0, row[4], row[5]) for row in drawn} == expected


def test_alike_stands_beside_alike():
    """Two blocks, mixed in the vocabulary's order: each stands together."""
    kinds = {"support": "contact_office", "insurance": "insurer", "care": "clinic", "society": "other"}
    partners = [partner(f"{n}{i}", kind) for n, kind in kinds.items() for i in range(2)]
    ties = [
        tie(f"{a}{i}", f"{b}{j}")
        for a, b in (("support", "care"), ("support", "support"), ("care", "care"), ("insurance", "society"))
        for i in range(2)
        for j in range(2)
        if (a, i) < (b, j) or a != b
    ]
    order = draw(network(partners, ties)).tables["sectors"].column("sector")
    assert {frozenset(order[:2]), frozenset(order[2:])} == {
        frozenset({"support", "care"}),
        frozenset({"social_insurance", "civil_society"}),
    }


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_an_order_holds_each_row_once_and_shortens_the_way(seed):
    profile = np.random.default_rng(seed).random((12, 3))

    def way(order):
        return sum(np.linalg.norm(profile[a] - profile[b]) for a, b in pairwise(order))

    order = seriated(profile)
    assert sorted(order) == list(range(12))
    assert way(order) <= way(range(12))
    assert order[0] < order[-1]


def test_the_leaves_stand_in_the_best_of_the_orders_that_the_tree_allows():
    """On a circle's points, cut open: the tree alone leaves pairs turned around, the best order walks along the circle."""
    turn = np.array([0, 5, 2, 7, 4, 1, 6, 3]) * 0.7
    profile = np.column_stack([np.cos(turn), np.sin(turn)])
    order = seriated(profile)
    assert sorted(abs(float(turn[a] - turn[b])) for a, b in pairwise(order)) == pytest.approx([0.7] * 7)


def test_marks_stand_at_their_sector_and_their_topic():
    given_network = cases()["closed ring"]
    told = draw(given_network, marked(b=1.0, c=0.5, nobody=1.0, d=0.0))
    assert {row[0]: row[2] for row in rows(told, "sectors") if row[2]} == {"care": 1, "self_help": 1}
    assert "1 Akteur, 1 hervorgehoben" in texts(told)
    topics = draw(given_network, marked(c=0.5), "topics")
    assert sum(row[6] for row in rows(topics, "fields")) == 0  # c has no seat: it stands in no field
    topics = draw(given_network, marked(g=0.5), "topics")
    assert [(row[2], row[6]) for row in rows(topics, "fields") if row[6]] == [("Oben", 1)]
    assert "davon handelt die Antwort" in texts(topics)


def test_topics_count_what_the_question_counts():
    groups = [
        partner("a", "self_help_group", area="08001", topics=("Alkohol",)),
        partner("b", "self_help_group", area="08001", topics=("Alkoholsucht",), represents="some"),
        partner("c", "clinic", area="08002", topics=("Sucht",)),
        partner("k", "contact_office", area="08003", serves=("08003",)),
    ]
    asked = [Inquiry(id="i", partner="k", on=DAY, about=("topics",), complete=True)]
    given_network = network(groups, inquiries=asked)
    picture = draw(given_network, of="topics")
    wanted = topic_gaps(given_network).tables["topic_gaps"].rows
    drawn = {row[:2]: row[2:6] for row in rows(picture, "fields")}
    assert drawn == {row[:2]: row[2:6] for row in wanted}
    shown = texts(picture)
    assert shown.count("≥2") == 1
    assert shown.count("+") == 1
    assert "0" not in shown  # k told of both topics: that is hatched, here as on the map of areas
    assert {"+ ein Angebot, aber keine Gruppe erfasst", "gefragt und verneint"} <= set(shown)


def test_without_a_word_it_draws_what_the_answer_is_about():
    partners = [partner("g", "self_help_group", area="08001", topics=("Sucht",)), partner("c", "clinic", area="08001")]
    given_network = network(partners, [tie("g", "c")])
    gaps = topic_gaps(given_network)
    assert set(draw(given_network, gaps, "fitting").tables) == {"fields"}
    assert set(draw(given_network, gaps).tables) == {"sectors", "pairs"}  # said so
    assert set(draw(given_network, marked(g=1.0), "fitting").tables) == {"sectors", "pairs"}
    assert set(draw(given_network, None, "fitting").tables) == {"sectors", "pairs"}
    (own,) = app.CATALOGUE.maps["matrix_map"].signature.own
    assert own.default == "fitting"


def test_of_too_many_topics_those_above_them_stand():
    above = [Topic(name=f"Ober{n:02}") for n in range(9)]
    below = [Topic(name=f"Unter{n:02}", parent=f"Ober{n % 9:02}") for n in range(70)]
    groups = [partner(f"g{n}", "self_help_group", area="08001", topics=(f"Unter{n:02}",)) for n in range(70)]
    picture = draw(network(groups, known_topics=Topics([*above, *below])), of="topics")
    fields = [row for row in rows(picture, "fields") if row[1] == "08001"]
    assert {row[0]: row[4] for row in fields} == {f"Ober{n:02}": 8 if n < 7 else 7 for n in range(9)}
    assert "79 Themen sind zu viele für Zeilen" in picture.notes[0].into("de")


def test_of_too_many_topics_without_any_above_the_fullest_stand():
    groups = [partner(f"g{n}", "self_help_group", area="08001", topics=(f"T{n % 70:02}",)) for n in range(130)]
    picture = draw(network(groups, known_topics=Topics()), of="topics")
    drawn = {row[0] for row in rows(picture, "fields")}
    assert drawn == {f"T{n:02}" for n in range(60)}  # the last ten have one group instead of two
    assert any("60 Themen mit den meisten Gruppen, von 70" in note.into("de") for note in picture.notes)


def test_too_many_districts_become_states():
    areas = Areas([Area(ags="08", name="Land"), *(Area(ags=f"08{n:03}", name=f"K{n}") for n in range(1, 62))])
    groups = [partner("g", "self_help_group", area="08007", topics=("Sucht",))]
    picture = draw(network(groups, known_areas=areas), of="topics")
    assert {row[2] for row in rows(picture, "fields")} == {"Land"}
    assert "61 Kreise sind zu viele" in picture.notes[0].into("de")


def test_states_of_which_nothing_is_known_are_not_drawn_and_their_number_is_told():
    states = [Area(ags=f"{n:02d}", name=f"Land {n}") for n in range(1, 4)]
    some = Areas(
        [*states, *(Area(ags=f"{state.ags}{n:03d}", name=f"Kreis {n}") for state in states for n in range(30))]
    )
    group = partner("g", "self_help_group", area="02001", topics=("Angst",))
    picture = draw(network([group], known_areas=some), of="topics")
    columns = dict.fromkeys(row[1] for row in rows(picture, "fields"))
    assert len(columns) == 30
    assert all(ags.startswith("02") for ags in columns)
    assert [note.into("de") for note in picture.notes] == [
        "Zu 2 Ländern liegt keine Auskunft vor; sie sind nicht gezeichnet."
    ]
    assert len({row[1] for row in rows(draw(network([], known_areas=some), of="topics"), "fields")}) == 3


@pytest.mark.parametrize("fullest", ["Alkohol", "Zwang"])
def test_the_fullest_rows_and_columns_stand_first(fullest):
    groups = [
        partner(f"{topic}{n}", "self_help_group", area=area, topics=(topic,))
        for topic, most in (("Alkohol", 1), ("Mobbing", 2), ("Zwang", 1))
        for n in range(9 if topic == fullest else most)
        for area in (["08001", "08002"] if topic == fullest else ["08001"])
    ]
    known = Areas([Area(ags=ags, name=ags) for ags in ("08", "08001", "08002", "08003")])
    fields = rows(
        draw(network(groups, known_areas=known, topics=frozenset({"Alkohol", "Mobbing", "Zwang"})), of="topics"),
        "fields",
    )
    assert fields[0][0] == fullest
    assert fields[0][1] != "08003"


def test_a_ring_of_parents_ends():
    ring = Topics([Topic(name=f"T{n:02}", parent=f"T{(n + 1) % 70:02}") for n in range(70)])
    groups = [partner("g", "self_help_group", area="08001", topics=("T03",))]
    assert rows(draw(network(groups, known_topics=ring), of="topics"), "fields")


@pytest.mark.parametrize("case", cases())
def test_topics_keep_the_contract(case):
    picture = draw(cases()[case], marked(a=1.0), "topics")
    root = ET.fromstring(picture.svg("en"))
    assert len(list(root.iter(f"{SVG}title"))) - 1 == sum(len(table.rows) for table in picture.tables.values())
    assert picture.tables or picture.notes
    assert draw(shuffled(cases()[case]), marked(a=1.0), "topics").svg("en") == picture.svg("en")


def test_a_selected_topic_stands_alone():
    groups = [partner("g", "self_help_group", area="08001", topics=("Alkoholsucht",))]
    picture = draw(network(groups, topics=frozenset({"Sucht"}), known_topics=TOPICS), of="topics")
    assert {row[0] for row in rows(picture, "fields")} == {"Sucht"}
    assert replace(picture.tables["fields"]).rows[0][4] == 1


def test_of_many_fields_each_topic_is_summed_up_first():
    """Of 41 areas and 10 topics: Sucht has a group in two areas and one that is for both, and an offer in a third."""
    known = Areas([Area(ags="08", name="Land")] + [Area(ags=f"08{n:03}", name=f"Kreis {n:02}") for n in range(41)])
    topics = tuple(f"Thema {n}" for n in range(9))
    some = [
        partner("a", "self_help_group", area="08001", topics=("Sucht", *topics)),
        partner("b", "self_help_group", area="08002", topics=("Sucht",)),
        partner("c", "self_help_group", serves=("08001", "08002"), topics=("Sucht",)),
        partner("d", "clinic", area="08003", topics=("Sucht",)),
        partner("k", "contact_office", area="08004", serves=("08004",)),
    ]
    asked = [Inquiry(id="i", partner="k", on=DAY, about=("topics",), complete=True)]
    given_network = network(some, known_areas=known, inquiries=asked)
    picture = draw(given_network, of="topics")
    assert list(picture.tables) == ["topics", "fields"]
    table = picture.tables["topics"]
    assert table.names == ("topic", "groups", "offers", "none", "not_asked", "recorded")
    assert dict(zip(table.column("topic"), table.rows, strict=True))["Sucht"] == ("Sucht", 3, 1, 1, 37, 2)
    assert [row[0] for row in table.rows] == list(dict.fromkeys(row[0] for row in rows(picture, "fields")))
    few = network(some, known_areas=known, areas=frozenset({"08001"}))
    assert list(draw(few, of="topics").tables) == ["fields"]
