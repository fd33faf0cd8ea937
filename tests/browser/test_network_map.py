"""The interactive network map in a real browser: names that can be read, years, keyboard, hostile names, and how it looks."""

from __future__ import annotations

import base64
import json
import random
import struct
import threading
import zlib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import random_edits
import waitress
from catalogue_cases import HERE, TODAY, demo_store, service_of
from map_cases import cases, draw, marked

from graphsvc import pictures
from graphsvc.model import Viewer
from graphsvc.settings import Settings
from graphsvc.web import create_web
from visualisations._bends import control

APPROVED = Path(__file__).parent / "network_map_approved.png"
MAP = f"/maps/network_map?area={HERE}"
# what is written on the canvas in its last frame: a box in pixels of the screen for each line of text
RECORDER = """
window.written = [];
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...all) { window.written = []; return clear.apply(this, all); };
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const { a, e, f } = this.getTransform(), size = parseFloat(this.font.match(/([\\d.]+)px/)[1]);
  const width = this.measureText(text).width;
  if (text.trim()) window.written.push([text, a * (x - width / 2) + e, a * (y - 0.8 * size) + f,
    a * (x + width / 2) + e, a * (y + 0.2 * size) + f, a * size]);
  return write.apply(this, arguments);
};
"""


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
    """A district of 150 partners, as a file that is opened without a server."""
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


def names_on(page):
    """Return the lines of text on the canvas with their boxes, once the page's letters are there."""
    page.wait_for_selector(".scene[data-drawn]")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    return page.evaluate("window.written")


def assert_apart(boxes):
    for (a, *first), (b, *second) in combinations(boxes, 2):
        apart = first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
        assert apart, f"{a!r} covers {b!r}"


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


def test_the_browser_bends_lines_as_the_picture_does(browser, crowd):
    """On the canvas, curves are drawn towards the very points that they are drawn towards in the picture."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    page.add_init_script(
        """
        window.curves = [];
        const curve = CanvasRenderingContext2D.prototype.quadraticCurveTo;
        CanvasRenderingContext2D.prototype.quadraticCurveTo = function (...all) {
          window.curves.push(all.slice(0, 2));
          return curve.apply(this, all);
        };
        """
    )
    page.goto(crowd)
    names_on(page)
    scene = json.loads(page.locator("script.scene-data").text_content())
    at = {node["id"]: (node["x"], node["y"]) for node in scene["nodes"]}
    bent = [edge for edge in scene["edges"] if edge["bend"]]
    assert len(bent) > 1
    found = sorted(set(map(tuple, page.evaluate("window.curves"))))
    wanted = sorted({control(at[edge["from"]], at[edge["to"]], edge["bend"]) for edge in bent})
    assert np.array(found) == pytest.approx(np.array(wanted), abs=1.5)  # vis-network puts symbols on whole pixels
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
        changes = [row[-1] for row in drawn.picture.tables["ties"].rows]
        began, ended, stayed = (changes.count(code) for code in ("began", "ended", "stayed"))
        assert text == f"01.11.2022 bis {day:%d.%m.%Y}: Verbindungen neu {began}, beendet {ended}, geblieben {stayed}"
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
    page.get_by_label("Akteur suchen").fill("volkshochschule")
    page.keyboard.press("Enter")
    assert status.text_content().startswith("Volkshochschule")
    assert page.evaluate("document.activeElement.className") == "scene__canvas"
    page.keyboard.press("Enter")
    page.wait_for_url("**/partners/**")
    assert page.locator("h1").text_content().startswith("Volkshochschule")
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
    assert page.locator(".scene :is(img, script, style, iframe)").count() == 0
    assert page.faults == []
    if case == "5000 ties":
        assert "5000" in [text for text, *_ in names_on(page)]
        assert page.locator(".scene").get_attribute("data-drawn") == "2/1"
    page.context.close()


def pixels(page, png, width=300):
    """Return a picture's shades of grey, made smaller by the browser."""
    shades = page.context.new_page().evaluate(
        """async ([data, width]) => {
          const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = width; canvas.height = Math.round(image.height * width / image.width);
          const context = canvas.getContext("2d");
          context.imageSmoothingQuality = "high";
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          const found = context.getImageData(0, 0, canvas.width, canvas.height).data;
          return [canvas.width, ...found.filter((_, place) => place % 4 === 1)];
        }""",
        [base64.b64encode(png).decode(), width],
    )
    return np.array(shades[1:], dtype=int).reshape(-1, shades[0])


def test_it_looks_as_approved(browser, server):
    """Looked at and approved by a person; where it is meant to look otherwise, look at it and delete the file."""
    page = opened(browser, server + MAP)
    names_on(page)
    now = pixels(page, page.locator(".scene__canvas canvas").screenshot(), 600)
    if not APPROVED.exists():
        APPROVED.write_bytes(grey_png(now))
        pytest.fail(f"{APPROVED.name} was written anew: look at it")
    then = pixels(page, APPROVED.read_bytes(), 600)
    page.context.close()
    assert now.shape == then.shape
    other = np.abs(now - then) > 40
    assert other.mean() < 0.004, f"{other.mean():.2%} of the picture is other than approved"


def grey_png(shades):
    """Return a picture in grey as PNG."""
    height, width = shades.shape
    lines = b"".join(b"\0" + line.astype("uint8").tobytes() for line in shades)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    found = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(found)
