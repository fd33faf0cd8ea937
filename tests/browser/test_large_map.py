"""The large map in a real browser: overview, groups that open, names that can be read, keyboard, filters, hostile names."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
import waitress
from axe_playwright_python.sync_playwright import Axe
from canvas_pictures import assert_apart, assert_as_approved, pixels
from catalogue_cases import HERE, TODAY, open_store, service_of
from large_map_page import SOFTWARE, STATE, keys_of, opened, press, settled
from map_cases import cases, draw, marked
from playwright.sync_api import expect

from graphsvc import demo, pictures
from graphsvc.settings import Settings
from graphsvc.web import create_web

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
MAP = "/maps/large_map"
DRAWN = MAP + "?renderer=webgl"
FOLDER = Path(__file__).parent
FILE = "largeFile(JSON.parse(document.querySelector('script.scene-data').textContent))"


@pytest.fixture(scope="module")
def browser(launched):
    """A browser that can draw WebGL without a graphics card."""
    browser = launched(SOFTWARE)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The demo's state: many districts, some 3,500 partners."""
    store = open_store(tmp_path_factory.mktemp("large"), *demo.records("state", TODAY))
    web = waitress.create_server(create_web(service_of(store), Settings(viewer="staff")), port=0, threads=8)
    threading.Thread(target=web.run, daemon=True).start()
    yield f"http://127.0.0.1:{web.effective_port}"
    web.close()
    store.close()


def barriers(page):
    return [found["id"] for found in Axe().run(page, options=RULES).response["violations"]]


def assert_seen(page):
    """Fail where a circle does not come to the screen: just within its edge, where no name stands, most of it is white."""
    for _ in range(10):  # on a busy machine a frame may come late
        unseen = not_seen(page, settled(page))
        if not unseen:
            return
    pytest.fail(f"not on the screen: {unseen}")


def not_seen(page, state):
    canvas = page.locator(".scene__canvas")
    wide = round(canvas.bounding_box()["width"])
    shades = pixels(page, canvas.screenshot(), wide)
    found, looked = [], 0
    for key, x, y, radius, _ in state["signs"]:
        if key not in state["closed"] or radius < 5 or not (radius < x < wide - radius):
            continue
        if not radius < y < len(shades) - radius:
            continue
        angles = np.arange(8) * np.pi / 4
        rim = shades[(y + 0.85 * radius * np.sin(angles)).astype(int), (x + 0.85 * radius * np.cos(angles)).astype(int)]
        found += [key] if np.median(rim) >= 250 else []
        looked += 1
    return found if looked or keys_of(state, "p") else ["any"]  # where all are closed, a circle is seen


@pytest.mark.parametrize("width", [1440, 360])
def test_without_a_graphics_card_it_says_so_and_shows_the_overview(browser, server, width):
    page = opened(browser, server + MAP, width)
    assert page.locator(".scene").get_attribute("data-drawn") == "svg"
    assert "ohne Grafikkarte" in page.locator(".scene__note").text_content()
    assert page.locator(".scene > svg").is_visible()
    assert page.locator(".scene canvas").count() == 0
    page.locator(".scene__note a").click()
    page.wait_for_selector(".scene__canvas canvas", state="attached")
    assert "renderer=webgl" in page.url
    page.locator(".scene__canvas").focus()
    press(page, "ArrowRight", "Enter")
    settled(page)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.faults == []
    page.context.close()


