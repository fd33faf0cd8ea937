"""What is known about each pair of kinds, in three states, and never a word of reproach."""

from __future__ import annotations

import re
from datetime import date

import pytest
from catalogue_cases import ask, open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, partner, tie

from graphsvc.model import Inquiry, Viewer
from graphsvc.vocabulary import KINDS
from queries.unconnected import answer

CLINICS = [partner(id, "clinic") for id in "xyz"]
GROUPS = [partner(id, "self_help_group") for id in "ab"]


def told(by, about=("self_help_group",), *, answered=True, complete=True):
    id = f"{by}-{'-'.join(about)}"
    return Inquiry(id=id, partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def states(ties=(), inquiries=(), partners=(*CLINICS, *GROUPS), **values):
    found = answer(network(partners, ties, inquiries=inquiries, **values))
    return {row[0]: row[4] for row in found.tables["unconnected"].rows}


def test_what_is_not_known_stands_first_then_names():
    ties = [tie("x", "a"), tie("y", "a", status="none")]
    assert list(states(ties).items()) == [("z", "not_asked"), ("y", "none"), ("x", "recorded")]
    assert list(states()) == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "recorded"),
        ({"intensity": 1}, "recorded"),
        ({"kind": "refers_to"}, "recorded"),
        ({"until": date(2024, 6, 1)}, "recorded"),
        ({"until": date(2024, 5, 31)}, "not_asked"),
        ({"since": date(2024, 6, 2)}, "not_asked"),
        ({"status": "planned"}, "not_asked"),
        ({"status": "none"}, "none"),
    ],
    ids=str,
)
def test_a_tie_says_it_in_either_direction(values, state):
    assert states([tie("x", "a", **values)])["x"] == state
    assert states([tie("a", "x", **values)])["x"] == state


def test_a_refusal_holds_for_its_days_only():
    """A look back brings ties that have ended; a refusal that has ended says nothing about today."""
    for until, state in ((date(2024, 5, 31), "not_asked"), (date(2024, 6, 1), "none")):
        back = network([*CLINICS, *GROUPS], [tie("x", "a", status="none", until=until)], since=date(2020, 1, 1))
        listed = ask("unconnected", back).answer.tables["unconnected"]
        assert dict(zip(listed.column("partner"), listed.column("status"), strict=True))["x"] == state


def test_a_tie_outweighs_a_refusal_and_a_complete_answer():
    ties = [tie("x", "a"), tie("x", "b", status="none")]
    assert states(ties, [told("x")])["x"] == "recorded"


def test_a_tie_to_another_kind_says_nothing():
    office = partner("k", "contact_office")
    assert (
        states([tie("x", "k"), tie("y", "k", status="none")], partners=[*CLINICS, *GROUPS, office])["x"] == "not_asked"
    )


@pytest.mark.parametrize(
    "inquiry",
    [told("x"), told("x", ()), told("x", ("self_help",)), told("x", ("insurer", "self_help_group"))],
    ids=lambda inquiry: str(inquiry.about),
)
def test_its_own_complete_answer_that_covers_the_kind_is_none(inquiry):
    assert states(inquiries=[inquiry]) == {"x": "none", "y": "not_asked", "z": "not_asked"}


