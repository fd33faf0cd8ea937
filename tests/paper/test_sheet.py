"""The Tischvorlage: PDF/UA-1 for every map, with sentence, caveats and register, and without names where these are left out."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdf_ua
import pypdf
import pytest
import typst
from catalogue_cases import MAPS, TODAY, open_store, service_of
from map_cases import HOSTILE, PAST, cases, drawn_with, region
from small_networks import network, partner, tie

import app
from graphsvc import demo
from graphsvc.language import LANGUAGES, Text
from graphsvc.model import Viewer
from graphsvc.paper import sheet
from graphsvc.paper.typesetting import pdf, printable
from graphsvc.service import Drawn

LINK = "http://127.0.0.1:8000/maps/ring_map?on=2024-01-01&stand=1"
FIRST = date(2023, 6, 1)
CROWD = [partner(f"c{n:03}", "clinic", name=f"Klinik {n} " + "Langername " * 27, area="08001") for n in range(300)]
CASES = {
    **cases(),
    "with a history": region(ties=PAST, since=FIRST),
    "300 with long names": network([partner("k", "contact_office"), *CROWD], [tie("k", each.id) for each in CROWD]),
}
every_map = pytest.mark.parametrize("name", MAPS)


def drawn(name: str, case: str, question: str = "hubs") -> Drawn:
    return drawn_with(name, CASES[case], question)


def letters(text: str) -> str:
    """Return a text without what a line's end adds or takes away."""
    return re.sub(r"[\W_]+", "", text)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory) -> dict[str, str]:
    """What veraPDF says of each map with each network, of those without names, and of English ones."""
    if why := pdf_ua.missing():
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("sheets")
    wanted = [(name, case, "de", True) for name in MAPS for case in CASES]
    wanted += [(name, "hostile", "en", names) for name in MAPS for names in (True, False)]
    for name, case, language, names in wanted:
        wishes = sheet.Wishes(names=names, link=LINK, demo=True)
        path = folder / f"{name} {case} {language} {names}.pdf"
        path.write_bytes(sheet.write(drawn(name, case), "pdf", language, wishes))
    large = sheet.write(drawn("network_map", "hostile"), "pdf", "de", sheet.Wishes(paper="a3", link=LINK))
    (folder / "network_map on A3.pdf").write_bytes(large)
    return {path.stem: verdict for path, verdict in pdf_ua.verdicts(sorted(folder.glob("*.pdf"))).items()}


def test_every_sheet_is_pdf_ua(verdicts):
    assert {stem: verdict for stem, verdict in verdicts.items() if verdict != "PASS"} == {}
    assert len(verdicts) == len(MAPS) * (len(CASES) + 2) + 1


@pytest.mark.parametrize("lacks", ["title", "alt", "tags"])
def test_the_check_finds_what_is_missing(tmp_path, lacks):
    if why := pdf_ua.missing():
        pytest.skip(why)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    alt = "" if lacks == "alt" else ', alt: "ein Bild"'
    title = "" if lacks == "title" else '#set document(title: "Titel")\n'
    source = f'{title}#set text(lang: "de")\n= Titel\n#image(bytes(sys.inputs.svg), format: "svg"{alt})'
    path = tmp_path / "lacking.pdf"
    path.write_bytes(typst.compile(source.encode(), sys_inputs={"svg": svg}, pdf_tags=lacks != "tags"))
    assert pdf_ua.verdicts([path])[path] != "PASS"


@every_map
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["empty", "closed ring", "hostile", "many groups", "300 with long names"])
def test_a_sheet_holds_sentence_caveats_register_and_stand(name, case, language):
    shown = drawn(name, case)
    answer = shown.asked.answer
    text = letters(text_of(sheet.write(shown, "pdf", language, sheet.Wishes(link=LINK))))
    for part in (answer.sentence, *shown.caveats, answer.method, sheet.stand(shown.network), shown.map.summary):
        assert letters(printable(part.into(language))) in text
    assert letters(LINK) in text
    register = sheet.content(shown, language, sheet.Wishes())["register"]
    for group in register["groups"] if register else ():
        assert letters(group["title"]) in text
        for row in group["rows"]:
            assert letters(printable("".join(row))) in text


