"""One suite that every map keeps: it draws whatever the network, safely, the same every time, and tells it as tables too."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from catalogue_cases import HERE, MAPS, QUESTIONS, arguments, demo_store, service_of
from hypothesis import HealthCheck, given, settings
from map_cases import HOSTILE, TURNED, cases, draw, marked
from small_networks import network, networks, partner, shuffled

import app
from graphsvc import pictures
from graphsvc.language import LANGUAGES, Text
from graphsvc.model import Column, Table, Viewer
from visualisations._svg import NARROW

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {
    "svg",
    "g",
    "title",
    "desc",
    "defs",
    "pattern",
    "rect",
    "circle",
    "line",
    "polyline",
    "polygon",
    "path",
    "text",
}
every_map = pytest.mark.parametrize("name", MAPS)
every_case = pytest.mark.parametrize("case", cases())


@every_map
@every_case
def test_svg_stands_alone_and_is_safe(name, case):
    picture = draw(name, cases()[case], marked(a=1.0, k=0.5))
    for language, drawing in product(LANGUAGES, filter(None, (picture.svg, picture.narrow))):
        text = drawing(language)
        root = ET.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert {node.tag for node in root.iter()} <= {SVG + tag for tag in ELEMENTS}
        for key, value in (pair for node in root.iter() for pair in node.attrib.items()):
            assert not re.match(r"(?i)(on|style$|href$|.*\})", key), key
            if key not in ("aria-label",):
                assert not re.search(r"(?i)url\((?!#)|//|script:|data:", value), value
        assert set(re.findall(r"https?:[^\"]*", text)) == {"http://www.w3.org/2000/svg"}
        assert "<!" not in text
        assert "<?" not in text
        assert root.find(f"{SVG}title").text


@every_map
@every_case
def test_the_same_network_gives_the_same_bytes(name, case):
    given_network = cases()[case]
    first = draw(name, given_network, marked(a=1.0)).svg("de")
    assert draw(name, given_network, marked(a=1.0)).svg("de") == first
    assert draw(name, shuffled(given_network), marked(a=1.0)).svg("de") == first


@every_map
@every_case
def test_a_telephone_is_told_the_same(name, case):
    picture = draw(name, cases()[case], marked(a=1.0))
    if picture.narrow:
        root = ET.fromstring(picture.narrow("de"))
        assert sorted(titles(picture)) == sorted(titles(replace(picture, svg=picture.narrow)))
        assert root.get("aria-label") == ET.fromstring(picture.svg("de")).get("aria-label")
        assert root.get("viewBox").startswith(f"0 0 {NARROW:g} ")
        assert min(float(node.get("font-size")) for node in root.iter(f"{SVG}text")) >= 11
        shuffled_picture = draw(name, shuffled(cases()[case]), marked(a=1.0))
        assert shuffled_picture.narrow("de") == picture.narrow("de")


@every_map
@every_case
def test_picture_is_told_in_words(name, case):
    picture = draw(name, cases()[case])
    for language in LANGUAGES:
        for text in (picture.alt, *picture.notes, *(t.title for t in picture.tables.values())):
            assert re.search(r"\w{3}", text.into(language))
        assert picture.alt.into(language)[:12] in ET.fromstring(picture.svg(language)).get("aria-label")
        if not case.startswith("hostile"):
            assert not re.search(r"[{}]", picture.svg(language))
    assert picture.tables or picture.notes, "where there is nothing to see, it says why"


@every_map
@pytest.mark.parametrize("case", ["hostile", "hostile again", "hostile, with a history"])
def test_hostile_names_stay_text(name, case):
    picture = draw(name, cases()[case])
    page = pictures.write(picture, name, "html", "de").decode()
    svg = picture.svg("de")
    for bad in (TURNED, "\x00", "\x0b"):
        assert bad not in svg
    for bad in ("<script>alert", "<img", "</svg><!--", "<style>*"):
        assert bad not in svg
        assert bad not in page
    for bad in ("&#60;b", "onerror='"):
        assert bad not in svg
    named = {"name", "source_name"} & {column for table in picture.tables.values() for column in table.names}
    assert not named or any(clean(text) in seen for text in HOSTILE for seen in titles(picture)), (
        "they are read as they were recorded"
    )


def titles(picture):
    """Return what a reader is told about each thing drawn, the picture's own title left out."""
    _, *found = (clean(node.text) for node in ET.fromstring(picture.svg("de")).iter(f"{SVG}title"))
    return found


def clean(text):
    return " ".join(re.sub("[\x00-\x08\x0b\x0c\u202e]", "", text).split())


