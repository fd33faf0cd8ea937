"""The default store: one SQLite file, journal and state, shared safely by threads and processes."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graphsvc.areas import Areas
from graphsvc.beginnings import Beginnings
from graphsvc.changes import Change, ChangeSet, Subject, touched
from graphsvc.errors import StoreAway
from graphsvc.garbage import held_collector
from graphsvc.language import Text, sort_key
from graphsvc.model import Network, Partner, Selection, Viewer
from graphsvc.store import Copied, Page, PartnerRecord, Progress, Records, Rest, Revision, Stand, Store
from graphsvc.stores import sqlite_copy, sqlite_journal, sqlite_privacy, sqlite_records, sqlite_write
from graphsvc.stores.finding import START, cursor_of, position
from graphsvc.stores.kept import KeptNetworks
from graphsvc.stores.refusals import HALF, check_form, check_key, refuse_later
from graphsvc.stores.shapes import FIELDS
from graphsvc.stores.sqlite_areas import earlier_areas, load_areas, read_areas, remember, setting
from graphsvc.stores.sqlite_beginning import read_beginnings
from graphsvc.stores.sqlite_network import Where, partners_where, patched, read_network, read_topics
from graphsvc.stores.sqlite_rows import Reader
from graphsvc.topics import Topics

SCHEMA_VERSION = 3
WAIT = 10  # seconds for another that writes


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SqliteStore:
    """The `Store` contract on a file.

    Parameters
    ----------
    path : Path
        Made, with its folder, where it is not there.
    now : callable, optional
        The clock of the journal, and of what "today" is.
    half : bool
        Whether to open it also where a copy into it has not come to its end.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = _utc_now, *, half: bool = False) -> None:
        self._path = path
        self.now = now
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._networks = KeptNetworks()
        self._areas: Areas | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(path, error) from error
        self._set_up()
        with self._transaction() as db:
            if not half and setting(db, "half"):
                raise StoreAway(HALF)

    # -- connections ---------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        with self._transaction(write=True) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                message = Text(
                    "Die Datei {path} stammt von einer neueren Fassung des Programms. Bitte das Programm erneuern.",
                    values={"path": self._path.name},
                )
                raise StoreAway(message)
            for number in range(version + 1, SCHEMA_VERSION + 1):
                script = (Path(__file__).parent / f"schema_{number}.sql").read_text(encoding="utf-8")
                for statement in _statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")

    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self._path, timeout=WAIT, isolation_level=None, check_same_thread=False)
            with self._guard:
                self._connections.append(db)
            _use_write_ahead_log(db)
            db.execute("PRAGMA synchronous = FULL")  # with NORMAL a power cut may lose what was acknowledged
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA cache_size = -65536")
            self._local.db = db
        return db

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction: a snapshot to read, or the one writer."""
        try:
            db = self._connection()
            db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield db
            except BaseException:  # whatever it was, also a Ctrl-C: nothing half is written
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _unusable(self._path, error) from error

    def earlier(self, stand: Stand) -> Store:
        """Return what was recorded at a revision, to be read."""
        from graphsvc.stores.earlier import earlier  # it holds what it reads in a SqliteStore

        return earlier(self, stand, self.now)

    # -- copies --------------------------------------------------------------------------------------------------

    def lengths(self, since: int = 0) -> list[tuple[int, int]]:
        """Return the ids of the revisions after ``since`` with the number of their changes."""
        with self._transaction() as db:
            return sqlite_copy.lengths(db, since)

    def copied(self, revision: int) -> Copied:
        """Return a revision whole, with its key and contacts."""
        with held_collector(), self._transaction() as db:
            return sqlite_copy.copied(db, revision)

    def take(self, entry: Copied, report: Callable[[int], None]) -> None:
        """Append a revision as it is elsewhere."""
        with held_collector(), self._transaction(write=True) as db:
            sqlite_copy.take(db, entry, report)

    def first_days(self) -> Mapping[tuple[Subject, str], date]:
        """Return the day on which each partner and tie was first recorded."""
        with self._transaction() as db:
            return sqlite_copy.first_days(db)

    def rest(self) -> Rest:
        """Return what lies beside journal and state."""
        areas = self.areas()
        with self._transaction() as db:
            kept = db.execute("SELECT substr(key, 6), value FROM setting WHERE key LIKE 'kept:%'").fetchall()
            past = dict(db.execute("SELECT version, packed FROM areas_earlier").fetchall())
            generation = int(setting(db, "generation") or 0)
            return Rest(settings=dict(kept), areas=areas, earlier=past, generation=generation)

    def take_rest(self, rest: Rest) -> None:
        """Put it in the place of what lies here."""
        with self._transaction(write=True) as db:
            sqlite_copy.take_rest(db, rest)

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            for db in self._connections:
                db.close()
            self._connections.clear()
        self._local = threading.local()

    def check(self) -> None:
        """Raise StoreAway with what is wrong; also where the file can be read but not written."""
        self.revision()
        if not (os.access(self._path, os.W_OK) and os.access(self._path.parent, os.W_OK)):
            message = Text(
                "Die Datenbank {name} lässt sich nur lesen. Bitte die Rechte der Datei und ihres Ordners prüfen.",
                values={"name": self._path.name},
            )
            raise StoreAway(message)

    def _today(self) -> date:
        return self.now().astimezone().date()

    # -- reading -------------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the newest revision's id."""
        with self._transaction() as db:
            return _newest(db)

    def network(self, selection: Selection, viewer: Viewer) -> Network:
        """Return one consistent snapshot; the last ones are kept and patched after small edits."""
        selection = selection.resolved(self._today())
        with self._networks.turn((selection, viewer)) as slot:
            areas = self.areas()
            with self._transaction() as db:
                newest, stamp = _newest(db), f"{setting(db, 'generation')}/{areas.version}"
                kept = slot.fitting(stamp)
                if kept and kept.revision == newest:
                    return kept
                network = patched(db, kept, newest) if kept else None
                network = network or read_network(db, selection, viewer, newest, areas)
            slot.stamp, slot.network = stamp, network
        return network

    def beginnings(self, selection: Selection, viewer: Viewer, revision: int) -> Beginnings:
        """Return when each partner and tie of a selection was first seen, up to a revision."""
        with self._transaction() as db:
            return read_beginnings(db, selection, viewer, revision)

    def partner(self, id: str, viewer: Viewer) -> PartnerRecord | None:
        """Return a partner with contact, ties and history."""
        with self._transaction() as db:
            return sqlite_records.read_partner(db, id, viewer)

    def records(self, viewer: Viewer) -> Records:
        """Return everything recorded that the viewer may see."""
        with self._transaction() as db:
            return sqlite_records.read_records(db, viewer, _newest(db))

    def find(
        self, text: str, selection: Selection, viewer: Viewer, *, limit: int = 50, cursor: str | None = None
    ) -> Page:
        """Return partners by name, the best matches first."""
        word = sort_key(text)
        after = position(cursor) if cursor else START
        if text.strip() and not word:
            return Page(partners=(), cursor=None, total=0)
        with self._transaction() as db:
            where = partners_where(selection.resolved(self._today()), viewer, read_topics(db, Reader()))
            if word:
                where.add("instr(name_key, ?)", word)
            total = db.execute(f"SELECT count(*) FROM partner WHERE {where}", where.values).fetchone()[0]
            rows = _ranked(db, where, word, limit, after)
        reader = Reader()
        partners: list[Partner] = [reader.record("partner", row[2:]) for row in rows[:limit]]
        more = cursor_of(*rows[limit - 1][:3]) if len(rows) > limit else None
        return Page(partners=tuple(partners), cursor=more, total=total)

    def journal(self, viewer: Viewer, since: int = 0) -> Iterator[Revision]:
        """Yield the revisions after ``since``; each is read when it is asked for."""
        with self._transaction() as db:
            ids = [id for (id,) in db.execute("SELECT id FROM revision WHERE id > ? ORDER BY id", (since,))]
        for id in ids:
            with self._transaction() as db:
                yield sqlite_journal.read_revision(db, id, viewer)

    def undo(self, revision: int) -> ChangeSet:
        """Return the ChangeSet that undoes a revision."""
        with self._transaction() as db:
            return sqlite_journal.read_changes(db, revision).inverse(f"Rücknahme von {revision}")

    # -- writing -------------------------------------------------------------------------------------------------

    def apply(
        self,
        changes: ChangeSet,
        *,
        actor: str,
        key: str,
        expected: int | None = None,
        progress: Progress | None = None,
    ) -> Revision:
        """Write a ChangeSet as one revision, whole or not at all."""
        total = len(changes)

        def report(done: int) -> None:
            if progress:
                progress(done, total)

        check_key(key)
        with held_collector(), self._transaction(write=True) as db:
            done = db.execute("SELECT id, at, actor, reason FROM revision WHERE key = ?", (key,)).fetchone()
            if done:
                return sqlite_journal.bare_revision(done)
            check_form(changes)
            if expected is not None:
                refuse_later(_later(db, changes, expected))
            at = self.now().astimezone(UTC)
            row = db.execute(
                "INSERT INTO revision (at, actor, reason, key) VALUES (?, ?, ?, ?) RETURNING id",
                (at.isoformat(timespec="microseconds"), actor, changes.reason, key),
            ).fetchone()
            sqlite_write.write(db, changes, row[0], at.astimezone().date().isoformat(), report)
        return Revision(id=row[0], at=at, actor=actor, reason=changes.reason, changes=changes.changes)

    def erase_contact(self, partner: str, *, actor: str) -> None:
        """Erase a partner's contact details, in every version."""
        with self._transaction(write=True) as db:
            sqlite_privacy.erase_contact(db, partner, actor, self.now().astimezone(UTC))
        self._forget()

    def redact(self, value: str, *, actor: str, reason: str) -> int:
        """Take a text out of every version of every record."""
        with self._transaction(write=True) as db:
            places = sqlite_privacy.redact(db, value, actor, reason, self.now().astimezone(UTC))
        self._forget()
        return places

    def _forget(self) -> None:
        """Drop what was cached, and fold the write-ahead log into the file so that nothing erased stays in it."""
        self._networks.clear()
        self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- topics, areas and settings --------------------------------------------------------------------------------------

    def topics(self) -> Topics:
        """Return the topics table."""
        with self._transaction() as db:
            return read_topics(db, Reader())

    def areas(self, version: int | None = None) -> Areas:
        """Return the areas loaded, or those of an earlier version."""
        with self._transaction() as db:
            loaded = int(setting(db, "areas_version") or 0)
            if version is not None and version != loaded:
                return earlier_areas(db, version)
            if self._areas is None or self._areas.version != loaded:
                self._areas = read_areas(db)
            return self._areas

    def load_areas(self, areas: Areas) -> Areas:
        """Add to what is known of areas, or replace what has the same AGS."""
        with self._transaction(write=True) as db:
            load_areas(db, areas)
        return self.areas()

    def remember(self, key: str, value: str) -> None:
        """Keep a setting."""
        check_key(key)
        with self._transaction(write=True) as db:
            remember(db, f"kept:{key}", value)

    def remembered(self, key: str) -> str | None:
        """Return a setting that was kept."""
        with self._transaction() as db:
            return setting(db, f"kept:{key}")


