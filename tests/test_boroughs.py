"""Stadtbezirke from the operator's files to the page: partners lie in them, questions and maps take them as level, all adds up."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from functools import partial

import made_boroughs as made
import pypdf
import pytest
from served import invoke
from store_places import KINDS, Neo4jPlace
from web_pages import Person
from web_records import served

import app
from graphsvc.areas import Area, Areas
from graphsvc.model import Partner, Selection, Viewer
from graphsvc.rules import partner_problems

SVG = "{http://www.w3.org/2000/svg}"
MITTE, CANNSTATT = f"{made.CITY}01", f"{made.CITY}06"


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """The address of an empty store of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    url = request.getfixturevalue("neo4j_url")
    Neo4jPlace(url).close()  # empties it
    return url


@pytest.fixture
def files(tmp_path):
    """Return a function that writes files and returns their paths."""

    def written(**contents):
        paths = []
        for name, content in contents.items():
            paths.append(tmp_path / name.replace("_", "."))
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return paths

    return written


@pytest.fixture
def run(address):
    return partial(invoke, store=address)


@pytest.fixture
def city(address, run, files):
    """The address of a store with the city, its boroughs and their partners."""
    steps = [
        ("areas", "load", *files(g_csv=made.MUNICIPALITIES), "--source", "Amt", "--stand", "2022-12-31"),
        ("areas", "load", *files(b_csv=made.TABLE, b_geojson=made.outlines()), "--source", "Stadt"),
        ("load", *files(p_csv=made.PARTNERS)),
    ]
    for step in steps:
        ended = run(*step)
        assert ended.exit_code == 0, ended.stderr
    return address


@pytest.fixture
def store(city):
    found = app.open_store(city)
    yield found
    found.close()


def ids(store, *areas, viewer=Viewer.STAFF):
    return set(store.network(Selection(areas=frozenset(areas)), viewer).graph)


def test_partners_lie_in_boroughs_and_in_all_that_holds_these(store):
    """`g4` lies anywhere in the city, so in none; `g5` is there for the whole city, the office for the whole district."""
    assert ids(store, MITTE) == {"kst", "g1", "g5"}
    assert ids(store, CANNSTATT) == {"kst", "g2", "g3", "g5"}
    for whole in (made.CITY, "08111"):
        assert ids(store, whole) == {"kst", "g1", "g2", "g3", "g4", "g5"}
    assert ids(store, "08") == {"kst", "g1", "g2", "g3", "g4", "g5", "g6"}
    areas = store.areas()
    assert [area.name for area in areas.at_level("borough")] == list(made.NAMES)
    assert (areas[MITTE].parent, areas.up_to(MITTE, "district")) == (made.CITY, "08111")
    assert (areas[MITTE].lat, areas[MITTE].lon) == pytest.approx((48.805, 9.125))
    assert areas.stand.isoformat() == "2022-12-31"
    assert areas.source == "Amt; Stadtbezirke: Stadt"


def test_questions_take_them_as_level_and_larger_levels_add_up(run, city):
    def groups(*options):
        _, *rows = csv.reader(
            run("ask", "topic_gaps", "--topic", "Angst", "--format", "csv", *options).stdout.splitlines()
        )
        return [(row[1], row[4]) for row in rows]

    boroughs = dict(groups("--area", "08", "--level", "borough"))
    assert boroughs == dict.fromkeys(made.BOROUGHS, "") | {MITTE: "1", CANNSTATT: "2"}
    assert groups("--area", CANNSTATT, "--level", "borough") == [(CANNSTATT, "2")]
    assert groups("--area", "08111", "--level", "municipality") == [(made.CITY, "3")]
    assert groups("--area", "08111") == [("08111", "3")]
    assert groups("--area", "08", "--level", "state") == [("08", "4")]


def test_figures_of_boroughs_by_hand(run, city, files):
    """Gini: 170,000 of 230,000 people, 17/23, have two of three groups: 17/23 - 2/3. The council has no seat of self-help."""

    def asked(question, *options, area=made.CITY):
        ended = run("ask", question, "--area", area, "--level", "borough", "--format", "json", *options)
        return {name: table["rows"] for name, table in json.loads(ended.stdout)["tables"].items()}

    council = f"id;name;kind;area;serves\nr;Bezirksbeirat;Rat;{CANNSTATT};\nj;Jugendrat;Rat;{made.CITY};\n"
    assert run("load", *files(r_csv=council)).exit_code == 0
    assert asked("representation")["areas"] == [[CANNSTATT, "Bad Cannstatt", 1, 0, 0, 0, 1, 1]]
    gini, areas, people = asked("inequality", "--of", "per_head")["gini"][0]
    assert (gini, areas, people) == (pytest.approx(17 / 23 - 2 / 3), 2, 230_000)
    only = asked("benchmark", area=MITTE)["benchmark"]
    assert [row[:4] for row in only[:2]] == [
        [MITTE, "Mitte", "groups_per_100000", pytest.approx(100 / 60)],
        [MITTE, "Mitte", "topics", 1],
    ]


