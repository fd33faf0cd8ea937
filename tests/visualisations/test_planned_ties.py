"""On the network map a tie that is only planned never looks like one that stands, whatever its intensity is to be."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from small_networks import network, others, tie

from visualisations import network_map

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = [None, 1, 2, 3, 4]
PLANNED = [tie("a", id, intensity=level, status="planned") for id, level in zip("bcdef", LEVELS, strict=True)]
STANDING = [tie("g", id, intensity=level) for id, level in zip("hijkl", LEVELS, strict=True)]
PICTURE = network_map.draw(network(others("abcdefghijkl"), [*PLANNED, *STANDING]), None)


def on_svg():
    """Return width and dash of all planned lines, of all that stand, and by what it says each in the legend."""
    root = ET.fromstring(PICTURE.svg("de"))
    drawn, *_ = root.findall(f"{SVG}g")
    lines = [(line.find(f"{SVG}title").text[0], look_of(line)) for line in drawn.iter(f"{SVG}line")]
    parts = list(root.findall(f"{SVG}g[@class='legend']")[-1])
    legend = {text.text: look_of(sign) for sign, text in zip(parts[::2], parts[1::2], strict=True)}
    return *([look for end, look in lines if end == first] for first in "AG"), legend


def on_screen():
    edges = PICTURE.scene("de")["edges"]
    looks = [(edge["from"], (edge["width"], tuple(edge["dashes"] or ()))) for edge in edges]
    return [[look for end, look in looks if end == first] for first in "ag"]


def look_of(line):
    return float(line.get("stroke-width")), tuple(map(int, (line.get("stroke-dasharray") or "").split()))


@pytest.mark.parametrize("where", ["svg", "screen"])
def test_planned_is_thin_and_dashed_and_like_nothing_that_stands(where):
    planned, standing = on_svg()[:2] if where == "svg" else on_screen()
    assert len(planned) == len(standing) == len(LEVELS)
    assert len(set(planned)) == 1
    [(width, dash)] = set(planned)
    assert dash
    assert width <= min(width for width, _ in standing)
    assert dash not in {dash for _, dash in standing}


def test_picture_screen_and_legend_show_the_same():
    planned, standing, legend = on_svg()
    assert [planned, standing] == on_screen()
    assert legend["geplant"] == planned[0]
    assert set(legend.values()) == {*planned, *standing}


def test_it_does_not_lie_under_one_that_stands_between_the_same_two():
    ties = [
        tie("a", "b", intensity=4),
        tie("b", "a", id="p", kind="refers_to", status="planned"),
        tie("a", "c", status="planned"),
    ]
    edges = network_map.draw(network(others("abc"), ties), None).scene("de")["edges"]
    assert [bool(edge["via"]) for edge in sorted(edges, key=lambda edge: edge["id"])] == [
        edge["id"] == "p" for edge in sorted(edges, key=lambda edge: edge["id"])
    ]


def test_a_line_for_many_is_planned_only_where_all_are():
    many = [tie("a", "b", id=f"{n}", intensity=4, status="planned") for n in range(6)]
    stands = tie("a", "b", id="s", intensity=1)
    for ties, planned in ((many, True), ([*many, stands], False)):
        [line] = network_map.draw(network(others("ab"), ties), None).tables["ties"].rows
        assert line[5:8] == ((4 if planned else 1), planned, len(ties))
