"""Persons don't get into the network unsaid: what sounds like one is accepted with a remark."""

from __future__ import annotations

import pytest

from graphsvc.exchange import people


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nach Auskunft von Frau Beispiel", "Name einer Person"),
        ("Telefonat mit Herrn Muster-Mann", "Name einer Person"),
        ("Dr. med. Muster fragen", "Name einer Person"),
        ("Prof. Dr. rer. nat. Muster", "Name einer Person"),
        ("Mail an erika.muster@example.org", "E-Mail-Adresse"),
        ("erreichbar unter 0711 / 123 456-7", "Telefonnummer"),
        ("Tel. +49 (711) 123456", "Telefonnummer"),
    ],
)
@pytest.mark.parametrize("column", ["Beleg", "Zielgruppe", "Bemerkung"])
def test_free_text_that_names_a_person_is_accepted_with_a_remark(desk, column, text, says):
    found = desk.look(f"Name;Art;{column}\nA;Klinik;{text}\n")
    assert found.counts["added"] == 1
    (remark,) = found.remarks
    assert (remark.row, remark.column, remark.value, remark.refused) == (2, column, text, False)
    assert says in remark.text.into("de")


@pytest.mark.parametrize(
    "text",
    [
        "Flyer vom 01.03.2024",
        "Protokoll 2024-03-01, Seite 12",
        "Frauen und Männer ab 60",
        "Herrenberg Mitte, Raum 0.12",
        "Jahresbericht 2019–2023",
        "https://example.org/a",
    ],
)
def test_free_text_without_persons_is_taken_without_a_word(text):
    assert people.in_free_text(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "Dr. med. Erika Beispiel",
        "Prof. Dr. Beispiel",
        "Praxis Dr. Beispiel",
        "Gemeinschaftspraxis Dres. Beispiel und Muster",
        "Hausarztpraxis Dr. med. Beispiel",
        "Praxis für Allgemeinmedizin Dr. Beispiel",
        "Psychotherapeutische Praxis Dipl.-Psych. Beispiel",
        "Logopädie Frau Beispiel",
    ],
)
@pytest.mark.parametrize("column", ["Name", "Träger"])
def test_a_practice_or_an_owner_named_like_a_person_is_accepted_with_a_remark(desk, column, name):
    row = f"{name};Praxis;" if column == "Name" else f"Klinikum Mitte;Klinik;{name}"
    found = desk.look(f"Name;Art;Träger\n{row}\n")
    assert found.counts["added"] == 1
    (remark,) = found.remarks
    assert (remark.row, remark.column, remark.value, remark.refused) == (2, column, name, False)
    assert "nach Fach und Ort" in remark.text.into("de")


@pytest.mark.parametrize(
    "name", ["Hausarztpraxis Musterstadt", "Frauenarztpraxis am Markt", "Praxis am Herrenweg", "MVZ Mitte"]
)
def test_a_practice_named_by_its_trade_and_town_is_taken_without_a_word(name):
    assert people.like_a_person(name) is None


def test_a_mail_address_of_a_person_is_accepted_with_a_remark(desk):
    found = desk.look("Name;Art;E-Mail\nA;Klinik;erika.beispiel@example.org\nB;Klinik;info@example.org\n")
    assert [(r.row, r.value, r.refused) for r in found.remarks] == [(2, "erika.beispiel@example.org", False)]
    assert "info@" in found.remarks[0].text.into("de")
