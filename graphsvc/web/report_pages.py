"""The Netzwerkbericht: what to report about, what it found, chapter by chapter as they are answered, and the PDF."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request

from graphsvc.errors import Unanswered, Usage
from graphsvc.paper import dossier
from graphsvc.params import selection_options
from graphsvc.web import computing
from graphsvc.web.pages import offered
from graphsvc.web.replies import cached, fixed, raw_arguments, service, stand

blueprint = Blueprint("reports", __name__)

_OPTIONS = [option for option in selection_options() if option.name in dossier.TAKES]


@blueprint.get("/dossier")
def show() -> str | Response:
    """Show the form and, for what was chosen, the findings so far; heavy ones are waited for, one after the other."""
    raw = raw_arguments()
    found: list[dossier.Part] = []
    problem: Usage | Unanswered | None = None
    try:
        computing.check_waiting()
        if request.args.keys() - {"lang"}:  # the form was sent, perhaps with nothing in it
            found.extend(dossier.parts(stand(), raw, g.viewer, computing.PATIENCE))
    except (Usage, Unanswered) as error:
        problem = error
    page = render_template(
        "dossier.html",
        title=dossier.TITLE,
        summary=dossier.SUMMARY,
        found=found,
        all=len(dossier.chapters(raw)),
        computing=computing.shown(problem),
        problem=None if isinstance(problem, Unanswered) else problem,
        raw=raw,
        given=raw | fixed(),
        newest=service().store.revision(),
        form={"own": (), "usual": _OPTIONS, "rare": (), "names": set(dossier.TAKES), "open": False},
        **offered(),
    )
    return make_response(page, computing.status(problem)) if problem else page


@blueprint.get("/dossier.pdf")
def file() -> Response:
    """Return the report."""

    def make() -> bytes:
        found = list(dossier.parts(stand(), raw_arguments(), g.viewer))
        return dossier.write(found, g.language, dossier.wishes(found, service(), request.host_url.rstrip("/")))

    return cached(make, "application/pdf")
