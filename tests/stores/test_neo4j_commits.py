"""Where a connection breaks at a commit: acknowledged is there, refused is not, and nothing is there twice."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest
from cutting_proxy import COMMIT, CuttingProxy
from fault_client import SOON, ask, eventually, trap_own_commit, tried
from fault_pairs import read_records, replaced

from graphsvc.stores import neo4j_connection
from graphsvc.stores.neo4j import Neo4jStore
from graphsvc.stores.neo4j_faults import SILENT, UNCERTAIN

OWN = 2  # a write's own COMMIT is the second: the first is of what it says beside it, the third as well
ENTERS, DONE = b"t.entered + 1", b"{key: $key}) RETURN"


@pytest.fixture
def store(proxy):
    with closing(Neo4jStore(proxy.url)) as store:
        store.revision()
        yield store


def put(store, **more):
    return store.apply(replaced({}, {"p": 1}, "x"), actor="x", key="key", **more).id


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_cut_at_any_of_its_commits_it_is_written_once_or_refused(server, proxy, store, nth, when):
    sprung = proxy.trap(COMMIT, nth=nth, when=when)
    said = tried(lambda: put(store))
    acknowledged = said == 1
    assert sprung.wait(5)
    assert acknowledged or (nth < OWN and said != UNCERTAIN)
    assert eventually(lambda: read_records(store)) == ((1, {"p": 1}) if acknowledged else (0, {}))
    assert eventually(lambda: put(store)) == 1
    assert ask(server, "MATCH (r:Revision) RETURN r.id") == [1]


@pytest.mark.parametrize("step", [DONE, ENTERS, COMMIT])
def test_cut_again_when_it_looks_whether_it_is_there(proxy, store, step):
    """The second attempt had its turn, but that alone doesn't tell it what became of the first."""

    def away():
        proxy.refusing = True
        proxy.drop()
        threading.Timer(3, proxy.forget).start()

    def cut():
        proxy.drop()
        proxy.trap(step, away, nth=4 if step == COMMIT else 1)  # three are of the greeting and of what it says beside

    trap_own_commit(proxy, cut, "after")
    said = tried(lambda: put(store))
    there = eventually(lambda: read_records(store))[0]
    assert (said, there) in ((1, 1), (UNCERTAIN, 1))


def test_where_nobody_answers_any_more_it_says_so_and_the_same_again_finds_it(server, proxy, store):
    def away():
        proxy.refusing = True
        proxy.drop()

    trap_own_commit(proxy, away, "after")
    assert tried(lambda: put(store), 25) == UNCERTAIN
    proxy.refusing = False
    assert eventually(lambda: put(store)) == 1
    assert ask(server, "MATCH (r:Revision) RETURN r.id") == [1]


def test_a_write_that_took_long_is_tried_again_all_the_same(proxy, store, monkeypatch):
    monkeypatch.setattr(neo4j_connection, "WRITE_PATIENCE", 3.0)
    trap_own_commit(proxy, when="after")
    assert put(store, progress=lambda done, total: time.sleep(2.5)) == 1


def test_a_reader_who_gives_up_takes_no_writer_with_him(server, proxy, store):
    """A writer waits longer for a silent server than a reader does, though both may use the same connections."""

    def read_and_resume():
        refusals.append(tried(lambda: read_records(store)))
        server.resume()

    refusals = []
    reader = threading.Timer(0.5, read_and_resume)
    proxy.trap(COMMIT, server.pause)
    reader.start()
    try:
        assert put(store) == 1
    finally:
        reader.join()
    assert refusals == [SILENT]


def test_a_reader_who_clears_up_after_a_writer_waits_no_longer_than_others(server, proxy, store):
    """Where a writer was cut off in mid-commit, readers take a turn to learn that he has ended."""

    def away():
        proxy.refusing = True
        proxy.drop()

    trap_own_commit(proxy, away)
    assert tried(lambda: put(store)) == UNCERTAIN
    with CuttingProxy(server.bolt_url) as way, closing(Neo4jStore(way.url)) as other:
        paused = way.trap(b"randomUUID", server.pause)
        try:
            # It looks for a while whether the writer goes on.
            assert tried(lambda: read_records(other), SOON + 2) == SILENT
        finally:
            server.resume()
        assert paused.wait(5)
        assert eventually(lambda: read_records(other)) == (0, {})


def test_what_half_a_commit_breaks_is_read_again(store):
    """Neo4j shows a commit piece by piece: a reader may meet a partner that has no kind yet."""
    tries = 0

    def torn(tx, state):
        nonlocal tries
        tries += 1
        if tries == 1:
            put(store)
            raise KeyError(None)
        return state.revision

    assert store._steady(torn) == 1
    assert tries == 2

    def wrong(tx, state):
        raise KeyError("nobody wrote")

    with pytest.raises(KeyError, match="nobody wrote"):
        store._steady(wrong)


def test_after_a_writer_was_cut_off_a_read_is_answered_soon(server, proxy, store):
    trap_own_commit(proxy)
    assert put(store) == 1  # it was cut off once
    trap_own_commit(proxy, lambda: (setattr(proxy, "refusing", True), proxy.drop()))
    over = threading.Thread(target=lambda: tried(lambda: store.apply(replaced({}, {"q": 1}, "x"), actor="x", key="q")))
    over.start()
    with closing(Neo4jStore(server.bolt_url)) as other:
        other.revision()
        while not proxy.refusing:
            time.sleep(0.01)
        time.sleep(0.5)  # by then the server knows that nobody is there any more
        assert tried(lambda: read_records(other), SOON) == (1, {"p": 1})
    over.join()


def test_a_writer_who_says_late_that_he_is_done_speaks_for_himself_alone(server, proxy, store):
    over = threading.Event()
    put(store)
    proxy.trap(b"t.left = ", over.wait)  # the first writer's last word is on its way for long
    first = threading.Thread(target=lambda: store.apply(replaced({}, {"q": 1}, "x"), actor="x", key="first"))
    seen = []

    def meanwhile():
        over.set()
        first.join(10)
        seen.extend(ask(server, "MATCH (t:Turn) RETURN t.entered > t.left"))

    with CuttingProxy(server.bolt_url) as way, closing(Neo4jStore(way.url)) as other:
        other.revision()
        first.start()
        while not ask(server, "MATCH (q:Partner {id: 'q-a'}) RETURN 1"):
            time.sleep(0.05)
        trap_own_commit(way, meanwhile)
        second = other.apply(replaced({}, {"r": 1}, "x"), actor="x", key="second")
    assert second.id == 3
    assert seen == [True]  # readers still learn that the second is at it
    assert ask(server, "MATCH (t:Turn) RETURN t.entered > t.left") == [False]


def test_one_who_ended_before_does_not_come_to_be_at_it_again(server, proxy, store):
    over = threading.Event()
    put(store)
    proxy.trap(b"t.left = ", over.wait)
    first = threading.Thread(target=lambda: store.apply(replaced({}, {"q": 1}, "x"), actor="x", key="first"))
    with closing(Neo4jStore(server.bolt_url)) as other:
        first.start()
        while not ask(server, "MATCH (q:Partner {id: 'q-a'}) RETURN 1"):
            time.sleep(0.05)
        assert other.apply(replaced({}, {"r": 1}, "x"), actor="x", key="second").id == 3
    over.set()
    first.join(10)
    assert ask(server, "MATCH (t:Turn) RETURN t.entered > t.left") == [False]
