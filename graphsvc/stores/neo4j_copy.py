"""What a copy takes out of Neo4j and puts into it: the journal as it is, the state folded from it, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from graphsvc.areas import Areas
from graphsvc.changes import Change, ChangeSet, Subject
from graphsvc.store import Copied, Rest
from graphsvc.stores import neo4j_areas
from graphsvc.stores.neo4j_journal import REVISION, bare_revision, read_every_change
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import rows
from graphsvc.stores.neo4j_schema import TIE_TYPES
from graphsvc.stores.neo4j_write import BATCH, days_of, record, remove, upsert

_PUT_REVISION = """MERGE (r:Revision {id: $id})
ON CREATE SET r.at = $at, r.actor = $actor, r.reason = $reason, r.key = $key
RETURN [COUNT { (r)-[:MADE]->() }]"""
_NEWEST = "MATCH (s:Store {id: 'graphsvc'}) SET s.revision = $id, s.topics = $id"
_FIRST_PARTNERS = "MATCH (p:Partner) RETURN ['partner', p.id, toString(p.recorded_on)]"
_FIRST_TIES = f"MATCH (:Partner)-[t:{TIE_TYPES}]->(:Partner) RETURN ['tie', t.id, toString(t.recorded_on)]"
_SETTINGS = "MATCH (s:Setting) RETURN [s.key, s.value]"
_NO_SETTINGS = "MATCH (s:Setting) DETACH DELETE s"
_NO_EARLIER = "MATCH (e:EarlierAreas) DELETE e"
_REST = """MATCH (s:Store {id: 'graphsvc'})
SET s.generation = $generation, s.half = CASE WHEN $finished THEN null ELSE true END"""


def copied(tx: Tx, id: int) -> Copied:
    """Return a revision whole; a change whose contact was erased has neither before nor after."""
    (row,) = rows(tx, f"MATCH (r:Revision {{id: $id}}) RETURN [{REVISION}, r.key]", {"id": id})
    return Copied(revision=bare_revision(row[:4], changes=read_every_change(tx, id)), key=row[4])


def parts(entry: Copied) -> Iterator[tuple[int, list[Change]]]:
    """Yield a revision's changes in parts of one subject, each with the number of those before it."""
    ordered = list(ChangeSet(changes=entry.revision.changes).ordered())
    start = 0
    while start < len(ordered):
        first = ordered[start]
        part = [
            change
            for change in ordered[start : start + BATCH]
            if (change.subject, change.after is None) == (first.subject, first.after is None)
        ]
        yield start, part
        start += len(part)


def take_part(tx: Tx, entry: Copied, start: int, part: list[Change], *, last: bool) -> None:
    """Append a part of a revision, unless that was done before; what it may do was checked where it was written."""
    revision = entry.revision
    given: dict[str, Any] = {"id": revision.id, "at": revision.at, "key": entry.key}
    given |= {"actor": revision.actor, "reason": revision.reason}
    ((done,),) = rows(tx, _PUT_REVISION, given)
    if done <= start and part:
        subject = part[0].subject
        if part[0].after is None:
            remove(tx, subject, [change for change in part if change.before is not None])
        else:
            day = revision.at.astimezone().date()
            upsert(tx, subject, part, days_of(tx, subject, part, day))
        record(tx, subject, part, revision.id)
    if last:
        tx.run(_NEWEST, {"id": revision.id}).consume()


def first_days(tx: Tx) -> dict[tuple[Subject, str], date]:
    """Return the day on which each partner and tie was first recorded."""
    found: dict[tuple[Subject, str], date] = {}
    for query in (_FIRST_PARTNERS, _FIRST_TIES):
        for subject, id, day in rows(tx, query, {}):
            found[subject, id] = date.fromisoformat(day)
    return found


def rest(tx: Tx, areas: Areas, generation: int) -> Rest:
    """Return what lies beside journal and state."""
    settings, earlier = dict(rows(tx, _SETTINGS, {})), neo4j_areas.kept_areas(tx)
    return Rest(settings=settings, areas=areas, earlier=earlier, generation=generation)


def take_rest(tx: Tx, given: Rest) -> None:
    """Put settings and areas in the place of those that are there."""
    tx.run(_NO_SETTINGS).consume()
    for key, value in given.settings.items():
        neo4j_areas.remember(tx, key, value)
    neo4j_areas.write_areas(tx, given.areas)
    tx.run(_NO_EARLIER).consume()
    neo4j_areas.keep_areas(tx, given.earlier)
    tx.run(_REST, {"generation": given.generation, "finished": given.finished}).consume()
