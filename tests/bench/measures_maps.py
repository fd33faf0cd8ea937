"""The interactive maps beside bare pages with the same library: the time until a click is answered, and what a click takes.

Both are visited in turns, each alone, by a browser that knows nothing of earlier visits. Ours comes from the real server, whose
part is told apart; a bare page is a file of this machine. A row whose browser does not answer is left out, and it is said why.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import maps_in_page
from bare_maps import sigma_page, vis_page
from clicks import (
    SIGMA,
    VIS,
    Answered,
    Library,
    NoAnswer,
    Place,
    at_most,
    chromium,
    first_click,
    is_software,
    latency,
    opened,
    settle,
    watch,
)
from maps_ground import filled
from measures_pages import get
from playwright.sync_api import Browser, Page
from served import serving
from timing import Measure

from app import create_app
from graphsvc.settings import Settings
from graphsvc.stores.sqlite import SqliteStore

ROUNDS, CLICKS = 7, 2  # visits, and clicks in the standing map of each
LONGEST = 240.0  # seconds for a row, 10 times what it takes on a quiet machine
AIM = 1.2
SERVERS_PART = 0.3  # seconds
SMALL, LARGE, HUGE = 500, 5_000, 50_000


@dataclass(frozen=True)
class Side:
    """A page that is visited: where it is, what runs in it before it is clicked, and where its partners stand."""

    address: str
    places: list[Place]
    library: Library
    scripts: tuple[str, ...] = ()


@cache
def painter() -> str:
    """Return what draws WebGL on this machine."""
    with chromium(webgl=True) as (_, renderer):
        return renderer


def maps() -> Iterator[Measure]:
    """Click on the network map, then on the large map, at the size at which each is used."""
    with tempfile.TemporaryDirectory(prefix="drehscheibe-bench-") as folder:
        yield from _or_told("network_map", _network_map(Path(folder)))
        yield _server(Path(folder), SMALL, "network_map")
        yield from _or_told("large_map", _large_map(Path(folder), LARGE))
        yield _server(Path(folder), LARGE, "large_map")
        if is_software(renderer := painter()):
            print(f"maps: {HUGE} partners left out, for no graphics card draws here ({renderer})", flush=True)
        else:
            yield from _or_told("large_map", _large_map(Path(folder), HUGE))


def _or_told(name: str, measures: Iterator[Measure]) -> Iterator[Measure]:
    """Say what was waited for in vain, and go on."""
    try:
        yield from measures
    except NoAnswer as why:
        print(f"maps: {name} left out: {why}", flush=True)


def _network_map(folder: Path) -> Iterator[Measure]:
    filled(folder / f"{SMALL}.db", SMALL).close()
    with serving(f"sqlite:///{folder / f'{SMALL}.db'}", folder) as server:
        for what, sides in _beside_vis(folder, f"{server.base}/maps/network_map").items():
            yield from _or_told(what, _compared(f"network_map, {SMALL} partners ({what})", *sides, webgl=False))


def _beside_vis(folder: Path, address: str) -> dict[str, tuple[Side, Side]]:
    """Return our page and bare ones, on which the same partners stand at the same places."""
    found = {}
    with _ready(webgl=False) as browser:
        with _drawn(browser, address) as page:
            scene, frame = json.loads(page.evaluate(maps_in_page.SCENE)), page.evaluate(maps_in_page.FRAME)
            page.evaluate(maps_in_page.CAUGHT)
            page.locator(".scene__canvas").press("0")
            settle(page)
            ids = [node["id"] for node in sorted(scene["nodes"], key=lambda node: -node["degree"])]
            mine = page.evaluate(maps_in_page.OF_VIS, ids)
        assert len(scene["nodes"]) == SMALL
        names = {node["id"]: node["full"] for node in scene["nodes"]}
        for named, what in ((True, "bare vis-network with names"), (False, "bare vis-network, no names")):
            file = folder / f"vis-{named}.html"
            file.write_text(vis_page(scene, frame, mine["view"], named=named), encoding="utf-8")
            with opened(browser, file.as_uri()) as page:
                theirs = page.evaluate(maps_in_page.OF_VIS, ids)
            assert sorted(theirs["nodes"]) == sorted(mine["nodes"])
            assert theirs["edges"] == mine["edges"] == len(scene["edges"])
            ours, bare = _places(mine, theirs, names), _places(theirs, mine, names)
            found[what] = (Side(address, ours, VIS), Side(file.as_uri(), bare, VIS))
    return found


def _large_map(folder: Path, count: int) -> Iterator[Measure]:
    path = folder / f"{count}.db"
    filled(path, count).close()
    with serving(f"sqlite:///{path}", folder) as server:
        for what, sides in _beside_sigma(folder, count, f"{server.base}/maps/large_map?renderer=webgl").items():
            name = f"large_map, {count} partners {what} (bare sigma)"
            yield from _or_told(name, _compared(name, *sides, webgl=True))


def _beside_sigma(folder: Path, count: int, address: str) -> dict[str, tuple[Side, Side]]:
    """Return our page as it is clicked, and the bare one with all partners at the places that they have on ours."""
    with _ready(webgl=True) as browser:
        with _drawn(browser, address) as page:
            frame, scene = page.evaluate(maps_in_page.FRAME), json.loads(page.evaluate(maps_in_page.SCENE))
            names = {f"p{place}": name for place, name in enumerate(page.evaluate(maps_in_page.NAMES))}
            groups = page.evaluate(maps_in_page.OF_SIGMA)["groups"]
        with _drawn(browser, address, maps_in_page.OPEN_ALL) as page:
            mine = page.evaluate(maps_in_page.OF_SIGMA)
        mine["nodes"] = [[id, *look, names[id]] for id, *look in mine["nodes"]]
        file = folder / f"sigma-{count}.html"
        file.write_text(sigma_page({key: mine[key] for key in ("nodes", "edges")}, frame), encoding="utf-8")
        with opened(browser, file.as_uri()) as page:
            theirs = page.evaluate(maps_in_page.OF_SIGMA)
        assert sorted(theirs["nodes"]) == sorted(mine["nodes"])
        assert len(mine["nodes"]) == len(names) == count
        assert sorted(map(sorted, theirs["edges"])) == sorted(map(sorted, mine["edges"]))
        bare = Side(file.as_uri(), _places(theirs, mine, names), SIGMA)
        titles = {node["id"]: node["name"] for node in scene["nodes"]}
        closed = [Place(at["id"], titles[at["id"]], at["x"], at["y"]) for at in groups]
        all_open = Side(address, _places(mine, theirs, names), SIGMA, (maps_in_page.OPEN_ALL,))
        return {"all open": (all_open, bare), "a group opens": (Side(address, closed, SIGMA), bare)}


def _server(folder: Path, count: int, name: str) -> Measure:
    """Get a map's page with network and places warm: what the server does from the network to the page."""
    path = folder / f"{count}.db"
    store = SqliteStore(path)
    client = create_app(Settings(store=f"sqlite:///{path}", viewer="staff", demo=False), store).test_client()
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        page = get(client, f"/maps/{name}")
        times.append(time.perf_counter() - start)
        assert "scene-data" in page
    store.close()
    rounds = [(each, SERVERS_PART) for each in times[1:]]
    return _told(f"{name}, {count} partners: the server's part ({SERVERS_PART:g} s)", rounds, aim=1.0)


