"""The interactive maps beside bare pages with the same library: the time until a click is answered, and what a click takes.

Both are visited in turns, by a browser that knows nothing of earlier visits. Ours comes from the real server, whose part is told
apart; a bare page is a file of this machine.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    Place,
    chromium,
    first_click,
    is_software,
    latency,
    opened,
    settle,
)
from maps_ground import filled
from measures_pages import get
from playwright.sync_api import Browser, Page
from served import serving
from timing import Measure

from app import create_app
from graphsvc.settings import Settings
from graphsvc.stores.sqlite import SqliteStore

ROUNDS, CLICKS = 7, 5
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
        yield from _network_map(Path(folder))
        yield _server(Path(folder), SMALL, "network_map")
        yield from _large_map(Path(folder), LARGE)
        yield _server(Path(folder), LARGE, "large_map")
        if is_software(renderer := painter()):
            print(f"maps: {HUGE} partners left out, for no graphics card draws here ({renderer})", flush=True)
        else:
            yield from _large_map(Path(folder), HUGE)


def _network_map(folder: Path) -> Iterator[Measure]:
    filled(folder / f"{SMALL}.db", SMALL).close()
    with ExitStack() as stack:
        server = stack.enter_context(serving(f"sqlite:///{folder / f'{SMALL}.db'}", folder))
        browser, _ = stack.enter_context(chromium(webgl=False))
        address = f"{server.base}/maps/network_map"
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
            sides = [
                Side(address, _places(mine, theirs, names), VIS),
                Side(file.as_uri(), _places(theirs, mine, names), VIS),
            ]
            yield from _compared(browser, f"network_map, {SMALL} partners ({what})", *sides)


def _large_map(folder: Path, count: int) -> Iterator[Measure]:
    path = folder / f"{count}.db"
    filled(path, count).close()
    with ExitStack() as stack:
        server = stack.enter_context(serving(f"sqlite:///{path}", folder))
        browser, _ = stack.enter_context(chromium(webgl=True))
        address = f"{server.base}/maps/large_map?renderer=webgl"
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
        assert len(mine["nodes"]) == len(names)
        assert sorted(map(sorted, theirs["edges"])) == sorted(map(sorted, mine["edges"]))
        bare = Side(file.as_uri(), _places(theirs, mine, names), SIGMA)
        titles = {node["id"]: node["name"] for node in scene["nodes"]}
        closed = [Place(at["id"], titles[at["id"]], at["x"], at["y"]) for at in groups]
        all_open = Side(address, _places(mine, theirs, names), SIGMA, (maps_in_page.OPEN_ALL,))
        name = f"large_map, {len(names)} partners (bare sigma)".replace
        yield from _compared(browser, name("(", "all open ("), all_open, bare)
        yield from _compared(browser, name("(", "a group opens ("), Side(address, closed, SIGMA), bare)


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


def _compared(browser: Browser, name: str, ours: Side, bare: Side) -> Iterator[Measure]:
    """Visit and click in turns."""
    visits: list[tuple[Answered, Answered]] = []
    for _ in range(ROUNDS):
        mine, theirs = (_visited(browser, side) for side in (ours, bare))
        visits.append((mine, theirs))
    for what, part in (("until a click is answered", "whole"), ("the same, without the server", "browser")):
        yield _told(f"{name}: {what}", [(getattr(mine, part), getattr(theirs, part)) for mine, theirs in visits])
    yield _told(f"{name}: a click, until its answer is seen", list(_clicks(browser, ours, bare)))


def _visited(browser: Browser, side: Side) -> Answered:
    return first_click(browser, side.address, side.places[0], side.library, *side.scripts)


def _clicks(browser: Browser, ours: Side, bare: Side) -> Iterator[tuple[float, float]]:
    """Click in both maps while they stand; ours is shown whole again after each click."""
    with ExitStack() as stack:
        pages = [stack.enter_context(_settled(browser, side)) for side in (ours, bare)]
        for number in range(CLICKS + 1):
            times = []
            for page, side in zip(pages, (ours, bare), strict=True):
                page.bring_to_front()
                times.append(latency(page, side.places[number], side.library))
                page.keyboard.press("0")
                settle(page)
            if number:  # the first is for the engine to get warm
                yield times[0], times[1]


@contextmanager
def _settled(browser: Browser, side: Side) -> Iterator[Page]:
    with opened(browser, side.address, *side.scripts) as page:
        settle(page)
        yield page


def _told(name: str, rounds: list[tuple[float, float]], aim: float = AIM) -> Measure:
    ours, baseline = (median(times) for times in zip(*rounds, strict=True))
    return Measure(
        name=name, ours=lambda: ours, baseline=lambda: baseline, check=_compared_before, aim=aim, told=len(rounds)
    )


def _compared_before(mine: Any, theirs: Any) -> None:
    """Do nothing: that both pages show the same was held before they were visited."""
