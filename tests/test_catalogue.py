"""A question or map is found by where it lies; what it lacks is told at start-up."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest

import app
import queries
import visualisations
from graphsvc.areas import Area, Areas
from graphsvc.catalogue import Catalogue
from graphsvc.errors import Unknown, Usage

AREAS = Areas([Area(ags="08117", name="Göppingen")])
DAY = date(2026, 11, 1)


def test_files_with_a_leading_underscore_are_no_questions():
    assert not [name for name in app.CATALOGUE.questions if name.startswith("_")]
    assert list(app.CATALOGUE.questions) == [
        "accessibility",
        "benchmark",
        "breadth",
        "brokers",
        "centrality",
        "changes",
        "colocation",
        "committees",
        "communities",
        "cooperations",
        "demand",
        "dependence",
        "fragmentation",
        "funding",
        "hubs",
        "inequality",
        "introductions",
        "next_tie",
        "one_sided",
        "referral",
        "representation",
        "sectors",
        "self_help_friendliness",
        "structural_holes",
        "suggestions",
        "topic_gaps",
        "trust_in_numbers",
        "unconfirmed",
        "unconnected",
        "unserved",
    ]
    assert list(app.CATALOGUE.maps) == [
        "area_map",
        "change_map",
        "committee_map",
        "large_map",
        "matrix_map",
        "network_map",
        "ring_map",
    ]


def test_one_new_file_is_one_new_question(tmp_path):
    (tmp_path / "how_many.py").write_text(
        '"""Wie viele?\n\nFür alle.\n"""\nfrom graphsvc.params import Top\n\n\n'
        "def answer(network, *, top: Top = 5):\n    return top\n"
    )
    package = ModuleType("more_questions")
    package.__path__ = [str(tmp_path)]
    import sys

    sys.modules["more_questions"] = package
    found = Catalogue.of(package, visualisations).questions["how_many"]
    assert (found.title.into("de"), found.summary.into("de")) == ("Wie viele?", "Für alle.")
    assert [option.name for option in found.signature.own] == ["top"]


def test_an_unknown_name_is_told_with_those_there_are():
    with pytest.raises(Unknown, match="hubs"):
        app.CATALOGUE.questions["nothing"]


def test_an_unknown_area_is_refused():
    with pytest.raises(Usage) as refused:
        app.CATALOGUE.questions["hubs"].parse({"area": ["99"]}, AREAS, DAY)
    assert refused.value.pointer == "area"


def test_a_history_looks_back_a_year_and_never_forward():
    selection, _ = app.CATALOGUE.questions["changes"].parse({}, AREAS, DAY)
    assert (DAY - selection.since).days == queries.changes.HISTORY
    with pytest.raises(Usage):
        app.CATALOGUE.questions["changes"].parse({"since": "2030-01-01"}, AREAS, DAY)
