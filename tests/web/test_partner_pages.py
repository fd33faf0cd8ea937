"""What staff do at a partner's page: enter, correct, confirm and end, take it back, and never lose what they typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from web_pages import Page, Person, shown_after
from web_records import CLINIC, OFFICE, TOLD

from graphsvc.changes import added
from graphsvc.model import Partner, Viewer

TODAY = date.today()
PARTNER = {
    "name": "Haus am See",
    "kind": "clinic",
    "area": "Göppingen",
    "topics": "Angst; Sucht",
    "fields_": ["health"],
}
CONTACT = {
    "street": "Seeweg 1",
    "postcode": "73033",
    "place": "Göppingen",
    "phone": "07161 5",
    "email": "a@example.org",
}
TIE = {"other": "Ängste überwinden", "kind": "cooperates_with", "intensity": "2", "formality": "loose"}
EDIT_TIE = "/partners/kst/ties/t-offen/edit"


def ties(store):
    return store.records(Viewer.STAFF).ties


def undo(staff, page):
    """Press the button that the message offers; what it does is told."""
    form = page.form("/undo")
    back = shown_after(staff, staff.post(form.action, data=form.fields))
    assert "Zurückgenommen" in back.text
    return back


def test_a_partner_is_entered_and_that_taken_back(staff, store):
    page = shown_after(staff, staff.fill("/partners/new", **PARTNER, **CONTACT))
    assert "Akteur angelegt" in page.text
    assert "Haus am See" in page.text
    assert "07161 5" in page.text
    made = next(p for p in store.records(Viewer.STAFF).partners.values() if p.name == "Haus am See")
    assert (made.kind, made.area, made.topics, made.fields) == ("clinic", "08117", ("Angst", "Sucht"), ("health",))
    assert (made.state, made.visibility) == ("active", "internal")
    assert store.partner(made.id, Viewer.STAFF).contact.street == "Seeweg 1"
    form = page.form("/undo")
    assert staff.post(form.action, data={**form.fields, "back": "/journal"}).headers["Location"] == "/journal"
    assert store.partner(made.id, Viewer.STAFF) is None


def test_a_partner_is_corrected_confirmed_and_all_of_it_taken_back(staff, store):
    page = shown_after(staff, staff.fill("/partners/kl/edit", name="Klinikum Neu", phone="07161 7", serves="Göppingen"))
    record = store.partner("kl", Viewer.STAFF)
    assert (record.partner.name, record.contact.phone, record.partner.serves) == ("Klinikum Neu", "07161 7", ("08117",))
    assert record.partner.fields == CLINIC.fields
    undo(staff, page)
    assert store.partner("kl", Viewer.STAFF).partner == CLINIC
    assert store.partner("kl", Viewer.STAFF).contact is None
    page = shown_after(staff, staff.press("/partners/kl/confirm", key="a"))
    assert store.partner("kl", Viewer.STAFF).partner.confirmed_on == TODAY
    undo(staff, page)
    assert store.partner("kl", Viewer.STAFF).partner == CLINIC


def test_saving_a_form_as_it_was_changes_nothing(staff, store):
    for path in ("/partners/kl/edit", "/partners/kst/edit", EDIT_TIE):
        assert "Es war nichts zu ändern" in shown_after(staff, staff.fill(path)).text
    assert store.revision() == 2


def test_a_tie_is_entered_confirmed_ended_and_all_of_it_taken_back(staff, store):
    known = set(ties(store))
    undo(staff, shown_after(staff, staff.fill("/partners/kl/ties/new", **TIE)))
    assert set(ties(store)) == known
    shown_after(staff, staff.fill("/partners/kl/ties/new", **TIE, since="2024-05-01", forms=["training"]))
    (id,) = set(ties(store)) - known
    tie = ties(store)[id]
    assert (tie.source, tie.target, tie.intensity, tie.since) == ("kl", "shg", 2, date(2024, 5, 1))
    assert (tie.forms, tie.reported_by, tie.visibility) == (("training",), "source", "internal")
    confirmed = shown_after(staff, staff.press("/partners/kl/confirm", tie=id))
    assert ties(store)[id].confirmed_on == TODAY
    undo(staff, confirmed)
    assert ties(store)[id] == tie
    ended = shown_after(staff, staff.press(f"/partners/kl/ties/{id}/end"))
    assert ties(store)[id].until == TODAY - timedelta(days=1)
    assert "Beendete Verbindungen (1)" in ended.text
    undo(staff, ended)
    assert ties(store)[id] == tie


def test_a_tie_may_lead_hither(staff, store):
    staff.fill("/partners/shg/ties/new", other="kst", kind="supports", direction="in")
    made = [t for t in ties(store).values() if t.id not in ("t-gruppe",) and t.kind == "supports"]
    assert [(t.source, t.target) for t in made] == [("kst", "shg")]


def test_a_correction_overwrites_and_a_change_since_a_day_begins_a_new_tie(staff, store):
    staff.fill(EDIT_TIE, intensity="2")
    assert (len(ties(store)), ties(store)["t-offen"].intensity) == (4, 2)
    page = shown_after(staff, staff.fill(EDIT_TIE, intensity="4", formality="written", changed_on="2024-07-01"))
    old, (new,) = ties(store)["t-offen"], [t for t in ties(store).values() if t.since == date(2024, 7, 1)]
    assert (old.intensity, old.formality, old.since, old.until) == (2, "oral", TOLD.since, date(2024, 6, 30))
    assert (new.intensity, new.formality, new.until) == (4, "written", None)
    assert (new.source, new.target, new.kind, new.forms) == (old.source, old.target, old.kind, old.forms)
    undo(staff, page)
    assert (len(ties(store)), ties(store)["t-offen"].until) == (4, None)


def test_a_double_click_writes_once(staff, store):
    for path, typed in (("/partners/new", PARTNER), ("/partners/kl/ties/new", TIE)):
        before = store.revision()
        form = staff.page(path).form()
        answers = [staff.post(path, data={**form.fields, **typed}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert store.revision() == before + 1
    for path, fields in (("/partners/kl/confirm", {"key": "a"}), ("/partners/kst/ties/t-offen/end", {"key": "b"})):
        before = store.revision()
        staff.press(path, **fields)
        staff.press(path, **fields)
        assert store.revision() == before + 1


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("/partners/kl/edit", {"name": "Klinikum Erste"}, {"name": "Klinikum Zweite", "carrier": "Kreis"}),
        (EDIT_TIE, {"evidence": "Beleg der Ersten"}, {"evidence": "Beleg der Zweiten", "intensity": "4"}),
    ],
)
def test_who_saves_second_sees_both_versions_and_decides(web, store, path, first, second):
    slow, quick = Person(web), Person(web)
    form = slow.page(path).form()
    assert quick.fill(path, **first).status_code == 302
    answer = Page(slow.post(path, data={**form.fields, **second}))
    assert answer.status == 409
    assert store.revision() == 3
    theirs = next(iter(first.values()))
    assert "Jemand anderes hat hier inzwischen etwas geändert" in answer.text
    assert theirs in answer.text
    shown = answer.form().fields
    assert {name: shown[name] for name in second} == {name: [value] for name, value in second.items()}
    assert slow.post(path, data=shown).status_code == 302  # once more is meant
    assert store.revision() == 4
    record = store.partner("kst" if "kst" in path else "kl", Viewer.STAFF)
    now = ties(store)["t-offen"] if "ties" in path else record.partner
    assert theirs not in (getattr(now, name, None) for name in first)


BAD = [
    ("/partners/new", {"name": ""}, "name", "Es fehlt der Name"),
    ("/partners/new", {"kind": ""}, "kind", "Es fehlt die Art"),
    ("/partners/new", {"kind": "klinik"}, "kind", ""),
    ("/partners/new", {"area": "Atlantis"}, "area", "Atlantis"),
    ("/partners/new", {"serves": "Göppingen; Atlantis"}, "serves", "Atlantis"),
    ("/partners/new", {"since": "2024-02-30"}, "since", ""),
    ("/partners/new", {"since": "31.02.2024"}, "since", ""),
    ("/partners/new", {"since": "2024-02-02", "until": "2024-02-01"}, "until", "vor dem Beginn"),
    ("/partners/new", {"street": "x" * 501}, "street", "500"),
    ("/partners/kl/edit", {"name": ""}, "name", "Es fehlt der Name"),
    ("/partners/kl/edit", {"area": "Atlantis"}, "area", "Atlantis"),
    ("/partners/kl/ties/new", {"other": "Niemand"}, "other", "Bitte den Akteur zuerst anlegen"),
    ("/partners/kl/ties/new", {"other": ""}, "other", "Es fehlt"),
    ("/partners/kl/ties/new", {"since": "2024-13-01"}, "since", ""),
    ("/partners/kl/ties/new", {"since": "2024-02-02", "until": "2024-02-01"}, "until", "vor dem Beginn"),
    ("/partners/kl/ties/new", {"intensity": "9"}, "intensity", ""),
    ("/partners/kl/ties/new", {"amount": "viel"}, "amount", ""),
    ("/partners/kl/ties/new", {"year": "zwanzig"}, "year", ""),
    (EDIT_TIE, {"until": "2019-12-31"}, "until", "vor dem Beginn"),
    (EDIT_TIE, {"changed_on": "gestern"}, "changed_on", ""),
    (EDIT_TIE, {"until": "2023-12-31", "changed_on": "2024-07-01", "intensity": "4"}, "changed_on", ""),
]


@pytest.mark.parametrize(("path", "typed", "field", "said"), BAD, ids=lambda v: str(v)[:50])
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(reader, path, typed, field, said):
    given = {"evidence": "mein Beleg", **(PARTNER | CONTACT if "ties" not in path else {} if "edit" in path else TIE)}
    page = Page(reader.fill(path, **(given | typed)))
    assert page.status == 422, page.text
    assert list(page.errors) == [field]
    assert said in page.errors[field]
    kept = page.form().fields
    for name, value in (given | typed).items():
        if name not in ("kind", "intensity") or name not in typed:  # a choice that isn't there can't be shown
            assert kept[name] == (value if isinstance(value, list) else [value]), name
    assert reader.store.revision() == 2


@pytest.mark.parametrize(
    ("path", "typed"), [bad[:2] for bad in BAD if bad[3] in ("", "500")], ids=lambda v: str(v)[:50]
)
def test_what_the_forms_library_refuses_is_told_in_german(reader, path, typed):
    given = {} if "edit" in path else TIE if "ties" in path else PARTNER
    for text in Page(reader.fill(path, **(given | typed))).errors.values():
        assert not {"not", "valid", "value", "cannot", "longer"} & set(text.lower().split()), text


def test_a_tie_that_its_ends_do_not_permit_is_refused(staff, store):
    page = Page(staff.fill("/partners/kl/ties/new", other="kst", kind="supports", evidence="mein Beleg"))
    assert page.status == 422
    assert "passt hier nicht" in page.text
    assert page.form().fields["evidence"] == ["mein Beleg"]
    page = Page(staff.fill("/partners/kl/ties/new", other="kl"))
    assert "nicht mit sich selbst" in page.text
    assert store.revision() == 2


def test_of_several_with_a_name_one_is_chosen(staff, store):
    twins = (Partner(id=f"zwilling-{n}", name="Bürgertreff", kind="civic_place") for n in (1, 2))
    store.apply(added(*twins), actor="a", key="twins")
    page = Page(staff.fill("/partners/kl/ties/new", other="Bürgertreff", intensity="3", evidence="mein Beleg"))
    assert (page.status, list(page.errors)) == (422, ["other"])
    assert "passt auf mehrere" in page.errors["other"]
    form = page.form()
    assert form.choices["other_id"] == ["zwilling-1", "zwilling-2"]
    assert (form.fields["other"], form.fields["intensity"], form.fields["evidence"]) == (
        ["Bürgertreff"],
        ["3"],
        ["mein Beleg"],
    )
    shown_after(staff, staff.post("/partners/kl/ties/new", data={**form.fields, "other_id": "zwilling-2"}))
    assert [t.intensity for t in ties(store).values() if t.target == "zwilling-2"] == [3]


def test_a_part_of_a_name_is_enough_where_it_is_the_only_one(staff, store):
    staff.fill("/partners/kl/ties/new", other="überwinden")
    assert {t.target for t in ties(store).values() if t.source == "kl"} == {"kst", "shg"}
    assert OFFICE.id in store.records(Viewer.STAFF).partners
