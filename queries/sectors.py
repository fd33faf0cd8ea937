"""Arbeiten die Bereiche zusammen?

Für die Gesundheitskonferenz: wie viele Verbindungen von einem Bereich in einen anderen führen, zwischen welchen Bereichen
keine erfasst ist, und ob es mehr oder weniger sind, als der Zufall ergäbe. Statt nach Bereichen lässt sich auch nach Art,
Zuständigkeit, Art des Trägers oder Kreis fragen.

Methode
-------
E–I-Index nach Krackhardt und Stern (Informal Networks and Organizational Crises, Social Psychology Quarterly 51, 1988):
Verbindungen nach außen (zwischen den Gruppen) minus Verbindungen nach innen, geteilt durch alle. −1 heißt: alle innen; 1
heißt: alle nach außen. Verglichen wird mit dem Zufall: Die Gruppen werden 999-mal neu auf die Akteure verteilt; die
Verbindungen und die Größe der Gruppen bleiben. „Erwartet“ ist der Wert, wenn jedes mögliche Paar gleich oft verbunden wäre;
beim ganzen Netz ist das genau das Mittel über alle Verteilungen. p ist der Anteil der Verteilungen, die mindestens so weit
davon abweichen wie das Netz, nach oben oder nach unten (Phipson und Smyth, Permutation P-values Should Never Be Zero,
2010). Bei bis zu sieben Akteuren werden alle Verteilungen durchgezählt. Wer mehrere Zuständigkeiten hat, gehört zu jeder
davon; eine Verbindung ist innen, wenn beide Seiten eine gemeinsame haben. Wer keine Angabe hat, fehlt. Die Verteilungen
hängen an der Reihenfolge der Namen, nicht an den Kennungen; bei gleichen Namen kann p in der dritten Stelle anders sein.

Wie man es liest
----------------
Mehr Verbindungen nach außen sind nicht besser und weniger sind kein Fehler: Wer viele Gruppen unterstützt, hat viele
Verbindungen nach außen. „Keine erfasst“ heißt nicht, dass es keine gibt. Erst ein p bis 0,05 spricht gegen den Zufall. Gibt
es mehr als 30 Gruppen, stehen unter „Wer mit wem“ nur Paare mit einer Verbindung.

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
['4 von 4 Verbindungen verlaufen zwischen verschiedenen Bereichen', 'Das kann Zufall sein: Er ergäbe etwa 2,7']
>>> [tuple(round(value, 2) for value in row) for row in found.tables["network"].rows]
[(4, 4, 0, 4, 1.0, 0.33, 0.33)]

Aufruf
------
    graphsvc ask sectors --area 08117 --by sector
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from graphsvc.kernels import Mixing, group_mixing
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Dimension
from graphsvc.vocabulary import OFFICES
from queries._groups import group_column, groups_of, in_order, several, unknown_caveat
from queries._partners import common_caveats, count_column, reporter_caveat

LEVEL = 0.05
SHOWN = 30  # of more groups, only pairs with a tie are listed

_METHOD = Text(
    "E–I-Index (Krackhardt und Stern 1988) mit Permutationstest, p nach Phipson und Smyth (2010), im ungerichteten Netz "
    "der aktiven Verbindungen"
)
_EI_COLUMNS = (
    count_column("inside", "Verbindungen innen", "Ties inside"),
    count_column("between", "nach außen", "Ties to other groups"),
    count_column("e_i", "E–I-Index", "E–I index"),
    count_column("expected", "Erwartet", "Expected"),
    count_column("p", "p-Wert", "p value"),
)


def answer(network: Network, *, by: Dimension = "sector") -> Answer:
    """Return E–I index and mixing matrix of the groups that partners form by a dimension."""
    belongs = groups_of(network, by)
    group = group_column(network, by)
    if not belongs:
        values = {"dimension": group.label}
        text = Text("Die Angabe „{dimension}“ ist in dieser Auswahl bei keinem Akteur eingetragen.", values=values)
        return Answer(sentence=text, method=_METHOD)
    partners = sorted(belongs, key=network.order)
    groups = in_order((group for mine in belongs.values() for group in mine), by)
    found = _mixing(network, belongs, partners, groups)
    ties = (tie for source, target, tie in network.standing() if source in belongs and target in belongs)
    return Answer(
        sentence=_sentence(by, group.words.get(groups[0], groups[0]), len(groups), found),
        tables={
            "network": _network_table(len(partners), found),
            "sectors": _group_table(group, belongs, groups, found),
            "mixing": _mixing_table(group, groups, len(partners), found),
        },
        marks=_marks(network, belongs),
        method=_METHOD,
        caveats=(
            *reporter_caveat(network),
            *_by_offices(network, by, belongs),
            *unknown_caveat(network, by, len(partners)),
            *common_caveats(network, ties),
        ),
    )


def _mixing(network: Network, belongs: Mapping[str, tuple[str, ...]], partners: list[str], groups: list[str]) -> Mixing:
    places = {id: place for place, id in enumerate(partners)}
    pairs = [(places[a], places[b]) for a, b in network.simple.edges if a in places and b in places]
    kinds = sorted(set(belongs.values()))
    label = {mine: place for place, mine in enumerate(kinds)}
    return group_mixing(
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([label[belongs[id]] for id in partners]),
        np.array([[group in mine for group in groups] for mine in kinds]),
        progress=network.progress,
    )


def _ei(found: Mixing, place: int) -> tuple[Any, ...]:
    inside, ties = int(found.inside[place]), int(found.ties[place])
    numbers = (float(values[place]) for values in (found.e_i, found.expected, found.p))
    return (inside, ties - inside, *(number if math.isfinite(number) else None for number in numbers))


def _network_table(partners: int, found: Mixing) -> Table:
    columns = (
        count_column("partners", "Akteure", "Partners"),
        count_column("ties", "Verbindungen", "Ties"),
        *_EI_COLUMNS,
    )
    row = (partners, int(found.ties[0]), *_ei(found, 0))
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _group_table(group: Column, belongs: Mapping[str, tuple[str, ...]], groups: list[str], found: Mixing) -> Table:
    counts = Counter(each for mine in belongs.values() for each in mine)
    columns = (group, count_column("partners", "Akteure", "Partners"), *_EI_COLUMNS)
    rows = tuple((each, counts[each], *_ei(found, place)) for place, each in enumerate(groups, start=1))
    return Table(title=Label("Je Gruppe", "By group"), columns=columns, rows=rows)


def _mixing_table(group: Column, groups: list[str], partners: int, found: Mixing) -> Table:
    """Return a line for each two groups, and each with itself, that can have a tie."""
    every = partners * (partners - 1) / 2
    rows = []
    for first, second in np.argwhere(np.triu(found.possible)):
        tied, possible = int(found.pairs[first, second]), int(found.possible[first, second])
        if tied or len(groups) <= SHOWN:
            expected = float(found.ties[0] * possible / every)
            rows.append((groups[first], groups[second], tied, possible, tied / possible, expected))
    columns = (
        group,
        replace(group, name="other", label=Label("mit", "with")),
        count_column("ties", "Verbindungen", "Ties"),
        count_column("possible", "Mögliche", "Possible"),
        count_column("density", "Anteil der möglichen", "Share of the possible"),
        count_column("expected", "Erwartet", "Expected"),
    )
    return Table(title=Label("Wer mit wem", "Who with whom"), columns=columns, rows=tuple(rows))


def _leaving(network: Network, belongs: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield the tied pairs whose ends have no group in common."""
    for a, b in network.simple.edges:
        if a in belongs and b in belongs and set(belongs[a]).isdisjoint(belongs[b]):
            yield a, b


