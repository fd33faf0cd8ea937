"""Who can introduce us: the ways counted by hand, the closest first, and never "no way" where none is recorded."""

from __future__ import annotations

from datetime import date
from math import comb

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, partner, path, tie

from graphsvc.errors import Unknown
from queries._names import names_of
from queries.introductions import COUNTABLE, LISTED, answer

# k knows a, b and c; each of them knows x
FAN = [tie("k", "a", intensity=1), tie("a", "x", intensity=4), tie("k", "b", intensity=3), tie("b", "x", intensity=2)]
FAN += [tie("k", "c"), tie("c", "x")]


def ask(ties, ids="kabcx", start="k", goal="x", **values):
    return answer(network(others(ids), ties), partner=start, to=goal, **values)


def ways(found):
    return found.tables["ways"].column("through")


def test_the_closest_way_stands_first():
    """Distances: over b 1/3 + 1/2, over c twice 1/2 as unknown counts like 2, over a 1 + 1/4."""
    found = ask(FAN)
    assert ways(found) == [("B",), ("C",), ("A",)]
    assert found.tables["ways"].column("distance") == pytest.approx([5 / 6, 1, 5 / 4])
    assert found.tables["ways"].column("intensities") == [("3", "2"), ("unknown", "unknown"), ("1", "4")]
    assert found.tables["ways"].column("partner") == ["b", "c", "a"]
    assert found.sentence.into("de") == (
        "3 Wege führen über nur einen Akteur von K zu X: am engsten sind die Verbindungen über B."
    )


def test_of_several_ties_the_strongest_counts():
    """A mere contact beside a tie of unknown intensity counts like that one; a known 2 is told rather than an unknown."""
    several = [
        tie("k", "a", intensity=1),
        tie("a", "k", "refers_to"),
        tie("a", "x", intensity=2),
        tie("a", "x", "funds"),
    ]
    found = ask(several)
    assert found.tables["ways"].column("intensities") == [("unknown", "2")]
    assert found.tables["ways"].column("distance") == [1]


def test_fewer_steps_go_before_closer_ties():
    strong = [tie("k", "b", intensity=4), tie("b", "c", intensity=4), tie("c", "x", intensity=4)]
    found = ask([*strong, tie("k", "a", intensity=1), tie("a", "x", intensity=1)])
    assert ways(found) == [("A",)]
    assert found.sentence.into("de") == "A ist mit K und mit X verbunden und könnte beide bekannt machen."


def test_who_lies_on_how_many_of_the_ways():
    """k – a – (b, c) – d – x and k – e – b: three ways, two of them over each of a and b, all over d."""
    ties = [*path("kabdx"), tie("a", "c"), tie("c", "d"), tie("k", "e"), tie("e", "b")]
    found = ask(ties, "kabcdex")
    assert found.tables["go_betweens"].names[-3:] == ("ways", "share", "steps")
    shown = [(row[0], *row[-3:]) for row in found.tables["go_betweens"].rows]
    assert shown == [
        ("d", 3, 1, 3), ("a", 2, pytest.approx(2 / 3), 1), ("b", 2, pytest.approx(2 / 3), 2),
        ("c", 1, pytest.approx(1 / 3), 2), ("e", 1, pytest.approx(1 / 3), 1),
    ]  # fmt: skip
    assert ways(found) == [("A", "B", "D"), ("A", "C", "D"), ("E", "B", "D")]
    assert "haben 4 Schritte. Es gibt 3; einer davon ist der über A, B und D." in found.sentence.into("de")


def test_very_many_ways_are_counted_and_a_few_listed():
    """Across a grid of 30 steps each way there are (60 choose 30) ways: more than 10^17."""
    grid = nx.grid_2d_graph(31, 31)
    ids = {place: f"{place[0]:02}{place[1]:02}" for place in grid}
    crossing = network([partner(id) for id in ids.values()], [tie(ids[a], ids[b]) for a, b in grid.edges])
    found = answer(crossing, partner="0000", to="3030", top=0)
    assert len(found.tables["ways"].rows) == LISTED
    go_betweens = {row[0]: row[-3:] for row in found.tables["go_betweens"].rows}
    assert comb(30, 15) ** 2 > COUNTABLE
    assert go_betweens["0030"] == (1, pytest.approx(1 / comb(60, 30)), 30)
    assert go_betweens["1515"][1] == pytest.approx(comb(30, 15) ** 2 / comb(60, 30))
    assert go_betweens["1515"][0] is None
    assert "Es gibt mehr als eine Million; einer davon" in found.sentence.into("de")
    assert any("Aufgelistet sind nur die ersten 1.000 Wege" in caveat.into("de") for caveat in found.caveats)
    assert not any("Aufgelistet" in c.into("de") for c in answer(crossing, partner="0000", to="3030").caveats)


def test_direct_contact_is_said():
    found = ask([tie("k", "x", intensity=3)])
    assert found.sentence.into("de") == "K und X sind schon direkt verbunden."
    assert [row[0] for row in found.tables["ways"].rows] == ["x"]
    assert found.tables["go_betweens"].rows == ()


def test_no_way_recorded_is_not_no_way():
    found = ask([tie("k", "a")])
    assert found.sentence.into("de") == ("Von K zu X ist kein Weg erfasst. Das heißt nicht, dass es keinen gibt.")
    assert [table.rows for table in found.tables.values()] == [(), ()]


