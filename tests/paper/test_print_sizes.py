"""What stands on a sheet of the demo's district and state can be read, on paper that is no larger than it must be."""

from __future__ import annotations

import io
import math
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import pdf_ua
import pypdf
import pytest
from catalogue_cases import HERE, TODAY, open_store, service_of

from graphsvc import demo
from graphsvc.lettering import text_width
from graphsvc.model import Viewer
from graphsvc.paper import sheet

STATE, A4 = "08", 595
FOOT = 7.5  # points
SVG = "{http://www.w3.org/2000/svg}"
SINCE = {"since": "2023-01-01"}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("state"), *demo.records("state", TODAY))
    yield service_of(store)
    store.close()


def page(service, name: str, area: str, question: str = "", **raw: str) -> pypdf.PageObject:
    """Return the one page that a map's sheet has."""
    drawn = service.draw(name, {"area": [area], **raw}, Viewer.STAFF, question)
    wishes = sheet.Wishes(demo=True).about(drawn, service, "http://127.0.0.1:8000")
    (only,) = pypdf.PdfReader(io.BytesIO(sheet.write(drawn, "pdf", "de", wishes))).pages
    return only


def letters(only: pypdf.PageObject) -> Counter[float]:
    """Return how many letters there are of each size in print, in points."""
    found: Counter[float] = Counter()

    def see(text, outer, inner, font, size):
        found[round(size * math.hypot(*inner[2:4]) * math.hypot(*outer[2:4]), 1)] += len(text.strip())

    only.extract_text(visitor_text=see)
    return +found


def white(only: pypdf.PageObject) -> float:
    """Return which part of the page's height is the widest gap between two lines."""
    found: set[float] = set()

    def see(text, outer, inner, font, size):
        if text.strip():
            found.add(inner[5] * outer[3] + outer[5])

    only.extract_text(visitor_text=see)
    return max(high - low for low, high in pairwise(sorted(found))) / float(only.mediabox.height)


@pytest.mark.parametrize(("question", "least"), [("", 6), ("sectors", 5)])
@pytest.mark.parametrize("area", [HERE, STATE])
def test_the_matrix_is_read_on_the_small_page(service, area, question, least):
    only = page(service, "matrix_map", area, question)
    assert round(only.mediabox.width) == A4
    assert min(letters(only)) >= least
    assert "Sozialversicherung" in only.extract_text()
    assert "…" not in only.extract_text()


@pytest.mark.parametrize(("question", "least"), [("", 6), ("hubs", 5)])
@pytest.mark.parametrize("area", [HERE, STATE])
def test_two_rings_are_read_on_the_small_page_with_their_names(service, area, question, least):
    only = page(service, "ring_map", area, question, **SINCE)
    assert round(only.mediabox.width) == A4
    assert min(letters(only)) >= least
    assert "…" not in only.extract_text()
    assert "Verzeichnis der Nummern" not in only.extract_text()


@pytest.mark.parametrize(("area", "least"), [(HERE, 8.5), (STATE, 5)])
def test_the_committees_use_the_small_page(service, area, least):
    only = page(service, "committee_map", area)
    assert round(only.mediabox.width) == A4
    assert min(size for size in letters(only) if size != FOOT) >= least
    assert white(only) < 0.1


def test_counts_of_seats_are_heard_row_by_row(service):
    """They were repeated in a table below, which had no room for the last two of seven sectors."""
    drawn = service.draw("committee_map", {"area": [STATE]}, Viewer.STAFF)
    for names in (True, False):
        found = sheet.content(drawn, "de", sheet.Wishes(names=names))
        assert found["register"] is None
        rows = re.findall(r"<title>([^<]+)</title>", found["svg"])[1:]
        assert len(rows) == len(drawn.picture.tables["areas"].rows)
        assert [each for each in rows if each not in found["alt"]] == []


@pytest.mark.parametrize("question", ["", "changes"])
@pytest.mark.parametrize("area", [HERE, STATE])
def test_changes_are_read_on_the_small_page(service, area, question):
    """Each bar has its name and its numbers: the state's forty are not repeated in a table, for which the page became large."""
    only = page(service, "change_map", area, question, **SINCE)
    assert round(only.mediabox.width) == A4
    assert min(letters(only)) >= 5
    assert "…" not in only.extract_text()


def test_columns_of_changes_are_as_wide_as_their_words(service):
    root = ET.fromstring(service.draw("change_map", {"area": [HERE], **SINCE}, Viewer.STAFF).picture.svg("de"))
    rows = [
        [
            (float(each.get("x")), float(each.get("x")) + text_width(each.text, 12.5))
            for each in group.iter(f"{SVG}text")
        ]
        for group in root.iter(f"{SVG}g")
    ]
    of_ties = [row[:3] for row in rows if len(row) == 4]  # the last is the sign on the time axis
    assert len(of_ties) > 20
    for column, following in pairwise(zip(*of_ties, strict=True)):
        between = min(begin for begin, _ in following) - max(end for _, end in column)
        assert 20 < between < 50


def test_bars_are_heard_one_by_one(service):
    drawn = service.draw("change_map", {"area": [STATE], **SINCE}, Viewer.STAFF)
    found = sheet.content(drawn, "de", sheet.Wishes())
    assert found["register"] is None
    rows = re.findall(r"<title>([^<]+)</title>", found["svg"])[1:]
    assert len(rows) == sum(len(table.rows) for table in drawn.picture.tables.values()) > 40
    assert [each for each in rows if each not in found["alt"]] == []


def test_discs_use_their_room(service):
    """Their names were as small as the legend, 6 points, in discs that had room for more."""
    assert min(letters(page(service, "large_map", HERE))) >= 7


def test_a_legend_names_no_colour_that_grey_paper_lacks(service):
    drawn = service.draw("large_map", {"area": [HERE]}, Viewer.STAFF, "brokers")
    found = re.findall(r"<text[^>]*>([^<]+)</text>", drawn.picture.svg("de"))
    assert "davon handelt die Antwort" in found
    assert [text for text in found if "gelb" in text] == []


def test_these_sheets_are_pdf_ua(service, tmp_path):
    """All that a sheet of many rows says is in one alternative text, where a table would say it again."""
    if why := pdf_ua.missing():
        pytest.skip(why)
    for name in ("matrix_map", "ring_map", "committee_map", "change_map", "large_map"):
        raw = SINCE if name in ("ring_map", "change_map") else {}
        for area in (HERE, STATE):
            drawn = service.draw(name, {"area": [area], **raw}, Viewer.STAFF)
            (tmp_path / f"{name} {area}.pdf").write_bytes(sheet.write(drawn, "pdf", "de", sheet.Wishes(demo=True)))
    verdicts = pdf_ua.verdicts(sorted(tmp_path.glob("*.pdf")))
    assert set(verdicts.values()) == {"PASS"}
    assert len(verdicts) == 10
