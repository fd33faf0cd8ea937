"""A seat or a cooperation of self-help is told from any other tie, and asked-and-none from not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from catalogue_cases import open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import DAY, network, networks, partner, shuffled, tie, with_graph

from graphsvc.model import Inquiry, Viewer
from queries.representation import answer

BOARD = partner("p", "committee", area="08001")
COUNCIL = partner("r", "council", area="08002")
AUTHORITY = partner("a", "authority", area="08001")
GROUP = partner("g", "self_help_group")
OFFICE = partner("k", "contact_office")
CLINIC = partner("c", "clinic")
PARTNERS = [BOARD, COUNCIL, AUTHORITY, GROUP, OFFICE, CLINIC]


def seat(who, where, **values):
    return tie(who, where, "member_of", **values)


def told(by, about=(), *, answered=True, complete=True):
    return Inquiry(
        id=f"{by}-{about}", partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete
    )


def rows(ties=(), inquiries=(), partners=PARTNERS, **values):
    table = answer(network(partners, ties, inquiries=inquiries, **values)).tables["representation"]
    return {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}


def states(*given, **values):
    return {id: row["status"] for id, row in rows(*given, **values).items()}


@pytest.mark.parametrize("who", ["g", "k", "o"])
def test_a_seat_of_a_group_an_organisation_or_an_office_counts(who):
    partners = [*PARTNERS, partner("o", "self_help_organisation")]
    found = rows([seat(who, "p")], partners=partners)
    assert {id: row["status"] for id, row in found.items()} == {"p": "recorded", "r": "not_asked", "a": "not_asked"}
    assert (found["p"]["self_help"], found["p"]["support"]) == ((0, 1) if who == "k" else (1, 0))


@pytest.mark.parametrize(
    ("other", "counted"),
    [
        (seat("c", "p"), 0),
        (seat("g", "p", status="planned"), 0),
        (seat("g", "p", until=date(2024, 5, 31)), 0),
        (seat("p", "g"), 1),
        (tie("g", "p"), 1),
    ],
    ids=["of a clinic", "planned", "ended", "the other way round", "a cooperation"],
)
def test_no_other_tie_is_a_seat(other, counted):
    assert (rows([other])["p"]["status"], rows([other])["p"]["other"]) == ("not_asked", counted)


@pytest.mark.parametrize(
    ("given_tie", "status", "other"),
    [
        (tie("a", "g"), "recorded", 0),
        (tie("k", "a", intensity=2), "recorded", 0),
        (tie("a", "g", intensity=1), "not_asked", 1),
        (tie("a", "g", "funds"), "not_asked", 1),
        (tie("a", "g", status="planned"), "not_asked", 0),
        (tie("a", "c"), "not_asked", 0),
    ],
    ids=["with a group", "with an office", "a mere contact", "a funding", "planned", "with a clinic"],
)
def test_with_an_authority_a_cooperation_counts(given_tie, status, other):
    assert (rows([given_tie])["a"]["status"], rows([given_tie])["a"]["other"]) == (status, other)


BOTH = ("self_help", "support")


@pytest.mark.parametrize(
    ("about", "status"),
    [((), "none"), (BOTH, "none"), (("self_help",), "not_asked"), (("care",), "not_asked"), (("topics",), "not_asked")],
    ids=str,
)
@pytest.mark.parametrize("who", ["p", "r", "a"])
def test_none_needs_a_complete_answer_about_all_of_self_help(who, about, status):
    assert states(inquiries=[told(who, about)])[who] == status
    assert set(states(inquiries=[told(who, about, complete=False)]).values()) == {"not_asked"}
    assert set(states(inquiries=[told(who, about, answered=False)]).values()) == {"not_asked"}


@pytest.mark.parametrize(("who", "kind"), [("p", "member_of"), ("a", "cooperates_with")])
def test_or_the_denial_of_everybody_of_self_help(who, kind):
    of_group, of_office = tie("g", who, kind, status="none"), tie("k", who, kind, status="none")
    assert states([of_group])[who] == "not_asked"
    assert states([of_group, of_office])[who] == "none"
    assert states([of_group], [told("k", ("committee", "authority"))])[who] == "none"
    assert states([of_group], [told("k", ("clinic",))])[who] == "not_asked"


def test_a_denied_cooperation_may_stand_either_way_and_is_no_denied_seat():
    assert states([tie("a", "g", status="none"), tie("k", "a", status="none")])["a"] == "none"
    assert states([tie("a", "g", "funds", status="none"), tie("k", "a", status="none")])["a"] == "not_asked"
    assert states([tie("p", "g", status="none"), tie("k", "p", status="none")])["p"] == "not_asked"
    assert states([seat("p", "g", status="none"), seat("k", "p", status="none")])["p"] == "not_asked"


def test_a_recorded_seat_goes_before_what_was_told():
    assert states([seat("g", "p")], [told("p")])["p"] == "recorded"


@pytest.mark.parametrize(
    "chosen",
    [
        {"kinds": frozenset({"committee"})},
        {"fields": frozenset({"health"})},
        {"topics": frozenset({"Sucht"})},
        {"ties": frozenset({"member_of"})},
        {"ego": "p"},
    ],
    ids=str,
)
def test_what_a_selection_leaves_out_is_not_none(chosen):
    found = answer(network(PARTNERS, inquiries=[told("p")], **chosen))
    assert set(found.tables["representation"].column("status")) == {"not_asked"}
    assert "soweit diese Auswahl es zeigt" in found.sentence.into("de")
    assert found.caveats[0].into("de").startswith("Die Auswahl lässt Akteure oder Verbindungen weg.")


@pytest.fixture
def service(tmp_path):
    """A committee here whose only seat is that of a group elsewhere, and one elsewhere; the authority's tie is internal."""
    records = [
        partner("p", "committee", area="08117", visibility="public"),
        partner("q", "committee", area="08116", visibility="public"),
        partner("s", "health_conference", area="08116", serves=("08117",), visibility="public"),
        partner("a", "authority", area="08117", visibility="public"),
        partner("g", "self_help_group", area="08116", visibility="public"),
        seat("g", "p", visibility="public"),
        tie("a", "g"),
        told("s"),
    ]
    store = open_store(tmp_path, *records)
    yield service_of(store)
    store.close()


