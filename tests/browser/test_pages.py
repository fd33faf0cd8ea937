"""Every page, at both widths: no foreign request, no console error, no barrier; the map's table holds what the map draws."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import expect

import app

OFFICE = "kst-08117"
PAGES = [
    "/",
    "/partners?text=klinik",
    "/partners?area=nirgendwo",
    f"/partners/{OFFICE}",
    f"/partners/{OFFICE}/edit",
    f"/partners/{OFFICE}/ties/new",
    "/partners/new",
    "/questions",
    *(f"/questions/{name}" for name in app.CATALOGUE.questions),
    "/questions/referral?about=Depression&place=Göppingen",
    "/questions/topic_gaps?area=08117&topic=Depression&topic=Sucht",
    "/questions/hubs?top=-1",
    "/maps",
    *(f"/maps/{name}" for name in app.CATALOGUE.maps),
    "/maps/network_map?q=unconnected",
    "/maps/network_map?area=08117&since=2023-01-01",
    "/maps/committee_map?area=08117&q=hubs",
    "/maps/area_map?extent=all&q=topic_gaps",
    "/maps/ring_map?partner=nobody",
    f"/maps/ring_map?partner={OFFICE}&since=2023-01-01",
    "/maps/matrix_map?matrix=topics&area=08117&q=topic_gaps",
    "/maps/change_map?area=08117&since=2023-01-01&q=changes",
    "/maps/ring_map?stand=1",
    "/dossier",
    "/dossier?area=08117",
    "/documentation/",
    *(f"/documentation/{name}" for name in [*app.CATALOGUE.questions, *app.CATALOGUE.maps]),
    "/journal",
    "/import/",
    "/nowhere",
    "/?lang=en",
    "/questions/changes?lang=en",
]


@pytest.mark.parametrize("path", PAGES)
def test_page(watched, path):
    response = watched.goto(path)
    assert response.status < 500


def test_the_table_holds_what_the_map_draws(watched):
    watched.goto("/maps/network_map?area=08117")
    page = watched.page
    scene = json.loads(page.locator("script.scene-data").text_content())
    drawn = page.locator(".scene").get_attribute("data-drawn")
    assert drawn == f"{len(scene['nodes'])}/{len(scene['edges'])}"
    page.locator("details.fold", has_text="Die Karte als Tabelle").locator("summary").click()
    partners, ties = page.locator(".map table").all()[:2]
    links = partners.locator("tbody th a").evaluate_all(
        "all => all.map(a => decodeURIComponent(a.pathname.split('/')[2]))"
    )
    assert sorted(links) == sorted(node["id"] for node in scene["nodes"])
    assert ties.locator("tbody tr").count() == len(scene["edges"])


def test_the_map_is_not_blank_and_stands_still(watched):
    watched.goto("/maps/network_map?area=08117")
    canvas = watched.page.locator(".scene__canvas canvas")
    colours = canvas.evaluate(
        """canvas => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        .data.buffer)).size"""
    )
    assert colours > 50
    first = watched.page.locator("script.scene-data").text_content()
    watched.page.reload()
    assert watched.page.locator("script.scene-data").text_content() == first


def test_the_legend_is_whole_in_letters_that_come_late(watched):
    def late(route):
        time.sleep(0.5)
        route.continue_()

    watched.page.route("**/fira-sans/*", late)
    watched.goto("/maps/network_map?area=08117&since=2023-01-01")
    watched.page.wait_for_selector(".scene[data-labels]", state="attached")
    beyond = watched.page.evaluate(
        """[...document.querySelectorAll('.scene__legend svg')].map(svg => {
          const [box, shown] = [svg.firstChild.getBBox(), svg.viewBox.baseVal];
          return box.x + box.width - shown.x - shown.width;
        })"""
    )
    assert len(beyond) > 1
    assert max(beyond) <= 0


def test_the_map_is_walked_by_keyboard_alone(watched):
    watched.goto("/maps/network_map?area=08117")
    page = watched.page
    canvas = page.locator(".scene__canvas")
    assert page.locator(".scene [tabindex='0']").count() == 1
    canvas.focus()
    status = page.locator(".scene__status")
    page.keyboard.press("ArrowRight")
    office = status.text_content()
    assert "Kontaktstelle" in office
    page.keyboard.press("ArrowRight")
    assert "Verbindung 1 von" in status.text_content()
    page.keyboard.press("ArrowDown")
    assert "Kontaktstelle" not in status.text_content()
    page.keyboard.press("ArrowUp")
    assert status.text_content() == office
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/partners/{OFFICE}")


def test_a_table_sorts_by_its_headings(watched):
    watched.goto("/questions/hubs")
    page = watched.page
    table = page.locator("table[data-sortable]", has_text="Anteil").last
    numbers = "rows => rows.map(row => Number(row.cells[row.cells.length - 2].dataset.value))"
    heading = table.locator("thead th").nth(-2)
    heading.locator("button").click()
    rising = table.locator("tbody tr").evaluate_all(numbers)
    assert rising == sorted(rising)
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.locator("button").click()
    assert table.locator("tbody tr").evaluate_all(numbers) == rising[::-1]


def test_without_script_everything_but_the_interactive_map_is_there(browser, server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(f"{server}/questions/cooperations?area=08117")
    assert page.locator(".finding").text_content()
    assert page.locator(".scene > svg").count() == 1
    assert page.locator("table tbody tr").count() > 10
    context.close()


def test_the_list_of_partners_follows_the_typing(watched):
    page = watched.page
    watched.goto("/partners?text=volksh")
    names = page.locator(".found a").all_text_contents()
    watched.goto("/partners")
    page.get_by_label("Name").press_sequentially("volksh")
    expect(page.locator(".found a")).to_have_text(names)
    assert names
    assert all("Volkshochschule" in name for name in names)
    watched.check()


def test_two_rings_stand_side_by_side_or_one_below_the_other(watched):
    watched.goto(f"/maps/ring_map?partner={OFFICE}&since=2023-01-01")
    page = watched.page
    narrow = page.viewport_size["width"] < 700
    seen = [each for each in page.locator(".map__svg > svg").all() if each.is_visible()]
    assert len(seen) == (3 if narrow else 1)
    whole = page.locator(".map__svg").bounding_box()
    if narrow:
        first, second = (each.bounding_box() for each in seen[:2])
        assert second["y"] >= first["y"] + first["height"] - 1
        for box in (first, second):
            assert box["x"] >= whole["x"]
            assert box["x"] + box["width"] <= whole["x"] + whole["width"] + 1
    assert (
        page.locator(".map__svg > svg:not([aria-hidden])").count() == 2
    )  # the whole and the first part, never both seen
