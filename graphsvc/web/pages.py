"""The pages that look: start, search, questions, maps and the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from graphsvc import pictures
from graphsvc.captions import size_of
from graphsvc.catalogue import AUDIENCES, Entry
from graphsvc.errors import Unanswered, Usage
from graphsvc.language import Text, sort_key
from graphsvc.model import Answer, Selection
from graphsvc.paper import dossier, sheet
from graphsvc.params import LEVEL_TERMS, SELECTION, Option
from graphsvc.service import Asked, Drawn
from graphsvc.store import Page
from graphsvc.terms import Terms
from graphsvc.vocabulary import KINDS, OFFICES
from graphsvc.web import computing
from graphsvc.web.access import own_address
from graphsvc.web.replies import fixed, map_file, raw_arguments, service, stand
from graphsvc.web.templating import titles

blueprint = Blueprint("pages", __name__)

JOURNAL_LENGTH = 50
SMALL = 720  # a picture no wider than that, in its own units, is read on a telephone without being enlarged
LISTED_CHANGES = 6  # a larger revision is told in numbers


@blueprint.get("/")
def start() -> str:
    """Show the three doors, the search, and the network map of the region at hand."""
    store = service().store
    here = store.remembered("start_area") or ""
    drawn = service().draw("network_map", {"area": [here]} if here else {}, g.viewer)
    total = store.find("", Selection(), g.viewer, limit=1).total
    return render_template(
        "start.html",
        drawn=drawn,
        here=here,
        total=total,
        embed=_embed(drawn),
        areas=store.areas(),
        newest=drawn.network.revision,
    )


@blueprint.get("/partners")
def search() -> str | Response:
    """List partners by name, kind, area or topic."""
    text = request.args.get("text", "")
    raw = {name: value for name, value in raw_arguments().items() if name in ("area", "kind", "field", "topic")}
    page, problem = Page(partners=(), cursor=None, total=0), None
    try:
        chosen = service().select(raw)
        page = service().store.find(text, chosen, g.viewer, limit=25, cursor=request.args.get("cursor"))
    except Usage as error:
        problem = error
    following = {**request.args.to_dict(flat=False), "cursor": page.cursor} if page.cursor else None
    kinds = [(code, kind.label) for code, kind in KINDS.items()]
    shown = render_template(
        "search.html",
        page=page,
        text=text,
        raw=raw,
        problem=problem,
        following=following,
        kinds=kinds,
        **offered(),
    )
    return make_response(shown, problem.status) if problem else shown


@blueprint.get("/questions")
def questions() -> str:
    """List the questions."""
    return render_template("questions.html", questions=service().catalogue.questions, audiences=AUDIENCES)


@blueprint.get("/questions/<name>")
def question(name: str) -> str | Response:
    """Show a question's form, and under it sentence, table and map; a bad value is named in the form."""
    asking = service().catalogue.questions[name]
    raw = raw_arguments()
    asked, drawn, problem = None, None, None
    try:
        computing.check_waiting()
        asked = stand().ask(name, raw, g.viewer, computing.PATIENCE)
        drawn = _fitting_map(asked)
    except (Usage, Unanswered) as error:
        asked, problem = None, error
    page = render_template(
        "question.html",
        computing=computing.shown(problem),
        question=asking,
        asked=asked,
        drawn=drawn,
        problem=None if isinstance(problem, Unanswered) else problem,
        raw=raw,
        form=_form(asking, raw),
        fixed=fixed(),
        newest=service().store.revision(),
        embed=_embed(drawn) if drawn else None,
        map_titles={name: found.title for name, found in service().catalogue.maps.items()},
        **offered(),
    )
    return make_response(page, computing.status(problem)) if problem else page


@blueprint.get("/maps")
def maps() -> str:
    """List the maps."""
    here = service().store.remembered("start_area") or ""
    return render_template("maps.html", maps=service().catalogue.maps, report=dossier, here=here)


