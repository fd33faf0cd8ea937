"""SQLite and Neo4j forget the same: whatever is redacted or erased, in whatever order, leaves the same rest in both."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from nasty_records import CONTACTS, GROUP, PARTNERS, RECORDS, TIES
from two_stores import everything, opened

from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Contact, Selection, Viewer

VALUES = [
    'laut "Frau Müllerin"',
    "Frau Müllerin",
    "100 %",
    "\\ %",
    "C:\\Liste\n%",
    "\\n%",
    "ängste",
    "Ängste",
    "Angst",
    "🧠",
    "👩‍👩‍👧",
    "\U00010428 D",
    "قوة",
    "quoted",
    "contact",
    "direct",
    "attr:",
    "topics",
    "clinic",
    "stand",
    "08117",
    "2026",
    "Träger | V",
    "Deutsch",
    "030 23125",
    "example.org",
    'Weg "1"',
    "Erste",
    "konto-7",
    "Spalte",
    '":"',
    "█ Müllerin",
    "aaa",
    "gibt es nirgends",
    "   ",
    " ab ",
    "",
]


@pytest.fixture
def both(tmp_path, neo4j_url):
    """Both stores with the nasty records, and with more than one version of some."""
    with opened(tmp_path, neo4j_url, datetime(2026, 11, 1, 10, tzinfo=UTC)) as stores:
        stores.write(added(*RECORDS, reason="Erste Liste"), "1")
        stores.clock.forward(days=2)
        noted = replace(PARTNERS[0], evidence='laut "Frau Müllerin"', topics=("Frau Müllerin", "Angst"))
        called = replace(CONTACTS[0], phone="040 66969 222")
        ended = replace(TIES[0], until=date(2026, 10, 1), attrs={"Frau Müllerin": "Frau Müllerin", "z": ""})
        group = replace(GROUP, name="Frau Müllerins Gruppe")
        for number, pairs in enumerate(
            [
                [(PARTNERS[0], noted), (CONTACTS[0], called), (TIES[0], ended), (GROUP, group)],
                [(noted, PARTNERS[0]), (CONTACTS[1], None), (TIES[3], None)],
                [(called, replace(called, email="frau.müllerin@example.org")), (PARTNERS[0], noted)],
            ]
        ):
            changes = ChangeSet(changes=tuple(change(*pair) for pair in pairs), reason="von Frau Müllerin")
            stores.agree(lambda store, c=changes, n=number: store.apply(c, actor="konto-7", key=f"edit {n}"))
        stores.agree(lambda store: store.remember("spalten", 'Spalte "Frau Müllerin" 🧠'))
        yield stores


@pytest.mark.parametrize("order", [1, -1])
def test_every_redaction_leaves_the_same(both, order):
    places = {}
    for value in VALUES[::order]:
        places[value] = both.agree(lambda store, v=value: store.redact(v, actor="konto-8", reason=f"wegen {v}"))
        if order == 1:
            _compare(both)
    _compare(both)
    # neither finds nothing, nor everything
    assert all(places[value] for value in ("030 23125", "example.org", "konto-7", "🧠", "Träger | V"))
    assert not any(places[value] for value in ("08117", "2026", '":"', "gibt es nirgends"))
    assert places["   "][0] == places[" ab "][0] == places[""][0] == "Refused"


def test_what_was_redacted_is_edited_and_undone_alike(both):
    before = both.sqlite.records(Viewer.STAFF)
    undone = both.sqlite.undo(3)
    both.agree(lambda store: store.redact("Frau Müllerin", actor="konto-8", reason="Person"))
    stale = change(before.partners["stand"], replace(before.partners["stand"], name="Neu"))
    assert both.apply(ChangeSet(changes=(stale,)), "stale")[0] == "Conflict"
    assert both.apply(undone, "undone before")[0] == "Conflict"
    now = both.sqlite.records(Viewer.STAFF).partners["stand"]
    both.write(ChangeSet(changes=(change(now, replace(now, name="Neu")),)), "edit")
    _compare(both)
    last = both.sqlite.revision()
    both.write(both.sqlite.undo(last), "undo", expected=last)
    for revision in range(1, last + 2):
        both.apply(both.sqlite.undo(revision), f"undo {revision}")
        both.apply(both.sqlite.undo(revision), f"undo {revision} so", expected=revision)
        _compare(both)


@pytest.mark.parametrize("order", [1, -1])
def test_every_erased_contact_leaves_the_same(both, order):
    erased = [CONTACTS[1].id, "niemand", CONTACTS[0].id, "grp", CONTACTS[0].id][::order]
    for partner in erased:
        both.agree(lambda store, id=partner: store.erase_contact(id, actor="konto-8"))
        assert both.agree(lambda store, id=partner: (r := store.partner(id, Viewer.STAFF)) and r.contact) is None
        _compare(both)
    both.write(added(Contact(id=CONTACTS[0].id, phone="neu")), "neu")
    both.agree(lambda store: store.redact("neu", actor="konto-8", reason="auch das"))
    for revision in range(1, both.sqlite.revision() + 1):
        both.apply(both.sqlite.undo(revision), f"undo {revision}", expected=revision)
    both.agree(lambda store: store.erase_contact(CONTACTS[0].id, actor="konto-8"))
    _compare(both)


def _compare(both):
    one, other = both.say(everything)
    assert one == other
    one, other = both.say(lambda store: [store.network(Selection(), Viewer.PUBLIC), store.remembered("spalten")])
    assert one == other
    one, other = both.say(lambda store: store.find("", Selection(topics=frozenset({"Angst"})), Viewer.STAFF, limit=99))
    assert one == other
