"""Wie selbsthilfefreundlich sind Kliniken und Dienste aufgestellt?

Für die Gesundheitskonferenz: was zwischen Kliniken, Diensten, Praxen, Pflegeeinrichtungen und der Selbsthilfe vereinbart ist und
gemeinsam getan wird. Ohne Rangliste und ohne Punktzahl.

Methode
-------
Sechs Punkte nach den Qualitätskriterien „Selbsthilfefreundliches Krankenhaus“ des Netzwerks Selbsthilfefreundlichkeit und
Patientenorientierung im Gesundheitswesen (Trojan, Bellwinkel, Bobzien, Kofahl und Nickel, Hrsg., Selbsthilfefreundlichkeit im
Gesundheitswesen, 2012), soweit sie sich aus Verbindungen und Angaben ablesen lassen. Es zählen Verbindungen mit Gruppen,
Organisationen und Stellen der Selbsthilfe:

- Vereinbarung: eine Kooperation mit der Verbindlichkeit „schriftlich“ (Kriterium: Kooperation ist formal beschlossen).
- Benannte Funktion: eine Spalte wie „Selbsthilfebeauftragte“ oder ``self_help_officer`` (Kriterium: Ansprechperson ist benannt).
- Qualitätszirkel, gemeinsame Veranstaltung (auch Selbsthilfetag), Patienteninformation: eine Verbindung mit dieser Form.
- Auszeichnung: eine Spalte wie „Auszeichnung“ oder ``award``.

Für jeden Punkt kann auch eine eigene Spalte bei den Akteuren stehen (Kooperationsvereinbarung, Qualitätszirkel, gemeinsame
Veranstaltungen, Patienteninformation; deutsch oder englisch) mit ja oder nein, yes oder no. Ein anderer Text gilt als Ja, wenn er
oder der Name der Spalte von Selbsthilfe spricht, sonst als keine Auskunft.

Gefragt und verneint: die Spalte sagt nein; oder eine vollständige Auskunft des Akteurs deckt alle Arten der Selbsthilfe in der
Auswahl ab (oder deren Auskünfte und Verneinungen decken ihn ab), und bei keiner Kooperation fehlt die Angabe. Sonst: keine
Auskunft. Wo die Auswahl eine Verbindung mit der Selbsthilfe weglassen kann, zählt eine Auskunft nicht als Verneinung.

Wie man es liest
----------------
Die Zahlen zeigen, was erfasst ist. Vieles davon gibt es, ohne dass es jemand aufgeschrieben hat. Wo eine Zahl klein ist, lohnt sich
zuerst die Frage, wer noch nicht gefragt wurde. Öffentlich stehen nur Summen, und nur über mindestens drei Einrichtungen.

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="g", name="Gruppe", kind="self_help_group"), Partner(id="a", name="Klinik A", kind="clinic"),
...     Partner(id="b", name="Klinik B", kind="clinic", attrs={"Selbsthilfebeauftragte": "nein", "Auszeichnung": "ja"})]
>>> ties = [Tie(id="1", source="a", target="g", formality="written", forms=("quality_circle",))]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [row[1:] for row in found.tables["self_help_friendliness"].rows]  # doctest: +NORMALIZE_WHITESPACE
[('Klinik A', 'clinic', 'recorded', 'not_asked', 'recorded', 'not_asked', 'not_asked', 'not_asked'),
 ('Klinik B', 'clinic', 'not_asked', 'none', 'not_asked', 'not_asked', 'not_asked', 'recorded')]

Aufruf
------
    graphsvc ask self_help_friendliness --area 08117
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from graphsvc.absence import STATUSES, Status, leaves_ties_out
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer, is_valid
from graphsvc.vocabulary import GROUPS, KINDS, OFFICES
from queries._absence import LEFT_OUT, complete_towards
from queries._chosen import as_seen
from queries._criteria import CRITERIA
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, STATUS, common_caveats, count_column, reporter_caveat
from queries._said import said

_METHOD = Text(
    "Stand je Punkt nach den Qualitätskriterien „Selbsthilfefreundliches Krankenhaus“ (Trojan u. a. 2012), aus Verbindungen und "
    "Angaben; ohne Rangliste"
)
CARE = tuple(code for code, kind in KINDS.items() if kind.sector == "care")
SELF_HELP = GROUPS | OFFICES
FEW = 3  # of fewer, a sum tells about each
EndAndTie: TypeAlias = tuple[str, Mapping[str, Any]]


def answer(network: Network) -> Answer:
    """Return for each criterion at how many clinics, services, practices and care providers it is recorded."""
    ties = {id: list(_self_help_ties(network, id)) for id in network.partners(*CARE)}
    settled = _settled(network, ties)
    states = {id: _states(network, id, mine, id in settled) for id, mine in ties.items()}
    staff = network.viewer is Viewer.STAFF
    tables = {"summary": _summary(network, states)}
    if staff:
        tables = {"self_help_friendliness": _list(network, states), **tables}
    active = (tie for mine in ties.values() for _, tie in mine if tie["status"] == "active")
    caveats = [*_caveats(network, states), *common_caveats(network, active)]
    return Answer(
        sentence=_sentence(network, states),
        tables=tables,
        marks={id: 1.0 for id, found in states.items() if "recorded" in found.values()} if staff else {},
        method=_METHOD,
        caveats=(*reporter_caveat(network), *caveats),
    )


def _self_help_ties(network: Network, partner: str) -> Iterator[EndAndTie]:
    """Yield (other end, tie) of a partner's ties with self-help that stand on the day, whatever their status."""
    nodes = network.graph.nodes
    for other, _, tie in network.ties_of(partner):
        if nodes[other]["kind"] in SELF_HELP and is_valid(tie["since"], tie["until"], network.day):
            yield other, tie


