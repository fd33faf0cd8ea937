"""One suite over every map's files: PNG shows something, HTML is one file that works without a network."""

from __future__ import annotations

import json
import re
import zlib
from html.parser import HTMLParser

import pytest
from catalogue_cases import MAPS
from map_cases import cases, draw, marked
from small_networks import shuffled

from graphsvc import pictures
from graphsvc.formats import spoken
from graphsvc.language import LANGUAGES

every_map = pytest.mark.parametrize("name", MAPS)
every_case = pytest.mark.parametrize("case", cases())
some_cases = pytest.mark.parametrize("case", ["empty", "closed ring", "5000 ties", "hostile"])


@every_map
@some_cases
def test_png_shows_something(name, case):
    picture = draw(name, cases()[case])
    png = pictures.write(picture, name, "png", "de")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert colours(png) > 1


def colours(png):
    """Return a lower bound for the number of colours: a blank picture has at most two different lines per PNG filter."""
    data, place = b"", 8
    while place < len(png):
        length, kind = int.from_bytes(png[place : place + 4]), png[place + 4 : place + 8]
        if kind == b"IHDR":
            width, (depth, colour) = int.from_bytes(png[place + 8 : place + 12]), png[place + 16 : place + 18]
        elif kind == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    stride = 1 + width * {2: 3, 6: 4}[colour] * depth // 8
    lines = zlib.decompress(data)
    different = {lines[start : start + stride] for start in range(0, len(lines), stride)}
    return 2 if len(different) > 10 else 1


class _Page(HTMLParser):
    """What a page is made of: its elements with their attributes, its tables, and the text of its style."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.tables, self.style, self._open = [], [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th", "caption"):
            (self.tables[-1] if tag == "caption" else self.tables[-1][-1]).append("")

    def handle_endtag(self, tag):
        self._open = ""

    def handle_data(self, data):
        if self._open == "style":
            self.style += data
        elif self._open in ("td", "th"):
            self.tables[-1][-1][-1] += data
        elif self._open == "caption":
            self.tables[-1][-1] += data


@every_map
@some_cases
def test_html_is_one_file_that_shows_the_tables(name, case):
    picture = draw(name, cases()[case])
    for language in LANGUAGES:
        page = _Page(pictures.write(picture, name, "html", language).decode())
        assert {tag for tag, _ in page.elements}.isdisjoint(
            {"link", "img", "iframe", "object", "embed", "base", "a", "form"}
        )
        for _, attributes in page.elements:
            assert not {"src", "href", "xlink:href", "style", "action"} & set(attributes)
        assert not re.search(r"@import|url\(|//", page.style)
        for table, shown in zip(picture.tables.values(), page.tables, strict=True):
            caption, heading, *rows = shown
            assert caption == table.title.into(language)
            assert heading == [column.label.into(language) for column in table.columns]
            assert rows == [
                [spoken(value, column, language) for value, column in zip(row, table.columns, strict=True)]
                for row in table.rows
            ]


@every_map
@every_case
def test_scene_is_json_that_closes_no_element(name, case):
    picture = draw(name, cases()[case], marked(a=1.0))
    text = pictures.scene_json(picture, "de")
    assert "<" not in text
    if text:
        scene = json.loads(text)
        drawn = {node["id"] for node in scene["nodes"]}
        assert all(edge["from"] in drawn and edge["to"] in drawn for edge in scene["edges"])
        assert scene == json.loads(pictures.scene_json(draw(name, shuffled(cases()[case]), marked(a=1.0)), "de"))
