"""Who names a tie: one side, both or neither, and what is known of a side that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, partner, tie, with_graph

from graphsvc.errors import Unknown
from graphsvc.model import Inquiry, Viewer
from queries.one_sided import answer


def told(by, about=(), *, on=date(2024, 1, 1), answered=True, complete=True):
    return Inquiry(id=f"i-{by}", partner=by, on=on, about=about, answered=answered, complete=complete)


def one_sided(ties, inquiries=(), ids="abcd", **arguments):
    found = answer(network(others(ids), ties, inquiries=inquiries), top=0, **arguments).tables["one_sided"]
    return [(row[0], row[2], row[8], row[9]) for row in found.rows]


def reciprocity(ties, inquiries=(), ids="abcd"):
    return answer(network(others(ids), ties, inquiries=inquiries)).tables["reciprocity"].rows


def test_a_tie_named_by_both_is_not_in_the_list():
    assert one_sided([tie("a", "b", reported_by="both")]) == []


@pytest.mark.parametrize("second", [("a", "b", "target"), ("b", "a", "source")], ids=str)
def test_two_ties_that_each_side_names_are_one_named_by_both(second):
    source, target, reported_by = second
    ties = [tie("a", "b", id="1", reported_by="source"), tie(source, target, id="2", reported_by=reported_by)]
    assert one_sided(ties) == []
    assert reciprocity(ties) == (("cooperates_with", 1, 1, 1, 1.0, 0, 0),)


def test_another_kind_or_the_other_direction_is_another_tie():
    """That A refers to B, and B to A, are two facts; each of them is named by one side only."""
    ties = [
        tie("a", "b", "refers_to", reported_by="source"),
        tie("b", "a", "refers_to", reported_by="source"),
        tie("a", "b", "funds", reported_by="target"),
    ]
    found = answer(network(others("ab"), ties)).tables["one_sided"].rows
    assert [(row[0], row[2], row[4], row[5]) for row in found] == [
        ("a", "b", "refers_to", "to_other"),
        ("b", "a", "funds", "from_other"),
        ("b", "a", "refers_to", "to_other"),
    ]


@pytest.mark.parametrize("reported_by", ["", "other"])
def test_what_neither_side_names_is_counted_apart(reported_by):
    found = answer(network(others("ab"), [tie("a", "b", reported_by=reported_by)]))
    assert found.tables["one_sided"].rows == ()
    assert found.tables["reciprocity"].rows == (("cooperates_with", 1, 0, 0, None, 0, 1),)
    assert found.sentence.into("de") == "Bei keiner Verbindung ist erfasst, welche der beiden Seiten sie genannt hat."
    assert found.caveats[0].into("de").startswith("Bei 1 von 1 Verbindungen ist nicht erfasst")


TIE = tie("a", "b", reported_by="source", since=date(2023, 7, 1))


@pytest.mark.parametrize(
    ("inquiries", "state"),
    [
        pytest.param([], ("not_asked", False), id="nobody asked"),
        pytest.param([told("b", answered=False)], ("not_asked", False), id="asked, but no answer"),
        pytest.param([told("b", ("topics",))], ("not_asked", False), id="asked about topics only"),
        pytest.param([told("b", complete=False)], ("not_asked", True), id="answered in part"),
        pytest.param([told("b", ("clinic",))], ("not_asked", True), id="complete about others"),
        pytest.param([told("b", on=date(2023, 6, 30))], ("not_asked", True), id="before the tie began"),
        pytest.param([told("b", on=date(2023, 7, 1))], ("none", True), id="on its first day"),
        pytest.param([told("b", ("other",))], ("none", True), id="complete about that kind"),
        pytest.param([told("b", ("civil_society",))], ("none", True), id="complete about that sector"),
        pytest.param([told("a")], ("not_asked", False), id="only the side that names it"),
    ],
)
def test_a_side_that_was_not_asked_is_not_one_that_does_not_name_it(inquiries, state):
    assert one_sided([TIE], inquiries) == [("a", "b", *state)]


def test_of_several_ties_the_oldest_says_what_an_answer_could_have_named():
    later = tie("a", "b", id="later", reported_by="source", since=date(2024, 5, 1))
    asked = [told("b", on=date(2024, 1, 1))]
    assert one_sided([later], asked) == [("a", "b", "not_asked", True)]
    assert one_sided([later, TIE], asked) == [("a", "b", "none", True)]
    undated = replace(later, id="undated", since=None)
    assert one_sided([later, undated], asked) == [("a", "b", "none", True)]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"reported_by": "target"}, "none"),
        ({"reported_by": "both"}, "none"),
        ({"reported_by": "source"}, "not_asked"),
        ({"reported_by": ""}, "not_asked"),
        ({"reported_by": "target", "kind": "refers_to"}, "not_asked"),
        ({"reported_by": "target", "until": date(2024, 5, 31)}, "not_asked"),
    ],
    ids=str,
)
def test_a_side_that_says_no_was_asked(values, state):
    refusal = tie("a", "b", **{"id": "no", "status": "none"} | values)
    assert one_sided([TIE, refusal])[0][:3] == ("a", "b", state)


def test_heard_is_who_reported_a_tie_of_any_kind_and_status():
    assert one_sided([TIE, tie("b", "c", "refers_to", status="planned", reported_by="source")])[0][3] is True
    assert one_sided([TIE, tie("b", "c", "refers_to", status="planned", reported_by="target")])[0][3] is False


def test_those_asked_stand_first_then_those_heard_then_names():
    ties = [
        tie("a", "b", reported_by="source"),
        tie("a", "c", reported_by="source"),
        tie("a", "d", reported_by="source"),
        tie("c", "b", reported_by="source"),
    ]
    assert one_sided(ties, [told("d")]) == [
        ("a", "d", "none", True),
        ("a", "c", "not_asked", True),
        ("a", "b", "not_asked", False),
        ("c", "b", "not_asked", False),
    ]


def test_reciprocity_is_mutual_among_the_named_pairs_of_which_both_were_heard():
    """By hand: heard are a, b, c (they report). a–b both; b–c and a–c one; a–d: d was not heard. 1 / (1 + 2)."""
    ties = [
        tie("a", "b", reported_by="both"),
        tie("b", "c", reported_by="target"),
        tie("a", "c", reported_by="source"),
        tie("a", "d", reported_by="source"),
        tie("c", "d", reported_by="other"),
    ]
    assert reciprocity(ties) == (("cooperates_with", 5, 3, 1, pytest.approx(1 / 3), 1, 1),)
    found = answer(network(others("abcd"), ties))
    assert found.sentence.into("de") == (
        "3 von 4 Verbindungen nennt nur eine Seite; bei 1 davon kam die andere Seite noch gar nicht zu Wort. Wo beide zu "
        "Wort kamen, nennen sie die Verbindung in 1 von 3 Fällen beide."
    )
    assert found.tables["other_sides"].rows == (("none", True, 0), ("not_asked", True, 2), ("not_asked", False, 1))


# NetworkX's overall reciprocity r counts arcs, 2M / (2M + A); ours counts pairs, M / (M + A) = r / (2 − r).
@pytest.mark.parametrize("seed", range(5))
def test_where_all_were_asked_it_agrees_with_networkx(seed):
    named = nx.gnp_random_graph(21, 0.2, seed=seed, directed=True)
    ids = [f"m{number:02}" for number in named]
    ties = [tie(ids[a], ids[b], reported_by="source") for a, b in named.edges]
    found = answer(network(map(partner, ids), ties, inquiries=[told(id, complete=False) for id in ids]))
    by_arcs = nx.overall_reciprocity(named)
    ((_, _, _, _, share, _, _),) = found.tables["reciprocity"].rows
    assert share == pytest.approx(by_arcs / (2 - by_arcs))


def test_one_partner_only():
    ties = [tie("a", "b", reported_by="source"), tie("c", "d", reported_by="source")]
    found = answer(network(others("abcd"), ties), partner="b")
    assert found.tables["one_sided"].column("other") == ["b"]
    assert found.sentence.into("de").startswith("B: 1 von 1 Verbindungen nennt nur eine Seite")
    assert (
        answer(network(others("ab")), partner="a").sentence.into("de").startswith("Für A ist keine Verbindung erfasst")
    )
    with pytest.raises(Unknown):
        answer(network(others("ab")), partner="nobody")


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_who_is_not_staff_reads_sums_over_all_and_no_name(viewer):
    ties = [tie("a", "b", reported_by="source"), tie("c", "d", reported_by="source")]
    seen = network(others("abcd"), ties, viewer=viewer)
    found = answer(seen, partner="b")
    assert list(found.tables) == ["reciprocity"]
    assert found.sentence.into("de") == "2 von 2 Verbindungen nennt nur eine Seite."
    assert found.marks == {}
    assert found == answer(seen)
    with pytest.raises(Unknown):
        answer(seen, partner="nobody")


def test_the_other_sides_are_marked_and_those_asked_most():
    found = answer(network(others("abc"), [TIE, tie("a", "c", reported_by="source")], inquiries=[told("b")]))
    assert found.marks == {"b": 1.0, "c": 0.6}


@settings(max_examples=100, deadline=None)
@given(networks())
def test_the_parts_make_the_whole(some):
    found = answer(some.at(some.day), top=0)
    for _, recorded, pairs, mutual, share, one_heard, no_side in found.tables["reciprocity"].rows:
        assert recorded == pairs + one_heard + no_side
        assert 0 <= mutual <= pairs
        assert min(one_heard, no_side) >= 0
        assert share == (mutual / pairs if pairs else None)
    listed = found.tables["one_sided"]
    sums = found.tables["reciprocity"]
    named = sum(sums.column("recorded")) - sum(sums.column("no_side"))
    assert len(listed.rows) == named - sum(sums.column("mutual")) == sum(found.tables["other_sides"].column("ties"))


@settings(max_examples=100, deadline=None)
@given(networks())
def test_a_complete_inquiry_only_ever_moves_not_asked_to_none(some):
    def states(seen):
        return {row[:6]: row[8] for row in answer(seen, top=0).tables["one_sided"].rows}

    before = states(some)
    asked = [told(id, on=date(2024, 5, 1)) for id in some.partners()]
    after = states(with_graph(some.graph, some, [*some.inquiries, *asked]))
    assert before.keys() == after.keys()
    assert all(before[key] == after[key] or (before[key], after[key]) == ("not_asked", "none") for key in before)
