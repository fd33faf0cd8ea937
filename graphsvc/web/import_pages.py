"""Import for people with one messy spreadsheet: choose, say what is what, see, mend, apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

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

from graphsvc.changes import SUBJECT_LABELS, Change
from graphsvc.errors import Conflict, DrehscheibeError, Refused
from graphsvc.exchange import write as template
from graphsvc.exchange.cells import CODES
from graphsvc.exchange.columns import DROP, LABELS, OWN_TIE_COLUMNS, TABLES, Mapped, TableName
from graphsvc.exchange.report import Import, Remark
from graphsvc.exchange.rows import Source
from graphsvc.language import Text
from graphsvc.model import Partner, Selection, Tie, Viewer
from graphsvc.store import Progress, Revision
from graphsvc.vocabulary import KINDS, OFFICES, VISIBILITIES, Terms
from graphsvc.web import drafts as kept
from graphsvc.web.access import ACTOR
from graphsvc.web.api import service
from graphsvc.web.drafts import Draft, Drafts, Office
from graphsvc.web.jobs import Job, Jobs
from graphsvc.web.templating import title_of

blueprint = Blueprint("imports", __name__, url_prefix="/import")

SHOWN = 100  # rows of a list on one page
_PATIENCE = 1.5  # seconds that a request waits before it shows the progress
_READING: Jobs[Import] = Jobs()
_WRITING: Jobs[Revision] = Jobs()
_TABLE_NAMES: Mapping[TableName, Text] = {
    "partners": Text("Akteure"),
    "ties": Text("Verbindungen"),
    "inquiries": Text("Erhebungen"),
    "topics": Text("Themen"),
    "requests": Text("Anfragen"),
}


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
        draft, errors = _said(draft, sources)
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
        sheets=[_shown(source, draft.mapped[number]) for number, source in enumerate(sources)],
        tables=_TABLE_NAMES,
        choices=_column_choices(),
        us_choices=[("", Text("bitte wählen")), *((office.id, office.name) for office in offices)],
        kind_choices=[("", Text("steht in der Tabelle")), *((code, kind.label) for code, kind in KINDS.items())],
        visibility_choices=[("", Text("intern")), *((c, v.label) for c, v in VISIBILITIES.items() if c != "internal")],
        errors=errors,
        areas=service().store.areas(),
    )
    return make_response(page, 422 if errors else 200)


def _shown(source: Source, mapped: Mapped | None) -> dict[str, Any]:
    """Return a sheet as the page shows it: each column with its heading, three examples and what it is taken for."""
    body = source.sheet.rows[source.mapped.header + 1 :]
    examples = []
    for place in range(len(source.mapped.headings)):
        values = dict.fromkeys(row[place] for row in body[:200] if place < len(row) and row[place])
        examples.append(list(values)[:3])
    columns = zip(source.mapped.headings, source.mapped.columns, examples, strict=True)
    return {
        "source": source,
        "columns": list(columns),
        "rows": sum(1 for row in body if any(row)),
        "skip": mapped is None,
    }


def _column_choices() -> dict[TableName, list[tuple[str, Any]]]:
    found: dict[TableName, list[tuple[str, Any]]] = {}
    for table, names in TABLES.items():
        extra = OWN_TIE_COLUMNS if table == "partners" else ()
        found[table] = [(name, LABELS[name]) for name in (*names, *extra)]
    return found


def _said(draft: Draft, sources: Sequence[Source]) -> tuple[Draft, dict[str, Text]]:
    """Return the draft with what the form says, and what is wrong with it."""
    form = request.form
    errors: dict[str, Text] = {}
    mapped = [_mapped_as_said(source, number, errors) for number, source in enumerate(sources)]
    options = replace(
        draft.options,
        source=form.get("source", "").strip(),
        kind=form.get("kind", ""),
        visibility=form.get("visibility", ""),
        area=_place(form.get("area", ""), "area", errors),
        us="",
    )
    office = Office()
    if form.get("all_ours"):
        us = form.get("us", "")
        if us:
            options = replace(options, us=us)
        elif form.get("us_name", "").strip():
            office = Office(name=form["us_name"].strip(), area=_place(form.get("us_area", ""), "us_area", errors))
        else:
            errors["us"] = Text("Bitte sagen, wer „wir“ sind: eine Stelle auswählen oder ihren Namen angeben.")
    for name, terms in (("kind", KINDS), ("visibility", VISIBILITIES)):
        if form.get(name) and form[name] not in cast(Terms[Any], terms):
            errors[name] = Text("Diese Auswahl gibt es nicht.")
    return replace(draft, mapped=tuple(mapped), options=options, office=office), errors


def _mapped_as_said(source: Source, number: int, errors: dict[str, Text]) -> Mapped | None:
    form = request.form
    if form.get(f"skip-{number}"):
        return None
    table = form.get(f"table-{number}", source.mapped.table)
    if table not in TABLES:
        errors[f"table-{number}"] = Text("Diese Auswahl gibt es nicht.")
        return source.mapped
    named = cast(TableName, table)
    permitted = {name for name, _ in _column_choices()[named]}
    columns: list[str] = []
    for place, heading in enumerate(source.mapped.headings):
        column = form.get(f"column-{number}-{place}", source.mapped.columns[place])
        if column == "attr" or (column not in permitted and column != DROP):
            column = f"attr:{heading}" if heading else DROP
        if column in columns and column != DROP:
            values = {"column": LABELS.get(column, column)}
            errors[f"column-{number}-{place}"] = Text(
                "„{column}“ ist schon für eine andere Spalte gewählt.", values=values
            )
        columns.append(column)
    return replace(source.mapped, table=named, columns=tuple(columns))


def _place(text: str, name: str, errors: dict[str, Text]) -> str:
    if not text.strip():
        return ""
    found = service().store.areas().find(text.rsplit("(", 1)[-1].rstrip(")") if "(" in text else text)
    if len(found) == 1:
        return found[0].ags
    values: dict[str, object] = {"text": text, "names": [f"{area.name} ({area.ags})" for area in found[:6]]}
    many = Text("„{text}“ kann mehreres heißen: {names}.", values=values)
    errors[name] = many if found else Text("Den Ort „{text}“ kennen wir nicht.", values=values)
    return ""


@dataclass(frozen=True)
class Mend:
    """One thing to be put right: the remark, in how many rows it stands, and the words to choose from."""

    key: str
    leave_out: str
    remark: Remark
    rows: tuple[int, ...]
    choices: Terms[Any] | None
    now: str | None


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
    sources = _drafts().sources(draft, service().store.areas())
    notes = [remark for remark in found.remarks if not remark.refused]
    return render_template(
        "import_preview.html",
        draft=draft,
        found=found,
        mends=_mends(found, sources, draft),
        notes=_slice(notes, "notes"),
        changes=_slice(found.changes.changes, "changes"),
        subjects=SUBJECT_LABELS,
        names=_names(found),
        draft_columns={column for mapped in draft.mapped if mapped for column in mapped.columns},
        areas=service().store.areas(),
    )


def _names(found: Import) -> Callable[[Change], str]:
    """Return what says a change's title, with the names of partners that are new and of those that are there."""
    new = {item.id: item.after.name for item in found.changes if isinstance(item.after, Partner)}

    class Known(dict[str, str]):
        def __missing__(self, id: str) -> str:
            record = service().store.partner(id, g.viewer)
            return record.partner.name if record else id

        def get(self, id: str, default: Any = None) -> Any:
            return self[id]

    names = Known(new)
    return lambda item: title_of(item, names)


