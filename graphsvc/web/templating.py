"""What templates can say: the page's language, values in words, and what every page knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, g

from graphsvc import __version__, vocabulary
from graphsvc.areas import Areas
from graphsvc.changes import SUBJECT_LABELS, Change
from graphsvc.errors import StoreAway
from graphsvc.exchange.columns import LABELS
from graphsvc.formats import heading, spoken
from graphsvc.language import Language, Text, say, translate
from graphsvc.model import Column, Partner, Table, Tie, Viewer
from graphsvc.service import Service
from graphsvc.store import Store
from graphsvc.terms import Term, Terms

_TERMS_OF_FIELD: Mapping[str, tuple[Terms[Any], ...]] = {
    "kind": (vocabulary.KINDS, vocabulary.TIES),
    "state": (vocabulary.STATES,),
    "status": (vocabulary.TIE_STATUSES,),
    "carrier_type": (vocabulary.CARRIER_TYPES,),
    "visibility": (vocabulary.VISIBILITIES,),
    "formality": (vocabulary.FORMALITIES,),
    "intensity": (vocabulary.INTENSITIES,),
    "represents": (vocabulary.REPRESENTS,),
    "reported_by": (vocabulary.REPORTED_BY,),
    "format": (vocabulary.FORMATS,),
    "fields": (vocabulary.FIELDS,),
    "forms": (vocabulary.FORMS,),
    "basis": (vocabulary.BASES,),
}


def register(app: Flask, service: Service) -> None:
    """Give templates their filters, globals and context."""
    env = app.jinja_env
    env.trim_blocks = True
    env.lstrip_blocks = True
    env.globals.update(
        _=underscore,
        ngettext=lambda one, many, n: Text(one, many, n).into(_language()),
        cell=lambda value, column: spoken(value, column, _language()),
        heading=lambda column: heading(column, _language()),
        query_string=query_string,
        without=lambda query, *names: {name: value for name, value in query.items() if name not in names},
        words=vocabulary,
        subjects=SUBJECT_LABELS,
        verbs={"added": Text("neu"), "changed": Text("geändert"), "removed": Text("entfernt")},
        int_type=int,
    )
    env.filters.update(
        say=lambda value: say(value, _language()),
        term=lambda code, terms: terms[code].label if code else "",
        place=lambda ags, areas: areas.label(ags),
        visible=visible,
        counted=counted,
        in_words=lambda ags, areas: areas.offered(ags) if ags in areas else ags,
        about=_about,
        field_label=lambda name: say(LABELS.get(name, name), _language()),
        recorded=lambda value, name="": recorded(value, name, service.store.areas),
        dialled=lambda number: re.sub(r"[^\d+]", "", number),
        web_address=web_address,
        shortened=lambda text: text if len(text) <= 60 else f"{text[:59]}…",
        code_and_label=lambda term: (term.code, term.label),
    )

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "language": _language(),
            "viewer": g.get("viewer", Viewer.PUBLIC),
            "staff": g.get("viewer") is Viewer.STAFF,
            "version": __version__,
            "demo": _remembered(service, "demo"),
        }


def _language() -> Language:
    return cast(Language, g.get("language", "de"))


def underscore(message: str, **values: Any) -> str:
    """Return a template's sentence in the page's language, with its values in words."""
    return Text(message, values=values).into(_language()) if values else translate(message, _language())


def _remembered(service: Service, key: str) -> bool:
    try:
        return service.store.remembered(key) == "1"
    except StoreAway:
        return False


def query_string(query: Mapping[str, Any]) -> str:
    """Return an address's parameters, with the question mark, where there are any."""
    return f"?{urlencode(query, doseq=True)}" if query else ""


def visible(table: Table) -> list[tuple[Column, int, int | None]]:
    """Return the columns that people read, each with its place, and the place of the partner's id that it leads to.

    An id before its name is not shown: the name stands for it.
    """
    found: list[tuple[Column, int, int | None]] = []
    for place, column in enumerate(table.columns):
        before = table.columns[place - 1] if place else None
        after = table.columns[place + 1] if place + 1 < len(table.columns) else None
        if column.role == "id" and after and after.role == "name":
            continue
        leads = column.role == "name" and before and before.role == "id" and before.name != "area"
        found.append((column, place, place - 1 if leads else None))
    return found


def _about(word: str) -> Any:
    if word == "topics":
        return Text("alle Themen")
    found: Term | None = vocabulary.KINDS.get(word) or vocabulary.SECTORS.get(word)
    return found.label if found else word


def recorded(value: Any, name: str, areas: Callable[[], Areas]) -> str:
    """Return a record's value as people read it: codes in words, areas by name."""
    if value in ("", (), None, {}):
        return "–"
    if isinstance(value, tuple):
        return ", ".join(recorded(each, name, areas) for each in value)
    if name in ("area", "serves"):
        return areas().offered(value)
    for terms in _TERMS_OF_FIELD.get(name, ()):
        if str(value) in terms:
            return str(terms[str(value)].label.into(_language()))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return str(value) if name == "year" else say(value, _language())


def web_address(text: str) -> str:
    """Return an address that is safe to link to, nothing for any other text."""
    if re.match(r"https?://[^\s]+$", text):
        return text
    return f"https://{text}" if re.match(r"www\.[^\s]+$", text) else ""


class _Names(dict[str, str]):
    """Partners' names by id; those that aren't there are looked up."""

    def __init__(self, store: Store, viewer: Viewer, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._store, self._viewer = store, viewer

    def __missing__(self, id: str) -> str:
        record = self._store.partner(id, self._viewer)
        self[id] = record.partner.name if record else id
        return self[id]


def titles(changes: Iterable[Change], store: Store, viewer: Viewer) -> Callable[[Change], str]:
    """Return what says whom a change is about; ``changes`` may hold partners that are not recorded yet."""
    names = _Names(store, viewer, {item.id: item.after.name for item in changes if isinstance(item.after, Partner)})

    def title(item: Change) -> str:
        record = item.after or item.before
        if isinstance(record, Partner):
            return record.name
        if isinstance(record, Tie):
            return f"{names[record.source]} – {names[record.target]}"
        if item.subject in ("topic", "request"):
            return str(getattr(record, "topic", item.id))
        day: date | None = getattr(record, "on", None)
        return names[getattr(record, "partner", item.id)] + (f", {say(day, _language())}" if day else "")

    return title


def counted(changes: Iterable[Change]) -> list[tuple[tuple[str, str], int]]:
    """Return how many records of each subject were added, changed, removed; contacts count with their partners."""
    return list(Counter((item.subject, item.verb) for item in changes if item.subject != "contact").items())
