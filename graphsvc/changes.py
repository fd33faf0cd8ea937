"""ChangeSet: the only way anything is written; preview, apply and undo are the same value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeAlias

from graphsvc.language import Label, Text
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.topics import Topic

Subject: TypeAlias = Literal["topic", "partner", "contact", "tie", "inquiry", "request"]
Record: TypeAlias = Partner | Contact | Tie | Inquiry | Request | Topic

# In this order additions are written, and removals in reverse: a tie needs its partners.
SUBJECTS: Mapping[Subject, type[Record]] = {
    "topic": Topic,
    "partner": Partner,
    "contact": Contact,
    "tie": Tie,
    "inquiry": Inquiry,
    "request": Request,
}
SUBJECT_LABELS: Mapping[Subject, Label] = {
    "topic": Label("Thema", "Topic"),
    "partner": Label("Akteur", "Partner"),
    "contact": Label("Kontakt", "Contact"),
    "tie": Label("Verbindung", "Tie"),
    "inquiry": Label("Erhebung", "Inquiry"),
    "request": Label("Anfrage", "Request"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One record before and after: before None = added, after None = removed."""

    subject: Subject
    id: str
    before: Record | None
    after: Record | None

    @property
    def verb(self) -> Literal["added", "changed", "removed"]:
        """What happens to the record."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields that differ, with both values; of an added or removed record those that say something."""
        found = {}
        for name, default in _defaults_of(self.subject).items():
            old = getattr(self.before, name) if self.before else default
            new = getattr(self.after, name) if self.after else default
            if old != new:
                found[name] = (old, new)
        return found


@cache
def _defaults_of(subject: Subject) -> dict[str, Any]:
    record = SUBJECTS[subject]
    found: dict[str, Any] = {}
    for spec in fields(record):
        if spec.name in ("id", "attrs"):
            continue
        found[spec.name] = None if spec.default is MISSING else spec.default
    if any(spec.name == "attrs" for spec in fields(record)):
        found["attrs"] = {}
    return found


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """Changes that belong together, and why; at most one for each record."""

    changes: tuple[Change, ...]
    reason: str = ""

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def ordered(self) -> Iterator[Change]:
        """Yield the changes so that each finds what it needs: removals from the leaves up, then the rest down."""
        order = {subject: place for place, subject in enumerate(SUBJECTS)}
        removed = [change for change in self.changes if change.after is None]
        yield from sorted(removed, key=lambda change: -order[change.subject])
        kept = [change for change in self.changes if change.after is not None]
        yield from sorted(kept, key=lambda change: order[change.subject])

    def inverse(self, reason: str) -> ChangeSet:
        """Return the ChangeSet that undoes this one."""
        swapped = (
            Change(subject=change.subject, id=change.id, before=change.after, after=change.before)
            for change in self.changes
        )
        return ChangeSet(changes=tuple(swapped), reason=reason)

    def counts(self) -> dict[str, int]:
        """Return how many records are added, changed and removed."""
        found = {"added": 0, "changed": 0, "removed": 0}
        for change in self.changes:
            found[change.verb] += 1
        return found

    def summary(self) -> Text:
        """Say it in one line."""
        return Text("{added} neu, {changed} geändert, {removed} entfernt", values=dict(self.counts()))


def added(*records: Record, reason: str = "") -> ChangeSet:
    """Return the ChangeSet that adds these records."""
    return ChangeSet(changes=tuple(change(None, record) for record in records), reason=reason)


def change(before: Record | None, after: Record | None) -> Change:
    """Return the change from one version of a record to another."""
    record = after if after is not None else before
    if record is None:
        raise ValueError("a change has a before or an after")
    return Change(subject=subject_of(record), id=id_of(record), before=before, after=after)


def subject_of(record: Record) -> Subject:
    """Return what a record is about."""
    return _SUBJECT_OF[type(record)]


_SUBJECT_OF: Mapping[type[Record], Subject] = {kind: subject for subject, kind in SUBJECTS.items()}


def id_of(record: Record) -> str:
    """Return a record's id; a topic's is its name, a contact's its partner's."""
    return record.name if isinstance(record, Topic) else record.id


def to_json(record: Record) -> str:
    """Return a record as compact JSON without what is at its default; keys in the order of the fields."""
    names, getter, defaults = _shape_of(subject_of(record))
    pairs = zip(names, getter(record), defaults, strict=True)
    values = {name: value for name, value, default in pairs if value != default}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)


@cache
def _shape_of(subject: Subject) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]], tuple[Any, ...]]:
    names = tuple(spec.name for spec in fields(SUBJECTS[subject]))
    known = _defaults_of(subject)
    return names, attrgetter(*names), tuple(known.get(name, _NEVER) for name in names)


_NEVER = object()  # equals no value: an id is always written


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else dict(value)


def from_json(subject: Subject, text: str) -> Record:
    """Return the record that `to_json` wrote."""
    return record_of(subject, json.loads(text))


def record_of(subject: Subject, values: Mapping[str, Any]) -> Record:
    """Build a record from plain JSON values."""
    ready = dict(values)
    for name in _DATES & ready.keys():
        if isinstance(ready[name], str):
            ready[name] = date.fromisoformat(ready[name])
    for name in _TUPLES & ready.keys():
        ready[name] = tuple(ready[name])
    return SUBJECTS[subject](**ready)


_DATES = frozenset({"since", "until", "confirmed_on", "on"})
_TUPLES = frozenset({"topics", "fields", "serves", "languages", "forms", "about", "synonyms"})


def touched(changes: Iterable[Change]) -> set[tuple[Subject, str]]:
    """Return the records that changes touch."""
    return {(change.subject, change.id) for change in changes}
