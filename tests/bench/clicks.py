"""How long a map in a real browser takes until it answers a click, and how long a click takes in a map that stands.

Nothing here waits for ever: where a click or a frame does not come, `NoAnswer` says which.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from threading import Event, Timer
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDE, HIGH = 1440, 2100  # a screen so high that the map on our page stands on it whole
PATIENCE = 60.0  # seconds until a click is answered, or a frame comes
APART = 0.35  # seconds between clicks on one place: two within 0.3 are a double click, which opens a partner's page
_LOOK_AGAIN = 0.02
_QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_WITHOUT_GPU = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl");
  const known = gl && gl.getExtension("WEBGL_debug_renderer_info");
  return gl ? String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
}"""
# A click has an effect when the page says whom it hit. That is looked at when the click has gone through the whole page, and
# what is seen is there when the next frame has been drawn. Of several that are clicked in turns, any will do.
_WATCH = """(() => {
  window.wanted = WANTED;
  window.told = {};
  if (window.watched) return;
  window.watched = true;
  let pressed = 0;
  window.addEventListener("pointerup", (event) => { pressed = event.timeStamp; }, { capture: true });
  window.addEventListener("click", () => {
    const said = document.querySelector("[role=status]");
    if (window.told.answered || !said || !window.wanted.some((name) => said.textContent.includes(name))) return;
    window.told = { answered: performance.now(), pressed };
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { window.told.seen = performance.now(); };
      port2.postMessage(0);
    });
  });
})()"""
_SEEN = "() => (window.told.seen ? window.told : null)"
# Two frames, so that what was asked for before is drawn; false where none comes for so many milliseconds.
_FRAMES = """(patience) => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  setTimeout(() => done(false), patience);
})"""


class NoAnswer(Exception):
    """What was waited for in vain."""


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
def at_most(browser: Browser, seconds: float) -> Iterator[None]:
    """End the browser, and with it whatever waits for it, if the block takes longer."""
    about = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    [process] = [each["id"] for each in about["processInfo"] if each["type"] == "browser"]
    ended = Event()

    def end() -> None:
        ended.set()
        os.kill(process, signal.SIGKILL)

    timer = Timer(seconds, end)
    timer.start()
    try:
        yield
    except Error as error:
        raise NoAnswer(f"ended after {seconds:g} s" if ended.is_set() else error.message) from error
    finally:
        timer.cancel()


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
        try:
            yield browser, renderer
        finally:
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
    places : int
        On how many places the first click is tried in turns, where nobody can be asked whether it could have an effect.
    """

    ready: str
    places: int


VIS = Library("() => true", 16)
SIGMA = Library(
    """(id) => new Promise((done) => { requestAnimationFrame(() => {
      const map = window.map || document.querySelector(".scene")?.sigma;
      done(Boolean(map && map.getNodeDisplayData(id)));
    }); setTimeout(() => done(false), 1000); })""",
    1,
)


def first_click(page: Page, places: Sequence[Place], library: Library) -> Answered:
    """Click on the places in turns, in a page that has just been asked for, and return when the first click had an effect."""
    told = _click_until_answered(page, places[: library.places], library)
    began = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    return Answered(told["answered"] / 1000, (told["answered"] - began) / 1000)


def latency(page: Page, place: Place, library: Library) -> float:
    """Click in a map that stands, and return the seconds from letting go of the mouse until the answer is drawn."""
    page.evaluate(watch([place]))
    told = _click_until_answered(page, [place], library)
    return float(told["seen"] - told["pressed"]) / 1000


def settle(page: Page) -> None:
    """Wait until what was begun is drawn."""
    for _ in range(3):
        page.wait_for_timeout(100)
        if not page.evaluate(_FRAMES, 1000 * PATIENCE):
            raise NoAnswer(f"no frame within {PATIENCE:g} s")


def watch(places: Sequence[Place]) -> str:
    """Return the script that notes when a click on one of these places is answered."""
    return _WATCH.replace("WANTED", json.dumps([place.says for place in places]))


def _click_until_answered(page: Page, places: Sequence[Place], library: Library) -> Any:
    until = time.perf_counter() + PATIENCE
    for place in cycle(places):
        page.mouse.move(place.x, place.y)
        while not page.evaluate(library.ready, place.id) and time.perf_counter() < until:
            time.sleep(_LOOK_AGAIN)
        page.mouse.down()
        page.mouse.up()
        if "answered" in page.evaluate("window.told"):
            return _seen(page)
        if time.perf_counter() > until:
            break
        time.sleep(APART / len(places))
    raise NoAnswer(f"no click on {places[0]} had an effect within {PATIENCE:g} s")


def _seen(page: Page) -> Any:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if told := page.evaluate(_SEEN):
            return told
        time.sleep(_LOOK_AGAIN)
    raise NoAnswer(f"a click was answered, but no frame came within {PATIENCE:g} s")
