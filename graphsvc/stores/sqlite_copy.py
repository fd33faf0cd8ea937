"""What a copy takes out of SQLite and puts into it: the journal as it is, the state folded from it, and the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date
from itertools import groupby

from graphsvc.changes import ChangeSet, Subject
from graphsvc.store import Copied, Rest
from graphsvc.stores.sqlite_areas import remember, write_areas
from graphsvc.stores.sqlite_journal import bare_revision, read_every_change
from graphsvc.stores.sqlite_write import BATCH, local_day, record, remove, upsert


def lengths(db: sqlite3.Connection, since: int) -> list[tuple[int, int]]:
    """Return each revision's id and number of changes."""
    sql = """SELECT r.id, (SELECT count(*) FROM change WHERE revision = r.id) FROM revision r
        WHERE r.id > ? ORDER BY r.id"""
    return db.execute(sql, (since,)).fetchall()


def copied(db: sqlite3.Connection, id: int) -> Copied:
    """Return a revision whole."""
    row = db.execute("SELECT id, at, actor, reason, key FROM revision WHERE id = ?", (id,)).fetchone()
    return Copied(revision=bare_revision(row[:4], read_every_change(db, id)), key=row[4])


def take(db: sqlite3.Connection, entry: Copied, report: Callable[[int], None]) -> None:
    """Append a revision and fold it into the state; what it may do was checked where it was written."""
    revision = entry.revision
    at = revision.at.astimezone(UTC).isoformat(timespec="microseconds")
    row = (revision.id, at, revision.actor, revision.reason, entry.key)
    db.execute("INSERT INTO revision (id, at, actor, reason, key) VALUES (?, ?, ?, ?, ?)", row)
    done = 0
    for (subject, gone), group in groupby(
        ChangeSet(changes=revision.changes).ordered(), key=lambda c: (c.subject, c.after is None)
    ):
        members = list(group)
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            if gone:
                remove(db, subject, [c.id for c in batch if c.before is not None])
            else:
                upsert(db, subject, batch, local_day(at).isoformat())
            record(db, subject, batch, revision.id)
            done += len(batch)
            report(done)


def first_days(db: sqlite3.Connection) -> dict[tuple[Subject, str], date]:
    """Return the day on which each partner and tie was first recorded."""
    found: dict[tuple[Subject, str], date] = {}
    subjects: tuple[Subject, ...] = ("partner", "tie")
    for subject in subjects:
        for id, day in db.execute(f"SELECT id, recorded_on FROM {subject}"):
            found[subject, id] = date.fromisoformat(day)
    return found


def take_rest(db: sqlite3.Connection, rest: Rest) -> None:
    """Put settings and areas in the place of those that are there."""
    db.execute("DELETE FROM setting")
    for key, value in rest.settings.items():
        remember(db, f"kept:{key}", value)
    remember(db, "generation", str(rest.generation))
    if not rest.finished:
        remember(db, "half", "1")
    write_areas(db, rest.areas)
    db.execute("DELETE FROM areas_earlier")
    db.executemany("INSERT INTO areas_earlier VALUES (?, ?)", rest.earlier.items())
