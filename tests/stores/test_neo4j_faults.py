"""Whatever is wrong with a Neo4j server: reads fail in time, writes are whole or not there, and all mends itself."""

from __future__ import annotations

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count

import pytest
from fault_client import SOON, ask, eventually, trap_own_commit, tried
from fault_pairs import read_network, read_records, replaced
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graphsvc.areas import Area, Areas
from graphsvc.language import Text
from graphsvc.model import Selection, Viewer
from graphsvc.stores import neo4j_connection, neo4j_schema
from graphsvc.stores import neo4j_faults as faults
from graphsvc.stores.neo4j import Neo4jStore

STAFF = Viewer.STAFF
READ_ONLY = {"server.databases.default_to_read_only": "true"}
CALLS = {
    "network": lambda store: store.network(Selection(), STAFF),
    "partner": lambda store: store.partner("p-a", STAFF),
    "find": lambda store: store.find("", Selection(), STAFF),
    "records": lambda store: store.records(STAFF),
    "journal": lambda store: list(store.journal(STAFF)),
    "undo": lambda store: store.undo(1),
    "revision": lambda store: store.revision(),
    "topics": lambda store: store.topics(),
    "areas": lambda store: store.areas(),
    "remembered": lambda store: store.remembered("key"),
    "check": lambda store: store.check(),
}


def put(store, pairs, number):
    """Give pairs another number."""
    _, present = read_records(store)
    return store.apply(replaced(present, present | dict.fromkeys(pairs, number), "x"), actor="x", key=f"{number}")


def fill(work):
    """Write until the store refuses; return the last that was acknowledged, and what it says then."""
    for number in count(2):
        said = tried(lambda number=number: work(number))
        if isinstance(said, Text):
            return number - 1, said
    raise AssertionError("unreachable")


def refused(store, text=faults.SILENT, calls=tuple(CALLS)):
    """Every one of these calls fails, soon, with this sentence."""
    assert {name: tried(lambda name=name: CALLS[name](store), SOON) for name in calls} == dict.fromkeys(calls, text)


def new(store, pair):
    return store.apply(replaced({}, {pair: 9}, "x"), actor="x", key=pair)


@contextmanager
def flowing_again(proxy):
    """Let go of what hangs, after the block, however it ends."""
    try:
        yield
    finally:
        proxy.forget()
        proxy.drop()


def test_away_at_first_and_there_later(server):
    server.stop()
    try:
        with closing(Neo4jStore(server.bolt_url)) as store:
            refused(store)
            assert tried(lambda: new(store, "p"), SOON) == faults.SILENT
            server.start()
            eventually(store.revision)
            assert put(store, ["p"], 2).id == 1
    finally:
        server.restart({})


def test_who_wrote_and_read_before_finds_it_again(server):
    with closing(Neo4jStore(server.bolt_url)) as store:
        put(store, ["p"], 1)
        server.stop()
        try:
            refused(store)
        finally:
            server.start()
        eventually(store.revision)
        assert read_network(store) == (1, {"p": 1})


def test_a_wrong_password(server):
    with closing(Neo4jStore(server.bolt_url.replace(server.password, "geheimes-wort"))) as store:
        said = tried(store.revision, SOON)
    assert "Passwort" in said.into("de")
    assert "geheimes" not in said.into("de")
    with closing(Neo4jStore(server.bolt_url)) as store:
        eventually(store.revision)  # the server itself makes everybody wait after too many wrong ones


def test_an_older_server(server, proxy):
    proxy.swap(b"Neo4j/5.26.30", b"Neo4j/5.12.30")
    with closing(Neo4jStore(proxy.url)) as store:
        said = tried(store.revision, SOON).into("de")
        assert "5.12.30" in said
        assert "5.26" in said
        proxy.forget()
        proxy.drop()
        assert eventually(store.revision) == 0


def test_read_only_it_can_be_read(server):
    with closing(Neo4jStore(server.bolt_url)) as store:
        put(store, ["p"], 1)
        server.restart(READ_ONLY)
        try:
            eventually(store.revision)
            for each in (store, Neo4jStore(server.bolt_url)):
                assert read_network(each) == (1, {"p": 1})
                refused(each, faults.READ_ONLY, ["check"])
                assert tried(lambda each=each: put(each, ["p"], 2)) == faults.READ_ONLY
                assert read_records(each) == (1, {"p": 1})
            each.close()
        finally:
            server.restart({})
        eventually(store.check)
        assert put(store, ["p"], 2).id == 2