@pytest.mark.parametrize(
    "later",
    [
        f"ags;name;population\n{made.CITY}07;Neu;1000\n",
        f"ags;name;lat;lon\n{made.CITY}07;Neu;48.8;9.2\n",
        f"ags;name;population\n{made.CITY};Stuttgart;700000\n",
    ],
    ids=["no place", "no people", "some are missing"],
)
def test_what_is_reached_is_reckoned_for_them_where_all_people_and_places_are_known(run, city, files, later):
    def areas():
        rows = run("ask", "accessibility", "--area", "08111", "--of", "group", "--format", "csv").stdout.splitlines()
        return [row.split(",")[0] for row in rows[1:]]

    assert areas() == list(made.BOROUGHS)
    assert run("areas", "load", *files(c_csv=later)).exit_code == 0
    assert areas() == [made.CITY]


def test_travel_times_between_municipalities_hold_for_who_lies_in_a_borough(run, city, files):
    """From Göppingen one reaches in 20 minutes the four groups that lie in the city, three of them in its boroughs, and its own."""
    assert run("areas", "load", *files(m_csv=f"from,to,minutes\n08117,{made.CITY},20\n")).exit_code == 0
    ended = run("ask", "accessibility", "--area", "08117", "--of", "group", "--minutes", "30", "--format", "csv")
    (row,) = csv.DictReader(ended.stdout.splitlines())
    assert (row["area"], row["reach"]) == ("08117", "5")


def test_the_map_draws_them_with_an_answer_and_without(run, city, tmp_path):
    def drawn(name, *options):
        ended = run("draw", "area_map", "--area", made.CITY, *options, "-o", tmp_path / name)
        assert ended.exit_code == 0, ended.stderr
        return (tmp_path / name).read_bytes()

    for options in ((), ("-q", "topic_gaps", "--topic", "Angst", "--level", "borough")):
        root = ET.fromstring(drawn("a.svg", *options))
        titles = [path.find(f"{SVG}title").text for path in root.iter(f"{SVG}path") if len(path)]
        assert sorted(titles) == sorted(
            f"{name}: { {'Mitte': '1', 'Bad Cannstatt': '2'}.get(name, 'keine Auskunft') }" for name in made.NAMES
        )
    sheet = drawn("a.pdf", "-q", "topic_gaps", "--topic", "Angst", "--level", "borough")
    text = pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert all(name in text for name in made.NAMES)
    assert "2 Gruppen liegen in keinem dieser Stadtbezirke" in drawn("a.html").decode()


def test_the_page_offers_the_level_only_where_boroughs_are_loaded(city, store, tmp_path):
    page = Person(served(store, tmp_path)).get(f"/questions/topic_gaps?area={made.CITY}&topic=Angst&level=borough").text
    assert '<option value="borough" selected>Stadtbezirk</option>' in page
    assert f'<option value="Bad Cannstatt ({CANNSTATT})">' in page
    assert re.search(r"<title>Bad Cannstatt: 2</title>", page)
    assert "Stadtbezirk" not in Person(served(bare(tmp_path), tmp_path)).get("/questions/topic_gaps").text


def bare(folder):
    """Return a store in which no operator loaded anything."""
    return app.open_store(f"sqlite:///{folder / 'bare.db'}")


