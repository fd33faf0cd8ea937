"""One suite over every store: beginnings follow from the journal, and no later edit, end or removal changes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from graphsvc.beginnings import Begun, Tied
from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Partner, Selection, Tie, Viewer

HERE = Selection(areas=frozenset({"08117"}))


def partner(id, **values):
    return Partner(
        **({"id": id, "name": id.upper(), "kind": "clinic", "area": "08117", "visibility": "public"} | values)
    )


def tie(id, source, target, **values):
    return Tie(**({"id": id, "source": source, "target": target, "visibility": "public"} | values))


def apply(store, *changes):
    return store.apply(ChangeSet(changes=changes), actor="a", key=f"k{store.revision()}").id


def seen(store, selection=HERE, viewer=Viewer.STAFF, revision=99):
    found = store.beginnings(selection, viewer, revision)
    return [(p.revision, p.id) for p in found.partners], [tuple(t) for t in found.ties]


def test_what_comes_first_is_told_in_order(store):
    a, b, c = map(partner, "abc")
    store.apply(added(b, a, tie("t1", "b", "a")), actor="a", key="k")
    store.apply(added(c, partner("far", area="09162"), tie("t2", "a", "c"), tie("t3", "c", "far")), actor="a", key="l")
    store.apply(added(tie("t4", "b", "c", status="none")), actor="a", key="m")
    found = store.beginnings(HERE, Viewer.STAFF, 99)
    assert found.partners == (Begun(1, "a", "clinic"), Begun(1, "b", "clinic"), Begun(2, "c", "clinic"))
    assert found.ties == (Tied(1, "a", "b"), Tied(2, "a", "c"))
    assert seen(store, revision=1) == ([(1, "a"), (1, "b")], [(1, "a", "b")])
    assert seen(store, Selection(on=date(1999, 1, 1), ego="c", areas=HERE.areas)) == seen(store)
    assert seen(store, Selection(ties=frozenset({"supports"})))[1] == []


def test_no_edit_end_or_removal_changes_them(store):
    a, b, c = map(partner, "abc")
    first, second = tie("t1", "a", "b"), tie("t2", "b", "c")
    store.apply(added(a, b, c, first, second), actor="a", key="k")
    before = seen(store)
    ended = replace(first, until=date(2024, 1, 1), kind="refers_to")
    apply(store, change(first, ended), change(a, replace(a, name="Neu", kind="other", until=date(2024, 1, 1))))
    apply(store, change(second, None))
    apply(store, change(c, replace(c, area="09162", state="dissolved")))
    apply(store, change(b, replace(b, area="09162")))
    assert seen(store) == before
    apply(store, change(ended, replace(ended, target="c")))
    apply(store, change(replace(ended, target="c"), None))
    apply(store, change(replace(b, area="09162"), None))
    assert seen(store) == before
    assert store.beginnings(HERE, Viewer.STAFF, 99).partners[0].kind == "clinic"


def test_who_comes_into_view_comes_as_new_and_what_is_hidden_is_left_out(store):
    a, b = partner("a"), partner("b", visibility="internal")
    far = partner("far", area="09162")
    store.apply(added(a, b, far, tie("t1", "a", "b"), tie("t2", "a", "far")), actor="a", key="k")
    assert seen(store, viewer=Viewer.PUBLIC) == ([(1, "a")], [])
    apply(store, change(b, replace(b, visibility="public")), change(far, replace(far, area="08117")))
    assert seen(store, viewer=Viewer.PUBLIC) == ([(1, "a"), (2, "b"), (2, "far")], [(2, "a", "b"), (2, "a", "far")])
    assert seen(store)[0] == [(1, "a"), (1, "b"), (2, "far")]
    apply(store, change(replace(b, visibility="public"), b))
    assert seen(store, viewer=Viewer.PUBLIC) == ([(1, "a"), (2, "far")], [(2, "a", "far")])
