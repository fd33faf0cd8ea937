"""What merged, and how long it takes from one area to another; and records that lie in what is no more."""

from __future__ import annotations

from datetime import date

import made_areas
import pytest
from made_lists import as_csv, as_xlsx

from graphsvc.areas import Area, Areas
from graphsvc.errors import Refused
from graphsvc.exchange.areas_files import AreaFiles, read_areas
from graphsvc.exchange.areas_moved import lost, moved
from graphsvc.exchange.load import load
from graphsvc.model import Partner, Request
from graphsvc.store import Records

NOW = Areas(
    [
        Area(ags="08", name="Land"),
        Area(ags="08117", name="Göppingen"),
        Area(ags="08117001", name="Adelberg", postcode="73099"),
        Area(ags="08117003", name="Neustadt"),
    ],
    stand=date(2022, 12, 31),
)


def successors(rows, name="changes.csv"):
    return read_areas([(name, as_csv(rows, ";"))]).successors


@pytest.mark.parametrize(
    "headings",
    [
        ["old", "new", "date"],
        ["ags_alt", "ags_neu", "Datum"],
        ["AGS vorher", "AGS nachher", "wirksam"],
        ["Gemeindeschlüssel bisher", "Gemeindeschlüssel neu", "date"],
        ["AGS", "AGS", "date"],
    ],
)
def test_a_list_of_two_keys_is_read(headings):
    assert successors([headings, ["08117002", "08117003", "01.01.2020"]]) == {"08117002": "08117003"}


def test_the_order_of_columns_is_told_by_their_names():
    assert successors([["ags_new", "ags_old"], ["08117003", "08117002"]]) == {"08117002": "08117003"}


def test_the_offices_list_is_read_where_an_area_lives_on_it_stays():
    rows = made_areas.changes(
        ("08117002", "1", "08117003", "01.01.2020"),
        ("08117004", "2", "08117003", "01.01.2020"),
        ("08117005", "3", "08118005", "01.01.2020"),
        ("08117006", "4", "08117006", "01.01.2020"),
        ("08117007", "4", "08117008", "01.01.2020"),
    )
    assert successors(rows) == {"08117002": "08117003", "08117005": "08118005"}
    book = as_xlsx({"Deckblatt": [["Änderungen"]], "Gebietsänderungen": rows})
    assert read_areas([("2020.xlsx", book)]).successors == successors(rows)


def test_a_chain_is_followed_and_what_came_back_is_there():
    rows = [
        ["old", "new", "date"],
        ["08117002", "08117004", "2010-01-01"],
        ["08117004", "08117003", "2015-01-01"],
        ["08117001", "08117009", "2011-01-01"],
        ["08117009", "08117001", "2012-01-01"],
    ]
    for ordered in (rows, [rows[0], *rows[:0:-1]]):
        areas = NOW.joined(read_areas([("a.csv", as_csv(ordered))]))
        assert [areas.today(f"0811700{n}") for n in (1, 2, 3, 4, 9)] == [
            "08117001",
            "08117003",
            "08117003",
            "08117003",
            "08117001",
        ]


def test_two_steps_of_one_day_are_a_chain_in_any_order():
    rows = [["old", "new", "date"], ["08117002", "08117004", "2010-01-01"], ["08117004", "08117003", "2010-01-01"]]
    for ordered in (rows, [rows[0], *rows[:0:-1]]):
        assert NOW.joined(read_areas([("a.csv", as_csv(ordered))])).today("08117002") == "08117003"


def test_a_ring_leads_nowhere():
    areas = Areas([Area(ags="08117001", name="A")]).joined(Areas([], successors={"08117001": "08117002"}))
    ring = areas.joined(Areas([], successors={"08117002": "08117001"}))
    assert (ring.today("08117001"), list(ring)) == ("08117001", ["08117001"])
    lost_ring = Areas([], successors={"1": "2", "2": "1", "3": "1"})
    assert [lost_ring.today(ags) for ags in "123"] == ["1", "2", "3"]


