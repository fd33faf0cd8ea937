"""The interactive network map in a real browser: names that can be read, years, keyboard, hostile names, and how it looks."""

from __future__ import annotations

import json
import random
import re
import threading
from pathlib import Path

import pytest
import random_edits
import shapely
import waitress
from canvas_pictures import RECORDER, assert_apart, assert_as_approved, names_on, pixels
from catalogue_cases import HERE, TODAY, demo_store, service_of
from map_cases import cases, draw, marked
from playwright.sync_api import expect

from graphsvc import pictures
from graphsvc.model import Viewer
from graphsvc.settings import Settings
from graphsvc.vocabulary import SECTORS
from graphsvc.web import create_web

APPROVED = Path(__file__).parent / "network_map_approved.png"
MAP = f"/maps/network_map?area={HERE}"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The demo's district on its day, so that it looks the same every day."""
    store = demo_store(tmp_path_factory.mktemp("map"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def server(store):
    web = waitress.create_server(create_web(service_of(store), Settings(viewer="staff")), port=0, threads=8)
    threading.Thread(target=web.run, daemon=True).start()
    yield f"http://127.0.0.1:{web.effective_port}"
    web.close()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A district of 150 partners, as a file that is opened without a server; beside it the picture."""
    folder = tmp_path_factory.mktemp("crowd")
    store = demo_store(folder)
    service = service_of(store)
    chooser = random.Random(5)
    number = 0
    while (shown := service.draw("network_map", {"area": [HERE]}, Viewer.STAFF)) and len(shown.network.graph) < 150:
        random_edits.edit(store, chooser, number, HERE, TODAY)
        number += 1
    store.close()
    file = folder / "map.html"
    file.write_bytes(pictures.write(shown.picture, "network_map", "html", "de"))
    file.with_suffix(".svg").write_text(shown.picture.svg("de"))
    return file.as_uri()


def opened(browser, address, width=1440, height=900):
    page = browser.new_context(viewport={"width": width, "height": height}, locale="de-DE").new_page()
    page.faults = []
    page.on("dialog", lambda dialog: page.faults.append(dialog.message))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.add_init_script(RECORDER)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("which", ["district", "crowd"])
def test_names_can_be_read(browser, server, crowd, which):
    page = opened(browser, server + MAP if which == "district" else crowd)
    boxes = names_on(page)
    shown, all_of_them = map(int, page.locator(".scene").get_attribute("data-labels").split("/"))
    assert all_of_them >= (104 if which == "district" else 150)
    assert shown >= 0.9 * all_of_them
    assert len(boxes) >= shown
    assert min(size for *_, size in boxes) > 11.9
    assert_apart([box[:5] for box in boxes])
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("which", ["district", "crowd"])
def test_names_can_be_read_without_a_script(browser, server, crowd, which):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(server + MAP if which == "district" else crowd)
    texts = page.locator(".scene > svg > g:not(.legend) > text")
    boxes = texts.evaluate_all(
        """all => all.map(t => {const b = t.getBBox(); return [t.textContent, b.x, b.y + 0.15 * b.height, b.x + b.width,
        b.y + 0.9 * b.height]})"""
    )
    symbols = page.locator(".scene > svg > g:not(.legend) > g").count()
    assert symbols >= 104
    assert len(boxes) >= 0.9 * symbols
    assert_apart(boxes)
    context.close()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_groups_of_an_answer_lie_behind_their_partners(browser, server, width):
    page = opened(browser, server + MAP + "&q=communities", width)
    boxes = names_on(page)
    written = [text for text, *_ in boxes]
    grounds = json.loads(page.locator("script.scene-data").text_content())["grounds"]
    names = [ground["name"] for ground in grounds]
    assert len(set(names)) > 1
    wide = {ground["name"]: ground["wide"] for ground in sorted(grounds, key=lambda ground: ground["wide"])}
    assert max(wide, key=wide.get) in written, "on the widest of all there is room"
    assert all(written.count(name) <= names.count(name) for name in names)
    assert width < 1440 or set(names) <= set(written)
    assert_apart([box[:5] for box in boxes if box[0] in names])
    partners = [box[:5] for box in boxes if box[0] not in names]
    for name in (box[:5] for box in boxes if box[0] in names):
        for partner in partners:
            assert_apart([name, partner])
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector(".scene canvas"), found = new Map();
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          for (let at = 0; at < data.length; at += 4) {
            const colour = "#" + [0, 1, 2].map((part) => data[at + part].toString(16).padStart(2, "0")).join("");
            found.set(colour, (found.get(colour) || 0) + 1);
          }
          return Object.fromEntries(found);
        }"""
    )
    areas = {}
    for ground in grounds:
        shape = shapely.Polygon(ground["rings"][0], ground["rings"][1:])
        areas[ground["tint"]] = areas.get(ground["tint"], 0) + shape.area
    # symbols, lines and names cover some of each
    scale = sum(colours.get(tint, 0) for tint in areas) / sum(areas.values())
    assert {tint: colours.get(tint, 0) / area / scale for tint, area in areas.items()} == pytest.approx(
        dict.fromkeys(areas, 1), abs=0.7
    )
    assert page.faults == []
    page.context.close()


def test_the_browser_bends_lines_as_the_picture_does(browser, crowd):
    """On the canvas, curves are drawn towards the very points that they are drawn towards in the picture."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    page.add_init_script(
        """
        window.curves = [];
        const curve = CanvasRenderingContext2D.prototype.bezierCurveTo;
        CanvasRenderingContext2D.prototype.bezierCurveTo = function (...all) {
          window.curves.push(all.slice(0, 4));
          return curve.apply(this, all);
        };
        """
    )
    page.goto(crowd)
    names_on(page)
    scene = json.loads(page.locator("script.scene-data").text_content())
    picture = Path(crowd.removeprefix("file://")).with_suffix(".svg").read_text()
    found = {tuple(round(part, 1) for part in curve) for curve in page.evaluate("window.curves")}
    drawn = {
        tuple(round(float(part), 1) for part in curve[:4])
        for curve in (found.split() for found in re.findall(r' d="M \S+ \S+ C ([^"]+)" fill="none"', picture))
    }
    wanted = {
        tuple(round(part, 1) for point in edge["via"] for part in point) for edge in scene["edges"] if edge["via"]
    }
    assert len(wanted) > 1
    assert found == wanted
    assert drawn == wanted
    page.context.close()


def test_the_years_are_gone_through_by_keyboard(browser, server, store):
    """Each day of the slider tells the changes that the map without a script tells for that day."""
    page = opened(browser, f"{server}{MAP}&since=2022-11-01")
    slider = page.locator(".scene__slider")
    slider.focus()
    first = page.evaluate(
        "JSON.parse(document.querySelector('script.scene-data').textContent).nodes.map(n => [n.x, n.y])"
    )
    told = {}
    for _ in range(4):
        told[slider.input_value()] = slider.get_attribute("aria-valuetext")
        page.keyboard.press("ArrowLeft")
    assert len(set(told.values())) == 4
    for years, text in told.items():
        day = TODAY.replace(year=2022 + int(years))
        drawn = service_of(store).draw(
            "network_map", {"area": [HERE], "since": "2022-11-01", "on": day.isoformat()}, Viewer.STAFF
        )
        assert text == drawn.picture.notes[0].into("de")
    slider.press("End")
    now = page.evaluate(
        "JSON.parse(document.querySelector('script.scene-data').textContent).nodes.map(n => [n.x, n.y])"
    )
    assert now == first
    assert page.faults == []
    page.context.close()


def test_a_reader_hears_partner_sector_and_ties_in_the_order_of_names(browser, server):
    page = opened(browser, server + MAP)
    names_on(page)
    scene = json.loads(page.locator("script.scene-data").text_content())
    assert page.locator(".scene [tabindex='0']").count() == 1
    page.locator(".scene__canvas").focus()
    status = page.locator(".scene__status")
    page.keyboard.press("ArrowDown")
    hub = max(scene["nodes"], key=lambda node: node["degree"])
    assert f"{hub['full']}, Einrichtungen der Selbsthilfeunterstützung, verbunden mit" in status.text_content()
    heard = []
    number = sum(hub["id"] in (edge["from"], edge["to"]) for edge in scene["edges"])
    for place in range(1, number + 1):
        page.keyboard.press("ArrowRight")
        text = status.text_content()
        assert text.startswith(f"Verbindung {place} von {number}: ")
        heard.append(text.partition(": ")[2].partition(",")[0])
    assert heard == page.evaluate("all => [...all].sort((a, b) => a.localeCompare(b, 'de'))", heard)
    name = next(node["full"] for node in scene["nodes"] if node["full"].startswith("Volkshochschule"))
    page.get_by_label("Akteur suchen").fill(name.lower())
    page.keyboard.press("Enter")
    assert status.text_content().startswith(name)
    assert page.evaluate("document.activeElement.className") == "scene__canvas"
    page.keyboard.press("Enter")
    page.wait_for_url("**/partners/**")
    assert page.locator("h1").text_content().startswith("Volkshochschule")
    assert page.faults == []
    page.context.close()


def test_search_goes_through_all_matches(browser, server):
    page = opened(browser, server + MAP)
    names_on(page)
    scene = json.loads(page.locator("script.scene-data").text_content())
    wanted = sorted(node["full"] for node in scene["nodes"] if "nord" in node["full"].lower())
    assert len(wanted) > 3
    search, status = page.get_by_label("Akteur suchen"), page.locator(".scene__status")
    more = page.get_by_role("button", name="Nächster Treffer")
    assert more.count() == 0  # hidden until there are several
    search.fill("nord")
    heard = []
    for place in range(1, len(wanted) + 1):
        search.press("Enter")
        text = status.text_content()
        assert text.startswith(f"Treffer {place} von {len(wanted)}: ")
        heard.append(text.partition(": ")[2].partition(",")[0])
    assert sorted(heard) == wanted
    more.click()
    assert status.text_content().startswith("Treffer 1 von ")
    search.press("Shift+Enter")
    assert status.text_content().startswith(f"Treffer {len(wanted)} von {len(wanted)}: {heard[-1]},")
    assert page.evaluate("document.activeElement.type") == "search"
    short = next(node for node in scene["nodes"] if node["caption"] not in node["full"])
    search.fill(short["caption"])
    search.press("Enter")
    assert status.text_content().startswith(short["full"]), "as the map has it"
    search.fill(" ".join(reversed(short["full"].split())))
    search.press("Enter")
    assert short["full"] in status.text_content(), "its words in any order"
    search.fill("gibt es nicht")
    search.press("Enter")
    assert "nicht gefunden" in status.text_content()
    assert more.count() == 0
    assert page.faults == []
    page.context.close()


def test_a_click_fades_who_is_not_tied_to_it_until_escape(browser, server):
    """What is drawn pale is all but the one clicked and its partners; a click beside and Escape bring all back."""
    page = opened(browser, server + MAP)
    before = names_on(page)
    scene = json.loads(page.locator("script.scene-data").text_content())
    canvas, holder = page.locator(".scene__canvas"), page.locator(".scene")
    whole = canvas.screenshot()
    for _, left, top, right, *_ in sorted(before, key=lambda box: -box[2]):
        place = {"x": (left + right) / 2, "y": top - 8}
        canvas.click(position=place, force=True)
        page.wait_for_timeout(200)
        if said := page.locator(".scene__status").text_content():
            break
    [node] = [node for node in scene["nodes"] if said.startswith(node["full"] + ",")]
    tied = {edge[end] for edge in scene["edges"] for end in ("from", "to") if node["id"] in (edge["from"], edge["to"])}
    expect(holder).to_have_attribute("data-circle", str(len(tied | {node["id"]})))
    page.wait_for_timeout(200)
    assert len(tied) < len(scene["nodes"]) / 2

    def ink(png):
        return float((255 - pixels(page, png)).sum())

    faded = ink(canvas.screenshot())
    assert faded < 0.33 * ink(whole)  # symbols, lines and names
    assert sum(box in before for box in names_on(page)) >= 0.9 * len(before)  # names stay where they are
    page.keyboard.press("Escape")
    expect(holder).to_have_attribute("data-circle", "")
    page.wait_for_timeout(200)
    assert ink(canvas.screenshot()) > 0.97 * ink(whole)
    canvas.click(position=place, force=True)
    expect(holder).to_have_attribute("data-circle", re.compile(r"\d"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # who walks on goes through all
    expect(holder).to_have_attribute("data-circle", "")
    assert page.faults == []
    page.context.close()


def test_a_click_says_who_it_is_and_moves_nothing(browser, crowd):
    """Names stay where they are, but for those that the chosen one's own would cover: it is in bold and always there."""
    page = opened(browser, crowd)
    before = names_on(page)
    clicked = 0
    # first lines of names that have but one, each written below its symbol, a little higher
    for text, left, top, right, _, _ in sorted(before, key=lambda box: -box[2])[:12]:
        canvas = page.locator(".scene__canvas")
        page.mouse.move(0, 0)
        canvas.click(position={"x": (left + right) / 2, "y": top - 8}, force=True)
        page.wait_for_timeout(50)
        said = page.locator(".scene__status").text_content()
        if text.rstrip("…") not in said:
            continue
        clicked += 1
        now = names_on(page)
        assert_apart([box[:5] for box in now])
        moved = [box for box in now if box not in before]
        assert all(line.rstrip("…") in said for line, *_ in moved)
        assert any(line.rstrip("…") in said for line, *_ in now)
        assert len([box for box in before if box not in now]) < 12
    assert clicked > 2
    page.context.close()


def test_filters_fade_what_is_switched_off(browser, server):
    page = opened(browser, server + MAP)
    names_on(page)
    count = """([colour, canvas]) => {
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      let found = 0;
      for (let i = 0; i < data.length; i += 4) if (colour.every((part, n) => data[i + n] === part)) found += 1;
      return found;
    }"""
    canvas = page.locator(".scene__canvas canvas").element_handle()
    colour = [int(SECTORS["self_help"].colour[place : place + 2], 16) for place in (1, 3, 5)]
    before, names = page.evaluate(count, [colour, canvas]), page.locator(".scene").get_attribute("data-labels")
    assert before > 1000
    page.locator(".scene__filters summary").click()
    box = page.get_by_label(SECTORS["self_help"].label.de, exact=True)
    box.uncheck()
    page.wait_for_timeout(300)
    assert page.evaluate(count, [colour, canvas]) < before / 20
    assert page.locator(".scene").get_attribute("data-labels") != names
    box.check()
    page.wait_for_timeout(300)
    assert page.evaluate(count, [colour, canvas]) == before
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("case", cases())
def test_nothing_odd_breaks_it_and_no_name_is_run(browser, tmp_path, case):
    file = tmp_path / "map.html"
    answer = marked(a=1.0, k=0.5, nobody=1.0)
    file.write_bytes(pictures.write(draw("network_map", cases()[case], answer), "network_map", "html", "de"))
    page = opened(browser, file.as_uri())
    if case.startswith("empty"):
        assert "keine Akteure erfasst" in page.locator("svg").first.text_content()
    else:
        names_on(page)
        canvas = page.locator(".scene__canvas canvas")
        assert len(set(pixels(page, canvas.screenshot()).ravel().tolist())) > 10
        page.locator(".scene__canvas").focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "Enter", "+", "-", "0"):
            page.keyboard.press(key)
        assert page.locator(".scene__status").text_content().strip()
    assert page.locator(".scene :is(img, style, iframe), .scene > * script").count() == 0
    assert page.faults == []
    if case == "5000 ties":
        assert "5000" in [text for text, *_ in names_on(page)]
        assert page.locator(".scene").get_attribute("data-drawn") == "2/1"
    page.context.close()


def test_it_looks_as_approved(browser, server):
    page = opened(browser, server + MAP)
    names_on(page)
    assert_as_approved(page, page.locator(".scene__canvas canvas").screenshot(), APPROVED)
    page.context.close()
