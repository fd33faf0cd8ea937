"""The way to a Neo4j server on which nothing hangs: each call runs under watch and is given up when the server falls silent."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import unquote, urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError

from graphsvc.errors import StoreAway, Usage
from graphsvc.language import Text
from graphsvc.stores.neo4j_faults import BUSY, SILENT, UNCERTAIN, away
from graphsvc.stores.neo4j_schema import ENTER, LEAVE, TAKE_TURN

# The driver would tell stderr of its retries, with the server's words: these may hold what people wrote.
logging.getLogger("neo4j").setLevel(logging.CRITICAL)

T = TypeVar("T")
Tx: TypeAlias = ManagedTransaction

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
GLANCE = 0.5  # seconds after which a call that isn't over makes us ask whether the server is still there
ANSWER = 0.9  # seconds that it has for an answer; both together stay under the 2 s in which a read has to fail
READ_LIMIT = 60.0
WRITE_PATIENCE = 10.0  # a server that restarts within these seconds is waited for
PATIENCE_EACH = 0.0002  # seconds more for each record of a large write: its commit silences the whole server
PAUSE = 1.0  # seconds in which nobody knocks again at a door that just stayed shut


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the server is, and who we are there."""

    url: str
    auth: tuple[str, str] | None
    database: str | None

    @classmethod
    def of(cls, url: str) -> Address:
        """Read ``neo4j://user:password@host:port/database``; user and database may be missing."""
        try:
            parts = urlsplit(url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            parts, port = urlsplit(""), ""
        if parts.scheme not in SCHEMES or not parts.hostname:
            message = Text(
                "Die Adresse der Datenbank ist nicht zu lesen. Richtig ist neo4j://benutzer:passwort@rechner:7687, "
                "gesetzt in GRAPHSVC_STORE; Sonderzeichen im Passwort als %-Zeichen."
            )
            raise Usage(message, "GRAPHSVC_STORE")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        return cls(url=f"{parts.scheme}://{host}{port}", auth=auth, database=unquote(parts.path.strip("/")) or None)


class Call(Generic[T]):
    """Some work in a thread of its own, so that whoever waits for it can give it up."""

    def __init__(self, work: Callable[[Call[T]], T]) -> None:
        self.over = threading.Event()
        self.in_turn = (
            False  # a write that holds the writers' lock: what went before it has ended, one way or the other
        )
        self.committing = False
        self._given_up = False
        self._step = threading.Lock()
        self._value: T | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Call[T]], T]) -> None:
        try:
            self._value = work(self)
        except BaseException as error:  # whatever it is: whoever waits shall have it
            self._error = error
        finally:
            self.over.set()

    def outcome(self) -> T:
        """Return the result, or raise what went wrong."""
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # the work returned it

    def begin(self) -> None:
        """Say that a write starts, maybe once more."""
        with self._step:
            self.in_turn = self.committing = False

    def commit(self) -> None:
        """Say that all is ready to commit; raises where nobody waits any more, as it would never be acknowledged."""
        with self._step:
            if self._given_up:
                raise _GivenUpError
            self.committing = True

    def give_up(self) -> None:
        """Let it commit nothing any more, unless it is about to."""
        with self._step:
            self._given_up = True


class _GivenUpError(Exception):
    pass


