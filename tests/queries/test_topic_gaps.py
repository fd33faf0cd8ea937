"""Counts, rates with Garwood's bounds, and the three states of absence, each told from the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from catalogue_cases import HERE, open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import AREAS, network, networks, partner

from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, change
from graphsvc.model import Inquiry, Viewer
from graphsvc.topics import Topics
from queries.topic_gaps import answer

OFFICE = partner("k", "contact_office", area="08001", serves=("08001", "08002"))
SECOND = partner("l", "support_office", area="08002", serves=("08002",))


def told(by="k", about=("topics",), *, answered=True, complete=True):
    id = f"{by}-{'-'.join(about)}"
    return Inquiry(id=id, partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def group(id, topic="Angst", area="08001", **values):
    return partner(id, "self_help_group", topics=(topic,), area=area, **values)


def rows(partners, inquiries=(), topic="Angst", level="district", **values):
    chosen = frozenset({topic} if topic else ())
    found = answer(network(partners, inquiries=inquiries, topics=chosen, **values), level=level)
    return {
        row[1]: dict(zip(found.tables["topic_gaps"].names, row, strict=True)) for row in found.tables["topic_gaps"].rows
    }


def together(*partners, inquiries=()):
    """Ask about two districts as one, and return its row."""
    some = network(partners, inquiries=inquiries, areas=frozenset({"08001", "08002"}), topics=frozenset({"Angst"}))
    table = answer(some, joined=True).tables["topic_gaps"]
    (row,) = table.rows
    return dict(zip(table.names, row, strict=True))


def test_joined_areas_count_as_one():
    """Oben has 200,000 people and Unten 100,000; a group for both counts once: 3 groups are 1 per 100,000."""
    for_both = group("c", area="", serves=("08001", "08002"))
    found = together(OFFICE, SECOND, group("a"), group("b", area="08002"), for_both)
    assert (found["area"], found["name"], found["population"]) == ("08001+08002", "Oben + Unten", 300_000)
    assert (found["status"], found["groups"], found["per_100000"]) == ("recorded", 3, 1.0)


def test_of_joined_areas_none_needs_an_answer_for_each():
    one, other = (
        partner(id, "support_office", area=area, serves=(area,)) for id, area in (("k", "08001"), ("l", "08002"))
    )
    assert together(one, other, inquiries=[told("k")])["status"] == "not_asked"
    both = together(one, other, inquiries=[told("k"), told("l")])
    assert (both["status"], both["groups"]) == ("none", 0)


def states(*given, **values):
    return [row["status"] for row in rows(*given, **values).values()]


def test_rates_are_per_100000_with_bounds():
    # Oben has 200,000 people: 5 groups are 2.5 per 100,000, with half of Garwood's 1.623 to 11.668
    found = rows([OFFICE, *(group(f"g{n}") for n in range(5))], [told()])
    assert [found["08001"][name] for name in ("groups", "per_100000")] == [5, 2.5]
    assert (found["08001"]["low"], found["08001"]["high"]) == pytest.approx((0.8117, 5.834), abs=5e-4)
    # Unten has 100,000, was asked, and has none: up to 3.689
    assert (found["08002"]["groups"], found["08002"]["per_100000"], found["08002"]["low"]) == (0, 0, 0)
    assert found["08002"]["high"] == pytest.approx(3.689, abs=5e-4)
    # nobody asked about Drüben: no number at all
    assert [found["08003"][name] for name in ("groups", "per_100000", "low", "high")] == [None] * 4


def test_a_smoothed_rate_lies_between_the_area_s_own_and_that_of_all():
    """By hand in tests/kernels/test_rates.py; who was not asked takes no part, and gets no number."""
    partners = [OFFICE, *(group(f"g{n}", area="08001") for n in range(40)), group("h", area="08002")]
    found = rows(partners, [told()])
    own, other, nobody = (found[ags] for ags in ("08001", "08002", "08003"))
    everybody = 41 / 3
    assert own["per_100000"] > own["smoothed"] > everybody > other["smoothed"] > other["per_100000"]
    assert (nobody["status"], nobody["smoothed"]) == ("not_asked", None)
    alone = rows([group("g")])
    assert (alone["08001"]["per_100000"], alone["08001"]["smoothed"]) == (0.5, None)


@pytest.mark.parametrize("inquiries", [[], [told()]])
def test_moving_a_border_moves_only_the_two_areas_it_parts(inquiries):
    """People and a group move from Oben to Unten: counts and rates of all others stay; only smoothing borrows from all."""
    before = [OFFICE, group("a"), group("b"), group("c", area="08003")]
    after = [OFFICE, group("a"), group("b", area="08002"), group("c", area="08003")]
    people = {"08001": 150_000, "08002": 150_000}
    moved = Areas([replace(area, population=people.get(ags, area.population)) for ags, area in AREAS.items()])
    then, now = rows(before, inquiries), rows(after, inquiries, known_areas=moved)
    changed = {ags for ags in then if {**then[ags], "smoothed": 0} != {**now[ags], "smoothed": 0}}
    assert changed == {"08001", "08002"}


@pytest.mark.parametrize(
    "inquiry",
    [
        pytest.param(told(answered=False), id="unanswered"),
        pytest.param(told(complete=False), id="incomplete"),
        pytest.param(told(about=("clinic",)), id="about another kind"),
        pytest.param(told(about=("Rheuma",)), id="about another topic"),
        pytest.param(told(by="l"), id="from an office elsewhere"),
    ],
)
def test_not_asked(inquiry):
    assert rows([OFFICE, SECOND], [inquiry])["08001"]["status"] == "not_asked"


@pytest.mark.parametrize("about", [(), ("topics",), ("Angst",), ("ANGST",), ("clinic", "Angst")], ids=str)
def test_none_needs_a_complete_answer_that_covers_the_topic(about):
    assert states([OFFICE], [told(about=about)]) == ["none", "none", "not_asked"]


def test_none_needs_the_answer_of_every_office_that_serves_the_area():
    assert states([OFFICE, SECOND], [told()]) == ["none", "not_asked", "not_asked"]
    assert states([OFFICE, SECOND], [told(), told("l")]) == ["none", "none", "not_asked"]


def test_an_office_without_a_service_area_answers_for_its_seat_where_no_other_serves():
    seat = partner("s", "contact_office", area="08003")
    assert states([OFFICE, seat], [told("s")]) == ["not_asked", "not_asked", "none"]
    assert states([partner("s", "contact_office", area="08001"), OFFICE], [told("s")])[0] == "not_asked"


@pytest.mark.parametrize(
    ("about", "topic", "status"),
    [
        ("Sucht", "Alkohol", "none"),
        ("Alkohol", "Sucht", "not_asked"),
        ("Alkoholsucht", "Alkohol", "none"),
        ("Alkohol", "Alkoholsucht", "none"),
    ],
)
def test_an_answer_about_a_topic_covers_its_spellings_and_the_topics_below(about, topic, status):
    assert rows([OFFICE], [told(about=(about,))], topic=topic)["08001"]["status"] == status


@pytest.mark.parametrize("inquiries", [[], [told()]])
def test_what_is_recorded_is_recorded_whoever_was_asked(inquiries):
    assert rows([OFFICE, group("g")], inquiries)["08001"]["status"] == "recorded"


def test_an_offer_of_somebody_else_is_recorded_without_a_group():
    clinic = partner("c", "clinic", area="08001", topics=("Angst",))
    row = rows([OFFICE, clinic], [told()])["08001"]
    assert (row["status"], row["groups"]) == ("recorded", 0)


@pytest.fixture
def service(tmp_path):
    """An office that told all about its topics, and a group that only staff may see."""
    office = partner("k", "contact_office", area=HERE, serves=(HERE,), visibility="public")
    store = open_store(tmp_path, office, group("g", area=HERE), told())
    yield service_of(store)
    store.close()


def state_here(service, viewer=Viewer.STAFF, **raw):
    found = service.ask("topic_gaps", {"topic": ["Angst"], **raw}, viewer).answer.tables["topic_gaps"].rows
    return next(row[3] for row in found if row[1] == HERE)


def test_the_public_is_not_told_none_where_staff_see_a_group(service):
    """An office's complete answer speaks of groups that the public may not see: for the public it settles nothing."""
    assert state_here(service) == "recorded"
    assert state_here(service, Viewer.PUBLIC) == "not_asked"


