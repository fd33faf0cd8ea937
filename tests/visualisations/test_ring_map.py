"""Two rings: each partner at one angle on both days, what became of its tie told by sign and line, the table the same."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import combinations, pairwise

import pytest
import shapely
from hypothesis import given, settings
from map_cases import HOSTILE, PAST, cases, marked, region
from shapely import affinity
from small_networks import DAY, network, networks, partner, shuffled, tie

import app
from graphsvc.errors import Unknown
from graphsvc.model import Viewer
from visualisations._ring_svg import CENTRE, MIDDLE, OUTER
from visualisations._svg import PALE_MARK, text_width

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2023, 6, 1)


def draw(given_network, answer=None, partner=""):
    return app.CATALOGUE.maps["ring_map"].draw(given_network, answer, {"partner": partner})


def changes(picture):
    table = picture.tables["partners"]
    return dict(zip(table.column("partner"), table.column("change"), strict=True))


def star(*ties, **values):
    """Return an office with clinics, as many as the ties need."""
    ids = sorted({each.target for each in ties} - {"k"})
    given_network = [partner("k", "contact_office"), *(partner(id, "clinic") for id in ids)]
    return network(given_network, ties, **({"since": FIRST} | values))


def one(**values):
    """Return what is said of the only partner, whose ties have these values."""
    return changes(draw(star(tie("k", "a", **values))))["a"]


def test_what_became_of_a_tie():
    assert one() == "stayed"
    assert one(since=date(2020, 1, 1), status="planned") == "planned"
    assert one(since=date(2024, 1, 1)) == "began"
    assert one(until=date(2024, 1, 1)) == "ended"
    assert one(since=FIRST) == "stayed"
    assert one(until=DAY) == "stayed"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(2, 4, "closer"), (4, 1, "looser"), (3, 3, "stayed"), (None, 3, "stayed"), (3, None, "stayed")],
)
def test_intensities_are_compared_where_both_are_known(before, after, said):
    old = tie("k", "a", id="1", intensity=before, until=date(2023, 12, 31))
    new = tie("k", "a", id="2", intensity=after, since=date(2024, 1, 1))
    assert changes(draw(star(old, new)))["a"] == said


def test_a_planned_tie_that_comes_true_began():
    planned = tie("k", "a", id="1", status="planned", until=date(2023, 12, 31))
    assert changes(draw(star(planned, tie("k", "a", id="2", since=date(2024, 1, 1)))))["a"] == "began"


def test_what_was_only_newly_recorded_has_not_begun():
    new = star(tie("k", "a"), recorded_on=date(2024, 1, 1))
    assert changes(draw(new))["a"] == "undated"
    assert "nicht bekannt, ob die Verbindung schon am ersten Tag bestand" in draw(new).notes[0].into("de")
    assert changes(draw(star(tie("k", "a"), recorded_on=FIRST)))["a"] == "stayed"


def test_without_a_day_to_look_back_to_there_is_one_ring():
    now = draw(region())
    assert "change" not in now.tables["partners"].names
    headings = [node.text for node in ET.fromstring(now.svg("de")).iter(f"{SVG}text")]
    assert "01.06.2024" not in headings
    two = [node.text for node in ET.fromstring(draw(region(since=FIRST)).svg("de")).iter(f"{SVG}text")]
    assert {"01.06.2023", "01.06.2024"} <= set(two)


def shapes(picture):
    """Return of each partner's group what is drawn on either side: line and its dash, and the middle of the clinic's triangle."""
    found = {}
    for group in ET.fromstring(picture.svg("de")).iter(f"{SVG}g"):
        said = group.find(f"{SVG}title")
        if said is not None:
            found[said.text] = [
                (side.get("transform"), side.find(f"{SVG}line").attrib) for side in group.findall(f"{SVG}g")
            ]
    return found


def angle(line):
    return math.atan2(float(line["y2"]) - MIDDLE, float(line["x2"]) - CENTRE)


def radius(line):
    return math.hypot(float(line["y2"]) - MIDDLE, float(line["x2"]) - CENTRE)


def test_the_same_partner_stands_at_the_same_angle_and_nearer_when_closer():
    ties = [
        tie("k", "a", id="1", intensity=1, until=date(2023, 12, 31)),
        tie("k", "a", id="2", intensity=4, since=date(2024, 1, 1)),
        tie("k", "b", since=date(2024, 1, 1)),
        tie("k", "c", until=date(2024, 1, 1)),
    ]
    drawn = shapes(draw(star(*ties)))
    (left, then), (right, now) = drawn["A: enger"]
    assert left != right
    assert angle(then) == pytest.approx(angle(now), abs=1e-3)
    assert radius(now) < radius(then)
    assert [side for side, _ in drawn["B: begonnen"]] == [right]
    assert [side for side, _ in drawn["C: beendet"]] == [left]


def test_began_ended_planned_and_stayed_have_four_lines():
    ties = [
        tie("k", "a", since=date(2024, 1, 1)),
        tie("k", "b", until=date(2024, 1, 1)),
        tie("k", "c", status="planned"),
        tie("k", "d"),
    ]
    drawn = shapes(draw(star(*ties)))
    lines = {said: (line.get("stroke-dasharray"), line.get("stroke-width")) for said, [(_, line), *_] in drawn.items()}
    assert len(lines) == len(set(lines.values())) == 4
    assert lines["C: geplant"][0] == "6 4"
    signs = [node.text for node in ET.fromstring(draw(star(*ties)).svg("de")).iter(f"{SVG}text")]
    assert {"1+", "2−", "+ begonnen", "− beendet"} <= set(signs)


def test_too_many_groups_are_counted_with_what_became_of_them():
    groups = [partner(f"g{n:02}", "self_help_group") for n in range(22)]
    ties = [tie("k", each.id, "supports", since=date(2024, 1, 1) if n < 3 else None) for n, each in enumerate(groups)]
    seen = network(
        [partner("k", "contact_office"), partner("c", "clinic"), *groups], [*ties, tie("k", "c")], since=FIRST
    )
    picture = draw(seen)
    assert picture.tables["partners"].column("number") == [1]
    assert picture.notes[0].into("de") == (
        "22 unterstützte Selbsthilfegruppen sind nicht einzeln gezeichnet; davon 3 begonnen, 0 beendet, 0 ohne "
        "erfassten Beginn."
    )


def test_nothing_on_either_day_is_said():
    picture = draw(network([partner("k", "contact_office")], since=FIRST))
    assert picture.notes[0].into("de") == "Für K ist am 01.06.2023 und am 01.06.2024 keine Verbindung erfasst."
    with pytest.raises(Unknown):
        draw(network([partner("k", "contact_office")], since=FIRST), partner="nobody")


def test_an_office_that_came_later_has_an_empty_first_ring():
    office = partner("k", "contact_office", since=date(2024, 1, 1))
    clinics = [partner("c", "clinic"), partner("d", "clinic")]
    ties = [tie("k", "c", since=date(2024, 1, 1)), tie("k", "d")]  # nobody recorded when the other began
    assert changes(draw(network([office, *clinics], ties, since=FIRST))) == {"c": "began", "d": "undated"}


def test_who_sees_less_is_told_that_an_end_may_be_none():
    ended = tie("k", "a", until=date(2024, 1, 1))
    text = "Manche Verbindungen sind hier nicht mehr zu sehen."
    for viewer in Viewer:
        notes = draw(star(ended, viewer=viewer)).notes
        assert any(text in note.into("de") for note in notes) == (viewer is not Viewer.STAFF)


def test_marks_are_drawn_on_both_days():
    picture = draw(star(tie("k", "a")), marked(a=0.5, nobody=1.0))
    assert picture.tables["partners"].column("mark") == [0.5]
    assert picture.svg("de").count(PALE_MARK) == 3  # twice, and in the legend


@pytest.mark.parametrize("names", [HOSTILE, HOSTILE[::-1]])
def test_hostile_names_stay_text_on_two_rings(names):
    picture = draw(region(names=names, ties=PAST, since=FIRST))
    svg = picture.svg("de")
    assert not re.search(r"<script|<img|\u202e|\x00", svg)
    root = ET.fromstring(svg)
    assert max(len(node.text or "") for node in root.iter(f"{SVG}text")) < 150
    assert len(list(root.iter(f"{SVG}title"))) - 1 == len(picture.tables["partners"].rows)


@settings(max_examples=50, deadline=None)
@given(networks())
def test_what_is_drawn_is_the_table_in_any_order(some):
    picture = draw(some)
    assert draw(shuffled(some)).svg("en") == picture.svg("en")
    titles = list(ET.fromstring(picture.svg("en")).iter(f"{SVG}title"))
    assert len(titles) - 1 == sum(len(table.rows) for table in picture.tables.values())


def test_five_thousand_ties_are_one_partner():
    seen = cases()["5000 ties"]
    ties = [tie("k", "g", id=f"{n:04}", intensity=n % 4 + 1) for n in range(5000)]
    assert changes(draw(star(*ties)))["g"] == "stayed"
    assert len(draw(seen).tables["partners"].rows) == 1


@pytest.mark.parametrize("many", [5, 40])
def test_neither_words_nor_the_lines_to_them_cross_a_symbol(many):
    """A line to a name leads straight out, where at its angle no other partner stands; words stand in the middle or outside."""
    kinds = ("clinic", "authority", "insurer", "service", "other", "council")
    partners = [partner(f"p{n:02}", kinds[n % 6], name=f"Einrichtung {n}") for n in range(many)]
    ties = [tie("k", each.id, intensity=n % 5 or None) for n, each in enumerate(partners)]
    (ring, *_) = ET.fromstring(draw(network([partner("k", "contact_office"), *partners], ties)).svg("de")).iter(
        f"{SVG}g"
    )
    ways = [
        [tuple(map(float, point.split(","))) for point in line.get("points").split()]
        for line in ring.findall(f"{SVG}polyline")
    ]
    symbols = [way[0] for way in ways]
    assert len(symbols) == many
    for (x, y), *rest in ways:
        for (ax, ay), (bx, by) in pairwise([(x, y), *rest]):
            length = math.hypot(bx - ax, by - ay)
            for sx, sy in symbols:
                along = ((sx - ax) * (bx - ax) + (sy - ay) * (by - ay)) / length
                if (sx, sy) != (x, y) and 0 <= along <= length:
                    assert abs((sx - ax) * (by - ay) - (sy - ay) * (bx - ax)) / length > 7
    inside = [
        node.text
        for node in ring.iter(f"{SVG}text")
        if 80 < math.hypot(float(node.get("x")) - CENTRE, float(node.get("y")) - MIDDLE) < OUTER
    ]
    assert inside == []


def written_rings(picture):
    """Return of each ring's name on the picture its words, and what it covers, for each side of a pair."""
    found = []
    for shift, text, box in texts_with_boxes(picture):
        if text.get("class") == "ring":
            found.append((shift, " ".join(node.text for node in text), box))
    return found


