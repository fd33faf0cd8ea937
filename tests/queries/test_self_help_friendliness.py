"""What clinics and services have agreed on with self-help: recorded, asked and none, or not asked; never a score."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, partner, tie, with_graph

from graphsvc.model import Inquiry, Network, Viewer, graph_of
from graphsvc.vocabulary import KINDS
from queries._criteria import CRITERIA
from queries._said import said
from queries.self_help_friendliness import CARE, SELF_HELP, answer

G = partner("g", "self_help_group")
K = partner("k", "contact_office")
BY_TIES = ("agreement", "quality_circle", "joint_events", "patient_information")


def told(by, about=(), *, answered=True, complete=True):
    id = f"{by}-{'-'.join(about)}"
    return Inquiry(id=id, partner=by, on=date(2024, 1, 1), about=about, answered=answered, complete=complete)


def states(ties=(), inquiries=(), attrs=None, others=(G, K)):
    clinic = partner("x", "clinic", attrs=attrs or {})
    found = answer(network([clinic, *others], ties, inquiries=inquiries)).tables["self_help_friendliness"]
    return {code: found.column(code)[0] for code in CRITERIA}


@pytest.mark.parametrize(
    ("values", "recorded"),
    [
        ({"formality": "written"}, "agreement"),
        ({"formality": "written", "intensity": 2}, "agreement"),
        ({"formality": "written", "intensity": 1}, ""),
        ({"formality": "written", "kind": "refers_to"}, ""),
        ({"formality": "oral"}, ""),
        ({"forms": ("quality_circle",)}, "quality_circle"),
        ({"forms": ("joint_event",)}, "joint_events"),
        ({"forms": ("self_help_day", "rooms")}, "joint_events"),
        ({"forms": ("patient_information",), "kind": "refers_to"}, "patient_information"),
        ({"forms": ("project",)}, ""),
        ({"formality": "written", "status": "planned"}, ""),
        ({"formality": "written", "until": date(2024, 5, 31)}, ""),
    ],
    ids=str,
)
@pytest.mark.parametrize("ends", ["xg", "gx", "xk", "kx"])
def test_a_tie_with_self_help_records_it(values, recorded, ends):
    found = states([tie(*ends, **values)])
    assert [code for code, status in found.items() if status == "recorded"] == ([recorded] if recorded else [])
    assert set(found.values()) <= {"recorded", "not_asked"}, "a tie's details were not asked for, so they deny nothing"


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        *(({name: frozenset({"a"})}, "not_asked") for name in ("ties", "fields", "topics")),
        ({"ego": "x"}, "not_asked"),
        ({"kinds": frozenset({"clinic", "self_help_group"})}, "not_asked"),
        ({"kinds": frozenset({"clinic"}) | SELF_HELP}, "none"),
        ({}, "none"),
    ],
    ids=str,
)
def test_what_a_selection_may_leave_out_is_not_none(chosen, state):
    """What a column of one's own denies stays denied."""
    clinic = partner("x", "clinic", attrs={"Auszeichnung": "nein"})
    found = answer(network([clinic, G, K], inquiries=[told("x")], **chosen))
    (row,) = found.tables["self_help_friendliness"].rows
    assert dict(zip(CRITERIA, row[3:], strict=True)) == dict.fromkeys(BY_TIES, state) | {
        "officer": "not_asked",
        "award": "none",
    }
    assert any("Darum zählen Auskünfte hier nicht" in text.into("de") for text in found.caveats) == (
        state == "not_asked"
    )


def test_a_tie_with_others_records_nothing():
    ties = [tie("x", "i", formality="written", forms=("quality_circle",))]
    assert set(states(ties, others=[G, partner("i", "insurer")]).values()) == {"not_asked"}


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("Selbsthilfebeauftragte", "officer"),
        ("Selbsthilfe-Beauftragte/r", "officer"),
        ("Beauftragte für Selbsthilfe", "officer"),
        ("self_help_officer", "officer"),
        ("Self-help representative", "officer"),
        ("Auszeichnung", "award"),
        ("award", "award"),
        ("Ausgezeichnet als selbsthilfefreundlich", "award"),
        ("Selbsthilfefreundliches Krankenhaus", "award"),
        ("Kooperationsvereinbarung", "agreement"),
        ("Kooperationsvertrag Selbsthilfe", "agreement"),
        ("cooperation_agreement", "agreement"),
        ("Qualitätszirkel", "quality_circle"),
        ("quality circle", "quality_circle"),
        ("Gemeinsame Veranstaltungen", "joint_events"),
        ("Patienteninformation", "patient_information"),
    ],
)
def test_a_column_of_ones_own_says_it(name, criterion):
    for value, status in (("ja", "recorded"), ("no", "none"), ("", "not_asked"), ("unbekannt", "not_asked")):
        assert {code for code, found in states(attrs={name: value}).items() if found == status} >= {criterion}
        rest = {found for code, found in states(attrs={name: value}).items() if code != criterion}
        assert rest == {"not_asked"}


