"""Whole records out of Neo4j: one partner with all that belongs to it, or everything for an export."""

from __future__ import annotations

from datetime import date
from typing import Any

from graphsvc.changes import Change, Subject, id_of
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie, Viewer
from graphsvc.store import PartnerRecord, Records, Revision, TieRecord
from graphsvc.stores.neo4j_journal import CHANGE, REVISION, SEEN, bare_revision, change_of, viewing
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import VISIBLE, many, read_topics, rows
from graphsvc.stores.neo4j_rows import (
    CONTACT,
    CONTACTS,
    INQUIRIES,
    INQUIRY,
    OTHER,
    PARTNER,
    PARTNERS,
    REQUESTS,
    TIE,
    TIES,
    Reader,
)
from graphsvc.stores.neo4j_schema import TIE_TYPES
from graphsvc.stores.shapes import FIELDS
from graphsvc.vocabulary import GROUPS

# Groups are reached through their office, unless they chose otherwise.
_REACHED = "($staff OR NOT p.kind IN $groups OR p.`attr:contact` = 'direct')"


def _parameters(viewer: Viewer) -> dict[str, Any]:
    return viewing(viewer) | {"groups": sorted(GROUPS)}


def read_partner(tx: Tx, id: str, viewer: Viewer) -> PartnerRecord | None:
    """Return a partner as far as the viewer may see it."""
    reader = Reader()
    given = _parameters(viewer) | {"id": id}
    query = f"""MATCH (p:Partner {{id: $id}}) USING INDEX SEEK p:Partner(id) WHERE {VISIBLE["p"]}
OPTIONAL MATCH (p)-[:REACHED_BY]->(c:Contact) WHERE {_REACHED}
RETURN [[{PARTNER}], CASE WHEN c IS NOT NULL THEN [{CONTACT}] END]"""
    found = next(iter(rows(tx, query, given)), None)
    if found is None:
        return None
    partner: Partner = reader.record("partner", found[0])
    contact: Contact | None = reader.record("contact", found[1]) if found[1] else None
    ties = _ties(tx, reader, given)
    query = f"MATCH (p:Partner {{id: $id}})<-[:ASKED]-(i:Inquiry) USING INDEX SEEK p:Partner(id) RETURN [{INQUIRY}]"
    inquiries: list[Inquiry] = [reader.record("inquiry", row) for row in rows(tx, query, given)]
    inquiries.sort(key=lambda inquiry: (-inquiry.on.toordinal(), inquiry.id))
    history = _history(tx, partner, ties, inquiries, viewer)
    if viewer is Viewer.STAFF:
        revision = max((entry.id for entry in history), default=0)
    else:
        query = "MATCH (c:Change) WHERE c.subject IN ['partner', 'contact'] AND c.id = $id RETURN [max(c.revision)]"
        revision = next(iter(rows(tx, query, given)))[0] or 0
    return PartnerRecord(
        partner=partner,
        contact=contact,
        ties=tuple(ties),
        inquiries=tuple(inquiries),
        history=history,
        revision=revision,
    )


def _ties(tx: Tx, reader: Reader, given: dict[str, Any]) -> list[TieRecord]:
    query = f"""MATCH (p:Partner {{id: $id}})-[t:{TIE_TYPES}]-(o:Partner) USING INDEX SEEK p:Partner(id)
WHERE {VISIBLE["t"]} AND {VISIBLE["o"]}
CALL (t) {{ MATCH (c:Change {{subject: 'tie', id: t.id}}) USING INDEX SEEK c:Change(subject, id)
  RETURN max(c.revision) AS revision }}
RETURN [startNode(t) = p, revision, o.name_key, [{OTHER}], {TIE}]"""
    found = []
    width = len(FIELDS["tie"])
    for outgoing, revision, name_key, other, *row in rows(tx, query, given):
        if not outgoing:
            row[1], row[2] = row[2], row[1]  # the pattern's p is always the partner itself
        tie: Tie = reader.record("tie", row[:width])
        record = TieRecord(tie=tie, other=reader.record("partner", other), outgoing=outgoing, revision=revision)
        found.append(((not outgoing, name_key, record.other.id, tie.since or date.min, tie.id), record))
    return [record for _, record in sorted(found, key=lambda pair: pair[0])]


def _history(
    tx: Tx, partner: Partner, ties: list[TieRecord], inquiries: list[Inquiry], viewer: Viewer
) -> tuple[Revision, ...]:
    """Return the revisions that touched the partner, its contact, its ties or its inquiries, newest first."""
    touched = [["partner", partner.id], ["contact", partner.id]]
    touched += [["tie", record.tie.id] for record in ties] + [["inquiry", inquiry.id] for inquiry in inquiries]
    query = f"""UNWIND $touched AS touched
MATCH (c:Change {{subject: touched[0], id: touched[1]}}) USING INDEX SEEK c:Change(subject, id) WHERE {SEEN}
MATCH (r:Revision)-[:MADE]->(c)
RETURN [{REVISION}, {CHANGE}]"""
    revisions: dict[int, tuple[list[Any], list[Change]]] = {}
    for row in rows(tx, query, viewing(viewer) | {"touched": touched}):
        revisions.setdefault(row[0], (row[:4], []))[1].append(change_of(row[4:]))
    return tuple(bare_revision(row, viewer, changes) for _, (row, changes) in sorted(revisions.items(), reverse=True))


def read_records(tx: Tx, viewer: Viewer, revision: int) -> Records:
    """Return everything that the viewer may see, by id."""
    reader = Reader()

    def read(subject: Subject, query: str) -> dict[str, Any]:
        found = (reader.record(subject, row) for row in many(tx, query, _parameters(viewer)))
        return dict(sorted((id_of(record), record) for record in found))

    partners: dict[str, Partner] = read("partner", f"MATCH (p:Partner) WHERE {VISIBLE['p']} {PARTNERS}")
    contacts: dict[str, Contact] = read(
        "contact",
        f"MATCH (p:Partner)-[:REACHED_BY]->(c:Contact) WHERE {VISIBLE['p']} AND {_REACHED} {CONTACTS}",
    )
    ties: dict[str, Tie] = read(
        "tie",
        f"""MATCH (p:Partner)-[t:{TIE_TYPES}]->(o:Partner)
WHERE {VISIBLE["t"]} AND {VISIBLE["p"]} AND {VISIBLE["o"]}
{TIES}""",
    )
    inquiries: dict[str, Inquiry] = read(
        "inquiry", f"MATCH (p:Partner)<-[:ASKED]-(i:Inquiry) WHERE {VISIBLE['p']} {INQUIRIES}"
    )
    requests: dict[str, Request] = {}
    if viewer is Viewer.STAFF:
        requests = read("request", f"MATCH (r:Request) {REQUESTS}")
    return Records(
        partners=partners,
        contacts=contacts,
        ties=ties,
        inquiries=inquiries,
        requests=requests,
        topics=read_topics(tx),
        revision=revision,
    )