@pytest.mark.parametrize(
    "values",
    [{"status": "planned"}, {"status": "none"}, {"until": date(2024, 5, 31)}, {"since": date(2024, 6, 2)}],
    ids=str,
)
def test_only_what_is_active_today_is_a_step(values):
    assert "kein Weg erfasst" in ask([tie("k", "a"), tie("a", "x", **values)]).sentence.into("de")


@pytest.mark.parametrize(
    ("status", "words"),
    [("planned", "ist eine Verbindung schon geplant"), ("none", "wurde schon gefragt; sie wurde verneint")],
)
def test_what_was_asked_or_planned_between_the_two_is_said(status, words):
    found = ask([*FAN, tie("x", "k", status=status)])
    assert any(words in caveat.into("de") for caveat in found.caveats)
    ended = ask([*FAN, tie("x", "k", status=status, until=date(2024, 5, 31))])
    assert not any(words in caveat.into("de") for caveat in ended.caveats)
    direct = ask([tie("k", "x"), tie("x", "k", "refers_to", status=status)])
    assert not any(words in caveat.into("de") for caveat in direct.caveats)


def test_start_and_goal_are_two():
    assert "Bitte zwei verschiedene" in ask(FAN, goal="k").sentence.into("de")


@pytest.mark.parametrize(("given", "pointer"), [({"partner": "nobody"}, "partner"), ({"to": "nobody"}, "to")])
def test_who_is_not_there_is_refused_by_the_parameters_name(given, pointer):
    with pytest.raises(Unknown) as refused:
        answer(network([partner("k", "contact_office"), *others("ab")], path("kab")), **given)
    assert refused.value.pointer == pointer


OFFICE, CLINIC = partner("k", "contact_office"), partner("x", "clinic")


def chosen(found):
    return found.sentence.into("de"), [caveat.into("de") for caveat in found.caveats]


def test_without_a_goal_it_is_whom_most_can_introduce_of_another_sector():
    """To y lead three ways, but it is an office like k; to x lead two, to z one."""
    ids = [OFFICE, CLINIC, partner("y", "support_office"), *others("abcz")]
    ties = (
        [tie("k", id) for id in "abc"] + [tie(id, "y") for id in "abc"] + [tie("a", "x"), tie("b", "x"), tie("c", "z")]
    )
    sentence, caveats = chosen(answer(network(ids, ties), partner="k"))
    assert "von K zu X" in sentence
    assert any(
        caveat.startswith("Es ist kein Ziel gewählt. Gezeigt wird, zu wem die meisten Wege") for caveat in caveats
    )
    sentence, _ = chosen(answer(network(ids, [one for one in ties if one.target not in "xz"]), partner="k"))
    assert "von K zu Y" in sentence


def test_without_a_goal_and_with_all_in_hand_it_says_so():
    sentence, caveats = chosen(answer(network([OFFICE, CLINIC], [tie("k", "x")])))
    assert sentence.startswith("Zu wem soll der Weg führen? Bitte ein Ziel angeben.")
    assert "Es ist kein Ziel gewählt, und über andere ist von hier aus niemand zu erreichen, soweit erfasst." in caveats
    assert "Von K aus ist kein Weg zu anderen erfasst." in answer(network([OFFICE, CLINIC])).sentence.into("de")


def test_without_a_start_it_is_the_office_with_most_cooperations_or_the_one_selected():
    two = [OFFICE, partner("j", "contact_office"), CLINIC, *others("ab")]
    ties = [tie("k", "a"), tie("j", "a"), tie("j", "b"), tie("a", "x")]
    sentence, caveats = chosen(answer(network(two, ties), to="x"))
    assert sentence.startswith("A ist mit J und mit X verbunden")
    assert "Es ist keine Stelle gewählt. Gezeigt wird die mit den meisten Kooperationen." in caveats
    sentence, caveats = chosen(answer(network(two, ties, ego="k"), to="x"))
    assert sentence.startswith("A ist mit K und mit X verbunden")
    assert not any("gewählt" in caveat for caveat in caveats)


def test_a_selection_without_an_office_says_so():
    assert "keine Stelle der Selbsthilfe erfasst" in answer(network(others("ab"), [tie("a", "b")])).sentence.into("de")


@settings(max_examples=100, deadline=None)
@given(networks())
def test_the_ways_are_those_of_networkx_and_the_shares_add_up(some):
    ids = some.partners()
    if len(ids) < 2:
        return
    start, goal = ids[0], ids[-1]
    found = answer(some, partner=start, to=goal, top=0)
    graph = nx.Graph(some.simple)
    if not nx.has_path(graph, start, goal):
        assert found.tables["ways"].rows == ()
        assert "kein Weg erfasst" in found.sentence.into("de")
        return
    listed = list(nx.all_shortest_paths(graph, start, goal))
    names = [tuple(names_of(some)[id] for id in way[1:-1]) for way in listed]  # several may have the same name
    assert sorted(ways(found)) == sorted(names)
    distances = found.tables["ways"].column("distance")
    assert distances == sorted(distances)
    go_betweens = {row[0]: row[4] for row in found.tables["go_betweens"].rows}
    assert go_betweens == {id: n for id in ids if id not in (start, goal) and (n := sum(id in way for way in listed))}
    assert sum(found.tables["go_betweens"].column("share")) == pytest.approx(len(listed[0]) - 2)
