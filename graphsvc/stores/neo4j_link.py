"""One driver to a Neo4j server, and calls in threads of their own: so that whoever waits for one can give it up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import unquote, urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction
from neo4j.exceptions import DriverError, Neo4jError

from graphsvc.errors import Usage
from graphsvc.language import Text
from graphsvc.stores import NEO4J_SCHEMES

# The driver would tell stderr of its retries, with the server's words: these may hold what people wrote.
logging.getLogger("neo4j").setLevel(logging.CRITICAL)

T = TypeVar("T")
Tx: TypeAlias = ManagedTransaction

ANSWER = 0.9  # seconds that a server has for an answer to whether it is still there
CONNECTED, ACQUIRED = 1.0, 1.2  # seconds until a server that does not come to the phone counts as away


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
        if parts.scheme not in NEO4J_SCHEMES or not parts.hostname:
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
        self.in_turn = False  # it holds the writers' lock, so whatever write came before has ended, well or not
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
            self.in_turn = False  # what an earlier try committed may be there all the same

    def commit(self) -> None:
        """Say that all is ready to commit; raises where nobody waits any more, as it would never be acknowledged."""
        with self._step:
            if self._given_up:
                raise GivenUpError
            self.committing = True

    def give_up(self) -> None:
        """Let it commit nothing any more, unless it is about to."""
        with self._step:
            self._given_up = True


class GivenUpError(Exception):
    """Nobody waits for this write any more, so it must not be committed."""


class Link:
    """One driver; after a silence it is left behind, with the calls that hang on it, and a new one is made."""

    def __init__(self, address: Address, bookmarks: Any) -> None:
        self._database, self._bookmarks = address.database, bookmarks
        self.left = False
        self._guard, self._writers = threading.Lock(), 0
        self.driver: Driver = GraphDatabase.driver(
            address.url,
            auth=address.auth,
            connection_timeout=CONNECTED,
            connection_acquisition_timeout=ACQUIRED,
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
            session.execute_write(lambda tx: tx.run(text).consume())

    def answers(self) -> bool:
        """Return whether the server answers at all, soon."""
        probe = Call[Any](lambda _: self.read(lambda tx: tx.run("RETURN 1").consume()))
        try:
            return probe.over.wait(ANSWER) and probe.outcome() is not None
        except (Neo4jError, DriverError, OSError):
            return False

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the driver open for a write, which has more patience than whoever leaves the link behind."""
        with self._guard:
            self._writers += 1
        try:
            yield
        finally:
            with self._guard:
                self._writers -= 1
                over = self.left and not self._writers
            if over:
                self._close(0.0)

    def leave(self, wait: float = 0.0) -> None:
        """Close the driver when nobody writes any more; wait no longer than that."""
        with self._guard:
            self.left = True
            over = not self._writers
        if over:
            self._close(wait)

    def _close(self, wait: float) -> None:
        # with a silent server it may take for ever
        Call[None](lambda _: self.driver.close()).over.wait(wait)