@pytest.mark.parametrize(
    "inquiry",
    [told("x", answered=False), told("x", complete=False), told("x", ("topics",)), told("x", ("clinic",)), told("k")],
    ids=str,
)
def test_any_other_answer_is_not(inquiry):
    office = partner("k", "contact_office")
    assert states(inquiries=[inquiry], partners=[*CLINICS, *GROUPS, office])["x"] == "not_asked"


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        ({"ties": frozenset({"refers_to"})}, "not_asked"),
        ({"fields": frozenset({"health"})}, "not_asked"),
        ({"topics": frozenset({"Sucht"})}, "not_asked"),
        ({"ego": "x"}, "not_asked"),
        ({"kinds": frozenset({"clinic"})}, "not_asked"),
        ({"kinds": frozenset({"clinic", "self_help_group"})}, "none"),
        ({"areas": frozenset({"08"})}, "none"),
        ({}, "none"),
    ],
    ids=str,
)
def test_what_a_selection_may_leave_out_is_not_none(chosen, state):
    there = [each for each in (*CLINICS, *GROUPS) if each.kind in chosen.get("kinds", (each.kind,))]
    everybody = [told(each.id, ()) for each in there]
    refusals = [tie("x", "a", status="none")] if len(there) > len(CLINICS) else []
    for ties, inquiries in ([], everybody), (refusals, everybody):
        found = answer(network(there, ties, inquiries=inquiries, **chosen))
        assert found.tables["unconnected"].column("status")[0] == state
        said = any("Darum zählen Auskünfte hier nicht" in text.into("de") for text in found.caveats)
        assert said == (state == "not_asked")


def test_the_other_side_must_have_told_without_exception():
    assert set(states(inquiries=[told("a", ("clinic",))]).values()) == {"not_asked"}
    assert set(states(inquiries=[told("a", ("clinic",)), told("b", ("care",))]).values()) == {"none"}
    assert set(states(inquiries=[told("a", ()), told("b", ("topics",))]).values()) == {"not_asked"}


def test_where_there_is_nobody_of_the_other_kind_nothing_is_none():
    found = answer(network(CLINICS))
    assert found.tables["summary"].rows == (("recorded", 0), ("none", 0), ("not_asked", 3))
    assert any("darum kann hier nichts verbunden sein" in caveat.into("de") for caveat in found.caveats)


def test_the_public_reads_sums_and_no_list():
    ties = [tie("x", "a"), tie("y", "a", status="none")]
    public = answer(network([*CLINICS, *GROUPS], ties, viewer=Viewer.PUBLIC))
    assert list(public.tables) == ["summary", "areas"]
    assert public.marks == {}
    assert [row[1] for row in public.tables["summary"].rows] == [1, 1, 1]


def test_the_public_is_not_told_none_where_staff_see_a_tie(tmp_path):
    """A complete answer speaks of ties that the public may not see: for the public it settles nothing."""
    public = [partner("x", "clinic", visibility="public"), partner("a", "self_help_group", visibility="public")]
    store = open_store(tmp_path, *public, tie("x", "a"), told("x"))
    seen = [
        service_of(store).ask("unconnected", {}, viewer).answer.tables["summary"].rows
        for viewer in (Viewer.STAFF, Viewer.PUBLIC)
    ]
    store.close()
    assert seen == [
        (("recorded", 1), ("none", 0), ("not_asked", 0)),
        (("recorded", 0), ("none", 0), ("not_asked", 1)),
    ]


REPROACH = re.compile(
    r"(?i)mangel|versäum|weiger|unwill|ignor|versag|schlecht|isolier|defizit|leider|trotz|müss|sollte|schuld|fehlt|lücke"
    r"|\b(fail|refus|ignor|poor|isolat|lack|miss|deficit|unfortunat|despite|should|must|gap|neglect|unwilling)"
)


@pytest.mark.parametrize("of", KINDS)
@pytest.mark.parametrize("viewer", Viewer)
def test_it_never_words_a_reproach(of, viewer):
    partners = [*CLINICS, *GROUPS, *(partner(f"p{n}", of) for n in range(3))]
    ties = [tie("p0", "a"), tie("p1", "a", status="none")]
    for to in ("self_help_group", "insurer"):
        found = answer(network(partners, ties, viewer=viewer), of=of, to=to)
        labels = [
            text for t in found.tables.values() for c in t.columns for text in (t.title, c.label, *c.words.values())
        ]
        for text in (found.sentence, found.method, *found.caveats, *labels):
            for language in ("de", "en"):
                assert not REPROACH.search(text.into(language)), text.into(language)


