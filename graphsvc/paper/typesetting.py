"""Typst behind one function: a template of ours and its data become a PDF/UA-1, the same bytes on every machine."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
_FONTS = FOLDER.parent / "web" / "static" / "vendor" / "fira-sans"
UNKNOWN = "▯"  # stands for a sign that no font here has
SHY = "\u00ad"  # where a line may end
_LONG = 24  # letters of a word; a longer one may be broken anywhere


def _signs(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


# What our typeface has: Latin, Greek and Cyrillic letters and the usual marks.
_OURS = _signs(
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2B2), (0x384, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x45F)),
    *((0x48A, 0x52F), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2012, 0x2015), (0x2018, 0x201A), (0x201C, 0x201E)),
    *((0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116)),
    *((0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265)),
    *((0x25AF, 0x25AF), (0xAD, 0xAD)),
)
# What typst brings fonts for: Hebrew and Arabic letters.
_BROUGHT = _signs((0x5D0, 0x5EA), (0x621, 0x63A), (0x640, 0x64A), (0x660, 0x669)) | frozenset("پچژکگی")
_ALIKE = {"\u2010": "-", "\u2011": "-"}
_NOTHING = (
    "Cc",
    "Cf",
    "Cs",
    "Mn",
    "Me",
)  # what steers the text around it, and accents that belong to no letter of ours


def pdf(template: str, data: Mapping[str, Any], day: date) -> bytes:
    """Set ``data`` by a template of this folder; ``day`` is the file's date, so that the same data give the same bytes.

    The data reach the template as JSON, never as markup: a name that looks like a command stays a name.
    """
    try:
        return _compiled(template, data, day, _OURS | _BROUGHT)
    except typst.TypstError:  # a word of several scripts, of which no one font has all
        return _compiled(template, data, day, _OURS)


def _compiled(template: str, data: Mapping[str, Any], day: date, signs: frozenset[str]) -> bytes:
    found = typst.compile(
        FOLDER / template,
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(_clean(data, signs), ensure_ascii=False, allow_nan=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    return bytes(found)


@cache
def _fonts() -> typst.Fonts:
    """Return our typeface and those that typst brings for rare signs; the machine's own would differ from place to place."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])


def _clean(value: Any, signs: frozenset[str]) -> Any:
    if isinstance(value, str):
        return printable(value, signs)
    if isinstance(value, Mapping):
        return {name: _clean(item, signs) for name, item in value.items()}
    return [_clean(item, signs) for item in value] if isinstance(value, list | tuple) else value


def printable(text: str, signs: frozenset[str] = _OURS | _BROUGHT) -> str:
    """Return a text whose every sign can be printed: PDF/UA refuses one that no font has.

    Examples
    --------
    >>> printable("👩‍👩‍👧 Angehörige"), printable("Ärzte – مرحبا")
    ('▯ Angehörige', 'Ärzte – مرحبا')
    """
    if text.isascii() and text.isprintable():
        return text
    printed = (_printed(sign, signs) for sign in unicodedata.normalize("NFC", text))
    return re.sub(f"{UNKNOWN}+", UNKNOWN, "".join(printed))


def _printed(sign: str, signs: frozenset[str]) -> str:
    if sign in signs:
        return sign
    category = unicodedata.category(sign)
    if sign in "\n\t" or category in ("Zs", "Zl", "Zp"):
        return " "
    return "" if category in _NOTHING else _ALIKE.get(sign, UNKNOWN)


def breakable(text: str) -> str:
    """Return a text whose overlong words have places where a line may end.

    Examples
    --------
    >>> len(breakable("kurz")), len(breakable("x" * 50))
    (4, 52)
    """
    return re.sub(rf"\S{{{_LONG}}}(?=\S)", rf"\g<0>{SHY}", text)