def texts_with_boxes(picture):
    """Yield each text or turned group of texts with its shift aside and the box that it covers, as a polygon."""
    root = ET.fromstring(picture.svg("de"))

    def walk(node, shift):
        place = node.get("transform", "")
        if node.get("class") == "ring":
            x, y, turn = map(float, re.findall(r"-?[\d.]+", place))
            size = float(node[0].get("font-size"))
            wide = max(text_width(line.text, size) for line in node)
            box = shapely.box(-wide / 2, -0.6 * size * len(node), wide / 2, 0.6 * size * len(node))
            yield shift, node, affinity.translate(affinity.rotate(box, turn, (0, 0)), x + shift, y)
            return
        if node.tag == f"{SVG}text":
            x, y, size = (float(node.get(name)) for name in ("x", "y", "font-size"))
            wide = text_width(node.text or "", size)
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
            yield shift, node, shapely.box(left + shift, y - 0.75 * size, left + shift + wide, y + 0.1 * size)
            return
        moved = re.fullmatch(r"translate\((-?[\d.]+) 0\)", place)
        for child in node:
            if not place or moved:
                yield from walk(child, shift + (float(moved[1]) if moved else 0))

    for child in root:
        yield from walk(child, 0.0)


RING_NAMES = ["gemeinsames Handeln", "Abstimmung", "Austausch", "Kontakt", "unbekannt oder andere"]


