"""What is compared: figures as they are recorded, and no zero that nobody told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from alike import SIX, ask, caveats, office, offices, rows, told
from small_networks import DAY, partner, tie

from graphsvc.model import Viewer


def test_nothing_recorded_is_no_zero_unless_that_was_told():
    """Kreis 1 has no group: that is a question, until its office has told that there is none."""
    partners = [office("k"), *(each for each in SIX if each.area != "08001")]
    open_one = rows(ask(partners))["08001", "groups_per_100000"]
    assert (open_one["value"], open_one["status"], open_one["percentile"]) == (None, "not_asked", None)
    assert open_one["median"] == 2.5
    denied = rows(ask(partners, inquiries=[told("k")]))
    for figure in ("groups_per_100000", "topics"):
        mine = denied["08001", figure]
        assert (mine["value"], mine["status"], mine["percentile"]) == (0, "none", 0)


def test_a_group_of_which_nobody_knows_the_place_may_be_there():
    partners = [office("k"), partner("g", "self_help_group"), *(each for each in SIX if each.area != "08001")]
    assert rows(ask(partners, inquiries=[told("k")]))["08001", "groups_per_100000"]["status"] == "not_asked"


def test_groups_without_a_topic_leave_open_how_many_topics_there_are():
    partners = [office("k"), *(replace(each, topics=()) if each.area == "08001" else each for each in SIX)]
    mine = rows(ask(partners, inquiries=[told("k")]))
    assert [mine["08001", figure]["value"] for figure in ("groups_per_100000", "topics")] == [3, None]


def test_of_topics_selected_only_these_count():
    partners = [replace(each, topics=("T0", "Sucht", "alkoholsucht")) for each in SIX]
    assert rows(ask(partners))["08001", "topics"]["value"] == 3
    assert rows(ask(partners, topics=frozenset({"Sucht"})))["08001", "topics"]["value"] == 2
    assert rows(ask(SIX, topics=frozenset({"T0"})))["08001", "groups_per_100000"]["value"] == 1


def test_one_office_that_did_not_tell_leaves_its_district_open():
    partners, ties = offices(0, 1, 2, 3, 4, 5)
    told_all = rows(ask(partners, ties, inquiries=[told("k08001")]))
    assert [told_all["08001", name]["value"] for name in ("cooperations_per_office", "sectors")] == [0, 0]
    silent = rows(ask([*partners, office("second")], ties, inquiries=[told("k08001")]))
    assert [silent["08001", name]["value"] for name in ("cooperations_per_office", "sectors")] == [0, None]


def test_a_peer_of_which_nothing_is_known_is_left_out_and_counted():
    partners = [office("k", "08007"), *(each for each in SIX if each.area != "08007")]
    silent = ask(partners)
    assert [rows(silent)["08001", "groups_per_100000"][name] for name in ("peers", "left_out")] == [5, 1]
    assert any(
        text.startswith("Je nach Kennzahl ist zu bis zu 6 von 6 Ähnlichen nichts erfasst") for text in caveats(silent)
    )
    answered = rows(ask(partners, inquiries=[told("k")]))["08001", "groups_per_100000"]
    assert (answered["peers"], answered["left_out"], answered["low"]) == (6, 0, 1.25)


def test_cooperations_and_sectors_of_a_district_are_those_of_its_offices():
    """Kreis 1: 2 and 4 cooperations, 3 each; with clinics and an authority: two sectors. The others: 1, 2, 3, 4, 5."""
    partners, ties = offices(2, 1, 2, 3, 4, 5)
    more = [
        office("second", kind="support_office"),
        office("branch", kind="branch_office"),
        office("state", kind="state_office"),
    ]
    new = [*(partner(f"n{n}", "clinic") for n in range(3)), partner("amt", "authority")]
    ties += [tie("second", each.id) for each in new]
    ties += [tie(id, each.id) for id in ("branch", "state") for each in new[:1]]  # who does not count
    mine = rows(ask([*partners, *more, *new], ties))
    assert mine["08001", "cooperations_per_office"]["value"] == 3
    assert mine["08001", "cooperations_per_office"]["percentile"] == 50
    assert mine["08001", "cooperations_per_office"]["left_out"] == 1
    assert (mine["08001", "sectors"]["value"], mine["08001", "sectors"]["percentile"]) == (2, 100)


def test_a_contact_is_no_cooperation_and_a_complete_answer_makes_a_zero():
    partners, ties = offices(1, 1, 2, 3, 4, 5)
    ties[0] = replace(ties[0], intensity=1)
    asked = {"asked": "k08001"}
    assert rows(ask(partners, ties, **asked))["k08001", "cooperations"]["status"] == "not_asked"
    found = rows(ask(partners, ties, inquiries=[told("k08001")], **asked))
    assert [found["k08001", name]["value"] for name in ("cooperations", "sectors", "supported")] == [0, 0, 0]
    assert {found["k08001", name]["status"] for name in ("cooperations", "sectors", "supported")} == {"none"}
    of_groups = rows(ask(partners, ties, inquiries=[told("k08001", "self_help")], **asked))
    assert [of_groups["k08001", name]["value"] for name in ("cooperations", "supported")] == [None, 0]


def test_what_the_selection_leaves_out_is_no_zero():
    partners, ties = offices(0, 1, 2, 3, 4, 5)
    chosen = {"inquiries": [told("k08001")], "asked": "k08001"}
    assert rows(ask(partners, ties, **chosen))["k08001", "cooperations"]["value"] == 0
    left = ask(partners, ties, **chosen, fields=frozenset({"health"}))
    assert rows(left)["k08001", "cooperations"]["value"] is None
    assert any(text.startswith("Die Auswahl lässt Akteure oder Verbindungen weg.") for text in caveats(left))


def test_unconfirmed_ties_are_for_staff():
    """Of four ties one was never confirmed, one three years ago."""
    partners, ties = offices(4, 1, 1, 1, 1, 1)
    days = [None, date(2021, 5, 1), date(2023, 5, 1), date(2024, 5, 1)]
    ties = [replace(each, confirmed_on=days[n] if n < 4 else DAY) for n, each in enumerate(ties)]
    found = {viewer: rows(ask(partners, ties, viewer=viewer)) for viewer in Viewer}
    assert found[Viewer.STAFF]["08001", "unconfirmed"]["value"] == 50
    assert found[Viewer.STAFF]["08001", "unconfirmed"]["percentile"] == 100
    for viewer in (Viewer.PUBLIC, Viewer.PARTNERS):
        assert ("08001", "unconfirmed") not in found[viewer]
    assert (
        rows(ask(partners, [replace(each, confirmed_on=DAY) for each in ties]))["08001", "unconfirmed"]["status"]
        == "recorded"
    )


def test_a_record_for_several_groups_is_told():
    partners = [replace(SIX[0], represents="some"), *SIX[1:]]
    words = "Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“."
    assert words in caveats(ask(partners))
    assert words not in caveats(ask(SIX))
