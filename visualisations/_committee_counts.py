"""Of many committees, how many seats each, or those of an area, have for each sector: circles in rows and columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.language import Label, Language, Text, say
from graphsvc.model import Column, Picture, Table
from graphsvc.vocabulary import SECTORS
from visualisations._committee_svg import TITLE
from visualisations._svg import (
    INK,
    NARROW,
    document,
    element,
    fit,
    sector_heading,
    sector_legend,
    sector_symbol,
    spot,
    text_width,
    title,
    words,
    wrap,
)

EDGE, NAMES, WIDE, ROW, TOP = 24.0, 270.0, 116.0, 26.0, 116.0
CIRCLE = "#b3d1e8"
LARGEST, FONT = 12.0, 13.0
STACKED, AGAIN = 70.0, 10  # how high a row is on a telephone, and after how many the symbols stand again
_EXPLAINED = Text("Zahl und Größe: so viele Sitze. Wo kein Kreis steht, ist keine Mitgliedschaft erfasst.")
_MARKED = Text("davon handelt die Antwort")


@dataclass(frozen=True)
class Count:
    """A committee, or the committees of an area; ``numbers`` are seats by id and sector, of all rows."""

    id: str
    name: str
    numbers: Mapping[tuple[str, str], int]
    marked: int

    def of(self, sector: str) -> int:
        """Return how many members of a sector have a seat here."""
        return self.numbers.get((self.id, sector), 0)


def counted(rows: tuple[Count, ...], of_areas: bool, notes: tuple[Text, ...]) -> Picture:
    """Return the picture of the counts."""
    alt = Text(
        "Gremienkarte mit {n} Zeile und einer Spalte je Bereich; dasselbe steht in der Tabelle.",
        "Gremienkarte mit {n} Zeilen und einer Spalte je Bereich; dasselbe steht in der Tabelle.",
        len(rows),
    )
    return Picture(
        title=TITLE,
        svg=lambda language: _svg(rows, of_areas, alt, language),
        alt=alt,
        narrow=lambda language: _narrow(rows, alt, language),
        tables={"areas" if of_areas else "committees": _table(rows, of_areas)},
        notes=notes,
        named=True,
    )


def _svg(rows: tuple[Count, ...], of_areas: bool, alt: Text, language: Language) -> str:
    text = Text("Gremien des Gebiets") if of_areas else Text("Gremien")
    heading = text.into(language)
    names = min(max(text_width(name, FONT) * 1.1 for name in (heading, *(row.name for row in rows))) + 36, NAMES)
    width = EDGE + names + WIDE * len(SECTORS) + EDGE
    parts = [words(heading, EDGE + 20, TOP - 14, FONT, weight="600")]
    for column, code in enumerate(SECTORS):
        parts += sector_heading(code, EDGE + names + WIDE * (column + 0.5), 16, WIDE - 4, FONT, language)
    most = max((row.of(code) for row in rows for code in SECTORS), default=1) or 1
    for number, row in enumerate(rows):
        if number % 2 == 0:
            y = TOP + ROW * number
            parts.append(element("rect", x=EDGE - 6, y=y, width=width - 2 * EDGE + 12, height=ROW, fill="#f4f6f8"))
        parts.append(_row(row, TOP + ROW * number, names, most, language))
    y = TOP + ROW * len(rows) + 26
    parts.append(words(_EXPLAINED.into(language), EDGE, y + 4, FONT))
    if any(row.marked for row in rows):
        y += 26
        parts.append(spot(EDGE + 8, y, 7))
        parts.append(words(_MARKED.into(language), EDGE + 24, y + 4.5, FONT))
    name = TITLE.into(language)
    return document(width, y + 28, *parts, name=name, alt=alt.into(language), language=language)


def _narrow(rows: tuple[Count, ...], alt: Text, language: Language) -> str:
    """Return the same for a telephone: a row's numbers below its name, and the sectors' symbols again and again above them."""
    parts, y, edge = list[str](), 10.0, 8.0
    wide = (NARROW - 2 * edge) / len(SECTORS)
    most = max((row.of(code) for row in rows for code in SECTORS), default=1) or 1
    middles = {code: edge + wide * (column + 0.5) for column, code in enumerate(SECTORS)}
    for number, row in enumerate(rows):
        if number % AGAIN == 0:
            parts += [sector_symbol(code, x, y + 10, 8) for code, x in middles.items()]
            y += 26
        if number % 2 == 0:
            parts.append(element("rect", x=2, y=y, width=NARROW - 4, height=STACKED, fill="#f4f6f8"))
        inner = [title(_said(row, language))]
        if row.marked:
            inner.append(spot(edge + 7, y + 14, 6))
        inner.append(words(fit(row.name, NARROW - 2 * edge - 20, FONT), edge + 20, y + 18.6, FONT))
        for code, x in middles.items():
            if count := row.of(code):
                inner.append(_circle(x, y + 36, count, most))
                inner.append(words(say(count, language), x, y + 62, FONT, anchor="middle"))
        parts.append(element("g", *inner))
        y += STACKED
    signs, high = sector_legend(tuple(SECTORS), edge, y + 10, FONT, language)
    parts, y = [*parts, *signs], y + 10 + high + 14
    for line in wrap(_EXPLAINED.into(language), NARROW - 2 * edge, FONT, 4):
        parts.append(words(line, edge, y + 4, FONT))
        y += 18
    if any(row.marked for row in rows):
        parts += [spot(edge + 8, y + 4, 7), words(_MARKED.into(language), edge + 24, y + 8.5, FONT)]
        y += 20
    name = TITLE.into(language)
    return document(NARROW, y + 8, *parts, name=name, alt=alt.into(language), language=language)


def _said(row: Count, language: Language) -> str:
    numbers = [f"{SECTORS[code].label.into(language)} {row.of(code)}" for code in SECTORS if row.of(code)]
    return f"{row.name}: {', '.join(numbers) or Text('kein Mitglied erfasst').into(language)}"


def _circle(x: float, y: float, number: int, most: int) -> str:
    radius = 3 + (LARGEST - 3) * math.sqrt(number / most)
    return element("circle", cx=x, cy=y, r=radius, fill=CIRCLE, stroke=INK, stroke_width=0.7)


def _row(row: Count, y: float, names: float, most: int, language: Language) -> str:
    middle = y + ROW / 2
    parts = [title(_said(row, language))]
    if row.marked:
        parts.append(spot(EDGE + 8, middle, 7))
    parts.append(words(fit(row.name, names - 36, FONT), EDGE + 20, middle + 4.6, FONT))
    for column, code in enumerate(SECTORS):
        number = row.of(code)
        if number:
            x = EDGE + names + WIDE * (column + 0.5)
            parts.append(_circle(x, middle, number, most))
            parts.append(words(say(number, language), x + LARGEST + 4, middle + 4.6, FONT))
    return element("g", *parts)


def _table(rows: tuple[Count, ...], of_areas: bool) -> Table:
    first = Column(name="partner", label=Label("Kennung", "Id"), role="id")
    if of_areas:
        first = Column(name="area", label=Label("AGS", "AGS"), role="id")
    columns = (
        first,
        Column(name="name", label=Label("Name", "Name"), role="name"),
        *(Column(name=code, label=term.label, role="measure") for code, term in SECTORS.items()),
        Column(name="marked", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    heading = Label("Sitze je Bereich", "Seats by sector")
    values = tuple((row.id, row.name, *(row.of(code) for code in SECTORS), row.marked) for row in rows)
    return Table(title=heading, columns=columns, rows=values)
