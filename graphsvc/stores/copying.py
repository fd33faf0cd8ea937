"""A store copied into another, of whatever kind: journal and state, resumable, and proven by a hash of both."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import Any, TypeVar

from graphsvc.areas import Areas
from graphsvc.changes import Record, to_json
from graphsvc.errors import Refused, StoreAway
from graphsvc.language import Text
from graphsvc.model import Partner, Tie, Viewer
from graphsvc.store import Copied, Progress, Store
from graphsvc.stores.areas_kept import unpacked

T = TypeVar("T")

PATIENCE = 60.0  # seconds for which a store may be silent in the middle of a copy
ROUNDS = 5  # as long as the source is written to, what came in between is copied, too


def copy(source: Store, target: Store, progress: Progress | None = None) -> str:
    """Copy all of ``source`` into ``target``, which is empty or holds the beginning of it; returns the hash of both.

    What was begun and cut off goes on where it was. ``Refused`` where the target holds something else, or where what
    stands in it afterwards isn't what stands in the source.
    """
    _check_beginning(source, target)
    target.take_rest(source.rest())  # says that the target is half a copy until it is finished
    for _ in range(ROUNDS):
        _copy_journal(source, target, progress)
        target.take_rest(source.rest())
        want, got = fingerprint(source), fingerprint(target)
        if want == got:
            target.take_rest(replace(source.rest(), finished=True))
            return got
        if source.revision() == target.revision():
            break
    message = Text(
        "Die Kopie ist nicht, was in der Quelle steht. Bitte eine leere Datenbank als Ziel nehmen und noch einmal kopieren."
    )
    raise Refused(message)


def _check_beginning(source: Store, target: Store) -> None:
    theirs = target.lengths()
    if not theirs:
        return
    last, size = theirs[-1]
    ours = dict(source.lengths())
    same = last in ours and source.copied(last).key == target.copied(last).key and size <= ours[last]
    if not same:
        message = Text("Das Ziel enthält schon etwas anderes. Bitte eine leere Datenbank nehmen.")
        raise Refused(message)


def _copy_journal(source: Store, target: Store, progress: Progress | None) -> None:
    lengths = source.lengths()
    total, done = sum(size for _, size in lengths), 0
    newest = target.revision()
    for id, size in lengths:
        if id > newest:

            def report(part: int, before: int = done) -> None:
                if progress:
                    progress(before + part, total)

            target.take(_patiently(partial(source.copied, id)), report)
        done += size
        if progress:
            progress(done, total)


def _patiently(read: Callable[[], T]) -> T:
    """Read again for a while where the store is silent: a server that just took in a nation may be busy for a minute."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return read()
        except StoreAway:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def fingerprint(store: Store) -> str:
    """Return a SHA-256 of all that a store holds: two stores have the same one if they hold the same."""
    found = hashlib.sha256()
    for line in _lines(store):
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()


def _lines(store: Store) -> Iterator[str]:
    for id, _ in _patiently(store.lengths):
        yield from _entry(_patiently(partial(store.copied, id)))
    records = _patiently(lambda: store.records(Viewer.STAFF))
    first = _patiently(store.first_days)
    parts: tuple[Iterable[Record], ...] = (
        records.topics.values(),
        records.partners.values(),
        records.contacts.values(),
        records.ties.values(),
        records.inquiries.values(),
        records.requests.values(),
    )
    for part in parts:
        yield from sorted(_canonical(record) for record in part)
    yield from sorted(f"{subject} {id} {day.isoformat()}" for (subject, id), day in first.items())
    rest = store.rest()
    yield _json([rest.generation, sorted(rest.settings.items())])
    yield from _areas(rest.areas)
    for version, found in sorted(rest.earlier.items()):
        yield from _areas(unpacked(version, found))


def _entry(entry: Copied) -> Iterator[str]:
    revision = entry.revision
    at = revision.at.astimezone(UTC).isoformat(timespec="microseconds")
    yield _json([revision.id, at, revision.actor, revision.reason, entry.key])
    for change in sorted(revision.changes, key=lambda change: (change.subject, change.id)):
        both = [record and _canonical(record) for record in (change.before, change.after)]
        yield _json([change.subject, change.id, *both])


def _canonical(record: Record) -> str:
    """Return a record as JSON with numbers and attributes in one way of writing."""
    if isinstance(record, Partner):
        lat, lon = (None if value is None else float(value) for value in (record.lat, record.lon))
        record = replace(record, lat=lat, lon=lon, attrs=dict(sorted(record.attrs.items())))
    elif isinstance(record, Tie):
        amount = None if record.amount is None else float(record.amount)
        record = replace(record, amount=amount, attrs=dict(sorted(record.attrs.items())))
    return to_json(record)


def _areas(areas: Areas) -> Iterator[str]:
    yield _json([areas.version, areas.stand.isoformat() if areas.stand else None, areas.source])
    for area in areas.values():
        figures = [area.population, *(value and float(value) for value in (area.lat, area.lon, area.km2))]
        yield _json([area.ags, area.name, area.postcode, area.urban, area.urbanisation, *figures])
    for ags in sorted(areas.outlines):
        yield _json([ags, areas.outlines[ags]])
    yield _json(sorted(areas.successors.items()))
    yield from (_json([*pair, float(minutes)]) for pair, minutes in sorted(areas.minutes.items()))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