def _marks(network: Network, belongs: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """Mark those who reach partners of other groups, by the number of these groups."""
    reached: dict[str, set[str]] = {}
    for a, b in _leaving(network, belongs):
        reached.setdefault(a, set()).update(belongs[b])
        reached.setdefault(b, set()).update(belongs[a])
    most = max(map(len, reached.values()), default=0)
    return {id: len(groups) / most for id, groups in reached.items()}


def _sentence(by: str, only: object, groups: int, found: Mixing) -> Text:
    ties, between = int(found.ties[0]), int(found.ties[0] - found.inside[0])
    if groups == 1:
        values = {"group": only, "groups": several(by)}
        return Text("Hier kommt nur {group} vor. Zwischen {groups} ist also nichts zu vergleichen.", values=values)
    if not ties:
        return Text("Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst.")
    chance = ties * (1 + float(found.expected[0])) / 2
    empty = (found.pairs == 0) & (found.possible > 0)
    values = {
        "all": ties,
        "groups": several(by),
        "verdict": _verdict(between, chance, float(found.p[0])),
        "empty": int(np.triu(empty, 1).sum()),
        "pairs": groups * (groups - 1) // 2,
    }
    return Text(
        "{n} von {all} Verbindungen verläuft zwischen verschiedenen {groups}. {verdict} Bei {empty} von {pairs} Paaren von "
        "{groups} ist keine Verbindung erfasst.",
        "{n} von {all} Verbindungen verlaufen zwischen verschiedenen {groups}. {verdict} Bei {empty} von {pairs} Paaren von "
        "{groups} ist keine Verbindung erfasst.",
        between,
        values,
    )


def _verdict(between: int, chance: float, p: float) -> Text:
    values = {"chance": round(chance) if chance >= 10 else round(chance, 1)}
    if p > LEVEL:
        return Text("Das kann Zufall sein: Er ergäbe etwa {chance}.", values=values)
    if between > chance:
        return Text("Das sind mehr, als der Zufall ergäbe (etwa {chance}).", values=values)
    return Text("Das sind weniger, als der Zufall ergäbe (etwa {chance}).", values=values)


def _by_offices(network: Network, by: str, belongs: Mapping[str, tuple[str, ...]]) -> list[Text]:
    """Say where most of what leaves a group is the offices' own: others may have little to do with each other."""
    offices = set(network.of_kind(*OFFICES))
    leaving = [a in offices or b in offices for a, b in _leaving(network, belongs)]
    text = Text(
        "Bei {own} von {all} Verbindungen zwischen verschiedenen {groups} ist die eine Seite eine Stelle der "
        "Selbsthilfeunterstützung.",
        values={"own": sum(leaving), "all": len(leaving), "groups": several(by)},
    )
    return [text] if 2 * sum(leaving) > len(leaving) else []