@pytest.mark.parametrize("count", [3, 24, 36])
@pytest.mark.parametrize("since", [None, FIRST])
def test_each_ring_has_its_name_and_it_covers_nothing(count, since):
    """Names stand along their rings, off symbols, numbers, names of partners and each other."""
    clinics = [partner(f"c{n:02}", "clinic" if n % 3 else "authority") for n in range(count)]
    ties = [tie("k", each.id, intensity=n % 5 or None, since=date(2020, 1, 1)) for n, each in enumerate(clinics)]
    picture = draw(network([partner("k", "contact_office"), *clinics], ties, since=since), marked(c01=1.0, c02=0.5))
    found = written_rings(picture)
    sides = sorted({shift for shift, *_ in found})
    assert len(sides) == (2 if since else 1)
    for side in sides:
        assert [name for shift, name, _ in found if shift == side] == RING_NAMES
    boxes = [box for *_, box in found]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    others = [box for _, text, box in texts_with_boxes(picture) if text.get("class") != "ring"]
    assert len(others) > count
    assert not any(box.intersects(other) for box in boxes for other in others)
    symbols = [affinity.translate(shapely.Point(x, y).buffer(9), shift) for shift, x, y in symbols_of(picture)]
    assert len(symbols) >= count * len(sides)
    assert not any(box.intersects(symbol) for box in boxes for symbol in symbols)