def test_what_went_into_several_has_no_successor_and_is_said():
    rows = [["old", "new", "date"], ["08117002", "08117001", "2020-01-01"], ["08117002", "08117003", "2020-01-01"]]
    found = AreaFiles([("a.csv", as_csv(rows))], NOW)
    assert found.areas.successors == {}
    assert [text.into("de") for text in found.remarks] == [
        "1 Gebiet kam in mehrere andere: 08117002. Was dort liegt, bitte selbst zuordnen."
    ]


def test_what_is_later_than_the_figures_or_stands_in_the_register_is_no_more_change():
    rows = [["old", "new", "date"], ["08117001", "08117003", "2023-01-01"]]
    late = AreaFiles([("a.csv", as_csv(rows))], NOW)
    assert late.areas.successors == {}
    assert "1 Gebietsänderung ist jünger als der Gebietsstand" in late.remarks[0].into("de")
    counted = made_areas.changes(("08117001", "1", "08117003", "01.01.2023"))  # in law long before, in statistics later
    assert AreaFiles([("a.csv", as_csv(counted, ";"))], NOW).areas.successors == {}
    listed = as_csv([["ags", "name"], ["08117001", "Adelberg"]])
    alive = AreaFiles([("a.csv", as_csv(rows)), ("b.csv", listed)], Areas([]))
    assert alive.areas.successors == {}
    assert "1 Gebiet soll es nicht mehr geben" in alive.remarks[0].into("de")


def test_travel_times_are_read():
    for headings in (["from", "to", "minutes"], ["from_id", "to_id", "travel_time"], ["von", "nach", "Minuten"]):
        rows = [headings, ["08117001", "08117003", "12,5"], ["8117003", "8117001", "13"], ["08117001", "08117", ""]]
        found = AreaFiles([("a.csv", as_csv(rows, ";"))], NOW)
        assert found.areas.minutes == {("08117001", "08117003"): 12.5, ("08117003", "08117001"): 13.0}
        assert (found.remarks, found.areas.outlines) == ([], {})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["08117001", "08117003", "bald"], "a.csv, Zeile 2: „bald“ ist keine Zahl."),
        (["08117001", "08117003", "-1"], "a.csv, Zeile 2: „-1“ Minuten kann eine Fahrt nicht dauern."),
        (["08117001", "Neustadt", "1"], "a.csv, Zeile 2: „Neustadt“ ist kein AGS."),
    ],
)
def test_travel_times_that_cannot_be_right_are_refused(row, says):
    with pytest.raises(Refused) as refused:
        read_areas([("a.csv", as_csv([["from", "to", "minutes"], row]))])
    assert says in refused.value.text.into("de")


def test_ends_that_are_not_known_are_said():
    rows = [["from", "to", "minutes"], ["08117001", "09999999", "1"]]
    said = [text.into("de") for text in AreaFiles([("a.csv", as_csv(rows))], NOW).remarks]
    assert said == [
        "1 AGS aus Fahrzeiten oder Gebietsänderungen ist nicht bekannt: 09999999. Bitte die Gemeinden mitladen."
    ]


def test_a_district_without_parent_or_with_other_people_is_said():
    rows = [
        ["ags", "name", "population"],
        ["08117", "Göppingen", 3_000],
        ["08117001", "Adelberg", 2_000],
        ["08117003", "Neustadt", 900],
        ["09162000", "München", 5],
    ]
    said = [text.into("de") for text in AreaFiles([("a.csv", as_csv(rows))], NOW, stand=date(2022, 1, 1)).remarks]
    assert said == [
        "1 Gebiet liegt in einem Kreis oder Land, das fehlt: München (09162000). Bitte Kreise und Länder mitladen.",
        "In 1 Gebiet passen die Einwohner nicht zu denen seiner Teile: Göppingen (08117): 3000 ≠ 2900. "
        "Bitte prüfen: Fehlt etwas, oder sind die Zahlen von verschiedenen Tagen?",
    ]


