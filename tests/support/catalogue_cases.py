"""What the contracts ask of every question and map: arguments and bad values that follow from the parameters themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import app
from graphsvc import demo
from graphsvc.catalogue import Entry
from graphsvc.changes import added
from graphsvc.formats import as_json
from graphsvc.model import Network, Selection, Viewer
from graphsvc.params import Option
from graphsvc.service import Asked, Service
from graphsvc.store import Store
from graphsvc.vocabulary import OFFICES

TODAY = date(2026, 11, 1)
HERE = "08117"  # the demo's district
QUESTIONS = list(app.CATALOGUE.questions)
MAPS = list(app.CATALOGUE.maps)


def open_store(folder, *records) -> Store:
    """Return a real store with the shipped areas and some records."""
    store = app.open_store(f"sqlite:///{folder}/x.db")
    if records:
        store.apply(added(*records), actor="a", key="k")
    return store


def demo_store(folder) -> Store:
    """Return a real store with the demo district."""
    return open_store(folder, *demo.records("district", TODAY))


def service_of(store: Store) -> Service:
    """Return a service on the demo's day."""
    return Service(store, app.CATALOGUE, today=lambda: TODAY)


def seen_here(service: Service, viewer: Viewer) -> Network:
    """Return what a viewer sees of the demo's district."""
    return service.store.network(Selection(areas=frozenset({HERE}), on=TODAY), viewer)


@dataclass(frozen=True, kw_only=True)
class AskedOf(Asked):
    """What was asked, with the network in hand."""

    network: Network


def ask(name: str, network: Network, **arguments: Any) -> AskedOf:
    """Ask a question about a network in hand."""
    question = app.CATALOGUE.questions[name]
    values = {option.name: option.default for option in question.signature.own} | arguments
    answer = question.answer(network, values)
    return AskedOf(
        question=question,
        selection=network.selection,
        arguments=values,
        answer=answer,
        revision=network.revision,
        areas=network.areas,
        network=network,
    )


def told(asked: Asked, language: Any = "de") -> dict[str, Any]:
    """Return the answer's JSON, parsed by a reader who knows no NaN and no infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    found: dict[str, Any] = json.loads(as_json(asked, language), parse_constant=refuse)
    return found


def arguments(entry: Entry, network: Network) -> Iterator[dict[str, Any]]:
    """Yield nothing but defaults, then what has no useful default filled in, then that with every other value."""
    values = {option.name: _values(option, network) for option in entry.signature.own}
    filled = {name: found[0] for name, found in values.items() if found}
    yield {}
    yield filled
    for name, found in values.items():
        for value in found[1:]:
            yield filled | {name: value}


def _values(option: Option, network: Network) -> list[Any]:
    topics = {topic for partner in network.graph.nodes.values() for topic in partner["topics"]}
    match option.param.widget:
        case "partner":
            return [*network.partners(*OFFICES)[:1], *network.partners()[:1]]
        case "topic":
            return sorted(topics)[:1]
        case "place" | "area":
            return [area.ags for area in network.areas.at_level("district", network.selection.areas)][:1]
        case "choice":
            return [option.default, *(option.param.choices or ())]
        case "day":
            return [network.day]
        case "flag":
            return [option.default, not option.default]
        case _:
            low = option.type(option.param.low or 0)
            return [option.default, low, low + 2]


def bad_values(option: Option) -> list[str]:
    """Return values that a parameter must refuse."""
    match option.param.widget:
        case "number":
            found = ["viele", "nan", "1e999"]
            found += [str(option.type(option.param.low) - 1)] if option.param.low is not None else []
            return found + ([str(option.type(option.param.high) + 1)] if option.param.high is not None else [])
        case "choice":
            return ["gibt es nicht"]
        case "day":
            return ["gestern", "2024-02-30"]
        case "flag":
            return ["vielleicht"]
        case "area":
            return ["gibt es nicht", "99"]
        case _:
            return []
