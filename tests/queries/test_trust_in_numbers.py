"""Whose answers are missing, how far the figures move with them, and when nothing can be said about that."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, partner, path, tie

from graphsvc.model import Inquiry, Viewer
from queries.trust_in_numbers import answer

ASKED = date(2024, 1, 5)
PARTNERS = [partner("a", "clinic"), partner("b", "clinic"), partner("g", "self_help_group"), partner("h", "authority")]
TIES = [tie("a", "g"), tie("a", "h")]


def told(by, *about, answered=True, complete=False, on=ASKED):
    return Inquiry(id=f"{by}-{on}-{about}", partner=by, on=on, about=about, answered=answered, complete=complete)


def silent(by, *about, on=ASKED):
    return told(by, *about, answered=False, on=on)


def figures(inquiries, partners=PARTNERS, ties=TIES):
    found = answer(network(partners, ties, inquiries=inquiries)).tables["figures"]
    return {row[0]: row[1:] for row in found.rows}


def bands(*inquiries):
    """Return the recorded mean degree and between which it lies."""
    value, _, low, high = figures(inquiries)["mean_degree"]
    return value, low, high


def test_by_hand():
    """B like A has two ties: four of six pairs instead of two, and of four partners two ties each instead of one."""
    found = figures([told("a"), silent("b")])
    assert found["mean_degree"] == (1, 2, 1, 2)
    assert found["density"] == (pytest.approx(1 / 3), *[pytest.approx(each) for each in (2 / 3, 1 / 3, 2 / 3)])
    assert found["reach"] == (0.5, 1, 0.5, 1)  # three of four joined, then all: 3 of 6 pairs, 6 of 6
    assert found["e_i"] == (1, 1, 1, 1)
    # degrees 2 1 1 0 and 2 2 2 2: Freeman's (0 + 1 + 1 + 2) / 6, then 0
    assert found["centralisation"] == (pytest.approx(2 / 3), 0, 0, pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("about", "high"),
    [
        ((), 2),
        (("self_help_group",), 1.5),
        (("self_help",), 1.5),
        (("self_help_group", "authority"), 2),
        (("cooperates_with",), 2),
        (("insurer",), 1),
        (("self_help_group", "topics", "Sucht"), 1.5),
    ],
    ids=str,
)
def test_only_ties_that_were_asked_about_may_be_missing(about, high):
    assert bands(told("a"), silent("b", *about)) == (1, 1, high)


@pytest.mark.parametrize("about", [("topics",), ("Sucht",)], ids=str)
def test_a_question_about_topics_is_none_about_ties(about):
    assert bands(told("a"), silent("b", *about)) == (1, 1, 1)
    assert bands(told("a", *about), silent("b")) == (1, None, None)


def test_who_answered_once_has_answered():
    later = date(2024, 3, 1)
    assert bands(told("a"), told("b"), silent("b", on=later)) == (1, 1, 1)
    assert bands(told("a"), silent("b"), told("b", on=later)) == (1, 1, 1)


def test_who_told_completely_would_have_named_it():
    assert bands(told("a"), silent("b"), told("g", complete=True), told("h")) == (1, 1, 1.5)
    assert bands(told("a"), silent("b"), told("g", "insurer", complete=True), told("h")) == (1, 1, 2)


@pytest.mark.parametrize(
    ("inquiries", "said"),
    [
        ([], "Dass hier jemand nach Verbindungen gefragt wurde, ist nicht erfasst"),
        ([silent("a", "topics")], "Dass hier jemand nach Verbindungen gefragt wurde, ist nicht erfasst"),
        (
            [silent("a")],
            "gefragt wurde 1 von 4 Akteuren, Antworten liegen von 0 vor. Wie weit die Zahlen tragen, lässt sich",
        ),
        (
            [told("a")],
            "gefragt wurde 1 von 4 Akteuren, Antworten liegen von 1 vor. Wie weit die Zahlen tragen, sagt das nicht",
        ),
        (
            [told("a"), silent("b", "insurer")],
            "im Mittel mit 1 anderen verbunden; kämen nur die fehlenden Antworten hinzu, wären es etwa so viele",
        ),
        (
            [told("a"), silent("b")],
            "Nach Verbindungen gefragt wurden 2 von 4 Akteuren, Antworten liegen von 1 vor. Ein Akteur ist im Mittel mit 1 "
            "anderen verbunden; kämen nur die fehlenden Antworten hinzu, wären es etwa 1 bis 2.",
        ),
    ],
)
def test_the_sentence_says_who_answered_and_what_that_means(inquiries, said):
    assert said in answer(network(PARTNERS, TIES, inquiries=inquiries)).sentence.into("de")


def test_without_an_answer_there_is_no_band_and_with_all_answers_none_but_the_value():
    for inquiries in ([], [silent("a")]):
        assert {row[1:] for row in figures(inquiries).values()} == {(None, None, None)}
    assert all(len(set(row)) == 1 for row in figures([told(each.id) for each in PARTNERS]).values())


def test_what_has_no_meaning_has_no_band():
    assert {name for name, row in figures([told("a")], others("a"), []).items() if row == (None,) * 4} == {
        "density",
        "centralisation",
        "reach",
        "e_i",
    }


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_who_sees_no_inquiries_is_not_told_that_there_are_none(viewer):
    found = answer(network(PARTNERS, TIES, viewer=viewer))
    assert "sehen nur Mitarbeitende" in found.sentence.into("de")
    assert list(found.tables) == ["figures"]
    assert found.caveats[1].into("de").startswith("Zu 2 von 2 Verbindungen")


def test_who_was_asked_is_summed_up_by_sector():
    inquiries = [told("a"), silent("b"), silent("b", "self_help", on=date(2023, 1, 1)), told("h")]
    assert answer(network(PARTNERS, TIES, inquiries=inquiries)).tables["answers"].rows == (
        ("self_help", 1, 0, 0),
        ("care", 2, 2, 1),
        ("administration", 1, 1, 1),
    )


def test_caveats_name_what_the_band_rests_on():
    ties = [tie("a", "g", confirmed_on=ASKED), tie("a", "h")]
    caveats = answer(network(PARTNERS, ties, inquiries=[told("a"), silent("b")])).caveats
    assert [caveat.into("de").split(";")[0] for caveat in caveats] == [
        "Bei 2 von 2 Verbindungen ist nicht erfasst, wer sie angegeben hat.",
        "2 von 4 Akteuren wurden nicht nach Verbindungen gefragt",
        "Der Bereich „von – bis“ nimmt an, dass Akteure ohne Antwort ähnlich verbunden sind wie die, die geantwortet haben.",
        "Nur 1 Akteur hat geantwortet",
        "Zu 1 von 2 Verbindungen ist keine Bestätigung erfasst.",
    ]


def test_a_large_network_is_drawn_less_often_and_says_so():
    ids = [f"{number:04}" for number in range(5001)]
    ties = [tie(a, b) for a, b in zip(ids[::2], ids[1::2], strict=False)]
    found = answer(network(map(partner, ids), ties, inquiries=[told(ids[0]), silent(ids[-1])]))
    value, _, low, high = found.tables["figures"].rows[1][1:]
    assert (value, low) == (5000 / 5001, 5000 / 5001)
    assert high == pytest.approx(5002 / 5001)
    assert any("wird 40-mal statt 200-mal gezogen" in caveat.into("de") for caveat in found.caveats)


@settings(max_examples=80, deadline=None)
@given(networks())
def test_the_band_holds_the_value_and_the_estimate(some):
    some = some.at(some.day)
    for name, value, expected, low, high in answer(some).tables["figures"].rows:
        assert (expected is None) == (low is None) == (high is None), name
        assert expected is None or low <= value <= high
        assert expected is None or low <= expected <= high
        if name in ("density", "mean_degree", "reach") and expected is not None:
            assert low == value <= expected, "ties are only ever added"


def test_a_band_does_not_shrink_when_another_falls_silent():
    """A ring of ten who all answer; then ever more do not, though what is recorded is the same."""
    ring, ids = path("abcdefghija"), "abcdefghij"
    widths = []
    for missing in range(0, 6):
        inquiries = [told(id) if place >= missing else silent(id) for place, id in enumerate(ids)]
        ties = [each for each in ring if not {each.source, each.target} <= set(ids[:missing])]
        _, _, low, high = figures(inquiries, others(ids), ties)["mean_degree"]
        widths.append(high - low)
    assert widths[0] == 0
    assert widths == sorted(widths)
    assert widths[-1] > 0.5
