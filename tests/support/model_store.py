"""What a store does, in the plainest way: dictionaries and loops, no database and not a line of ``graphsvc.stores``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC
from typing import Any, NoReturn

from model_reads import Entry, Key, ModelReads, needs

from graphsvc.changes import Change, ChangeSet, Record, change
from graphsvc.errors import Conflict, Refused, Unknown
from graphsvc.language import Text
from graphsvc.model import Partner, Tie
from graphsvc.store import Revision
from graphsvc.topics import Topic
from graphsvc.vocabulary import KINDS, SECTORS, TIES

_ORDER = ("topic", "partner", "contact", "tie", "inquiry", "request")
# Ids, codes and the names of places: what a redaction leaves alone.
_CODED = {"id", "kind", "area", "fields", "carrier_type", "serves", "state", "format", "represents", "visibility"}
_CODED |= {"source", "target", "formality", "forms", "status", "reported_by", "basis", "partner", "parent"}


class ModelStore(ModelReads):
    """Writes as the contract says."""

    def apply(self, changes: ChangeSet, *, actor: str, key: str, expected: int | None = None) -> Revision:
        for entry in self.entries:
            if entry.key == key:
                return Revision(id=entry.id, at=entry.at, actor=entry.actor, reason=entry.reason)
        _check_form(changes.changes)
        if expected is not None:
            self._check_later(changes, expected)
        self._check_present(changes)
        self.here = self._after(changes)
        entry = self._note(actor, changes.reason, key, list(changes))
        for item in changes:
            if item.after is not None:
                self.first.setdefault((item.subject, item.id), entry.at.astimezone().date())
        return Revision(id=entry.id, at=entry.at, actor=actor, reason=changes.reason, changes=changes.changes)

    def _note(self, actor: str, reason: str, key: str, changes: list[Change]) -> Entry:
        entry = Entry(len(self.entries) + 1, self.now().astimezone(UTC), actor, reason, key, changes)
        self.entries.append(entry)
        return entry

    def _check_later(self, changes: ChangeSet, expected: int) -> None:
        mine = {(item.subject, item.id) for item in changes}
        theirs, revisions = [], []
        for entry in self.entries[max(expected, 0) :]:
            found = [item for item in entry.changes if (item.subject, item.id) in mine]
            if found:
                revisions.append(entry.id)
                theirs += sorted((c for c in found if c.before or c.after), key=lambda c: (c.subject, c.id))
        if revisions:
            raise Conflict(Text("later"), tuple(theirs), tuple(revisions))

    def _check_present(self, changes: ChangeSet) -> None:
        wrong = []
        for subject in _ORDER:
            for item in changes:
                now = self.here.get((item.subject, item.id))
                if item.subject == subject and now != item.before:
                    wrong.append(change(item.before, now))
        if wrong:
            raise Conflict(Text("stale"), tuple(wrong))

    def _after(self, changes: ChangeSet) -> dict[Key, Record]:
        left = dict(self.here)
        for item in changes:
            if item.after is None:
                del left[item.subject, item.id]
        gone = {item.id for item in changes if item.subject == "partner" and item.after is None}
        if any(gone & set(needs(record)) for record in left.values()):
            _refuse("/partner")
        new = {(item.subject, item.id): item.after for item in changes if item.after is not None}
        there = {id for subject, id in [*left, *new] if subject == "partner"}
        for subject in _ORDER:
            if any(set(needs(record)) - there for (kind, _), record in new.items() if kind == subject):
                _refuse(f"/{subject}")
        return left | new

    def undo(self, revision: int) -> ChangeSet:
        if not 0 < revision <= len(self.entries):
            raise Unknown(Text("unknown"), str(revision))
        kept = [c for c in self.entries[revision - 1].changes if c.before or c.after]
        kept.sort(key=lambda c: (c.subject, c.id))
        return ChangeSet(changes=tuple(change(c.after, c.before) for c in kept), reason=f"Rücknahme von {revision}")

    def remember(self, key: str, value: str) -> None:
        self.settings[key] = value

    def remembered(self, key: str) -> str | None:
        return self.settings.get(key)

    def erase_contact(self, partner: str, *, actor: str) -> None:
        self.here.pop(("contact", partner), None)
        erased = Change(subject="contact", id=partner, before=None, after=None)
        for entry in self.entries:
            entry.changes = [erased if (c.subject, c.id) == ("contact", partner) else c for c in entry.changes]
        self._note(actor, "Kontaktangaben gelöscht", f"own {len(self.entries)}", [erased])

    def redact(self, value: str, *, actor: str, reason: str) -> int:
        if len(value.strip()) < 3:
            _refuse("")
        places = 0

        def clean(record: Any) -> Any:
            nonlocal places
            found = {f.name: getattr(record, f.name) for f in fields(record)} if record else {}
            new = {name: _clean(record, name, old, value) for name, old in found.items()}
            places += sum(new[name] != old for name, old in found.items())
            return replace(record, **new) if record else None

        self.here = {key: clean(record) for key, record in self.here.items()}
        for entry in self.entries:
            entry.changes = [replace(c, before=clean(c.before), after=clean(c.after)) for c in entry.changes]
            places += (value in entry.actor) + (value in entry.reason)
            entry.actor, entry.reason = entry.actor.replace(value, "█"), entry.reason.replace(value, "█")
        places += sum(value in text for text in self.settings.values())
        self.settings = {key: text.replace(value, "█") for key, text in self.settings.items()}
        self._note(actor, reason.replace(value, "█"), f"own {len(self.entries)}", [])
        return places


def _refuse(pointer: str) -> NoReturn:
    raise Refused(Text("refused"), pointer)


def _check_form(changes: Sequence[Change]) -> None:
    if not changes:
        _refuse("")
    for place, item in enumerate(changes):
        where = f"/{item.subject}/{item.id}"
        if any((other.subject, other.id) == (item.subject, item.id) for other in changes[:place]):
            _refuse(where)
        match item.after:
            case Partner(kind=kind) if kind not in KINDS:
                _refuse(f"{where}/kind")
            case Tie(kind=kind) if kind not in TIES:
                _refuse(f"{where}/kind")
            case Tie(source=source, target=target) if source == target:
                _refuse(f"{where}/target")


def _clean(record: Record, name: str, old: Any, value: str) -> Any:
    if name in _CODED or (isinstance(record, Topic) and name == "name"):
        return old
    if isinstance(old, str):
        return old.replace(value, "█")
    if isinstance(old, tuple):
        return tuple(
            each if each in KINDS or each in SECTORS or each == "topics" else _clean(record, "", each, value)
            for each in old
        )
    return {n.replace(value, "█"): t.replace(value, "█") for n, t in old.items()} if hasattr(old, "items") else old
