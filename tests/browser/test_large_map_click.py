"""On the large map, who is not tied to what was clicked is faded, until Escape or a click beside."""

from __future__ import annotations

import pytest
from large_map_page import SOFTWARE, keys_of, opened, press, settled
from map_cases import draw, marked
from small_networks import network, partner, tie

from graphsvc import pictures

# A tie into two districts and one within its own; a tie that the one clicked has no part in; a district tied to nobody
PARTNERS = [partner(id, area=f"0800{'abc'.index(id[0]) + 1}") for id in ("a1", "a2", "a3", "b1", "b2", "c1", "c2")]
TIES = [tie("a1", "a2"), tie("a1", "b1"), tie("a3", "b2"), tie("c1", "c2")]
FAINT = """() => {
window.faint = {};
const put = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
  window.faint[text] = this.globalAlpha < 1;
  return put.call(this, text, ...at);
};
}"""


@pytest.fixture(scope="module")
def browser(launched):
    browser = launched(SOFTWARE)
    yield browser
    browser.close()


@pytest.fixture
def page(browser, tmp_path):
    file = tmp_path / "map.html"
    picture = draw("large_map", network(PARTNERS, TIES), marked(a1=1.0, c1=1.0))
    file.write_bytes(pictures.write(picture, "large_map", "html", "de"))
    page = opened(browser, file.as_uri() + "?renderer=webgl", reduced_motion="reduce")
    page.evaluate(FAINT)
    ids = page.evaluate("JSON.parse(document.querySelector('script.scene-data').textContent).ids").split("\n")
    page.named = {f"p{at}": id for at, id in enumerate(ids)} | {"g0": "A", "g1": "B", "g2": "C"}
    yield page
    assert page.faults == []
    page.context.close()


def click(page, name):
    page.mouse.click(*place(page, name))
    page.wait_for_selector(".scene[data-circle]:not([data-circle=''])", state="attached")


def place(page, name):
    box = page.locator(".scene__canvas").bounding_box()
    [(x, y)] = [(x, y) for key, x, y, *_ in settled(page)["signs"] if page.named.get(key) == name]
    return box["x"] + x, box["y"] + y


def pale(page):
    """Return the names of all that is faded, and the ends of the lines that are."""
    state = settled(page)
    signs = {page.named[key] for key, *_, colour in state["signs"] if key[0] in "gp" and colour.endswith("24")}
    halos = {key for key, *_, colour in state["signs"] if key[0] in "hm" and colour.endswith("24")}
    lines = page.evaluate(
        """() => {
          const sigma = document.querySelector(".scene").sigma, graph = sigma.getGraph();
          const faded = (key) => sigma.getEdgeDisplayData(key).color.endsWith("0f");
          return graph.edges().filter(faded).map((key) => graph.extremities(key));
        }"""
    )
    return signs, halos, {frozenset(page.named[end] for end in ends) for ends in lines}


def all_open(page):
    page.locator(".scene__canvas").focus()
    press(page, *["ArrowRight", "Enter"] * 3, "0")
    assert len(keys_of(settled(page), "p")) == len(PARTNERS)


def test_a_click_on_a_partner_fades_who_is_not_tied_to_it(page):
    all_open(page)
    assert pale(page) == (set(), set(), set())
    click(page, "a1")
    signs, halos, lines = pale(page)
    assert signs == {"a3", "b2", "c1", "c2", "C"}
    assert {page.named["p" + key[1:]] for key in halos} == {"c1"}
    assert lines == {frozenset(("a3", "b2")), frozenset(("c1", "c2"))}
    assert page.locator(".scene").get_attribute("data-circle") == "5"  # a1, a2, b1, A and B
    click(page, "c1")
    assert pale(page)[0] == {"a1", "a2", "a3", "b1", "b2", "A", "B"}


def test_a_click_on_a_disc_fades_those_that_it_is_not_tied_to(page):
    click(page, "A")
    page.keyboard.press("0")
    assert page.locator(".scene").get_attribute("data-open") == "1"
    signs, halos, lines = pale(page)
    assert (signs, halos, lines) == ({"C"}, {"h2"}, set())
    faint = page.evaluate("window.faint")
    assert faint["Drüben"]
    assert not faint["Unten"]


def test_escape_shows_all_again_and_then_closes(page):
    click(page, "A")
    press(page, "Escape")
    assert pale(page) == (set(), set(), set())
    assert page.locator(".scene").get_attribute("data-open") == "1"
    press(page, "Escape")
    settled(page)
    assert page.locator(".scene").get_attribute("data-open") == "0"


@pytest.mark.parametrize("how", ["beside", "walk", "search", "close"])
def test_all_are_shown_again_when_one_clicks_beside_walks_searches_or_closes(page, how):
    all_open(page)
    click(page, "a1")
    if how == "beside":
        box = page.locator(".scene__canvas").bounding_box()
        page.wait_for_timeout(400)  # two clicks within 300 ms are a double click to sigma, wherever they are
        page.mouse.click(box["x"] + 5, box["y"] + 5)
    elif how == "walk":
        press(page, "ArrowRight")
    elif how == "search":
        page.get_by_label("Akteur oder Gebiet suchen").fill("B2")
        press(page, "Enter")
    else:
        page.get_by_role("button", name="Alle schließen").click()
    assert pale(page) == (set(), set(), set())
    assert page.locator(".scene").get_attribute("data-circle") == ""
