"""How wide text is in a picture, and text that fits: cleaned, cut, or on several lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape as escape_markup

FONT = '"Fira Sans", "Liberation Sans", Arial, sans-serif'
ELLIPSIS = "…"

# What XML forbids, and what would turn the direction of the text around a name.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def clean(text: str) -> str:
    """Return ``text`` on one line, without characters that XML forbids or that turn the writing direction."""
    return " ".join(_FORBIDDEN.sub("", text).split())


def escape(text: str) -> str:
    """Return ``text`` cleaned and escaped, for content and for attributes in double quotes."""
    return escape_markup(clean(text), quote=True)


# Advance widths of Liberation Sans (those of Arial) in thousandths; what is missing is as wide as a digit.
_WIDTHS = {
    letter: width
    for letters, width in (
        ("'ijl|", 205),
        ("ItfI!.,:;/\\[] ·ìíîï", 278),
        ("r()-`„“”‚‘’", 333),
        ('"*', 370),
        ("cksvxyzJçý", 500),
        ("FTZß", 611),
        ("ABEKPSVXYÄ&", 667),
        ("CDHNRUwÜ", 722),
        ("GOQÖ", 778),
        ("mM", 833),
        ("W", 944),
        ("%@…—", 1000),
    )
    for letter in letters
}


def text_width(text: str, size: float = 13) -> float:
    """Return about how wide a line of text is."""
    return sum(_WIDTHS[c] if c in _WIDTHS else _rare_width(c) for c in text) * size / 1000


def _rare_width(char: str) -> int:
    if char.isascii():
        return 556
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 1100 if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0xFFFF else 600


def fit(text: str, width: float, size: float = 13) -> str:
    """Return ``text`` cleaned and, where it is wider than ``width``, cut with an ellipsis between whole characters.

    Examples
    --------
    >>> fit("Selbsthilfegruppe", 60)
    'Selbsthi…'
    """
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    kept, used = "", text_width(ELLIPSIS, size)
    for cluster in _clusters(text):
        used += text_width(cluster, size)
        if used > width:
            break
        kept += cluster
    return kept.rstrip(" -,(") + ELLIPSIS


def wrap(text: str, width: float, size: float = 13, lines: int = 2) -> tuple[str, ...]:
    """Return ``text`` on at most so many lines of ``width``; what does not fit is cut with an ellipsis."""
    found: list[str] = []
    waiting = re.split(r"(?<=\w\w\w-)(?=\w\w\w)|(?<= )", clean(text))  # each piece with the space or hyphen after it
    while waiting and len(found) < lines - 1:
        line = waiting.pop(0)
        while waiting and text_width((line + waiting[0]).rstrip(), size) <= width:
            line += waiting.pop(0)
        line = line.rstrip()
        if text_width(line, size) > width:  # one word wider than the line: the ellipsis stands on the last line only
            waiting.insert(0, line)
            break
        found.append(line)
    if waiting:
        found.append(fit("".join(waiting), width, size))
    return tuple(found)


def lines(text: str, width: float, size: float = 13) -> list[str]:
    """Return all of ``text`` on as many lines of ``width`` as it takes; a word that is wider, such as an address, is broken.

    Examples
    --------
    >>> lines("Siehe https://beispiel.de/maps", 90)
    ['Siehe', 'https://beispiel.', 'de/maps']
    """
    found: list[str] = []
    for word in clean(text).split(" "):
        if found and text_width(f"{found[-1]} {word}", size) <= width:
            found[-1] += f" {word}"
            continue
        found.append("")
        for cluster in _clusters(word):
            if found[-1] and text_width(found[-1] + cluster, size) > width:
                found.append("")
            found[-1] += cluster
    return found


def _clusters(text: str) -> Iterable[str]:
    """Yield what people see as one character: with its accents, and emoji that are joined."""
    cluster = ""
    for char in text:
        joins = unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf") or 0x1F3FB <= ord(char) <= 0x1F3FF
        if cluster and not joins and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster
