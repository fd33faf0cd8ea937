"""Clients of a store whose server fails: they write and read pairs of records, remember what they were told, and compare."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from cutting_proxy import COMMIT, CuttingProxy, When
from fault_pairs import READS, Pairs, folded, replaced
from neo4j import GraphDatabase
from neo4j_server import Neo4jServer

from graphsvc.changes import ChangeSet
from graphsvc.errors import StoreAway
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.store import Revision, Store
from graphsvc.stores.neo4j_faults import UNCERTAIN

STAFF = Viewer.STAFF
T = TypeVar("T")
SOON = 3.5  # seconds; 2 are promised to who reads from a server that is away, but machines are shared


@dataclass
class Attempt:
    """A write: ``revision`` where it was acknowledged; ``certain`` where we were told that it isn't there."""

    key: str
    changes: ChangeSet
    revision: int | None = None
    certain: bool = True
    tries: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Seen:
    """A read of all pairs: at which revision, and the newest that was acknowledged before it began."""

    what: str
    revision: int
    acknowledged: int
    digest: int


class Clients:
    """Threads that use stores, until the block ends: each writer with pairs of its own, readers everywhere.

    What one of them meets but `StoreAway` goes to ``wrong``.
    """

    def __init__(self, stores: Sequence[Store], seed: int, writers: int = 3, readers: int = 3) -> None:
        self._stores, self._seed = stores, seed
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._acknowledged = 0
        self.attempts: list[Attempt] = []
        self.seen: list[Seen] = []
        self.reads: list[tuple[float, float, str]] = []  # from, until, and what came of it
        self.wrong: list[BaseException] = []
        self._successes: Counter[str] = Counter()
        works = [(f"w{n}", self._write) for n in range(writers)] + [(f"r{n}", self._read) for n in range(readers)]
        self._threads = [
            threading.Thread(target=self._run, args=(name, work), name=name, daemon=True) for name, work in works
        ]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, patience: float = 60) -> None:
        """Let all come to their end; who doesn't hangs."""
        self._over.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        hung = [thread.name for thread in self._threads if thread.is_alive()]
        assert not hung, f"these hang: {hung}"

    def recover(self, patience: float = 60) -> float:
        """Wait until everybody succeeds anew; the seconds that it took."""
        start, before = time.monotonic(), Counter(self._successes)
        names = [thread.name for thread in self._threads]
        while missing := [name for name in names if self._successes[name] <= before[name]]:
            self._raise()
            assert time.monotonic() - start < patience, f"these don't get on: {missing}"
            time.sleep(0.05)
        return time.monotonic() - start

    def _raise(self) -> None:
        for error in self.wrong:
            raise error

    def _run(self, name: str, work: Callable[[str, Store, random.Random], None]) -> None:
        draw = random.Random(f"{self._seed} {name}")
        store = self._stores[int(name[1:]) % len(self._stores)]
        try:
            work(name, store, draw)
        except BaseException as error:
            self.wrong.append(error)
            raise

    # -- writing ---------------------------------------------------------------------------------------------------------

    def _write(self, name: str, store: Store, draw: random.Random) -> None:
        numbers = count(1)
        mine: dict[str, int] = {}
        while not self._over.is_set():
            number = next(numbers)
            pair, now = self._next(name, mine, number, draw)
            old, new = ({pair: value} if value else {} for value in (mine.get(pair), now))
            attempt = Attempt(f"{name} {number}", replaced(old, new, reason=f"{name} {number}"))
            self.attempts.append(attempt)
            while not self._applied(store, attempt) and draw.random() < 0.6 and not self._over.is_set():
                time.sleep(draw.uniform(0, 1))
            if attempt.revision is None:
                now = self._look(store, pair)
            else:
                self._successes[name] += 1
            mine = {other: value for other, value in {**mine, pair: now}.items() if value is not None}
            time.sleep(draw.uniform(0, 0.05))

    @staticmethod
    def _next(name: str, mine: Pairs, number: int, draw: random.Random) -> tuple[str, int | None]:
        if len(mine) < 3 or (len(mine) < 10 and draw.random() < 0.2):
            return f"{name}.{number}", number
        return draw.choice(sorted(mine)), None if draw.random() < 0.1 else number

    def _applied(self, store: Store, attempt: Attempt) -> bool:
        start = time.monotonic()
        try:
            revision = store.apply(attempt.changes, actor="client", key=attempt.key).id
        except StoreAway as fault:
            attempt.certain = fault.text != UNCERTAIN and attempt.certain
            return False
        finally:
            attempt.tries.append(time.monotonic() - start)
        attempt.revision = revision
        with self._guard:
            self._acknowledged = max(self._acknowledged, revision)
        return True

    def _look(self, store: Store, pair: str) -> int | None:
        """What became of a write that we gave up."""
        while not self._over.is_set():
            try:
                found = store.partner(f"{pair}-a", STAFF)
                return int(found.partner.attrs["n"]) if found else None
            except StoreAway:
                time.sleep(0.1)
        return None

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _read(self, name: str, store: Store, draw: random.Random) -> None:
        while not self._over.is_set():
            what = draw.choice(sorted(READS))
            acknowledged, start = self._acknowledged, time.monotonic()
            try:
                revision, pairs = READS[what](store)
            except StoreAway as fault:
                self.reads.append((start, time.monotonic(), str(fault)))
                time.sleep(0.05)
            else:
                self.reads.append((start, time.monotonic(), "answered"))
                self.seen.append(Seen(what, revision, acknowledged, _digest(pairs)))
                self._successes[name] += 1
            time.sleep(draw.uniform(0, 0.05))

    # -- comparing -------------------------------------------------------------------------------------------------------

    def compare(self, store: Store) -> None:
        """Compare what we were told with what is there now: the journal, the state, and every read of before."""
        self._raise()
        history = list(store.journal(STAFF))
        assert [revision.id for revision in history] == list(range(1, len(history) + 1)), "a revision is missing"
        twice = [key for key, times in Counter(revision.reason for revision in history).items() if times > 1]
        assert not twice, f"written twice: {twice}"
        self._compare_attempts({revision.reason: revision for revision in history})
        states = {0: _digest({})}
        state: Pairs = {}
        for revision, state in folded(history):
            states[revision] = _digest(state)
        for what, read in READS.items():
            assert read(store) == (len(history), state), f"{what}: what is there is not what the journal tells"
        for seen in self.seen:
            assert seen.revision >= seen.acknowledged, f"it was acknowledged and then not seen: {seen}"
            assert seen.digest == states[seen.revision], f"what was read is not the state of its revision: {seen}"

    def _compare_attempts(self, written: Mapping[str, Revision]) -> None:
        for attempt in self.attempts:
            there = written.get(attempt.key)
            if attempt.revision is not None:
                assert there is not None, f"acknowledged and lost: {attempt.key}"
                assert there.id == attempt.revision, f"acknowledged under another number: {attempt.key}"
            elif attempt.certain:
                assert there is None, f"refused and there all the same: {attempt.key}, {attempt.tries}"
            if there is not None:
                wanted = sorted(attempt.changes, key=lambda change: (change.subject, change.id))
                assert list(there.changes) == wanted, f"something else was written: {attempt.key}"


