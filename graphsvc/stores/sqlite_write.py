"""A ChangeSet goes into SQLite: checked against the present state, then written with its journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from graphsvc.changes import SUBJECTS, Change, ChangeSet, Subject, change, id_of, to_json
from graphsvc.errors import Conflict, Refused
from graphsvc.language import Text, sort_key
from graphsvc.model import Partner, Tie
from graphsvc.stores.sqlite_rows import FIELDS, KEY, TABLES, Reader, to_row

BATCH = 5_000


def write(db: sqlite3.Connection, changes: ChangeSet, revision: int, day: str, report: Callable[[int], None]) -> None:
    """Write state and journal; the connection is in a transaction. ``report`` is told how many are written."""
    _check_unique(changes)
    check_present_state(db, changes)
    done = 0
    for (subject, gone), group in groupby(changes.ordered(), key=lambda c: (c.subject, c.after is None)):
        members = list(group)
        if subject == "tie" and not gone:
            _check_ends(db, [c.after for c in members if isinstance(c.after, Tie)])
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            if gone:
                _remove(db, subject, [c.id for c in batch])
            else:
                _upsert(db, subject, batch, day)
            _record(db, subject, batch, revision)
            done += len(batch)
            report(done)


def _check_unique(changes: ChangeSet) -> None:
    seen: set[tuple[str, str]] = set()
    for item in changes:
        if (item.subject, item.id) in seen:
            message = Text("„{id}“ kommt in dieser Änderung zweimal vor.", values={"id": item.id})
            raise Refused(message, f"/{item.subject}/{item.id}")
        seen.add((item.subject, item.id))


def check_present_state(db: sqlite3.Connection, changes: ChangeSet) -> None:
    """Raise Conflict where a record isn't what the change says it was before."""
    wrong: list[Change] = []
    for subject in SUBJECTS:
        mine = [c for c in changes if c.subject == subject]
        for start in range(0, len(mine), BATCH):
            batch = mine[start : start + BATCH]
            present = {id_of(record): record for record in read(db, subject, [c.id for c in batch])}
            for item in batch:
                now = present.get(item.id)
                if now != item.before:
                    wrong.append(change(item.before, now) if item.before or now else item)
    if wrong:
        message = Text(
            "Inzwischen hat jemand anderes „{name}“ geändert. Bitte die beiden Fassungen vergleichen.",
            values={"name": name_of(wrong[0])},
        )
        raise Conflict(message, tuple(wrong))


def name_of(item: Change) -> str:
    """Return what a person calls the record."""
    record = item.after or item.before
    return record.name if isinstance(record, Partner) else item.id


def read(db: sqlite3.Connection, subject: Subject, ids: Sequence[str]) -> Iterable[Any]:
    """Yield the present records with these ids."""
    columns = ", ".join(f'"{field}"' for field in FIELDS[subject])
    reader = Reader()
    sql = f"SELECT {columns} FROM {TABLES[subject]} WHERE {KEY[subject]} IN (SELECT value FROM json_each(?))"
    for row in db.execute(sql, (json.dumps(ids),)):
        yield reader.record(subject, row)


def _check_ends(db: sqlite3.Connection, ties: list[Tie]) -> None:
    """Refuse ties whose end is not there: SQLite would only say that some key failed."""
    ends = sorted({end for tie in ties for end in (tie.source, tie.target)})
    sql = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM partner) LIMIT 1"
    missing = db.execute(sql, (json.dumps(ends),)).fetchone()
    if missing:
        message = Text(
            "Den Akteur „{id}“ gibt es nicht, an ihm hängt aber eine Verbindung. Bitte zuerst den Akteur anlegen.",
            values={"id": missing[0]},
        )
        raise Refused(message, "/tie")


def _remove(db: sqlite3.Connection, subject: Subject, ids: list[str]) -> None:
    given = json.dumps(ids)
    if subject == "partner":
        _refuse_if_bound(db, given)
    db.execute(f"DELETE FROM {TABLES[subject]} WHERE {KEY[subject]} IN (SELECT value FROM json_each(?))", (given,))


def _refuse_if_bound(db: sqlite3.Connection, given: str) -> None:
    bound = ("tie t ON p.id IN (t.source, t.target)", "inquiry i ON i.partner = p.id", "contact c ON c.id = p.id")
    for table in bound:
        among = "p.id IN (SELECT value FROM json_each(?))"
        sql = f"SELECT p.name, count(*) FROM partner p JOIN {table} WHERE {among} GROUP BY p.id"
        for name, count in db.execute(sql, (given,)):
            message = Text(
                "„{name}“ hat noch {n} Eintrag, der daran hängt, und kann nicht entfernt werden. "
                "Was einmal gestimmt hat, wird beendet statt entfernt.",
                "„{name}“ hat noch {n} Einträge, die daran hängen, und kann nicht entfernt werden. "
                "Was einmal gestimmt hat, wird beendet statt entfernt.",
                count,
                {"name": name},
            )
            raise Refused(message, "/partner")


def _upsert(db: sqlite3.Connection, subject: Subject, batch: list[Change], day: str) -> None:
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
    db.execute(
        f"""UPDATE {TABLES[subject]} AS t SET recorded_on = (
            SELECT substr(min(r.at), 1, 10) FROM change c JOIN revision r ON r.id = c.revision
            WHERE c.subject = ? AND c.id = t.id)
        WHERE t.id IN (SELECT value FROM json_each(?)) AND EXISTS (
            SELECT 1 FROM change c WHERE c.subject = ? AND c.id = t.id)""",
        (subject, json.dumps(ids), subject),
    )


def _record(db: sqlite3.Connection, subject: Subject, batch: list[Change], revision: int) -> None:
    rows = [(revision, subject, c.id, c.before and to_json(c.before), c.after and to_json(c.after)) for c in batch]
    if subject == "contact":
        db.executemany(
            "INSERT INTO contact_version VALUES (?, ?, ?, ?)", [(revision, id, old, new) for _, _, id, old, new in rows]
        )
        rows = [(revision, subject, id, None, None) for _, _, id, _, _ in rows]
    db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", rows)
