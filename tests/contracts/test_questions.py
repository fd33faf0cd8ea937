"""One suite that every question keeps: it answers whatever the network, says so in words, and names nobody unseen."""

from __future__ import annotations

import doctest
import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from catalogue_cases import HERE, QUESTIONS, TODAY, arguments, ask, bad_values, demo_store, open_store, service_of, told
from hypothesis import HealthCheck, given, settings
from small_networks import AREAS, DAY, network, networks, others, partner, shuffled, tie

import app
from graphsvc import demo
from graphsvc.errors import DrehscheibeError, Usage
from graphsvc.language import LANGUAGES, sort_key
from graphsvc.model import Partner, Viewer

OPTIONS = [
    pytest.param(name, option, id=f"{name}-{option.name}")
    for name in QUESTIONS
    for option in app.CATALOGUE.questions[name].signature.options
]
RANKED = [name for name in QUESTIONS if any(o.name == "top" for o in app.CATALOGUE.questions[name].signature.own)]


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
        "no areas": network([office, group], [tie("k", "g", "supports")], areas=type(AREAS)([])),
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
                assert [names[value] for value in table.column(id)] == table.column(name)
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


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_look_back_does_not_change_what_stands_today(name):
    """Only a question about history may see what has ended: the others speak of one day."""
    question = app.CATALOGUE.questions[name]
    if getattr(question.module, "HISTORY", 0):
        return
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
        tie("x", "a"),
        tie("y", "b", status="none", until=gone),
        tie("k", "y", until=gone),
    ]
    back = network(partners, ties, since=date(2020, 1, 1))
    for given_arguments in arguments(question, back.at(DAY)):
        assert (
            told(ask(name, back, **given_arguments))["tables"]
            == (told(ask(name, back.at(DAY), **given_arguments))["tables"])
        )


@pytest.mark.parametrize("name", RANKED)
def test_top_cuts_the_list_and_nothing_else(region, name):
    question = app.CATALOGUE.questions[name]
    chosen, _ = app.CATALOGUE.questions["changes"].parse({"area": [HERE]}, region.store.areas(), TODAY)
    given_network = region.store.network(chosen, Viewer.STAFF)
    filled = next(each for each in arguments(question, given_network) if "top" in each)
    everything = ask(name, given_network, **filled | {"top": 0}).answer
    ranking, *rest = everything.tables
    whole = [_ids(row, everything.tables[ranking]) for row in everything.tables[ranking].rows]
    assert len(whole) > 3
    for top in (1, 3):
        cut = ask(name, given_network, **filled | {"top": top}).answer
        rows = [_ids(row, cut.tables[ranking]) for row in cut.tables[ranking].rows]
        steps = len(set(everything.tables[ranking].column("step"))) if "step" in everything.tables[ranking].names else 1
        assert top <= len(rows) <= top * steps
        assert rows[:top] == whole[:top]
        assert rows == [row for row in whole if row in rows]
        assert cut.sentence.into("de") == everything.sentence.into("de")
        assert all(cut.tables[other] == everything.tables[other] for other in rest)


def _ids(row, table):
    return tuple(value for value, column in zip(row, table.columns, strict=True) if column.role == "id")


@pytest.mark.parametrize("name", RANKED)
def test_equal_values_stand_by_name_then_id(name):
    names = {"4": "Zoo", "2": "Ähre", "1": "Ahorn", "5": "Birne", "3": "Birne"}
    alike = [
        partner(f"{kind}{id}", kind, name=name, area="08001", topics=("Angst",) if kind == "self_help_group" else ())
        for kind in ("clinic", "self_help_group", "support_office")
        for id, name in names.items()
    ]
    hub = partner("hub", "contact_office", name="Mitte", area="08001")
    ties = [tie("hub", each.id, intensity=2, since=date(2023, 9, 1)) for each in reversed(alike)]
    given_network = network([hub, *alike], ties, since=date(2023, 1, 1))
    question = app.CATALOGUE.questions[name]
    seen = 0
    for given_arguments in arguments(question, given_network):
        answer = ask(name, given_network, **given_arguments | {"top": 0}).answer
        table = next(iter(answer.tables.values()), None)
        column = "partner" if table and "partner" in table.names else "target"
        for kind in {each.kind for each in alike}:
            shown = [id for id in table.column(column) if id.startswith(kind)] if table else []
            assert shown == sorted(shown, key=lambda id: (sort_key(names[id.removeprefix(kind)]), id))
            seen += len(shown)
    assert seen >= len(names)


