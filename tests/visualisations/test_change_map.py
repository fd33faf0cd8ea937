"""The map of changes counts what the question counts, draws each change once, and tells it without colour."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from map_cases import PAST, cases, marked, region
from small_networks import NO_AREAS, network, networks, partner, shuffled, tie

import app
from graphsvc.areas import Area, Areas
from graphsvc.model import Viewer
from queries.changes import answer as asked

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2023, 6, 1)


def draw(given_network, answer=None):
    return app.CATALOGUE.maps["change_map"].draw(given_network, answer, {})


def root_of(picture):
    return ET.fromstring(picture.svg("de"))


def rows_drawn(root):
    """Return each row of the time axis, as its title and its signs and pieces."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        said = group.find(f"{SVG}title").text
        found[said] = (
            [node.text for node in group.iter(f"{SVG}text")],
            [
                (float(node.get("x")), float(node.get("width")))
                for node in group.iter(f"{SVG}rect")
                if node.get("height") in ("8", "14")
            ],
        )
    return found


def test_what_began_ended_and_changed_by_hand():
    picture = draw(region(ties=PAST, since=FIRST))
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in picture.tables["ties"].rows] == [
        ("began", "a", "c", "supports", date(2023, 9, 1)),
        ("began", "b", "f", "member_of", date(2024, 3, 1)),
        ("changed", "a", "d", "cooperates_with", date(2024, 1, 1)),
        ("ended", "a", "e", "cooperates_with", date(2024, 2, 1)),
    ]
    # seats: a, d and g in Oben, b and e in Unten, c and f nowhere: a–e and the change a–d belong to Oben once
    assert picture.tables["areas"].rows == (("08001", "Oben", 1, 1, 1, 0), ("08002", "Unten", 1, 0, 1, 0))
    together, counted = picture.notes[0].into("de").split(". ")
    assert together == "Zusammen sind es 4 Verbindungen: 2 begonnen, 1 beendet, 1 geändert"
    assert counted.endswith("zählt in den Balken bei beiden.")


def test_a_row_stands_where_its_time_was():
    """From 1 June 2023 on 366 days: what began on 1 September stands from a quarter on, what ended until two thirds."""
    rows = rows_drawn(root_of(draw(region(ties=PAST, since=FIRST))))
    signs, pieces = rows["A – C: unterstützt, begonnen, 01.09.2023"]
    _, whole = rows["A – D: Kooperation, geändert, 01.01.2024"]
    left, width = whole[0]
    assert signs[-1] == "+"
    assert pieces[0][0] == pytest.approx(left + width * 92 / 366, abs=0.02)
    assert sum(pieces[0]) == pytest.approx(left + width, abs=0.02)
    signs, pieces = rows["A – E: Kooperation, beendet, 01.02.2024"]
    assert signs[-1] == "−"
    assert pieces[0] == pytest.approx((left, width * 245 / 366), abs=0.02)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2023, 1, 1), date(2026, 11, 28), ["2024", "2025", "2026"]),
        (date(2025, 11, 28), date(2026, 11, 28), ["2026"]),
        (date(2025, 12, 31), date(2026, 11, 28), []),  # it would stand on the first day
    ],
)
def test_each_year_stands_at_its_beginning(first, last, years):
    given_network = network([partner("a"), partner("b")], [tie("a", "b", since=last)], since=first, on=last)
    texts = [node.text for node in root_of(draw(given_network)).iter(f"{SVG}text")]
    assert [text for text in texts if text in {str(year) for year in range(2000, 2030)}] == years
    assert {f"{day:%d.%m.%Y}" for day in (first, last)} <= set(texts)


def test_bars_part_at_the_middle_and_keep_their_measure():
    rows = rows_drawn(root_of(draw(region(ties=PAST, since=FIRST))))
    texts, boxes = rows["Oben: 1 begonnen, 1 geändert, 1 beendet"]
    assert texts == ["Oben", "−1", "+1 ≠1"]
    (ended, unit), (began, one), (changed, another) = boxes
    assert unit == one == another
    assert ended + unit == began
    assert began + one == changed


def test_areas_stand_by_how_much_changed_then_by_name():
    """Ä stands as A; Unten has three changes, the others one each, all with it."""
    known = Areas(
        [Area(ags="08", name="Land")]
        + [Area(ags=f"0800{n}", name=name) for n, name in enumerate(("Zuletzt", "Unten", "Ährental", "Berg"), start=1)]
    )
    partners = [partner(str(n), "clinic", area=f"0800{n}") for n in range(1, 5)]
    ties = [tie("2", other, since=date(2024, 1, 1)) for other in "134"]
    picture = draw(network(partners, ties, known_areas=known, since=FIRST))
    assert picture.tables["areas"].column("name") == ["Unten", "Ährental", "Berg", "Zuletzt"]
    drawn = [node.text for node in root_of(picture).iter(f"{SVG}text")]
    assert sorted(["Zuletzt", "Unten", "Ährental", "Berg"], key=drawn.index) == ["Unten", "Ährental", "Berg", "Zuletzt"]


def test_bars_that_add_up_are_not_explained():
    alone = network(
        [partner("a", area="08001"), partner("b", area="08001")], [tie("a", "b", since=date(2024, 1, 1))], since=FIRST
    )
    assert not any("Zusammen" in note.into("de") for note in draw(alone).notes)


