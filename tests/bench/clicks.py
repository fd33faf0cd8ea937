"""How long a map in a real browser takes until it answers a click, and how long a click takes in a map that stands."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDE, HIGH = 1440, 2100  # a screen so high that the map on our page stands on it whole
PATIENCE = 120.0
_LOOK_AGAIN = 0.02
_QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_WITHOUT_GPU = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl");
  const known = gl && gl.getExtension("WEBGL_debug_renderer_info");
  return gl ? String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
}"""
# A click has an effect when the page says whom it hit. That is looked at when the click has gone through the whole page, and
# what is seen is there when the next frame has been drawn.
_WATCH = """(() => {
  window.wanted = WANTED;
  window.told = {};
  if (window.watched) return;
  window.watched = true;
  let pressed = 0;
  window.addEventListener("pointerup", (event) => { pressed = event.timeStamp; }, { capture: true });
  window.addEventListener("click", () => {
    const said = document.querySelector("[role=status]");
    if (window.told.answered || !said || !said.textContent.includes(window.wanted)) return;
    window.told = { answered: performance.now(), pressed };
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { window.told.seen = performance.now(); };
      port2.postMessage(0);
    });
  });
})()"""


_SEEN = """new Promise((done) => {
  const look = () => (window.told.seen ? done(window.told) : requestAnimationFrame(look));
  look();
})"""


@dataclass(frozen=True)
class Place:
    """A partner's symbol on the page: its id, what a click on it says, and where it is."""

    id: str
    says: str
    x: float
    y: float


@dataclass(frozen=True)
class Answered:
    """In seconds: from the navigation, and from the page's first byte, to the first click that had an effect."""

    whole: float
    browser: float


@contextmanager
def chromium(*, webgl: bool) -> Iterator[tuple[Browser, str]]:
    """Open the system's Chromium; with what it draws WebGL, by a graphics card where there is one."""
    with sync_playwright() as playwright:

        def launch(more: list[str]) -> tuple[Browser, str]:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_QUIET, *more])
            with browser.new_page() as page:
                return browser, page.evaluate(_RENDERER)

        browser, renderer = launch([] if webgl else ["--disable-gpu"])
        if webgl and is_software(renderer):
            browser.close()
            browser, renderer = launch(_WITHOUT_GPU)
        yield browser, renderer
        browser.close()


def is_software(renderer: str) -> bool:
    """Return whether WebGL is drawn by the processor, or not at all."""
    return not renderer or any(name in renderer.lower() for name in ("swiftshader", "llvmpipe", "softpipe", "software"))


@contextmanager
def opened(browser: Browser, address: str, *scripts: str, wait: Any = "load") -> Iterator[Page]:
    """Open an address in a browser that knows nothing of earlier visits."""
    with browser.new_context(
        viewport={"width": WIDE, "height": HIGH}, locale="de-DE", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        for script in scripts:
            page.add_init_script(script)
        page.goto(address, wait_until=wait)
        yield page


@dataclass(frozen=True)
class Library:
    """How a map is clicked that a library draws.

    Attributes
    ----------
    ready : str
        A function in JavaScript that says whether a click on the symbol of this id could have an effect: before, none is spent.
    every : float
        Seconds between clicks: two of them shall not be taken for a double click, by which the map would move away.
    """

    ready: str
    every: float


VIS = Library("() => true", 0.02)
SIGMA = Library(
    """(id) => new Promise((done) => { requestAnimationFrame(() => {
      const map = window.map || document.querySelector(".scene")?.sigma;
      done(Boolean(map && map.getNodeDisplayData(id)));
    }); setTimeout(() => done(false), 1000); })""",
    0.32,
)


def first_click(browser: Browser, address: str, place: Place, library: Library, *scripts: str) -> Answered:
    """Visit a page, click on a place again and again, and return when the first click had an effect."""
    with opened(browser, address, _watch(place), *scripts, wait="commit") as page:
        told = _click_until_answered(page, place, library)
        began = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
        return Answered(told["answered"] / 1000, (told["answered"] - began) / 1000)


def latency(page: Page, place: Place, library: Library) -> float:
    """Click in a map that stands, and return the seconds from letting go of the mouse until the answer is drawn."""
    page.evaluate(_watch(place))
    told = _click_until_answered(page, place, library)
    return float(told["seen"] - told["pressed"]) / 1000


def settle(page: Page) -> None:
    """Wait until what was begun is drawn."""
    for _ in range(3):
        page.wait_for_timeout(100)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _watch(place: Place) -> str:
    return _WATCH.replace("WANTED", json.dumps(place.says))


def _click_until_answered(page: Page, place: Place, library: Library) -> Any:
    page.mouse.move(place.x, place.y)
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if not page.evaluate(library.ready, place.id):
            time.sleep(_LOOK_AGAIN)
            continue
        page.mouse.down()
        page.mouse.up()
        told = page.evaluate("window.told")
        if "answered" in told:
            return page.evaluate(_SEEN)
        time.sleep(library.every)
    raise AssertionError(f"no click on {place} had an effect")