def test_the_sentence_tells_what_is_open_from_what_is_not_asked():
    sentence = answer(network([*CLINICS, *GROUPS], [tie("x", "a"), tie("y", "a", status="none")])).sentence
    assert sentence.into("de") == (
        "Bei 2 von 3 Kliniken ist keine Zusammenarbeit mit Selbsthilfegruppen erfasst; zu 1 davon liegt keine "
        "Auskunft vor (nicht gefragt, oder keine Antwort)."
    )


@pytest.mark.parametrize(
    ("ties", "inquiries", "viewer", "said"),
    [
        ([tie(id, "a") for id in "xyz"], [], Viewer.STAFF, "Bei 3 von 3 Kliniken ist eine Zusammenarbeit mit"),
        ([tie(id, "a") for id in "xy"], [told("z")], Viewer.STAFF, "erfasst; dazu liegt Auskunft vor."),
        ([tie(id, "a") for id in "xy"], [], Viewer.PUBLIC, "Selbsthilfegruppen erfasst, die hier zu sehen ist."),
    ],
)
def test_the_sentence_claims_no_more_than_is_known(ties, inquiries, viewer, said):
    """To the public, who sees no inquiries, it says nothing about who was asked."""
    found = answer(network([*CLINICS, *GROUPS], ties, inquiries=inquiries, viewer=viewer))
    assert said in found.sentence.into("de")
    if viewer is Viewer.PUBLIC:
        assert not any("Auskunft" in caveat.into("de") for caveat in found.caveats)


def listed(partners, ties, **arguments):
    table = answer(network(partners, ties), **arguments).tables["unconnected"]
    return {row[0]: row[5:] for row in table.rows}


def test_who_could_ask_is_an_office_or_else_the_best_connected():
    partners = [*CLINICS, *GROUPS, partner("k", "contact_office"), partner("s", "service"), partner("t", "service")]
    ties = [tie("x", "t"), tie("x", "k", "refers_to"), tie("s", "y"), tie("t", "y"), tie("t", "z"), tie("z", "a")]
    assert {id: way for id, (_, way) in listed(partners, ties).items()} == {"x": "k", "y": "t", "z": None}
    assert listed(partners, [tie("x", "k", status="planned")])["x"][1] is None


def test_groups_nearby_are_those_of_the_same_district():
    places = {"x": "08001", "y": "08001017", "z": "08"}
    partners = [partner(id, "clinic", area=area) for id, area in places.items()]
    partners += [partner(id, "self_help_group", area=area) for id, area in (("a", "08001009"), ("b", "08002"))]
    assert {id: nearby for id, (nearby, _) in listed(partners, []).items()} == {"x": 1, "y": 1, "z": None}
    assert {id: nearby for id, (nearby, _) in listed(partners, [], to="clinic").items()} == {"x": 1, "y": 1, "z": None}


def test_sums_by_district_count_the_three_states():
    partners = [partner(id, "clinic", area=area) for id, area in (("x", "08001"), ("y", "08001017"), ("z", "08002"))]
    found = answer(network([*partners, *GROUPS, partner("n", "clinic")], [tie("x", "a"), tie("z", "a", status="none")]))
    assert found.tables["areas"].rows == (("08001", "Oben", 2, 1, 0, 1), ("08002", "Unten", 1, 0, 1, 0))


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(list(KINDS)), st.sampled_from(["self_help_group", "clinic", "other"]))
def test_the_three_states_part_the_partners_of_the_kind(some, of, to):
    found = answer(some, of=of, to=to)
    assert sorted(found.tables["unconnected"].column("partner")) == sorted(some.partners(of))
    listed = found.tables["unconnected"].column("status")
    assert dict(found.tables["summary"].rows) == {
        state: listed.count(state) for state in ("recorded", "none", "not_asked")
    }
    assert set(found.marks) == {row[0] for row in found.tables["unconnected"].rows if row[4] != "recorded"}
