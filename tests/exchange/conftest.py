"""A desk: a real store with a small region, where lists arrive."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from made_lists import AREAS

from graphsvc.exchange.load import load
from graphsvc.exchange.work import Options
from graphsvc.model import Viewer
from graphsvc.stores.sqlite import SqliteStore

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)


class Desk:
    """An office's store; a list is a file's content, or its name and content."""

    def __init__(self, path):
        self.path = path
        self.store = SqliteStore(path, now=lambda: NOW)
        self.store.load_areas(AREAS)

    @property
    def records(self):
        return self.store.records(Viewer.STAFF)

    def look(self, *lists, **options):
        """Read lists and write nothing."""
        files = [one if isinstance(one, tuple) else ("liste.csv", one) for one in lists]
        files = [(name, data.encode() if isinstance(data, str) else data) for name, data in files]
        return load(files, self.records, self.store.areas(), Options(**options))

    def put(self, *lists, **options):
        """Load lists in which nothing is refused."""
        found = self.look(*lists, **options)
        assert [said(remark) for remark in found.refused] == []
        if found.changes.changes:
            self.store.apply(found.changes, actor="test", key=str(self.store.revision()))
        return found


def said(remark):
    return remark.place.into("de"), remark.value, remark.text.into("de")


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "store.db")
    yield desk
    desk.store.close()
