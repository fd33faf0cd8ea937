"""The committee map on a telephone: each committee with its members below it, for two sides have no room there."""

from __future__ import annotations

from graphsvc.language import Language, Text
from visualisations._committee_svg import (
    BOLD,
    FONT,
    TITLE,
    End,
    Seat,
    Sheet,
    below,
    committee_symbol,
    legend,
    seat_said,
)
from visualisations._svg import GREY, INK, NARROW, document, element, halo, sector_symbol, title, words, wrap

EDGE, LINE = 8.0, 16.5  # room at both sides, and from one line to the next
COMMITTEE, MEMBER = EDGE + 14, EDGE + 42  # where the symbols of committees and members stand
BETWEEN = 20.0  # committees


def blocks(sheet: Sheet, alt: Text, language: Language) -> str:
    """Return the picture with its legend; who sits on several committees stands below each."""
    members = {end.id: end for end in sheet.members}
    order = {id: place for place, id in enumerate(members)}
    seats = sorted(sheet.seats, key=lambda seat: order[seat.member])
    parts, y, told = list[str](), 10.0, set[str]()
    for committee in sheet.committees:
        head, bottom = _head(committee, y, language)
        top, y = y + 14, bottom
        for seat in (seat for seat in seats if seat.committee == committee.id):
            parts.append(_branch(seat, sheet, top, y + 10, language))
            member, y = _member(members[seat.member], y, language, told=seat.member in told)
            told.add(seat.member)
            parts.append(member)
        parts.append(head)  # over the lines that begin at it
        y += BETWEEN
    signs, bottom = legend(sheet, False, y + 16, EDGE, NARROW, language)
    name = TITLE.into(language)
    return document(NARROW, bottom, *parts, *signs, name=name, alt=alt.into(language), language=language)


def _head(end: End, y: float, language: Language) -> tuple[str, float]:
    """Return a committee's symbol, name and kind, and where its members begin."""
    parts, left = [title(end.name), *committee_symbol(end, COMMITTEE, y + 14)], COMMITTEE + 20
    for line in wrap(end.caption, (NARROW - EDGE - left) / BOLD, FONT, 3):
        parts.append(words(line, left, y + 13, FONT, weight="600"))
        y += LINE
    for line in wrap(below(end, language), NARROW - EDGE - left, FONT):
        parts.append(words(line, left, y + 13, FONT, fill=GREY))
        y += LINE
    return element("g", *parts), y + 6


def _branch(seat: Seat, sheet: Sheet, top: float, y: float, language: Language) -> str:
    """Return the line from a committee down to one of its members."""
    return element(
        "path",
        title(seat_said(seat, sheet).into(language)),
        d=f"M{COMMITTEE:g},{top:.1f}V{y:.1f}H{MEMBER - 9:g}",
        fill="none",
        stroke=GREY,
        stroke_width=1.2,
        stroke_dasharray="6 4" if seat.planned else None,
    )


def _member(end: End, y: float, language: Language, *, told: bool) -> tuple[str, float]:
    """Return a member's symbol and name, and where the next one begins; its whole name is told but once."""
    parts = [] if told else [title(end.name)]
    if end.mark:
        parts.append(halo(MEMBER, y + 10, 11, end.mark))
    parts.append(sector_symbol(end.sector, MEMBER, y + 10, 7))
    left, several = MEMBER + 18, end.seats > 1
    for line in wrap(end.caption, (NARROW - EDGE - left) / (BOLD if several else 1), FONT, 3):
        parts.append(words(line, left, y + 14.6, FONT, weight="700" if several else None, fill=INK))
        y += LINE
    if several:
        text = Text("sitzt in {n} Gremien", values={"n": end.seats})
        parts.append(words(text.into(language), left, y + 13.6, FONT, fill=GREY))
        y += LINE
    return element("g", *parts), y + 7
