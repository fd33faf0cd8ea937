"""A ChangeSet goes into Neo4j: checked against the present state, then written with its journal, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from graphsvc.changes import SUBJECTS, Change, ChangeSet, Record, Subject, id_of
from graphsvc.language import sort_key
from graphsvc.model import Partner, Tie
from graphsvc.stores.neo4j_areas import link_areas
from graphsvc.stores.neo4j_journal import change_properties, versions
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import rows
from graphsvc.stores.neo4j_rows import CONTACT, INQUIRY, PARTNER, REQUEST, TIE, TOPIC, Reader, to_properties
from graphsvc.stores.neo4j_schema import ALL_LABELS, LABELS, TIE_TYPES, TYPES
from graphsvc.stores.refusals import differing, partners_needed, refuse_bound, refuse_differing, refuse_missing
from graphsvc.topics import Topic

BATCH = 5_000

_FIND: Mapping[Subject, str] = {
    "topic": f"UNWIND $ids AS id MATCH (t:Topic {{name: id}}) WHERE t.listed RETURN [{TOPIC}]",
    "partner": f"UNWIND $ids AS id MATCH (p:Partner {{id: id}}) RETURN [{PARTNER}]",
    "contact": f"UNWIND $ids AS id MATCH (c:Contact {{id: id}}) RETURN [{CONTACT}]",
    "tie": "UNWIND $ids AS id CALL (id) {"
    + " UNION ALL ".join(
        f"MATCH (p)-[t:{type} {{id: id}}]->(o) USING INDEX SEEK t:{type}(id) RETURN p, t, o" for type in TYPES.values()
    )
    + f"}} RETURN [{TIE}]",
    "inquiry": f"UNWIND $ids AS id MATCH (i:Inquiry {{id: id}}) RETURN [{INQUIRY}]",
    "request": f"UNWIND $ids AS id MATCH (r:Request {{id: id}}) RETURN [{REQUEST}]",
}
_REMOVE: Mapping[Subject, str] = {
    "partner": "UNWIND $ids AS id MATCH (p:Partner {id: id}) DETACH DELETE p",
    "contact": "UNWIND $ids AS id MATCH (c:Contact {id: id}) DETACH DELETE c",
    "tie": "UNWIND $ids AS id CALL (id) {"
    + " UNION ALL ".join(
        f"MATCH ()-[t:{type} {{id: id}}]->() USING INDEX SEEK t:{type}(id) RETURN t" for type in TYPES.values()
    )
    + "} DELETE t",
    "inquiry": "UNWIND $ids AS id MATCH (i:Inquiry {id: id}) DETACH DELETE i",
    "request": "UNWIND $ids AS id MATCH (r:Request {id: id}) DETACH DELETE r",
}
_BOUND = (
    f"MATCH (p)-[entry:{TIE_TYPES}]-()",
    "MATCH (p)<-[:ASKED]-(entry:Inquiry)",
    "MATCH (p)-[:REACHED_BY]->(entry:Contact)",
)
_COUNT_BOUND = tuple(
    f"""UNWIND $ids AS id
MATCH (p:Partner {{id: id}}) USING INDEX SEEK p:Partner(id)
{entries}
WITH p, count(DISTINCT entry) AS bound
RETURN [p.id, p.name, bound]"""
    for entries in _BOUND
)
_MISSING = """UNWIND $ids AS id
WITH id WHERE NOT EXISTS { MATCH (p:Partner {id: id}) }
RETURN [id] LIMIT 1"""
_FIRST = """UNWIND $ids AS id
MATCH (r:Revision)-[:MADE]->(c:Change {subject: $subject, id: id}) USING INDEX SEEK c:Change(subject, id)
WITH id, min(r.at) AS at
RETURN [id, at]"""

_CREATE_PARTNER = {
    kind: f"UNWIND $rows AS row CREATE (p:Partner:{label}) SET p = row" for kind, label in LABELS.items()
}
_CHANGE_PARTNER = {
    kind: f"""UNWIND $rows AS row
