"""Two ring maps side by side, for two days: the same partner at the same angle, with a sign for what became of its tie."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.language import Label, Language, Speakable, Text, say
from graphsvc.model import Column, Network, Picture, Table, Viewer
from graphsvc.vocabulary import FORMALITIES, INTENSITIES, KINDS, SECTORS, TIES
from visualisations._empty import empty
from visualisations._labels import box_of, place_labels
from visualisations._names import shortened
from visualisations._ring_ground import CENTRE, MIDDLE, OUTER, Taken, circles, ring_names
from visualisations._ring_spokes import MANY_GROUPS, Spoke, is_supported_group, place, spokes_of
from visualisations._ring_svg import (
    TITLE,
    legend,
    line_to,
    middle,
    places_of,
    segments,
    slots,
    symbol_of,
    taken,
)
from visualisations._svg import GREY, INK, document, element, fit, sector_symbol, text_width, title, words

LEFT, RIGHT, WIDTH = -290.0, 500.0, 1610.0  # how far the rings are moved aside, and the whole picture
REGISTER = 96  # so many names are written below; above that the numbers lead to the table
COLUMNS, ROW, FONT, SIGN = 3, 30.0, 20.0, 19.0  # the picture is wide: a third of that is a letter on A4
SMALL = 17.0  # of the numbers in a crowd
SIGNS: Mapping[str, str] = {"began": "+", "ended": "−", "closer": "↑", "looser": "↓", "undated": "?"}
SAID: Mapping[str, Speakable] = {
    "began": Label("begonnen", "began"),
    "ended": Label("beendet", "ended"),
    "closer": Label("enger", "closer"),
    "looser": Label("lockerer", "looser"),
    "undated": Label("Beginn nicht erfasst", "beginning not recorded"),
    "planned": Label("geplant", "planned"),
    "stayed": Label("ohne Veränderung", "unchanged"),
}
LINES: Mapping[str, Mapping[str, str | float | None]] = {
    "began": {"stroke": INK, "stroke_opacity": 0.9, "stroke_width": 2.6},
    "ended": {"stroke": INK, "stroke_opacity": 0.9, "stroke_width": 2.2, "stroke_dasharray": "2 4"},
}


@dataclass(frozen=True)
class Both:
    """A partner on both days; None where it has no tie."""

    then: Spoke | None
    now: Spoke | None
    change: str

    @property
    def spoke(self) -> Spoke:
        """The later of the two."""
        found = self.now or self.then
        if found is None:
            raise ValueError("a partner stands on one of the days")
        return found


def two_rings(network: Network, first: date, centre: str, marks: Mapping[str, float]) -> Picture:
    """Draw a partner's ties on ``first`` and on the network's day."""
    name, sector = network.graph.nodes[centre]["name"], network.graph.nodes[centre]["sector"]
    every = _both(network, first, centre, marks)
    found, notes = _fitting(every)
    values = {"name": name, "first": first, "last": network.day}
    if not found:
        text = Text("Für {name} ist am {first} und am {last} keine Verbindung erfasst.", values=values)
        nothing = empty(TITLE, text)
        return replace(nothing, notes=(text, *notes))
    captions, about_names = shortened(
        {each.spoke.id: each.spoke.name for each in found}, {each.spoke.id: each.spoke.kind for each in found}
    )
    notes += _notes(network, found)
    alt = Text(
        "Zwei Ringkarten, am {first} und am {last}: {name} in der Mitte, {n} Akteur darum; dasselbe steht in der Tabelle.",
        "Zwei Ringkarten, am {first} und am {last}: {name} in der Mitte, {n} Akteure darum; dasselbe steht in der Tabelle.",
        len(found),
        values,
    )
    days = (first, network.day)
    return Picture(
        title=Text("Ringkarte: {name}", values={"name": name}),
        svg=lambda language: _svg(name, sector, days, found, captions, alt, language),
        alt=alt,
        finding=_finding(every, values),
        tables={"partners": _table(found)},
        notes=notes + about_names if len(found) <= REGISTER else notes,
        named=len(found) <= REGISTER,
    )


def _finding(every: list[Both], values: Mapping[str, object]) -> Text:
    """Return how many ties became what."""
    counts = Counter(each.change for each in every)
    became = [
        Text("{what}: {n}", values={"n": counts[code], "what": said}) for code, said in SAID.items() if counts[code]
    ]
    return Text("{name}, vom {first} bis zum {last} erfasst: {became}.", values={**values, "became": became})


def _both(network: Network, first: date, centre: str, marks: Mapping[str, float]) -> list[Both]:
    """Return the partners of either day, numbered by sector and name."""
    near = copy(network)  # a day of the whole network takes long where that is large
    near.graph = network.graph.subgraph({centre, *(other for other, *_ in network.ties_of(centre))})
    before, after = near.at(first), near.at(network.day)
    then = {s.id: s for s in spokes_of(before, centre, marks, first)} if centre in before.graph else {}
    now = {s.id: s for s in spokes_of(after, centre, marks)} if centre in after.graph else {}
    found = []
    for number, id in enumerate(sorted(then.keys() | now.keys(), key=lambda id: place(network, id)), start=1):
        old = replace(then[id], number=number) if id in then else None
        new = replace(now[id], number=number) if id in now else None
        found.append(Both(old, new, _change(old, new, first)))
    return found


def _change(then: Spoke | None, now: Spoke | None, first: date) -> str:
    stood, stands = bool(then and not then.planned), bool(now and not now.planned)
    if stood != stands:
        if stood:
            return "ended"
        return "undated" if now and now.since is None else "began"
    if not stood or then is None or now is None:
        return "planned"
    if now.undated(first) and not then.undated(first) and now.intensity != then.intensity:
        return "undated"
    if then.intensity and now.intensity and then.intensity != now.intensity:
        return "closer" if now.intensity > then.intensity else "looser"
    return "stayed"


def _fitting(found: list[Both]) -> tuple[list[Both], tuple[Text, ...]]:
    """Leave out supported groups where there are too many of them to draw, and say what became of them."""
    groups = [each for each in found if is_supported_group(each.spoke)]
    if len(groups) <= MANY_GROUPS:
        return found, ()
    counts = Counter(each.change for each in groups)
    note = Text(
        "{n} unterstützte Selbsthilfegruppen sind nicht einzeln gezeichnet; davon {began} begonnen, {ended} beendet, {new} "
        "ohne erfassten Beginn.",
        values={
            "n": len(groups),
            "began": counts["began"],
            "ended": counts["ended"],
            "new": counts["undated"],
        },
    )
    kept = [each for each in found if not is_supported_group(each.spoke)]
    return [_numbered(each, number) for number, each in enumerate(kept, start=1)], (note,)


def _numbered(each: Both, number: int) -> Both:
    then, now = (replace(spoke, number=number) if spoke else None for spoke in (each.then, each.now))
    return Both(then, now, each.change)


def _notes(network: Network, found: list[Both]) -> tuple[Text, ...]:
    notes = []
    if len(found) > REGISTER:
        notes.append(Text("Die Namen zu den Nummern stehen in der Tabelle."))
    new = sum(each.change == "undated" for each in found)
    if new:
        notes.append(
            Text(
                "Bei {n} Akteur ist nicht bekannt, ob die Verbindung schon am ersten Tag bestand (?).",
                "Bei {n} Akteuren ist nicht bekannt, ob die Verbindung schon am ersten Tag bestand (?).",
                new,
            )
        )
    if network.viewer is not Viewer.STAFF:
        notes.append(Text("Manche Verbindungen sind hier nicht mehr zu sehen. Ob sie beendet sind, steht hier nicht."))
    return tuple(notes)


def _svg(
    name: str,
    sector: str,
    days: tuple[date, date],
    found: list[Both],
    captions: Mapping[str, str],
    alt: Text,
    language: Language,
) -> str:
    spokes = [each.spoke for each in found]
    given = slots(spokes)
    sides = [[spoke for spoke in day if spoke] for day in zip(*((b.then, b.now) for b in found), strict=True)]
    places = [places_of(side, given) for side in sides]
    numbers = [_numbers(found, points, old) for points, old in zip(places, (True, False), strict=True)]
    rings = [
        ring_names([*taken(side, points), *(number.taken for number in mine)], SIGN, language)
        for side, points, mine in zip(sides, places, numbers, strict=True)
    ]
    parts = []
    for shift, day, names in zip((LEFT, RIGHT), days, rings, strict=True):
        heading = words(say(day, language), CENTRE, MIDDLE - OUTER - 26, 24, anchor="middle", weight="600")
        ground = [heading, *circles(), *segments(spokes), *(each.svg() for each in names), *middle(name, sector, SIGN)]
        parts.append(element("g", *ground, transform=f"translate({shift} 0)"))
    for each in found:
        drawn = [title(_said(each).into(language))]
        for shift, spoke, old in ((LEFT, each.then, True), (RIGHT, each.now, False)):
            if spoke:
                partner = _partner(each, spoke, places[0 if old else 1][spoke.id], old)
                drawn.append(element("g", *partner, transform=f"translate({shift} 0)"))
        parts.append(element("g", *drawn))
    parts.append(element("g", data_parts=";".join(map(_box, (LEFT, RIGHT)))))
    for shift, mine in zip((LEFT, RIGHT), numbers, strict=True):
        parts.append(element("g", *(number.svg() for number in mine), transform=f"translate({shift} 0)"))
    top = MIDDLE + OUTER + 50
    if len(found) <= REGISTER and any(captions[each.spoke.id] != str(each.spoke.number) for each in found):
        register, height = _register(found, captions, top, language)
        parts += register
        top += height + 34
    below, height = legend(spokes, top, WIDTH, language, SIGN)
    parts += below + _changes(found, top + height, language)
    return document(
        WIDTH, top + height + 30, *parts, name=TITLE.into(language), alt=alt.into(language), language=language
    )


def _box(shift: float) -> str:
    """Return what a narrow screen shows of one ring, above the other: left, top, width and height."""
    return f"{CENTRE + shift - OUTER - 40:g} {MIDDLE - OUTER - 60:g} {2 * OUTER + 80:g} {2 * OUTER + 90:g}"


def _said(each: Both) -> Text:
    return Text("{name}: {change}", values={"name": each.spoke.name, "change": SAID[each.change]})


def _has_sign(each: Both, old: bool) -> bool:
    """Return whether a ring tells what became of a tie: an end where it still stands, all else where it is new."""
    return (each.change == "ended") == old and each.change in SIGNS


def _partner(each: Both, spoke: Spoke, point: tuple[float, float], old: bool) -> list[str]:
    style = LINES.get(each.change, {}) if _has_sign(each, old) else {}
    return [line_to(spoke, point, **style), *symbol_of(spoke, point)]


@dataclass(frozen=True)
class _Number:
    """A partner's number with its sign, written at a place of `place_labels`."""

    text: str
    x: float
    y: float
    font: float
    anchor: str

    @property
    def taken(self) -> Taken:
        """What names of rings must keep off."""
        left, top, right, bottom = box_of((self.text,), self.x, self.y, self.anchor, self.font)
        return Taken((left + right) / 2, (top + bottom) / 2, math.hypot(right - left, bottom - top) / 2)

    def svg(self) -> str:
        """Return it written."""
        weight = "700" if self.text[-1] in SIGNS.values() else None
        return words(self.text, self.x, self.y, self.font, anchor=self.anchor, weight=weight, halo=3)