SMALL = f"ags;name;population\n{made.CITY};Stuttgart;2\n{MITTE};Mitte;1\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            made.TABLE,
            f"b.csv, Zeile 2: Zum Stadtbezirk {MITTE} fehlt die Stadt {made.CITY}. Bitte zuerst die Gemeinden laden",
        ),
        (f"{SMALL}{MITTE};Nord;1\n", f"b.csv, Zeile 4: Der AGS {MITTE} steht schon weiter oben, mit anderen Angaben."),
        (f"{SMALL}{made.CITY}101;Nord;1\n", f"b.csv, Zeile 4: „{made.CITY}101“ ist kein Schlüssel eines Stadtbezirks."),
        (f"{SMALL}{made.CITY}-02;Nord;1\n", f"b.csv, Zeile 4: „{made.CITY}-02“ ist kein Schlüssel eines Stadtbezirks."),
        (made.outlines(factor=100_000), "b.csv ist nicht in Grad (WGS 84). Bitte zuerst umrechnen (EPSG:4326)."),
        (made.outlines().replace(MITTE.encode(), b"0811100001x"), "b.csv: „0811100001x“ ist kein Schlüssel eines"),
    ],
)
def test_bad_files_are_refused_with_row_and_remedy_and_nothing_is_written(run, files, content, says):
    ended = run("areas", "load", *files(b_csv=content))
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert says in ended.stderr
    ended = run("ask", "topic_gaps", "--area", "08111", "--level", "borough", "--topic", "Angst")
    assert "Für diese Auswahl sind keine Gebiete geladen." in ended.stdout


def test_the_graph_links_a_borough_to_its_city(files, neo4j_url):
    place = Neo4jPlace(neo4j_url)
    assert invoke("areas", "load", *files(b_csv=SMALL), store=neo4j_url).exit_code == 0
    path = "MATCH (:Area {ags: $ags})-[:PART_OF*]->(around:Area) RETURN collect(around.ags)"
    assert place.driver.execute_query(path, ags=MITTE).records[0][0] == [made.CITY, "08111", "08"]
    place.close()


def test_outlines_with_latitude_and_longitude_turned_round_are_said(run, files):
    turned = json.loads(made.outlines())
    for feature in turned["features"]:
        feature["geometry"]["coordinates"] = [[point[::-1] for point in feature["geometry"]["coordinates"][0]]]
    ended = run("areas", "load", *files(g_csv=made.MUNICIPALITIES, b_csv=made.TABLE, u_json=json.dumps(turned)))
    assert "Die Punkte von 6 Gebieten liegen weit außerhalb ihrer Kreise: Mitte (0811100001), " in ended.stderr
    right = run("areas", "load", *files(g_csv=made.MUNICIPALITIES, b_csv=made.TABLE, u_json=made.outlines()))
    assert "Punkte" not in right.stderr


def test_a_partner_in_a_borough_that_is_not_there_is_refused(run, city, files, store):
    ended = run("load", *files(p_csv=f"id;name;kind;area\nx;X;Klinik;{made.CITY}99\n"))
    assert (ended.exit_code, "refused: 1" in ended.stdout) == (1, True)
    assert f"Den Ort „{made.CITY}99“ kennen wir nicht" in ended.stderr
    problems = partner_problems(Partner(id="x", name="X", kind="clinic", area=f"{made.CITY}99"), store.areas())
    assert list(problems) == ["area"]


def test_a_name_that_a_borough_shares_with_its_city_is_the_city_and_with_another_town_is_both():
    areas = Areas(
        [
            Area(ags="08111000", name="Stuttgart", urban=True),
            Area(ags="0811100001", name="Stuttgart"),
            Area(ags="0811100002", name="Münster"),
            Area(ags="05515000", name="Münster", urban=True),
        ]
    )
    assert [area.ags for area in areas.find("Stuttgart")] == ["08111000"]
    assert {area.ags for area in areas.find("Münster")} == {"0811100002", "05515000"}
    assert [area.ags for area in areas.find("811100002")] == ["0811100002"]


def test_a_spreadsheet_that_dropped_the_zero_and_another_file_with_newer_figures(run, city, files, store):
    table = made.TABLE.replace("\n0", "\n").replace("Mitte;60000", "Mitte;61000")
    assert run("areas", "load", *files(b_csv=table), "--source", "Stadt", "--stand", "2025-06-30").exit_code == 0
    areas = store.areas()
    assert (areas[MITTE].population, areas[MITTE].lat) == (61_000, pytest.approx(48.805))
    place = "ags;name;lat;lon\n" + f"{MITTE};Mitte;48.81;9.11\n"
    for each in (place, table):
        assert run("areas", "load", *files(b_csv=each), "--source", "Stadt", "--stand", "2025-06-30").exit_code == 0
    areas = store.areas()
    assert (areas[MITTE].population, areas[MITTE].lat) == (61_000, 48.81), "what the city said is kept"
    assert areas.source == "Amt; Stadtbezirke: Stadt; Stadt (30.06.2025)"