def _states(network: Network, partner: str, ties: list[EndAndTie], settled: bool) -> dict[str, Status]:
    active = [tie for _, tie in ties if tie["status"] == "active"]
    attributes = network.graph.nodes[partner]["attrs"]
    found: dict[str, Status] = {}
    for code, criterion in CRITERIA.items():
        told = said(attributes, criterion.named)
        shown = [criterion.shown_by(tie) for tie in active] if criterion.by_ties else []
        if told or True in shown:
            found[code] = "recorded"
        elif told is False or (criterion.by_ties and settled and None not in shown):
            found[code] = "none"
        else:
            found[code] = "not_asked"
    return found


def _settled(network: Network, ties: Mapping[str, list[EndAndTie]]) -> set[str]:
    """Return the partners who told completely about self-help, or of whom all of self-help did or said that there is none."""
    if leaves_ties_out(network, *SELF_HELP):
        return set()
    others = {kind: set(network.of_kind(kind)) for kind in SELF_HELP}
    present = [kind for kind in SELF_HELP if others[kind]]
    told = {kind: complete_towards(network, kind) for kind in (*CARE, *SELF_HELP)}
    found = set()
    for care in CARE:
        silent = {kind: others[kind] - told[care] for kind in present}
        for partner in network.of_kind(care):
            refused = {
                other for other, tie in ties[partner] if tie["kind"] == "cooperates_with" and tie["status"] == "none"
            }
            if all(
                partner in told[kind] or (kind in silent and silent[kind] <= refused) for kind in present or SELF_HELP
            ):
                found.add(partner)
    return found


def _list(network: Network, states: Mapping[str, Mapping[str, Status]]) -> Table:
    nodes, names = network.graph.nodes, names_of(network)
    columns = (PARTNER, NAME, KIND, *(replace(STATUS, name=code, label=CRITERIA[code].label) for code in CRITERIA))
    rows = tuple((id, names[id], nodes[id]["kind"], *found.values()) for id, found in states.items())
    title = Label("Einrichtungen der Versorgung, nach Namen", "Care institutions, by name")
    return Table(title=title, columns=columns, rows=rows)


def _summary(network: Network, states: Mapping[str, Mapping[str, Status]]) -> Table:
    kinds = Counter(network.graph.nodes[id]["kind"] for id in states)
    together = network.viewer is not Viewer.STAFF and any(count < FEW for count in kinds.values())
    counts = Counter(
        (code, "care" if together else network.graph.nodes[id]["kind"], status)
        for id, found in states.items()
        for code, status in found.items()
    )
    shown = () if _too_few(network, states) else ("care",) if together else tuple(kind for kind in CARE if kinds[kind])
    rows = tuple(
        (code, kind, *(counts[code, kind, status] for status in STATUSES)) for code in CRITERIA for kind in shown
    )
    columns = (
        Column(name="criterion", label=Label("Punkt", "Point"), words={c: each.label for c, each in CRITERIA.items()}),
        replace(KIND, words={**KIND.words, "care": Label("alle zusammen", "all together")}),
        *(
            count_column(status, STATUS.words[status].into("de"), STATUS.words[status].into("en"))
            for status in STATUSES
        ),
    )
    return Table(title=Label("Übersicht", "Overview"), columns=columns, rows=rows)


def _too_few(network: Network, states: Mapping[str, Mapping[str, Status]]) -> bool:
    return network.viewer is not Viewer.STAFF and len(states) < FEW


def _sentence(network: Network, states: Mapping[str, Mapping[str, Status]]) -> Text:
    if not states:
        return as_seen(
            network, Text("In dieser Auswahl sind keine Kliniken, Dienste, Praxen oder Pflegeeinrichtungen erfasst.")
        )
    if _too_few(network, states):
        return Text(
            "Hier sind weniger als {few} Einrichtungen zu sehen; damit keine einzeln erkennbar ist, stehen hier keine Zahlen.",
            values={"few": FEW},
        )
    recorded = Counter(code for found in states.values() for code, status in found.items() if status == "recorded")
    parts = [
        Text("{label} ({n})", values={"label": each.label, "n": recorded[code]})
        for code, each in CRITERIA.items()
        if recorded[code]
    ]
    values: dict[str, object] = {"all": len(states), "parts": parts}
    if not parts:
        return Text(
            "Zu {all} Kliniken, Diensten, Praxen und Pflegeeinrichtungen ist zu keinem der sechs Punkte etwas erfasst. Das heißt "
            "nicht, dass es nichts gibt.",
            values=values,
        )
    silent = sum(1 for found in states.values() if set(found.values()) == {"not_asked"})
    return Text(
        "Von {all} Kliniken, Diensten, Praxen und Pflegeeinrichtungen ist bei so vielen erfasst: {parts}. Zu {silent} von ihnen "
        "liegt zu keinem der sechs Punkte eine Auskunft vor.",
        values=values | {"silent": silent},
    )


def _caveats(network: Network, states: Mapping[str, Mapping[str, Status]]) -> list[Text]:
    found = []
    if states and not any(network.of_kind(*SELF_HELP)):
        found.append(
            Text("In dieser Auswahl ist niemand aus der Selbsthilfe erfasst; darum kann hier nichts verbunden sein.")
        )
    if states and leaves_ties_out(network, *SELF_HELP):
        found.append(LEFT_OUT)
    if network.viewer is not Viewer.STAFF and states:
        found.append(Text("Die Liste der Akteure sehen nur Mitarbeitende."))
    return found
