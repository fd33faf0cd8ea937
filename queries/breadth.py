"""Arbeiten wir fach-, themen- und trägerübergreifend?

Für Mitarbeitende einer Stelle: über wie viele Zuständigkeiten, Themen, Arten von Trägern und Bereiche sich die Zusammenarbeit
verteilt, wie gleichmäßig sie es tut, und was die Gruppen im Gebiet untereinander verbindet.

Methode
-------
Zuständigkeiten, Arten von Trägern und Bereiche: die Akteure, mit denen die Stelle kooperiert (aktive Kooperation, Intensität 2
bis 4 oder unbekannt). Themen: diese Akteure und die Gruppen, die sie unterstützt. Jeder Akteur zählt einmal; nennt er k
Zuständigkeiten oder Themen, zählt er bei jeder zu 1/k. Wer nichts dazu angibt, fehlt in der Zeile und steht unter „nicht
bekannt“; bei Themen gilt das nur für Gruppen, denn ein Amt braucht keines.

Gleichmäßigkeit nach Pielou (Journal of Theoretical Biology 13, 1966): H / ln S. H = −Σ p ln p ist die Entropie der Anteile p
(Shannon, A Mathematical Theory of Communication, Bell System Technical Journal 27, 1948). S ist die Zahl der Möglichkeiten: alle
Zuständigkeiten, Arten von Trägern und Bereiche, für die es hier ein Wort gibt; bei Themen alle, die ein Akteur der Auswahl
nennt, Schreibweisen vereint. 1 heißt: alle gleich oft; 0 heißt: alles liegt bei einer. Bei weniger als zwei Akteuren mit Angabe
oder weniger als zwei Möglichkeiten bleibt der Wert leer. Daneben steht der Median der anderen Stellen in der Auswahl, bei
denen dazu etwas erfasst ist.

Gruppen untereinander: aktive Verbindungen jeder Art zwischen Gruppen und Organisationen der Selbsthilfe im Gebiet der Stelle.

Wie man es liest
----------------
Breite ist kein Ziel für sich: wer zehn Gruppen unterstützt, kann nicht hundert Themen abdecken. Eine 0 heißt: nicht erfasst. Sie
sagt nicht, dass es das nicht gibt.

Beispiel
--------
Das Amt zählt je zur Hälfte für Gesundheit und Soziales, die Klinik ganz für Gesundheit: 1,5 und 0,5, also p = 3/4 und 1/4. Bei
sechs Möglichkeiten ist die Gleichmäßigkeit (3/4 · ln 4/3 + 1/4 · ln 4) / ln 6 = 0,314.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Kontaktstelle", kind="contact_office"), Partner(id="a", name="Amt", kind="authority",
...     fields=("health", "social")), Partner(id="b", name="Klinik", kind="clinic", fields=("health",), carrier_type="private")]
>>> ties = [Tie(id=other, source="k", target=other) for other in "ab"]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de")
'Die Zusammenarbeit von Kontaktstelle verteilt sich auf 2 von 6 Zuständigkeiten und 1 von 6 Arten von Trägern.'
>>> [row[1:3] for row in found.tables["spread"].rows if row[0] == "field" and row[2]]
[('health', 1.5), ('social', 0.5)]
>>> round(found.tables["breadth"].rows[0][3], 3)
0.314

Aufruf
------
    graphsvc ask breadth --area 08117
"""

from __future__ import annotations

from statistics import median
from typing import Any

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import PartnerId
from graphsvc.vocabulary import OFFICES
from queries._chosen import as_seen, chosen_for_you, no_cooperation, no_office, office_of
from queries._names import names_of
from queries._partners import common_caveats, count_column, reporter_caveat
from queries._spread import VOCABULARY, Spread, evenness, groups_around, spreads, topic_names

