"""The real application on a store of its own, and the people who look at it."""

from __future__ import annotations

import io
import zipfile

import pytest
from web_pages import Person
from web_records import opened, served

ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path)
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
def shared(tmp_path_factory):
    """One application for all tests of a file that only read."""
    folder = tmp_path_factory.mktemp("shared")
    store = opened(folder)
    yield served(store, folder)
    store.close()


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