def _numbers(found: list[Both], points: Mapping[str, tuple[float, float]], old: bool) -> list[_Number]:
    """Return the numbers with their signs over all symbols, where they cover no other; in a crowd beside the symbol."""
    shown = {each.spoke.id: each for each in found if each.spoke.id in points}
    labels = {
        id: f"{each.spoke.number}{SIGNS[each.change] if _has_sign(each, old) else ''}" for id, each in shown.items()
    }
    sizes = {id: 9.0 if each.spoke.mark is None else 14 + 4 * each.spoke.mark for id, each in shown.items()}
    bare = dict.fromkeys(sizes, 9.0)  # at last a number may stand on a mark, its own or another's
    for font, step, reach in (
        (FONT, 1, sizes),
        (FONT, -1, sizes),
        (SMALL, 1, sizes),
        (SMALL, -1, sizes),
        (SMALL, 1, bare),
    ):
        names = {id: (label,) for id, label in labels.items()}
        placed = place_labels(names, points, reach, list(shown)[::step], font)
        if len(placed) == len(labels):
            break
    beside = {id: (x + 9, y - 6, "start") for id, (x, y) in points.items()}
    places = beside | placed
    return [_Number(label, places[id][0], places[id][1], font, places[id][2]) for id, label in labels.items()]


