"""Maps on a telephone: the whole picture and its legend are seen without pushing it aside, in letters that can be read."""

from __future__ import annotations

import pytest

WAYS = {
    "area": "/maps/area_map?area=08&q=topic_gaps&topic=Depression",
    "area counts": "/maps/area_map?area=08",
    "change": "/maps/change_map?area=08117&since=2023-01-01&q=changes",
    "change, bars": "/maps/change_map?area=08&since=2022-01-01&q=changes",
    "committees": "/maps/committee_map?area=08117&q=committees",
    "committees, counted": "/maps/committee_map?q=committees",
    "matrix": "/maps/matrix_map?area=08117&q=sectors",
    "topics": "/maps/matrix_map?area=08&matrix=topics&q=topic_gaps",
}
LEAST = 11.0  # the smallest letters, in CSS pixels
MEASURED = """svg => {
  const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text")];
  return {
    left: frame.left, right: frame.right,
    sizes: texts.map(text => Number(text.getAttribute("font-size")) * scale),
    cut: texts.filter(text => {
      const box = text.getBoundingClientRect();
      return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
    }).map(text => text.textContent),
  };
}"""


@pytest.mark.parametrize("way", WAYS)
def test_a_map_is_whole_on_a_telephone(browser, server, barriers, way):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(server + WAYS[way])
    assert [svg.is_visible() for svg in page.locator(".map__svg > svg").all()] == [False]
    (picture,) = page.locator(".map__narrow > svg").all()
    found = picture.evaluate(MEASURED)
    assert found["left"] >= 0
    assert found["right"] <= 360
    assert found["cut"] == []
    assert min(found["sizes"]) >= LEAST
    assert barriers(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    assert not picture.is_visible()
    assert page.locator(".map__svg > svg").is_visible()
    page.close()
