"""The versions of partners and ties that their beginnings are folded from, out of SQLite's journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from graphsvc.beginnings import Beginnings
from graphsvc.changes import Subject
from graphsvc.model import Selection, Viewer
from graphsvc.stores.beginning import MOST, Row, beginnings, begun, tied, whenever
from graphsvc.stores.sqlite_network import partners_where, read_topics
from graphsvc.stores.sqlite_rows import Reader


def read_beginnings(db: sqlite3.Connection, selection: Selection, viewer: Viewer, revision: int) -> Beginnings:
    """Return the beginnings up to a revision; the connection is in a transaction."""
    selection = whenever(selection)
    topics = read_topics(db, Reader())
    where = partners_where(selection, viewer, topics)
    now = [id for (id,) in db.execute(f"SELECT id FROM partner WHERE {where} LIMIT {MOST + 1}", where.values)]
    if len(now) > MOST:
        return Beginnings()
    partners = begun(_versions(db, "partner", now, revision), selection, viewer, topics)
    ends = json.dumps([partner.id for partner in partners])
    among = "IN (SELECT value FROM json_each(?))"
    ties = [id for (id,) in db.execute(f"SELECT id FROM tie WHERE source {among}", (ends,))]
    return beginnings(partners, tied(_versions(db, "tie", ties, revision), partners, selection, viewer))


def _versions(db: sqlite3.Connection, subject: Subject, ids: Iterable[str], revision: int) -> Iterator[Row]:
    """Yield all versions of the records with these ids, and of those that were ever edited or taken out."""
    edited = db.execute("SELECT id FROM change WHERE subject = ? AND before IS NOT NULL", (subject,))
    wanted = json.dumps(sorted({*ids, *(id for (id,) in edited)}))
    # CROSS JOIN keeps the order: else SQLite goes through all changes of the subject
    sql = """SELECT c.revision, c.id, c.before, c.after FROM json_each(?) j
        CROSS JOIN change c ON c.subject = ? AND c.id = j.value WHERE c.revision <= ?"""
    yield from db.execute(sql, (wanted, subject, revision))