def test_self_help_from_beyond_the_border_counts_and_committees_there_are_not_listed(service):
    found = service.ask("representation", {"area": ["08117"]}, Viewer.STAFF).answer
    listed = {row[0]: row[4] for row in found.tables["representation"].rows}
    assert listed == {"p": "recorded", "s": "none", "a": "recorded"}
    assert found.tables["areas"].rows == (("08117", "Göppingen", 1, 2, 2, 1, 0, 3),)
    assert found.sentence.into("de") == (
        "In 1 von 2 Gremien, Räten und Ausschüssen ist kein Sitz der Selbsthilfe erfasst. Bei der einen erfassten Behörde "
        "ist eine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst. Wo nichts erfasst ist, liegt Auskunft vor."
    )
    assert "Bevölkerung: Stand 31.12.2018" in " ".join(caveat.into("de") for caveat in found.caveats)


def test_the_public_reads_sums_of_what_it_may_see_and_nobody_is_named(service):
    found = service.ask("representation", {"area": ["08117"]}, Viewer.PUBLIC).answer
    assert list(found.tables) == ["kinds", "areas"]
    assert found.marks == {}
    assert {row[0]: row[1:] for row in found.tables["kinds"].rows} == {
        "health_conference": (1, 0, 0, 0, 1, 1),
        "committee": (0, 1, 1, 0, 0, 1),
        "authority": (1, 0, 0, 0, 1, 1),
    }
    assert found.sentence.into("de") == (
        "In 1 von 2 Gremien, Räten und Ausschüssen ist kein Sitz der Selbsthilfe erfasst, soweit es hier zu sehen ist. Bei "
        "der einen erfassten Behörde ist keine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst, "
        "soweit es hier zu sehen ist."
    )


