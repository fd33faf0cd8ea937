"""Who meets where against the Southern Women, and the three states of a sector on a committee, each told from the next."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from catalogue_cases import ask, open_store, service_of
from hypothesis import given, settings
from small_networks import network, networks, partner, tie

from graphsvc.model import Inquiry, Viewer
from graphsvc.vocabulary import SECTORS
from queries.committees import answer

BOARD = partner("p", "committee")
COUNCIL = partner("r", "council")
PARTNERS = [
    BOARD,
    COUNCIL,
    *(partner(id, "clinic") for id in "kl"),
    partner("a", "authority"),
    partner("v", "association"),
]


def seat(who, where, **values):
    return tie(who, where, "member_of", **values)


def told(by, about=(), *, answered=True, complete=True):
    id = f"{by}-{'-'.join(about)}"
    return Inquiry(id=id, partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def states(ties=(), inquiries=(), partners=PARTNERS, **values):
    table = answer(network(partners, ties, inquiries=inquiries, **values)).tables["sectors"]
    return {(row[0], row[2]): row[4] for row in table.rows}


@pytest.fixture(scope="module")
def women():
    """The Southern Women: eighteen women and the fourteen events that they attended."""
    graph = nx.davis_southern_women_graph()
    ids = {name: name.replace(" ", "") for name in graph}
    partners = [
        partner(ids[name], "association" if side == 0 else "committee", name=name)
        for name, side in graph.nodes(data="bipartite")
    ]
    ties = [seat(ids[woman], event) for woman in graph.graph["top"] for event in graph[woman]]
    return answer(network(partners, ties), top=0), graph


def test_southern_women_attend_as_published(women):
    """Davis, Gardner and Gardner, Deep South (1941), p. 148: each woman's events, and each event's women."""
    found, _ = women
    events = dict(
        zip(found.tables["committees"].column("name"), found.tables["committees"].column("members"), strict=True)
    )
    assert events == dict(
        zip([f"E{n}" for n in range(1, 15)], [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3], strict=True)
    )
    counts = dict(
        zip(found.tables["members"].column("name"), found.tables["members"].column("committees"), strict=True)
    )
    assert {name.split()[0]: count for name, count in counts.items()} == {
        **{"Evelyn": 8, "Laura": 7, "Theresa": 8, "Brenda": 7, "Charlotte": 4, "Frances": 4, "Eleanor": 4, "Pearl": 3},
        **{"Ruth": 4, "Verne": 4, "Myra": 4, "Katherina": 6, "Sylvia": 7, "Nora": 8, "Helen": 5, "Dorothy": 2},
        **{"Olivia": 2, "Flora": 2},
    }


def test_southern_events_share_women_as_their_dual_says(women):
    """Breiger (1974): events are tied by the women that they share, which NetworkX projects on its own."""
    found, graph = women
    dual = nx.bipartite.weighted_projected_graph(graph, graph.graph["bottom"])
    overlap = {frozenset((row[1], row[3])): row[4] for row in found.tables["overlap"].rows}
    assert overlap == {frozenset((a, b)): weight for a, b, weight in dual.edges(data="weight")}
    assert found.tables["overlap"].rows[0][1::2] == ("E8", "E9")
    assert overlap[frozenset(("E8", "E9"))] == 9
    assert frozenset(("E1", "E14")) not in overlap


def test_who_sits_where():
    ties = [seat("k", "p"), seat("k", "r"), seat("a", "p"), seat("k", "p", id="again"), seat("p", "r")]
    found = answer(network(PARTNERS, ties)).tables
    assert found["members"].rows == (("k", "K", 2, ("P", "R")), ("a", "A", 1, ("P",)), ("p", "P", 1, ("R",)))
    assert found["committees"].rows == (("p", "P", "committee", 2, 2), ("r", "R", "council", 2, 2))
    assert found["overlap"].rows == (("p", "P", "r", "R", 1),)


@pytest.mark.parametrize(
    "other",
    [
        seat("k", "p", status="planned"),
        seat("k", "p", status="none"),
        seat("k", "p", until=date(2024, 5, 31)),
        seat("p", "k"),
        tie("k", "p"),
    ],
    ids=["planned", "refused", "ended", "the other way round", "a cooperation"],
)
def test_no_other_tie_is_a_seat(other):
    assert answer(network(PARTNERS, [other])).tables["members"].rows == ()


def test_a_sector_is_recorded_by_any_of_its_members():
    found = states([seat("k", "p")])
    assert {sector: found["p", sector] for sector in ("care", "administration")} == {
        "care": "recorded",
        "administration": "not_asked",
    }
    assert found["r", "care"] == "not_asked"
    assert not any(sector == "bodies" for _, sector in found)


CARE = ("clinic", "service", "practice", "care_provider")


@pytest.mark.parametrize(
    ("about", "state"),
    [((), "none"), (("care",), "none"), (CARE, "none"), (("clinic",), "not_asked"), (("topics",), "not_asked")],
    ids=str,
)
def test_none_needs_a_complete_answer_of_the_committee_about_the_whole_sector(about, state):
    assert states(inquiries=[told("p", about)])["p", "care"] == state
    assert states(inquiries=[told("p", about)])["r", "care"] == "not_asked"
    assert states(inquiries=[told("p", about, complete=False)])["p", "care"] == "not_asked"
    assert states(inquiries=[told("p", about, answered=False)])["p", "care"] == "not_asked"
    assert states([seat("l", "p")], [told("p", about)])["p", "care"] == "recorded"


def test_answers_to_several_inquiries_add_up():
    assert states(inquiries=[told("p", CARE[:2]), told("p", CARE[2:])])["p", "care"] == "none"


def test_none_or_the_denial_of_everybody_in_the_sector():
    refusal = seat("k", "p", status="none")
    assert states([refusal])["p", "care"] == "not_asked"
    assert states([refusal, seat("l", "p", status="none")])["p", "care"] == "none"
    assert states([refusal], [told("l", ("committee",))])["p", "care"] == "none"
    assert states([refusal], [told("k", ("bodies",))])["p", "care"] == "not_asked", "k denies it twice, l says nothing"
    assert states([], [told("k"), told("l", ("bodies",))])["p", "care"] == "none"
    assert states([], [told("k"), told("l", ("bodies",))])["r", "care"] == "not_asked", "a council is no body"


def test_a_committee_need_not_sit_on_itself():
    """The council is of the administration, too: it is left out when the administration is asked about the council."""
    assert states([], [told("a", ("council",))])["r", "administration"] == "none"
    assert states([], [told("a", ("committee",))])["p", "administration"] == "not_asked", "the council said nothing"
    assert states([], [told("a"), told("r")])["p", "administration"] == "none"
    assert states([], [told("r", ("council",))])["r", "administration"] == "not_asked", (
        "what it says of councils is no denial"
    )


def test_a_sector_of_which_nobody_is_recorded_is_not_none():
    assert states()["p", "self_help"] == "not_asked"


@pytest.mark.parametrize(
    "chosen", [{"kinds": frozenset({"committee"})}, {"fields": frozenset({"health"})}, {"ego": "p"}], ids=str
)
def test_what_a_selection_leaves_out_is_not_none(chosen):
    assert states([], [told("p")], **chosen)["p", "care"] == "not_asked"


def test_who_comes_from_outside_the_selection_may_be_of_any_sector(tmp_path):
    inside = {"area": "08117", "visibility": "public"}
    records = [
        partner("p", "committee", **inside),
        partner("k", "clinic", **inside),
        partner("o", "clinic", area="08116"),
    ]
    store = open_store(tmp_path, *records, seat("o", "p"), told("p"))
    service = service_of(store)
    seen = {}
    for area in ("08117", "08"):
        found = service.ask("committees", {"area": [area]}, Viewer.STAFF).answer
        seen[area] = (
            {row[2]: row[4] for row in found.tables["sectors"].rows}["care"],
            any("von außerhalb der Auswahl" in caveat.into("de") for caveat in found.caveats),
        )
    unseen = service.ask("committees", {"tie": ["cooperates_with"], "area": ["08"]}, Viewer.STAFF).answer
    assert set(unseen.tables["sectors"].column("status")) == {"not_asked"}, "seats are left out"
    store.close()
    assert seen == {"08117": ("not_asked", True), "08": ("recorded", False)}


def test_others_read_sums_and_no_committee_without_members():
    ties = [seat("k", "p"), seat("a", "p")]
    public = answer(network(PARTNERS, ties, viewer=Viewer.PUBLIC))
    assert list(public.tables) == ["members", "committees", "summary", "overlap"]
    assert public.tables["committees"].column("name") == ["P"]
    assert {row[0]: row[1:] for row in public.tables["summary"].rows}["care"] == (1, 0, 1)
    assert set(public.marks) == {"p", "k", "a"}
    staff = answer(network(PARTNERS, ties))
    assert staff.tables["summary"] == public.tables["summary"]
    assert staff.tables["committees"].column("members") == [2, 0]


ALL = {"support": "contact_office", "self_help": "self_help_group", "social_insurance": "insurer", "care": "clinic"} | {
    "administration": "authority",
    "civil_society": "other",
}


@pytest.mark.parametrize(
    ("seated", "words"),
    [
        ([], "Erfasst ist 1 Gremium, aber kein Mitglied."),
        (
            ["care"],
            "Erfasst ist 1 Gremium mit 1 Mitglied. Aus den Bereichen Einrichtungen der Selbsthilfeunterstützung, ",
        ),
        (
            [s for s in ALL if s != "care"],
            "1 Gremium mit 5 Mitgliedern. Aus dem Bereich Versorgung ist nirgends ein Mitglied erfasst.",
        ),
        (list(ALL), "Erfasst ist 1 Gremium mit 6 Mitgliedern. Überall ist jeder Bereich mit einem Mitglied erfasst."),
    ],
    ids=["nobody", "one", "all but one", "all"],
)
def test_the_sentence_names_the_sectors_that_are_recorded_least(seated, words):
    partners = [BOARD, *(partner(sector, kind) for sector, kind in ALL.items())]
    found = answer(network(partners, [seat(sector, "p") for sector in seated])).sentence.into("de")
    assert words in found


def test_the_rarest_sector_is_counted():
    partners = [BOARD, COUNCIL, *(partner(sector, kind) for sector, kind in ALL.items())]
    ties = [seat(sector, "p") for sector in ALL] + [seat(sector, "r") for sector in ALL if sector != "care"]
    assert answer(network(partners, ties)).sentence.into("de") == (
        "Erfasst sind 2 Gremien mit zusammen 6 Mitgliedern. Am seltensten ist der Bereich Versorgung dabei: in 1 von 2 "
        "Gremien mit Mitgliedern."
    )


def test_committees_without_members_are_told_first():
    """Otherwise "recorded nowhere" would read as a finding about bodies of which nothing is known."""
    found = answer(network([BOARD, COUNCIL, partner("k", "clinic")], [seat("k", "p")]))
    assert found.sentence.into("de").startswith(
        "Erfasst sind 2 Gremien, aber nur bei 1 davon auch Mitglieder (zusammen 1). Aus den Bereichen Einrichtungen"
    )
    assert not any("kein Mitglied" in caveat.into("de") for caveat in found.caveats)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_seats_add_up_and_every_sector_has_one_state_on_every_committee(some):
    found = ask("committees", some, top=0).answer.tables
    if not found:
        assert not some.at(some.day).partners("health_conference", "committee", "council")
        return
    where = dict(zip(found["members"].column("name"), found["members"].column("where"), strict=False))
    assert sum(found["members"].column("committees")) == sum(found["committees"].column("members"))
    assert all(
        count == len(names) for count, names in zip(found["members"].column("committees"), where.values(), strict=False)
    )
    committees = found["committees"].column("partner")
    asked = [sector for sector in SECTORS if sector != "bodies"]
    assert [(row[0], row[2]) for row in found["sectors"].rows] == [(c, sector) for c in committees for sector in asked]
    for row in found["sectors"].rows:
        assert (row[4] == "recorded") == (row[3] > 0)
    for sector, *counts in found["summary"].rows:
        mine = [row[4] for row in found["sectors"].rows if row[2] == sector]
        assert counts == [mine.count(status) for status in ("recorded", "none", "not_asked")]
    for a, _, b, _, shared in found["overlap"].rows:
        assert 1 <= shared <= min(row[3] for row in found["committees"].rows if row[0] in (a, b))


def test_pairs_of_committees_stand_once_and_the_closest_first():
    committees = [partner(f"c{n}", "committee") for n in range(4)]
    ties = [seat(who, f"c{n}") for who, ns in (("x", (0, 1, 2)), ("y", (1, 2)), ("z", (3,))) for n in ns]
    found = answer(network([*committees, *map(partner, "xyz")], ties)).tables["overlap"]
    assert [(row[0], row[2], row[4]) for row in found.rows] == [("c1", "c2", 2), ("c0", "c1", 1), ("c0", "c2", 1)]
    assert len(found.rows) < len(list(combinations(committees, 2)))