@every_map
@every_case
def test_tables_hold_what_the_picture_shows(name, case):
    given_network = cases()[case]
    picture = draw(name, given_network)
    rows = [row for table in picture.tables.values() for row in table.rows]
    seen = titles(picture)
    assert len(seen) == len(rows)
    told = [clean(" ".join(str(value) for value in row)) for row in rows]
    for table in picture.tables.values():
        for column in {"name", "source_name", "target_name"} & set(table.names):
            for value in set(table.column(column)):
                assert any(clean(value) in text for text in seen), value
    names = [node["name"] for node in given_network.graph.nodes.values()]
    for shown in {clean(each) for each in names} & set(seen):
        assert any(shown in row for row in told)


@every_map
@pytest.mark.parametrize("case", ["closed ring", "too many"])
def test_what_an_answer_marks_is_in_the_tables(name, case):
    bare, told = draw(name, cases()[case]), draw(name, cases()[case], marked(b=1.0, h=0.5, c001=1.0))
    drawn_otherwise = bare.svg("de") != told.svg("de")
    told_otherwise = bare.tables != told.tables
    assert drawn_otherwise == told_otherwise


@every_map
def test_marks_of_nobody_are_left_out(name):
    nobody = draw(name, cases()["closed ring"], marked(b=1.0, nobody=1.0))
    assert nobody.svg("de") == draw(name, cases()["closed ring"], marked(b=1.0)).svg("de")
    assert "nobody" not in pictures.scene_json(nobody, "de")


def test_asked_and_none_looks_other_than_not_asked():
    columns = (
        Column(name="area", label=Text("Gebiet"), role="id"),
        Column(name="name", label=Text("Name"), role="name"),
        Column(name="status", label=Text("Stand"), role="status"),
    )
    rows = (("08001", "Oben", "recorded"), ("08002", "Unten", "none"), ("08003", "Drüben", "not_asked"))
    table = Table(title=Text("Gebiete"), columns=columns, rows=rows)
    picture = draw("area_map", network(), replace(marked(), tables={"areas": table}))
    root = ET.fromstring(picture.svg("de"))
    fills = {
        path.find(f"{SVG}title").text.partition(":")[0]: group.get("fill")
        for group in root.iter(f"{SVG}g")
        for path in group.iter(f"{SVG}path")
        if len(path) and group.get("fill")
    }
    patterns = {f"url(#{node.get('id')})": [ET.tostring(part) for part in node] for node in root.iter(f"{SVG}pattern")}
    assert patterns[fills["Unten"]] != patterns[fills["Drüben"]]
    assert fills["Oben"] not in patterns
    assert picture.tables["areas"].column("status") == ["recorded", "none", "not_asked"]


def test_area_map_counts_the_groups_of_the_day():
    groups = [
        partner("a", "self_help_group", area="08001"),
        partner("b", "self_help_group", area="08001", until=date(2022, 1, 1)),
    ]
    drawing = app.CATALOGUE.maps["area_map"]
    picture = drawing.draw(network(groups, since=date(2020, 1, 1)), None, {})
    assert picture.tables["areas"].column("value") == [1.0, None, None]


@every_map
@pytest.mark.parametrize("question", ["", *QUESTIONS])
def test_any_map_shows_any_answer(name, question, demo_region):
    seen = demo_region.store.network(demo_region.select({"area": [HERE]}), Viewer.STAFF)
    for given_arguments in arguments(app.CATALOGUE.maps[name], seen):
        raw = {"area": [HERE]} | {key: str(value) for key, value in given_arguments.items()}
        drawn = demo_region.draw(name, raw, Viewer.STAFF, question)
        assert ET.fromstring(drawn.picture.svg("en")).tag == f"{SVG}svg"
        assert drawn.picture.tables


@pytest.fixture(scope="module")
def demo_region(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("maps"))
    yield service_of(store)
    store.close()


@every_map
def test_docstring_tells_title_method_and_reading(name):
    text = app.CATALOGUE.maps[name].module.__doc__
    title, blank, *_ = text.splitlines()
    assert title
    assert not blank
    for heading in ("Methode", "Wie man es liest"):
        assert re.search(rf"\n\n{heading}\n{'-' * len(heading)}\n\S", text), heading


@every_map
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_no_small_network_is_too_odd(name, some):
    picture = draw(name, some, marked(p0=1.0, p1=0.0))
    text = picture.svg("de")
    assert ET.fromstring(text).tag == f"{SVG}svg"
    assert draw(name, shuffled(some), marked(p0=1.0, p1=0.0)).svg("de") == text