def test_what_is_drawn_is_what_the_tables_say(browser, server):
    page = opened(browser, server + DRAWN)
    names = [node["name"] for node in json.loads(page.locator("script.scene-data").text_content())["nodes"]]
    groups, ties = (
        table.locator("tbody tr").evaluate_all("all => all.map(r => [...r.cells].map(c => c.textContent.trim()))")
        for table in page.locator(".fold table").all()
    )
    state = settled(page)
    assert [names[int(key[1:])] for key in keys_of(state, "g")] == [name for name, *_ in groups]
    assert sorted((names[int(a[1:])], names[int(b[1:])]) for _, a, b in state["lines"]) == sorted(
        (a, b) for a, b, _ in ties
    )
    largest = max(range(len(groups)), key=lambda at: int(groups[at][1]))
    page.locator(".scene__canvas").focus()
    press(page, "ArrowRight", "Enter")
    state = settled(page)
    assert len(keys_of(state, "p")) == int(groups[largest][1])
    assert {page.evaluate(f"{FILE}.group[{key[1:]}]") for key in keys_of(state, "p")} == {largest}
    drawn = {frozenset(ends) for _, *ends in state["lines"] if f"g{largest}" in ends}
    assert not drawn, "its ties are those of its partners now"
    own = page.evaluate(
        f"() => {{const f = {FILE}; return f.members({largest}).flatMap(p => [...f.tied(p)].map(o => ['p' + p, "
        f"f.group[o] === {largest} ? 'p' + o : 'g' + f.group[o]]));}}"
    )
    assert {frozenset(ends) for key, *ends in state["lines"] if key[0] in "to"} == set(map(frozenset, own))
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("width", [1440, 360])
def test_lines_are_as_wide_as_the_legend_says(browser, server, width):
    page = opened(browser, server + DRAWN, width)
    settled(page)
    rows = page.locator(".scene__rows > .scene__sign:has(line)")
    said = [int(text.partition("hier ")[2].split(".")[0] or text.split()[0]) for text in rows.all_text_contents()]
    assert len(said) == 3
    shown = rows.locator("line").evaluate_all("all => all.map(line => parseFloat(getComputedStyle(line).strokeWidth))")
    assert set(rows.locator("line").evaluate_all("all => all.map(line => getComputedStyle(line).vectorEffect)")) == {
        "non-scaling-stroke"
    }
    sizes = page.evaluate(
        """() => {
          const sigma = document.querySelector(".scene").sigma;
          return Object.fromEntries(sigma.getGraph().edges().map((key) => [key.slice(1), sigma.getEdgeDisplayData(key).size]));
        }"""
    )
    ties = (
        page.locator(".fold table")
        .nth(1)
        .locator("tbody tr")
        .evaluate_all("all => all.map(r => +r.cells[2].textContent)")
    )
    scale = dict(zip(said, shown, strict=True))
    assert {min(ties), max(ties)} <= set(scale)
    for at, count in enumerate(ties):
        assert sizes[str(at)] == scale.get(count, sizes[str(at)])
    page.context.close()


@pytest.mark.parametrize("width", [1440, 360])
def test_names_cover_neither_each_other_nor_a_circle(browser, server, width):
    page = opened(browser, server + DRAWN, width)
    state = settled(page)
    boxes = [box[:5] for box in state["texts"]]
    assert len(boxes) > (50 if width == 1440 else 8)
    assert_apart(boxes)
    for text, left, top, right, bottom in boxes:
        for key, (x, y, radius, _) in state["groups"].items():
            near = max(left - x, 0, x - right) ** 2 + max(top - y, 0, y - bottom) ** 2
            far = max(abs(left - x), abs(right - x)) ** 2 + max(abs(top - y), abs(bottom - y)) ** 2
            assert near >= (radius - 1) ** 2 or far <= (radius + 1) ** 2, f"{text!r} lies across {key}"
    page.locator(".scene__canvas").focus()
    press(page, "ArrowRight", "Enter")
    expect(page.locator(".scene__status")).to_contain_text("geöffnet")
    inside = [box[:5] for box in settled(page)["texts"]]
    assert len(inside) > (60 if width == 1440 else 4)
    assert_apart(inside)
    page.context.close()


