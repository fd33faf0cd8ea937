"""A matrix as a picture that stands alone: ordered so that what is alike stands side by side, with headings and legend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

from graphsvc.language import Language, Speakable, Text, say
from visualisations._shades import DARK, STATUSES, classes, patterns, shade
from visualisations._svg import (
    GREY,
    INK,
    MARK,
    PAPER,
    document,
    element,
    fit,
    next_place,
    sector_heading,
    sector_symbol,
    spot,
    text_width,
    title,
    words,
    wrap,
)

Box: TypeAlias = tuple[float, float, float, float]
Profile: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
EDGE = 24.0  # room around all
OTHERWISE = "otherwise"  # a cell's status: tied, but not by what is asked about, of which nothing is known
LEAST = 640.0  # as wide is the picture at least, and its legend at most
BOLD = 1.1  # letters are so much wider


def seriated(profile: Profile) -> list[int]:
    """Return the order of rows that puts similar ones side by side.

    Average linkage of Euclidean distances, leaves in the order with the shortest way (Bar-Joseph, Gifford and Jaakkola 2001);
    of the two directions the one that begins with what came first.

    Examples
    --------
    >>> seriated(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1], [0.1, 1.0]]))
    [0, 2, 3, 1]
    """
    distances = pdist(profile) if len(profile) > 2 else np.zeros(1)
    if not distances.any():
        return list(range(len(profile)))
    order = [int(leaf) for leaf in leaves_list(linkage(distances, "average", optimal_ordering=True))]
    return order if order[0] < order[-1] else order[::-1]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A row or column: its name, where it is one its sector, and what a reader is told, where it has a table's row."""

    name: Speakable
    below: Text | None = None
    sector: str = ""
    said: Text | None = None
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a row and a column meet: a number with a sign before it, and the value of its shade where something is recorded."""

    row: int
    column: int
    status: str
    value: float
    number: int | None = None
    sign: str = ""
    below: tuple[Text, ...] = ()
    said: Text
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """All that is drawn, in order; where it is ``mirrored``, cells stand on both sides of the diagonal.

    ``percent`` says that the shades are shares, ``nothing`` what a recorded 0 means; ``explained`` are more lines of the legend,
    ``briefly`` those for a telephone, where a cell holds no more than its number.
    """

    title: Text
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[Cell, ...]
    mirrored: bool
    shades: Speakable
    percent: bool
    explained: tuple[Text, ...]
    briefly: tuple[Text, ...]
    nothing: Text | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return (106.0, 78.0) if self.mirrored else (26.0 if len(self.columns) > 12 else 64.0, 20.0)

    @property
    def left(self) -> float:
        """Where the columns begin, right of the rows' headings."""
        return EDGE + (200.0 if self.mirrored else 250.0)

    @property
    def bounds(self) -> list[float]:
        """The classes of the shades."""
        return classes(cell.value for cell in self.cells if cell.status == "recorded" and cell.value)


