"""Sums of known amounts, whatever their order; what is not known stays unknown and is counted; shares and Hirschman's index."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from catalogue_cases import open_store, service_of
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import network, networks, partner, shuffled, tie

from graphsvc.exchange.load import load
from graphsvc.model import Viewer
from graphsvc.service import Service
from queries._money import herfindahl
from queries.funding import answer

FUND = partner("k", "insurer")
POOL = partner("f", "funding_pool")
TOWN = partner("s", "authority")
GROUPS = [partner(id, "self_help_group", area="08001") for id in "gh"]
PARTNERS = [FUND, POOL, TOWN, *GROUPS]


def gift(who, to, amount=100.0, year=2023, basis="20h_flat", **values):
    return tie(who, to, "funds", id=f"{who}{to}{year}{basis}{amount}", amount=amount, year=year, basis=basis, **values)


def tables(*ties, partners=PARTNERS, **values):
    given_parameters = {name: values.pop(name) for name in ("year", "top") if name in values}
    return answer(network(partners, ties, **values), **given_parameters).tables


def said(*ties, partners=PARTNERS, **values):
    year = values.pop("year", 0)
    return answer(network(partners, ties, **values), year=year).sentence.into("de")


def test_who_funds_by_year_and_basis():
    found = tables(
        gift("k", "g", 300.0),
        gift("k", "h", 200.0),
        gift("k", "h", None),
        gift("s", "g", 900.0, basis="municipality"),
        gift("k", "g", 50.0, year=2022),
        gift("f", "g", None, basis="20h_project"),
    )
    assert [(*row[:3], *row[4:]) for row in found["funding"].rows] == [
        (2023, "municipality", "s", 1, 900.0, 0),
        (2023, "20h_flat", "k", 2, 500.0, 1),
        (2023, "20h_project", "f", 1, None, 1),
        (2022, "20h_flat", "k", 1, 50.0, 0),
    ]
    assert found["report"].rows == (
        (2023, "20h_flat", 2, 3, 500.0, 1),
        (2023, "20h_project", 1, 1, None, 1),
        (2023, "municipality", 1, 1, 900.0, 0),
        (2022, "20h_flat", 1, 1, 50.0, 0),
    )
    assert found["funder_kinds"].rows == (
        ("insurer", 1, 4, 550.0, 1),
        ("funding_pool", 1, 1, None, 1),
        ("authority", 1, 1, 900.0, 0),
    )
    assert found["recipient_kinds"].rows == (("self_help_group", 2, 6, 1450.0, 2),)
    assert found["areas"].rows[:2] == (("08001", "Oben", 2, 1450.0, 2), ("08002", "Unten", None, None, None))


def test_concentration_by_hand():
    """0.5² + 0.3² + 0.2² = 0.38; half comes from the insurer, a fifth from the pool."""
    found = tables(
        gift("k", "g", 400.0),
        gift("k", "h", 100.0),
        gift("s", "g", 300.0),
        gift("f", "g", 200.0),
        gift("f", "h", None),
        gift("s", "g", None, year=2021),
    )["concentration"]
    assert found.rows[0] == (2023, 3, 1000.0, pytest.approx(0.38), pytest.approx(0.7), 6 - 1, 1)
    assert found.rows[1] == (2021, 0, None, None, None, 1, 1)


def test_an_unknown_amount_is_no_zero_and_a_zero_is_known():
    assert tables(gift("k", "g", None))["report"].rows == ((2023, "20h_flat", 1, 1, None, 1),)
    assert tables(gift("k", "g", 0.0))["report"].rows == ((2023, "20h_flat", 1, 1, 0.0, 0),)
    assert tables(gift("k", "g", 0.0))["concentration"].rows == ((2023, 0, 0.0, None, None, 1, 0),)


def test_a_repayment_is_summed_up_and_no_share_is_negative():
    found = tables(gift("k", "g", 500.0), gift("k", "h", -100.0), gift("s", "g", -50.0))["concentration"].rows
    assert found == ((2023, 1, 350.0, 1.0, 1.0, 3, 0),)


def test_what_has_no_year_is_summed_up_last_and_has_no_concentration():
    found = tables(
        gift("k", "g", 10.0, year=None), gift("k", "g", 20.0, basis=""), gift("k", "g", 5.0, basis="SGB VIII")
    )
    assert found["report"].rows == (
        (2023, "SGB VIII", 1, 1, 5.0, 0),
        (2023, "", 1, 1, 20.0, 0),
        (None, "20h_flat", 1, 1, 10.0, 0),
    )
    assert found["concentration"].column("year") == [2023]


@pytest.mark.parametrize(
    "other",
    [gift("k", "g", status="planned"), gift("k", "g", status="none"), tie("k", "g", amount=100.0, year=2023)],
    ids=["planned", "refused", "a cooperation"],
)
def test_no_other_tie_is_a_funding(other):
    assert tables(other)["report"].rows == ()


def test_a_year_is_chosen():
    ties = gift("k", "g", 10.0, year=2022), gift("k", "g", 20.0), gift("k", "g", 40.0, year=None)
    assert [row[5] for row in tables(*ties, year=2022)["funding"].rows] == [10.0]
    assert said(*ties, year=2021) == (
        "Für 2021 ist in dieser Auswahl keine Förderung erfasst. Das heißt nicht, dass es keine gab."
    )


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ([], "In dieser Auswahl ist keine Förderung erfasst. Das heißt nicht, dass es keine gibt."),
        (
            [gift("k", "g", None)],
            "Für 2023 ist 1 Förderung erfasst, von 1 Förderer an 1 Empfänger. Wie viel Geld das ist, ist nicht bekannt.",
        ),
        (
            [gift("k", "g", 1500.5), gift("s", "h", 4501.5, year=2021), gift("s", "g", None)],
            "Für 2021 bis 2023 sind 3 Förderungen erfasst, von 2 Förderern an 2 Empfänger. Zusammen sind es mindestens 6.002 "
            "Euro; bei 1 Förderung ist der Betrag nicht bekannt. Von den bekannten Beträgen kommen rund 25 % von "
            "Versicherungen und Fördergemeinschaften.",
        ),
        (
            [gift("s", "g", 0.0, year=None)],
            "Ohne Angabe des Jahres ist 1 Förderung erfasst, von 1 Förderer an 1 Empfänger. Zusammen sind es 0 Euro.",
        ),
    ],
    ids=["none", "unknown", "some unknown", "nothing"],
)
def test_the_first_sentence(ties, words):
    assert said(*ties) == words


def test_caveats_say_what_is_not_known():
    some = partner("v", "self_help_group", represents="some", area="08")
    ties = [gift("k", "g", None), gift("k", "v"), gift("k", "h", year=None)]
    told = [caveat.into("de") for caveat in answer(network([*PARTNERS, some], ties)).caveats]
    assert told[:4] == [
        "Bei 1 von 3 Förderungen ist der Betrag nicht bekannt; die Summen daraus heißen „mindestens“.",
        "1 Förderung ist ohne Jahr erfasst; sie fehlt bei der Konzentration.",
        "Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“.",
        "Bei 1 Förderung liegt der Empfänger in keinem der Kreise; sie fehlt in der Tabelle nach Kreisen.",
    ]
    assert "Bevölkerung: Stand 31.12.2023 (Beispiel)." in told


def test_the_largest_known_sums_of_the_newest_year_come_first():
    ties = [
        gift("k", "g", 10.0),
        gift("s", "g", 30.0),
        gift("f", "g", None),
        gift("f", "g", 99.0, year=2022),
        gift("f", "g", 1.0, year=None),
    ]
    assert [row[2] for row in tables(*ties)["funding"].rows] == ["s", "k", "f", "f", "f"]
    assert [row[2] for row in tables(*ties, top=2)["funding"].rows] == ["s", "k"]
    assert tables(*ties, top=2)["report"] == tables(*ties)["report"]


@pytest.mark.parametrize(
    ("sums", "published"),
    # equal firms: 1/n (Hirschman 1964); four firms of 30, 30, 20 and 20 per cent: 0.26, the example of the U.S. Department of
    # Justice's page on the Herfindahl-Hirschman Index, there 2,600 of 10,000
    [([1] * 10, 0.1), ([30, 30, 20, 20], 0.26), ([7], 1.0)],
)
def test_the_index_as_published(sums, published):
    assert herfindahl(sums) == pytest.approx(published, abs=1e-12)


@given(st.lists(st.floats(1e-3, 1e12), min_size=1, max_size=30), st.floats(1e-3, 1e3), st.randoms())
def test_the_index_lies_between_its_bounds_and_knows_no_order_and_no_unit(sums, factor, draw):
    found = herfindahl(sums)
    assert 1 / len(sums) - 1e-12 <= found <= 1
    mixed = sums.copy()
    draw.shuffle(mixed)
    assert herfindahl(mixed) == found
    assert herfindahl([factor * each for each in sums]) == pytest.approx(found)


AMOUNTS = st.none() | st.floats(0, 1e9)
GIFTS = st.lists(
    st.tuples(
        st.sampled_from("kfs"),
        st.sampled_from("gh"),
        st.sampled_from([None, 2022, 2023]),
        st.sampled_from(["", "45d", "state"]),
        AMOUNTS,
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(GIFTS, st.integers(0, 100))
def test_sums_are_those_of_the_known_amounts_whatever_their_order(gifts, seed):
    ties = [
        tie(who, to, "funds", id=f"t{n}", year=year, basis=basis, amount=amount)
        for n, (who, to, year, basis, amount) in enumerate(gifts)
    ]
    some = network(PARTNERS, ties)
    found = answer(some)
    assert answer(shuffled(some, seed)).tables == found.tables
    known = [Fraction(amount) for *_, amount in gifts if amount is not None]
    for name in ("funding", "report", "funder_kinds", "recipient_kinds", "areas"):
        table = found.tables[name]
        summed = [Fraction(amount) for amount in table.column("amount") if amount is not None]
        assert float(sum(summed)) == pytest.approx(float(sum(known)), rel=1e-12)
        assert sum(filter(None, table.column("unknown"))) == len(gifts) - len(known)
    by_year_and_basis = Counter((year, basis) for _, _, year, basis, _ in gifts)
    assert {row[:2]: row[3] for row in found.tables["report"].rows} == by_year_and_basis
    for year, basis, _, _, amount, unknown in found.tables["report"].rows:
        mine = [amount for _, _, y, b, amount in gifts if (y, b) == (year, basis)]
        exact = sum(Fraction(each) for each in mine if each is not None)
        assert amount == (None if unknown == len(mine) else float(exact))


@settings(max_examples=50, deadline=None)
@given(networks())
def test_every_funding_is_counted_once(some):
    grants = [tie for *_, tie in some.graph.edges(data=True) if tie["kind"] == "funds" and tie["status"] == "active"]
    found = answer(some).tables
    assert len(found["grants"].rows) == len(grants)
    assert sum(found["report"].column("grants")) == sum(found["funder_kinds"].column("grants")) == len(grants)


# an invented list, as an office might send it
PLACES = """id;name;kind;area;serves;visibility
pool;Fördergemeinschaft Musterland;Fördergemeinschaft;08111;08;öffentlich
kasse;Beispielkasse;Krankenkasse;08111;;öffentlich
kreis;Landratsamt Beispiel-Göppingen;Amt;Göppingen;;öffentlich
kst;Kontaktstelle Beispiel-Göppingen;Kontaktstelle;Göppingen;;öffentlich
mut;Gruppe Mut;SHG;Göppingen;;öffentlich
rat;Gruppe Rat;SHG;Göppingen;;intern
fern;Gruppe Fern;SHG;Esslingen;;öffentlich
"""
MONEY = """source;target;kind;amount;year;basis;since;until;visibility
pool;mut;Förderung;1.200,50 €;2023;20h pauschal;;;öffentlich
pool;kst;Förderung;18000;2023;20h pauschal;;;öffentlich
kasse;rat;Förderung;799,50;2023;Projektförderung;;;intern
kreis;kst;Förderung;;2023;Kommune;;;öffentlich
kreis;kst;Förderung;30.000;2022;Kommune;2022-01-01;2022-12-31;öffentlich
pool;mut;Förderung;400;1999;20h pauschal;1999-01-01;1999-12-31;öffentlich
pool;fern;Förderung;5000;2023;20h pauschal;;;öffentlich
"""
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("funding"))
    files = [("akteure.csv", PLACES.encode()), ("foerderung.csv", MONEY.encode())]
    found = load(files, store.records(Viewer.STAFF), store.areas())
    assert [remark.text.into("de") for remark in found.refused] == []
    store.apply(found.changes, actor="test", key="k")
    yield Service(store, service_of(store).catalogue, today=NOW.date)
    store.close()


def test_a_loaded_list_is_summed_up_for_the_recipients_of_an_area(service):
    """The pool and the fund sit elsewhere; what ended counts for its year, and what ended long ago is not looked at."""
    found = service.ask("funding", {"area": ["08117"]}, Viewer.STAFF).answer
    assert found.tables["report"].rows == (
        (2023, "20h_flat", 2, 2, 19200.5, 0),
        (2023, "20h_project", 1, 1, 799.5, 0),
        (2023, "municipality", 1, 1, None, 1),
        (2022, "municipality", 1, 1, 30000.0, 0),
    )
    assert found.tables["concentration"].rows == (
        (2023, 2, 20000.0, pytest.approx((19200.5**2 + 799.5**2) / 20000**2), 1.0, 4, 1),
        (2022, 1, 30000.0, 1.0, 0.0, 1, 0),
    )
    assert found.tables["areas"].rows == (("08117", "Göppingen", 3, 50000.0, 1),)
    assert len(found.tables["grants"].rows) == 5
    assert found.sentence.into("de").startswith(
        "Für 2022 bis 2023 sind 5 Förderungen erfasst, von 3 Förderern an 3 Empf"
    )


def test_the_public_sees_what_is_public_and_no_list_of_recipients(service):
    found = service.ask("funding", {"area": ["08117"]}, Viewer.PUBLIC).answer
    assert "grants" not in found.tables
    assert found.tables["report"].column("amount") == [19200.5, None, 30000.0]
    assert not {"mut", "rat"} & {value for table in found.tables.values() for row in table.rows for value in row}
    assert found.sentence.into("de").startswith(
        "Für 2022 bis 2023 sind hier 4 Förderungen zu sehen, von 2 Förderern an 2 "
    )
    assert found.caveats[1].into("de").startswith("Gezählt ist nur, was hier zu sehen ist.")
    empty = service.ask("funding", {"area": ["08118"]}, Viewer.PUBLIC).answer
    assert empty.sentence.into("de") == "Hier ist keine Förderung zu sehen. Das heißt nicht, dass es keine gibt."


def test_one_may_look_back_farther(service):
    found = service.ask("funding", {"area": ["08117"], "since": "1998-01-01"}, Viewer.STAFF).answer
    assert found.tables["report"].rows[-1] == (1999, "20h_flat", 1, 1, 400.0, 0)
