"""Cypher gets parameters only; labels and types come from the vocabulary; nothing is loaded from files or run by plug-ins."""

from __future__ import annotations

import importlib
from typing import Any

import cypher_rule
import pytest

MODULES = dict(cypher_rule.package())
SPEAKING = [name for name, source in MODULES.items() if cypher_rule.speaks_cypher(name, source)]

HEAD = """
from dataclasses import replace
from functools import partial
from graphsvc.stores import neo4j_schema as schema
from graphsvc.stores.neo4j_network import Selected, Where, many, rows, ties_where
from graphsvc.stores.neo4j_rows import PARTNER
from graphsvc.stores.neo4j_schema import LABELS, TIE_TYPES, TYPES
from graphsvc.stores.neo4j_write import run
from graphsvc.vocabulary import KINDS, label_of
from neo4j import Query

_SEEN = {variable: f"{variable}.visibility IN $sees" for variable in "po"}
_ALL = "MATCH (p:Partner)"
"""


def planted(body: str) -> list[str]:
    """Return what the rule says to a module that is not there."""
    source = HEAD + body
    names: dict[str, Any] = {"__name__": "planted"}
    exec(source, names)
    return cypher_rule.check(source, "planted", names)


@pytest.mark.parametrize("name", SPEAKING)
def test_the_rule_is_kept(name):
    assert cypher_rule.check(MODULES[name], name, vars(importlib.import_module(name))) == []


@pytest.mark.parametrize("name", MODULES)
def test_no_string_of_the_package_says_what_is_forbidden(name):
    assert cypher_rule.forbidden_words(MODULES[name]) == []


def test_the_rule_looks_where_cypher_is_spoken():
    assert {"graphsvc.stores.neo4j", "graphsvc.stores.neo4j_network", "graphsvc.stores.neo4j_connection"} <= set(
        SPEAKING
    )
    assert "graphsvc.stores.sqlite" not in SPEAKING
    assert cypher_rule.speaks_cypher("graphsvc.other", "def late():\n    import neo4j.time")


def test_who_passes_statements_on_is_still_there():
    for path in cypher_rule.PASSING:
        module = path.split(".")[2]
        assert f"def {path.rpartition('.')[2]}(" in MODULES[f"graphsvc.stores.{module}"], path


