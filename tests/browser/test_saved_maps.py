"""Saved maps in a real browser: nothing that is said with a picture is cut, and a saved page is one without barriers."""

from __future__ import annotations

import pytest
from catalogue_cases import HERE, MAPS, demo_store, service_of

from graphsvc.model import Viewer
from graphsvc.paper import sheet

WAYS = {
    **{name: (name, "hubs", {"area": [HERE]}) for name in MAPS},
    "two rings": ("ring_map", "", {"area": [HERE], "since": "2023-01-01"}),
    "years": ("network_map", "changes", {"area": [HERE], "since": "2023-01-01"}),
    "topics": ("matrix_map", "topic_gaps", {"area": [HERE], "matrix": "topics"}),
}
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("saved"))
    yield service_of(store)
    store.close()


def saved(service, way, format, folder, **wishes):
    name, question, raw = WAYS[way]
    drawn = service.draw(name, raw, Viewer.STAFF, question)
    file = folder / f"map.{format}"
    wanted = sheet.Wishes(**wishes).about(drawn, service, "http://drehscheibe.example")
    file.write_bytes(sheet.write(drawn, format, "de", wanted))
    return file.as_uri()


@every_way
def test_every_line_stands_within_the_picture(browser, service, tmp_path, way):
    page = browser.new_page()
    page.goto(saved(service, way, "svg", tmp_path))
    width, *boxes = page.evaluate(
        """() => [document.documentElement.viewBox.baseVal.width,
        ...[...document.querySelectorAll(":root > text")].map(t => {const b = t.getBBox(); return [b.x, b.x + b.width]})]"""
    )
    assert len(boxes) > 5
    assert min(left for left, _ in boxes) > 0
    assert max(right for _, right in boxes) < width
    page.close()


@every_way
@pytest.mark.parametrize(("width", "names"), [(360, True), (1440, False)])
def test_a_saved_page_needs_nothing_and_has_no_barrier(browser, barriers, service, tmp_path, way, width, names):
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith(here) else None)
    here = saved(service, way, "html", tmp_path, names=names)
    page.goto(here)
    if page.locator(".scene[data-map=network_map]").count():
        page.wait_for_selector(".scene[data-drawn]")
    assert barriers(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert faults == []
    page.close()
