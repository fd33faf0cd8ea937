"""A Picture as SVG, PNG, or as one HTML file that works without a network; as PDF it is a sheet (``paper/``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graphsvc.captions import Caption, captioned
from graphsvc.errors import Usage
from graphsvc.formats import spoken
from graphsvc.language import Language, Text
from graphsvc.model import Picture

WEB = Path(__file__).parent / "web"
FORMATS: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
# What the interactive map of a name needs beside its own file.
_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "large_map": (
        "vendor/graphology.umd.min.js",
        "vendor/sigma.min.js",
        "scene_frame.js",
        "large_shapes.js",
        "large_file.js",
        "large_graph.js",
        "network_labels.js",
        "large_names.js",
        "large_map.js",
    ),
    "network_map": (
        "vendor/vis-network.min.js",
        "scene_frame.js",
        "network_labels.js",
        "network_grounds.js",
        "network_map.js",
    ),
}


_NOTHING_SAID = Caption()


def write(picture: Picture, name: str, format: str, language: Language, caption: Caption = _NOTHING_SAID) -> bytes:
    """Return a picture of the map ``name``, with its caption, in one of `FORMATS` but PDF, which `paper.sheet` writes."""
    match format:
        case "svg":
            return captioned(picture.svg(language), caption, language).encode()
        case "png":
            return bytes(vl_convert.svg_to_png(captioned(picture.svg(language), caption, language), scale=2))
        case "html":
            return _page(picture, name, language, caption).encode()
    message = Text(
        "Das Format „{format}“ gibt es nicht. Möglich sind: {formats}.",
        values={"format": format, "formats": ", ".join(FORMATS)},
    )
    raise Usage(message, "format")


def narrow_svg(picture: Picture, language: Language) -> str:
    """Return a picture as it is laid out for a narrow screen, empty where it is the same.

    It stands beside the other in a page: what it refers to by an id is its own. No text can be mistaken for that, as quotes
    are escaped in texts.
    """
    if picture.narrow is None:
        return ""
    return picture.narrow(language).replace(' id="', ' id="narrow-').replace('="url(#', '="url(#narrow-')


def scripts(name: str) -> tuple[str, ...]:
    """Return the script files that the interactive map of this name needs, below ``static/``."""
    return _SCRIPTS.get(name, ())


def scene_json(picture: Picture, language: Language) -> str:
    """Return the scene for a ``<script type="application/json">``: no text in it can close the element."""
    if picture.scene is None:
        return ""
    text = json.dumps(picture.scene(language), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _page(picture: Picture, name: str, language: Language, caption: Caption) -> str:
    """Return a page that works without a network: script, style and data are in it."""
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    found = [WEB / "static" / script for script in scripts(name)]
    code = [path.read_text(encoding="utf-8") for path in found] if all(path.exists() for path in found) else []
    return environment.get_template("standalone.html").render(
        picture=picture,
        title=caption.title or picture.title.into(language),
        caption=caption,
        notes=caption.notes or [note.into(language) for note in picture.notes],
        language=language,
        name=name,
        svg=Markup(picture.svg(language)),  # noqa: S704 each map writes text through `_svg.py`, which escapes it
        narrow=Markup(narrow_svg(picture, language)),  # noqa: S704 drawn as the picture is
        scene=Markup(scene_json(picture, language) if code else ""),  # noqa: S704 JSON without a "<"
        code=[Markup(text.replace("</script", "<\\/script")) for text in code],  # noqa: S704 files of ours, not data
        style=Markup((WEB / "static" / "scene.css").read_text(encoding="utf-8")),  # noqa: S704 a file of ours
        spoken=spoken,
    )
