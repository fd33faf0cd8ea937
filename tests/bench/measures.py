"""What is measured, each against its baseline, with the check that both come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import plain_questions
import plain_store
from flask import Flask
from flask.testing import FlaskClient
from ground import HISTORY, Ground
from plain_questions import Plain, Row
from plain_store import Graph, content
from timing import Measure

from app import create_app
from graphsvc.exchange.load import load
from graphsvc.model import Answer, Network, Viewer
from graphsvc.settings import Settings
from graphsvc.store import Records
from graphsvc.stores.sqlite import SqliteStore
from queries import changes, cooperations, hubs, referral, topic_gaps, unconnected

LOADING, READING, PATCHING, ASKING = 8.0, 1.5, 0.1, 1.0  # the aims
ABOUT, PLACE = "Depression", "Ulm"
PAGES = {"start page": "/", "question page": "/questions/cooperations"}


def all_measures(ground: Ground) -> Iterator[Measure]:
    """Yield one measure after another; what each needs is made ready only when its turn comes."""
    yield loading(ground)
    yield reading(ground, memory=False)
    yield reading(ground, memory=True)
    yield patching(ground)
    yield from asking(ground)
    yield looking_back(ground)
    yield from pages(ground)


def loading(ground: Ground) -> Measure:
    """Load the template into an empty store, against `executemany` into plain tables."""

    def ours() -> Any:
        path = ground.fresh()
        store = SqliteStore(path)
        found = load([(file.name, file.read_bytes()) for file in ground.template], Records(), ground.areas)
        store.apply(found.changes, actor="bench", key="template")
        store.close()
        return path

    def check(mine: Any, plain: Any) -> None:
        got, wanted = content(mine), content(plain)
        assert {name: len(rows) for name, rows in got.items()} == {name: len(rows) for name, rows in wanted.items()}
        assert len(got["partner"]) == ground.size.partners
        assert len(got["tie"]) == ground.size.ties
        assert got == wanted
        ground.sweep()

    return Measure(
        name="load the template (bare csv + executemany)",
        ours=ours,
        baseline=lambda: plain_store.load(*ground.template, ground.fresh()),
        check=check,
        aim=LOADING,
    )


def reading(ground: Ground, *, memory: bool) -> Measure:
    """Read a whole Network with nothing cached, against SELECT and a graph by hand."""
    return Measure(
        name=f"network(){', peak of memory' * memory} (bare SELECT + graph)",
        ours=lambda: _cold(ground).graph,
        baseline=lambda: plain_store.network(ground.path, ground.today),
        check=same_graph,
        aim=None if memory else READING,
        memory=memory,
    )


def patching(ground: Ground) -> Measure:
    """Read a Network again after one tie was changed, against reading it with nothing cached."""
    warm = SqliteStore(ground.path)
    warm.network(ground.day, Viewer.STAFF)
    edits = enumerate(ground.edits())

    def edit() -> None:
        number, changes = next(edits)
        ground.store.apply(changes, actor="bench", key=f"edit-{number}")

    return Measure(
        name="network() after an edit of one tie (cold)",
        ours=lambda: warm.network(ground.day, Viewer.STAFF).graph,
        baseline=lambda: _cold(ground).graph,
        check=same_graph,
        aim=PATCHING,
        before=edit,
    )


def _cold(ground: Ground) -> Network:
    store = SqliteStore(ground.path)
    network = store.network(ground.day, Viewer.STAFF)
    store.close()
    return network


def same_graph(mine: Graph, plain: Graph) -> None:
    """Hold that two graphs have the same nodes, edges, keys and attributes; the mappings of each compare all at once."""
    assert dict(mine.nodes) == dict(plain.nodes)
    assert mine.number_of_edges() == plain.number_of_edges()
    assert {id: dict(mine.succ[id]) for id in mine} == {id: dict(plain.succ[id]) for id in plain}
    assert {id: set(mine.pred[id]) for id in mine} == {id: set(plain.pred[id]) for id in plain}


def asking(ground: Ground) -> Iterator[Measure]:
    """Ask each question about today, against the same in plain NetworkX."""
    today = _cold(ground)
    plain = Plain.of(today)
    yield _question(
        "cooperations",
        today,
        cooperations.answer,
        lambda: plain_questions.cooperations(plain),
        lambda found: columns(found, "cooperations", "partner", "name", "intensity"),
    )
    yield _question(
        "unconnected",
        today,
        unconnected.answer,
        lambda: plain_questions.unconnected(plain),
        lambda found: columns(found, "unconnected", "partner", "status"),
    )
    yield _question(
        "referral",
        today,
        lambda network: referral.answer(network, about=ABOUT, place=PLACE),
        lambda: plain_questions.referral(plain, ABOUT, PLACE),
        lambda found: columns(found, "referral", "partner", "distance_km"),
    )
    yield _question(
        "topic_gaps",
        today,
        topic_gaps.answer,
        lambda: plain_questions.topic_gaps(plain),
        lambda found: sorted(columns(found, "topic_gaps", "topic", "area", "status", "groups"), key=lambda r: r[:2]),
    )
    yield _question(
        "hubs",
        today,
        hubs.answer,
        lambda: plain_questions.hubs(plain),
        lambda found: [*columns(found, "hubs", "partner", "degree"), *found.tables["network"].rows],
    )


def looking_back(ground: Ground) -> Measure:
    """Ask what changed within a year, against the same in plain NetworkX."""
    past = ground.store.network(ground.history, Viewer.STAFF)
    plain = Plain.of(past)
    return _question(
        f"changes, {HISTORY} days",
        past,
        changes.answer,
        lambda: plain_questions.changes(plain),
        lambda found: sorted(columns(found, "changes", "change", "source", "target", "kind")),
    )


def _question(
    name: str,
    network: Network,
    ask: Callable[[Network], Answer],
    baseline: Callable[[], list[Row]],
    key_columns: Callable[[Answer], list[Row]],
) -> Measure:
    def check(mine: Answer, plain: list[Row]) -> None:
        got = key_columns(mine)
        assert got, f"{name}: an empty answer compares nothing"
        assert got == plain, f"{name}: {next(pair for pair in zip(got, plain, strict=False) if pair[0] != pair[1])}"

    return Measure(
        name=f"question {name} (plain NetworkX)",
        ours=lambda: ask(_untouched(network)),
        baseline=baseline,
        check=check,
        aim=ASKING,
    )


def _untouched(network: Network) -> Network:
    """Return the Network without what an earlier question left cached in it."""
    return Network(
        graph=network.graph,
        selection=network.selection,
        viewer=network.viewer,
        revision=network.revision,
        areas=network.areas,
        topics=network.topics,
        inquiries=network.inquiries,
        requests=network.requests,
        outside=network.outside,
    )


def columns(answer: Answer, table: str, *names: str) -> list[Row]:
    """Return some columns of a table."""
    found = answer.tables[table]
    return list(zip(*(found.column(name) for name in names), strict=True))


def pages(ground: Ground) -> Iterator[Measure]:
    """Get pages, with the store warm, against an empty page of Flask; there is no aim."""
    settings = Settings(store=f"sqlite:///{ground.path}", viewer="staff", demo=False)
    client = create_app(settings, ground.store).test_client()
    empty = _empty_app().test_client()
    for name, path in PAGES.items():
        get(client, path)  # the first visit compiles the templates

        def check(mine: str, plain: str) -> None:
            assert mine.rstrip().endswith("</html>")
            assert plain == ""

        yield Measure(
            name=f"{name} (empty Flask page)",
            ours=lambda path=path: get(client, path),  # type: ignore[misc]
            baseline=lambda: get(empty, "/"),
            check=check,
        )


def _empty_app() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def get(client: FlaskClient, path: str) -> str:
    """Return a page as somebody at this machine sees it."""
    response = client.get(path, environ_base={"REMOTE_ADDR": "127.0.0.1"}, base_url="http://127.0.0.1")
    assert response.status_code == 200, f"{path}: {response.status}"
    return response.text
