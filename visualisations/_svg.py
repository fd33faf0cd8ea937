"""Writing SVG that stands alone and is safe: escaping, symbols, text that fits, legend. Presentation attributes only,
for the pages' policy forbids styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, pi, sin, sqrt

from graphsvc.language import Language, Text
from graphsvc.lettering import ELLIPSIS as ELLIPSIS  # maps take all that writes from here
from graphsvc.lettering import FONT, escape, wrap
from graphsvc.lettering import clean as clean
from graphsvc.lettering import fit as fit
from graphsvc.lettering import text_width as text_width
from graphsvc.vocabulary import SECTORS

INK, GREY, PAPER = "#1a1a1a", "#5b6470", "#ffffff"
NARROW = 300.0  # as wide is a picture laid out for a telephone: its letters are as large there as they are drawn
MARK, PALE_MARK = "#ffd54a", "#fff0bd"  # what an answer is about: above all, and besides


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return one element; ``children`` are markup already, attribute values are escaped here.

    ``_`` in an attribute's name becomes ``-``, a trailing one is dropped; numbers get two decimals, None is left out.

    Examples
    --------
    >>> element("g", element("circle", r=1 / 3), stroke_width=2, class_='a "b"')
    '<g stroke-width="2" class="a &quot;b&quot;"><circle r="0.33"/></g>'
    """
    parts = [
        f'{key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    opened = " ".join([name, *parts])
    return f"<{opened}>{''.join(children)}</{name}>" if children else f"<{opened}/>"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Return a number with at most two decimals, without needless ones."""
    return (
        f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0")
        if abs(value) < 0.005
        else f"{value:.2f}".rstrip("0").rstrip(".")
    )


def title(text: str) -> str:
    """Return a ``<title>``: what a mouse pointer and a screen reader are told about the element around it."""
    return f"<title>{escape(text)}</title>"


def words(
    content: str,
    x: float,
    y: float,
    size: float = 13,
    *,
    anchor: str = "start",
    weight: str | None = None,
    fill: str = INK,
    halo: float = 0,
    ground: str = PAPER,
) -> str:
    """Return one line of text with its baseline at ``y``; ``halo`` is the width of an outline behind it, its ``ground``."""
    outline: dict[str, str | float] = {}
    if halo:
        outline = {"stroke": ground, "stroke_width": halo, "stroke_linejoin": "round", "paint_order": "stroke"}
    return element(
        "text",
        escape(content),
        x=x,
        y=y,
        font_size=size,
        text_anchor=anchor if anchor != "start" else None,
        font_weight=weight,
        fill=fill,
        **outline,
    )


def symbol(shape: str, x: float, y: float, size: float, **attributes: str | float | None) -> str:
    """Return a sector's shape around a point, drawn as vis-network draws it; ``size`` is the radius."""
    if shape == "dot":
        return element("circle", cx=x, cy=y, r=size, **attributes)
    if shape == "square":
        return element("rect", x=x - size, y=y - size, width=2 * size, height=2 * size, **attributes)
    points = " ".join(f"{number(x + dx * size)},{number(y + dy * size)}" for dx, dy in corners(shape))
    return element("polygon", points=points, **attributes)


def corners(shape: str) -> list[tuple[float, float]]:
    """Return the corners of a shape of radius 1 around the origin, y downwards."""
    if shape == "diamond":
        return [(0, 1), (1, 0), (0, -1), (-1, 0)]
    if shape == "hexagon":
        return [(cos(pi / 3 * i), sin(pi / 3 * i)) for i in range(6)]
    if shape == "star":
        rays = [(0.82 * (0.5 if i % 2 else 1.3), pi / 5 * i) for i in range(10)]
        return [(r * sin(a), 0.082 - r * cos(a)) for r, a in rays]
    if shape not in ("triangle", "triangleDown"):
        raise ValueError(f"no such shape: {shape}")
    r, side = 1.15, -1 if shape == "triangleDown" else 1
    inner = r / sqrt(3)
    top = 0.275 * r - (sqrt(3) * r - inner)
    return [(0, side * top), (r, side * (0.275 * r + inner)), (-r, side * (0.275 * r + inner))]


def sector_symbol(sector: str, x: float, y: float, size: float, **attributes: str | float | None) -> str:
    """Return a sector's symbol in its colour, with a dark outline so that light colours stand out from the paper."""
    term = SECTORS[sector]
    outline: dict[str, str | float | None] = {"fill": term.colour, "stroke": INK, "stroke_width": max(0.75, size / 10)}
    return symbol(term.shape, x, y, size, **(outline | attributes))


def spot(x: float, y: float, radius: float, fill: str = MARK, edge: float = 0.8) -> str:
    """Return the round sign that an answer is about what stands on it."""
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=INK, stroke_width=edge)


