"""Welche Teilnetze gibt es, und wer verbindet sie?

Für die Gesundheitskonferenz: welche Akteure untereinander enger verbunden sind als mit den übrigen (ein Teilnetz), woraus
ein Teilnetz besteht, und wer zwischen den Teilnetzen steht.

Methode
-------
Leiden-Verfahren (Traag, Waltman und van Eck, From Louvain to Leiden, Scientific Reports 9, 2019) im ungerichteten Netz der
aktiven Verbindungen; jedes Paar zählt einmal. Es sucht die Aufteilung mit der höchsten Modularität (Newman und Girvan,
Finding and evaluating community structure in networks, Physical Review E 69, 2004): dem Anteil der Paare innerhalb der
Teilnetze, vermindert um den Anteil, den man bei gleich vielen Verbindungen je Akteur erwartet. Aus mehreren Läufen gilt
der beste.

Auch Zufallsnetze haben Teilnetze (Guimerà, Sales-Pardo und Amaral, Physical Review E 70, 2004). Bis 5.000 Akteure wird
darum mit 20 Netzen verglichen, in denen jeder Akteur gleich viele Verbindungen behält, aber zufällig mit wem. „Deutlich
mehr“ heißt: mehr als in jedem dieser 20 (p = 1/21).

Streuung: Partizipationskoeffizient (Guimerà und Amaral, Functional cartography of complex metabolic networks, Nature 433,
2005): 0 heißt, alle Verbindungen führen in dasselbe Teilnetz; nahe 1, sie verteilen sich gleichmäßig auf viele.

Wie man es liest
----------------
Ein Teilnetz ist kein Verein: die Grenzen zieht die Rechnung, und wer am Rand liegt, könnte auch zum Nachbarn gehören. Sehr
kleine Teilnetze gehen in einem großen Netz leicht in größeren auf. Wer zwischen Teilnetzen steht, kann vermitteln; wer es
nicht tut, hat keinen Mangel. Akteure ohne erfasste Verbindung gehören zu keinem Teilnetz.

Aufruf
------
    graphsvc ask communities --area 08117 --top 5

Beispiel
--------
>>> from datetime import date
>>> from itertools import combinations
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abcdefgh"]
>>> pairs = [*combinations("abcd", 2), *combinations("efgh", 2), ("d", "e")]
>>> ties = [Tie(id=x + y, source=x, target=y) for x, y in pairs]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")[:81]
'Das Netz gliedert sich in 2 Teilnetze, deutlich klarer, als es der Zufall ergäbe.'
>>> [(row[1], row[3]) for row in found.tables["communities"].rows], found.tables["between"].column("partner")[:2]
([(4, 'D'), (4, 'E')], ['d', 'e'])
>>> round(found.tables["network"].rows[0][1], 3)  # 12 der 13 Paare liegen innen: 2 · (6/13 - (13/26)²)
0.423
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels import compiled, leiden, modularity_by_chance, participation
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Top
from queries._chosen import no_ties, too_few
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, _Name, common_caveats, count_column, cut, reporter_caveat

_METHOD = Text(
    "Teilnetze nach Leiden (2019) mit höchster Modularität (Newman und Girvan 2004) im Netz der aktiven Verbindungen; "
    "Streuung nach Guimerà und Amaral (2005)"
)
COMPARED_UP_TO = 5_000  # partners; beyond, random networks take too long
CLEAR = 0.05  # p; with 20 random networks: more than in each of them
MOST = 3  # kinds and districts named for a community

_COMMUNITY = count_column("community", "Teilnetz", "Community")


@dataclass(frozen=True)
class _Parts:
    """A network in parts: the communities of those who have ties, the largest first."""

    network: Network
    communities: Sequence[set[str]]

    @cached_property
    def number(self) -> Mapping[str, int]:
        return {partner: place for place, each in enumerate(self.communities, 1) for partner in each}

    @cached_property
    def reach(self) -> Mapping[str, tuple[int, float]]:
        return participation(self.network.simple, self.communities)

    @cached_property
    def degrees(self) -> Mapping[str, int]:
        return dict(self.network.simple.degree(self.number))

    @cached_property
    def ties(self) -> NDArray[np.int64]:
        """Of each community how many tied pairs lie inside it, and how many lead outside."""
        pairs, count = compiled(self.network.simple), len(self.communities)
        community = np.array([self.number.get(id, 0) for id in pairs.ids]) - 1
        one, other = community[pairs.sources], community[pairs.targets]
        inside = np.bincount(one[one == other], minlength=count)
        ends = np.bincount(one, minlength=count) + np.bincount(other, minlength=count)
        return np.column_stack([inside, ends - 2 * inside])

    @cached_property
    def modularity(self) -> float:
        """The share of pairs inside, less what it would be by chance (Newman and Girvan 2004)."""
        inside, outside = self.ties.T / (self.ties.sum(axis=0) @ (1, 0.5))
        return float((inside - (inside + outside / 2) ** 2).sum())

    @cached_property
    def listed(self) -> list[str]:
        """Those with ties, the best-connected first."""
        return sorted(self.number, key=lambda each: (-self.degrees[each], *self.network.order(each)))

    @cached_property
    def ranked(self) -> list[str]:
        """Those with ties, who reaches most communities first; of equal ones, whose ties are spread most evenly."""
        return sorted(self.listed, key=self.reach.__getitem__, reverse=True)


def answer(network: Network, *, top: Top = 20) -> Answer:
    """Return the communities of the network, their members, and who lies between them."""
    graph = network.simple
    if nx.is_empty(graph):
        return Answer(sentence=_without_ties(network), method=_METHOD)
    order = list(graph)
    found = leiden(graph, order)
    parts = _Parts(network, [each for each in found if any(graph[partner] for partner in each)])
    by_chance = (
        modularity_by_chance(graph, order, progress=network.progress) if len(graph) <= COMPARED_UP_TO else (None, None)
    )
    between = _between(parts, top)
    return Answer(
        sentence=_sentence(parts, by_chance[1]),
        tables={
            "communities": _communities(parts),
            "between": between,
            "members": _members(parts),
            "network": _whole(parts, by_chance),
        },
        marks={row[0]: row[4] for row in between.rows if row[4]},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + _caveats(parts) + common_caveats(network)),
    )


def _without_ties(network: Network) -> Text:
    if len(network.graph) < 2:
        return too_few(network)
    return no_ties(network)


def _communities(parts: _Parts) -> Table:
    nodes, names = parts.network.graph.nodes, names_of(parts.network)
    best = {parts.number[partner]: partner for partner in reversed(parts.listed)}
    rows = []
    for number, (members, ties) in enumerate(zip(parts.communities, parts.ties.tolist(), strict=True), 1):
        first = best[number]
        told = [nodes[partner] for partner in members]
        sectors, kinds = _most(each["sector"] for each in told), _most(each["kind"] for each in told)
        districts = _most(each["area"][:5] for each in told if len(each["area"]) >= 5)
        name = names[first]
        row = (number, len(members), first, name, sectors, kinds[:MOST], districts[:MOST], len(districts))
        rows.append((*row, *ties))
    areas = {ags: _Name(parts.network.areas.label(ags)) for row in rows for ags in row[6]}
    columns = (
        _COMMUNITY,
        count_column("size", "Akteure", "Partners"),
        PARTNER,
        replace(NAME, label=Label("Am besten verbunden", "Best connected")),
        replace(SECTOR, name="sectors", label=Label("Bereiche", "Sectors")),
        replace(KIND, name="kinds", label=Label("Häufigste Arten", "Most frequent kinds")),
        Column(name="areas", label=Label("Häufigste Kreise", "Most frequent districts"), words=areas),
        count_column("districts", "Kreise", "Districts"),
        count_column("inside", "Verbundene Paare innen", "Tied pairs inside"),
        count_column("outside", "Verbundene Paare nach außen", "Tied pairs to the outside"),
    )
    return Table(title=Label("Teilnetze", "Communities"), columns=columns, rows=tuple(rows))


def _most(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes, the most frequent first, equal ones by code."""
    counts = Counter(codes)
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def _between(parts: _Parts, top: int) -> Table:
    nodes, names = parts.network.graph.nodes, names_of(parts.network)
    rows = []
    for id in parts.ranked[:top] if top else parts.ranked:
        row = (id, names[id], parts.number[id], *parts.reach[id])
        rows.append((*row, parts.degrees[id], nodes[id]["kind"], nodes[id]["sector"]))
    columns = (
        PARTNER,
        NAME,
        _COMMUNITY,
        count_column("communities", "Verbunden mit Teilnetzen", "Tied to communities"),
        count_column("participation", "Streuung", "Participation"),
        count_column("degree", "Verbundene Akteure", "Partners tied to"),
        KIND,
        SECTOR,
    )
    title = Label("Wer zwischen den Teilnetzen steht", "Who stands between the communities")
    return Table(title=title, columns=columns, rows=cut(rows, 0))


