"""Wer hat die meisten Verbindungen?

Für die Gesundheitskonferenz: welche Akteure mit vielen anderen verbunden sind, und wie sehr das Netz an wenigen hängt.

Methode
-------
Grad: mit wie vielen Akteuren jemand durch mindestens eine aktive Verbindung verbunden ist. Zentralisierung nach
Freeman (Centrality in Social Networks, Social Networks 1, 1979): die Summe der Abstände zum höchsten Grad, geteilt durch
die größte, die bei so vielen Akteuren möglich ist, (n − 1)(n − 2). 0 heißt: alle haben gleich viele; 1 heißt: ein Stern.
Kooperationen (Intensität 2 bis 4 oder unbekannt) stehen daneben für sich: eine Stelle ist auch mit jeder Gruppe verbunden,
die sie unterstützt.

Wie man es liest
----------------
Ein hoher Grad ist kein Verdienst und ein niedriger kein Mangel; er zeigt, bei wem Wege zusammenlaufen, soweit sie erfasst
sind. Hat einer fast alle Verbindungen angegeben, steht er schon deshalb in der Mitte.

Aufruf
------
    graphsvc ask hubs --area 08117 --top 5

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abcd"]
>>> ties = [Tie(id=other, source="a", target=other) for other in "bcd"]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Die meisten Verbindungen hat A: 3, davon 3 Kooperationen. Das Netz hängt stark an wenigen (Zentralisierung 1).'
>>> [(row[1], row[4]) for row in found.tables["hubs"].rows]
[('A', 3), ('B', 1), ('C', 1), ('D', 1)]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table, Viewer, is_cooperation
from graphsvc.params import Top
from queries._chosen import no_ties, too_few
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, common_caveats, count_column, cut, reporter_caveat

_METHOD = Text("Grad und Zentralisierung nach Freeman (1979) im ungerichteten Netz der aktiven Verbindungen")
STRONG, WEAK = 0.5, 0.2  # where the words change; the number stands beside them


def answer(network: Network, *, top: Top = 20) -> Answer:
    """Return partners by degree, and the network's degree centralisation."""
    degrees = dict(network.simple.degree())
    count = len(degrees)
    if count < 2:
        return Answer(sentence=too_few(network), method=_METHOD)
    highest = max(degrees.values())
    centralisation = freeman_centralisation(degrees)
    nodes, names = network.graph.nodes, names_of(network)
    cooperations = _cooperations(network)
    ordered = sorted(degrees, key=lambda node: (-degrees[node], network.order(node)))
    shown = ordered if network.viewer is Viewer.STAFF else [node for node in ordered if degrees[node]]
    rows = [
        (
            node,
            names[node],
            nodes[node]["kind"],
            nodes[node]["sector"],
            degrees[node],
            degrees[node] / (count - 1),
            cooperations[node],
        )
        for node in (shown[:top] if top else shown)
    ]
    columns = (
        PARTNER,
        NAME,
        KIND,
        SECTOR,
        count_column("degree", "Verbundene Akteure", "Partners tied to"),
        count_column("share", "Anteil aller anderen", "Share of all others"),
        count_column("cooperations", "Davon durch eine Kooperation", "Of these by a cooperation"),
    )
    ties = (tie for *_, tie in network.graph.edges(data=True) if tie["status"] == "active")
    return Answer(
        sentence=_sentence(network, _most(network, degrees, ordered[0], cooperations[ordered[0]]), centralisation),
        tables={
            "hubs": Table(
                title=Label("Akteure nach Zahl ihrer Verbindungen", "Partners by degree"),
                columns=columns,
                rows=cut(rows, 0),
            ),
            "network": _network_table(count, network.simple.number_of_edges(), centralisation),
            "degrees": _distribution(degrees),
        },
        marks={row[0]: row[4] / highest for row in rows if row[4]},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + common_caveats(network, ties)),
    )


def freeman_centralisation(degrees: dict[str, int]) -> float | None:
    """Return Freeman's degree centralisation, 0 to 1; None for fewer than three partners, where it has no meaning."""
    count = len(degrees)
    if count < 3:
        return None
    highest = max(degrees.values())
    return (highest * count - sum(degrees.values())) / ((count - 1) * (count - 2))


def _cooperations(network: Network) -> Counter[str]:
    """Return with how many partners each cooperates."""
    pairs = {frozenset((source, target)) for source, target, tie in network.standing() if is_cooperation(tie)}
    return Counter(partner for pair in pairs for partner in pair)


def _most(network: Network, degrees: Mapping[str, int], first: str, cooperations: int) -> Text | None:
    """Say who has the most ties; None where nobody has one."""
    highest = degrees[first]
    values = {"name": names_of(network)[first], "degree": highest}
    several = sum(1 for degree in degrees.values() if degree == highest)
    if not highest:
        return None
    if several > 1:
        return Text(
            "Die meisten Verbindungen haben {several} Akteure, darunter {name}: je {degree}.",
            values=values | {"several": several},
        )
    if not cooperations:
        return Text("Die meisten Verbindungen hat {name}: {degree}.", values=values)
    return Text(
        "Die meisten Verbindungen hat {name}: {degree}, davon {n} Kooperation.",
        "Die meisten Verbindungen hat {name}: {degree}, davon {n} Kooperationen.",
        cooperations,
        values,
    )


def _sentence(network: Network, finding: Text | None, centralisation: float | None) -> Text:
    if finding is None:
        return no_ties(network)
    if centralisation is None:
        return finding
    return Text("{finding} {weight}", values={"finding": finding, "weight": _weight(centralisation)})


def _weight(centralisation: float) -> Text:
    values = {"centralisation": centralisation}
    if centralisation >= STRONG:
        return Text("Das Netz hängt stark an wenigen (Zentralisierung {centralisation}).", values=values)
    if centralisation >= WEAK:
        return Text("Das Netz hängt zum Teil an wenigen (Zentralisierung {centralisation}).", values=values)
    return Text(
        "Im Ganzen verteilen sich die Verbindungen auf viele (Zentralisierung {centralisation}).", values=values
    )


def _network_table(partners: int, pairs: int, centralisation: float | None) -> Table:
    columns = (
        count_column("partners", "Akteure", "Partners"),
        count_column("pairs", "Verbundene Paare", "Tied pairs"),
        count_column("centralisation", "Zentralisierung", "Centralisation"),
    )
    return Table(
        title=Label("Das Netz im Ganzen", "The network as a whole"),
        columns=columns,
        rows=((partners, pairs, centralisation),),
    )


def _distribution(degrees: dict[str, int]) -> Table:
    counts = Counter(degrees.values())
    columns = (
        count_column("degree", "Verbundene Akteure", "Partners tied to"),
        count_column("partners", "Bei so vielen Akteuren", "For so many partners"),
    )
    rows = tuple((degree, counts[degree]) for degree in sorted(counts))
    return Table(title=Label("Verteilung", "Distribution"), columns=columns, rows=rows)
