"""The large map in a real browser: the overview where no graphics card draws, groups that open, keyboard, hostile names."""

from __future__ import annotations

import json
import shutil
import threading

import pytest
import waitress
from axe_playwright_python.sync_playwright import Axe
from catalogue_cases import demo_store, service_of
from map_cases import cases, draw, marked
from playwright.sync_api import sync_playwright

from graphsvc import pictures
from graphsvc.settings import Settings
from graphsvc.web import create_web

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
SOFTWARE = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    """A browser that can draw WebGL without a graphics card."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("large"))
    web = waitress.create_server(create_web(service_of(store), Settings(viewer="staff")), port=0, threads=8)
    threading.Thread(target=web.run, daemon=True).start()
    yield f"http://127.0.0.1:{web.effective_port}"
    web.close()
    store.close()


def opened(browser, address, width=1440):
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE").new_page()
    page.faults = []
    home = address.partition("/maps/")[0]
    page.on("request", lambda r: page.faults.append(r.url) if not r.url.startswith((home, "data:", "blob:")) else None)
    page.on("dialog", lambda dialog: page.faults.append(dialog.message))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".scene[data-drawn]", state="attached")
    return page


def barriers(page):
    return [found["id"] for found in Axe().run(page, options=RULES).response["violations"]]


@pytest.mark.parametrize("width", [1440, 360])
def test_without_a_graphics_card_it_says_so_and_shows_the_overview(browser, server, width):
    page = opened(browser, server + "/maps/large_map", width)
    assert page.locator(".scene").get_attribute("data-drawn") == "svg"
    assert "ohne Grafikkarte" in page.locator(".scene__note").text_content()
    assert page.locator(".scene > svg").is_visible()
    assert page.locator(".scene canvas").count() == 0
    page.locator(".scene__note a").click()
    page.wait_for_selector(".scene__canvas canvas", state="attached")
    assert "renderer=webgl" in page.url
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.faults == []
    page.context.close()


def test_groups_open_by_keyboard_and_by_click(browser, server):
    page = opened(browser, server + "/maps/large_map?renderer=webgl")
    scene = json.loads(page.locator("script.scene-data").text_content())
    assert page.locator(".scene").get_attribute("data-drawn") == f"{len(scene['nodes'])}/{len(scene['edges'])}"
    rows = page.locator(".fold table").first.locator("tbody tr").count()
    assert rows == len(scene["nodes"])
    assert page.locator(".scene [tabindex='0']").count() == 1
    page.locator(".scene__canvas").focus()
    status = page.locator(".scene__status")
    page.keyboard.press("ArrowRight")
    largest = max(scene["nodes"], key=lambda node: node["n"])
    assert status.text_content().strip() == f"{largest['name']}, Akteure: {largest['n']}"
    page.keyboard.press("ArrowDown")
    assert "verbunden mit" in status.text_content()
    order = "document.querySelector('.scene').sigma.getGraph().order"
    assert page.evaluate(order) == len(scene["nodes"]) + largest["n"]
    assert int(page.locator(".scene").get_attribute("data-open")) == 1
    partner = page.evaluate(
        "largeFile(JSON.parse(document.querySelector('script.scene-data').textContent)).names.at(-1)"
    )
    page.get_by_label("Akteur oder Gebiet suchen").fill(partner)
    page.keyboard.press("Enter")
    assert partner in status.text_content()
    page.get_by_role("button", name="Alle schließen").click()
    page.wait_for_timeout(600)
    assert page.evaluate(order) == len(scene["nodes"])
    x, y = page.evaluate(
        "(id) => {const s = document.querySelector('.scene').sigma, g = s.getGraph().getNodeAttributes(id),"
        "p = s.graphToViewport(g); return [p.x, p.y];}",
        scene["nodes"][0]["id"],
    )
    page.locator(".scene__canvas").click(position={"x": x, "y": y})
    page.wait_for_function("document.querySelector('.scene').dataset.open === '1'")
    assert status.text_content().startswith(scene["nodes"][0]["name"])
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("case", [case for case in cases() if not case.startswith("empty")])
def test_nothing_odd_breaks_it_and_no_name_is_run(browser, tmp_path, case):
    file = tmp_path / "map.html"
    answer = marked(a=1.0, k=0.5, nobody=1.0)
    file.write_bytes(pictures.write(draw("large_map", cases()[case], answer), "large_map", "html", "de"))
    page = opened(browser, file.as_uri() + "?renderer=webgl")
    assert page.locator(".scene__canvas canvas").count() > 0
    page.locator(".scene__canvas").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp", "Enter", "+", "-", "0"):
        page.keyboard.press(key)
    assert page.locator(".scene__status").text_content().strip()
    assert page.locator(".scene :is(img, script, style, iframe)").count() == 0
    assert page.faults == []
    page.context.close()
