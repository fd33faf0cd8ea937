"""What API and pages share: the service, an address's parameters, and replies that a reader may keep until something changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, cast

from flask import Response, current_app, g, request

from graphsvc import __version__, pictures
from graphsvc.paper import sheet
from graphsvc.params import REPEATABLE
from graphsvc.service import Service


def service() -> Service:
    """Return the application's service."""
    return cast(Service, current_app.extensions["service"])


def stand() -> Service:
    """Return the service as it looks at the revision that the address names, or at what is recorded now."""
    return service().frozen(request.args.get("stand"))


def fixed() -> dict[str, str]:
    """Return the parameter that keeps links at the revision that the address names."""
    named = request.args.get("stand", "")
    return {"stand": named} if named else {}


def raw_arguments() -> dict[str, Any]:
    """Return the URL's parameters, repeated ones as lists, without those that belong to every page."""
    return {
        name: values if len(values) > 1 or name in REPEATABLE else values[0]
        for name, values in request.args.lists()
        if name not in ("lang", "done", "q", "view", "waiting", "stand", "renderer", *sheet.CHOICES)
    }


def map_file(name: str, format: str) -> Response:
    """Return a map as a file, with the answer to the question that ``q`` names."""

    def make() -> bytes:
        wishes = sheet.Wishes.of(request.args)
        drawn = stand().draw(name, raw_arguments(), g.viewer, request.args.get("q", ""))
        return sheet.write(drawn, format, g.language, wishes.about(drawn, service(), request.host_url.rstrip("/")))

    return cached(make, pictures.FORMATS[format])


def cached(make: Callable[[], bytes | Response], mimetype: str = "application/json") -> Response:
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
    made = b"" if known else make()
    response = made if isinstance(made, Response) else Response(made, 304 if known else 200, content_type=mimetype)
    if known:
        del response.headers["Content-Type"]
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept, Cookie"
    return response
