"""The API: the same questions, partners and journal as the pages, for programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, cast

from flask import Response, abort, current_app, g, jsonify, request, url_for
from flask_openapi import APIBlueprint, OpenAPI, Tag
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from graphsvc import __version__, pictures
from graphsvc.changes import ChangeSet, change, record_of, to_json
from graphsvc.errors import Conflict, DrehscheibeError, Refused, Unknown, Usage
from graphsvc.formats import FORMATS, WRITERS
from graphsvc.language import Text
from graphsvc.model import Contact, Partner, Tie
from graphsvc.params import REPEATABLE, Option, model_of, usage_of
from graphsvc.rules import partner_problems, tie_problems
from graphsvc.service import Service
from graphsvc.store import Revision
from graphsvc.web import problems
from graphsvc.web.access import ACTOR

_QUESTIONS = Tag(name="questions", description="Fragen an das Netzwerk")
_MAPS = Tag(name="maps", description="Karten")
_PARTNERS = Tag(name="partners", description="Akteure und Verbindungen")
_JOURNAL = Tag(name="journal", description="Was wann geändert wurde")


class Name(BaseModel):
    """A path's last part."""

    id: str


class RevisionId(BaseModel):
    """A revision in a path."""

    id: int


class Since(BaseModel):
    """Where to begin in the journal."""

    model_config = ConfigDict(extra="forbid")
    since: int = Field(0, ge=0, description="nur Fassungen nach dieser")


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    errors: list[dict[str, str]] = []


def _written(record: type[Any], name: str, **extra: Any) -> type[BaseModel]:
    """Return the model of a record as programs send it: the dataclass's own fields, nothing else."""
    kinds = {spec.name: _annotation(spec.name, spec.default) for spec in fields(record)}
    specs: dict[str, Any] = {field: (kind, None) for field, kind in kinds.items()}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **specs, **extra)


def _annotation(name: str, default: Any) -> Any:
    if name in ("since", "until", "confirmed_on"):
        return date | None
    if name in ("lat", "lon", "amount"):
        return float | None
    if name in ("intensity", "year"):
        return int | None
    if name == "attrs":
        return dict[str, str] | None
    return list[str] | None if isinstance(default, tuple) else str | None


PartnerBody = _written(Partner, "PartnerBody", contact=(_written(Contact, "ContactBody") | None, None))
TieBody = _written(Tie, "TieBody")

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses={"422": Problem, "404": Problem})


def service() -> Service:
    """Return the application's service."""
    return cast(Service, current_app.extensions["service"])


def register(app: OpenAPI) -> None:
    """Add the API to the application; each question of the catalogue gets its own documented path."""
    own = APIBlueprint("questions_api", __name__, url_prefix="/api/v1")
    catalogue = cast(Service, app.extensions["service"]).catalogue
    for name, question in catalogue.questions.items():
        view = _question_view(name, question.signature.model)
        summary = question.title.into("de")
        own.get(f"/questions/{name}", summary=summary, tags=[_QUESTIONS], endpoint=name)(view)
        for format in FORMATS:
            suffixed = _question_view(name, question.signature.model, format)
            path = f"/questions/{name}.{format}"
            own.get(path, summary=f"{summary} ({format})", tags=[_QUESTIONS], endpoint=f"{name}_{format}")(suffixed)
    for name, drawing in catalogue.maps.items():
        model = create_model(
            f"{name}_drawn",
            __base__=model_of(name, catalogue.options_of_map(name)),
            q=(
                str,
                Field(
                    "",
                    description="welche Antwort gezeigt wird",
                    json_schema_extra={"enum": ["", *catalogue.questions]},
                ),
            ),
        )
        for format in pictures.FORMATS:
            path, summary = f"/maps/{name}.{format}", f"{drawing.title.into('de')} ({format})"
            own.get(path, summary=summary, tags=[_MAPS], endpoint=f"{name}_{format}")(_map_view(name, model, format))
    app.register_api(own)
    app.register_api(blueprint)

    @app.before_request
    def only_json() -> None:
        if request.path.startswith("/api/") and request.method in ("POST", "PUT", "PATCH"):
            if request.content_length and not request.is_json and not request.path.endswith("/import"):
                abort(415)
            if request.is_json:
                request.get_json()  # bad JSON is a 400, before any model sees it

    @app.route("/openapi.json")
    def description() -> Response:
        return jsonify(app.api_doc)

    @app.get("/healthz", summary="Ob alles läuft")
    def health() -> Response:
        return jsonify(status="ok", revision=service().store.revision(), version=__version__)


