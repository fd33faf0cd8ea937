"""Who should get to know each other: by hand, against NetworkX, and who is not suggested and why."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import log

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, others, partner, tie

from graphsvc.errors import Unknown
from graphsvc.model import Inquiry, Network, Viewer, is_valid
from graphsvc.vocabulary import COMMITTEES, GROUPS, OFFICES
from queries.suggestions import answer

OFFICE = partner("k", "contact_office")


def group(id, *topics, **values):
    return partner(id, "self_help_group", topics=topics, **values)


def suggested(found):
    table = found.tables["suggestions"]
    return list(zip(table.column("partner"), table.column("other"), strict=True))


def around(partners, extra=(), **values):
    """Ask about partners who are all tied to one office, and to nobody else."""
    ties = [tie("k", each.id) for each in partners]
    return answer(network([OFFICE, *partners], [*ties, *extra]), **values)


def test_common_partners_weigh_the_more_the_fewer_they_know():
    """All meet over k, who knows four; a and b also over m, who knows two, and so they stand first."""
    ties = [tie("k", id) for id in "abcd"] + [tie("m", "a"), tie("m", "b")]
    found = answer(network([OFFICE, *others("abcdm")], ties), partner="a")
    assert suggested(found) == [("a", "b"), ("a", "c"), ("a", "d")]
    table = found.tables["suggestions"]
    assert table.column("adamic_adar") == pytest.approx([1 / log(2) + 1 / log(4), 1 / log(4), 1 / log(4)])
    assert table.column("nearness") == pytest.approx(table.column("adamic_adar"))
    assert table.column("common") == [2, 1, 1]
    assert table.column("through") == [("M", "K"), ("K",), ("K",)]
    assert set(table.column("reasons")) == {("partners",)}
    assert (
        found.sentence.into("de")
        == "A und B könnten sich kennenlernen: beide sind mit 2 anderen verbunden, etwa mit M."
    )


def test_a_rare_topic_brings_two_closer_than_a_common_one():
    """Two have Gicht, three have Angst: 1 / ln 2 and 1 / ln 3 on top of the office that knows all."""
    found = around(
        [group("a", "Angst"), group("b", "Angst"), group("c", "Angst"), group("d", "Gicht"), group("e", "gicht")]
    )
    assert suggested(found) == [("d", "e"), ("a", "b"), ("a", "c"), ("b", "c")]
    near = [1 / log(5) + 1 / log(2), *[1 / log(5) + 1 / log(3)] * 3]
    assert found.tables["suggestions"].column("nearness") == pytest.approx(near)
    assert found.tables["suggestions"].column("topics")[:2] == [("Gicht",), ("Angst",)]
    assert found.sentence.into("de") == (
        "D und E könnten sich kennenlernen: beide haben das Thema Gicht und beide sind mit K verbunden."
    )


def test_topics_meet_in_their_parent_and_by_any_spelling():
    """The topics table knows Alkohol (also Alkoholsucht) under Sucht: the narrowest topic in common is told."""
    found = around([group("a", "Alkohol"), group("b", "Alkoholsucht"), group("c", "Sucht")])
    assert suggested(found) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found.tables["suggestions"].column("topics") == [("Alkohol",), ("Sucht",), ("Sucht",)]
    near = [1 / log(3) + 1 / log(2) + 1 / log(3), *[1 / log(3) + 1 / log(3)] * 2]
    assert found.tables["suggestions"].column("nearness") == pytest.approx(near)


def test_the_same_district_brings_closer():
    places = {"a": "08001", "b": "08001007", "c": "08002", "d": "08"}
    found = around([partner(id, area=area) for id, area in places.items()])
    assert suggested(found)[0] == ("a", "b")
    assert found.tables["suggestions"].column("same_area") == [True] + [False] * 5
    assert found.tables["suggestions"].column("nearness")[0] == pytest.approx(1 / log(4) + 1 / log(2))
    assert "beide haben ihren Sitz im selben Kreis" in found.sentence.into("de")


def test_two_groups_of_other_topics_are_no_suggestion():
    """What an office's groups have in common is the office; a clinic may suit any of them, a group without a topic too."""
    found = around([group("a", "Angst"), group("b", "Gicht"), group("c"), partner("x", "clinic", topics=("Herz",))])
    assert ("a", "b") not in suggested(found)
    assert sorted(suggested(found)) == [("a", "c"), ("a", "x"), ("b", "c"), ("b", "x"), ("c", "x")]


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("committee", "health_conference", False),
        ("committee", "clinic", True),
        ("support_office", "branch_office", False),
        ("support_office", "committee", True),
    ],
)
def test_two_committees_or_two_offices_need_nobody_to_introduce_them(one, other, shown):
    assert suggested(around([partner("a", one), partner("b", other)])) == [("a", "b")] * shown


