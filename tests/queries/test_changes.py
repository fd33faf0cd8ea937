"""Began, ended, changed, and newly recorded with unknown beginning: four things that must not be mixed up."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, others, partner, tie

from graphsvc.model import Network, Selection, graph_of
from queries.changes import answer

FIRST, LAST = date(2023, 1, 1), date(2024, 1, 1)
BEFORE, WITHIN, AFTER = date(2022, 6, 1), date(2023, 6, 1), date(2024, 6, 1)


def changes(*ties, recorded_on=BEFORE, partners=None):
    given_network = network(partners or others("abcd"), ties, on=LAST, since=FIRST, recorded_on=recorded_on)
    return answer(given_network).tables["changes"].rows


def verbs(*ties, **values):
    return [row[0] for row in changes(*ties, **values)]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (WITHIN, None, ["began"]),
        (LAST, None, ["began"]),
        (FIRST, None, []),
        (BEFORE, None, []),
        (AFTER, None, []),
        (BEFORE, WITHIN, ["ended"]),
        (None, WITHIN, ["ended"]),
        (BEFORE, FIRST, ["ended"]),
        (BEFORE, LAST, []),
        (BEFORE, AFTER, []),
        (WITHIN, date(2023, 7, 1), []),
        (None, None, []),
    ],
)
def test_began_and_ended_compare_the_two_days(since, until, expected):
    """The last day of a tie still counts: what ended on the second day stood on it."""
    assert verbs(tie("a", "b", since=since, until=until)) == expected


@pytest.mark.parametrize(
    "values", [{"intensity": 3}, {"formality": "written"}, {"forms": ("rooms",)}, {"intensity": None}], ids=str
)
def test_changed_is_another_state_of_the_same_pair_and_kind(values):
    old = tie("a", "b", id="1", intensity=2, until=WITHIN)
    new = tie("b", "a", id="2", **{"intensity": 2, "since": date(2023, 6, 2)} | values)
    assert [(row[0], row[6]) for row in changes(old, new)] == [("changed", date(2023, 6, 2))]


def test_a_tie_that_goes_on_under_another_record_is_no_change():
    assert verbs(tie("a", "b", id="1", until=WITHIN), tie("b", "a", id="2", since=WITHIN)) == []


def test_another_kind_is_another_tie():
    assert verbs(tie("a", "b", until=WITHIN), tie("a", "b", "refers_to", since=WITHIN)) == ["began", "ended"]


@pytest.mark.parametrize("status", ["planned", "none"])
def test_plans_and_refusals_are_no_ties(status):
    assert verbs(tie("a", "b", since=WITHIN, status=status)) == []
    assert verbs(tie("a", "b", id="1", until=WITHIN), tie("a", "b", id="2", since=WITHIN, status=status)) == ["ended"]


def test_newly_recorded_without_a_beginning_stands_apart_and_is_not_counted():
    given_network = network(others("abcd"), [tie("a", "b")], on=LAST, since=FIRST, recorded_on=WITHIN)
    found = answer(given_network)
    assert [(row[0], row[6]) for row in found.tables["changes"].rows] == [("newly_recorded", WITHIN)]
    assert found.sentence.into("de") == (
        "Vom 01.01.2023 bis zum 01.01.2024 ist keine Veränderung erfasst. Bei 1 von 1 Verbindungen ist der Beginn nicht bekannt; "
        "ob sie neu ist, lässt sich nicht sagen."
    )
    assert found.caveats[0].into("de").endswith("ohne dass ihr Beginn bekannt ist; sie zählt nicht mit.")


@pytest.mark.parametrize("recorded_on", [BEFORE, FIRST])
def test_what_was_recorded_before_is_not_new(recorded_on):
    assert verbs(tie("a", "b"), recorded_on=recorded_on) == []


def test_what_was_recorded_only_later_is_not_new_in_this_time():
    """Asked today about 2023: what was put into the list in 2024 was not newly recorded in 2023."""
    assert verbs(tie("a", "b"), recorded_on=AFTER) == []


def test_a_known_beginning_is_a_beginning_whenever_it_was_recorded():
    assert verbs(tie("a", "b", since=WITHIN), recorded_on=WITHIN) == ["began"]
    assert verbs(tie("a", "b", since=BEFORE), recorded_on=WITHIN) == []


def test_a_directed_tie_and_the_one_back_have_their_own_days():
    there = tie("a", "b", "refers_to", since=date(2023, 3, 1))
    back = tie("b", "a", "refers_to", since=date(2023, 9, 1))
    rows = [(row[0], row[1], row[3], row[6]) for row in changes(there, back)]
    assert rows == [("began", "a", "b", date(2023, 3, 1)), ("began", "b", "a", date(2023, 9, 1))]


def test_order_is_what_happened_then_names():
    ties = [tie("d", "b", until=WITHIN), tie("c", "a", "refers_to", since=WITHIN), tie("b", "a", since=WITHIN)]
    assert [row[0:4:3] for row in changes(*ties)] == [("began", "b"), ("began", "a"), ("ended", "d")]


def test_sums_count_a_tie_once_for_each_sector_and_district_it_touches():
    partners = [
        partner("a", "clinic", area="08001"),
        partner("b", "clinic", area="08001017"),
        partner("c", "self_help_group", area="08002"),
        partner("d", "authority", area="08"),
    ]
    ties = [
        tie("a", "b", since=WITHIN, confirmed_on=WITHIN),
        tie("a", "c", "refers_to", since=WITHIN),
        tie("b", "c", until=WITHIN, confirmed_on=WITHIN),
        tie("c", "d", confirmed_on=LAST),
        tie("b", "d", confirmed_on=FIRST),
        tie("a", "d", confirmed_on=AFTER),
    ]
    found = answer(network(partners, ties, on=LAST, since=FIRST, recorded_on=BEFORE)).tables
    assert found["ties"].rows == (("cooperates_with", 1, 0, 1, 0, 2), ("refers_to", 1, 0, 0, 0, 0))
    assert found["sectors"].rows == (
        ("self_help", 1, 0, 1, 0, 1),
        ("care", 2, 0, 1, 0, 1),
        ("administration", 0, 0, 0, 0, 1),
    )
    assert found["areas"].rows == (("08001", "Oben", 2, 0, 1, 0, 1), ("08002", "Unten", 1, 0, 1, 0, 1))


def test_confirmed_is_what_stands_and_was_last_confirmed_in_this_time():
    def confirmed(*ties):
        rows = answer(network(others("ab"), ties, on=LAST, since=FIRST, recorded_on=BEFORE)).tables["ties"].rows
        return sum(row[-1] for row in rows)

    assert confirmed(tie("a", "b", id="1", confirmed_on=BEFORE), tie("b", "a", id="2", confirmed_on=WITHIN)) == 1
    assert confirmed(tie("a", "b", id="1", confirmed_on=WITHIN), tie("a", "b", id="2", confirmed_on=BEFORE)) == 1
    assert confirmed(tie("a", "b", id="1", confirmed_on=WITHIN), tie("a", "b", id="2", confirmed_on=AFTER)) == 0
    assert confirmed(tie("a", "b", "refers_to", confirmed_on=WITHIN), tie("a", "b", confirmed_on=WITHIN)) == 2
    assert confirmed(tie("a", "b", status="planned", confirmed_on=WITHIN)) == 0


def test_a_partner_comes_or_is_no_longer_there_it_does_not_begin():
    found = answer(network([partner("a", since=WITHIN), partner("b", until=WITHIN)], on=LAST, since=FIRST))
    column = found.tables["partners"].columns[0]
    assert [column.words[code].into("de") for code in found.tables["partners"].column("change")] == [
        "dazugekommen",
        "nicht mehr dabei",
    ]


def test_partners_come_and_go():
    partners = [
        partner("a"),
        partner("b", since=WITHIN),
        partner("c", until=WITHIN),
        partner("d", since=FIRST, until=LAST),
    ]
    found = answer(network(partners, on=LAST, since=FIRST))
    assert [row[:2] for row in found.tables["partners"].rows] == [("began", "b"), ("ended", "c")]
    assert set(found.marks) == {"b", "c"}


def test_the_sentence_does_not_deny_what_the_table_of_partners_says():
    found = answer(network([partner("c", until=WITHIN)], on=LAST, since=FIRST))
    assert len(found.tables["partners"].rows) == 1
    assert found.sentence.into("de").endswith(
        "an den Verbindungen keine Veränderung erfasst; 1 Akteur kam dazu oder ging."
    )


def said(*ties, recorded_on=AFTER):
    found = answer(network(others("abcd"), ties, on=LAST, since=FIRST, recorded_on=recorded_on))
    return found.sentence.into("de"), [caveat.into("de") for caveat in found.caveats]


def test_unknown_beginnings_are_in_the_finding_where_they_are_more_than_what_is_counted():
    """Of two ties it is known what became of them, of one more or less it is not."""
    known = [tie("a", "b", since=WITHIN), tie("c", "d", until=WITHIN, since=BEFORE)]
    unknown = [tie("a", "c"), tie("b", "c"), tie("b", "d")]
    sentence, caveats = said(*known, *unknown)
    assert sentence == (
        "Vom 01.01.2023 bis zum 01.01.2024: 1 Verbindung begonnen, 1 beendet, 0 geändert. Bei 3 von 4 Verbindungen ist der Beginn "
        "nicht bekannt; ob sie neu sind, lässt sich nicht sagen."
    )
    assert caveats == []
    sentence, caveats = said(*known, *unknown[1:])
    assert sentence.endswith("1 Verbindung begonnen, 1 beendet, 0 geändert.")
    assert caveats == [
        "Bei 2 von 3 Verbindungen ist der Beginn nicht bekannt; ob sie neu sind, lässt sich nicht sagen."
    ]


def test_where_nothing_is_known_the_finding_says_that_this_is_no_proof():
    sentence, caveats = said(tie("a", "c"), tie("b", "c"))
    assert "keine Veränderung erfasst. Bei 2 von 2 Verbindungen ist der Beginn nicht bekannt;" in sentence
    assert caveats == []
    assert said(tie("a", "b", since=BEFORE))[0].endswith("ist keine Veränderung erfasst.")


def test_what_was_in_the_list_on_the_first_day_was_there():
    assert said(tie("a", "c"), tie("b", "c"), recorded_on=FIRST) == (
        "Vom 01.01.2023 bis zum 01.01.2024 ist keine Veränderung erfasst.",
        [],
    )


@pytest.mark.parametrize(
    ("partner_is", "tie_is", "expected"),
    [
        ({"until": WITHIN}, {"since": BEFORE}, [("ended", WITHIN)]),
        ({"since": WITHIN}, {"since": BEFORE}, [("began", WITHIN)]),
        ({"since": WITHIN}, {}, []),  # not before its partner, but nobody recorded when
        ({"since": WITHIN, "until": date(2023, 9, 1)}, {"since": BEFORE}, []),
    ],
)
def test_no_tie_is_older_than_its_ends_nor_outlives_them(partner_is, tie_is, expected):
    rows = changes(tie("a", "b", **tie_is), partners=[partner("a", **partner_is), partner("b")])
    assert [(row[0], row[6]) for row in rows] == expected


def test_without_a_first_day_nothing_changed():
    assert answer(network(others("ab"), [tie("a", "b", since=WITHIN)], on=LAST)).tables["changes"].rows == ()


DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@settings(max_examples=60, deadline=None)
@given(networks(), DAYS, DAYS)
def test_the_days_swapped_swap_beginning_and_end(some, first, last):
    """Looking forward from A to B, what began is what ended looking back from B to A, among ties known of old."""
    edges = [(u, v, k, d | {"recorded_on": None}) for u, v, k, d in some.graph.edges(keys=True, data=True)]
    graph = graph_of([])
    graph.add_nodes_from((id, d | {"since": None}) for id, d in some.graph.nodes(data=True))
    graph.add_edges_from(edges)
    there, back = (
        Counter(row[0] for row in answer(Network(graph=graph, selection=chosen)).tables["changes"].rows)
        for chosen in (Selection(since=first, on=last), Selection(since=last, on=first))
    )
    assert "newly_recorded" not in there + back
    assert (there["began"], there["ended"], there["changed"]) == (back["ended"], back["began"], back["changed"])
