"""Burt's measures against his seven nodes, and what is said of them."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, path, tie

from queries.structural_holes import answer

# Burt (1992), as NetworkX's documentation and the project's issue carry it: constraint and effective size of G, A and C
SEVEN = [tie(*pair) for pair in ("ab", "ae", "af", "ag", "bd", "bg", "cg", "dg", "eg", "fg")]
BURT = {"g": (0.400, 4.67), "a": (0.595, 2.50), "c": (1.0, 1.0)}


def test_burts_seven_nodes():
    table = answer(network(others("abcdefg"), SEVEN), top=0).tables["structural_holes"]
    found = {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}
    for id, (constraint, size) in BURT.items():
        assert found[id]["constraint"] == pytest.approx(constraint, abs=5e-4)
        assert found[id]["effective_size"] == pytest.approx(size, abs=5e-3)
        assert found[id]["efficiency"] == pytest.approx(found[id]["effective_size"] / found[id]["degree"])


def test_the_sentence_counts_pairs_that_can_be_counted_by_hand():
    star = answer(network(others("abcd"), [tie("a", other) for other in "bcd"]))
    assert star.sentence.into("de").endswith(
        "hat A: von 3 Paaren unter 3 Kontakten ist bei 3 keine direkte Verbindung erfasst."
    )
    one_tied = answer(network(others("abcd"), [tie("a", other) for other in "bcd"] + [tie("b", "c")]))
    assert one_tied.sentence.into("de").endswith(
        "von 3 Paaren unter 3 Kontakten ist bei 2 keine direkte Verbindung erfasst."
    )
    ring = answer(network(others("abc"), path("abca")))
    assert ring.sentence.into("de") == "Niemand verbindet hier Akteure, die nicht auch direkt verbunden sind."


def test_who_has_no_tie_has_no_value_and_it_is_said():
    found = answer(network(others("abc"), path("ab")))
    assert found.tables["structural_holes"].column("partner") == ["a", "b"]
    assert any("keine erfasste Verbindung" in caveat.into("de") for caveat in found.caveats)


@settings(max_examples=80, deadline=None)
@given(networks())
def test_it_is_what_networkx_gives(some):
    tables = answer(some, top=0).tables
    plain = nx.Graph(some.simple)
    if not len(plain):
        return
    constraint, size = nx.constraint(plain), nx.effective_size(plain)
    tied = [id for id, degree in plain.degree if degree]
    rows = tables["structural_holes"].rows if tied else ()
    assert sorted(row[0] for row in rows) == sorted(tied)
    for row in rows:
        assert row[5:7] == pytest.approx((constraint[row[0]], size[row[0]]))
