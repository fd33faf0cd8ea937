"""Areas as offices of statistics publish them: municipalities and districts as a table, outlines as GeoJSON."""

from __future__ import annotations

import json
from datetime import date

import made_areas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import as_csv, as_xlsx

from graphsvc.errors import Refused
from graphsvc.exchange.areas_files import AreaFiles, read_areas

SQUARE = {"type": "Polygon", "coordinates": [[[9.0, 48.0], [10.0, 48.0], [10.0, 49.0], [9.0, 48.0]]]}
METRES = {"type": "Polygon", "coordinates": [[[512345.0, 5400000.0], [512346.0, 5400000.0], [512345.0, 5400001.0]]]}
DISTRICTS = [
    ["district_ags", "name", "kind", "state", "population", "lat", "lon"],
    ["08115", "Böblingen", "Landkreis", "Baden-Württemberg", "300000", "48.7", "9.0"],
    ["08117", "Göppingen", "Landkreis", "Baden-Württemberg", "100000", "48.3", "9.8"],
    ["14612", "Dresden, Stadt", "Kreisfreie Stadt", "Sachsen", "550000", "51.05", "13.74"],
]
PLACES = [["ags", "name", "plz_admin", "population"], ["08117026", "Göppingen, Stadt", "73033", "57000"]]


def outlines(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize("separator", [",", ";"])
def test_districts_and_municipalities_are_read_and_states_added_up(separator):
    files = [("districts.csv", as_csv(DISTRICTS, separator)), ("places.csv", as_csv(PLACES, separator))]
    areas = read_areas(files, date(2022, 12, 31), "Amt")
    assert list(areas) == ["08", "08115", "08117", "08117026", "14", "14612"]
    state = areas["08"]
    assert (state.name, state.population) == ("Baden-Württemberg", 400_000)
    assert (state.lat, state.lon) == pytest.approx((48.6, 9.2))
    assert (areas["14612"].urban, areas["08117"].urban) == (True, False)
    assert areas["08117026"].postcode == "73033"
    assert (areas.stand, areas.source) == (date(2022, 12, 31), "Amt")


def test_a_state_that_has_a_row_of_its_own_is_not_added_up():
    rows = [["ags", "name", "population", "state"], ["08", "BW", "5", ""], ["08115", "Böblingen", "1", "Anders"]]
    assert read_areas([("a.csv", as_csv(rows))])["08"].name == "BW"


def test_an_ags_that_a_spreadsheet_robbed_of_its_zero_is_read():
    rows = [["ags", "name", "population"], [8117, "Göppingen", 100], [8117026, "Göppingen, Stadt", 57], [8, "BW", 1]]
    assert list(read_areas([("a.xlsx", as_xlsx({"a": rows}))])) == ["08", "08117", "08117026"]


def test_a_point_of_zero_and_zero_is_none():
    """So GV-ISys writes the area that Germany and Luxembourg share; a map would have to reach to Africa."""
    rows = [
        ["ags", "name", "lat", "lon"],
        ["07000999", "Hoheitsgebiet", "0.0", "0.0"],
        ["07111", "Koblenz", "0", "7.6"],
    ]
    areas = read_areas([("a.csv", as_csv(rows))])
    assert (areas["07000999"].lat, areas["07000999"].lon) == (None, None)
    assert (areas["07111"].lat, areas["07111"].lon) == (0, 7.6)


def test_outlines_go_with_their_area():
    found = read_areas([("a.csv", as_csv(DISTRICTS)), ("b.geojson", outlines(feature(SQUARE, AGS="08117")))])
    assert found.outlines == {"08117": SQUARE}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"name,population\nA,1\n", "fehlen die Spalten ags"),
        (b"ags,name,population\n08117,A,viel\n", "viel"),
        (b"ags,name,population,lat\n08117,A,1,oben\n", "oben"),
        (b"%PDF-1.4\n", "keine Tabelle"),
        (b"", "ist leer"),
        (b'{"type": "Feature"}', "kein GeoJSON"),
        (b'{"features": 1}', "kein GeoJSON"),
        (b'{"features": [1]}', "kein GeoJSON"),
        (b'{"features": [{"properties": [1], "geometry": 2}]}', "GeoJSON"),
        (b"{", "kein GeoJSON"),
        (outlines(feature(SQUARE, name="ohne")), "keine Fläche einen AGS"),
        (outlines(feature({"type": "Point", "coordinates": [9, 48]}, AGS="08")), "keine Fläche einen AGS"),
        (outlines(feature(METRES, AGS="08117")), "nicht in Grad"),
        (outlines(feature({"type": "Polygon", "coordinates": []}, AGS="08117")), "GeoJSON"),
        (outlines(feature({"type": "Polygon"}, AGS="08117")), "GeoJSON"),
    ],
)
def test_other_files_are_refused_by_name(data, says):
    with pytest.raises(Refused) as refused:
        read_areas([("gebiete", data)])
    assert says in refused.value.text.into("de")
    assert refused.value.pointer == "gebiete"


WHOLE = [
    made_areas.gv100ad().encode(),
    made_areas.gv_isys_files()["gv.csv"],
    made_areas.topojson([{"AGS": "08999001"}, {"AGS": "08999002"}]),
    outlines(feature(SQUARE, AGS="08117")),
    as_csv(made_areas.changes(("08117001", "1", "08117002", "01.01.2020")), ";"),
    b"from,to,minutes\n08117001,08117002,12.5\n08117002,08117001,13\n",
    as_csv(PLACES),
]
ODD = [
    "²",
    "٣",
    " ",
    "",
    "-",
    "null",
    "[]",
    "{}",
    "1e400",
    "9" * 400,
    "NaN",
    '"',
    ";",
    "\n",
    "\x00",
    "99999999999999999999",
]


@given(
    st.sampled_from(WHOLE), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(ODD)), max_size=3)
)
def test_a_spoilt_file_is_read_or_refused_and_what_is_read_can_be_kept(data, places):
    text = data.decode()
    for place, length, odd in places:
        start = int(place * len(text))
        text = text[:start] + odd + text[start + length :]
    try:
        areas = AreaFiles([("a", text.encode())]).areas
    except Refused:
        return
    for area in areas.values():
        assert area.level
        assert 0 <= (area.population or 0) < 2**63
    assert all(
        ags.isascii() and len(ags) in (2, 5, 8, 10) for ags in (*areas, *areas.outlines, *sum(areas.minutes, ()))
    )
