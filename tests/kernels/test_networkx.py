"""NetworkX's own tests, run over our backend: it gives what NetworkX gives for every function that it claims."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from graphsvc.kernels import SimpleGraph, backend

ROOT = Path(__file__).parents[2]
# Where NetworkX tests the functions that we claim.
MODULES = (
    "networkx.algorithms.centrality",
    "networkx.algorithms.components",
    "networkx.algorithms.link_analysis",
    "networkx.algorithms.tests.test_bridges",
    "networkx.algorithms.tests.test_cluster",
    "networkx.algorithms.tests.test_core",
    "networkx.algorithms.tests.test_structuralholes",
)
LEFT_OUT: dict[str, str] = {}
"""Tests that are not run, each with its reason."""


@pytest.fixture(scope="module")
def said():
    env = {
        **os.environ,
        "NETWORKX_TEST_BACKEND": "graphsvc",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests/support"), os.environ.get("PYTHONPATH", "")]),
    }
    left_out = [f"--deselect={test}" for test in LEFT_OUT]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "networkx_calls", *left_out]
    command.append("--fallback-to-nx")  # what is not claimed, as it would be with us
    # in its own folder: our configuration is for our tests
    here = Path(nx.__file__).parent
    run = subprocess.run(
        [*command, "--pyargs", *MODULES], cwd=here, env=env, capture_output=True, text=True, check=False
    )
    return run.stdout + run.stderr


def test_they_pass(said):
    summary = said.strip().splitlines()[-1]
    passed = re.search(r"(\d+) passed", summary)
    assert passed, said[-3000:]
    assert not re.search(r"failed|error", summary), said[-6000:]
    assert int(passed[1]) > 500


@pytest.mark.parametrize("name", backend.FUNCTIONS)
def test_it_was_called(said, name):
    """A function that is refused every time, or never reached, would pass as well."""
    assert int(re.search(rf"calls of {name}: (\d+)", said)[1]) > 0


def test_nobody_elses_graphs_come_to_us(monkeypatch):
    calls = []
    monkeypatch.setattr(backend, "core_number", lambda G: calls.append(G) or {})
    assert nx.config.backend_priority.algos == []
    assert nx.core_number(nx.path_graph(3)) == {0: 1, 1: 1, 2: 1}
    assert calls == []
    nx.core_number(SimpleGraph.of("ab", ["ab"]))
    assert len(calls) == 1


def test_what_is_not_claimed_runs_in_networkx():
    graph = SimpleGraph.of("abc", ["ab", "bc"])
    assert "diameter" not in backend.FUNCTIONS
    assert nx.diameter(graph) == 2
    assert nx.betweenness_centrality(graph, endpoints=True) == nx.betweenness_centrality(
        nx.Graph(graph), endpoints=True
    )


def test_a_change_is_seen():
    graph = SimpleGraph.of("abc", ["ab"])
    assert nx.core_number(graph)["c"] == 0
    graph.add_edge("b", "c")
    assert nx.core_number(graph)["c"] == 1
