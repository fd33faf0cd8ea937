"""The second store: a real Neo4j that the region was copied to, against Cypher by hand and the bare driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import plain_neo4j
from ground import Ground
from measures_questions import ABOUT, columns, different
from neo4j import Driver, GraphDatabase
from neo4j_server import Neo4jServer
from plain import Row
from timing import Measure

from graphsvc.changes import added
from graphsvc.demo import Scale
from graphsvc.demo_region import START_AREA
from graphsvc.model import Answer, Network, Selection, Viewer
from graphsvc.stores.copying import copy
from graphsvc.stores.neo4j import Neo4jStore
from graphsvc.stores.neo4j_schema import CONSTRAINTS
from graphsvc.stores.sqlite import SqliteStore
from queries import changes, cooperations, hubs, referral, topic_gaps, unconnected

ASKING, READING, LOADING = 1.5, 1.3, 3.0  # the aims
HEAP: dict[Scale, str] = {"district": "512m", "state": "1g", "nation": "8g"}


class Neo4jGround:
    """A server, with the region in a store on it."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        cache = {"server.memory.pagecache.size": "512m"}
        self.server = Neo4jServer(folder / "neo4j", heap=HEAP[ground.scale], settings=cache)
        self.server.start()
        self.store = Neo4jStore(self.server.url)
        self.driver: Driver = GraphDatabase.driver(
            self.server.url.replace(f"neo4j:{self.server.password}@", ""),
            auth=("neo4j", self.server.password),
            notifications_min_severity="OFF",
        )
        back = SqliteStore(folder / "fresh-back.db", half=True)
        self.hashes = (copy(ground.store, self.store), copy(self.store, back))
        back.close()

    def close(self) -> None:
        """Stop the server."""
        self.store.close()
        self.driver.close()
        self.server.stop()


def on_neo4j(ground: Ground, there: Neo4jGround) -> Iterator[Measure]:
    """Yield the measures on Neo4j; loading comes last, as it empties the database."""
    yield from _asking(ground, there)
    yield _reading(ground, there)
    yield _loading(ground, there)


def _asking(ground: Ground, there: Neo4jGround) -> Iterator[Measure]:
    here, driver, today = START_AREA, there.driver, ground.today
    day = Selection(areas=frozenset({here}), on=today)
    past = Selection(areas=frozenset({here}), on=today, since=ground.history.since)
    place = ground.areas[here].name

    def question(
        name: str,
        selection: Selection,
        ask: Callable[[Network], Answer],
        baseline: Callable[[], list[Row]],
        key_columns: Callable[[Answer], list[Row]],
    ) -> Measure:
        def ours() -> Answer:
            _forget(there.store)
            return ask(there.store.network(selection, Viewer.STAFF))

        def check(mine: Answer, plain: list[Row]) -> None:
            got = key_columns(mine)
            assert got, f"{name}: an empty answer compares nothing"
            assert _close(got, plain), f"{name}: {different(got, plain)}"

        return Measure(
            name=f"neo4j: {name} of a district (Cypher by hand)",
            ours=ours,
            baseline=baseline,
            check=check,
            aim=ASKING,
        )

    yield question(
        "cooperations",
        day,
        cooperations.answer,
        lambda: [(partner, intensity) for partner, _, intensity in plain_neo4j.cooperations(driver, here, today)],
        lambda found: columns(found, "cooperations", "partner", "intensity"),
    )
    yield question(
        "unconnected",
        day,
        unconnected.answer,
        lambda: plain_neo4j.unconnected(driver, here, today),
        lambda found: columns(found, "unconnected", "partner", "status"),
    )
    yield question(
        "referral",
        day,
        lambda network: referral.answer(network, about=ABOUT, place=place),
        lambda: plain_neo4j.referral(driver, here, today, ABOUT, place),
        lambda found: columns(found, "referral", "partner", "distance_km"),
    )
    yield question(
        "topic_gaps",
        day,
        topic_gaps.answer,
        lambda: plain_neo4j.topic_gaps(driver, here, today),
        lambda found: sorted(columns(found, "topic_gaps", "topic", "status", "groups"), key=lambda row: row[0]),
    )
    yield question(
        "hubs",
        day,
        hubs.answer,
        lambda: plain_neo4j.hubs(driver, here, today),
        lambda found: [*columns(found, "hubs", "partner", "degree"), *found.tables["network"].rows],
    )
    assert past.since is not None
    since = past.since
    yield question(
        "changes",
        past,
        changes.answer,
        lambda: plain_neo4j.changes(driver, here, today, since),
        lambda found: sorted(columns(found, "changes", "change", "source", "target", "kind")),
    )


def _close(mine: list[Row], plain: list[Row]) -> bool:
    """Return whether rows are equal; Neo4j's earth is 0.1 % larger than ours."""

    def same(a: Any, b: Any) -> bool:
        return abs(a - b) <= 0.003 * max(abs(a), 1) if isinstance(a, float) and isinstance(b, float) else a == b

    pairs = zip(mine, plain, strict=False)
    return len(mine) == len(plain) and all(all(map(same, a, b)) for a, b in pairs)


def _reading(ground: Ground, there: Neo4jGround) -> Measure:
    def ours() -> Any:
        _forget(there.store)
        return there.store.network(ground.day, Viewer.STAFF).graph

    def check(mine: Any, plain: Any) -> None:
        assert dict(mine.nodes) == dict(plain.nodes)
        assert {(*key, repr(tie)) for *key, tie in mine.edges(keys=True, data="since")} == {
            (*key, repr(tie)) for *key, tie in plain.edges(keys=True, data="since")
        }
        assert all(plain.edges[edge] == tie for *edge, tie in mine.edges(keys=True, data=True))

    return Measure(
        name="neo4j: network() (bare driver + graph)",
        ours=ours,
        baseline=lambda: plain_neo4j.network(there.driver, ground.today),
        check=check,
        aim=READING,
    )


def _loading(ground: Ground, there: Neo4jGround) -> Measure:
    records = ground.store.records(Viewer.STAFF)
    partners, ties = list(records.partners.values()), list(records.ties.values())
    changes = added(*partners, *ties)

    def empty() -> None:
        there.store.close()
        with there.driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()

    def ours() -> tuple[int, int]:
        store = Neo4jStore(there.server.url)
        store.apply(changes, actor="bench", key="load")
        store.close()
        return _counted(there.driver)

    def baseline() -> tuple[int, int]:
        empty()
        for constraint in CONSTRAINTS:
            there.driver.execute_query(constraint)
        plain_neo4j.load(there.driver, partners, ties)
        return _counted(there.driver)

    def check(mine: tuple[int, int], plain: tuple[int, int]) -> None:
        assert mine == plain == (len(partners), len(ties))

    return Measure(
        name="neo4j: load partners and ties, with journal (bare UNWIND)",
        ours=ours,
        baseline=baseline,
        check=check,
        aim=LOADING,
        before=empty,
    )


def _counted(driver: Driver) -> tuple[int, int]:
    # two queries in one: a COUNT {} beside count(p) would be taken anew for every partner
    query = """CALL () { MATCH (p:Partner) RETURN count(p) AS partners }
CALL () { MATCH (:Partner)-[t]->(:Partner) RETURN count(t) AS ties }
RETURN partners, ties"""
    record = driver.execute_query(query).records[0]
    return record[0], record[1]


def _forget(store: Neo4jStore) -> None:
    """Let the next read find nothing kept, on connections that stand."""
    store._networks.clear()