@pytest.mark.parametrize("raw", [{"kind": ["contact_office"]}, {"field": ["health"]}, {"ego": "k"}], ids=str)
def test_what_a_selection_leaves_out_is_not_none(service, raw):
    health = replace(service.store.records(Viewer.STAFF).partners["k"], fields=("health",))
    service.store.apply(ChangeSet(changes=(change(replace(health, fields=()), health),)), actor="a", key="fields")
    assert state_here(service, **raw) == "not_asked"


@pytest.mark.parametrize("level", ["district", "state"])
def test_no_number_is_given_for_an_area_of_which_only_a_part_was_selected(level):
    """Who selects a town sees its groups only: they are no rate of the district around it, and no absence there."""
    area = "08001017" if level == "district" else "08001"
    offices, groups = [OFFICE], [group("g", area=area)]
    for partners in (offices, offices + groups):
        for row in rows(partners, [told()], level=level, areas=frozenset({area})).values():
            assert row["status"] != "none"
            assert row["per_100000"] is None


def test_groups_count_where_they_sit_and_without_a_seat_where_they_serve():
    found = rows(
        [
            group("seat", serves=("08003",)),
            group("both", area="", serves=("08002", "08003")),
            group("town", area="08002017"),
        ]
    )
    assert [row["groups"] for row in found.values()] == [1, 2, 1]


