"""What must go goes everywhere: contact details are erased, a text is taken out of every version."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import datetime

from graphsvc.errors import Refused
from graphsvc.language import Text, sort_key

MARK = "█"


def erase_contact(db: sqlite3.Connection, partner: str, actor: str, at: datetime) -> None:
    """Erase a partner's contact from the state and from every version; the journal keeps that it happened."""
    db.execute("DELETE FROM contact WHERE id = ?", (partner,))
    db.execute("UPDATE contact_version SET before = NULL, after = NULL WHERE id = ?", (partner,))
    revision = _revision(db, actor, "Kontaktangaben gelöscht", at)
    db.execute("INSERT INTO change VALUES (?, 'contact', ?, NULL, NULL)", (revision, partner))


def redact(db: sqlite3.Connection, value: str, actor: str, reason: str, at: datetime) -> int:
    """Replace ``value`` in all texts of the state, the journal and the settings; returns how many places held it."""
    if len(value.strip()) < 3:
        raise Refused(Text("Der Text ist zu kurz, um ihn überall zu entfernen. Bitte mindestens drei Zeichen angeben."))
    places = 0
    in_json = json.dumps(value, ensure_ascii=False)[1:-1]
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table.startswith(("sqlite_", "area", "outline")):
            continue
        keys = {row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[5]}
        for row in db.execute(f"PRAGMA table_info({table})").fetchall():
            column, kind = row[1], row[2]
            if kind == "TEXT" and column not in keys | {"name_key", "source", "target", "partner", "key", "at"}:
                written = in_json if (table, column) in _JSON else value
                places += _replace(db, table, column, written)
    for id, name in db.execute("SELECT id, name FROM partner WHERE instr(name, ?)", (MARK,)).fetchall():
        db.execute("UPDATE partner SET name_key = ? WHERE id = ?", (sort_key(name), id))
    _revision(db, actor, reason.replace(value, MARK), at)
    # whoever holds a cached network, in any process, sees by this that it is stale
    generation = db.execute("SELECT value FROM setting WHERE key = 'generation'").fetchone()
    db.execute("INSERT OR REPLACE INTO setting VALUES ('generation', ?)", (str(int((generation or "0")[0]) + 1),))
    return places


_JSON = {
    ("change", "before"),
    ("change", "after"),
    ("contact_version", "before"),
    ("contact_version", "after"),
    ("partner", "attrs"),
    ("tie", "attrs"),
}


def _replace(db: sqlite3.Connection, table: str, column: str, value: str) -> int:
    sql = f'UPDATE {table} SET "{column}" = replace("{column}", ?, ?) WHERE instr("{column}", ?)'
    return db.execute(sql, (value, MARK, value)).rowcount


def _revision(db: sqlite3.Connection, actor: str, reason: str, at: datetime) -> int:
    row = db.execute(
        "INSERT INTO revision (at, actor, reason, key) VALUES (?, ?, ?, ?) RETURNING id",
        (at.isoformat(timespec="microseconds"), actor, reason, secrets.token_hex(16)),
    ).fetchone()
    return int(row[0])
