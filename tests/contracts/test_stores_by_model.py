"""SQLite, Neo4j and a plain model in memory do the same work, step by step, and never differ.

``GRAPHSVC_STEPS=100000 GRAPHSVC_SEED=7 .venv/bin/python -m pytest tests/contracts/test_stores_by_model.py`` runs it long,
on other work than CI's, which is always the same.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from drawn_work import BACK, EDIT, FREE, PARTNERS, RECORDS, REDACTED, SELECTIONS, TIES, TOUCHED, pick
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from model_store import ModelStore
from store_places import Neo4jPlace, SqlitePlace
from two_stores import Clock, plain, said

from graphsvc.changes import Change, ChangeSet, Record, change, id_of, subject_of
from graphsvc.model import Partner, Selection, Tie, Viewer
from graphsvc.stores import neo4j_connection, neo4j_link

STEPS = int(os.environ.get("GRAPHSVC_STEPS", "2000"))
SEED = os.environ.get("GRAPHSVC_SEED")
A_RUN = 50  # steps from one empty store
FULLY = 40  # after so many steps all is compared; after each what shows most


class Work(RuleBasedStateMachine):
    """What people do, done three times; an id from a small space meets itself again soon."""

    places: tuple[SqlitePlace, Neo4jPlace]
    steps = 0
    refused: Counter[str]
    held: list[tuple[int, int]]

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(datetime(2024, 6, 1, 21, tzinfo=UTC))
        for place in self.places:
            place.wipe()
        self.stores = [place.open(self.clock) for place in self.places]
        self.model = ModelStore(self.clock)
        self.keys = ["k"]
        self.number = 0

    # -- what is done ------------------------------------------------------------------------------------------------

    @initialize(partners=st.tuples(*(RECORDS["partner"],) * 4), ties=st.tuples(*(RECORDS["tie"],) * 3))
    def start(self, partners, ties):
        """Begin with four partners in a row, so that what comes next finds somebody."""
        found = [replace(p, id=id, kind="clinic", until=None) for p, id in zip(partners, PARTNERS, strict=True)]
        ends = zip(PARTNERS, PARTNERS[1:], TIES, ties, strict=False)
        row = [replace(t, id=id, source=a, target=b, kind="supports", status="active") for a, b, id, t in ends]
        self._apply([change(None, record) for record in (*found, *row)])

    @rule(edits=st.lists(EDIT, min_size=1, max_size=3), back=BACK, hours=st.integers(0, 40))
    def write(self, edits, back, hours):
        self.clock.forward(hours=hours)
        changes = {}
        for record, how, number in edits:
            item = self._edit(record, how, number)
            changes[item.subject, item.id] = item
        self._apply([*changes.values()], back)

    @rule(edits=st.lists(EDIT, max_size=3), again=st.booleans())
    def write_badly(self, edits, again):
        """Write nothing, or the same twice; or again under a key that was used."""
        items = [self._edit(*edit) for edit in edits]
        self._apply(
            [*items, *items] if not again else items, key=self.keys[len(edits) % len(self.keys)] if again else ""
        )

    @rule(record=st.one_of(RECORDS["partner"], RECORDS["tie"]), hours=st.integers(0, 40), number=st.integers(0, 20))
    def touch(self, record, hours, number):
        self.clock.forward(hours=hours)
        self._apply([self._edit(record, "field", number)])

    @rule(partner=pick(*PARTNERS), leave=pick("", "tie", "tie", "inquiry", "contact"))
    def remove_with_all_that_hangs_on_it(self, partner, leave):
        here = self.model.records(Viewer.STAFF)
        hanging = [t for t in here.ties.values() if partner in (t.source, t.target)]
        hanging += [i for i in here.inquiries.values() if i.partner == partner]
        found: list[Any] = [here.partners.get(partner), here.contacts.get(partner), *hanging]
        self._apply([change(r, None) for r in found if r is not None and subject_of(r) != leave])

    @rule(back=st.integers(0, 4), expected=st.booleans(), hours=st.integers(0, 30))
    def undo(self, back, expected, hours):
        self.clock.forward(hours=hours)
        revision = self.model.revision() - back
        self._same(lambda store: store.undo(revision))
        if revision > 0:
            undone = self.model.undo(revision)
            self._apply(undone.changes, back if expected else None, reason=undone.reason)

    @rule(partner=pick(*PARTNERS, "niemand"), value=st.sampled_from(["", *REDACTED]))
    def forget(self, partner, value):
        if value:
            self._same(lambda store: store.redact(value, actor="konto-3", reason=f"wegen {value}"))
        else:
            self._same(lambda store: store.erase_contact(partner, actor="konto-2"))
        self._ask(lambda store: [store.journal(Viewer.STAFF), store.undo(max(1, self.model.revision() - 3))])

    @rule(value=pick(*FREE))
    def remember(self, value):
        self._same(lambda store: store.remember("merke", value))

    def _edit(self, record: Record, how: str, number: int) -> Change:
        here = self.model.here.get((subject_of(record), id_of(record)))
        if how == "remove":
            return change(here or record, None)
        if how == "blind" or here is None:
            return change(None, record)
        if how == "stale":
            return change(record, here)
        if how == "field":
            names = TOUCHED[subject_of(record)]
            name = names[number % len(names)]
            return change(here, replace(here, **{name: getattr(record, name)}))
        return change(here, record)

    def _apply(self, items: Any, back: int | None = None, key: str = "", reason: str = "von Frau Müllerin") -> None:
        self.number += 1
        self.keys.append(key or f"k{self.number}")
        expected = None if back is None else self.model.revision() - back
        changes = ChangeSet(changes=tuple(items), reason=reason)
        self._same(lambda store: store.apply(changes, actor="konto-1", key=self.keys[-1], expected=expected))

    # -- what is compared ----------------------------------------------------------------------------------------------

    def _same(self, work: Any) -> None:
        """Do it three times, with the same outcome; the model knows no German."""
        sqlite, neo4j = (said(store, work) for store in self.stores)
        assert sqlite == neo4j
        model = said(self.model, work)
        Work.held.append((len(self.model.of(Partner)), len(self.model.of(Tie))))
        if isinstance(model, tuple):
            model, sqlite = model[:2] + model[3:], sqlite[:2] + sqlite[3:]
            Work.refused[model[0]] += 1
        assert sqlite == model
        Work.steps += 1
        if Work.steps % FULLY == 0:
            self._compare_all()
        else:
            viewer = Viewer(Work.steps // 2 % 3)
            self._compare(viewer, SELECTIONS[Work.steps // 2 % len(SELECTIONS) if Work.steps % 2 else 0])

    def _compare(self, viewer: Viewer, selection: Selection) -> None:
        """Compare what most likely shows a difference."""
        since = self.model.revision() - 1
        self._ask(lambda store: [store.revision(), store.records(Viewer.STAFF), store.journal(viewer, since)])
        self._network(selection, viewer)
        self._find("angst", SELECTIONS[0], viewer)

    def _compare_all(self) -> None:
        """Compare all that anybody can read."""
        newest = self.model.revision()
        self._ask(lambda store: [store.undo(id) for id in range(max(1, newest - 9), newest + 1)])
        self._ask(lambda store: [store.topics(), store.remembered("merke")])
        for viewer in Viewer:
            self._ask(lambda store, v=viewer: [store.records(v), store.journal(v)])
            self._ask(lambda store, v=viewer: [store.partner(id, v) for id in PARTNERS])
        for number, selection in enumerate(SELECTIONS):
            self._network(selection, Viewer((number + Work.steps) % 3))
        for text in ("", "a", "ängste"):
            self._find(text, SELECTIONS[2], Viewer.STAFF)

    def _ask(self, work: Any) -> None:
        model = plain(work(self.model))
        for store in self.stores:
            assert plain(work(store)) == model

    def _find(self, text: str, selection: Selection, viewer: Viewer) -> None:
        found = self.model.find(text, selection, viewer)
        for store in self.stores:
            page = store.find(text, selection, viewer)
            assert [p.id for p in page.partners] == found
            assert page.total == len(found)

    def _network(self, selection: Selection, viewer: Viewer) -> None:
        model = self.model.network(selection, viewer)
        here = self.model.here
        for store in self.stores:
            network = store.network(selection, viewer)
            nodes = dict(network.graph.nodes.items())
            edges = {key: (s, t, tie) for s, t, key, tie in network.graph.edges(keys=True, data=True)}
            assert {id: partner["recorded_on"] for id, partner in nodes.items()} == model.partners
            assert {id: (s, t, tie["recorded_on"]) for id, (s, t, tie) in edges.items()} == model.ties
            for id, partner in nodes.items():
                assert all(partner[f.name] == getattr(here["partner", id], f.name) for f in fields(Partner)[1:])
            for id, (_, _, tie) in edges.items():
                assert all(tie[f.name] == getattr(here["tie", id], f.name) for f in fields(Tie)[3:])
            assert [i.id for i in network.inquiries] == model.inquiries
            assert [r.id for r in network.requests] == model.requests
            assert (network.outside, network.revision) == (model.outside, self.model.revision())

    def teardown(self) -> None:
        self._compare_all()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared is what is said, not how soon: over hours a busy machine is silent for a second now and then."""
    monkeypatch.setattr(neo4j_connection, "GLANCE", 60.0)
    monkeypatch.setattr(neo4j_link, "ACQUIRED", 60.0)


