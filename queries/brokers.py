"""Wer vermittelt zwischen den Bereichen?

Für die Gesundheitskonferenz: welche Akteure zwischen anderen stehen, die selbst nicht verbunden sind, und in welcher Rolle.

Methode
-------
Vermittlung nach Gould und Fernandez (Structures of Mediation, Sociological Methodology 19, 1989): gezählt werden die Wege
a → b → c, bei denen a nicht direkt mit c verbunden ist. Nach den Bereichen von a, b und c (oder wonach man gruppiert) ist b
Koordination innen (alle drei gleich), Vermittlung von außen (a und c gleich, b nicht), Zugang nach innen (b und c gleich),
Vertretung nach außen (a und b gleich) oder Bindeglied (alle drei verschieden). Eine Kooperation gilt in beide Richtungen; ein
Weg durch zwei Kooperationen zählt deshalb zweimal. Die z-Werte vergleichen mit einem Netz gleicher Dichte und gleich großer
Bereiche, dessen Verbindungen zufällig liegen.

Wie man es liest
----------------
Wer viele Wege vermittelt, hält das Netz zusammen; fällt er aus, fehlen sie. Es ist kein Urteil über die Arbeit der anderen.
Ein z-Wert über 2 heißt: deutlich öfter, als es der Zufall ergäbe.

Aufruf
------
    graphsvc ask brokers --area 08117 --by sector --top 10

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="g", name="Gruppe", kind="self_help_group"), Partner(id="a", name="Amt", kind="authority"),
...     Partner(id="k", name="Kontaktstelle", kind="contact_office")]
>>> ties = [Tie(id="1", source="g", target="k"), Tie(id="2", source="k", target="a")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Am häufigsten vermittelt Kontaktstelle: auf 2 Wegen von einem Akteur zum anderen, davon 2 zwischen verschiedenen Bereichen.'
>>> [(row[1], row[7], row[8]) for row in found.tables["brokers"].rows]
[('Kontaktstelle', 2, 2), ('Amt', 0, 0), ('Gruppe', 0, 0)]
"""

from __future__ import annotations

from typing import Any

from graphsvc.kernels import ROLES, Brokerage, DirectedGraph, brokerage
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table
from graphsvc.params import Dimension, Top
from queries._groups import Groups, groups_by
from queries._partners import NAME, PARTNER, common_caveats, count_column, cut, reporter_caveat

_METHOD = Text("Vermittlung nach Gould und Fernandez (1989); z-Werte gegen zufällige Verbindungen gleicher Dichte")
_LABELS = {
    "coordinator": Label("Koordination innen", "Coordinator"),
    "itinerant": Label("Vermittlung von außen", "Itinerant broker"),
    "gatekeeper": Label("Zugang nach innen", "Gatekeeper"),
    "representative": Label("Vertretung nach außen", "Representative"),
    "liaison": Label("Bindeglied", "Liaison"),
    "total": Label("zusammen", "Total"),
}


def answer(network: Network, *, by: Dimension = "sector", top: Top = 20) -> Answer:
    """Return how often each partner stands between others, by the groups of all three."""
    groups = groups_by(network, by)
    if not groups.of:
        return Answer(
            sentence=Text("In dieser Auswahl ist kein Akteur erfasst, der zu einer Gruppe gehört."), method=_METHOD
        )
    found = brokerage(_within(network, groups), groups.of)
    rows = _rows(network, groups, found)
    highest = rows[0][_TOTAL] if rows else 0
    columns = (PARTNER, NAME, groups.column, *_COUNTS, *_ZS)
    ties = (tie for _, _, tie in network.standing())
    return Answer(
        sentence=_sentence(rows[0], groups),
        tables={
            "brokers": Table(title=Label("Vermittlung", "Brokerage"), columns=columns, rows=cut(rows, top)),
            "roles": _by_group(groups, found),
        },
        marks={row[0]: row[_TOTAL] / highest for row in rows if row[_TOTAL]},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + groups.caveats() + common_caveats(network, ties)),
    )


_COUNTS = tuple(count_column(role, _LABELS[role].de, _LABELS[role].en) for role in (*ROLES, "total"))
_ZS = tuple(
    count_column(f"z_{role}", f"{_LABELS[role].de}, z-Wert", f"{_LABELS[role].en}, z-score")
    for role in (*ROLES, "total")
)
_TOTAL = 3 + len(ROLES)  # the total's place in a row


def _within(network: Network, groups: Groups) -> DirectedGraph:
    """Return the directed network of those whose group is known."""
    if not groups.unknown:
        return network.directed
    return DirectedGraph.of(groups.of, (arc for arc in network.directed.edges if groups.of.keys() >= set(arc)))


def _rows(network: Network, groups: Groups, found: Brokerage) -> list[tuple[Any, ...]]:
    """Return a row for each partner, those who stand between most first."""
    rows = []
    for id, counts, scores in zip(found.partners, found.counts.tolist(), found.z.tolist(), strict=True):
        shown = [None if score != score else score for score in scores]
        rows.append((id, network.graph.nodes[id]["name"], groups.of[id], *map(int, counts), *shown))
    return sorted(rows, key=lambda row: (-row[_TOTAL], network.order(row[0])))


def _by_group(groups: Groups, found: Brokerage) -> Table:
    """Add up the roles by group."""
    sums: dict[str, list[int]] = {}
    for id, counts in zip(found.partners, found.counts.tolist(), strict=True):
        mine = sums.setdefault(groups.of[id], [0] * len(_COUNTS))
        for place, count in enumerate(counts):
            mine[place] += int(count)
    rows = tuple((group, *sums[group]) for group in sorted(sums))
    return Table(title=Label("Zusammengezählt", "Added up"), columns=(groups.column, *_COUNTS), rows=rows)


def _sentence(first: tuple[Any, ...], groups: Groups) -> Text:
    total, within = first[_TOTAL], first[3] + first[4]  # there the two that are brought together are of one group
    if not total:
        return Text("Zwischen den Akteuren dieser Auswahl vermittelt niemand, soweit es erfasst ist.")
    return Text(
        "Am häufigsten vermittelt {name}: auf {total} Wegen von einem Akteur zum anderen, davon {across} zwischen "
        "verschiedenen {groups}.",
        values={"name": first[1], "total": total, "across": total - within, "groups": groups.plural},
    )
