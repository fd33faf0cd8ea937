"""A server that is killed, paused and cut off in mid-write and mid-read loses nothing that it acknowledged, and nobody hangs.

``GRAPHSVC_FAULTS`` is the number of rounds (5), ``GRAPHSVC_SEED`` repeats one's draws.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from cutting_proxy import COMMIT
from fault_client import SOON, Clients, ask
from fault_pairs import read_records, replaced

from graphsvc.errors import StoreAway
from graphsvc.stores.neo4j import Neo4jStore

ROUNDS = int(os.environ.get("GRAPHSVC_FAULTS", "5"))
SEED = int(os.environ.get("GRAPHSVC_SEED") or random.randrange(10**6))
BOUND = 45.0  # for anything, also a server that has just started
MID_WRITE, MID_READ = COMMIT, b"RETURN s.revision"


class Faults:
    """What may happen to a server; each lasts until all is in order again, and ``away`` says from when to when."""

    def __init__(self, server, proxy, draw: random.Random) -> None:
        self._server, self._proxy, self._draw = server, proxy, draw
        self.away: list[tuple[float, float]] = []

    def kill(self, moment: bytes) -> None:
        with self._struck(moment, self._server.kill):
            self._server.start()

    def pause(self, moment: bytes) -> None:
        with self._struck(moment, self._server.pause):
            time.sleep(self._draw.uniform(0.2, 6))
        self._server.resume()

    def cut(self, moment: bytes) -> None:
        with self._struck(moment, self._proxy.drop):
            pass

    def half_sent(self, moment: bytes) -> None:
        with self._struck(moment, lambda: self._proxy.cut_after(self._draw.randrange(1, 3_000))):
            pass

    def stall(self, moment: bytes) -> None:
        with self._struck(moment, self._proxy.stall):
            time.sleep(self._draw.uniform(0.2, 6))
        self._proxy.flow()

    def shut(self, moment: bytes) -> None:
        self._proxy.refusing = True
        with self._struck(moment, self._proxy.drop):
            time.sleep(self._draw.uniform(0.2, 6))
        self._proxy.refusing = False

    @contextmanager
    def _struck(self, moment: bytes, then: Callable[[], object]) -> Iterator[None]:
        when = self._draw.choice(["before", "during", "after"])
        sprung = self._proxy.trap(moment, then, nth=self._draw.randrange(1, 20), when=when)
        assert sprung.wait(60), "nobody came by"
        start = time.monotonic()
        yield
        self.away.append((start, time.monotonic()))


RENUMBER = """MATCH (s:Store) SET s.revision = s.revision + 1
WITH s MATCH (p:Partner|Probe) SET p.`attr:n` = $number
WITH DISTINCT 1 AS one MATCH (:Partner)-[t]->(:Partner) SET t.`attr:n` = $number"""
SHORT = "MATCH (x) WHERE id(x) IN $ids RETURN x.`attr:n`"
FIRST = [("kill", MID_WRITE), ("pause", MID_WRITE), ("kill", MID_READ), ("pause", MID_READ), ("cut", MID_WRITE)]
ALL = [
    (name, moment)
    for name in ("kill", "pause", "cut", "half_sent", "stall", "shut")
    for moment in (MID_WRITE, MID_READ)
]


def test_what_is_acknowledged_stays_and_nobody_hangs(server, proxy):
    print(f"GRAPHSVC_SEED={SEED} GRAPHSVC_FAULTS={ROUNDS}")
    draw = random.Random(SEED)
    faults = Faults(server, proxy, draw)
    with closing(Neo4jStore(proxy.url)) as one, closing(Neo4jStore(proxy.url)) as other:
        with Clients([one, other], SEED) as clients:
            clients.recover()
            for number in range(ROUNDS):
                name, moment = FIRST[number] if number < len(FIRST) else draw.choice(ALL)
                started = time.monotonic()
                getattr(faults, name)(moment)
                taken = time.monotonic() - started
                proxy.forget()
                print(
                    f"{number}: {name} at {moment!r} {taken:.1f} s, all well after {clients.recover():.1f} s",
                    flush=True,
                )
        with closing(Neo4jStore(server.bolt_url)) as fresh:
            clients.compare(fresh)
        clients.compare(one)
    waits = [min(until, back) - max(start, gone) for start, until, _ in clients.reads for gone, back in faults.away]
    slowest = max((until - start, outcome) for start, until, outcome in clients.reads)
    slowest_write = max(seconds for attempt in clients.attempts for seconds in attempt.tries)
    refused = sum(attempt.revision is None for attempt in clients.attempts)
    print(f"{len(clients.attempts)} writes ({refused} given up), the slowest try {slowest_write:.1f} s")
    print(f"{len(clients.reads)} reads ({len(clients.seen)} answered), the slowest {slowest}")
    print(f"{max(waits):.1f} s is the longest that one waited for a server that was away")
    assert max(waits) < SOON
    assert max(slowest[0], slowest_write) < BOUND


def test_no_read_is_torn_by_a_large_write(server):
    """Neo4j makes a commit visible piece by piece: long reads see its beginning, short ones lie within it.

    The records are changed where they lie, in turn with others, but not by ``apply``: that takes longer than its commit.
    """
    over, torn, reads, writes = threading.Event(), [], Counter(), 0
    pairs = dict.fromkeys((f"p{number}" for number in range(300)), 1)

    def read(what: str, numbers_of: Callable[[], set[str]]) -> None:
        while not over.is_set():
            try:
                numbers = numbers_of()
            except StoreAway:  # the writer left it no gap for 10 s
                continue
            except BaseException as error:
                torn.append((what, error))
                return
            reads[what] += 1
            if len(numbers) > 1:
                torn.append((what, numbers))

    with closing(Neo4jStore(server.bolt_url)) as store, closing(Neo4jStore(server.bolt_url)) as other:
        store.apply(replaced({}, pairs, "0"), actor="client", key="0")
        ids = ask(server, "UNWIND range(1, 20000) AS i CREATE (x:Probe {`attr:n`: '1'}) RETURN id(x)")
        ends = {"ids": [ids[0], ids[len(ids) // 2], ids[-1]]}
        works = {
            "records": lambda: set(read_records(other)[1].values()),
            "short": lambda: other._steady(lambda tx, _: {row[0] for row in tx.run(SHORT, ends)}),
        }
        readers = [threading.Thread(target=read, args=each, daemon=True) for each in works.items()]
        for reader in readers:
            reader.start()
        until = time.monotonic() + 10
        while time.monotonic() < until and not torn:
            writes += 1
            store._connection.write(lambda tx, number=str(writes): tx.run(RENUMBER, {"number": number}).consume())
            time.sleep(random.uniform(0, 0.3))  # or no long read would ever find a gap
        over.set()
        for reader in readers:
            reader.join(30)
        assert not any(reader.is_alive() for reader in readers)
    ask(server, "MATCH (x:Probe) DELETE x")
    print(f"{writes} writes, {dict(reads)} reads")
    assert not torn
    assert reads
