"""What was recorded at an earlier revision: the journal up to it, folded in memory, to be read like any store.

What was redacted since stays redacted, for the journal holds it no more; contacts are left out. A record is seen by who
might see it then and may see it today; one that was removed since is for staff.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from weakref import WeakKeyDictionary, finalize

from graphsvc.areas import Areas
from graphsvc.errors import Refused, Unknown
from graphsvc.language import Text
from graphsvc.model import Partner, Tie, Viewer
from graphsvc.store import Stand, Store
from graphsvc.stores.sqlite import SqliteStore

KEPT = 3  # stands of a store; each takes about as much memory as its journal


class EarlierStore(SqliteStore):
    """A store in memory, on one connection, that takes nothing more once it is sealed."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._turn = threading.RLock()
        self._sealed = False
        finalize(self, self._db.close)  # when nobody reads it any more
        super().__init__(Path("memory"), now)

    def _connection(self) -> sqlite3.Connection:
        return self._db

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        if write and self._sealed:
            raise Refused(Text("Ein früherer Stand lässt sich nur ansehen, nicht ändern."))
        with self._turn, super()._transaction(write=write) as db:
            yield db

    def fill(self, store: Store, revision: int, areas: Areas) -> None:
        """Take the journal of a store up to a revision, see to who may see it, and take nothing more."""
        self.take_rest(replace(store.rest(), areas=areas, earlier={}, finished=True))
        visible: dict[tuple[str, str], str] = {}
        for number, _ in store.lengths():
            entry = store.copied(number)
            changes = tuple(change for change in entry.revision.changes if change.subject != "contact")
            if number <= revision:
                self.take(replace(entry, revision=replace(entry.revision, changes=changes)), lambda done: None)
                continue
            for change in changes:
                if isinstance(record := change.after or change.before, Partner | Tie):
                    visible[change.subject, change.id] = record.visibility if change.after else "internal"
        with self._transaction(write=True) as db:
            for (table, id), visibility in visible.items():
                wider = Viewer.STAFF.sees[: Viewer.STAFF.sees.index(visibility)]
                among = ", ".join("?" for _ in wider) or "NULL"
                sql = f"UPDATE {table} SET visibility = ? WHERE id = ? AND visibility IN ({among})"
                db.execute(sql, (visibility, id, *wider))
        self._sealed = True


class Stands:
    """The earlier stands of one store that were looked at last."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[int, int, int], EarlierStore] = OrderedDict()

    def at(self, store: Store, stand: Stand, now: Callable[[], datetime]) -> Store:
        """Return what was recorded at a revision; anything written since may have changed who sees it."""
        newest, areas, revision = store.revision(), store.areas(stand.areas), stand.revision
        if revision == newest and areas.version == store.areas().version:
            return store
        if not 0 < revision <= newest:
            message = Text("Die Fassung {revision} gibt es hier nicht.", values={"revision": str(revision)})
            raise Unknown(message, "stand")
        key = (newest, revision, areas.version)
        with self._guard:
            for other in [each for each in self._kept if each[0] != newest]:
                del self._kept[other]
            if key not in self._kept:
                fresh = EarlierStore(now)
                fresh.fill(store, revision, areas)
                self._kept[key] = fresh
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


_STANDS: WeakKeyDictionary[Store, Stands] = WeakKeyDictionary()
_GUARD = threading.Lock()


def earlier(store: Store, stand: Stand, now: Callable[[], datetime]) -> Store:
    """Return what a store held at a revision.

    Raises
    ------
    Unknown
        There is no such revision.
    """
    with _GUARD:
        stands = _STANDS.setdefault(store, Stands())
    return stands.at(store, stand, now)