def test_it_is_walked_by_keyboard_alone(browser, server):
    page = opened(browser, server + DRAWN, reduced_motion="reduce")
    scene = json.loads(page.locator("script.scene-data").text_content())
    status = page.locator(".scene__status")
    assert page.locator(".scene [tabindex='0']").count() == 1
    page.get_by_label("Akteur oder Gebiet suchen").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className.includes('scene__canvas')"):
            break
    page.keyboard.press("ArrowRight")
    first, second = sorted(scene["nodes"], key=lambda node: -node["n"])[:2]
    assert status.text_content().strip() == f"{first['name']}, Akteure: {first['n']}"
    page.keyboard.press("ArrowRight")
    assert status.text_content().startswith(second["name"])
    press(page, "ArrowLeft", "Enter")
    assert status.text_content().strip().endswith("geöffnet")
    assert page.evaluate(STATE)["ratio"] < 0.5, "who wants no motion is there at once"
    page.keyboard.press("ArrowDown")
    heard = [status.text_content()]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        heard.append(status.text_content())
    numbers = [int(text.partition("verbunden mit ")[2].split()[0].replace("einem", "1")) for text in heard]
    assert numbers == sorted(numbers, reverse=True), "the most tied first"
    assert len(set(heard)) == 4
    page.keyboard.press("ArrowUp")
    assert status.text_content().startswith(first["name"])
    press(page, "ArrowDown", "Escape")
    assert status.text_content().strip() == f"{first['name']}, Akteure: {first['n']}"
    assert not keys_of(settled(page), "p")
    assert page.locator(".scene").get_attribute("data-open") == "0"
    press(page, "ArrowDown", "Enter")
    page.wait_for_url("**/partners/**")
    assert page.locator("h1").text_content().strip() == heard[0].partition(",")[0]
    page.go_back()
    page.wait_for_selector(".scene[data-labels]", state="attached")
    assert page.faults == []
    page.context.close()


def test_every_group_that_is_entered_comes_near(browser, server):
    page = opened(browser, server + DRAWN)
    names = [group["name"] for group in json.loads(page.locator("script.scene-data").text_content())["nodes"]]
    page.locator(".scene__canvas").focus()
    for walked in (("ArrowRight", "Enter"), ("ArrowRight", "Enter"), ("ArrowRight", "ArrowRight", "Enter")):
        press(page, *walked)
        page.wait_for_timeout(600)
        state = settled(page)
        entered = names.index(page.locator(".scene__status").text_content().partition(",")[0])
        x, y, radius, *_ = state["groups"][f"g{entered}"]
        box = page.locator(".scene__canvas").bounding_box()
        assert radius > 0.35 * min(box["width"], box["height"])
        assert (x, y) == pytest.approx((box["width"] / 2, box["height"] / 2), abs=3)
    page.context.close()


def test_a_search_opens_the_group_and_a_click_does(browser, server):
    page = opened(browser, server + DRAWN)
    status = page.locator(".scene__status")
    partner, group = page.evaluate(f"() => {{const f = {FILE}; return [f.names.at(-1), f.group.at(-1)];}}")
    page.get_by_label("Akteur oder Gebiet suchen").fill(partner)
    page.keyboard.press("Enter")
    assert partner in status.text_content()
    state = settled(page)
    assert f"p{page.evaluate(FILE + '.count') - 1}" in keys_of(state, "p")
    page.get_by_label("Akteur oder Gebiet suchen").fill("gibt es nicht")
    page.keyboard.press("Enter")
    assert "nicht gefunden" in status.text_content()
    page.get_by_role("button", name="Alle schließen").click()
    state = settled(page)
    assert not keys_of(state, "p")
    x, y, *_ = state["groups"][f"g{group}"]
    page.locator(".scene__canvas").click(position={"x": x, "y": y})
    page.wait_for_function("document.querySelector('.scene').dataset.open === '1'")
    assert "geöffnet" in status.text_content()
    assert page.faults == []
    page.context.close()


def test_a_filter_fades_a_sector(browser, server):
    page = opened(browser, server + DRAWN)
    page.locator(".scene__canvas").focus()
    press(page, "ArrowRight", "Enter")
    before = settled(page)
    page.get_by_role("checkbox", name="Selbsthilfe", exact=True).uncheck()
    after = settled(page)
    faded = {key for key, *_, colour in after["signs"] if key[0] == "p" and len(colour) == 9}
    groups = page.evaluate(
        f"() => {{const f = {FILE}, s = JSON.parse(document.querySelector('script.scene-data').textContent).sectors;"
        "return [...f.sector].flatMap((x, at) => s[x][0] === 'Selbsthilfe' ? ['p' + at] : []);}"
    )
    assert faded == set(groups) & set(keys_of(before, "p"))
    assert faded
    assert not {end for _, *ends in after["lines"] for end in ends} & faded
    assert any(" von " in text for text, *_ in after["texts"]), "circles say how many are left"
    page.context.close()


