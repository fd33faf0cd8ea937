"""A tie is found again by its ends, kind, beginning, forms and money; several of a kind may stand side by side."""

from __future__ import annotations

from datetime import date

from made_lists import PARTNERS, TIES, tie_between

TWO = "source;target;kind;intensity;since;until\nkst;kl;;2;2015-01-01;2018-12-31\nkst;kl;;4;2022-01-01;\n"


def test_two_partners_may_have_several_ties_of_a_kind_with_different_times(desk):
    desk.put(PARTNERS, TWO)
    ties = sorted(desk.records.ties.values(), key=lambda tie: tie.since)
    assert [(tie.since.year, tie.intensity) for tie in ties] == [(2015, 2), (2022, 4)]
    assert len(desk.look(TWO).changes) == 0
    desk.put("source;target;since;formality\nkst;kl;2022-01-01;schriftlich\n")
    assert {tie.formality for tie in desk.records.ties.values() if tie.since.year == 2022} == {"written"}
    assert len(desk.records.ties) == 2


def test_two_ties_that_differ_only_in_their_end_do_not_overwrite_each_other(desk):
    rows = ["kst;kl;2019-12-31\n", "kst;kl;2022-12-31\n"]
    for ended in ("".join(rows), "".join(reversed(rows))):
        desk.put(PARTNERS, f"source;target;until\n{ended}")
        assert sorted(tie.until.year for tie in desk.records.ties.values()) == [2019, 2022]
    assert len(desk.look(f"source;target;until\n{ended}").changes) == 0
    assert desk.store.revision() == 1


def test_a_tie_that_ends_stays_the_same_tie(desk):
    desk.put(PARTNERS, TIES)
    desk.put("source;target;since;until\nkst;kl;2020-01-01;2024-03-31\n")
    assert tie_between(desk, "kst", "kl").until == date(2024, 3, 31)
    assert len(desk.look(TIES).changes) == 0


def test_a_tie_whose_end_moves_stays_the_same_tie(desk):
    desk.put(PARTNERS, "source;target;since;until\nkst;kl;2020-01-01;2023-12-31\n")
    desk.put("source;target;since;until\nkst;kl;2020-01-01;2025-12-31\n")
    assert tie_between(desk, "kst", "kl").until == date(2025, 12, 31)
    desk.put("source;target;since;until\nkst;kl;2020-01-01;-\n")
    assert tie_between(desk, "kst", "kl").until is None


def test_the_same_forms_in_another_order_are_the_same_tie(desk):
    desk.put(PARTNERS, "source;target;forms\nkst;kl;Räume|Projekt\n")
    assert len(desk.look("source;target;forms\nkst;kl;Projekt|Räume\n").changes) == 0
    desk.put("source;target;forms\nkst;kl;Fortbildung\n")
    assert len(desk.records.ties) == 2
    assert len(desk.look("source;target;forms\nkst;kl;Projekt|Räume\nkst;kl;Fortbildung\n").changes) == 0


def test_a_later_beginning_is_another_tie(desk):
    desk.put(PARTNERS, "source;target;since\nkst;kl;2015-01-01\n")
    desk.put("source;target;since\nkst;kl;2022-01-01\n")
    assert sorted(tie.since.year for tie in desk.records.ties.values()) == [2015, 2022]


def test_an_unknown_column_of_a_tie_is_kept_under_its_name(desk):
    desk.put(PARTNERS, "source;target;Ort der Treffen\nkst;kl;im Klinikum\n")
    assert tie_between(desk, "kst", "kl").attrs == {"Ort der Treffen": "im Klinikum"}


def test_a_cooperation_is_found_again_from_the_other_end_and_a_support_is_not(desk):
    desk.put(PARTNERS, "source;target;kind;reported_by\nkst;kl;;source\nkst;kl;refers_to;\n")
    found = desk.look("source;target;kind;intensity;reported_by\nkl;kst;;3;target\nkl;kst;refers_to;;\n")
    assert [(c.verb, c.after.kind) for c in found.changes] == [("changed", "cooperates_with"), ("added", "refers_to")]
    same = found.changes.changes[0].after
    assert (same.source, same.reported_by, same.intensity) == ("kst", "source", 3)


def test_none_and_planned_are_ties_of_their_own(desk):
    desk.put(PARTNERS, TIES)
    more = "source;target;status\nkst;kl;gefragt und verneint\nshg;kl;geplant\nshg;kl;aktiv\n"
    desk.put(more)
    statuses = sorted(tie.status for tie in desk.records.ties.values())
    assert statuses == ["active", "active", "active", "none", "planned"]
    assert len(desk.look(more).changes) == 0


def test_money_of_two_years_is_two_ties(desk):
    head, first = "source;target;kind;amount;year;basis\n", "pool;shg;Förderung;1.500,50 €;2023;§ 45d SGB XI\n"
    second = "pool;shg;funds;900;2024;45d\n"
    desk.put(PARTNERS, "id;name;kind\npool;Fördertopf;funding_pool\n", head + first)
    desk.put(head + second)
    assert {(t.amount, t.year, t.basis) for t in desk.records.ties.values()} == {
        (1500.5, 2023, "45d"),
        (900, 2024, "45d"),
    }
    assert len(desk.look(head + first + second).changes) == 0


def test_a_basis_that_names_sgb_viii_stays_as_it_was_written(desk):
    desk.put(PARTNERS, "id;name;kind\npool;Fördertopf;funding_pool\n")
    found = desk.put("source;target;kind;basis\npool;shg;funds;§ 20h SGB VIII\n")
    assert tie_between(desk, "pool", "shg").basis == "§ 20h SGB VIII"
    (remark,) = found.remarks
    assert (remark.column, remark.value, remark.refused) == ("basis", "§ 20h SGB VIII", False)


def test_us_makes_every_row_a_cooperation_that_we_reported(desk):
    desk.put(PARTNERS)
    text = """Kooperationspartner;Art;Intensität;Zusammenarbeit seit;Form;zuletzt bestätigt
Amt für Soziales;Behörde;3;2018;Räume;01.02.2024
Kontaktstelle Göppingen;KISS;;;;
"""
    desk.put(text, us="kst", area="08117", visibility="partners")
    (tie,) = desk.records.ties.values()
    assert (tie.source, tie.kind, tie.reported_by, tie.intensity) == ("kst", "cooperates_with", "source", 3)
    assert (tie.since, tie.forms, tie.visibility) == (date(2018, 1, 1), ("rooms",), "partners")
    assert tie.confirmed_on == date(2024, 2, 1)
    assert len(desk.look(text, us="kst", area="08117", visibility="partners").changes) == 0


def test_us_finds_a_tie_again_that_the_other_side_recorded(desk):
    desk.put(PARTNERS, "source;target\nkl;kst\n")
    desk.put("id;name;kind;intensity\nkl;Klinikum Mitte;clinic;2\n", us="kst")
    tie = tie_between(desk, "kl", "kst")
    assert (tie.source, tie.reported_by, tie.intensity) == ("kl", "target", 2)
