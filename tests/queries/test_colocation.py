"""Whether kinds lie beside each other: by hand, with all that makes a place uncertain told."""

from __future__ import annotations

import pytest
from small_networks import network, partner

from queries.colocation import answer


def at(id, kind, lat, lon=9.0):
    return partner(id, kind, lat=lat, lon=lon)


PAIRS = [
    at("g", "self_help_group", 48.0),
    at("c", "clinic", 48.01),
    at("h", "self_help_group", 49.0),
    at("d", "clinic", 49.01),
    at("i", "self_help_group", 50.0),
    at("a", "authority", 50.01),
]


def row(partners, **arguments):
    table = answer(network(partners), **arguments).tables["colocation"]
    return dict(zip(table.names, table.rows[0], strict=True))


def test_by_hand():
    """Two of three groups have a clinic as nearest neighbour, which two of the five others are: (2/3) / (2/5)."""
    found = row(PAIRS)
    assert (found["of_count"], found["to_count"], found["partners"]) == (3, 2, 6)
    assert found["quotient"] == pytest.approx(5 / 3)
    assert answer(network(PAIRS)).marks == {"g": 1, "h": 1}


def test_the_other_way_round_and_of_one_kind():
    # both clinics have a group beside them, which three of five others are
    assert row(PAIRS, of="clinic", to="self_help_group")["quotient"] == pytest.approx(5 / 3)
    assert row(PAIRS, of="clinic", to="clinic")["quotient"] == 0


def test_who_shares_a_place_is_nearest_and_counts_in_equal_parts():
    """All lie in the middle of Oben: each group has the other and the clinic as its nearest, so half; of two others one is."""
    partners = [partner(id, kind, area="08001") for id, kind in (("g", "self_help_group"), ("h", "self_help_group"))]
    found = answer(network([*partners, partner("c", "clinic", area="08001")]))
    assert found.tables["colocation"].rows[0][5:] == (1.0, 1.0)
    assert found.marks == {"g": 0.5, "h": 0.5}
    assert any("Bei 3 von 3 Akteuren ist nur das Gebiet bekannt" in text.into("de") for text in found.caveats)
    assert found.sentence.into("de").startswith(
        "Ob Selbsthilfegruppen neben Kliniken liegen, lässt sich hier nicht genau sagen"
    )


def test_whose_place_is_not_known_is_left_out_and_told():
    found = answer(network([*PAIRS, partner("x", "clinic"), partner("y", "clinic", area="08")]))
    assert found.tables["colocation"].rows == answer(network(PAIRS)).tables["colocation"].rows
    assert "2 von 8 Akteuren haben keinen Ort und fehlen hier." in [text.into("de") for text in found.caveats]


@pytest.mark.parametrize("partners", [[], PAIRS[:1], PAIRS[1:2], [PAIRS[0], PAIRS[5]]])
def test_with_too_few_it_says_so(partners):
    found = answer(network(partners))
    assert found.tables["colocation"].rows[0][5:] == (None, None)
    assert found.sentence.into("de").startswith("Das lässt sich hier nicht sagen")


def many(kind_beside):
    """Return thirty groups, each beside a partner of a kind, and thirty others of both kinds far from them."""
    found = []
    for n in range(30):
        found += [at(f"g{n}", "self_help_group", 48 + n / 10), at(f"x{n}", kind_beside, 48 + n / 10 + 0.01)]
        other = "clinic" if kind_beside == "authority" else "authority"
        found += [at(f"y{n}", other, 48 + n / 10, 12.0), at(f"z{n}", other, 48 + n / 10 + 0.01, 12.0)]
    return found


def test_the_sentence_says_more_often_less_often_or_that_it_can_t_be_seen():
    assert (
        answer(network(many("clinic"))).sentence.into("de").startswith("Selbsthilfegruppen liegen öfter neben Kliniken")
    )
    seldom = answer(network(many("authority"))).sentence
    assert seldom.into("de").startswith("Selbsthilfegruppen liegen seltener neben Kliniken")
    assert "p below 0.01" in seldom.into("en")
    assert "ist nicht zu erkennen" in answer(network(PAIRS)).sentence.into("de")
