"""Measures of centrality against published figures and NetworkX, exact and from a sample."""

from __future__ import annotations

import math
import random

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, partner, path, tie, with_graph

from graphsvc.kernels import SimpleGraph, sampled_paths
from queries import centrality
from queries.centrality import answer, measures


def florentine():
    """Return the marriage ties of the Florentine families (Padgett), which NetworkX carries."""
    graph = nx.florentine_families_graph()
    return network([partner(name, name=name) for name in graph], [tie(*pair) for pair in graph.edges])


def test_the_medici():
    """Wasserman & Faust (1994), tables 5.1 and 5.2: 6 ties, betweenness .522, closeness .560 of Medici."""
    found = answer(florentine(), top=1)
    row = dict(zip(found.tables["centrality"].names, found.tables["centrality"].rows[0], strict=True))
    assert (row["partner"], row["degree"]) == ("Medici", 6)
    assert row["betweenness_normalised"] == pytest.approx(0.522, abs=5e-4)
    assert row["closeness_normalised"] == pytest.approx(0.560, abs=5e-4)
    assert row["betweenness"] == pytest.approx(0.522 * 14 * 13 / 2, abs=0.05)
    assert found.sentence.into("de").startswith("Die meisten kürzesten Wege laufen über Medici: 48 von 91")


def test_what_a_path_of_three_gives_by_hand():
    row = answer(network(others("abc"), path("abc")), top=1).tables["centrality"].rows[0]
    degree, between, share, close, normal, harmonic, eigen, rank, core, cluster = row[4:]
    assert (degree, between, share, close, normal, harmonic, eigen, core, cluster) == (2, 1, 1, 0.5, 1, 1, 1, 1, 0)
    # b: rank = .05 + .85 · (a + c), a = c = .05 + .85 · b / 2
    assert rank == pytest.approx((0.05 + 0.85 * 0.1) / (1 - 0.85**2))


def test_distances_hold_within_a_part_and_it_is_said():
    found = answer(network(others("abcde"), [*path("abc"), tie("d", "e")]), top=0, measure="closeness")
    by_id = {row[0]: row for row in found.tables["centrality"].rows}
    assert by_id["d"][7] == 1
    assert by_id["b"][7] == 0.5
    assert by_id["d"][8] == pytest.approx(1 / 4)
    assert any("zerfällt in 2 Teile" in caveat.into("de") for caveat in found.caveats)


def test_who_is_alone_is_no_nearer_than_anybody():
    found = {row[0]: row for row in answer(network(others("abc"), path("ab")), top=0).tables["centrality"].rows}
    assert found["c"][4:9] == (0, 0, 0, None, 0)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_it_is_what_networkx_gives(some):
    plain = nx.Graph(some.simple)
    if plain.number_of_edges() == 0:
        assert answer(some).tables == {}
        return
    table = answer(some, top=0).tables["centrality"]
    found = {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}
    n = len(plain)
    expected = {
        "betweenness": nx.betweenness_centrality(plain, normalized=False),
        "closeness_normalised": nx.closeness_centrality(plain),
        "harmonic": {id: value / (n - 1) for id, value in nx.harmonic_centrality(plain).items()},
        "pagerank": nx.pagerank(plain, weight=None, tol=1e-12, max_iter=1000),
        "coreness": nx.core_number(plain),
        "clustering": nx.clustering(plain),
    }
    for name, values in expected.items():
        assert {id: row[name] for id, row in found.items()} == pytest.approx(values, abs=1e-9), name


def test_above_the_bound_it_is_estimated_and_said(monkeypatch):
    monkeypatch.setattr(centrality, "EXACT_TO", 14)
    monkeypatch.setattr(centrality, "SOURCES", 10)
    found = answer(florentine())
    assert found.tables["centrality"].names[-3:] == ("betweenness_error", "closeness_error", "harmonic_error")
    assert any("10 Ausgangspunkten" in caveat.into("de") for caveat in found.caveats)
    assert answer(florentine()) == found
    exact = answer(florentine(), exact=True)
    assert exact.tables["centrality"].names[-1] == "clustering"


def test_the_sample_does_not_hang_on_ids(monkeypatch):
    monkeypatch.setattr(centrality, "EXACT_TO", 14)
    monkeypatch.setattr(centrality, "SOURCES", 5)
    some = florentine()
    new = {id: f"{number:02d}" for number, id in enumerate(sorted(some.graph, reverse=True))}
    tables = [
        answer(each, top=0).tables["centrality"]
        for each in (some, with_graph(nx.relabel_nodes(some.graph, new), some, ()))
    ]
    values, again = ([row[1:] for row in table.rows] for table in tables)
    assert [row[0] for row in values] == [row[0] for row in again]
    for one, other in zip(values, again, strict=True):
        assert one[3:] == pytest.approx(other[3:], nan_ok=True)


def test_from_all_sources_a_sample_is_exact():
    graph = SimpleGraph(nx.barabasi_albert_graph(60, 2, seed=1))
    between, distance, harmonic = sampled_paths(graph, list(graph))
    exact = measures(graph, sampled=False)
    assert between.values == pytest.approx(exact["betweenness"])
    assert harmonic.values == pytest.approx(exact["harmonic"] * 59)
    assert distance.values == pytest.approx(1 / (59 * exact["closeness"]), rel=0.02)


def test_from_all_sources_the_measures_of_parts_are_those_of_the_exact_way(monkeypatch):
    """Closeness is a mean of batches, in which not equally many reach somebody: it is near, the others are the same."""
    graph = SimpleGraph(nx.disjoint_union(nx.barabasi_albert_graph(89, 2, seed=1), nx.path_graph(30)))
    graph.add_node("alone")
    monkeypatch.setattr(centrality, "SOURCES", len(graph))
    found, exact = (measures(graph, sampled=sampled) for sampled in (True, False))
    assert set(found) - set(exact) == {"betweenness_error", "closeness_error", "harmonic_error"}
    for name, values in exact.items():
        rel = 0.1 if name.startswith("closeness") else 1e-9
        assert found[name] == pytest.approx(values, rel=rel, abs=1e-12, nan_ok=True), name
    assert math.isnan(found["closeness"][-1])
    assert found["closeness_normalised"][-1] == 0


def test_the_standard_error_says_how_far_off_an_estimate_is():
    """Over many draws of sources, a value lies within two standard errors of the exact one about nineteen times of twenty."""
    graph = SimpleGraph(nx.barabasi_albert_graph(400, 3, seed=2))
    exact = nx.betweenness_centrality(graph, normalized=False)
    central = sorted(exact, key=exact.__getitem__)[-20:]
    inside = total = 0
    for draw in range(20):
        found, *_ = sampled_paths(graph, random.Random(draw).sample(sorted(graph), 100))
        for id in central:
            inside += abs(found.values[id] - exact[id]) <= 2 * found.errors[id]
            total += 1
            assert math.isfinite(found.errors[id])
    assert 0.9 <= inside / total <= 1