_METHOD = Text(
    "Gleichmäßigkeit nach Pielou (1966): Entropie nach Shannon (1948), geteilt durch ln der Zahl der Möglichkeiten"
)
DIMENSION = Column(
    name="dimension",
    label=Label("Worüber verteilt", "Spread over"),
    words={
        "field": Label("Zuständigkeiten", "Fields"),
        "topic": Label("Themen", "Topics"),
        "carrier_type": Label("Arten von Trägern", "Carrier types"),
        "sector": Label("Bereiche", "Sectors"),
    },
)
CATEGORY = Column(
    name="category",
    label=Label("Was", "What"),
    words={code: term.label for terms in VOCABULARY.values() for code, term in terms.items()},
)
_MEASURES = (
    count_column("partners", "Akteure (anteilig)", "Partners (in parts)"),
    count_column("share", "Anteil", "Share"),
    count_column("median_others", "Andere Stellen: Median der Akteure", "Other offices: median of partners"),
)


def answer(network: Network, *, partner: PartnerId = "") -> Answer:
    """Return how an office's cooperations spread over fields, topics, carrier types and sectors."""
    centre = office_of(network, partner)
    if centre is None:
        return Answer(sentence=no_office(network), method=_METHOD)
    topics = topic_names(network)
    possible = {dimension: list(VOCABULARY.get(dimension, topics)) for dimension in DIMENSION.words}
    mine = spreads(network, centre)
    others = [spreads(network, office) for office in network.partners(*OFFICES) if office != centre]
    rows = [_row(dimension, mine[dimension], possible[dimension], others) for dimension in possible]
    groups = groups_around(network, centre)
    tables = {"breadth": _breadth(rows), "groups": _groups_table(network, groups)}
    if network.viewer is Viewer.STAFF:
        tables |= {"spread": _spread(mine, others), "topics": _topic_table(mine["topic"], others, topics)}
    cooperations = network.cooperations(centre)
    return Answer(
        sentence=as_seen(network, _sentence(network, centre, partner, rows, tables["groups"])),
        tables=tables,
        marks={centre: 1.0} | dict.fromkeys(cooperations, 0.6),
        method=_METHOD,
        caveats=(
            *reporter_caveat(network),
            *(chosen_for_you(network, centre, partner) if cooperations else ()),
            *_caveats(network, centre, rows, groups),
            *common_caveats(network, (tie for several in cooperations.values() for tie in several)),
        ),
    )


def _row(dimension: str, mine: Spread, possible: list[str], others: list[dict[str, Spread]]) -> tuple[Any, ...]:
    own, *rest = (
        evenness(spread.counts.values(), len(possible)) if spread.known > 1 else None
        for spread in (mine, *(other[dimension] for other in others))
    )
    compared = [value for value in rest if value is not None]
    middle = median(compared) if compared else None
    return (dimension, len(possible), len(mine.counts), own, middle, mine.known, mine.unknown)


def _breadth(rows: list[tuple[Any, ...]]) -> Table:
    columns = (
        DIMENSION,
        count_column("categories", "Möglich", "Possible"),
        count_column("reached", "Erreicht", "Reached"),
        count_column("evenness", "Gleichmäßigkeit (0 bis 1)", "Evenness (0 to 1)"),
        count_column("evenness_others", "Andere Stellen: Median", "Other offices: median"),
        count_column("partners", "Akteure mit Angabe", "Partners who say"),
        count_column("unknown", "Nicht bekannt", "Unknown"),
    )
    return Table(title=Label("Breite der Zusammenarbeit", "Breadth of cooperation"), columns=columns, rows=tuple(rows))


def _measures(category: str, mine: Spread, others: list[Spread]) -> tuple[Any, ...]:
    count = mine.counts.get(category, 0.0)
    middle = median([other.counts.get(category, 0.0) for other in others]) if others else None
    return (count, count / mine.known if mine.known else None, middle)


def _compared(others: list[dict[str, Spread]], dimension: str) -> list[Spread]:
    return [other[dimension] for other in others if other[dimension].known]


def _spread(mine: dict[str, Spread], others: list[dict[str, Spread]]) -> Table:
    rows = tuple(
        (dimension, category, *_measures(category, mine[dimension], _compared(others, dimension)))
        for dimension, terms in VOCABULARY.items()
        for category in terms
    )
    return Table(title=Label("Verteilung", "Spread"), columns=(DIMENSION, CATEGORY, *_MEASURES), rows=rows)


