"""Evenness against Shannon's own figures, and what is spread over what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy
from small_networks import NO_AREAS, network, networks, partner, shuffled, tie

from graphsvc.errors import Unknown
from graphsvc.model import Viewer
from graphsvc.vocabulary import CARRIER_TYPES, FIELDS, SECTORS
from queries._spread import evenness
from queries.breadth import answer

K = partner("k", "contact_office", name="Kontaktstelle", area="08001")


def group(id, **values):
    return partner(id, "self_help_group", **{"area": "08001"} | values)


def asked(partners, ties, **values):
    return answer(network([K, *partners], ties, **values), partner="k")


def line(found, dimension):
    table = found.tables["breadth"]
    (row,) = (row for row in table.rows if row[0] == dimension)
    return dict(zip(table.names, row, strict=True))


def counts(found, dimension):
    return {row[1]: row[2] for row in found.tables["spread"].rows if row[0] == dimension and row[2]}


@pytest.mark.parametrize(
    ("shares", "possible", "expected"),
    [
        # Shannon, A Mathematical Theory of Communication (1948), section 9: 1/2, 1/4, 1/8, 1/8 have 7/4 bits; section 7:
        # the entropy of p and 1 − p is greatest, 1 bit, at p = 1/2. log2(4) = 2, so 7/8.
        pytest.param([4, 2, 1, 1], 4, 7 / 8, id="7/4 of 2 bits"),
        pytest.param([1, 1], 2, 1, id="1 of 1 bit"),
        pytest.param([1, 1], 4, 1 / 2, id="1 of 2 bits"),
        # binary entropy of 1/4: 2 − 3/4 · log2(3)
        pytest.param([3, 1], 2, 2 - 3 / 4 * log(3, 2), id="a quarter"),
        pytest.param([5], 6, 0, id="all in one"),
        pytest.param([1] * 7, 7, 1, id="all alike"),
    ],
)
def test_evenness_is_the_entropy_by_the_most_that_is_possible(shares, possible, expected):
    assert evenness(shares, possible) == pytest.approx(expected)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=9))
def test_evenness_agrees_with_scipy(shares):
    found = evenness(shares, len(shares))
    if not any(shares):
        assert found is None
        return
    assert 0 <= found <= 1
    assert found == pytest.approx(entropy(np.array(shares)) / log(len(shares)), abs=1e-12)
    assert found == evenness(reversed(shares), len(shares))


def test_a_partner_with_several_fields_counts_in_parts():
    partners = [
        partner("a", "authority", fields=("health", "social")),
        partner("b", "clinic", fields=("health",)),
        partner("c", "service", fields=("youth", "family", "education")),
        partner("d", "service"),
    ]
    found = asked(partners, [tie("k", id) for id in "abcd"])
    third = pytest.approx(1 / 3)
    assert counts(found, "field") == {"health": 1.5, "youth": third, "family": third, "education": third, "social": 0.5}
    row = line(found, "field")
    assert (row["categories"], row["reached"], row["partners"], row["unknown"]) == (6, 5, 3, 1)
    assert any("Zuständigkeiten (1)" in caveat.into("de") for caveat in found.caveats)


def test_thirds_and_sixths_add_up_to_the_same_whatever_the_partners_are_called():
    """Sums of floats depend on their order, and that of a set on the ids."""
    lists = [list(FIELDS)[:count] for count in (1, 2, 3, 4, 5, 6)] * 2
    found = set()
    for start in range(20):
        partners = [partner(f"p{(start + n) * 7919}", "clinic", fields=tuple(each)) for n, each in enumerate(lists)]
        found.add(counts(asked(partners, [tie("k", each.id) for each in partners]), "field")["health"])
    assert found == {4.9}, "twice 1 + 1/2 + 1/3 + 1/4 + 1/5 + 1/6"


def test_possible_is_what_the_vocabulary_has_and_the_topics_that_anybody_states():
    partners = [
        group("a", topics=("Sucht", "Alkohol")),
        group("b", topics=("alkoholsucht",)),
        group("c", topics=("Angst",)),
    ]
    found = asked(partners, [tie("k", "a", "supports"), tie("k", "b", "supports")])
    assert line(found, "field")["categories"] == len(FIELDS) == 6
    assert line(found, "carrier_type")["categories"] == len(CARRIER_TYPES) == 6
    assert line(found, "sector")["categories"] == len(SECTORS) == 7
    topic = line(found, "topic")
    assert (topic["categories"], topic["reached"], topic["partners"]) == (3, 2, 2)
    assert found.tables["topics"].rows == (("Alkohol", 1.5, 0.75, None), ("Sucht", 0.5, 0.25, None))
    # 3/4 and 1/4 of three possible topics
    assert topic["evenness"] == pytest.approx((2 - 3 / 4 * log(3, 2)) / log(3, 2))


@pytest.mark.parametrize(
    ("values", "sectors", "topics"),
    [
        ({"intensity": 2}, 1, 1),
        ({"intensity": None}, 1, 1),
        ({"intensity": 1}, 0, 0),
        ({"kind": "supports"}, 0, 1),
        ({"kind": "refers_to"}, 0, 0),
        ({"status": "planned"}, 0, 0),
        ({"until": date(2024, 5, 31)}, 0, 0),
    ],
    ids=str,
)
def test_cooperations_spread_and_for_topics_the_groups_supported(values, sectors, topics):
    found = asked([group("a", topics=("Angst",))], [tie("k", "a", **values)])
    assert line(found, "sector")["partners"] == sectors
    assert line(found, "topic")["partners"] == topics


def test_a_partner_who_is_both_supported_and_cooperates_counts_once():
    ties = [tie("k", "a", "supports"), tie("k", "a", id="1"), tie("a", "k", id="2")]
    assert line(asked([group("a", topics=("Angst",))], ties), "topic")["partners"] == 1


def test_only_a_group_without_a_topic_is_unknown_there():
    found = asked([group("a"), partner("b", "authority")], [tie("k", "a", "supports"), tie("k", "b")])
    assert line(found, "topic")["unknown"] == 1


@pytest.mark.parametrize(("tied", "expected"), [("c", None), ("a", None), ("ab", 0), ("abc", 0)])
def test_of_fewer_than_two_who_say_it_there_is_no_evenness(tied, expected):
    partners = [*(partner(id, "clinic", carrier_type="private") for id in "ab"), partner("c", "clinic")]
    assert line(asked(partners, [tie("k", id) for id in tied]), "carrier_type")["evenness"] == expected


def test_of_a_single_topic_there_is_no_evenness():
    found = asked([group("a", topics=("Angst",)), group("b", topics=("angst",))], [tie("k", "a"), tie("k", "b")])
    assert line(found, "topic")["categories"] == 1
    assert line(found, "topic")["evenness"] is None


def test_it_is_compared_with_the_median_of_the_other_offices_that_tell():
    """Of x, y, z the fields reached are even over 1, 2 and 3 of 6; o has nothing recorded and is not in the median."""
    offices = [partner(id, "support_office") for id in "xyzo"]
    clinics = [
        partner(f"{field}{n}", "clinic", fields=(field,)) for field in ("health", "youth", "age") for n in (1, 2)
    ]
    ties = [tie("k", "health1"), tie("k", "health2"), tie("x", "health1"), tie("x", "health2")]
    ties += [tie("y", id) for id in ("health1", "youth1")]
    ties += [tie("z", id) for id in ("health1", "youth1", "age1")]
    found = asked([*offices, *clinics], ties)
    assert line(found, "field")["evenness"] == 0
    assert line(found, "field")["evenness_others"] == pytest.approx(log(2) / log(6))
    spread = {row[1]: row[2:] for row in found.tables["spread"].rows if row[0] == "field"}
    assert spread["health"] == (2, 1, 1)
    assert spread["youth"] == (0, 0, 1)
    assert spread["age"] == (0, 0, 0)


def test_groups_among_themselves():
    groups = [group(id) for id in "abc"] + [group("far", area="08002"), group("nowhere", area="")]
    groups += [partner("org", "self_help_organisation", area="08001007")]
    ties = [
        tie("a", "b"),
        tie("b", "a", "refers_to"),
        tie("b", "org", "member_of"),
        tie("c", "far"),
        tie("c", "nowhere"),
    ]
    ties += [tie("k", id, "supports") for id in "ac"]
    found = asked(groups, ties)
    assert found.tables["groups"].rows == ((4, 3, 2),)
    serving = answer(network([replace(K, serves=("08001", "08002")), *groups], ties), partner="k")
    assert serving.tables["groups"].rows == ((5, 5, 3),)
    nowhere = answer(network([replace(K, area=""), *groups], ties), partner="k")
    assert nowhere.tables["groups"].rows == ((0, 0, 0),)
    assert any("Das Gebiet von Kontaktstelle ist nicht erfasst" in caveat.into("de") for caveat in nowhere.caveats)


def test_the_sentence_counts_what_is_reached_and_leaves_out_what_nobody_states():
    partners = [
        partner("a", "authority", fields=("health", "social"), carrier_type="municipal"),
        group("b", topics=("Angst",)),
        group("c", topics=("Sucht",)),
    ]
    ties = [tie("k", "a"), tie("k", "b", "supports")]
    assert asked(partners, ties).sentence.into("de") == (
        "Die Zusammenarbeit von Kontaktstelle verteilt sich auf 2 von 6 Zuständigkeiten, 1 von 2 hier erfassten Themen und 1 von "
        "6 Arten von Trägern. Zwischen den 2 Gruppen im Gebiet ist keine Verbindung erfasst."
    )
    assert (
        asked(partners, [*ties, tie("b", "c")])
        .sentence.into("en")
        .endswith("Between the 2 groups in the area 1 tie is recorded.")
    )
    bare = asked([partner("a", "clinic")], [tie("k", "a")]).sentence.into("de")
    assert bare == "Kontaktstelle arbeitet mit 1 Akteur zusammen; Zuständigkeit, Thema und Träger sind nicht erfasst."
    assert "Das heißt nicht, dass es keine gibt" in asked([], []).sentence.into("de")


def test_no_two_words_of_the_dimensions_are_alike():
    """One column says them all."""
    codes = [*FIELDS, *CARRIER_TYPES, *SECTORS]
    assert len(codes) == len(set(codes))


def test_without_a_partner_it_is_the_office_with_the_most_and_says_so():
    offices = [K, partner("x", "support_office", name="Büro")]
    clinics = [partner(id, "clinic") for id in "ab"]
    found = answer(network([*offices, *clinics], [tie("k", "a"), tie("x", "a"), tie("x", "b")]))
    assert found.marks == {"x": 1.0, "a": 0.6, "b": 0.6}
    assert any("Es ist keine Stelle gewählt" in caveat.into("de") for caveat in found.caveats)
    assert answer(network([*offices, *clinics], ego="k")).sentence.into("de").startswith("Für Kontaktstelle")
    with pytest.raises(Unknown):
        answer(network([K]), partner="nobody")


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_what_an_office_does_not_reach_is_for_staff(viewer):
    partners = [partner("a", "clinic", fields=("health",))]
    found = asked(partners, [tie("k", "a")], viewer=viewer)
    assert list(found.tables) == ["breadth", "groups"]


@settings(max_examples=100, deadline=None)
@given(networks(), st.randoms())
def test_the_parts_add_up_to_the_partners_in_whatever_order(some, draw):
    fields = [*FIELDS]
    for _, node in sorted(some.graph.nodes.items()):
        node["fields"] = tuple(draw.sample(fields, draw.randrange(5)))
        node["carrier_type"] = draw.choice(["", *CARRIER_TYPES])
    found = answer(some)
    if not found.tables:
        return
    spread = found.tables["spread"].rows
    for dimension in ("field", "carrier_type", "sector"):
        row = line(found, dimension)
        assert sum(each[2] for each in spread if each[0] == dimension) == pytest.approx(row["partners"])
        assert sum(1 for each in spread if each[0] == dimension and each[2]) == row["reached"] <= row["categories"]
        assert row["evenness"] is None or 0 <= row["evenness"] <= 1
    topic = line(found, "topic")
    assert sum(found.tables["topics"].column("partners")) == pytest.approx(topic["partners"])
    assert answer(shuffled(some)) == found


def test_no_areas_loaded_is_no_error():
    assert asked([group("a")], [], known_areas=NO_AREAS).tables["groups"].rows == ((1, 0, 0),)


def test_who_sees_a_part_is_told_so():
    partners, ties = [partner("a", "clinic", fields=("health",))], [tie("k", "a")]
    seen = asked(partners, ties, viewer=Viewer.PUBLIC).sentence.into("de")
    assert seen == f"Soweit hier zu sehen: {asked(partners, ties).sentence.into('de')}"


def test_where_no_office_has_a_cooperation_none_is_picked_out():
    found = answer(network([partner("a", "contact_office"), partner("b", "contact_office")]))
    assert found.sentence.into("de").startswith("Zu keiner Stelle ist hier eine Kooperation erfasst.")
    assert not any("Gezeigt wird" in caveat.into("de") for caveat in found.caveats)