@pytest.fixture(scope="module")
def half_hidden(tmp_path_factory):
    """The demo district, where all that isn't public says so by id, name and a topic of its own."""
    records = demo.records("district", TODAY)
    hidden = {r.id for r in records if isinstance(r, Partner) and r.visibility != "public"}
    assert len(hidden) > 20

    def veiled(record):
        changed = {
            field: f"verborgen-{value}"
            for field in ("id", "partner", "source", "target")
            if (value := getattr(record, field, None)) in hidden
        }
        if isinstance(record, Partner) and changed:
            changed |= {"name": f"Verborgen {record.name}", "topics": (*record.topics, "Verborgenes Thema")}
        return replace(record, **changed) if changed else record

    store = open_store(tmp_path_factory.mktemp("hidden"), *map(veiled, records))
    yield service_of(store)
    store.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_public_reads_of_nobody_who_is_not_public(half_hidden, name):
    question = app.CATALOGUE.questions[name]
    seen = half_hidden.ask(name, {"area": [HERE]}, Viewer.PUBLIC).network
    staff = half_hidden.ask(name, {"area": [HERE]}, Viewer.STAFF).network
    for given_arguments in arguments(question, seen):
        raw = {"area": [HERE]} | {key: str(value) for key, value in given_arguments.items()}
        for language in LANGUAGES:
            asked = half_hidden.ask(name, raw, Viewer.PUBLIC)
            assert "verborgen" not in str(told(asked, language)).lower()
    assert any("verborgen" in id for id in staff.graph)


@pytest.mark.parametrize("name", QUESTIONS)
def test_who_may_not_be_seen_is_refused_like_nobody(half_hidden, name):
    hidden = next(p.id for p in half_hidden.store.records(Viewer.STAFF).partners.values() if p.id.startswith("verb"))
    for option in app.CATALOGUE.questions[name].signature.options:
        if option.param.widget == "partner":
            words = [_refusal(half_hidden, name, option.name, id).replace(id, "…") for id in (hidden, "niemand")]
            assert words[0] == words[1]


def _refusal(service, name, option, value):
    try:
        return str(told(service.ask(name, {option: value}, Viewer.PUBLIC)))
    except DrehscheibeError as error:
        return f"{error.pointer}: {error.text.into('de')}"


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


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_values_out_of_bounds_are_refused_by_name(name, option):
    question = app.CATALOGUE.questions[name]
    for bad in bad_values(option):
        for value in ([bad], bad)[not option.repeatable :]:
            if isinstance(value, str) and option.repeatable:
                continue  # a single value is no list: the edges give lists
            with pytest.raises(Usage) as found:
                question.parse({option.name: value}, AREAS, DAY)
            assert list(found.value.errors) == [option.name]
            assert found.value.text.into("en") != found.value.text.into("de")


@pytest.mark.parametrize("name", QUESTIONS)
def test_unknown_parameters_are_refused_all_at_once(name):
    question = app.CATALOGUE.questions[name]
    with pytest.raises(Usage) as found:
        question.parse({"farbe": "rot", "radius": "9", "on": "gestern"}, AREAS, DAY)
    assert set(found.value.errors) == {"farbe", "radius", "on"}
    assert "farbe" in found.value.errors["farbe"].into("de")
    assert "radius" in found.value.errors["farbe"].into("de"), "it names what is possible"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_day_is_too_far_away(region, name, day):
    with suppress(Usage):
        told(region.ask(name, {"on": day, "area": [HERE]}, Viewer.STAFF))


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_no_small_network_is_too_odd(name, some):
    for given_arguments in arguments(app.CATALOGUE.questions[name], some):
        asked = ask(name, some, **given_arguments)
        told(asked)
        assert set(asked.answer.marks) <= set(some.graph)
        assert asked.answer.sentence.into("de")
        assert asked.answer.sentence.into("en")


_PRINT_ALL = """
import sys
from pathlib import Path
from catalogue_cases import HERE, QUESTIONS, MAPS, arguments, demo_store, service_of
import app
from graphsvc.formats import as_json
from graphsvc.model import Viewer
service = service_of(demo_store(Path(sys.argv[1])))
seen = service.ask("hubs", {"area": [HERE]}, Viewer.STAFF).network
for name in QUESTIONS:
    for given in arguments(app.CATALOGUE.questions[name], seen):
        asked = service.ask(name, {"area": [HERE]} | {k: str(v) for k, v in given.items()}, Viewer.STAFF)
        sys.stdout.buffer.write(name.encode() + b" " + as_json(asked, "de") + b"\\n")
for name in MAPS:
    drawn = service.draw(name, {"area": [HERE]}, Viewer.STAFF, "hubs")
    sys.stdout.buffer.write(name.encode() + b" " + drawn.picture.svg("de").encode() + b"\\n")
"""


def test_another_process_gives_the_same_bytes(tmp_path):
    """Python orders sets by a seed of its own in every process; a strong ETag promises the same bytes."""
    root = Path(app.__file__).parent
    printed = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}:{root / 'tests' / 'support'}"}
        done = subprocess.run(
            [sys.executable, "-c", _PRINT_ALL, str(folder)], env=environment, capture_output=True, check=True
        )
        printed.append([(line.split(b" ")[0], hashlib.sha256(line).hexdigest()) for line in done.stdout.splitlines()])
    assert len(printed[0]) > len(QUESTIONS)
    assert printed[0] == printed[1]
