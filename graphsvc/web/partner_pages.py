"""One partner: what is known, with whom it works, and every way to correct it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from graphsvc.changes import Change, ChangeSet, change
from graphsvc.errors import Conflict, DrehscheibeError, Unknown
from graphsvc.language import Text, sort_key
from graphsvc.model import Contact, Partner, Selection, Tie, Viewer
from graphsvc.rules import partner_problems, tie_problems
from graphsvc.store import PartnerRecord, Revision
from graphsvc.vocabulary import OFFICES
from graphsvc.web.access import ACTOR, own_address
from graphsvc.web.forms import PartnerForm, TieForm, partner_id, tie_id
from graphsvc.web.replies import service

blueprint = Blueprint("partners", __name__)


def _record(id: str) -> PartnerRecord:
    record = service().store.partner(id, g.viewer)
    if record is None:
        raise Unknown(Text("Diesen Akteur gibt es hier nicht. Vielleicht hilft die Suche."), id)
    return record


def _only_staff() -> None:
    if g.viewer is not Viewer.STAFF:
        abort(403)


@blueprint.get("/partners/<path:id>")
def show(id: str) -> str:
    """Show facts, contact, ties, ring map and history."""
    record = _record(id)
    today = service().today()
    current = [r for r in record.ties if r.tie.until is None or r.tie.until >= today]
    ended = [r for r in record.ties if r not in current]
    ring = service().draw("ring_map", {"partner": id}, g.viewer) if record.ties else None
    return render_template(
        "partner.html",
        record=record,
        partner=record.partner,
        current=current,
        ended=ended,
        ring=Markup(ring.picture.svg(g.language)) if ring else None,  # noqa: S704 maps escape all text
        ring_drawn=ring,
        newest=ring.network.revision if ring else 0,
        ring_notes=ring.picture.notes if ring else (),
        areas=service().store.areas(),
        key=secrets.token_hex(16),
        is_office=record.partner.kind in OFFICES,
    )


@blueprint.route("/partners/new", methods=["GET", "POST"])
def add() -> str | Redirect | Response:
    """Add a partner."""
    _only_staff()
    form = PartnerForm()
    if form.is_submitted() and form.validate():
        partner = form.partner(Partner(id=partner_id(form.name.data or ""), name="", kind=""), service().store.areas())
        problems = form.take(partner_problems(partner, service().store.areas()))
        if not problems:
            contact = form.contact(Contact(id=partner.id))
            changes = [change(None, partner)] + ([change(None, contact)] if contact != Contact(id=partner.id) else [])
            return _write(changes, Text("Akteur angelegt"), partner.id, form.key.data)
    return _form("partner_form.html", form, record=None, conflict=None)


@blueprint.route("/partners/<path:id>/edit", methods=["GET", "POST"])
def edit(id: str) -> str | Redirect | Response:
    """Edit a partner; who saves second sees both versions and decides."""
    _only_staff()
    record = _record(id)
    form = PartnerForm()
    conflict: Conflict | None = None
    if not form.is_submitted():
        form.fill(record, service().store.areas())
    elif form.validate():
        partner = form.partner(record.partner, service().store.areas())
        if not form.take(partner_problems(partner, service().store.areas())):
            contact = form.contact(record.contact or Contact(id=id))
            changes = [change(record.partner, partner)] if partner != record.partner else []
            if contact != (record.contact or Contact(id=id)):
                changes.append(change(record.contact, contact))
            expected = form.revision.data or record.revision
            try:
                return _write(changes, Text("Akteur geändert"), id, form.key.data, expected)
            except Conflict as found:
                conflict = found
                form.seen(record.revision)
    return _form("partner_form.html", form, record=record, conflict=conflict)


@blueprint.post("/partners/<path:id>/confirm")
def confirm(id: str) -> Redirect | Response:
    """Note that somebody checked it today: the partner, or one of its ties."""
    _only_staff()
    record = _record(id)
    today = service().today()
    wanted = request.form.get("tie")
    if wanted:
        tie = _tie_of(record, wanted)
        changes = [change(tie, replace(tie, confirmed_on=today))]
    else:
        changes = [change(record.partner, replace(record.partner, confirmed_on=today))]
    return _write([c for c in changes if c.before != c.after], Text("Heute bestätigt"), id, request.form.get("key"))


@blueprint.route("/partners/<path:id>/ties/new", methods=["GET", "POST"])
def add_tie(id: str) -> str | Redirect | Response:
    """Add a tie from or to this partner."""
    _only_staff()
    record = _record(id)
    form = TieForm()
    if form.is_submitted() and form.validate():
        other = _other(form)
        if other is not None:
            here, there = (other, record.partner) if form.direction.data == "in" else (record.partner, other)
            tie = form.tie(Tie(id=tie_id(), source=here.id, target=there.id, reported_by="source"))
            if not form.take(tie_problems(tie, here.kind, there.kind)):
                return _write([change(None, tie)], Text("Verbindung angelegt"), id, form.key.data)
    return _form("tie_form.html", form, record=record, tie=None, conflict=None)


@blueprint.route("/partners/<path:id>/ties/<tie>/edit", methods=["GET", "POST"])
def edit_tie(id: str, tie: str) -> str | Redirect | Response:
    """Correct a tie, or note that it is another since a day: then the old one ends and a new one begins."""
    _only_staff()
    record = _record(id)
    before = _tie_of(record, tie)
    form = TieForm()
    conflict: Conflict | None = None
    if not form.is_submitted():
        form.fill(before, next(r for r in record.ties if r.tie.id == tie), record.revision)
    elif form.validate():
        after = form.tie(before)
        kinds = {r.other.id: r.other.kind for r in record.ties} | {id: record.partner.kind}
        problems = tie_problems(after, kinds[after.source], kinds[after.target])
        if form.changed_on.data and after.until and after.until < form.changed_on.data and "until" not in problems:
            problems["changed_on"] = Text("Die Änderung liegt nach dem Ende der Verbindung. Bitte die Tage prüfen.")
        if not form.take(problems):
            changes = _since_a_day(before, after, form.changed_on.data)
            try:
                return _write(changes, Text("Verbindung geändert"), id, form.key.data, form.revision.data)
            except Conflict as found:
                conflict = found
                form.seen(record.revision)
    return _form("tie_form.html", form, record=record, tie=before, conflict=conflict)


def _since_a_day(before: Tie, after: Tie, day: date | None) -> list[Change]:
    if after == before:
        return []
    if day is None or (before.since and day <= before.since):
        return [change(before, after)]
    ended = replace(before, until=day - timedelta(days=1))
    return [change(before, ended), change(None, replace(after, id=tie_id(), since=day))]


@blueprint.post("/partners/<path:id>/ties/<tie>/end")
def end_tie(id: str, tie: str) -> Redirect | Response:
    """End a tie: its last day was yesterday, or the day given."""
    _only_staff()
    record = _record(id)
    before = _tie_of(record, tie)
    last = service().today() - timedelta(days=1)
    if before.since and last < before.since:
        last = before.since
    return _write(
        [change(before, replace(before, until=last))], Text("Verbindung beendet"), id, request.form.get("key")
    )


@blueprint.post("/revisions/<int:number>/undo")
def undo(number: int) -> Redirect | Response:
    """Undo a revision; refused where later ones built on it."""
    _only_staff()
    store = service().store
    try:
        revision = store.apply(store.undo(number), actor=ACTOR, key=secrets.token_hex(16), expected=number)
    except DrehscheibeError as error:
        flash(error.text.into(g.language), "warning")
        return redirect(_back())
    _say_done(revision, Text("Zurückgenommen"))
    return redirect(_back())


def _back() -> str:
    return own_address(request.form.get("back", ""), url_for("pages.journal"))


def _tie_of(record: PartnerRecord, id: str) -> Tie:
    for found in record.ties:
        if found.tie.id == id:
            return found.tie
    raise Unknown(Text("Diese Verbindung gibt es hier nicht."), id)


def _other(form: TieForm) -> Partner | None:
    """Return the partner that the form names, by id or exact name; otherwise say what may be meant."""
    word = request.form.get("other_id") or (form.other.data or "").strip()
    if not word:
        form.take({"other": Text("Es fehlt, mit wem die Verbindung besteht.")})
        return None
    known = service().store.partner(word, g.viewer)
    if known:
        return known.partner
    page = service().store.find(word, Selection(), g.viewer, limit=6)
    exact = [p for p in page.partners if p.name.casefold() == word.casefold()]
    if len(exact) == 1:
        return exact[0]
    if page.total == 1:
        return page.partners[0]
    form.candidates = list(exact or page.partners)
    text = Text("„{word}“ passt auf mehrere. Bitte einen auswählen.", values={"word": word})
    if not page.partners:
        text = Text("„{word}“ ist nicht bekannt. Bitte den Akteur zuerst anlegen.", values={"word": word})
    form.take({"other": text})
    return None


def _form(template: str, form: PartnerForm | TieForm, **values: Any) -> Response:
    status = 409 if values.get("conflict") else 422 if form.is_submitted() else 200
    store = service().store
    record = values.get("record")
    near = frozenset([record.partner.area[:5]]) if record and record.partner.area else frozenset[str]()
    page = render_template(
        template,
        form=form,
        areas=store.areas(),
        topics=sorted(store.topics(), key=sort_key),
        neighbours=store.find("", Selection(areas=near), g.viewer, limit=300).partners,
        **values,
    )
    return make_response(page, status)


def _write(
    changes: Iterable[Change], done: Text, partner: str, key: str | None, expected: int | None = None
) -> Redirect:
    found = tuple(changes)
    if found:
        changeset = ChangeSet(changes=found, reason=done.into("de"))
        revision = service().store.apply(changeset, actor=ACTOR, key=key or secrets.token_hex(16), expected=expected)
        _say_done(revision, done)
    else:
        flash(Text("Es war nichts zu ändern.").into(g.language), "info")
    return redirect(url_for("partners.show", id=partner))


def _say_done(revision: Revision, done: Text) -> None:
    """Tell that it is done, with the way back: the template makes the number a button."""
    flash(f"{revision.id}|{done.into(g.language)}", "done")
