"""What holds for the whole suite: a real Neo4j for who asks; on CI nothing may be left out for want of a program."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from neo4j_server import Neo4jServer, missing


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("On CI nothing may be skipped; the reasons stand below.", red=True)
        session.exitstatus = 1


@pytest.fixture(scope="session")
def neo4j_url(tmp_path_factory) -> Iterator[str]:
    """The address of a Neo4j that tests may fill and empty: the one that GRAPHSVC_TEST_NEO4J names, else our own."""
    if given := os.environ.get("GRAPHSVC_TEST_NEO4J"):
        yield given
        return
    with _server(tmp_path_factory) as server:
        yield server.url


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory) -> Iterator[Neo4jServer]:
    """A Neo4j that tests may also kill: a process of its own, which ``neo4j_url`` never names. It is left running."""
    with _server(tmp_path_factory) as server:
        yield server


def _server(tmp_path_factory) -> Neo4jServer:
    if why := missing():
        pytest.skip(why)
    return Neo4jServer(tmp_path_factory.mktemp("neo4j"))
