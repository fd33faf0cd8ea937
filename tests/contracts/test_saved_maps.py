"""Every map as a file says what the page says with it: finding, caveats, notes, Stand and link; without names where wished."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from catalogue_cases import HERE, MAPS, demo_store, service_of
from map_cases import HOSTILE, cases, drawn_with

from graphsvc.language import LANGUAGES
from graphsvc.model import Viewer
from graphsvc.paper import sheet
from graphsvc.store import Stand

ROOT = "http://drehscheibe.example"
every_map = pytest.mark.parametrize("name", MAPS)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("saved"))
    yield service_of(store)
    store.close()


def drawn(name, case, question="hubs"):
    return drawn_with(name, cases()[case], question)


def said(data, format):
    """Return what is written in a file: without its elements, and without the spaces where lines were broken."""
    text = data.decode()
    if format == "svg":
        text = "".join(ET.fromstring(text).itertext())
    return "".join(html.unescape(re.sub(r"<script.*?</script>|<[^>]*>", "", text, flags=re.S)).split())


def tight(text):
    return "".join(text.split())


@every_map
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", ["", "hubs"])
@pytest.mark.parametrize("format", ["svg", "html"])
def test_a_file_says_what_the_page_says(service, name, question, language, format):
    shown = service.draw(name, {"area": [HERE]}, Viewer.STAFF, question)
    wishes = replace(sheet.Wishes().about(shown, service, ROOT), demo=True)
    text = said(sheet.write(shown, format, language, wishes), format)
    answer = shown.asked.answer if shown.asked else None
    expected = [answer.sentence, *shown.caveats] if answer else [shown.map.summary]
    for each in (*expected, *shown.picture.notes, sheet.stand(shown.network), sheet.DEMO, shown.picture.title):
        assert tight(each.into(language)) in text
    assert wishes.link.startswith(f"{ROOT}/maps/{name}?")
    assert f"stand={shown.network.revision}" in wishes.link
    assert tight(wishes.link) in text


@every_map
def test_a_picture_is_as_large_as_what_is_said_with_it(service, name):
    shown = service.draw(name, {"area": [HERE]}, Viewer.STAFF, "hubs")
    root = ET.fromstring(sheet.write(shown, "svg", "de", sheet.Wishes().about(shown, service, ROOT)))
    _, _, width, height = map(float, root.get("viewBox").split())
    (inner,) = root.findall("{*}svg")
    top, bottom = float(inner.get("y")), float(inner.get("y")) + float(inner.get("height"))
    lines = [float(text.get("y")) for text in root.findall("{*}text")]
    assert [y for y in lines if y < top]
    assert [y for y in lines if y > bottom]
    assert not [y for y in lines if top < y < bottom]
    assert max(lines) < height
    assert width == max(float(inner.get("width")), 640)
    assert "Link" not in "".join(inner.itertext())


@every_map
def test_the_link_alone_leads_out_of_the_file(service, name):
    shown = service.draw(name, {"area": [HERE]}, Viewer.STAFF, "hubs")
    wishes = sheet.Wishes().about(shown, service, ROOT)
    page = sheet.write(shown, "html", "de", wishes).decode()
    assert [html.unescape(found) for found in re.findall(r"<a href=\"([^\"]*)\"", page)] == [wishes.link]
    local = sheet.Wishes().about(shown, service).link  # drawn by the command, which knows no server
    assert local.startswith("/maps/")
    assert "<a " not in sheet.write(shown, "html", "de", replace(wishes, link=local)).decode()


@every_map
@pytest.mark.parametrize("format", ["svg", "html"])
@pytest.mark.parametrize("case", ["closed ring", "hostile", "hostile, with a history", "too many", "many groups"])
def test_without_names_no_name_and_no_id_is_in_the_file(name, format, case):
    shown = drawn(name, case)
    nodes = shown.network.graph.nodes
    link = f"{ROOT}/maps/{name}?ego={next(iter(nodes))}"
    data = sheet.write(shown, format, "de", sheet.Wishes(names=False, link=link)).decode()
    text = re.sub(r"<style>.*?</style>", "", data, flags=re.S)
    assert link not in html.unescape(text)
    words = re.sub(r"<[^>]*>", "\n", text)
    areas = {area.name for area in shown.network.areas.values()}
    for each in {values["name"] for values in nodes.values()} - areas:
        found = html.escape(" ".join(each.split()))
        assert not re.search(rf"(?<!\w){re.escape(found)}(?!\w)", words), each
    assert not {id for id in nodes if len(id) > 1} & set(re.findall(r"[\w-]+", words))
    assert "scene-data" not in text
    named = sheet.write(shown, format, "de", sheet.Wishes()).decode()
    partners_drawn = any("name" in t.names and "partner" in t.names for t in shown.picture.tables.values())
    assert not partners_drawn or any(html.escape(nodes[id]["name"]) in named for id in nodes) or case != "closed ring"


@every_map
def test_hostile_text_stays_text(name):
    shown = drawn(name, "hostile")
    for format in ("svg", "html"):
        data = sheet.write(shown, format, "de", sheet.Wishes(link=f"{ROOT}/?text={HOSTILE[0]}")).decode()
        for bad in ("<script>alert", "<img", "</svg><!--", "<style>*"):
            assert bad not in data


def test_a_png_shows_what_is_said(service):
    shown = service.draw("ring_map", {"area": [HERE]}, Viewer.STAFF, "hubs")
    with_caption = sheet.write(shown, "png", "de", sheet.Wishes().about(shown, service, ROOT))
    size = [int.from_bytes(with_caption[place : place + 4]) for place in (16, 20)]
    _, _, width, height = map(float, re.search(r'viewBox="([^"]*)"', shown.picture.svg("de"))[1].split())
    assert size[0] == round(2 * width)
    assert size[1] > 2 * height + 200


def test_an_earlier_stand_says_that_areas_are_the_newest(service):
    shown = service.draw("area_map", {"area": [HERE]}, Viewer.STAFF)
    now, earlier = (
        said(sheet.write(shown, "svg", "de", sheet.Wishes(newest=Stand(shown.network.revision + more))), "svg")
        for more in (0, 1)
    )
    told = tight("Gebiete und Einwohnerzahlen sind die zuletzt geladenen")
    assert told in earlier
    assert told not in now