def svg(matrix: Matrix, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    wide, high = matrix.size
    heads, top, beyond = _column_headings(matrix, language)
    width = max(matrix.left + wide * len(matrix.columns) + beyond, LEAST)
    body = _row_headings(matrix, top, language) + heads + _grid(matrix, top)
    body += [_cell(matrix, cell, top, language) for cell in matrix.cells]
    below = top + high * len(matrix.rows) + 34
    signs, height = legend(matrix, matrix.explained, EDGE, below, min(width, LEAST), language)
    return document(
        width,
        below + height,
        *hatches(matrix),
        *body,
        *signs,
        name=matrix.title.into(language),
        alt=alt.into(language),
        language=language,
    )


def hatches(matrix: Matrix) -> list[str]:
    """Return the patterns; what is tied otherwise has level lines, on a ground that is no shade and no lack of information."""
    if not any(cell.status == OTHERWISE for cell in matrix.cells):
        return [patterns()]
    parts = (
        element("rect", width=8, height=8, fill="#f3eefa"),
        element("path", d="M0,4H8", stroke="#9d86c6", stroke_width=1),
    )
    size = {"width": 8, "height": 8}
    lines = element("pattern", *parts, id=f"hatch-{OTHERWISE}", patternUnits="userSpaceOnUse", **size)
    return [patterns(), element("defs", lines)]


def _row_headings(matrix: Matrix, top: float, language: Language) -> list[str]:
    _, high = matrix.size
    found = []
    for place, heading in enumerate(matrix.rows):
        middle = top + high * (place + 0.5)
        parts = [title(heading.said.into(language))] if heading.said else []
        name = heading.name.into(language)
        if not heading.sector:
            parts.append(words(fit(name, matrix.left - 40, 12), matrix.left - 10, middle + 4, 12, anchor="end"))
            found.append(element("g", *parts))
            continue
        if heading.marked:
            parts.append(spot(EDGE + 14, middle, 16))
        parts.append(sector_symbol(heading.sector, EDGE + 14, middle, 9))
        room = matrix.left - EDGE - 48
        lines = [(line, 13.0, INK) for line in wrap(name, room, 13)]
        if heading.below:
            lines += [(line, 12.0, GREY) for line in wrap(heading.below.into(language), room, 12)]
        base = middle - 8 * len(lines) + 12
        parts += [words(line, EDGE + 38, base + 16 * n, size, fill=ink) for n, (line, size, ink) in enumerate(lines)]
        found.append(element("g", *parts))
    return found


def _column_headings(matrix: Matrix, language: Language) -> tuple[list[str], float, float]:
    """Return the headings, how high they are with the edge, and how far the last ones reach beyond the columns."""
    wide, _ = matrix.size
    found = []
    if matrix.mirrored:
        for place, heading in enumerate(matrix.columns):
            x = matrix.left + wide * (place + 0.5)
            found += sector_heading(heading.sector, x, EDGE, wide - 4, 12, language)
        return found, EDGE + 84, EDGE
    names = [fit(heading.name.into(language), 190, 12) for heading in matrix.columns]
    steep = math.radians(50)
    longest = max(text_width(name, 12) for name in names)
    top = EDGE + longest * math.sin(steep) + 16
    beyond = EDGE
    for place, name in enumerate(names):
        x = matrix.left + wide * (place + 0.5)
        found.append(element("g", words(name, 0, 0, 12), transform=f"translate({x + 4:.1f} {top - 8:.1f}) rotate(-50)"))
        right = x + text_width(name, 12) * math.cos(steep) + 20
        beyond = max(beyond, right - matrix.left - wide * len(names))
    return found, top, beyond


def _grid(matrix: Matrix, top: float) -> list[str]:
    """Return the ground on which the cells stand: what stays of it has no pair that could be tied."""
    wide, high = matrix.size
    return [
        element(
            "rect",
            x=matrix.left,
            y=top,
            width=wide * len(matrix.columns),
            height=high * len(matrix.rows),
            fill="#dfe3e8",
            stroke=GREY,
            stroke_width=0.8,
        )
    ]


def _cell(matrix: Matrix, cell: Cell, top: float, language: Language) -> str:
    wide, high = matrix.size
    places = {(cell.row, cell.column)}
    if matrix.mirrored:
        places.add((cell.column, cell.row))
    parts = [title(cell.said.into(language))]
    for row, column in sorted(places):
        box = (matrix.left + wide * column, top + high * row, wide, high)
        parts += field(cell, box, matrix.bounds, (18, 12) if matrix.mirrored else (11, 9), language)
    return element("g", *parts)


def field(cell: Cell, box: Box, bounds: list[float], sizes: tuple[float, float], language: Language) -> list[str]:
    """Return a cell in a box (left, top, width, height): its number and what stands below it in letters of these sizes."""
    x, y, wide, high = box
    size, small = sizes
    recorded = cell.status == "recorded"
    fill = shade(cell.value, bounds) if recorded else f"url(#hatch-{cell.status})"
    parts = [element("rect", x=x, y=y, width=wide, height=high, fill=fill, stroke=PAPER, stroke_width=1)]
    ink = PAPER if fill in DARK else INK
    text = written(cell, language)
    lines = [(text, size)] if text else []
    lines += [(line, small) for below in cell.below for line in wrap(below.into(language), wide - 6, small)]
    base = y + (high - sum(font * 1.25 for _, font in lines)) / 2
    for line, font in lines:
        if not recorded:  # a ground for the text: it reads badly on a hatching
            room = text_width(line, font) + 4
            ground = {"x": x + (wide - room) / 2, "y": base + font * 0.1, "width": room, "height": font * 1.1}
            parts.append(element("rect", fill=PAPER, **ground))
        weight = "600" if size > 12 and font == size else None
        parts.append(words(line, x + wide / 2, base + font, font, anchor="middle", weight=weight, fill=ink))
        base += font * 1.25
    if cell.marked:
        corner = f"M{x + wide - 9:.1f},{y + 0.5:.1f}h8.5v8.5z"
        parts.append(element("path", d=corner, fill=MARK, stroke=INK, stroke_width=0.8))
    return parts


def written(cell: Cell, language: Language) -> str:
    """Return a cell's number with its sign."""
    return cell.sign + ("" if cell.number is None else say(cell.number, language))


def legend(
    matrix: Matrix, explained: tuple[Text, ...], edge: float, top: float, width: float, language: Language
) -> tuple[list[str], float]:
    """Return what shades, hatchings and marks mean, with more lines below, and how high it is."""
    parts, y = list[str](), top
    for line in wrap(matrix.shades.into(language), (width - 2 * edge) / BOLD, 13, 3):
        parts.append(words(line, edge, y, 13, weight="600"))
        y += 18
    x, y = edge, y + 8
    for fill, label in _samples(matrix, language):
        lines = wrap(label, width - 2 * edge - 34, 12.5)
        room = 36 + max(text_width(line, 12.5) for line in lines) + 26
        x, y = next_place(x, y, room, edge, width, 24)
        parts.append(element("rect", x=x, y=y - 12, width=26, height=16, fill=fill, stroke=GREY, stroke_width=0.8))
        parts += [words(line, x + 34, y + 1 + 15 * row, 12.5) for row, line in enumerate(lines)]
        x, y = x + room, y + 15 * (len(lines) - 1)
    if any(heading.marked for heading in matrix.rows) or any(cell.marked for cell in matrix.cells):
        y += 26
        corner = element("path", d=f"M{edge + 6},{y - 12}h14v14z", fill=MARK, stroke=INK, stroke_width=0.8)
        parts.append(spot(edge + 13, y - 4, 9) if matrix.mirrored else corner)
        parts.append(words(Text("davon handelt die Antwort").into(language), edge + 34, y + 1, 12.5))
    y += 4
    for line in (each for text in explained for each in wrap(text.into(language), width - 2 * edge, 12.5, 3)):
        y += 22
        parts.append(words(line, edge, y, 12.5))
    return parts, y - top + 20


def _samples(matrix: Matrix, language: Language) -> list[tuple[str, str]]:
    """Return the fills that occur, with what they say."""
    values = sorted({cell.value for cell in matrix.cells if cell.status == "recorded"})
    found = [(PAPER, matrix.nothing.into(language))] if matrix.nothing and 0 in values else []
    previous = 0.0
    for bound in matrix.bounds:
        first, last = (
            say(round(100 * value, 2) if matrix.percent else value, language)
            for value in (min(value for value in values if value > previous), bound)
        )
        span = (
            first if first == last else Text("{first} bis {last}", values={"first": first, "last": last}).into(language)
        )
        found.append((shade(bound, matrix.bounds), f"{span} %" if matrix.percent else span))
        previous = bound
    seen = {cell.status for cell in matrix.cells}
    said = dict(STATUSES)
    if matrix.mirrored:
        said["not_asked"] = Text("keine Auskunft über Kooperationen")
        said[OTHERWISE] = Text("nur anders verbunden, über Kooperationen keine Auskunft")
    found += [
        (f"url(#hatch-{code})", said[code].into(language)) for code in said if code != "recorded" and code in seen
    ]
    return found
