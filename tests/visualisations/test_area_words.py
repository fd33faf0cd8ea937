"""What an area map writes is true, and alike in picture, legend and table."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

import shapely
from small_networks import network, partner, tie

import app
from graphsvc.areas import Area, Areas
from graphsvc.formats import spoken
from graphsvc.language import Text
from graphsvc.model import Answer, Column, Table
from queries.representation import answer
from visualisations._cells import shapes
from visualisations._svg import text_width

MANY = 36  # areas side by side

DRAWN = app.CATALOGUE.maps["area_map"]


def test_nothing_is_called_recorded_that_counts_what_is_not():
    """Both committees of Oben lack self-help: the 2 beside it is no number of something recorded."""
    partners = [partner("a", "committee", area="08001"), partner("b", "committee", area="08001")]
    some = network(partners, [tie("a", "b")])
    table = DRAWN.draw(some, answer(some), {}).tables["areas"]
    assert table.rows == (("08001", "Oben", "recorded", 2.0, False, 0, 2),)
    assert [column.label.into("de") for column in table.columns][3] == "Keine Selbsthilfe erfasst"
    assert table.columns[2].words["recorded"].into("de") == "Zahl liegt vor"


def test_whether_groups_are_recorded_is_still_said():
    some = network([partner("g", "self_help_group", area="08001")])
    table = DRAWN.draw(some, None, {}).tables["areas"]
    assert table.column("status") == ["recorded", "not_asked", "not_asked"]
    assert table.columns[2].words["recorded"].into("de") == "erfasst"


def test_a_figure_is_written_alike_in_picture_legend_table_and_sentence():
    """Of 0.0865 two decimal places would leave 0.09 in one place and 0.0865 in another."""
    columns = (
        Column(name="area", label=Text("Gebiet"), role="id"),
        Column(name="per_100000", label=Text("Je 100.000 Menschen"), unit="je 100.000", role="measure"),
    )
    table = Table(title=Text("Gebiete"), columns=columns, rows=(("08001", 0.0865), ("08002", 1.25)))
    told = Answer(sentence=Text("{value}", values={"value": 0.0865}), tables={"areas": table}, method="-")
    picture = DRAWN.draw(network(), told, {})
    written = [node.text for node in ET.fromstring(picture.svg("de")).iter() if node.text]
    assert "Oben 0,0865" in written
    assert any(text.startswith("0,0865 ") for text in written), "the legend"
    assert not any("0,09" in text for text in written)
    areas = picture.tables["areas"]
    assert [spoken(row[3], areas.columns[3], "de") for row in areas.rows] == ["0,0865", "1,25"]
    assert told.sentence.into("de") == "0,0865"


def of_areas(name, *rows):
    """Return a table that says of each area a distance."""
    columns = (
        Column(name="area", label=Text("Gebiet"), role="id"),
        Column(name="km", label=Text("Abstand"), unit="km", role="measure"),
    )
    return Table(title=Text(name), columns=columns, rows=rows)


def test_what_a_further_table_singles_out_is_outlined():
    tables = {"all": of_areas("Alle", ("08001", 2.0), ("08002", 40.0)), "far": of_areas("Weit weg", ("08002", 40.0))}
    picture = DRAWN.draw(network(), Answer(sentence=Text("-"), tables=tables, method="-"), {})
    assert picture.tables["areas"].column("outlined") == [False, True]
    drawn = ET.fromstring(picture.svg("de"))
    (lines,) = [g for g in drawn.findall(".//{*}g[@stroke-width]") if g.get("fill") == "none" and len(g) == 1]
    assert lines[0].get("d")
    both = {"all": tables["far"], "far": tables["far"]}
    names = DRAWN.draw(network(), Answer(sentence=Text("-"), tables=both, method="-"), {}).tables["areas"].names
    assert "outlined" not in names, "all are not singled out"
    assert any(node.text == "Weit weg (1 Gebiet)" for node in drawn.iter()), "the legend"


def test_under_an_answer_without_areas_it_is_said_that_something_else_is_drawn():
    """Under an answer's sentence it would be read as its finding."""
    some = network([partner("g", "self_help_group", area="08001")])
    picture = DRAWN.draw(some, Answer(sentence=Text("Gini 0,3."), method="-"), {})
    said = "Die Antwort nennt keine Gebiete. Gezeigt sind stattdessen die erfassten Selbsthilfegruppen."
    assert picture.notes[0].into("de") == said
    assert said not in [note.into("de") for note in DRAWN.draw(some, None, {}).notes]


def test_a_name_in_the_area_of_another_is_led_to_its_own():
    """Of many small neighbours, each has its name; where its middle lies in a cell that is not its own, by a line."""
    known = Areas(
        [Area(ags="08", name="Land")]
        + [
            Area(
                ags=f"08{n:03}",
                name=f"Musterort {n}",
                population=9,
                lat=48 + n * 7 % MANY / 40,
                lon=9 + n * 5 % 11 / 30,
            )
            for n in range(MANY)
        ]
    )
    some = network([partner(str(n), "self_help_group", area=f"08{n:03}") for n in range(MANY)], known_areas=known)
    cells = shapes(known, [known[f"08{n:03}"] for n in range(MANY)]).polygons
    root = ET.fromstring(DRAWN.draw(some, None, {}).svg("de"))
    moved = next(node for node in root.iter() if str(node.get("transform")).startswith("translate"))
    lines = [
        [shapely.Point(float(node.get(f"x{end}")), float(node.get(f"y{end}"))) for end in "12"]
        for node in moved.iter()
        if node.tag.endswith("line")
    ]
    labels = [node for node in moved.iter() if node.tag.endswith("text")]
    led, boxes = 0, []
    for ags, label in ((f"08{int(node.text.split()[-2]):03}", node) for node in labels if len(node.text.split()) > 1):
        width, shift = text_width(label.text, 11), {None: 0.5, "middle": 0.0, "end": -0.5}[label.get("text-anchor")]
        middle = shapely.Point(float(label.get("x")) + shift * width, float(label.get("y")) - 3)
        boxes.append(shapely.box(middle.x - width / 2, middle.y - 6, middle.x + width / 2, middle.y + 5))
        if any(middle.within(cell) for other, cell in cells.items() if other != ags):
            led += 1
            (start,) = (start for start, end in lines if end.within(cells[ags].buffer(1)))
            assert abs(start.x - middle.x) <= text_width("Musterort 10 1", 11) / 2 + 1
            assert abs(start.y - middle.y) < 30  # two lines
    assert led == len(lines) > 1
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert {int(node.text.split()[-2]) for node in labels if len(node.text.split()) > 1} == set(range(MANY))
