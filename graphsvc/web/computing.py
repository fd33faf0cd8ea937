"""What a page shows while its answer is computed elsewhere: how far it is, a way to stop it, and what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as Redirect

from graphsvc.errors import DrehscheibeError, Unanswered
from graphsvc.web.access import own_address
from graphsvc.web.replies import service
from graphsvc.worker import Job

blueprint = Blueprint("computing", __name__, url_prefix="/computing")

PATIENCE = 1.0  # seconds that a page waits before it shows the progress


def check_waiting() -> None:
    """Raise what this page has waited for in vain, so that it isn't asked again and again."""
    worker = service().worker
    if worker and (failure := worker.failure(request.args.get("waiting", ""))):
        raise failure


def shown(problem: DrehscheibeError | None) -> dict[str, Any] | None:
    """Return what a page shows of a question without an answer; None where that isn't the matter."""
    if not isinstance(problem, Unanswered):
        return None
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "waiting"]
    here = f"{request.path}?{urlencode(given)}" if given else request.path
    return _underway(problem.job, here) if problem.job else {"text": problem.text, "here": here}


def status(problem: DrehscheibeError) -> int:
    """Return the status of a page that shows a problem, or that there is an answer to come."""
    return 202 if isinstance(problem, Unanswered) and problem.job else problem.status


@blueprint.get("/<token>")
def progress(token: str) -> Response:
    """Give the waiting page's script how far it is, or send it back to the page when that is over."""
    if job := _job(token):
        return Response(render_template("_computing.html", computing=_underway(job, _back())))
    worker = service().worker
    failed = worker and worker.failure(token)
    return Response(headers={"HX-Redirect": _waiting(_back(), token) if failed else _back()})


@blueprint.post("/<token>/stop")
def stop(token: str) -> Redirect:
    """Stop it, and go back to the page, which then says so."""
    if (worker := service().worker) and _job(token):
        worker.stop(token)
    return redirect(_waiting(_back(), token))


def _job(token: str) -> Job | None:
    """Return what is underway, for whom it is."""
    worker = service().worker
    job = worker.unfinished(token) if worker else None
    return job if job and job.key.asking.viewer is g.viewer else None


def _underway(job: Job, here: str) -> dict[str, Any]:
    return {"job": job, "here": here, "waiting": _waiting(here, job.token)}


def _back() -> str:
    return iri_to_uri(own_address(request.values.get("back", ""), url_for("pages.questions")))


def _waiting(here: str, token: str) -> str:
    """Return a page's address with what it waits for: where that failed, it says so and doesn't ask again."""
    return f"{here}{'&' if '?' in here else '?'}{urlencode({'waiting': token})}"
