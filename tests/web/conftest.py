"""The real application on a store of its own, and the people who look at it."""

from __future__ import annotations

import io
import zipfile

import pytest
from store_places import KINDS, Neo4jPlace
from web_pages import ELSEWHERE, Person
from web_records import opened, served


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """A store of each kind in turn, with the records that a test may change."""
    url = ""
    if request.param == "neo4j":
        url = request.getfixturevalue("neo4j_url")
        Neo4jPlace(url).close()  # empties it
    store = opened(tmp_path, url)
    yield store
    store.close()


@pytest.fixture
def web(store, tmp_path):
    return served(store, tmp_path)


@pytest.fixture
def staff(web):
    return Person(web)


@pytest.fixture
def public(web):
    return Person(web, headers=ELSEWHERE)


@pytest.fixture(scope="module")
def shared_sqlite(tmp_path_factory):
    """One application for all tests of a file that only read."""
    folder = tmp_path_factory.mktemp("shared")
    store = opened(folder)
    yield served(store, folder)
    store.close()


@pytest.fixture(scope="module")
def shared_neo4j(tmp_path_factory, request):
    """The same on Neo4j: a function that returns the application, filled again if another test emptied the server."""
    kept = {}

    def get(url):
        if "store" not in kept or kept["store"].remembered("shared") is None:
            folder = tmp_path_factory.mktemp("shared")
            Neo4jPlace(url).close()  # empties it
            kept["store"] = opened(folder, url)
            kept["store"].remember("shared", "1")
            kept["web"] = served(kept["store"], folder)
            request.addfinalizer(kept["store"].close)
        return kept["web"]

    return get


@pytest.fixture(params=KINDS)
def shared(request):
    """An application for tests that only read, on a store of each kind."""
    if request.param == "sqlite":
        return request.getfixturevalue("shared_sqlite")
    return request.getfixturevalue("shared_neo4j")(request.getfixturevalue("neo4j_url"))


@pytest.fixture
def reader(shared):
    """Staff who only read."""
    return Person(shared)


@pytest.fixture
def passer_by(shared):
    return Person(shared, headers=ELSEWHERE)


@pytest.fixture
def unpacked():
    """What a file says: of a ZIP, such as XLSX, all that is packed in it."""

    def text(data: bytes) -> str:
        if data[:4] != b"PK\x03\x04":
            return data.decode("utf-8", "replace")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(text(archive.read(name)) for name in archive.namelist())

    return text
