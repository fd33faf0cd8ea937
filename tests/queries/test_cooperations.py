"""What counts as a cooperation, and how several ties with one partner become one row."""

from __future__ import annotations

from datetime import date

import pytest
from small_networks import network, partner, tie

from graphsvc.errors import Unknown
from graphsvc.model import Inquiry, Viewer
from queries.cooperations import answer

K = partner("k", "contact_office", name="Kontaktstelle")


def rows(ties, ids="abcdef", **arguments):
    partners = [K, *(partner(id, "clinic") for id in ids)]
    return answer(network(partners, ties), partner="k", **arguments).tables["cooperations"].rows


@pytest.mark.parametrize("values", [{"intensity": level} for level in (2, 3, 4, None)], ids=str)
def test_exchange_and_more_or_unknown_is_a_cooperation(values):
    assert [row[0] for row in rows([tie("k", "a", **values), tie("b", "k", **values)])] == ["a", "b"]


@pytest.mark.parametrize(
    "values",
    [
        {"intensity": 1},
        {"status": "planned"},
        {"status": "none"},
        {"kind": "refers_to"},
        {"kind": "supports"},
        {"until": date(2024, 5, 31)},
        {"since": date(2024, 6, 2)},
    ],
    ids=str,
)
def test_contact_plans_refusals_other_ties_and_other_days_are_none(values):
    assert rows([tie("k", "a", **values)]) == ()


def test_several_ties_with_one_partner_are_one_row_of_the_best_known():
    ties = [
        tie("k", "a", id="1", intensity=2, formality="written", since=date(2020, 1, 1), confirmed_on=date(2021, 1, 1)),
        tie("a", "k", id="2", intensity=4, formality="loose", since=date(2015, 1, 1)),
        tie("k", "a", id="3", formality="", confirmed_on=date(2024, 1, 1)),
        tie("k", "a", id="4", intensity=1, since=date(2001, 1, 1)),
    ]
    (row,) = rows(ties)
    assert row[:7] == ("a", "A", "care", 4, "written", date(2015, 1, 1), date(2024, 1, 1))


def table(ties, ids="abcdef", **values):
    partners = [K, *(partner(id, "clinic", area="08001") for id in ids)]
    return answer(network(partners, ties, **values), partner="k").tables


def test_a_row_tells_kind_area_and_every_form():
    ties = [tie("k", "a", id="1", forms=("training", "rooms")), tie("a", "k", id="2", forms=("rooms", "project"))]
    row = dict(zip(table(ties)["cooperations"].names, *table(ties)["cooperations"].rows, strict=True))
    assert (row["kind"], row["area"], row["forms"]) == ("clinic", "08001", ("rooms", "training", "project"))


@pytest.mark.parametrize(
    ("confirmed", "stale"),
    [((), True), ((date(2022, 6, 1),), True), ((date(2022, 6, 2),), False), ((date(2022, 6, 2), None), False)],
)
def test_what_nobody_confirmed_for_two_years_is_to_be_confirmed(confirmed, stale):
    ties = [tie("k", "a", id=str(n), confirmed_on=day) for n, day in enumerate(confirmed or (None,))]
    assert table(ties)["cooperations"].column("stale") == [stale]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("k", "a", "source")], "here"),
        ([("a", "k", "source")], "there"),
        ([("k", "a", "target")], "there"),
        ([("k", "a", "both")], "both"),
        ([("k", "a", "source"), ("a", "k", "source")], "both"),
        ([("k", "a", "source"), ("a", "k", "target")], "here"),
        ([("k", "a", "other")], "other"),
        ([("k", "a", "other"), ("a", "k", "target")], "here"),
        ([("k", "a", "")], None),
    ],
)
def test_which_side_told_of_it(told, expected):
    ties = [tie(source, target, id=str(n), reported_by=by) for n, (source, target, by) in enumerate(told)]
    gone = [
        tie("k", "a", id="g", reported_by="both", until=date(2024, 5, 31)),
        tie("k", "a", "refers_to", reported_by="both"),
    ]
    assert table([*ties, *gone])["cooperations"].column("told_by") == [expected]


def test_only_staff_see_by_name_what_is_one_sided_or_to_be_confirmed():
    for viewer in Viewer:
        names = table([tie("k", "a")], viewer=viewer)["cooperations"].names
        assert {"stale", "told_by"} & set(names) == ({"stale", "told_by"} if viewer is Viewer.STAFF else set())


def test_plans_stand_apart():
    ties = [
        tie("k", "a", status="planned", since=date(2024, 9, 1)),
        tie("c", "k", status="planned"),
        tie("k", "b", id="1", status="planned"),
        tie("k", "b", id="2"),
        tie("k", "d", status="planned", until=date(2024, 5, 31)),
        tie("k", "e", "refers_to", status="planned"),
    ]
    found = table(ties)
    assert found["planned"].rows == (("a", "A", "care", date(2024, 9, 1)), ("c", "C", "care", None))
    assert found["cooperations"].column("partner") == ["b"]


def test_mere_contacts_are_counted_so_that_nobody_misses_them():
    ties = [
        tie("k", "a", id="1", intensity=1),
        tie("k", "a", id="2"),
        tie("k", "b", intensity=1),
        tie("c", "k", intensity=1),
    ]
    partners = [K, *(partner(id, "clinic") for id in "abc")]
    caveats = [caveat.into("de") for caveat in answer(network(partners, ties), partner="k").caveats]
    assert "Mit 2 weiteren Akteuren ist nur ein Kontakt erfasst; das zählt nicht als Kooperation." in caveats


