"""The one new tie that helps most: by hand, against NetworkX, who is proposed, and who reads of it."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import NO_AREAS, network, networks, others, partner, path, shuffled, tie

from graphsvc.errors import Refused
from graphsvc.model import Inquiry, Viewer, is_valid
from graphsvc.vocabulary import COMMITTEES, GROUPS, OFFICES
from queries import next_tie
from queries.next_tie import answer


def here(id, kind="other", *, fields=("health",), area="08001", **values):
    return partner(id, kind, fields=fields, area=area, **values)


def group(id, *topics, area="08001", **values):
    return partner(id, "self_help_group", topics=topics, area=area, **values)


def pairs(found):
    table = found.tables["next_tie"]
    return list(zip(table.column("partner"), table.column("other"), strict=True))


def test_a_path_of_four_by_hand():
    """Distances 1, 1, 1, 2, 2, 3. a–d: 1/3 becomes 1. a–c: 1/2 becomes 1, and a–d 1/2: both are worth 2/3, a sixth of it each."""
    found = answer(network([here(id) for id in "abcd"], path("abcd")))
    assert pairs(found) == [("a", "c"), ("a", "d"), ("b", "d")]
    table = found.tables["next_tie"]
    assert table.column("gain") == pytest.approx([1 / 9] * 3)
    assert table.column("percent") == pytest.approx([100 * 2 / 13] * 3)
    assert (table.column("steps"), table.column("nearer"), table.column("joined")) == ([2, 3, 2], [2, 1, 2], [0, 0, 0])
    ((partners, tied, efficiency, with_next),) = found.tables["network"].rows
    assert (partners, tied) == (4, 3)
    assert (efficiency, with_next) == pytest.approx((13 / 18, 15 / 18))
    assert found.sentence.into("de") == (
        "Am meisten brächte eine Verbindung von A und C: 2 Paare von Akteuren kämen sich näher, soweit erfasst. Die beiden "
        "passen zueinander: beide sind für Gesundheit zuständig und beide gehören zum selben Kreis."
    )
    assert set(found.marks) == set("abcd")


def test_two_parts_become_one():
    found = answer(network([here(id) for id in "abcd"], [tie("a", "b"), tie("c", "d")]), top=1)
    row = dict(zip(found.tables["next_tie"].names, found.tables["next_tie"].rows[0], strict=True))
    assert (row["steps"], row["nearer"], row["joined"]) == (None, 4, 4)
    assert row["gain"] == pytest.approx((1 + 1 / 2 + 1 / 2 + 1 / 3) / 6)


def test_without_any_tie_there_is_no_percent():
    """And the best tie brings only its own ends nearer, which the sentence says."""
    found = answer(network([here(id) for id in "ab"]))
    assert found.tables["next_tie"].column("percent") == [None]
    assert found.tables["network"].rows == ((2, 0, 0.0, 1.0),)
    assert found.sentence.into("de").startswith("Keine einzelne neue Verbindung würde viel ändern. Zwischen A und B")


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (here("a"), here("b"), ("field", "area")),
        (group("a", "Alkohol"), here("b", topics=("Sucht",), fields=()), ("topic", "area")),
        (here("a", topics=("Angst",)), here("b", topics=("Angst",)), ("topic", "field", "area")),
        (here("a", fields=("youth",)), here("b"), None),
        (here("a"), here("b", area="08002"), None),
        (here("a"), here("b", area="08002", serves=("08001017",)), ("field", "area")),
        (here("a"), here("b", area="", serves=("08",)), ("field", "area")),
        (here("a", area="", serves=("08",)), here("b", area="", serves=("08",)), ("field", "area")),
        (here("a"), here("b", area="08"), None),
        (here("a"), here("b", state="dormant"), None),
        (here("a", "committee"), here("b", "health_conference"), None),
        (here("a", "contact_office"), here("b", "support_office"), None),
        (here("a"), here("b", name="A"), None),
        (group("a", "Angst", fields=("health",)), group("b", "Gicht", fields=("health",)), None),
    ],
)
@pytest.mark.parametrize("areas", [{}, {"known_areas": NO_AREAS}])
def test_who_is_proposed_and_why(first, second, reasons, areas):
    found = answer(network([first, second], **areas))
    assert found.tables["next_tie"].column("reasons") == ([reasons] if reasons else [])
    assert bool(found.tables["sectors"].rows) == bool(reasons)


@pytest.mark.parametrize("values", [{"status": "planned"}, {"status": "none"}, {}], ids=str)
def test_what_is_tied_or_settled_is_not_proposed(values):
    found = answer(network([here("a"), here("b")], [tie("b", "a", **values)]))
    assert pairs(found) == []
    assert any("1 Paar ist nicht dabei" in c.into("de") for c in found.caveats) == bool(values)
    assert "passt kein unverbundenes Paar zueinander" in found.sentence.into("de")


def test_a_complete_answer_tells_that_they_are_not_tied():
    told = Inquiry(id="i", partner="b", on=date(2024, 1, 1), about=("clinic",), complete=True)
    found = answer(network([here("a", "clinic"), here("b"), here("c")], inquiries=[told]))
    assert dict(zip(pairs(found), found.tables["next_tie"].column("status"), strict=True)) == {
        ("a", "b"): "none",
        ("a", "c"): "not_asked",
        ("b", "c"): "not_asked",
    }


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_others_than_staff_read_sums(viewer):
    found = answer(network([here(id) for id in "abcd"], path("abcd"), viewer=viewer))
    assert list(found.tables) == ["sectors", "network"]
    assert found.tables["sectors"].rows == (("civil_society", "civil_society", 3),)
    assert found.marks == {}
    assert found.sentence.into("de") == (
        "3 Paare passen zueinander und sind nicht verbunden, soweit erfasst. Mit der besten neuen Verbindung wären sich 2 "
        "Paare von Akteuren näher."
    )


def test_too_many_partners_are_refused_with_the_reason(monkeypatch):
    monkeypatch.setattr(next_tie, "MOST", 3)
    assert pairs(answer(network([here(id) for id in "abc"])))
    with pytest.raises(Refused) as refused:
        answer(network([here(id) for id in "abcd"]))
    assert refused.value.pointer == "area"
    assert "hat 4 Akteure. Gerechnet wird nur bis 3" in refused.value.text.into("de")


TOPICS = {"Sucht": {"S"}, "Alkohol": {"A", "S"}, "alkoholsucht": {"A", "S"}, "Angst": {"N"}}


def by_networkx(some):
    """Add the tie of each pair that may be proposed, and compute efficiency anew."""
    nodes = some.graph.nodes
    graph = nx.Graph(list(some.simple.edges))
    graph.add_nodes_from(some.graph)
    settled = {
        frozenset((source, target))
        for source, target, tie in some.graph.edges(data=True)
        if tie["status"] != "active" and is_valid(tie["since"], tie["until"], some.day)
    }
    topics = {id: set().union(*(TOPICS[topic] for topic in nodes[id]["topics"])) for id in graph}
    districts = {"08001", "08002", "08003", "09999"}
    where = {
        id: {d for d in districts for place in nodes[id]["serves"] if d.startswith(place) or place.startswith(d)}
        | {d for d in districts if nodes[id]["area"].startswith(d)}
        for id in graph
    }
    before, found = nx.global_efficiency(graph), {}
    for a, b in combinations(some.partners(), 2):
        one, other = nodes[a], nodes[b]
        related = topics[a] & topics[b] or set(one["fields"]) & set(other["fields"])
        alien = {one["kind"], other["kind"]} <= GROUPS and topics[a] and topics[b] and not topics[a] & topics[b]
        kinds = {one["kind"], other["kind"]}
        alien = alien or kinds <= COMMITTEES or kinds <= OFFICES or one["name_key"] == other["name_key"]
        resting = "dormant" in (one["state"], other["state"])
        said = graph.has_edge(a, b) or {a, b} in settled
        if related and where[a] & where[b] and not (alien or resting or said):
            graph.add_edge(a, b)
            found[a, b] = nx.global_efficiency(graph) - before
            graph.remove_edge(a, b)
    return found


@settings(max_examples=250, deadline=None)
@given(networks())
def test_every_gain_is_networkxs_and_no_pair_is_forgotten(some):
    found = answer(some, top=0)
    table = found.tables["next_tie"]
    expected = by_networkx(some)
    assert dict(zip(pairs(found), table.column("gain"), strict=True)) == pytest.approx(expected, abs=1e-10)
    assert sum(found.tables["sectors"].column("pairs")) == len(expected)
    assert table.column("gain") == sorted(table.column("gain"), reverse=True)
    plain = nx.Graph(list(some.simple.edges))
    plain.add_nodes_from(some.graph)
    assert found.tables["network"].rows[0][2] == pytest.approx(nx.global_efficiency(plain))


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(1, 4))
def test_the_order_of_records_changes_nothing(some, top):
    assert answer(shuffled(some), top=top).tables == answer(some, top=top).tables


def test_nobody_and_one_alone():
    for partners in ([], others("a")):
        found = answer(network(partners))
        assert "passt kein unverbundenes Paar zueinander" in found.sentence.into("de")
        assert found.tables["network"].rows == ((len(partners), 0, 0.0, None),)
