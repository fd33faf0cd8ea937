"""Brokerage against the four of Gould and Fernandez, a count by hand, and what must not move it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, others, partner, path, tie

from graphsvc.kernels import ROLES
from graphsvc.model import Network
from queries.brokers import answer

# A → B, C; B → C, D; C → D; D → A; groups 1, 1, 2, 2: the example of Gould & Fernandez (1989) as the project's issue cites it
FOUR = [partner(id, attrs={"g": group}) for id, group in zip("abcd", "1122", strict=True)]
ARCS = [tie(source, target, "refers_to") for source, target in ("ab", "ac", "bc", "bd", "cd", "da")]


def counts(some, **given):
    table = answer(some, top=0, **given).tables["brokers"]
    return {
        row[0]: dict(zip(ROLES, row[3 : 3 + len(ROLES)], strict=True)) | {"total": row[3 + len(ROLES)]}
        for row in table.rows
    }


def test_the_four_of_gould_and_fernandez():
    found = counts(network(FOUR, ARCS), by="attr:g")
    expected = {
        "itinerant": (1, 0, 0, 1),
        "representative": (0, 1, 0, 1),
        "gatekeeper": (1, 0, 1, 0),
        "coordinator": (0, 0, 0, 0),
        "liaison": (0, 0, 0, 0),
    }
    for role, values in expected.items():
        assert tuple(found[id][role] for id in "abcd") == values, role
    assert [found[id]["total"] for id in "abcd"] == [2, 1, 1, 2]


def test_an_undirected_tie_counts_both_ways():
    kinds = ("self_help_group", "contact_office", "authority")
    chain = [partner(id, kind) for id, kind in zip("abc", kinds, strict=True)]
    assert counts(network(chain, path("abc")))["b"]["liaison"] == 2
    assert counts(network(chain, [tie("a", "b", "refers_to"), tie("b", "c", "refers_to")]))["b"]["liaison"] == 1


def test_who_is_tied_needs_nobody_between():
    assert counts(network(others("abc"), path("abca")))["b"]["total"] == 0


def test_of_whom_the_group_is_not_known_does_not_count_and_it_is_said():
    chain = [partner("a", carrier_type="private"), partner("b", carrier_type="private"), partner("c")]
    found = answer(network(chain, path("abc")), by="carrier_type")
    assert {row[0]: row[8] for row in found.tables["brokers"].rows} == {"a": 0, "b": 0}
    assert any("„Art des Trägers“" in caveat.into("de") for caveat in found.caveats)
    assert answer(network(others("ab"), path("ab")), by="attr:nothing").tables == {}


def by_hand(some: Network) -> dict[str, dict[str, int]]:
    """Count triple by triple, as the definition says."""
    arcs, group = set(some.directed.edges), {id: p["sector"] for id, p in some.graph.nodes.items()}
    found = {id: dict.fromkeys((*ROLES, "total"), 0) for id in some.graph}
    for a, b, c in permutations(some.graph, 3):
        if (a, b) in arcs and (b, c) in arcs and (a, c) not in arcs:
            of = group[a], group[b], group[c]
            if len(set(of)) == 3:
                role = "liaison"
            elif len(set(of)) == 1:
                role = "coordinator"
            else:
                role = "itinerant" if of[0] == of[2] else "gatekeeper" if of[1] == of[2] else "representative"
            found[b][role] += 1
            found[b]["total"] += 1
    return found


@settings(max_examples=100, deadline=None)
@given(networks())
def test_it_is_what_a_count_by_hand_gives(some):
    if len(some.graph):
        assert counts(some) == by_hand(some)


@st.composite
def with_mediators(draw):
    """Draw up to six partners of a few sectors, and so many arcs that somebody mediates."""
    ids = "abcdef"[: draw(st.integers(3, 6))]
    kinds = st.sampled_from(["contact_office", "clinic", "authority", "self_help_group"])
    arcs = draw(st.lists(st.sampled_from([*permutations(ids, 2)]), min_size=len(ids), unique=True))
    return network([partner(id, draw(kinds)) for id in ids], [tie(*arc, "refers_to") for arc in arcs])


@settings(max_examples=100, deadline=None)
@given(with_mediators(), st.sampled_from(["contact_office", "clinic", "authority", "self_help_group", "insurer"]))
def test_an_isolate_changes_no_ones_brokerage(some, kind):
    graph = nx.MultiDiGraph(some.graph)
    ((_, node),) = network([partner("isolate", kind)]).graph.nodes.items()
    graph.add_node("isolate", **node)
    more = Network(graph=graph, selection=replace(some.selection), viewer=some.viewer, areas=some.areas)
    found = counts(more)
    assert found.pop("isolate")["total"] == 0
    assert found == counts(some)


def test_who_joins_two_sectors_comes_before_who_joins_more_within_one():
    """i joins four of care to one another, k joins a group and an authority: the question asks for k."""
    care = [partner(id, "clinic") for id in "abcdi"]
    two = [partner("g", "self_help_group"), partner("k", "contact_office"), partner("x", "authority")]
    ties = [*(tie("i", id) for id in "abcd"), *path("gkx")]
    found = answer(network([*care, *two], ties))
    assert found.tables["brokers"].column("total")[:2] == [2, 12]
    assert found.tables["brokers"].column("partner")[:2] == found.tables["z_scores"].column("partner")[:2] == ["k", "i"]
    assert found.marks == {"k": 1.0}
    assert found.sentence.into("de") == (
        "Zwischen verschiedenen Bereichen vermittelt K am häufigsten: auf 2 Wegen von einem Akteur zum anderen."
    )
    within = answer(network(care, ties[:4]))
    assert within.sentence.into("de") == (
        "Zwischen verschiedenen Bereichen vermittelt niemand, soweit es erfasst ist. Innerhalb vermittelt I am häufigsten: "
        "auf 12 Wegen."
    )
    assert within.marks == {}


@pytest.mark.parametrize(
    ("kinds", "ways"),
    [
        (("authority", "clinic", "authority"), 0),  # from outside, but it joins two of one sector
        (("clinic", "clinic", "authority"), 2),  # there it represents, back it keeps the gate
        (("authority", "clinic", "other"), 2),
        (("clinic", "clinic", "clinic"), 0),
    ],
)
def test_what_counts_is_that_the_two_ends_are_of_two_sectors(kinds, ways):
    chain = [partner(id, kind) for id, kind in zip("abc", kinds, strict=True)]
    found = answer(network(chain, path("abc")))
    assert found.marks == ({"b": 1.0} if ways else {})
    said = found.sentence.into("de")
    assert said.endswith(f"B am häufigsten: auf {ways} Wegen von einem Akteur zum anderen.") == bool(ways)


def test_the_columns_are_a_contract():
    tables = answer(network(FOUR, ARCS), by="attr:g").tables
    assert tables["brokers"].names == ("partner", "name", "group", *ROLES, "total")
    assert tables["z_scores"].names == ("partner", "name", *(f"z_{role}" for role in (*ROLES, "total")))


def test_z_is_left_open_where_chance_has_no_room():
    found = answer(network(others("ab"), path("ab"))).tables["z_scores"]
    assert set(found.column("z_total")) == {None}


@pytest.mark.parametrize("by", ["sector", "kind", "field", "carrier_type", "area", "attr:g"])
def test_roles_by_group_add_up(by):
    values = {"area": "08001", "fields": ("health", "social"), "carrier_type": "private", "attrs": {"g": "x"}}
    crowd = [partner(id, **values) for id in "abcd"]
    found = answer(network(crowd, path("abcd")), by=by)
    assert sum(found.tables["roles"].column("total")) == sum(found.tables["brokers"].column("total")) == 4
