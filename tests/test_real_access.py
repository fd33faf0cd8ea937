"""All municipalities and the national list of offices: access, distances and catchment areas equal a plain count of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import real_lists as lists

import app
from graphsvc.exchange.areas_files import read_areas
from graphsvc.exchange.load import load
from graphsvc.exchange.work import Options
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.stores.sqlite import SqliteStore

if not lists.DATA.exists():
    pytest.skip(f"the real lists are not at {lists.DATA}", allow_module_level=True)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
STATES = [f"{number:02d}" for number in range(1, 17)]
KM = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = app.open_store(f"sqlite:///{tmp_path_factory.mktemp('nation')}/store.db")
    assert isinstance(store, SqliteStore)
    store.load_areas(read_areas(lists.area_files(), date(2022, 12, 31), "Destatis"))
    file = lists.as_csv("offices.csv", lists.national_offices())
    found = load([file], store.records(Viewer.STAFF), store.areas(), Options(source="offices"))
    store.apply(found.changes, actor="test", key="offices")
    yield Service(store, app.CATALOGUE, today=NOW.date)
    store.close()


def asked(service, question, table="", **raw):
    answer = service.ask(question, raw, Viewer.STAFF).answer
    found = answer.tables[table or question]
    return answer, {row[0]: dict(zip(found.names, row, strict=True)) for row in found.rows}


@pytest.fixture(scope="module")
def places():
    return {row["ags"]: row for row in lists.raw("areas/places.csv")}


@pytest.fixture(scope="module")
def seats(places):
    """The offices' points: those of their municipalities, or of their districts."""
    districts = {row["district_ags"]: row for row in lists.raw("areas/districts.csv")}
    found = []
    for row in lists.raw("selfhelp/contact_offices_de.csv"):
        if row["ags"] and places[row["ags"]]["lat"]:
            found.append((places[row["ags"]]["lat"], places[row["ags"]]["lon"]))
        elif row["district_ags"]:
            district = districts[row["district_ags"]]
            found.append((district["lat_popweighted"], district["lon_popweighted"]))
    return np.array(found, dtype=float)


@pytest.fixture(scope="module")
def by_hand(places, seats):
    """Return by AGS access, reach and km to the nearest seat, from a full matrix by the spherical law of cosines."""
    # the area that Germany and Luxembourg share is written at 0, 0
    known = [row for row in places.values() if float(row["lat"] or 0) and row["population"]]
    points = np.array([(row["lat"], row["lon"]) for row in known], dtype=float)
    people = np.array([row["population"] for row in known], dtype=float)
    (lat, lon), (other_lat, other_lon) = np.radians(points).T, np.radians(seats).T
    cosine = np.outer(np.sin(lat), np.sin(other_lat))
    cosine += np.outer(np.cos(lat), np.cos(other_lat)) * np.cos(lon[:, None] - other_lon[None, :])
    km = 6371.0 * np.arccos(np.clip(cosine, -1, 1))
    near = km <= KM
    access = near @ (1 / (near.T @ people))
    columns = zip(access, near.sum(axis=1), km.min(axis=1), strict=True)
    return {row["ags"]: values for row, values in zip(known, columns, strict=True)}


@pytest.mark.parametrize("state", STATES)
def test_access_of_every_municipality_equals_a_plain_count(service, places, by_hand, state):
    answer, found = asked(service, "accessibility", area=[state])
    assert set(found) == {ags for ags in places if ags.startswith(state)}
    for ags, row in found.items():
        people = places[ags]["population"]
        assert row["population"] == (int(people) if people else None)
        if ags in by_hand:
            access, reach, _ = by_hand[ags]
            assert row["access"] == pytest.approx(access, rel=1e-9)
            assert row["reach"] == reach
        else:
            assert row["access"] is None
    said = answer.sentence.into("de")
    far = sum(row["population"] for row in found.values() if row["reach"] == 0)
    assert f"leben {far:,} (".replace(",", ".") in said or said.startswith("Für alle"), said
    assert "Bevölkerung: Stand 31.12.2022 (Destatis)." in [caveat.into("de") for caveat in answer.caveats]


@pytest.mark.parametrize("method", ["2sfca", "e2sfca"])
def test_people_times_access_is_the_supply_within_reach(service, seats, method):
    """Every office of the list that has a place sits in or near a municipality where people live."""
    _, found = asked(service, "accessibility", method=method)
    assert len(found) > 10_900
    assert sum((row["population"] or 0) * (row["access"] or 0) for row in found.values()) == pytest.approx(len(seats))


def test_the_districts_without_a_seat_are_not_called_gaps(service, places):
    """Seats lie in 272 of 400 districts; what the offices serve nobody wrote down."""
    rows = lists.raw("selfhelp/contact_offices_de.csv")
    assert len({row["district_ags"] for row in rows} - {""}) == 272
    answer, found = asked(service, "unserved")
    assert {row["status"] for row in found.values()} == {"not_asked"}
    assert {row["offices"] for row in found.values()} == {None}
    said = [caveat.into("de") for caveat in answer.caveats]
    assert any(text.startswith(f"Bei {len(rows)} von {len(rows)} Stellen ist kein Einzugsgebiet") for text in said)
    assert "Lücke" not in answer.sentence.into("de")


def test_the_nearest_seat_of_every_municipality(service, by_hand):
    _, found = asked(service, "unserved", table="far", km=str(KM))
    assert set(found) == {ags for ags, (_, _, km) in by_hand.items() if km > KM}
    for ags, row in found.items():
        assert row["km"] == pytest.approx(by_hand[ags][2], abs=1e-3)


def test_inequality_is_that_of_these_numbers(service, places, by_hand):
    """Half the relative mean difference between two people, in blocks of a sorted list: another way than the curve."""
    pairs = sorted((access, int(places[ags]["population"])) for ags, (access, _, _) in by_hand.items())
    access, people = (np.array(side) for side in zip(*pairs, strict=True))
    before = np.cumsum(people) - people / 2
    gini = 2 * (people * access) @ before / (people.sum() * (people @ access)) - 1
    _, found = asked(service, "inequality", table="gini")
    assert next(iter(found)) == pytest.approx(gini)
