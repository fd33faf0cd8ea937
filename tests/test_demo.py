"""The demo region matches the known figures, breaks no rule, and is the same everywhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import mean

import pytest
from catalogue_cases import open_store, service_of

from graphsvc.data import shipped_areas, shipped_topics
from graphsvc.demo import records
from graphsvc.demo_region import START_AREA
from graphsvc.model import Contact, Inquiry, Partner, Selection, Tie, Viewer
from graphsvc.rules import partner_problems, tie_problems

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def state():
    return records("state", DAY)


def of(found, kind):
    return [record for record in found if isinstance(record, kind)]


def test_the_figures_are_the_known_ones(state):
    partners = {partner.id: partner for partner in of(state, Partner)}
    offices = [id for id, partner in partners.items() if partner.kind == "contact_office"]
    assert len(offices) == 34
    counts = []
    for office in offices:
        others = {
            tie.target if tie.source == office else tie.source
            for tie in of(state, Tie)
            if office in (tie.source, tie.target)
            and tie.kind == "cooperates_with"
            and tie.status == "active"
            and tie.intensity != 1
            and (tie.until is None or tie.until >= DAY)
        }
        counts.append(len(others))
    # the survey of 2007: 14 cooperations an office on average, some with many more
    assert 12.5 <= mean(counts) <= 15.5
    assert max(counts) > 30
    assert min(counts) >= 1
    assert 140 <= len(shipped_topics()) <= 200
    answered = [inquiry.answered for inquiry in of(state, Inquiry)]
    assert 0.4 < mean(answered) < 0.9


def test_nothing_breaks_a_rule(state):
    areas = shipped_areas()
    partners = {partner.id: partner for partner in of(state, Partner)}
    for partner in partners.values():
        assert partner_problems(partner, areas) == {}
    for tie in of(state, Tie):
        assert tie_problems(tie, partners[tie.source].kind, partners[tie.target].kind) == {}, tie
        assert tie.confirmed_on is None or tie.since is None or tie.confirmed_on >= tie.since


def test_invented_names_and_addresses_are_recognisable(state):
    assert all("Muster" in p.name or "Beispiel" in p.name for p in of(state, Partner) if p.kind != "self_help_group")
    assert all(contact.email in ("", "info@example.org") for contact in of(state, Contact))
    # numbers that the Federal Network Agency keeps for films and books: 030 23125 000 to 999
    assert all(contact.phone == "" or contact.phone.startswith("030 23125") for contact in of(state, Contact))


def test_it_is_the_same_everywhere(state):
    assert records("state", DAY) == state


def test_four_years_of_history(state):
    ended = [tie.until for tie in of(state, Tie) if tie.until]
    assert len(ended) > 50
    assert min(ended) < date(2023, 6, 1)


@pytest.mark.parametrize("scale", ["district", "state"])
def test_the_start_district_has_something_to_show_for_every_question_about_answers(tmp_path, scale):
    """Institutions with topics; of those asked about ties some told all, some did not answer; others were not asked."""
    store = open_store(tmp_path, *records(scale, DAY))
    service = service_of(store)
    seen = service.store.network(Selection(areas=frozenset({START_AREA}), on=DAY), Viewer.STAFF)

    def table(question, name, **raw):
        return service.ask(question, {"area": [START_AREA], **raw}, Viewer.STAFF).answer.tables[name]

    topics = Counter(seen.graph.nodes[id]["sector"] for id in seen.graph if seen.graph.nodes[id]["topics"])
    assert {"care", "administration", "civil_society"} <= topics.keys()
    assert any(pair in ("direct", "through_office") for pair in table("fragmentation", "pairs").column("link"))
    friendly = table("self_help_friendliness", "summary")
    for status in ("recorded", "none", "not_asked"):
        assert sum(friendly.column(status)) >= 5
    points = {point for point, *_, recorded, _, _ in friendly.rows if recorded}
    assert {"agreement", "officer", "quality_circle", "joint_events", "award"} <= points
    asked = table("trust_in_numbers", "answers")
    for partners, count, answered in zip(*(asked.column(n) for n in ("partners", "asked", "answered")), strict=True):
        assert answered <= count <= partners
    assert 5 <= sum(asked.column("answered")) < sum(asked.column("asked")) < len(seen.graph)
    figures = table("trust_in_numbers", "figures")
    assert any(low < high for low, high in zip(figures.column("low"), figures.column("high"), strict=True))
    assert set(table("one_sided", "one_sided", top="0").column("status")) == {"none", "not_asked"}
    store.close()


def test_who_told_completely_names_most_ties(state):
    """Both sides name most ties of who told all about them."""
    told = {each.partner for each in of(state, Inquiry) if each.complete and not each.about}
    named = [tie.reported_by == "both" for tie in of(state, Tie) if tie.source in told and tie.status == "active"]
    others = [tie.reported_by == "both" for tie in of(state, Tie) if tie.source not in told and tie.status == "active"]
    assert mean(named) > 0.6 > 0.35 > mean(others)
