"""What the benchmarks stand on: the demo region of one size in a store of its own, and its template as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from timing import MOST

from graphsvc import demo
from graphsvc.areas import Areas
from graphsvc.changes import ChangeSet, Record, added, change
from graphsvc.data import shipped_areas
from graphsvc.demo_region import START_AREA
from graphsvc.exchange.write import write
from graphsvc.model import Selection, Tie, Viewer
from graphsvc.store import Records
from graphsvc.stores.sqlite import SqliteStore
from graphsvc.vocabulary import TIES

HISTORY = 365


class Ground:
    """A filled store in a folder; everything that is measured takes place there."""

    def __init__(self, folder: Path, scale: demo.Scale) -> None:
        self.scale = scale
        self.today = date.today()
        self.areas: Areas = shipped_areas()
        self.path = folder / "store.db"
        self._folder = folder
        self._numbers = count(1)
        self.store = SqliteStore(self.path)
        self.store.load_areas(self.areas)
        records = _told_apart(demo.records(scale, self.today))
        self.store.apply(added(*records, reason=f"Beispieldaten ({scale})"), actor="demo", key="demo")
        self.store.remember("start_area", START_AREA)
        recorded = self.store.records(Viewer.STAFF)
        self.size = Size(partners=len(recorded.partners), ties=len(recorded.ties))
        self.template = self._template(recorded)
        lasting = (tie for tie in recorded.ties.values() if tie.status == "active" and tie.until is None)
        self._to_edit = list(islice(lasting, MOST))

    @property
    def day(self) -> Selection:
        """All that stands today."""
        return Selection(on=self.today)

    @property
    def history(self) -> Selection:
        """All that stood at some time within the last year."""
        return Selection(on=self.today, since=self.today - timedelta(days=HISTORY))

    def fresh(self) -> Path:
        """Return the path of a file that is not there yet."""
        return self._folder / f"fresh-{next(self._numbers)}.db"

    def sweep(self) -> None:
        """Remove the files that were made on a path of `fresh`."""
        for path in self._folder.glob("fresh-*"):
            path.unlink()

    def _template(self, recorded: Records) -> tuple[Path, Path]:
        """Write the template's files of partners and ties."""
        data = write(recorded, "csv")
        names = ("partners.csv", "ties.csv")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in names:
                archive.extract(name, self._folder)
        return self._folder / names[0], self._folder / names[1]

    def edits(self) -> Iterator[ChangeSet]:
        """Yield one change of one tie after another, each of a tie that was not changed before."""
        for tie in self._to_edit:
            yield ChangeSet(changes=(change(tie, replace(tie, evidence="Jahresbericht")),), reason="Beleg")


def _told_apart(records: Iterable[Record]) -> Iterator[Record]:
    """Leave out a tie that the template, which has no ids of ties, could not tell from an earlier one."""
    seen = set()
    for record in records:
        if isinstance(record, Tie):
            ends: tuple[str, ...] = (record.source, record.target)
            ends = ends if TIES[record.kind].directed else tuple(sorted(ends))
            told = (ends, record.kind, record.status, record.since, record.forms, record.year, record.basis)
            if told in seen:
                continue
            seen.add(told)
        yield record


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large the region is."""

    partners: int
    ties: int