def test_a_map_that_writes_the_names_needs_no_numbers():
    """The two rings have a list of names below them: nothing is said twice, and who can't see it hears all of it."""
    shown = drawn("ring_map", "with a history")
    names = [shown.network.graph.nodes[id]["name"] for id in shown.picture.tables["partners"].column("partner")]
    found = sheet.content(shown, "de", sheet.Wishes())
    assert shown.picture.named
    assert found["register"] is None
    assert {f">{name}</text>" in found["svg"] for name in names} == {True}
    assert {f"{name}: " in found["alt"] for name in names} == {True}
    without = sheet.content(shown, "de", sheet.Wishes(names=False))
    drawn_numbers = Counter(re.findall(r'font-size="32.00"[^>]*>(\d+)[^<]?</text>', without["svg"]))
    assert set(drawn_numbers) == {str(number + 1) for number in range(len(names))}
    assert max(Counter(re.findall(r">(\d+)[^<]?</text>", without["svg"])).values()) == 2  # no list that says 1 is 1


@pytest.mark.parametrize("name", ["change_map", "committee_map"])
def test_rows_with_names_are_heard_as_they_are_read(name):
    shown = drawn(name, "with a history")
    found = sheet.content(shown, "de", sheet.Wishes())
    assert found["register"] is None
    said = re.findall(r"<title>([^<]+)</title>", found["svg"])[1:]
    assert len(said) >= 5
    assert [each for each in said if each not in found["alt"]] == []
    assert sheet.content(shown, "de", sheet.Wishes(names=False))["alt"].endswith("mit Nummern gezeichnet.")


def test_names_that_had_to_be_cut_become_numbers():
    shown = drawn("ring_map", "300 with long names")
    few = network([partner("k", "contact_office"), *CROWD[:3]], [tie("k", each.id) for each in CROWD[:3]], since=FIRST)
    given = replace(shown, network=few, picture=app.CATALOGUE.maps["ring_map"].draw(few, None, {"partner": ""}))
    assert given.picture.named
    assert [len(group["rows"]) for group in sheet.content(given, "de", sheet.Wishes())["register"]["groups"]] == [3]


@every_map
def test_numbers_on_the_map_are_those_of_the_register(name):
    found = sheet.content(drawn(name, "closed ring"), "de", sheet.Wishes())
    if not found["register"] or found["register"]["columns"][0] != "Nr.":
        return  # a map of areas
    register = dict(row for group in found["register"]["groups"] for row in group["rows"])
    on_map = re.findall(r"<text[^>]*>(\d+)</text>", found["svg"])
    assert set(on_map) <= set(register)
    assert len(set(on_map)) >= len(register) - 1  # a label may have found no room
    titles = re.findall(r"<title>(\d+)</title>", found["svg"])
    assert set(titles) <= set(register)


@pytest.mark.parametrize("case", ["closed ring", "hostile", "many groups"])
def test_on_a3_a_name_stands_where_it_fits_and_a_number_elsewhere(case):
    shown = drawn("network_map", case)
    small, large = (sheet.content(shown, "de", sheet.Wishes(paper=paper)) for paper in ("a4", "a3"))
    every = dict(row for group in small["register"]["groups"] for row in group["rows"])
    rest = dict(row for group in large["register"]["groups"] for row in group["rows"]) if large["register"] else {}
    assert rest.items() <= every.items()
    assert len(rest) < len(every)
    assert set(rest) == set(re.findall(r"<text[^>]*>(\d+)</text>", large["svg"]))
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", large["svg"].partition('class="legend"')[0])
    assert not any("…" in each for each in labels)
    assert len(labels) >= len(every)  # some names take two lines
    names = [shown.network.graph.nodes[id]["name"] for id in shown.picture.tables["partners"].column("partner")]
    assert {name in large["alt"] for name in names} == {True}


def test_on_a3_all_are_numbers_where_names_could_not_be_read():
    shown = drawn("network_map", "300 with long names")
    found = sheet.content(shown, "de", sheet.Wishes(paper="a3"))
    assert sum(len(group["rows"]) for group in found["register"]["groups"]) == 301
    assert found["alt"].endswith("mit Nummern gezeichnet.")


def test_on_a3_without_names_there_are_numbers():
    shown = drawn("network_map", "closed ring")
    bare = [sheet.content(shown, "de", sheet.Wishes(paper=paper, names=False))["svg"] for paper in ("a4", "a3")]
    assert bare[0] == bare[1]