def test_read_only_it_can_be_read_though_a_writer_was_cut_off(server, proxy):
    with closing(Neo4jStore(proxy.url)) as store:
        put(store, ["p"], 1)
        trap_own_commit(proxy, server.kill)
        try:
            assert tried(lambda: put(store, ["p"], 2)) == faults.UNCERTAIN
            server.restart(READ_ONLY)
            with closing(Neo4jStore(server.bolt_url)) as other:
                assert eventually(lambda: read_records(other), 15) == (1, {"p": 1})
        finally:
            server.restart({})
        assert eventually(lambda: put(store, ["p"], 3)).id == 2


def test_a_full_disk(server):
    with closing(Neo4jStore(server.bolt_url)) as store:
        put(store, ["p"], 1)
        log = max((server.home / "data" / "transactions" / "neo4j").glob("neostore.transaction.db.*"))
        full = log.stat().st_size + 2_000  # no file of the server's gets larger than this
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
        try:
            many = [f"q{n}" for n in range(100)]
            written, said = fill(lambda number: put(store, many, number))
            assert "Platte" in said.into("de")
            read = tried(lambda: read_records(store)[0], SOON)
            assert read == written or "Platte" in read.into("de")
        finally:
            server.kill()
            server.start()
        eventually(store.check)
        assert read_records(store)[0] == written
        assert put(store, ["p"], 1_000).id == written + 1


@pytest.mark.parametrize("used", [False, True], ids=["new", "used"])
def test_a_slow_way(proxy, used):
    with closing(Neo4jStore(proxy.url)) as store:
        if used:
            put(store, ["p"], 1)
        proxy.delay = 3
        refused(store)
        proxy.forget()
        proxy.drop()
        eventually(store.check)


@pytest.mark.parametrize("used", [False, True], ids=["new", "used"])
def test_a_silent_way(proxy, used):
    with closing(Neo4jStore(proxy.url)) as store:
        if used:
            put(store, ["p"], 1)
        proxy.stall()
        with flowing_again(proxy):
            refused(store)
            assert tried(lambda: new(store, "q"), 20) == faults.SILENT
        eventually(store.check)
        assert "q" not in eventually(lambda: read_records(store))[1]


@pytest.mark.parametrize("step", [b"RETURN s.schema", b"CREATE CONSTRAINT", b"awaitIndexes", b"MERGE (s:Store"])
def test_a_silence_in_mid_greeting(proxy, step):
    with closing(Neo4jStore(proxy.url)) as store:
        proxy.trap(step, proxy.stall)
        with flowing_again(proxy):
            refused(store, calls=["network", "check"])
        eventually(store.check)
        assert put(store, ["p"], 1).id == 1


def test_a_silence_in_mid_write_writes_nothing_later(server, proxy):
    with closing(Neo4jStore(proxy.url)) as store, closing(Neo4jStore(server.bolt_url)) as other:
        put(store, ["p"], 1)
        proxy.trap(b":MADE]->(c:Change)", proxy.stall)
        assert tried(lambda: new(store, "q"), 20) == faults.SILENT
        proxy.flow()
        assert put(other, ["p"], 2).id == 2
        assert eventually(lambda: read_records(store)) == (2, {"p": 2})


def test_who_waited_too_long_for_his_turn_writes_nothing_later(server, monkeypatch):
    monkeypatch.setattr(neo4j_connection, "WRITE_PATIENCE", 2.0)
    auth = ("neo4j", server.password)
    with (
        closing(Neo4jStore(server.bolt_url)) as store,
        GraphDatabase.driver(f"bolt://127.0.0.1:{server.port}", auth=auth) as driver,
    ):
        put(store, ["p"], 1)
        with driver.session() as session, session.begin_transaction() as somebody:
            somebody.run("MATCH (s:Store) SET s.turn = 'mine'").consume()
            assert tried(lambda: new(store, "q"), 20) == faults.BUSY
            assert tried(lambda: read_records(store), SOON) == (1, {"p": 1})
        assert put(store, ["p"], 2).id == 2  # it comes after whoever still stood in the queue
        assert read_records(store) == (2, {"p": 2})
        assert new(store, "q").id == 3


