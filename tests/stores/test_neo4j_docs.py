"""docs/neo4j.md can't lie: its tables name what is in a database, its examples find what the program finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cypher_rule
import networkx as nx
import pytest
from store_places import Neo4jPlace, SqlitePlace

from graphsvc import demo
from graphsvc.areas import Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.data import shipped_areas
from graphsvc.language import Text
from graphsvc.model import Contact, Inquiry, Network, Partner, Request, Selection, Tie, Viewer, is_cooperation
from graphsvc.store import Store
from graphsvc.stores import neo4j_faults, refusals

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
DAY = date(2024, 6, 1)
OFFICE, DISTRICT = "kst-08117", "08117"
TEXT = (Path(__file__).parents[2] / "docs" / "neo4j.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^### (.+?)\n.*?```cypher\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL))

CLINIC = Partner(id="c-none", name="Klinik ohne", kind="clinic", area=DISTRICT)
TOWN = Partner(id="c-town", name="Klinik in der Stadt", kind="clinic", area="08117026", attrs={"beds": "12"})
ASKED = Partner(id="c-asked", name="Klinik gefragt", kind="clinic", area=DISTRICT)
ENDED = Partner(id="c-ended", name="Klinik beendet", kind="clinic", area=DISTRICT)
CLOSED = Partner(id="c-closed", name="Klinik zu", kind="clinic", area=DISTRICT, state="dissolved")
AWAY = Partner(id="c-away", name="Klinik fern", kind="clinic", area="08115")
GROUP = Partner(id="g-new", name="Neue Gruppe", kind="self_help_group", area="08115", topics=("Alkoholabhängigkeit",))
OTHER = Partner(id="kst-new", name="Andere Kontaktstelle", kind="contact_office", area="08115")
PARTNERS = (CLINIC, TOWN, ASKED, ENDED, CLOSED, AWAY, GROUP, OTHER)
TIES = (
    Tie(id="n1", source="c-asked", target=OFFICE, status="none"),
    Tie(id="n2", source=OFFICE, target="c-ended", until=DAY - timedelta(days=1)),
    Tie(id="n3", source=OFFICE, target="c-closed", intensity=4, formality="written"),
    Tie(id="n4", source="c-town", target=OFFICE, intensity=1),
    Tie(id="n5", source="c-away", target=OFFICE),
    Tie(id="n6", source="kst-new", target="c-away", intensity=3),
    Tie(id="n7", source="kst-new", target="g-new", status="planned"),
)
INQUIRY = Inquiry(id="n1", partner="c-asked", on=DAY - timedelta(days=9), about=("contact_office",))
CONTACT = Contact(id="c-none", phone="0000 4711 99")
PARAMETERS = {"day": DAY, "district": DISTRICT, "office": OFFICE, "one": OFFICE, "other": "kst-new", "revision": 1}


def _fill(store: Store) -> None:
    areas = shipped_areas()
    outline = {"type": "Point", "coordinates": [9.7, 48.7]}
    store.load_areas(Areas(areas.values(), outlines={DISTRICT: outline}, stand=areas.stand, source=areas.source))
    store.load_areas(Areas([], successors={"08117999": DISTRICT}, minutes={(DISTRICT, "08115"): 45}))
    store.load_areas(Areas([replace(areas[DISTRICT], km2=642.3)], stand=areas.stand, source=areas.source))
    store.apply(added(*demo.records("district", DAY), reason="Beispiel"), actor="demo", key="demo")
    new = (*PARTNERS, CONTACT, *TIES, INQUIRY, Request(id="n1", topic="Angst", area=DISTRICT, year=2023))
    store.apply(added(*new, reason="neu"), actor="a1", key="k2")
    edits = (
        change(TIES[6], None),
        change(CLINIC, Partner(id="c-none", name="Klinik mit Namen", kind="clinic", area=DISTRICT)),
    )
    store.apply(ChangeSet(changes=edits, reason="nachgesehen"), actor="a1", key="k3")
    store.erase_contact("c-none", actor="a1")
    store.remember("key", "value")


@dataclass(frozen=True)
class Two:
    """The same in a graph that is asked in Cypher, and in the store that answers otherwise."""

    place: Neo4jPlace
    store: Store
    network: Network

    def example(self, heading: str) -> list[Mapping[str, Any]]:
        """Return what one of the examples finds."""
        return [record.data() for record in self.place.driver.execute_query(EXAMPLES[heading], PARAMETERS).records]

    def values(self, query: str) -> list[Any]:
        """Return the first column of what a query finds."""
        return [record[0] for record in self.place.driver.execute_query(query).records]

    def name(self, partner: str) -> str:
        return str(self.network.graph.nodes[partner]["name"])


@pytest.fixture(scope="module")
def two(neo4j_url, tmp_path_factory) -> Iterator[Two]:
    places = Neo4jPlace(neo4j_url), SqlitePlace(tmp_path_factory.mktemp("docs"))
    for place in places:
        _fill(place.open(lambda: NOW))
    store = places[1].open(lambda: NOW)
    yield Two(places[0], store, store.network(Selection(), Viewer.STAFF))
    for place in places:
        place.close()


# -- the examples ------------------------------------------------------------------------------------------------------


def test_there_are_five_examples():
    assert len(EXAMPLES) == 5


def test_with_whom_an_office_cooperates(two):
    found = two.example("With whom does an office cooperate, and how bindingly?")
    expected = [
        (two.name(other), tie["intensity"], tie["formality"] or None, tie["confirmed_on"])
        for other, ties in two.network.cooperations(OFFICE).items()
        for tie in ties
    ]
    rows = [
        (r["partner"], r["intensity"], r["formality"], r["confirmed_on"] and r["confirmed_on"].to_native())
        for r in found
    ]
    assert sorted(rows, key=repr) == sorted(expected, key=repr)
    assert len(rows) > 20


def test_which_clinics_have_no_recorded_cooperation(two):
    network = two.network
    offices = set(network.of_kind("contact_office"))
    expected = []
    for clinic in network.of_kind("clinic"):
        if network.graph.nodes[clinic]["area"].startswith(DISTRICT) and not offices & set(network.cooperations(clinic)):
            asked = max((inquiry.on for inquiry in network.inquiries if inquiry.partner == clinic), default=None)
            denied = any(other in offices and tie["status"] == "none" for other, _, tie in network.ties_of(clinic))
            expected.append((two.name(clinic), asked, denied))
    found = two.example("Which clinics of a district have no recorded cooperation with a contact office?")
    rows = [(row["clinic"], row["asked_on"] and row["asked_on"].to_native(), row["denied"]) for row in found]
    assert rows == sorted(expected)
    assert {name for name, *_ in rows} >= {
        "Klinik mit Namen",
        "Klinik gefragt",
        "Klinik beendet",
        "Klinik in der Stadt",
    }


def test_which_topics_have_groups_where(two):
    network = two.network
    expected = Counter(
        (network.topics.canonical(topic), network.graph.nodes[group]["area"][:5])
        for group in network.of_kind("self_help_group")
        for topic in network.graph.nodes[group]["topics"]
    )
    found = two.example("Which topics have groups in which districts?")
    assert {(row["topic"], row["district"]): row["groups"] for row in found} == expected
    assert ("Alkohol", "08115") in expected


@pytest.mark.parametrize("other", ["kst-new", "shg-08117-017"])
def test_who_links_two_offices(two, other, monkeypatch):
    monkeypatch.setitem(PARAMETERS, "other", other)
    monkeypatch.setitem(PARAMETERS, "one", OFFICE if other == "kst-new" else "shg-08117-073")
    ends = two.network.graph.edges(data=True)
    graph = nx.Graph((source, target) for source, target, tie in ends if is_cooperation(tie))
    expected = [[two.name(p) for p in path] for path in nx.all_shortest_paths(graph, PARAMETERS["one"], other)]
    found = [row["chain"] for row in two.example("Who links two offices?")]
    assert found == sorted(expected)
    assert len(found[0]) > 2


def test_what_changed_since_a_revision(two):
    expected = [
        (revision.id, revision.reason, c.subject, c.id, "erased" if c.before is c.after is None else c.verb)
        for revision in two.store.journal(Viewer.STAFF, since=1)
        for c in revision.changes
    ]
    found = [tuple(row.values()) for row in two.example("What changed since a revision?")]
    assert found == expected
    assert {what for *_, what in found} == {"added", "changed", "removed", "erased"}


# -- the tables --------------------------------------------------------------------------------------------------------


def _ticked(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def _table(head: str) -> list[list[str]]:
    """Return the cells of a table's rows."""
    body = TEXT.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


