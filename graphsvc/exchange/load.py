"""Files to an Import: read, guess or take the columns, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphsvc.areas import Areas
from graphsvc.errors import Refused, Usage
from graphsvc.exchange import sheets
from graphsvc.exchange.columns import Mapped, guess
from graphsvc.exchange.report import Import
from graphsvc.exchange.rows import Source
from graphsvc.exchange.template import prepare
from graphsvc.exchange.work import Options
from graphsvc.language import Text
from graphsvc.store import Progress, Records
from graphsvc.vocabulary import KINDS

Remembered = Callable[[sheets.Sheet], Mapped | None]


def sources_of(files: Sequence[tuple[str, bytes]], areas: Areas, remembered: Remembered | None = None) -> list[Source]:
    """Return the sheets that hold something, each with how it is to be read.

    ``files`` are names and contents; ``remembered`` gives the columns of a list that somebody set before.
    """
    found = []
    for name, data in files:
        for sheet in sheets.read(data, name):
            filled = sum(1 for row in sheet.rows if any(row))
            if filled < 2 or _explains_kinds(sheet):
                continue
            mapped = (remembered(sheet) if remembered else None) or guess(sheet.rows, areas)
            found.append(Source(file=name, sheet=sheet, mapped=mapped))
    if not found:
        raise Refused(Text("In den Dateien steht keine Tabelle mit Überschriften und mindestens einer Zeile."), "file")
    return found


def _explains_kinds(sheet: sheets.Sheet) -> bool:
    """Return whether it is the sheet of our blank template that lists the kinds: it is no list of partners."""
    rows = [row for row in sheet.rows if row]
    return len(rows) >= len(KINDS) and all(KINDS.find(row[0]) for row in rows)


def load(
    files: Sequence[tuple[str, bytes]],
    records: Records,
    areas: Areas,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Import:
    """Read files in one go, with guessed columns; ``Usage`` where nobody is recorded as us."""
    us = options.us if options else ""
    if us and us not in records.partners:
        raise Usage(Text("Den Akteur „{id}“ gibt es nicht.", values={"id": us}), "us")
    return prepare(sources_of(files, areas), records, areas, options, progress)
