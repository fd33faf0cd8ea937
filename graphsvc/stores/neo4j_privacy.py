"""What must go goes everywhere: contact details are erased, a text is taken out of every version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from graphsvc.changes import SUBJECTS, Change, Record, Subject, from_json, id_of, to_json
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import rows
from graphsvc.stores.neo4j_rows import CONTACT, INQUIRY, PARTNER, REQUEST, TIE, TOPIC, Reader
from graphsvc.stores.neo4j_schema import TIE_TYPES
from graphsvc.stores.neo4j_write import days_of, run, upsert
from graphsvc.stores.redaction import FREE, MARK, redacted
from graphsvc.stores.shapes import LISTS

_ERASE = """MATCH (c:Change {subject: 'contact', id: $id})-[:HELD]->(v:ContactVersion)
USING INDEX SEEK c:Change(subject, id) DETACH DELETE v"""
_ERASE_CONTACT = "MATCH (c:Contact {id: $id}) DETACH DELETE c"
_ERASED = """MATCH (r:Revision {id: $revision})
CREATE (r)-[:MADE]->(:Change {revision: $revision, subject: 'contact', id: $id, visibility: 'staff', partners: []})"""


def _held(subject: Subject, variable: str) -> str:
    """Return the condition that a record's free texts hold ``$value``."""
    conditions = []
    for name in FREE[subject]:
        if name == "attrs":
            attribute = f"a CONTAINS $value OR {variable}['attr:' + a] CONTAINS $value"
            conditions.append(f"any(a IN {variable}.attrs WHERE {attribute})")
        elif name in LISTS:
            conditions.append(f"any(text IN {variable}.{name} WHERE text CONTAINS $value)")
        else:
            conditions.append(f"{variable}.{name} CONTAINS $value")
    return " OR ".join(conditions)


_WITH: Mapping[Subject, str] = {
    "topic": f"MATCH (t:Topic) WHERE t.listed AND ({_held('topic', 't')}) RETURN [{TOPIC}]",
    "partner": f"MATCH (p:Partner) WHERE {_held('partner', 'p')} RETURN [{PARTNER}]",
    "contact": f"MATCH (c:Contact) WHERE {_held('contact', 'c')} RETURN [{CONTACT}]",
    "tie": f"""MATCH (p:Partner)-[t:{TIE_TYPES}]->(o:Partner) WHERE {_held("tie", "t")}
RETURN [{TIE}]""",
    "inquiry": f"MATCH (i:Inquiry) WHERE {_held('inquiry', 'i')} RETURN [{INQUIRY}]",
    "request": f"MATCH (r:Request) WHERE {_held('request', 'r')} RETURN [{REQUEST}]",
}
_VERSIONS = """MATCH (c:Change) WHERE c.before CONTAINS $value OR c.after CONTAINS $value
RETURN [elementId(c), c.subject, c.before, c.after]"""
_CONTACT_VERSIONS = """MATCH (v:ContactVersion) WHERE v.before CONTAINS $value OR v.after CONTAINS $value
RETURN [elementId(v), 'contact', v.before, v.after]"""
_PUT_VERSIONS = "UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row[0] SET n += row[1]"
_PLAIN = (
    "MATCH (r:Revision) WHERE r.reason CONTAINS $value SET r.reason = replace(r.reason, $value, $mark) RETURN [count(r)]",
    "MATCH (r:Revision) WHERE r.actor CONTAINS $value SET r.actor = replace(r.actor, $value, $mark) RETURN [count(r)]",
    "MATCH (s:Setting) WHERE s.value CONTAINS $value SET s.value = replace(s.value, $value, $mark) RETURN [count(s)]",
)
STALE = "MATCH (s:Store {id: 'graphsvc'}) SET s.generation = s.generation + 1"


def erase_contact(tx: Tx, partner: str, revision: int) -> None:
    """Erase a partner's contact from the state and from every version; the journal keeps that it happened."""
    for query in (_ERASE, _ERASE_CONTACT, _ERASED):
        tx.run(query, {"id": partner, "revision": revision}).consume()


def redact(tx: Tx, value: str, today: date) -> int:
    """Replace ``value`` in all free texts of the state, the journal and the settings; returns how many held it."""
    places = sum(_redact_state(tx, subject, value, today) for subject in SUBJECTS)
    in_json = json.dumps(value, ensure_ascii=False)[1:-1]
    for query in (_VERSIONS, _CONTACT_VERSIONS):
        places += _redact_versions(tx, list(rows(tx, query, {"value": in_json})), value)
    for query in _PLAIN:
        places += next(iter(rows(tx, query, {"value": value, "mark": MARK})))[0]
    tx.run(STALE).consume()
    return places


def _redact_state(tx: Tx, subject: Subject, value: str, today: date) -> int:
    reader = Reader()
    places = 0
    changes: list[Change] = []
    for row in list(rows(tx, _WITH[subject], {"value": value})):
        before: Record = reader.record(subject, row)
        after, fields = redacted(before, value)
        if fields:
            places += fields
            changes.append(Change(subject=subject, id=id_of(before), before=before, after=after))
    if changes:
        upsert(tx, subject, changes, days_of(tx, subject, changes, today))
    return places


def _redact_versions(tx: Tx, found: list[Any], value: str) -> int:
    places = 0
    updates = []
    for element, subject, *versions in found:
        update = {}
        for name, text in zip(("before", "after"), versions, strict=True):
            record, fields = redacted(from_json(subject, text), value) if text else (None, 0)
            if record and fields:
                places += fields
                update[name] = to_json(record)
        updates.append([element, update])
    run(tx, _PUT_VERSIONS, "rows", updates)
    return places