@pytest.mark.parametrize("size", [1, 30, 300, 3_000, 30_000])
def test_half_an_answer(proxy, size):
    pairs = dict.fromkeys((f"p{number}" for number in range(100)), 1)
    with closing(Neo4jStore(proxy.url)) as store:
        put(store, pairs, 1)
        for read in (read_records, read_network):
            proxy.cut_after(size)
            assert tried(lambda read=read: read(store), SOON) in ((1, pairs), faults.SILENT)
            proxy.forget()
            assert eventually(lambda read=read: read(store)) == (1, pairs)


def test_the_server_itself_keeps_a_read_from_writing(server):
    with closing(Neo4jStore(server.bolt_url)) as store:
        store.revision()
        with pytest.raises(Neo4jError, match=r"(?i)read access mode|writing in read"):
            store._connection.read(lambda tx: tx.run("CREATE (:X)").consume())
    assert ask(server, "MATCH (x:X) RETURN count(x)") == [0]


RULES = "SHOW {} YIELD name, type WHERE type <> 'LOOKUP' RETURN name ORDER BY name"
BESIDE = """SHOW TRANSACTIONS YIELD currentQuery AS query WHERE query STARTS WITH 'MERGE (s:Store' RETURN query"""


def rules(server):
    """The names of all constraints and indexes."""
    return ask(server, RULES.format("CONSTRAINTS")), ask(server, RULES.format("INDEXES"))


def test_several_that_set_it_up_at_once(server):
    """Who is first does not end before the three others have found nothing either and stand in the queue behind it."""
    with closing(Neo4jStore(server.bolt_url)) as store:
        store.revision()
    alone = rules(server)
    ask(server, "MATCH (n) DETACH DELETE n")
    for kind, names in zip(("CONSTRAINT", "INDEX"), alone, strict=True):
        for name in names:
            ask(server, f"DROP {kind} {name} IF EXISTS")
    made = []

    def shipped():
        made.append(time.monotonic())
        while len(ask(server, BESIDE)) < 3:
            assert time.monotonic() < made[0] + 20, "nobody else sets it up"
        return Areas([Area(ags="08", name="Land")])

    stores = [Neo4jStore(server.bolt_url, shipped=shipped) for _ in range(4)]

    def write(number):
        return new(stores[number], f"p{number}").id

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(write, range(4))) == [1, 2, 3, 4]
    for store in stores:
        assert read_records(store) == (4, {f"p{number}": 9 for number in range(4)})
        store.close()
    assert len(made) == 1
    assert ask(server, "MATCH (n:Store|Turn|Area) RETURN labels(n)[0] AS label ORDER BY label") == [
        "Area",
        "Store",
        "Turn",
    ]
    assert rules(server) == alone


@pytest.mark.parametrize("step", [b"RETURN count(n) > 0", b"CREATE CONSTRAINT", b"MERGE (s:Store"])
def test_who_comes_late_to_set_it_up_takes_nothing_away(server, proxy, step):
    with closing(Neo4jStore(proxy.url)) as late, closing(Neo4jStore(server.bolt_url)) as first:
        sprung = proxy.trap(step, lambda: new(first, "p"))
        assert new(late, "q").id == 2
        assert sprung.is_set()
        assert read_records(first) == read_records(late) == (2, {"p": 9, "q": 9})


def test_somebody_elses_graph_is_left_alone(server):
    ask(server, "CREATE (:Film {title: 'M'})-[:WITH]->(:Actor {name: 'Lorre'})")
    with closing(Neo4jStore(server.bolt_url)) as store:
        refused(store, faults.FOREIGN, ["network", "check"])
        assert tried(lambda: new(store, "p")) == faults.FOREIGN
    assert sorted(ask(server, "MATCH (n) RETURN labels(n)[0]")) == ["Actor", "Film"]


def test_what_a_newer_program_wrote_is_left_alone(server):
    with closing(Neo4jStore(server.bolt_url)) as store:
        store.revision()
    ask(server, "MATCH (s:Store) SET s.schema = $newer", newer=neo4j_schema.VERSION + 1)
    with closing(Neo4jStore(server.bolt_url)) as store:
        refused(store, faults.NEWER, ["network", "check"])
        assert tried(lambda: new(store, "p")) == faults.NEWER
    assert ask(server, "MATCH (s:Store) RETURN s.revision") == [0]
