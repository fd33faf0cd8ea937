"""Communities of published networks, who lies between them, and what is said where there are none or chance does as well."""

from __future__ import annotations

import random
import re
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, partner, path, tie

from queries.communities import answer

PARTED = [tie(*pair) for pair in [*combinations("abcd", 2), *combinations("efgh", 2), "de"]]


def published(graph, rename=str):
    partners = [partner(rename(node)) for node in graph]
    return network(partners, [tie(rename(a), rename(b)) for a, b in graph.edges()])


def whole(found):
    (row,) = found.tables["network"].rows
    return dict(zip(found.tables["network"].names, row, strict=True))


def test_the_karate_club_relabelled_is_the_same_club():
    """0.4198 and four communities: Brandes et al., On modularity clustering, IEEE TKDE 20 (2008)."""
    names = list(range(34))
    random.Random(1).shuffle(names)
    for rename in (str, lambda node: f"p{names[node]}"):
        found = answer(published(nx.karate_club_graph(), rename))
        assert whole(found)["modularity"] == pytest.approx(0.4198, abs=5e-5)
        assert found.tables["communities"].column("size") == [12, 11, 6, 5]
        assert whole(found)["p"] == pytest.approx(1 / 21)
        assert "in 4 Teilnetze, deutlich klarer, als es der Zufall ergäbe." in found.sentence.into("de")


def test_florentine_families_are_few_enough_for_chance_to_do_as_well():
    """Padgett's marriages (1994): 15 families; among so few the best partition says little."""
    found = answer(published(nx.florentine_families_graph()))
    assert "nicht deutlich klarer, als es der Zufall ergäbe" in found.sentence.into("de")
    assert "but not clearly more so than chance" in found.sentence.into("en")
    assert whole(found)["p"] > 0.05


def test_two_cliques_joined_once_by_hand():
    """13 pairs, six inside each: 2 (6/13 - (13/26)²); D has 3 of 4 ties inside: 1 - (3/4)² - (1/4)²."""
    found = answer(network(others("abcdefgh"), PARTED))
    assert whole(found)["modularity"] == pytest.approx(12 / 13 - 1 / 2)
    rows = found.tables["communities"].rows
    assert [(row[0], row[1], row[2], *row[-2:]) for row in rows] == [(1, 4, "d", 6, 1), (2, 4, "e", 6, 1)]
    between = [row[:5] for row in found.tables["between"].rows]
    assert between[:2] == [("d", "D", 1, 2, pytest.approx(0.375)), ("e", "E", 2, 2, pytest.approx(0.375))]
    assert {row[3:5] for row in between[2:]} == {(1, 0)}
    assert found.marks == {"d": pytest.approx(0.375), "e": pytest.approx(0.375)}
    assert found.tables["members"].column("partner") == ["d", "a", "b", "c", "e", "f", "g", "h"]
    assert found.sentence.into("de").endswith(
        "Zwischen ihnen stehen 2 Akteure, darunter D mit Verbindungen zu 2 Teilnetzen."
    )


def test_what_a_community_consists_of_the_most_frequent_first():
    partners = [
        partner("k", "contact_office", area="08001"),
        partner("a", "self_help_group", area="08002007"),
        partner("b", "self_help_group", area="08002"),
        partner("c", "clinic", area="08"),
        partner("d", "clinic"),
    ]
    (row,) = answer(network(partners, [tie("k", other) for other in "abcd"])).tables["communities"].rows
    assert row[3:8] == (
        "K",
        ("care", "self_help", "support"),
        ("clinic", "self_help_group", "contact_office"),
        ("08002", "08001"),
        2,
    )


def test_who_reaches_most_communities_stands_first_not_who_is_spread_most_evenly():
    """An office with many ties at home joins more than a partner with one tie to each of two communities."""
    cliques = ["abcdef", "ghijkl", "mnopqr"]
    ties = [tie(*pair) for clique in cliques for pair in combinations(clique, 2)]
    ties += [tie(*pair) for pair in ("ag", "am", "zb", "zh")]
    found = answer(network(others("abcdefghijklmnopqrz"), ties)).tables["between"]
    assert found.column("partner")[:2] == ["a", "z"]
    assert [row[3] for row in found.rows[:2]] == [3, 2]
    # five ties at home and one to each of two others; one to each of two
    assert found.column("participation")[:2] == pytest.approx([1 - 27 / 49, 1 / 2])


@pytest.mark.parametrize(
    ("partners", "ties", "said"),
    [
        ("", [], "In dieser Auswahl sind keine Akteure erfasst."),
        ("a", [], "In dieser Auswahl ist 1 Akteur erfasst; Verbindungen gibt es also keine."),
        ("abc", [], "Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst."),
        ("abcd", path("abc"), "Die 3 verbundenen Akteure bilden ein einziges Teilnetz"),
        ("abcde", [*path("ab"), *path("cd")], "Zwischen ihnen ist keine Verbindung erfasst."),
        (
            "abc",
            [tie("a", "b", status="planned")],
            "Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst.",
        ),
    ],
)
def test_where_there_is_little_to_part(partners, ties, said):
    found = answer(network(others(partners), ties))
    assert said in found.sentence.into("de")
    assert found.marks == {}


def test_who_has_no_tie_is_counted_apart():
    found = answer(network(others("abcdefghxy"), PARTED))
    assert (whole(found)["communities"], whole(found)["partners"], whole(found)["untied"]) == (2, 8, 2)
    assert found.caveats[1].into("de") == "2 Akteure ohne erfasste Verbindung gehören zu keinem Teilnetz."
    assert not {"x", "y"} & set(found.tables["members"].column("partner") + found.tables["between"].column("partner"))


def test_a_large_network_says_that_it_was_not_compared_with_chance():
    ids = [f"{number:04}" for number in range(5001)]
    found = answer(network(map(partner, ids), [tie(a, b) for a, b in pairwise(ids)]))
    assert re.match(r"Das Netz gliedert sich in \d+ Teilnetze\. Zwischen", found.sentence.into("de"))
    assert (whole(found)["expected"], whole(found)["p"]) == (None, None)
    assert any("nicht mit dem Zufall verglichen" in caveat.into("de") for caveat in found.caveats)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_communities_part_those_with_ties_and_their_pairs(some):
    some = some.at(some.day)
    found = answer(some, top=0)
    tied = {id for id, degree in some.simple.degree() if degree}
    if not tied:
        assert found.tables == {}
        return
    members = found.tables["members"]
    assert sorted(members.column("partner")) == sorted(found.tables["between"].column("partner")) == sorted(tied)
    number = dict(zip(members.column("partner"), members.column("community"), strict=True))
    for row in found.tables["communities"].rows:
        mine = [id for id, each in number.items() if each == row[0]]
        ends = [(number[a] == row[0]) + (number[b] == row[0]) for a, b in some.simple.edges()]
        assert (row[1], row[-2], row[-1]) == (len(mine), ends.count(2), ends.count(1))
