"""Accepted with a remark: topics that the list lacks, and what is likely there twice."""

from __future__ import annotations

import pytest

from graphsvc.changes import added
from graphsvc.topics import Topic

TOPICS = (Topic(name="Alkohol", parent="Sucht", synonyms=("Alkoholabhängigkeit",)), Topic(name="Rheuma"))


@pytest.fixture
def topical(desk):
    desk.store.apply(added(*TOPICS), actor="test", key="topics")
    return desk


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("Reuma", "Meinten Sie „Rheuma“?"),
        ("Alkohohl", "Meinten Sie „Alkohol“?"),
        ("Xylophon", "steht nicht in der Themenliste."),
    ],
)
def test_a_topic_that_the_list_lacks_is_kept_and_remarked(topical, topic, says):
    found = topical.put(f"Name;Art;Themen\nA;SHG;Rheuma|{topic}\nB;SHG;{topic}\n")
    assert {"Rheuma", topic} in [set(p.topics) for p in topical.records.partners.values()]
    assert [(r.row, r.column, r.value, r.refused) for r in found.remarks] == [
        (2, "Themen", topic, False),
        (3, "Themen", topic, False),
    ]
    assert all(remark.text.into("de").endswith(says) for remark in found.remarks)


@pytest.mark.parametrize("topic", ["Rheuma", "rheuma", "Alkoholabhängigkeit"])
def test_a_topic_in_any_of_its_spellings_is_taken_without_a_word(topical, topic):
    assert topical.look(f"Name;Art;Themen\nA;SHG;{topic}\n").remarks == ()


def test_a_topic_that_the_same_list_brings_is_known(topical):
    found = topical.look("Name;Art;Themen\nA;SHG;Xylophon\n", ("t.csv", "Thema;Oberthema\nXylophon;Musik\n"))
    assert found.remarks == ()


RECORDED = "id;name;kind;area;topics\n1;Diakonisches Werk Göppingen e. V.;welfare_association;08117;\n"


@pytest.mark.parametrize("name", ["Diakonisches Werk Göppingen", "diakonisches werk göppingen (Geschäftsstelle)"])
def test_a_likely_double_from_another_source_is_reported_and_not_merged(desk, name):
    desk.put(RECORDED, source="alt")
    found = desk.put(("neu.csv", f"id;name;kind;area\n1;{name};welfare_association;08117\n"), source="neu")
    assert set(desk.records.partners) == {"alt:1", "neu:1"}
    (remark,) = found.remarks
    assert (remark.file, remark.sheet, remark.row, remark.value, remark.refused) == (
        "neu.csv",
        "neu.csv",
        2,
        name,
        False,
    )
    text = remark.text.into("de")
    assert "Diakonisches Werk Göppingen e. V." in text
    assert "alt:1" in text


@pytest.mark.parametrize(
    "row",
    [
        "Diakonisches Werk Göppingen;welfare_association;08115;",
        "Diakonisches Werk Göppingen;clinic;08117;",
        "Caritasverband Göppingen;welfare_association;08117;",
        "Diakonisches Café Süd;welfare_association;08117;",
    ],
)
def test_another_place_sector_or_name_is_no_double(desk, row):
    desk.put(RECORDED, source="alt")
    assert desk.look(f"name;kind;area;topics\n{row}\n", source="neu").remarks == ()


def test_two_groups_of_one_name_with_different_topics_are_no_doubles(desk):
    desk.put("id;name;kind;area;topics\n1;Gruppe Mut;SHG;08117;Angst\n", source="alt")
    row = "1;Gruppe Mut;SHG;08117;"
    assert desk.look(f"id;name;kind;area;topics\n{row}Rheuma\n", source="neu").remarks == ()
    assert len(desk.look(f"id;name;kind;area;topics\n{row}Angst\n", source="neu").remarks) == 1