MATCH (p:Partner {{id: row.id}})
SET p = row
REMOVE p:{ALL_LABELS}
SET p:{label}"""
    for kind, label in LABELS.items()
}
_UNLINK_PARTNER = """UNWIND $ids AS id
MATCH (p:Partner {id: id})-[link:LIES_IN|SERVES|ABOUT]->() USING INDEX SEEK p:Partner(id)
DELETE link"""
_LIES_IN = """UNWIND $pairs AS pair
MATCH (p:Partner {id: pair[0]}), (a:Area {ags: pair[1]})
CREATE (p)-[:LIES_IN]->(a)"""
_SERVES = """UNWIND $pairs AS pair
MATCH (p:Partner {id: pair[0]}), (a:Area {ags: pair[1]})
CREATE (p)-[:SERVES]->(a)"""
_ABOUT = """UNWIND $pairs AS pair
MATCH (p:Partner {id: pair[0]}), (t:Topic {name: pair[1]})
CREATE (p)-[:ABOUT]->(t)"""
_NAME_TOPICS = "UNWIND $topics AS topic MERGE (t:Topic {name: topic[0]}) ON CREATE SET t.key = topic[1]"
# A spelling that nothing stands for any more goes, as it may hold what was redacted.
_SWEEP_TOPICS = """UNWIND $names AS name
MATCH (t:Topic {name: name}) WHERE t.listed IS NULL AND NOT EXISTS { (t)--() }
DELETE t"""

_CREATE_TIE = {
    tie: f"""UNWIND $rows AS row
