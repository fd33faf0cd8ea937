"""Arbeiten die Bereiche zusammen?

Für die Gesundheitskonferenz: wie viele Kooperationen von einem Bereich in einen anderen führen, zwischen welchen Bereichen
keine erfasst ist, und ob es mehr oder weniger sind, als der Zufall ergäbe. Statt nach Bereichen lässt sich auch nach Art,
Zuständigkeit, Art des Trägers oder Kreis fragen.

Methode
-------
Gezählt werden Paare von Akteuren mit einer Kooperation (Intensität 2 bis 4 oder unbekannt). Was von seiner Art her zwei
Bereiche verbindet, steht für sich: Eine Stelle unterstützt immer eine Gruppe, und wer in einem Gremium sitzt, ist immer mit
dem Bereich Gremien verbunden. Wer andere Arten von Verbindungen auswählt, bekommt deren Zahlen.

E–I-Index nach Krackhardt und Stern (Informal Networks and Organizational Crises, Social Psychology Quarterly 51, 1988):
Verbindungen nach außen (zwischen den Gruppen) minus Verbindungen nach innen, geteilt durch alle. −1 heißt: alle innen; 1
heißt: alle nach außen. Verglichen wird mit dem Zufall: Die Gruppen werden 999-mal neu auf die Akteure verteilt; die
Verbindungen und die Größe der Gruppen bleiben. „Bei Zufall“ ist der Wert, wenn jedes mögliche Paar gleich oft verbunden wäre;
beim ganzen Netz ist das genau das Mittel über alle Verteilungen. p ist der Anteil der Verteilungen, die mindestens so weit
davon abweichen wie das Netz, nach oben oder nach unten (Phipson und Smyth, Permutation P-values Should Never Be Zero,
2010). Bei bis zu sieben Akteuren werden alle Verteilungen durchgezählt. Wer mehrere Zuständigkeiten hat, gehört zu jeder
davon; eine Verbindung ist innen, wenn beide Seiten eine gemeinsame haben. Wer keine Angabe hat, fehlt. Die Verteilungen
hängen an der Reihenfolge der Namen, nicht an den Kennungen; bei gleichen Namen kann p in der dritten Stelle anders sein.

Wie man es liest
----------------
Mehr Kooperationen nach außen sind nicht besser und weniger sind kein Fehler. „Keine erfasst“ heißt nicht, dass es keine
gibt. Erst ein p bis 0,05 spricht gegen den Zufall. „Nur anders verbunden“ sind Paare ohne Kooperation, zum Beispiel durch
Unterstützung oder einen Sitz in einem Gremium. Gibt es mehr als 30 Gruppen, stehen unter „Wer mit wem“ nur verbundene Paare.

Beispiel
--------
Zwei Kliniken und zwei Ämter, jede mit jedem Amt verbunden, nichts innen. Von 6 möglichen Paaren liegen 4 zwischen den
Bereichen; bei 4 Verbindungen ergäbe der Zufall also 2,67 davon, und er träfe in einem von drei Fällen genau dies.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="clinic" if i in "ab" else "authority") for i in "abcd"]
>>> ties = [Tie(id=i + j, source=i, target=j) for i in "ab" for j in "cd"]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de").split(". ")[:2]
['4 von 4 Kooperationen verlaufen zwischen verschiedenen Bereichen', 'Das kann Zufall sein: Zu erwarten wären etwa 2,7']
>>> [tuple(round(value, 2) for value in row) for row in found.tables["network"].rows]
[(4, 4, 0, 4, 1.0, 0.33, 0.33)]

Aufruf
------
    graphsvc ask sectors --area 08117 --by sector
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from graphsvc.kernels import Mixing, group_mixing
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Dimension
from graphsvc.vocabulary import OFFICES
from queries._everyone import Ints
from queries._grouped import Grouped, counted
from queries._groups import group_column, groups_of, nobody_states, several, unknown_caveat
from queries._partners import common_caveats, count_column, reporter_caveat

Belongs = Mapping[str, tuple[str, ...]]

LEVEL = 0.05
SHOWN = 30  # of more groups, only pairs with a tie are listed

_METHOD = Text(
    "E–I-Index (Krackhardt und Stern 1988) mit Permutationstest, p nach Phipson und Smyth (2010), im ungerichteten Netz "
    "der Kooperationen oder der Verbindungen, die ausgewählt sind"
)
_EI_COLUMNS = (
    count_column("inside", "Paare innen", "Pairs inside"),
    count_column("between", "Paare nach außen", "Pairs with other groups"),
    count_column("e_i", "E–I-Index", "E–I index"),
    count_column("expected", "E–I-Index bei Zufall", "E–I index by chance"),
    count_column("p", "p-Wert", "p value"),
)


def answer(network: Network, *, by: Dimension = "sector") -> Answer:
    """Return E–I index and mixing matrix of the groups that partners form by a dimension."""
    belongs = groups_of(network, by)
    if not belongs:
        return Answer(sentence=nobody_states(network, by), method=_METHOD)
    group = group_column(network, by)
    ground = Grouped.of(network, belongs, by)
    tied, otherwise = ground.pairs(network)
    groups, partners = ground.groups, len(ground.ids)
    found = group_mixing(tied, ground.label, ground.member, progress=network.progress)
    mixing = _mixing_table(group, groups, partners, found, ground.between(otherwise))
    known = len(network.graph) == partners
    ties = (tie for a, b, tie in counted(network) if known or (a in belongs and b in belongs))
    only = group.words.get(groups[0], groups[0])
    return Answer(
        sentence=_sentence(network, by, only, len(groups), found, len(otherwise)),
        tables={
            "network": _network_table(partners, found),
            "sectors": _group_table(group, belongs, groups, found),
            "mixing": mixing,
        },
        marks=_marks(ground.reaching(tied)),
        method=_METHOD,
        caveats=(
            *reporter_caveat(network),
            *_by_offices(network, by, ground, tied),
            *_not_counted(len(tied), len(otherwise)),
            *unknown_caveat(network, by, partners),
            *common_caveats(network, ties),
        ),
    )


def _ei(found: Mixing, place: int) -> tuple[Any, ...]:
    inside, ties = int(found.inside[place]), int(found.ties[place])
    numbers = (float(values[place]) for values in (found.e_i, found.expected, found.p))
    return (inside, ties - inside, *(number if math.isfinite(number) else None for number in numbers))


def _network_table(partners: int, found: Mixing) -> Table:
    columns = (
        count_column("partners", "Akteure", "Partners"),
        count_column("ties", "Verbundene Paare", "Tied pairs"),
        *_EI_COLUMNS,
    )
    row = (partners, int(found.ties[0]), *_ei(found, 0))
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _group_table(group: Column, belongs: Belongs, groups: list[str], found: Mixing) -> Table:
    counts = Counter(each for mine in belongs.values() for each in mine)
    columns = (group, count_column("partners", "Akteure", "Partners"), *_EI_COLUMNS)
    rows = tuple((each, counts[each], *_ei(found, place)) for place, each in enumerate(groups, start=1))
    return Table(title=Label("Je Gruppe", "By group"), columns=columns, rows=rows)


def _mixing_table(
    group: Column, groups: list[str], partners: int, found: Mixing, otherwise: Counter[tuple[int, int]]
) -> Table:
    """Return a line for each two groups, and each with itself, that can have a tie."""
    every = partners * (partners - 1) / 2
    rows = []
    for first, second in np.argwhere(np.triu(found.possible)).tolist():
        tied, possible = int(found.pairs[first, second]), int(found.possible[first, second])
        other = otherwise[first, second]
        if tied or other or len(groups) <= SHOWN:
            expected = float(found.ties[0] * possible / every)
            rows.append((groups[first], groups[second], tied, possible, tied / possible, expected, other))
    columns = (
        group,
        replace(group, name="other", label=Label("mit", "with")),
        count_column("ties", "Verbundene Paare", "Tied pairs"),
        count_column("possible", "Mögliche", "Possible"),
        count_column("density", "Anteil der möglichen", "Share of the possible"),
        count_column("expected", "Verbundene Paare bei Zufall", "Tied pairs by chance"),
        count_column("otherwise", "Nur anders verbunden", "Tied otherwise only"),
    )
    return Table(title=Label("Wer mit wem", "Who with whom"), columns=columns, rows=tuple(rows))


def _marks(reaching: Mapping[str, int]) -> dict[str, float]:
    """Mark those who reach partners of other groups, by the number of these groups."""
    most = max(reaching.values(), default=0)
    return {id: groups / most for id, groups in reaching.items()}


def _sentence(network: Network, by: str, only: object, groups: int, found: Mixing, otherwise: int) -> Text:
    ties, between = int(found.ties[0]), int(found.ties[0] - found.inside[0])
    if groups == 1:
        values = {"group": only, "groups": several(by)}
        return Text("Hier kommt nur {group} vor. Zwischen {groups} ist also nichts zu vergleichen.", values=values)
    if not ties:
        return _no_ties(otherwise)
    chosen = bool(network.selection.ties)
    empty = int(np.triu((found.pairs == 0) & (found.possible > 0), 1).sum())
    values = {
        "all": ties,
        "ties": Label("Verbindungen", "ties") if chosen else Label("Kooperationen", "cooperations"),
        "tie": Label("Verbindung", "tie") if chosen else Label("Kooperation", "cooperation"),
        "groups": several(by),
        "verdict": _verdict(between, ties * (1 + float(found.expected[0])) / 2, float(found.p[0])),
        "empty": empty,
        "pairs": groups * (groups - 1) // 2,
    }
    gap = Text("Zwischen je zwei {groups} ist mindestens eine erfasst.", values=values)
    if empty:
        gap = Text("Bei {empty} von {pairs} Paaren von {groups} ist keine {tie} erfasst.", values=values)
    return Text(
        "{n} von {all} {ties} verläuft zwischen verschiedenen {groups}. {verdict} {gap}",
        "{n} von {all} {ties} verlaufen zwischen verschiedenen {groups}. {verdict} {gap}",
        between,
        values | {"gap": gap},
    )


def _no_ties(otherwise: int) -> Text:
    if not otherwise:
        return Text("Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst.")
    return Text(
        "Zwischen den Akteuren dieser Auswahl ist keine Kooperation erfasst. {n} Paar ist auf andere Weise verbunden, zum "
        "Beispiel durch Unterstützung.",
        "Zwischen den Akteuren dieser Auswahl ist keine Kooperation erfasst. {n} Paare sind auf andere Weise verbunden, zum "
        "Beispiel durch Unterstützung.",
        otherwise,
    )


def _verdict(between: int, chance: float, p: float) -> Text:
    values = {"chance": round(chance) if chance >= 10 else round(chance, 1)}
    if p > LEVEL:
        return Text("Das kann Zufall sein: Zu erwarten wären etwa {chance}.", values=values)
    if between > chance:
        return Text("Das sind mehr, als der Zufall ergäbe (etwa {chance}).", values=values)
    return Text("Das sind weniger, als der Zufall ergäbe (etwa {chance}).", values=values)


def _by_offices(network: Network, by: str, ground: Grouped, tied: Ints) -> list[Text]:
    """Say where most of what leaves a group is the offices' own: others may have little to do with each other."""
    nodes, leaving = network.graph.nodes, ground.leaving(tied)
    offices = np.array([nodes[id]["kind"] in OFFICES for id in ground.ids])
    own = int(offices[leaving].any(axis=1).sum())
    text = Text(
        "Bei {own} von {all} verbundenen Paaren aus verschiedenen {groups} ist die eine Seite eine Stelle der "
        "Selbsthilfeunterstützung.",
        values={"own": own, "all": len(leaving), "groups": several(by)},
    )
    return [text] if 2 * own > len(leaving) else []


def _not_counted(tied: int, otherwise: int) -> list[Text]:
    """Say how many pairs are tied, but do not cooperate."""
    text = Text(
        "{n} Paar zählt hier nicht: Es ist ohne Kooperation verbunden, zum Beispiel durch Unterstützung oder einen Sitz in "
        "einem Gremium.",
        "{n} Paare zählen hier nicht: Sie sind ohne Kooperation verbunden, zum Beispiel durch Unterstützung oder einen Sitz "
        "in einem Gremium.",
        otherwise,
    )
    return [text] if tied and otherwise else []
