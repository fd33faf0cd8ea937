"""A matrix on a telephone: its columns in several parts, one below the other, each beside the names of the rows."""

from __future__ import annotations

from dataclasses import replace

from graphsvc.language import Language, Text
from visualisations._matrix import Cell, Heading, Matrix, field, hatches, legend, written
from visualisations._svg import (
    GREY,
    INK,
    NARROW,
    document,
    element,
    fit,
    sector_symbol,
    spot,
    text_width,
    title,
    words,
    wrap,
)

EDGE, FONT, LINE = 8.0, 11.2, 13.0
SYMBOL, NAMED = 34.0, 130.0  # where columns begin: right of symbols, or of names
WIDE, HIGH = 23.7, 18.0  # a cell where there are names; it is as high as its row's name needs
SQUARE = 38.0
LONGEST = 150.0  # name of a column


def narrow(matrix: Matrix, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    if matrix.mirrored:
        body, bottom = _sectors(matrix, language)
    else:
        body, bottom = _parts(matrix, language)
    signs, height = legend(matrix, matrix.briefly, EDGE, bottom + 26, NARROW, language)
    name = matrix.title.into(language)
    parts = (*hatches(matrix), *body, *signs)
    return document(NARROW, bottom + 26 + height, *parts, name=name, alt=alt.into(language), language=language)


def _sectors(matrix: Matrix, language: Language) -> tuple[list[str], float]:
    """Return rows and columns that are called by their symbols, what these mean, and where that ends."""
    wide = (NARROW - SYMBOL - 4) / len(matrix.columns)
    wide, high, top = min(wide, 2 * SQUARE), SQUARE, EDGE + 28
    parts = [_ground(SYMBOL, top, wide * len(matrix.columns), high * len(matrix.rows))]
    parts += [
        sector_symbol(each.sector, SYMBOL + wide * (place + 0.5), top - 16, 8) for place, each in enumerate(matrix.rows)
    ]
    for cell in matrix.cells:
        inner = [title(cell.said.into(language))]
        for row, column in sorted({(cell.row, cell.column), (cell.column, cell.row)}):
            box = (SYMBOL + wide * column, top + high * row, wide, high)
            inner += field(_plain(cell, wide, language), box, matrix.bounds, (FONT, FONT), language)
        parts.append(element("g", *inner))
    y = top + high * len(matrix.rows) + 26
    for place, heading in enumerate(matrix.rows):
        middle = top + high * (place + 0.5)
        beside = [spot(EDGE + 10, middle, 13)] if heading.marked else []
        parts += [*beside, sector_symbol(heading.sector, EDGE + 10, middle, 8)]
        said, y = _explained(heading, y, language)
        parts.append(said)
    return parts, y - 12


def _explained(heading: Heading, y: float, language: Language) -> tuple[str, float]:
    """Return a sector's symbol with its name and how many it has, and where the next one stands."""
    parts = [title(heading.said.into(language))] if heading.said else []
    parts.append(sector_symbol(heading.sector, EDGE + 10, y - 4, 7))
    for text, ink in ((heading.name, INK), (heading.below, GREY)):
        for line in wrap(text.into(language), NARROW - SYMBOL - EDGE, 12.5) if text else ():
            parts.append(words(line, SYMBOL, y, 12.5, fill=ink))
            y += 17
    return element("g", *parts), y + 6


def _plain(cell: Cell, wide: float, language: Language) -> Cell:
    """Return a cell with its number alone, or without it where it has no room."""
    if text_width(written(cell, language), FONT) > wide - 1:
        cell = replace(cell, number=None, sign="")
    return replace(cell, below=())


def _parts(matrix: Matrix, language: Language) -> tuple[list[str], float]:
    """Return the columns in parts as wide as a telephone, one below the other, and where they end."""
    names = [wrap(heading.name.into(language), NAMED - EDGE - 5, FONT) for heading in matrix.rows]
    number = int((NARROW - NAMED - 4) / WIDE)
    starts = range(0, len(matrix.columns), number)
    parts, y = list[str](), EDGE
    for start in starts:
        columns = matrix.columns[start : start + number]
        if len(starts) > 1:
            values = {"first": start + 1, "last": start + len(columns), "n": len(matrix.columns)}
            text = Text("Spalten {first} bis {last} von {n}", values=values)
            parts.append(words(text.into(language), EDGE, y + 12, FONT, weight="600"))
            y += 20
        found, y = _part(matrix, columns, start, names, y, language)
        parts += found
        y += 24
    return parts, y - 24


def _part(
    matrix: Matrix,
    columns: tuple[Heading, ...],
    start: int,
    names: list[tuple[str, ...]],
    y: float,
    language: Language,
) -> tuple[list[str], float]:
    """Return some columns beside the names of all rows, and where they end."""
    heads = [fit(heading.name.into(language), LONGEST, FONT) for heading in columns]
    top = y + max(text_width(head, FONT) for head in heads) + 12
    parts = [
        element(
            "g",
            words(head, 0, 0, FONT),
            transform=f"translate({NAMED + WIDE * (place + 0.5) + 4:.1f} {top - 6:.1f}) rotate(-90)",
        )
        for place, head in enumerate(heads)
    ]
    tops = [top]
    for lines in names:
        high = max(LINE * len(lines) + 4, HIGH)
        base = tops[-1] + (high - LINE * len(lines)) / 2 + 10
        for row, line in enumerate(lines):
            parts.append(words(line, NAMED - 5, base + LINE * row, FONT, anchor="end"))
        tops.append(tops[-1] + high)
    parts.append(_ground(NAMED, top, WIDE * len(columns), tops[-1] - top))
    for cell in matrix.cells:
        if start <= cell.column < start + len(columns):
            box = (NAMED + WIDE * (cell.column - start), tops[cell.row], WIDE, tops[cell.row + 1] - tops[cell.row])
            drawn = field(_plain(cell, WIDE, language), box, matrix.bounds, (FONT, FONT), language)
            parts.append(element("g", title(cell.said.into(language)), *drawn))
    return parts, tops[-1]


def _ground(x: float, y: float, wide: float, high: float) -> str:
    return element("rect", x=x, y=y, width=wide, height=high, fill="#dfe3e8", stroke=GREY, stroke_width=0.8)
