"""The OpenAPI document and the API say the same: schemathesis makes requests from the one and holds the answers to it.

Left out on purpose: ``positive_data_acceptance``, for an area or a partner may be well-formed and still not be there, and
all formats of an answer or a map but one, for they differ only in how the same is written.
"""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

import app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.fixture
def schema(web):
    def at_this_machine(environ, start_response):
        """Add what waitress says of who asks, and Werkzeug's client does not."""
        return web(environ | {"REMOTE_ADDR": "127.0.0.1"}, start_response)

    found = schemathesis.openapi.from_wsgi("/openapi.json", at_this_machine)
    return found.exclude(path_regex=r"\.(csv|json|xlsx|png|pdf|html)$")


def test_the_api_keeps_its_document(schema, subtests):
    for found in schema.get_all_operations():
        operation = found.ok()
        strategies = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

        @settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=HealthCheck)
        @given(strategies[0] | strategies[1])
        def holds(case):
            case.call_and_validate(checks=CHECKS)

        with subtests.test(operation.label):
            holds()


@pytest.fixture(scope="module")
def document(shared_sqlite):
    return shared_sqlite.test_client().get("/openapi.json").json


def operations(document):
    return [(method, path, found) for path, methods in document["paths"].items() for method, found in methods.items()]


def test_the_document_names_every_route_of_the_api(shared, document):
    rules = (rule for rule in shared.url_map.iter_rules() if rule.rule.startswith("/api/v1/"))
    routes = {(method.lower(), len(rule.rule.split("/"))) for rule in rules for method in rule.methods}
    named = [(method, len(path.split("/"))) for method, path, _ in operations(document)]
    assert routes - {("head", n) for n in range(9)} - {("options", n) for n in range(9)} <= set(named)
    assert {f"/api/v1/questions/{name}" for name in app.CATALOGUE.questions} <= set(document["paths"])
    assert {f"/api/v1/maps/{name}.svg" for name in app.CATALOGUE.maps} <= set(document["paths"])
    assert document["openapi"].startswith("3.1")
    assert "http" not in json.dumps(document)  # no other host, and not ours, which may be reached by any name


def test_every_operation_says_what_it_gives_and_how_it_fails(document):
    lacking = []
    for method, path, found in operations(document):
        answers = found["responses"]
        if path.startswith("/api/"):
            given = {"200", "201"} & set(answers)
            kinds = {kind for status, a in answers.items() if status >= "400" for kind in a.get("content", {"": 0})}
            lacking += [] if given and kinds <= {"application/problem+json"} else [f"{method} {path}"]
    assert lacking == []


def test_every_operation_has_a_summary_and_an_id_of_its_own(document):
    ids = [found["operationId"] for _, _, found in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(found["summary"] for _, _, found in operations(document))


def test_writes_tell_of_the_headers_that_they_heed(document):
    for method, path, found in operations(document):
        headers = {given["name"] for given in found.get("parameters", []) if given["in"] == "header"}
        if method == "patch":
            assert "If-Match" in headers, path
        if method == "patch" or (method == "post" and path in ("/api/v1/partners", "/api/v1/ties")):
            assert "Idempotency-Key" in headers, path
