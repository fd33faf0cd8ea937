"""Where a store's contract is tried: a place that is empty at first, in which any number of stores can be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from neo4j import GraphDatabase

from graphsvc.store import Store
from graphsvc.stores.neo4j import Neo4jStore
from graphsvc.stores.neo4j_link import Address
from graphsvc.stores.sqlite import SqliteStore

KINDS = ("sqlite", "neo4j")


class Place:
    """One place; what is opened in it is closed with it."""

    def __init__(self) -> None:
        self._opened: list[Store] = []

    def open(self, now: Callable[[], datetime]) -> Store:
        """Open one more store here."""
        store = self._new(now)
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Close what was opened."""
        for store in self._opened:
            store.close()
        self._opened.clear()

    def _new(self, now: Callable[[], datetime]) -> Store:
        raise NotImplementedError

    def wipe(self) -> None:
        """Make it empty again."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Its address, as GRAPHSVC_STORE names it."""
        raise NotImplementedError

    def holds(self, text: str) -> bool:
        """Return whether anything that can be read here holds a text."""
        raise NotImplementedError


class SqlitePlace(Place):
    """A file in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._number = folder, 0

    @property
    def _path(self) -> Path:
        return self._folder / f"store-{self._number}.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self._path}"

    def _new(self, now: Callable[[], datetime]) -> Store:
        return SqliteStore(self._path, now=now)

    def wipe(self) -> None:
        self.close()
        self._number += 1

    def holds(self, text: str) -> bool:
        """Look at the bytes of every file."""
        return any(text.encode() in file.read_bytes() for file in self._folder.glob(f"{self._path.name}*"))


class Neo4jPlace(Place):
    """A database on the test's server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        address = Address.of(url)
        self.driver = GraphDatabase.driver(address.url, auth=address.auth, notifications_min_severity="OFF")
        self.wipe()

    @property
    def url(self) -> str:
        return self._url

    def _new(self, now: Callable[[], datetime]) -> Store:
        return Neo4jStore(self._url, now=now)

    def wipe(self) -> None:
        super().close()
        self.driver.execute_query("MATCH (n) DETACH DELETE n")

    def close(self) -> None:
        """Close what was opened, and our own way to the server."""
        super().close()
        self.driver.close()

    def holds(self, text: str) -> bool:
        """Look at every property of every node and relationship."""
        nodes = self.driver.execute_query("MATCH (n) RETURN collect(properties(n))").records[0][0]
        ties = self.driver.execute_query("MATCH ()-[r]->() RETURN collect(properties(r))").records[0][0]
        return text in repr(nodes) or text in repr(ties)
