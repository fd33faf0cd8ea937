"""E–I index and mixing by each dimension, worked out by hand, and a sentence that says no more than it knows."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import AREAS, network, networks, partner, tie

from graphsvc.model import Network
from queries.sectors import SHOWN, answer

HEALTH = [partner("k", "clinic"), partner("l", "clinic"), partner("m", "clinic")]
TOWN = [partner("x", "authority"), partner("y", "council")]


def rows(found, name):
    table = found.tables[name]
    return [dict(zip(table.names, row, strict=True)) for row in table.rows]


def test_by_hand():
    """Three in care, two in administration: k–l inside, k–x and l–y between; y and m have one and no tie."""
    found = answer(network([*HEALTH, *TOWN], [tie("k", "l"), tie("k", "x"), tie("l", "y")]))
    (whole,) = rows(found, "network")
    # of 10 pairs 6 are between: (6 − 4) / 10
    assert (whole["partners"], whole["ties"], whole["inside"], whole["between"]) == (5, 3, 1, 2)
    assert (whole["e_i"], whole["expected"]) == pytest.approx((1 / 3, 0.2))
    care, town = rows(found, "sectors")
    assert [care[name] for name in ("group", "partners", "inside", "between")] == ["care", 3, 1, 2]
    assert [town[name] for name in ("group", "partners", "inside", "between")] == ["administration", 2, 0, 2]
    # of the pairs of care 3 are inside, 6 between; of administration 1 and 6
    assert (care["e_i"], care["expected"]) == pytest.approx((1 / 3, 1 / 3))
    assert (town["e_i"], town["expected"]) == pytest.approx((1, 5 / 7))
    assert found.tables["mixing"].rows == (
        ("care", "care", 1, 3, 1 / 3, pytest.approx(0.9), 0),
        ("care", "administration", 2, 6, 1 / 3, pytest.approx(1.8), 0),
        ("administration", "administration", 0, 1, 0, pytest.approx(0.3), 0),
    )
    # over the ten choices of two partners for administration
    assert whole["p"] == pytest.approx(exact_p([0, 0, 0, 1, 1], [(0, 1), (0, 3), (1, 4)]))


def exact_p(labels, edges):
    """Return the two-sided p over all choices of the partners that carry label 1."""
    count, size = len(labels), sum(labels)
    found = [
        sum((a in chosen) != (b in chosen) for a, b in edges) for chosen in map(set, combinations(range(count), size))
    ]
    mean = len(edges) * 2 * size * (count - size) / (count * (count - 1))
    seen = sum(labels[a] != labels[b] for a, b in edges)
    return sum(abs(each - mean) >= abs(seen - mean) - 1e-9 for each in found) / len(found)


def test_several_ties_of_a_pair_count_once_and_ended_ones_not_at_all():
    ties = [tie("k", "x"), tie("x", "k", "refers_to"), tie("l", "x", status="planned"), tie("k", "l", status="none")]
    (whole,) = rows(answer(network([*HEALTH, *TOWN], ties)), "network")
    assert (whole["ties"], whole["between"], whole["e_i"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("sector", ["care", "administration"]),
        ("kind", ["clinic", "authority"]),
        ("field", ["health", "youth"]),
        ("carrier_type", ["municipal", "private"]),
        ("area", ["08001", "08002"]),
    ],
)
def test_each_dimension_has_its_groups_and_leaves_out_who_says_nothing(by, groups):
    values = {"fields": ("health",), "carrier_type": "private", "area": "08001017"}
    clinic = partner("k", "clinic", **values)
    office = partner("x", "authority", fields=("youth",), carrier_type="municipal", area="08002")
    silent = partner("s", "authority", area="08")
    found = answer(network([clinic, office, silent], [tie("k", "x"), tie("k", "s")]), by=by)
    assert [row["group"] for row in rows(found, "sectors")] == groups
    (whole,) = rows(found, "network")
    everybody = by in ("sector", "kind")
    assert (whole["partners"], whole["ties"]) == ((3, 2) if everybody else (2, 1))
    left_out = [c.into("de") for c in found.caveats if "fehlt hier" in c.into("de")]
    assert left_out == [] if everybody else left_out[0].startswith("1 von 3 Akteuren fehlt hier, weil die Angabe")


def test_areas_are_named():
    found = answer(network([partner("k", area="08001"), partner("x", area="08002")], [tie("k", "x")]), by="area")
    column = found.tables["sectors"].columns[0]
    assert [column.words[row["group"]].into("de") for row in rows(found, "sectors")] == ["Oben", "Unten"]
    assert AREAS["08001"].name == "Oben"


def test_of_several_fields_each_counts():
    """A tie is inside where both share a field: x does both, so nothing leads out of what it has in common."""
    fields = {"a": ("health",), "x": ("health", "social"), "b": ("social",), "c": ("youth",)}
    partners = [partner(id, fields=mine) for id, mine in fields.items()]
    found = answer(network(partners, [tie("a", "x"), tie("x", "b"), tie("b", "c")]), by="field")
    (whole,) = rows(found, "network")
    assert (whole["inside"], whole["between"]) == (2, 1)
    assert {row["group"]: (row["partners"], row["inside"], row["between"]) for row in rows(found, "sectors")} == {
        "health": (2, 1, 1),
        "youth": (1, 0, 1),
        "social": (2, 1, 2),
    }
    assert set(found.marks) == {"b", "c"}


def test_a_pair_of_groups_without_a_tie_stands_with_nought():
    found = answer(network([*HEALTH, *TOWN, partner("v", "association")], [tie("k", "x")]))
    without = [(row["group"], row["other"]) for row in rows(found, "mixing") if not row["ties"]]
    assert without == [
        ("care", "care"),
        ("care", "civil_society"),
        ("administration", "administration"),
        ("administration", "civil_society"),
    ]
    assert "Bei 2 von 3 Paaren von Bereichen ist keine Kooperation erfasst." in found.sentence.into("de")


def test_of_very_many_groups_only_tied_pairs_are_listed():
    partners = [partner(f"p{n}", area=f"{n + 10:05d}") for n in range(SHOWN + 1)]
    found = answer(network(partners, [tie("p3", "p4")]), by="area")
    assert [(row["group"], row["other"]) for row in rows(found, "mixing")] == [("00013", "00014")]
    few = answer(network(partners[:SHOWN], [tie("p3", "p4")]), by="area")
    assert len(rows(few, "mixing")) == SHOWN * (SHOWN - 1) // 2


def groups_of_ten(inside, between, seed=3):
    """Return twenty partners in two sectors with so many ties."""
    draw = random.Random(seed)
    partners = [partner(f"{kind[0]}{n}", kind) for kind in ("clinic", "authority") for n in range(10)]
    ids = [each.id for each in partners]
    pairs = list(combinations(ids, 2))
    same = draw.sample([pair for pair in pairs if pair[0][0] == pair[1][0]], inside)
    other = draw.sample([pair for pair in pairs if pair[0][0] != pair[1][0]], between)
    return network(partners, [tie(*pair) for pair in same + other])


@pytest.mark.parametrize(
    ("inside", "between", "words"),
    [
        # 100 of 190 pairs are between; of 40 ties chance would give 21
        pytest.param(38, 2, "Das sind weniger, als der Zufall ergäbe (etwa 21).", id="fewer"),
        pytest.param(2, 38, "Das sind mehr, als der Zufall ergäbe (etwa 21).", id="more"),
        pytest.param(19, 21, "Das kann Zufall sein: Zu erwarten wären etwa 21.", id="chance"),
    ],
)
def test_the_sentence_says_more_fewer_or_perhaps_chance(inside, between, words):
    found = answer(groups_of_ten(inside, between))
    assert found.sentence.into("de").startswith(f"{between} von 40 Kooperationen verlaufen zwischen")
    assert words in found.sentence.into("de")
    (whole,) = rows(found, "network")
    assert (whole["p"] <= 0.05) == ("Zufall sein" not in words)


@pytest.mark.parametrize(
    ("partners", "ties", "words"),
    [
        ([], [], "In dieser Auswahl sind keine Akteure erfasst."),
        (HEALTH, [tie("k", "l")], "Hier kommt nur Versorgung vor. Zwischen Bereichen ist also nichts zu vergleichen."),
        ([*HEALTH, *TOWN], [], "Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst."),
    ],
    ids=["nobody", "one group", "no ties"],
)
def test_where_there_is_nothing_to_compare_it_says_so(partners, ties, words):
    assert answer(network(partners, ties)).sentence.into("de") == words


def test_where_offices_make_most_of_it_a_caveat_says_so():
    office = partner("o", "contact_office")
    ties = [tie("o", "k"), tie("o", "x"), tie("l", "y")]
    (_, caveat, *_) = answer(network([*HEALTH, *TOWN, office], ties)).caveats
    assert caveat.into("de") == (
        "Bei 2 von 3 verbundenen Paaren aus verschiedenen Bereichen ist die eine Seite eine Stelle der "
        "Selbsthilfeunterstützung."
    )
    more = [*ties, tie("k", "x")]
    assert not any("Stelle" in c.into("de") for c in answer(network([*HEALTH, *TOWN, office], more)).caveats)


DAILY_WORK = [
    partner("o", "contact_office"),
    *(partner(id, "self_help_group") for id in "gh"),
    partner("c", "committee"),
]
OTHERWISE = [
    tie("o", "g", "supports"),
    tie("o", "h", "supports"),
    tie("k", "c", "member_of"),
    tie("l", "x", intensity=1),
]


def test_what_ties_two_sectors_by_its_nature_is_no_cooperation_between_them():
    """An office always supports a group, a member always sits on a committee: neither says that sectors work together."""
    some = [*HEALTH, *TOWN, *DAILY_WORK]
    found = answer(network(some, [tie("k", "l"), tie("k", "x"), *OTHERWISE]))
    assert found.sentence.into("de").startswith("1 von 2 Kooperationen verläuft zwischen verschiedenen Bereichen.")
    (whole,) = rows(found, "network")
    assert (whole["ties"], whole["inside"], whole["between"]) == (2, 1, 1)
    assert {(row["group"], row["other"]): row["otherwise"] for row in rows(found, "mixing") if row["otherwise"]} == {
        ("support", "self_help"): 2,
        ("bodies", "care"): 1,
        ("care", "administration"): 1,
    }
    assert set(found.marks) == {"k", "x"}
    assert any(caveat.into("de").startswith("4 Paare zählen hier nicht") for caveat in found.caveats)


def test_who_supports_and_cooperates_counts():
    found = answer(network(DAILY_WORK, [*OTHERWISE[:2], tie("g", "o", intensity=2)]))
    assert rows(found, "network")[0]["ties"] == 1


def test_kinds_of_ties_that_are_selected_count():
    some = network(DAILY_WORK, OTHERWISE[:2])
    found = answer(Network(graph=some.graph, selection=replace(some.selection, ties=frozenset({"supports"}))))
    assert found.sentence.into("de").startswith("2 von 2 Verbindungen verlaufen zwischen verschiedenen Bereichen.")


def test_without_cooperation_it_says_what_there_is():
    found = answer(network(DAILY_WORK, OTHERWISE[:2]))
    assert found.sentence.into("de").endswith(
        "2 Paare sind auf andere Weise verbunden, zum Beispiel durch Unterstützung."
    )


def test_where_every_two_sectors_cooperate_none_is_missed():
    found = answer(network([*HEALTH, *TOWN], [tie("k", "x")]))
    assert found.sentence.into("de").endswith("Zwischen je zwei Bereichen ist mindestens eine erfasst.")


def renamed(some: Network, seed: int) -> Network:
    """Return the same network with other ids, and all names as they were."""
    ids = sorted(some.graph)
    new = [f"n{number}" for number in range(len(ids))]
    random.Random(seed).shuffle(new)
    graph = nx.relabel_nodes(some.graph, dict(zip(ids, new, strict=True)))
    return Network(graph=graph, selection=some.selection, areas=some.areas, topics=some.topics)


@settings(max_examples=30, deadline=None)
@given(networks(), st.integers(0, 5), st.sampled_from(["sector", "kind", "field", "carrier_type", "area"]))
def test_other_ids_change_nothing(some, seed, by):
    found, again = answer(some, by=by), answer(renamed(some, seed), by=by)
    assert found.tables == again.tables
    assert found.sentence == again.sentence


def test_other_ids_change_nothing_where_permutations_are_drawn():
    some = groups_of_ten(19, 21)
    assert answer(some).tables == answer(renamed(some, 1)).tables


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(["sector", "kind", "field", "carrier_type", "area"]))
def test_inside_and_between_add_up(some, by):
    found = answer(some, by=by)
    if not found.tables:
        return
    (whole,) = rows(found, "network")
    assert whole["inside"] + whole["between"] == whole["ties"]
    if by != "field":  # where everybody has one group
        assert sum(row["ties"] for row in rows(found, "mixing")) == whole["ties"]
        assert sum(row["inside"] for row in rows(found, "sectors")) == whole["inside"]
        assert sum(row["between"] for row in rows(found, "sectors")) == 2 * whole["between"]
        assert sum(row["possible"] for row in rows(found, "mixing")) == whole["partners"] * (whole["partners"] - 1) // 2
    for row in rows(found, "mixing"):
        assert 0 <= row["ties"] <= row["possible"]
    for row in [whole, *rows(found, "sectors")]:
        assert (row["e_i"] is None) == (row["inside"] + row["between"] == 0) == (row["p"] is None)
        assert row["e_i"] is None or -1 <= row["e_i"] <= 1
        assert row["p"] is None or 0 < row["p"] <= 1


@pytest.mark.parametrize("attrs", [{}, {"g": "x"}])
def test_a_free_attribute_that_not_all_state_is_named(attrs):
    found = answer(network([partner("a", attrs=attrs), partner("b")], [tie("a", "b")]), by="attr:g")
    said = [found.sentence, *found.caveats]
    assert any("„g“" in text.into("de") for text in said)
