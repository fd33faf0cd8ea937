"""What began, ended and changed as a picture that stands alone: bars for areas or sectors, lines on a time axis; and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.language import Label, Language, Speakable, Text, say
from graphsvc.model import Column, Table
from graphsvc.vocabulary import KINDS, SECTORS, TIES
from visualisations._svg import GREY, INK, PAPER, document, element, fit, sector_symbol, spot, text_width, title, words

TITLE = Text("Veränderungskarte")
DRAWN = ("began", "changed", "ended")
SIGNS: Mapping[str, str] = {"began": "+", "changed": "≠", "ended": "−"}
SAID: Mapping[str, Speakable] = {
    "began": Label("begonnen", "began"),
    "changed": Label("geändert", "changed"),
    "ended": Label("beendet", "ended"),
}
PRESENCE: Mapping[str, Speakable] = {
    "began": Label("dazugekommen", "came"),
    "ended": Label("nicht mehr dabei", "left"),
}
FILLS: Mapping[str, str] = {"began": "#0072b2", "changed": "#c3cad2", "ended": "url(#stripes)"}
EDGE, FONT = 24.0, 12.5
ROW, BAR_ROW = 22.0, 20.0  # how high a line's row is, and a bar's
MOST, ALONE, GAP = 300.0, 430.0, 24.0  # the widest name, also where it has no other beside it, and between columns
BARS, TIME, LEAST = 560.0, 380.0, 720.0  # how wide bars and the time axis are, and the whole picture at least


@dataclass(frozen=True)
class Bar:
    """How many ties of an area or a sector began, changed and ended, and how many of them have a marked end."""

    id: str
    name: str
    counts: Mapping[str, int]
    marked: int


@dataclass(frozen=True)
class Line:
    """What happened when to a tie, with two ends, or to a partner; ``ends`` are ids, names and sectors."""

    what: str
    ends: tuple[tuple[str, str, str], ...]
    kind: str
    on: date
    mark: float | None

    @property
    def said(self) -> Text:
        """What a reader is told."""
        names = " – ".join(name for _, name, _ in self.ends)
        if len(self.ends) == 1:
            return Text("{name}: {what}, {on}", values={"name": names, "what": PRESENCE[self.what], "on": self.on})
        kind = TIES[self.kind].label
        values = {"names": names, "kind": kind, "what": SAID[self.what], "on": self.on}
        return Text("{names}: {kind}, {what}, {on}", values=values)


@dataclass(frozen=True)
class Sheet:
    """All that is drawn, in order; ``captions`` are the names as short as a row needs them."""

    first: date
    last: date
    areas: tuple[Bar, ...]
    sectors: tuple[Bar, ...]
    lines: tuple[Line, ...]
    captions: Mapping[str, str]


@dataclass(frozen=True)
class _Frame:
    """Where columns begin, as wide as their words: of lines the second end, kind and time axis; bars; and the whole width."""

    second: float
    kind: float
    axis: float
    bars: float
    width: float

    @classmethod
    def around(cls, sheet: Sheet, language: Language) -> _Frame:
        """Return what is wide enough for all names up to `MOST`."""

        def widest(texts: Iterable[str], most: float = MOST) -> float:
            return min(max((text_width(text, FONT) for text in texts), default=0.0), most)

        first, second, alone = (
            widest((sheet.captions[line.ends[place][0]] for line in sheet.lines if len(line.ends) == size), most)
            for place, size, most in ((0, 2, MOST), (1, 2, MOST), (0, 1, ALONE))
        )
        names = widest(_name(bar, language) for bar in (*sheet.areas, *sheet.sectors))
        begins = EDGE + 36 + first + GAP if first else EDGE + 22
        kind = max(begins + 14 + second, EDGE + 36 + alone) + GAP
        axis = kind + widest(_kind(line).into(language) for line in sheet.lines) + GAP
        bars = EDGE + 40 + names + GAP
        width = max(bars + BARS, axis + TIME if sheet.lines else 0.0, LEAST - EDGE) + EDGE
        return cls(begins, kind, axis, bars, width)

    def x(self, sheet: Sheet, day: date) -> float:
        """Return where a day stands on the time axis."""
        days = max((sheet.last - sheet.first).days, 1)
        return self.axis + 10 + (self.width - EDGE - 20 - self.axis) * (day - sheet.first).days / days


def _name(bar: Bar, language: Language) -> str:
    return SECTORS[bar.id].label.into(language) if bar.id in SECTORS else bar.name


def _kind(line: Line) -> Label:
    return TIES[line.kind].label if len(line.ends) == 2 else KINDS[line.kind].label


def svg(sheet: Sheet, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    span = Text("{first} bis {last}", values={"first": sheet.first, "last": sheet.last}).into(language)
    frame = _Frame.around(sheet, language)
    parts, y = [_stripes(), words(span, EDGE, 40, 18, weight="600")], 52.0
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
    parts += _legend(marked, y + 40, language)
    if sheet.lines:
        found, y = _sectors(sheet, y + 68, frame.width, language)
        parts += found
    name = TITLE.into(language)
    return document(frame.width, y + 64, *parts, name=name, alt=alt.into(language), language=language)


def _stripes() -> str:
    """Return the hatching of what ended: told apart without colour."""
    ground = element("rect", width=6, height=6, fill="#fbe3d6")
    strokes = element("path", d="M-1,7 L7,-1 M-2,2 L2,-2 M4,8 L8,4", stroke="#b34700", stroke_width=1.6)
    return element(
        "defs", element("pattern", ground, strokes, id="stripes", width=6, height=6, patternUnits="userSpaceOnUse")
    )


def _bars(
    heading: Text, bars: tuple[Bar, ...], top: float, frame: _Frame, language: Language
) -> tuple[list[str], float]:
    """Return bars to both sides of a middle line, and where they end below."""
    parts = [words(heading.into(language), EDGE, top, 15, weight="600")]
    left = max(bar.counts["ended"] for bar in bars)
    right = max(bar.counts["began"] + bar.counts["changed"] for bar in bars)
    begins = frame.bars + (40 if left else 0)  # a number stands left of what ended
    unit = min((frame.width - EDGE - 90 - begins) / max(left + right, 1), 24.0)
    middle = begins + unit * left
    y = top + 12
    for bar in bars:
        parts.append(_bar(bar, y, middle, unit, language))
        y += BAR_ROW
    parts.append(element("line", x1=middle, y1=top + 8, x2=middle, y2=y, stroke=INK, stroke_width=1.2))
    return parts, y


def _bar(bar: Bar, y: float, middle: float, unit: float, language: Language) -> str:
    sector, name = SECTORS.get(bar.id), _name(bar, language)
    counts = ", ".join(f"{say(bar.counts[what], language)} {SAID[what].into(language)}" for what in DRAWN)
    parts = [title(f"{name}: {counts}")]
    if bar.marked:
        parts.append(spot(EDGE + 6, y + BAR_ROW / 2, 6))
    if sector:
        parts.append(sector_symbol(bar.id, EDGE + 24, y + BAR_ROW / 2, 7))
    parts.append(words(fit(name, MOST, FONT), EDGE + (40 if sector else 18), y + BAR_ROW / 2 + 4.5, FONT))
    x = middle - unit * bar.counts["ended"]
    if bar.counts["ended"]:
        parts.append(_box("ended", x, y, middle - x))
        parts.append(words(f"−{say(bar.counts['ended'], language)}", x - 5, y + BAR_ROW / 2 + 4.5, FONT, anchor="end"))
    x = middle
    for what in ("began", "changed"):
        if bar.counts[what]:
            parts.append(_box(what, x, y, unit * bar.counts[what]))
        x += unit * bar.counts[what]
    told = " ".join(
        f"{SIGNS[what]}{say(bar.counts[what], language)}" for what in ("began", "changed") if bar.counts[what]
    )
    parts.append(words(told, x + 5, y + BAR_ROW / 2 + 4.5, FONT))
    return element("g", *parts)


def _box(what: str, x: float, y: float, width: float) -> str:
    return element(
        "rect", x=x, y=y + 3, width=width, height=BAR_ROW - 6, fill=FILLS[what], stroke=INK, stroke_width=0.7
    )


def _lines(
    sheet: Sheet, lines: list[Line], said: Speakable, top: float, frame: _Frame, language: Language
) -> tuple[list[str], float]:
    """Return a heading and a row for each line, and where they end below."""
    values = {"what": said, "n": len(lines)}
    heading = Text("Verbindungen: {what} ({n})", values=values)
    if len(lines[0].ends) == 1:
        heading = Text("Akteure: {what} ({n})", values=values)
    parts = [words(heading.into(language), EDGE, top, 15, weight="600")]
    y = top + 10
    for number, line in enumerate(lines):
        if number % 2 == 0:
            parts.append(
                element("rect", x=EDGE - 6, y=y, width=frame.width - 2 * EDGE + 12, height=ROW, fill="#f4f6f8")
            )
        parts.append(_line(sheet, line, y, frame, language))
        y += ROW
    return parts, y


def _line(sheet: Sheet, line: Line, y: float, frame: _Frame, language: Language) -> str:
    middle, parts = y + ROW / 2, [title(line.said.into(language))]
    if line.mark:
        parts.append(spot(EDGE + 4, middle, 6))
    for x, (id, _, sector) in zip((EDGE + 22, frame.second), line.ends, strict=False):
        parts.append(sector_symbol(sector, x, middle, 6.5))
        parts.append(
            words(fit(sheet.captions[id], MOST if len(line.ends) == 2 else ALONE, FONT), x + 14, middle + 4.5, FONT)
        )
    parts.append(words(fit(_kind(line).into(language), MOST, FONT), frame.kind, middle + 4.5, FONT, fill=GREY))
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


def _axis(sheet: Sheet, y: float, frame: _Frame, language: Language) -> list[str]:
    """Return the days at both ends, and at their beginnings the years between them where there is room."""
    ends = {day: say(day, language) for day in (sheet.first, sheet.last)}
    years = {date(year, 1, 1): str(year) for year in range(sheet.first.year + 1, sheet.last.year + 1)}
    parts, taken = [], list[tuple[float, float]]()
    for day, text in (ends | {day: text for day, text in years.items() if day not in ends}).items():
        x, half = frame.x(sheet, day), text_width(text, FONT) / 2
        middle = x + 4 - half if day == sheet.first else min(x, frame.width - 4 - half)  # a year may begin soon after
        left, right = middle - half - 6, middle + half + 6
        if all(right <= start or end <= left for start, end in taken):
            parts.append(element("line", x1=x, y1=y - 12, x2=x, y2=y - 6, stroke=INK, stroke_width=1))
            parts.append(words(text, middle, y + 8, FONT, anchor="middle"))
            taken.append((left, right))
    return parts


def _legend(marked: bool, y: float, language: Language) -> list[str]:
    parts, x = [], EDGE
    for what in DRAWN:
        parts.append(
            element("rect", x=x, y=y - 11, width=28, height=14, fill=FILLS[what], stroke=INK, stroke_width=0.7)
        )
        label = f"{SIGNS[what]} {SAID[what].into(language)}"
        parts.append(words(label, x + 36, y + 1, FONT))
        x += 36 + text_width(label, FONT) + 30
    if marked:
        parts.append(spot(x + 8, y - 4, 7))
        parts.append(words(Text("davon handelt die Antwort").into(language), x + 22, y + 1, FONT))
    return parts


def _sectors(sheet: Sheet, y: float, width: float, language: Language) -> tuple[list[str], float]:
    """Return the symbols of the sectors that occur, and where they end below."""
    used = {sector for line in sheet.lines for *_, sector in line.ends}
    parts, x = [], EDGE
    for code in (code for code in SECTORS if code in used):
        name = SECTORS[code].label.into(language)
        if x + 40 + text_width(name, FONT) > width:
            x, y = EDGE, y + 24
        parts.append(sector_symbol(code, x + 8, y - 4, 6.5))
        parts.append(words(name, x + 22, y + 1, FONT))
        x += 46 + text_width(name, FONT)
    return parts, y - 44


def tables(sheet: Sheet) -> dict[str, Table]:
    """Return exactly what is drawn, to read and sort."""
    found = {}
    if sheet.areas:
        area = (Column(name="area", label=Label("AGS", "AGS"), role="id"), _NAME)
        found["areas"] = _bar_table(
            Label("Nach Gebiet", "By area"), area, [(b.id, b.name) for b in sheet.areas], sheet.areas
        )
    if sheet.sectors:
        sector = Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()})
        ids = [(bar.id,) for bar in sheet.sectors]
        found["sectors"] = _bar_table(Label("Nach Bereich", "By sector"), (sector,), ids, sheet.sectors)
    if ties := [line for line in sheet.lines if len(line.ends) == 2]:
        found["ties"] = _tie_table(ties)
    if partners := [line for line in sheet.lines if len(line.ends) == 1]:
        columns = (
            Column(name="change", label=Label("Was", "What"), words=dict(PRESENCE)),
            Column(name="partner", label=Label("Kennung", "Id"), role="id"),
            _NAME,
            Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
            *_WHEN,
        )
        rows = tuple((line.what, *line.ends[0][:2], line.kind, line.on, line.mark) for line in partners)
        found["partners"] = Table(title=Label("Akteure", "Partners"), columns=columns, rows=rows)
    return found


_NAME = Column(name="name", label=Label("Name", "Name"), role="name")
_WHEN = (
    Column(name="on", label=Label("Am", "On"), role="date"),
    Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
)


def _bar_table(
    heading: Label, first: tuple[Column, ...], ids: Sequence[tuple[str, ...]], bars: tuple[Bar, ...]
) -> Table:
    measures = (
        Column(name="began", label=Label("Begonnen", "Began"), role="measure"),
        Column(name="changed", label=Label("Geändert", "Changed"), role="measure"),
        Column(name="ended", label=Label("Beendet", "Ended"), role="measure"),
        Column(name="marked", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple((*id, *(bar.counts[what] for what in DRAWN), bar.marked) for id, bar in zip(ids, bars, strict=True))
    return Table(title=heading, columns=(*first, *measures), rows=rows)


def _tie_table(lines: list[Line]) -> Table:
    columns = (
        Column(name="change", label=Label("Was", "What"), words=dict(SAID)),
        Column(name="source", label=Label("Kennung", "Id"), role="id"),
        Column(name="source_name", label=Label("Akteur", "Partner"), role="name"),
        Column(name="target", label=Label("Kennung", "Id"), role="id"),
        Column(name="target_name", label=Label("mit", "with"), role="name"),
        Column(name="kind", label=Label("Verbindung", "Tie"), words={c: t.label for c, t in TIES.items()}),
        *_WHEN,
    )
    rows = tuple((line.what, *line.ends[0][:2], *line.ends[1][:2], line.kind, line.on, line.mark) for line in lines)
    return Table(title=Label("Verbindungen", "Ties"), columns=columns, rows=rows)
