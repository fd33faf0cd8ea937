"""Members, committees and the seats between them as a picture that stands alone, and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graphsvc.language import Label, Language, Text
from graphsvc.model import Column, Table
from graphsvc.vocabulary import KINDS, SECTORS
from visualisations._spread import spread
from visualisations._svg import (
    GREY,
    INK,
    PAPER,
    document,
    element,
    fit,
    halo,
    halo_legend,
    next_place,
    sector_symbol,
    text_width,
    title,
    words,
)

TITLE = Text("Gremienkarte")
EDGE, TOP = 24.0, 76.0
LEAST, BETWEEN, MOST = 180.0, 320.0, 376.0  # between the two sides' symbols, and the widest name beside one
ROW, WIDE_ROW, GAP = 25.0, 32.0, 46.0
HIGH = 600.0  # up to that few rows are set wider
FONT = 13.0
BOLD = 1.1  # so much wider


@dataclass(frozen=True)
class End:
    """A member or a committee, with the number of its seats that are not only planned."""

    id: str
    name: str
    caption: str
    sector: str
    kind: str
    seats: int
    mark: float | None


@dataclass(frozen=True)
class Seat:
    """That a member sits on a committee, or is to."""

    member: str
    committee: str
    planned: bool


@dataclass(frozen=True)
class Sheet:
    """All that is drawn, both sides in order."""

    members: tuple[End, ...]
    committees: tuple[End, ...]
    seats: tuple[Seat, ...]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each member and committee."""
        return {end.id: end.name for end in (*self.members, *self.committees)}


@dataclass(frozen=True)
class _Frame:
    """Where the symbols of members and committees stand, and how wide the picture is: as its names need it."""

    left: float
    right: float
    width: float

    @classmethod
    def around(cls, sheet: Sheet, height: float, language: Language) -> _Frame:
        """Return what is wide enough for all names up to `MOST`, and for lines that rise as high as it is."""
        members = [_wide(end.caption, end.seats > 1) for end in sheet.members]
        committees = [
            wide for end in sheet.committees for wide in (_wide(end.caption, True), _wide(below(end, language)))
        ]
        left = EDGE + 21 + min(max(members, default=0), MOST)
        left = max(left, 120)
        right = left + min(max(0.45 * height, LEAST), BETWEEN)
        return cls(left, right, max(right + 21 + min(max(committees, default=0), MOST) + EDGE, 600))


def _wide(text: str, bold: bool = False) -> float:
    return text_width(text, FONT) * (BOLD if bold else 1)


def svg(sheet: Sheet, alt: Text, language: Language) -> str:
    """Return the picture with its legend."""
    row = min(max(HIGH / max(len(sheet.members), 1), ROW), WIDE_ROW)
    height = max(row * len(sheet.members), GAP * len(sheet.committees))
    frame = _Frame.around(sheet, height, language)
    left, right = _places(sheet, row, height)
    several = {end.id for end in sheet.members if end.seats > 1}
    parts = [
        words(Text("Mitglieder").into(language), frame.left + 10, 40, 16, anchor="end", weight="600"),
        words(Text("Gremien").into(language), frame.right - 10, 40, 16, weight="600"),
    ]
    for seat in sheet.seats:
        said = seat_said(seat, sheet)
        start, stop = (frame.left + 12, left[seat.member]), (frame.right - 14, right[seat.committee])
        parts.append(_seat(seat, start, stop, seat.member in several, said.into(language)))
    parts += [_member(end, frame.left, left[end.id]) for end in sheet.members]
    parts += [_committee(end, frame, right[end.id], language) for end in sheet.committees]
    signs, bottom = legend(sheet, bool(several), TOP + height + 36, EDGE, frame.width, language)
    name = TITLE.into(language)
    return document(frame.width, bottom, *parts, *signs, name=name, alt=alt.into(language), language=language)


def seat_said(seat: Seat, sheet: Sheet) -> Text:
    """Return what a reader is told of a seat."""
    ends = {"member": sheet.names[seat.member], "committee": sheet.names[seat.committee]}
    said = Text("{member} ist Mitglied in {committee}", values=ends)
    return Text("{seat} (geplant)", values={"seat": said}) if seat.planned else said


def _places(sheet: Sheet, row: float, height: float) -> tuple[dict[str, float], dict[str, float]]:
    """Return how far down each stands: members in rows, a committee in the middle of its members."""
    top = TOP + (height - row * len(sheet.members)) / 2
    left = {end.id: top + row * (place + 0.5) for place, end in enumerate(sheet.members)}
    wanted = []
    for end in sheet.committees:
        mine = [left[seat.member] for seat in sheet.seats if seat.committee == end.id]
        wanted.append(sum(mine) / len(mine) if mine else TOP + height)
    found = spread(wanted, GAP, TOP + GAP / 2, TOP + height - GAP / 2)
    return left, {end.id: y for end, y in zip(sheet.committees, found, strict=True)}


def _seat(seat: Seat, start: tuple[float, float], stop: tuple[float, float], several: bool, said: str) -> str:
    (x1, y1), (x2, y2) = start, stop
    bend = (x2 - x1) * 0.45
    curve = f"M{x1:.1f},{y1:.1f}C{x1 + bend:.1f},{y1:.1f} {x2 - bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
    return element(
        "path",
        title(said),
        d=curve,
        fill="none",
        stroke=INK if several else GREY,
        stroke_opacity=0.9 if several else 0.6,
        stroke_width=2.0 if several else 1.2,
        stroke_dasharray="6 4" if seat.planned else None,
    )