def _part(start: str) -> str:
    return TEXT[TEXT.index(start) :].split("\n\n", 1)[0]


def test_the_tables_name_every_label_and_type():
    assert {label for row in _table("Label") for label in _ticked(row[0])} == cypher_rule.OWN_LABELS
    assert _ticked(_part("Second labels")) == cypher_rule.KIND_LABELS
    types = {type for row in _table("Relationship") for type in _ticked(row[0])}
    assert types == cypher_rule.TIE_TYPES | cypher_rule.OWN_TYPES


def test_what_is_in_the_database_is_ours(two):
    """The database's lists of names hold what any test before left there: so look at what is there now."""
    assert set(two.values("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")) <= (
        cypher_rule.OWN_LABELS | cypher_rule.KIND_LABELS
    )
    found = {(type, *ends) for type, *ends in two.values(_ENDS)}
    expected = {
        (type, source, target)
        for row in _table("Relationship")
        for type in _ticked(row[0])
        for source in _ticked(row[1])
        for target in _ticked(row[2])
    }
    assert found <= expected
    assert {type for type, *_ in found} >= cypher_rule.OWN_TYPES


_OWN = sorted(cypher_rule.OWN_LABELS)
_ENDS = f"MATCH (a)-[t]->(b) RETURN DISTINCT [type(t)] + [n IN [a, b] | [label IN labels(n) WHERE label IN {_OWN}][0]]"