@contextmanager
def _ready(*, webgl: bool) -> Iterator[Browser]:
    """Open a browser for one row."""
    with chromium(webgl=webgl) as (browser, _), at_most(browser, LONGEST):
        yield browser


@contextmanager
def _drawn(browser: Browser, address: str, *scripts: str) -> Iterator[Page]:
    """Open a page of ours and wait until its map stands."""
    with opened(browser, address, *scripts) as page:
        page.wait_for_selector(".scene[data-drawn]", state="attached")
        settle(page)
        yield page


def _places(mine: dict[str, Any], theirs: dict[str, Any], names: dict[str, str]) -> list[Place]:
    """Return the partners that a click reaches on both pages, as far as their names tell them apart, on the first of these."""
    both = {place["id"] for place in theirs["places"]}
    once = Counter(names.values())
    return [
        Place(at["id"], names[at["id"]], at["x"], at["y"])
        for at in mine["places"]
        if at["id"] in both and once[names[at["id"]]] == 1
    ]


def _compared(name: str, ours: Side, bare: Side, *, webgl: bool) -> Iterator[Measure]:
    """Visit and click in turns."""
    visits: list[tuple[Answered, Answered]] = []
    clicks: list[tuple[float, float]] = []
    with _ready(webgl=webgl) as browser:
        for _ in range(ROUNDS):
            (mine, my_clicks), (theirs, their_clicks) = (_visited(browser, side) for side in (ours, bare))
            visits.append((mine, theirs))
            clicks += zip(my_clicks, their_clicks, strict=True)
    for what, part in (("until a click is answered", "whole"), ("the same, without the server", "browser")):
        yield _told(f"{name}: {what}", [(getattr(mine, part), getattr(theirs, part)) for mine, theirs in visits])
    yield _told(f"{name}: a click, until its answer is seen", clicks)


def _visited(browser: Browser, side: Side) -> tuple[Answered, list[float]]:
    """Click as soon as the page is asked for, and then in the map that stands, shown whole before each click.

    No other page is open meanwhile: one that does not stand in front may get no frames.
    """
    with opened(browser, side.address, watch(side.places[: side.library.places]), *side.scripts, wait="commit") as page:
        answered = first_click(page, side.places, side.library)
        times = []
        for place in side.places[1 : 1 + CLICKS]:
            page.keyboard.press("0")
            settle(page)
            times.append(latency(page, place, side.library))
        return answered, times


def _told(name: str, rounds: list[tuple[float, float]], aim: float = AIM) -> Measure:
    ours, baseline = (median(times) for times in zip(*rounds, strict=True))
    return Measure(
        name=name, ours=lambda: ours, baseline=lambda: baseline, check=_compared_before, aim=aim, told=len(rounds)
    )


def _compared_before(mine: Any, theirs: Any) -> None:
    """Do nothing: that both pages show the same was held before they were visited."""
