"""A district or an office among those like it: worked out by hand, and what must not change it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from alike import AREAS, PEOPLE, SIX, UNLIKE, ask, caveats, groups, office, offices, rows
from catalogue_cases import TODAY, open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import tie

from graphsvc import demo
from graphsvc.areas import Area, Areas
from graphsvc.model import Selection, Viewer
from graphsvc.vocabulary import OFFICES
from queries._figures import FIGURES
from queries._peers import Likeness, peers_of, percentile, standing
from queries.benchmark import MOST


def test_groups_by_hand():
    """Per 100,000: 3 among 2, 2, 1, 3, 5 and 9: three of six below, one the same, so 58.3.

    The quartiles of 1, 2, 2, 3, 5, 9 lie at 1.25, 2.5 and 3.75 steps from the least: 2, 2.5 and 4.5.
    """
    found = ask(SIX)
    assert rows(found)["08001", "groups_per_100000"] == {
        "value": 3,
        "status": "recorded",
        "percentile": pytest.approx(100 * 3.5 / 6),
        "peers": 6,
        "left_out": 0,
        "low": 2,
        "median": 2.5,
        "high": 4.5,
    }
    assert rows(found)["08001", "topics"]["percentile"] == pytest.approx(100 * 2.5 / 6)  # 3 of 1, 4, 1, 3, 5, 9
    assert found.sentence.into("de") == (
        "Kreis 1 steht unter ähnlichen Kreisen am höchsten bei „Erfasste Gruppen je 100.000 Menschen“ (Prozentrang 58 unter 6) und "
        "am niedrigsten bei „Themen, zu denen eine Gruppe erfasst ist“ (Prozentrang 42 unter 6). 50 ist die Mitte."
    )
    assert "Bevölkerung: Stand 31.12.2023 (Beispiel)." in caveats(found)


@pytest.mark.parametrize("area", UNLIKE)
def test_who_is_not_like_it_does_not_count(area):
    more = groups(area.ags, 7)
    assert rows(ask([*SIX, *more])) == rows(ask(SIX))
    assert rows(ask([*SIX, *more], areas=frozenset({area.ags})))[area.ags, "groups_per_100000"]["peers"] < 6


def test_exactly_half_and_double_are_alike():
    alike = {ags: Likeness("", people) for ags, people in PEOPLE.items()}
    assert peers_of("08001", alike) == [ags for ags in PEOPLE if ags != "08001"]
    assert "08003" not in peers_of("08002", alike)  # four times as many


def test_of_fewer_than_five_there_is_no_percentile_and_no_quartile():
    four = [each for each in SIX if not each.area.startswith(("08006", "08007"))]
    found = ask(four)
    mine = rows(found)["08001", "groups_per_100000"]
    assert (mine["value"], mine["peers"], mine["left_out"]) == (3, 4, 2)
    assert {mine[name] for name in ("percentile", "low", "median", "high")} == {None}
    assert "Wo weniger als 5 Ähnliche eine Angabe haben, bleiben Prozentrang und Quartile leer." in caveats(found)
    assert found.sentence.into("de").startswith("Kreis 1 lässt sich hier nicht vergleichen")


def test_an_office_by_hand():
    """4 cooperations, where the others have 1, 4, 4, 6 and 8: one below, two the same: 40."""
    partners, ties = offices(4, 1, 4, 4, 6, 8)
    found = ask(partners, ties, asked="k08001", areas=frozenset())
    assert rows(found)["k08001", "cooperations"] == {
        "value": 4,
        "status": "recorded",
        "percentile": 40,
        "peers": 5,
        "left_out": 0,
        "low": 4,
        "median": 4,
        "high": 6,
    }
    assert rows(found)["k08001", "sectors"]["percentile"] == 50
    assert rows(found)["k08001", "supported"]["value"] is None
    assert found.tables["benchmark"].names[:2] == ("partner", "name")
    assert found.marks == {"k08001": 1.0}
    assert any(text.startswith("Annahme: K08001 ist für den Kreis da, in dem sie sitzt") for text in caveats(found))


def test_who_does_not_see_all_is_told_so():
    found = ask(SIX, viewer=Viewer.PUBLIC)
    assert found.sentence.into("de").startswith("Soweit hier zu sehen: Kreis 1 steht")
    assert any(text.startswith("Gezählt ist nur, was hier zu sehen ist") for text in caveats(found))


@pytest.mark.parametrize(
    ("serves", "people"),
    [
        ((), 100_000),
        (("08001", "08002"), 150_000),
        (("08", "08002"), 200_000),
        (("08001", "08099"), None),
        (("08012",), None),
    ],
)
def test_an_office_is_as_large_as_the_area_it_serves(serves, people):
    known = Areas([*AREAS.values(), Area(ags="08", name="Land", population=200_000)])
    partners, ties = offices(1, 1, 2, 3, 4, 5)
    alike = [office(f"l{n}", serves=serves) for n in range(6)]
    more = [tie(each.id, "08001-0") for each in alike[1:]]
    found = ask(
        [*partners[1:], replace(partners[0], serves=serves), *alike], ties + more, asked="k08001", known_areas=known
    )
    mine = rows(found)["k08001", "cooperations"]
    # the five others lie in Kreis 2 to 6, with 50,000, 200,000 and three times 100,000
    of_districts = sum(1 for ags in list(PEOPLE)[1:6] if people and people / 2 <= PEOPLE[ags] <= 2 * people)
    assert mine["peers"] + mine["left_out"] == (6 if people else 0) + of_districts
    assert any(text.startswith("Bei K08001 ist der Sitz") for text in caveats(found)) == (people is None)
    assert any(text.startswith("Annahme:") for text in caveats(found)) == (not serves)


def test_an_office_is_compared_with_its_kind_only():
    partners, ties = offices(4, 1, 4, 4, 6, 8)
    other = [replace(each, kind="support_office") if each.id == "k08003" else each for each in partners]
    assert rows(ask(other, ties, asked="k08001"))["k08001", "cooperations"]["peers"] == 4


def test_who_is_no_office_is_not_compared():
    partners, ties = offices(1, 1)
    found = ask(partners, ties, asked="08001-0")
    assert found.tables["benchmark"].rows == ()
    assert found.sentence.into("de") == (
        "08001-0 ist keine Stelle der Selbsthilfeunterstützung. Verglichen werden nur Stellen und Gebiete."
    )


@pytest.mark.parametrize("areas", [frozenset(), frozenset({"08"})])
def test_of_a_state_it_asks_for_a_district(areas):
    found = ask(SIX, areas=areas)
    assert found.tables["benchmark"].rows == ()
    assert found.sentence.into("de").startswith(
        "Bitte ein Gebiet wählen, oder eine Stelle. Diese Auswahl hat 12 Gebiete"
    )


def test_some_districts_are_shown_together_and_no_more():
    few = ask(SIX, areas=frozenset({"08001", "08004", "08012"}))
    assert few.sentence.into("de") == (
        "Prozentrang unter ähnlichen Kreisen bei „Erfasste Gruppen je 100.000 Menschen“: Kreis 1 58, Kreis 4 0 und Unbekannt "
        "nicht zu sagen. 50 ist die Mitte."
    )
    assert any("Bei Unbekannt ist der Sitz" in text for text in caveats(few))
    most = [f"0800{n}" for n in range(1, MOST + 1)]
    assert set(ask(SIX, areas=frozenset(most)).tables["benchmark"].column("area")) == set(most)
    assert ask(SIX, areas=frozenset([*most, "08006"])).tables["benchmark"].rows == ()


def test_a_part_of_a_district_asks_about_the_district():
    assert rows(ask(SIX, areas=frozenset({"08001017"}))) == rows(ask(SIX))


def test_a_neighbourhood_has_no_peers():
    found = ask(SIX, ego="08001-0")
    assert found.tables["benchmark"].rows == ()
    assert found.sentence.into("de").startswith("Ein Umfeld lässt sich nicht vergleichen")


def test_where_urbanisation_is_not_loaded_that_is_said():
    words = "Wie dicht ein Kreis besiedelt ist"
    assert any(text.startswith(words) for text in caveats(ask(SIX)))
    loaded = Areas(replace(area, urbanisation="gering besiedelt") for area in AREAS.values())
    assert not any(text.startswith(words) for text in caveats(ask(SIX, known_areas=loaded)))
    assert rows(ask(SIX, known_areas=loaded))["08001", "groups_per_100000"]["peers"] == 6


COUNTS = st.lists(st.integers(0, 6), min_size=7, max_size=7)


def drawn(counts):
    return [each for ags, count in zip(PEOPLE, counts, strict=True) for each in groups(ags, count)]


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from([2, 3, 10, 1000]), st.sampled_from(sorted(PEOPLE)))
def test_k_times_the_people_leave_everybody_where_they_are(counts, k, ags):
    more = Areas(replace(area, population=area.population and area.population * k) for area in AREAS.values())
    before, after = (rows(ask(drawn(counts), known_areas=known, areas=frozenset({ags}))) for known in (AREAS, more))
    for key, mine in before.items():
        for name in ("status", "percentile", "peers", "left_out"):
            assert mine[name] == after[key][name]


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.integers(1, 6), st.integers(0, 20))
def test_what_a_peer_records_never_changes_who_is_a_peer(counts, place, other):
    changed = [*counts[:place], other, *counts[place + 1 :]]
    before, after = (rows(ask(drawn(each))) for each in (counts, changed))
    for key, mine in before.items():
        assert mine["peers"] + mine["left_out"] == after[key]["peers"] + after[key]["left_out"] == 6
        assert mine["value"] == after[key]["value"]


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.integers(1, 5))
def test_more_groups_are_no_lower_percentile(counts, more):
    counts = [counts[0] + 1, *counts[1:]]
    before, after = (rows(ask(drawn([n, *counts[1:]]))) for n in (counts[0], counts[0] + more))
    for figure in ("groups_per_100000", "topics"):
        mine, then = before["08001", figure], after["08001", figure]
        assert then["value"] > mine["value"]
        assert mine["percentile"] is None or then["percentile"] >= mine["percentile"]


@given(st.lists(st.integers(-5, 5), min_size=5, max_size=12), st.integers(-6, 6))
def test_percentiles_turn_around_with_the_values_and_quartiles_stand_in_order(others, value):
    assert percentile(value, others) + percentile(-value, [-each for each in others]) == pytest.approx(100)
    found = standing(value, [*others, None])
    assert min(others) <= found.low <= found.median <= found.high <= max(others)
    assert (found.peers, found.left_out) == (len(others), 1)


def test_other_areas_of_the_same_shape_say_the_same():
    """Which numbers areas have says nothing."""
    new = {ags: f"09{200 - int(ags[2:]):03d}" for ags in AREAS}
    known = Areas(replace(area, ags=new[area.ags]) for area in AREAS.values())
    moved = ask(
        [replace(each, area=new[each.area]) for each in SIX], known_areas=known, areas=frozenset({new["08001"]})
    )
    assert {figure: mine for (_, figure), mine in rows(moved).items()} == {
        figure: mine for (_, figure), mine in rows(ask(SIX)).items()
    }


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("state"), *demo.records("state", TODAY))
    yield service_of(store)
    store.close()


@pytest.mark.parametrize("viewer", Viewer)
def test_the_demo_state_names_nobody_but_who_is_asked(state, viewer):
    """Göppingen has peers all over its state, its office too; no other district or office is in the answer."""
    seen = state.store.network(Selection(on=TODAY), viewer)
    for raw, id in (({"area": ["08117"]}, "08117"), ({"partner": "kst-08117"}, "kst-08117")):
        found = state.ask("benchmark", raw, viewer).answer
        table = found.tables["benchmark"]
        assert set(table.column(table.names[0])) == {id}
        assert any(each is not None for each in table.column("percentile"))
        assert min(table.column("peers")) >= 20
        assert set(found.marks) <= set(seen.graph)
        words = {each for row in table.rows for each in row if isinstance(each, str)}
        assert words <= {id, table.rows[0][1], *FIGURES, "recorded", "none", "not_asked"}
        spoken = " ".join([found.sentence.into("de"), *caveats(found)])
        others = [seen.graph.nodes[each]["name"] for each in seen.of_kind(*OFFICES) if each != "kst-08117"]
        others += [area.name for area in seen.areas.at_level("district") if area.ags != "08117"]
        assert not [name for name in others if re.search(rf"\b{re.escape(name)}\b", spoken)]


@pytest.mark.parametrize("viewer", Viewer)
def test_a_map_of_it_shows_the_groups_and_no_figure_out_of_several(state, viewer):
    shown = state.draw("area_map", {"area": ["08117"]}, viewer, "benchmark").picture
    assert shown.title.into("de") == "Gebietskarte: erfasste Selbsthilfegruppen"
    assert shown.tables["areas"] == state.draw("area_map", {"area": ["08117"]}, viewer).picture.tables["areas"]
