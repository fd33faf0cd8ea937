"""What a small edit costs in SQLite does not grow with what is there: SQLite's own plans tell that nothing is gone through."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graphsvc import demo
from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Partner, Selection, Tie, Viewer
from graphsvc.stores.sqlite import SqliteStore

LARGE = ("change", "c", "tie", "t", "partner", "p", "partner_topic", "partner_serves")
# what keys the journal is looked up by: a subject alone is half of it
HALF = re.compile(r"SEARCH \w+ USING .*change_record \(subject=\?\)")


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "store.db", now=lambda: datetime(2024, 6, 1, tzinfo=UTC))
    store.apply(added(*demo.records("district", date(2024, 6, 1))), actor="a", key="k")
    yield store
    store.close()


def slow_steps(store, work):
    """Return the steps of the statements' plans that go through a whole large table."""
    said = []
    db = store._connection()
    db.set_trace_callback(said.append)
    work()
    db.set_trace_callback(None)
    found = []
    for statement in dict.fromkeys(said):
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            for *_, step in db.execute(f"EXPLAIN QUERY PLAN {statement}"):
                scanned = re.match(r"SCAN (\w+)", step)
                if HALF.match(step) or (scanned and scanned[1] in LARGE):
                    found.append((step, statement))
    return said, found


def test_an_edit_goes_through_no_table(store):
    partner = Partner(id="neu", name="Neu", kind="other")
    tie = Tie(id="neu-1", source="neu", target="kst-08117")

    def work():
        store.apply(added(partner, tie), actor="a", key="k2")
        store.apply(ChangeSet(changes=(change(partner, replace(partner, name="Anders")),)), actor="a", key="k3")
        store.apply(ChangeSet(changes=(change(tie, None),)), actor="a", key="k4", expected=3)
        store.apply(store.undo(4), actor="a", key="k5", expected=4)

    said, found = slow_steps(store, work)
    assert len(said) > 20
    assert found == []


def test_a_patch_reads_only_what_was_touched(store):
    store.network(Selection(), Viewer.STAFF)
    partner = Partner(id="neu", name="Neu", kind="other", visibility="public")
    store.apply(added(partner, Tie(id="neu-1", source="neu", target="kst-08117")), actor="a", key="k3")
    said, found = slow_steps(store, lambda: store.network(Selection(), Viewer.STAFF))
    assert any("change" in statement for statement in said)
    assert found == []
