"""Reads and writes on a Neo4j server on which nothing hangs: a call is watched, and given up when the server is silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from neo4j import GraphDatabase
from neo4j.exceptions import ClientError, DatabaseError, DriverError, Neo4jError, TransientError

from graphsvc.errors import DrehscheibeError, StoreAway
from graphsvc.language import Text
from graphsvc.stores.neo4j_faults import BROKEN_UNCERTAIN, BUSY, SILENT, UNCERTAIN, away, is_broken
from graphsvc.stores.neo4j_link import ANSWER, Address, Call, Link, Tx
from graphsvc.stores.neo4j_schema import ENTER, LEAVE, TAKE_TURN

T = TypeVar("T")

GLANCE = 0.5  # seconds until we ask whether the server is still there; with the answer under the 2 s that a read has
READ_LIMIT = 60.0
WRITE_PATIENCE = 10.0  # a server that restarts within these seconds is waited for
PATIENCE_EACH = 0.0002  # seconds more for each record of a large write: its commit silences the whole server
PAUSE = 1.0  # seconds in which nobody knocks again at a door that just stayed shut


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
        end = 0.0  # until when we try to learn what became of a commit
        while True:
            try:
                return self._written(work, WRITE_PATIENCE + size * PATIENCE_EACH)
            except _BrokenError as broken:
                if broken.committing:
                    end = end or time.monotonic() + WRITE_PATIENCE
                fault = broken.fault
            except StoreAway as error:
                fault = error
            if not end:
                raise fault
            if is_broken(fault):
                raise StoreAway(Text(BROKEN_UNCERTAIN.one, values=fault.text.values)) from fault
            if time.monotonic() > end:
                raise StoreAway(UNCERTAIN) from fault
            time.sleep(0.2)

    def take_turn(self) -> None:
        """Wait until nobody writes, with no more patience for a silent server than a read has."""
        try:
            self._written(lambda tx: None, GLANCE)
        except _BrokenError as broken:
            raise broken.fault from broken

    def _written(self, work: Callable[[Tx], T], patience: float) -> T:
        link = self._link()
        call = Call[T](lambda call: _in_turn(link, work, call))
        with link.kept():
            try:
                return self._watched(link, call, patience)
            except StoreAway as fault:
                call.give_up()
                raise _BrokenError(fault, call) from fault
            except BaseException:  # also a Ctrl-C: nobody waits any more
                call.give_up()
                raise

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
        except DrehscheibeError:
            raise
        except Exception as error:
            # a driver that somebody closes while it is used may raise anything
            fault = away(error) or (StoreAway(SILENT) if link.left else None)
            if fault is None:
                raise
            # an error that the server answers says that it is there: reads may go on where a write is refused
            raise (fault if isinstance(error, Neo4jError) else self._lost(link, fault)) from error

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
    except (DriverError, DatabaseError):
        entered = 0  # the server may still be at it: whoever has the next turn says that it is over
        raise
    finally:
        if entered:
            with suppress(
                Neo4jError, DriverError, OSError
            ):  # what was written is written; the next turn ends this one, too
                link.write(lambda tx: tx.run(LEAVE, {"entered": entered}).consume())


class _BrokenError(Exception):
    """A write that did not come to its end; where it was ``committing`` it may be there all the same."""

    def __init__(self, fault: StoreAway, call: Call[Any]) -> None:
        super().__init__(str(fault))
        self.fault, self.committing = fault, call.committing
