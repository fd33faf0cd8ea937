"""Whole records out of SQLite: one partner with all that belongs to it, or everything for an export."""

from __future__ import annotations

import json
import sqlite3
from operator import itemgetter
from typing import Any

from graphsvc.changes import Subject, id_of
from graphsvc.model import Contact, Inquiry, Partner, Tie, Viewer
from graphsvc.store import PartnerRecord, Records, Revision, TieRecord
from graphsvc.stores.shapes import FIELDS, KEY
from graphsvc.stores.sqlite_journal import with_changes
from graphsvc.stores.sqlite_network import read_topics
from graphsvc.stores.sqlite_rows import TABLES, Reader
from graphsvc.vocabulary import GROUPS


def columns(subject: Subject, alias: str = "") -> str:
    """Return a subject's columns, quoted, in the order of `FIELDS`."""
    return ", ".join(f'{alias}"{field}"' for field in FIELDS[subject])


def read_partner(db: sqlite3.Connection, id: str, viewer: Viewer) -> PartnerRecord | None:
    """Return a partner as far as the viewer may see it."""
    reader = Reader()
    row = db.execute(f"SELECT {columns('partner')} FROM partner WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    partner: Partner = reader.record("partner", row)
    if partner.visibility not in viewer.sees:
        return None
    row = db.execute(f"SELECT {columns('contact')} FROM contact WHERE id = ?", (id,)).fetchone()
    contact = reader.record("contact", row) if row and may_see_contact(partner, viewer) else None
    ties = _ties(db, reader, id, viewer)
    rows = db.execute(f'SELECT {columns("inquiry")} FROM inquiry WHERE partner = ? ORDER BY "on" DESC, id', (id,))
    inquiries: tuple[Inquiry, ...] = tuple(reader.record("inquiry", row) for row in rows)
    history = _history(db, partner, ties, inquiries, viewer)
    revision = max((r.id for r in history), default=0) if viewer is Viewer.STAFF else _last_touched(db, id)
    return PartnerRecord(
        partner=partner, contact=contact, ties=ties, inquiries=inquiries, history=history, revision=revision
    )


def may_see_contact(partner: Partner, viewer: Viewer) -> bool:
    """Return whether a viewer sees a partner's contact: groups go through their office, unless they chose otherwise."""
    return viewer is Viewer.STAFF or partner.kind not in GROUPS or partner.attrs.get("contact") == "direct"


def _ties(db: sqlite3.Connection, reader: Reader, id: str, viewer: Viewer) -> tuple[TieRecord, ...]:
    found = []
    width = len(FIELDS["tie"])
    for here, there in (("source", "target"), ("target", "source")):
        rows = db.execute(
            f"""SELECT {columns("tie", "t.")}, {columns("partner", "p.")},
                (SELECT max(revision) FROM change WHERE subject = 'tie' AND change.id = t.id)
            FROM tie t JOIN partner p ON p.id = t.{there} WHERE t.{here} = ?
            AND t.visibility IN (SELECT value FROM json_each(?)) AND p.visibility IN (SELECT value FROM json_each(?))
            ORDER BY p.name_key, p.id, t.since, t.id""",
            (id, json.dumps(viewer.sees), json.dumps(viewer.sees)),
        )
        for row in rows:
            tie: Tie = reader.record("tie", row[:width])
            other: Partner = reader.record("partner", row[width:-1])
            found.append(TieRecord(tie=tie, other=other, outgoing=here == "source", revision=row[-1]))
    return tuple(found)


def _last_touched(db: sqlite3.Connection, id: str) -> int:
    sql = "SELECT coalesce(max(revision), 0) FROM change WHERE id = ? AND subject IN ('partner', 'contact')"
    return int(db.execute(sql, (id,)).fetchone()[0])


def _history(
    db: sqlite3.Connection,
    partner: Partner,
    ties: tuple[TieRecord, ...],
    inquiries: tuple[Inquiry, ...],
    viewer: Viewer,
) -> tuple[Revision, ...]:
    """Return the revisions that touched the partner, its contact, its ties or its inquiries, newest first."""
    ids = [("partner", partner.id), ("contact", partner.id)]
    ids += [("tie", record.tie.id) for record in ties] + [("inquiry", inquiry.id) for inquiry in inquiries]
    rows = db.execute(
        """SELECT c.revision, c.subject, c.id, c.before, c.after FROM json_each(?) j
        JOIN change c ON c.subject = json_extract(j.value, '$[0]') AND c.id = json_extract(j.value, '$[1]')""",
        (json.dumps(ids),),
    ).fetchall()
    by_revision: dict[int, list[tuple[Any, ...]]] = {}
    for revision, *change in rows:
        by_revision.setdefault(revision, []).append(tuple(change))
    found = []
    for id in sorted(by_revision, reverse=True):
        row = db.execute("SELECT id, at, actor, reason FROM revision WHERE id = ?", (id,)).fetchone()
        revision = with_changes(db, row, sorted(by_revision[id], key=itemgetter(0, 1)), viewer)
        if revision.changes:
            found.append(revision)
    return tuple(found)


def read_records(db: sqlite3.Connection, viewer: Viewer, revision: int) -> Records:
    """Return everything that the viewer may see, by id."""
    reader = Reader()
    seen = frozenset(viewer.sees)

    def read(subject: Subject) -> dict[str, Any]:
        sql = f"SELECT {columns(subject)} FROM {TABLES[subject]} ORDER BY {KEY[subject]}"
        return {id_of(record): record for record in (reader.record(subject, row) for row in db.execute(sql))}

    partners: dict[str, Partner] = {id: p for id, p in read("partner").items() if p.visibility in seen}
    contacts: dict[str, Contact] = read("contact")
    ties: dict[str, Tie] = read("tie")
    inquiries: dict[str, Inquiry] = read("inquiry")
    return Records(
        partners=partners,
        contacts={id: c for id, c in contacts.items() if id in partners and may_see_contact(partners[id], viewer)},
        ties={
            id: t for id, t in ties.items() if t.visibility in seen and t.source in partners and t.target in partners
        },
        inquiries={id: i for id, i in inquiries.items() if i.partner in partners},
        requests=read("request") if viewer is Viewer.STAFF else {},
        topics=read_topics(db, reader),
        revision=revision,
    )
