"""The journal in SQLite: revisions and their changes, as far as a viewer may see."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from graphsvc.changes import Change, ChangeSet, Record, Subject, from_json
from graphsvc.errors import Unknown
from graphsvc.language import Text
from graphsvc.model import Contact, Inquiry, Partner, Tie, Viewer
from graphsvc.store import Revision


def bare_revision(row: tuple[Any, ...], changes: tuple[Change, ...] = ()) -> Revision:
    """Return a revision from id, at, actor and reason."""
    return Revision(id=row[0], at=datetime.fromisoformat(row[1]), actor=row[2], reason=row[3], changes=changes)


def read_revision(db: sqlite3.Connection, id: int, viewer: Viewer) -> Revision:
    """Return a revision with the changes that the viewer may see; contacts without their values."""
    row = db.execute("SELECT id, at, actor, reason FROM revision WHERE id = ?", (id,)).fetchone()
    rows = db.execute("SELECT subject, id, before, after FROM change WHERE revision = ? ORDER BY subject, id", (id,))
    return with_changes(db, row, rows, viewer)


def with_changes(
    db: sqlite3.Connection, row: tuple[Any, ...], rows: Iterable[tuple[Any, ...]], viewer: Viewer
) -> Revision:
    """Put a revision together; only staff see who it was and why, as a reason may speak of what others may not see."""
    changes = tuple(c for c in _changes(rows) if viewer is Viewer.STAFF or _visible(db, c, viewer))
    staff = viewer is Viewer.STAFF
    bare = bare_revision(row)
    return Revision(
        id=bare.id,
        at=bare.at,
        actor=bare.actor if staff else "",
        reason=bare.reason if staff else "",
        changes=changes,
    )


def read_changes(db: sqlite3.Connection, id: int) -> ChangeSet:
    """Return a revision's changes whole, with the contacts that were not erased."""
    if not db.execute("SELECT 1 FROM revision WHERE id = ?", (id,)).fetchone():
        raise Unknown(Text("Den Stand {id} gibt es nicht.", values={"id": id}), str(id))
    return ChangeSet(changes=tuple(c for c in read_every_change(db, id) if c.before or c.after))


def read_every_change(db: sqlite3.Connection, id: int) -> tuple[Change, ...]:
    """Return a revision's changes; one whose contact was erased has neither before nor after."""
    rows = db.execute(
        """SELECT c.subject, c.id, coalesce(c.before, v.before), coalesce(c.after, v.after)
        FROM change c LEFT JOIN contact_version v ON c.subject = 'contact' AND v.revision = c.revision AND v.id = c.id
        WHERE c.revision = ? ORDER BY c.subject, c.id""",
        (id,),
    )
    return tuple(_changes(rows))


def _changes(rows: Iterable[tuple[Any, ...]]) -> Iterator[Change]:
    for subject, id, before, after in rows:
        kind = cast(Subject, subject)
        yield Change(
            subject=kind,
            id=id,
            before=from_json(kind, before) if before else None,
            after=from_json(kind, after) if after else None,
        )


def _visible(db: sqlite3.Connection, item: Change, viewer: Viewer) -> bool:
    versions = [record for record in (item.before, item.after) if record is not None]
    return bool(versions) and all(_may_see(db, record, viewer) for record in versions)


def _may_see(db: sqlite3.Connection, record: Record, viewer: Viewer) -> bool:
    if isinstance(record, Partner):
        return record.visibility in viewer.sees and _partner_visible(db, record.id, viewer)
    if isinstance(record, Tie):
        ends = (record.source, record.target)
        return record.visibility in viewer.sees and all(_partner_visible(db, end, viewer) for end in ends)
    if isinstance(record, Inquiry):
        return _partner_visible(db, record.partner, viewer)
    return not isinstance(record, Contact) and hasattr(record, "synonyms")  # topics are for all, requests for staff


def _partner_visible(db: sqlite3.Connection, id: str, viewer: Viewer) -> bool:
    row = db.execute("SELECT visibility FROM partner WHERE id = ?", (id,)).fetchone()
    return bool(row) and row[0] in viewer.sees