def test_a_number_stands_at_the_same_symbol_as_the_name_did():
    """Of the network map: what is called by a name, and by its number, stands at the same place."""
    shown = drawn("network_map", "closed ring")
    found = sheet.content(shown, "de", sheet.Wishes())
    register = {number: name for group in found["register"]["groups"] for number, name in group["rows"]}
    place = re.compile(r'<title>([^<]+)</title><(?:circle|polygon|rect|path)[^>]*?(?:cx|points|x)="([^"]+)"')
    named = {points: text for text, points in place.findall(shown.picture.svg("de"))}
    numbered = {points: text for text, points in place.findall(found["svg"])}
    assert len(numbered) >= 2
    assert {points: register[number] for points, number in numbered.items() if number in register} == named


@every_map
@pytest.mark.parametrize("case", ["closed ring", "hostile", "too many", "many groups"])
def test_without_names_no_name_is_in_the_file(name, case):
    shown = drawn(name, case)
    names = {values["name"] for values in shown.network.graph.nodes.values()}
    found = sheet.content(shown, "de", sheet.Wishes(names=False, link=LINK))
    said = re.sub(r"[A-Z]\w*(?=\d)", "", repr(found)) if case == "hostile" else repr(found)
    for each in names - {area.name for area in shown.network.areas.values()}:
        assert not re.search(rf"(?<!\w){re.escape(each)}(?!\w)", said), each
    data = pdf("sheet.typ", found, shown.network.day)
    assert data.startswith(b"%PDF-1.7")


def test_a_link_that_tells_a_name_is_left_out():
    shown = drawn("ring_map", "closed ring")
    id = next(iter(shown.network.graph))
    link = f"http://127.0.0.1:8000/maps/ring_map?partner={id}"
    assert link in repr(sheet.content(shown, "de", sheet.Wishes(link=link)))
    assert link not in repr(sheet.content(shown, "de", sheet.Wishes(link=link, names=False)))


def test_hostile_names_stay_text():
    shown = drawn("network_map", "hostile")
    text = letters(text_of(sheet.write(shown, "pdf", "de", sheet.Wishes())))
    names = {values["name"] for values in shown.network.graph.nodes.values()}
    assert len(names & set(HOSTILE)) == len(names)
    assert {name for name in names if letters(printable(name)) not in text} == set()


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a3", 842)])
def test_the_paper_may_be_chosen(paper, width):
    data = sheet.write(drawn("network_map", "closed ring"), "pdf", "de", sheet.Wishes(paper=paper))
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    assert round(page.mediabox.width) == width


@pytest.mark.parametrize("name", ["ring_map", "change_map", "committee_map", "matrix_map"])
def test_a_small_map_is_one_small_page(name):
    """With two days the rings are 1,600 units wide: their letters are large enough for A4 all the same."""
    shown = drawn(name, "with a history")
    (page,) = pypdf.PdfReader(io.BytesIO(sheet.write(shown, "pdf", "de", sheet.Wishes(link=LINK)))).pages
    assert round(page.mediabox.width) == 595


def test_letters_that_would_be_too_small_take_the_large_page():
    found = sheet.content(drawn("ring_map", "with a history"), "de", sheet.Wishes())
    assert found["smallest"] * 510 / found["size"][0] >= 5  # of 510 points of width on A4
    data = pdf("sheet.typ", found | {"smallest": 4.8 * found["size"][0] / 510}, date(2024, 6, 1))
    assert round(pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox.width) == 842


def test_what_fits_no_page_goes_on_the_next():
    small = pypdf.PdfReader(io.BytesIO(sheet.write(drawn("network_map", "closed ring"), "pdf", "de", sheet.Wishes())))
    large = sheet.write(drawn("network_map", "300 with long names"), "pdf", "de", sheet.Wishes())
    assert len(small.pages) == 1
    assert round(small.pages[0].mediabox.width) == 595
    assert len(pypdf.PdfReader(io.BytesIO(large)).pages) > 1
    assert letters("Das Verzeichnis steht auf den folgenden Seiten") in letters(text_of(large))


def test_the_typeface_is_the_pages():
    reader = pypdf.PdfReader(io.BytesIO(sheet.write(drawn("ring_map", "closed ring"), "pdf", "de", sheet.Wishes())))
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert {font.partition("+")[2].partition("-")[0] for font in fonts} == {"FiraSans"}


def test_the_same_data_are_the_same_bytes():
    one, other = (sheet.write(drawn("network_map", "hostile"), "pdf", "de", sheet.Wishes()) for _ in range(2))
    assert one == other
    assert one != sheet.write(drawn("network_map", "hostile"), "pdf", "en", sheet.Wishes())


def test_templates_hold_no_german():
    """What people read comes as data, so that it is said in both languages; only the product's name stands there."""
    folder = Path(sheet.__file__).parent
    for template in folder.glob("*.typ"):
        source = re.sub(r"//[^\n]*", "", template.read_text("utf-8"))
        assert not re.search(r"[äöüßÄÖÜ]", source), template.name