REFUSED = {
    "a value in an f-string": "def ask(tx, name):\n    tx.run(f\"MATCH (p:Partner {{name: '{name}'}}) RETURN p\")",
    "a value by way of a local": 'def ask(tx, name):\n    query = f"{_ALL} WHERE {name}"\n    rows(tx, query, {})',
    "one of two ways": 'def ask(tx, end):\n    query = _ALL\n    if end:\n        query = end\n    run(tx, query, "rows", [1])',
    "added to afterwards": "def ask(tx, end):\n    query = _ALL\n    query += end\n    tx.run(query)",
    "an attribute of a record": "def ask(tx, partner):\n    rows(tx, f\"{_ALL} WHERE p.kind = '{partner.kind}'\", {})",
    "format": 'def ask(tx, kind):\n    tx.run("MATCH (p:Partner {{kind: {}}}) RETURN p".format(kind))',
    "percent": "def ask(tx, kind):\n    tx.run(\"MATCH (p:Partner) WHERE p.kind = '%s'\" % kind)",
    "concatenation": 'def ask(tx, kind):\n    tx.run(_ALL + " WHERE p.kind = " + kind)',
    "join": 'def ask(tx, words):\n    tx.run(_ALL + " WHERE " + " AND ".join(words))',
    "replace": 'def ask(tx, kind):\n    tx.run(_ALL.replace("Partner", kind))',
    "a label from data": 'def ask(tx, kind):\n    label = kind.title()\n    tx.run(f"MATCH (p:{label}) RETURN p")',
    "a label made when asked": 'def ask(tx, kind):\n    tx.run(f"MATCH (p:{label_of(kind)}) RETURN p")',
    "a record of the database": "def ask(tx):\n    for row in rows(tx, _ALL, {}):\n        tx.run(row[0])",
    "an argument": "def ask(tx, query):\n    tx.run(query)",
    "an argument by another name": "def ask(tx, query):\n    rows(tx, query, {})",
    "many": 'def ask(tx, name):\n    many(tx, f"{_ALL} WHERE {name}", {})',
    "a helper of the same name": "def rows(tx, query, parameters):\n    return tx.run(query, parameters)",
    "a lambda": "ask = lambda tx, query: tx.run(query)",
    "a capital letter is no constant": 'def ask(tx, name):\n    QUERY = f"{_ALL} WHERE {name}"\n    tx.run(QUERY)',
    "a constant that is changed": "def change(kind, text):\n    LABELS[kind] = text",
    "a constant that is set anew": "def change(text):\n    global _ALL\n    _ALL = text",
    "another module's constant": "def change(text):\n    schema.STORE = text",
    "a constant from outside": "from os import name as NAME\ndef ask(tx):\n    tx.run(NAME)",
    "a constant that is read": 'import os\n_END = os.environ.get("HOME", "")\ndef ask(tx):\n    tx.run(f"{_ALL} {_END}")',
    "a list in which a value lies": "def ask(tx, text):\n    found = [_ALL]\n    found.append(text)\n    for query in found:\n"
    "        tx.run(query)",
    "values of a dictionary": "def ask(tx, text):\n    found = {}\n    found.setdefault(_ALL, []).append(text)\n"
    "    for query, texts in found.items():\n        tx.run(texts[0])",
    "execute_query": 'def ask(driver, name):\n    driver.execute_query(f"{_ALL} WHERE {name}")',
    "command": "def ask(link, text):\n    link.command(text)",
    "Query": 'def ask(tx, name):\n    tx.run(Query(f"{_ALL} WHERE {name}"))',
    "a method handed on": "def ask(tx, text):\n    return partial(tx.run, text)()",
    "a function handed on": "def ask(tx, text):\n    return partial(rows, tx, text)()",
    "arguments by the star": "def ask(tx, *given):\n    tx.run(*given)",
    "nothing to be seen": "def ask(tx, given):\n    tx.run(**given)",
    "a condition with a value": "def ask(name):\n    where = Where()\n    where.add(f\"p.name = '{name}'\")",
    "a condition that is a variable": "def ask(selection, viewer, text):\n    where = ties_where(selection, viewer)\n"
    "    where.add(text)",
    "a condition added elsewhere": "def add(where: Where, text):\n    where.add(text)",
    "a condition on something unknown": "def ask(found, text):\n    found.where.add(text)",
    "conditions got round": "def ask(where: Where, text):\n    where.conditions.append(text)",
    "something that is no Where": 'def ask(tx, where):\n    tx.run(f"{_ALL} WHERE {where}")',
    "a class of the same name": 'class Where(str): ...\ndef ask(tx, text):\n    where = Where(text)\n    tx.run(f"{_ALL} {where}")',
    "a Where that is replaced": "def ask(tx, text):\n    where = Where()\n    where = text\n"
    '    tx.run(f"{_ALL} WHERE {where}")',
    "a Selected that starts with a value": "def ask(text):\n    return Selected(text, Where())",
    "a Selected that is replaced": "def ask(selected: Selected, text):\n    return replace(selected, start=text)",
    "a formatted value": 'def ask(tx):\n    tx.run(f"{_ALL!r}")',
    "load csv": "_FILE = \"load csv FROM 'file:///etc/passwd' AS line RETURN line\"",
    "load csv over lines": '_FILE = """Load\n  /* all of it */ CSV WITH HEADERS FROM $url AS line RETURN line"""',
    "load csv in other letters": r'_FILE = "\\u004cOAD CSV FROM $url AS line RETURN line"',
    "load csv in pieces": '_FILE = "LOAD " + "CSV FROM $url AS line RETURN line"',
    "apoc": '_FILE = "CALL apoc.load.json($url) YIELD value RETURN value"',
    "a procedure": '_FILE = "CALL dbms.listConfig() YIELD name RETURN name"',
    "a label that nobody knows": '_PEOPLE = "MATCH (p:Person) RETURN p"',
    "a label among others": '_PEOPLE = "MATCH (p:Partner|Person) RETURN p"',
    "a label that is set": '_PEOPLE = "MATCH (p:Partner) SET p:Person"',
    "a label with blanks": '_PEOPLE = "MATCH (p: Person) RETURN p"',
    "a label in backticks": '_PEOPLE = "MATCH (p:`Person`) RETURN p"',
    "a type that nobody knows": 'def ask(tx):\n    tx.run("MATCH (:Partner)-[t:KNOWS|LIES_IN]->() RETURN t")',
    "a label in a constant": '_LABEL = "Person"\n_PEOPLE = f"MATCH (p:{_LABEL}) RETURN p"\n'
    "def ask(tx):\n    tx.run(_PEOPLE)",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_breaks_the_rule_is_refused(body):
    assert planted(body)


ACCEPTED = {
    "parameters": 'def ask(tx, name):\n    tx.run("MATCH (p:Partner {name: $name}) RETURN p", {"name": name})',
    "constants": "def ask(tx):\n    rows(tx, f\"{_ALL} WHERE {_SEEN['p']} RETURN [{PARTNER}]\", {})",
    "one of two constants": "def ask(tx, all):\n    query = _ALL if all else schema.STORE\n    tx.run(query)",
    "several in turn": "def ask(tx):\n    for query in (*schema.CONSTRAINTS, schema.AWAIT):\n        tx.run(query)",
    "one of a mapping": 'def ask(tx, kind):\n    run(tx, {"all": _ALL}[kind], "rows", [1])',
    "collected by statement": "def ask(tx, kinds):\n    found = {}\n    for kind in kinds:\n"
    "        found.setdefault(_SEEN[kind], []).append(kind)\n"
    '    for query, rows in found.items():\n        run(tx, query, "rows", rows)',
    "from the vocabulary": '_BY_KIND = {k: f"MATCH (p:{label}) RETURN p" for k, label in LABELS.items()}\n'
    "def ask(tx, kind):\n    tx.run(_BY_KIND[kind])",
    "from the vocabulary, by a function": 'def _of(kind):\n    return f"MATCH (p:{label_of(kind)}) RETURN p"\n'
    '_ONE = " UNION ".join(_of(kind) for kind in KINDS)\ndef ask(tx):\n    tx.run(_ONE)',
    "types": 'def ask(tx):\n    tx.run(f"MATCH (p)-[t:{TIE_TYPES}]->(o:Partner) RETURN t")',
    "conditions": "def ask(tx, selection, viewer, name):\n    where = ties_where(selection, viewer)\n"
    '    where.add("p.name = $name", name=name)\n    where.add(_SEEN["p"])\n    tx.run(f"{_ALL} WHERE {where}")',
    "a Selected": "def ask(tx, found: Selected):\n    start, where = found.start, found.where\n"
    '    tx.run(f"{start} WHERE {where}")',
    "a Selected that is made": 'def ask(where: Where):\n    where.add("p.id = $id", id=1)\n    return Selected(_ALL, where)',
    "a set is no Where": "def ask(texts):\n    found = set()\n    for text in texts:\n        found.add(text)",
    "a Query": "def ask(tx):\n    tx.run(Query(_ALL, timeout=5))",
    "other words": 'SAID = "apocalypse; a csv to load; you call it."',
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_what_keeps_the_rule_is_accepted(body):
    assert planted(body) == []
