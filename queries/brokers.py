"""Wer vermittelt zwischen den Bereichen?

Für die Gesundheitskonferenz: welche Akteure zwischen anderen stehen, die selbst nicht verbunden sind, und in welcher Rolle.

Methode
-------
Vermittlung nach Gould und Fernandez (Structures of Mediation, Sociological Methodology 19, 1989): gezählt werden die Wege
a → b → c, bei denen a nicht direkt mit c verbunden ist. Nach den Bereichen von a, b und c (oder wonach man gruppiert) ist b
Koordination innen (alle drei gleich), Vermittlung von außen (a und c gleich, b nicht), Zugang nach innen (b und c gleich),
Vertretung nach außen (a und b gleich) oder Bindeglied (alle drei verschieden). Eine Kooperation gilt in beide Richtungen; ein
Weg durch zwei Kooperationen zählt deshalb zweimal. Zuerst steht, wer auf den meisten Wegen zwischen zwei verschiedenen Bereichen
steht: Zugang nach innen, Vertretung nach außen und Bindeglied zusammen. Die z-Werte vergleichen mit einem Netz gleicher Dichte
und gleich großer Bereiche, dessen Verbindungen zufällig liegen.

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
'Zwischen verschiedenen Bereichen vermittelt Kontaktstelle am häufigsten: auf 2 Wegen von einem Akteur zum anderen.'
>>> [(row[1], row[7], row[8]) for row in found.tables["brokers"].rows]
[('Kontaktstelle', 2, 2), ('Amt', 0, 0), ('Gruppe', 0, 0)]
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from graphsvc.kernels import ROLES, Brokerage, DirectedGraph, brokerage
from graphsvc.language import Label, Speakable, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Dimension, Top
from queries._groups import group_column, group_of, in_order, nobody_states, several, unknown_caveat
from queries._names import names_of
from queries._partners import NAME, PARTNER, common_caveats, count_column, reporter_caveat

Rows = tuple[tuple[Any, ...], ...]

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
    groups = group_of(network, by)
    if not groups:
        return Answer(sentence=nobody_states(network, by), method=_METHOD)
    found = brokerage(_within(network, groups), groups)
    across, total = found.counts[:, _ACROSS].sum(axis=1), found.counts[:, -1]
    order = np.lexsort((-total, -across))  # equals stay in order
    shown = (order[:top] if top else order).tolist()
    rows, scores = _rows(network, groups, found, shown)
    first = order[0]
    group = group_column(network, by)
    return Answer(
        sentence=_sentence(
            names_of(network)[found.partners[first]], int(across[first]), int(total[first]), several(by)
        ),
        tables={
            "brokers": Table(
                title=Label("Vermittlung", "Brokerage"), columns=(PARTNER, NAME, group, *_COUNTS), rows=rows
            ),
            "z_scores": Table(title=Label("z-Werte", "z-scores"), columns=(PARTNER, NAME, *_ZS), rows=scores),
            "roles": _by_group(group, by, found),
        },
        marks={found.partners[place]: float(across[place] / across[first]) for place in shown if across[place]},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + unknown_caveat(network, by, len(groups)) + common_caveats(network)),
    )


_COUNTS = tuple(count_column(role, _LABELS[role].de, _LABELS[role].en) for role in (*ROLES, "total"))
_ZS = tuple(count_column(f"z_{role}", _LABELS[role].de, _LABELS[role].en) for role in (*ROLES, "total"))
_ACROSS = [ROLES.index(role) for role in ("gatekeeper", "representative", "liaison")]  # a and c are of two groups


def _within(network: Network, groups: Mapping[str, str]) -> DirectedGraph:
    """Return the directed network of those whose group is known, in order."""
    if len(groups) == len(network.graph):
        return network.directed
    known = (id for id in network.directed if id in groups)
    return DirectedGraph.of(known, (arc for arc in network.directed.edges if groups.keys() >= set(arc)))


def _rows(network: Network, groups: Mapping[str, str], found: Brokerage, shown: list[int]) -> tuple[Rows, Rows]:
    """Return for each partner that is shown, by its place, a row of counts and one of z-scores."""
    names = names_of(network)
    ids = [found.partners[place] for place in shown]
    counts = tuple(
        (id, names[id], groups[id], *map(int, row)) for id, row in zip(ids, found.counts[shown].tolist(), strict=True)
    )
    scores = tuple(
        (id, names[id], *(score if math.isfinite(score) else None for score in row))
        for id, row in zip(ids, found.z(shown).tolist(), strict=True)
    )
    return counts, scores


def _by_group(column: Column, by: str, found: Brokerage) -> Table:
    """Add up the roles by group."""
    sums = [np.bincount(found.group, counts).astype(int).tolist() for counts in found.counts.T]
    row_of = {row[0]: row for row in zip(found.groups, *sums, strict=True)}
    rows = tuple(row_of[group] for group in in_order(found.groups, by))
    return Table(title=Label("Zusammengezählt", "Added up"), columns=(column, *_COUNTS), rows=rows)


def _sentence(name: str, across: int, total: int, groups: Speakable) -> Text:
    values = {"name": name, "across": across, "total": total, "groups": groups}
    if across:
        return Text(
            "Zwischen verschiedenen {groups} vermittelt {name} am häufigsten: auf {across} Wegen von einem Akteur zum anderen.",
            values=values,
        )
    if total:
        return Text(
            "Zwischen verschiedenen {groups} vermittelt niemand, soweit es erfasst ist. Innerhalb vermittelt {name} am "
            "häufigsten: auf {total} Wegen.",
            values=values,
        )
    return Text("Zwischen den Akteuren dieser Auswahl vermittelt niemand, soweit es erfasst ist.")
