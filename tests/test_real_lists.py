"""Real lists, loaded and asked: what comes out equals an independent count over the same files."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, date, datetime

import pytest
import real_lists as lists

import app
from graphsvc.exchange.areas_files import read_areas
from graphsvc.exchange.load import load
from graphsvc.exchange.work import Options
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.stores.sqlite import SqliteStore

if not lists.DATA.exists():
    pytest.skip(f"the real lists are not at {lists.DATA}", allow_module_level=True)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SITES, OWNERS_OF = lists.clinics("Sachsen")
LOADS = [
    ("sachsen", [lists.as_csv("offices.csv", lists.contact_points())]),
    ("sachsen", [lists.as_csv("groups.csv", lists.topic_groups()), lists.as_csv("ties.csv", lists.supports())]),
    ("sachsen", [lists.as_csv("inquiries.csv", lists.inquiries())]),
    ("national", [lists.as_csv("national.csv", lists.national_offices("Sachsen"))]),
    ("clinics", [lists.as_csv("clinics.csv", SITES), lists.as_csv("operates.csv", OWNERS_OF)]),
    ("rki", [lists.as_csv("authorities.csv", lists.health_authorities(lists.SAXONY))]),
    ("", [lists.as_csv("planted.csv", lists.planted())]),
]


def fresh(path):
    store = SqliteStore(path, now=lambda: NOW)
    store.load_areas(read_areas(lists.area_files(), date(2022, 12, 31), "Destatis"))
    return store


def put(store, source, files):
    found = load(files, store.records(Viewer.STAFF), store.areas(), Options(source=source))
    assert [remark.text.into("de") for remark in found.refused] == []
    if found.changes.changes:
        store.apply(found.changes, actor="test", key=f"{store.revision()}")
    return found


@pytest.fixture(scope="module")
def saxony(tmp_path_factory):
    store = fresh(tmp_path_factory.mktemp("saxony") / "store.db")
    store.reports = [put(store, source, files) for source, files in LOADS]
    yield store
    store.close()


def rows(store, question, **raw):
    service = Service(store, app.CATALOGUE, today=NOW.date)
    answer = service.ask(question, raw, Viewer.STAFF).answer
    table = answer.tables[question]
    return [dict(zip(table.names, row, strict=True)) for row in table.rows]


def test_all_of_it_loads_and_a_second_time_nothing_changes(saxony):
    records = saxony.records(Viewer.STAFF)
    expected = 19 + 911 + len(lists.national_offices("Sachsen")) + len(SITES) + len(LOADS[5][1][0][1].splitlines()) - 1
    assert len(records.partners) == expected
    assert len(records.ties) == len(lists.supports()) + len(OWNERS_OF) + 40
    assert len(records.inquiries) == 19
    for source, files in LOADS:
        again = load(files, records, saxony.areas(), Options(source=source))
        assert again.changes.changes == (), source


def test_a_branch_is_one_by_its_name_and_an_office_serves_its_district(saxony):
    records = saxony.records(Viewer.STAFF)
    assert records.partners["sachsen:TDO-002"].kind == "branch_office"
    assert records.partners["sachsen:TDO-001"].serves == ("14730",)


def test_the_two_lists_of_offices_are_reported_as_likely_doubles_and_not_merged(saxony):
    said = [remark.text.into("de") for remark in saxony.reports[3].remarks]
    assert sum("vielleicht derselbe Akteur" in text for text in said) >= 8


def told_districts():
    return {row["district_ags"] for row in lists.raw("selfhelp/saxony_contact_points.csv")}


def population():
    return {row["district_ags"]: int(row["population"]) for row in lists.raw("areas/districts.csv")}


def same_topic(a, b):
    return normal(a) == normal(b)


def normal(text):
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(words.split())


def test_topic_gaps_equals_a_count_by_hand(saxony):
    found = rows(saxony, "topic_gaps", area=["14"])
    counts = {}
    for row in lists.raw("selfhelp/saxony_topics.csv"):
        key = (normal(row["topic"]), row["district_ags"])
        counts[key] = counts.get(key, 0) + 1
    people = population()
    assert {(normal(row["topic"]), row["area"]) for row in found} >= set(counts)
    assert len({row["area"] for row in found}) == 13
    for row in found:
        groups = counts.get((normal(row["topic"]), row["area"]), 0)
        # every office of a district told completely about topics: so none means none
        assert row["status"] == ("recorded" if groups else "none"), row
        assert (row["groups"], row["at_least"]) == (groups, bool(groups)), row
        assert row["population"] == people[row["area"]]
        assert row["per_100000"] == pytest.approx(groups / people[row["area"]] * 100_000)
        low, high = row["low"] * people[row["area"]] / 1e5, row["high"] * people[row["area"]] / 1e5
        check_poisson(groups, low, high)


def check_poisson(count, low, high):
    """Garwood: the low mean gives ``count`` or more with 2.5 %, the high one ``count`` or fewer with 2.5 %."""
    if count:
        below = sum(math.exp(-low) * low**k / math.factorial(k) for k in range(count))
        assert 1 - below == pytest.approx(0.025, abs=1e-6)
    upto = sum(math.exp(-high) * high**k / math.factorial(k) for k in range(count + 1))
    assert upto == pytest.approx(0.025, abs=1e-6)


def test_without_an_office_s_word_a_topic_is_not_asked(tmp_path):
    store = fresh(tmp_path / "store.db")
    for source, files in LOADS[:2]:
        put(store, source, files)
    found = rows(store, "topic_gaps", area=["14"])
    assert {row["status"] for row in found} == {"recorded", "not_asked"}
    assert {row["groups"] for row in found if row["status"] == "not_asked"} == {None}
    store.close()


def test_parkinson_stands_in_9_districts_and_in_12_once_its_spellings_are_joined(tmp_path):
    """Known from the list itself: SOURCES.md."""
    store = fresh(tmp_path / "store.db")
    for source, files in LOADS[:3]:
        put(store, source, files)

    def districts():
        found = rows(store, "topic_gaps", area=["14"], topic=["Parkinson"])
        return sum(1 for row in found if row["topic"] == "Parkinson" and row["status"] == "recorded")

    assert districts() == 9
    put(store, "", [lists.as_csv("topics.csv", lists.parkinson_spellings())])
    assert districts() == 12
    store.close()


def test_unconnected_equals_a_count_by_hand(saxony):
    found = {row["partner"]: row for row in rows(saxony, "unconnected", area=["14"])}
    sites = [row for row in lists.raw("clinics/clinics.csv") if row["state"] == "Sachsen" and row["ags"]]
    assert set(found) == {f"clinics:{row['id']}" for row in sites}
    said = {}
    for tie in lists.planted():
        said.setdefault(tie["source"], set()).add(tie["status"])
    for row in sites:
        states = said.get(f"clinics:{row['id']}", set())
        expected = "recorded" if "active" in states else "none" if "none" in states else "not_asked"
        shown = found[f"clinics:{row['id']}"]
        assert (shown["status"], shown["kind"], shown["area"]) == (expected, "clinic", row["ags"])
        assert shown["name"] == " ".join((row["site"] or row["hospital"]).split())


def test_cooperations_equals_a_count_by_hand(saxony):
    names = {f"sachsen:{row['id']}": " ".join(row["name"].split()) for row in lists.topic_groups()}
    by_clinic = {}
    for tie in lists.planted():
        if tie["status"] == "active" and tie["intensity"] != "1":
            by_clinic.setdefault(tie["source"], []).append(tie)
    assert len(by_clinic) > 5
    for clinic, ties in by_clinic.items():
        found = {row["partner"]: row for row in rows(saxony, "cooperations", partner=clinic)}
        assert set(found) == {tie["target"] for tie in ties}
        for tie in ties:
            row = found[tie["target"]]
            assert row["name"].startswith(names[tie["target"]])  # several towns have a group of that name
            assert row["sector"] == "self_help"
            assert row["intensity"] == (int(tie["intensity"]) if tie["intensity"] else None)
            assert row["formality"] == (tie["formality"] or None)
            assert row["since"] == (date.fromisoformat(tie["since"]) if tie["since"] else None)
            assert row["confirmed_on"] == (date.fromisoformat(tie["confirmed_on"]) if tie["confirmed_on"] else None)


def test_referral_equals_a_count_by_hand(saxony):
    points = {
        r["district_ags"]: (float(r["lat_popweighted"]), float(r["lon_popweighted"]))
        for r in lists.raw("areas/districts.csv")
    }
    pirna = next(r for r in lists.raw("areas/places.csv") if r["ags"] == "14628270")
    here = (float(pirna["lat"]), float(pirna["lon"]))
    offices = {f"sachsen:{row['id']}": row for row in lists.contact_points()}
    groups = []
    for number, row in enumerate(lists.raw("selfhelp/saxony_topics.csv")):
        if same_topic(row["topic"], "Parkinson"):
            km = great_circle(here, points[row["district_ags"]])
            ways = {o for o, office in offices.items() if office["area"] == row["district_ags"]}
            groups.append((km, f"sachsen:T{number:04d}", ways))
    groups.sort()
    found = rows(saxony, "referral", about="Parkinson", place="Pirna", top="3")
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    for row, (km, id, ways) in zip(found[:3], groups[:3], strict=True):
        assert (row["partner"], row["step"]) == (id, "group")
        assert row["distance_km"] == pytest.approx(km, rel=1e-6)
        assert row["way"] in ways
    serving = {row["partner"] for row in found[3:] if row["step"] == "office"}
    assert "sachsen:PIR-001" in serving


def great_circle(a, b):
    """By the spherical law of cosines, another formula than ours."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(math.radians(x) for x in point) for point in (a, b))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return 6371.0 * math.acos(min(1.0, cosine))


