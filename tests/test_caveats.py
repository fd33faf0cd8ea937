"""A caveat about ranges is said where a reader sees one, and nowhere else."""

from __future__ import annotations

import pytest
from catalogue_cases import HERE, TODAY, demo_store, service_of
from small_networks import AREAS, network, partner

from graphsvc.areas import Area, Areas
from graphsvc.caveats import has_range
from graphsvc.language import Label
from graphsvc.model import Column, Table, Viewer
from graphsvc.paper import dossier, sheet
from graphsvc.settings import Settings
from graphsvc.web import create_web
from queries.topic_gaps import answer

ABOUT_RANGES = "Der Bereich „von – bis“ deckt den Zufall ab"


def said(caveats):
    return any(caveat.into("de").startswith(ABOUT_RANGES) for caveat in caveats)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("caveats"))
    yield service_of(store)
    store.close()


def test_where_no_rate_can_be_told_there_is_no_range():
    """Nobody knows how many people live there."""
    groups = [partner("g", "self_help_group", area="08001", topics=("Angst",))]
    unknown = Areas([Area(ags="08", name="Land"), Area(ags="08001", name="Oben")])
    assert said(answer(network(groups, known_areas=AREAS)).caveats)
    assert not said(answer(network(groups, known_areas=unknown)).caveats)


def test_a_map_without_ranges_does_not_speak_of_them(service):
    raw = {"area": [HERE], "on": TODAY.isoformat()}
    shown = service.draw("matrix_map", raw, Viewer.STAFF, "topic_gaps")
    assert said(shown.asked.answer.caveats)
    assert not said(shown.caveats)
    assert len(shown.caveats) == len(shown.asked.answer.caveats) - 1
    lists = sheet.content(shown, "de", sheet.Wishes())["lists"]
    assert not any(item.startswith(ABOUT_RANGES) for each in lists for item in each["items"])
    assert ABOUT_RANGES not in sheet.write(shown, "html", "de", sheet.Wishes()).decode()
    client = create_web(service, Settings(viewer="staff")).test_client()
    assert ABOUT_RANGES not in client.get(f"/maps/matrix_map?area={HERE}&q=topic_gaps").text
    assert ABOUT_RANGES in client.get(f"/questions/topic_gaps?area={HERE}").text


def test_a_report_speaks_of_ranges_in_a_chapter_that_shows_them(service):
    content = dossier.content(list(dossier.parts(service, {"area": [HERE]}, Viewer.STAFF)), "de", sheet.Wishes())
    assert not any(ABOUT_RANGES in caveat for chapter in content["chapters"] for caveat in chapter["caveats"])


def test_a_range_is_a_value_in_its_column_or_a_sign_on_a_map():
    low = Column(name="least", label=Label("von", "from"), role="low")
    sign = Column(name="uncertain", label=Label("unsicher", "uncertain"))
    name = Column(name="name", label=Label("Name", "Name"))

    def table(column, value):
        return Table(title=Label("-", "-"), columns=(name, column), rows=(("a", value),))

    assert [has_range(table(low, value)) for value in (0.5, None)] == [True, False]
    assert [has_range(table(sign, value)) for value in (True, False)] == [True, False]
    assert not has_range(table(name, "von – bis"))
