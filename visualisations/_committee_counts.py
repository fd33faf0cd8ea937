"""Of many committees, how many seats each, or those of an area, have for each sector: circles in rows and columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.language import Label, Language, Text, say
from graphsvc.model import Column, Picture, Table
from graphsvc.vocabulary import SECTORS
from visualisations._committee_svg import TITLE
from visualisations._svg import INK, document, element, fit, sector_heading, spot, text_width, title, words

EDGE, NAMES, WIDE, ROW, TOP = 24.0, 270.0, 116.0, 26.0, 116.0
CIRCLE = "#b3d1e8"
LARGEST, FONT = 12.0, 13.0


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
    text = Text("Zahl und Größe: so viele Sitze. Wo kein Kreis steht, ist keine Mitgliedschaft erfasst.")
    parts.append(words(text.into(language), EDGE, y + 4, FONT))
    if any(row.marked for row in rows):
        y += 26
        parts.append(spot(EDGE + 8, y, 7))
        parts.append(words(Text("davon handelt die Antwort").into(language), EDGE + 24, y + 4.5, FONT))
    name = TITLE.into(language)
    return document(width, y + 28, *parts, name=name, alt=alt.into(language), language=language)


def _row(row: Count, y: float, names: float, most: int, language: Language) -> str:
    middle = y + ROW / 2
    numbers = [f"{SECTORS[code].label.into(language)} {row.of(code)}" for code in SECTORS if row.of(code)]
    said = f"{row.name}: {', '.join(numbers) or Text('kein Mitglied erfasst').into(language)}"
    parts = [title(said)]
    if row.marked:
        parts.append(spot(EDGE + 8, middle, 7))
    parts.append(words(fit(row.name, names - 36, FONT), EDGE + 20, middle + 4.6, FONT))
    for column, code in enumerate(SECTORS):
        number = row.of(code)
        if number:
            x = EDGE + names + WIDE * (column + 0.5)
            radius = 3 + (LARGEST - 3) * math.sqrt(number / most)
            parts.append(element("circle", cx=x, cy=middle, r=radius, fill=CIRCLE, stroke=INK, stroke_width=0.7))
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