def halo(x: float, y: float, radius: float, mark: float = 1.0) -> str:
    """Return the mark around a partner that an answer is about: full with a thick edge (1), or paler with a thin one."""
    return spot(x, y, radius, MARK, 2.2) if mark >= 1 else spot(x, y, radius, PALE_MARK)


def halo_legend(marks: Iterable[float | None]) -> list[tuple[float, Text]]:
    """Return the halos that occur, each as a mark, with what they mean: where there are both, which is the main one."""
    known = {float(mark >= 1) for mark in marks if mark is not None}
    if len(known) > 1:
        return [(1.0, Text("davon handelt die Antwort vor allem")), (0.0, Text("davon handelt die Antwort auch"))]
    return [(mark, Text("davon handelt die Antwort")) for mark in known]


def sector_heading(sector: str, x: float, top: float, width: float, size: float, language: Language) -> list[str]:
    """Return a column's heading around ``x``: symbol and name; a compound that is too wide may be broken behind "Selbsthilfe"."""
    first = SECTORS["self_help"].label.into(language)
    name = " ".join(
        word.replace(first, f"{first}-") if text_width(word, size) > width else word
        for word in SECTORS[sector].label.into(language).split()
    )
    parts = [sector_symbol(sector, x, top + 10, 9)]
    for number, line in enumerate(wrap(name, width, size, 3)):
        parts.append(words(line, x, top + 36 + 1.2 * size * number, size, anchor="middle"))
    return parts


def sector_legend(
    sectors: Sequence[str], x: float, y: float, size: float, language: Language
) -> tuple[list[str], float]:
    """Return a column of symbols with names, from the top left, and how high it is."""
    step = size * 1.7
    parts = []
    for row, code in enumerate(sectors):
        middle = y + step * (row + 0.5)
        parts.append(sector_symbol(code, x + size * 0.6, middle, size * 0.5))
        parts.append(words(SECTORS[code].label.into(language), x + size * 1.7, middle + size * 0.35, size))
    return parts, step * len(sectors)


def next_place(x: float, y: float, room: float, left: float, right: float, step: float) -> tuple[float, float]:
    """Return where a legend's next sign stands: in the next row, ``step`` below, where this one has no room up to ``right``."""
    return (left, y + step) if x > left and x + room > right else (x, y)


def document(width: float, height: float, *parts: str, name: str, alt: str, language: Language) -> str:
    """Return a whole SVG document: ``name`` is its title, ``alt`` what a person who can't see it hears."""
    return element(
        "svg",
        title(name),
        f"<desc>{escape(alt)}</desc>",
        element("rect", width=width, height=height, fill=PAPER),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=alt,
        lang=language,
        font_family=FONT,
    )


def sentence(text: str, *, name: str, language: Language) -> str:
    """Return a picture that only says why there is nothing to draw."""
    lines = wrap(text, 620, 20, lines=4)
    parts = [words(line, 360, 110 + 30 * row, 20, anchor="middle", fill=GREY) for row, line in enumerate(lines)]
    return document(720, 180 + 30 * len(lines), *parts, name=name, alt=text, language=language)