def test_a_group_without_a_place_is_told_and_not_placed():
    found = answer(network([group("g", area=""), group("h", area="08")], topics=frozenset({"Angst"})))
    assert set(found.tables["topic_gaps"].column("status")) == {"not_asked"}
    assert any(c.into("de").startswith("2 Gruppen mit einem dieser Themen haben keinen Ort") for c in found.caveats)


def test_a_record_for_some_makes_it_at_least():
    found = answer(network([group("g", represents="some"), group("h")], topics=frozenset({"Angst"})))
    assert found.tables["topic_gaps"].rows[0][4:6] == (2, True)
    assert "mindestens 2 Gruppen" in found.sentence.into("de")
    assert "at least 2 groups" in found.sentence.into("en")


def test_spellings_are_one_topic_and_a_chosen_topic_includes_those_below():
    partners = [group("a", "Alkoholsucht"), group("b", "ALKOHOL"), group("c", "Sucht")]
    everything = answer(network(partners)).tables["topics"]
    assert dict(zip(everything.column("topic"), everything.column("groups"), strict=True)) == {"Alkohol": 2, "Sucht": 1}
    assert rows(partners, topic="Sucht")["08001"]["groups"] == 3
    assert rows(partners, topic="Alkohol")["08001"]["groups"] == 2


