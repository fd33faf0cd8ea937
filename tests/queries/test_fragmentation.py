"""How fields are linked, worked out by hand; how a network falls apart; and what is denied."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, partner, tie

from graphsvc.model import Inquiry, Viewer
from queries.fragmentation import answer

OFFICE = partner("o", "contact_office")


def of(id, *fields, kind="service", topics=("Sucht",)):
    return partner(id, kind, fields=fields, topics=topics)


def told(by, about=(), *, answered=True, complete=True):
    id = f"{by}-{'-'.join(about)}"
    return Inquiry(id=id, partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def pairs(partners, ties=(), **values):
    table = answer(network(partners, ties, **values)).tables["pairs"]
    return {row[:3]: row[3:] for row in table.rows}


def link(partners, ties=(), pair=("health", "youth"), topic="Sucht", **values):
    return pairs(partners, ties, **values)[topic, *pair][0]


HEALTH, YOUTH = of("h", "health"), of("y", "youth")


@pytest.mark.parametrize(
    ("ties", "found"),
    [
        pytest.param([], "not_recorded", id="nothing"),
        pytest.param([tie("h", "y")], "direct", id="a tie"),
        pytest.param([tie("y", "h", "refers_to")], "direct", id="a tie of any kind and direction"),
        pytest.param([tie("h", "o"), tie("o", "y", "refers_to")], "through_office", id="an office between"),
        pytest.param([tie("h", "o"), tie("y", "p")], "not_recorded", id="two offices"),
        pytest.param([tie("h", "o"), tie("o", "p"), tie("p", "y")], "not_recorded", id="three ties"),
        pytest.param([tie("h", "x"), tie("x", "y")], "not_recorded", id="somebody else between"),
        pytest.param([tie("h", "y"), tie("h", "o"), tie("o", "y")], "direct", id="both ways"),
        pytest.param([tie("h", "y", status="planned")], "not_recorded", id="planned"),
        pytest.param([tie("h", "y", until=date(2024, 5, 31))], "not_recorded", id="ended"),
    ],
)
def test_direct_through_an_office_or_not_recorded(ties, found):
    others = [OFFICE, partner("p", "branch_office"), of("x", topics=())]
    assert link([HEALTH, YOUTH, *others], ties) == found


def test_whoever_has_both_fields_links_them_in_itself():
    assert link([of("b", "health", "youth")]) == "direct"
    assert link([of("b", "health", "youth"), HEALTH, YOUTH]) == "direct"


def test_both_ends_must_have_the_topic():
    elsewhere = of("y", "youth", topics=("Angst",))
    assert ("Sucht", "health", "youth") not in pairs([HEALTH, elsewhere], [tie("h", "y")])
    assert link([HEALTH, YOUTH, of("z", "youth", topics=())], [tie("h", "z")]) == "not_recorded"


def test_an_office_has_no_field_of_its_own_here():
    office = partner("o", "contact_office", fields=("youth",), topics=("Sucht",))
    assert pairs([HEALTH, office], [tie("h", "o")]) == {}


def test_a_topic_includes_its_spellings_and_those_below_it():
    """Alkohol, also written Alkoholsucht, lies under Sucht: a tie within it is one within Sucht, and not the other way."""
    partners = [of("h", "health", topics=("Alkohol",)), of("y", "youth", topics=("alkoholsucht",)), of("s", "social")]
    found = pairs(partners, [tie("h", "y"), tie("h", "s")])
    assert {key: state[0] for key, state in found.items()} == {
        ("Alkohol", "health", "youth"): "direct",
        ("Sucht", "health", "youth"): "direct",
        ("Sucht", "health", "social"): "direct",
        ("Sucht", "youth", "social"): "not_recorded",
    }
    chosen = answer(network(partners, [tie("h", "y")], topics=frozenset({"ALKOHOLSUCHT"}))).tables["topics"]
    assert chosen.column("topic") == ["Alkohol"]


def test_topics_tell_their_fields_and_add_their_pairs_up():
    partners = [
        HEALTH,
        YOUTH,
        of("s", "social"),
        OFFICE,
        of("z", "age", topics=("Angst",)),
        of("n", topics=("Rheuma",)),
    ]
    found = answer(network(partners, [tie("h", "y"), tie("h", "o"), tie("s", "o"), tie("z", "h")]))
    assert found.tables["topics"].rows == (
        ("Angst", ("age",), 0, 0, 0, 0, 0),
        ("Sucht", ("health", "youth", "social"), 3, 1, 1, 1, 0),
    )
    assert [row[:3] for row in found.tables["fields"].rows if row[2] != "not_recorded"] == [
        ("health", "youth", "direct"),
        ("health", "age", "direct"),
        ("health", "social", "through_office"),
    ]
    assert [row[4] for row in found.tables["fields"].rows if row[1] == "social"] == [1, 1, 0]
    assert found.sentence.into("de") == (
        "Das Thema Sucht hat mehrere Zuständigkeiten. Von 3 Paaren aus zwei Zuständigkeiten (wie Gesundheit und Jugend) sind 1 "
        "direkt verbunden und 1 nur über eine Stelle der Selbsthilfeunterstützung. Bei 1 ist keine Verbindung erfasst."
    )
    caveats = [caveat.into("de") for caveat in found.caveats]
    assert "Bei 1 von 3 Themen ist keine Zuständigkeit eingetragen." in caveats
    assert "Bei 1 von 5 Akteuren ist keine Zuständigkeit eingetragen." in caveats
    assert "Zu 2 von 2 Paaren, die nicht direkt verbunden sind, liegt keine Auskunft vor." in caveats


@pytest.mark.parametrize(
    ("partners", "topics", "words"),
    [
        ([], (), "sind keine zwei Zuständigkeiten eingetragen"),
        ([HEALTH], (), "sind keine zwei Zuständigkeiten eingetragen"),
        (
            [HEALTH, of("y", "youth", topics=())],
            (),
            "Zwischen den Zuständigkeiten Gesundheit und Jugend ist keine Verbindung erfasst.",
        ),
        ([HEALTH, of("y", "youth", topics=())], ("Sucht",), "Zu dem, was gewählt ist, sind keine zwei Zuständigkeiten"),
        (
            [HEALTH, YOUTH, of("z", "age", "social", topics=("Angst",))],
            (),
            "2 Themen haben mehrere Zuständigkeiten. Von 2 Paaren",
        ),
    ],
    ids=["nobody", "one field", "no topic has two", "the chosen one has not", "two topics"],
)
def test_the_sentence_says_what_it_looked_at(partners, topics, words):
    assert words in answer(network(partners, topics=frozenset(topics))).sentence.into("de")


def status(inquiries=(), ties=(), partners=(HEALTH, YOUTH), **values):
    return pairs(partners, ties, inquiries=inquiries, **values)["Sucht", "health", "youth"][1]


@pytest.mark.parametrize(
    ("inquiry", "found"),
    [
        (told("h"), "none"),
        (told("y", ("care",)), "none"),
        (told("h", ("service",)), "none"),
        (told("h", ("clinic",)), "not_asked"),
        (told("h", ("topics",)), "not_asked"),
        (told("h", complete=False), "not_asked"),
        (told("h", answered=False), "not_asked"),
        (told("o"), "not_asked"),
    ],
    ids=str,
)
def test_a_complete_answer_of_either_side_denies(inquiry, found):
    assert status([inquiry], partners=[HEALTH, YOUTH, OFFICE]) == found
    assert status([inquiry], [tie("h", "y")], partners=[HEALTH, YOUTH, OFFICE]) == "recorded"
    through = [tie("h", "o"), tie("o", "y")]
    assert status([inquiry], through, partners=[HEALTH, YOUTH, OFFICE]) == found, "an office is no direct tie"


def test_every_pair_must_be_denied():
    two = [HEALTH, of("g", "health", kind="clinic"), YOUTH]
    refusal, other = tie("h", "y", status="none"), tie("y", "g", status="none")
    assert status([], [refusal], two) == "not_asked"
    assert status([], [refusal, other], two) == "none"
    assert status([], [refusal, tie("y", "h", "refers_to", status="none")], two) == "not_asked", "the same pair twice"
    assert status([told("g")], [refusal], two) == "none"
    assert status([told("h")], [refusal], two) == "not_asked", "h denies it twice, g says nothing"
    assert status([told("y", ("clinic",))], [refusal], two) == "none"
    assert status([told("y")], [], two) == "none"


@pytest.mark.parametrize(
    "chosen", [{"kinds": frozenset({"service"})}, {"fields": frozenset({"health"})}, {"ego": "h"}], ids=str
)
def test_what_a_selection_leaves_out_is_not_none(chosen):
    assert status([told("h")], **chosen) == "not_asked"


def test_chosen_topics_leave_out_nobody_of_theirs():
    """Within the topic all is there; of all topics together, those without it are missing."""
    found = answer(network([HEALTH, YOUTH], inquiries=[told("h")], topics=frozenset({"Sucht"}))).tables
    assert found["pairs"].column("status") == ["none"]
    assert found["fields"].column("status") == ["not_asked"]


def test_others_read_no_list_of_topics_and_fields():
    assert "pairs" not in answer(network([HEALTH, YOUTH], viewer=Viewer.PUBLIC)).tables
    assert "pairs" in answer(network([HEALTH, YOUTH])).tables


def test_marks_are_those_in_whom_or_beside_whom_fields_meet():
    found = answer(
        network([HEALTH, YOUTH, of("s", "social", "age"), of("n", "family")], [tie("h", "y"), tie("h", "s")])
    )
    # h meets youth, social, age; s has one more itself, and health; y meets health; nobody meets n
    assert found.marks == pytest.approx({"h": 1, "s": 2 / 3, "y": 1 / 3})


def whole(ties, ids):
    found = answer(network([partner(id) for id in ids], ties)).tables["network"]
    return dict(zip(found.names, found.rows[0], strict=True))


def test_pairs_out_of_reach_by_borgattis_formula():
    """F = 1 − Σ s (s − 1) / (n (n − 1)) (Identifying sets of key players, 2006): of two groups of five 1 − 2·20/90."""
    groups = ["abcde", "fghij"]
    ties = [tie(a, b) for group in groups for a, b in combinations(group, 2)]
    found = whole(ties, "abcdefghij")
    assert found["pairs_out_of_reach"] == pytest.approx(5 / 9)
    assert (found["components"], found["largest"], found["density"]) == (2, 5, pytest.approx(20 / 45))


def test_florentine_families():
    """Wasserman and Faust (1994): sixteen families, of which the Pucci married into none; 20 marriages, density .167."""
    graph = nx.florentine_families_graph()
    found = whole([tie(a, b) for a, b in graph.edges], [*graph, "Pucci"])
    assert (found["components"], found["largest"]) == (2, 15)
    assert found["density"] == pytest.approx(0.167, abs=5e-4)
    # the 15 pairs of the Pucci with the others, of 120
    assert found["pairs_out_of_reach"] == pytest.approx(15 / 120)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_every_pair_of_fields_is_linked_in_one_way(some):
    today = some.at(some.day)
    found = answer(today).tables
    for topic, fields, count, direct, through, apart, denied in found["topics"].rows:
        mine = [row for row in found["pairs"].rows if row[0] == topic]
        assert [row[1:3] for row in mine] == list(combinations(fields, 2))
        assert count == len(mine) == direct + through + apart >= denied
        assert [row[3] for row in mine].count("through_office") == through
    for row in (*found["pairs"].rows, *(("", *row) for row in found["fields"].rows)):
        assert (row[3] == "direct") == (row[4] == "recorded")
    for field, other, *_, topics, direct, through, apart, _ in found["fields"].rows:
        assert topics == direct + through + apart
        assert topics == sum(row[1:3] == (field, other) for row in found["pairs"].rows)
    ((count, components, largest, apart, density),) = found["network"].rows
    assert largest <= count
    if count > 1:
        reach = sum(nx.has_path(today.simple, a, b) for a, b in combinations(today.simple, 2))
        assert apart == pytest.approx(1 - reach / (count * (count - 1) / 2))
        assert (apart == 0) == (components == 1)
        assert 0 <= density <= 1


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ([("h", "y")], "Die Zuständigkeiten Gesundheit und Jugend sind direkt verbunden."),
        (
            [("h", "k"), ("k", "y")],
            "Gesundheit und Jugend sind nur über eine Stelle der Selbsthilfeunterstützung verbunden",
        ),
        ([], "Zwischen den Zuständigkeiten Gesundheit und Jugend ist keine Verbindung erfasst."),
    ],
    ids=["direct", "through an office", "not recorded"],
)
def test_of_one_pair_it_says_how_it_is_linked(ties, words):
    partners = [of("h", "health", topics=()), of("y", "youth", topics=()), partner("k", "contact_office")]
    assert words in answer(network(partners, [tie(*ends) for ends in ties])).sentence.into("de")


def test_where_no_topic_has_two_fields_a_caveat_says_what_was_counted():
    said = "Zu keinem Thema sind mehrere Zuständigkeiten eingetragen; gezählt ist über alle Themen hinweg."
    one = answer(network([of("h", "health"), of("y", "youth", topics=())]))
    two = answer(network([of("h", "health"), of("y", "youth")]))
    assert [said in [caveat.into("de") for caveat in found.caveats] for found in (one, two)] == [True, False]