def test_the_nation_s_offices_and_clinics_share_ids_and_nothing_is_merged(tmp_path):
    store = fresh(tmp_path / "store.db")
    offices, (sites, ties) = lists.national_offices(), lists.clinics()
    put(store, "offices", [lists.as_csv("offices.csv", offices)])
    put(store, "clinics", [lists.as_csv("clinics.csv", sites), lists.as_csv("operates.csv", ties)])
    put(store, "rki", [lists.as_csv("authorities.csv", lists.health_authorities())])
    records = store.records(Viewer.STAFF)
    assert len(records.partners) == 361 + len(sites) + 381
    assert sum(1 for row in sites if row["kind"] == "clinic") == 2781
    for row in offices:
        assert records.partners[f"offices:{row['id']}"].kind == row["kind"]
    assert len(records.ties) == len(ties)
    store.close()


def test_without_a_source_the_second_list_is_refused_where_ids_coincide(tmp_path):
    store = fresh(tmp_path / "store.db")
    put(store, "", [lists.as_csv("offices.csv", lists.national_offices())])
    sites, _ = lists.clinics("Sachsen")
    found = load([lists.as_csv("clinics.csv", sites)], store.records(Viewer.STAFF), store.areas())
    taken = {row["id"] for row in lists.national_offices()} & {row["id"] for row in sites}
    assert sum("gehört schon zu" in remark.text.into("de") for remark in found.refused) == len(taken)
    store.close()
