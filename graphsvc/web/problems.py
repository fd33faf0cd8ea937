"""Errors at the edge: problem+json (RFC 9457) for programs, a page in plain words for people."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from graphsvc.errors import DrehscheibeError, StoreAway, Unanswered, Usage
from graphsvc.language import Text

_SENTENCES = {
    400: Text("Diese Anfrage ist nicht zu verstehen."),
    404: Text("Diese Seite gibt es nicht."),
    405: Text("Das geht auf diesem Weg nicht."),
    412: Text("Inzwischen wurde hier etwas geändert."),
    413: Text("Die Datei ist zu groß. Möglich sind 100 MB."),
    415: Text("Dieser Inhaltstyp wird nicht angenommen."),
    428: Text("Es fehlt die Angabe, welche Fassung geändert wird (If-Match)."),
}
_FAILED = Text("Da ist bei uns etwas schiefgegangen. Es wurde nichts geändert. Bitte noch einmal versuchen.")


def wants_json() -> bool:
    """Return whether the request comes from a program."""
    return request.path.startswith(("/api/", "/openapi.json", "/healthz"))


def answer(error: DrehscheibeError) -> Response:
    """Return the response for one of our errors."""
    errors = error.errors if isinstance(error, Usage) else {error.pointer: error.text} if error.pointer else {}
    response = _respond(error.status, error.text, errors)
    if isinstance(error, StoreAway | Unanswered):
        response.headers["Retry-After"] = "5"
    return response


def _respond(status: int, text: Text, errors: dict[str, Text]) -> Response:
    language = g.get("language", "de")
    if wants_json():
        details = [{"pointer": _pointer(name), "detail": found.into(language)} for name, found in errors.items()]
        body: dict[str, Any] = {"type": "about:blank", "title": text.into(language), "status": status}
        if details:
            body["errors"] = details
        return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    return make_response(render_template("problem.html", text=text, errors=errors, status=status), status)


def _pointer(name: str) -> str:
    return name if name.startswith("/") or not name else f"#/{name}"


def register(app: Flask) -> None:
    """Let every error be answered in our own words."""

    @app.errorhandler(DrehscheibeError)
    def ours(error: DrehscheibeError) -> Response:
        return answer(error)

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Response:
        text = Text("Das Formular war zu lange offen. Bitte die Seite neu laden und noch einmal absenden.")
        return _respond(400, text, {})

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None and error.code is None:
            return make_response(error.get_response())
        code = error.code or 500
        response = _respond(code, _SENTENCES.get(code, _FAILED), {})
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(error.valid_methods)
        return response

    @app.errorhandler(500)
    def failed(error: HTTPException) -> Response:
        return _respond(500, _FAILED, {})
