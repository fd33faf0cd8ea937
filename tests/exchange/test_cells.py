"""One cell becomes a value, or a refusal that says what would do."""

from __future__ import annotations

from datetime import date

import pytest
from made_lists import AREAS

from graphsvc.exchange.cells import BadCell, Remarked, parsers

PARSERS = parsers(AREAS)


def value(column, text):
    found = PARSERS[column](text)
    return found.value if isinstance(found, Remarked) else found


def refusal(column, text):
    with pytest.raises(BadCell) as bad:
        PARSERS[column](text)
    said = bad.value.text.into("de")
    assert f"„{text}“" in said or "PLZ" in said
    return said


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("08117", "08117"),
        ("8117", "08117"),
        ("8117.0", "08117"),
        ("8", "08"),
        ("6534016", "06534016"),
        ("06534016.0", "06534016"),
        ("01067", "14612000"),
        ("1067", "14612000"),
        ("1067.0", "14612000"),
        ("Göppingen", "08117"),
        ("GÖPPINGEN", "08117"),
        ("Landkreis Göppingen", "08117"),
        ("Leipzig", "14713"),
        ("Stadt Leipzig", "14713"),
        ("Kreis Leipzig", "14729"),
        ("Sachsen", "14"),
    ],
)
def test_a_place_is_found_by_ags_plz_or_name_also_without_a_zero_that_got_lost(text, ags):
    assert value("area", text) == ags


def test_a_place_that_fits_several_is_refused_with_the_candidates():
    said = refusal("area", "Neustadt")
    assert "Neustadt (06534016)" in said
    assert "Neustadt (14628270)" in said
    assert "Bitte den AGS angeben" in said


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Göpingen", "Meinten Sie Göppingen?"),
        ("Atlantis", "Bitte den Kreis oder den AGS angeben"),
        ("99999", "Bitte den Ort, den Kreis oder den AGS angeben"),
        ("08999", "Bitte den Ort, den Kreis oder den AGS angeben"),
    ],
)
def test_an_unknown_place_is_refused_with_what_helps(text, remedy):
    assert remedy in refusal("area", text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-01", date(2024, 3, 1), date(2024, 3, 1)),
        ("01.03.2024", date(2024, 3, 1), date(2024, 3, 1)),
        ("1.3.24", date(2024, 3, 1), date(2024, 3, 1)),
        ("15.05.98", date(1998, 5, 15), date(1998, 5, 15)),
        ("2024-03-01T00:00:00", date(2024, 3, 1), date(2024, 3, 1)),
        ("29.02.2024", date(2024, 2, 29), date(2024, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019.0", date(2019, 1, 1), date(2019, 12, 31)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
    ],
)
def test_a_day_is_read_as_people_write_it_and_a_year_is_its_first_or_last_day(text, first, last):
    assert (value("since", text), value("until", text)) == (first, last)


@pytest.mark.parametrize(("text", "vague"), [("2019", True), ("02/2024", True), ("01.02.2024", False)])
def test_a_month_or_year_that_stands_for_a_day_is_remarked(text, vague):
    assert isinstance(PARSERS["since"](text), Remarked) is vague


@pytest.mark.parametrize("text", ["31.02.2024", "2023-02-29", "13/2024", "00.00.2000", "45352", "bald", "0000"])
def test_a_day_that_does_not_exist_is_refused(text):
    assert "01.03.2024 oder 2024-03-01" in refusal("since", text)


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("kind", "KISS", "contact_office"),
        ("kind", "Selbsthilfe-Büro", "contact_office"),
        ("kind", "shg", "self_help_group"),
        ("kind", "Kliniken", "clinic"),
        ("kind", "Gesundheitsforum", "health_conference"),
        ("tie_kind", "kooperiert mit", "cooperates_with"),
        ("tie_kind", "Förderung", "funds"),
        ("status", "gefragt und verneint", "none"),
        ("formality", "Kooperationsvertrag", "written"),
        ("visibility", "öffentlich", "public"),
        ("state", "ruht", "dormant"),
        ("basis", "§ 20h SGB V, pauschal", "20h_flat"),
        ("reported_by", "beide", "both"),
        ("carrier_type", "freier Träger", "other_non_profit"),
        ("forms", "Räume | Projekt|Räume", ("rooms", "project")),
        ("fields", "Gesundheit|Senioren", ("health", "age")),
        ("serves", "8117|Böblingen", ("08117", "08115")),
        ("topics", " Angst |  Sucht ", ("Angst", "Sucht")),
        ("intensity", "Abstimmung", 3),
        ("intensity", "3.0", 3),
        ("complete", "X", True),
        ("answered", "nein", False),
        ("postcode", "1067.0", "01067"),
    ],
)
def test_words_are_taken_as_the_field_uses_them(column, text, code):
    assert value(column, text) == code


@pytest.mark.parametrize(
    ("column", "text", "remedy"),
    [
        ("kind", "Klink", "Meinten Sie „Klinik“?"),
        ("kind", "Selbshilfegruppe", "Meinten Sie „Selbsthilfegruppe“?"),
        ("kind", "Qxyz", "Möglich sind: Selbsthilfekontaktstelle"),
        ("forms", "Räume|Turnier", "Möglich sind:"),
        ("intensity", "5", "Möglich sind 1 bis 4"),
        ("complete", "vielleicht", "weder ja noch nein"),
        ("amount", "viel", "keine Zahl"),
        ("lat", "inf", "keine Zahl"),
        ("lat", "nan", "keine Zahl"),
        ("year", "2024,5", "keine ganze Zahl"),
    ],
)
def test_an_unknown_word_is_refused_with_what_is_possible(column, text, remedy):
    with pytest.raises(BadCell) as bad:
        PARSERS[column](text)
    assert remedy in bad.value.text.into("de")


@pytest.mark.parametrize(
    ("column", "text", "number"),
    [
        ("amount", "1.234,56 €", 1234.56),
        ("amount", "12.500", 12500),
        ("amount", "12.500 €", 12500),
        ("amount", "1.250.000", 1250000),
        ("amount", "12.50", 12.5),
        ("amount", "12500", 12500),
        ("amount", "0.125", 0.125),
        ("amount", "1234.567", 1234.567),
        ("asked", "1.200", 1200),
        ("asked", "1.000", 1000),
        ("asked", "3.0", 3),
        ("year", "2024.0", 2024),
        ("lat", "48.123", 48.123),
        ("lat", "48,123", 48.123),
    ],
)
def test_a_number_is_read_as_german_spreadsheets_write_it(column, text, number):
    assert value(column, text) == number


@pytest.mark.parametrize("text", ["§ 20h SGB VIII", "§ 20 h SGB VIII, pauschal"])
def test_a_basis_that_names_sgb_viii_is_kept_as_written_with_a_remark(text):
    found = PARSERS["basis"](text)
    assert isinstance(found, Remarked)
    assert found.value == text
    assert "SGB V" in found.texts[0].into("de")
