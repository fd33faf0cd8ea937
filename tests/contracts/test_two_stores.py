"""SQLite and Neo4j hold the same and say the same: the demo district and nasty records, read in every way there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from catalogue_cases import HERE, MAPS, QUESTIONS, TODAY, arguments, ask, told
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty_records import CONTACTS, DIRECT, GROUP, NAMES, PARTNERS, RECORDS, STANDING, TIES, TOPICS
from refused_changes import CASES
from two_stores import Both, opened, plain, said

import app
from graphsvc import demo
from graphsvc.areas import URBANISATIONS, Area, Areas
from graphsvc.changes import ChangeSet, added, change, touched
from graphsvc.data import shipped_areas
from graphsvc.model import Partner, Selection, Tie, Viewer
from graphsvc.topics import Topic
from graphsvc.vocabulary import FIELDS, KINDS
from graphsvc.vocabulary import TIES as TIE_KINDS

NAMED = {topic.name for topic in TOPICS}
DEMO = [r for r in demo.records("district", TODAY) if not (isinstance(r, Topic) and r.name in NAMED)]
EVERYBODY = pytest.mark.parametrize("viewer", Viewer, ids=lambda viewer: viewer.name.lower())
IDS = ["stand", "grp", *(r.id for r in (*PARTNERS, *DEMO) if isinstance(r, Partner))]
AREAS = ["08117", "08117019", "0811701901", "08", "081", "08116", "09162", "09", "99999999", "99", "98765"]
SPELLINGS = ["Angst", "ängste", "Höhenangst", "Sucht", "alkohol abhangig", "Rheuma", "Gibt es  nicht", "%", "Nirgends"]
SPELLINGS += [topic for r in DEMO if isinstance(r, Partner) for topic in r.topics][:20]
DAYS = [None, TODAY, date(2014, 1, 1), date(2024, 12, 31), date(2025, 7, 1), date(2026, 11, 2), date(2030, 6, 1)]

# how many drawn examples; each is read from both stores
EXAMPLES = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def both(tmp_path_factory, neo4j_url):
    """Both stores with three years of work: two lists, and then all that can become of a record."""
    with opened(tmp_path_factory.mktemp("two"), neo4j_url, datetime(2024, 3, 1, 22, 30, tzinfo=UTC)) as stores:
        _fill(stores)
        yield stores


def _fill(both: Both) -> None:
    square = {"type": "Polygon", "coordinates": [[[9.6, 48.7], [9.7, 48.7], [9.7, 48.8], [9.6, 48.7]]]}
    both.agree(lambda store: len(store.load_areas(shipped_areas())))
    town = Area(
        ags="08117019", name="Eislingen/Fils, Stadt", population=20_000, km2=16.4, urbanisation=URBANISATIONS[1]
    )
    part = Area(ags="0811701901", name="Mitte", population=9_000, lat=48.7, lon=9.7)
    times = {("08117019", "08117"): 7, ("08117", "08117019"): 8.25}
    finer = Areas(
        [town, part],
        outlines={"08117": square, "0811701901": square},
        successors={"08117998": "08117019"},
        minutes=times,
    )
    both.agree(lambda store: len(store.load_areas(finer)))
    both.write(added(*DEMO, reason="Liste"), "demo")
    both.clock.forward(days=300)
    both.write(added(*RECORDS, reason="noch eine Liste"), "nasty")
    office = next(r for r in DEMO if isinstance(r, Partner) and r.kind == "contact_office")
    hidden = replace(PARTNERS[0], visibility="partners", topics=("Angst", "Neu"), attrs={"b": "2", "a": "1"})
    moved = replace(TIES[3], source=STANDING.id, target=office.id, kind="funds", visibility="public")
    new = Partner(id="neu", name="Neue Stelle", kind="support_office", area="08117", serves=("08117", "08"))
    steps = [
        [change(PARTNERS[0], hidden), change(None, new), change(None, Tie(id="tn", source="neu", target="stand"))],
        [change(hidden, replace(hidden, visibility="public", kind="clinic", name="Zuletzt"))],
        [change(TIES[3], moved), change(TIES[-1], None), change(TIES[-2], replace(TIES[-2], target=DIRECT.id))],
        [change(TIES[6], replace(TIES[6], until=date(2026, 1, 1)))],
        [change(TOPICS[0], replace(TOPICS[0], synonyms=("Ängste", "Furcht"))), change(TOPICS[5], None)],
        [change(CONTACTS[0], replace(CONTACTS[0], phone="040 66969 222")), change(CONTACTS[1], None)],
        [change(GROUP, replace(GROUP, attrs={"contact": "direct"})), change(DIRECT, replace(DIRECT, attrs={}))],
    ]
    for number, step in enumerate(steps):
        both.clock.forward(days=70, hours=5)
        both.write(ChangeSet(changes=tuple(step), reason=f"Schritt {number}"), f"step {number}")
    both.clock.forward(days=30)
    for revision, outcome in ((3, "Conflict"), (5, "Revision"), (8, "Revision")):  # on the first others have built
        assert both.apply(both.sqlite.undo(revision), f"undo {revision}", expected=revision)[0] == outcome
    both.agree(lambda store: store.erase_contact(CONTACTS[2].id, actor="a2"))
    both.agree(lambda store: store.redact("Söhne", actor="a2", reason="Söhne weg"))
    both.clock.now = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC)
    assert both.agree(lambda store: store.revision()) == 13


def some(values, most=2):
    return st.frozensets(st.sampled_from(values), max_size=most)


def mostly(strategy, default):
    """Draw the default more often than not, so that not all conditions stand together and leave nothing."""
    return st.one_of(st.just(default), st.just(default), strategy)


selections = st.builds(
    Selection,
    areas=mostly(some(AREAS), frozenset()),
    kinds=mostly(some(list(KINDS), 8), frozenset()),
    ties=mostly(some(list(TIE_KINDS), 4), frozenset()),
    fields=mostly(some(list(FIELDS)), frozenset()),
    topics=mostly(some(SPELLINGS), frozenset()),
    ego=mostly(st.sampled_from([*IDS, "niemand"]), None),
    radius=st.integers(0, 3),
    on=st.sampled_from(DAYS),
    since=mostly(st.sampled_from(DAYS), None),
)
pieces = st.builds(
    lambda name, start, length: name[start : start + length],
    st.sampled_from([*NAMES, *(r.name for r in DEMO if isinstance(r, Partner))]),
    st.integers(0, 12),
    st.integers(1, 8),
)
texts = st.one_of(
    pieces,
    pieces.map(str.upper),
    st.sampled_from(
        [
            "",
            "  ",
            "%",
            "tel",
            "a" * 60_000,
            "_",
            "\\",
            "a",
            "angst",
            "Ängste",
            "ANGST im",
            "e v",
            "straße",
            "selbsthilfegruppe",
        ]
    ),
)
viewers = st.sampled_from(Viewer)


@EXAMPLES
@given(selections, viewers)
def test_a_network_is_the_same(both, selection, viewer):
    one, other = both.say(lambda store: store.network(selection, viewer))
    assert one == other


@EVERYBODY
@pytest.mark.parametrize("since", [None, date(2023, 1, 1)])
def test_the_whole_network_is_the_same(both, viewer, since):
    one, other = both.say(lambda store: store.network(Selection(since=since), viewer))
    assert one == other
    assert len(both.sqlite.network(Selection(since=since), viewer).graph.edges) > 40


@EXAMPLES
@given(texts, selections, viewers, st.integers(1, 6))
def test_find_gives_the_same_pages_in_the_same_order(both, text, selection, viewer, pages):
    limit = -(-both.sqlite.find(text, selection, viewer, limit=1).total // pages) or 1
    cursor, found, first = None, [], True
    while first or cursor:
        one, other = both.say(lambda store, at=cursor: store.find(text, selection, viewer, limit=limit, cursor=at))
        assert one == other
        page = both.sqlite.find(text, selection, viewer, limit=limit, cursor=cursor)
        found += [partner.id for partner in page.partners]
        cursor, first = page.cursor, False
    assert len(found) == len(set(found)) == page.total


def test_a_code_in_capitals_is_another_code(both):
    """A database may compare texts without case, where it is not told otherwise."""
    one, other = both.say(
        lambda store: store.network(Selection(fields=frozenset({"HEALTH", "%", "_ealth"})), Viewer.STAFF)
    )
    assert one == other


@pytest.mark.parametrize("key", ["k\0", "\ud83e", "k" * 1001], ids=["terminator", "half a character", "long"])
def test_a_key_that_cannot_be_kept_is_refused_alike(both, key):
    new = added(Partner(id="p-neu", name="Neu", kind="other"))
    for work in (
        lambda store: store.apply(new, actor="a", key=key),
        lambda store: store.remember(key, "Wert"),
    ):
        one, other = both.say(work)
        assert one == other
        assert one[:2] == ("Refused", "/key")


def test_pages_of_one_lose_nobody_among_rare_letters(both):
    """Letters beyond the 65,536th stand after all others, which not every comparison of texts knows."""
    for store in (both.sqlite, both.neo4j):
        cursor, found = None, []
        for _ in range(3):
            page = store.find("deseret", Selection(), Viewer.STAFF, limit=1, cursor=cursor)
            found += [partner.id for partner in page.partners]
            cursor = page.cursor
        assert len(set(found)) == 3


@pytest.mark.parametrize("cursor", ["kaputt", "WzMsICJhIiwgImIiXQ==", ""])
@pytest.mark.parametrize("text", ["a", "", "%"])
def test_a_bad_cursor_is_refused_alike(both, text, cursor):
    one, other = both.say(lambda store: store.find(text, Selection(), Viewer.STAFF, cursor=cursor))
    assert one == other


@EVERYBODY
def test_every_partner_is_the_same(both, viewer):
    found = 0
    for id in (*IDS, "niemand"):
        one, other = both.say(lambda store, id=id: store.partner(id, viewer))
        assert one == other
        found += one is not None
    assert found > 60


@EVERYBODY
def test_records_are_the_same(both, viewer):
    one, other = both.say(lambda store: store.records(viewer))
    assert one == other


@EVERYBODY
def test_the_journal_is_the_same_from_every_revision_on(both, viewer):
    for since in range(-1, both.sqlite.revision() + 2):
        one, other = both.say(lambda store, since=since: store.journal(viewer, since))
        assert one == other


def test_what_undoes_a_revision_is_the_same(both):
    for revision in range(-1, both.sqlite.revision() + 2):
        one, other = both.say(lambda store, revision=revision: store.undo(revision))
        assert one == other


def test_topics_areas_and_settings_are_the_same(both):
    both.agree(lambda store: store.remember("spalten", 'Name\t"x"\n🧠'))
    for work in (
        lambda store: store.topics(),
        lambda store: [store.areas(), store.areas().outlines, store.areas().stand, store.areas().source],
        lambda store: [store.areas().successors, store.areas().minutes],
        lambda store: [store.areas().version, store.remembered("spalten"), store.remembered("nichts")],
    ):
        one, other = both.say(work)
        assert one == other


CHOSEN = {
    "district": Selection(areas=frozenset({HERE}), on=TODAY),
    "history": Selection(areas=frozenset({HERE}), on=TODAY, since=date(2024, 1, 1)),
    "everything": Selection(on=TODAY),
}
every_choice = pytest.mark.parametrize("chosen", CHOSEN)


@EVERYBODY
@every_choice
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_the_same_answer(both, name, chosen, viewer):
    question = app.CATALOGUE.questions[name]
    selection = CHOSEN[chosen]
    for values in arguments(question, both.sqlite.network(selection, viewer)):
        one, other = both.say(lambda store, given=values: told(ask(name, store.network(selection, viewer), **given)))
        assert one == other


@EVERYBODY
@every_choice
@pytest.mark.parametrize("name", MAPS)
def test_every_map_is_drawn_the_same(both, name, chosen, viewer):
    drawing = app.CATALOGUE.maps[name]
    selection = CHOSEN[chosen]
    for values in arguments(drawing, both.sqlite.network(selection, viewer)):
        given = {option.name: option.default for option in drawing.signature.own} | values
        one, other = both.say(lambda store, g=given: drawing.draw(store.network(selection, viewer), None, g).svg("de"))
        assert one == other


@pytest.fixture(scope="module")
def before(both):
    return _written(both)


def _written(both):
    return both.agree(lambda store: [store.records(Viewer.STAFF), store.journal(Viewer.STAFF, since=2)])


@pytest.mark.parametrize("case", CASES)
def test_what_is_refused_is_refused_alike_and_nothing_is_written(both, before, case):
    bad = CASES[case]
    changes = bad.make(both.sqlite)
    one, other = both.say(lambda store: store.apply(changes, actor="a", key="schlecht", expected=bad.expected))
    assert one == other
    assert one[0] == bad.error.__name__
    assert _written(both) == before


def test_an_undo_that_others_built_on_is_refused_alike(both, before):
    changes = {number: both.sqlite.undo(number) for number in range(1, both.sqlite.revision() + 1)}
    refused = []
    for number, undone in changes.items():
        later = {one for after, others in changes.items() if after > number for one in touched(others)}
        if not undone.changes or later & touched(undone):
            one, other = both.say(lambda store, n=number, c=undone: store.apply(c, actor="a", key="u", expected=n))
            assert one == other
            refused.append(one[0])
    assert sorted(set(refused)) == ["Conflict", "Refused"]
    assert _written(both) == before


def test_what_is_compared_tells_types_and_order_apart():
    """Otherwise the tests above could not fail where they should."""
    assert plain({"a": 1, "b": 2}) != plain({"b": 2, "a": 1})
    assert plain(1) != plain(1.0)
    assert plain(1) != plain(True)
    assert said(None, lambda _: ("a", "b")) != said(None, lambda _: ("b", "a"))