def test_a_district_counts_who_sits_there_or_is_there_for_it():
    bodies = [
        replace(BOARD, serves=("08001", "08002")),
        COUNCIL,
        partner("l", "authority", area="08", serves=("08",)),
        partner("m", "committee", area="08001007"),
    ]
    found = answer(network([*bodies, GROUP], [seat("g", "p")]))
    assert found.tables["areas"].rows == (("08001", "Oben", 1, 1, 1, 0, 1, 2), ("08002", "Unten", 1, 1, 1, 0, 1, 2))
    assert any(caveat.into("de").startswith("1 Akteur liegt in keinem Gebiet dieser Ebene") for caveat in found.caveats)


@pytest.mark.parametrize(("serves", "more"), [(("08001", "08002"), "zusammen 1 mehr als im Satz"), ((), "")])
def test_it_says_where_the_table_by_area_counts_one_more_than_once(serves, more):
    found = answer(network([replace(BOARD, area="08001", serves=serves)], []))
    said = [caveat.into("de") for caveat in found.caveats if "in jedem" in caveat.into("de")]
    assert [more in text for text in said] == [True] * bool(more)


def test_the_list_begins_with_what_is_not_known():
    found = rows([seat("g", "p")], [told("a")])
    assert [(id, row["status"]) for id, row in found.items()] == [("r", "not_asked"), ("a", "none"), ("p", "recorded")]
    assert answer(network(PARTNERS, [seat("g", "p")], inquiries=[told("a")])).marks == {"r": 1.0, "a": 0.6}


@pytest.mark.parametrize(
    ("partners", "ties", "words"),
    [
        ([], [], "In dieser Auswahl sind keine Gremien und keine Behörden erfasst."),
        ([GROUP], [], "In dieser Auswahl sind keine Gremien und keine Behörden erfasst."),
        (
            [BOARD],
            [],
            "In dem einen erfassten Gremium ist kein Sitz der Selbsthilfe erfasst. Wo nichts erfasst ist, wurde",
        ),
        ([BOARD, GROUP], [seat("g", "p")], "In dem einen erfassten Gremium ist ein Sitz der Selbsthilfe erfasst."),
        (
            [BOARD, COUNCIL, GROUP],
            [seat("g", "p"), seat("g", "r")],
            "In allen 2 Gremien, Räten und Ausschüssen ist ein",
        ),
        ([AUTHORITY], [], "Bei der einen erfassten Behörde ist keine Kooperation"),
    ],
    ids=["empty", "no committee", "one", "one with a seat", "all", "an authority"],
)
def test_the_first_sentence(partners, ties, words):
    assert answer(network(partners, ties)).sentence.into("de").startswith(words)


@settings(max_examples=80, deadline=None)
@given(networks(), st.integers(0, 100))
def test_everybody_has_one_state_and_the_order_of_records_changes_nothing(some, seed):
    some = some.at(some.day)
    found = answer(some).tables
    assert answer(shuffled(some, seed)).tables == found
    listed = found["representation"]
    asked = {"health_conference", "committee", "council", "authority"}
    assert sorted(listed.column("partner")) == sorted(some.of_kind(*asked))
    for kind, missing, recorded, own, none, not_asked, partners in found["kinds"].rows:
        mine = [row for row in listed.rows if row[2] == kind]
        assert partners == len(mine) == recorded + none + not_asked
        assert missing == none + not_asked
        assert own <= recorded == sum(1 for row in mine if row[5] or row[6])


@settings(max_examples=80, deadline=None)
@given(networks())
def test_an_answer_only_ever_moves_not_asked_to_none(some):
    some = some.at(some.day)
    before = answer(with_graph(some.graph, some, [replace(i, complete=False) for i in some.inquiries]))
    after = answer(with_graph(some.graph, some, [replace(i, complete=True) for i in some.inquiries]))
    was, now = (
        dict(
            zip(
                each.tables["representation"].column("partner"),
                each.tables["representation"].column("status"),
                strict=True,
            )
        )
        for each in (before, after)
    )
    assert all(now[id] == status or (status, now[id]) == ("not_asked", "none") for id, status in was.items())


def test_the_day_counts():
    later = network(PARTNERS, [seat("g", "p", since=date(2024, 7, 1))]).at(DAY)
    assert set(answer(later).tables["representation"].column("status")) == {"not_asked"}
