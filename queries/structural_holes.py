"""Wer verbindet, was sonst nicht verbunden wäre?

Für die Gesundheitskonferenz: wessen Kontakte sich untereinander nicht kennen, und wer nur Kontakte hat, die sich alle kennen.

Methode
-------
Strukturelle Löcher nach Burt (Structural Holes, 1992) im ungerichteten Netz der aktiven Verbindungen, jede gleich gewichtet.
Einschränkung (constraint): wie sehr die Kontakte eines Akteurs einander kennen und er an wenigen hängt. Wirksame Größe
(effective size): die Zahl der Kontakte, vermindert um die mittlere Zahl ihrer Verbindungen untereinander (Borgatti 1997).
Wirkungsgrad (efficiency): wirksame Größe durch Zahl der Kontakte.

Wie man es liest
----------------
Eine kleine Einschränkung heißt: über diesen Akteur kommen Kreise zusammen, die sonst nichts voneinander wissen. Eine große
heißt: seine Kontakte kennen sich ohnehin. Beides kann gewollt sein. Wer keine Verbindung hat, hat keine Werte.

Aufruf
------
    graphsvc ask structural_holes --area 08117 --top 10

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abc"]
>>> ties = [Tie(id="1", source="a", target="b"), Tie(id="2", source="b", target="c")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Die vielfältigsten Kontakte hat B: von 1 Paar unter 2 Kontakten ist bei 1 keine direkte Verbindung erfasst.'
>>> [row[4:] for row in found.tables["structural_holes"].rows]
[(2, 0.5, 2.0, 1.0), (1, 1.0, 1.0, 1.0), (1, 1.0, 1.0, 1.0)]
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from graphsvc.kernels import structural_holes
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table
from graphsvc.params import Top
from queries._chosen import no_ties
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, common_caveats, count_column, reporter_caveat

_METHOD = Text("Strukturelle Löcher nach Burt (1992): Einschränkung, wirksame Größe und Wirkungsgrad")


def answer(network: Network, *, top: Top = 20) -> Answer:
    """Return Burt's measures, those first whose contacts are least tied to one another."""
    graph = network.simple
    if nx.is_empty(graph):
        return Answer(sentence=no_ties(network), method=_METHOD)
    constraint, size = structural_holes(graph)
    order = np.lexsort((-size, constraint))  # equals by name; who has no tie is last
    order = order[: len(graph) - int(np.isnan(constraint).sum())]
    ids, nodes, names, degree = list(graph), network.graph.nodes, names_of(network), graph.degree
    rows = []
    for place in (order[:top] if top else order).tolist():
        id, low, large = ids[place], float(constraint[place]), float(size[place])
        kind, sector = nodes[id]["kind"], nodes[id]["sector"]
        rows.append((id, names[id], kind, sector, degree[id], low, large, large / degree[id]))
    columns = (
        PARTNER,
        NAME,
        KIND,
        SECTOR,
        count_column("degree", "Verbundene Akteure", "Partners tied to"),
        count_column("constraint", "Einschränkung", "Constraint"),
        count_column("effective_size", "Wirksame Größe", "Effective size"),
        count_column("efficiency", "Wirkungsgrad", "Efficiency"),
    )
    return Answer(
        sentence=_sentence(*rows[0]),
        tables={
            "structural_holes": Table(
                title=Label("Strukturelle Löcher", "Structural holes"), columns=columns, rows=tuple(rows)
            )
        },
        marks={row[0]: rows[0][5] / row[5] for row in rows},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + _alone(len(graph) - len(order)) + common_caveats(network)),
    )


def _sentence(
    id: str, name: str, kind: str, sector: str, degree: int, constraint: float, size: float, _: float
) -> Text:
    pairs = degree * (degree - 1) // 2
    apart = pairs - round((degree - size) * degree / 2)
    if not apart:
        return Text("Niemand verbindet hier Akteure, die nicht auch direkt verbunden sind.")
    return Text(
        "Die vielfältigsten Kontakte hat {name}: von {pairs} Paar unter {degree} Kontakten ist bei {apart} keine direkte "
        "Verbindung erfasst.",
        "Die vielfältigsten Kontakte hat {name}: von {pairs} Paaren unter {degree} Kontakten ist bei {apart} keine "
        "direkte Verbindung erfasst.",
        pairs,
        {"name": name, "pairs": pairs, "degree": degree, "apart": apart},
    )


def _alone(count: int) -> list[Text]:
    text = Text(
        "{n} Akteur hat keine erfasste Verbindung und steht nicht in der Liste.",
        "{n} Akteure haben keine erfasste Verbindung und stehen nicht in der Liste.",
        count,
    )
    return [text] if count else []