def _unusable(path: Path, error: Exception) -> StoreAway:
    message = Text(
        "Die Datenbank {name} ist gerade nicht zu gebrauchen ({reason}). Bitte gleich noch einmal versuchen; "
        "bleibt es dabei, Platte und Rechte prüfen.",
        values={"name": path.name, "reason": type(error).__name__},
    )
    return StoreAway(message)


def _use_write_ahead_log(db: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log, or wait until another that opens it has done so.

    SQLite's own timeout does not wait here: whoever holds the file to read and wants it alone is refused at once,
    as two of them would wait for each other.
    """
    until = time.monotonic() + WAIT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _statements(script: str) -> Iterator[str]:
    """Split a schema file; ``executescript`` would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _newest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM revision").fetchone()[0])


def _later(db: sqlite3.Connection, changes: ChangeSet, expected: int) -> dict[int, list[Change]]:
    """Return, by revision, what those after ``expected`` made of the records that the changes touch."""
    rows = db.execute("SELECT revision, subject, id FROM change WHERE revision > ?", (expected,)).fetchall()
    mine = touched(changes)
    later = {row[0] for row in rows if (row[1], row[2]) in mine}
    return {
        revision: [c for c in sqlite_journal.read_changes(db, revision) if (c.subject, c.id) in mine]
        for revision in later
    }


_RANK = "CASE WHEN instr(name_key, ?) = 1 THEN 0 WHEN instr(name_key, ?) THEN 1 ELSE 2 END"


def _ranked(
    db: sqlite3.Connection, where: Where, word: str, limit: int, after: tuple[int, str, str]
) -> list[tuple[Any, ...]]:
    columns = ", ".join(FIELDS["partner"])
    sql = f"""SELECT rank, name_key, {columns} FROM (SELECT *, {_RANK} AS rank FROM partner WHERE {where})
        WHERE (rank, name_key, id) > (?, ?, ?) ORDER BY rank, name_key, id LIMIT ?"""
    return db.execute(sql, [word, f" {word}", *where.values, *after, limit + 1]).fetchall()
