"""No record is not no cooperation: what a complete answer may change, in every question that speaks of absence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_cases import ask
from hypothesis import given, note, settings
from hypothesis import strategies as st
from small_networks import DAY, network, partner, tie

from graphsvc.model import Inquiry

# question → the table that holds a status, and what tells its rows apart
SPEAKING = {
    "unconnected": ("unconnected", ("partner",)),
    "topic_gaps": ("topic_gaps", ("topic", "area")),
    "committees": ("sectors", ("partner", "sector")),
    "fragmentation": ("pairs", ("topic", "field", "other")),
}
ABOUT = ((), ("topics",), ("Sucht",), ("care",), ("clinic",), ("self_help",), ("bodies", "support"))
KINDS = {
    "k": "contact_office",
    "c": "clinic",
    "d": "clinic",
    "g": "self_help_group",
    "h": "self_help_group",
    "p": "committee",
}


def states(name, partners, ties, inquiries):
    table, keys = SPEAKING[name]
    found = ask(name, network(partners, ties, inquiries=inquiries)).answer.tables[table]
    columns = zip(*(found.column(key) for key in keys), strict=True)
    return dict(zip(columns, found.column("status"), strict=True))


@st.composite
def told_networks(draw):
    """Draw two offices' worth of partners, of the kinds that the questions speak of, their ties, and what they answered."""
    some = st.sampled_from
    partners = [
        partner(
            id,
            kind,
            area=draw(some(["08001", "08002"])),
            serves=("08001",) if kind == "contact_office" else (),
            topics=draw(some([(), ("Sucht",)])),
            fields=draw(some([(), ("health",), ("youth",), ("health", "youth")])) if kind != "contact_office" else (),
        )
        for id, kind in KINDS.items()
    ]
    ends = st.tuples(some([*KINDS]), some([*KINDS]), some(["cooperates_with", "member_of"])).filter(
        lambda e: e[0] != e[1]
    )
    ties = [
        tie(*drawn, status=draw(some(["active", "active", "planned", "none"])))
        for drawn in draw(st.lists(ends, max_size=6, unique=True))
    ]
    inquiries = [
        Inquiry(
            id=f"i{number}",
            partner=draw(some([*KINDS])),
            on=DAY,
            about=draw(some(ABOUT)),
            answered=draw(st.booleans()),
            complete=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    note(f"{partners}\n{ties}\n{inquiries}")
    return partners, ties, inquiries


@pytest.mark.parametrize("name", SPEAKING)
@settings(max_examples=150, deadline=None)
@given(told_networks(), st.integers(0, 4))
def test_a_complete_answer_only_ever_moves_not_asked_to_none(name, drawn, place):
    partners, ties, inquiries = drawn
    chosen = replace(inquiries[place % len(inquiries)], answered=True)
    others = [inquiry for inquiry in inquiries if inquiry.id != chosen.id]
    before = states(name, partners, ties, [*others, replace(chosen, complete=False)])
    after = states(name, partners, ties, [*others, replace(chosen, complete=True)])
    assert before.keys() == after.keys()
    assert {(before[key], after[key]) for key in before if before[key] != after[key]} <= {("not_asked", "none")}


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
    ties = [tie("k", "g", "supports"), tie("c", "p", "member_of")]
    assert set(states(name, partners, ties, []).values()) <= {"recorded", "not_asked"}
    assert "none" in states(name, partners, ties, everybody).values()
