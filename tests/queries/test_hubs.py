"""Degrees and centralisation against the five-point graphs of Freeman (1979), and what a degree counts."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from small_networks import network, networks, others, path, tie

from graphsvc.model import Viewer
from queries.hubs import answer

FIVE = "abcde"
STAR = [tie("a", other) for other in "bcde"]


def centralisation(ties, ids=FIVE):
    ((_, _, found),) = answer(network(others(ids), ties)).tables["network"].rows
    return found


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        # Freeman, Centrality in Social Networks, Social Networks 1 (1979): of the five-point graphs the star has the
        # most, ring and complete graph have none. The others by his formula, sum of (highest − degree) / ((n−1)(n−2)):
        pytest.param(STAR, 1, id="star: (0 + 4·3) / 12"),
        pytest.param(path("abcdea"), 0, id="ring"),
        pytest.param([tie(a, b) for a, b in combinations(FIVE, 2)], 0, id="complete"),
        pytest.param(path(FIVE), 1 / 6, id="line: degrees 1 2 2 2 1, (1 + 0 + 0 + 0 + 1) / 12"),
        pytest.param(
            [*path("abc"), tie("c", "d"), tie("c", "e")], 7 / 12, id="fork: degrees 1 2 3 1 1, (2+1+0+2+2) / 12"
        ),
        pytest.param([], 0, id="no tie"),
    ],
)
def test_freeman_centralisation(ties, expected):
    assert centralisation(ties) == pytest.approx(expected)


@pytest.mark.parametrize("count", [3, 4, 9, 26])
def test_a_star_is_1_and_a_ring_0_whatever_their_size(count):
    ids = "abcdefghijklmnopqrstuvwxyz"[:count]
    assert centralisation([tie("a", other) for other in ids[1:]], ids) == 1
    assert centralisation(path(ids + "a"), ids) == 0


def test_two_partners_have_no_centralisation():
    found = answer(network(others("ab"), [tie("a", "b")]))
    assert found.tables["network"].rows == ((2, 1, None),)
    assert "Zentralisierung" not in found.sentence.into("de")


def test_degree_counts_partners_not_ties():
    ties = [tie("a", "b", id="1"), tie("b", "a", id="2"), tie("a", "b", "refers_to"), tie("a", "c")]
    found = answer(network(others("abc"), ties)).tables
    assert [row[::4] for row in found["hubs"].rows] == [("a", 2), ("b", 1), ("c", 1)]
    assert found["hubs"].column("share") == [1, 0.5, 0.5]
    assert found["degrees"].rows == ((1, 2), (2, 1))


@pytest.mark.parametrize(
    "values",
    [{"status": "planned"}, {"status": "none"}, {"until": date(2024, 5, 31)}, {"since": date(2024, 6, 2)}],
    ids=str,
)
def test_what_is_not_active_today_counts_for_nothing(values):
    found = answer(network(others("abc"), [tie("a", "b"), tie("a", "c", **values)]))
    assert found.tables["hubs"].column("degree") == [1, 1, 0]
    assert set(found.marks) == {"a", "b"}


@pytest.mark.parametrize(
    "values", [{"until": date(2024, 6, 1)}, {"since": date(2024, 6, 1)}, {"intensity": 1}], ids=str
)
def test_the_first_and_the_last_day_count_and_so_does_a_mere_contact(values):
    assert answer(network(others("ab"), [tie("a", "b", **values)])).tables["hubs"].column("degree") == [1, 1]


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        pytest.param(
            [tie("a", other) for other in "bcdefghij"], "hängt stark an wenigen (Zentralisierung 1)", id="star"
        ),
        pytest.param(
            [tie("a", other) for other in "bcde"], "zum Teil an wenigen (Zentralisierung 0,44)", id="32 of 72"
        ),
        pytest.param(
            path("abcdefghij"), "verteilen sich die Verbindungen auf viele (Zentralisierung 0,0278)", id="2 of 72"
        ),
    ],
)
def test_the_sentence_weighs_what_it_found(ties, words):
    assert words in answer(network(others("abcdefghij"), ties)).sentence.into("de")


def test_cooperations_are_counted_apart_from_other_ties():
    """An office supports many groups; with whom it cooperates is another matter. A mere contact is no cooperation."""
    ties = [tie("a", "b", "refers_to"), tie("a", "c", id="1"), tie("c", "a", id="2"), tie("a", "d", intensity=1)]
    ties += [tie("a", "e", status="planned"), tie("a", "f"), tie("b", "f", "supports")]
    found = answer(network(others("abcdef"), ties))
    hubs = found.tables["hubs"]
    assert dict(
        zip(hubs.column("partner"), zip(hubs.column("degree"), hubs.column("cooperations"), strict=True), strict=True)
    ) == {
        "a": (4, 2),
        "b": (2, 0),
        "c": (1, 1),
        "d": (1, 0),
        "e": (0, 0),
        "f": (2, 1),
    }
    assert found.sentence.into("de").startswith("Die meisten Verbindungen hat A: 4, davon 2 Kooperationen.")
    alone = answer(network(others("ab"), [tie("a", "b", "refers_to")]))
    assert "davon" not in alone.sentence.into("de")


def test_only_staff_see_by_name_for_whom_no_tie_is_recorded():
    listed = [
        answer(network(others("abc"), path("ab"), viewer=viewer), top=0).tables["hubs"].column("partner")
        for viewer in (Viewer.STAFF, Viewer.PARTNERS, Viewer.PUBLIC)
    ]
    assert listed == [["a", "b", "c"], ["a", "b"], ["a", "b"]]


def test_who_shares_the_first_place_is_not_said_to_have_it_alone():
    sentence = answer(network(others("abcd"), path("abcda"))).sentence
    assert sentence.into("de").startswith(
        "Die meisten Verbindungen haben 4 Akteure, darunter A: je 2. Im Ganzen verteilen"
    )


def test_one_reporter_is_named_as_the_reason():
    """Where one gave nearly all ties, the first caveat says so: its own centrality is then an artefact."""
    ties = [tie("a", other, reported_by="source") for other in "bcdef"]
    first, *_ = answer(network(others("abcdef"), ties)).caveats
    assert first.into("de").startswith("100 % der Verbindungen hat A angegeben.")
    shared = [*ties[:3], *(tie(x, y, reported_by="source") for x, y in ("bc", "cd", "de"))]
    assert not any("angegeben" in caveat.into("de") for caveat in answer(network(others("abcdef"), shared)).caveats)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_degrees_add_up_to_twice_the_pairs_and_agree_with_networkx(some):
    found = answer(some, top=0)
    if len(some.graph) < 2:
        assert found.tables == {}
        return
    ((partners, pairs, freeman),) = found.tables["network"].rows
    assert sum(degree * count for degree, count in found.tables["degrees"].rows) == 2 * pairs
    assert sum(found.tables["hubs"].column("degree")) == 2 * pairs
    cooperating = [len(some.cooperations(id)) for id in found.tables["hubs"].column("partner")]
    assert found.tables["hubs"].column("cooperations") == cooperating
    assert partners == len(some.graph) == sum(found.tables["degrees"].column("partners"))
    share = nx.degree_centrality(nx.Graph(some.simple))
    assert found.tables["hubs"].column("share") == pytest.approx(
        [share[id] for id in found.tables["hubs"].column("partner")]
    )
    assert freeman is None or 0 <= freeman <= 1


def test_without_a_cooperation_none_is_mentioned():
    found = answer(network(others("abc"), [tie("a", "b", "refers_to"), tie("a", "c", "refers_to")]))
    assert found.sentence.into("de").startswith("Die meisten Verbindungen hat A: 2. Das Netz")