@pytest.mark.parametrize(
    "name", ["Beauftragte für Datenschutz", "Betten", "selbsthilfefreundlich", "Zirkel", "contact"]
)
def test_other_columns_say_nothing(name):
    assert set(states(attrs={name: "ja"}).values()) == {"not_asked"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (text, True)
            for text in ("ja", "Ja.", "JA, seit 2019", "j", "x", "yes", "true", "1", "vorhanden", "seit 2021", "2021")
        ),
        *(
            (text, False)
            for text in (
                "nein",
                "Nein, erst geplant",
                "no",
                "false",
                "0",
                "kein Vertrag",
                "noch nicht",
                "nicht vorhanden",
            )
        ),
        *(
            (text, None)
            for text in ("", " ", "?", "–", "k. A.", "n/a", "keine Angabe", "nicht bekannt", "nicht gefragt", "geplant")
        ),
        *((text, None) for text in ("in Planung", "beantragt", "KTQ-Zertifikat", "not known", "12")),
        *((text, True) for text in ("Selbsthilfefreundliches Krankenhaus", "Self-help friendly")),
    ],
)
def test_words_for_yes_and_no_and_neither(text, expected):
    assert said({"Auszeichnung": text}, re.compile("auszeichnung")) is expected


def test_where_the_column_itself_speaks_of_self_help_any_words_are_a_yes():
    for text, status in (("im Sozialdienst", "recorded"), ("keine", "none"), ("offen", "not_asked")):
        assert states(attrs={"Selbsthilfebeauftragte": text})["officer"] == status


def test_what_is_recorded_outweighs_a_no_and_a_yes_among_several_a_no():
    denied = {"Kooperationsvereinbarung": "nein"}
    assert states(attrs=denied)["agreement"] == "none"
    assert states([tie("x", "g", formality="written")], attrs=denied)["agreement"] == "recorded"
    assert states(attrs={"Auszeichnung 2019": "nein", "Auszeichnung 2023": "ja"})["award"] == "recorded"


@pytest.mark.parametrize(
    ("inquiries", "status"),
    [
        ([told("x")], "none"),
        ([told("x", ("self_help", "support"))], "none"),
        ([told("x", ("self_help_group",)), told("x", ("contact_office",))], "none"),
        ([told("x", ("self_help_group",))], "not_asked"),
        ([told("x", ("self_help_group",)), told("k", ("clinic",))], "none"),
        ([told("g", ("care",)), told("k", ("clinic",))], "none"),
        ([told("g", ("care",))], "not_asked"),
        ([told("x", complete=False)], "not_asked"),
        ([told("x", answered=False)], "not_asked"),
        ([told("x", ("topics",))], "not_asked"),
        ([told("x", ("insurer",))], "not_asked"),
    ],
    ids=str,
)
def test_none_is_who_told_completely_about_self_help(inquiries, status):
    found = states(inquiries=inquiries)
    assert {found[code] for code in BY_TIES} == {status}
    assert found["officer"] == found["award"] == "not_asked", "a complete list of ties says nothing of these"


def test_a_refusal_speaks_for_its_pair_only():
    refusals = [tie("x", id, status="none") for id in "gk"]
    assert states(refusals[:1])["agreement"] == "not_asked"
    assert states(refusals)["agreement"] == "none"
    assert states(refusals[:1], [told("k", ("clinic",))])["agreement"] == "none"


def test_where_a_cooperation_does_not_say_nothing_is_denied():
    asked = [told("x")]
    assert states([tie("x", "g", formality="oral", forms=("rooms",))], asked)["agreement"] == "none"
    found = states([tie("x", "g", formality="oral")], asked)
    assert (found["agreement"], found["quality_circle"]) == ("none", "not_asked")
    found = states([tie("x", "g", forms=("quality_circle",))], asked)
    assert (found["agreement"], found["quality_circle"], found["joint_events"]) == ("not_asked", "recorded", "none")


def test_where_nobody_of_self_help_is_recorded_only_its_own_answer_counts():
    assert states(others=[])["agreement"] == "not_asked"
    assert states(inquiries=[told("x", ("self_help_group",))], others=[])["agreement"] == "not_asked"
    assert states(inquiries=[told("x")], others=[])["agreement"] == "none"


