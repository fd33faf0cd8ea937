"""What the benchmarks stand on: the demo region of one size in a store of its own, and its template as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from graphsvc import demo
from graphsvc.areas import Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.data import shipped_areas
from graphsvc.exchange.write import write
from graphsvc.model import Selection, Tie, Viewer
from graphsvc.stores.sqlite import SqliteStore

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
        records = demo.records(scale, self.today)
        self.store.apply(added(*records, reason=f"Beispieldaten ({scale})"), actor="demo", key="demo")
        self.store.remember("start_area", demo.START_AREA)
        self.size = Size.of(self.store)
        self.template = self._template()

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

    def _template(self) -> tuple[Path, Path]:
        """Write the template of partners and ties."""
        data = write(self.store.records(Viewer.STAFF), "csv")
        names = ("partners.csv", "ties.csv")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in names:
                archive.extract(name, self._folder)
        return self._folder / names[0], self._folder / names[1]

    def edits(self) -> Iterator[ChangeSet]:
        """Yield one change of one tie after another, each of a tie that was not changed before."""
        ties = self.store.records(Viewer.STAFF).ties.values()
        lasting: list[Tie] = [tie for tie in ties if tie.status == "active" and tie.until is None]
        for tie in lasting:
            yield ChangeSet(changes=(change(tie, replace(tie, evidence="Jahresbericht")),), reason="Beleg")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large it is."""

    partners: int
    ties: int

    @classmethod
    def of(cls, store: SqliteStore) -> Size:
        """Count a store's partners and ties."""
        records = store.records(Viewer.STAFF)
        return cls(partners=len(records.partners), ties=len(records.ties))