def test_unanswered_inquiries_of_others_do_not_matter_here():
    partners = [K, *(partner(id, "clinic") for id in "abc")]
    inquiries = [Inquiry(id=id, partner=id, on=date(2024, 1, 1), answered=id == "b") for id in "abc"]
    caveats = answer(network(partners, [tie("k", "a"), tie("k", "b")], inquiries=inquiries), partner="k").caveats
    assert caveats[-1].into("de") == "1 Akteur hat auf eine Erhebung nicht geantwortet."


def test_the_closest_stand_first_and_the_unknown_last():
    ties = [tie("k", id, intensity=level) for id, level in zip("abcdef", (None, 2, 4, 3, 4, None), strict=True)]
    assert [row[0] for row in rows(ties)] == ["c", "e", "d", "b", "a", "f"]
    assert [row[0] for row in rows(ties, top=2)] == ["c", "e"]


def test_sectors_and_formalities_add_up_to_the_partners():
    ties = [tie("k", "a", intensity=3, formality="oral"), tie("k", "b"), tie("k", "o", intensity=2, formality="oral")]
    partners = [K, partner("a", "clinic"), partner("b", "clinic"), partner("o", "authority")]
    found = answer(network(partners, ties), partner="k")
    assert found.tables["sectors"].rows == (("care", 2, 0, 0, 1, 0, 1), ("administration", 1, 0, 1, 0, 0, 0))
    assert found.tables["formalities"].rows == (("oral", 2), (None, 1))
    assert "mit 3 Akteuren aus 2 Bereichen" in found.sentence.into("de")
    assert found.marks == {"k": 1.0, "a": pytest.approx(0.85), "b": 0.4, "o": pytest.approx(0.7)}


def test_it_is_compared_with_the_survey_of_2007_and_the_median_of_the_other_offices():
    # 1,900 cooperations / 135 offices = 14.07
    others = [partner(id, "contact_office") for id in "xyz"]
    clinics = [partner(f"c{n}", "clinic") for n in range(6)]
    ties = [tie("k", "c0")] + [tie(id, f"c{n}") for id, count in (("x", 2), ("y", 5), ("z", 3)) for n in range(count)]
    sentence = answer(network([K, *others, *clinics], ties), partner="k").sentence
    assert sentence.into("de").endswith("im Mittel 14 je Stelle, bei den anderen Stellen hier sind es in der Mitte 3.")
    assert sentence.into("en").startswith("Kontaktstelle cooperates with 1 partner")


def test_without_a_partner_it_is_the_office_with_the_most_and_the_first_by_name_of_equals():
    offices = [K, partner("x", "support_office", name="Büro"), partner("y", "contact_office", name="Anlauf")]
    clinics = [partner(id, "clinic") for id in "abc"]
    ties = [tie("k", "a"), tie("x", "a"), tie("x", "b"), tie("y", "b"), tie("y", "c"), tie("a", "b"), tie("a", "c")]
    assert answer(network([*offices, *clinics], ties)).sentence.into("de").startswith("Anlauf ")
    assert answer(network([*offices, *clinics], ties), partner="a").sentence.into("de").startswith("A arbeitet mit 4 ")
    assert answer(network([*offices, *clinics], ties, ego="k")).sentence.into("de").startswith("Kontaktstelle ")


def test_nothing_recorded_is_not_said_to_be_nothing():
    sentence = answer(network([K, partner("a", "clinic")]), partner="k").sentence
    assert (
        sentence.into("de") == "Für Kontaktstelle ist keine Kooperation erfasst. Das heißt nicht, dass es keine gibt."
    )


def test_a_partner_who_is_not_there_is_named():
    with pytest.raises(Unknown) as found:
        answer(network([K]), partner="weg")
    assert found.value.pointer == "partner"
    assert "„weg“" in found.value.text.into("de")


def test_what_is_not_known_is_a_caveat():
    ties = [tie("k", "a", confirmed_on=date(2022, 6, 2)), tie("k", "b", intensity=3, confirmed_on=date(2022, 6, 1))]
    partners = [K, partner("a", "clinic"), partner("b", "clinic")]
    caveats = [caveat.into("de") for caveat in answer(network(partners, ties), partner="k").caveats]
    assert caveats == [
        "Bei 2 von 2 Verbindungen ist nicht erfasst, wer sie angegeben hat.",
        "Bei 1 Kooperation ist die Intensität nicht bekannt.",
        # 1 June 2022 is 731 days before 1 June 2024, one more than twice 365
        "Bei 1 von 2 Verbindungen ist die letzte Bestätigung mehr als zwei Jahre alt.",
    ]


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_who_sees_a_part_is_told_so_and_gets_no_comparison(viewer):
    found = answer(
        network([K, partner("a", "clinic"), partner("b", "clinic")], [tie("k", "a"), tie("k", "b")], viewer=viewer)
    )
    assert found.sentence.into("de") == (
        "Soweit hier zu sehen: Kontaktstelle arbeitet mit 2 Akteuren aus 1 Bereich zusammen."
    )
    nothing = answer(network([K], viewer=viewer)).sentence.into("de")
    assert nothing.startswith("Soweit hier zu sehen: Für Kontaktstelle ist keine Kooperation erfasst.")
    assert answer(network([], viewer=viewer)).sentence.into("de").startswith("Soweit hier zu sehen: In dieser Auswahl")
