"""What the maps' benchmarks stand on: so many partners of the demo's nation, and the ties between them, in a store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from graphsvc import demo
from graphsvc.changes import added
from graphsvc.data import shipped_areas
from graphsvc.demo_region import START_AREA
from graphsvc.model import Partner, Tie
from graphsvc.stores.sqlite import SqliteStore


def filled(path: Path, count: int) -> SqliteStore:
    """Return a new store with so many partners, from the demo's first district on."""
    today = date.today()
    records = demo.records("nation", today)
    known = sorted(
        (each for each in records if isinstance(each, Partner) and each.until is None),
        key=lambda each: (each.area[:5] < START_AREA, each.area[:5], each.id),
    )[:count]
    ids = {each.id for each in known}
    ties = [each for each in records if isinstance(each, Tie) and {each.source, each.target} <= ids]
    store = SqliteStore(path)
    store.load_areas(shipped_areas())
    store.apply(added(*known, *ties, reason="Beispieldaten"), actor="demo", key="demo")
    return store
