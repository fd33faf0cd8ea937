"""The journal's page lists everything and takes it back; switching the language never leads to another host."""

from __future__ import annotations

import re

import pytest
from web_pages import shown_after

from graphsvc.changes import added
from graphsvc.model import Partner, Viewer


def revisions(page):
    return [int(number) for number in re.findall(r"/revisions/(\d+)/undo", page.html)]


def test_the_journal_lists_all_newest_first_a_page_at_a_time(staff, store):
    for number in range(118):
        store.apply(added(Partner(id=f"p{number}", name=f"Haus {number}", kind="other")), actor="a", key=f"p{number}")
    path, seen = "/journal", []
    while path:
        page = staff.page(path)
        assert page.status == 200
        seen += revisions(page)
        path = next((v for t, n, v in page.attributes if t == "a" and n == "href" and "before=" in v), None)
    assert seen == list(range(120, 0, -1))
    first = staff.page("/journal").text
    assert "Haus 117" in first
    assert "Haus 0 :" not in first


def test_the_journal_says_what_and_why(staff, public):
    said = staff.page("/journal").text
    told = ("vertraulich: erste Liste", "Akteur: 4 neu", "Verbindung: 4 neu", "vertraulich: darf gezeigt werden")
    for word in (*told, "Akteur Klinikum Beispiel: geändert (Name, Sichtbarkeit)"):
        assert word.replace(" ", "") in said.replace(" ", ""), word
    assert revisions(public.page("/journal")) == []


def test_a_change_is_taken_back_from_the_journal_and_refused_where_others_built_on_it(staff, store):
    staff.fill("/partners/kl/edit", name="Klinikum Neu")
    form = staff.page("/journal").form("/revisions/2/undo")
    page = shown_after(staff, staff.post(form.action, data=form.fields))
    assert "Zurückgenommen" not in page.text
    assert "Inzwischen wurde hier etwas geändert (Stand 3)" in page.text
    assert store.revision() == 3
    form = staff.page("/journal").form("/revisions/3/undo")
    assert "Zurückgenommen" in shown_after(staff, staff.post(form.action, data=form.fields)).text
    assert store.partner("kl", Viewer.STAFF).partner.name == "Klinikum Beispiel"


OUTSIDE = [
    *(
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil.example",
        "\\\\evil.example",
        "///evil.example",
    ),
    *(
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\x0b/evil.example",
    ),
    *("javascript:alert(1)", "/%09/evil.example", "http:evil.example", "/\t\\evil.example", ""),
]


def leads_to(answer):
    """Where a browser goes: it takes tabs and line ends out, and a backslash for a slash."""
    location = answer.headers["Location"]
    return re.sub(r"[\t\r\n]", "", location).replace("\\", "/")


@pytest.mark.parametrize("back", OUTSIDE, ids=repr)
def test_no_redirect_leaves_our_origin(reader, back):
    switched = reader.get("/language/en", query_string={"back": back})
    undone = reader.press("/revisions/1/undo", back=back)
    for answer in (switched, undone):
        assert answer.status_code == 302
        target = leads_to(answer)
        assert target.startswith("/"), target
        assert not target.startswith("//"), target


def test_the_language_is_switched_where_one_is(reader):
    answer = reader.get("/language/en", query_string={"back": "/partners?text=a&area=08117"})
    assert answer.headers["Location"] == "/partners?text=a&area=08117"
    assert "Partners" in reader.page("/partners").text
    assert 'lang="en"' in reader.page("/").html
    assert "Akteure" in reader.page("/partners?lang=de").text
    reader.get("/language/fr")
    assert 'lang="de"' in reader.page("/").html  # what is not offered changes nothing
