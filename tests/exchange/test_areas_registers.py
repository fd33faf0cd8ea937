"""GV100AD and GV-ISys, as Destatis publishes them: invented files of their forms, and the real municipalities as CSV.

The forms were learnt from the offices' descriptions by way of open parsers of them; no row is taken from anywhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import made_areas
import pytest
import real_lists as lists

from graphsvc.areas import URBANISATIONS, Area
from graphsvc.errors import Refused
from graphsvc.exchange.areas_files import AreaFiles, read_areas

OBERDORF = Area(ags="08999001", name="Oberdorf", population=1_200, postcode="70001", km2=10.5)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_register_of_fixed_width_is_read(encoding):
    areas = read_areas([("GV100AD_30112023.txt", made_areas.gv100ad().encode(encoding))])
    assert list(areas) == ["08", "08999", "08999001", "08999002", "08999003"]
    assert areas["08999001"] == OBERDORF
    town = areas["08999002"]
    assert (town.name, town.urban, town.postcode, town.km2) == ("Müßhausen, Stadt", True, "01067", 25.0)
    assert (areas["08999003"].population, areas["08999003"].postcode) == (0, "")
    assert areas.stand == date(2023, 11, 30)
    assert read_areas([("a", made_areas.gv100ad().encode(encoding))], date(2022, 12, 31)).stand == date(2022, 12, 31)


def test_what_has_no_figures_is_added_up():
    areas = read_areas([("gv.txt", made_areas.gv100ad().encode())])
    for ags, name in (("08", "Musterland"), ("08999", "Musterkreis")):
        assert (areas[ags].name, areas[ags].population, areas[ags].km2) == (name, 46_200, 38.5)


@pytest.mark.parametrize("name", made_areas.gv_isys_files())
def test_an_extract_is_read_by_its_headings(name):
    found = AreaFiles([(name, made_areas.gv_isys_files()[name])])
    areas = found.areas
    assert list(areas) == ["08", "08999", "08999001", "08999002", "08999003"]
    village, town, forest = (areas[f"0899900{number}"] for number in (1, 2, 3))
    assert village == Area(**{**vars(OBERDORF), "lat": 48.5, "lon": 9.1, "urbanisation": URBANISATIONS[2]})
    assert (town.urban, town.urbanisation, town.postcode) == (True, URBANISATIONS[0], "01067")
    assert (forest.lat, forest.urbanisation, forest.population) == (None, "", 0)
    assert areas.stand == date(2022, 12, 31)
    assert found.remarks == []


def test_columns_may_stand_elsewhere():
    rows = [[*row[7:], *row[:7]] if len(row) > 7 else row for row in made_areas.gv_isys()]
    rows = [[row[-7], *row[:-7], *row[-6:]] if len(row) > 8 else row for row in rows]
    moved = read_areas([("gv.csv", made_areas.as_csv(rows, ";"))])
    assert dict(moved)["08999001"] == read_areas([("b", made_areas.as_csv(made_areas.gv_isys(), ";"))])["08999001"]


def test_keys_that_lost_their_zeros_are_whole_again():
    rows = [[int(cell) if str(cell).isdigit() else cell for cell in row] for row in made_areas.gv_isys()]
    assert list(read_areas([("a.xlsx", made_areas.as_xlsx({"Gemeinden": rows}))]))[:3] == ["08", "08999", "08999001"]


def test_the_sheet_says_the_day_where_the_title_does_not():
    book = {"Onlineprodukt_Gemeinden300622": made_areas.gv_isys(title="Gemeinden")[:-1]}
    assert read_areas([("a.xlsx", made_areas.as_xlsx(book))]).stand == date(2022, 6, 30)


def test_a_district_is_as_urban_as_most_of_its_people_and_lies_where_they_do():
    areas = read_areas([("gv.csv", made_areas.gv_isys_files()["gv.csv"])])
    district = areas["08999"]
    assert district.urbanisation == "dicht besiedelt"  # 45,000 of 46,200 people, though one place of two
    assert (district.lon, district.lat) == pytest.approx(
        ((1.2 * 9.1 + 45 * 9.3) / 46.2, (1.2 * 48.5 + 45 * 48.55) / 46.2)
    )


def test_two_files_of_one_area_complete_each_other_and_different_days_are_said():
    files = [("gv.csv", made_areas.gv_isys_files()["gv.csv"]), ("gv.txt", made_areas.gv100ad().encode())]
    found = AreaFiles(files)
    assert (found.areas["08999001"].lat, found.areas["08999001"].urbanisation) == (48.5, "gering besiedelt")
    assert found.areas.stand == date(2023, 11, 30)
    assert [text.into("de") for text in found.remarks] == [
        "Die Dateien haben verschiedene Gebietsstände: 31.12.2022 und 30.11.2023. Angenommen ist der jüngste. "
        "Bitte Dateien eines Tages laden, oder ihn mit --stand sagen."
    ]


TWICE = (*made_areas.MUNICIPALITIES, ("08999001", "Oberdorf", "64", 1_300, 1_050, "70001", "", "", "", ""))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (made_areas.gv100ad(TWICE), "gebiete, Zeile 9: Der AGS 08999001 steht schon weiter oben"),
        (made_areas.gv100ad(day="20231332"), "„20231332“ ist kein Tag"),
        (made_areas.gv100ad().replace("00000001200", "0000000120x"), "gebiete, Zeile 6: „0000000120x“ ist keine Zahl"),
        (made_areas.gv100ad().replace("00000001050", "0000000105²"), "gebiete, Zeile 6: „0000000105²“ ist keine Zahl"),
        (made_areas.gv100ad().replace("08999001000", "0899900 000"), "gebiete, Zeile 6: „0899900 “ ist kein AGS"),
        ("ags,name,population\n08,A,1e300\n", "keine Zahl von Menschen"),
        ("ags,name,population\n08,A,-1\n", "gebiete, Zeile 2: „-1“ ist keine Zahl von Menschen"),
        ("ags,name,population\n08,A,1.5\n", "keine Zahl von Menschen"),
        ("ags,name,lat,lon\n08,A,99.1,8\n", "gebiete, Zeile 2: "),
        ("ags,name\n08,A\n08,B\n", "Zeile 3: Der AGS 08 steht schon weiter oben"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(data, says):
    with pytest.raises(Refused) as refused:
        read_areas([("gebiete", data.encode())])
    assert says in refused.value.text.into("de")


def test_a_row_that_says_the_same_twice_is_no_harm():
    assert list(read_areas([("a.csv", b"ags,name\n08,A\n08,A\n")])) == ["08"]


def test_keys_of_other_things_are_left_out_and_said():
    found = AreaFiles([("a.csv", b"ags,name,population\n08,A,5\n081115001,Verband,3\n081115001026,Ost,2\n")])
    assert list(found.areas) == ["08"]
    assert "2 Zeilen oder Flächen haben andere Schlüssel" in found.remarks[0].into("de")


def test_the_real_municipalities_have_urbanisation_and_surface():
    """The districts' surfaces stand in districts.csv; the counts by urbanisation were taken from places.csv by hand."""
    areas = read_areas(lists.area_files()[:1])
    places = areas.at_level("municipality")
    kinds = [sum(area.urbanisation == kind for area in places) for kind in (*URBANISATIONS, "")]
    assert (len(places), kinds) == (10_981, [220, 2_690, 8_064, 7])
    for row in lists.raw("areas/districts.csv"):
        district = areas[row["district_ags"]]
        assert district.population == int(row["population"])
        assert district.km2 == pytest.approx(float(row["area_km2"]), abs=0.05)
        assert (district.lat, district.lon) == pytest.approx(
            (float(row["lat_popweighted"]), float(row["lon_popweighted"]))
        )
    for ags in ("08117", "12070"):  # in the second, most municipalities are of another kind than most people live in
        people = Counter[str]()
        for row in lists.raw("areas/places.csv"):
            people[row["urbanisation"]] += int(row["population"]) if row["district_ags"] == ags else 0
        assert areas[ags].urbanisation == people.most_common(1)[0][0] == "mittlere Besiedlungsdichte"
    assert {area.urbanisation for area in areas.at_level("district")} == set(URBANISATIONS)
