"""What the tests of faults share: a server that may fail, empty at first, and a way to it that may be cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cutting_proxy import CuttingProxy
from fault_client import ask
from neo4j_server import Neo4jServer


@pytest.fixture
def server(neo4j_server: Neo4jServer) -> Neo4jServer:
    """A server whose database is empty."""
    ask(neo4j_server, "MATCH (n) DETACH DELETE n")
    return neo4j_server


@pytest.fixture
def proxy(server: Neo4jServer) -> Iterator[CuttingProxy]:
    """A way to the server."""
    with CuttingProxy(server.bolt_url) as proxy:
        yield proxy
