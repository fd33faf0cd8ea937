"""No record is not no cooperation: what a complete answer may change, in every question that speaks of absence."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from catalogue_cases import ask
from hypothesis import given, note, settings
from hypothesis import strategies as st
from small_networks import AREAS, DAY, network, partner, tie

from graphsvc.absence import offices_of
from graphsvc.areas import meets
from graphsvc.changes import added
from graphsvc.model import Inquiry, Selection, Viewer
from graphsvc.stores.sqlite import SqliteStore

# question → the table that holds a status, and what tells its rows apart
SPEAKING = {
    "unconnected": ("unconnected", ("partner",)),
    "topic_gaps": ("topic_gaps", ("topic", "area")),
    "committees": ("sectors", ("partner", "sector")),
    "fragmentation": ("pairs", ("topic", "field", "other")),
    "one_sided": ("one_sided", ("partner", "other", "tie", "direction")),
}
ABOUT = ((), (), ("topics",), ("Sucht",), ("care",), ("clinic",), ("self_help",), ("bodies", "support"))
KINDS = {
    "k": "contact_office",
    "c": "clinic",
    "d": "clinic",
    "g": "self_help_group",
    "h": "self_help_group",
    "p": "committee",
}

FIELDS = {"c": [("health",)], "d": [("youth",), ("youth", "health")], "k": [()]}


def states(name, partners, ties, inquiries):
    return states_in(name, network(partners, ties, inquiries=inquiries))


def states_in(name, seen):
    table, keys = SPEAKING[name]
    found = ask(name, seen).answer.tables.get(table)
    if found is None:
        return {}
    columns = zip(*(found.column(key) for key in keys), strict=True)
    return dict(zip(columns, found.column("status"), strict=True))


@st.composite
def told_networks(draw):
    """Draw partners of the kinds that the questions speak of, ties between them, and what each of them answered."""
    some = st.sampled_from
    partners = [
        partner(
            id,
            kind,
            area=draw(some(["08001", "08002"])),
            serves=("08001",) if kind == "contact_office" else (),
            topics=draw(some([("Sucht",), ("Sucht",), ()])),
            fields=draw(some(FIELDS.get(id, [(), (), ("health",), ("youth",)]))),
        )
        for id, kind in KINDS.items()
    ]
    pairs = st.tuples(some([*combinations(KINDS, 2)]), some(["active", "none"]))
    ties = [
        tie(
            source,
            target,
            "member_of" if target == "p" else "cooperates_with",
            id=f"{source}-{target}-{status}",
            status=status,
            reported_by=draw(some(["source", "target"])),
        )
        for (source, target), status in draw(st.lists(pairs, min_size=3, max_size=8, unique=True))
    ]
    inquiries = [
        Inquiry(
            id=f"i{id}{number}",
            partner=id,
            on=DAY,
            about=draw(some(ABOUT)),
            answered=True,
            complete=draw(st.booleans()),
        )
        for id in KINDS
        for number in range(draw(st.integers(1, 2)))
    ]
    note(f"{partners}\n{ties}\n{inquiries}")
    return partners, ties, inquiries


@pytest.mark.parametrize("name", SPEAKING)
@settings(max_examples=60, deadline=None)
@given(told_networks())
def test_a_complete_answer_only_ever_moves_not_asked_to_none(name, drawn):
    partners, ties, inquiries = drawn
    for chosen in inquiries:
        others = [inquiry for inquiry in inquiries if inquiry is not chosen]
        before = states(name, partners, ties, [*others, replace(chosen, complete=False)])
        after = states(name, partners, ties, [*others, replace(chosen, complete=True)])
        assert before.keys() == after.keys()
        assert {(before[key], after[key]) for key in before if before[key] != after[key]} <= {("not_asked", "none")}


SELECTIONS = (
    *({"kinds": frozenset(kinds)} for kinds in (["clinic"], ["clinic", "self_help_group"], ["clinic", "committee"])),
    *({"ties": frozenset({kind})} for kind in ("member_of", "refers_to")),
    *({"fields": frozenset({field})} for field in ("health", "youth")),
    {"topics": frozenset({"Sucht"})},
    *({"ego": id} for id in "cgp"),
)


@settings(max_examples=40, deadline=None)
@given(told_networks())
def test_no_selection_makes_none_of_what_is_recorded(drawn):
    """Read from a real store, whatever partners or ties a selection leaves out."""
    partners, ties, inquiries = drawn
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "x.db")) as store:
        store.load_areas(AREAS)
        store.apply(added(*partners, *ties, *inquiries), actor="a", key="k")
        seen = {name: read_states(name, store) for name in SPEAKING}
        for chosen in SELECTIONS:
            for name, whole in seen.items():
                for key, state in read_states(name, store, **chosen).items():
                    assert (whole.get(key), state) != ("recorded", "none"), (name, chosen, key)


def read_states(name, store, **chosen):
    return states_in(name, store.network(Selection(on=DAY, **chosen), Viewer.STAFF))


@pytest.mark.parametrize("name", SPEAKING)
def test_and_it_does_move_it(name):
    """Otherwise the test above would pass for an answer that nobody listens to."""
    partners = [
        partner("k", "contact_office", area="08001", serves=("08001",)),
        partner("p", "committee"),
        partner("c", "clinic", fields=("health",), topics=("Sucht",)),
        partner("d", "clinic", fields=("youth",), topics=("Sucht",)),
        partner("g", "self_help_group", area="08002", topics=("Angst",)),
    ]
    everybody = [Inquiry(id=each.id, partner=each.id, on=DAY, answered=True, complete=True) for each in partners]
    ties = [tie("k", "g", "supports", reported_by="source"), tie("c", "p", "member_of")]
    assert set(states(name, partners, ties, []).values()) <= {"recorded", "not_asked"}
    assert "none" in states(name, partners, ties, everybody).values()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "08", "08001", "08002", "08002007", "09"]),
            st.lists(st.sampled_from(["08", "08001", "08002", "08002007", "09999"]), max_size=2),
        ),
        max_size=4,
    )
)
def test_who_serves_an_area_is_whose_places_meet_it_or_else_who_sits_there_and_says_nothing(offices):
    """The index of all places comes to what the definition says, area by area."""
    partners = [
        partner(f"k{number}", "contact_office", area=seat, serves=tuple(serves))
        for number, (seat, serves) in enumerate(offices)
    ]
    areas = ["08", "08001", "08002", "08002007", "08002008", "09", "09999"]
    found = offices_of(network(partners), areas)
    for ags in areas:
        serving = [each.id for each in partners if any(meets(place, ags) for place in each.serves)]
        seated = [each.id for each in partners if not each.serves and each.area.startswith(ags)]
        assert found[ags] == (serving or seated)
