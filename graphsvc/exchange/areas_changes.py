"""Lists about areas: which merged into which (Namens- und Gebietsänderungen), and travel times between them."""

from __future__ import annotations

import re
from datetime import date

from graphsvc.exchange.areas_headings import Cells, Headings, day_in
from graphsvc.exchange.areas_part import Merger, Part, number, refused, whole_ags
from graphsvc.exchange.sheets import Sheet
from graphsvc.language import Text

_AGS = r"\bags\b|gemeindeschlüssel"
_OLD = r"\b(old|alt\w*|vor|vorher\w*|bisher\w*|before)\b"
_NEW = r"\b(new|neu\w*|nach|nachher\w*|künftig\w*|after)\b"
# Destatis: 1 Auflösung, 2 Teilausgliederung, 3 Schlüsseländerung, 4 Namensänderung. In 2 and 4 the area lives on.
_LIVES_ON = re.compile(r"\s*[24]\s*$|.*(teil|name)", re.IGNORECASE)
_FROM, _TO = r"^(from|von)( id)?$", r"^(to|nach)( id)?$"
_MINUTES = r"^(minutes|minuten|travel time|fahrzeit)$"


def _two_keys(row: Cells) -> bool:
    return sum(bool(re.fullmatch(r"\d{4,5}|\d{7,10}", cell)) for cell in row) > 1


def read_mergers(name: str, sheet: Sheet) -> Part | None:
    """Return the mergers of a list with one AGS before and one after; None where it is no such list."""
    headings = Headings(sheet.rows, _two_keys)
    keys = [place for place, text in enumerate(headings.texts) if re.search(_AGS, text)]
    named = keys if len(keys) > 1 else range(len(headings.texts))
    old, new = (
        next((place for place in named if re.search(pattern, headings.texts[place])), None) for pattern in (_OLD, _NEW)
    )
    if (old is None or new is None or old == new) and len(keys) == 2:
        old, new = keys
    if old is None or new is None or old == new:
        return None
    kind = headings.find(r"änderungsart|art der|^art$|^kind$")
    day = next(
        (p for p in (headings.find(r"statistisch"), headings.find(r"datum|date|wirksam")) if p is not None), None
    )
    found = []
    for cells in sheet.rows[headings.end :]:
        row = [*cells, *[""] * (len(headings.texts) - len(cells))]
        before, after = whole_ags(row[old]), whole_ags(row[new])
        if before and after and before != after and not (kind is not None and _LIVES_ON.match(row[kind])):
            found.append(Merger(old=before, new=after, on=day_in(row[day]) if day is not None else None))
    return Part(mergers=found) if found else None


def successors(mergers: list[Merger]) -> tuple[dict[str, str], list[str]]:
    """Return where areas went, and those that went into several, so that nobody knows where a record of them lies.

    Of an area that came into being again later, what became of it before counts no longer.

    Examples
    --------
    >>> first = Merger(old="08117001", new="08117002", on=date(2010, 1, 1))
    >>> back = Merger(old="08117002", new="08117001", on=date(2015, 1, 1))
    >>> successors([back, first])
    ({'08117002': '08117001'}, [])
    """
    found: dict[str, tuple[str, date]] = {}
    divided: dict[str, date] = {}
    for merger in sorted(mergers, key=_day):
        day, (new, before) = _day(merger), found.get(merger.old, ("", date.min))
        if new and new != merger.new and day == before:
            divided[merger.old] = day
        found[merger.old] = (merger.new, day)
        if merger.new in found and found[merger.new][1] < day:
            del found[merger.new]
    lost = sorted(old for old, day in divided.items() if old in found and found[old][1] == day)
    return {old: new for old, (new, _) in sorted(found.items()) if old not in lost}, lost


def _day(merger: Merger) -> date:
    return merger.on or date.min


def read_minutes(name: str, sheet: Sheet) -> Part | None:
    """Return the travel times of a list with the columns from, to and minutes; None where it is no such list.

    An empty cell means that one can't get there.
    """
    headings = Headings(sheet.rows[:1], lambda row: False)
    places = [headings.find(pattern) for pattern in (_FROM, _TO, _MINUTES)]
    if None in places:
        return None
    found: dict[tuple[str, str], float] = {}
    for row, cells in enumerate(sheet.rows[1:], start=2):
        here, there, text = (cells[place] if place is not None and place < len(cells) else "" for place in places)
        if not text:
            continue
        ends = whole_ags(here), whole_ags(there)
        if not all(ends):
            values = {"text": there if ends[0] else here}
            raise refused(
                name, row, Text("„{text}“ ist kein AGS. Bitte den Schlüssel des Gebiets angeben.", values=values)
            )
        minutes = number(name, row, text)
        if minutes < 0:
            values = {"text": text}
            raise refused(name, row, Text("„{text}“ Minuten kann eine Fahrt nicht dauern.", values=values))
        found[ends] = minutes
    return Part(minutes=found)
