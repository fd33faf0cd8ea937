"""The Netzwerkbericht: its questions are there, it is PDF/UA-1, and holds every finding, caveat and method."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pdf_ua
import pypdf
import pytest
from catalogue_cases import HERE, TODAY, demo_store, open_store, service_of
from click.testing import CliRunner

import app
from graphsvc import demo
from graphsvc.errors import Usage
from graphsvc.language import LANGUAGES
from graphsvc.model import Viewer
from graphsvc.paper import dossier, sheet
from graphsvc.paper.typesetting import printable
from graphsvc.service import Service

OFFICE = f"kst-{HERE}"
EMPTY = "14713"
ABOUT = {"area": {"area": [HERE]}, "office": {"ego": OFFICE}, "nothing recorded": {"area": [EMPTY]}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("dossier")


@pytest.fixture(scope="module")
def service(folder):
    store = demo_store(folder)
    store.remember("demo", "1")
    yield Service(store, app.CATALOGUE)
    store.close()


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_its_questions_maps_tables_and_columns_are_there(service):
    found = list(dossier.parts(service, ABOUT["area"], Viewer.STAFF))
    assert [part.asked.question.name for part in found] == [chapter.question for chapter in dossier.CHAPTERS]
    maps = [part.drawn.map.name for part in found if part.drawn]
    assert maps == ["network_map", "ring_map", "matrix_map", "committee_map", "area_map"]
    for part in found:
        for name, columns in part.chapter.tables.items():
            assert set(columns) <= set(part.asked.answer.tables[name].names)


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_every_finding_caveat_and_method(service, about, language):
    found = list(dossier.parts(service, ABOUT[about], Viewer.STAFF))
    text = letters(text_of(dossier.write(found, language, dossier.wishes(found, service, "http://127.0.0.1:8000"))))
    for part in found:
        answer = part.asked.answer
        caveats = [caveat for caveat in answer.caveats if not caveat.of_range]  # no chapter shows a range that has one
        for each in (part.asked.question.title, answer.sentence, *caveats, answer.method):
            assert text.count(letters(printable(each.into(language)))) >= 1
    assert letters(sheet.DEMO.into(language)) in text
    assert letters("http://127.0.0.1:8000/dossier?") in text


@pytest.mark.parametrize("about", ABOUT)
def test_pages_are_numbered_and_hold_more_than_a_few_lines(service, about):
    """Parts flow: what follows begins where the one before ends, but where a picture or a table needs the page."""
    found = list(dossier.parts(service, ABOUT[about], Viewer.STAFF))
    pages = pypdf.PdfReader(io.BytesIO(dossier.write(found, "de", sheet.Wishes()))).pages
    texts = [page.extract_text() for page in pages]
    numbered = [re.search(r"Seite (\d+) von (\d+)", text) for text in texts]
    assert [match and match.groups() for match in numbered] == [
        (str(number), str(len(pages))) for number in range(1, len(pages) + 1)
    ]
    assert len(pages) <= 10
    assert min(len(text.splitlines()) for text in texts[:-1]) >= 25


def test_maps_stand_where_they_say_something(service):
    """Sectors and committees of a district; its gaps on a map only where it is one of several."""

    def shown(raw):
        found = list(dossier.parts(service, raw, Viewer.STAFF))
        content = dossier.content(found, "de", sheet.Wishes())
        names = [part.chapter.question for part in found]
        return {name: chapter["map"] for name, chapter in zip(names, content["chapters"], strict=True)}

    one, state = shown({"area": [HERE]}), shown({"area": [HERE[:2]]})
    drawn = {"hubs", "cooperations", "sectors", "committees"}
    assert {name for name, picture in one.items() if picture} == drawn
    assert {name for name, picture in state.items() if picture} == drawn | {"topic_gaps"}
    assert one["sectors"]["register"] is one["committees"]["register"] is None
    assert len(state["topic_gaps"]["register"]["groups"][0]["rows"]) >= 1


def test_a_map_whose_letters_nobody_could_read_is_left_out(tmp_path):
    """All committees of a state are a table; what the rule takes for a map's room is what the template gives it."""
    store = open_store(tmp_path, *demo.records("state", TODAY))
    found = list(dossier.parts(service_of(store), {"area": [HERE[:2]]}, Viewer.STAFF))
    store.close()
    chapters = dossier.content(found, "de", sheet.Wishes())["chapters"]
    maps = {part.chapter.question: chapter["map"] for part, chapter in zip(found, chapters, strict=True)}
    assert maps["committees"] is None
    assert maps["sectors"]["svg"]
    template = (Path(dossier.__file__).parent / "dossier.typ").read_text("utf-8")
    assert "calc.min(125mm, 170mm / found.size.first() * found.size.last())" in template


def test_every_report_is_pdf_ua(service, tmp_path):
    if why := pdf_ua.missing():
        pytest.skip(why)
    paths = []
    for name, raw in ABOUT.items():
        found = list(dossier.parts(service, raw, Viewer.STAFF))
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(dossier.write(found, "de", sheet.Wishes()))
    assert set(pdf_ua.verdicts(paths).values()) == {"PASS"}


def test_surroundings_are_not_asked_about_areas(service):
    asked = {part.asked.question.name for part in dossier.parts(service, ABOUT["office"], Viewer.STAFF)}
    assert asked.isdisjoint({"topic_gaps", "demand"})
    (cooperations,) = (
        part
        for part in dossier.parts(service, ABOUT["office"], Viewer.STAFF)
        if part.asked.question.name == "cooperations"
    )
    assert cooperations.asked.arguments["partner"] == OFFICE


def test_a_long_table_says_that_it_goes_on(service):
    found = list(dossier.parts(service, ABOUT["area"], Viewer.STAFF))
    content = dossier.content(found, "de", sheet.Wishes())
    for table in (table for chapter in content["chapters"] for table in chapter["tables"]):
        (group,) = table["groups"]
        assert len(group["rows"]) <= 12
        assert (table["more"] == "") == (len(group["rows"]) < 12)


def test_a_parameter_that_it_does_not_take_is_refused(service):
    with pytest.raises(Usage, match="kind"):
        list(dossier.parts(service, {"area": [HERE], "kind": ["clinic"]}, Viewer.STAFF))


def test_the_command_writes_it(service, folder, tmp_path):
    path = tmp_path / "bericht.pdf"
    environment = {"GRAPHSVC_STORE": f"sqlite:///{folder}/x.db"}
    command = ["draw", "dossier", "--area", HERE, "--on", "2025-01-01", "-o"]
    ended = CliRunner().invoke(app.main, [*command, str(path)], env=environment)
    assert (ended.exit_code, ended.stdout) == (0, "")
    found = list(dossier.parts(service, {**ABOUT["area"], "on": "2025-01-01"}, Viewer.STAFF))
    assert path.read_bytes() == dossier.write(found, "de", dossier.wishes(found, service))
    assert found[0].asked.day == date(2025, 1, 1)
    refused = CliRunner().invoke(app.main, [*command, str(tmp_path / "bericht.svg")], env=environment)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "pdf" in refused.stderr