def test_population_and_its_day_are_told():
    caveats = [caveat.into("de") for caveat in answer(network([group("g")])).caveats]
    assert "Bevölkerung: Stand 31.12.2023 (Beispiel)." in caveats


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from(["state", "district", "municipality"]))
def test_every_area_has_one_state_for_every_topic(some, level):
    found = answer(some, level=level).tables
    areas = [area.ags for area in some.areas.at_level(level)]
    assert [(row[0], row[1]) for row in found["topic_gaps"].rows] == [
        (topic, ags) for topic in found["topics"].column("topic") for ags in areas
    ]
    for topic, recorded, none, not_asked, groups, *_ in found["topics"].rows:
        assert recorded + none + not_asked == len(areas)
        mine = [row for row in found["topic_gaps"].rows if row[0] == topic]
        assert groups == sum(row[4] or 0 for row in mine)
        assert all((row[4] is None) == (row[3] == "not_asked") for row in mine)
        assert all(row[3] != "not_asked" or row[7:] == (None,) * 4 for row in mine)
    people = sum(AREAS[ags].population for ags in areas)
    for line in found["topics"].rows:
        assert line[6] + line[7] <= people


ONE = Areas([AREAS["08"], AREAS["08001"]])
TWO = Areas([*ONE.values(), AREAS["08002"]])


@pytest.mark.parametrize(
    ("partners", "topics", "words"),
    [
        ([group("g")], {"Angst"}, "Zum Thema Angst ist im Gebiet Oben etwas erfasst: 1 Gruppe."),
        ([group("g")], {"Gicht"}, "Zum Thema Gicht ist im Gebiet Oben nichts erfasst. Es liegt keine Auskunft vor."),
        (
            [group("g"), group("h", "Gicht")],
            {"Angst", "Gicht", "Sucht"},
            "Im Gebiet Oben ist zu 2 von 3 Themen etwas erfasst.",
        ),
    ],
    ids=["recorded", "not asked", "several topics"],
)
def test_of_one_area_it_speaks_by_name(partners, topics, words):
    found = answer(network(partners, known_areas=ONE, topics=frozenset(topics)))
    assert found.sentence.into("de") == words
    silent = [caveat.into("de") for caveat in found.caveats if "keine Auskunft" in caveat.into("de")]
    assert silent == (["Zu 1 von 3 Themen liegt hier keine Auskunft vor."] if len(topics) > 1 else [])


def test_of_one_area_that_told_it_says_so():
    office = partner("k", "contact_office", serves=("08001",))
    found = answer(network([office], known_areas=ONE, topics=frozenset({"Gicht"}), inquiries=[told()]))
    assert found.sentence.into("de") == (
        "Zum Thema Gicht ist im Gebiet Oben nichts erfasst. Alle Stellen dort gaben Auskunft, und keine nannte etwas."
    )


def test_of_several_areas_it_counts_cases():
    some = network([group("g"), group("h", "Gicht"), group("i", "Gicht", area="08002")], known_areas=TWO)
    assert answer(some).sentence.into("de").startswith("Bei 4 Themen und 2 Gebieten gibt es 8 Fälle")
    one = answer(network([group("g")], topics=frozenset({"Angst"}))).sentence.into("de")
    assert (
        one
        == "Zum Thema Angst ist in 1 von 3 Gebieten etwas erfasst, zusammen 1 Gruppe. Zu 2 Gebieten liegt keine Auskunft vor."
    )


def test_an_offer_is_not_told_as_a_group():
    offer = partner("c", "clinic", area="08002", topics=("Angst",))
    both = answer(network([group("g"), offer], topics=frozenset({"Angst"}))).sentence.into("de")
    assert both == (
        "Zum Thema Angst ist in 1 von 3 Gebieten mindestens eine Gruppe erfasst, zusammen 1 Gruppe. In 1 weiteren ist es nur "
        "ein Angebot. Zu 1 Gebiet liegt keine Auskunft vor."
    )
    alone = answer(network([offer], topics=frozenset({"Angst"}))).sentence.into("de")
    assert alone.startswith("Zum Thema Angst ist in 1 von 3 Gebieten ein Angebot erfasst, aber keine Gruppe.")
    at_home = answer(network([replace(offer, area="08001")], known_areas=ONE, topics=frozenset({"Angst"})))
    assert at_home.sentence.into("de") == "Zum Thema Angst ist im Gebiet Oben ein Angebot erfasst, aber keine Gruppe."


