"""Import and export for programs: the same reading, remarks and changes as the pages and the command line."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import Response, abort, g, jsonify
from flask_openapi import APIBlueprint, FileStorage, Tag
from pydantic import BaseModel, ConfigDict, Field

from graphsvc.errors import Refused
from graphsvc.exchange import write as template
from graphsvc.exchange.load import load
from graphsvc.exchange.report import Import
from graphsvc.exchange.work import Options
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.web.access import ACTOR
from graphsvc.web.api_models import FAILURES, gives
from graphsvc.web.replies import cached, service

_EXCHANGE = Tag(name="exchange", description="Tabellen laden und ausgeben")

blueprint = APIBlueprint("exchange_api", __name__, url_prefix="/api/v1", abp_responses=FAILURES)


class Upload(BaseModel):
    """A file in the template, and what holds for the whole list."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: FileStorage = Field(description="XLSX, ODS oder CSV")
    source: str = Field("", description="hält die Kennungen dieser Liste getrennt")
    us: str = Field("", description="Kennung: mit wem alle Zeilen zusammenarbeiten")
    dry_run: bool = Field(False, description="nur sagen, was sich ändern würde")
    skip_bad: bool = Field(False, description="abgelehnte Zeilen auslassen und den Rest laden")


@blueprint.post("/import", summary="Eine Tabelle laden", tags=[_EXCHANGE], responses=gives("application/json"))
def load_file(form: Upload) -> Response:
    """Load a file; where a row is refused nothing is written, unless such rows are to be left out."""
    store = service().store
    records = store.records(Viewer.STAFF)
    data = form.file.read()
    if not data:
        raise Refused(Text("Die Datei ist leer. Bitte eine Tabelle als XLSX, ODS oder CSV wählen."), "file")
    files = [(form.file.filename or "file", data)]
    found = load(files, records, store.areas(), Options(source=form.source, us=form.us))
    if found.refused and not (form.skip_bad or form.dry_run):
        body = _report(found) | {"type": "about:blank", "status": 422}
        body["title"] = Text("Es wurde nichts geladen: Einige Zellen sind abgelehnt.").into(g.language)
        return Response(json.dumps(body, ensure_ascii=False), 422, mimetype="application/problem+json")
    revision = None
    if found.changes.changes and not form.dry_run:
        revision = store.apply(found.changes, actor=ACTOR, key=secrets.token_hex(16)).id
    return jsonify(_report(found) | {"revision": revision})


def _report(found: Import) -> dict[str, Any]:
    remarks = [
        {
            "pointer": f"{remark.sheet}/{remark.row}/{remark.column}",
            "value": remark.value,
            "detail": remark.text.into(g.language),
            "refused": remark.refused,
        }
        for remark in found.remarks
    ]
    return {
        "counts": dict(found.counts),
        "errors": [r for r in remarks if r["refused"]],
        "remarks": [r for r in remarks if not r["refused"]],
    }


class Format(BaseModel):
    """A file format, as the end of the address."""

    format: str


@blueprint.get(
    "/export.<format>",
    summary="Alles als Vorlage ausgeben",
    tags=[_EXCHANGE],
    responses=gives(*template.FORMATS.values()),
)
def export(path: Format) -> Response:
    """Return everything that the viewer may see, in the template."""
    if path.format not in template.FORMATS:
        abort(404)
    records = service().store.records(g.viewer)
    kind = "zip" if path.format == "csv" else path.format
    response = cached(lambda: template.write(records, path.format), template.FORMATS[path.format])
    response.headers["Content-Disposition"] = f"attachment; filename=drehscheibe.{kind}"
    return response
