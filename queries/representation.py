"""In welchen Gremien und bei welchen Behörden ist keine Selbsthilfe erfasst?

Für Planende: in welchen Gesundheitskonferenzen, Arbeitskreisen, Räten und Ausschüssen kein Sitz der Selbsthilfe erfasst ist, und
bei welchen Behörden keine Kooperation mit ihr. Selbsthilfe heißt hier: Gruppen und Organisationen der Selbsthilfe und die Stellen,
die sie unterstützen.

Methode
-------
Gremien, Räte und Ausschüsse: Es zählt der Sitz (Mitgliedschaft). Behörden: Es zählt die Kooperation, also Intensität 2 bis 4 oder
unbekannt. Erfasst: Es gibt das mit mindestens einer Gruppe, Organisation oder Stelle, auch von außerhalb des Gebiets. Gefragt und
verneint: Das Gremium oder die Behörde hat zu allen Arten der Selbsthilfe vollständig Auskunft gegeben, oder jeder erfasste Akteur
der Selbsthilfe hat es verneint oder vollständig Auskunft gegeben, ohne es zu nennen. Sonst: keine Auskunft. Lässt die Auswahl etwas
weg, etwa durch ein Thema, heißt es nie „gefragt und verneint“.

„Andere Verbindungen“ zählt, mit wem aus der Selbsthilfe es sonst etwas gibt: bei einer Behörde etwa eine Förderung oder einen
bloßen Kontakt, bei einem Gremium eine Kooperation ohne Sitz. „Ohne erfasste Selbsthilfe“ zählt zusammen, was verneint ist und
wozu keine Auskunft vorliegt. Nach Kreisen (oder auf der gewählten Ebene) zählt jedes Gebiet, in dem der Akteur sitzt oder für das
er zuständig ist. Wer für ein ganzes Land zuständig ist und in keinem Kreis sitzt, steht in keiner Zeile.

Wie man es liest
----------------
„Keine Auskunft“ heißt: Ob die Selbsthilfe dort fehlt, wissen wir nicht. Ein Sitz einer Stelle ist noch kein Sitz der Betroffenen
selbst; darum stehen beide in eigenen Spalten. Die Liste ist für die eigene Arbeit; öffentlich stehen nur die Summen.

Aufruf
------
    graphsvc ask representation --area 08117

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Inquiry, Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="p", name="PSAG", kind="committee"), Partner(id="r", name="Rat", kind="council"),
...     Partner(id="a", name="Amt", kind="authority"), Partner(id="g", name="Gruppe", kind="self_help_group")]
>>> ties = [Tie(id="1", source="g", target="p", kind="member_of"), Tie(id="2", source="a", target="g", kind="funds")]
>>> told = [Inquiry(id="i", partner="a", on=date(2024, 1, 1), complete=True)]
>>> network = Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 6, 1)), inquiries=told)
>>> found = answer(network)
>>> [(row[1], row[4], row[7]) for row in found.tables["representation"].rows]
[('Rat', 'not_asked', 0), ('Amt', 'none', 1), ('PSAG', 'recorded', 0)]
>>> found.sentence.into("de").split(". ")[0]
'In 1 von 2 Gremien, Räten und Ausschüssen ist kein Sitz der Selbsthilfe erfasst'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graphsvc.absence import STATUSES, Status, leaves_ties_out
from graphsvc.areas import LEVELS, Level
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Table, Viewer
from graphsvc.params import LevelCode
from graphsvc.vocabulary import COMMITTEES, GROUPS, KINDS, OFFICES
from queries._absence import LEFT_OUT, sectors_on
from queries._areas import belongs, stand_caveat
from queries._chosen import as_seen
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, STATUS, area_column, common_caveats, count_column
from queries._seats import seats_of

BEYOND = True

_METHOD = Text(
    "Stand je Gremium und Behörde: Sitz oder Kooperation der Selbsthilfe erfasst, verneint oder keine Auskunft"
)
_SELF_HELP = ("self_help", "support")  # the sectors
_COUNTED = (
    count_column(
        "missing", "Keine Selbsthilfe erfasst", "No self-help recorded"
    ),  # first: a map draws what is asked for
    count_column("recorded", "Selbsthilfe erfasst", "Self-help recorded"),
    count_column("self_help", "davon Gruppen oder Organisationen", "of these groups or organisations"),
    count_column("none", "Nichts erfasst: gefragt und verneint", "None recorded: asked, and none"),
    count_column("not_asked", "Nichts erfasst: keine Auskunft", "None recorded: not asked"),
    count_column("partners", "Zusammen", "Together"),
)


@dataclass(frozen=True)
class _Place:
    """What is recorded of self-help at a committee or an authority: its seats or cooperations by sector, and who else."""

    partner: str
    kind: str
    status: Status
    self_help: int
    support: int
    other: int


def answer(network: Network, *, level: LevelCode = "district") -> Answer:
    """Return for each committee, council and authority of the areas whether self-help has a seat or a cooperation there."""
    places = _places(network)
    by_area = _by_area(network, places, cast(Level, level))
    tables = {"kinds": _kinds_table(places), "areas": _areas_table(network, by_area, cast(Level, level))}
    marks: dict[str, float] = {}
    if network.viewer is Viewer.STAFF:
        tables = {"representation": _list(network, places), **tables}
        strength = {"none": 0.6, "not_asked": 1.0}
        marks = {place.partner: strength[place.status] for place in places if place.status in strength}
    return Answer(
        sentence=_sentence(network, places),
        tables=tables,
        marks=marks,
        method=_METHOD,
        caveats=(*_caveats(network, places, by_area), *stand_caveat(network)),
    )


def _places(network: Network) -> list[_Place]:
    """Return the committees and authorities of the areas by kind, as the vocabulary lists these, then by name."""
    ties = {
        "member_of": seats_of(network),
        "cooperates_with": {id: list(network.cooperations(id)) for id in network.partners("authority")},
    }
    nodes, chosen = dict(network.graph.nodes.items()), network.selection.areas
    found = []
    for kind, partners in ties.items():
        mine = {id: others for id, others in partners.items() if belongs(nodes[id], chosen)}
        states = sectors_on(network, mine, _SELF_HELP, kind)
        for id, others in mine.items():
            sectors = Counter(nodes[other]["sector"] for other in others)
            tied = {other for other, *_ in network.active_ties(id) if nodes[other]["sector"] in _SELF_HELP}
            found.append(
                _Place(
                    id,
                    nodes[id]["kind"],
                    _joined({states[id, sector] for sector in _SELF_HELP}),
                    sectors["self_help"],
                    sectors["support"],
                    len(tied.difference(others)),
                )
            )
    order = list(KINDS)
    return sorted(found, key=lambda place: order.index(place.kind))


def _joined(states: set[Status]) -> Status:
    """Return the state towards several sectors: recorded by one, none only where none by all."""
    return "recorded" if "recorded" in states else "none" if states == {"none"} else "not_asked"


def _list(network: Network, places: Sequence[_Place]) -> Table:
    """List all, what is not known first."""
    nodes, names = network.graph.nodes, names_of(network)
    order = {status: place for place, status in enumerate(reversed(STATUSES))}
    rows = tuple(
        (
            place.partner,
            names[place.partner],
            place.kind,
            nodes[place.partner]["area"],
            place.status,
            place.self_help,
            place.support,
            place.other,
        )
        for place in sorted(places, key=lambda place: order[place.status])
    )
    columns = (
        PARTNER,
        NAME,
        KIND,
        area_column(network.areas),
        STATUS,
        count_column("self_help", "Gruppen und Organisationen", "Groups and organisations"),
        count_column("support", "Stellen der Selbsthilfeunterstützung", "Self-help support offices"),
        count_column("other", "Andere Verbindungen", "Other ties"),
    )
    return Table(title=Label("Gremien und Behörden", "Committees and authorities"), columns=columns, rows=rows)


def _counts(places: Sequence[_Place]) -> tuple[int, ...]:
    counts = Counter(place.status for place in places)
    own = sum(1 for place in places if place.self_help)
    return (_missing(places), counts["recorded"], own, counts["none"], counts["not_asked"], len(places))


def _kinds_table(places: Sequence[_Place]) -> Table:
    kinds = dict.fromkeys(place.kind for place in places)
    rows = tuple((kind, *_counts([place for place in places if place.kind == kind])) for kind in kinds)
    return Table(title=Label("Nach Art", "By kind"), columns=(KIND, *_COUNTED), rows=rows)


def _by_area(network: Network, places: Sequence[_Place], level: Level) -> Mapping[str | None, list[_Place]]:
    """Return who has its seat in each area of a level or is there for it; under None, who has no such area."""
    found: dict[str | None, list[_Place]] = {}
    for place in places:
        partner = network.graph.nodes[place.partner]
        areas = {network.areas.up_to(ags, level) for ags in (partner["area"], *partner["serves"])}
        for ags in areas - {None} or {None}:
            found.setdefault(ags, []).append(place)
    return found


def _areas_table(network: Network, by_area: Mapping[str | None, list[_Place]], level: Level) -> Table:
    rows = tuple(
        (area.ags, area.name, *_counts(by_area[area.ags]))
        for area in network.areas.at_level(level, network.selection.areas)
        if area.ags in by_area
    )
    title = Label(f"Nach {LEVELS[level].de}", f"By {LEVELS[level].en.lower()}")
    return Table(title=title, columns=(area_column(network.areas), NAME, *_COUNTED), rows=rows)


def _sentence(network: Network, places: Sequence[_Place]) -> Text:
    if not places:
        text = Text(
            "In dieser Auswahl sind keine Gremien und keine Behörden erfasst. Das heißt nicht, dass es keine gibt."
        )
        return as_seen(network, text)
    as_far = _as_far(network)
    parts = (
        _committees([place for place in places if place.kind in COMMITTEES], as_far),
        _authorities([place for place in places if place.kind not in COMMITTEES], as_far),
        _silence(network, places),
    )
    first, *rest = [part for part in parts if part]
    for part in rest:
        first = Text("{first} {rest}", values={"first": first, "rest": part})
    return first


def _committees(places: Sequence[_Place], as_far: Text | str) -> Text | None:
    values = {"missing": _missing(places), "as_far": as_far}
    if not places:
        return None
    if not values["missing"]:
        return Text(
            "In dem einen erfassten Gremium ist ein Sitz der Selbsthilfe erfasst.",
            "In allen {n} Gremien, Räten und Ausschüssen ist ein Sitz der Selbsthilfe erfasst.",
            len(places),
        )
    return Text(
        "In dem einen erfassten Gremium ist kein Sitz der Selbsthilfe erfasst{as_far}.",
        "In {missing} von {n} Gremien, Räten und Ausschüssen ist kein Sitz der Selbsthilfe erfasst{as_far}.",
        len(places),
        values,
    )


def _authorities(places: Sequence[_Place], as_far: Text | str) -> Text | None:
    values = {"missing": _missing(places), "as_far": as_far}
    if not places:
        return None
    if not values["missing"]:
        return Text(
            "Bei der einen erfassten Behörde ist eine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst.",
            "Bei allen {n} Behörden ist eine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst.",
            len(places),
        )
    return Text(
        "Bei der einen erfassten Behörde ist keine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst{as_far}.",
        "Bei {missing} von {n} Behörden ist keine Kooperation mit der Selbsthilfe oder ihren Stellen erfasst{as_far}.",
        len(places),
        values,
    )


def _missing(places: Sequence[_Place]) -> int:
    return sum(1 for place in places if place.status != "recorded")


def _as_far(network: Network) -> Text | str:
    """Return what a sentence about a lack ends with where not all that is recorded can be seen."""
    if network.viewer is not Viewer.STAFF:
        return Text(", soweit es hier zu sehen ist")
    return Text(", soweit diese Auswahl es zeigt") if leaves_ties_out(network, *OFFICES, *GROUPS) else ""


def _silence(network: Network, places: Sequence[_Place]) -> Text | None:
    """Say for how many of those without it is not known; who was asked, only staff know."""
    counts = Counter(place.status for place in places)
    missing = counts["none"] + counts["not_asked"]
    if network.viewer is not Viewer.STAFF or not missing:
        return None
    if not counts["not_asked"]:
        return Text("Wo nichts erfasst ist, liegt Auskunft vor.")
    if not counts["none"]:
        return Text("Wo nichts erfasst ist, wurde noch niemand gefragt, oder es kam keine Antwort.")
    values = {"not_asked": counts["not_asked"], "missing": missing}
    return Text("Wo nichts erfasst ist, liegt zu {not_asked} von {missing} keine Auskunft vor.", values=values)


def _caveats(network: Network, places: Sequence[_Place], by_area: Mapping[str | None, Sequence[_Place]]) -> list[Text]:
    nodes, subjects = dict(network.graph.nodes.items()), {place.partner for place in places}
    ties = [
        tie
        for ends in network.standing()
        for one, other, tie in (ends, (ends[1], ends[0], ends[2]))
        if one in subjects and nodes[other]["sector"] in _SELF_HELP
    ]
    found = [LEFT_OUT] if leaves_ties_out(network, *OFFICES, *GROUPS) and places else []
    if unplaced := len(by_area.get(None, ())):
        text = Text(
            "{n} Akteur liegt in keinem Gebiet dieser Ebene und steht nicht in der Tabelle nach Gebieten.",
            "{n} Akteure liegen in keinem Gebiet dieser Ebene und stehen nicht in der Tabelle nach Gebieten.",
            unplaced,
        )
        found.append(text)
    if repeated := sum(map(len, by_area.values())) - len(places):
        text = Text(
            "Wer für mehrere Gebiete da ist, zählt in der Tabelle nach Gebieten in jedem: zusammen {n} mehr als im Satz.",
            values={"n": repeated},
        )
        found.append(text)
    if network.viewer is not Viewer.STAFF and places:
        found.append(Text("Welche Gremien und Behörden das sind und wer gefragt wurde, sehen nur Mitarbeitende."))
    return found + common_caveats(network, ties, subjects)
