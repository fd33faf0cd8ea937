"""What is written loads back unchanged, in both formats, and no cell of it is taken for a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_lists import AREAS, as_xlsx
from python_calamine import CalamineWorkbook

from graphsvc.changes import to_json
from graphsvc.errors import Usage
from graphsvc.exchange import sheets, write
from graphsvc.exchange.load import load
from graphsvc.language import LANGUAGES
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie, Viewer
from graphsvc.rules import end_problems
from graphsvc.store import Records
from graphsvc.stores.sqlite import SqliteStore
from graphsvc.topics import Topic, Topics
from graphsvc.vocabulary import BASES, FIELDS, FORMS, KINDS, REPORTED_BY, STATES, TIE_STATUSES, TIES, VISIBILITIES

# -- any records -----------------------------------------------------------------------------------------------------

LETTERS = "abÄößé €Ω中=+-@'\"|;,.:/<&#\\_%0159()"
ONE_LINE = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
LINES = ONE_LINE.filter(lambda text: text not in ("", "-"))  # a dash alone means: clear
WORDS = st.lists(LINES.filter(lambda text: "|" not in text), max_size=3, unique=True).map(tuple)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: tuple(sorted(days)) if None not in days else days)


def some(terms):
    return st.lists(st.sampled_from(list(terms)), max_size=3, unique=True).map(tuple)


@st.composite
def partners(draw, number):
    since, until = draw(PERIODS)
    place = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
    return Partner(
        id=f"{draw(LINES)}:{number}",
        name=draw(LINES),
        kind=draw(st.sampled_from(list(KINDS))),
        area=draw(st.sampled_from(["", *AREAS])),
        topics=draw(WORDS),
        fields=draw(some(FIELDS)),
        carrier=draw(LINES | st.just("")),
        serves=draw(some(AREAS)),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        since=since,
        until=until,
        state=draw(st.sampled_from(list(STATES))),
        languages=draw(WORDS),
        represents=draw(st.sampled_from(["one", "some"])),
        visibility=draw(st.sampled_from(list(VISIBILITIES))),
        evidence=draw(LINES | st.just("")),
        attrs=draw(st.dictionaries(st.sampled_from(["agency_lvl", "Größe", "a:b"]), LINES, max_size=2)),
    )


@st.composite
def ties(draw, number, people):
    one, other = draw(st.permutations(people))[:2]
    fitting = [kind for kind in TIES if not end_problems(kind, one.kind, other.kind)]
    since, until = draw(PERIODS)
    return Tie(
        id=f"t{number}",
        source=one.id,
        target=other.id,
        kind=draw(st.sampled_from(fitting)),
        intensity=draw(st.none() | st.integers(1, 4)),
        forms=draw(some(FORMS)),
        since=since,
        until=until,
        status=draw(st.sampled_from(list(TIE_STATUSES))),
        reported_by=draw(st.sampled_from(["", *REPORTED_BY])),
        evidence=draw(LINES | st.just("")),
        confirmed_on=draw(DAYS),
        amount=draw(st.none() | st.integers(0, 10**9).map(lambda number: number / 1000)),
        year=draw(st.none() | st.integers(1990, 2030)),
        basis=draw(st.sampled_from(["", *BASES])),
        attrs=draw(st.dictionaries(st.just("note"), LINES, max_size=1)),
    )


def said_of(tie):
    """What tells two ties apart: not more than one of a kind may say the same."""
    ends = tuple(sorted((tie.source, tie.target))) if not TIES[tie.kind].directed else (tie.source, tie.target)
    return (*ends, tie.kind, tie.status, tie.since, frozenset(tie.forms), tie.year, tie.basis)


@st.composite
def networks(draw):
    people = [draw(partners(number)) for number in range(draw(st.integers(2, 5)))]
    links = [draw(ties(number, people)) for number in range(draw(st.integers(0, 6)))]
    links = list({said_of(tie): tie for tie in links}.values())
    phones = [Contact(id=person.id, phone=draw(LINES), email=draw(LINES)) for person in people[::2]]
    inquiry = Inquiry(id="i", partner=people[0].id, on=draw(st.dates()), about=("clinic", "topics"), complete=True)
    topic = Topic(name=draw(LINES), parent=draw(LINES), synonyms=draw(WORDS))
    request = Request(id="r", topic=draw(LINES), area="08117", year=2023, asked=7, met=draw(st.none() | st.just(3)))
    return people, phones, links, [inquiry], [topic], [request]


def by_id(records):
    return {record.id: record for record in records}


def files_of(records, format):
    """Return an export as the files that a person loads again."""
    data = write.write(records, format)
    if format == "xlsx":
        return [("export.xlsx", data)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def content(records):
    """Return records without the ids that the template does not carry."""
    parts = (records.ties, records.inquiries, records.requests)
    unnamed = [sorted(to_json(replace(record, id="")) for record in part.values()) for part in parts]
    return records.partners, records.contacts, dict(records.topics), unnamed


@pytest.mark.parametrize("format", write.FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(network=networks())
def test_any_records_load_back_equal_and_a_second_time_nothing_changes(format, network, tmp_path_factory):
    people, phones, links, inquiries, topics, requests = network
    written = Records(
        **{"partners": by_id(people), "contacts": by_id(phones), "ties": by_id(links), "inquiries": by_id(inquiries)},
        **{"topics": Topics(topics), "requests": by_id(requests)},
    )
    files = files_of(written, format)
    store = SqliteStore(tmp_path_factory.mktemp("fresh") / "store.db")
    try:
        found = load(files, store.records(Viewer.STAFF), AREAS)
        assert found.refused == ()
        store.apply(found.changes, actor="test", key="1")
        read = store.records(Viewer.STAFF)
    finally:
        store.close()
    assert content(read) == content(written)
    assert load(files, read, AREAS).changes.changes == ()
    assert load(files_of(read, format), read, AREAS).changes.changes == ()


# -- cells and files -------------------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+49 7161 1", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=1+1", "''+1", "'s Gravenhage"]


def hostile(text):
    return Records(
        partners={"a": Partner(id="a", name=text, kind="clinic", attrs={"note": text})},
        contacts={"a": Contact(id="a", phone=text)},
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_holds_no_formula_and_gives_the_text_back(text):
    data = write.table_csv(hostile(text), "partners")
    cells = [cell for row in csv.reader(io.StringIO(data.decode())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    headings, row = sheets.read(data, "a.csv")[0].rows
    assert (row[headings.index("name")], row[headings.index("attr:note")], row[headings.index("phone")]) == (text,) * 3


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_holds_no_formula_and_gives_the_text_back(text):
    data = write.write(hostile(text), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    headings, row = sheets.read(data, "a.xlsx")[0].rows
    assert (row[headings.index("name")], row[headings.index("phone")]) == (text, text)


@pytest.mark.parametrize("text", ["'=1", "'+49 7161"])
def test_the_guard_is_taken_off_a_list_that_somebody_else_guarded(desk, text):
    desk.put(f"name;kind;phone\nA;clinic;{text}\n")
    (contact,) = desk.records.contacts.values()
    assert contact.phone == text[1:]


RECORDS = Records(
    partners={"b": Partner(id="b", name="B", kind="clinic"), "a": Partner(id="a", name="A", kind="contact_office")},
    ties={"t": Tie(id="t", source="a", target="b", intensity=3)},
)


def test_csv_is_rfc_4180_in_utf_8_and_the_same_every_time():
    data = write.table_csv(RECORDS, "ties")
    assert data.startswith(b"source,target,kind,")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert write.write(RECORDS, "csv") == write.write(RECORDS, "csv")
    with zipfile.ZipFile(io.BytesIO(write.write(RECORDS, "csv"))) as archive:
        assert archive.namelist() == ["partners.csv", "ties.csv"]
        assert {member.date_time[0] for member in archive.infolist()} == {1980}  # not when it was written


def test_xlsx_has_a_sheet_a_table():
    book = CalamineWorkbook.from_filelike(io.BytesIO(write.write(RECORDS, "xlsx")))
    assert book.sheet_names == ["partners", "ties"]


def test_the_zip_of_csv_files_can_be_loaded_as_it_is():
    found = load([("export.zip", write.write(RECORDS, "csv"))], Records(), AREAS)
    assert found.counts["added"] == 3


def test_another_format_is_refused_with_those_there_are():
    with pytest.raises(Usage, match="csv, xlsx"):
        write.write(RECORDS, "pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_template_with_one_row_filled_in_gives_one_partner(desk, language):
    """The sheet that explains the kinds is no list of partners."""
    found = sheets.read(write.blank(language), "vorlage.xlsx")
    tables = {sheet.name: [list(row) for row in sheet.rows] for sheet in found}
    partners, _, kinds = tables
    assert [row[0] for row in tables[kinds]] == [kind.label.into(language) for kind in KINDS.values()]
    tables[partners].append(["", "Klinikum Mitte", KINDS["clinic"].label.into(language), "Göppingen"])
    desk.put(("vorlage.xlsx", as_xlsx(tables)))
    assert [(p.name, p.kind, p.area) for p in desk.records.partners.values()] == [("Klinikum Mitte", "clinic", "08117")]
