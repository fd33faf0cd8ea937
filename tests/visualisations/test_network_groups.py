"""An answer's groups lie behind their partners on the network map: everybody on the own group's ground, named as in the table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import shapely
from catalogue_cases import HERE, demo_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from map_cases import cases, draw, marked
from small_networks import network, networks, partner, path, shuffled

from graphsvc.language import Label, Text
from graphsvc.lettering import text_width
from graphsvc.model import Answer, Column, Table, Viewer
from queries.communities import answer as communities
from visualisations import network_map
from visualisations._network_svg import svg

PARTNER = Column(name="partner", label=Label("Kennung", "Id"), role="id")
TEAM = Column(name="team", label=Label("Runde", "Round"), role="group")
RING = path("abcdefgha")


def grouped(column=TEAM, **teams) -> Answer:
    table = Table(title=Label("Wer wo", "Who where"), columns=(PARTNER, column), rows=tuple(teams.items()))
    return replace(marked(), tables={"teams": table})


def polygons(picture):
    """Return the grounds of the scene by name, and where each partner stands."""
    scene = picture.scene("de")
    grounds = [(each["name"], shapely.Polygon(each["rings"][0], each["rings"][1:])) for each in scene["grounds"]]
    return grounds, {node["id"]: shapely.Point(node["x"], node["y"]) for node in scene["nodes"]}


def on(picture):
    """Return for each partner the names of the grounds that it stands on."""
    grounds, points = polygons(picture)
    return {id: [name for name, ground in grounds if ground.contains(point)] for id, point in points.items()}


def test_everybody_stands_on_the_ground_of_the_own_group_only():
    teams = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2, "f": 1}
    picture = draw("network_map", cases()["closed ring"], grouped(**teams))
    expected = {id: [f"Runde {teams[id]}"] if id in teams else [] for id in "abcdefgh"}
    assert on(picture) == expected
    grounds = polygons(picture)[0]
    overlaps = [a.intersection(b).area for n, (_, a) in enumerate(grounds) for _, b in grounds[n + 1 :]]
    assert overlaps
    assert max(overlaps) == 0


@settings(max_examples=25, deadline=None)
@given(networks(), st.lists(st.sampled_from(["x", "y", None]), min_size=12, max_size=12))
def test_so_it_is_in_any_network_and_in_whatever_order_it_is_read(some, choice):
    teams = {id: team for id, team in zip(some.partners(), choice, strict=False) if team}
    picture = draw("network_map", some, grouped(**teams))
    if picture.scene:
        assert on(picture) == {id: [f"Runde {teams[id]}"] if id in teams else [] for id in some.graph}
    assert draw("network_map", shuffled(some), grouped(**teams)).svg("de") == picture.svg("de")


def test_its_name_stands_on_each_piece_in_the_legend_and_in_the_table():
    picture = draw("network_map", cases()["closed ring"], grouped(a=1, e=1, b=2, c=2))
    svg = picture.svg("de")
    names = [name for name, _ in polygons(picture)[0]]
    assert names.count("Runde 1") == 2  # a and e stand at opposite sides of the ring
    for name in ("Runde 1", "Runde 2"):
        assert len(re.findall(rf">{name}</text>", svg)) == names.count(name)
    assert ">Runde 1: 2 Akteure</text>" in svg
    assert ">Round 1: 2 partners</text>" in picture.svg("en")
    table = picture.tables["partners"]
    assert dict(zip(table.column("partner"), table.column("group"), strict=True)) == {
        "a": 1,
        "b": 2,
        "c": 2,
        "d": None,
        "e": 1,
        "f": None,
        "g": None,
        "h": None,
    }
    assert [column.label.into("de") for column in table.columns if column.name == "group"] == ["Runde"]


def test_words_say_the_groups_where_the_column_has_some():
    column = replace(TEAM, words={"north": Label("Nord", "North")})
    assert ">Runde Nord: 1 Akteur</text>" in draw(
        "network_map", cases()["closed ring"], grouped(column, a="north")
    ).svg("de")


def test_many_groups_are_summed_up_in_the_legend():
    crowd = network([partner(f"p{n:02}", "clinic") for n in range(15)])
    svg = draw("network_map", crowd, grouped(**{f"p{n:02}": n for n in range(15)})).svg("de")
    assert len(re.findall(r">Runde \d+: 1 Akteur</text>", svg)) == 12
    assert ">und 3 weitere Gruppen</text>" in svg


@pytest.mark.parametrize("answer", [marked(a=1.0), grouped(replace(TEAM, role="measure"), a=1, b=2)])
def test_no_other_column_makes_grounds(answer):
    picture = draw("network_map", cases()["closed ring"], answer)
    assert picture.scene("de")["grounds"] == []
    assert "group" not in picture.tables["partners"].names


def test_where_a_symbol_stands_for_a_district_the_map_says_that_groups_are_not_drawn():
    crowd = cases()["too many"]
    picture = draw("network_map", crowd, grouped(c000=1, c001=2))
    assert picture.scene("de")["grounds"] == []
    assert any("Gruppen der Antwort" in note.into("de") for note in picture.notes)
    bare = draw("network_map", crowd)
    assert not any("Gruppen der Antwort" in note.into("de") for note in bare.notes)


def test_the_legend_has_room_beside_a_high_picture_too():
    scene = network_map._scene(cases()["closed ring"], grouped(a=1, e=1, b=2, c=2))
    high = replace(scene, points={id: (3 * x, 9 * y) for id, (x, y) in scene.points.items()})
    root = ET.fromstring(svg(high, Text("Netzwerkkarte"), "de"))
    width = float(root.get("viewBox").split()[2])
    texts = [each for group in root.findall("{*}g[@class='legend']") for each in group.iter() if each.text]
    assert len(texts) > 10
    assert max(float(t.get("x")) + text_width(t.text, float(t.get("font-size"))) for t in texts) < width


def test_the_communities_of_the_demos_district(tmp_path):
    store = demo_store(tmp_path)
    service = service_of(store)
    some = store.network(service.select({"area": [HERE]}), Viewer.STAFF)
    found = communities(some)
    store.close()
    picture = draw("network_map", some, found)
    members = found.tables["members"]
    expected = dict(zip(members.column("partner"), members.column("community"), strict=True))
    assert on(picture) == {id: [f"Teilnetz {expected[id]}"] if id in expected else [] for id in some.graph}
