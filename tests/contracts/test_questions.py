"""One suite that every question keeps: it answers whatever the network, in words and tables that hold what they promise."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from dataclasses import replace
from datetime import date
from functools import cache

import networkx as nx
import pytest
from catalogue_cases import HERE, QUESTIONS, TODAY, arguments, ask, demo_store, service_of, told
from hypothesis import HealthCheck, given, settings
from small_networks import AREAS, DAY, NO_AREAS, network, networks, others, partner, shuffled, tie, with_graph

import app
from graphsvc.catalogue import AUDIENCES
from graphsvc.language import LANGUAGES, sort_key
from graphsvc.model import Viewer

RANKED = [name for name in QUESTIONS if any(o.name == "top" for o in app.CATALOGUE.questions[name].signature.own)]
ALIKE = ("clinic", "self_help_group", "support_office")
OF_A_DAY = [name for name in QUESTIONS if not getattr(app.CATALOGUE.questions[name].module, "HISTORY", 0)]


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    store = demo_store(tmp_path_factory.mktemp("questions"))
    yield service_of(store)
    store.close()


@cache
def small_cases():
    office = partner("k", "contact_office", area="08001", serves=("08001",))
    group = partner("g", "self_help_group", area="08001", topics=("Angst",))
    return {
        "empty": network(),
        "no areas": network([office, group], [tie("k", "g", "supports")], known_areas=NO_AREAS),
        "one partner": network([office]),
        "one group": network([group]),
        "disconnected": network(
            [*others("abcde"), office, group], [tie("a", "b"), tie("c", "d")], since=date(2023, 1, 1)
        ),
    }


@pytest.fixture(params=["empty", "no areas", "one partner", "one group", "disconnected", "demo district"])
def some_network(request, region):
    if request.param != "demo district":
        return small_cases()[request.param]
    chosen, _ = app.CATALOGUE.questions["changes"].parse({"area": [HERE]}, region.store.areas(), TODAY)
    return region.store.network(chosen, Viewer.STAFF)


@pytest.fixture(params=QUESTIONS)
def answers(request, some_network):
    question = app.CATALOGUE.questions[request.param]
    return [ask(question.name, some_network, **given) for given in arguments(question, some_network)]


def test_answer_becomes_json(answers):
    for asked in answers:
        body = told(asked)
        assert list(body["tables"]) == list(asked.answer.tables)
        assert all(len(row) == len(t["columns"]) for t in body["tables"].values() for row in t["rows"])


def test_answer_is_the_same_twice_and_in_whatever_order_partners_come(answers):
    for asked in answers:
        again = ask(asked.question.name, shuffled(asked.network), **asked.arguments)
        assert told(again) == told(asked)


def test_answer_speaks_both_languages(answers):
    for asked in answers:
        answer = asked.answer
        headings = [text for t in answer.tables.values() for text in (t.title, *(c.label for c in t.columns))]
        for language in LANGUAGES:
            for text in (answer.sentence, answer.method, *answer.caveats, *headings):
                assert re.fullmatch(r"[^{}]*\w[^{}]*", text.into(language)), text
        assert answer.sentence.into("de").endswith((".", "?")), answer.sentence


def test_tables_name_what_their_ids_stand_for(answers):
    for asked in answers:
        names = {id: node["name"] for id, node in asked.network.graph.nodes.items()}
        names |= {ags: area.name for ags, area in asked.network.areas.items()}
        for table in asked.answer.tables.values():
            about_partners = "partner" in table.names
            for id in (column.name for column in table.columns if column.role == "id"):
                if id == "area" and about_partners:
                    continue  # where a partner lies, and not what the row is about
                name = "name" if id in ("partner", "area") else f"{id}_name"
                # areas that are asked about as one have their ids and names joined
                told = [" + ".join(names[part] for part in value.split("+")) for value in table.column(id)]
                assert told == table.column(name)
            assert all("partner" in table.names or "area" in table.names for c in table.names if c == "name")


def test_states_are_told_apart_and_bounds_enclose(answers):
    for asked in answers:
        for table in asked.answer.tables.values():
            for column in table.columns:
                if column.role == "status":
                    assert set(table.column(column.name)) <= {"recorded", "none", "not_asked"} <= set(column.words)
            roles = [column.role for column in table.columns]
            if "low" in roles:
                low, high = roles.index("low"), roles.index("high")
                for row in table.rows:
                    assert (row[low] is None) == (row[low - 1] is None) == (row[high] is None)
                    assert row[low] is None or row[low] <= row[low - 1] <= row[high]


def test_marks_are_partners_of_the_network(answers):
    for asked in answers:
        assert set(asked.answer.marks) <= set(asked.network.graph)
        assert all(0 <= mark <= 1 for mark in asked.answer.marks.values())


@pytest.mark.parametrize("name", OF_A_DAY)
def test_a_look_back_does_not_change_what_stands_today(name):
    """Only a question about history may see what has ended: the others speak of one day."""
    question = app.CATALOGUE.questions[name]
    gone = date(2022, 1, 1)
    partners = [
        partner("k", "contact_office", area="08001", serves=("08001",)),
        partner("old", "contact_office", area="08001", serves=("08001",), until=gone),
        *(partner(id, "self_help_group", area="08001", topics=("Angst",)) for id in "ab"),
        partner("past", "self_help_group", area="08002", topics=("Angst",), until=gone),
        *(partner(id, "clinic", area="08001") for id in "xy"),
        partner("closed", "clinic", area="08001", until=gone),
    ]
    ties = [
        tie("k", "a", "supports"),
        tie("k", "x"),
        tie("x", "a"),
        tie("y", "b", status="none", until=gone),
        tie("k", "y", until=gone),
    ]
    back = network(partners, ties, since=date(2020, 1, 1))
    for given_arguments in arguments(question, back.at(DAY)):
        then = told(ask(name, back, **given_arguments)) | {"selection": {}}
        assert then == told(ask(name, back.at(DAY), **given_arguments)) | {"selection": {}}


@cache
def crowd(name):
    """Return five partners of three kinds each, who differ in nothing but id and name, around one office and a committee.

    A star has one way from here to there, and one who holds it together. For questions about these, each of the alike
    ones is tied to somebody else whom only it knows, and all of them to one who is not tied to the office.
    """
    names = {"4": "Zoo", "2": "Ähre", "1": "Ahorn", "5": "Birne", "3": "Birne"}
    alike = [
        partner(f"{kind}-{id}", kind, name=name, area="08001", topics=("Angst",) if kind == "self_help_group" else ())
        for kind in ALIKE
        for id, name in names.items()
    ]
    hub = partner("hub", "contact_office", name="Mitte", area="08001")
    ties = [tie("hub", each.id, intensity=2, since=date(2023, 9, 1), reported_by="source") for each in reversed(alike)]
    if name in ("introductions", "dependence"):
        more = [partner("rim", "authority"), *(partner(f"only-{each.id}") for each in alike)]
        ties += [tie(each.id, other) for each in alike for other in ("rim", f"only-{each.id}")]
    else:
        more = [partner("board", "committee", name="Runder Tisch", area="08001")]
        ties += [tie(each.id, "board", "member_of", since=date(2022, 9, 1)) for each in alike]
        ties += [tie(each.id, "hub", "funds", year=2023, amount=500.0) for each in alike] if name == "funding" else []
    return network([hub, *alike, *more], ties, since=date(2023, 1, 1))


@pytest.mark.parametrize("name", RANKED)
def test_top_cuts_the_list_and_nothing_else(name):
    tried = [given | {"top": 0} for given in arguments(app.CATALOGUE.questions[name], crowd(name))]
    filled = max(tried, key=lambda each: _length(ask(name, crowd(name), **each).answer))
    everything = ask(name, crowd(name), **filled).answer
    first_one = ask(name, crowd(name), **filled | {"top": 1}).answer
    ranking = next(each for each, table in everything.tables.items() if first_one.tables[each] != table)
    rest = [each for each in everything.tables if each != ranking]
    whole = _ids(everything.tables[ranking])
    assert len(whole) >= 5
    for top in (1, 3):
        cut = ask(name, crowd(name), **filled | {"top": top}).answer
        rows = _ids(cut.tables[ranking])
        steps = len(set(everything.tables[ranking].column("step"))) if "step" in cut.tables[ranking].names else 1
        assert len(rows) == top * steps
        assert rows[:top] == whole[:top]
        assert rows == [row for row in whole if row in rows]
        assert cut.sentence.into("de") == everything.sentence.into("de")
        for other in rest:  # the same, or more about those in the list
            assert cut.tables[other] == everything.tables[other] or _partners(cut, other) == _partners(cut, ranking)


def _length(answer):
    return max((len(table.rows) for table in answer.tables.values()), default=0)


def _partners(answer, table):
    shown = answer.tables[table]
    return shown.column("partner") if "partner" in shown.names else None


def _ids(table):
    places = [place for place, column in enumerate(table.columns) if column.role == "id"]
    return [tuple(row[place] for place in places) for row in table.rows]


@pytest.mark.parametrize("name", RANKED)
def test_equal_values_stand_by_name_then_id(name):
    """Rows about partners of the same kinds, be it one each or pairs, stand in the order of these."""
    nodes = crowd(name).graph.nodes
    shown = 0
    for given_arguments in arguments(app.CATALOGUE.questions[name], crowd(name)):
        answer = ask(name, crowd(name), **given_arguments | {"top": 0}).answer
        for row_ids in (_ids(table) for table in answer.tables.values()):
            alike = {}
            for ids in row_ids:
                found = [id for id in ids if id.startswith(ALIKE)]
                alike.setdefault(tuple(nodes[id]["kind"] if id in nodes else id for id in ids), []).append(found)
            for mine in alike.values():
                assert mine == sorted(mine, key=lambda ids: [(sort_key(nodes[id]["name"]), id) for id in ids])
                shown += sum(map(len, mine))
    assert shown >= 5


@pytest.mark.parametrize("name", QUESTIONS)
def test_docstring_tells_title_method_reading_and_an_example(name):
    question = app.CATALOGUE.questions[name]
    title, blank, *_ = question.module.__doc__.splitlines()
    assert title.endswith("?")
    assert not blank
    assert len(question.summary.one) > 40
    for heading in ("Methode", "Wie man es liest", "Beispiel"):
        assert re.search(rf"\n\n{heading}\n{'-' * len(heading)}\n\S", question.module.__doc__), heading
    examples = doctest.DocTestParser().get_examples(question.module.__doc__)
    assert any(example.want for example in examples)


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_no_small_network_is_too_odd(name, some):
    for given_arguments in arguments(app.CATALOGUE.questions[name], some.at(some.day)):
        asked = ask(name, some, **given_arguments)
        told(asked)
        assert set(asked.answer.marks) <= set(some.graph)
        assert asked.answer.sentence.into("de")
        assert asked.answer.sentence.into("en")


def renamed(given, new):
    """Return the network with other ids for the same partners; ties, too, are called anew."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((new[id], node) for id, node in given.graph.nodes.items())
    for number, (source, target, tie_) in enumerate(given.graph.edges(data=True)):
        graph.add_edge(new[source], new[target], key=f"tie-{number}", **tie_)
    return with_graph(graph, given, [replace(inquiry, partner=new[inquiry.partner]) for inquiry in given.inquiries])