def test_rows_of_which_nothing_is_known_are_counted_instead_of_printed():
    shown = drawn("matrix_map", "closed ring", "topic_gaps")
    states = shown.picture.tables["fields"].column("status")
    register = sheet.content(shown, "de", sheet.Wishes())["register"]
    printed_rows = [row for group in register["groups"] for row in group["rows"]]
    assert 0 < len(printed_rows) == len(states) - states.count("not_asked") < len(states)
    assert register["more"].startswith(f"{states.count('not_asked')} Zeile")
    text = letters(text_of(sheet.write(shown, "pdf", "de", sheet.Wishes())))
    assert letters(register["more"]) in text


def test_a_long_matrix_is_summed_up_on_paper(tmp_path):
    """Its fields would be ten pages; what is printed instead says so where the picture is told."""
    store = open_store(tmp_path, *demo.records("state", TODAY))
    service = service_of(store)
    raw = {"area": ["08"], "matrix": "topics"}
    shown = service.draw("matrix_map", raw, Viewer.STAFF, "topic_gaps")
    store.close()
    content = sheet.content(shown, "de", sheet.Wishes())
    table = shown.picture.tables["topics"]
    [group] = content["register"]["groups"]
    assert len(group["rows"]) == len(table.rows) > 40
    assert content["alt"].endswith("Die Tabelle fasst zusammen; alle Werte stehen bei der Karte im Netz.")
    data = sheet.write(shown, "pdf", "de", sheet.Wishes())
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) <= 2
    text = letters(text_of(data))
    assert all(letters(printable("".join(row))) in text for row in group["rows"])


def test_nothing_is_said_twice():
    """A map and its answer may both say what leaves the selection."""
    shown = drawn("matrix_map", "closed ring")
    note = Text("{n} Verbindungen führen hinaus.", values={"n": 2})
    answer = replace(shown.asked.answer, caveats=(note,))
    given = replace(shown, picture=replace(shown.picture, notes=(note,)), asked=replace(shown.asked, answer=answer))
    lists = sheet.content(given, "de", sheet.Wishes())["lists"]
    items = [item for each in lists for item in each["items"]]
    assert items.count("2 Verbindungen führen hinaus.") == 1
    assert len(items) == len(set(items))
    assert all(each["items"] for each in lists)


def test_a_register_says_which_signs_it_lacks():
    shown = drawn("network_map", "hostile")
    assert "▯ steht für Zeichen" in repr(sheet.content(shown, "de", sheet.Wishes()))
    assert "▯ steht für Zeichen" not in repr(sheet.content(drawn("network_map", "closed ring"), "de", sheet.Wishes()))


def test_without_an_answer_the_finding_is_what_the_map_shows():
    given = replace(drawn("network_map", "closed ring"), asked=None)
    found = sheet.content(given, "de", sheet.Wishes())
    assert given.picture.finding
    assert found["finding"] == given.picture.finding.into("de")
    silent = replace(given, picture=replace(given.picture, finding=None))
    size = len(given.network.graph)
    told = sheet.content(silent, "de", sheet.Wishes())["finding"]
    assert told == f"In dieser Auswahl erfasst: Akteure {size}, aktive Verbindungen {size}."
    assert app.CATALOGUE.maps["network_map"].summary.into("de") in found["lists"][0]["items"]


def test_what_was_chosen_is_told_with_its_unit(tmp_path):
    store = open_store(tmp_path, partner("k", "contact_office"))
    drawn = service_of(store).draw("area_map", {"km": "15"}, Viewer.STAFF, "unserved")
    assert sheet.chosen(drawn, "de") == "Umkreis: 15 km"
    store.close()


def test_an_address_is_printed_whole_and_leads_there():
    data = sheet.write(
        drawn("ring_map", "closed ring"), "pdf", "de", sheet.Wishes(link=LINK + "&topic=" + "Sucht" * 20)
    )
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    # pypdf doesn't know that a hyphen is not always one of those at a line's end, which look the same
    text = page.extract_text().replace("\n", "").replace("\u200b", "").replace("\xad", "-")
    assert LINK + "&topic=" + "Sucht" * 20 in text
    leads = [each.get_object()["/A"]["/URI"] for each in page["/Annots"] if "/A" in each.get_object()]
    assert set(leads) == {LINK + "&topic=" + "Sucht" * 20}