@pytest.mark.parametrize("state", ["dormant", "dissolved"])
def test_who_rests_is_no_suggestion(state):
    found = around([*others("ab"), partner("c", state=state)])
    assert suggested(found) == [("a", "b")]


@pytest.mark.parametrize(
    ("values", "shown", "settled"),
    [
        ({"status": "planned"}, False, True),
        ({"status": "none"}, False, True),
        ({"status": "none", "kind": "refers_to"}, False, True),
        ({"status": "none", "until": date(2024, 5, 31)}, True, False),
        ({"until": date(2024, 5, 31)}, True, False),
        ({"since": date(2024, 6, 1)}, False, False),
        ({"intensity": 1}, False, False),
    ],
    ids=str,
)
def test_who_is_tied_or_settled_is_no_suggestion(values, shown, settled):
    for ends in ("ab", "ba"):
        found = around(others("ab"), [tie(*ends, **values)])
        assert suggested(found) == [("a", "b")] * shown
        assert any("1 Paar ist nicht dabei" in caveat.into("de") for caveat in found.caveats) == settled
        assert found.tables["sectors"].column("pairs") == [1] * shown


def test_a_complete_answer_tells_that_there_is_no_tie_and_hinders_nothing():
    partners = [OFFICE, partner("a", "clinic"), *others("bc")]
    ties = [tie("k", id) for id in "abc"]
    told = Inquiry(id="i", partner="b", on=date(2024, 1, 1), about=("clinic",), complete=True)
    found = answer(network(partners, ties, inquiries=[told]))
    states = dict(zip(suggested(found), found.tables["suggestions"].column("status"), strict=True))
    assert states == {("a", "b"): "none", ("a", "c"): "not_asked", ("b", "c"): "not_asked"}
    assert any(
        "Bei 2 von 3 gezeigten Paaren fehlt eine vollständige Auskunft" in caveat.into("de") for caveat in found.caveats
    )
    some = answer(network(partners, ties, inquiries=[told], ties=frozenset({"cooperates_with"})))
    assert set(some.tables["suggestions"].column("status")) == {"not_asked"}, "they may be tied in another way"


def test_for_one_partner_only_its_own():
    found = around(others("abc"), partner="b")
    assert suggested(found) == [("b", "a"), ("b", "c")]
    with pytest.raises(Unknown):
        around(others("abc"), partner="nobody")
    assert "kein Paar erfasst" in answer(network(others("ab"), [tie("a", "b")]), partner="a").sentence.into("de")


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_others_than_staff_read_how_many_by_sector(viewer):
    partners = [OFFICE, group("a", "Angst"), group("b", "Angst"), partner("x", "clinic")]
    found = answer(network(partners, [tie("k", id) for id in "abx"], viewer=viewer))
    assert list(found.tables) == ["sectors"]
    assert found.tables["sectors"].rows == (("self_help", "self_help", 1, 1), ("self_help", "care", 2, 0))
    assert found.marks == {}
    assert found.sentence.into("de") == (
        "3 Paare sind nicht verbunden, soweit erfasst, haben aber gemeinsame Partner; bei 1 stimmt auch ein Thema überein."
    )


GROUPS_AND_CLINIC = ("self_help_group", "self_help_organisation", "clinic") * 2
SPELLINGS = {
    "Sucht": {"Sucht"},
    "Alkohol": {"Alkohol", "Sucht"},
    "alkoholsucht": {"Alkohol", "Sucht"},
    "Angst": {"Angst"},
}


