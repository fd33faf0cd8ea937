"""The places in which every store has to keep the contract."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from store_places import KINDS, Neo4jPlace, SqlitePlace

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    """An empty place for a store, of each kind in turn."""
    found = SqlitePlace(tmp_path) if request.param == "sqlite" else Neo4jPlace(request.getfixturevalue("neo4j_url"))
    yield found
    found.close()


@pytest.fixture
def store(place):
    """An empty store; the clock stands still."""
    return place.open(lambda: NOW)
