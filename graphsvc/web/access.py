"""Who looks: until there are accounts, staff are those who sit at the very machine that serves."""

from __future__ import annotations

import ipaddress

from flask import Request

from graphsvc.errors import Refused
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.settings import Settings

_PROXY_HEADERS = ("forwarded", "x-real-ip", "via")
ACTOR = "local"  # the journal's opaque account, until there are accounts


def is_loopback(host: str) -> bool:
    """Return whether a host name or address, with or without a port, is this machine's loopback."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def viewer_of(request: Request, settings: Settings) -> Viewer:
    """Return who a request comes from: staff only from this machine, by its own name and through no proxy.

    The Host is looked at because a page elsewhere can make a browser ask this server under another name.
    """
    local = (
        settings.viewer == "staff"
        and is_loopback(
            f"{request.remote_addr}:0" if ":" not in (request.remote_addr or "") else f"[{request.remote_addr}]"
        )
        and is_loopback(request.host)
        and not any(_tells_of_a_proxy(name.lower()) for name, _ in request.headers)
    )
    return Viewer.STAFF if local else Viewer.PUBLIC


def _tells_of_a_proxy(header: str) -> bool:
    return header in _PROXY_HEADERS or header.startswith("x-forwarded-")


def own_address(back: str, otherwise: str) -> str:
    """Return an address on our own origin to go back to; browsers drop control characters and turn backslashes."""
    plain = "".join(c for c in back if c.isprintable()).replace("\\", "/")
    return plain if plain.startswith("/") and not plain.startswith("//") else otherwise


def same_origin(request: Request) -> bool:
    """Return whether a write comes from our own pages, or from a program that sends no Origin."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"


def check_address(host: str, settings: Settings) -> None:
    """Refuse to serve staff's view to a network: there are no passwords yet."""
    if settings.viewer == "staff" and not is_loopback(f"[{host}]" if ":" in host else f"{host}:0"):
        message = Text(
            "Auf der Adresse {host} könnte jeder im Netz alles ändern, denn es gibt noch keine Konten. Entweder bei "
            "127.0.0.1 bleiben oder mit GRAPHSVC_VIEWER=public nur das Öffentliche zeigen.",
            values={"host": host},
        )
        raise Refused(message, "host")
