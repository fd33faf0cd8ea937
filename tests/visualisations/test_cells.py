"""Shapes of areas: municipalities without outlines divide their district's among them; labels stay on the page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import shapely
from small_networks import DAY, network, partner

import app
from graphsvc.areas import Area, Areas
from graphsvc.language import Text
from graphsvc.model import Answer, Column, Table
from queries import topic_gaps
from queries.accessibility import answer
from visualisations import area_map
from visualisations._area_legend import CIRCLE
from visualisations._area_svg import SCREEN
from visualisations._cells import shapes
from visualisations._labels import place_labels

SVG = "{http://www.w3.org/2000/svg}"


def square(left, low):
    return shapely.geometry.mapping(shapely.box(left, low, left + 1, low + 1))


TOWNS = [
    Area(ags="08001001", name="A, Stadt", population=3, lat=48.2, lon=9.2),
    Area(ags="08001002", name="B", population=2, lat=48.8, lon=9.8),
    Area(ags="08002001", name="C", population=1, lat=48.5, lon=10.4),
]
DISTRICTS = [Area(ags="08001", name="Oben", lat=48.5, lon=9.5), Area(ags="08002", name="Unten", lat=48.5, lon=10.5)]
AREAS = Areas([*DISTRICTS, *TOWNS], outlines={"08001": square(9, 48), "08002": square(10, 48)})


def test_municipalities_fill_their_district_and_do_not_cross_its_border():
    found = shapes(AREAS, TOWNS)
    first, second = found.around
    a, b, c = (found.polygons[area.ags] for area in TOWNS)
    assert shapely.union(a, b).symmetric_difference(first).area < 1e-6 * first.area
    assert a.area == pytest.approx(b.area)
    assert c.symmetric_difference(second).area < 1e-6 * second.area
    assert found.cells


def test_a_district_of_which_only_a_part_is_chosen_is_not_filled_by_it():
    """Who chooses one municipality sees no other of the district: it is not all of it."""
    one = AREAS.within(["08001001"])
    assert list(shapes(one, [TOWNS[0]], ["08001001"]).around) == []
    assert len(shapes(AREAS.within(["08001"]), TOWNS[:2], ["08001"]).around) == 1


def test_a_cell_reaches_equally_far_in_all_directions():
    """A lone place has a round one, though a degree of longitude is shorter than one of latitude."""
    west, south, east, north = shapes(Areas([DISTRICTS[0]]), [DISTRICTS[0]]).polygons["08001"].bounds
    assert east - west == pytest.approx(north - south, rel=0.02)


def test_outlines_of_all_are_no_cells():
    found = shapes(AREAS, DISTRICTS)
    assert not found.cells
    assert list(found.around) == []


def drawn(areas, partners=()):
    given = network(partners, known_areas=areas)
    picture = app.CATALOGUE.maps["area_map"].draw(given, answer(given, km=1), {})
    return picture, ET.fromstring(picture.svg("de"))


def test_none_is_a_class_of_its_own():
    """Two of the three have no office within a km."""
    picture, root = drawn(AREAS, [partner("k", "contact_office", area="08001001")])
    groups = [group for group in root.iter(f"{SVG}g") if group.get("fill")]
    fills = {path.find(f"{SVG}title").text: group.get("fill") for group in groups for path in group if len(path)}
    nothing = {fill for said, fill in fills.items() if said.endswith(": 0")}
    assert nothing == {"#ffffff"}
    assert len(fills) == 3
    assert list(fills.values()).count("#ffffff") == 2
    assert "0 (2 Gebiete)" in [node.text for node in root.iter(f"{SVG}text")]
    assert any("Die dunklen Grenzen sind geladen." in note.into("de") for note in picture.notes)


def test_of_many_areas_the_most_populous_are_labelled():
    many = [
        Area(ags=f"08001{n:03d}", name=f"Ort{n}, Stadt", population=n, lat=48 + n % 10, lon=9 + n // 10)
        for n in range(90)
    ]
    _, root = drawn(Areas(many), [partner("k", "contact_office", area="08001001")])
    labels = {node.text.split()[0] for node in root.iter(f"{SVG}text") if (node.text or "").startswith("Ort")}
    assert labels
    assert labels <= {f"Ort{n}" for n in range(50, 90)}


def test_a_label_that_would_leave_the_page_is_left_out_or_stands_elsewhere():
    names, points = {"a": ("Oberammergau",), "b": ("Murnau am Staffelsee",)}, {"a": (2.0, 50.0), "b": (50.0, 80.0)}
    free = place_labels(names, points, {"a": 0, "b": 0}, "ab", 11)
    assert free["a"][2] == "middle"
    kept = place_labels(names, points, {"a": 0, "b": 0}, "ab", 11, (0, 0, 100, 100))
    assert kept["a"][2] == "start"
    assert "b" not in kept


def _of_topic(*counts):
    """Draw an answer of `topic_gaps` with so many groups in each of three districts."""
    columns = (
        Column(name="area", label=Text("Gebiet"), role="id"),
        Column(name="groups", label=Text("Gruppen"), role="measure"),
        Column(name="per_100000", label=Text("Rate"), unit="je 100.000", role="measure"),
        Column(name="low", label=Text("von"), unit="je 100.000", role="low"),
        Column(name="high", label=Text("bis"), unit="je 100.000", role="high"),
    )
    rows = tuple((f"0800{place}", n, n / place, 0.0, 9.0) for place, n in enumerate(counts, start=1))
    table = Table(title=Text("Gebiete"), columns=columns, rows=rows)
    return area_map.draw(
        network(topics=frozenset({"Angst"})), Answer(sentence=Text(""), tables={"t": table}, method=Text(""))
    )


def test_of_one_or_two_everywhere_the_count_is_drawn_and_not_how_many_people_live_there():
    few, more = _of_topic(1, 2, 1), _of_topic(1, 2, 3)
    assert few.tables["areas"].column("value") == [1, 2, 1]
    assert few.tables["areas"].column("uncertain") == [False] * 3
    assert more.tables["areas"].column("value") == [1, 1, 1]
    assert "<circle" in few.svg("de").split("</defs>")[-1]
    assert "<circle" not in more.svg("de").split("</defs>")[-1]


def test_a_count_of_0_is_no_small_circle_and_the_legend_says_what_it_is():
    """A topic with only an offer: the area is neither empty nor has it a group."""
    offer = partner("c", "clinic", area="08002", topics=("Angst",))
    some = network(
        [partner("g", "self_help_group", area="08001", topics=("Angst",)), offer],
        known_areas=Areas(DISTRICTS),
        topics=frozenset({"Angst"}),
    )
    root = ET.fromstring(area_map.draw(some, topic_gaps.answer(some)).svg("de"))
    circles = [circle for circle in root.iter(f"{SVG}circle") if circle.get("stroke") == CIRCLE]
    assert {circle.get("fill") for circle in circles} == {"#ffffff"}
    assert len(circles) == 2  # on the map and in the legend
    said = [node.text for node in root.iter(f"{SVG}text")]
    assert "+ ein Angebot, aber keine Gruppe erfasst (1 Gebiet)" in said
    assert "Unten +" in said


def test_twice_the_count_has_twice_the_area():
    assert SCREEN.radius(8, 10) ** 2 == pytest.approx(2 * SCREEN.radius(4, 10) ** 2)


def test_a_long_name_stands_in_two_lines_and_is_not_cut():
    long = replace(DISTRICTS[0], name="Neckar-Odenwald-Kreis")
    _, root = drawn(Areas([long, DISTRICTS[1]]))
    said = " ".join(node.text for node in root.iter(f"{SVG}text"))
    assert "Neckar-Odenwald- Kreis" in said


def test_what_is_told_in_tenths_is_drawn_in_its_size():
    """The districts reach over the page, the largest circle is as large as in the legend, and hatchings are as wide."""
    root = ET.fromstring(_of_topic(1, 2, 1).svg("de"))
    fine = next(group for group in root.iter(f"{SVG}g") if group.get("transform") == "scale(0.1)")
    begins = [float(path.get("d")[1:].split()[0]) / 10 for path in fine.iter(f"{SVG}path")]
    width = float(root.get("viewBox").split()[2])
    assert width / 3 < max(begins) <= width
    drawn, shown = (
        max(float(circle.get("r")) for circle in found)
        for found in (fine.iter(f"{SVG}circle"), root.findall(f"{SVG}circle"))
    )
    assert drawn / 10 == shown
    patterns = {pattern.get("id"): pattern.get("patternTransform") for pattern in root.iter(f"{SVG}pattern")}
    assert patterns["fine-none"] == patterns["fine-not_asked"] == "scale(10)"
    assert patterns["hatch-none"] is None


def test_a_picture_says_itself_what_it_is_about():
    drawn = _of_topic(1, 2, 3).svg("de")
    assert "Thema: Angst" in drawn
    assert f"Erfasst bis zum {DAY:%d.%m.%Y}." in drawn


def test_an_answer_without_areas_does_not_say_that_none_are_loaded():
    nothing = _of_topic().svg("de")
    assert "Die Antwort nennt keine Gebiete" in nothing
    assert "geladen" not in nothing


@pytest.mark.parametrize(("level", "column"), [("municipality", "smoothed"), ("district", "per_100000")])
def test_of_municipalities_the_smoothed_rate_is_drawn_and_said_so(level, column):
    towns = [replace(town, population=people) for town, people in zip(TOWNS, (1_000, 9_000, 5_000), strict=True)]
    districts = [replace(area, population=people) for area, people in zip(DISTRICTS, (90_000, 5_000), strict=True)]
    seats = [towns[0].ags] * 5 + [towns[1].ags, towns[2].ags]
    groups = [partner(f"g{n}", "self_help_group", area=seat, topics=("Angst",)) for n, seat in enumerate(seats)]
    some = network(groups, known_areas=Areas([*districts, *towns]), topics=frozenset({"Angst"}))
    found = topic_gaps.answer(some, level=level)
    table, picture = found.tables["topic_gaps"], area_map.draw(some, found)
    assert picture.tables["areas"].column("value") == table.column(column)
    assert table.column("smoothed") != table.column("per_100000")
    assert ("geglättet" in picture.svg("de")) == (column == "smoothed")
