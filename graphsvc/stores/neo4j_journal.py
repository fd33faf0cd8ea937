"""The journal in Neo4j: (:Revision)-[:MADE]->(:Change), of which a viewer is sent only what he may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, cast

from graphsvc.changes import Change, ChangeSet, Subject, from_json, to_json, touched
from graphsvc.errors import Unknown
from graphsvc.language import Text
from graphsvc.model import Inquiry, Partner, Tie, Viewer
from graphsvc.store import Revision
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import many, rows
from graphsvc.stores.neo4j_rows import CHANGES

CHUNK = 2_000  # changes that are read at once

REVISION = "r.id, r.at, r.actor, r.reason"
NEW_REVISION = "CREATE (:Revision {id: $id, at: $at, actor: $actor, reason: $reason, key: $key})"
NEWEST = """MATCH (s:Store {id: 'graphsvc'})
SET s.revision = $id, s.topics = CASE WHEN $topics THEN $id ELSE s.topics END"""
CHANGE = "c.subject, c.id, c.before, c.after"
# Staff see all; others what all versions of it allow, of partners that they may still see. Who and why is for staff.
SEEN = """($staff OR c.visibility IN $sees AND all(id IN c.partners WHERE
  EXISTS { MATCH (p:Partner {id: id}) WHERE p.visibility IN $sees }))"""
_LATER = """UNWIND $touched AS touched
MATCH (c:Change {subject: touched[0], id: touched[1]}) USING INDEX SEEK c:Change(subject, id)
WHERE c.revision > $expected
OPTIONAL MATCH (c)-[:HELD]->(v:ContactVersion)
RETURN [c.revision, c.subject, c.id, coalesce(c.before, v.before), coalesce(c.after, v.after)]"""
_ORDER = ("public", "partners", "internal")


def viewing(viewer: Viewer) -> dict[str, Any]:
    """Return the parameters of `SEEN`."""
    return {"staff": viewer is Viewer.STAFF, "sees": viewer.sees}


def bare_revision(row: list[Any], viewer: Viewer = Viewer.STAFF, changes: Iterable[Change] = ()) -> Revision:
    """Return a revision from a row of `REVISION`."""
    at: datetime = row[1].to_native().astimezone(UTC)
    staff = viewer is Viewer.STAFF
    found = tuple(sorted(changes, key=lambda change: (change.subject, change.id)))
    return Revision(id=row[0], at=at, actor=row[2] if staff else "", reason=row[3] if staff else "", changes=found)


def change_of(row: list[Any]) -> Change:
    """Return a change from a row of `CHANGE`."""
    subject = cast(Subject, row[0])
    before, after = (from_json(subject, text) if text else None for text in row[2:4])
    return Change(subject=subject, id=row[1], before=before, after=after)


def change_properties(change: Change, revision: int) -> dict[str, Any]:
    """Return the properties of a change's node; a contact's versions lie in a node of their own, to be erased."""
    found: dict[str, Any] = {"revision": revision, "subject": change.subject, "id": change.id}
    found["visibility"], found["partners"] = _seen_by(change)
    if change.subject != "contact":
        found |= versions(change)
    return found


def versions(change: Change) -> dict[str, str]:
    """Return the record before and after as JSON, where there was one."""
    both = {"before": change.before, "after": change.after}
    return {name: to_json(record) for name, record in both.items() if record is not None}


def _seen_by(change: Change) -> tuple[str, list[str]]:
    """Return the strictest visibility of a change's versions, and the partners that one has to see to see it."""
    if change.subject in ("contact", "request"):
        return "staff", []  # also where a contact was erased and neither version is left
    visibilities, partners = {"public"}, set[str]()
    for record in (change.before, change.after):
        match record:
            case Partner():
                visibilities.add(record.visibility)
                partners.add(record.id)
            case Tie():
                visibilities.add(record.visibility)
                partners |= {record.source, record.target}
            case Inquiry():
                partners.add(record.partner)
    strictest = max(visibilities, key=lambda word: _ORDER.index(word) if word in _ORDER else len(_ORDER))
    return strictest, sorted(partners)


def revision_ids(tx: Tx, since: int) -> list[tuple[int, int]]:
    """Return the ids of the revisions after ``since`` with the number of their changes, oldest first."""
    query = "MATCH (r:Revision) WHERE r.id > $since RETURN [r.id, COUNT { (r)-[:MADE]->() }]"
    return sorted((row[0], row[1]) for row in rows(tx, query, {"since": since}))


def chunks(ids: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield ids of revisions that together have not too many changes."""
    chunk: list[int] = []
    size = 0
    for id, changes in ids:
        if chunk and size + changes > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(id)
        size += changes
    if chunk:
        yield chunk


def read_revisions(tx: Tx, _: object, ids: list[int], viewer: Viewer) -> list[Revision]:
    """Return revisions with the changes that the viewer may see; contacts without their values."""
    query = f"UNWIND $ids AS id MATCH (r:Revision {{id: id}}) RETURN [{REVISION}]"
    found = {row[0]: row for row in rows(tx, query, {"ids": ids})}
    query = f"""UNWIND $ids AS id
MATCH (:Revision {{id: id}})-[:MADE]->(c:Change) WHERE {SEEN}
RETURN [c.revision, {CHANGE}]"""
    changes: dict[int, list[Change]] = {id: [] for id in ids}
    for row in rows(tx, query, viewing(viewer) | {"ids": ids}):
        changes[row[0]].append(change_of(row[1:]))
    return [bare_revision(found[id], viewer, changes[id]) for id in ids if id in found]


def read_changes(tx: Tx, id: int) -> ChangeSet:
    """Return a revision's changes whole, with the contacts that were not erased."""
    if not list(rows(tx, "MATCH (r:Revision {id: $id}) RETURN [r.id]", {"id": id})):
        raise Unknown(Text("Den Stand {id} gibt es nicht.", values={"id": id}), str(id))
    return ChangeSet(changes=tuple(change for change in read_every_change(tx, id) if change.before or change.after))


def read_every_change(tx: Tx, id: int) -> tuple[Change, ...]:
    """Return a revision's changes; one whose contact was erased has neither before nor after."""
    query = f"""MATCH (:Revision {{id: $id}})-[:MADE]->(c:Change)
OPTIONAL MATCH (c)-[:HELD]->(v:ContactVersion)
{CHANGES}"""
    found = (change_of(row) for row in many(tx, query, {"id": id}))
    return tuple(sorted(found, key=lambda change: (change.subject, change.id)))


def later(tx: Tx, changes: ChangeSet, expected: int) -> dict[int, list[Change]]:
    """Return, by revision, what those after ``expected`` made of the records that the changes touch."""
    later: dict[int, list[Change]] = {}
    given: dict[str, Any] = {"touched": [list(each) for each in touched(changes)], "expected": expected}
    for revision, *row in rows(tx, _LATER, given):
        change = change_of(row)
        later.setdefault(revision, [])
        if change.before or change.after:
            later[revision].append(change)
    for found in later.values():
        found.sort(key=lambda change: (change.subject, change.id))
    return later
