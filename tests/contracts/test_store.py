"""One suite that every store keeps: what is written is there, what may not be seen is not, and nobody overwrites unseen."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.errors import Conflict, Refused, Unknown
from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie, Viewer
from graphsvc.topics import Topic

NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)  # as the conftest's stores have it
DAY = date(2024, 6, 1)

OFFICE = Partner(
    id="kst", name="Kontaktstelle Musterstadt", kind="contact_office", area="08117", serves=("08117", "08115")
)
CLINIC = Partner(
    id="kl", name="Klinikum Beispiel", kind="clinic", area="08117", visibility="public", attrs={"beds": "12"}
)
GROUP = Partner(
    id="shg", name="Ängste überwinden", kind="self_help_group", area="08115", topics=("Angst",), visibility="partners"
)
FAR = Partner(
    id="far", name="Amt Weitweg", kind="authority", area="09162", fields=("health", "social"), visibility="public"
)
TIES = (
    Tie(id="t1", source="kst", target="kl", intensity=3, since=date(2020, 1, 1), visibility="public"),
    Tie(id="t2", source="kst", target="shg", kind="supports"),
    Tie(id="t3", source="kl", target="far", intensity=2, visibility="public"),
    Tie(id="t4", source="kst", target="far", until=date(2023, 12, 31), visibility="public"),
    Tie(id="t5", source="kl", target="shg", status="none", visibility="partners"),
)
CONTACT = Contact(id="kst", phone="030 23125 111", email="post@example.org")
INQUIRY = Inquiry(id="i1", partner="kst", on=date(2024, 1, 5), about=("topics",), complete=True)
TOPIC = Topic(name="Angst", synonyms=("Angststörung", "Ängste"))
REQUEST = Request(id="r1", topic="Angst", area="08117", year=2023, asked=4, met=1)


@pytest.fixture
def filled(store):
    store.apply(
        added(TOPIC, OFFICE, CLINIC, GROUP, FAR, CONTACT, *TIES, INQUIRY, REQUEST, reason="erste Liste"),
        actor="a1",
        key="k1",
    )
    return store


def test_what_is_written_is_read_back(filled):
    records = filled.records(Viewer.STAFF)
    assert records.partners == {p.id: p for p in (OFFICE, CLINIC, GROUP, FAR)}
    assert records.ties == {t.id: t for t in TIES}
    assert records.contacts == {"kst": CONTACT}
    assert records.inquiries == {"i1": INQUIRY}
    assert records.requests == {"r1": REQUEST}
    assert dict(records.topics) == {"Angst": TOPIC}
    assert records.revision == filled.revision() == 1


def test_network_holds_attributes_and_valid_ties(filled):
    network = filled.network(Selection(), Viewer.STAFF)
    assert network.day == DAY
    assert set(network.graph) == {"kst", "kl", "shg", "far"}
    assert {key for *_, key in network.graph.edges(keys=True)} == {"t1", "t2", "t3", "t5"}
    assert network.graph.nodes["kl"]["attrs"] == {"beds": "12"}
    assert network.graph.nodes["shg"]["topics"] == ("Angst",)
    assert network.graph.nodes["shg"]["name_key"] == "angste uberwinden"
    assert network.graph.nodes["kst"]["recorded_on"] == DAY
    assert network.graph.edges["kst", "kl", "t1"]["since"] == date(2020, 1, 1)
    assert network.outside == 0
    assert (
        sorted(network.simple.edges) == [("kl", "far"), ("kst", "kl"), ("kst", "shg")] or len(network.simple.edges) == 3
    )
    assert nx.is_frozen(network.graph)
    assert nx.is_frozen(network.simple)


def test_history_reaches_back(filled):
    network = filled.network(Selection(on=DAY, since=date(2023, 1, 1)), Viewer.STAFF)
    assert {key for *_, key in network.graph.edges(keys=True)} == {"t1", "t2", "t3", "t4", "t5"}
    assert {key for *_, key in network.at(date(2023, 6, 1)).graph.edges(keys=True)} == {"t1", "t2", "t3", "t4", "t5"}
    assert "t4" not in {key for *_, key in network.at(DAY).graph.edges(keys=True)}


def test_who_is_gone_on_a_day_takes_what_they_told_along(filled):
    """A history holds both; read for the later day alone, the store leaves both out."""
    gone = replace(FAR, id="gone", until=date(2023, 12, 31))
    told = Inquiry(id="i2", partner="gone", on=date(2023, 5, 1), complete=True)
    filled.apply(added(gone, told), actor="a1", key="k2")
    back = filled.network(Selection(on=DAY, since=date(2023, 1, 1)), Viewer.STAFF)
    assert set(back.inquiries) == {INQUIRY, told}
    assert back.at(date(2023, 6, 1)).inquiries == (told,)
    assert back.at(DAY).inquiries == filled.network(Selection(), Viewer.STAFF).inquiries == (INQUIRY,)


@pytest.mark.parametrize(
    ("selection", "expected", "outside"),
    [
        (Selection(areas=frozenset({"08"})), {"kst", "kl", "shg"}, 1),
        (Selection(areas=frozenset({"08117"})), {"kst", "kl"}, 3),
        (Selection(areas=frozenset({"08115"})), {"kst", "shg"}, 2),
        (Selection(areas=frozenset({"08115001"})), {"kst"}, 2),
        (Selection(areas=frozenset({"08", "09"})), {"kst", "kl", "shg", "far"}, 0),
        (Selection(kinds=frozenset({"clinic", "authority"})), {"kl", "far"}, 2),
        (Selection(fields=frozenset({"social"})), {"far"}, 1),
        (Selection(topics=frozenset({"Angststörung"})), {"kst", "kl", "shg", "far"}, 0),
        (Selection(topics=frozenset({"Rheuma"})), {"kst", "kl", "far"}, 2),
        (Selection(ego="shg"), {"shg", "kst"}, 2),
        (Selection(ego="shg", radius=2), {"shg", "kst", "kl"}, 1),
        (Selection(ego="nobody"), set(), 0),
        (Selection(ties=frozenset({"supports"})), {"kst", "kl", "shg", "far"}, 0),
    ],
)
def test_selection(filled, selection, expected, outside):
    network = filled.network(selection, Viewer.STAFF)
    assert set(network.graph) == expected
    assert network.outside == outside


def test_viewer_sees_no_more_than_he_may(filled):
    public = filled.network(Selection(), Viewer.PUBLIC)
    assert set(public.graph) == {"kl", "far"}
    assert {key for *_, key in public.graph.edges(keys=True)} == {"t3"}
    partners = filled.network(Selection(), Viewer.PARTNERS)
    assert set(partners.graph) == {"kl", "far", "shg"}
    assert {key for *_, key in partners.graph.edges(keys=True)} == {"t3", "t5"}
    assert filled.partner("kst", Viewer.PUBLIC) is None
    assert filled.partner("nobody", Viewer.STAFF) is None
    assert [r.tie.id for r in filled.partner("kl", Viewer.PUBLIC).ties] == ["t3"]
    assert set(filled.records(Viewer.PUBLIC).partners) == {"kl", "far"}
    assert filled.records(Viewer.PUBLIC).contacts == {}
    assert filled.find("", Selection(), Viewer.PUBLIC).total == 2
    # a tie that leads to somebody unseen is not counted either
    assert filled.network(Selection(kinds=frozenset({"clinic"})), Viewer.PUBLIC).outside == 1
    (revision,) = filled.journal(Viewer.PUBLIC)
    assert {c.id for c in revision.changes} == {"kl", "far", "t3", "Angst"}
    assert (revision.actor, revision.reason) == ("", "")


def test_contacts_of_groups_stay_with_staff_unless_they_chose_otherwise(filled):
    filled.apply(added(Contact(id="shg", phone="1")), actor="a", key="k2")
    assert filled.partner("shg", Viewer.STAFF).contact is not None
    assert filled.partner("shg", Viewer.PARTNERS).contact is None
    direct = replace(GROUP, attrs={"contact": "direct"})
    filled.apply(ChangeSet(changes=(change(GROUP, direct),)), actor="a", key="k3")
    assert filled.partner("shg", Viewer.PARTNERS).contact is not None


def test_same_key_is_written_once(filled):
    again = filled.apply(added(OFFICE), actor="a1", key="k1")
    assert again.id == 1
    assert filled.revision() == 1


def test_apply_is_whole_or_not_at_all(filled):
    bad = added(Partner(id="neu", name="Neu", kind="other"), Tie(id="t9", source="neu", target="niemand"))
    with pytest.raises(Refused):
        filled.apply(bad, actor="a", key="k2")
    assert filled.partner("neu", Viewer.STAFF) is None
    assert filled.revision() == 1


def test_conflict_when_the_record_is_not_as_before(filled):
    stale = change(replace(CLINIC, name="Anders"), replace(CLINIC, name="Neu"))
    with pytest.raises(Conflict) as found:
        filled.apply(ChangeSet(changes=(stale,)), actor="a", key="k2")
    assert found.value.theirs[0].after == CLINIC
    with pytest.raises(Conflict):
        filled.apply(added(CLINIC), actor="a", key="k3")


def test_expected_conflicts_only_with_what_was_touched(filled):
    filled.apply(ChangeSet(changes=(change(FAR, replace(FAR, name="Amt Fern")),)), actor="a", key="k2")
    renamed = replace(CLINIC, name="Klinikum Muster")
    filled.apply(ChangeSet(changes=(change(CLINIC, renamed),)), actor="a", key="k3", expected=1)
    back = ChangeSet(changes=(change(renamed, CLINIC),))
    with pytest.raises(Conflict) as found:
        filled.apply(back, actor="a", key="k4", expected=1)
    assert found.value.revisions == (3,)


def test_undo_is_a_change_and_is_refused_where_later_ones_built_on_it(filled):
    added_tie = filled.apply(added(Tie(id="t9", source="kl", target="kst")), actor="a", key="k2")
    filled.apply(filled.undo(added_tie.id), actor="a", key="k3", expected=added_tie.id)
    assert "t9" not in filled.records(Viewer.STAFF).ties
    filled.apply(filled.undo(3), actor="a", key="k4", expected=3)
    assert "t9" in filled.records(Viewer.STAFF).ties
    with pytest.raises(Conflict):
        filled.apply(filled.undo(added_tie.id), actor="a", key="k5", expected=added_tie.id)
    with pytest.raises(Unknown):
        filled.undo(99)


def test_undo_of_contacts(filled):
    new = replace(CONTACT, phone="030 23125 999")
    filled.apply(ChangeSet(changes=(change(CONTACT, new),)), actor="a", key="k2")
    filled.apply(filled.undo(2), actor="a", key="k3", expected=2)
    assert filled.partner("kst", Viewer.STAFF).contact == CONTACT


def test_partner_with_ties_is_not_removed(filled):
    with pytest.raises(Refused) as found:
        filled.apply(ChangeSet(changes=(change(FAR, None),)), actor="a", key="k2")
    assert "Amt Weitweg" in found.value.text.into("de")


def test_state_is_the_journal_folded(filled):
    filled.apply(
        ChangeSet(changes=(change(FAR, replace(FAR, name="Amt Fern")), change(TIES[4], None))), actor="a", key="k2"
    )
    folded = {}
    for revision in filled.journal(Viewer.STAFF):
        for item in revision.changes:
            if item.after is None:
                folded.pop((item.subject, item.id), None)
            else:
                folded[item.subject, item.id] = item.after
    records = filled.records(Viewer.STAFF)
    assert {id: r for (s, id), r in folded.items() if s == "partner"} == records.partners
    assert {id: r for (s, id), r in folded.items() if s == "tie"} == records.ties


def test_find_ranks_and_pages(store):
    names = ["Angst", "Ängste im Alter", "Gruppe Angst", "Gruppe gegen Platzangst", "Rheuma"]
    store.apply(added(*(Partner(id=f"p{i}", name=n, kind="other") for i, n in enumerate(names))), actor="a", key="k")
    page = store.find("angst", Selection(), Viewer.STAFF, limit=3)
    assert [p.name for p in page.partners] == ["Angst", "Ängste im Alter", "Gruppe Angst"]
    assert page.total == 4
    rest = store.find("angst", Selection(), Viewer.STAFF, limit=3, cursor=page.cursor)
    assert [p.name for p in rest.partners] == ["Gruppe gegen Platzangst"]
    assert rest.cursor is None
    assert store.find("%", Selection(), Viewer.STAFF).total == 0
    with pytest.raises(Unknown):
        store.find("a", Selection(), Viewer.STAFF, cursor="kaputt")


def test_erased_contact_is_in_no_version(filled, place):
    filled.apply(ChangeSet(changes=(change(CONTACT, replace(CONTACT, phone="040 66969 222")),)), actor="a", key="k2")
    filled.erase_contact("kst", actor="a")
    assert filled.partner("kst", Viewer.STAFF).contact is None
    filled.close()
    assert place.holds("Kontaktstelle")
    assert not place.holds("23125")
    assert not place.holds("66969")


def test_redacted_text_is_in_no_version(filled, place):
    filled.network(Selection(), Viewer.STAFF)
    noted = replace(CLINIC, evidence='laut "Frau Müllerin"')
    filled.apply(ChangeSet(changes=(change(CLINIC, noted),)), actor="a", key="k2")
    filled.apply(ChangeSet(changes=(change(noted, CLINIC),)), actor="a", key="k3")
    filled.apply(ChangeSet(changes=(change(CLINIC, noted),)), actor="a", key="k4")
    assert filled.redact('"Frau Müllerin"', actor="a", reason="Person") >= 3
    assert filled.network(Selection(), Viewer.STAFF).graph.nodes["kl"]["evidence"] == "laut █"
    filled.close()
    assert place.holds("Klinikum")
    assert not place.holds("Müllerin")


def test_areas_and_settings(store):
    assert len(store.areas()) == 0
    loaded = store.load_areas(Areas([Area(ags="08", name="BW"), Area(ags="08117", name="Göppingen", population=1)]))
    assert loaded["08117"].parent == "08"
    assert loaded.version == 1
    store.load_areas(Areas([], outlines={"08117": {"type": "Polygon", "coordinates": []}}))
    assert store.areas().outlines["08117"]["type"] == "Polygon"
    assert store.network(Selection(areas=frozenset({"08117"})), Viewer.STAFF).areas["08"].name == "BW"
    store.remember("a", "1")
    assert (store.remembered("a"), store.remembered("b")) == ("1", None)


FIGURES = Area(
    ags="08117001", name="Adelberg", population=2_000, urbanisation="gering besiedelt", km2=9.5, lat=48.76, lon=9.6
)
TOWN = Area(ags="08117026", name="Göppingen, Stadt", population=57_000, urban=True, postcode="73033")


def test_areas_keep_figures_mergers_and_travel_times(store):
    minutes = {("08117001", "08117026"): 17.5, ("08117026", "08117001"): 18.0, ("14612000", "08117026"): 300.0}
    merged = {"08117099": "08117001", "14612999": "14612000"}
    given = Areas([FIGURES, TOWN], successors=merged, minutes=minutes, stand=date(2022, 12, 31), source="Amt")
    store.load_areas(given)
    store.load_areas(Areas([], minutes={("08117001", "08117026"): 16.0}))
    areas = store.areas()
    assert (areas["08117001"], areas["08117026"]) == (FIGURES, TOWN)
    assert (areas.successors, areas.minutes) == (merged, minutes | {("08117001", "08117026"): 16.0})
    assert (areas.stand, areas.source, areas.version) == (date(2022, 12, 31), "Amt", 2)
    within = store.network(Selection(areas=frozenset({"08117001"})), Viewer.STAFF).areas
    assert within.successors == {"08117099": "08117001"}
    assert within.minutes == {("08117001", "08117026"): 16.0, ("08117026", "08117001"): 18.0}


def test_an_area_that_merged_goes_with_its_outline_and_one_that_is_loaded_again_comes_back(store):
    outline = {"type": "Polygon", "coordinates": [[[9.5, 48.7], [9.6, 48.7], [9.6, 48.8], [9.5, 48.7]]]}
    store.load_areas(Areas([FIGURES, TOWN], outlines={"08117001": outline, "08117026": outline}))
    store.load_areas(Areas([], successors={"08117001": "08117026"}))
    areas = store.areas()
    assert (list(areas), list(areas.outlines)) == (["08117026"], ["08117026"])
    assert areas.today("08117001") == "08117026"
    back = replace(FIGURES, lat=None, lon=None, name="Adelberg, neu")
    store.load_areas(Areas([back, replace(TOWN, postcode="")]))
    areas = store.areas()
    assert (areas["08117001"], areas["08117026"], areas.successors) == (back, TOWN, {})


def test_threads_and_a_second_process_read_what_was_written(filled, place):
    other = place.open(lambda: NOW)
    try:
        assert set(other.network(Selection(), Viewer.STAFF).graph) == {"kst", "kl", "shg", "far"}
        filled.apply(added(Partner(id="neu", name="Neu", kind="other")), actor="a", key="k2")
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(other.network(Selection(), Viewer.STAFF))) for _ in range(4)
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert all("neu" in network.graph for network in found)
        assert len({id(network) for network in found}) == 1
    finally:
        other.close()


def test_several_open_an_empty_place_at_once(place):
    """Each finds it ready, and none takes away what another has written already."""
    at_once = threading.Barrier(6)

    def write(number):
        at_once.wait()
        store = place.open(lambda: NOW)
        one = Partner(id=f"p{number}", name="P", kind="other")
        return store.apply(added(one), actor="a", key=f"k{number}").id

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(write, range(6))) == [1, 2, 3, 4, 5, 6]
    read = place.open(lambda: NOW)
    assert set(read.records(Viewer.STAFF).partners) == {f"p{number}" for number in range(6)}


def same(a, b):
    assert dict(a.graph.nodes) == dict(b.graph.nodes)
    assert {(u, v, k): d for u, v, k, d in a.graph.edges(keys=True, data=True)} == {
        (u, v, k): d for u, v, k, d in b.graph.edges(keys=True, data=True)
    }
    assert {(u, v): k for u, v, k in a.graph.in_edges(keys=True)}.keys() == {(u, v) for u, v in a.graph.edges()}
    assert a.inquiries == b.inquiries
    assert a.requests == b.requests


edits = st.lists(
    st.one_of(
        st.tuples(
            st.just("tie"),
            st.integers(0, 9),
            st.integers(0, 4),
            st.integers(0, 4),
            st.sampled_from(["public", "internal"]),
        ),
        st.tuples(
            st.just("partner"), st.integers(0, 6), st.sampled_from(["public", "internal"]), st.sampled_from(["a", "b"])
        ),
        st.tuples(st.just("drop"), st.integers(0, 9)),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
def test_a_patched_network_equals_a_cold_one(place, steps):
    place.wipe()
    warm = place.open(lambda: NOW)
    people = [Partner(id=f"p{i}", name=f"P{i}", kind="other", visibility="public") for i in range(5)]
    warm.apply(added(*people), actor="a", key="first")
    for number, step in enumerate(steps):
        for viewer in (Viewer.STAFF, Viewer.PUBLIC):
            warm.network(Selection(), viewer)
        edit = _edit(step, warm.records(Viewer.STAFF))
        if edit is None:
            continue
        warm.apply(ChangeSet(changes=(edit,)), actor="a", key=str(number))
        cold = place.open(lambda: NOW)
        for viewer in (Viewer.STAFF, Viewer.PUBLIC):
            same(warm.network(Selection(), viewer), cold.network(Selection(), viewer))
        cold.close()


def _edit(step, records):
    if step[0] == "tie":
        _, number, a, b, visibility = step
        before = records.ties.get(f"t{number}")
        after = Tie(id=f"t{number}", source=f"p{a}", target=f"p{b}", visibility=visibility)
        return None if a == b or before == after else change(before, after)
    if step[0] == "partner":
        _, number, visibility, name = step
        before = records.partners.get(f"p{number}")
        after = Partner(id=f"p{number}", name=name, kind="other", visibility=visibility)
        return None if before == after else change(before, after)
    before = records.ties.get(f"t{step[1]}")
    return change(before, None) if before else None
