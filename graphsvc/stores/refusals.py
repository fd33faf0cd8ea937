"""What every store refuses, and in which words: so that two stores never differ in what they say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphsvc.changes import Change, ChangeSet, Record, Subject, change
from graphsvc.errors import Conflict, Refused
from graphsvc.language import Text, sort_key
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.terms import Terms
from graphsvc.topics import Topic
from graphsvc.vocabulary import KINDS, TIES

HALF = Text(
    "In diese Datenbank wurde kopiert, aber nicht bis zum Ende. Bitte graphsvc copy noch einmal aufrufen: es geht weiter, "
    "wo es stand."
)
LONGEST = 1_000  # characters of what is looked up by an index; Neo4j's takes some 8 kB
_UNFIT = re.compile("[\0\ud800-\udfff]")  # no text: a terminator, and halves of a character


def check_form(changes: ChangeSet) -> None:
    """Raise Refused for what no store can hold, whatever it holds already."""
    if not changes.changes:
        raise Refused(Text("Es gibt nichts zu ändern."))
    seen: set[tuple[str, str]] = set()
    for item in changes:
        pointer = f"/{item.subject}/{item.id}"
        if (item.subject, item.id) in seen:
            raise Refused(Text("„{id}“ kommt in dieser Änderung zweimal vor.", values={"id": item.id}), pointer)
        seen.add((item.subject, item.id))
        if item.after is not None:
            _check_record(item.after, pointer)
        elif item.before is None:
            raise Refused(Text("An „{id}“ gibt es nichts zu ändern.", values={"id": item.id}), pointer)
    _check_text(changes.reason, "/reason")


def check_key(key: str) -> None:
    """Raise Refused for a key under which no store can keep anything."""
    _check_text(key, "/key")
    _check_length([key], "/key")


def _check_record(record: Record, pointer: str) -> None:
    for field, value in vars(record).items():
        _check_value(value, f"{pointer}/{field}")
    if isinstance(record, Partner):
        _check_kind(record.kind, KINDS, pointer)
    elif isinstance(record, Tie):
        _check_kind(record.kind, TIES, pointer)
        if record.source == record.target:
            raise Refused(Text("Ein Akteur kann nicht mit sich selbst verbunden sein."), f"{pointer}/target")
    _check_length(_looked_up(record), pointer)


def _check_value(value: Any, pointer: str) -> None:
    match value:
        case str():
            _check_text(value, pointer)
        case tuple():
            for item in value:
                _check_text(item, pointer)
                if not item or "|" in item:  # it is what stands between items
                    raise Refused(Text("Ein Eintrag einer Liste ist leer oder enthält „|“."), pointer)
        case Mapping():
            for text in (*value, *value.values()):
                _check_text(text, pointer)
        case float() if not math.isfinite(value):
            raise Refused(Text("Hier wird eine Zahl gebraucht."), pointer)


def _check_text(text: str, pointer: str) -> None:
    if _UNFIT.search(text):
        start = _UNFIT.sub("", text)[:40]
        message = Text(
            "„{start}“ enthält ein Zeichen, das sich nicht speichern lässt. Bitte neu eingeben.",
            values={"start": start},
        )
        raise Refused(message, _UNFIT.sub("", pointer))


def _check_length(texts: Iterable[str], pointer: str) -> None:
    longest = max(texts, key=len)
    if len(longest) > LONGEST:
        text = Text(
            "„{start}…“ ist zu lang. Möglich sind {n} Zeichen.", values={"start": longest[:40], "n": str(LONGEST)}
        )
        raise Refused(text, pointer)


def _check_kind(kind: str, terms: Terms[Any], pointer: str) -> None:
    if kind not in terms:
        values = {"code": kind, "choices": ", ".join(terms)}
        text = Text("„{code}“ gibt es hier nicht. Möglich sind: {choices}.", values=values)
        raise Refused(text, f"{pointer}/kind")


def _looked_up(record: Record) -> Iterable[str]:
    """Return the values of a record that a store may keep an index of."""
    match record:
        case Partner():
            return (record.id, record.area, *record.serves, *record.topics, *map(sort_key, record.topics))
        case Topic():
            names = (record.name, record.parent, *record.synonyms)
            return (*names, *map(sort_key, names))  # a key may be longer: some characters stand for a sentence
        case Tie():
            return (record.id, record.source, record.target)
        case Inquiry():
            return (record.id, record.partner)
        case Request() | Contact():
            return (record.id,)


def differing(changes: Iterable[Change], present: Mapping[str, Record]) -> list[Change]:
    """Return, for the changes whose record isn't what it was before, how it got from there to what it is now."""
    wrong = []
    for item in changes:
        now = present.get(item.id)
        if now != item.before:
            wrong.append(change(item.before, now) if item.before or now else item)
    return wrong


def refuse_differing(wrong: Sequence[Change]) -> None:
    """Raise Conflict where there are such changes."""
    if wrong:
        record = wrong[0].after or wrong[0].before
        message = Text(
            "Inzwischen hat jemand anderes „{name}“ geändert. Bitte die beiden Fassungen vergleichen.",
            values={"name": record.name if isinstance(record, Partner) else wrong[0].id},
        )
        raise Conflict(message, tuple(wrong))


def refuse_later(later: Mapping[int, Sequence[Change]]) -> None:
    """Raise Conflict where later revisions changed something; ``later`` has by revision what they made of it."""
    if later:
        message = Text(
            "Inzwischen wurde hier etwas geändert (Stand {revisions}). Bitte die beiden Fassungen vergleichen.",
            values={"revisions": ", ".join(map(str, sorted(later)))},
        )
        theirs = [item for revision in sorted(later) for item in later[revision]]
        raise Conflict(message, tuple(theirs), tuple(sorted(later)))


def partners_needed(changes: Iterable[Change]) -> list[str]:
    """Return the ids of the partners that must be there for the records of these changes, in order."""
    needed: set[str] = set()
    for item in changes:
        match item.after:
            case Tie():
                needed |= {item.after.source, item.after.target}
            case Inquiry():
                needed.add(item.after.partner)
            case Contact():
                needed.add(item.after.id)
    return sorted(needed)


def refuse_missing(subject: Subject, partner: str | None) -> None:
    """Raise Refused where a partner is not there that a record of this subject needs."""
    if partner is not None:
        message = Text(
            "Den Akteur „{id}“ gibt es nicht, an ihm hängt aber ein Eintrag. Bitte zuerst den Akteur anlegen.",
            values={"id": partner},
        )
        raise Refused(message, f"/{subject}")


def refuse_bound(partner: str, count: int) -> None:
    """Raise Refused where ``count`` records stay that need a partner which is to be removed."""
    if count:
        message = Text(
            "„{name}“ hat noch {n} Eintrag, der daran hängt, und kann nicht entfernt werden. "
            "Was einmal gestimmt hat, wird beendet statt entfernt.",
            "„{name}“ hat noch {n} Einträge, die daran hängen, und kann nicht entfernt werden. "
            "Was einmal gestimmt hat, wird beendet statt entfernt.",
            count,
            {"name": partner},
        )
        raise Refused(message, "/partner")
