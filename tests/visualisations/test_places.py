"""A partner stands where it stood: whatever is edited later, on whatever day, in whatever process; and it looks well."""

from __future__ import annotations

import math
import random
import re
import statistics
from pathlib import Path

import networkx as nx
import pytest
import random_edits
import real_lists as lists
from catalogue_cases import HERE, TODAY, demo_store, open_store, service_of
from elsewhere import drawn_elsewhere
from layout_measures import crossings, drawn, straight, stress

from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Partner, Tie, Viewer
from graphsvc.paper import sheet

EDITS = 100
ROOT = Path(__file__).parents[2]


def indiana(folder):
    """Return a store with the tobacco-control organisations of Indiana, who is in contact with whom."""
    if not lists.DATA.exists():
        pytest.skip(f"the published networks are not at {lists.DATA}")
    partners = [
        Partner(id=row["id"], name=row["label"], kind="other", area=HERE, visibility="public")
        for row in lists.raw("networks/TCcnt/nodes.csv")
    ]
    ties = [
        Tie(id=f"t{number}", source=row["source"], target=row["target"], visibility="public")
        for number, row in enumerate(lists.raw("networks/TCcnt/edges.csv"))
    ]
    return open_store(folder, *partners, *ties)


STORES = {"district": demo_store, "indiana": indiana}


