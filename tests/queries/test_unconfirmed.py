"""Which ties nobody has confirmed for long, in the order to work through them, and whom to ask."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import DAY, network, networks, others, partner, tie

from graphsvc.errors import Unknown
from graphsvc.model import Viewer
from queries.unconfirmed import answer, months_after, whole_months


def listed(ties, *, on=DAY, partners=None, recorded_on=None, **arguments):
    seen = network(partners or others("abcd"), ties, on=on, recorded_on=recorded_on)
    return answer(seen, top=0, **arguments).tables["unconfirmed"].rows


# § 188 (2) and (3) BGB: a period in months ends on the day with the same number, or the month's last where it lacks that.
@pytest.mark.parametrize(
    ("confirmed", "months", "last_day"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 12, 31), 6, date(2024, 6, 30)),
        (date(2023, 6, 15), 12, date(2024, 6, 15)),
    ],
)
def test_a_month_ends_as_the_law_says(confirmed, months, last_day):
    assert months_after(confirmed, months) == last_day
    ties = [tie("a", "b", confirmed_on=confirmed)]
    assert listed(ties, on=last_day, months=months) == ()
    (row,) = listed(ties, on=last_day + timedelta(days=1), months=months)
    assert row[7:] == (confirmed, months)


def test_the_last_day_that_there_is_does_not_overflow():
    assert months_after(date(9999, 12, 1), 1) == date.max
    assert months_after(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert listed([tie("a", "b", confirmed_on=date(9999, 1, 1))], on=date.max, months=600) == ()


@given(st.dates(), st.integers(1, 600))
def test_months_keep_the_day_or_end_with_the_month(day, months):
    after = months_after(day, months)
    if after != date.max:
        assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
        assert after.day == min(day.day, monthrange(after.year, after.month)[1])
        assert whole_months(day, after) == months
        assert whole_months(day, after - timedelta(days=1)) == months - 1


def test_never_confirmed_stands_first_by_beginning_or_record_then_the_oldest_confirmation():
    ties = [
        tie("a", "b", id="1", confirmed_on=date(2022, 1, 1), since=date(2001, 1, 1)),
        tie("a", "c", id="2", confirmed_on=date(2021, 1, 1)),
        tie("a", "d", id="3", since=date(2020, 1, 1)),
        tie("b", "c", id="4", since=date(2010, 1, 1)),
        tie("b", "d", id="5"),
        tie("c", "d", id="6", confirmed_on=date(2024, 5, 1)),
    ]
    rows = listed(ties, recorded_on=date(2015, 1, 1))
    assert [row[:4:2] for row in rows] == [("b", "c"), ("b", "d"), ("a", "d"), ("a", "c"), ("a", "b")]
    assert [row[8] for row in rows] == [None, None, None, 41, 29]
    assert next(row[:4:2] for row in listed(ties)) == ("b", "d"), "of which not even that is known"


def test_equals_stand_by_name_of_whom_to_ask_then_of_the_other():
    partners = [partner("x", name="Ähre"), partner("y", name="Ahorn"), partner("z", name="Birne")]
    ties = [tie("z", "x"), tie("x", "z", "refers_to"), tie("y", "z"), tie("x", "y")]
    assert [row[:4:2] for row in listed(ties, partners=partners)] == [("y", "z"), ("x", "y"), ("x", "z"), ("z", "x")]


@pytest.mark.parametrize(
    ("ends", "reported_by", "asked"),
    [
        ("ab", "source", "a"),
        ("ab", "target", "b"),
        ("ab", "both", "a"),
        ("ab", "", "a"),
        ("ab", "other", "a"),
        ("ka", "target", "k"),
        ("ak", "source", "k"),
        ("kn", "target", "n"),
        ("kn", "source", "k"),
    ],
)
def test_an_office_is_asked_first_then_who_reported_it(ends, reported_by, asked):
    partners = [*others("ab"), partner("k", "contact_office"), partner("n", "branch_office")]
    (row,) = listed([tie(*ends, reported_by=reported_by)], partners=partners)
    assert row[0] == asked
    assert {row[0], row[2]} == set(ends)


def test_who_names_itself_asks_the_other_side():
    partners = [*others("ab"), partner("k", "contact_office")]
    ties = [tie("k", "a"), tie("b", "k", reported_by="target"), tie("a", "b")]
    rows = listed(ties, partners=partners, partner="k")
    assert [row[:4:2] for row in rows] == [("a", "k"), ("b", "k")]
    with pytest.raises(Unknown):
        listed(ties, partners=partners, partner="nobody")


def test_one_call_settles_several():
    partners = [*others("abc"), partner("k", "contact_office", name="Kontaktstelle")]
    ties = [tie("a", "b"), tie("k", "a", confirmed_on=date(2020, 1, 1)), tie("k", "b"), tie("c", "k", "refers_to")]
    found = answer(network(partners, ties))
    assert found.tables["to_ask"].rows == (("k", "Kontaktstelle", "contact_office", 3, 2), ("a", "A", "other", 1, 1))
    assert found.marks == {"k": 1.0, "a": pytest.approx(1 / 3)}
    assert found.sentence.into("de") == (
        "Zu 4 von 4 Verbindungen ist aus den letzten 12 Monaten keine Bestätigung erfasst, zu 3 davon überhaupt noch keine. "
        "Am meisten klärt eine Nachfrage bei Kontaktstelle: 3."
    )


@pytest.mark.parametrize(
    "values",
    [{"status": "planned"}, {"status": "none"}, {"until": date(2024, 5, 31)}, {"since": date(2024, 6, 2)}],
    ids=str,
)
def test_only_what_stands_today_has_to_be_confirmed(values):
    found = answer(network(others("ab"), [tie("a", "b", **values)]))
    assert found.tables["unconfirmed"].rows == found.tables["summary"].rows == ()
    assert "keine Verbindung erfasst" in found.sentence.into("de")


def test_where_all_are_confirmed_it_says_so():
    ties = [tie("a", "b", confirmed_on=DAY), tie("a", "c", confirmed_on=date(2030, 1, 1))]
    found = answer(network(others("abc"), ties), months=1)
    assert (
        found.sentence.into("de") == "Zu allen erfassten Verbindungen gibt es eine Bestätigung aus dem letzten Monat."
    )
    assert found.tables["summary"].rows == (("cooperates_with", 2, 0, 0, 2),)


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_who_is_not_staff_reads_sums_over_all_and_no_name(viewer):
    ties = [tie("a", "b"), tie("c", "b", "funds", confirmed_on=date(2020, 1, 1)), tie("a", "c", confirmed_on=DAY)]
    seen = network(others("abc"), ties, viewer=viewer)
    found = answer(seen, partner="b")
    assert list(found.tables) == ["summary"]
    assert found.tables["summary"].rows == (("cooperates_with", 2, 1, 0, 1), ("funds", 1, 0, 1, 0))
    assert found.marks == {}
    assert found == answer(seen)
    assert "Am meisten" not in found.sentence.into("de")
    with pytest.raises(Unknown):
        answer(seen, partner="nobody")


@settings(max_examples=100, deadline=None)
@given(networks(), st.integers(1, 60))
def test_the_longer_the_time_the_fewer_and_the_sums_agree(some, months):
    found, longer = (answer(some, top=0, months=each).tables for each in (months, months + 1))
    rows = found["unconfirmed"].rows
    assert set(longer["unconfirmed"].rows) <= set(rows)
    assert sum(found["to_ask"].column("ties")) == len(rows)
    assert sum(found["to_ask"].column("never")) == sum(1 for row in rows if row[7] is None)
    assert all(row[8] is None or row[8] >= months for row in rows)
    for _, ties, never, long_ago, recent in found["summary"].rows:
        assert ties == never + long_ago + recent
    counted = found["summary"]
    assert len(rows) == sum(counted.column("never")) + sum(counted.column("long_ago"))
    assert sum(counted.column("ties")) == sum(1 for _ in some.standing())


def test_where_nothing_was_ever_confirmed_it_is_said_once():
    seen = network(others("abc"), [tie("a", "b"), tie("b", "c")])
    assert answer(seen).sentence.into("de").startswith("Zu 2 von 2 Verbindungen ist noch keine Bestätigung erfasst.")