@pytest.mark.parametrize("name", QUESTIONS)
def test_other_ids_change_nothing_but_the_ids(name, region):
    """Ids say nothing: whoever has the same name stands at the same place, with the same numbers."""
    chosen, _ = app.CATALOGUE.questions["changes"].parse({"area": [HERE]}, region.store.areas(), TODAY)
    given_network = region.store.network(chosen, Viewer.STAFF)
    ids = sorted(given_network.graph)
    new = {id: f"{len(ids) - place:05d}" for place, id in enumerate(ids)}
    other = renamed(given_network, new)
    for values in arguments(app.CATALOGUE.questions[name], given_network):
        theirs = {key: new.get(value, value) if isinstance(value, str) else value for key, value in values.items()}
        before, after = told(ask(name, given_network, **values)), told(ask(name, other, **theirs))
        assert json.loads(_called(json.dumps(before), new)) == after


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_says_for_whom_it_is(name):
    assert app.CATALOGUE.questions[name].audience in AUDIENCES


def _called(text, new):
    return re.sub(r'"([^"]+)"', lambda found: f'"{new.get(found[1], found[1])}"', text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_its_example_command_answers(name, region):
    """The command in its documentation is one that people may copy."""
    lines = app.CATALOGUE.questions[name].documentation.partition("Aufruf\n------\n")[2].splitlines()
    assert lines, "its documentation has a section »Aufruf«"
    command, question, *words = shlex.split(lines[0])[1:]
    assert (command, question) == ("ask", name)
    raw = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        raw.setdefault(option.removeprefix("--"), []).append(value)
    repeatable = {option.name for option in app.CATALOGUE.questions[name].signature.options if option.repeatable}
    raw = {key: found if key in repeatable else found[-1] for key, found in raw.items()}
    viewer = Viewer.named(raw.pop("as", "staff"))
    answer = region.ask(name, raw, viewer).answer
    assert answer.tables
    assert all(table.rows for table in list(answer.tables.values())[:1])


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("known_areas", [AREAS, NO_AREAS], ids=["areas", "no areas"])
def test_who_sees_nothing_is_not_told_that_nothing_is_recorded(name, known_areas):
    """To the public an empty network says what is to be seen; that nothing is recorded would be false."""
    some = network(viewer=Viewer.PUBLIC, known_areas=known_areas)
    sentence = app.CATALOGUE.questions[name].module.answer(some).sentence.into("de")
    recorded = re.search(r"\b(kein\w*|niemand\w*|nichts)\b.*\berfasst", sentence)
    assert not recorded or "zu sehen" in sentence or "geladen" in sentence, sentence
