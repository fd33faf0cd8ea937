"""What Neo4j means to do with each statement: what touches a few records finds them by an index, whatever the database holds.

A plan is made once and kept: one that was made for a small database, and goes through all of it, would be run on a large one.
So plans are looked at where they are most likely to be wrong: when the server has not counted yet what was loaded.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import cypher_rule
import pytest
from neo4j import ManagedTransaction
from neo4j_server import Neo4jServer, missing
from store_places import Neo4jPlace

from graphsvc import demo
from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.data import shipped_areas
from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie, Viewer
from graphsvc.store import Store
from graphsvc.stores.neo4j_schema import ALL_LABELS
from graphsvc.topics import Topic

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
DAY = date(2024, 6, 1)
DISTRICT = Selection(areas=frozenset({"08117"}), on=DAY)

SCANNING = {
    "neo4j_areas._ALL": "all areas are read at once, and kept",
    "neo4j_areas._NO_LONE": "areas that nobody names are looked for when areas are loaded",
    "neo4j_copy._FIRST_PARTNERS": "a copy reads everything",
    "neo4j_copy._FIRST_TIES": "a copy reads everything",
    "neo4j_areas._ALL_EARLIER": "a copy reads everything",
    "neo4j_copy._SETTINGS": "a copy reads everything",
    "neo4j_copy._NO_EARLIER": "a copy puts all earlier areas in the place of those that are there",
    "neo4j_copy._NO_SETTINGS": "a copy puts all settings in the place of those that are there",
    "neo4j_privacy._WITH": "a redaction looks for a text everywhere",
    "neo4j_privacy._VERSIONS": "a redaction looks for a text everywhere",
    "neo4j_privacy._CONTACT_VERSIONS": "a redaction looks for a text everywhere",
    "neo4j_privacy._PLAIN": "a redaction looks for a text everywhere",
}
"""The constants that have to go through everything, and why."""

WHOLE = {
    r"NodeByLabelScan \w+:Topic": "the topics table is read whole, and kept",
    r"NodeIndexScan RANGE INDEX \w+:Topic\(key\)": "as small as it is, it may also be read to find some of it",
    r"NodeByLabelScan \w+:Request": "what people asked for is counted by area and year: a few for each",
}
"""Steps that read small tables whole, which what is put together when it is asked may do, and why."""

_STATEMENT = re.compile(r"(UNWIND|MATCH|MERGE|CREATE \().*?\b(RETURN \S|SET|CREATE|DELETE|MERGE|REMOVE)", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """An operator of a plan, with what it works on."""

    name: str
    details: str
    sides: tuple[Step, ...]

    @classmethod
    def of(cls, plan: Mapping[str, Any]) -> Step:
        """Read it from what the driver says."""
        sides = tuple(cls.of(side) for side in plan.get("children", ()))
        return cls(plan["operatorType"].split("@")[0], plan["args"].get("Details", ""), sides)

    def all(self) -> Iterator[Step]:
        """Yield it and all below it."""
        yield self
        for side in self.sides:
            yield from side.all()

    @property
    def unbounded(self) -> bool:
        """Whether it goes through all there is of something, or multiplies what may be many."""
        return "Scan" in self.name or (self.name == "CartesianProduct" and not self.single)

    @property
    def single(self) -> bool:
        """Whether only one row can come out of it for each that goes in."""
        if self.name == "EagerAggregation":
            return bool(re.match(r"\w+\(", self.details))  # it groups by nothing
        several = ("Unwind", "Expand", "VarLengthExpand", "Union")
        if not self.sides:
            return ("UniqueIndexSeek" in self.name and "ByRange" not in self.name) or self.name in (
                "Argument",
                "EmptyRow",
            )
        return not self.name.startswith(several) and all(side.single for side in self.sides)


def statements() -> dict[str, str]:
    """Return every statement that is a constant, by module and name; of those that differ in a partner's label only one."""
    found = {}
    for name, source in cypher_rule.package():
        for constant, value in (
            vars(importlib.import_module(name)).items() if cypher_rule.speaks_cypher(name, source) else ()
        ):
            if re.search(rf"^{constant}\b.* = ", source, re.MULTILINE):
                for text in cypher_rule.strings(value):
                    if _STATEMENT.match(text):
                        found[re.sub(ALL_LABELS.replace(":", "|"), "", text)] = (
                            f"{name.rpartition('.')[2]}.{constant}",
                            text,
                        )
    return {text: name for name, text in found.values()}


STATEMENTS = statements()


class Planner:
    """Asks a server that counts only when it is told."""

    def __init__(self, place: Neo4jPlace) -> None:
        self.place = place

    def count(self) -> None:
        """Let the server count what there is."""
        self.place.driver.execute_query("CALL db.prepareForReplanning()")

    def forget(self) -> None:
        """Let it forget the plans made so far."""
        self.place.driver.execute_query("CALL db.clearQueryCaches()")

    @cache  # noqa: B019  it lives as long as its module
    def unbounded(self, statement: str) -> list[str]:
        """Return the steps of a statement that grow with the database."""
        plan = self.place.driver.execute_query(f"EXPLAIN {statement}").summary.plan
        assert plan is not None, statement
        return [f"{step.name} {step.details}" for step in Step.of(plan).all() if step.unbounded]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Neo4jPlace]:
    if why := missing():
        pytest.skip(why)
    silent = {"db.index_sampling.background_enabled": "false"}
    with Neo4jServer(tmp_path_factory.mktemp("plans"), settings=silent) as server:
        place = Neo4jPlace(server.url)
        yield place
        place.close()


