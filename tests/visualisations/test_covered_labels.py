"""On the maps that write names in rows no text covers another, nor leaves the page: whatever the names, in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from map_cases import HOSTILE, PAST, cases, drawn_with, marked, region
from small_networks import network, partner, tie

import app
from graphsvc.language import LANGUAGES
from graphsvc.paper import sheet
from graphsvc.paper.numbers import enlarged
from visualisations._labels import ON_PAPER, place_labels
from visualisations._svg import MARK, PALE_MARK, text_width

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2023, 6, 1)
BOLD = 1.08  # about so much wider
MAPS = [
    ("matrix_map", "sectors"),
    ("matrix_map", "topics"),
    ("change_map", ""),
    ("committee_map", ""),
    ("ring_map", ""),
]


def boxes(node, x=0.0, y=0.0):
    """Yield each text with the box it covers; headings that are turned stand by themselves."""
    transform = node.get("transform", "")
    if "rotate" in transform:
        return
    if moved := re.fullmatch(r"translate\((-?[\d.]+) (-?[\d.]+)\)", transform):
        x, y = x + float(moved[1]), y + float(moved[2])
    if node.tag == f"{SVG}text" and node.text:
        size = float(node.get("font-size"))
        width = text_width(node.text, size) * (BOLD if node.get("font-weight") else 1)
        left = x + float(node.get("x")) - {None: 0, "middle": width / 2, "end": width}[node.get("text-anchor")]
        base = y + float(node.get("y"))
        yield node.text, (left, base - 0.75 * size, left + width, base + 0.2 * size)
    for child in node:
        yield from boxes(child, x, y)


def covered(svg):
    """Return the pairs of texts that cover each other, and the texts that leave the page."""
    root = ET.fromstring(svg)
    _, _, width, height = (float(part) for part in root.get("viewBox").split())
    found = list(boxes(root))
    over = [
        (first, second)
        for (first, a), (second, b) in combinations(found, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    return over, [text for text, box in found if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height]


def crowd():
    """Return an office with forty others of every sort of change, on committees and with topics."""
    kinds = ("clinic", "authority", "insurer", "service", "other", "council", "committee", "self_help_group")
    partners = [
        partner(
            f"p{n:02}",
            kinds[n % 8],
            name=f"Einrichtung {'sehr ' * (n % 9)}lang {n}",
            area="08001",
            topics=(f"Thema {n}",),
        )
        for n in range(40)
    ]
    ends = (
        {"since": date(2023, 7, 1)},
        {"until": date(2024, 3, 1)},
        {"status": "planned"},
        {"intensity": 4},
    )
    ties = [
        tie("k", each.id, id=f"t{n}", **({"intensity": n % 5 or None} | ends[n % 4])) for n, each in enumerate(partners)
    ]
    seats = [
        tie(f"p{n:02}", f"p{6 if n % 3 else 14:02}", "member_of", id=f"s{n}") for n in range(20) if n not in (6, 14)
    ]
    return network([partner("k", "contact_office", area="08001"), *partners], [*ties, *seats], since=FIRST)


def test_names_and_numbers_on_a_large_sheet_cover_nothing():
    given = drawn_with("network_map", crowd(), "hubs")
    unmarked = replace(given, asked=None, picture=given.map.draw(given.network, None, {}))
    found = sheet.content(unmarked, "de", sheet.Wishes(paper="a3"))
    labels = found["svg"].partition('class="legend"')[0]
    assert {bool(re.search(sign, labels)) for sign in (">Einrichtung lang", r'font-size="19.20"[^>]*>\d+<')} == {True}
    assert covered(found["svg"]) == ([], [])


NETWORKS = {
    "plain": region(ties=PAST, since=FIRST),
    "hostile": region(names=HOSTILE, ties=PAST, since=FIRST),
    "hostile again": region(names=HOSTILE[::-1], ties=PAST, since=FIRST),
    "hostile areas": cases()["hostile, with a history"],
    "crowd": crowd(),
}


@pytest.mark.parametrize("case", NETWORKS)
@pytest.mark.parametrize(("name", "matrix"), MAPS)
def test_no_text_covers_another(name, matrix, case):
    arguments = {"matrix": matrix} if matrix else {"partner": ""} if name == "ring_map" else {}
    picture = app.CATALOGUE.maps[name].draw(NETWORKS[case], marked(a=1.0, p03=1.0, p21=0.4), arguments)
    for language in LANGUAGES:
        assert covered(picture.svg(language)) == ([], [])


def test_the_check_sees_what_covers():
    text = '<text x="{}" y="20" font-size="12">Klinikum</text>'
    both = text.format(10) + f'<g transform="translate(20 0)">{text.format(10)}</g>'
    page = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{}} 40">{both}</svg>'
    assert covered(page.format(200)) == ([("Klinikum", "Klinikum")], [])
    assert covered(page.format(60)) == ([("Klinikum", "Klinikum")], ["Klinikum"])


def test_a_number_has_the_room_that_it_needs_on_paper():
    """Below the first symbol a name of two letters fits above the second; a number, which paper makes larger, stands aside."""
    points, sizes = {"a": (0.0, 0.0), "b": (0.0, 32.0)}, {"a": 7.0, "b": 7.0}
    assert place_labels({"a": ("AB",)}, points, sizes, ["a"], 12, larger=ON_PAPER)["a"][2] == "middle"
    x, base, anchor = place_labels({"a": ("12",)}, points, sizes, ["a"], 12, larger=ON_PAPER)["a"]
    assert (x, anchor) == (10, "start")
    drawn = enlarged(f'<text x="{x}" y="{base:.2f}" font-size="12">12</text>', {"a": 12})
    assert 'y="6.72" font-size="19.20"' in drawn  # its middle is the symbol's


def test_a_number_stands_beside_the_mark_of_its_symbol():
    given_network = region()
    picture = app.CATALOGUE.maps["network_map"].draw(
        given_network, marked(**dict.fromkeys(given_network.graph, 1.0)), {}
    )
    root = ET.fromstring(picture.svg("de"))
    marks = [node for node in root.iter(f"{SVG}circle") if node.get("fill") in (MARK, PALE_MARK)]
    assert len(marks) >= 8
    for text, box in boxes(root):
        for mark in marks[:-1]:  # the last is the legend's
            moved = next(node for node in root.iter(f"{SVG}g") if mark in node).get("transform")
            dx, dy = map(float, re.findall(r"-?[\d.]+", moved))
            x, y, r = float(mark.get("cx")) + dx, float(mark.get("cy")) + dy, float(mark.get("r"))
            near = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
            assert (near[0] - x) ** 2 + (near[1] - y) ** 2 >= r**2 * 0.9, text