def test_a_sum_that_is_far_from_what_was_known_is_said():
    """A tenth is what a few years may change; more is most often a part of a district."""
    known = Areas([Area(ags="08", name="Land"), Area(ags="08117", name="Göppingen", population=3_000)])
    for people, differs in ((2_700, False), (2_699, True), (3_301, True)):
        rows = [["ags", "name", "district", "population"], ["08117001", "Adelberg", "Göppingen", people]]
        said = [text.into("de") for text in AreaFiles([("a.csv", as_csv(rows))], known, stand=date(2022, 1, 1)).remarks]
        assert [f"Göppingen (08117): 3000 → {people}" in text for text in said] == [True] * differs


def test_what_new_files_no_longer_list_is_said_until_it_is_known_what_became_of_it():
    rows = as_csv([["ags", "name"], ["08117001", "Adelberg"]])
    missing = AreaFiles([("a.csv", rows)], NOW, stand=date(2022, 1, 1)).remarks
    assert [text.into("de") for text in missing] == [
        "1 Gebiet ist bekannt, steht aber nicht mehr in den Dateien: Neustadt (08117003). "
        "Bitte die Gebietsänderungen mitladen."
    ]
    merged = as_csv([["old", "new"], ["08117003", "08117001"]])
    assert AreaFiles([("a.csv", rows), ("b.csv", merged)], NOW, stand=date(2022, 1, 1)).remarks == []


# -- records -----------------------------------------------------------------------------------------------------------

TODAY = NOW.joined(Areas([], successors={"08117002": "08117004", "08117004": "08117003"}))
OLD = Partner(id="a", name="A", kind="clinic", area="08117002", serves=("08117004", "08117003", "08117001"))
SAME = Partner(id="b", name="B", kind="clinic", area="08117001", serves=("08",))
ASKED = Request(id="r", topic="Angst", area="08117004", year=2020)


def test_records_move_to_where_their_area_went():
    records = Records(partners={"a": OLD, "b": SAME}, requests={"r": ASKED})
    changes = moved(records, TODAY)
    assert {(c.id, *c.fields().items()) for c in changes} == {
        ("a", ("area", ("08117002", "08117003")), ("serves", (OLD.serves, ("08117003", "08117001")))),
        ("r", ("area", ("08117004", "08117003"))),
    }
    after = {c.id: c.after for c in changes}
    assert len(moved(Records(partners={"a": after["a"]}, requests={"r": after["r"]}), TODAY)) == 0


def test_areas_of_which_nothing_is_known_are_said_with_their_partners():
    def at(id, area, serves=()):
        return Partner(id=id, name=id, kind="clinic", area=area, serves=serves)

    nowhere = (at("a", "08117099"), at("b", "08117099", ("08117099",)), at("c", "", ("09162",)), at("d", "08117001"))
    text = lost(Records(partners={p.id: p for p in nowhere}), TODAY)
    assert text
    assert "2 Gebiete von Akteuren" in text.into("de")
    assert text.values["places"] == "08117099: 2, 09162: 1"
    districts = Areas([Area(ags="08", name="Land"), Area(ags="08117", name="Göppingen")])
    assert lost(Records(partners={"a": nowhere[0]}), districts) is None  # no municipalities are loaded: it may exist
    assert lost(Records(partners={"a": nowhere[0]}), Areas([])) is None


def test_a_list_with_keys_of_earlier_days_is_understood_with_a_remark():
    rows = [["Name", "Art", "Ort", "Einzugsgebiet"], ["Haus", "Klinik", "8117002", "08117004|08117001"]]
    found = load([("liste.csv", as_csv(rows))], Records(), TODAY)
    (partner,) = (c.after for c in found.changes if isinstance(c.after, Partner))
    assert (partner.area, partner.serves) == ("08117003", ("08117003", "08117001"))
    assert [(r.column, r.text.into("de"), r.refused) for r in found.remarks] == [
        ("Ort", "Den AGS 8117002 gibt es nicht mehr. Das Gebiet heißt jetzt Neustadt (08117003).", False),
        ("Einzugsgebiet", "Den AGS 08117004 gibt es nicht mehr. Das Gebiet heißt jetzt Neustadt (08117003).", False),
    ]
