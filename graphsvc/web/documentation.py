"""The documentation that can't lie: it is made from the docstrings, the vocabulary and the code's own signatures."""

from __future__ import annotations

import re

from flask import Blueprint, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from graphsvc.web.replies import service

blueprint = Blueprint("documentation", __name__, url_prefix="/documentation")

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_UNDERLINED = re.compile(r"^(?P<heading>[^\n]+)\n-{3,}$", re.MULTILINE)


def as_html(docstring: str) -> Markup:
    """Return a docstring as HTML: headings, paragraphs, and its doctest as an example; raw HTML stays text."""
    text = _UNDERLINED.sub(r"### \g<heading>", docstring).replace("``", "`")
    fenced, example = [], False
    for line in text.splitlines():
        if line.startswith(">>>") and not example:
            fenced.append("```")
            example = True
        elif not line.strip() and example:
            fenced.append("```")
            example = False
        fenced.append(line)
    if example:
        fenced.append("```")
    # no sanitising needed: the source is our own code, and html=False escapes the rest
    html = _MARKDOWN.render("\n".join(fenced)).replace("<pre>", '<pre tabindex="0">')  # it scrolls: by keyboard, too
    return Markup(html)  # noqa: S704 for that reason


@blueprint.get("/")
def contents() -> str:
    """Show the table of contents, the words, and how to read absence."""
    return render_template("documentation.html", catalogue=service().catalogue, areas=service().store.areas())


@blueprint.get("/<name>")
def entry(name: str) -> str:
    """Show what a question or map does, by which method, and what it takes."""
    catalogue = service().catalogue
    found = catalogue.maps[name] if name in catalogue.maps else catalogue.questions[name]
    is_map = name in catalogue.maps
    return render_template("entry.html", entry=found, is_map=is_map, body=as_html(found.documentation))
