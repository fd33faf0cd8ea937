"""Both stores side by side: what is done to the one is done to the other, and what they say is put into the same plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from store_places import Neo4jPlace, SqlitePlace

from graphsvc.changes import ChangeSet
from graphsvc.errors import Conflict, DrehscheibeError
from graphsvc.language import Text
from graphsvc.model import Network, Viewer
from graphsvc.store import Store


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Go on by days, hours, minutes."""
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Both:
    """The two stores with one clock."""

    sqlite: Store
    neo4j: Store
    clock: Clock

    def say(self, work: Callable[[Store], Any]) -> tuple[Any, Any]:
        """Return what each says to the same, in plain words, to be compared."""
        return said(self.sqlite, work), said(self.neo4j, work)

    def apply(self, changes: ChangeSet, key: str, **more: Any) -> Any:
        """Write in both; returns what both said."""
        return self.agree(lambda store: store.apply(changes, actor="a1", key=key, **more))

    def write(self, changes: ChangeSet, key: str, **more: Any) -> None:
        """Write in both, where neither may refuse it."""
        if (found := self.apply(changes, key, **more))[0] != "Revision":
            raise AssertionError(found)

    def agree(self, work: Callable[[Store], Any]) -> Any:
        """Do the same in both, and return what both said; where that differs it is a failure."""
        one, other = self.say(work)
        if one != other:
            raise AssertionError(f"SQLite and Neo4j differ:\n{one}\n{other}")
        return one


@contextmanager
def opened(folder: Path, neo4j_url: str, now: datetime) -> Iterator[Both]:
    """Give both stores, empty."""
    clock = Clock(now)
    places = SqlitePlace(folder), Neo4jPlace(neo4j_url)
    try:
        yield Both(places[0].open(clock), places[1].open(clock), clock)
    finally:
        for place in places:
            place.close()


def said(store: Store, work: Callable[[Store], Any]) -> Any:
    """Return what comes out, or what is refused and how."""
    try:
        return plain(work(store))
    except DrehscheibeError as error:
        more = (plain(error.theirs), error.revisions) if isinstance(error, Conflict) else ()
        return type(error).__name__, error.pointer, error.text.into("de"), *more


def plain(value: Any) -> Any:
    """Return a value as lists, texts and numbers that are equal only where type, value and order are."""
    if isinstance(value, Network):
        return _network(value)
    if isinstance(value, Text):
        return value.into("de")
    if is_dataclass(value):
        return [type(value).__name__, *((f.name, plain(getattr(value, f.name))) for f in fields(value))]
    if isinstance(value, Mapping):
        return [(plain(name), plain(each)) for name, each in value.items()]
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, bool | float | datetime):  # 1, 1.0 and True are not the same
        return repr(value.astimezone(UTC) if isinstance(value, datetime) else value)
    if isinstance(value, Iterator):
        return [plain(each) for each in value]
    return value


def _network(network: Network) -> list[Any]:
    graph = network.graph
    return [
        ("nodes", plain(dict(graph.nodes.items()))),
        ("ties", [plain(edge) for edge in graph.edges(keys=True, data=True)]),
        ("arriving", [plain(edge) for edge in graph.in_edges(keys=True)]),
        ("inquiries", plain(network.inquiries)),
        ("requests", plain(network.requests)),
        ("outside", network.outside),
        ("areas", plain(network.areas)),
        ("areas' figures", [network.areas.version, plain(network.areas.stand), network.areas.source]),
        ("outlines", plain(network.areas.outlines)),
        ("topics", plain(network.topics)),
        ("seen", [network.day, network.selection.since, network.revision, network.viewer.name]),
    ]


def everything(store: Store) -> list[Any]:
    """Return all that a store holds, as far as anybody is told of it."""
    return [
        *(plain(store.records(viewer)) for viewer in Viewer),
        *(plain(store.journal(viewer)) for viewer in Viewer),
        *(plain(store.undo(revision)) for revision in range(1, store.revision() + 1)),
        plain(store.topics()),
    ]
