"""What began, ended and changed, as a change map draws it: bars for areas or sectors, lines on a time axis; and as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.language import Label, Language, Speakable, Text
from graphsvc.model import Column, Table
from graphsvc.vocabulary import KINDS, SECTORS, TIES

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


@dataclass(frozen=True)
class Bar:
    """How many ties of an area or a sector began, changed and ended, and how many of them have a marked end."""

    id: str
    name: str
    counts: Mapping[str, int]
    marked: int

    def called(self, language: Language) -> str:
        """Return its name in a language."""
        return SECTORS[self.id].label.into(language) if self.id in SECTORS else self.name


@dataclass(frozen=True)
class Line:
    """What happened when to a tie, with two ends, or to a partner; ``ends`` are ids, names and sectors."""

    what: str
    ends: tuple[tuple[str, str, str], ...]
    kind: str
    on: date
    mark: float | None

    @property
    def label(self) -> Label:
        """What kind of tie or partner it is."""
        return TIES[self.kind].label if len(self.ends) == 2 else KINDS[self.kind].label

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