def test_what_an_answer_is_about_glows(browser, server):
    page = opened(browser, server + DRAWN + "&q=hubs")
    state = settled(page)
    told = (
        page.locator(".fold table")
        .first.locator("tbody tr")
        .evaluate_all("all => all.map(r => r.cells[3].textContent)")
    )
    assert [int(key[1:]) for key in keys_of(state, "h")] == [at for at, n in enumerate(told) if n.strip() != "0"]
    page.locator(".scene__canvas").focus()
    press(page, "ArrowRight", "ArrowDown")
    assert "davon handelt die Antwort" in page.locator(".scene__status").text_content()
    state = settled(page)
    assert len(keys_of(state, "m")) == max(int(n) for n in told if n.strip())
    pale = {key[1:] for key, *_, colour in state["signs"] if key[0] == "p" and len(colour) == 9}
    assert pale == {key[1:] for key in keys_of(state, "p")} - {key[1:] for key in keys_of(state, "m")}
    page.context.close()


@pytest.mark.parametrize("case", [case for case in cases() if not case.startswith("empty")])
def test_nothing_odd_breaks_it_and_no_name_is_run(browser, tmp_path, case):
    file = tmp_path / "map.html"
    answer = marked(a=1.0, k=0.5, nobody=1.0)
    file.write_bytes(pictures.write(draw("large_map", cases()[case], answer), "large_map", "html", "de"))
    page = opened(browser, file.as_uri() + "?renderer=webgl")
    page.locator(".scene__canvas").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp", "Enter", "+", "-", "0"):
        page.keyboard.press(key)
    assert page.locator(".scene__status").text_content().strip()
    for label in ("", "Alle schließen"):
        if label:
            page.get_by_role("button", name=label).click()
        assert_seen(page)
        state = settled(page)
        assert all(number is not None for _, *sign in state["signs"] for number in sign)
        assert_apart([box[:5] for box in state["texts"]])
    assert page.locator(".scene :is(img, style, iframe), .scene > * script").count() == 0
    assert page.faults == []
    page.context.close()


def test_however_many_groups_open_and_close_at_once_all_is_drawn_once(browser, server):
    page = opened(browser, server + DRAWN)
    settled(page)
    page.evaluate(
        """() => {
          const canvas = document.querySelector(".scene__canvas");
          document.querySelector(".scene").sigma.on("afterRender", () => { window.frames_drawn = (window.frames_drawn || 0) + 1; });
          for (const key of ["ArrowRight", "Enter", "ArrowRight", "Enter", "ArrowRight", "Enter", "0"])
            canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
        }"""
    )
    state = settled(page)
    assert page.locator(".scene").get_attribute("data-open") == "3"
    assert len(state["closed"]) == len(state["groups"]) - 3
    assert keys_of(state, "p")
    opened_at_once = page.evaluate("window.frames_drawn")
    page.get_by_role("button", name="Alle schließen").click()
    state = settled(page)
    assert len(state["closed"]) == len(state["groups"])
    assert not keys_of(state, "p")
    assert opened_at_once < 5
    assert page.evaluate("window.frames_drawn") - opened_at_once < 5
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("which", ["overview", "opened"])
def test_it_looks_as_approved(browser, server, which):
    page = opened(browser, f"{server}{DRAWN}&q=hubs" + ("" if which == "overview" else f"&area={HERE}"))
    if which == "opened":
        page.locator(".scene__canvas").focus()
        press(page, "ArrowRight", "ArrowDown")
    settled(page)
    page.mouse.move(0, 0)
    page.locator(".scene__canvas").scroll_into_view_if_needed()
    assert_as_approved(page, page.locator(".scene__canvas").screenshot(), FOLDER / f"large_map_{which}_approved.png")
    page.context.close()
