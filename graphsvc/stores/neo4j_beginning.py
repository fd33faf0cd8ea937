"""The versions of partners and ties that their beginnings are folded from, out of the journal in Neo4j."""

from __future__ import annotations

from collections.abc import Iterable

from graphsvc.beginnings import Beginnings
from graphsvc.changes import Subject
from graphsvc.model import Selection, Viewer
from graphsvc.stores.beginning import MOST, Row, beginnings, begun, tied, whenever
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.neo4j_network import partners_selected, rows
from graphsvc.stores.neo4j_schema import TIE_TYPES
from graphsvc.topics import Topics

_TIES = f"""UNWIND $ends AS id
MATCH (p:Partner {{id: id}})-[t:{TIE_TYPES}]->(:Partner) USING INDEX SEEK p:Partner(id)
RETURN [t.id]"""
_EDITED = """MATCH (c:Change) USING INDEX SEEK c:Change(subject, id)
WHERE c.subject = $subject AND c.id > '' AND c.before IS NOT NULL
RETURN DISTINCT [c.id]"""
_VERSIONS = """UNWIND $ids AS id
MATCH (c:Change {subject: $subject, id: id}) USING INDEX SEEK c:Change(subject, id)
WHERE c.revision <= $revision
RETURN [c.revision, c.id, c.before, c.after]"""


def read_beginnings(tx: Tx, selection: Selection, viewer: Viewer, revision: int, topics: Topics) -> Beginnings:
    """Return the beginnings up to a revision."""
    selection = whenever(selection)
    selected = partners_selected(selection, viewer, topics)
    start, where = selected.start, selected.where
    query = f"{start} WHERE {where} RETURN DISTINCT [p.id] LIMIT $most"
    now = [id for (id,) in rows(tx, query, where.parameters | {"most": MOST + 1})]
    if len(now) > MOST:
        return Beginnings()
    partners = begun(_versions(tx, "partner", now, revision), selection, viewer, topics)
    ties = [id for (id,) in rows(tx, _TIES, {"ends": [partner.id for partner in partners]})]
    return beginnings(partners, tied(_versions(tx, "tie", ties, revision), partners, selection, viewer))


def _versions(tx: Tx, subject: Subject, ids: Iterable[str], revision: int) -> list[Row]:
    """Return all versions of the records with these ids, and of those that were ever edited or taken out."""
    edited = (id for (id,) in rows(tx, _EDITED, {"subject": subject}))
    given = {"subject": subject, "ids": sorted({*ids, *edited}), "revision": revision}
    return [(row[0], row[1], row[2], row[3]) for row in rows(tx, _VERSIONS, given)]
