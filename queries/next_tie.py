"""Welche neue Zusammenarbeit bringt am meisten?

Für Planende: welche eine Verbindung, die es noch nicht gibt, das ganze Netz am meisten zusammenrücken ließe, unter Paaren,
die ein Thema oder eine Zuständigkeit gemeinsam haben und zum selben Kreis gehören.

Methode
-------
Globale Effizienz nach Latora und Marchiori (Efficient behavior of small-world networks, Physical Review Letters 87, 2001):
der Mittelwert von 1 / Abstand über alle Paare von Akteuren. Der Abstand ist die Zahl der Schritte auf dem kürzesten Weg über
aktive Verbindungen; wo kein Weg ist, zählt das Paar 0. Der Gewinn einer Verbindung ist die Effizienz mit ihr minus der ohne
sie, genau berechnet. Gerechnet wird bis 2.000 Akteure, weil jede mögliche Verbindung alle Abstände ändern kann.

Vorgeschlagen werden Paare, die nicht verbunden sind, ein Thema (oder ein gemeinsames Oberthema) oder eine Zuständigkeit
gemeinsam haben und zum selben Kreis gehören, durch ihren Sitz oder ihr Einzugsgebiet. Nicht vorgeschlagen werden Paare, deren
Verbindung geplant ist oder gefragt und verneint wurde, niemand, der ruht, keine zwei Gruppen, deren Themen bekannt, aber
verschieden sind, keine zwei Gremien und keine zwei Stellen der Selbsthilfeunterstützung.

Wie man es liest
----------------
Der Gewinn sagt, wie viel kürzer die Wege im erfassten Netz würden; ob zwei zueinander passen, sagt er nicht. Vielleicht
arbeiten sie längst zusammen, und es ist nur nicht erfasst. Jede Zeile gilt für sich: Kommt eine Verbindung dazu, ändern sich
die Gewinne der anderen.

Aufruf
------
    graphsvc ask next_tie --area 08117 --top 5

Beispiel
--------
Vier in einer Reihe: drei Paare haben den Abstand 1, zwei den Abstand 2, eines 3, die Effizienz ist (3 + 1 + 1/3) / 6 = 13/18.
Die beiden Gruppen am Rand haben ein Thema gemeinsam: Sind sie verbunden, wird aus 1/3 eine 1, der Gewinn ist (2/3) / 6 = 1/9.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other", area="08001") for i in "bc"]
>>> partners += [Partner(id=i, name=i.upper(), kind="self_help_group", area="08001", topics=("Angst",)) for i in "ad"]
>>> ties = [Tie(id=a + b, source=a, target=b) for a, b in ("ab", "bc", "cd")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [(row[1], row[3], round(row[9], 3)) for row in found.tables["next_tie"].rows]
[('A', 'D', 0.111)]
>>> found.tables["network"].rows[0][:2], round(found.tables["network"].rows[0][2], 3)
((4, 3), 0.722)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graphsvc.errors import Refused
from graphsvc.kernels import Distances, features
from graphsvc.kernels.nearness import adjacency
from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Top
from graphsvc.vocabulary import FIELDS, SECTORS
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import FIELD, SECTOR, common_caveats, count_column, reporter_caveat
from queries._strangers import (
    PAIR,
    TIE_STATE,
    Flags,
    Ints,
    Rules,
    answered,
    by_sectors,
    pair_caveats,
    sectors_of,
    shared_topics,
    topics_of,
)

MOST = 2_000  # partners: a new tie may change the distance of each pair
LISTED = 1_000

_METHOD = Text("Gewinn an globaler Effizienz (Latora und Marchiori 2001) durch eine neue Verbindung, genau berechnet")
_COLUMNS = (
    *PAIR,
    Column(
        name="reasons",
        label=Label("Warum", "Why"),
        words={
            "topic": Label("gleiches Thema", "same topic"),
            "field": Label("gleiche Zuständigkeit", "same field of responsibility"),
            "area": Label("gleicher Kreis", "same district"),
        },
    ),
    Column(name="topics", label=Label("Gemeinsame Themen", "Common topics")),
    replace(FIELD, name="fields", label=Label("Gemeinsame Zuständigkeiten", "Common fields")),
    count_column("steps", "Schritte bisher (leer = kein Weg)", "Steps until now (empty = no way)"),
    count_column("nearer", "So viele Paare kämen sich näher", "So many pairs would come nearer"),
    count_column("gain", "Gewinn an Effizienz", "Gain in efficiency"),
    count_column("percent", "Gewinn in Prozent", "Gain in percent", "%"),
    count_column("joined", "davon bisher ohne Weg", "of these without a way until now"),
    TIE_STATE,
)


@dataclass(frozen=True)
class _Found:
    """The pairs that may be proposed, the best of them, and how many others are settled."""

    candidates: int
    sectors: Ints
    settled: int
    efficiency: float
    rows: tuple[tuple[Any, ...], ...]


def answer(network: Network, *, top: Top = 20) -> Answer:
    """Return the pairs whose tie would add most to the network's efficiency."""
    if len(network.graph) > MOST:
        text = Text(
            "Diese Auswahl hat {n} Akteure. Gerechnet wird nur bis {most}, weil jede mögliche Verbindung alle Abstände ändern "
            "kann. Bitte ein kleineres Gebiet wählen.",
            values={"n": len(network.graph), "most": MOST},
        )
        raise Refused(text, "area")
    staff = network.viewer is Viewer.STAFF
    found = _found(network, min(top or LISTED, LISTED))
    tables = {"sectors": _sectors(found), "network": _network(network, found)}
    marks: dict[str, float] = {}
    caveats = reporter_caveat(network)
    if staff:
        title = Label("Neue Verbindungen nach ihrem Gewinn", "New ties by their gain")
        tables = {"next_tie": Table(title=title, columns=_COLUMNS, rows=found.rows), **tables}
        for row in found.rows:
            for id in (row[0], row[2]):
                marks.setdefault(id, row[9] / found.rows[0][9])
        caveats += pair_caveats([row[-1] for row in found.rows], found.settled)
        if not top and found.candidates > LISTED:
            caveats.append(Text("Aufgelistet sind nur die ersten {n} Paare.", values={"n": LISTED}))
    else:
        caveats.append(Text("Welche Paare das sind, sehen nur Mitarbeitende."))
    return Answer(
        sentence=_sentence(network, found, staff),
        tables=tables,
        marks=marks,
        method=_METHOD,
        caveats=(*caveats, *common_caveats(network, (tie for *_, tie in network.standing()))),
    )