@pytest.mark.parametrize("count", range(10, 68, 8))
def test_numbers_keep_off_the_names_of_rings(count):
    """In a crowd with marks, the room that is left is that of the name."""
    clinics = [partner(f"c{n:02}", "clinic") for n in range(count)]
    ties = [tie("k", each.id, intensity=3, since=date(2024, 1, 1)) for each in clinics]
    seen = network([partner("k", "contact_office"), *clinics], ties, since=FIRST)
    picture = draw(seen, marked(**{each.id: 1.0 for each in clinics}))
    boxes = [box for _, _, box in written_rings(picture)]
    numbers = [box for _, text, box in texts_with_boxes(picture) if re.fullmatch(r"\d+\+", text.text or "")]
    assert len(numbers) == count
    assert not any(box.intersects(number) for box in boxes for number in numbers)


def symbols_of(picture):
    """Yield where symbols of partners stand, from their lines' ends."""
    root = ET.fromstring(picture.svg("de"))
    for group in root.iter(f"{SVG}g"):
        moved = re.fullmatch(r"translate\((-?[\d.]+) 0\)", group.get("transform", ""))
        if moved:
            for line in group.findall(f"{SVG}line"):
                if line.get("stroke-width") != "1.2":  # that of the borders between sectors
                    yield float(moved[1]), float(line.get("x2")), float(line.get("y2"))


def test_a_ring_that_is_full_has_its_name_in_the_legend_only():
    clinics = [partner(f"c{n:03}", "clinic") for n in range(150)]
    ties = [tie("k", each.id, intensity=4) for each in clinics]
    picture = draw(network([partner("k", "contact_office"), *clinics], ties))
    assert [name for _, name, _ in written_rings(picture)] == RING_NAMES[1:]
    assert "gemeinsames Handeln" in picture.svg("de")