@pytest.fixture(scope="module", params=STORES)
def edited(request, tmp_path_factory):
    """A service on a store after random edits, with where partners stood before, and how lines bent half way."""
    store = STORES[request.param](tmp_path_factory.mktemp(request.param))
    service = service_of(store)
    before = places(service)
    draw = random.Random(1)
    kinds = {random_edits.edit(store, draw, number, HERE, TODAY) for number in range(EDITS // 2)}
    halfway = bends(service)
    kinds |= {random_edits.edit(store, draw, number, HERE, TODAY) for number in range(EDITS // 2, EDITS)}
    assert len(kinds) > 10
    yield request.param, service, before, halfway
    store.close()


def scene(service, viewer=Viewer.STAFF, **raw):
    return service.draw("network_map", {"area": [HERE]} | raw, viewer).picture.scene("de")


def places(service, viewer=Viewer.STAFF, **raw):
    return {node["id"]: (node["x"], node["y"]) for node in scene(service, viewer, **raw)["nodes"]}


def bends(service, viewer=Viewer.STAFF, **raw):
    """Return towards which points the line between two is drawn, from the first to the last; none where it is straight."""
    return {(edge["from"], edge["to"]): edge["via"] for edge in scene(service, viewer, **raw)["edges"]}


def test_a_line_stays_as_it_was_drawn(edited):
    name, service, _, before = edited
    now = bends(service)
    there = before.keys() & now.keys()
    assert len(there) > 0.8 * len(before)
    assert {ends: now[ends] for ends in there} == {ends: before[ends] for ends in there}
    assert sum(map(bool, now.values())) >= (3 if name == "district" else 0)
    standing = {edge["id"]: edge["via"] for edge in scene(service)["edges"]}
    earlier = {edge["id"]: edge["via"] for edge in scene(service, since="2022-11-01")["edges"]}
    assert {id: earlier[id] for id in standing} == standing


def test_random_edits_move_nobody(edited):
    _, service, before, _ = edited
    now = places(service)
    there = before.keys() & now.keys()
    assert len(there) > 0.75 * len(before)
    assert len(now.keys() - before.keys()) > 5
    assert {id: now[id] for id in there} == {id: before[id] for id in there}


def test_no_two_stand_in_one_place(edited):
    _, service, *_ = edited
    found = list(places(service).values())
    assert len(set(found)) == len(found)


# What fresh layouts have, which move everybody at every edit, times this: (crossings, stress). Where all hang on one office,
# a tie between two who stand already goes round them all; ForceAtlas2 would move one to the other. Nor can the district's stress
# fall below that of a fresh spring_layout, 0.1656, while nobody moves: from eight first layouts, with the new ones in the very
# best places that there are, 0.1693 to 0.1707 are left.
BOUNDS = {
    "indiana": {"spring_layout": (1, 1), "forceatlas2_layout": (1, 1)},
    "district": {"spring_layout": (0.15, 1.05), "forceatlas2_layout": (2, 1)},
}


def test_after_the_edits_it_is_as_clear_as_fresh_layouts(edited):
    name, service, *_ = edited
    graph, points, lines = on_the_map(service)
    ours = crossings(lines), stress(points, graph)
    for layout in (nx.spring_layout, nx.forceatlas2_layout):
        fresh = [layout(graph, seed=seed) for seed in range(5)]
        found = [(crossings(straight(each, graph)), stress(each, graph)) for each in fresh]
        medians = [statistics.median(values) for values in zip(*found, strict=True)]
        print(name, layout.__name__, medians, ours)
        for value, median, bound in zip(ours, medians, BOUNDS[name][layout.__name__], strict=True):
            assert value < bound * median


def test_at_first_no_line_crosses_another_in_the_district(tmp_path):
    service = service_of(demo_store(tmp_path))
    graph, points, lines = on_the_map(service)
    fresh = [nx.spring_layout(graph, seed=seed) for seed in range(5)]
    assert crossings(lines) == 0
    assert stress(points, graph) < statistics.median(stress(each, graph) for each in fresh)
    service.store.close()


def on_the_map(service):
    """Return who is tied to whom, where they stand, and the lines as they are drawn, between two always one."""
    found = scene(service)
    points = {node["id"]: (node["x"], node["y"]) for node in found["nodes"]}
    graph = nx.Graph()
    graph.add_nodes_from(points)
    graph.add_edges_from((edge["from"], edge["to"]) for edge in found["edges"])
    ends = {frozenset((edge["from"], edge["to"])): edge for edge in found["edges"]}
    lines = [drawn(points[edge["from"]], points[edge["to"]], edge["via"]) for edge in ends.values()]
    return graph, points, lines


def test_another_day_and_another_centre_show_the_same_places(edited):
    _, service, *_ = edited
    now = places(service)
    for raw in ({"on": "2024-05-01"}, {"since": "2022-11-01"}, {"ego": min(now), "radius": 2}):
        found = places(service, **raw)
        assert {id: now[id] for id in found.keys() & now.keys()} == {id: found[id] for id in found.keys() & now.keys()}
    assert places(service, since="2022-11-01").keys() > now.keys()


def test_the_same_journal_gives_the_same_bytes_in_another_process(edited, tmp_path):
    _, service, *_ = edited
    file = tmp_path / "there.svg"
    address, day = f"sqlite:///{service.store._path}", TODAY.isoformat()
    for seed in ("0", "77"):
        there = drawn_elsewhere(address, "network_map", file, HERE, day, seed)
        drawn = service.draw("network_map", {"area": [HERE], "on": day}, Viewer.STAFF)
        assert there == sheet.write(drawn, "svg", "de", sheet.Wishes().about(drawn, service))


def test_whom_a_viewer_may_not_see_shifts_nothing_that_he_sees(tmp_path):
    def seen(folder, *hidden):
        partners = [Partner(id=id, name=id, kind="clinic", area=HERE, visibility="public") for id in "abcdef"]
        ties = [Tie(id=a + b, source=a, target=b, visibility="public") for a, b in ("ab", "bc", "cd", "da", "ae", "ef")]
        store = open_store(folder, *partners, *ties, *hidden)
        store.apply(added(Partner(id="g", name="g", kind="clinic", area=HERE, visibility="public")), actor="a", key="g")
        found = service_of(store).draw("network_map", {"area": [HERE]}, Viewer.PUBLIC).picture.svg("de")
        store.close()
        return found

    (tmp_path / "with").mkdir()
    hidden = [
        Partner(id="h", name="h", kind="clinic", area=HERE),
        *(Tie(id=f"h{other}", source="h", target=other) for other in "abcdef"),
        Tie(id="bd", source="b", target="d"),
    ]
    assert seen(tmp_path) == seen(tmp_path / "with", *hidden)


def star(count):
    """Return the partners and ties of an office with so many others."""
    partners = [
        Partner(id=f"p{n:02}", name=f"P {n}", kind="clinic", area=HERE, visibility="public") for n in range(count + 1)
    ]
    return partners, [
        Tie(id=f"t{n:02}", source="p00", target=f"p{n:02}", visibility="public") for n in range(1, count + 1)
    ]


def across(service):
    """Return a directed tie between two of a star, as far apart as a quarter of the circle, against the order of ids."""
    at = places(service)
    near = at["p01"]
    far = sorted((p for p in at if p not in ("p00", "p01")), key=lambda p: math.dist(near, at[p]))
    return Tie(id="new", source=far[len(far) // 2], target="p01", kind="refers_to", visibility="public")


def test_a_later_tie_goes_round_the_lines_that_it_would_cross(tmp_path):
    partners, ties = star(30)
    service = service_of(open_store(tmp_path, *partners, *ties))
    tie = across(service)
    service.store.apply(added(tie), actor="a", key="new")
    picture = service.draw("network_map", {"area": [HERE]}, Viewer.STAFF).picture
    (edge,) = [edge for edge in picture.scene("de")["edges"] if edge["id"] == "new"]
    *_, lines = on_the_map(service)
    chords = [drawn(line[0], line[-1]) for line in lines]
    assert edge["via"], "it bends"
    assert crossings(lines) <= crossings(chords) - 5
    assert (edge["from"], edge["to"], edge["arrows"]) == ("p01", tie.source, "from"), "the arrow points at its target"
    (curve,) = re.findall(r'<path d="M (\S+ \S+) C ([^"]+)" fill="none"', picture.svg("de"))
    ax, ay, x, y, v, w, bx, by = map(float, " ".join(curve).split())
    (shown,) = [line for line in lines if len(line) > 2]
    half = [(a + 3 * c + 3 * d + b) / 8 for a, c, d, b in ((ax, x, v, bx), (ay, y, w, by))]
    assert half == pytest.approx(shown[len(shown) // 2], abs=0.2)
    assert edge["middle"] == pytest.approx(half, abs=0.2)
    service.store.close()


def test_a_line_that_a_viewer_may_not_see_bends_none_that_he_sees(tmp_path):
    partners, ties = star(30)

    def seen(name, *hidden):
        (tmp_path / name).mkdir()
        service = service_of(open_store(tmp_path / name, *partners, *ties))
        tie = across(service)
        for number, record in enumerate(hidden):
            service.store.apply(added(record), actor="a", key=f"hidden {number}")
        service.store.apply(added(tie), actor="a", key="new")
        found = [service.draw("network_map", {"area": [HERE]}, viewer) for viewer in (Viewer.PUBLIC, Viewer.STAFF)]
        service.store.close()
        return [asked.picture.svg("de") for asked in found]

    office = Partner(id="h", name="h", kind="clinic", area=HERE)
    fan = [Tie(id=f"h{n}", source="h", target=f"p{n:02}") for n in range(1, 31)]
    public, staff = seen("without")
    assert " C " in public
    assert seen("with", office, *fan)[0] == public
    assert seen("and", office, *fan)[1] != staff


def test_a_second_list_that_brings_the_ties_is_a_new_beginning(tmp_path):
    listed = [Partner(id=f"p{n:02}", name=f"P {n}", kind="clinic", area=HERE) for n in range(30)]
    ties = [Tie(id=f"t{n:02}", source="p00", target=f"p{n:02}") for n in range(1, 30)]
    service = service_of(open_store(tmp_path, *listed))
    rows = places(service)
    service.store.apply(added(*ties[:1]), actor="a", key="one")
    assert places(service) == rows, "a tie by hand moves nobody"
    service.store.apply(added(*ties[1:]), actor="a", key="many")
    star = places(service)
    assert star != rows
    middle = [sum(point[axis] for point in star.values()) / 30 for axis in (0, 1)]
    assert max(abs(star["p00"][axis] - middle[axis]) for axis in (0, 1)) < 20, "whom all hang on stands in the middle"
    service.store.apply(ChangeSet(changes=tuple(change(tie, None) for tie in ties)), actor="a", key="none")
    assert places(service) == star
    service.store.close()