@pytest.fixture
def places(tmp_path: Path, neo4j_url: str, patient: None) -> Any:
    with ExitStack() as stack:
        found = SqlitePlace(tmp_path), Neo4jPlace(neo4j_url)
        for place in found:
            stack.callback(place.close)
        yield found


def test_three_stores_do_the_same(places):
    Work.places, Work.steps, Work.refused, Work.held = places, 0, Counter(), []
    machine = seed(int(SEED))(Work) if SEED else Work
    start = time.monotonic()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=STEPS // (A_RUN + 1) + 1,  # each takes one step to begin, and an undo takes two
            stateful_step_count=A_RUN,
            deadline=None,
            database=None,
            derandomize=not SEED,
            suppress_health_check=list(HealthCheck),
        ),
    )
    seconds = time.monotonic() - start
    print(f"{Work.steps} steps, {dict(Work.refused)}, {1000 * seconds / Work.steps:.0f} ms each")
    assert Work.steps >= STEPS
    assert Work.refused.keys() >= {"Conflict", "Refused"}
    # much is written, and it meets what is there
    assert Work.refused.total() < Work.steps / 2
    partners, ties = (sum(counts) / Work.steps for counts in zip(*Work.held, strict=True))
    print(f"{partners:.1f} partners, {ties:.1f} ties")
    assert partners > 2
    assert ties > 1.5
