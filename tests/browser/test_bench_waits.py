"""The maps' benchmark waits for nothing for ever: it says what did not come."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
NO_FRAMES = "requestAnimationFrame = () => 0;"
ANSWERS = "addEventListener('click', () => { document.querySelector('p').textContent = 'A'; }, { capture: true });"


@pytest.fixture
def clicks(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    found = importlib.import_module("clicks")
    monkeypatch.setattr(found, "PATIENCE", 1.0)
    return found


@pytest.fixture
def browser(launched):
    """A browser of its own, as it may be ended."""
    browser = launched(["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@pytest.mark.parametrize(
    ("script", "library", "why"),
    [
        (NO_FRAMES + ANSWERS, "VIS", "was answered, but no frame"),
        ("", "VIS", "no click on .* had an effect"),
        ("", "SIGMA", "no click on .* had an effect"),
    ],
)
def test_a_click_that_nothing_comes_of_is_told(clicks, browser, tmp_path, script, library, why):
    place = clicks.Place("a", "A", 50, 50)
    with (
        clicks.opened(browser, page(tmp_path, script), clicks.watch([place])) as there,
        pytest.raises(clicks.NoAnswer, match=why),
    ):
        clicks.first_click(there, [place], getattr(clicks, library))


def test_a_page_without_frames_is_told(clicks, browser, tmp_path):
    with clicks.opened(browser, page(tmp_path, NO_FRAMES)) as there, pytest.raises(clicks.NoAnswer, match="no frame"):
        clicks.settle(there)


def test_a_page_that_hangs_ends_with_its_browser(clicks, browser, tmp_path):
    def ask():
        with clicks.opened(browser, page(tmp_path, "setTimeout(() => { for (;;); }, 300);")) as there:
            there.wait_for_timeout(600)
            there.evaluate("1")

    with pytest.raises(clicks.NoAnswer, match="ended after 3 s"), clicks.at_most(browser, 3):
        ask()


def test_a_click_that_is_answered_is_measured(clicks, browser, tmp_path):
    place = clicks.Place("a", "A", 50, 50)
    with (
        clicks.at_most(browser, 60),
        clicks.opened(browser, page(tmp_path, ANSWERS), clicks.watch([place])) as there,
    ):
        clicks.settle(there)
        assert clicks.first_click(there, [place], clicks.VIS).browser > 0
        assert clicks.latency(there, place, clicks.VIS) > 0


def page(folder, script):
    file = folder / "page.html"
    file.write_text(f"<!doctype html><p role=status></p><script>{script}</script>")
    return file.as_uri()
