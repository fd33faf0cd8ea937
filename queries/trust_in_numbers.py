"""Wie weit tragen die Zahlen, wenn einige nicht geantwortet haben?

Für die Gesundheitskonferenz: wie sich die Kennzahlen des ganzen Netzes bewegen, wenn man die Akteure hinzudenkt, die auf
die Frage nach ihren Verbindungen nicht geantwortet haben.

Methode
-------
Ergänzung aus ähnlichen Fällen („Hot Deck“: Huisman, Imputation of missing network data, Journal of Social Structure 10,
2009). Die Akteure ohne Antwort bekommen zusammen so viele Verbindungen, wie gleich viele ausgeloste Akteure haben, die
geantwortet haben: solche derselben Art, sonst desselben Bereichs, sonst irgendwelche. Das gilt für jede Art von Akteur, nach
der gefragt war. Auch aus wem gelost wird, wird jedes Mal neu gezogen, denn von wenigen lernt man wenig (Rubin und Schenker,
Journal of the American Statistical Association 81, 1986). Was andere über sie angegeben haben, bleibt (Stork und Richards,
Nonrespondents in communication network studies, Group & Organization Management 17, 1992). Mit wem die neuen Verbindungen
bestehen, wird ausgelost: unter Akteuren dieser Art im selben Kreis, aber nicht unter denen, die vollständig Auskunft gegeben
haben, denn sie hätten sie genannt. Das geschieht 200-mal (über 5.000 Akteure: 40-mal). „Von – bis“ umfasst den erfassten
Wert und die mittleren 95 % der Ergebnisse.

Dichte: Anteil der verbundenen an allen Paaren. Zentralisierung nach Freeman (1979). Erreichbare Paare: zwischen ihnen gibt
es irgendeinen Weg. E-I-Index der Bereiche (Krackhardt und Stern 1988): -1 heißt, alle Verbindungen liegen innerhalb eines
Bereichs; 1, alle führen hinaus. Wie oft die Kontakte eines Akteurs sich untereinander kennen, steht nicht dabei: ausgeloste
Verbindungen können es nicht zeigen.

Wie man es liest
----------------
Ein schmaler Bereich heißt: auf die fehlenden Antworten kommt es kaum an. Ein breiter heißt: mit dieser Zahl sollte man nicht
argumentieren. Der Bereich nimmt an, dass die einen ähnlich verbunden sind wie die anderen. Er sagt nichts über Akteure, die
nie gefragt wurden, und nichts über Verbindungen, die alle vergessen haben. Die Zentralisierung hängt an einzelnen Akteuren;
ihr Bereich ist gröber als die anderen.

Aufruf
------
    graphsvc ask trust_in_numbers --area 08117

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Inquiry, Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id=i, name=i.upper(), kind="clinic") for i in "ab"] + [Partner(id="g", name="G", kind="self_help_group")]
>>> told = [Inquiry(id=i, partner=i, on=date(2023, 5, 1), answered=i == "a") for i in "ab"]
>>> graph = graph_of(partners, [Tie(id="1", source="a", target="g")])
>>> found = answer(Network(graph=graph, selection=Selection(on=date(2024, 1, 1)), inquiries=told))
>>> found.tables["figures"].rows[1]  # wie A mit G verbunden, hätte auch B eine Verbindung: 4 / 3 statt 2 / 3
('mean_degree', 0.6666666666666666, 1.3333333333333333, 0.6666666666666666, 1.3333333333333333)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, fields
from functools import lru_cache
from typing import Any

import numpy as np

from graphsvc.kernels import Answers, Tied, Whole, arrays, completions, counted
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.vocabulary import KINDS, SECTORS, TIES
from queries._chosen import as_seen
from queries._everyone import everyone
from queries._partners import SECTOR, count_column, outside_caveat, reporter_caveat, stale_caveat

_METHOD = Text(
    "Ergänzung der fehlenden Antworten aus ähnlichen Fällen (Hot Deck, Huisman 2009); der Bereich umfasst den erfassten "
    "Wert und die mittleren 95 % der Ziehungen"
)
DRAWS, LARGE, DRAWS_WHEN_LARGE = 200, 5_000, 40
FEW = 10  # from fewer donors, drawing says little
_MIDDLE = (2.5, 50, 97.5)  # percentiles
_WORDS = {
    "density": Label("Dichte", "Density"),
    "mean_degree": Label("Verbundene Akteure im Mittel", "Partners tied to, on average"),
    "centralisation": Label("Zentralisierung", "Centralisation"),
    "reach": Label("Anteil erreichbarer Paare", "Share of pairs in reach"),
    "e_i": Label("E-I-Index der Bereiche", "E–I index of sectors"),
}
_COLUMNS = (
    Column(name="figure", label=Label("Kennzahl", "Figure"), words=_WORDS),
    count_column("value", "Erfasst", "Recorded"),
    count_column("expected", "Mit den fehlenden Antworten, geschätzt", "With the missing answers, estimated"),
    Column(name="low", label=Label("von", "from"), role="low"),
    Column(name="high", label=Label("bis", "to"), role="high"),
)


def answer(network: Network) -> Answer:
    """Return the figures of the whole network, and between which they lie if those who did not answer were there."""
    asked = _asked(network)
    rows = _figures(network, asked)
    tables = {"figures": Table(title=Label("Kennzahlen", "Figures"), columns=_COLUMNS, rows=rows)}
    if network.viewer is Viewer.STAFF:  # the others see no inquiries
        tables["answers"] = _answers(network, asked)
    return Answer(
        sentence=_sentence(network, asked, {row[0]: row[1:] for row in rows}),
        tables=tables,
        method=_METHOD,
        caveats=tuple(reporter_caveat(network) + _caveats(network, asked)),
    )


def _asked(network: Network) -> Answers:
    """Return who answered when asked about ties, and who did not; who once did counts as one who did."""
    found: dict[str, dict[str, frozenset[str]]] = {"answered": {}, "told": {}, "silent": {}}
    for inquiry in (each for each in network.inquiries if each.partner in network.graph):
        kinds = _kinds_asked(inquiry.about)
        states = ["answered", "told"][: 1 + inquiry.complete] if inquiry.answered else ["silent"]
        for state in states if kinds else ():
            found[state][inquiry.partner] = found[state].get(inquiry.partner, frozenset()) | kinds
    silent = {id: kinds for id, kinds in found["silent"].items() if id not in found["answered"]}
    return Answers(answered=frozenset(found["answered"]), told=found["told"], silent=silent)


@lru_cache
def _kinds_asked(about: tuple[str, ...]) -> frozenset[str]:
    """Return the kinds of partners to whom ties were asked for; none where it was about topics alone."""
    if not about or any(word in TIES for word in about):
        return frozenset(KINDS)
    return frozenset(code for code, kind in KINDS.items() if {code, kind.sector} & set(about))


def _figures(network: Network, asked: Answers) -> tuple[tuple[Any, ...], ...]:
    every = everyone(network)  # by name: what is drawn does not hang on ids
    tied = Tied(arrays(network.simple, every.ids)[1], every.sector)
    recorded = tied.whole()
    if not asked.answered:
        return tuple((name, value, None, None, None) for name, value in zip(_NAMES, astuple(recorded), strict=True))
    drawn = [recorded]
    if asked.silent:
        count = _draws(network)
        draws = completions(network.simple, network.graph.nodes, every.ids, asked, draws=count)
        drawn = [tied.whole(more) for more in counted(draws, count, network.progress)]
    several = zip(*map(astuple, drawn), strict=True)
    return tuple(_row(*each) for each in zip(_NAMES, astuple(recorded), several, strict=True))


_NAMES = tuple(each.name for each in fields(Whole))


def _draws(network: Network) -> int:
    return DRAWS if len(network.graph) <= LARGE else DRAWS_WHEN_LARGE


def _row(name: str, value: float | None, drawn: tuple[float, ...]) -> tuple[Any, ...]:
    if value is None:  # ties are only ever added: what has a meaning without them has one with them
        return (name, None, None, None, None)
    low, middle, high = map(float, np.percentile(drawn, _MIDDLE))
    return (name, value, middle, min(low, value), max(high, value))


def _answers(network: Network, asked: Answers) -> Table:
    sectors = {id: partner["sector"] for id, partner in network.graph.nodes(data=True)}
    everyone = Counter(sectors.values())
    answered = Counter(sectors[id] for id in asked.answered)
    silent = Counter(sectors[id] for id in asked.silent)
    columns = (
        SECTOR,
        count_column("partners", "Akteure", "Partners"),
        count_column("asked", "Nach Verbindungen gefragt", "Asked about ties"),
        count_column("answered", "Geantwortet", "Answered"),
    )
    rows = tuple(
        (code, everyone[code], answered[code] + silent[code], answered[code]) for code in SECTORS if everyone[code]
    )
    return Table(title=Label("Wer gefragt wurde, nach Bereich", "Who was asked, by sector"), columns=columns, rows=rows)


def _sentence(network: Network, asked: Answers, figures: Mapping[str, tuple[Any, ...]]) -> Text:
    count = len(asked.answered) + len(asked.silent)
    if not network.graph:
        return as_seen(network, Text("In dieser Auswahl sind keine Akteure erfasst. Es gibt also keine Zahlen."))
    if network.viewer is not Viewer.STAFF:
        return Text(
            "Die Zahlen gelten für das, was erfasst und hier zu sehen ist. Wer auf Fragen geantwortet hat, sehen nur "
            "Mitarbeitende: wie weit die Zahlen tragen, lässt sich nur für sie schätzen."
        )
    if not count:
        return Text(
            "Dass hier jemand nach Verbindungen gefragt wurde, ist nicht erfasst: die Zahlen gelten für das, was erfasst "
            "ist, und wie weit sie tragen, lässt sich nicht schätzen."
        )
    values = {"all": len(network.graph), "answered": len(asked.answered), "n": count}
    if not asked.answered:
        finding = Text("Wie weit die Zahlen tragen, lässt sich darum nicht schätzen.")
    elif not asked.silent:
        finding = (
            Text("Es fehlt also keine Antwort, die die Zahlen verändern könnte.")
            if count == len(network.graph)
            else Text("Wie weit die Zahlen tragen, sagt das nicht: die anderen wurden nicht gefragt.")
        )
    else:
        finding = _moved(*figures["mean_degree"])
    return Text(
        "Nach Verbindungen gefragt wurde {n} von {all} Akteuren, Antworten liegen von {answered} vor. {finding}",
        "Nach Verbindungen gefragt wurden {n} von {all} Akteuren, Antworten liegen von {answered} vor. {finding}",
        count,
        values | {"finding": finding},
    )


def _moved(value: float, _: float, low: float, high: float) -> Text:
    if round(low, 2) == round(high, 2):
        return Text(
            "Ein Akteur ist im Mittel mit {value} anderen verbunden; kämen nur die fehlenden Antworten hinzu, "
            "wären es etwa so viele.",
            values={"value": value},
        )
    return Text(
        "Ein Akteur ist im Mittel mit {value} anderen verbunden; kämen nur die fehlenden Antworten hinzu, "
        "wären es etwa {low} bis {high}.",
        values={"value": value, "low": low, "high": high},
    )


def _caveats(network: Network, asked: Answers) -> list[Text]:
    found = []
    count = len(asked.answered) + len(asked.silent)
    if count and (never := len(network.graph) - count):
        found.append(
            Text(
                "{n} von {all} Akteuren wurde nicht nach Verbindungen gefragt; über ihn sagt das nichts.",
                "{n} von {all} Akteuren wurden nicht nach Verbindungen gefragt; über sie sagt das nichts.",
                never,
                {"all": len(network.graph)},
            )
        )
    if asked.silent and asked.answered:
        found += _about_drawing(network, len(asked.answered))
    return found + stale_caveat(network) + outside_caveat(network)


def _about_drawing(network: Network, answered: int) -> list[Text]:
    found = [
        Text(
            "Der Bereich „von – bis“ nimmt an, dass Akteure ohne Antwort ähnlich verbunden sind wie die, die geantwortet "
            "haben."
        )
    ]
    if answered < FEW:
        found.append(
            Text(
                "Nur {n} Akteur hat geantwortet; der Bereich ist darum grob.",
                "Nur {n} Akteure haben geantwortet; der Bereich ist darum grob.",
                answered,
            )
        )
    if _draws(network) < DRAWS:
        values = {"limit": LARGE, "draws": DRAWS_WHEN_LARGE, "usual": DRAWS}
        found.append(Text("Bei mehr als {limit} Akteuren wird {draws}-mal statt {usual}-mal gezogen.", values=values))
    return found
