"""A map's page: what an answer says goes with it, and so do the ways to take it along."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.mark.parametrize("name", ["network_map", "area_map", "ring_map"])
def test_the_answer_stands_with_its_caveats(staff, name):
    told = staff.get("/api/v1/questions/hubs.json").get_json()
    assert told["caveats"]
    page = staff.page(f"/maps/{name}?q=hubs").text
    for sentence in (told["sentence"], *told["caveats"]):
        assert sentence in page
    assert not set(told["caveats"]) & {line.strip() for line in staff.page(f"/maps/{name}").text.splitlines()}


@pytest.mark.parametrize("path", ["/maps/network_map?q=hubs", "/questions/hubs"])
def test_it_is_saved_with_or_without_names(staff, path):
    hrefs = [unescape(v) for tag, name, v in staff.page(path).attributes if (tag, name) == ("a", "href") and v]
    files = [urlsplit(href) for href in hrefs if href.startswith("/maps/network_map.")]
    offered = {(file.path.rpartition(".")[2], parse_qs(file.query).get("names", ["yes"])[0]) for file in files}
    assert offered == {(format, names) for format in ("pdf", "png", "svg", "html") for names in ("yes", "no")}
    for file in files:
        assert parse_qs(file.query)["q"] == ["hubs"]


def test_all_areas_are_one_click_away_where_none_was_chosen(staff):
    def leads(path):
        return re.findall(r'<a [^>]*href="([^"]+)"[^>]*>Alle Gebiete zeigen</a>', staff.page(path).html)

    (there,) = leads("/maps/area_map?q=topic_gaps")
    assert "q=topic_gaps" in there
    assert leads(unescape(there)) == []
    assert leads("/maps/area_map?area=08117") == []
    assert leads("/maps/network_map") == []
    rows = [
        staff.page(unescape(path)).html.count('data-value="')
        for path in ("/maps/area_map", "/maps/area_map?extent=all")
    ]
    assert rows[0] < rows[1]


def test_where_something_was_chosen_the_map_comes_first_and_the_form_is_folded(staff):
    def folded(path):
        return re.findall(r"<summary[^>]*>(Antwort und Auswahl ändern .*?)</summary>", staff.page(path).html)

    assert folded("/maps/network_map?area=08117") == ["Antwort und Auswahl ändern (Gebiet: Göppingen)"]
    assert folded("/maps/network_map") == []
    assert folded("/maps/network_map?area=nirgends") == []  # what has to be mended is seen


@pytest.mark.parametrize("path", ["/", "/maps/network_map", "/maps/large_map", "/questions/hubs?view=network_map"])
def test_a_map_is_drawn_as_soon_as_its_data_are_read(staff, path):
    html = staff.page(path).html
    head, data, behind = re.split(r'</head>|<script type="application/json" class="scene-data">', html)
    asked = re.findall(r'<link rel="preload" as="script" href="([^"]+)">', head)
    run, _, rest = behind.partition("<svg")
    assert re.findall(r'<script src="([^"]+)"></script>', run) == asked != []
    assert "<script" not in data + rest
    assert 'class="legend"' in rest  # the script waits for what it takes of the picture
    assert "htmx" not in html  # a page that asks nothing by itself


@pytest.mark.parametrize(("path", "lives"), [("/partners", True), ("/partners/kl", False)])
def test_only_a_page_that_asks_by_itself_loads_what_it_asks_with(staff, path, lives):
    html = staff.page(path).html
    assert ("hx-get" in html) == lives
    assert ("/vendor/htmx.min.js" in html) == lives
