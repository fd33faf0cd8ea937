"""The shipped districts are held against an independent source, ../shared/data."""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path

import pytest

from graphsvc.data import shipped_areas

OFFICIAL = Path(__file__).resolve().parents[2] / "shared/data/areas/districts.csv"


@pytest.fixture(scope="module")
def official():
    with OFFICIAL.open(encoding="utf-8") as file:
        return {row["district_ags"]: row for row in csv.DictReader(file)}


def test_every_district_is_there(official):
    ours = {area.ags for area in shipped_areas().at_level("district")}
    assert ours - set(official) == {"16056"}  # Eisenach, merged into the Wartburgkreis in 2021
    assert set(official) <= ours
    assert len(shipped_areas().at_level("state")) == 16


def test_points_lie_in_the_middle_of_the_people(official):
    far = {}
    for area in shipped_areas().at_level("district"):
        if area.ags in official:
            row = official[area.ags]
            north = (area.lat - float(row["lat_popweighted"])) * 111.2
            east = (area.lon - float(row["lon_popweighted"])) * 111.2 * math.cos(math.radians(area.lat))
            if math.hypot(north, east) > 35:
                far[area.ags, area.name] = round(math.hypot(north, east))
    assert far == {}


def test_populations_are_those_of_2018(official):
    off = {}
    for area in shipped_areas().at_level("district"):
        if area.ags in official and area.ags != "16063":
            ratio = area.population / int(official[area.ags]["population"])
            if not 0.9 < ratio < 1.1:
                off[area.ags] = ratio
    assert off == {}


def test_names_tell_districts_apart():
    names = Counter(area.name for area in shipped_areas().at_level("district"))
    assert [name for name, count in names.items() if count > 1] == []