MATCH (p:Partner {{id: row[0]}}), (o:Partner {{id: row[1]}})
CREATE (p)-[t:{type}]->(o)
SET t = row[2]"""
    for tie, type in TYPES.items()
}
_CHANGE_TIE = {
    tie: f"UNWIND $rows AS row MATCH ()-[t:{type} {{id: row.id}}]->() USING INDEX SEEK t:{type}(id) SET t = row"
    for tie, type in TYPES.items()
}
_PUT_CONTACT = """UNWIND $rows AS row
MATCH (p:Partner {id: row.id})
MERGE (c:Contact {id: row.id})
SET c = row
MERGE (p)-[:REACHED_BY]->(c)"""
_PUT_INQUIRY = """UNWIND $rows AS row
MERGE (i:Inquiry {id: row.id})
SET i = row
WITH i
OPTIONAL MATCH (i)-[old:ASKED]->()
DELETE old
WITH DISTINCT i
MATCH (p:Partner {id: i.partner})
CREATE (i)-[:ASKED]->(p)"""
_PUT_REQUEST = "UNWIND $rows AS row MERGE (r:Request {id: row.id}) SET r = row"
_UNLINK_TOPIC = """UNWIND $ids AS id
MATCH (t:Topic {name: id})
OPTIONAL MATCH (t)-[up:PART_OF]->()
OPTIONAL MATCH (t)<-[other:SYNONYM_OF]-()
DELETE up, other
REMOVE t.listed, t.parent, t.synonyms"""
_LIST_TOPIC = "UNWIND $rows AS row MATCH (t:Topic {name: row.name}) SET t += row"
_PART_OF = """UNWIND $pairs AS pair
MATCH (t:Topic {name: pair[0]}), (parent:Topic {name: pair[1]})
CREATE (t)-[:PART_OF]->(parent)"""
_SYNONYM_OF = """UNWIND $pairs AS pair
MATCH (t:Topic {name: pair[0]}), (other:Topic {name: pair[1]})
CREATE (other)-[:SYNONYM_OF]->(t)"""

_RECORD = """MATCH (r:Revision {id: $revision})
UNWIND $rows AS row
CREATE (r)-[:MADE]->(c:Change)
SET c = row"""
_RECORD_CONTACT = """MATCH (r:Revision {id: $revision})
UNWIND $rows AS row
CREATE (r)-[:MADE]->(c:Change)
SET c = row[0]
FOREACH (held IN row[1] | CREATE (c)-[:HELD]->(v:ContactVersion) SET v = held)"""


def write(
    tx: Tx, changes: ChangeSet, revision: int, day: date, report: Callable[[int], None], *, empty: bool = False
) -> None:
    """Write state and journal; ``report`` is told how many are written. In an ``empty`` store nothing is looked up."""
    present = {} if empty else _present(tx, changes)
    if not empty or any(change.before is not None for change in changes):
        _check_present_state(changes, present)
    done = 0
    for (subject, gone), group in groupby(changes.ordered(), key=lambda c: (c.subject, c.after is None)):
        members = list(group)
        if not gone and (needed := partners_needed(members)):
            refuse_missing(subject, next((row[0] for row in rows(tx, _MISSING, {"ids": needed})), None))
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            if gone:
                remove(tx, subject, batch)
            else:
                upsert(tx, subject, batch, (lambda _: day) if empty else days_of(tx, subject, batch, day))
            record(tx, subject, batch, revision)
            done += len(batch)
            report(done)


def run(tx: Tx, query: str, name: str, values: Sequence[Any], **more: Any) -> None:
    """Run a statement on values, of which there may be none."""
    if values:
        tx.run(query, {name: values, **more}).consume()


def _present(tx: Tx, changes: ChangeSet) -> dict[tuple[Subject, str], Record]:
    """Return what is there of the records that the changes touch."""
    found: dict[tuple[Subject, str], Record] = {}
    reader = Reader()
    for subject in SUBJECTS:
        ids = [c.id for c in changes if c.subject == subject]
        for start in range(0, len(ids), BATCH):
            for row in rows(tx, _FIND[subject], {"ids": ids[start : start + BATCH]}):
                here = reader.record(subject, row)
                found[subject, id_of(here)] = here
    return found


def _check_present_state(changes: ChangeSet, present: Mapping[tuple[Subject, str], Record]) -> None:
    wrong: list[Change] = []
    for subject in SUBJECTS:
        mine = [c for c in changes if c.subject == subject]
        wrong += differing(mine, {c.id: present[subject, c.id] for c in mine if (subject, c.id) in present})
    refuse_differing(wrong)


def days_of(tx: Tx, subject: Subject, batch: list[Change], day: date) -> Callable[[str], date]:
    """Return on which day each record was first recorded: as the journal has it, else ``day``."""
    first: dict[str, date] = {}
    if subject in ("partner", "tie"):
        for id, at in rows(tx, _FIRST, {"subject": subject, "ids": [change.id for change in batch]}):
            first[id] = at.to_native().astimezone().date()
    return lambda id: first.get(id, day)


def remove(tx: Tx, subject: Subject, batch: list[Change]) -> None:
    """Remove records; a partner only where nothing hangs on it any more."""
    ids = [change.id for change in batch]
    if subject == "topic":
        run(tx, _UNLINK_TOPIC, "ids", ids)
    else:
        if subject == "partner":
            for query in _COUNT_BOUND:
                for _, name, count in sorted(rows(tx, query, {"ids": ids})):
                    refuse_bound(name, count)
        run(tx, _REMOVE[subject], "ids", ids)
    _sweep(tx, batch)


def upsert(tx: Tx, subject: Subject, batch: list[Change], first: Callable[[str], date]) -> None:
    """Write the records after the changes; ``first`` gives the day on which each was first recorded."""
    match subject:
        case "partner":
            _upsert_partners(tx, batch, first)
        case "tie":
            _upsert_ties(tx, batch, first)
        case "topic":
            _upsert_topics(tx, [c.after for c in batch if isinstance(c.after, Topic)])
        case "contact" | "inquiry" | "request":
            put = {"contact": _PUT_CONTACT, "inquiry": _PUT_INQUIRY, "request": _PUT_REQUEST}[subject]
            run(tx, put, "rows", [to_properties(subject, c.after) for c in batch if c.after is not None])
    _sweep(tx, batch)


def _upsert_partners(tx: Tx, batch: list[Change], first: Callable[[str], date]) -> None:
    by_statement: dict[str, list[dict[str, Any]]] = {}
    partners = [(c.before, c.after) for c in batch if isinstance(c.after, Partner)]
    for before, partner in partners:
        row = to_properties("partner", partner)
        row["name_key"], row["recorded_on"] = sort_key(partner.name), first(partner.id)
        statements = _CREATE_PARTNER if before is None else _CHANGE_PARTNER
        by_statement.setdefault(statements[partner.kind], []).append(row)
    for statement, found in by_statement.items():
        run(tx, statement, "rows", found)
    run(tx, _UNLINK_PARTNER, "ids", [partner.id for before, partner in partners if before is not None])
    link_areas(tx, (area for _, p in partners for area in (p.area, *p.serves) if area))
    run(tx, _LIES_IN, "pairs", [[p.id, p.area] for _, p in partners if p.area])
    run(tx, _SERVES, "pairs", [[p.id, area] for _, p in partners for area in dict.fromkeys(p.serves) if area])
    _name_topics(tx, (topic for _, p in partners for topic in p.topics))
    run(tx, _ABOUT, "pairs", [[p.id, topic] for _, p in partners for topic in dict.fromkeys(p.topics)])


def _upsert_ties(tx: Tx, batch: list[Change], first: Callable[[str], date]) -> None:
    moved: list[str] = []
    by_statement: dict[str, list[Any]] = {}
    for change in batch:
        before, tie = change.before, change.after
        if not isinstance(tie, Tie):
            continue
        row = to_properties("tie", tie) | {"recorded_on": first(tie.id)}
        if isinstance(before, Tie) and _place(before) == _place(tie):
            by_statement.setdefault(_CHANGE_TIE[tie.kind], []).append(row)
        else:
            moved += [tie.id] if before else []
            by_statement.setdefault(_CREATE_TIE[tie.kind], []).append([tie.source, tie.target, row])
    run(tx, _REMOVE["tie"], "ids", moved)
    for statement, found in by_statement.items():
        run(tx, statement, "rows", found)


def _place(tie: Tie) -> tuple[str, str, str]:
    return tie.source, tie.target, tie.kind


def _upsert_topics(tx: Tx, topics: list[Topic]) -> None:
    _name_topics(tx, (name for t in topics for name in (t.name, t.parent, *t.synonyms) if name))
    run(tx, _UNLINK_TOPIC, "ids", [topic.name for topic in topics])
    run(tx, _LIST_TOPIC, "rows", [to_properties("topic", topic) | {"listed": True} for topic in topics])
    run(tx, _PART_OF, "pairs", [[topic.name, topic.parent] for topic in topics if topic.parent])
    run(tx, _SYNONYM_OF, "pairs", [[t.name, other] for t in topics for other in dict.fromkeys(t.synonyms) if other])


def _name_topics(tx: Tx, names: Iterable[str]) -> None:
    run(tx, _NAME_TOPICS, "topics", [[name, sort_key(name)] for name in sorted(set(names))])


def _sweep(tx: Tx, batch: list[Change]) -> None:
    names: set[str] = set()
    for change in batch:
        match change.before:
            case Partner():
                names |= set(change.before.topics)
            case Topic():
                names |= {change.before.name, change.before.parent, *change.before.synonyms}
    run(tx, _SWEEP_TOPICS, "names", sorted(names))


def record(tx: Tx, subject: Subject, batch: list[Change], revision: int) -> None:
    """Write changes into the journal; a contact's versions lie beside it, so that they can be erased."""
    if subject == "contact":
        held = [[change_properties(c, revision), [versions(c)] if versions(c) else []] for c in batch]
        run(tx, _RECORD_CONTACT, "rows", held, revision=revision)
    else:
        run(tx, _RECORD, "rows", [change_properties(change, revision) for change in batch], revision=revision)
