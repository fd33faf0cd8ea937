"""Partners and ties are found again, an empty cell keeps and a dash clears, and loading twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from made_lists import PARTNERS, TIES, as_xlsx, tie_between

from graphsvc.changes import ChangeSet, change
from graphsvc.model import Contact, Inquiry, Request
from graphsvc.topics import Topic


def edit(desk, before, **values):
    changes = ChangeSet(changes=(change(before, replace(before, **values)),))
    desk.store.apply(changes, actor="test", key=f"edit {desk.store.revision()}")


def test_a_list_becomes_partners_and_ties(desk):
    found = desk.put(PARTNERS, TIES)
    assert dict(found.counts) == {"added": 5, "changed": 0, "unchanged": 0, "refused": 0}
    records = desk.records
    office, group = records.partners["kst"], records.partners["shg"]
    assert (office.kind, office.area, office.carrier, office.since) == (
        "contact_office",
        "08117",
        "Stadt",
        date(1995, 1, 1),
    )
    assert group.topics == ("Angst", "Sucht")
    assert (tie_between(desk, "kst", "shg").kind, tie_between(desk, "kst", "kl").intensity) == ("supports", 3)


def test_ties_may_come_before_the_partners_they_join(desk):
    desk.put(("a.csv", TIES), ("b.csv", PARTNERS))
    assert len(desk.records.ties) == 2


def test_unknown_columns_become_attributes_and_contact_details_stay_out_of_the_partner(desk):
    desk.put(PARTNERS)
    records = desk.records
    assert records.partners["kst"].attrs == {"agency_lvl": "2"}
    assert records.contacts == {"kst": Contact(id="kst", phone="07161 1", email="info@example.org")}
    assert "07161" not in repr(records.partners)
    assert "example.org" not in repr(records.partners)


def test_loading_twice_changes_nothing(desk):
    desk.put(PARTNERS, TIES)
    found = desk.look(PARTNERS, TIES)
    assert (len(found.changes), dict(found.counts)) == (0, {"added": 0, "changed": 0, "unchanged": 5, "refused": 0})


def test_an_empty_cell_keeps_and_a_dash_clears(desk):
    desk.put(PARTNERS, TIES)
    desk.put("id;name;kind;carrier;since;agency_lvl;phone;email\nkst;;;;;;;-\nkl;;;;-;-;;\n")
    records = desk.records
    office, clinic = records.partners["kst"], records.partners["kl"]
    assert (office.name, office.carrier, office.attrs) == ("Kontaktstelle Göppingen", "Stadt", {"agency_lvl": "2"})
    assert (clinic.since, clinic.attrs) == (None, {})
    assert records.contacts["kst"] == Contact(id="kst", phone="07161 1")
    desk.put("source;target;kind;intensity;since\nkst;shg;supports;2;\nkst;kl;;-;\n")
    assert (tie_between(desk, "kst", "shg").intensity, tie_between(desk, "kst", "shg").since) == (2, date(2019, 1, 1))
    assert tie_between(desk, "kst", "kl").intensity is None


def test_a_list_of_ids_and_an_unknown_column_adds_an_attribute_and_keeps_the_name(desk):
    desk.put(PARTNERS)
    desk.put("id;Betten\nkl;120\n")
    clinic = desk.records.partners["kl"]
    assert (clinic.name, clinic.attrs) == ("Klinikum Mitte", {"agency_lvl": "3", "Betten": "120"})


def test_a_cleared_code_goes_back_to_its_default(desk):
    desk.put("id;name;kind;state;visibility;represents\na;A;clinic;ruht;öffentlich;mehrere\n")
    desk.put("id;state;visibility;represents\na;-;-;-\n")
    partner = desk.records.partners["a"]
    assert (partner.state, partner.visibility, partner.represents) == ("active", "internal", "one")


@pytest.mark.parametrize("name", ["Klinikum Mitte", "klinikum mitte", "KLINIKUM-MITTE", " Klinikum  Mitte "])
def test_without_an_id_a_partner_is_found_again_by_its_name_kind_and_area(desk, name):
    desk.put(PARTNERS)
    found = desk.put(f"name;kind;area;carrier\n{name};Krankenhaus;Böblingen;Kreis\n")
    assert [(c.id, c.verb) for c in found.changes] == [("kl", "changed")]


@pytest.mark.parametrize(
    "row", ["Klinikum Mitte;clinic;08117", "Klinikum Mitte;service;08115", "Klinik Mitte;clinic;08115"]
)
def test_another_name_kind_or_area_is_another_partner(desk, row):
    desk.put(PARTNERS)
    (added,) = desk.put(f"name;kind;area\n{row}\n").changes
    assert (added.verb, added.id in ("kst", "shg", "kl")) == ("added", False)


def test_a_partner_without_an_id_gets_one_that_stays(desk):
    text = "name;kind;area\nÄngste & Co.;SHG;Göppingen\n???;SHG;Göppingen\n"
    first = {c.id for c in desk.look(text).changes}
    assert len(first) == 2
    desk.put(text)
    assert len(desk.look(text).changes) == 0
    assert set(desk.records.partners) == first


def test_a_row_that_says_the_same_partner_again_is_left_out_with_a_remark(desk):
    found = desk.look("name;kind;area\nMut;SHG;8117\nmut;Selbsthilfegruppe;Göppingen\n")
    assert found.counts["added"] == 1
    (remark,) = found.remarks
    assert (remark.row, remark.value, remark.refused) == (3, "mut", False)
    assert "Zeile 2" in remark.text.into("de")


def test_a_source_keeps_the_ids_of_two_lists_apart(desk):
    desk.put("id;name;kind\n1;A;clinic\n2;B;clinic\n", source="ost")
    desk.put("id;name;kind\n1;C;service\n", ("t.csv", "source;target\n1;B\n"), source="west")
    assert {id: p.name for id, p in desk.records.partners.items()} == {"ost:1": "A", "ost:2": "B", "west:1": "C"}
    (tie,) = desk.records.ties.values()
    assert (tie.source, tie.target) == ("west:1", "ost:2")
    assert len(desk.look("id;name;kind\n1;A;clinic\n2;B;clinic\n", source="ost").changes) == 0


def test_a_plz_says_the_area_where_the_row_says_none_even_if_it_reads_like_an_ags(desk):
    desk.put("id;name;kind;PLZ\na;A;clinic;1067.0\nb;B;clinic;14612\n")
    areas = {id: partner.area for id, partner in desk.records.partners.items()}
    assert areas == {"a": "14612000", "b": "12063080"}
    assert {id: c.postcode for id, c in desk.records.contacts.items()} == {"a": "01067", "b": "14612"}


def test_what_holds_for_the_whole_list_stands_in_where_a_row_says_nothing(desk):
    ties = ("t.csv", "source;target\nA;B\n")
    desk.put("name;kind;area\nA;;\nB;clinic;08115\n", ties, kind="service", area="08117", visibility="public")
    assert [tie.visibility for tie in desk.records.ties.values()] == ["public"]
    found = {p.name: (p.kind, p.area, p.visibility) for p in desk.records.partners.values()}
    assert found == {"A": ("service", "08117", "public"), "B": ("clinic", "08115", "public")}


REST = {
    "Erhebungen": [
        ["partner", "on", "about", "answered", "complete"],
        ["kst", "05.01.2024", "Kliniken|Themen|Angst", "ja", "nein"],
        ["Klinikum Mitte", "2024-02-01", "", "nein", ""],
    ],
    "Themen": [["Thema", "Oberthema", "Andere Namen"], ["Angst", "Seelische Gesundheit", "Ängste|Phobie"]],
    "Anfragen": [["Thema", "Gebiet", "Jahr", "Gefragt", "Vermittelt"], ["Angst", "8117", 2023, 12, 3]],
}


def test_inquiries_topics_and_requests_have_tables_of_their_own(desk):
    found = desk.put(PARTNERS, ("rest.xlsx", as_xlsx(REST)))
    records = desk.records
    inquiries = {(i.partner, i.on, i.about, i.answered, i.complete) for i in records.inquiries.values()}
    assert inquiries == {
        ("kst", date(2024, 1, 5), ("Angst", "clinic", "topics"), True, False),
        ("kl", date(2024, 2, 1), (), False, False),
    }
    topic = Topic(name="Angst", parent="Seelische Gesundheit", synonyms=("Ängste", "Phobie"))
    assert dict(records.topics) == {"Angst": topic}
    (request,) = records.requests.values()
    assert request == Request(id=request.id, topic="Angst", area="08117", year=2023, asked=12, met=3)
    assert found.counts["added"] == 7
    again = desk.look(PARTNERS, ("rest.xlsx", as_xlsx(REST)))
    assert (len(again.changes), again.counts["unchanged"]) == (0, 7)


def test_in_these_tables_too_an_empty_cell_keeps_and_a_dash_clears(desk):
    desk.put(PARTNERS, ("rest.xlsx", as_xlsx(REST)))
    desk.put("partner;on;about;answered;complete\nkst;2024-01-05;clinic|topics|Angst;;ja\n")
    desk.put("partner;on;about;answered;complete\nkst;2024-01-05;clinic|topics|Angst;nein;\n")
    (inquiry,) = (i for i in desk.records.inquiries.values() if i.partner == "kst")
    assert isinstance(inquiry, Inquiry)
    assert (inquiry.answered, inquiry.complete) == (False, True)
    desk.put("topic;area;year;asked;met\nAngst;08117;2023;;5\n")
    (request,) = desk.records.requests.values()
    assert (request.asked, request.met) == (12, 5)
    desk.put("topic;area;year;asked;met\nAngst;08117;2023;;-\n", ("t.csv", "topic;parent;synonyms\nAngst;;-\n"))
    (request,) = desk.records.requests.values()
    assert (request.asked, request.met) == (12, None)
    assert desk.records.topics["Angst"] == Topic(name="Angst", parent="Seelische Gesundheit")


def test_what_was_edited_in_between_is_kept_where_the_list_says_nothing(desk):
    desk.put(PARTNERS, TIES)
    edit(desk, desk.records.partners["shg"], state="dormant", audience="Jugendliche")
    edit(desk, tie_between(desk, "kst", "shg"), formality="oral")
    assert len(desk.look(PARTNERS, TIES).changes) == 0
