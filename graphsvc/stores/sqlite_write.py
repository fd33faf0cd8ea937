"""A ChangeSet goes into SQLite: checked against the present state, then written with its journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from graphsvc.changes import SUBJECTS, Change, ChangeSet, Subject, id_of, to_json
from graphsvc.language import sort_key
from graphsvc.model import Partner
from graphsvc.stores.refusals import differing, partners_needed, refuse_bound, refuse_differing, refuse_missing
from graphsvc.stores.shapes import FIELDS, KEY
from graphsvc.stores.sqlite_rows import TABLES, Reader, to_row

BATCH = 5_000


def write(db: sqlite3.Connection, changes: ChangeSet, revision: int, day: str, report: Callable[[int], None]) -> None:
    """Write state and journal; the connection is in a transaction. ``report`` is told how many are written."""
    check_present_state(db, changes)
    done = 0
    for (subject, gone), group in groupby(changes.ordered(), key=lambda c: (c.subject, c.after is None)):
        members = list(group)
        if not gone:
            refuse_missing(subject, _missing_partner(db, partners_needed(members)))
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            if gone:
                remove(db, subject, [c.id for c in batch])
            else:
                upsert(db, subject, batch, day)
            record(db, subject, batch, revision)
            done += len(batch)
            report(done)


def check_present_state(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Raise Conflict where a record isn't what the change says it was before."""
    wrong: list[Change] = []
    for subject in SUBJECTS:
        mine = [c for c in changes if c.subject == subject]
        for start in range(0, len(mine), BATCH):
            batch = mine[start : start + BATCH]
            wrong += differing(batch, {id_of(record): record for record in read(db, subject, [c.id for c in batch])})
    refuse_differing(wrong)


def read(db: sqlite3.Connection, subject: Subject, ids: Sequence[str]) -> Iterable[Any]:
    """Yield the present records with these ids."""
    columns = ", ".join(f'"{field}"' for field in FIELDS[subject])
    reader = Reader()
    sql = f"SELECT {columns} FROM {TABLES[subject]} WHERE {KEY[subject]} IN (SELECT value FROM json_each(?))"
    for row in db.execute(sql, (json.dumps(ids),)):
        yield reader.record(subject, row)


def _missing_partner(db: sqlite3.Connection, needed: list[str]) -> str | None:
    """Return the first partner that is not there: SQLite would only say that some key failed."""
    sql = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM partner) LIMIT 1"
    missing = db.execute(sql, (json.dumps(needed),)).fetchone()
    return str(missing[0]) if missing else None


def remove(db: sqlite3.Connection, subject: Subject, ids: list[str]) -> None:
    """Remove records; a partner only where nothing hangs on it any more."""
    given = json.dumps(ids)
    if subject == "partner":
        _refuse_if_bound(db, given)
    db.execute(f"DELETE FROM {TABLES[subject]} WHERE {KEY[subject]} IN (SELECT value FROM json_each(?))", (given,))


def _refuse_if_bound(db: sqlite3.Connection, given: str) -> None:
    bound = ("tie t ON p.id IN (t.source, t.target)", "inquiry i ON i.partner = p.id", "contact c ON c.id = p.id")
    for table in bound:
        among = "p.id IN (SELECT value FROM json_each(?))"
        sql = f"SELECT p.name, count(*) FROM partner p JOIN {table} WHERE {among} GROUP BY p.id"
        for name, count in db.execute(f"{sql} ORDER BY p.id", (given,)):
            refuse_bound(name, count)


def upsert(db: sqlite3.Connection, subject: Subject, batch: list[Change], day: str) -> None:
    """Write the records after the changes; one that is there keeps the day on which it was first recorded."""
    fields = list(FIELDS[subject])
    rows = [to_row(subject, c.after) for c in batch if c.after is not None]
    if subject == "partner":
        fields += ["name_key", "recorded_on"]
        for row in rows:
            row += [sort_key(row[1]), day]
    elif subject == "tie":
        fields.append("recorded_on")
        for row in rows:
            row.append(day)
    columns = ", ".join(f'"{field}"' for field in fields)
    keep = [field for field in fields if field not in (KEY[subject], "recorded_on")]
    update = ", ".join(f'"{field}" = excluded."{field}"' for field in keep)
    marks = ", ".join("?" * len(fields))
    sql = f"INSERT INTO {TABLES[subject]} ({columns}) VALUES ({marks})"
    db.executemany(f"{sql} ON CONFLICT ({KEY[subject]}) DO UPDATE SET {update}", rows)
    if subject == "partner":
        _index_partners(db, [c.after for c in batch if isinstance(c.after, Partner)])
    if subject in ("partner", "tie"):
        _keep_first_day(db, subject, [c.id for c in batch if c.before is None])


def _index_partners(db: sqlite3.Connection, partners: list[Partner]) -> None:
    ids = json.dumps([partner.id for partner in partners])
    for table in ("partner_serves", "partner_topic"):
        db.execute(f"DELETE FROM {table} WHERE partner IN (SELECT value FROM json_each(?))", (ids,))
    db.executemany(
        "INSERT OR IGNORE INTO partner_serves VALUES (?, ?)", [(p.id, area) for p in partners for area in p.serves]
    )
    db.executemany(
        "INSERT OR IGNORE INTO partner_topic VALUES (?, ?)", [(p.id, sort_key(t)) for p in partners for t in p.topics]
    )


def _keep_first_day(db: sqlite3.Connection, subject: Subject, ids: list[str]) -> None:
    """Give a record that comes back by an undo the day on which it was first recorded."""
    # CROSS JOIN keeps the order: else SQLite goes through all changes of the subject for each batch
    rows = db.execute(
        """SELECT min(r.at), c.id FROM json_each(?) j CROSS JOIN change c ON c.subject = ? AND c.id = j.value
        CROSS JOIN revision r ON r.id = c.revision GROUP BY c.id""",
        (json.dumps(ids), subject),
    ).fetchall()
    db.executemany(
        f"UPDATE {TABLES[subject]} SET recorded_on = ? WHERE id = ?",
        [(local_day(at).isoformat(), id) for at, id in rows],
    )


def local_day(at: str) -> date:
    """Return the day that it was here at a moment of the journal."""
    return datetime.fromisoformat(at).astimezone().date()


def record(db: sqlite3.Connection, subject: Subject, batch: list[Change], revision: int) -> None:
    """Write changes into the journal; a contact's versions lie beside it, so that they can be erased."""
    rows = [(revision, subject, c.id, c.before and to_json(c.before), c.after and to_json(c.after)) for c in batch]
    if subject == "contact":
        db.executemany(
            "INSERT INTO contact_version VALUES (?, ?, ?, ?)", [(revision, id, old, new) for _, _, id, old, new in rows]
        )
        rows = [(revision, subject, id, None, None) for _, _, id, _, _ in rows]
    db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", rows)