def _register(
    found: list[Both], captions: Mapping[str, str], top: float, language: Language
) -> tuple[list[str], float]:
    """Return numbers and names in columns, and how high they are."""
    columns, least = COLUMNS, 88 + 12 + text_width(SIGNS["looser"], SIGN)  # what no name has of its column
    if max(text_width(captions[each.spoke.id], FONT) for each in found) + least > (WIDTH - 60) / columns:
        columns -= 1
    rows, wide = math.ceil(len(found) / columns), (WIDTH - 60) / columns
    parts = []
    for place_in_order, each in enumerate(found):
        column, row = divmod(place_in_order, rows)
        x, y, spoke = 40 + wide * column, top + ROW * row, each.spoke
        parts.append(words(str(spoke.number), x + 24, y, FONT, anchor="end", weight="600"))
        parts.append(sector_symbol(spoke.sector, x + 42, y - 6, 7.5))
        room, caption, sign = wide - 88, captions[spoke.id], SIGNS.get(each.change, "")
        told = f"{sign} {SAID[each.change].into(language)}" if sign else ""
        if text_width(caption, FONT) + 12 + text_width(told, SIGN) > room:
            told = sign  # what it means stands below
        parts.append(words(fit(caption, room - 12 - text_width(told, SIGN), FONT), x + 58, y, FONT))
        parts.append(words(told, x + wide - 28, y, SIGN, anchor="end", fill=GREY))
    return parts, ROW * rows


