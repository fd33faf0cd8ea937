"""What began, ended and changed as a picture that stands alone: bars for areas or sectors, lines on a time axis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graphsvc.language import Language, Speakable, Text, say
from graphsvc.vocabulary import SECTORS
from visualisations._change_frame import FONT, SLIM, Frame
from visualisations._change_sheet import DRAWN, PRESENCE, SAID, SIGNS, TITLE, Bar, Line, Sheet
from visualisations._svg import (
    GREY,
    INK,
    PAPER,
    document,
    element,
    fit,
    next_place,
    sector_symbol,
    spot,
    text_width,
    title,
    words,
)

FILLS: Mapping[str, str] = {"began": "#0072b2", "changed": "#c3cad2", "ended": "url(#stripes)"}


def svg(sheet: Sheet, frame: Frame, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    span = Text("{first} bis {last}", values={"first": sheet.first, "last": sheet.last}).into(language)
    parts, y = [_stripes(), words(span, frame.edge, 40, 18, weight="600")], 52.0
    for heading, bars in ((Text("Nach Gebiet"), sheet.areas), (Text("Nach Bereich"), sheet.sectors)):
        if bars:
            found, y = _bars(heading, bars, y + 34, frame, language)
            parts += found
    for size, names in ((2, SAID), (1, PRESENCE)):
        for what in DRAWN:
            lines = [line for line in sheet.lines if len(line.ends) == size and line.what == what]
            if lines:
                found, y = _lines(sheet, lines, names[what], y + 34, frame, language)
                parts += found
    if sheet.lines:
        parts += _axis(sheet, y + 12, frame, language)
        y += 22
    marked = any(line.mark for line in sheet.lines) or any(bar.marked for bar in (*sheet.areas, *sheet.sectors))
    found, y = _legend(marked, y + 40, frame, language)
    parts += found
    if sheet.lines:
        found, y = _sectors(sheet, y + 28, frame, language)
        parts += found
    name = TITLE.into(language)
    return document(frame.width, y + 22, *parts, name=name, alt=alt.into(language), language=language)


def _stripes() -> str:
    """Return the hatching of what ended: told apart without colour."""
    ground = element("rect", width=6, height=6, fill="#fbe3d6")
    strokes = element("path", d="M-1,7 L7,-1 M-2,2 L2,-2 M4,8 L8,4", stroke="#b34700", stroke_width=1.6)
    return element(
        "defs", element("pattern", ground, strokes, id="stripes", width=6, height=6, patternUnits="userSpaceOnUse")
    )


def _bars(
    heading: Text, bars: tuple[Bar, ...], top: float, frame: Frame, language: Language
) -> tuple[list[str], float]:
    """Return bars to both sides of a middle line, and where they end below."""
    parts = [words(heading.into(language), frame.edge, top, 15, weight="600")]
    left = max(bar.counts["ended"] for bar in bars)
    right = max(bar.counts["began"] + bar.counts["changed"] for bar in bars)
    begins = frame.bars + (40 if left else 0)  # a number stands left of what ended
    unit = min((frame.width - frame.edge - frame.after - begins) / max(left + right, 1), 24.0)
    middle, (_, drawn) = begins + unit * left, frame.bar_middles
    y = top + 12
    for bar in bars:
        parts.append(_bar(bar, y, middle, unit, frame, language))
        y += frame.bar_row
    ends = [(top + 12 + frame.bar_row * row + drawn, 9.0) for row in range(len(bars))] if frame.stacked else []
    for at, half in ends or [((top + 8 + y) / 2, (y - top - 8) / 2)]:  # where names stand between, it is interrupted
        parts.append(element("line", x1=middle, y1=at - half, x2=middle, y2=at + half, stroke=INK, stroke_width=1.2))
    return parts, y


def _bar(bar: Bar, y: float, middle: float, unit: float, frame: Frame, language: Language) -> str:
    sector, name = SECTORS.get(bar.id), bar.called(language)
    named, drawn = (y + below for below in frame.bar_middles)
    counts = ", ".join(f"{say(bar.counts[what], language)} {SAID[what].into(language)}" for what in DRAWN)
    parts = [title(f"{name}: {counts}")]
    if bar.marked:
        parts.append(spot(frame.edge + 6, named, 6))
    if sector:
        parts.append(sector_symbol(bar.id, frame.edge + 24, named, 7))
    parts.append(words(fit(name, frame.most, FONT), frame.edge + (40 if sector else 18), named + 4.5, FONT))
    x = middle - unit * bar.counts["ended"]
    if bar.counts["ended"]:
        parts.append(_box("ended", x, drawn, middle - x))
        parts.append(words(f"−{say(bar.counts['ended'], language)}", x - 5, drawn + 4.5, FONT, anchor="end"))
    x = middle
    for what in ("began", "changed"):
        if bar.counts[what]:
            parts.append(_box(what, x, drawn, unit * bar.counts[what]))
        x += unit * bar.counts[what]
    told = " ".join(
        f"{SIGNS[what]}{say(bar.counts[what], language)}" for what in ("began", "changed") if bar.counts[what]
    )
    parts.append(words(told, x + 5, drawn + 4.5, FONT))
    return element("g", *parts)


def _box(what: str, x: float, middle: float, width: float) -> str:
    return element("rect", x=x, y=middle - 7, width=width, height=14, fill=FILLS[what], stroke=INK, stroke_width=0.7)


def _lines(
    sheet: Sheet, lines: list[Line], said: Speakable, top: float, frame: Frame, language: Language
) -> tuple[list[str], float]:
    """Return a heading and a row for each line, and where they end below."""
    values = {"what": said, "n": len(lines)}
    heading = Text("Verbindungen: {what} ({n})", values=values)
    if len(lines[0].ends) == 1:
        heading = Text("Akteure: {what} ({n})", values=values)
    parts = [words(heading.into(language), frame.edge, top, 15, weight="600")]
    y, row = top + 10, frame.row(len(lines[0].ends))
    for number, line in enumerate(lines):
        if number % 2 == 0:
            wide = frame.width - 2 * frame.edge + 12
            parts.append(element("rect", x=frame.edge - 6, y=y, width=wide, height=row, fill="#f4f6f8"))
        parts.append(_line(sheet, line, y, frame, language))
        y += row
    return parts, y


def _line(sheet: Sheet, line: Line, y: float, frame: Frame, language: Language) -> str:
    *ends, named, middle = (y + below for below in frame.middles(len(line.ends)))
    parts = [title(line.said.into(language))]
    if line.mark:
        parts.append(spot(frame.edge + 4, ends[0], 6))
    most = frame.most if len(line.ends) == 2 else frame.alone
    for x, at, (id, _, sector) in zip((frame.edge + 22, frame.second), ends, line.ends, strict=False):
        parts.append(sector_symbol(sector, x, at, 6.5))
        parts.append(words(fit(sheet.captions[id], most, FONT), x + 14, at + 4.5, FONT))
    kind = line.label.into(language)
    if frame.stacked:  # the axis is far below
        kind = f"{kind}, {say(line.on, language)}"
    parts.append(words(fit(kind, frame.most, FONT), frame.kind, named + 4.5, FONT, fill=GREY))
    x, left, right = (frame.x(sheet, day) for day in (line.on, sheet.first, sheet.last))
    parts.append(element("line", x1=left, y1=middle, x2=right, y2=middle, stroke="#aab4be", stroke_dasharray="2 3"))
    if line.what == "changed":
        parts.append(_piece("changed", left, right, middle))
    elif line.what == "began":
        parts.append(_piece("began", x, right, middle))
    else:
        parts.append(_piece("ended", left, x, middle))
    parts.append(element("circle", cx=x, cy=middle, r=7.5, fill=PAPER, stroke=INK, stroke_width=1.4))
    parts.append(words(SIGNS[line.what], x, middle + 4.5, 13, anchor="middle", weight="600"))
    return element("g", *parts)


def _piece(what: str, left: float, right: float, middle: float) -> str:
    """Return the piece of the time in which the tie stood."""
    width = max(right - left, 0.1)
    return element("rect", x=left, y=middle - 4, width=width, height=8, fill=FILLS[what], stroke=INK, stroke_width=0.7)


def _axis(sheet: Sheet, y: float, frame: Frame, language: Language) -> list[str]:
    """Return the days at both ends, and at their beginnings the years between them where there is room."""
    ends = {day: say(day, language) for day in (sheet.first, sheet.last)}
    years = {date(year, 1, 1): str(year) for year in range(sheet.first.year + 1, sheet.last.year + 1)}
    parts, taken = [], list[tuple[float, float]]()
    for day, text in (ends | {day: text for day, text in years.items() if day not in ends}).items():
        x, half = frame.x(sheet, day), text_width(text, FONT) / 2
        middle = min(x, frame.width - 4 - half)
        if day == sheet.first:  # a year may begin soon after
            middle = max(x + 4 - half, 4 + half)
        left, right = middle - half - 6, middle + half + 6
        if all(right <= start or end <= left for start, end in taken):
            parts.append(element("line", x1=x, y1=y - 12, x2=x, y2=y - 6, stroke=INK, stroke_width=1))
            parts.append(words(text, middle, y + 8, FONT, anchor="middle"))
            taken.append((left, right))
    return parts


def _legend(marked: bool, y: float, frame: Frame, language: Language) -> tuple[list[str], float]:
    """Return what the colours and signs mean, and the last row's baseline."""
    parts, x = list[str](), frame.edge
    for what in DRAWN:
        label = f"{SIGNS[what]} {SAID[what].into(language)}"
        x, y = next_place(x, y, 36 + text_width(label, FONT), frame.edge, frame.width - SLIM, 24)
        box = {"x": x, "y": y - 11, "width": 28, "height": 14, "stroke_width": 0.7}
        parts.append(element("rect", fill=FILLS[what], stroke=INK, **box))
        parts.append(words(label, x + 36, y + 1, FONT))
        x += 36 + text_width(label, FONT) + 30
    if marked:
        label = Text("davon handelt die Antwort").into(language)
        x, y = next_place(x, y, 22 + text_width(label, FONT), frame.edge, frame.width - SLIM, 24)
        parts.append(spot(x + 8, y - 4, 7))
        parts.append(words(label, x + 22, y + 1, FONT))
    return parts, y


def _sectors(sheet: Sheet, y: float, frame: Frame, language: Language) -> tuple[list[str], float]:
    """Return the symbols of the sectors that occur, and the last row's baseline."""
    used = {sector for line in sheet.lines for *_, sector in line.ends}
    parts, x = list[str](), frame.edge
    for code in (code for code in SECTORS if code in used):
        name = SECTORS[code].label.into(language)
        x, y = next_place(x, y, 22 + text_width(name, FONT), frame.edge, frame.width - SLIM, 24)
        parts.append(sector_symbol(code, x + 8, y - 4, 6.5))
        parts.append(words(name, x + 22, y + 1, FONT))
        x += 46 + text_width(name, FONT)
    return parts, y
