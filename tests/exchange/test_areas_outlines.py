"""Outlines as GeoJSON and TopoJSON, with the properties that VG250 has; and how they fit the areas."""

from __future__ import annotations

import json

import made_areas
import pytest
import real_lists as lists
from made_lists import as_csv
from shapely.geometry import shape

from graphsvc.areas import Area, Areas
from graphsvc.errors import Refused
from graphsvc.exchange.areas_files import AreaFiles, read_areas

SQUARE = {"type": "Polygon", "coordinates": [[[9, 48], [9.5, 48], [9.5, 48.5], [9, 48.5], [9, 48]]]}
ISLAND = {"type": "Polygon", "coordinates": [[[7, 54], [7.1, 54], [7.1, 54.1], [7, 54]]]}


def geojson(*features):
    made = [{"type": "Feature", "geometry": geometry, "properties": given} for geometry, given in features]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


@pytest.mark.parametrize(
    ("properties", "ags"),
    [
        ({"AGS": "08117026", "ARS": "081175001026", "GEN": "Göppingen", "GF": 4}, "08117026"),
        ({"ARS": "081175001026"}, "08117026"),
        ({"RS": "08117"}, "08117"),
        ({"ags": 8117}, "08117"),
        ({"district_ags": "08117"}, "08117"),
        ({"AGS": "", "SN_L": "08", "RS": "08"}, "08"),
    ],
)
def test_the_key_is_found(properties, ags):
    assert read_areas([("a", geojson((SQUARE, properties)))]).outlines == {ags: SQUARE}


def test_waters_are_left_out_and_an_area_in_several_features_is_one():
    data = geojson((SQUARE, {"AGS": "08117", "GF": 4}), (SQUARE, {"AGS": "08117", "GF": 2}), (ISLAND, {"AGS": "08117"}))
    outline = read_areas([("a", data)]).outlines["08117"]
    assert outline == {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], ISLAND["coordinates"]]}


def test_outlines_of_other_things_are_left_out_and_said():
    found = AreaFiles([("a", geojson((SQUARE, {"AGS": "08117"}), (ISLAND, {"id": "081115001"})))])
    assert list(found.areas.outlines) == ["08117"]
    assert "1 Zeile oder Fläche hat einen anderen Schlüssel" in found.remarks[0].into("de")


@pytest.mark.parametrize("quantised", [True, False])
def test_topojson_becomes_what_geojson_says(quantised):
    """Two neighbours by hand: the eastern one takes the bent line between them backwards."""
    data = made_areas.topojson([{"AGS": "08117001"}, {"ARS": "081170001002"}], quantised=quantised)
    outlines = read_areas([("vg250.topojson", data)]).outlines
    west = [[9.5, 48], [9.6, 48.2], [9.5, 48.5], [9, 48.5], [9, 48], [9.5, 48]]
    east = [[9.5, 48], [10, 48], [10, 48.5], [9.5, 48.5], [9.6, 48.2], [9.5, 48]]
    assert outlines == {
        "08117001": {"type": "Polygon", "coordinates": [west]},
        "08117002": {"type": "MultiPolygon", "coordinates": [[east]]},
    }
    assert shape(outlines["08117001"]).touches(shape(outlines["08117002"]))


TOPOLOGY = json.loads(made_areas.topojson([{"AGS": "08117001"}, {"AGS": "08117002"}]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"arcs": []}, "kein GeoJSON (FeatureCollection) oder TopoJSON"),
        ({"arcs": [[["a", 1]]] * 3}, "TopoJSON"),
        ({"objects": None}, "TopoJSON"),
        ({"objects": {"a": {"type": "GeometryCollection"}}}, "TopoJSON"),
        ({"objects": {}}, "keine Fläche einen AGS"),
        ({"transform": {"scale": [0.1]}}, "TopoJSON"),
        ({"transform": {"scale": [10**400, 0.1], "translate": [9.5, 48]}}, "TopoJSON"),
        ({"transform": {"scale": [100, 100], "translate": [500_000, 5_000_000]}}, "nicht in Grad"),
    ],
)
def test_other_topologies_are_refused(change, says):
    with pytest.raises(Refused) as refused:
        read_areas([("a", json.dumps(TOPOLOGY | change).encode())])
    assert says in refused.value.text.into("de")


KNOWN = Areas(
    [
        Area(ags="08", name="Land"),
        Area(ags="08117", name="Göppingen", lat=48.2, lon=9.2),
        Area(ags="08118", name="Fern", lat=48.6, lon=9.8),
    ]
)


def test_outlines_are_held_against_the_areas():
    data = geojson((SQUARE, {"AGS": "08117"}), (ISLAND, {"AGS": "01055"}))
    said = [text.into("de") for text in AreaFiles([("a", data)], KNOWN).remarks]
    assert said == [
        "1 Umriss gehört zu keinem Gebiet, das bekannt ist: 01055. Bitte prüfen, ob beide vom selben Tag sind.",
        "1 Gebiet hat keinen Umriss, andere seiner Art haben einen: Fern (08118). "
        "Karten davon zeigen Zellen statt Grenzen. Bitte Umrisse desselben Tages laden.",
    ]


def test_a_point_outside_its_outline_is_said_and_one_at_the_border_is_not():
    data = geojson((SQUARE, {"AGS": "08117"}), (SQUARE, {"AGS": "08118"}))
    rows = [["ags", "name", "lat", "lon"], ["08117", "Göppingen", 48.2, 9.515], ["08118", "Fern", 48.2, 9.53]]
    said = [text.into("de") for text in AreaFiles([("a", data), ("b", as_csv(rows))], KNOWN).remarks]
    assert [text for text in said if "Punkt" in text] == [
        "Der Punkt von 1 Gebiet liegt außerhalb seines Umrisses: Fern (08118). "
        "Um eine Stadt herum ist das richtig, sonst bitte Breite und Länge prüfen."
    ]


def test_a_municipality_far_from_its_district_is_said():
    data = geojson((SQUARE, {"AGS": "08117"}))
    rows = [["ags", "name", "lat", "lon"], ["08117001", "Nah", 48.2, 9.6], ["08117002", "Vertauscht", 9.5, 48.2]]
    said = [text.into("de") for text in AreaFiles([("a", data), ("b", as_csv(rows))], KNOWN).remarks]
    assert [text for text in said if "Punkt" in text] == [
        "Der Punkt von 1 Gebiet liegt weit außerhalb seines Kreises: Vertauscht (08117002). "
        "Bitte Breite und Länge prüfen."
    ]


def test_the_real_districts_fit_their_outlines_but_for_those_around_a_town():
    """Heilbronn, Rhein-Neckar, München, Regensburg and Bamberg lie around towns of their own."""
    found = AreaFiles(lists.area_files())
    assert len(found.areas.outlines) == 400
    points = [text for text in found.remarks if "Punkt" in text.into("de")]
    assert [text.values["places"] for text in points] == [
        "Heilbronn (08125), Rhein-Neckar-Kreis (08226), München (09184), Regensburg (09375), Bamberg (09471)"
    ]
    assert not [text for text in found.remarks if "Umriss " in text.into("de")]
