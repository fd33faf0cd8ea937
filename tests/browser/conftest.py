"""A real server and a real browser that notices foreign requests, console errors and barriers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]


def run(*arguments, env):
    subprocess.run([sys.executable, str(ROOT / "app.py"), *arguments], check=True, env=env, capture_output=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server on a fresh store with a district of the demo region."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = f"sqlite:///{tmp_path_factory.mktemp('server') / 'store.db'}"
    env = {**os.environ, "GRAPHSVC_STORE": store, "PORT": str(port)}
    run("demo", "--scale", "district", env=env)
    process = subprocess.Popen([sys.executable, str(ROOT / "app.py"), "serve"], env=env, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{base}/healthz").read()
            break
        except OSError:
            time.sleep(0.1)
    yield base
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def launched():
    """Start a browser with these arguments: one driver for all, as two in one process refuse each other."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        yield lambda args: playwright.chromium.launch(executable_path=CHROMIUM, args=args)


@pytest.fixture(scope="session")
def browser(launched):
    browser = launched(QUIET)
    yield browser
    browser.close()


def _barriers(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.fixture(scope="session")
def barriers():
    """What finds the barriers on a page."""
    return _barriers


class Watched:
    """A page, and everything that must not happen on it."""

    def __init__(self, page, base):
        self.page, self.base, self.faults = page, base, []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error on {page.url}: {error}"))

    def _request(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")

    def _console(self, message):
        # a page of status 4xx is logged by the browser itself
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console on {self.page.url}: {message.text}")

    def goto(self, path):
        response = self.page.goto(self.base + path)
        self.check()
        return response

    def check(self):
        """Fail on what happened so far, on an axe finding, and on a page wider than the screen."""
        page = self.page
        page.wait_for_load_state("networkidle")
        if page.locator(".scene[data-map=network_map]").count():
            page.wait_for_selector(".scene[data-drawn]")
        self.faults += [f"axe on {page.url}: {found}" for found in _barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.faults.append(f"wider than the screen: {page.url}")
        assert self.faults == []


@pytest.fixture(params=[1440, 360], ids=["wide", "narrow"])
def watched(browser, server, request):
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, locale="de-DE", accept_downloads=True
    )
    yield Watched(context.new_page(), server)
    context.close()
