"""The web: one Flask application with API and pages, and what holds for every request."""

from __future__ import annotations

import secrets
import traceback
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, jsonify, request
from flask_openapi import Info, OpenAPI
from flask_wtf.csrf import CSRFProtect

from graphsvc import __version__
from graphsvc.language import LANGUAGES
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.web import (
    access,
    api,
    api_questions,
    computing,
    documentation,
    exchange_api,
    import_pages,
    pages,
    partner_pages,
    problems,
    report_pages,
    templating,
)
from graphsvc.web.api_models import FAILURES, gives

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
UPLOAD_LIMIT = 100 * 1024 * 1024


class Web(OpenAPI):
    """Flask, with a log that holds no address, no query and no value: only what broke where in the code."""

    def log_exception(self, exc_info: Any) -> None:
        """Log where it broke."""
        kind, _, where = exc_info
        frames = "".join(traceback.format_list(traceback.extract_tb(where)))
        self.logger.error("%s in %s\n%s", kind.__name__, request.endpoint, frames)


def create_web(service: Service, settings: Settings) -> Flask:
    """Make the application on a service; ``app.create_app`` is what calls it."""
    app = Web(
        __name__,
        info=Info(title="Drehscheibe", version=__version__, description="Netzwerke der Selbsthilfe-Kontaktstellen"),
        doc_ui=False,
        doc_prefix="",
        validation_error_callback=api_questions.validation_problem,
    )
    app.openapi_version = "3.1.0"
    app.config.update(
        SECRET_KEY=settings.secret or _kept_secret(settings.folder),
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=20 * 1024 * 1024,
        MAX_FORM_PARTS=50_000,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=8 * 3600,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.extensions["service"] = service
    app.extensions["settings"] = settings
    csrf = CSRFProtect(app)
    _every_request(app, settings)
    templating.register(app, service)
    problems.register(app)
    for each in (api_questions.blueprint_of(service.catalogue), api.blueprint, exchange_api.blueprint):
        csrf.exempt(each)
        app.register_api(each)
    _self_description(app, service)
    for part in (pages, partner_pages, documentation, import_pages, report_pages, computing):
        app.register_blueprint(part.blueprint)
    return app


def _self_description(app: OpenAPI, service: Service) -> None:
    @app.route("/openapi.json")
    def description() -> Response:
        return jsonify(app.api_doc)

    @app.get("/healthz", summary="Ob alles läuft", responses={**FAILURES, **gives("application/json")})
    def health() -> Response:
        service.store.check()
        return jsonify(status="ok", revision=service.store.revision(), version=__version__)


def _kept_secret(folder: Path) -> str:
    """Return the key that signs sessions, made at the first start and kept beside the store."""
    path = folder / "secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _every_request(app: Flask, settings: Settings) -> None:
    @app.before_request
    def who_and_how() -> None:
        g.viewer = access.viewer_of(request, settings)
        wanted = request.args.get("lang") or request.cookies.get("lang")
        g.language = wanted if wanted in LANGUAGES else "de"
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            if not access.same_origin(request):
                abort(403)
            if g.viewer is not Viewer.STAFF:
                abort(403)
        if request.path.startswith("/api/") and request.method in ("POST", "PUT", "PATCH"):
            is_upload = request.path.endswith("/import")
            form = request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded")
            expected = form if is_upload else request.is_json
            if request.content_length and not expected:
                abort(415)
            if request.is_json:
                request.get_json()  # bad JSON is a 400, before any model sees it

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie("lang", request.args["lang"], max_age=365 * 86400, samesite="Lax")
        return response
