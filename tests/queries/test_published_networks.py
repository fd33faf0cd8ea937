"""Networks that others published, loaded through the template and asked: every figure of theirs that a question has."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest
import real_lists as lists

import app
from graphsvc.exchange.load import load
from graphsvc.exchange.work import Options
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.stores.sqlite import SqliteStore

if not lists.DATA.exists():
    pytest.skip(f"the published networks are not at {lists.DATA}", allow_module_level=True)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
# Tobacco-control organisations of Indiana (Harris, Luke et al., in the R package UserNetR): expected values by R's sna 2.7.1
# and igraph 1.3.5. Each question's columns and theirs:
MEASURES = {
    "hubs": {"degree": "degree"},
    "centrality": {
        "degree": "degree",
        "betweenness": "betweenness",
        "betweenness_normalised": "betweenness_norm",
        "closeness": "closeness",
        "harmonic": "harmonic",
        "eigenvector": "eigenvector",
        "pagerank": "pagerank",
        "coreness": "coreness",
        "clustering": "clustering",
    },
    "structural_holes": {"degree": "degree", "constraint": "constraint"},
}
ROLES = {
    "coordinator": "w_I",
    "itinerant": "w_O",
    "gatekeeper": "b_OI",
    "representative": "b_IO",
    "liaison": "b_O",
    "total": "t",
}
NETWORKS = pytest.mark.parametrize("name", ["TCcoll", "TCcnt"])


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    @cache
    def service(name):
        partners = [{"name": row["label"], "kind": "other", **row} for row in lists.raw(f"networks/{name}/nodes.csv")]
        for row in partners:
            row["attr:agency_lvl"] = row.pop("agency_lvl")
        ties = [
            {"source": row["source"], "target": row["target"], "kind": "cooperates_with"}
            for row in lists.raw(f"networks/{name}/edges.csv")
        ]
        store = SqliteStore(tmp_path_factory.mktemp(name) / "x.db", now=lambda: NOW)
        files = [lists.as_csv("partners.csv", partners), lists.as_csv("ties.csv", ties)]
        found = load(files, store.records(Viewer.STAFF), store.areas(), Options())
        assert not found.refused
        store.apply(found.changes, actor="a", key="k")
        return Service(store, app.CATALOGUE, today=NOW.date)

    yield service
    service.cache_clear()


def rows(service, question, table="", **raw):
    answer = service.ask(question, {"top": "0"} | raw, Viewer.STAFF).answer
    table = answer.tables[table or question]
    return {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}


@NETWORKS
@pytest.mark.parametrize("question", MEASURES)
def test_every_measure_of_every_organisation(asking, name, question):
    found = rows(asking(name), question)
    expected = lists.raw(f"networks/{name}/expected_nodes.csv")
    assert len(found) == len(expected) == 25
    for row in expected:
        for ours, theirs in MEASURES[question].items():
            assert found[row["id"]][ours] == pytest.approx(float(row[theirs]), abs=1e-6), (row["label"], ours)


@NETWORKS
def test_brokerage_by_a_free_attribute(asking, name):
    found = rows(asking(name), "brokers", by="attr:agency_lvl")
    scores = rows(asking(name), "brokers", "z_scores", by="attr:agency_lvl")
    expected = lists.raw(f"networks/{name}/expected_brokerage_by_agency_lvl.csv")
    assert len(found) == len(expected) == 25
    for row in expected:
        mine = found[row["id"]]
        assert float(mine["group"]) == float(row["group"])
        for ours, theirs in ROLES.items():
            assert mine[ours] == int(row[theirs]), (row["label"], ours)
            assert scores[row["id"]][f"z_{ours}"] == pytest.approx(float(row[f"z.{theirs}"]), abs=1e-6), (
                row["label"],
                ours,
            )


@NETWORKS
def test_nobody_alone_holds_them_together(asking, name):
    assert {row["articulation"] for row in lists.raw(f"networks/{name}/expected_nodes.csv")} == {"0"}
    tables = asking(name).ask("dependence", {"top": "0"}, Viewer.STAFF).answer.tables
    assert "critical" not in tables or not tables["critical"].rows
    assert (
        asking(name).ask("dependence", {"top": "0", "partner": "1"}, Viewer.STAFF).answer.tables["critical"].rows == ()
    )
