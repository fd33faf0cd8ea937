"""What a redaction takes out of a record: its free texts; ids, codes and days stay, so that nothing falls apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphsvc import vocabulary as words
from graphsvc.changes import Record, Subject, subject_of
from graphsvc.errors import Refused
from graphsvc.language import Text

MARK = "█"

FREE: Mapping[Subject, tuple[str, ...]] = {
    "topic": ("synonyms",),
    "partner": ("name", "topics", "carrier", "audience", "languages", "evidence", "attrs"),
    "contact": ("street", "postcode", "place", "phone", "email", "website"),
    "tie": ("evidence", "attrs"),
    "inquiry": ("about",),
    "request": ("topic",),
}
_CODES = frozenset({*words.KINDS, *words.SECTORS, "topics"})  # an inquiry is about these, or about a topic's name


def check_redactable(value: str) -> None:
    """Raise Refused where so short a text would be found everywhere."""
    if len(value.strip()) < 3:
        raise Refused(Text("Der Text ist zu kurz, um ihn überall zu entfernen. Bitte mindestens drei Zeichen angeben."))


def redacted(record: Record, value: str) -> tuple[Record, int]:
    """Return the record without ``value``, and how many of its fields held it."""
    found = {}
    for name in FREE[subject_of(record)]:
        old = getattr(record, name)
        new = _without(old, value)
        if new != old:
            found[name] = new
    return (replace(record, **found), len(found)) if found else (record, 0)


def _without(old: Any, value: str) -> Any:
    if isinstance(old, str):
        return old.replace(value, MARK)
    if isinstance(old, tuple):
        return tuple(each if each in _CODES else each.replace(value, MARK) for each in old)
    return {name.replace(value, MARK): text.replace(value, MARK) for name, text in old.items()}