class Link:
    """One driver; after a silence it is left behind, with the calls that hang on it, and a new one is made."""

    def __init__(self, address: Address, bookmarks: Any) -> None:
        self._database, self._bookmarks = address.database, bookmarks
        self.driver: Driver = GraphDatabase.driver(
            address.url,
            auth=address.auth,
            connection_timeout=1.0,
            connection_acquisition_timeout=1.2,
            max_transaction_retry_time=1.0,
            initial_retry_delay=0.1,
            notifications_min_severity="OFF",
            fetch_size=5_000,
        )

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run a read transaction; a few tries within a second."""
        with self.driver.session(
            database=self._database, default_access_mode=READ_ACCESS, bookmark_manager=self._bookmarks
        ) as session:
            return session.execute_read(work)

    def write(self, work: Callable[[Tx], T]) -> T:
        """Run a write transaction; a few tries within a second."""
        with self.driver.session(
            database=self._database, default_access_mode=WRITE_ACCESS, bookmark_manager=self._bookmarks
        ) as session:
            return session.execute_write(work)

    def command(self, text: str) -> None:
        """Run a statement in a transaction of its own."""
        with self.driver.session(database=self._database, bookmark_manager=self._bookmarks) as session:
            session.run(text).consume()

    def answers(self) -> bool:
        """Return whether the server answers at all, soon."""
        probe = Call[Any](lambda _: self.read(lambda tx: tx.run("RETURN 1").consume()))
        try:
            return probe.over.wait(ANSWER) and probe.outcome() is not None
        except (Neo4jError, DriverError, OSError):
            return False

    def leave(self, wait: float = 0.0) -> None:
        """Close the driver without waiting for it longer than that: with a silent server it may take for ever."""
        Call[None](lambda _: self.driver.close()).over.wait(wait)


class Connection:
    """Reads and writes that fail in time.

    Parameters
    ----------
    address : Address
    greet : callable
        What has to be done with a new driver before anybody uses it; raises StoreAway where the server won't do.
    """

    def __init__(self, address: Address, greet: Callable[[Link], None]) -> None:
        self._address, self._greet = address, greet
        self._bookmarks = GraphDatabase.bookmark_manager()  # so that everybody reads what anybody here wrote
        self._guard = threading.Lock()
        self._current: Link | None = None
        self._shut_until = 0.0
        self._fault = SILENT

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run a read transaction; ``StoreAway`` within 2 s where the server is away or silent."""
        link = self._link()
        call = Call[T](lambda _: link.read(work))
        return self._watched(link, call, GLANCE, READ_LIMIT)

    def write(self, work: Callable[[Tx], T], size: int = 1) -> T:
        """Run a write transaction of so many records, in turn with others.

        Where the connection broke while it was committed it runs again, so ``work`` has to find what it did before.
        ``StoreAway`` says whether it's certain that nothing was written.
        """
        patience = WRITE_PATIENCE + size * PATIENCE_EACH
        end = time.monotonic() + patience
        uncertain = False

        while True:
            try:
                return self._written(work, patience)
            except _BrokenError as broken:
                uncertain = broken.committing or (uncertain and not broken.in_turn)
                fault = broken.fault
            except StoreAway as error:
                fault = error
            if not uncertain:
                raise fault
            if time.monotonic() > end:
                raise StoreAway(UNCERTAIN) from fault
            time.sleep(0.2)

    def _written(self, work: Callable[[Tx], T], patience: float) -> T:
        link = self._link()
        call = Call[T](lambda call: _in_turn(link, work, call))
        try:
            return self._watched(link, call, patience)
        except StoreAway as fault:
            call.give_up()
            raise _BrokenError(fault, call) from fault

    def _watched(self, link: Link, call: Call[T], patience: float, limit: float | None = None) -> T:
        """Wait for a call as long as the server answers; ``patience`` is how long it may not, ``limit`` ends a read."""
        start = heard = time.monotonic()
        try:
            while not call.over.wait(GLANCE):
                if link.answers():
                    heard = time.monotonic()
                    if limit is not None and heard - start > limit:
                        raise StoreAway(SILENT)
                    if limit is None and not call.in_turn and heard - start > WRITE_PATIENCE:
                        raise StoreAway(BUSY)
                elif not call.over.is_set() and time.monotonic() - heard >= patience:
                    raise self._lost(link, StoreAway(SILENT))
            return call.outcome()
        except (Neo4jError, DriverError, OSError) as error:
            fault = away(error)
            if fault is None:
                raise
            raise self._lost(link, fault) from error

    def _link(self) -> Link:
        with self._guard:
            if self._current is None:
                if time.monotonic() < self._shut_until:
                    raise StoreAway(self._fault)
                self._current = self._greeted()
            return self._current

    def _greeted(self) -> Link:
        link = Link(self._address, self._bookmarks)
        call = Call[None](lambda _: self._greet(link))
        try:
            while not call.over.wait(GLANCE):
                if not link.answers() and not call.over.is_set():
                    raise StoreAway(SILENT)
            call.outcome()
        except (StoreAway, Neo4jError, DriverError, OSError) as error:
            fault = error if isinstance(error, StoreAway) else away(error)
            if fault is None:
                raise
            self._shut(link, fault)
            raise fault from error
        return link

    def _lost(self, link: Link, fault: StoreAway) -> StoreAway:
        with self._guard:
            if self._current is link:
                self._current = None
                self._shut(link, fault)
        return fault

    def _shut(self, link: Link, fault: StoreAway) -> None:
        link.leave()
        self._fault, self._shut_until = fault.text, time.monotonic() + PAUSE

    def close(self) -> None:
        """Let go of the driver."""
        with self._guard:
            link, self._current = self._current, None
        if link:
            link.leave(wait=ANSWER)


def _in_turn(link: Link, work: Callable[[Tx], T], call: Call[T]) -> T:
    """Write when our turn comes, and say beside it when that begins to show and when all of it does."""
    entered = 0

    def unit(tx: Tx) -> T:
        nonlocal entered
        call.begin()
        tx.run(TAKE_TURN).consume()
        call.in_turn = True
        value = work(tx)
        entered = link.write(lambda beside: int(next(iter(beside.run(ENTER)))[0]))
        call.commit()
        return value

    try:
        return link.write(unit)
    except (ClientError, TransientError):
        call.committing = False  # the server says that it wrote nothing
        raise
    except DriverError:
        entered = 0  # the server may still be at it: whoever has the next turn says that it is over
        raise
    finally:
        if entered:
            link.write(lambda tx: tx.run(LEAVE, {"entered": entered}).consume())


class _BrokenError(Exception):
    """A write that did not come to its end; where it was ``committing`` it may be there all the same."""

    def __init__(self, fault: StoreAway, call: Call[Any]) -> None:
        super().__init__(str(fault))
        self.fault, self.in_turn, self.committing = fault, call.in_turn, call.committing
