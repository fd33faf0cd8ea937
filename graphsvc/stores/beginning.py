"""The beginnings of partners and ties are folded from their versions in the journal, alike for every store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from graphsvc.areas import around
from graphsvc.beginnings import Beginnings, Begun, Tied
from graphsvc.language import sort_key
from graphsvc.model import Selection, Viewer
from graphsvc.topics import Topics

MOST = 2000  # partners; above that no map shows them one by one
Row: TypeAlias = tuple[int, str, str | None, str | None]  # revision, id, before, after: what the journal holds
Version: TypeAlias = tuple[int, Mapping[str, Any]]


def whenever(selection: Selection) -> Selection:
    """Return a selection without its days and its centre: places are those of all times, and of the whole around it."""
    return replace(selection, on=date.max, since=date.min, ego=None)


def begun(rows: Iterable[Row], selection: Selection, viewer: Viewer, topics: Topics) -> tuple[Begun, ...]:
    """Return the partners from their versions: the first that the viewer saw within the selection counts."""
    spellings = topics.spellings_under(selection.topics)

    def counts(partner: Mapping[str, Any]) -> bool:
        return _belongs(partner, selection, spellings)

    return tuple(sorted(Begun(revision, id, first["kind"]) for id, revision, first in _firsts(rows, viewer, counts)))


def tied(rows: Iterable[Row], partners: Iterable[Begun], selection: Selection, viewer: Viewer) -> tuple[Tied, ...]:
    """Return the ties between these partners; one that was there before its ends were seen begins with them."""
    since = {partner.id: partner.revision for partner in partners}

    def counts(tie: Mapping[str, Any]) -> bool:
        wanted = not selection.ties or tie.get("kind", "cooperates_with") in selection.ties
        return wanted and tie.get("status") != "none" and tie["source"] in since and tie["target"] in since

    found = []
    for _, revision, first in _firsts(rows, viewer, counts):
        ends = sorted((first["source"], first["target"]))
        found.append(Tied(max(revision, *(since[end] for end in ends)), *ends))
    return tuple(sorted(found))


def beginnings(partners: tuple[Begun, ...], ties: tuple[Tied, ...] = ()) -> Beginnings:
    """Return both, or nothing where there are too many to be shown one by one."""
    return Beginnings(partners, ties) if len(partners) <= MOST else Beginnings()


def _firsts(
    rows: Iterable[Row], viewer: Viewer, counts: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield id, revision and first version that counts, of those records whose newest version the viewer may see."""
    versions: dict[str, list[Version]] = {}
    newest: dict[str, Mapping[str, Any]] = {}
    for revision, id, before, after in sorted(rows, key=lambda row: row[0]):
        if after:
            newest[id] = json.loads(after)
            versions.setdefault(id, []).append((revision, newest[id]))
        elif before:
            newest[id] = json.loads(before)
    for id, found in versions.items():
        if _seen(newest[id], viewer):
            first = next(((r, version) for r, version in found if _seen(version, viewer) and counts(version)), None)
            if first:
                yield id, *first


def _seen(version: Mapping[str, Any], viewer: Viewer) -> bool:
    return viewer is Viewer.STAFF or version.get("visibility", "internal") in viewer.sees


def _belongs(partner: Mapping[str, Any], selection: Selection, spellings: frozenset[str]) -> bool:
    """Return whether a version of a partner belongs to a selection, as the stores' queries have it for the present."""
    topics = partner.get("topics", ())
    return (
        (not selection.kinds or partner["kind"] in selection.kinds)
        and (not selection.fields or bool(selection.fields & set(partner.get("fields", ()))))
        and (not selection.topics or not topics or any(sort_key(topic) in spellings for topic in topics))
        and (not selection.areas or any(_lies_in(partner, area) for area in selection.areas))
    )


def _lies_in(partner: Mapping[str, Any], area: str) -> bool:
    larger, serves = around(area), partner.get("serves", ())
    return partner.get("area", "").startswith(area) or any(s.startswith(area) or s in larger for s in serves)
