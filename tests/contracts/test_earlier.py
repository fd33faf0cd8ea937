"""An earlier stand, of every store: what was read then is read again, but for what must not be seen any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graphsvc.areas import Area, Areas
from graphsvc.changes import Change, ChangeSet, added, change
from graphsvc.errors import Refused, Unknown
from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie, Viewer
from graphsvc.store import Stand
from graphsvc.topics import Topic

DAY = date(2024, 6, 1)
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
OFFICE = Partner(id="k", name="Stelle", kind="contact_office", area="08117", visibility="public")
GROUP = Partner(id="g", name="Gruppe", kind="self_help_group", area="08115", topics=("Angst",), visibility="public")
CLINIC = Partner(id="c", name="Klinik", kind="clinic", area="08117", visibility="public")
TIE = Tie(id="t", source="k", target="g", kind="supports", visibility="public", evidence="Geheimnis")
OTHER = Tie(id="o", source="k", target="c", intensity=3, visibility="public")
SELECTIONS = (
    Selection(on=DAY),
    Selection(on=DAY, areas=frozenset({"08117"})),
    Selection(on=DAY, topics=frozenset({"Angst"})),
    Selection(on=DAY, ego="c"),
)


def seen(store, selection, viewer=Viewer.STAFF):
    """Return all that a network holds of what is recorded, but for the visibilities, which those of today narrow."""
    graph = store.network(selection, viewer).graph
    nodes = {id: {**values, "visibility": ""} for id, values in graph.nodes(data=True)}
    edges = {key: (*ends, {**values, "visibility": ""}) for *ends, key, values in graph.edges(keys=True, data=True)}
    network = store.network(selection, viewer)
    return network.revision, nodes, edges, network.inquiries, network.requests, network.outside


@pytest.fixture
def history(store):
    """A store with five revisions, and what was seen at each."""
    steps = [
        added(Topic(name="Angst"), OFFICE, GROUP, TIE, Contact(id="k", phone="07161 1")),
        added(
            CLINIC, OTHER, Inquiry(id="i", partner="c", on=DAY), Request(id="r", topic="Angst", area="08117", year=2023)
        ),
        ChangeSet(changes=(change(GROUP, replace(GROUP, name="Neuer Name")), change(OTHER, None))),
        ChangeSet(changes=(change(TIE, replace(TIE, until=date(2024, 1, 1))),)),
        added(Partner(id="x", name="Noch einer", kind="other", area="08117")),
    ]
    then = []
    for number, step in enumerate(steps):
        store.apply(step, actor="a", key=f"k{number}")
        then.append([seen(store, selection) for selection in SELECTIONS])
    return store, then


def test_each_revision_is_read_as_it_was(history):
    store, then = history
    for number, expected in enumerate(then, start=1):
        earlier = store.earlier(Stand(number))
        assert earlier.revision() == number
        assert [seen(earlier, selection) for selection in SELECTIONS] == expected
    assert [seen(store, selection) for selection in SELECTIONS] == then[-1]


def test_partners_are_found_as_they_were(history):
    store, _ = history
    assert [p.name for p in store.earlier(Stand(2)).find("Gruppe", Selection(on=DAY), Viewer.STAFF).partners] == [
        "Gruppe"
    ]
    assert store.find("Gruppe", Selection(on=DAY), Viewer.STAFF).total == 0
    assert store.earlier(Stand(1)).partner("c", Viewer.STAFF) is None


def test_the_newest_is_the_store_itself_and_what_is_not_there_is_refused(history):
    store, then = history
    assert store.earlier(Stand(len(then))) is store
    for number in (0, -1, len(then) + 1):
        with pytest.raises(Unknown):
            store.earlier(Stand(number))


def test_areas_are_those_that_it_was_shown_with(history):
    """The link names them: also of the newest revision, where only areas were loaded since."""
    store, then = history
    first = Area(ags="08117", name="Göppingen", population=257_253, lat=48.7, lon=9.65, km2=642.36, urban=True)
    old = store.load_areas(
        Areas(
            [first, Area(ags="08117999", name="Altdorf")],
            outlines={
                "08117": {"type": "Polygon", "coordinates": [[[9.5, 48.7], [9.7, 48.7], [9.6, 48.8], [9.5, 48.7]]]}
            },
            successors={"08117998": "08117999"},
            minutes={("08117", "08115"): 31.5},
            stand=date(2018, 12, 31),
            source="Amt",
        )
    )
    new = store.load_areas(Areas([replace(first, population=260_000)], successors={"08117999": "08117"}, stand=DAY))
    assert (new["08117"].population, "08117999" in new) == (260_000, False)
    for number in (2, len(then)):
        earlier = store.earlier(Stand(number, old.version))
        assert earlier.revision() == number
        assert [seen(earlier, selection) for selection in SELECTIONS] == then[number - 1]
        for found in (earlier.areas(), earlier.network(SELECTIONS[0], Viewer.STAFF).areas):
            assert dict(found) == dict(old)
            for what in ("outlines", "successors", "minutes", "stand", "source", "version"):
                assert getattr(found, what) == getattr(old, what), what
    assert dict(store.earlier(Stand(2)).areas()) == dict(store.areas()) == dict(new)
    assert store.earlier(Stand(len(then), new.version)) is store
    assert len(store.earlier(Stand(2, 0)).areas()) == 0, "before any were loaded"
    with pytest.raises(Unknown):
        store.earlier(Stand(2, 99))


def test_nothing_can_be_written_into_it(history):
    store, _ = history
    for write in (
        lambda it: it.apply(added(replace(CLINIC, id="neu")), actor="a", key="neu"),
        lambda it: it.remember("a", "b"),
        lambda it: it.redact("Klinik", actor="a", reason="r"),
    ):
        with pytest.raises(Refused, match="earlier state"):
            write(store.earlier(Stand(2)))


def test_contacts_are_left_out(history):
    store, _ = history
    assert store.partner("k", Viewer.STAFF).contact is not None
    assert store.earlier(Stand(2)).partner("k", Viewer.STAFF).contact is None
    assert store.earlier(Stand(2)).records(Viewer.STAFF).contacts == {}


def test_what_is_redacted_later_stays_redacted_also_where_it_was_looked_at_before(history):
    store, _ = history
    assert "Geheimnis" in repr(seen(store.earlier(Stand(2)), SELECTIONS[0]))
    store.redact("Geheimnis", actor="a", reason="muss weg")
    assert "Geheimnis" not in repr(seen(store.earlier(Stand(2)), SELECTIONS[0]))
    assert "Geheimnis" not in repr(store.earlier(Stand(2)).records(Viewer.STAFF))


@pytest.mark.parametrize(
    ("then", "today", "seeing"),
    [
        ("public", "public", {Viewer.PUBLIC, Viewer.PARTNERS, Viewer.STAFF}),
        ("public", "partners", {Viewer.PARTNERS, Viewer.STAFF}),
        ("public", "internal", {Viewer.STAFF}),
        ("partners", "public", {Viewer.PARTNERS, Viewer.STAFF}),
        ("internal", "public", {Viewer.STAFF}),
        ("public", None, {Viewer.STAFF}),
    ],
)
def test_a_record_is_seen_by_who_might_then_and_may_today(store, then, today, seeing):
    old = replace(CLINIC, name="Früher", visibility=then)
    tie = replace(OTHER, visibility=then, evidence="früher")
    store.apply(added(OFFICE, old, tie), actor="a", key="1")
    new = replace(old, name="Heute", visibility=today) if today else None
    new_tie = replace(tie, visibility=today) if today else None
    changes: tuple[Change, ...] = (change(tie, new_tie), change(old, new))
    store.apply(ChangeSet(changes=changes), actor="a", key="2")
    for viewer in Viewer:
        _, nodes, edges, *_ = seen(store.earlier(Stand(1)), Selection(on=DAY), viewer)
        assert ("Früher" in repr(nodes)) == (viewer in seeing)
        assert ("früher" in repr(edges)) == (viewer in seeing)


def test_an_edit_since_is_heeded_at_once(store):
    store.apply(added(OFFICE), actor="a", key="1")
    store.apply(added(CLINIC), actor="a", key="2")
    assert "k" in seen(store.earlier(Stand(1)), Selection(on=DAY), Viewer.PUBLIC)[1]
    store.apply(ChangeSet(changes=(change(OFFICE, replace(OFFICE, visibility="internal")),)), actor="a", key="3")
    assert "k" not in seen(store.earlier(Stand(1)), Selection(on=DAY), Viewer.PUBLIC)[1]
