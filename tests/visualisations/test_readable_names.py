"""Names and numbers can be read on every shade, in colour and in grey: a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from small_networks import network, partner

import app
from graphsvc.areas import Area, Areas
from graphsvc.language import Text
from graphsvc.model import Answer, Column, Table
from visualisations._shades import DARK, SHADES

SVG = "{http://www.w3.org/2000/svg}"
LEAST = 4.5
COUNT = 10
LONG = "Ortenaukreisau"


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="module")
def shaded():
    """Areas in a row, from the lightest shade to the darkest; one dark one has a name longer than it is wide."""
    known = Areas(
        [Area(ags="08", name="Land")]
        + [
            Area(ags=f"08{n:03}", name=f"Ort{n}" if n != 7 else LONG, population=9, lat=48.0, lon=9 + n / 5)
            for n in range(COUNT)
        ]
    )
    columns = (
        Column(name="area", label=Text("Gebiet"), role="id"),
        Column(name="rate", label=Text("Je 100.000 Menschen"), unit="je 100.000", role="measure"),
    )
    rows = tuple((f"08{n:03}", float(n + 1)) for n in range(COUNT))
    told = Answer(sentence=Text("-"), tables={"areas": Table(title=Text("-"), columns=columns, rows=rows)}, method="-")
    return ET.fromstring(app.CATALOGUE.maps["area_map"].draw(network(known_areas=known), told, {}).svg("de"))


def test_names_of_areas_stand_out_from_the_ground_that_they_bring(shaded):
    names = [text for text in shaded.iter(f"{SVG}text") if text.get("paint-order")]
    assert len(names) >= COUNT
    assert min(contrast(text.get("fill"), text.get("stroke")) for text in names) >= LEAST
    assert min(float(text.get("stroke-width")) for text in names) >= 4


def test_white_names_are_only_within_an_area_of_their_ground(shaded):
    """Beside its area a white name on dark would be a dark patch: there it is black on white."""
    fills = {
        path.find(f"{SVG}title").text.split(":")[0]: group.get("fill")
        for group in shaded.iter(f"{SVG}g")
        for path in group.findall(f"{SVG}path")
        if path.find(f"{SVG}title") is not None
    }
    drawn = {text.text.split()[0]: text for text in shaded.iter(f"{SVG}text") if text.get("paint-order")}
    for name, fill in fills.items():
        white = fill in DARK and name != LONG
        assert drawn[name].get("stroke") == (fill if white else "#ffffff")
        assert (drawn[name].get("fill") == "#ffffff") == white
    assert sum(fill in DARK for fill in fills.values()) > 1


def test_numbers_in_a_matrix_stand_out_from_their_shade():
    groups = [
        partner(f"{topic}{area}{n}", "self_help_group", area=f"0800{area}", topics=(topic,))
        for topic, counts in {"Sucht": (1, 3, 9), "Angst": (2, 5, 14), "Trauer": (7, 11, 12)}.items()
        for area, count in enumerate(counts, start=1)
        for n in range(count)
    ]
    root = ET.fromstring(app.CATALOGUE.maps["matrix_map"].draw(network(groups), None, {"matrix": "topics"}).svg("de"))
    found = {}
    for group in root.iter(f"{SVG}g"):
        rect, text = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
        if rect is not None and text is not None and rect.get("fill") in SHADES:
            found[rect.get("fill")] = contrast(rect.get("fill"), text.get("fill"))
    assert set(found) == set(SHADES)
    assert min(found.values()) >= LEAST