def test_rows_stand_by_name_and_no_column_counts_them_up():
    rich = partner("a", "clinic", name="Zoo", attrs={"Auszeichnung": "ja", "Qualitätszirkel": "ja"})
    poor = partner("b", "practice", name="Ähre")
    found = answer(network([rich, poor, G, K], [tie("a", "g", formality="written")]))
    table = found.tables["self_help_friendliness"]
    assert table.column("name") == ["Ähre", "Zoo"]
    assert not [column for column in table.columns if column.role == "measure"]
    assert found.marks == {"a": 1.0}, "who has anything recorded; no more for more"


def test_the_summary_counts_by_point_and_kind():
    partners = [partner(id, "clinic") for id in "ab"] + [partner("c", "service", attrs={"award": "no"})]
    found = answer(network([*partners, G], [tie("a", "g", formality="written")]))
    rows = {row[:2]: row[2:] for row in found.tables["summary"].rows}
    assert rows["agreement", "clinic"] == (1, 0, 1)
    assert rows["award", "service"] == (0, 1, 0)
    assert len(rows) == len(CRITERIA) * 2
    assert found.sentence.into("de") == (
        "Von 3 Kliniken, Diensten, Praxen und Pflegeeinrichtungen ist bei so vielen erfasst: Schriftliche Vereinbarung (1). "
        "Zu 1 von ihnen liegt zu keinem der sechs Punkte eine Auskunft vor."
    )


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.PARTNERS])
def test_who_is_not_staff_reads_sums_from_which_none_can_be_told_apart(viewer):
    clinics = [partner(id, "clinic", attrs={"award": "no"}) for id in "abc"]
    services = [partner(id, "service", attrs={"award": "yes"}) for id in "de"]

    def kinds(*partners):
        found = answer(network([*partners, G], viewer=viewer))
        assert list(found.tables) == ["summary"]
        assert found.marks == {}
        return {row[1]: row[2:] for row in found.tables["summary"].rows if row[0] == "award"}

    assert kinds(*clinics) == {"clinic": (0, 3, 0)}
    assert kinds(*clinics, *services) == {"care": (2, 3, 0)}
    assert kinds(*clinics, *services, partner("f", "service")) == {"clinic": (0, 3, 0), "service": (2, 0, 1)}
    assert kinds(*services) == kinds() == {}
    assert "keine Zahlen" in answer(network(services, viewer=viewer)).sentence.into("de")


def test_only_the_kinds_of_care_are_looked_at():
    assert {"clinic", "service", "practice", "care_provider"} == set(CARE)
    everyone = [partner(kind, kind) for kind in KINDS]
    assert set(answer(network(everyone)).tables["self_help_friendliness"].column("kind")) == set(CARE)


@st.composite
def with_details(draw):
    """Draw a small network whose ties have forms and whose clinics have columns of their own."""
    some = draw(networks())
    for *_, edge in some.graph.edges(data=True):
        edge["forms"] = draw(st.sampled_from([(), ("quality_circle",), ("rooms", "joint_event")]))
    for node in some.graph.nodes.values():
        node["attrs"] = draw(st.sampled_from([{}, {"Auszeichnung": "nein"}, {"Qualitätszirkel": "ja"}]))
    return some


@settings(max_examples=150, deadline=None)
@given(with_details())
def test_a_complete_inquiry_only_ever_moves_not_asked_to_none(some):
    def rows(seen):
        return answer(seen).tables["self_help_friendliness"].rows

    complete = [told(id) for id in some.partners()]
    more = with_graph(some.graph, some, [*some.inquiries, *complete])
    for before, after in zip(rows(some), rows(more), strict=True):
        assert before[:3] == after[:3]
        for one, other in zip(before[3:], after[3:], strict=True):
            assert one == other or (one, other) == ("not_asked", "none")


@settings(max_examples=60, deadline=None)
@given(with_details())
def test_the_summary_adds_up(some):
    found = answer(some)
    listed = found.tables["self_help_friendliness"]
    for code in CRITERIA:
        mine = [row[2:] for row in found.tables["summary"].rows if row[0] == code]
        assert [sum(column) for column in zip(*mine, strict=True)] == (
            [listed.column(code).count(status) for status in ("recorded", "none", "not_asked")] if mine else []
        )
    assert sum(sum(row[2:]) for row in found.tables["summary"].rows) == len(listed.rows) * len(CRITERIA)


def test_no_name_of_a_person_in_a_column_is_shown():
    clinic = partner("x", "clinic", attrs={"Selbsthilfebeauftragte": "Frau Geheim"})
    found = answer(Network(graph=graph_of([clinic, G]), selection=network().selection))
    assert "Geheim" not in str(found)
    assert found.tables["self_help_friendliness"].column("officer") == ["recorded"]