@st.composite
def meetings(draw):
    """Draw an office, five groups and clinics most of which it knows, and what was said between some of these."""
    partners = [
        partner(
            id,
            draw(st.sampled_from([*GROUPS_AND_CLINIC, "support_office", "branch_office", "committee", "council"])),
            name=draw(st.sampled_from(["Nord", "Süd", "Ost"])),
            topics=draw(st.sampled_from([(), *((one,) for one in SPELLINGS), ("Angst", "Alkohol")])),
            area=draw(st.sampled_from(["", "08", "08001", "08002", "08002007"])),
            state=draw(st.sampled_from(["active", "active", "founding", "dormant"])),
        )
        for id in "abcde"
    ]
    ties = [tie("k", each.id) for each in partners if draw(st.sampled_from([True, True, True, False]))]
    for one, other in combinations([each.id for each in partners], 2):
        said = draw(st.sampled_from([None, None, None, "active", "planned", "none", "ended"]))
        if said == "ended":
            ties.append(tie(one, other, status="none", until=date(2024, 5, 31)))
        elif said:
            ties.append(tie(other, one, status=said))
    return network([OFFICE, *partners], ties)


@settings(max_examples=200, deadline=None)
@given(networks() | meetings())
def test_the_index_is_networkxs_and_no_pair_is_forgotten(some):
    """All pairs that NetworkX scores but those that rest, are settled, have one name, other topics, or one trade."""
    found = answer(some, top=0)
    table = found.tables["suggestions"]
    graph, nodes = nx.Graph(some.simple), some.graph.nodes
    topics = {id: {each for topic in nodes[id]["topics"] for each in SPELLINGS[topic]} for id in graph}
    settled = {
        frozenset((source, target))
        for source, target, tie in some.graph.edges(data=True)
        if tie["status"] != "active" and is_valid(tie["since"], tie["until"], some.day)
    }

    def may_meet(a, b):
        resting = "dormant" in (nodes[a]["state"], nodes[b]["state"])
        groups = {nodes[a]["kind"], nodes[b]["kind"]} <= GROUPS and topics[a] and topics[b]
        same = nodes[a]["name_key"] == nodes[b]["name_key"]
        same |= any({nodes[a]["kind"], nodes[b]["kind"]} <= kinds for kinds in (OFFICES, COMMITTEES))
        return not (same or resting or {a, b} in settled or (groups and not topics[a] & topics[b]))

    untied = nx.adamic_adar_index(graph, list(nx.non_edges(graph)))
    expected = {frozenset((a, b)): score for a, b, score in untied if score and may_meet(a, b)}
    mine = dict(zip(map(frozenset, suggested(found)), table.column("adamic_adar"), strict=True))
    assert mine == pytest.approx(expected)
    assert sum(found.tables["sectors"].column("pairs")) == len(mine)
    shared = [bool(topics[a] & topics[b]) for a, b in suggested(found)]
    assert sum(found.tables["sectors"].column("same_topic")) == sum(shared)
    assert ["topic" in reasons for reasons in table.column("reasons")] == shared == [*map(bool, table.column("topics"))]
    assert table.column("nearness") == sorted(table.column("nearness"), reverse=True)
    for reasons, score, near in zip(*map(table.column, ("reasons", "adamic_adar", "nearness")), strict=True):
        assert near >= score - 1e-9
        assert (near > score + 1e-9) == (len(reasons) > 1)


@settings(max_examples=100, deadline=None)
@given(networks() | meetings())
def test_other_ids_change_nothing(some):
    """Who is called what decides the order of equals only; every number stays to the last digit."""
    turned = {id: f"q{99 - number}" for number, id in enumerate(sorted(some.graph))}
    back = {new: old for old, new in turned.items()}
    graph = nx.relabel_nodes(some.graph, turned)
    again = answer(Network(graph=graph, selection=some.selection, areas=some.areas, topics=some.topics), top=0)
    found = answer(some, top=0)
    rows = {frozenset((row[0], row[2])): row[10] for row in found.tables["suggestions"].rows}
    assert {frozenset((back[r[0]], back[r[2]])): r[10] for r in again.tables["suggestions"].rows} == rows
    assert again.tables["sectors"] == found.tables["sectors"]
