"""A column is known by its heading in any usual wording, else by what stands in it; columns of persons are dropped."""

from __future__ import annotations

import pytest
from made_lists import AREAS

from graphsvc.exchange import sheets
from graphsvc.exchange.columns import DROP, LABELS, TABLES, guess
from graphsvc.exchange.write import blank
from graphsvc.language import LANGUAGES


def columns(*headings, rows=(("x",),)):
    return guess([headings, *rows], AREAS).columns


@pytest.mark.parametrize("language", [*LANGUAGES, "code"])
@pytest.mark.parametrize("table", TABLES)
def test_every_heading_of_the_template_is_known_in_both_languages_and_as_its_code(table, language):
    headings = [name if language == "code" else LABELS[name].into(language) for name in TABLES[table]]
    mapped = guess([headings, ["x"] * len(headings)], AREAS)
    assert (mapped.table, mapped.columns) == (table, TABLES[table])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_template_is_read_as_what_it_is(language):
    partners, ties, _ = sheets.read(blank(language), "vorlage.xlsx")
    assert guess(partners.rows, AREAS).columns == TABLES["partners"]
    assert guess(ties.rows, AREAS).columns == TABLES["ties"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Einrichtung", "name"),
        ("Name der Einrichtung", "name"),
        ("KOOPERATIONSPARTNER", "name"),
        ("Kategorie", "kind"),
        ("Art der Einrichtung:", "kind"),
        ("Landkreis", "area"),
        ("Gemeindeschlüssel", "area"),
        ("Indikation", "topics"),
        ("Träger", "carrier"),
        ("E-Mail-Adresse", "email"),
        ("Tel.", "phone"),
        ("Postleitzahl", "postcode"),
        ("Straße, Hausnummer", "street"),
        ("Strasse", "street"),
        ("Homepage", "website"),
        ("zuletzt bestätigt", "confirmed_on"),
        ("Zusammenarbeit seit", "tie_since"),
        ("agency_lvl", "attr:agency_lvl"),
        ("attr:Betten", "attr:Betten"),
        ("", DROP),
    ],
)
def test_usual_wordings_are_known_and_the_rest_is_kept_as_an_attribute(heading, column):
    assert columns(*(() if column == "name" else ("Name",)), heading)[-1] == column


@pytest.mark.parametrize(
    ("headings", "table"),
    [
        (("Name", "Art"), "partners"),
        (("Von", "Zu"), "ties"),
        (("source", "target", "kind"), "ties"),
        (("Akteur", "Am", "Vollständig"), "inquiries"),
        (("Thema", "Oberthema"), "topics"),
        (("Thema", "Gebiet", "Jahr", "Gefragt"), "requests"),
    ],
)
def test_the_headings_say_which_table_it_is(headings, table):
    assert guess([headings, ["x"]], AREAS).table == table


@pytest.mark.parametrize(
    ("values", "column"),
    [
        (("info@example.org", "post@example.org"), "email"),
        (("www.example.org", "https://example.org/a"), "website"),
        (("1067", "70173"), "postcode"),
        (("0711 123456", "+49 (30) 123-45"), "phone"),
        (("Klinik", "SHG", "Verein"), "kind"),
        (("Göppingen", "Böblingen", "anderswo"), "area"),
        (("dies", "das"), "attr:Spalte"),
    ],
)
def test_a_heading_that_says_nothing_is_understood_by_what_stands_below(values, column):
    assert columns("Name", "Spalte", rows=[("x", value) for value in values]) == ("name", column)


def test_a_heading_that_names_an_attribute_stays_one_whatever_stands_below():
    assert columns("Name", "attr:Seite", rows=[("x", "www.example.org")]) == ("name", "attr:Seite")


@pytest.mark.parametrize(
    "heading",
    [
        *("Ansprechpartner", "Ansprechpartner/in", "Ansprechperson", "Kontaktperson", "Vorname", "Nachname", "Anrede"),
        *("Geburtsdatum", "Leitung", "Leiterin", "Telefon Ansprechpartner", "E-Mail privat", "First name"),
        *("Geschäftsführer", "Vorsitzende/r", "Sprecherin", "Koordinator/in", "Sachbearbeiterin"),
    ],
)
def test_a_column_of_persons_is_dropped_and_the_report_says_so(desk, heading):
    found = desk.look(f"Name;Art;{heading}\nA;Klinik;Erika Beispiel\n")
    assert "Erika" not in repr(found.changes)
    (remark,) = found.remarks
    assert (remark.row, remark.column, remark.value, remark.refused) == (1, heading, heading, False)
    assert "Personen gehören nicht ins Netz" in remark.text.into("de")


@pytest.mark.parametrize("heading", ["Leitbild", "Telefon", "Zielgruppe", "Vorsorge", "Sprache"])
def test_a_column_that_only_sounds_like_persons_is_kept(heading):
    mapped = guess([["Name", "Art", heading], ["A", "Klinik", "x"]], AREAS)
    assert not mapped.personal
    assert DROP not in mapped.columns


def test_a_town_of_the_address_stands_for_the_area_only_where_nothing_else_does():
    assert columns("Name", "Art", "Straße", "Ort") == ("name", "kind", "street", "area")
    assert columns("Name", "Art", "Landkreis", "Ort") == ("name", "kind", "area", "place")


def test_the_second_column_of_one_name_does_not_overwrite_the_first():
    assert columns("Name", "Telefon", "Telefon") == ("name", "phone", "attr:Telefon")
