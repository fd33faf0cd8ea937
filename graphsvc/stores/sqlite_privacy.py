"""What must go goes everywhere: contact details are erased, a text is taken out of every version."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import datetime

from graphsvc.changes import SUBJECTS, Change, Subject, from_json, id_of, to_json
from graphsvc.stores.redaction import FREE, MARK, check_redactable, redacted
from graphsvc.stores.shapes import FIELDS, KEY
from graphsvc.stores.sqlite_rows import TABLES, Reader
from graphsvc.stores.sqlite_write import upsert


def erase_contact(db: sqlite3.Connection, partner: str, actor: str, at: datetime) -> None:
    """Erase a partner's contact from the state and from every version; the journal keeps that it happened."""
    db.execute("DELETE FROM contact WHERE id = ?", (partner,))
    db.execute("UPDATE contact_version SET before = NULL, after = NULL WHERE id = ?", (partner,))
    revision = _revision(db, actor, "Kontaktangaben gelöscht", at)
    db.execute("INSERT INTO change VALUES (?, 'contact', ?, NULL, NULL)", (revision, partner))


def redact(db: sqlite3.Connection, value: str, actor: str, reason: str, at: datetime) -> int:
    """Replace ``value`` in all free texts of the state, the journal and the settings; returns how many held it."""
    check_redactable(value)
    places = sum(_redact_state(db, subject, value) for subject in SUBJECTS)
    places += _redact_versions(db, "change", ("revision", "subject", "id"), value)
    places += _redact_versions(db, "contact_version", ("revision", "id"), value)
    for table, column in (("revision", "actor"), ("revision", "reason"), ("setting", "value")):
        sql = f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE instr({column}, ?)"
        kept = " AND key LIKE 'kept:%'" if table == "setting" else ""
        places += db.execute(sql + kept, (value, MARK, value)).rowcount
    _revision(db, actor, reason.replace(value, MARK), at)
    # whoever holds a cached network, in any process, sees by this that it is stale
    generation = db.execute("SELECT value FROM setting WHERE key = 'generation'").fetchone()
    db.execute("INSERT OR REPLACE INTO setting VALUES ('generation', ?)", (str(int((generation or "0")[0]) + 1),))
    return places


def _redact_state(db: sqlite3.Connection, subject: Subject, value: str) -> int:
    columns = ", ".join(f'"{field}"' for field in FIELDS[subject])
    held = " OR ".join(f'instr("{field}", ?)' for field in FREE[subject])
    given = [_in_json(value) if field == "attrs" else value for field in FREE[subject]]
    reader = Reader()
    rows = db.execute(f"SELECT {columns} FROM {TABLES[subject]} WHERE {held} ORDER BY {KEY[subject]}", given).fetchall()
    places, changes = 0, []
    for row in rows:
        before = reader.record(subject, row)
        after, fields = redacted(before, value)
        if fields:
            places += fields
            changes.append(Change(subject=subject, id=id_of(before), before=before, after=after))
    upsert(db, subject, changes, day="")  # the day on which each was first recorded stays
    return places


def _redact_versions(db: sqlite3.Connection, table: str, keys: tuple[str, ...], value: str) -> int:
    text = _in_json(value)
    sql = f"SELECT before, after, {', '.join(keys)} FROM {table} WHERE instr(before, ?) OR instr(after, ?)"
    here = " AND ".join(f"{key} = ?" for key in keys)
    places = 0
    for before, after, *key in db.execute(sql, (text, text)).fetchall():
        subject: Subject = key[keys.index("subject")] if "subject" in keys else "contact"
        for column, version in (("before", before), ("after", after)):
            record, fields = redacted(from_json(subject, version), value) if version else (None, 0)
            if record and fields:
                places += fields
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {here}", (to_json(record), *key))
    return places


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _revision(db: sqlite3.Connection, actor: str, reason: str, at: datetime) -> int:
    row = db.execute(
        "INSERT INTO revision (at, actor, reason, key) VALUES (?, ?, ?, ?) RETURNING id",
        (at.isoformat(timespec="microseconds"), actor, reason, secrets.token_hex(16)),
    ).fetchone()
    return int(row[0])
