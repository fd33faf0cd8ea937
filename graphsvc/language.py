"""Words for people: a Text is a message and its values, put into German or English at the edge."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, cast

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Language: TypeAlias = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
TRANSLATIONS = Path(__file__).parent / "translations"


class Speakable(Protocol):
    """Whatever can be said in a language."""

    def into(self, language: Language) -> str:
        """Say it."""


@dataclass(frozen=True)
class Label:
    """A term of the vocabulary; it carries both its languages, as the vocabulary is one place."""

    de: str
    en: str

    def into(self, language: Language) -> str:
        """Say it in ``language``."""
        return self.en if language == "en" else self.de


@dataclass(frozen=True)
class Text:
    """A German message with its values; translated only when it is shown.

    Parameters
    ----------
    one : str
        The message, for ``n == 1`` where there is a plural. Values stand in braces, ``{n}`` is the number.
    many : str, optional
        The message for every other number.
    n : int, optional
        The number that decides between the two.
    values : mapping, optional
        str, int, float, date, or anything that has ``into(language)``, or a list of these.
    of_range : bool, optional
        A caveat that is about ranges, and is said only where one is shown.

    Examples
    --------
    >>> Text("{n} Gruppe", "{n} Gruppen", 1200).into("de")
    '1.200 Gruppen'
    >>> Text("Stand: {day}", values={"day": date(2024, 3, 1)}).into("de")
    'Stand: 01.03.2024'
    """

    one: str
    many: str | None = None
    n: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    of_range: bool = False

    def into(self, language: Language) -> str:
        """Say it in ``language``; a message without a translation stays German."""
        if self.many is None or self.n is None:
            message = translate(self.one, language)
        else:
            message = translate_plural(self.one, self.many, self.n, language)
        values = {name: say(value, language) for name, value in self.values.items()}
        if self.n is not None:
            values.setdefault("n", say(self.n, language))
        return message.format(**values) if values else message.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True)
class InText:
    """A label inside a sentence: English, unlike German, writes it small there."""

    label: Label

    def into(self, language: Language) -> str:
        """Say it in ``language``."""
        text = self.label.into(language)
        return text[:1].lower() + text[1:] if language == "en" else text


SMALL = 0.1  # below it two decimal places would leave nothing of a number
_YES, _NO = Text("ja"), Text("nein")


def say(value: object, language: Language) -> str:
    """Put any value of a Text or a Table into words: numbers and dates as the language writes them."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (_YES if value else _NO).into(language)
    if isinstance(value, int | float):
        return _number(value or 0, language)  # no sign before nothing
    if isinstance(value, datetime):
        return format_datetime(value, "dd.MM.yyyy, HH:mm" if language == "de" else "d MMM yyyy, HH:mm", locale=language)
    if isinstance(value, date):
        return format_date(value, "dd.MM.yyyy" if language == "de" else "d MMM yyyy", locale=language)
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence | frozenset):
        return format_list([say(item, language) for item in value], locale=language)
    return cast(Speakable, value).into(language)


@lru_cache(4096)
def _number(value: float, language: Language) -> str:
    """Return a number; tables say the same few again and again, and Babel takes its time for each."""
    places = 2
    if 0 < abs(value) < SMALL:
        places = min(max(4, 1 - math.floor(math.log10(abs(value)))), 12)  # offices per person are a few millionths
    return str(format_decimal(value, format=f"#,##0.{'#' * places}", locale=language))


def translate(message: str, language: Language) -> str:
    """Return the translation of a German message, or the message itself."""
    if language == "de":
        return message
    found = _catalogue(language).get(message)
    return found.string if found and isinstance(found.string, str) and found.string else message


def translate_plural(one: str, many: str, n: int, language: Language) -> str:
    """Return the right one of two messages for ``n``."""
    form = 0 if n == 1 else 1
    if language != "de":
        found = _catalogue(language).get((one, many))
        forms = found.string if found else None
        if isinstance(forms, tuple | list) and len(forms) > form and forms[form]:
            return forms[form]
    return (one, many)[form]


@cache
def _catalogue(language: Language) -> Catalog:
    path = TRANSLATIONS / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


_UMLAUTS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"})


def sort_key(text: str) -> str:
    """Return the DIN 5007-1 sort key: umlauts as their base letter, ß as ss, no case, no punctuation.

    Examples
    --------
    >>> sorted(["Zöliakie", "Ärzte", "Aal", "Zoo"], key=sort_key)
    ['Aal', 'Ärzte', 'Zöliakie', 'Zoo']
    """
    if text.isascii():
        return " ".join(_NOT_WORD.sub(" ", text.lower()).split())
    # twice: what a character stands for may be a capital ("℡"), and a capital's small form one with an accent
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_UMLAUTS)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", letters).split())


# The last dozen letters of two bytes say nothing: Neo4j compares some texts by UTF-16, where longer letters stand before them.
_NOT_WORD = re.compile(r"[^\w]+|_+|[\uE000-\uFFFF]+")


def slug(name: str) -> str:
    """Return a name as the readable beginning of an id.

    Examples
    --------
    >>> slug("Ängste überwinden e. V.")
    'angste-uberwinden-e-v'
    """
    return re.sub(r"[^a-z0-9]+", "-", sort_key(name)).strip("-")[:40].strip("-") or "akteur"