def validation_problem(error: ValidationError) -> Response:
    """Answer what pydantic found in our own words: it would echo the input and name an outside address."""
    name = request.path.rsplit("/", 1)[-1].partition(".")[0]
    catalogue = service().catalogue
    options: tuple[Option, ...] = ()
    if "/questions/" in request.path and name in catalogue.questions:
        options = catalogue.questions[name].signature.options
    elif "/maps/" in request.path and name in catalogue.maps:
        options = catalogue.options_of_map(name)
    return problems.answer(usage_of(error, options))


def raw_arguments() -> dict[str, Any]:
    """Return the URL's parameters, repeated ones as lists, without those that belong to every page."""
    return {
        name: values if len(values) > 1 or name in REPEATABLE else values[0]
        for name, values in request.args.lists()
        if name not in ("lang", "done", "q", "view")
    }


def _question_view(name: str, model: type[BaseModel], format: str = "") -> Callable[..., Response]:
    def view(query: BaseModel) -> Response:
        chosen = format or _accepted()
        return cached(
            lambda: WRITERS[chosen](service().ask(name, raw_arguments(), g.viewer), g.language), FORMATS[chosen]
        )

    view.__annotations__["query"] = model
    view.__name__ = f"ask_{name}{format and '_' + format}"
    return view


def _map_view(name: str, model: type[BaseModel], format: str) -> Callable[..., Response]:
    def view(query: BaseModel) -> Response:
        return map_file(name, format)

    view.__annotations__["query"] = model
    view.__name__ = f"draw_{name}_{format}"
    return view


def map_file(name: str, format: str) -> Response:
    """Return a map as a file, with the answer to the question that ``q`` names."""

    def make() -> bytes:
        drawn = service().draw(name, raw_arguments(), g.viewer, request.args.get("q", ""))
        return pictures.write(drawn.picture, name, format, g.language)

    return cached(make, pictures.FORMATS[format])


def _accepted() -> str:
    best = request.accept_mimetypes.best_match([kind.partition(";")[0] for kind in FORMATS.values()])
    return next((format for format, kind in FORMATS.items() if kind.partition(";")[0] == best), "json")


def cached(make: Callable[[], bytes], mimetype: str) -> Response:
    """Return what ``make`` gives, or 304 where the reader has it already: one ETag for all that the answer hangs on."""
    store = service().store
    parts = (
        request.full_path,
        g.viewer.name,
        store.revision(),
        store.areas().version,
        service().today().isoformat(),
        g.language,
        mimetype,
        __version__,
    )
    etag = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    known = request.if_none_match.contains(etag)
    response = Response(status=304) if known else Response(make(), mimetype=mimetype)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept, Cookie"
    return response


@blueprint.get("/questions", summary="Alle Fragen", tags=[_QUESTIONS])
def questions() -> Response:
    """List the questions with their parameters."""
    found = [
        {
            "name": name,
            "title": question.title.into(g.language),
            "parameters": [option.name for option in question.signature.options],
            "href": f"/api/v1/questions/{name}",
        }
        for name, question in service().catalogue.questions.items()
    ]
    return jsonify(found)


class Listing(BaseModel):
    """Which partners."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field("", description="beginnt mit, ein Wort beginnt mit, enthält")
    area: list[str] = []
    kind: list[str] = []
    field: list[str] = []
    topic: list[str] = []
    on: date | None = None
    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


@blueprint.get("/partners", summary="Akteure suchen", tags=[_PARTNERS])
def partners(query: Listing) -> Response:
    """Return a page of partners; ``Link`` leads to the next."""
    chosen = service().select(
        {k: v for k, v in raw_arguments().items() if k in ("area", "kind", "field", "topic", "on")}
    )
    page = service().store.find(query.text, chosen, g.viewer, limit=query.limit, cursor=query.cursor)
    response = jsonify({"total": page.total, "partners": [json.loads(to_json(partner)) for partner in page.partners]})
    if page.cursor:
        following: dict[str, Any] = {**request.args.to_dict(flat=False), "cursor": page.cursor}
        response.headers["Link"] = f'<{url_for("api.partners", **following)}>; rel="next"'
    return response


@blueprint.get("/partners/<path:id>", summary="Ein Akteur", tags=[_PARTNERS])
def partner(path: Name) -> Response:
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


@blueprint.post("/partners", summary="Einen Akteur anlegen", tags=[_PARTNERS], responses={"409": Problem})
def add_partner(body: PartnerBody) -> Response:  # type: ignore[valid-type]  # the model is made from the dataclass
    """Add a partner, with its contact."""
    values = _given(body)
    contact = values.pop("contact", None)
    if not values.get("id"):
        raise Usage(Text("Es fehlt die Kennung (id)."), "id")
    added = cast(Partner, record_of("partner", values))
    _refuse(partner_problems(added, service().store.areas()))
    changes = [change(None, added)]
    if contact:
        changes.append(change(None, record_of("contact", {**_plain(contact), "id": added.id})))
    return _applied(ChangeSet(changes=tuple(changes)), 201)


@blueprint.patch("/partners/<path:id>", summary="Einen Akteur ändern", tags=[_PARTNERS], responses={"412": Problem})
def edit_partner(path: Name, body: PartnerBody) -> Response:  # type: ignore[valid-type]  # as above
    """Change the fields given; ``If-Match`` names the version that is changed."""
    expected = _if_match()
    record = service().store.partner(path.id, g.viewer)
    if record is None:
        raise Unknown(Text("Diesen Akteur gibt es hier nicht."), path.id)
    values = _given(body)
    contact = values.pop("contact", None)
    after = cast(Partner, record_of("partner", {**_values(record.partner), **values, "id": path.id}))
    _refuse(partner_problems(after, service().store.areas()))
    changes = [change(record.partner, after)] if after != record.partner else []
    if contact is not None:
        new = record_of("contact", {**_values(record.contact), **_plain(contact), "id": path.id})
        if new != record.contact:
            changes.append(change(record.contact, new))
    return _applied(ChangeSet(changes=tuple(changes)), 200, expected)


@blueprint.post("/ties", summary="Eine Verbindung anlegen", tags=[_PARTNERS], responses={"409": Problem})
def add_tie(body: TieBody) -> Response:  # type: ignore[valid-type]  # as above
    """Add a tie between two partners."""
    values = _given(body)
    for name in ("id", "source", "target"):
        if not values.get(name):
            raise Usage(Text("Es fehlt die Angabe „{name}“.", values={"name": name}), name)
    tie = cast(Tie, record_of("tie", values))
    _refuse(tie_problems(tie, *(_kind(end, name) for end, name in ((tie.source, "source"), (tie.target, "target")))))
    return _applied(ChangeSet(changes=(change(None, tie),)), 201)


@blueprint.patch("/ties/<path:id>", summary="Eine Verbindung ändern", tags=[_PARTNERS], responses={"412": Problem})
def edit_tie(path: Name, body: TieBody) -> Response:  # type: ignore[valid-type]  # as above
    """Change the fields given, ``until`` to end it; ``If-Match`` is the version of one of its partners."""
    expected = _if_match()
    tie = service().store.records(g.viewer).ties.get(path.id)
    if tie is None:
        raise Unknown(Text("Diese Verbindung gibt es hier nicht."), path.id)
    after = cast(Tie, record_of("tie", {**_values(tie), **_given(body), "id": path.id}))
    _refuse(
        tie_problems(after, *(_kind(end, name) for end, name in ((after.source, "source"), (after.target, "target"))))
    )
    return _applied(ChangeSet(changes=(change(tie, after),)), 200, expected)


@blueprint.get("/journal", summary="Das Journal", tags=[_JOURNAL])
def journal(query: Since) -> Response:
    """Return up to 100 revisions after one, oldest first."""
    found = []
    for revision in service().store.journal(g.viewer, query.since):
        found.append(_revision(revision))
        if len(found) == 100:
            break
    response = jsonify(found)
    if len(found) == 100:
        response.headers["Link"] = f'<{url_for("api.journal", since=found[-1]["id"])}>; rel="next"'
    return response


@blueprint.post("/revisions/<int:id>/undo", summary="Eine Fassung zurücknehmen", tags=[_JOURNAL])
def undo(path: RevisionId) -> Response:
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


def _given(body: BaseModel) -> dict[str, Any]:
    return body.model_dump(exclude_unset=True)


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
    key = request.headers.get("Idempotency-Key") or hashlib.sha256(repr((changes, expected)).encode()).hexdigest()
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