def _found(network: Network, count: int) -> _Found:
    ids = network.partners()
    first, second, settled = _candidates(network, ids)
    distances = Distances(network.simple, ids)
    best = distances.best(first, second, count)
    pairs = [(ids[a], ids[b]) for a, b in zip(best.first, best.second, strict=True)]
    states = answered(network, pairs)
    name = names_of(network)
    rows = []
    for place, (one, other) in enumerate(pairs):
        topics, fields = shared_topics(network, one, other), _shared_fields(network, one, other)
        gain = float(best.gain[place])
        row = (
            *(one, name[one], other, name[other]),
            (*["topic"] * bool(topics), *["field"] * bool(fields), "area"),
            *(topics, fields),
            distances.between(int(best.first[place]), int(best.second[place])),
            int(best.nearer[place]),
            gain,
            100 * gain / distances.efficiency if distances.efficiency else None,
            int(best.joined[place]),
            states[place],
        )
        rows.append(row)
    sectors = by_sectors(sectors_of(network, ids), first, second)
    return _Found(len(first), sectors, settled, distances.efficiency, tuple(rows))


def _candidates(network: Network, ids: list[str]) -> tuple[Ints, Ints, int]:
    """Return the positions of the pairs that may be proposed, and how many others are settled."""
    nodes = [network.graph.nodes[id] for id in ids]
    same_topic = _share([topics_of(network, node["topics"]) for node in nodes])
    related = same_topic | _share([node["fields"] for node in nodes])
    related &= _share(_districts(network, ids))
    related &= adjacency(network.simple, ids).toarray() == 0
    first, second = np.nonzero(np.triu(related, 1))
    rules = Rules(network, ids)
    fit = rules.awake(first, second) & rules.suit(first, second, same_topic[first, second])
    first, second = first[fit], second[fit]
    over = rules.settled(first, second)
    return first[~over], second[~over], int(over.sum())


