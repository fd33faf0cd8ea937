"""What an answer is about above all is told from what it is about besides, on every map that marks partners."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from small_networks import network, others, partner, tie

from queries.dependence import answer
from visualisations import committee_map, network_map, ring_map
from visualisations._svg import MARK, PALE_MARK

SVG = "{http://www.w3.org/2000/svg}"
PARTNERS = [
    partner("c", "contact_office"),
    *(partner(id, "committee") for id in "de"),
    *others("abm"),
]
# C alone holds D and E, each with one of A and B; M's two ties to C and D keep it with D
TIES = [
    tie("c", "d"),
    tie("c", "e"),
    tie("a", "d", "member_of"),
    tie("b", "e", "member_of"),
    tie("m", "d", "member_of"),
    tie("c", "m"),
]
SOME = network(PARTNERS, TIES)


def drawn(map, found):
    """Return the halos' fills with their widths, those of the legend among them, and all that is written."""
    root = ET.fromstring(map.draw(SOME, found).svg("de"))
    halos = [node for node in root.iter(f"{SVG}circle") if node.get("fill") in (MARK, PALE_MARK)]
    said = [node.text for node in root.iter(f"{SVG}text")]
    return sorted((node.get("fill"), float(node.get("stroke-width"))) for node in halos), said


CLOSING = answer(SOME, partner="d")  # of C, A, M, E and B only A is cut off
BESIDE = replace(CLOSING, marks={"d": 1.0, "e": 0.5})  # a ring shows only who is tied to the one in the middle


@pytest.mark.parametrize(("map", "found"), [(network_map, CLOSING), (committee_map, CLOSING), (ring_map, BESIDE)])
def test_who_closes_looks_different_from_those_who_are_cut_off(map, found):
    """One full halo stands on the map and one in the legend, and the same of pale ones."""
    halos, said = drawn(map, found)
    thick, thin = halos[0][1], halos[-1][1]
    assert halos == [(MARK, thick)] * 2 + [(PALE_MARK, thin)] * 2
    assert thick > 2 * thin, "it is seen without colour, too"
    assert "davon handelt die Antwort vor allem" in said
    assert "davon handelt die Antwort auch" in said


@pytest.mark.parametrize("map", [network_map, committee_map])
def test_where_all_are_marked_alike_the_legend_says_it_once(map):
    halos, said = drawn(map, answer(SOME, partner="a"))
    assert halos == [halos[0]] * 2
    assert [text for text in said if "davon handelt" in text] == ["davon handelt die Antwort"]
