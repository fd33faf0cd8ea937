"""What a map says it shows, where no answer does: the numbers of its tables, and no claim beyond the record."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from catalogue_cases import HERE, MAPS, demo_store, service_of
from map_cases import cases, draw
from small_networks import network, partner, tie

from graphsvc.model import Viewer


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("findings"))
    yield service_of(store)
    store.close()


def shown(service, name, **raw):
    """Return a map's finding, its numbers in order, and its tables."""
    drawn = service.draw(name, {"area": [HERE]} | raw, Viewer.STAFF, "")
    said = drawn.picture.finding.into("de")
    assert drawn.picture.finding.into("en") != said
    plain = re.sub(r"\d\d\.\d\d\.\d{4}", "", said)  # a day is no number
    return said, [int(each.replace(".", "")) for each in re.findall(r"\d+(?:\.\d{3})*", plain)], drawn.picture.tables


def test_network_map(service):
    _, numbers, tables = shown(service, "network_map")
    partners, ties = tables["partners"], tables["ties"]
    alone = partners.column("ties").count(0)
    assert numbers == [len(partners.rows), len(set(partners.column("sector"))), sum(ties.column("count"))] + (
        [alone] if alone else []
    )


def test_network_map_tells_who_has_no_tie_on_it():
    some = network([partner(id, "clinic") for id in "abc"], [tie("a", "b"), tie("a", "b", id="t2", status="planned")])
    said = draw("network_map", some).finding.into("de")
    assert said.endswith("Ohne Linie zu einem anderen: 1 Akteur.")
    assert "3 Akteure aus 1 Bereich, dazwischen 2 Verbindungen, auch geplante." in said


def test_network_map_of_districts():
    picture = draw("network_map", cases()["too many"])
    first, ties = picture.tables.values()
    numbers = sum(first.column("partners")), len(first.rows), sum(ties.column("ties"))
    said = "Auf der Karte: {} Akteure, zusammengefasst zu {} Zeichen, dazwischen {} Verbindungen."
    assert picture.finding.into("de") == said.format(*numbers)
    assert min(numbers) > 1


def test_network_map_with_a_look_back(service):
    said, numbers, tables = shown(service, "network_map", since="2023-01-01")
    counts = Counter(tables["ties"].column("change"))
    assert "neu" in said
    assert numbers[0] == counts["began"]


def test_large_map(service):
    _, numbers, tables = shown(service, "large_map")
    groups, ties = tables["groups"], tables["ties"]
    between = sum(ties.column("ties"))
    inside = sum(groups.column("ties"))
    assert numbers[:4] == [sum(groups.column("partners")), len(groups.rows), inside + between, between]


def test_large_map_tells_who_has_no_tie():
    some = network([partner(id, "clinic") for id in "abc"], [tie("a", "b")])
    assert draw("large_map", some).finding.into("de").endswith("1 Akteur hat keine davon.")


def test_ring_map():
    partners = [partner("k", "contact_office"), *(partner(id, "clinic") for id in "abcd")]
    ties = [tie("k", "a", intensity=4), tie("k", "b", intensity=4), tie("k", "c"), tie("k", "d", status="planned")]
    picture = draw("ring_map", network(partners, ties))
    table = picture.tables["partners"]
    active = [row for row in table.rows if not row[table.names.index("planned")]]
    said = picture.finding.into("de")
    assert f"zu {len(active)} Akteuren aus 1 Bereich erfasst." in said
    assert said.endswith(f"(gemeinsames Handeln): {table.column('intensity').count(4)}.")
    assert "(joint action): 2." in picture.finding.into("en")


def test_two_rings():
    picture = draw("ring_map", cases()["hostile, with a history"])
    table = picture.tables["partners"]
    said = picture.finding.into("de").rpartition(" erfasst: ")[2].rstrip(".")
    told = dict(each.split(": ") for each in re.split(r", | und ", said))
    labels = table.columns[table.names.index("change")].words
    assert told == {labels[code].into("de"): str(n) for code, n in Counter(table.column("change")).items()}


def test_area_map(service):
    said, numbers, tables = shown(service, "area_map")
    (name,), (value,) = map(tables["areas"].column, ("name", "value"))
    assert numbers == [value]
    assert f"in {name}: " in said


