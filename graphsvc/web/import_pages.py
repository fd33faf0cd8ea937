"""Import for people with one messy spreadsheet: choose, say what is what, see, mend, apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Redirect

from graphsvc.errors import Conflict, DrehscheibeError, Refused
from graphsvc.exchange import write as template
from graphsvc.exchange.cells import CODES
from graphsvc.exchange.report import Import, Remark
from graphsvc.exchange.rows import Source
from graphsvc.language import Text
from graphsvc.model import Selection, Tie, Viewer
from graphsvc.store import Progress, Revision
from graphsvc.terms import Terms
from graphsvc.vocabulary import KINDS, OFFICES, VISIBILITIES
from graphsvc.web import drafts as kept
from graphsvc.web.access import ACTOR
from graphsvc.web.drafts import Draft, Drafts
from graphsvc.web.import_columns import TABLE_NAMES, column_choices, said, shown
from graphsvc.web.jobs import Job, Jobs
from graphsvc.web.replies import service
from graphsvc.web.templating import titles

blueprint = Blueprint("imports", __name__, url_prefix="/import")

SHOWN = 100  # rows of a list on one page
_PATIENCE = 1.5  # seconds that a request waits before it shows the progress
_READING: Jobs[Import] = Jobs()
_WRITING: Jobs[Revision] = Jobs()


@blueprint.before_request
def only_staff() -> None:
    """Let only staff in."""
    if g.viewer is not Viewer.STAFF:
        abort(403)


def _drafts() -> Drafts:
    return Drafts(current_app.extensions["settings"].folder / "imports")


@blueprint.get("/")
def choose() -> str:
    """Ask for the files."""
    return render_template("import_choose.html", problem=None)


@blueprint.post("/")
def upload() -> Redirect | Response:
    """Take the files."""
    files = [(file.filename or "Datei", file.read()) for file in request.files.getlist("files") if file.filename]
    try:
        if not files:
            raise Refused(
                Text("Es ist keine Datei gewählt. Bitte eine Tabelle als XLSX, ODS oder CSV wählen."), "files"
            )
        draft = _drafts().new(files, service().store.areas(), service().store)
    except Refused as problem:
        return make_response(render_template("import_choose.html", problem=problem), problem.status)
    return redirect(url_for("imports.columns", token=draft.token))


@blueprint.get("/template.<format>")
def blank(format: str) -> Response:
    """Return the empty template."""
    if format != "xlsx":
        abort(404)
    response = make_response(template.blank(g.language))
    response.mimetype = template.FORMATS["xlsx"]
    response.headers["Content-Disposition"] = "attachment; filename=vorlage.xlsx"
    return response


@blueprint.route("/<token>/columns", methods=["GET", "POST"])
def columns(token: str) -> str | Redirect | Response:
    """Ask which column is what, who "we" are, and what holds for all rows."""
    draft = _drafts().get(token)
    sources = _drafts().sources(draft, service().store.areas())
    errors: dict[str, Text] = {}
    if request.method == "POST":
        draft, errors = said(draft, sources)
        if not errors:
            _drafts().keep(draft)
            for mapped in draft.mapped:
                if mapped:
                    kept.remember(mapped, service().store)
            _READING.forget(token)
            return redirect(url_for("imports.preview", token=token))
    offices = service().store.find("", Selection(kinds=OFFICES), g.viewer, limit=200).partners
    page = render_template(
        "import_columns.html",
        draft=draft,
        sheets=[shown(source, draft.mapped[number]) for number, source in enumerate(sources)],
        tables=TABLE_NAMES,
        choices=column_choices(),
        us_choices=[("", Text("bitte wählen")), *((office.id, office.name) for office in offices)],
        kind_choices=[("", Text("steht in der Tabelle")), *((code, kind.label) for code, kind in KINDS.items())],
        visibility_choices=[("", Text("intern")), *((c, v.label) for c, v in VISIBILITIES.items() if c != "internal")],
        errors=errors,
        areas=service().store.areas(),
    )
    return make_response(page, 422 if errors else 200)


@dataclass(frozen=True)
class Mend:
    """One thing to be put right: the remark, in how many rows it stands, and the words to choose from."""

    key: str
    leave_out: str
    remark: Remark
    rows: tuple[int, ...]
    choices: Terms[Any] | None


@blueprint.get("/<token>/preview")
def preview(token: str) -> str | Redirect:
    """Show what would change, what was noted, and what has to be mended first."""
    draft = _drafts().get(token)
    job = _READING.get(token) or _read(draft)
    if not job.wait(_PATIENCE):
        return render_template("import_progress.html", job=job, draft=draft, doing=Text("Die Tabelle wird gelesen."))
    try:
        found = job.outcome()
    except DrehscheibeError as error:
        flash(error.text.into(g.language), "warning")
        return redirect(url_for("imports.columns", token=token))
    # the files are read again only where a cell has to be mended
    sources = _drafts().sources(draft, service().store.areas()) if found.refused else []
    notes = [remark for remark in found.remarks if not remark.refused]
    return render_template(
        "import_preview.html",
        draft=draft,
        found=found,
        mends=_mends(found, sources),
        notes=_slice(notes, "notes"),
        changes=_slice(found.changes.changes, "changes"),
        names=titles(found.changes, service().store, g.viewer),
        draft_columns={column for mapped in draft.mapped if mapped for column in mapped.columns},
        areas=service().store.areas(),
    )


def _read(draft: Draft) -> Job[Import]:
    store, folder = service().store, _drafts()

    def work(progress: Progress) -> Import:
        areas = store.areas()
        return kept.reading(draft, folder.sources(draft, areas), store.records(Viewer.STAFF), areas, progress)

    return _READING.start(draft.token, work)


def _slice(items: Sequence[Any], name: str) -> dict[str, Any]:
    """Return one page of a list: all of it can be seen, a hundred at a time."""
    page = max(0, request.args.get(name, 0, type=int))
    shown = items[page * SHOWN : (page + 1) * SHOWN]
    return {
        "items": shown,
        "total": len(items),
        "page": page,
        "first": page * SHOWN + 1,
        "last": page * SHOWN + len(shown),
    }


def _mends(found: Import, sources: Sequence[Source]) -> list[Mend]:
    place = {(source.file, source.sheet.name): number for number, source in enumerate(sources)}
    grouped: dict[str, list[Remark]] = {}
    for remark in found.refused:
        number = place.get((remark.file, remark.sheet))
        if number is not None:
            grouped.setdefault(kept.mend_key(sources[number], number, remark), []).append(remark)
    mends = []
    for key, remarks in list(grouped.items())[:SHOWN]:
        first = remarks[0]
        number = place[first.file, first.sheet]
        leave_out = f'[{number}, "{kept.LEFT_OUT}", {first.row}]'
        choices = CODES.get(first.code) if first.code in sources[number].mapped.columns else None
        mends.append(Mend(key, leave_out, first, tuple(r.row for r in remarks), choices))
    return mends


@blueprint.post("/<token>/mend")
def mend(token: str) -> Redirect:
    """Take the corrections and read again."""
    draft = _drafts().get(token)
    mends = dict(draft.mends)
    for key, text in request.form.items():
        if key.startswith("mend:") and text.strip() and text != request.form.get(f"was:{key[5:]}"):
            mends[key[5:]] = text
        elif key.startswith("leave:"):
            mends[key[6:]] = ""
    _drafts().keep(replace(draft, mends=mends))
    _READING.forget(token)
    return redirect(url_for("imports.preview", token=token))


@blueprint.post("/<token>/apply")
def apply(token: str) -> Redirect:
    """Write what the preview shows; nothing where a row is refused, unless these are to be left out."""
    draft = _drafts().get(token)
    if _WRITING.get(token):
        return redirect(url_for("imports.applied", token=token))  # a double click
    job = _READING.get(token)
    if job is None or job.running or job.result is None:
        return redirect(url_for("imports.preview", token=token))
    found = job.result
    if found.refused and not request.form.get("skip_bad"):
        flash(Text("Erst die abgelehnten Zellen verbessern, oder ihre Zeilen auslassen.").into(g.language), "warning")
        return redirect(url_for("imports.preview", token=token))
    store = service().store
    changes = replace(found.changes, reason=f"Import {', '.join(draft.files)}"[:200])
    _WRITING.start(token, lambda progress: store.apply(changes, actor=ACTOR, key=f"import-{token}", progress=progress))
    return redirect(url_for("imports.applied", token=token))


@blueprint.get("/<token>/applied")
def applied(token: str) -> str | Redirect:
    """Show the progress of writing, then what can be done with it."""
    job = _WRITING.get(token)
    if job is None:
        return redirect(url_for("imports.choose"))
    if not job.wait(_PATIENCE):
        return render_template(
            "import_progress.html", job=job, draft=None, doing=Text("Die Änderungen werden geschrieben.")
        )
    try:
        revision = job.outcome()
    except Conflict:
        _READING.forget(token)
        _WRITING.forget(token)
        flash(
            Text("Inzwischen hat sich etwas geändert. Bitte die Vorschau noch einmal ansehen.").into(g.language),
            "warning",
        )
        return redirect(url_for("imports.preview", token=token))
    _drafts().forget(token)
    _READING.forget(token)
    counts = Counter(item.subject for item in revision.changes if item.subject != "contact")
    us = next((item.after.source for item in revision.changes if isinstance(item.after, Tie)), "")
    return render_template("import_done.html", revision=revision, counts=counts, us=us)


@blueprint.post("/<token>/cancel")
def cancel(token: str) -> Redirect:
    """Throw a draft away."""
    _drafts().forget(token)
    _READING.forget(token)
    flash(Text("Der Import ist abgebrochen, nichts wurde geändert.").into(g.language), "info")
    return redirect(url_for("imports.choose"))
