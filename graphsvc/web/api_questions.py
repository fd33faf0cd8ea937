"""Questions and maps for programs: each of the catalogue has its own documented path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, jsonify, request
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field, ValidationError, create_model

from graphsvc import pictures
from graphsvc.catalogue import Catalogue
from graphsvc.formats import FORMATS, WRITERS
from graphsvc.paper.sheet import CHOICES
from graphsvc.params import Option, model_of, usage_of
from graphsvc.web import problems
from graphsvc.web.api_models import FAILURES, NAMED, Frozen, Spoken, gives
from graphsvc.web.replies import cached, map_file, raw_arguments, service, stand

_QUESTIONS = Tag(name="questions", description="Fragen an das Netzwerk")
_MAPS = Tag(name="maps", description="Karten")


def blueprint_of(catalogue: Catalogue) -> APIBlueprint:
    """Return the paths of all questions and maps, and the list of questions."""
    found = APIBlueprint("questions", __name__, url_prefix="/api/v1", abp_responses=FAILURES)
    found.get("/questions", summary="Alle Fragen", tags=[_QUESTIONS], responses=gives("application/json"))(questions)
    for name, question in catalogue.questions.items():
        for format in ("", *FORMATS):
            path, summary = (f"/questions/{name}.{format}".rstrip("."), f"{question.title.into('de')} {format}".strip())
            asked = create_model(f"{name}_asked", __base__=(question.signature.model, Frozen))
            view = _question_view(name, asked, format)
            kinds = [FORMATS[format]] if format else list(FORMATS.values())
            found.get(path, summary=summary, tags=[_QUESTIONS], endpoint=f"{name}_{format}", responses=gives(*kinds))(
                view
            )
    for name, drawing in catalogue.maps.items():
        model = _drawing_model(name, catalogue)
        for format in pictures.FORMATS:
            path, summary = f"/maps/{name}.{format}", f"{drawing.title.into('de')} {format}"
            view = _map_view(name, model, format)
            found.get(
                path,
                summary=summary,
                tags=[_MAPS],
                endpoint=f"{name}_{format}",
                responses=gives(pictures.FORMATS[format]),
            )(view)
    return found


def _drawing_model(name: str, catalogue: Catalogue) -> type[BaseModel]:
    """Return what a map takes, ``q``: which answer it shows, and how a sheet of it is to be."""
    choices: dict[str, Any] = {"enum": ["", *catalogue.questions]}
    shown = Field("", description="welche Antwort gezeigt wird", json_schema_extra=choices)
    base = (model_of(name, catalogue.options_of_map(name)), Frozen)
    printed: dict[str, Any] = {
        wish: (str, Field("", description="für die Tischvorlage (PDF)", json_schema_extra={"enum": list(choices)}))
        for wish, choices in CHOICES.items()
    }
    return create_model(f"{name}_drawn", __base__=base, q=(str, shown), **printed)


def validation_problem(error: ValidationError) -> Response:
    """Answer what pydantic found in our own words: it would echo the input and name an outside address."""
    name = request.path.rsplit("/", 1)[-1].partition(".")[0]
    catalogue = service().catalogue
    options: tuple[Option, ...] = ()
    if "/questions/" in request.path and name in catalogue.questions:
        options = catalogue.questions[name].signature.options
    elif "/maps/" in request.path and name in catalogue.maps:
        options = catalogue.options_of_map(name)
    known = NAMED[error.title].model_fields if error.title in NAMED else ()
    return problems.answer(usage_of(error, options, known))


def _question_view(name: str, model: type[BaseModel], format: str = "") -> Callable[..., Response]:
    def view(query: BaseModel) -> Response:
        chosen = format or _accepted()
        return cached(
            lambda: WRITERS[chosen](stand().ask(name, raw_arguments(), g.viewer), g.language), FORMATS[chosen]
        )

    view.__annotations__["query"] = model
    view.__name__ = f"ask_{name}{format and '_' + format}"
    return view


def _map_view(name: str, model: type[BaseModel], format: str) -> Callable[..., Response]:
    def view(query: BaseModel) -> Response:
        return map_file(name, format)

    view.__annotations__["query"] = model
    view.__name__ = f"draw_{name}_{format}"
    return view


def _accepted() -> str:
    best = request.accept_mimetypes.best_match([kind.partition(";")[0] for kind in FORMATS.values()])
    return next((format for format, kind in FORMATS.items() if kind.partition(";")[0] == best), "json")


def questions(query: Spoken) -> Response:
    """List the questions with their parameters."""
    return cached(_list)


def _list() -> Response:
    found = [
        {
            "name": name,
            "title": question.title.into(g.language),
            "parameters": [option.name for option in question.signature.options],
            "href": f"/api/v1/questions/{name}",
        }
        for name, question in service().catalogue.questions.items()
    ]
    return jsonify(found)
