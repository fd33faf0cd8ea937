"""The demo region matches the known figures, breaks no rule, and is the same everywhere."""

from __future__ import annotations

from datetime import date
from statistics import mean

import pytest

from graphsvc.data import shipped_areas, shipped_topics
from graphsvc.demo import records
from graphsvc.model import Contact, Inquiry, Partner, Tie
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
