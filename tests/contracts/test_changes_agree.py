"""One look back has one set of numbers: the question after changes, the map of changes and the network map count alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from catalogue_cases import HERE, TODAY, demo_store, service_of
from hypothesis import given, settings
from map_cases import draw
from small_networks import networks

from graphsvc.comparison import UNDATED, became
from graphsvc.model import Viewer
from queries.changes import answer as asked

KNOWN = ("began", "changed", "ended")


def of_the_question(answer):
    """Return how many ties began, changed, ended, and of how many that is not known."""
    changes = Counter(answer.tables["changes"].column("change"))
    texts = [answer.sentence, *answer.caveats]
    found = [
        re.search(r"Bei (\d+) von \d+ Verbindungen ist der Beginn nicht bekannt", text.into("de")) for text in texts
    ]
    unknown = [int(match[1]) for match in found if match]
    assert len(unknown) <= 1
    return {code: changes[code] for code in KNOWN} | {"undated": sum(unknown)}


def of_the_change_map(picture):
    rows = picture.tables["ties"].column("change") if "ties" in picture.tables else ()
    found = [re.match(r"Bei (\d+) von", note.into("de")) for note in picture.notes]
    unknown = [int(match[1]) for match in found if match and "Beginn nicht bekannt" in match.string]
    return {code: rows.count(code) for code in KNOWN} | {"undated": sum(unknown)}


def of_the_network_map(picture):
    """Return what it tells, and see that it draws as many ties, each once."""
    told = picture.notes[0].into("de")
    found = re.search(r"neu (\d+), geändert (\d+), beendet (\d+), geblieben \d+, ohne erfassten Beginn (\d+)$", told)
    if not found:  # no partner at all
        return dict.fromkeys((*KNOWN, "undated"), 0)
    table, pairs = picture.tables["ties"], defaultdict(set)
    for source, target, kind, what in zip(*map(table.column, ("source", "target", "kind", "change")), strict=True):
        pairs[what].add((source, target, kind) if kind != "cooperates_with" else (*sorted((source, target)), kind))
    numbers = dict(zip((*KNOWN, "undated"), map(int, found.groups()), strict=True))
    if max(table.column("count"), default=1) == 1:
        assert numbers == {code: len(pairs[code]) for code in numbers}
    return numbers


@settings(max_examples=150, deadline=None)
@given(networks().filter(lambda some: some.selection.since))
def test_a_question_and_two_maps_count_alike(some):
    numbers = of_the_question(asked(some))
    assert of_the_network_map(draw("network_map", some)) == numbers
    drawn = of_the_change_map(draw("change_map", some))
    assert drawn == numbers


@settings(max_examples=150, deadline=None)
@given(networks().filter(lambda some: some.selection.since and len(some.graph) > 1))
def test_rings_tell_the_same_of_partners_with_one_tie(some):
    centre = some.partners()[0]
    records = Counter(other for other, *_ in some.ties_of(centre))
    told = {}
    for (source, target, _), what in became(some, some.day).items():
        if centre in (source, target):
            told[target if source == centre else source] = "undated" if what in UNDATED else what
    picture = draw_rings(some, centre)
    rings = (
        dict(zip(*map(picture.tables["partners"].column, ("partner", "change")), strict=True)) if picture.tables else {}
    )
    for other, what in told.items():
        if records[other] == 1:
            assert rings.get(other, "between") == what


def draw_rings(some, centre):
    import app

    return app.CATALOGUE.maps["ring_map"].draw(some, None, {"partner": centre})


@pytest.mark.parametrize("since", [date(2022, 1, 1), date(2025, 1, 1)])
def test_they_count_alike_on_the_demo(tmp_path, since):
    store = demo_store(tmp_path)
    service, chosen = service_of(store), {"area": [HERE], "since": since.isoformat(), "on": TODAY.isoformat()}
    numbers = of_the_question(service.ask("changes", chosen, Viewer.STAFF).answer)
    pictures = {name: service.draw(name, chosen, Viewer.STAFF).picture for name in ("network_map", "change_map")}
    store.close()
    assert numbers["began"] > 10
    assert numbers["undated"] > 10
    assert of_the_network_map(pictures["network_map"]) == numbers
    assert of_the_change_map(pictures["change_map"])["undated"] == numbers["undated"]
