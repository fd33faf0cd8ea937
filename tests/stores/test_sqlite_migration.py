"""A file of an earlier version opens: its schema is brought up to date, and what it holds is still there."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from graphsvc.areas import Area, Areas
from graphsvc.errors import StoreAway
from graphsvc.stores import sqlite
from graphsvc.stores.sqlite import SqliteStore

SCHEMA_1 = Path(sqlite.__file__).parent / "schema_1.sql"


@pytest.fixture
def first(tmp_path):
    """A file as the first version wrote it, with two areas."""
    path = tmp_path / "alt.db"
    db = sqlite3.connect(path)
    db.executescript(SCHEMA_1.read_text(encoding="utf-8"))
    db.execute(
        "INSERT INTO area VALUES ('08', 'BW', 11, 48.5, 9.5, '', 0), ('08117', 'GP', NULL, NULL, NULL, '73033', 1)"
    )
    db.execute('INSERT INTO outline VALUES (\'08\', \'{"type": "Polygon", "coordinates": []}\')')
    db.execute(
        "INSERT INTO setting VALUES ('areas_version', '4'), ('areas_stand', '2018-12-31'), ('areas_source', 'Amt')"
    )
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    return path


def test_a_file_of_the_first_version_opens_and_takes_what_is_new(first):
    store = SqliteStore(first)
    areas = store.areas()
    assert list(areas.values()) == [
        Area(ags="08", name="BW", population=11, lat=48.5, lon=9.5),
        Area(ags="08117", name="GP", postcode="73033", urban=True),
    ]
    assert (areas.version, areas.stand, areas.source) == (4, date(2018, 12, 31), "Amt")
    assert (areas.successors, areas.minutes) == ({}, {})
    dense = Area(ags="08117", name="GP", urbanisation="dicht besiedelt", km2=642.3)
    store.load_areas(Areas([dense], successors={"08118": "08117"}, minutes={("08117", "08"): 3.5}))
    store.close()
    again = SqliteStore(first)
    assert again.areas()["08117"] == Area(
        ags="08117", name="GP", urbanisation="dicht besiedelt", km2=642.3, postcode="73033"
    )
    assert (again.areas().successors, again.areas().minutes) == ({"08118": "08117"}, {("08117", "08"): 3.5})
    again.close()


def test_a_file_of_a_later_version_is_refused(first):
    db = sqlite3.connect(first)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreAway, match="newer version"):
        SqliteStore(first)
