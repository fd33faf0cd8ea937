"""Wie zersplittert sind die Zuständigkeiten?

Für die Gesundheitskonferenz: welche Zuständigkeiten (Gesundheit, Jugend, Alter, Familie, Bildung, Soziales) ein Thema hat, und
ob sie miteinander verbunden sind: direkt, nur über eine Stelle der Selbsthilfeunterstützung, oder nicht, soweit erfasst.

Methode
-------
Ein Thema hat die Zuständigkeiten der Akteure, bei denen es eingetragen ist; Unterthemen und Schreibweisen zählen mit. Zwei
Zuständigkeiten sind direkt verbunden, wenn in diesem Thema ein Akteur der einen eine aktive Verbindung zu einem Akteur der
anderen hat, oder wenn ein Akteur beide hat. Über eine Stelle: nicht direkt, aber es gibt einen Weg über zwei Verbindungen, in
dessen Mitte eine Stelle der Selbsthilfeunterstützung steht. Deren eigene Zuständigkeiten zählen nicht, und auch nicht Wege über
andere, etwa ein Gremium. Gefragt und verneint: für jedes Paar dieser Akteure sagt das eine Verbindung oder eine vollständige
Auskunft einer Seite. Daneben, für das ganze Netz: Teile, Dichte und der Anteil der Paare, zwischen denen kein Weg führt (1
minus Connectedness nach Krackhardt, Graph Theoretical Dimensions of Informal Organizations, 1994; dasselbe wie F bei Borgatti,
Identifying Sets of Key Players, 2006).

Wie man es liest
----------------
„Nicht erfasst“ heißt nicht, dass es keine Verbindung gibt. Was über eine Stelle verbunden ist, hängt an ihr: Fällt sie aus, ist
dieser Weg zu. Nicht jede Zuständigkeit muss bei jedem Thema mit jeder verbunden sein.

Beispiel
--------
Zum Thema Sucht: Klinik (Gesundheit) und Jugendamt (Jugend) arbeiten zusammen, das Sozialamt kennt nur die Kontaktstelle.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> fields = {"klinik": "health", "jugendamt": "youth", "sozialamt": "social"}
>>> partners = [Partner(id=i, name=i, kind="other", fields=(f,), topics=("Sucht",)) for i, f in fields.items()]
>>> partners += [Partner(id="k", name="Kontaktstelle", kind="contact_office")]
>>> ties = [Tie(id=s + t, source=s, target=t) for s, t in (("klinik", "jugendamt"), ("klinik", "k"), ("k", "sozialamt"))]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [row[1:4] for row in found.tables["pairs"].rows]
[('health', 'youth', 'direct'), ('health', 'social', 'through_office'), ('youth', 'social', 'not_recorded')]

Aufruf
------
    graphsvc ask fragmentation --area 08117
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import networkx as nx

from graphsvc.absence import Denials, Status, leaves_out
from graphsvc.kernels import compiled, component_sizes
from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.vocabulary import FIELDS, OFFICES
from queries._chosen import as_seen
from queries._everyone import Ints
from queries._fields import LINKS, Ground, Link, Pairs
from queries._partners import FIELD, STATUS, common_caveats, count_column, reporter_caveat

_METHOD = Text(
    "Verbindungen zwischen Zuständigkeiten je Thema, ausgezählt; Anteil der Paare ohne Weg nach Krackhardt (1994) und Borgatti "
    "(2006)"
)
_LINK = Column(name="link", label=Label("Verbindung", "Link"), words=LINKS)
_DIRECT = replace(STATUS, label=Label("Direkte Verbindung", "Direct tie"))
_TOPIC = Column(name="topic", label=Label("Thema", "Topic"))
_OTHER = replace(FIELD, name="other", label=Label("mit", "with"))
_COUNTS = (
    *(count_column(code, label.de, label.en) for code, label in LINKS.items()),
    count_column("none", "davon gefragt und verneint", "of these asked, and none"),
)


def answer(network: Network) -> Answer:
    """Return for each topic, and for all, how its fields are linked, and how far the network falls apart."""
    ground = Ground(network)
    denials, silent = Denials(network), leaves_out(network)
    every = ground.pairs(ground.places(ground.fields), None if silent or network.selection.topics else denials)
    topics, without = _topics(network, ground)
    found = {topic: ground.pairs(places, None if silent else denials) for topic, places in topics.items()}
    fields = {topic: ground.fields_of(places) for topic, places in topics.items()}
    tables = {"fields": _fields_table(every, found), "topics": _topics_table(found, fields)}
    if network.viewer is Viewer.STAFF:
        tables["pairs"] = _pairs_table(found)
    tables["network"] = _network_table(network)
    return Answer(
        sentence=as_seen(network, _sentence(bool(network.selection.topics), every, found)),
        tables=tables,
        marks=_marks(ground),
        method=_METHOD,
        caveats=(
            *reporter_caveat(network),
            *_caveats(network, ground, found, without),
            *common_caveats(network),
        ),
    )


def _topics(network: Network, ground: Ground) -> tuple[dict[str, Ints], int]:
    """Return for each topic those who have it, or one below it, and a field; and of how many topics nobody has one."""
    topics, chosen = network.topics, network.selection.topics
    spelled = {partner["topics"] for _, partner in network.graph.nodes(data=True)}  # many have the same
    recorded = {topics.canonical(topic) for several in spelled for topic in several}
    containing: dict[str, set[str]] = {}
    for topic in {topics.canonical(topic) for topic in chosen} if chosen else recorded | set(topics):
        for name in topics.names_under([topic]):
            containing.setdefault(topics.key(name), set()).add(topics.key(topic))
    keys = {several: {key for topic in several for key in containing.get(topics.key(topic), ())} for several in spelled}
    found: dict[str, list[str]] = {key: [] for several in keys.values() for key in several}
    for id in ground.fields:
        for key in keys[network.graph.nodes[id]["topics"]]:
            found[key].append(id)
    names = {topics.key(name): name for name in sorted(recorded | set(topics) | {topics.canonical(t) for t in chosen})}
    with_fields = {names[key]: ground.places(found[key]) for key in sorted(found) if found[key]}
    return with_fields, len(found) - len(with_fields)


def _counts(pairs: Iterable[tuple[Link, Status]]) -> tuple[int, ...]:
    """Return how many pairs are linked in each way, and how many of those that are not are denied."""
    every = list(pairs)
    counts = Counter(link for link, _ in every)
    return (*(counts[link] for link in LINKS), every.count(("not_recorded", "none")))


def _topics_table(found: Mapping[str, Pairs], fields: Mapping[str, tuple[str, ...]]) -> Table:
    all_fields = replace(FIELD, name="fields", label=Label("Zuständigkeiten", "Fields of responsibility"))
    columns = (_TOPIC, all_fields, count_column("pairs", "Paare", "Pairs"), *_COUNTS)
    rows = tuple((topic, fields[topic], len(pairs), *_counts(pairs.values())) for topic, pairs in found.items())
    return Table(title=Label("Je Thema", "By topic"), columns=columns, rows=rows)


def _fields_table(every: Pairs, found: Mapping[str, Pairs]) -> Table:
    """Return each two fields: how they are linked whatever the topic, and in how many topics in which way."""
    whatever = replace(_LINK, label=Label("Über alle Themen", "Whatever the topic"))
    common = count_column("topics", "Gemeinsame Themen", "Topics in common")
    columns = (FIELD, _OTHER, whatever, _DIRECT, common, *_COUNTS)
    rows = []
    for pair, (link, status) in every.items():
        mine = [pairs[pair] for pairs in found.values() if pair in pairs]
        rows.append((*pair, link, status, len(mine), *_counts(mine)))
    return Table(title=Label("Je zwei Zuständigkeiten", "Each two fields"), columns=columns, rows=tuple(rows))


def _pairs_table(found: Mapping[str, Pairs]) -> Table:
    columns = (_TOPIC, FIELD, _OTHER, _LINK, _DIRECT)
    rows = tuple((topic, *pair, *state) for topic, pairs in found.items() for pair, state in pairs.items())
    return Table(title=Label("Thema und Zuständigkeiten", "Topic and fields"), columns=columns, rows=rows)


def _network_table(network: Network) -> Table:
    graph, count = network.simple, len(network.simple)
    sizes = component_sizes(graph)
    reached, tied, pairs = int((sizes - 1).sum()), int(compiled(graph).degrees.sum()), count * (count - 1)
    columns = (
        count_column("partners", "Akteure", "Partners"),
        count_column("components", "Teile", "Components"),
        count_column("largest", "Akteure im größten Teil", "Partners in the largest"),
        count_column("pairs_out_of_reach", "Anteil der Paare ohne Weg", "Share of pairs out of reach"),
        count_column("density", "Dichte", "Density"),
    )
    apart, density = (1 - reached / pairs, tied / pairs) if pairs else (None, None)
    row = (count, nx.number_connected_components(graph), int(sizes.max(initial=0)), apart, density)
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _marks(ground: Ground) -> dict[str, float]:
    """Mark those who bring fields together, by the number of fields that meet in them or beside them."""
    others = {id: count - 1 for id, count in ground.met().items()}
    most = max(others.values(), default=0)
    return {id: count / most for id, count in others.items() if count}


def _sentence(chosen: bool, every: Pairs, found: Mapping[str, Pairs]) -> Text:
    topics = [topic for topic, pairs in found.items() if pairs]
    pairs = [pair for topic in topics for pair in found[topic].items()] or list(every.items())
    if chosen and not topics:
        return Text("Zu dem, was gewählt ist, sind keine zwei Zuständigkeiten eingetragen.")
    if not pairs:
        return Text("Das lässt sich hier nicht sagen: In dieser Auswahl sind keine zwei Zuständigkeiten eingetragen.")
    finding = _one_pair(*pairs[0]) if len(pairs) == 1 else _several_pairs(pairs)
    if not topics:
        return finding
    return Text(
        "Das Thema {topic} hat mehrere Zuständigkeiten. {finding}",
        "{n} Themen haben mehrere Zuständigkeiten. {finding}",
        len(topics),
        {"topic": topics[0], "finding": finding},
    )


def _one_pair(pair: tuple[str, str], state: tuple[Link, Status]) -> Text:
    values = _named(pair)
    texts: Mapping[Link, Text] = {
        "direct": Text("Die Zuständigkeiten {one} und {other} sind direkt verbunden.", values=values),
        "through_office": Text(
            "Die Zuständigkeiten {one} und {other} sind nur über eine Stelle der Selbsthilfeunterstützung verbunden, soweit "
            "erfasst.",
            values=values,
        ),
        "not_recorded": Text(
            "Zwischen den Zuständigkeiten {one} und {other} ist keine Verbindung erfasst.", values=values
        ),
    }
    return texts[state[0]]


def _several_pairs(pairs: list[tuple[tuple[str, str], tuple[Link, Status]]]) -> Text:
    direct, through, apart, _ = _counts(state for _, state in pairs)
    finding = Text(
        "Von {all} Paaren aus zwei Zuständigkeiten (wie {one} und {other}) sind {direct} direkt verbunden und {through} nur "
        "über eine Stelle der Selbsthilfeunterstützung.",
        values={"all": len(pairs), "direct": direct, "through": through, **_named(pairs[0][0])},
    )
    if not apart:
        return finding
    values = {"finding": finding, "apart": apart}
    return Text("{finding} Bei {apart} ist keine Verbindung erfasst.", values=values)


def _named(pair: tuple[str, str]) -> dict[str, object]:
    return {name: InText(FIELDS[field].label) for name, field in zip(("one", "other"), pair, strict=True)}


def _caveats(network: Network, ground: Ground, found: Mapping[str, Pairs], without: int) -> list[Text]:
    texts = []
    offices = sum(1 for _ in network.of_kind(*OFFICES))
    if silent := len(network.graph) - offices - len(ground.fields):
        values = {"silent": silent, "all": len(network.graph) - offices}
        texts.append(Text("Bei {silent} von {all} Akteuren ist keine Zuständigkeit eingetragen.", values=values))
    if without:
        values = {"without": without, "all": without + len(found)}
        texts.append(Text("Bei {without} von {all} Themen ist keine Zuständigkeit eingetragen.", values=values))
    if found and not any(found.values()):
        texts.append(
            Text("Zu keinem Thema sind mehrere Zuständigkeiten eingetragen; gezählt ist über alle Themen hinweg.")
        )
    states = Counter(status for pairs in found.values() for _, status in pairs.values())
    if states["not_asked"]:
        values = {"open": states["not_asked"], "all": states["not_asked"] + states["none"]}
        text = Text(
            "Zu {open} von {all} Paaren, die nicht direkt verbunden sind, liegt keine Auskunft vor.", values=values
        )
        texts.append(text)
    return texts