def _read(draft: Draft) -> Job[Import]:
    store, folder = service().store, _drafts()

    def work(progress: Progress) -> Import:
        areas = store.areas()
        sources = [
            source
            for source, mapped in zip(folder.sources(draft, areas), draft.mapped, strict=True)
            if mapped is not None
        ]
        return kept.reading(draft, sources, store.records(Viewer.STAFF), areas, progress)

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


def _mends(found: Import, sources: Sequence[Source], draft: Draft) -> list[Mend]:
    used = [source for source, mapped in zip(sources, draft.mapped, strict=True) if mapped is not None]
    place = {(source.file, source.sheet.name): number for number, source in enumerate(used)}
    grouped: dict[str, list[Remark]] = {}
    for remark in found.refused:
        number = place.get((remark.file, remark.sheet))
        if number is not None:
            grouped.setdefault(kept.mend_key(used[number], number, remark), []).append(remark)
    mends = []
    for key, remarks in list(grouped.items())[:SHOWN]:
        first = remarks[0]
        number = place[first.file, first.sheet]
        leave_out = f'[{number}, "{kept.LEFT_OUT}", {first.row}]'
        choices = CODES.get(first.code) if first.code in used[number].mapped.columns else None
        mends.append(Mend(key, leave_out, first, tuple(r.row for r in remarks), choices, draft.mends.get(key)))
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
        flash(
            Text("Inzwischen hat sich etwas geändert. Bitte die Vorschau noch einmal ansehen.").into(g.language),
            "warning",
        )
        return redirect(url_for("imports.preview", token=token))
    _drafts().forget(token)
    _READING.forget(token)
    counts = Counter(item.subject for item in revision.changes if item.subject != "contact")
    us = next((item.after.source for item in revision.changes if isinstance(item.after, Tie)), "")
    return render_template("import_done.html", revision=revision, counts=counts, us=us, subjects=SUBJECT_LABELS)


@blueprint.post("/<token>/cancel")
def cancel(token: str) -> Redirect:
    """Throw a draft away."""
    _drafts().forget(token)
    _READING.forget(token)
    flash(Text("Der Import ist abgebrochen, nichts wurde geändert.").into(g.language), "info")
    return redirect(url_for("imports.choose"))
