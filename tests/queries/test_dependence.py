"""What falls apart without somebody: worked out by hand, and by taking each away; names are for staff."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, others, partner, path, tie

from graphsvc.errors import Unknown
from graphsvc.model import Viewer
from graphsvc.vocabulary import GROUPS, OFFICES
from queries.dependence import answer
from visualisations import network_map
from visualisations._network_groups import TINTS

# Krackhardt's kite (Assessing the political landscape, Administrative Science Quarterly 35, 1990) by first letters:
# Heather and Ike link Jane to the seven others.
KITE = [tie("abcdefghij"[a], "abcdefghij"[b]) for a, b in nx.krackhardt_kite_graph().edges]


def critical(found):
    return {row[0]: row[4:] for row in found.tables["critical"].rows}


def test_krackhardts_kite():
    found = answer(network(others("abcdefghij"), KITE))
    assert critical(found) == {"h": (2, 2, 0), "i": (1, 2, 0)}
    assert (
        found.sentence.into("de")
        == "Wenn H schließt, verlieren 2 Akteure den Anschluss an den größten Teil des Netzes."
    )
    assert [row[0] for row in found.tables["cut_off"].rows] == ["i", "j"]
    assert [row[:2] for row in found.tables["pieces"].rows] == [(7, 1), (2, 1)]
    assert found.tables["bridges"].rows == (("h", "H", "i", "I", 2),), "i alone holds j: that is a partner with one tie"
    assert found.tables["network"].rows == ((10, 1, 2, 2, 0, 0),)
    assert found.marks == {"h": 1.0, "i": 0.5, "j": 0.5}


def test_a_named_partner_is_shown_whatever_the_others_hold():
    found = answer(network(others("abcdefghij"), KITE), partner="i")
    assert (
        found.sentence.into("de") == "Wenn I schließt, verliert 1 Akteur den Anschluss an den größten Teil des Netzes."
    )
    assert not any("gewählt" in caveat.into("de") for caveat in found.caveats)
    found = answer(network(others("abcdefghij"), KITE), partner="a")
    assert found.sentence.into("de") == "Wenn A schließt, bricht nichts auseinander, soweit erfasst."
    assert [row[:2] for row in found.tables["pieces"].rows] == [(9, 1)]
    ring = answer(network(others("abc"), path("abca")), partner="a")
    assert ring.sentence.into("de") == "Wenn A schließt, bricht nichts auseinander, soweit erfasst."
    assert critical(ring) == {}


def test_of_equal_pieces_the_one_with_the_first_name_stays():
    found = answer(network(others("abcm"), [tie("m", id) for id in "abc"]))
    assert critical(found) == {"m": (2, 3, 0)}
    assert [row[::4] for row in found.tables["cut_off"].rows] == [("b", 2), ("c", 3)]
    assert found.tables["pieces"].rows == ((1, 3, ("civil_society",)),)


OFFICES_TWO = [partner("k", "contact_office"), partner("j", "branch_office")]
GROUP = partner("g", "self_help_group")


def test_groups_whose_only_office_goes():
    """g has k alone, h has k and j, the organisation o has j alone; the clinic has no office to lose. All hold together."""
    partners = [
        *OFFICES_TWO,
        GROUP,
        partner("h", "self_help_group"),
        partner("o", "self_help_organisation"),
        partner("c", "clinic"),
    ]
    ties = [
        tie("k", "g", "supports"),
        *path("kh"),
        *path("hj"),
        *path("jo"),
        *path("gc"),
        *path("oc"),
        *path("ck"),
        *path("cj"),
    ]
    found = answer(network(partners, ties), partner="k")
    assert critical(found) == {"j": (0, 1, 1), "k": (0, 1, 1)}
    assert found.tables["groups_left"].column("partner") == ["g"]
    assert found.sentence.into("de") == (
        "Wenn K schließt, bricht nichts auseinander, soweit erfasst. 1 Gruppe hat dann keine erfasste Stelle mehr."
    )
    assert found.tables["network"].rows == ((6, 1, 0, 0, 3, 2),)


@pytest.mark.parametrize(
    ("second", "left"),
    [
        (tie("j", "g", "supports"), []),
        (tie("j", "g"), []),
        (tie("j", "g", "supports", status="planned"), ["g"]),
        (tie("j", "g", "supports", until=date(2024, 5, 31)), ["g"]),
    ],
    ids=["supports", "cooperates", "planned", "ended"],
)
def test_another_office_counts_if_its_tie_stands_today(second, left):
    found = answer(network([*OFFICES_TWO, GROUP], [tie("k", "g", "supports"), second]), partner="k")
    assert found.tables["groups_left"].column("partner") == left


def test_who_loses_what_is_told_apart_in_the_table_and_on_the_map():
    """Office k holds g (its only tie), h (tied to the clinic, too) and the board b; k and clinic c stay with the ring."""
    partners = [
        *others("bcd"),
        partner("k", "contact_office"),
        partner("g", "self_help_group"),
        partner("h", "self_help_group"),
    ]
    ties = [
        tie("k", "g", "supports"),
        tie("k", "h", "supports"),
        tie("h", "c"),
        tie("c", "d"),
        tie("k", "b"),
        tie("k", "d"),
    ]
    some = network(partners, ties)
    found = answer(some)
    assert found.tables["losses"].rows == (("g", "G", "both"), ("b", "B", "connection"), ("h", "H", "office"))
    assert found.marks == {"k": 1.0, "g": 0.5, "b": 0.5, "h": 0.5}
    svg = network_map.draw(some, found).svg("de")
    for tint, loss in zip(TINTS, ("beides", "den Anschluss", "die erfasste Stelle"), strict=False):
        assert f">Verliert {loss}: 1 Akteur</text>" in svg
        assert svg.count(f'fill="{tint}"') == 2, "a ground, and its sign in the legend"


def test_who_leaves_most_of_both_comes_first():
    """m cuts two off; k cuts nobody off, for its three groups meet in c, but leaves them without an office."""
    partners = [
        *others("mxyz"),
        OFFICES_TWO[0],
        partner("c", "clinic"),
        *(partner(id, "self_help_group") for id in "fgh"),
    ]
    ties = [tie("m", id) for id in "xyz"] + [tie("k", id, "supports") for id in "fgh"] + [tie("c", id) for id in "fgh"]
    found = answer(network(partners, ties))
    assert list(critical(found).items()) == [("k", (0, 1, 3)), ("m", (2, 3, 0))]
    assert any("Gezeigt wird, bei wem am meisten abbräche" in caveat.into("de") for caveat in found.caveats)


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_others_than_staff_read_sums_and_no_name(viewer):
    partners = [*others("abcdefghij"), partner("k", "contact_office"), partner("s", "self_help_group")]
    found = answer(network(partners, [*KITE, tie("k", "s", "supports")], viewer=viewer), partner="h")
    assert found.sentence.into("de") == (
        "An 2 von 12 Akteuren hängt jeweils allein ein Teil des Netzes, soweit erfasst. 1 Gruppe ist mit nur einer Stelle "
        "verbunden."
    )
    ring = answer(network(others("abc"), path("abca"), viewer=viewer))
    assert ring.sentence.into("de") == "Kein Teil des Netzes hängt an einem Akteur allein, soweit erfasst."
    assert list(found.tables) == ["network", "sectors"]
    assert found.tables["sectors"].rows == (("support", 1, 0), ("self_help", 1, 0), ("civil_society", 10, 2))
    assert found.marks == {}


def test_who_is_not_there_is_refused_like_anybody():
    for viewer in Viewer:
        with pytest.raises(Unknown) as refused:
            answer(network(others("ab"), viewer=viewer), partner="nobody")
        assert refused.value.pointer == "partner"


@st.composite
def offices_and_groups(draw):
    """Draw up to eight partners, most of them offices or groups, with active ties."""
    kinds = draw(
        st.lists(st.sampled_from(["contact_office", "branch_office", "self_help_group", "clinic"]), max_size=8)
    )
    partners = [partner(f"p{number}", kind) for number, kind in enumerate(kinds)]
    pairs = list(combinations([each.id for each in partners], 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10)) if pairs else []
    return network(partners, [tie(*pair) for pair in chosen])


@settings(max_examples=150, deadline=None)
@given(networks() | offices_and_groups())
def test_it_is_what_taking_each_away_shows(some):
    """One by one: how many are no longer in the largest remaining piece, and which groups have no office any more."""
    graph = nx.Graph(some.simple)
    offices, groups = set(some.of_kind(*OFFICES)), set(some.of_kind(*GROUPS))
    expected = {}
    for id in graph:
        rest = graph.subgraph(nx.node_connected_component(graph, id) - {id})
        sizes = sorted(map(len, nx.connected_components(rest)))
        lost = {group for group in groups if set(graph[group]) & offices == {id}}
        if sizes[:-1] or lost:
            expected[id] = (sum(sizes[:-1]), len(sizes), len(lost))
        shown = answer(some, partner=id, top=0)
        assert len(shown.tables["cut_off"].rows) == sum(sizes[:-1])
        assert set(shown.tables["groups_left"].column("partner")) == lost
    if expected:
        assert critical(answer(some, top=0)) == expected
    ((partners, pieces, points, bridges, *_),) = answer(some).tables["network"].rows
    assert (partners, pieces) == (len(graph), nx.number_connected_components(graph))
    assert points == len(list(nx.articulation_points(graph)))
    assert bridges == len(list(nx.bridges(graph)))
