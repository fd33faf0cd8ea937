"""What crosses the wire grows with what is selected, not with what is in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from counting_proxy import CountingProxy
from store_places import Neo4jPlace

from graphsvc import demo
from graphsvc.changes import Record, added
from graphsvc.data import shipped_areas
from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie, Viewer
from graphsvc.store import Store
from graphsvc.stores.neo4j import Neo4jStore

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
DAY = date(2024, 6, 1)
DISTRICT = Selection(areas=frozenset({"08117"}))

READS: dict[str, Callable[[Store], Any]] = {
    "district": lambda store: store.network(DISTRICT, Viewer.STAFF),
    "district for the public": lambda store: store.network(DISTRICT, Viewer.PUBLIC),
    "page of a district": lambda store: store.find("", DISTRICT, Viewer.STAFF, limit=10),
    "page": lambda store: store.find("", Selection(), Viewer.STAFF, limit=10),
    "page of a word": lambda store: store.find("beispiel", Selection(), Viewer.STAFF, limit=10),
    "everything": lambda store: store.network(Selection(), Viewer.STAFF),
}


@dataclass(frozen=True)
class Sizes:
    """The bytes that each read took, with the district alone in the database, and with the state around it."""

    alone: dict[str, int]
    around: dict[str, int]

    def ratio(self, name: str) -> float:
        return self.around[name] / self.alone[name]


def _split(records: list[Record]) -> tuple[list[Record], list[Record]]:
    """Part a state's records into those that the district's network is made of, and the rest."""
    inside = {
        r.id for r in records if isinstance(r, Partner) and any(a.startswith("08117") for a in (r.area, *r.serves))
    }

    def of_district(record: Record) -> bool:
        match record:
            case Partner() | Contact():
                return record.id in inside
            case Tie():
                return {record.source, record.target} <= inside
            case Inquiry():
                return record.partner in inside
            case Request():
                return record.area.startswith("08117")
        return True

    return [r for r in records if of_district(r)], [r for r in records if not of_district(r)]


@pytest.fixture(scope="module")
def sizes(neo4j_url) -> Sizes:
    place = Neo4jPlace(neo4j_url)
    district, rest = _split(demo.records("state", DAY))
    with CountingProxy(neo4j_url) as proxy:
        store = place.open(lambda: NOW)
        store.load_areas(shipped_areas())
        store.apply(added(*district), actor="demo", key="district")
        alone, before = _measured(proxy), _content(store)
        store.apply(added(*rest), actor="demo", key="rest")
        around, after = _measured(proxy), _content(store)
    place.close()
    assert before == after
    return Sizes(alone, around)


def _measured(proxy: CountingProxy) -> dict[str, int]:
    # The least of three: the first may have to wait for a plan, and whoever waits asks now and then whether the server lives.
    return {name: min(_taken(proxy, read) for _ in range(3)) for name, read in READS.items()}


def _taken(proxy: CountingProxy, read: Callable[[Store], Any]) -> int:
    store = Neo4jStore(proxy.url, now=lambda: NOW)
    store.topics()
    store.areas()
    proxy.taken()
    read(store)
    taken = proxy.taken()
    store.close()
    return taken


def _content(store: Store) -> Any:
    network = store.network(DISTRICT, Viewer.STAFF)
    plain = [sorted(map(repr, each)) for each in (network.graph.nodes, network.graph.edges(keys=True))]
    return plain, network.inquiries, network.requests


@pytest.mark.parametrize("name", ["district", "district for the public", "page of a district"])
def test_the_same_selection_takes_the_same(sizes, name):
    assert sizes.alone[name] > 2_000
    assert sizes.ratio(name) <= 1.1


@pytest.mark.parametrize("name", ["page", "page of a word"])
def test_a_page_stays_a_page(sizes, name):
    """Other partners may stand on it, but no more of them."""
    assert sizes.ratio(name) <= 1.5


def test_everything_grows(sizes):
    assert sizes.ratio("everything") > 10
