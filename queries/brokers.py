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
from queries._groups import group_column, groups_of, in_order, nobody_states, several, unknown_caveat
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
    groups = {id: mine[0] for id, mine in groups_of(network, by).items()}  # of several the first that it names
    if not groups:
        return Answer(sentence=nobody_states(network, by), method=_METHOD)
    found = brokerage(_within(network, groups), groups)
    across = dict(zip(found.partners, found.counts[:, _ACROSS].sum(axis=1).tolist(), strict=True))
    totals = dict(zip(found.partners, found.counts[:, -1].tolist(), strict=True))
    ordered = sorted(totals, key=lambda id: (-across[id], -totals[id], network.order(id)))
    shown = ordered[:top] if top else ordered
    rows, scores = _rows(network, groups, found, shown)
    first = ordered[0]
    group = group_column(network, by)
    ties = (tie for _, _, tie in network.standing())
    return Answer(
        sentence=_sentence(names_of(network)[first], int(across[first]), int(totals[first]), several(by)),
        tables={
            "brokers": Table(
                title=Label("Vermittlung", "Brokerage"), columns=(PARTNER, NAME, group, *_COUNTS), rows=rows
            ),
            "z_scores": Table(title=Label("z-Werte", "z-scores"), columns=(PARTNER, NAME, *_ZS), rows=scores),
            "roles": _by_group(group, in_order(groups.values(), by), groups, found),
        },
        marks={id: across[id] / across[first] for id in shown if across[id]},
        method=_METHOD,
        caveats=tuple(
            reporter_caveat(network) + unknown_caveat(network, by, len(groups)) + common_caveats(network, ties)
        ),
    )


_COUNTS = tuple(count_column(role, _LABELS[role].de, _LABELS[role].en) for role in (*ROLES, "total"))
_ZS = tuple(count_column(f"z_{role}", _LABELS[role].de, _LABELS[role].en) for role in (*ROLES, "total"))
_ACROSS = [ROLES.index(role) for role in ("gatekeeper", "representative", "liaison")]  # a and c are of two groups


def _within(network: Network, groups: Mapping[str, str]) -> DirectedGraph:
    """Return the directed network of those whose group is known."""
    if len(groups) == len(network.graph):
        return network.directed
    return DirectedGraph.of(groups, (arc for arc in network.directed.edges if groups.keys() >= set(arc)))


def _rows(network: Network, groups: Mapping[str, str], found: Brokerage, shown: list[str]) -> tuple[Rows, Rows]:
    """Return for each partner that is shown a row of counts and one of z-scores."""
    place = {id: number for number, id in enumerate(found.partners)}
    names = names_of(network)
    counts = tuple((id, names[id], groups[id], *map(int, found.counts[place[id]].tolist())) for id in shown)
    scores = tuple(
        (id, names[id], *(score if math.isfinite(score) else None for score in found.z[place[id]].tolist()))
        for id in shown
    )
    return counts, scores


def _by_group(column: Column, order: list[str], groups: Mapping[str, str], found: Brokerage) -> Table:
    """Add up the roles by group."""
    places = {group: place for place, group in enumerate(order)}
    of = [places[groups[id]] for id in found.partners]
    sums = [np.bincount(of, counts, len(places)).astype(int).tolist() for counts in found.counts.T]
    rows = tuple(zip(order, *sums, strict=True))
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