def test_area_map_tells_where_most_are():
    groups = [partner(f"g{n}", "self_help_group", area=f"0800{1 if n % 3 else 2}") for n in range(7)]
    picture = draw("area_map", network(groups))
    values = dict(zip(*map(picture.tables["areas"].column, ("name", "value")), strict=True))
    assert sorted(filter(None, values.values())) == [3, 4]
    highest = next(name for name, value in values.items() if value == 4)
    assert f"Selbsthilfegruppen: 7, in 2 von 3 Gebieten. Am meisten: {highest} (4)." in picture.finding.into("de")


def test_area_map_tells_of_how_many_nothing_is_known():
    groups = [partner("a", "self_help_group", area="08001"), partner("b", "self_help_group", area="08001")]
    picture = draw("area_map", network(groups))
    unknown = picture.tables["areas"].column("status").count("not_asked")
    assert picture.finding.into("de").endswith(f"Zu {unknown} Gebieten liegt keine Auskunft vor.")
    assert picture.finding.into("de").startswith("Erfasste Selbsthilfegruppen: 2, in 1 von 3 Gebieten.")


def test_change_map(service):
    _, numbers, tables = shown(service, "change_map", since="2023-01-01")
    ties, partners = (Counter(tables[name].column("change")) for name in ("ties", "partners"))
    every = [ties["began"], ties["ended"], ties["changed"], partners["began"], partners["ended"]]
    assert numbers == [each for each in every if each]


def of_committees(more=()):
    """Return two members who sit on two committees, one who also sits on a third, and one that is only to sit."""
    partners = [partner(id, "committee", name=f"Kreis {id}") for id in "xyz"] + [
        partner(id, "clinic") for id in ("a", "b", "c", "d", *more)
    ]
    sits = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("b", "z"), ("c", "z"), *((id, "z") for id in more)]
    ties = [tie(source, target, "member_of", id=source + target) for source, target in sits]
    return network(partners, [*ties, tie("d", "x", "member_of", id="dx", status="planned")])


def test_committee_map():
    picture = draw("committee_map", of_committees())
    members, committees = picture.tables["members"], picture.tables["committees"]
    sits = [number for number in members.column("seats") if number]
    assert picture.finding.into("de") == (
        f"Auf der Karte: {len(committees.rows)} Gremien mit {len(sits)} Mitgliedern auf {sum(sits)} Sitzen. "
        f"{sum(number > 1 for number in sits)} Mitglieder sitzen in mehreren Gremien. "
        "Die meisten von ihnen: Kreis x und Kreis y (je 2)."
    )


def test_committee_map_of_counts():
    picture = draw("committee_map", of_committees([f"m{n}" for n in range(60)]))
    (table,) = picture.tables.values()
    seats = sum(value for row in table.rows for value in row[2:-1])
    assert picture.finding.into("de").startswith(
        f"Auf der Karte: 3 Gremien mit 63 Mitgliedern auf {seats} Sitzen. 2 Mit"
    )


def test_matrix_map(service):
    _, numbers, tables = shown(service, "matrix_map")
    pairs = tables["pairs"]
    statuses, ties = pairs.column("status"), [number or 0 for number in pairs.column("ties")]
    told = [statuses.count("recorded"), len(pairs.rows), statuses.count("not_asked")]
    assert numbers[:3] == told
    if ties.count(max(ties)) == 1:
        assert numbers[3:] == [max(ties), pairs.column("possible")[ties.index(max(ties))]]
    assert "ausgewählten" in shown(service, "matrix_map", tie=["refers_to"])[0]


def test_matrix_of_topics(service):
    said, numbers, tables = shown(service, "matrix_map", matrix="topics")
    fields = tables["fields"]
    groups = [number or 0 for number in fields.column("groups")]
    statuses, highest = Counter(fields.column("status")), max(groups)
    told = [sum(map(bool, groups)), len(fields.rows), statuses["none"], statuses["not_asked"]]
    assert numbers[:4] == told
    assert ("Die meisten Gruppen" in said) == (numbers[4:] == [highest])


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("case", cases())
def test_whoever_draws_something_says_what(name, case):
    picture = draw(name, cases()[case])
    planned_only = name == "ring_map" and picture.finding is None
    assert bool(picture.finding) == bool(picture.tables) or planned_only