def _topic_table(mine: Spread, others: list[dict[str, Spread]], topics: dict[str, str]) -> Table:
    compared = _compared(others, "topic")
    ordered = sorted(mine.counts, key=lambda key: (-mine.counts[key], key))
    rows = tuple((topics[key], *_measures(key, mine, compared)) for key in ordered)
    columns = (Column(name="topic", label=Label("Thema", "Topic")), *_MEASURES)
    return Table(title=Label("Erreichte Themen", "Topics reached"), columns=columns, rows=rows)


def _groups_table(network: Network, groups: set[str]) -> Table:
    tied = {id: sum(1 for other in network.simple[id] if other in groups) for id in groups}
    columns = (
        count_column("groups", "Gruppen im Gebiet", "Groups in the area"),
        count_column("tied", "davon mit einer anderen verbunden", "of these tied to another"),
        count_column("pairs", "Verbundene Paare", "Tied pairs"),
    )
    rows = ((len(groups), sum(1 for count in tied.values() if count), sum(tied.values()) // 2),)
    return Table(title=Label("Gruppen untereinander", "Groups among themselves"), columns=columns, rows=rows)


def _sentence(network: Network, centre: str, partner: str, rows: list[tuple[Any, ...]], groups: Table) -> Text:
    name = names_of(network)[centre]
    parts = [_part(*row[:3]) for row in rows if row[0] != "sector" and row[5]]
    ((count, _, pairs),) = groups.rows
    cooperating = len(network.cooperations(centre))
    if parts:
        finding = Text(
            "Die Zusammenarbeit von {name} verteilt sich auf {parts}.", values={"name": name, "parts": parts}
        )
    elif cooperating:
        finding = Text(
            "{name} arbeitet mit {n} Akteur zusammen; Zuständigkeit, Thema und Träger sind nicht erfasst.",
            "{name} arbeitet mit {n} Akteuren zusammen; Zuständigkeit, Thema und Träger sind bei keinem erfasst.",
            cooperating,
            {"name": name},
        )
    else:
        return no_cooperation(network, centre, partner)
    if count < 2:
        return finding
    values = {"finding": finding, "groups": count}
    if not pairs:
        return Text("{finding} Zwischen den {groups} Gruppen im Gebiet ist keine Verbindung erfasst.", values=values)
    return Text(
        "{finding} Zwischen den {groups} Gruppen im Gebiet ist {n} Verbindung erfasst.",
        "{finding} Zwischen den {groups} Gruppen im Gebiet sind {n} Verbindungen erfasst.",
        pairs,
        values,
    )


def _part(dimension: str, possible: int, reached: int) -> Text:
    values = {"reached": reached, "all": possible}
    match dimension:
        case "field":
            return Text("{reached} von {all} Zuständigkeiten", values=values)
        case "carrier_type":
            return Text("{reached} von {all} Arten von Trägern", values=values)
        case _:
            return Text("{reached} von {all} hier erfassten Themen", values=values)


def _caveats(network: Network, centre: str, rows: list[tuple[Any, ...]], groups: set[str]) -> list[Text]:
    found = []
    silent = [(DIMENSION.words[row[0]], row[6]) for row in rows if row[6]]
    if silent:
        parts = [Text("{label} ({n})", values={"label": label, "n": unknown}) for label, unknown in silent]
        text = Text(
            "Bei einigen Akteuren fehlt die Angabe; sie zählen dort nicht mit: {parts}.", values={"parts": parts}
        )
        found.append(text)
    nodes, names = network.graph.nodes, names_of(network)
    if not (nodes[centre]["serves"] or nodes[centre]["area"]):
        found.append(
            Text(
                "Das Gebiet von {name} ist nicht erfasst; darum ist keine Gruppe darin gezählt.",
                values={"name": names[centre]},
            )
        )
    if any(nodes[group]["represents"] == "some" for group in groups):
        found.append(Text("Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“."))
    if network.viewer is not Viewer.STAFF:
        found.append(Text("Die Verteilung im Einzelnen sehen nur Mitarbeitende."))
    return found
