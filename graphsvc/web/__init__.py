"""The web: one Flask application with API and pages, and what holds for every request."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, abort, g, request
from flask_openapi import Info, OpenAPI
from flask_wtf.csrf import CSRFProtect

from graphsvc import __version__
from graphsvc.errors import StoreAway
from graphsvc.formats import spoken
from graphsvc.language import LANGUAGES, Language, Text, say, translate
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.web import access, api, documentation, import_pages, pages, partner_pages, problems

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
UPLOAD_LIMIT = 100 * 1024 * 1024


def create_web(service: Service, settings: Settings) -> Flask:
    """Make the application on a service; ``app.create_app`` is what calls it."""
    app = OpenAPI(
        __name__,
        info=Info(title="Drehscheibe", version=__version__, description="Netzwerke der Selbsthilfe-Kontaktstellen"),
        doc_ui=False,
        doc_prefix="",
        validation_error_callback=api.validation_problem,
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
    app.extensions["service"] = service
    app.extensions["settings"] = settings
    csrf = CSRFProtect(app)
    _every_request(app, settings)
    _words(app, service)
    problems.register(app)
    csrf.exempt(api.register(app))
    for part in (pages, partner_pages, documentation, import_pages):
        app.register_blueprint(part.blueprint)
    return app


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


def _words(app: Flask, service: Service) -> None:
    """Give templates the language, and values in words."""

    def language() -> Language:
        return cast(Language, g.get("language", "de"))

    def underscore(message: str, **values: Any) -> str:
        return Text(message, values=values).into(language()) if values else translate(message, language())

    app.jinja_env.globals["_"] = underscore
    app.jinja_env.filters["say"] = lambda value: say(value, language())
    app.jinja_env.globals["cell"] = lambda value, column: spoken(value, column, language())
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "language": language(),
            "viewer": g.get("viewer", Viewer.PUBLIC),
            "staff": g.get("viewer") is Viewer.STAFF,
            "version": __version__,
            "demo": _remembered(service, "demo"),
            "today": service.today(),
            "undo_of": request.args.get("done", type=int),
        }


def _remembered(service: Service, key: str) -> bool:
    try:
        return service.store.remembered(key) == "1"
    except StoreAway:
        return False
