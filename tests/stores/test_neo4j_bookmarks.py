"""Whoever reads waits for what anybody here wrote, and reads may go to any member of a cluster: the driver's own log tells."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

import pytest
from store_places import Neo4jPlace

from graphsvc.changes import added
from graphsvc.model import Partner, Selection, Viewer

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def store(neo4j_url):
    place = Neo4jPlace(neo4j_url)
    yield place.open(lambda: NOW)
    place.close()


@pytest.fixture
def begun(caplog):
    """What the driver told the server at the beginning of each transaction since the last look."""
    caplog.set_level(logging.DEBUG, logger="neo4j")
    caplog.set_level(logging.DEBUG, logger="neo4j.io")

    def look():
        found = [record.getMessage() for record in caplog.records if " BEGIN " in record.getMessage()]
        caplog.clear()
        return found

    return look


def bookmarks(message):
    found = re.search(r"'bookmarks': [\[(](.+?)[\])]", message)
    return found[1] if found else ""


def test_a_read_names_the_last_write_and_goes_wherever_reads_go(store, begun):
    store.apply(added(Partner(id="a", name="A", kind="other")), actor="a", key="k1")
    begun()
    store.network(Selection(), Viewer.STAFF)
    first, *_ = begun()  # others may ask whether the server is still there
    assert bookmarks(first)
    assert "'mode': 'r'" in first
    store.apply(added(Partner(id="b", name="B", kind="other")), actor="a", key="k2")
    writes = begun()
    assert any("'mode': 'r'" not in message for message in writes)
    store.network(Selection(), Viewer.STAFF)
    second, *_ = begun()
    assert bookmarks(second)
    assert bookmarks(second) != bookmarks(first)
    assert set(store.network(Selection(), Viewer.STAFF).graph) == {"a", "b"}


def test_another_user_here_waits_for_it_too(store, begun):
    """One manager for the whole process: who wrote it does not matter."""
    store.find("", Selection(), Viewer.PUBLIC)
    before = bookmarks(begun()[-1])
    store.remember("a", "1")
    begun()
    store.find("", Selection(), Viewer.PUBLIC)
    after = bookmarks(begun()[-1])
    assert after
    assert after != before