def test_partners_come_and_leave():
    partners = [
        partner("a", "clinic", since=date(2023, 7, 1)),
        partner("b", "clinic", until=date(2023, 8, 1)),
        partner("c", "clinic"),
    ]
    picture = draw(network(partners, since=FIRST))
    assert [row[:3] + row[4:] for row in picture.tables["partners"].rows] == [
        ("began", "a", "A", date(2023, 7, 1), None),
        ("ended", "b", "B", date(2023, 8, 1), None),
    ]
    assert set(picture.tables) == {"partners"}


def test_nothing_to_see_is_said_with_what_is_unknown():
    picture = draw(region(since=FIRST, recorded_on=date(2024, 7, 1)))
    assert picture.tables == {}
    assert [note.into("de") for note in picture.notes] == [
        "Vom 01.06.2023 bis zum 01.06.2024 ist keine Veränderung erfasst.",
        "Bei 8 von 8 Verbindungen ist der Beginn nicht bekannt; ob sie neu sind, lässt sich nicht sagen.",
    ]


def test_what_is_only_newly_recorded_is_no_beginning():
    new = network([partner("a"), partner("b")], [tie("a", "b")], since=FIRST, recorded_on=date(2024, 1, 1))
    assert draw(new).tables == {}
    assert "neu erfasst, ohne dass ihr Beginn bekannt ist" in draw(new).notes[1].into("de")


def test_too_many_changes_are_counted_by_sector():
    many = [partner(f"g{n:02}", "self_help_group", area="08001") for n in range(61)]
    ties = [tie("k", each.id, "supports", since=date(2024, 1, 1)) for each in many]
    given_network = network([partner("k", "contact_office", area="08002"), *many], ties, since=FIRST)
    picture = draw(given_network)
    assert picture.tables["sectors"].rows == (("support", 61, 0, 0, 0), ("self_help", 61, 0, 0, 0))
    assert set(picture.tables) == {"areas", "sectors"}
    together, why = (note.into("de") for note in picture.notes[:2])
    assert together.startswith("Zusammen sind es 61 Verbindungen: 61 begonnen, 0 beendet")
    assert "61 Verbindungen und 0 Akteure sind zu viele" in why


def test_large_numbers_are_written_as_the_language_writes_them():
    ties = [tie("k", f"g{n}", "supports", since=date(2024, 1, 1)) for n in range(1200)]
    groups = [partner(f"g{n}", "self_help_group", area="08001") for n in range(1200)]
    picture = draw(network([partner("k", "contact_office"), *groups], ties, since=FIRST))
    assert "+1.200" in [node.text for node in root_of(picture).iter(f"{SVG}text")]
    assert "+1,200" in picture.svg("en")


def test_too_many_districts_become_states():
    areas = Areas([Area(ags="08", name="Land"), *(Area(ags=f"08{n:03}", name=f"K{n}") for n in range(1, 63))])
    partners = [partner(f"p{n:02}", area=f"08{n:03}") for n in range(1, 63)]
    ties = [tie(f"p{n:02}", f"p{n + 1:02}", since=date(2024, 1, 1)) for n in range(1, 62)]
    picture = draw(network(partners, ties, since=FIRST, known_areas=areas))
    assert picture.tables["areas"].rows == (("08", "Land", 61, 0, 0, 0),)


def test_without_areas_it_says_so():
    text = "Bei 4 Verbindungen ist von keinem der beiden Akteure der Kreis bekannt."
    picture = draw(region(NO_AREAS, ties=PAST, since=FIRST))
    assert set(picture.tables) == {"ties"}
    assert any(text in note.into("de") for note in picture.notes)
    assert not any("Kreis bekannt" in note.into("de") for note in draw(region(ties=PAST, since=FIRST)).notes)


def test_who_sees_less_is_told_that_an_end_may_be_none():
    text = "Manche Verbindungen sind hier nicht mehr zu sehen."
    seen = {
        viewer: any(text in n.into("de") for n in draw(network(since=FIRST, viewer=viewer)).notes) for viewer in Viewer
    }
    assert seen == {Viewer.PUBLIC: True, Viewer.PARTNERS: True, Viewer.STAFF: False}


def test_marks_stand_in_rows_and_bars():
    picture = draw(region(ties=PAST, since=FIRST), marked(e=0.5, nobody=1.0))
    assert [row[-1] for row in picture.tables["ties"].rows] == [None, None, None, 0.5]
    assert picture.tables["areas"].column("marked") == [1, 1]
    assert "davon handelt die Antwort" in [node.text for node in root_of(picture).iter(f"{SVG}text")]


def test_what_ended_is_hatched():
    fills = {node.get("fill") for node in root_of(draw(region(ties=PAST, since=FIRST))).iter(f"{SVG}rect")}
    assert {"url(#stripes)", "#0072b2", "#c3cad2"} <= fills


@settings(max_examples=60, deadline=None)
@given(networks())
def test_it_counts_what_the_question_counts_in_any_order(some):
    told = Counter(asked(some).tables["changes"].column("change"))
    del told["newly_recorded"]
    picture = draw(some)
    ties = picture.tables.get("ties")
    assert Counter(ties.column("change") if ties else ()) == told
    assert draw(shuffled(some)).svg("de") == picture.svg("de")
    titles = list(root_of(picture).iter(f"{SVG}title"))
    assert len(titles) - 1 == sum(len(table.rows) for table in picture.tables.values())


def test_hostile_names_are_shortened_and_read_in_full():
    picture = draw(cases()["hostile, with a history"])
    root = root_of(picture)
    assert max(len(node.text or "") for node in root.iter(f"{SVG}text")) < 100
    ties = picture.tables["ties"]
    assert any(len(name) == 300 for name in ties.column("source_name") + ties.column("target_name"))
    assert any("Länge" * 60 in node.text for node in root.iter(f"{SVG}title"))
