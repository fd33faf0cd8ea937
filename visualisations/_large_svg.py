"""What the large map first shows, as a picture that stands alone: a disc for each group, lines between, names, legend."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.language import Label, Language, Text, say
from graphsvc.model import Column, Table
from visualisations._labels import LEADING, place_labels
from visualisations._large_groups import NOWHERE, UNTIED, Ground
from visualisations._layout import Box
from visualisations._leaders import leaders, led, standing
from visualisations._svg import ELLIPSIS, GREY, INK, clean, document, element, spot, text_width, title, words, wrap

TITLE = Text("Große Karte")
DISC = "#d3e3f0"
FONT, SMALL, MARGIN, WIDTH = 13.0, 11.5, 30.0, 1100.0
LARGE = 16.0  # where a disc has room for it, and of the legend: the picture is wide
STEP = 28.0  # between the legend's rows
RIM = 5.0  # of a disc that the answer is about
_WORDS = {label.de: label for label in (NOWHERE, UNTIED)}
LINES = 400  # the strongest; more are a grey cloud


@dataclass(frozen=True)
class Overview:
    """What is drawn: all groups, the strongest lines, and the groups that the answer is about."""

    ground: Ground
    lines: Mapping[tuple[int, int], int]
    marked: Mapping[int, int]


def overview(ground: Ground, marks: Mapping[str, float]) -> Overview:
    """Return the groups with their strongest lines."""
    strongest = sorted(ground.between.items(), key=lambda line: (-line[1], line[0]))[:LINES]
    marked: dict[int, int] = {}
    for id, group in zip(ground.ids, ground.group, strict=True):
        if id in marks:
            marked[int(group)] = marked.get(int(group), 0) + 1
    return Overview(ground, dict(sorted(strongest)), marked)


def svg(shown: Overview, alt: Text, language: Language) -> str:
    """Return the picture, its width always the same."""
    groups = shown.ground.groups
    left, right = min(g.x - g.radius for g in groups), max(g.x + g.radius for g in groups)
    top, bottom = min(g.y - g.radius for g in groups), max(g.y + g.radius for g in groups)
    scale = min((WIDTH - 8 * MARGIN) / (right - left), 1300 / (bottom - top), 4.0)
    points = [(4 * MARGIN + scale * (g.x - left), MARGIN + scale * (g.y - top)) for g in groups]
    width, height = scale * (right - left) + 8 * MARGIN, scale * (bottom - top) + 3 * MARGIN
    page = (4.0, 4.0, width - 4, height - 4)
    body = [*_lines(shown, points, language), *_discs(shown, points, scale, page, language)]
    legend, wide = _legend(shown, height + 6, language)
    width = max(width, wide)
    return document(
        width,
        height + STEP * len(legend) + 12,
        element("g", *body),
        element("g", *(part for row in legend for part in row), class_="legend"),
        name=TITLE.into(language),
        alt=alt.into(language),
        language=language,
    )


def thickness(count: int) -> float:
    """Return how wide a line for so many ties is, in the picture and on the screen."""
    return round(1 + 0.9 * math.log2(count), 1)


def samples(shown: Overview) -> list[int]:
    """Return of how many ties the legend shows a line: the fewest, the most, and some in the middle of the widths."""
    counts = shown.lines.values()
    return sorted({min(counts), round(math.sqrt(min(counts) * max(counts))), max(counts)}) if counts else []


def _lines(shown: Overview, points: list[tuple[float, float]], language: Language) -> list[str]:
    found = []
    groups = shown.ground.groups
    for (a, b), count in shown.lines.items():
        said = f"{say(groups[a].caption, language)} – {say(groups[b].caption, language)}: {count}"
        (ax, ay), (bx, by) = points[a], points[b]
        look: dict[str, str | float] = {"stroke": GREY, "stroke_opacity": 0.4, "stroke_width": thickness(count)}
        found.append(element("line", title(said), x1=ax, y1=ay, x2=bx, y2=by, **look))
    return found


def _discs(
    shown: Overview, points: list[tuple[float, float]], scale: float, page: Box, language: Language
) -> list[str]:
    found = []
    groups = shown.ground.groups
    for place in shown.marked:
        (x, y), radius = points[place], groups[place].radius * scale
        found.append(spot(x, y, radius + RIM))
    for group, (x, y) in zip(groups, points, strict=True):
        said = title(f"{say(group.caption, language)} ({len(group.members)})")
        disc = element("circle", cx=x, cy=y, r=group.radius * scale, fill=DISC, stroke=INK, stroke_width=1.2)
        found.append(element("g", said, disc))
    return found + _names(shown, points, scale, page, language)


def _names(
    shown: Overview, points: list[tuple[float, float]], scale: float, page: Box, language: Language
) -> list[str]:
    """Write the name into a disc where it fits, with the number, else beside it or at a line: the marked first, then the large."""
    found, rest = [], {}
    groups = shown.ground.groups
    places = range(len(groups))
    for place in sorted(places, key=lambda place: (place not in shown.marked, -len(groups[place].members), place)):
        group, (x, y) = groups[place], points[place]
        caption, count = clean(say(group.label, language)), str(len(group.members))
        lines, font = _within(caption, count, group.radius * scale)
        if not lines:
            fits = text_width(count, FONT) < 2 * group.radius * scale - 4
            lines, more = ((count,), ()) if fits else ((), (count,))
            rest[str(place)] = (*wrap(caption, 118, FONT), *more)
        found += _written(lines, x, y + font * 0.35 - (len(lines) - 1) / 2 * LEADING * font, "middle", font)
    at = {str(place): points[place] for place in places}
    sizes = {str(place): groups[place].radius * scale + (RIM if place in shown.marked else 0) for place in places}
    beside = place_labels(rest, at, sizes, rest, FONT, page)
    away = led(rest, at, sizes, beside, rest, FONT, page)
    found += leaders(away)
    for id, (x, base, anchor) in standing(beside, away).items():
        found += _written(rest[id], x, base, anchor, FONT)
    return found


def _written(lines: tuple[str, ...], x: float, base: float, anchor: str, font: float) -> list[str]:
    return [words(line, x, base + row * LEADING * font, font, anchor=anchor, halo=3) for row, line in enumerate(lines)]


def _within(caption: str, count: str, radius: float) -> tuple[tuple[str, ...], float]:
    """Return the lines that a disc has room for, and their size."""
    for font in (LARGE, FONT, SMALL):
        for lines in (1, 2, 3):
            named = wrap(caption, 2 * radius - 8, font, lines=lines)
            wide = max(text_width(line, font) for line in (*named, count))
            high = (len(named) + 1) * LEADING * font
            if not named[-1].endswith(ELLIPSIS) and math.hypot(wide, high) < 2 * radius - 2:
                return (*named, count), font
    return (), FONT


def _legend(shown: Overview, top: float, language: Language) -> tuple[list[list[str]], float]:
    """Return a row for each sign, and how wide the picture has to be for them."""
    what = Text("Scheibe: alle Akteure eines Kreises. Fläche und Zahl: wie viele es sind.")
    lie = Text(
        "Lage: etwa wie auf der Landkarte, aber auseinandergerückt. Ohne bekannten Ort steht eine Scheibe unten."
    )
    if not shown.ground.by_area:
        what = Text("Scheibe: Akteure, die eng verbunden sind. Fläche und Zahl: wie viele es sind.")
        lie = Text("Lage: Wo eine Scheibe steht und welche neben ihr, bedeutet nichts.")
    signs = [(element("circle", cx=40, cy=top + 12, r=9, fill=DISC, stroke=INK, stroke_width=1.2), what)]
    if len(shown.ground.groups) > 1:
        pair = (element("circle", cx=x, cy=top + 12 + STEP, r=6, fill=DISC, stroke=INK) for x in (32, 48))
        signs.append((element("g", *pair), lie))
    for row, count in enumerate(samples(shown)):
        ties = Text("{n} aktive Verbindung", "{n} aktive Verbindungen", count)
        if row == 0:
            values = {"n": count}
            ties = Text(
                "Linie: aktive Verbindungen zwischen ihnen, hier {n}. Geplante sind nicht gezeichnet.", values=values
            )
        y = top + 12 + STEP * len(signs)
        look: dict[str, str | float] = {"stroke": GREY, "stroke_opacity": 0.6, "stroke_width": thickness(count)}
        signs.append((element("line", x1=22, x2=58, y1=y, y2=y, **look), ties))
    if shown.marked:
        y = top + 12 + STEP * len(signs)
        signs.append((spot(40, y, 9), Text("davon handelt die Antwort")))
    said = [text.into(language) for _, text in signs]
    rows = [
        [sign, words(text, 70, top + 17.5 + STEP * row, LARGE)]
        for row, ((sign, _), text) in enumerate(zip(signs, said, strict=True))
    ]
    return rows, 70 + max(text_width(text, LARGE) for text in said) + MARGIN


def tables(shown: Overview) -> dict[str, Table]:
    """Return exactly what is drawn, to read and sort."""
    groups, inside = shown.ground.groups, shown.ground.inside
    label = Label("Kreis", "District") if shown.ground.by_area else Label("Teilnetz um", "Community round")
    columns = (
        Column(name="name", label=label, role="name", words=_WORDS),
        Column(name="partners", label=Label("Akteure", "Partners"), role="measure"),
        Column(name="ties", label=Label("Aktive Verbindungen darin", "Active ties within"), role="measure"),
        Column(name="marked", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple(
        (group.name, len(group.members), inside.get(place, 0), shown.marked.get(place, 0))
        for place, group in enumerate(groups)
    )
    found = {"groups": Table(title=Label("Scheiben auf der Karte", "Discs on the map"), columns=columns, rows=rows)}
    ends = (
        Column(name="source_name", label=label, role="name", words=_WORDS),
        Column(name="target_name", label=Label("mit", "with"), role="name", words=_WORDS),
        Column(name="ties", label=Label("Aktive Verbindungen", "Active ties"), role="measure"),
    )
    lines = tuple((groups[a].name, groups[b].name, count) for (a, b), count in shown.lines.items())
    between = Label("Aktive Verbindungen zwischen ihnen", "Active ties between them")
    return found | {"ties": Table(title=between, columns=ends, rows=lines)}
