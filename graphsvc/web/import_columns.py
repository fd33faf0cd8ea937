"""Which column is what, who "we" are, and what holds for all rows: the form of an import's second step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from flask import request

from graphsvc.exchange.columns import DROP, LABELS, OWN_TIE_COLUMNS, TABLES, Mapped, TableName
from graphsvc.exchange.rows import Source
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.terms import Terms
from graphsvc.vocabulary import KINDS, VISIBILITIES
from graphsvc.web.drafts import Draft, Office
from graphsvc.web.replies import service

TABLE_NAMES: Mapping[TableName, Text] = {
    "partners": Text("Akteure"),
    "ties": Text("Verbindungen"),
    "inquiries": Text("Erhebungen"),
    "topics": Text("Themen"),
    "requests": Text("Anfragen"),
}


def shown(source: Source, mapped: Mapped | None) -> dict[str, Any]:
    """Return a sheet as the page shows it: each column with its heading, three examples and what it is taken for."""
    body = source.sheet.rows[source.mapped.header + 1 :]
    examples = []
    for place in range(len(source.mapped.headings)):
        values = dict.fromkeys(row[place] for row in body[:200] if place < len(row) and row[place])
        examples.append(list(values)[:3])
    columns = zip(source.mapped.headings, source.mapped.columns, examples, strict=True)
    return {
        "source": source,
        "columns": list(columns),
        "rows": sum(1 for row in body if any(row)),
        "skip": mapped is None,
    }


def column_choices() -> dict[TableName, list[tuple[str, Any]]]:
    """Return what a column of each table can be."""
    found: dict[TableName, list[tuple[str, Any]]] = {}
    for table, names in TABLES.items():
        extra = OWN_TIE_COLUMNS if table == "partners" else ()
        found[table] = [(name, LABELS[name]) for name in (*names, *extra)]
    return found


def said(draft: Draft, sources: Sequence[Source]) -> tuple[Draft, dict[str, Text]]:
    """Return the draft with what the form says, and what is wrong with it."""
    form = request.form
    errors: dict[str, Text] = {}
    mapped = [_mapped_as_said(source, number, errors) for number, source in enumerate(sources)]
    options = replace(
        draft.options,
        source=form.get("source", "").strip(),
        kind=form.get("kind", ""),
        visibility=form.get("visibility", ""),
        area=_place(form.get("area", ""), "area", errors),
        us="",
    )
    office = Office()
    if form.get("all_ours"):
        us = form.get("us", "")
        if us and service().store.partner(us, Viewer.STAFF) is None:
            errors["us"] = Text("Den Akteur „{id}“ gibt es nicht.", values={"id": us})
        elif us:
            options = replace(options, us=us)
        elif form.get("us_name", "").strip():
            office = Office(name=form["us_name"].strip(), area=_place(form.get("us_area", ""), "us_area", errors))
        else:
            errors["us"] = Text("Bitte sagen, wer „wir“ sind: eine Stelle auswählen oder ihren Namen angeben.")
    for name, terms in (("kind", KINDS), ("visibility", VISIBILITIES)):
        if form.get(name) and form[name] not in cast(Terms[Any], terms):
            errors[name] = Text("Diese Auswahl gibt es nicht.")
    return replace(draft, mapped=tuple(mapped), options=options, office=office), errors


def _mapped_as_said(source: Source, number: int, errors: dict[str, Text]) -> Mapped | None:
    form = request.form
    if form.get(f"skip-{number}"):
        return None
    table = form.get(f"table-{number}", source.mapped.table)
    if table not in TABLES:
        errors[f"table-{number}"] = Text("Diese Auswahl gibt es nicht.")
        return source.mapped
    named = cast(TableName, table)
    permitted = {name for name, _ in column_choices()[named]}
    columns: list[str] = []
    for place, heading in enumerate(source.mapped.headings):
        column = form.get(f"column-{number}-{place}", source.mapped.columns[place])
        if column == "attr" or (column not in permitted and column != DROP):
            column = f"attr:{heading}" if heading else DROP
        if column in columns and column != DROP:
            values = {"column": LABELS.get(column, column)}
            errors[f"column-{number}-{place}"] = Text(
                "„{column}“ ist schon für eine andere Spalte gewählt.", values=values
            )
        columns.append(column)
    return replace(source.mapped, table=named, columns=tuple(columns))


def _place(text: str, name: str, errors: dict[str, Text]) -> str:
    if not text.strip():
        return ""
    found = service().store.areas().chosen(text)
    if len(found) == 1:
        return found[0].ags
    values: dict[str, object] = {"text": text, "names": [f"{area.name} ({area.ags})" for area in found[:6]]}
    many = Text("„{text}“ kann mehreres heißen: {names}.", values=values)
    errors[name] = many if found else Text("Den Ort „{text}“ kennen wir nicht.", values=values)
    return ""