@blueprint.get("/maps/<name>")
def show_map(name: str) -> str | Response:
    """Show a map, with an answer where ``q`` names a question; other formats by ``.svg``, ``.png``, ``.pdf``, ``.html``."""
    stem, _, format = name.partition(".")
    asking = request.args.get("q", "")
    raw = raw_arguments()
    if format:
        if format not in pictures.FORMATS:
            raise Usage(Text("Dieses Format gibt es nicht. Möglich sind: svg, png, pdf, html."), "format")
        return map_file(stem, format)
    drawing = service().catalogue.maps[stem]
    questions = service().catalogue.questions
    drawn, problem = None, None
    try:
        computing.check_waiting()
        drawn = stand().draw(stem, raw, g.viewer, asking, computing.PATIENCE)
    except (Usage, Unanswered) as error:
        problem = error
    page = render_template(
        "map.html",
        computing=computing.shown(problem),
        map=drawing,
        drawn=drawn,
        problem=None if isinstance(problem, Unanswered) else problem,
        raw=raw,
        asking=asking,
        asked_choices=[("", Text("keine, nur das Netz")), *((q.name, q.title) for q in questions.values())],
        given=raw | ({"q": asking} if asking else {}) | fixed(),
        form=_form(drawing, raw),
        chosen=sheet.chosen(drawn, g.language) if drawn and (raw or asking) else "",
        newest=service().store.revision(),
        embed=_embed(drawn) if drawn else None,
        questions=questions,
        **offered(),
    )
    return make_response(page, computing.status(problem)) if problem else page


@blueprint.get("/journal")
def journal() -> str:
    """List what was changed lately, each to be undone."""
    newest = service().store.revision()
    last = min(newest, max(1, request.args.get("before", newest + 1, type=int)) - 1)
    since = max(0, last - JOURNAL_LENGTH)
    entries = list(takewhile(lambda revision: revision.id <= last, service().store.journal(g.viewer, since)))
    older = since + 1 if since > 0 else None
    return render_template(
        "journal.html",
        entries=entries[::-1],
        older=older,
        listed=LISTED_CHANGES,
        names=titles((), service().store, g.viewer),
    )


@blueprint.get("/language/<code>")
def language(code: str) -> Redirect:
    """Switch the language and go back to where one was, on our own pages only."""
    back = request.args.get("back", "/")
    response = redirect(own_address(back, url_for("pages.start")))
    if code in ("de", "en"):
        response.set_cookie("lang", code, max_age=365 * 86400, samesite="Lax")
    return response


def _embed(drawn: Drawn) -> dict[str, Any]:
    """Return what a template needs to show a picture in the page."""
    picture = drawn.picture
    svg = picture.svg(g.language)
    return {
        "svg": Markup(svg),  # noqa: S704 maps escape all text
        "narrow": Markup(pictures.narrow_svg(picture, g.language)),  # noqa: S704 as above
        "small": size_of(svg)[0] < SMALL,
        "scene": Markup(pictures.scene_json(picture, g.language)),  # noqa: S704 no text in it can close the element
        "scripts": pictures.scripts(drawn.map.name) if picture.scene else (),
    }


def _fitting_map(asked: Asked) -> Drawn | None:
    """Draw the answer on the map that shows it best: areas as areas, one office as rings, marks on the network."""
    name = request.args.get("view") or ("area_map" if _has_areas(asked.answer) else "network_map")
    if name not in service().catalogue.maps:
        return None
    return stand().draw(name, asked.query, g.viewer, asked.question.name, computing.PATIENCE)


def _has_areas(answer: Answer) -> bool:
    return any("area" in table.names and "partner" not in table.names for table in answer.tables.values())


def _form(entry: Entry, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's fields: the entry's own first, then the Selection's, of which the rare ones fold away."""
    own = [_with_levels(option, raw) for option in entry.signature.own]
    usual = ("since", "on", "area", "topic") if hasattr(entry.module, "HISTORY") else ("area", "topic")
    chosen = {option.name: option for option in entry.signature.options if option.name in SELECTION}
    rare = [option for name, option in chosen.items() if name not in usual]
    return {
        "own": own,
        "usual": [chosen[name] for name in usual],
        "rare": rare,
        "names": {*chosen, *(option.name for option in own)},
        "open": any(option.name in raw for option in rare),
    }


def _with_levels(option: Option, raw: Mapping[str, Any]) -> Option:
    """Leave boroughs out of the levels where none is loaded: to choose them would show nothing."""
    asked = raw.get(option.name) == "borough"
    if option.param.choices is not LEVEL_TERMS or asked or service().store.areas().at_level("borough"):
        return option
    larger = Terms(*(term for code, term in LEVEL_TERMS.items() if code != "borough"))
    return replace(option, param=replace(option.param, choices=larger))


def offered() -> dict[str, Any]:
    """Return what the forms offer to choose from."""
    store = service().store
    areas = store.areas()
    return {
        "areas": areas,
        "districts": [*areas.at_level("state"), *areas.at_level("district"), *areas.at_level("borough")],
        "topics": sorted(store.topics(), key=sort_key),
        "offices": store.find("", Selection(kinds=OFFICES), g.viewer, limit=500).partners,
    }