@pytest.fixture(scope="module", params=["empty", "not counted", "counted"])
def planner(request, place) -> Planner:
    """A server with a store that is empty, or that holds the demo district."""
    planner = Planner(place)
    place.wipe()
    store = place.open(lambda: NOW)
    store.load_areas(shipped_areas())
    planner.count()
    if request.param != "empty":
        store.apply(added(*demo.records("district", DAY)), actor="demo", key="demo")
    if request.param == "counted":
        planner.count()
    planner.forget()
    return planner


def test_constants_are_found():
    assert {
        "neo4j_write._CREATE_TIE",
        "neo4j_write._FIND",
        "neo4j_schema.TAKE_TURN",
        "neo4j_journal._LATER",
        *SCANNING,
    } <= set(STATEMENTS.values())


def test_constants_go_by_an_index(planner):
    found = {text: planner.unbounded(text) for text, name in STATEMENTS.items() if name not in SCANNING}
    assert _said(found) == ""


def _said(found: Mapping[str, list[str]]) -> str:
    return "\n\n".join("\n    ".join([text, *steps]) for text, steps in found.items() if steps)


def test_a_hint_asks_for_a_seek():
    """``USING INDEX`` alone is content with going through the whole index."""
    assert [text for text in STATEMENTS if re.search("USING INDEX(?! SEEK)", text)] == []


def _selections(store: Store) -> None:
    named = {"kinds": frozenset({"clinic"}), "topics": frozenset({"Depression"}), "ties": frozenset({"supports"})}
    store.network(DISTRICT, Viewer.STAFF)
    store.network(replace(DISTRICT, **named, ego="a"), Viewer.PUBLIC)


def _pages(store: Store) -> None:
    store.find("", DISTRICT, Viewer.STAFF, limit=10)
    store.find("kl", DISTRICT, Viewer.PUBLIC, limit=10)


def _partner(store: Store) -> None:
    for viewer in (Viewer.PUBLIC, Viewer.STAFF):
        store.partner("a", viewer)


def _journal(store: Store) -> None:
    list(store.journal(Viewer.PUBLIC))
    store.undo(store.revision())


def _edits(store: Store) -> None:
    clinic = Partner(id="c", name="c", kind="clinic", area="08117", topics=("Trauer",))
    topic = Topic(name="Lärm", parent="Seele", synonyms=("Krach",))
    asked = Inquiry(id="i", partner="c", on=DAY)
    wanted = Request(id="r", topic="Lärm", area="08117", year=2023)
    tie = Tie(id="u", source="c", target="a")
    store.apply(added(topic, clinic, Contact(id="c", phone="1"), tie, asked, wanted), actor="a1", key="edit-1")
    edits = (
        change(clinic, replace(clinic, name="C", kind="service")),
        change(tie, replace(tie, evidence="neu")),
        change(topic, replace(topic, synonyms=("Radau",))),
    )
    added_in = store.revision()
    store.apply(ChangeSet(changes=edits), actor="a1", key="edit-2", expected=added_in)
    store.apply(store.undo(added_in + 1), actor="a1", key="edit-3")
    store.erase_contact("c", actor="a1")
    store.apply(store.undo(added_in), actor="a1", key="edit-4")


def _others(store: Store) -> None:
    store.load_areas(Areas([Area(ags="08117", name="Göppingen")]))
    store.remember("key", "value")
    store.remembered("key")


@pytest.mark.parametrize(
    "work", [_selections, _pages, _partner, _journal, _edits, _others], ids=lambda work: work.__name__
)
def test_what_is_asked_goes_by_an_index(planner, asked, work):
    found = {
        text: [step for step in planner.unbounded(text) if not re.match("|".join(WHOLE), step)] for text in asked(work)
    }
    assert _said(found) == ""


def test_a_patch_goes_by_an_index(planner, asked):
    def patch(store: Store) -> None:
        tie = store.records(Viewer.STAFF).ties["t"]
        store.apply(ChangeSet(changes=(change(tie, replace(tie, evidence="neu")),)), actor="a1", key="patch")
        store.network(Selection(on=DAY), Viewer.STAFF)

    warm = planner.place.open(lambda: NOW)
    _ensure(warm)
    warm.network(Selection(on=DAY), Viewer.STAFF)
    patches = [text for text in asked(patch, warm) if "r.id > $after" in text or "$partners" in text or "$last" in text]
    assert len(patches) == 3
    assert _said({text: planner.unbounded(text) for text in patches}) == ""


def _ensure(store: Store) -> None:
    """Two clinics with a tie, whatever else there is."""
    ends = (Partner(id=id, name=f"Klinik {id}", kind="clinic", area="08117") for id in "ab")
    store.apply(added(*ends, Tie(id="t", source="a", target="b")), actor="a1", key="ends")


@pytest.fixture
def asked(planner, monkeypatch) -> Callable[..., set[str]]:
    """Returns what a store really sends, each statement once, but for what may go through everything."""

    def record(work: Callable[[Store], None], store: Store | None = None) -> set[str]:
        store = store or planner.place.open(lambda: NOW)
        _ensure(store)
        found: set[str] = set()
        send = ManagedTransaction.run

        def run(self: Any, query: str, parameters: dict[str, Any] | None = None, **more: Any) -> Any:
            if STATEMENTS.get(query) not in SCANNING and not query.startswith("SHOW"):
                found.add(query)
            return send(self, query, parameters, **more)

        with monkeypatch.context() as patch:
            patch.setattr(ManagedTransaction, "run", run)
            work(store)
        assert len(found) > 2
        return found

    return record
