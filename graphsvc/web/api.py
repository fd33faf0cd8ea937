"""The API: the same questions, partners and journal as the pages, for programs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from flask import Response, abort, g, jsonify, request, url_for
from flask_openapi import APIBlueprint, Tag

from graphsvc.changes import ChangeSet, change, record_of, to_json
from graphsvc.errors import Conflict, DrehscheibeError, Refused, Unknown, Usage
from graphsvc.language import Text
from graphsvc.model import Partner, Tie
from graphsvc.rules import partner_problems, tie_problems
from graphsvc.store import Revision
from graphsvc.web.access import ACTOR
from graphsvc.web.api_models import (
    FAILURES,
    ChangeHeaders,
    Listing,
    Name,
    NewHeaders,
    PartnerBody,
    RevisionId,
    Since,
    Spoken,
    TieBody,
    given,
    gives,
)
from graphsvc.web.replies import cached, raw_arguments, service

_PARTNERS = Tag(name="partners", description="Akteure und Verbindungen")
_JSON = "application/json"
_JOURNAL = Tag(name="journal", description="Was wann geändert wurde")


blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses=FAILURES)


@blueprint.get("/partners", summary="Akteure suchen", tags=[_PARTNERS], responses=gives(_JSON))
def partners(query: Listing) -> Response:
    """Return a page of partners; ``Link`` leads to the next."""
    return cached(lambda: _page(query))


def _page(query: Listing) -> Response:
    chosen = service().select(
        {k: v for k, v in raw_arguments().items() if k in ("area", "kind", "field", "topic", "on")}
    )
    page = service().store.find(query.text, chosen, g.viewer, limit=query.limit, cursor=query.cursor)
    response = jsonify({"total": page.total, "partners": [json.loads(to_json(partner)) for partner in page.partners]})
    if page.cursor:
        following: dict[str, Any] = {**request.args.to_dict(flat=False), "cursor": page.cursor}
        response.headers["Link"] = f'<{url_for("api.partners", **following)}>; rel="next"'
    return response


@blueprint.get("/partners/<path:id>", summary="Ein Akteur", tags=[_PARTNERS], responses=gives(_JSON))
def partner(path: Name, query: Spoken) -> Response:
    """Return a partner with contact and ties; its ETag is the last revision that touched it."""
    record = service().store.partner(path.id, g.viewer)
    if record is None:
        raise Unknown(Text("Diesen Akteur gibt es hier nicht."), path.id)
    body = json.loads(to_json(record.partner))
    body["contact"] = json.loads(to_json(record.contact)) if record.contact else None
    body["ties"] = [json.loads(to_json(tie.tie)) for tie in record.ties]
    response = jsonify(body)
    response.set_etag(str(record.revision))
    return response


@blueprint.post("/partners", summary="Einen Akteur anlegen", tags=[_PARTNERS], responses=gives(_JSON, status="201"))
def add_partner(body: PartnerBody, header: NewHeaders) -> Response:  # type: ignore[valid-type]  # the model is made from the dataclass
    """Add a partner, with its contact."""
    values = given(body, Partner)
    contact = values.pop("contact", None)
    if not values.get("id"):
        raise Usage(Text("Es fehlt die Kennung (id)."), "id")
    added = cast(Partner, record_of("partner", {"name": "", "kind": "", **values}))
    _refuse(partner_problems(added, service().store.areas()))
    changes = [change(None, added)]
    if contact:
        changes.append(change(None, record_of("contact", {**_plain(contact), "id": added.id})))
    return _applied(ChangeSet(changes=tuple(changes)), 201)


@blueprint.patch("/partners/<path:id>", summary="Einen Akteur ändern", tags=[_PARTNERS], responses=gives(_JSON))
def edit_partner(path: Name, body: PartnerBody, header: ChangeHeaders) -> Response:  # type: ignore[valid-type]  # as above
    """Change the fields given; ``If-Match`` names the version that is changed."""
    expected = _if_match()
    record = service().store.partner(path.id, g.viewer)
    if record is None:
        raise Unknown(Text("Diesen Akteur gibt es hier nicht."), path.id)
    values = given(body, Partner)
    contact = values.pop("contact", None)
    after = cast(Partner, record_of("partner", {**_values(record.partner), **values, "id": path.id}))
    _refuse(partner_problems(after, service().store.areas()))
    changes = [change(record.partner, after)] if after != record.partner else []
    if contact is not None:
        new = record_of("contact", {**_values(record.contact), **_plain(contact), "id": path.id})
        if new != record.contact:
            changes.append(change(record.contact, new))
    return _applied(ChangeSet(changes=tuple(changes)), 200, expected)


@blueprint.post("/ties", summary="Eine Verbindung anlegen", tags=[_PARTNERS], responses=gives(_JSON, status="201"))
def add_tie(body: TieBody, header: NewHeaders) -> Response:  # type: ignore[valid-type]  # as above
    """Add a tie between two partners."""
    values = given(body, Tie)
    lacking = {
        name: Text("Es fehlt die Angabe „{name}“.", values={"name": name})
        for name in ("id", "source", "target")
        if not values.get(name)
    }
    _refuse(lacking)
    tie = cast(Tie, record_of("tie", values))
    _refuse(tie_problems(tie, *(_kind(end, name) for end, name in ((tie.source, "source"), (tie.target, "target")))))
    return _applied(ChangeSet(changes=(change(None, tie),)), 201)


@blueprint.patch("/ties/<path:id>", summary="Eine Verbindung ändern", tags=[_PARTNERS], responses=gives(_JSON))
def edit_tie(path: Name, body: TieBody, header: ChangeHeaders) -> Response:  # type: ignore[valid-type]  # as above
    """Change the fields given, ``until`` to end it; ``If-Match`` is the version of one of its partners."""
    expected = _if_match()
    tie = service().store.records(g.viewer).ties.get(path.id)
    if tie is None:
        raise Unknown(Text("Diese Verbindung gibt es hier nicht."), path.id)
    after = cast(Tie, record_of("tie", {**_values(tie), **given(body, Tie), "id": path.id}))
    _refuse(
        tie_problems(after, *(_kind(end, name) for end, name in ((after.source, "source"), (after.target, "target"))))
    )
    return _applied(ChangeSet(changes=(change(tie, after),)), 200, expected)


@blueprint.get("/journal", summary="Das Journal", tags=[_JOURNAL], responses=gives(_JSON))
def journal(query: Since) -> Response:
    """Return up to 100 revisions after one, oldest first."""
    return cached(lambda: _journal_page(query))


def _journal_page(query: Since) -> Response:
    found = []
    for revision in service().store.journal(g.viewer, query.since):
        found.append(_revision(revision))
        if len(found) == 100:
            break
    response = jsonify(found)
    if len(found) == 100:
        response.headers["Link"] = f'<{url_for("api.journal", since=found[-1]["id"])}>; rel="next"'
    return response


@blueprint.post(
    "/revisions/<int:id>/undo", summary="Eine Fassung zurücknehmen", tags=[_JOURNAL], responses=gives(_JSON)
)
def undo(path: RevisionId, header: NewHeaders) -> Response:
    """Undo a revision; refused where later ones built on it."""
    return _applied(service().store.undo(path.id), 200, path.id)


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "id": revision.id,
        "at": revision.at.isoformat(),
        "actor": revision.actor,
        "reason": revision.reason,
        "changes": [
            {
                "subject": item.subject,
                "id": item.id,
                "before": item.before and json.loads(to_json(item.before)),
                "after": item.after and json.loads(to_json(item.after)),
            }
            for item in revision.changes
        ],
    }


def _plain(contact: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value or "" for name, value in contact.items()}


def _values(record: Any) -> dict[str, Any]:
    return {spec.name: getattr(record, spec.name) for spec in fields(record)} if record else {}


def _kind(id: str, name: str) -> str:
    record = service().store.partner(id, g.viewer)
    if record is None:
        raise Usage(Text("Den Akteur „{id}“ gibt es nicht.", values={"id": id}), name)
    return record.partner.kind


def _refuse(found: Mapping[str, Text]) -> None:
    if found:
        raise Usage(next(iter(found.values())), next(iter(found)), found)


def _if_match() -> int:
    tags = list(request.if_match)
    if not tags:
        abort(428)
    if not tags[0].isdigit():
        raise Conflict(Text("Inzwischen wurde hier etwas geändert."))
    return int(tags[0])


def _applied(changes: ChangeSet, status: int, expected: int | None = None) -> Response:
    if not changes.changes:
        raise Refused(Text("Es gibt nichts zu ändern."))
    key = request.headers.get("Idempotency-Key") or secrets.token_hex(16)
    try:
        revision = service().store.apply(changes, actor=ACTOR, key=key, expected=expected)
    except Conflict as conflict:
        if expected is None:
            raise _already(conflict) from None
        raise
    response = jsonify(_revision(revision))
    response.status_code = status
    response.set_etag(str(revision.id))
    return response


def _already(conflict: Conflict) -> DrehscheibeError:
    error = Refused(Text("Diese Kennung ist schon vergeben."), "id")
    error.status = 409
    return error