def _changes(found: list[Both], y: float, language: Language) -> list[str]:
    """Return what the signs and lines mean that occur."""
    parts, x = [], 40.0
    for change, sign in SIGNS.items():
        if not any(each.change == change for each in found):
            continue
        label = SAID[change].into(language)
        style: dict[str, str | float | None] = {"stroke": GREY, "stroke_opacity": 0.5}
        style |= LINES.get(change, {})
        parts.append(element("line", x1=x - 7, y1=y, x2=x + 24, y2=y, **style))
        parts.append(words(f"{sign} {label}", x + 34, y + 6, FONT))
        x += 50 + text_width(label, FONT) + 40
    return parts


def _table(found: list[Both]) -> Table:
    intensities = {int(code): term.label for code, term in INTENSITIES.items()}
    columns = (
        Column(name="number", label=Label("Nummer", "Number"), role="measure"),
        Column(name="partner", label=Label("Kennung", "Id"), role="id"),
        Column(name="name", label=Label("Name", "Name"), role="name"),
        Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()}),
        Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
        Column(name="change", label=Label("Was", "What"), words=dict(SAID)),
        Column(name="tie", label=Label("Verbindung", "Tie"), words={c: t.label for c, t in TIES.items()}),
        Column(
            name="intensity_then",
            label=Label("Intensität am ersten Tag", "Intensity on the first day"),
            words=intensities,
        ),
        Column(
            name="intensity", label=Label("Intensität am zweiten Tag", "Intensity on the second day"), words=intensities
        ),
        Column(
            name="formality",
            label=Label("Verbindlichkeit", "Formality"),
            words={c: t.label for c, t in FORMALITIES.items()},
        ),
        Column(name="since", label=Label("Seit", "Since"), role="date"),
        Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = []
    for each in found:
        spoke = each.spoke
        then, now = (one.intensity or None if one else None for one in (each.then, each.now))
        known = (spoke.number, spoke.id, spoke.name, spoke.sector, spoke.kind, each.change, spoke.tie, then, now)
        rows.append((*known, spoke.formality or None, spoke.since, spoke.mark))
    title_of = Label("Akteure auf beiden Ringkarten", "Partners on both ring maps")
    return Table(title=title_of, columns=columns, rows=tuple(rows))
