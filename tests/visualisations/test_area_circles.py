"""A count of what is not recorded shows how much of it was denied and how much is not known, in the patterns of all maps."""

from __future__ import annotations

import re

import pytest
from small_networks import network, partner, tie

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Inquiry, Table
from queries.representation import answer as representation
from visualisations import area_map


def counted(*rows, status="not_asked"):
    columns = (
        Column(name="area", label=Label("Gebiet", "Area"), role="id"),
        Column(name="missing", label=Label("Fehlt", "Missing"), role="measure"),
        Column(name="none", label=Label("Nein", "None"), role="measure"),
        Column(name=status, label=Label("Offen", "Open"), role="measure"),
    )
    table = Table(title=Label("Gebiete", "Areas"), columns=columns, rows=rows)
    return area_map.draw(network(), Answer(sentence=Text("Fehlt."), tables={"areas": table}, method=Text("gezählt")))


def slices(svg, status):
    """Return the slices and whole circles with a status's pattern that stand on the map, not in its legend."""
    return re.findall(rf'<(path|circle) [^>]*fill="url\(#fine-{status}\)"', svg)


def test_a_circle_has_slices_as_large_as_the_counts():
    svg = counted(("08001", 4, 1, 3)).svg("de")
    assert (slices(svg, "none"), slices(svg, "not_asked")) == (["path"], ["path"])
    none, open_ones = re.findall(r'd="M(\S+) (\S+)L(\S+) (\S+)A(\S+) \S+ 0 (\d) 1 (\S+) (\S+)Z" fill="url\(#fine', svg)
    x, y, *_ = map(float, none)
    radius = float(none[4])
    # from the top a quarter, clockwise to the right; then the rest back to the top, the long way
    assert [float(part) for part in none[2:4]] == pytest.approx([x, y - radius], abs=0.2)
    assert [float(part) for part in none[6:]] == pytest.approx([x + radius, y], abs=0.2)
    assert [float(part) for part in open_ones[6:]] == pytest.approx([x, y - radius], abs=0.2)
    assert (none[5], open_ones[5]) == ("0", "1")


def test_what_is_all_of_one_status_is_a_whole_circle_and_the_legend_says_what_the_pattern_means():
    picture = counted(("08001", 2, 0, 2), ("08002", 0, 0, 0))
    svg = picture.svg("de")
    assert (slices(svg, "none"), slices(svg, "not_asked")) == ([], ["circle"])
    assert "davon keine Auskunft (1 Gebiet)" in svg
    assert "davon gefragt und verneint" not in svg
    assert picture.tables["areas"].names[-2:] == ("none", "not_asked")
    assert [row[-2:] for row in picture.tables["areas"].rows] == [(0, 2), (0, 0)]


@pytest.mark.parametrize(("row", "status"), [(("08001", 5, 1, 3), "not_asked"), (("08001", 4, 1, 3), "asked")])
def test_a_count_of_something_else_stays_a_plain_circle(row, status):
    picture = counted(row, status=status)
    assert "davon" not in picture.svg("de")
    assert picture.tables["areas"].names[-1] == "uncertain"


def test_where_no_self_help_is_recorded_the_map_says_that_it_is_not_known():
    partners = [
        partner("p", "committee", area="08001"),
        partner("a", "authority", area="08001"),
        partner("r", "council", area="08002"),
        partner("g", "self_help_group", area="08002"),
    ]
    told = Inquiry(id="i", partner="a", on=network().day, complete=True)
    some = network(partners, [tie("g", "r", "member_of")], inquiries=[told])
    picture = area_map.draw(some, representation(some))
    assert {row[0]: (row[3], *row[-2:]) for row in picture.tables["areas"].rows} == {
        "08001": (2, 1, 1),
        "08002": (0, 0, 0),
    }
    assert slices(picture.svg("de"), "not_asked") == slices(picture.svg("de"), "none") == ["path"]
