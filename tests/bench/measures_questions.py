"""The questions, each against the same in plain NetworkX, with the check that both come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

import plain_questions
from ground import HISTORY, Ground
from plain import Plain, Row
from timing import Measure

from graphsvc.model import Answer, Network, Viewer
from queries import changes, cooperations, hubs, referral, topic_gaps, unconnected

NEVER_SLOWER = 1.0
ABOUT, PLACE = "Depression", "Ulm"


def asking(ground: Ground) -> Iterator[Measure]:
    """Ask each question about today, against the same in plain NetworkX."""
    today = ground.store.network(ground.day, Viewer.STAFF)
    plain = Plain.of(today)
    yield _question(
        "cooperations",
        today,
        cooperations.answer,
        lambda: [(partner, intensity) for partner, _, intensity in plain_questions.cooperations(plain)],
        lambda found: columns(found, "cooperations", "partner", "intensity"),
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
        assert got == plain, f"{name}: {different(got, plain)}"

    return Measure(
        name=f"question {name} (plain NetworkX)",
        ours=lambda: ask(untouched(network)),
        baseline=baseline,
        check=check,
        aim=NEVER_SLOWER,
    )


def untouched(network: Network) -> Network:
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


def different(mine: list[Row], plain: list[Row]) -> tuple[Row | None, Row | None]:
    """Return the first two rows that differ; None stands for a row too few."""
    return next(pair for pair in zip_longest(mine, plain) if pair[0] != pair[1])


def columns(answer: Answer, table: str, *names: str) -> list[Row]:
    """Return some columns of a table."""
    found = answer.tables[table]
    return list(zip(*(found.column(name) for name in names), strict=True))