def _share(things: list[Any]) -> Flags:
    """Return of which two the things meet."""
    has = features(things)
    found: Flags = (has @ has.T).toarray() > 0
    return found


def _districts(network: Network, ids: list[str]) -> list[set[str]]:
    """Return the districts that each belongs to: that of its seat and those it serves; a state's office all that are known."""
    nodes = [network.graph.nodes[id] for id in ids]
    own = [{place[:5] for place in (node["area"], *node["serves"]) if len(place) >= 5} for node in nodes]
    known = set(network.areas).union(*own)
    wide = {
        state: {state} | {ags for ags in known if len(ags) == 5 and ags.startswith(state)}
        for state in {place for node in nodes for place in node["serves"] if len(place) == 2}
    }
    return [
        mine.union(*(wide[place] for place in node["serves"] if place in wide))
        for mine, node in zip(own, nodes, strict=True)
    ]


def _shared_fields(network: Network, first: str, second: str) -> tuple[str, ...]:
    one, other = (network.graph.nodes[id]["fields"] for id in (first, second))
    return tuple(code for code in FIELDS if code in one and code in other)


def _sectors(found: _Found) -> Table:
    columns = (
        SECTOR,
        replace(SECTOR, name="other_sector", label=Label("und", "and")),
        count_column("pairs", "Paare", "Pairs"),
    )
    codes = list(SECTORS)
    rows = tuple(
        (codes[a], codes[b], int(found.sectors[a, b])) for a, b in zip(*np.nonzero(found.sectors), strict=True)
    )
    title = Label("Nicht verbundene Paare, die zueinander passen", "Pairs without a tie that suit each other")
    return Table(title=title, columns=columns, rows=rows)


def _network(network: Network, found: _Found) -> Table:
    columns = (
        count_column("partners", "Akteure", "Partners"),
        count_column("pairs", "Verbundene Paare", "Tied pairs"),
        count_column("efficiency", "Effizienz (0 bis 1)", "Efficiency (0 to 1)"),
        count_column("with_next", "mit der besten neuen Verbindung", "with the best new tie"),
    )
    best = found.efficiency + found.rows[0][9] if found.rows else None
    row = (len(network.graph), network.simple.number_of_edges(), found.efficiency, best)
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _sentence(network: Network, found: _Found, staff: bool) -> Text:
    if not found.rows:
        text = Text(
            "Hier lässt sich keine neue Verbindung vorschlagen: Nach dem, was eingetragen ist, passt kein unverbundenes Paar "
            "zueinander (gleiches Thema oder gleiche Zuständigkeit, und dasselbe Gebiet). Oft fehlen nur diese Angaben."
        )
        return as_seen(network, text)
    _, name, _, other_name, _, topics, fields, _, nearer, *_ = found.rows[0]
    if not staff:
        return Text(
            "{n} Paar passt zueinander und ist nicht verbunden, soweit erfasst. Mit der besten neuen Verbindung wären sich "
            "{nearer} Paare von Akteuren näher.",
            "{n} Paare passen zueinander und sind nicht verbunden, soweit erfasst. Mit der besten neuen Verbindung wären sich "
            "{nearer} Paare von Akteuren näher.",
            found.candidates,
            {"nearer": nearer},
        )
    values = {"first": name, "second": other_name, "reasons": _reasons(topics, fields)}
    return Text(
        "Keine einzelne neue Verbindung würde viel ändern. Zwischen {first} und {second} etwa kämen nur diese beiden sich "
        "näher; sie passen zueinander: {reasons}.",
        "Am meisten brächte eine Verbindung von {first} und {second}: {n} Paare von Akteuren kämen sich näher, soweit "
        "erfasst. Die beiden passen zueinander: {reasons}.",
        nearer,
        values,
    )


def _reasons(topics: tuple[str, ...], fields: tuple[str, ...]) -> list[Text]:
    reasons = []
    if topics:
        reasons.append(
            Text("beide haben das Thema {topics}", "beide haben die Themen {topics}", len(topics), {"topics": topics})
        )
    if fields:
        labels = [InText(FIELDS[code].label) for code in fields]
        reasons.append(Text("beide sind für {fields} zuständig", values={"fields": labels}))
    return [*reasons, Text("beide gehören zum selben Kreis")]
