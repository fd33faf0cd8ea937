"""Wer steht wo im Netz?

Für die Gesundheitskonferenz: die üblichen Maße der Zentralität nebeneinander, für alle Akteure.

Methode
-------
Im ungerichteten Netz der aktiven Verbindungen: Grad (Zahl der verbundenen Akteure), Betweenness und Closeness nach Freeman
(Social Networks 1, 1979), harmonische Zentralität (Marchiori und Latora 2000), Eigenvektor (Bonacich 1972), PageRank (Brin
und Page 1998), Kernzahl (Seidman 1983) und Clustering (Watts und Strogatz 1998). Betweenness ist die Zahl der kürzesten
Wege, die über jemanden laufen; Closeness ist 1 durch die Summe der Abstände zu allen, die erreichbar sind, „normiert“ nach
Wasserman und Faust (1994); die harmonische Zentralität ist durch n − 1 geteilt, der Eigenvektor hat das Maximum 1. Bei mehr
als 5.000 Akteuren werden Betweenness, Closeness und harmonische Zentralität aus 200 zufälligen, immer gleichen
Ausgangspunkten geschätzt (Brandes und Pich 2007; Eppstein und Wang 2004); der Standardfehler steht dabei.

Wie man es liest
----------------
Jedes Maß meint etwas anderes: der Grad, wie viele jemand kennt; Betweenness, wie viele Wege über ihn laufen; Closeness, wie
schnell er alle erreicht. Keines sagt, wie gut jemand arbeitet. Hat einer fast alle Verbindungen angegeben, steht er schon
deshalb in der Mitte.

Aufruf
------
    graphsvc ask centrality --area 08117 --measure closeness --top 10

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="other") for i in "abc"]
>>> ties = [Tie(id="1", source="a", target="b"), Tie(id="2", source="b", target="c")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Die meisten kürzesten Wege laufen über B: 1 von 1 zwischen anderen Akteuren.'
>>> found.tables["centrality"].column("closeness")
[0.5, 0.3333333333333333, 0.3333333333333333]
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels import Progress, SimpleGraph, compiled, component_sizes, sampled_paths, silent
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table
from graphsvc.params import Flag, Param, Top
from graphsvc.terms import Term, Terms
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, SECTOR, common_caveats, count_column, reporter_caveat

EXACT_TO, SOURCES, SEED = 5_000, 200, 1
_METHOD = Text("Zentralität im ungerichteten Netz der aktiven Verbindungen: Freeman (1979) und andere")
MEASURES = Terms(
    Term(code="degree", label=Label("Verbundene Akteure", "Partners tied to")),
    Term(code="betweenness", label=Label("Betweenness (Wege)", "Betweenness (paths)")),
    Term(code="betweenness_normalised", label=Label("Betweenness, normiert", "Betweenness, normalised")),
    Term(code="closeness", label=Label("Closeness", "Closeness")),
    Term(code="closeness_normalised", label=Label("Closeness, normiert", "Closeness, normalised")),
    Term(code="harmonic", label=Label("harmonisch", "Harmonic")),
    Term(code="eigenvector", label=Label("Eigenvektor", "Eigenvector")),
    Term(code="pagerank", label=Label("PageRank", "PageRank")),
    Term(code="coreness", label=Label("Kernzahl", "Coreness")),
    Term(code="clustering", label=Label("Clustering", "Clustering")),
)
_ERRORS = ("betweenness", "closeness", "harmonic")
Measure = Annotated[str, Param(label=Label("Geordnet nach", "Ordered by"), widget="choice", choices=MEASURES)]
Exact = Annotated[
    Flag, Param(label=Label("Genau rechnen, auch wenn es lange dauert", "Exact, however long"), widget="flag")
]
Values: TypeAlias = NDArray[Any]


def answer(network: Network, *, measure: Measure = "betweenness", top: Top = 20, exact: Exact = False) -> Answer:
    """Return the measures of centrality of every partner."""
    graph = network.simple
    if nx.is_empty(graph):
        text = Text("Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst; es gibt also keine Mitte.")
        return Answer(sentence=as_seen(network, text), method=_METHOD)
    sampled = len(graph) > EXACT_TO and not exact
    values = measures(graph, sampled=sampled, progress=network.progress)
    chosen = np.nan_to_num(values[measure])
    order = np.argsort(-chosen, kind="stable")  # equals stay by name
    shown = order[:top] if top else order
    columns = [count_column(name, term.label.de, term.label.en) for name, term in MEASURES.items()]
    columns += [
        count_column(
            f"{name}_error", f"{MEASURES[name].label.de}, Standardfehler", f"{MEASURES[name].label.en}, standard error"
        )
        for name in _ERRORS
        if sampled
    ]
    rows = _rows(network, values, shown)
    return Answer(
        sentence=_sentence(network, rows[0][0], measure, float(chosen[order[0]]), sampled),
        tables={
            "centrality": Table(
                title=Label("Zentralität", "Centrality"), columns=(PARTNER, NAME, KIND, SECTOR, *columns), rows=rows
            )
        },
        marks={row[0]: mark for row, mark in zip(rows, _marks(chosen[shown]), strict=True) if mark},
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + _caveats(graph, values, sampled) + common_caveats(network)),
    )


def _rows(network: Network, values: Mapping[str, Values], shown: Values) -> tuple[tuple[Any, ...], ...]:
    """Return a row for each of those shown, by their places."""
    nodes, names, ids = network.graph.nodes, names_of(network), list(network.simple)
    numbers = ([None if value != value else value for value in each[shown].tolist()] for each in values.values())
    partners = [ids[place] for place in shown.tolist()]
    told = ((id, names[id], nodes[id]["kind"], nodes[id]["sector"]) for id in partners)
    return tuple((*one, *row) for one, row in zip(told, zip(*numbers, strict=True), strict=True))


def _marks(chosen: Values) -> list[float]:
    marks: list[float] = (chosen / (chosen[0] or 1)).tolist()
    return marks


def measures(graph: SimpleGraph, *, sampled: bool, progress: Progress = silent) -> dict[str, Values]:
    """Return each measure's values in the graph's order, as `MEASURES` has them, then the errors; NaN where there is none."""
    numbers = compiled(graph)
    found: dict[str, Values] = {"degree": numbers.degrees}
    found |= _sampled(graph, progress) if sampled else _exact(graph)
    errors = {name: found.pop(name) for name in list(found) if name.endswith("_error")}
    found["eigenvector"] = _eigenvector(graph)
    found["pagerank"] = _array(nx.pagerank(graph, weight=None, tol=1e-12, max_iter=1000))
    found["coreness"] = np.array(numbers.igraph.coreness())
    found["clustering"] = np.array(numbers.igraph.transitivity_local_undirected(mode="zero"))
    return found | errors


def _array(values: Mapping[str, float]) -> Values:
    return np.fromiter(values.values(), float, len(values))


def _exact(graph: SimpleGraph) -> dict[str, Values]:
    others = component_sizes(graph) - 1
    inverse = _array(nx.closeness_centrality(graph, wf_improved=False))  # others / sum of distances
    return {
        "betweenness": _array(nx.betweenness_centrality(graph, normalized=False)),
        "betweenness_normalised": _array(nx.betweenness_centrality(graph)),
        "closeness": np.divide(inverse, others, out=np.full(len(graph), np.nan), where=others > 0),
        "closeness_normalised": _array(nx.closeness_centrality(graph)),
        "harmonic": _array(nx.harmonic_centrality(graph)) / (len(graph) - 1),
    }


def _sampled(graph: SimpleGraph, progress: Progress) -> dict[str, Values]:
    """Estimate what takes the shortest paths from everybody, with the standard errors."""
    others = len(graph) - 1
    sources = random.Random(SEED).sample(list(graph), SOURCES)  # noqa: S311 no secret; by name, not by id
    between, distance, harmonic = sampled_paths(graph, sources, progress)
    reach = component_sizes(graph) - 1
    with np.errstate(divide="ignore", invalid="ignore"):  # whom no source reaches has a NaN already
        closeness = 1 / (distance.values * reach)
    return {
        "betweenness": between.values,
        "betweenness_normalised": between.values / (others * (others - 1) / 2),
        "closeness": closeness,
        "closeness_normalised": np.nan_to_num(closeness * reach**2 / others),
        "harmonic": harmonic.values / others,
        "betweenness_error": between.errors,
        "closeness_error": closeness * distance.errors / distance.values,  # that of x, times 1 / x²
        "harmonic_error": harmonic.errors / others,
    }


def _eigenvector(graph: SimpleGraph) -> Values:
    """Return the eigenvector with maximum 1; none where two parts of the network are so alike that it does not settle."""
    try:
        found = _array(nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12))
    except nx.PowerIterationFailedConvergence:
        return np.full(len(graph), np.nan)
    scaled: Values = found / found.max()
    return scaled


def _sentence(network: Network, first: str, measure: str, value: float, sampled: bool) -> Text:
    name = names_of(network)[first]
    if measure.startswith("betweenness"):
        others = len(network.simple) - 1
        pairs = others * (others - 1) // 2
        share = value if measure.endswith("normalised") else value / (pairs or 1)
        between: dict[str, Any] = {
            "name": name,
            "share": round(100 * share),
            "pairs": pairs,
            "count": round(share * pairs),
        }
        if sampled:
            return Text("Die meisten kürzesten Wege laufen über {name}: etwa {share} % aller.", values=between)
        return Text(
            "Die meisten kürzesten Wege laufen über {name}: {count} von {pairs} zwischen anderen Akteuren.",
            values=between,
        )
    label = MEASURES[measure].label
    return Text("Den höchsten Wert bei „{measure}“ hat {name}.", values={"measure": label, "name": name})


def _caveats(graph: SimpleGraph, values: Mapping[str, Values], sampled: bool) -> list[Text]:
    found = []
    if sampled:
        text = Text(
            "Betweenness, Closeness und harmonische Zentralität sind aus {n} Ausgangspunkten geschätzt; der Standardfehler "
            "steht dabei.",
            values={"n": SOURCES},
        )
        found.append(text)
    parts = nx.number_connected_components(graph)
    if parts > 1:
        text = Text(
            "Das Netz zerfällt in {n} Teil ohne Verbindung zueinander; Abstände gelten nur innerhalb.",
            "Das Netz zerfällt in {n} Teile ohne Verbindung zueinander; Abstände gelten nur innerhalb.",
            parts,
        )
        found.append(text)
    if np.isnan(values["eigenvector"]).any():
        found.append(Text("Der Eigenvektor ist in diesem Netz nicht bestimmt."))
    return found