def test_it_tells_how_many_areas_denied():
    found = answer(network([OFFICE, SECOND, group("a")], inquiries=[told("k"), told("l")], topics=frozenset({"Angst"})))
    told_none = found.tables["topics"].rows[0][2]
    assert told_none == 1
    assert "In 1 Gebiet nannte niemand etwas, obwohl alle Stellen dort Auskunft gaben." in found.sentence.into("de")


def test_little_is_not_told_as_nothing():
    many = [f"Thema {number}" for number in range(100)]
    few = answer(network([group("g")], topics=frozenset({"Angst", *many})))
    assert "In 1 davon (unter 1 %) ist etwas erfasst" in few.sentence.into("de")


def said_of(*partners, inquiries=(), **chosen):
    found = answer(network([OFFICE, SECOND, *partners], inquiries=inquiries, **chosen))
    return [caveat.into("de") for caveat in found.caveats]


def test_a_group_of_which_only_the_district_is_known_may_be_in_any_of_its_municipalities():
    """So none of them is denied, while the next district's are."""
    areas = Areas([*AREAS.values(), *(Area(ags=ags, name=ags, population=1000) for ags in ("08001001", "08002001"))])
    some = [told("k"), told("l")]
    found = rows([OFFICE, SECOND, group("a")], some, level="municipality", known_areas=areas)
    assert {ags: row["status"] for ags, row in found.items()} == {"08001001": "not_asked", "08002001": "none"}
    nowhere = rows([OFFICE, SECOND, group("a", area="")], some, level="municipality", known_areas=areas)
    assert {row["status"] for row in nowhere.values()} == {"not_asked"}
    other = rows([OFFICE, SECOND, group("a", topic="Gicht")], some, level="municipality", known_areas=areas)
    assert {row["status"] for row in other.values()} == {"none"}


def test_what_is_denied_by_one_name_and_recorded_by_a_longer_one_is_told():
    """Unten denies Sucht and has "Sucht und Familie"; Oben has Sucht; "Eifersucht" is another word."""
    partners = (
        group("a", "Sucht"),
        group("b", "Sucht und Familie", area="08002"),
        group("c", "Eifersucht", area="08002"),
    )
    found = said_of(*partners, inquiries=[told("k"), told("l")])
    assert [text for text in found if "ähnlichem Namen" in text] == [
        "In 1 verneinten Fall ist im selben Gebiet etwas mit ähnlichem Namen erfasst, zum Beispiel „Sucht“ und „Sucht und "
        "Familie“ (Unten). Das ist vielleicht keine Lücke."
    ]


def test_a_name_that_nobody_knows_is_told():
    found = said_of(group("a"), inquiries=[told("k"), told("l")], topics=frozenset({"Angst", "Angts"}))
    assert "Hier nirgends erfasst und in keiner Themenliste: „Angts“. Bitte die Schreibweise prüfen" in " ".join(found)
    assert "nirgends" not in " ".join(said_of(group("a"), topics=frozenset({"Angst"})))


def test_what_a_denial_rests_on_is_told_with_its_day():
    found = " ".join(said_of(group("a"), inquiries=[told("k"), told("l")]))
    assert "letzte Auskunft: 01.01.2024" in found
    assert "letzte Auskunft" not in " ".join(said_of(group("a"), group("b", area="08002")))


def test_without_a_list_of_topics_one_area_has_no_share_of_them():
    found = answer(network([group("g"), group("h", "Gicht")], known_areas=ONE, known_topics=Topics()))
    assert found.sentence.into("de") == "Im Gebiet Oben sind 2 Themen erfasst."


def test_entries_that_may_stand_for_several_groups_are_counted():
    found = said_of(group("a", represents="some"), group("b", "Gicht"))
    assert any(text.startswith("In 1 von 2 Fällen steht ein Eintrag vielleicht für mehrere Gruppen") for text in found)
