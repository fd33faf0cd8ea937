"""Wer sollte sich kennenlernen?

Für Mitarbeitende einer Stelle: Paare, die noch nicht verbunden sind, aber viel gemeinsam haben, und was das ist. Ohne
Angabe eines Akteurs stehen alle Paare zur Wahl.

Methode
-------
Adamic und Adar (Friends and neighbors on the Web, Social Networks 25, 2003): zwei sind einander umso näher, je mehr sie
gemeinsam haben, und je seltener es ist. Was k Akteure haben, zählt 1 / ln(k). Gemeinsame Partner: aktive Verbindungen mit
demselben Akteur, k ist die Zahl seiner Partner; eine Stelle, die alle kennt, zählt also wenig. Ihre Summe ist die Spalte
„Adamic–Adar“. Dazu kommen für die Reihenfolge, wie bei Adamic und Adar, auch andere gemeinsame Merkmale: dasselbe Thema
(oder ein gemeinsames Oberthema) und der Sitz im selben Kreis; k ist dann, wie viele Akteure hier es haben.

Vorgeschlagen wird nur, wer einen gemeinsamen Partner hat, denn der kann bekannt machen. Nicht vorgeschlagen werden Paare,
deren Verbindung geplant ist oder gefragt und verneint wurde, niemand, der ruht, und keine zwei Gruppen, deren Themen
bekannt, aber verschieden sind. Auch keine zwei Gremien, denn nicht sie lernen sich kennen, sondern ihre Mitglieder, und keine
zwei Stellen der Selbsthilfeunterstützung, denn sie kennen sich aus der eigenen Arbeit.

Wie man es liest
----------------
Ein Vorschlag ist ein Anlass nachzufragen, mehr nicht: vielleicht kennen sich beide längst, und es ist nur nicht erfasst.
Wie oft etwas vorkommt, wird in der Auswahl gezählt; in einem Kreis stehen darum andere Paare oben als im ganzen Land.

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Stelle", kind="contact_office"), Partner(id="c", name="Klinik", kind="clinic"),
...     Partner(id="a", name="Angst Nord", kind="self_help_group", topics=("Angst",)),
...     Partner(id="b", name="Angst Süd", kind="self_help_group", topics=("Angst",)),
...     Partner(id="r", name="Rheuma", kind="self_help_group", topics=("Rheuma",))]
>>> ties = [Tie(id=other, source="k", target=other) for other in "abcr"]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Angst Nord und Angst Süd könnten sich kennenlernen: beide haben das Thema Angst und beide sind mit Stelle verbunden.'
>>> [(row[1], row[3], round(row[10], 3)) for row in found.tables["suggestions"].rows]
[('Angst Nord', 'Angst Süd', 2.164), ('Angst Nord', 'Klinik', 0.721), ('Angst Süd', 'Klinik', 0.721), ('Klinik', 'Rheuma', 0.721)]

Aufruf
------
    graphsvc ask suggestions --area 08117 --top 5
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import PartnerId, Top
from graphsvc.vocabulary import SECTORS
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import SECTOR, common_caveats, count_column, known, reporter_caveat
from queries._strangers import (
    PAIR,
    TIE_STATE,
    Strangers,
    answered,
    pair_caveats,
    shared_topics,
    shares_district,
    strangers,
)

LISTED = 10_000  # a nation has millions of such pairs
NAMED = 3  # of a pair's common partners

_METHOD = Text("Adamic und Adar (2003): gemeinsame Partner, Themen und Kreise; was seltener ist, zählt mehr")
_COLUMNS = (
    *PAIR,
    Column(
        name="reasons",
        label=Label("Warum", "Why"),
        words={
            "topic": Label("gleiches Thema", "same topic"),
            "area": Label("gleicher Kreis", "same district"),
            "partners": Label("gemeinsame Partner", "common partners"),
        },
    ),
    Column(name="topics", label=Label("Gemeinsame Themen", "Common topics")),
    Column(name="through", label=Label("Wer beide kennt (bis zu 3)", "Who knows both (up to 3)")),
    count_column("common", "Gemeinsame Partner", "Common partners"),
    Column(name="same_area", label=Label("Gleicher Kreis", "Same district")),
    count_column("adamic_adar", "Adamic–Adar", "Adamic–Adar"),
    count_column("nearness", "Nähe", "Nearness"),
    TIE_STATE,
)


def answer(network: Network, *, partner: PartnerId = "", top: Top = 20) -> Answer:
    """Return pairs that are not tied and have most in common; with ``partner`` only its own."""
    ids = list(network.simple)
    of = ids.index(known(network, partner, "partner")) if partner else None
    found = strangers(network, of, min(top or LISTED, LISTED))
    pairs = [(ids[a], ids[b]) for a, b in zip(found.nearest.first, found.nearest.second, strict=True)]
    tables = {"sectors": _sectors(found)}
    marks: dict[str, float] = {}
    caveats = reporter_caveat(network)
    if network.viewer is Viewer.STAFF:
        rows = _rows(network, pairs, found)
        title = Label("Vorschläge", "Suggestions")
        tables = {"suggestions": Table(title=title, columns=_COLUMNS, rows=tuple(rows)), **tables}
        for first, _, second, *_, nearness, _ in rows:
            for id in (first, second):
                marks.setdefault(id, nearness / rows[0][-2])
        caveats += _caveats(found, rows, top)
        sentence = _best(network, *pairs[0]) if pairs else _sums(network, found, partner)
    else:
        caveats.append(Text("Welche Paare das sind, sehen nur Mitarbeitende."))
        sentence = _sums(network, found, partner)
    return Answer(
        sentence=sentence,
        tables=tables,
        marks=marks,
        method=_METHOD,
        caveats=(*caveats, *common_caveats(network)),
    )


def _rows(network: Network, pairs: list[tuple[str, str]], found: Strangers) -> list[tuple[Any, ...]]:
    names, degree = names_of(network), network.simple.degree
    rows = []
    states = answered(network, pairs)
    for (first, second), nearness, state in zip(pairs, found.nearest.score.tolist(), states, strict=True):
        common = common_partners(network, first, second)
        topics = shared_topics(network, first, second)
        same_area = shares_district(network, first, second)
        row = (
            first,
            names[first],
            second,
            names[second],
            (*["topic"] * bool(topics), *["area"] * same_area, "partners"),
            topics,
            tuple(names[id] for id in common[:NAMED]),
            len(common),
            same_area,
            math.fsum(1 / math.log(degree(id)) for id in common),
            nearness,
            state,
        )
        rows.append(row)
    return rows


def common_partners(network: Network, first: str, second: str) -> list[str]:
    """Return with whom two are tied both; who knows fewest comes first."""
    graph = network.simple
    both = graph.adj[first].keys() & graph.adj[second].keys()
    return sorted(both, key=lambda id: (graph.degree(id), network.order(id)))


def _sectors(found: Strangers) -> Table:
    columns = (
        SECTOR,
        replace(SECTOR, name="other_sector", label=Label("und", "and")),
        count_column("pairs", "Paare", "Pairs"),
        count_column("same_topic", "davon mit gleichem Thema", "of them with the same topic"),
    )
    codes = list(SECTORS)
    rows = tuple(
        (codes[a], codes[b], int(found.pairs[a, b]), int(found.same_topic[a, b]))
        for a in range(len(codes))
        for b in range(a, len(codes))
        if found.pairs[a, b]
    )
    title = Label("Nicht verbundene Paare mit gemeinsamen Partnern", "Pairs without a tie, with common partners")
    return Table(title=title, columns=columns, rows=rows)


def _best(network: Network, first: str, second: str) -> Text:
    """Say of the nearest pair what it has in common."""
    names = names_of(network)
    common, topics = common_partners(network, first, second), shared_topics(network, first, second)
    reasons = []
    if topics:
        reasons.append(
            Text("beide haben das Thema {topics}", "beide haben die Themen {topics}", len(topics), {"topics": topics})
        )
    if shares_district(network, first, second):
        reasons.append(Text("beide haben ihren Sitz im selben Kreis"))
    reasons.append(
        Text(
            "beide sind mit {name} verbunden",
            "beide sind mit {n} anderen verbunden, etwa mit {name}",
            len(common),
            {"name": names[common[0]]},
        )
    )
    values = {"first": names[first], "second": names[second], "reasons": reasons}
    return Text("{first} und {second} könnten sich kennenlernen: {reasons}.", values=values)


def _sums(network: Network, found: Strangers, partner: str) -> Text:
    pairs, same = int(found.pairs.sum()), int(found.same_topic.sum())
    if not pairs:
        text = Text(
            "Zwischen den Akteuren dieser Auswahl ist kein Paar erfasst, das einander vorgestellt werden könnte."
        )
        return as_seen(network, text)
    return Text(
        "{n} Paar ist nicht verbunden, soweit erfasst, hat aber gemeinsame Partner; bei {same} stimmt auch ein Thema überein.",
        "{n} Paare sind nicht verbunden, soweit erfasst, haben aber gemeinsame Partner; bei {same} stimmt auch ein Thema überein.",
        pairs,
        {"same": same},
    )


def _caveats(found: Strangers, rows: list[tuple[Any, ...]], top: int) -> list[Text]:
    caveats = pair_caveats([row[-1] for row in rows], found.settled)
    if not top and found.pairs.sum() > LISTED:
        caveats.append(Text("Aufgelistet sind nur die ersten {n} Paare.", values={"n": LISTED}))
    return caveats