@pytest.mark.parametrize("row", _table("Label"), ids=lambda row: row[0])
def test_a_node_has_the_properties_that_are_named(two, row):
    (label,) = _ticked(row[0])
    named = _ticked(row[2]) | _ticked(row[3])
    keys = f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN DISTINCT key"
    there = {key for key in two.values(keys) if not key.startswith("attr:")}
    assert there <= named
    sparse = "audience languages evidence attrs carrier until half before website email postcode met"
    assert named - there <= set(sparse.split())


def test_a_tie_has_the_properties_that_are_named(two):
    named = _ticked(_table("Relationship")[0][3])
    there = two.values("MATCH (:Partner)-[t]->(:Partner) UNWIND keys(t) AS key RETURN DISTINCT key")
    assert {key for key in there if not key.startswith("attr:")} <= named
    assert named - set(there) <= {"evidence", "attrs"}
    others = "MATCH (a)-[t]->(b) WHERE NOT (a:Partner AND b:Partner) AND size(keys(t)) > 0 RETURN type(t)"
    assert two.values(others) == []


def test_days_are_dates_and_own_columns_are_properties(two):
    assert two.values("MATCH (p:Partner) WHERE NOT p.recorded_on IS :: DATE RETURN p.id") == []
    assert two.values("MATCH (p:Partner {id: 'c-town'}) RETURN [p.`attr:beds`, p.attrs]") == [["12", ["beds"]]]


def test_every_constraint_and_index_is_named(two):
    named = _ticked(_part("Constraints (unique)"))
    constraints = set(two.values("SHOW CONSTRAINTS YIELD name RETURN name"))
    indexes = set(two.values("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"))
    assert constraints | indexes == named


def test_every_fault_is_named_as_users_read_it():
    said = {text.into("en") for text in (*vars(neo4j_faults).values(), refusals.HALF) if isinstance(text, Text)}
    assert {row[0] for row in _table("What users read")} == said


def test_the_names_of_own_columns_stay_with_the_server(two):
    """As the page on privacy says: erased values are gone, names are not."""
    assert not two.place.holds("4711 99")
    assert "attr:beds" in two.values("CALL db.propertyKeys()")
