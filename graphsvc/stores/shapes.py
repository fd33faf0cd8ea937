"""What the fields of records are like, whatever store they lie in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from graphsvc.changes import SUBJECTS, Subject
from graphsvc.vocabulary import KINDS

FIELDS: Mapping[Subject, tuple[str, ...]] = {
    subject: tuple(spec.name for spec in fields(record)) for subject, record in SUBJECTS.items()
}
KEY: Mapping[Subject, str] = {subject: fields[0] for subject, fields in FIELDS.items()}
LISTS = frozenset({"topics", "fields", "serves", "languages", "forms", "about", "synonyms"})
DAYS = frozenset({"since", "until", "confirmed_on", "on"})
NO_ATTRS: Mapping[str, str] = MappingProxyType({})
SECTOR_OF: Mapping[str, str] = {code: kind.sector for code, kind in KINDS.items()}


class Memo(dict[Any, Any]):
    """A function's results by argument: rows repeat the same few days and lists, each is read once."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: Any) -> Any:
        value = self[key] = self._function(key)
        return value