def _members(parts: _Parts) -> Table:
    nodes, names = parts.network.graph.nodes, names_of(parts.network)
    rows = [
        (id, names[id], parts.number[id], nodes[id]["kind"], nodes[id]["sector"])
        for id in sorted(parts.listed, key=parts.number.__getitem__)
    ]
    columns = (PARTNER, NAME, replace(_COMMUNITY, role="group"), KIND, SECTOR)
    return Table(
        title=Label("Wer zu welchem Teilnetz gehört", "Who belongs to which"), columns=columns, rows=cut(rows, 0)
    )


def _whole(parts: _Parts, by_chance: tuple[float | None, float | None]) -> Table:
    untied = len(parts.network.simple) - len(parts.number)
    columns = (
        count_column("communities", "Teilnetze", "Communities"),
        count_column("modularity", "Modularität", "Modularity"),
        count_column("expected", "Modularität in Zufallsnetzen", "Modularity in random networks"),
        count_column("p", "p", "p"),
        count_column("partners", "Akteure mit Verbindung", "Partners with a tie"),
        count_column("untied", "Akteure ohne erfasste Verbindung", "Partners without a recorded tie"),
    )
    row = (len(parts.communities), parts.modularity, *by_chance, len(parts.number), untied)
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _sentence(parts: _Parts, p: float | None) -> Text:
    count = len(parts.communities)
    if count == 1:
        return Text(
            "Die {n} verbundenen Akteure bilden ein einziges Teilnetz: keine Gruppe hebt sich durch engere Verbindungen ab.",
            values={"n": len(parts.number)},
        )
    values = {"n": count}
    if p is None:
        finding = Text("Das Netz gliedert sich in {n} Teilnetze.", values=values)
    elif p < CLEAR:
        finding = Text(
            "Das Netz gliedert sich in {n} Teilnetze, deutlich klarer, als es der Zufall ergäbe.", values=values
        )
    else:
        finding = Text(
            "Das Netz lässt sich in {n} Teilnetze gliedern, aber nicht deutlich klarer, als es der Zufall ergäbe: ihre "
            "Grenzen sagen wenig.",
            values=values,
        )
    return Text("{finding} {between}", values={"finding": finding, "between": _who_joins(parts)})


def _who_joins(parts: _Parts) -> Text:
    joining = sum(1 for communities, _ in parts.reach.values() if communities > 1)
    if not joining:
        return Text("Zwischen ihnen ist keine Verbindung erfasst.")
    first = parts.ranked[0]
    return Text(
        "Zwischen ihnen steht {name}, mit Verbindungen zu {communities} Teilnetzen.",
        "Zwischen ihnen stehen {n} Akteure, darunter {name} mit Verbindungen zu {communities} Teilnetzen.",
        joining,
        {"name": names_of(parts.network)[first], "communities": parts.reach[first][0]},
    )


def _caveats(parts: _Parts) -> list[Text]:
    found = []
    partners = len(parts.network.simple)
    if untied := partners - len(parts.number):
        found.append(
            Text(
                "{n} Akteur ohne erfasste Verbindung gehört zu keinem Teilnetz.",
                "{n} Akteure ohne erfasste Verbindung gehören zu keinem Teilnetz.",
                untied,
            )
        )
    if partners > COMPARED_UP_TO:
        values = {"limit": COMPARED_UP_TO}
        found.append(Text("Bei mehr als {limit} Akteuren ist nicht mit dem Zufall verglichen.", values=values))
    return found