def _member(end: End, x: float, y: float) -> str:
    parts = [title(end.name), *_mark(end, x, y), sector_symbol(end.sector, x, y, 8)]
    weight = "700" if end.seats > 1 else None
    caption = fit(end.caption, MOST / BOLD if weight else MOST, FONT)
    parts.append(words(caption, x - 20, y + 4.6, FONT, anchor="end", weight=weight))
    return element("g", *parts)


def below(end: End, language: Language) -> str:
    """Return what a committee is, and how many sit on it."""
    number = (
        Text("{n} erfasstes Mitglied", "{n} erfasste Mitglieder", end.seats)
        if end.seats
        else Text("kein Mitglied erfasst")
    )
    return f"{KINDS[end.kind].label.into(language)}, {number.into(language)}"


def _committee(end: End, frame: _Frame, y: float, language: Language) -> str:
    x = frame.right
    parts = [title(end.name), *committee_symbol(end, x, y)]
    parts.append(words(fit(end.caption, MOST / BOLD, FONT), x + 20, y - 2, FONT, weight="600"))
    parts.append(words(fit(below(end, language), MOST, FONT), x + 20, y + 16, FONT, fill=GREY))
    return element("g", *parts)


def committee_symbol(end: End, x: float, y: float) -> list[str]:
    """Return a committee's symbol with its mark: hollow where no member is recorded."""
    hollow: dict[str, str | float | None] = {} if end.seats else {"fill": PAPER, "stroke_dasharray": "2 2"}
    return [*_mark(end, x, y), sector_symbol(end.sector, x, y, 11, **hollow)]


def _mark(end: End, x: float, y: float) -> list[str]:
    if not end.mark:
        return []
    return [halo(x, y, 12 + 3 * end.mark, end.mark)]


def legend(
    sheet: Sheet, several: bool, y: float, edge: float, width: float, language: Language
) -> tuple[list[str], float]:
    """Return the legend, and where the picture ends below; ``several`` says that some lines are of who sits on several."""
    parts, left = list[str](), edge + 8
    x = left

    def write(label: str, sign: float, gap: float) -> float:
        """Return where the sign stands beside which a label is written: in the next row, where this one has no room."""
        nonlocal x, y
        room = sign + text_width(label, FONT)
        x, y = next_place(x, y, room, left, width - 6, 25)
        parts.append(words(label, x + sign, y + 4.6, FONT))
        x += room + gap
        return x - room - gap

    used = {end.sector for end in (*sheet.members, *sheet.committees)}
    for code in (code for code in SECTORS if code in used):
        parts.append(sector_symbol(code, write(SECTORS[code].label.into(language), 15, 29), y, 7))
    rows = y
    x, y = left, y + 28
    samples: list[tuple[bool, Text, str, float, str | None]] = [
        (several, Text("sitzt in mehreren Gremien"), INK, 2.0, None),
        (any(seat.planned for seat in sheet.seats), Text("geplant"), GREY, 1.2, "6 4"),
    ]
    for shown, label, stroke, thick, dash in samples:
        if shown:
            at = write(label.into(language), 34, 36)
            line = {"x1": at - 8, "y1": y, "x2": at + 26, "y2": y, "stroke_width": thick}
            parts.append(element("line", **line, stroke=stroke, stroke_dasharray=dash))
    for mark, label in halo_legend(end.mark for end in (*sheet.members, *sheet.committees)):
        parts.append(halo(write(label.into(language), 18, 30), y, 9, mark))
    return parts, y + 30 if x > left else rows + 30


def tables(sheet: Sheet) -> dict[str, Table]:
    """Return exactly what is drawn, to read and sort."""
    columns = (
        Column(name="partner", label=Label("Kennung", "Id"), role="id"),
        Column(name="name", label=Label("Name", "Name"), role="name"),
        Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()}),
        Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
    )
    mark = Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure")
    found = {}
    for name, heading, ends, number in (
        ("members", Label("Mitglieder", "Members"), sheet.members, Label("Gremien", "Committees")),
        ("committees", Label("Gremien", "Committees"), sheet.committees, Label("Mitglieder", "Members")),
    ):
        if ends:
            seats = Column(name="seats", label=number, role="measure")
            rows = tuple((e.id, e.name, e.sector, e.kind, e.seats, e.mark) for e in ends)
            found[name] = Table(title=heading, columns=(*columns, seats, mark), rows=rows)
    if sheet.seats:
        found["seats"] = _seat_table(sheet)
    return found


def _seat_table(sheet: Sheet) -> Table:
    names = {end.id: end.name for end in (*sheet.members, *sheet.committees)}
    columns = (
        Column(name="source", label=Label("Kennung", "Id"), role="id"),
        Column(name="source_name", label=Label("Mitglied", "Member"), role="name"),
        Column(name="target", label=Label("Kennung", "Id"), role="id"),
        Column(name="target_name", label=Label("Gremium", "Committee"), role="name"),
        Column(name="planned", label=Label("geplant", "planned")),
    )
    rows = tuple((s.member, names[s.member], s.committee, names[s.committee], s.planned) for s in sheet.seats)
    return Table(title=Label("Sitze", "Seats"), columns=columns, rows=rows)