def _digest(pairs: Pairs) -> int:
    return hash(frozenset(pairs.items()))


def ask(server: Neo4jServer, cypher: str, **parameters: Any) -> list[Any]:
    """Return the first column of what the server itself says, past any store."""
    auth = ("neo4j", server.password)
    with GraphDatabase.driver(f"bolt://127.0.0.1:{server.port}", auth=auth, notifications_min_severity="OFF") as driver:
        return [record[0] for record in driver.execute_query(cypher, parameters).records]


def trap_own_commit(proxy: CuttingProxy, then: Callable[[], object] | None = None, when: When = "before") -> None:
    """Let something happen when a write commits: after it said beside it that it will."""
    proxy.trap(b"t.entered + 1", lambda: proxy.trap(COMMIT, then, nth=2, when=when))


def eventually(work: Callable[[], T], patience: float = 40) -> T:
    """Return what some work returns, as soon as the store lets it."""
    until = time.monotonic() + patience
    while True:
        try:
            return work()
        except StoreAway:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def tried(work: Callable[[], T], limit: float = 45) -> T | Text:
    """Return what some work returns, or the sentence with which the store refused; it is over within so many seconds."""
    found: list[T | Text | BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except StoreAway as away:
            found.append(away.text)
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limit)
    assert found, f"it takes longer than {limit} s"
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
