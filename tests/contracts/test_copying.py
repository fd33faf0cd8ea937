"""A copy holds what its source holds, whatever the two stores are; it goes on where it was cut off, and its hash sees all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from store_places import KINDS, Neo4jPlace, SqlitePlace

import app
from graphsvc import demo
from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.errors import Refused, StoreAway
from graphsvc.model import Contact, Partner, Selection, Tie, Viewer
from graphsvc.stores import neo4j_copy
from graphsvc.stores.copying import copy, fingerprint
from graphsvc.topics import Topic

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=40)


@pytest.fixture(params=[(a, b) for a in KINDS for b in KINDS if (a, b) != ("neo4j", "neo4j")], ids="-to-".join)
def places(request, tmp_path):
    """A place to copy from and one to copy to; there is one Neo4j, so it is never both."""
    found = []
    for number, kind in enumerate(request.param):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(SqlitePlace(folder) if kind == "sqlite" else Neo4jPlace(request.getfixturevalue("neo4j_url")))
    yield found
    for place in found:
        place.close()


def lived_in(store, clock):
    """A store with a past: edits, an undo, an end, an erased contact, a redaction, settings and areas."""
    records = demo.records("district", date(2024, 6, 1))
    store.load_areas(Areas([Area(ags="08", name="BW", population=11), Area(ags="08117", name="GP")], source="Amt"))
    store.load_areas(Areas([], outlines={"08117": {"type": "Polygon", "coordinates": [[[9.5, 48.7]]]}}))
    figures = Area(ags="08117001", name="Adelberg", urbanisation="gering besiedelt", km2=9, lat=48, lon=9.5)
    times = {("08117001", "08117"): 20, ("08117", "08117001"): 21.5}
    store.load_areas(Areas([figures], successors={"08117999": "08117001"}, minutes=times))
    store.apply(added(*records, reason="erste Liste"), actor="a1", key="k1")
    clock.append(LATER)
    partner = Partner(id="neu", name='Frau "Müllerin" 🦊', kind="clinic", lat=48, lon=9.5, attrs={"b": "2", "a": "1"})
    tie = Tie(id="neu-1", source="neu", target="kst-08117", amount=3, kind="refers_to", attrs={"z": "Müllerin"})
    contact = Contact(id="neu", phone="1")
    store.apply(added(Topic(name="Neues", synonyms=("Neu",)), partner, tie, contact), actor="a2", key="k2")
    store.apply(ChangeSet(changes=(change(tie, replace(tie, kind="cooperates_with")),)), actor="a2", key="k3")
    store.apply(store.undo(3), actor="a2", key="k4", expected=3)
    store.apply(ChangeSet(changes=(change(tie, None),)), actor="a2", key="k5")
    store.apply(store.undo(5), actor="a2", key="k6", expected=5)
    store.erase_contact("neu", actor="a1")
    store.redact("Müllerin", actor="a1", reason="Person")
    store.remember("start_area", "08117")


@pytest.fixture
def pair(places):
    clock = [NOW]
    source, target = places
    origin = source.open(lambda: clock[-1])
    lived_in(origin, clock)
    copied = target.open(lambda: NOW)
    shipped = Area(ags="16056", name="Eisenach", population=42_370)  # a new store knows areas, which may be no more
    copied.load_areas(Areas([shipped], successors={"16": "15"}, minutes={("16056", "16"): 9}))
    for _ in range(4):  # it keeps more of those before them than the source does
        copied.load_areas(Areas([shipped]))
    return origin, copied


def same(a, b):
    for viewer in Viewer:
        assert a.records(viewer) == b.records(viewer)
        assert list(a.journal(viewer)) == list(b.journal(viewer))
        one, other = (store.network(Selection(on=date(2024, 8, 1)), viewer) for store in (a, b))
        assert dict(one.graph.nodes) == dict(other.graph.nodes)
        assert list(one.graph.edges(keys=True, data=True)) == list(other.graph.edges(keys=True, data=True))
    assert a.first_days() == b.first_days()
    assert a.rest() == replace(b.rest(), areas=a.rest().areas)
    assert dict(a.areas()) == dict(b.areas())
    for what in ("outlines", "successors", "minutes", "stand", "source", "version"):
        assert getattr(a.areas(), what) == getattr(b.areas(), what), what
    assert [a.undo(id) for id, _ in a.lengths()] == [b.undo(id) for id, _ in b.lengths()]


def test_a_copy_is_what_its_source_is(pair):
    source, target = pair
    told = []
    found = copy(source, target, lambda done, total: told.append((done, total)))
    assert found == fingerprint(source) == fingerprint(target)
    same(source, target)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == sum(size for _, size in source.lengths())
    assert target.first_days()["tie", "neu-1"] == LATER.date()
    assert copy(source, target) == found  # once more changes nothing


def test_what_the_source_gets_later_is_copied_later(pair):
    source, target = pair
    copy(source, target)
    source.apply(added(Partner(id="spät", name="Spät", kind="other")), actor="a", key="k9")
    assert fingerprint(source) != fingerprint(target)
    copy(source, target)
    same(source, target)


def test_a_copy_goes_on_where_it_was_cut_off(pair, places, monkeypatch):
    source, target = pair
    monkeypatch.setattr(neo4j_copy, "BATCH", 50)

    class CutOffError(Exception):
        pass

    def cut_after(least):
        def progress(done, total):
            if done >= least:
                raise CutOffError

        return progress

    for least in (1, 300, 560):
        with pytest.raises(CutOffError):
            copy(source, target, cut_after(least))
        with pytest.raises(StoreAway, match="did not come to its end"):
            places[1].open(lambda: NOW).revision()
    copy(source, target)
    same(source, target)
    assert places[1].open(lambda: NOW).revision() == source.revision()


def test_a_target_that_holds_something_else_is_left_alone(pair):
    source, target = pair
    target.apply(added(Partner(id="x", name="X", kind="other")), actor="a", key="own")
    before = fingerprint(target)
    with pytest.raises(Refused, match="holds something else"):
        copy(source, target)
    assert fingerprint(target) == before


STATE = Area(ags="08", name="BW")
LOADED = (
    Areas([STATE]),
    Areas([replace(STATE, km2=3)]),
    Areas([replace(STATE, urbanisation="dicht besiedelt")]),
    Areas([STATE], successors={"07": "08"}),
    Areas([STATE], minutes={("07", "08"): 3}),
    Areas([STATE], minutes={("07", "08"): 4}),
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_hash_sees_every_field(kind, request, tmp_path):
    place = SqlitePlace(tmp_path) if kind == "sqlite" else Neo4jPlace(request.getfixturevalue("neo4j_url"))
    partner = Partner(id="a", name="A", kind="clinic", topics=("T",), lat=1.0, lon=2.0, attrs={"x": "1"})
    variants = [
        partner,
        replace(partner, attrs={"x": "2"}),
        replace(partner, topics=("T", "U")),
        replace(partner, lon=2.5),
        replace(partner, state="dormant"),
    ]
    clocks = [NOW] * len(variants) + [LATER]
    found = set()
    for variant, now in zip([*variants, partner], clocks, strict=True):
        place.wipe()
        store = place.open(lambda now=now: now)
        store.apply(added(variant), actor="a", key="k")
        found.add(fingerprint(store))
        store.remember("x", "y")
        found.add(fingerprint(store))
        store.load_areas(LOADED[0])
        found.add(fingerprint(store))
    place.close()
    assert len(found) == 3 * len(clocks)


@pytest.mark.parametrize("kind", KINDS)
def test_the_hash_sees_all_of_areas(kind, request, tmp_path):
    place = SqlitePlace(tmp_path) if kind == "sqlite" else Neo4jPlace(request.getfixturevalue("neo4j_url"))
    found = set()
    for areas in LOADED:
        place.wipe()
        store = place.open(lambda: NOW)
        store.load_areas(areas)
        found.add(fingerprint(store))
    place.close()
    assert len(found) == len(LOADED)


def test_the_command_takes_addresses_or_names_of_variables(neo4j_url, tmp_path):
    place = Neo4jPlace(neo4j_url)
    here = f"sqlite:///{tmp_path / 'a.db'}"
    store = app.open_store(here)
    store.apply(added(*demo.records("district", date(2024, 6, 1))), actor="a", key="k")
    run = CliRunner()
    there = run.invoke(app.main, ["copy", here, "ZIEL"], env={"ZIEL": neo4j_url})
    back = run.invoke(app.main, ["copy", "ZIEL", f"sqlite:///{tmp_path / 'b.db'}"], env={"ZIEL": neo4j_url})
    assert (there.exit_code, back.exit_code) == (0, 0)
    assert there.stdout == back.stdout
    assert there.stdout.startswith("revisions: 1, changes: ")
    assert fingerprint(store) in there.stdout
    store.apply(added(Partner(id="x", name="X", kind="other")), actor="a", key="k2")
    other = run.invoke(app.main, ["copy", f"sqlite:///{tmp_path / 'c.db'}", here])
    assert (other.exit_code, other.stdout) == (1, "")
    assert "leere Datenbank" in other.stderr
    store.close()
    place.close()
