"""The large map: who is tied stands together, all have room, what is hidden shifts nothing, the same bytes anywhere."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from catalogue_cases import HERE, TODAY, demo_store, open_store, service_of
from elsewhere import drawn_elsewhere
from map_cases import cases, draw, marked
from small_networks import network, partner, shuffled, tie

import app
from graphsvc import pictures
from graphsvc.areas import Area, Areas
from graphsvc.changes import added
from graphsvc.data import shipped_areas
from graphsvc.kernels import attracted
from graphsvc.lettering import text_width
from graphsvc.model import Partner, Tie, Viewer
from graphsvc.paper import sheet
from visualisations import large_map, network_map
from visualisations._large_file import compact
from visualisations._large_groups import GAP, ground
from visualisations._large_seats import seats, sunflower
from visualisations._large_svg import overview

ROOT = Path(__file__).parents[2]


def apart(points):
    away = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return away.min()


def test_who_is_tied_stands_together_and_who_is_not_at_the_rim():
    """Two stars that touch in one tie, and five on their own."""
    pairs = np.array([(0, n) for n in range(2, 20)] + [(1, n) for n in range(20, 38)] + [(0, 1)])
    found = seats(43, pairs)
    assert np.hypot(*found.T).max() <= 1
    assert apart(found) > 0.9 * apart(sunflower(round(1.6 * 38) + 5))
    assert np.hypot(*found[38:].T).min() > np.hypot(*found[:38].T).max()
    own, other = (np.hypot(*(found[hub] - found[2:20]).T).mean() for hub in (0, 1))
    assert own < 0.75 * other


@pytest.mark.parametrize("pairs", [[], [(0, 1)], [(0, 1), (2, 3)]])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_have_a_place_each(count, pairs):
    pairs = np.array([pair for pair in pairs if max(pair) < count], dtype=np.intp).reshape(-1, 2)
    found = seats(count, pairs)
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()
    assert count == 1 or apart(found) > 0.1


def test_the_attraction_draws_from_nowhere_else():
    """However often other code has drawn numbers; those who start in one place come apart, too."""
    start, pairs = np.zeros((12, 2)), np.array([(0, n) for n in range(1, 12)])
    first = attracted(start, pairs)
    np.random.default_rng().random(7)
    assert (attracted(start, pairs) == first).all()
    assert apart(first) > 0


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("large"))
    yield service_of(store)
    store.close()


@pytest.mark.parametrize("area", [HERE, "08"])
def test_all_stand_within_their_circle_and_no_circle_touches_another(service, area):
    found = ground(service.draw("large_map", {"area": [area]}, Viewer.STAFF).network)
    middles = np.array([(group.x, group.y) for group in found.groups])
    radii = np.array([group.radius for group in found.groups])
    away = np.hypot(*(found.points - middles[found.group]).T)
    assert (away < radii[found.group]).all()
    for at in range(len(radii)):
        assert apart(found.points[found.group == at]) > 8.5 if (found.group == at).sum() > 1 else True
    if len(radii) > 1:
        between = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1)) - radii[:, None] - radii[None]
        np.fill_diagonal(between, np.inf)
        assert between.min() > GAP - 1


def test_a_town_in_the_middle_of_its_district_is_not_covered():
    lie = [Area(ags=f"0800{n}", name=f"K {n}", population=1, lat=48.0 + n // 3, lon=9.0) for n in range(1, 6)]
    many = [partner(f"p{n:02}", area=f"0800{n % 5 + 1}") for n in range(60)]
    found = ground(network(many, known_areas=Areas(lie)))
    assert len(found.groups) == 5
    for a, b in combinations(found.groups, 2):
        assert np.hypot(a.x - b.x, a.y - b.y) > a.radius + b.radius + GAP - 1, (a.name, b.name)


def test_the_file_says_what_there_is(service):
    """Read as the browser reads it, number by number."""
    drawn = service.draw("large_map", {"area": [HERE]}, Viewer.STAFF)
    told = compact(drawn.network, overview(ground(drawn.network), {}), {}, "de")
    ids = told["ids"].split("\n")
    assert set(ids) == set(drawn.network.graph)
    vocabulary = told["vocabulary"].split("\n")
    spelled = iter(np.frombuffer(base64.b64decode(told["spelled"]), "<u2").tolist())
    lengths = short(told["lengths"])
    names = [[vocabulary[next(spelled)] for _ in range(length)] for length in lengths]
    assert {id: " ".join(name) for id, name in zip(ids, names, strict=True)} == {
        id: data["name"] for id, data in drawn.network.graph.nodes(data=True)
    }
    left_out = base64.b64decode(told["left_out"])
    captions = [
        " ".join(word for place, word in enumerate(name) if place > 7 or not bits >> place & 1)
        for name, bits in zip(names, left_out, strict=True)
    ]
    assert tuple(captions) == ground(drawn.network).captions
    firsts = [at for at, count in enumerate(short(told["ties"])) for _ in range(count)]
    pairs = {frozenset((ids[a], ids[a + step])) for a, step in zip(firsts, short(told["steps"]), strict=True)}
    assert pairs == {frozenset(pair) for pair in drawn.network.simple.edges}


def short(text):
    found, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value += (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    return found


def test_numbers_of_any_size_come_through():
    names = [partner(f"p{n:05}", "clinic", area="08001") for n in range(20_000)]
    ties = [tie("p00000", "p19999", id="far"), *(tie("p00001", f"p{n:05}", id=f"t{n}") for n in range(2, 300))]
    told = draw("large_map", network(names, ties)).scene("de")
    ids = told["ids"].split("\n")
    firsts = [at for at, count in enumerate(short(told["ties"])) for _ in range(count)]
    pairs = {frozenset((ids[a], ids[a + step])) for a, step in zip(firsts, short(told["steps"]), strict=True)}
    assert pairs == {frozenset((each.source, each.target)) for each in ties}
    assert max(short(told["ties"])) > 127


def test_planned_ties_are_neither_drawn_nor_counted():
    bare = [partner("a", area="08001"), partner("b", area="08002"), partner("c", area="08002")]
    ties = [tie("a", "b"), tie("b", "c", status="planned"), tie("a", "c", status="planned")]
    found = draw("large_map", network(bare, ties))
    assert found.tables["ties"].column("ties") == [1]
    assert sum(found.tables["groups"].column("ties")) == 0
    assert len(short(found.scene("de")["steps"])) == 1
    assert "Geplante sind nicht gezeichnet" in found.svg("de")


SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 9, 4), ["hier 1.", "3 aktive", "9 aktive"]),
        ((1, 2, 2), ["hier 1.", "2 aktive"]),
        ((5, 5, 5), ["hier 5."]),
        ((), []),
    ],
)
def test_the_legend_says_how_many_ties_a_line_of_some_width_stands_for(counts, said):
    """Three districts, with so many ties between each two."""
    bare = [partner(id, area=f"0800{n}") for n, id in enumerate("abc", start=1)]
    ends = dict(zip(("ab", "ac", "bc"), counts, strict=False))
    ties = [tie(a, b, id=f"{a}{b}{n}") for (a, b), count in ends.items() for n in range(count)]
    found = draw("large_map", network(bare, ties))
    root = ET.fromstring(found.svg("de"))
    parts = list(root.find(f"{SVG}g[@class='legend']"))
    legend = [(line.get("stroke-width"), words.text) for line, words in zip(parts[::2], parts[1::2], strict=True)]
    legend = [(width, words) for width, words in legend if width and not words.startswith("Scheibe")]
    assert len(legend) == len(said)
    assert all(number in words for number, (_, words) in zip(said, legend, strict=True))
    scale = {
        int(number.removeprefix("hier ").split(".")[0].split()[0]): float(width)
        for number, (width, _) in zip(said, legend, strict=True)
    }
    assert list(scale.values()) == sorted(set(scale.values())), "more ties are wider"
    drawn = {
        line.find(f"{SVG}title").text: float(line.get("stroke-width"))
        for line in root.find(f"{SVG}g").iter(f"{SVG}line")
    }
    widths = [edge["width"] for edge in found.scene("de")["edges"]]
    assert widths == list(drawn.values())
    assert sorted(counts) == sorted(int(title.rpartition(" ")[2]) for title in drawn)
    for title, width in drawn.items():
        assert scale.get(int(title.rpartition(" ")[2]), width) == width


def test_whom_a_viewer_may_not_see_shifts_nothing_that_he_sees(tmp_path):
    def seen(folder, *hidden):
        folder.mkdir()
        areas = [HERE, "08111", "08115"]
        shown = [
            Partner(id=f"p{n:02}", name=f"P {n}", kind="clinic", area=areas[n % 3], visibility="public")
            for n in range(24)
        ]
        ties = [Tie(id=f"t{n}", source=f"p{n % 5:02}", target=f"p{n:02}", visibility="public") for n in range(5, 24)]
        store = open_store(folder, *shown, *ties, *hidden)
        drawn = service_of(store).draw("large_map", {}, Viewer.PUBLIC).picture
        store.close()
        return drawn.svg("de"), pictures.scene_json(drawn, "de")

    hidden = [
        *(Partner(id=f"h{n}", name=f"A {n}", kind="clinic", area=HERE) for n in range(9)),
        *(Tie(id=f"h{n}", source=f"h{n}", target="p03") for n in range(9)),
        Tie(id="inner", source="p01", target="p02"),
    ]
    assert seen(tmp_path / "without") == seen(tmp_path / "with", *hidden)


def test_a_new_partner_moves_nobody_elsewhere_within_their_circle(tmp_path):
    """What the documentation says: only its own circle is arranged anew."""
    areas = [HERE, "08111"]
    listed = [Partner(id=f"p{n:02}", name=f"P {n}", kind="clinic", area=areas[n % 2]) for n in range(30)]
    ties = [Tie(id=f"t{n}", source=f"p{n % 2:02}", target=f"p{n:02}") for n in range(2, 30)]
    service = service_of(open_store(tmp_path, *listed, *ties))

    def there():
        found = ground(service.draw("large_map", {}, Viewer.STAFF).network)
        group = next(each for each in found.groups if each.id == "08111")
        middle = np.array([group.x, group.y])
        return {id: tuple(np.round(found.points[found.ids.index(id)] - middle, 6)) for id in group.members}

    before = there()
    service.store.apply(
        added(Partner(id="new", name="Neu", kind="clinic", area=HERE), Tie(id="new", source="new", target="p00")),
        actor="a",
        key="new",
    )
    assert there() == before
    service.store.close()


@pytest.mark.parametrize("seed", ["0", "77"])
def test_the_same_journal_gives_the_same_bytes_in_another_process(service, tmp_path, seed):
    for ending in ("svg", "html"):
        file = tmp_path / f"there.{ending}"
        address, day = f"sqlite:///{service.store._path}", TODAY.isoformat()
        there = drawn_elsewhere(address, "large_map", file, HERE, day, seed)
        drawn = service.draw("large_map", {"area": [HERE], "on": day}, Viewer.STAFF)
        assert there == sheet.write(drawn, ending, "de", sheet.Wishes().about(drawn, service))


def test_circles_that_lie_in_a_line_are_no_specks_far_apart():
    in_line = [Area(ags=f"0800{n}", name=f"Kreis {n}", population=1, lat=48.0 + n, lon=9.0) for n in range(3)]
    given = network([partner(f"p{n}", area=f"0800{n}") for n in range(3)], known_areas=Areas(in_line))
    found = ground(given).groups
    span = max(group.y for group in found) - min(group.y for group in found)
    assert span < 20 * found[0].radius


def test_the_order_in_which_they_were_read_does_not_matter():
    for case in ("too many", "many groups", "closed ring"):
        given = cases()[case]
        assert pictures.scene_json(draw("large_map", shuffled(given)), "de") == pictures.scene_json(
            draw("large_map", given), "de"
        )


def test_each_map_names_the_other_where_that_shows_more():
    few, many = cases()["closed ring"], cases()["too many"]
    assert large_map.FEW == network_map.LIMIT
    assert app.CATALOGUE.maps["large_map"].also == "network_map"
    assert app.CATALOGUE.maps["network_map"].also == "large_map"
    said = {
        (name, size): " ".join(note.into("de") for note in draw(name, given).notes)
        for name in ("large_map", "network_map")
        for size, given in (("few", few), ("many", many))
    }
    assert "zeigt die Netzwerkkarte mehr" in said["large_map", "few"]
    assert "Netzwerkkarte" not in said["large_map", "many"]
    assert "große Karte" in said["network_map", "many"]
    assert "große Karte" not in said["network_map", "few"]


def test_a_mark_of_nobody_changes_nothing():
    given = cases()["closed ring"]
    assert draw("large_map", given).svg("de") == draw("large_map", given, marked(nobody=1.0)).svg("de")


@pytest.mark.parametrize("case", ["closed ring", "many groups", "5000 ties"])
def test_the_legend_is_within_the_picture_where_few_discs_are(case):
    found = draw("large_map", cases()[case]).svg("de")
    width = float(found.partition(' viewBox="0 0 ')[2].partition(" ")[0])
    said = re.findall(r'<text x="70" [^>]*font-size="([\d.]+)"[^>]*>([^<]+)<', found)
    assert said
    assert max(70 + text_width(text, float(size)) for size, text in said) < width


def test_the_legend_says_what_it_means_where_a_disc_stands():
    """Of districts as on the map; communities have no place. One disc alone has none beside it."""
    lie = [Area(ags=f"0800{n}", name=f"K {n}", population=1, lat=48.0 + n, lon=9.0 + n) for n in range(1, 4)]
    districts = network([partner(f"p{n}", area=f"0800{n}") for n in range(1, 4)], known_areas=Areas(lie))
    pairs = network([partner(id, area="08001") for id in "abcd"], [tie("a", "b"), tie("c", "d")])
    single = network([partner(id, area="08001") for id in "ab"], [tie("a", "b")])
    said = {
        name: draw("large_map", of).svg("de") for name, of in (("far", districts), ("near", pairs), ("one", single))
    }
    assert "Lage: etwa wie auf der Landkarte" in said["far"]
    assert "bedeutet nichts" in said["near"]
    assert "Lage:" not in said["one"]
    at = {group.name: (group.x, group.y) for group in ground(districts).groups}
    assert at["K 1"][0] < at["K 2"][0] < at["K 3"][0], "further east is further right"
    assert at["K 1"][1] > at["K 2"][1] > at["K 3"][1], "further north is further up"
    for svg in said.values():  # the page takes the legend apart: sign and text, again and again
        legend = ET.fromstring(svg).find("{*}g[@class='legend']")
        assert [part.tag.rpartition("}")[2] == "text" for part in legend] == [False, True] * (len(legend) // 2)


def test_every_disc_has_its_number_and_its_name():
    """In the districts of Baden-Württemberg; what has no room beside its disc is led there by a line."""
    areas = shipped_areas()
    districts = areas.at_level("district", {"08"})
    counts = [2 + (area.population or 0) // 3000 for area in districts]
    pairs = zip(districts, counts, strict=True)
    some = [partner(f"{area.ags}-{n:03}", area=area.ags) for area, count in pairs for n in range(count)]
    found = app.CATALOGUE.maps["large_map"].draw(network(some, known_areas=areas), None, {}).svg("de")
    written = re.findall(r"<text [^>]*>([^<]+)<", found)
    assert sorted(filter(str.isdigit, written)) == sorted(map(str, counts))
    first, wanted = (
        Counter(re.split("[ -]", text)[0] for text in texts) for texts in (written, [a.name for a in districts])
    )
    assert {name: count for name, count in wanted.items() if first[name] < count} == {}
