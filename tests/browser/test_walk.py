"""The whole way, walked by a person: question, map, partner, tie, undo, and one messy sheet with a bad cell."""

from __future__ import annotations

import json

OFFICE = "kst-08117"
MESSY = """\
Unsere Partner 2026;;;;;
;;;;;
Name der Einrichtung;Typ;Stadt;Ansprechpartner;Tel.;Zusammenarbeit seit
Klinikum Wanderweg;Krankenhaus;Göppingen;Frau Dr. Meier;07161 1234;2019
Seniorentreff Wanderweg;Treffpunkd;Göppingen;Herr Huber;07161 5678;01.03.2021
"""


def edges(page):
    return {edge["id"] for edge in json.loads(page.locator("script.scene-data").text_content())["edges"]}


def test_the_whole_way(watched):
    page = watched.page
    watched.goto("/")
    page.get_by_role("link", name="Unsere Zusammenarbeit ansehen").click()
    watched.check()
    assert "arbeitet mit" in page.locator(".finding").text_content()
    scene = json.loads(page.locator("script.scene-data").text_content())
    assert any(node["mark"] for node in scene["nodes"])
    before = edges(page)

    page.locator(".answer .first-table a").first.click()
    watched.check()
    page.get_by_role("link", name="Verbindung eintragen").click()
    watched.check()
    page.get_by_label("Mit wem?").fill("Bürgertreff Beispiel-Göppingen Nord")
    page.get_by_label("Art der Verbindung").select_option(label="Kooperation")
    page.get_by_label("Intensität").select_option(label="Austausch")
    page.get_by_role("button", name="Speichern").click()
    watched.check()
    assert page.get_by_text("Verbindung angelegt").first.is_visible()

    watched.goto("/questions/cooperations?area=08117")
    added = edges(page) - before
    assert len(added) == 1

    watched.goto("/journal")
    page.locator("tbody tr").first.get_by_role("button").click()
    watched.check()
    assert page.get_by_text("Zurückgenommen").first.is_visible()
    watched.goto("/questions/cooperations?area=08117")
    assert edges(page) == before

    import_a_messy_sheet(watched)


def import_a_messy_sheet(watched):
    page = watched.page
    watched.goto("/import/")
    page.get_by_label("Datei wählen").set_input_files(
        {"name": "partner.csv", "mimeType": "text/csv", "buffer": MESSY.encode("cp1252")}
    )
    page.get_by_role("button", name="Weiter").click()
    watched.check()
    meanings = page.locator("select[name^=column-0-]").evaluate_all("all => all.map(s => s.value)")
    assert meanings == ["name", "kind", "area", "-", "phone", "tie_since"]
    page.get_by_label("Alle Zeilen sind Akteure, mit denen wir zusammenarbeiten").check()
    page.get_by_label("Wir sind").select_option(value=OFFICE)
    page.get_by_role("button", name="Weiter").click()
    watched.check()
    assert page.get_by_text("„Treffpunkd“ ist nicht bekannt").is_visible()
    assert page.locator(".tile--bad .tile__number").text_content() == "1"

    page.locator(".mend select").select_option(value="civic_place")
    page.get_by_role("button", name="Verbesserungen übernehmen").click()
    watched.check()
    assert page.locator(".mend").count() == 0
    assert page.locator(".tile__number").first.text_content() == "4"
    page.get_by_role("button", name="Änderungen laden").click()
    page.wait_for_selector("text=Unser Netz als Karte")
    watched.check()

    watched.goto("/partners?text=Wanderweg")
    assert page.locator(".found li").count() == 2
    page.get_by_role("link", name="Seniorentreff Wanderweg").click()
    watched.check()
    assert page.get_by_text("Huber").count() == 0
    assert page.get_by_role("link", name="07161 5678").is_visible()

    # undone, so that the other width finds the store as it was
    watched.goto("/journal")
    page.locator("tbody tr").first.get_by_role("button").click()
    assert page.get_by_text("Zurückgenommen").first.is_visible()


def test_the_columns_of_a_list_are_remembered(watched):
    page = watched.page
    for chosen in ("attr", None):
        watched.goto("/import/")
        page.get_by_label("Datei wählen").set_input_files(
            {"name": "liste.csv", "mimeType": "text/csv", "buffer": b"Name,Art,Bemerkung\nX,Klinik,nett\n"}
        )
        page.get_by_role("button", name="Weiter").click()
        choice = page.locator("select[name=column-0-2]")
        if chosen:
            choice.select_option(value="audience")
            page.get_by_role("button", name="Weiter").click()
            watched.check()
        else:
            assert choice.input_value() == "audience"


def test_who_saves_second_sees_both_versions(browser, server):
    first, second = (browser.new_context(locale="de-DE").new_page() for _ in range(2))
    for page in (first, second):
        page.goto(f"{server}/partners/{OFFICE}/edit")
    first.get_by_label("Telefon").fill("07161 111")
    first.get_by_label("Name", exact=True).fill("Kontaktstelle Erste")
    first.get_by_role("button", name="Speichern").click()
    second.get_by_label("Name", exact=True).fill("Kontaktstelle Zweite")
    second.get_by_role("button", name="Speichern").click()
    assert second.get_by_text("Jemand anderes hat hier inzwischen etwas geändert").is_visible()
    assert second.get_by_text("Kontaktstelle Erste").first.is_visible()
    assert second.get_by_label("Name", exact=True).input_value() == "Kontaktstelle Zweite"
    second.get_by_role("button", name="Speichern").click()
    assert second.locator("h1").text_content() == "Kontaktstelle Zweite"
    for page in (first, second):
        page.context.close()


def test_a_name_that_holds_markup_stays_text(watched):
    page = watched.page
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)> ' + "ü" * 120
    page.on("dialog", lambda dialog: watched.faults.append("a script ran"))
    watched.goto("/partners/new")
    page.get_by_label("Name", exact=True).fill(hostile)
    page.get_by_label("Art", exact=True).select_option(label="Klinik")
    page.get_by_label("Ort oder Kreis").fill("Göppingen")
    page.get_by_role("button", name="Speichern").click()
    watched.check()
    assert page.locator("h1").text_content() == hostile
    watched.goto("/maps/network_map?area=08117")
    page.goto(page.url.split("/maps")[0] + "/journal")
    page.locator("tbody tr").first.get_by_role("button").click()
    watched.check()
