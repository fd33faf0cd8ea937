"""Wo steht ein Kreis oder eine Stelle im Vergleich mit ähnlichen?

Für Planende: ob in einem Kreis, oder bei einer Stelle, mehr oder weniger erfasst ist als bei ähnlichen. Gezeigt wird nur der Platz
unter ihnen. Wer die anderen sind, steht nirgends, auch nicht für Mitarbeitende.

Methode
-------
Ähnlich sind Kreise (oder Gebiete einer anderen Ebene), die beide Stadt oder beide Landkreis sind, gleich dicht besiedelt, und in
denen halb bis doppelt so viele Menschen leben („genau halb“ ist noch ähnlich); sie können in jedem Land liegen. Ähnlich sind
Stellen der gleichen Art, die für halb bis doppelt so viele Menschen da sind und in Kreisen sitzen, die beide Stadt oder beide
Landkreis und gleich dicht besiedelt sind. Ist ihr Einzugsgebiet nicht eingetragen, gilt der Kreis, in dem sie sitzen.

Der Prozentrang sagt, wie viel Prozent der Ähnlichen darunter liegen; wer gleich viel hat, zählt halb (Crawford, Garthwaite und
Slick, On Percentile Norms in Neuropsychology, 2009). Dazu die Quartile der Ähnlichen (Hyndman und Fan, Sample Quantiles in
Statistical Packages, 1996, Definition 7). Haben weniger als fünf Ähnliche eine Angabe, bleibt beides leer. Eine 0 steht nur, wo
sie auf Nachfrage vollständig genannt wurde; wo nichts erfasst ist und niemand gefragt wurde, bleibt das Feld leer, und wer
deshalb im Vergleich fehlt, ist gezählt. Kooperationen und Bereiche eines Kreises sind die seiner Selbsthilfekontaktstellen und
Unterstützungsstellen, gemittelt über jene, zu denen etwas bekannt ist; Außenstellen und Landesstellen zählen nicht mit.

Wie man es liest
----------------
Prozentrang 50 ist die Mitte. „Ähnliche“ zählt jene, zu denen es eine Angabe gibt; Viertel und Mitte sind die ihren. Mehr ist nicht
besser: Viele Verbindungen ohne Bestätigung etwa heißen nur, dass Nachfragen ansteht. Verglichen wird, was erfasst ist. Wer
fleißiger einträgt, steht weiter oben, auch wenn es dort nicht mehr gibt. Bei fünf Ähnlichen macht jeder 20 Punkte aus, bei
zwanzig jeder 5.

Aufruf
------
    graphsvc ask benchmark --area 08117

Beispiel
--------
Sechs Kreise mit je 100.000 Menschen und 1, 2, 2, 3, 4 und 5 Gruppen. Der mit 3 liegt über drei von fünf anderen: Prozentrang 60.

>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, graph_of
>>> areas = Areas(Area(ags=f"0800{n}", name=f"Kreis {n}", population=100_000) for n in range(1, 7))
>>> groups = [Partner(id=f"{n}-{m}", name="Gruppe", kind="self_help_group", area=f"0800{n}")
...     for n, count in enumerate((1, 2, 2, 3, 4, 5), 1) for m in range(count)]
>>> chosen = Selection(areas=frozenset({"08004"}), on=date(2024, 1, 1))
>>> found = answer(Network(graph=graph_of(groups), areas=areas, selection=chosen))
>>> found.tables["benchmark"].rows[0]
('08004', 'Kreis 4', 'groups_per_100000', 3.0, 'recorded', 60.0, 5, 0, 2.0, 2.0, 4.0)
>>> found.sentence.into("de")
'Kreis 4 hat unter ähnlichen Kreisen bei „Erfasste Gruppen je 100.000 Menschen“ den Prozentrang 60. 50 ist die Mitte.'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias, cast

from graphsvc.areas import Area, Level
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import LevelCode, Param, PartnerId
from graphsvc.vocabulary import GROUPS, OFFICES
from queries._absence import LEFT_OUT, leaves_out
from queries._areas import stand_caveat
from queries._chosen import as_seen
from queries._figures import FIGURES, area_figures, office_figures
from queries._names import names_of
from queries._partners import NAME, PARTNER, STATUS, area_column, count_column, known
from queries._peers import (
    FEW,
    Likeness,
    Standing,
    Values,
    area_likeness,
    office_likeness,
    peers_of,
    standing,
)

BEYOND = True  # those alike may lie anywhere
MOST = 5  # areas in one answer: of more it would be a list of all
_METHOD = Text(
    "Prozentrang unter Ähnlichen, Gleiche zählen halb (Crawford, Garthwaite und Slick 2009); Quartile nach Hyndman und Fan "
    "(1996), Definition 7"
)
_FIGURE = Column(name="figure", label=Label("Kennzahl", "Figure"), words=FIGURES)
_AREAS: Mapping[str, Label] = {
    "state": Label("ähnlichen Ländern", "similar states"),
    "district": Label("ähnlichen Kreisen", "similar districts"),
    "municipality": Label("ähnlichen Gemeinden", "similar municipalities"),
    "borough": Label("ähnlichen Stadtbezirken", "similar boroughs"),
}
_OFFICES = Label("ähnlichen Stellen", "similar offices")

Office = Annotated[
    PartnerId, Param(label=Label("Stelle (statt eines Gebiets)", "Office (instead of an area)"), widget="partner")
]
Row: TypeAlias = tuple[str, Standing]  # the figure, and where its value stands


@dataclass(frozen=True)
class _Subject:
    """Who was asked about, what makes somebody its like, and where its figures stand."""

    id: str
    name: str
    likeness: Likeness
    rows: Sequence[Row]

    @property
    def ranked(self) -> list[Row]:
        """The figures that have a percentile."""
        return [row for row in self.rows if row[1].percentile is not None]


def answer(network: Network, *, partner: Office = "", level: LevelCode = "district") -> Answer:
    """Return where an office stands among offices like it, or without ``partner`` up to five areas of a level among theirs."""
    asked = network.areas.at_level(cast(Level, level), network.selection.areas)
    office = known(network, partner, "partner") if partner else ""
    refused = _refusal(network, office, len(asked))
    subjects = [] if refused else [_office(network, office)] if office else _of_areas(network, asked)
    among = _OFFICES if office else _AREAS[level]
    sentence = refused or as_seen(network, _sentence(subjects, among))
    return Answer(
        sentence=sentence,
        tables={"benchmark": _table(PARTNER if office else area_column(network.areas), subjects)},
        marks=_marks(network, office, cast(Level, level), asked) if subjects else {},
        method=_METHOD,
        caveats=(*_caveats(network, office, subjects), *stand_caveat(network)),
    )


def _refusal(network: Network, office: str, areas: int) -> Text | None:
    """Say why there is nobody to compare, or not yet."""
    if network.selection.ego:
        return Text(
            "Ein Umfeld lässt sich nicht vergleichen: Darin fehlen die Ähnlichen. Bitte ohne „Umfeld von“ fragen."
        )
    if office:
        if network.graph.nodes[office]["kind"] in OFFICES:
            return None
        values = {"name": names_of(network)[office]}
        return Text(
            "{name} ist keine Stelle der Selbsthilfeunterstützung. Verglichen werden nur Stellen und Gebiete.",
            values=values,
        )
    if not areas:
        return Text("Für diese Auswahl sind keine Gebiete geladen.")
    if areas > MOST:
        return Text(
            "Bitte ein Gebiet wählen, oder eine Stelle. Diese Auswahl hat {n} Gebiete dieser Ebene; hier stehen höchstens {most}.",
            values={"n": areas, "most": MOST},
        )
    return None


def _of_areas(network: Network, asked: Sequence[Area]) -> list[_Subject]:
    level = asked[0].level
    everybody = network.areas.at_level(level)
    alike = {area.ags: area_likeness(area) for area in everybody}
    figures = area_figures(network, everybody, level)
    return [_subject(area.ags, area.name, alike, figures) for area in asked]


def _office(network: Network, office: str) -> _Subject:
    nodes = network.graph.nodes
    alike = {id: office_likeness(network, nodes[id]) for id in network.of_kind(*OFFICES)}
    figures = office_figures(network, [office, *peers_of(office, alike)])
    return _subject(office, names_of(network)[office], alike, figures)


def _subject(id: str, name: str, alike: Mapping[str, Likeness], figures: Mapping[str, Values]) -> _Subject:
    peers = peers_of(id, alike)
    rows = [
        (figure, standing(value, [figures[peer][figure] for peer in peers])) for figure, value in figures[id].items()
    ]
    return _Subject(id, name, alike[id], rows)


def _table(who: Column, subjects: Sequence[_Subject]) -> Table:
    columns = (
        who,
        NAME,
        _FIGURE,
        count_column("value", "Wert", "Value"),
        STATUS,
        count_column("percentile", "Prozentrang", "Percentile"),
        count_column("peers", "Ähnliche", "Peers"),
        count_column("left_out", "Ohne Angabe", "No value"),
        count_column("low", "Unteres Viertel", "Lower quartile"),
        count_column("median", "Mitte", "Median"),
        count_column("high", "Oberes Viertel", "Upper quartile"),
    )
    rows = tuple(
        (subject.id, subject.name, figure, its.value, _status(figure, its), *its[1:])
        for subject in subjects
        for figure, its in subject.rows
    )
    return Table(title=Label("Platz unter Ähnlichen", "Place among peers"), columns=columns, rows=rows)


def _status(figure: str, its: Standing) -> str:
    """Return the state of a figure: no tie to be confirmed is no denial."""
    if its.value is None:
        return "not_asked"
    return "recorded" if its.value or figure == "unconfirmed" else "none"


def _marks(network: Network, office: str, level: Level, asked: Sequence[Area]) -> dict[str, float]:
    """Mark the office, or the offices of the areas."""
    nodes = network.graph.nodes
    here = {area.ags for area in asked}
    seats = [id for id in network.partners(*OFFICES) if network.areas.up_to(nodes[id]["area"], level) in here]
    return dict.fromkeys([office] if office else seats, 1.0)


def _sentence(subjects: Sequence[_Subject], among: Label) -> Text:
    if len(subjects) > 1:
        return _several(subjects, among)
    subject = subjects[0]
    values: dict[str, object] = {"name": subject.name, "among": among, "few": FEW}
    ranked = sorted(filter(_is_telling, subject.ranked), key=lambda row: -(row[1].percentile or 0)) or subject.ranked
    if not ranked and all(its.value is None for _, its in subject.rows):
        return Text(
            "Zu {name} ist nichts erfasst, was sich vergleichen lässt. Das heißt nicht, dass es nichts gibt.",
            values=values,
        )
    if not ranked:
        return Text(
            "{name} lässt sich hier nicht vergleichen: Zu dem, was erfasst ist, gibt es Angaben von weniger als {few} {among}.",
            values=values,
        )
    (most, first), (least, last) = ranked[0], ranked[-1]
    values |= {"most": FIGURES[most], "least": FIGURES[least], "first": _round(first), "last": _round(last)}
    if len(ranked) == 1:
        return Text("{name} hat unter {among} bei „{most}“ den Prozentrang {first}. 50 ist die Mitte.", values=values)
    if first.percentile == last.percentile:
        return Text("{name} hat unter {among} überall den Prozentrang {first}. 50 ist die Mitte.", values=values)
    return Text(
        "{name} steht unter {among} am höchsten bei „{most}“ (Prozentrang {first} unter {peers}) und am niedrigsten bei „{least}“ "
        "(Prozentrang {last} unter {others}). 50 ist die Mitte.",
        values=values | {"peers": first.peers, "others": last.peers},
    )


def _is_telling(row: Row) -> bool:
    """Return whether a figure may lead the sentence: more of it is better, and not all have the same."""
    figure, its = row
    return figure != "unconfirmed" and not its.low == its.high == its.value


def _several(subjects: Sequence[_Subject], among: Label) -> Text:
    """Tell of several areas the percentile of the first figure that one of them has one of."""
    ranks = [dict(subject.ranked) for subject in subjects]
    figure = next((each for each in FIGURES if any(each in mine for mine in ranks)), None)
    if figure is None:
        values: dict[str, object] = {"few": FEW, "among": among}
        return Text(
            "Diese Gebiete lassen sich nicht vergleichen: Es fehlen Angaben, hier oder von mindestens {few} {among}.",
            values=values,
        )
    parts = [
        Text("{name} {rank}", values={"name": subject.name, "rank": _round(mine[figure])})
        if figure in mine
        else Text("{name} nicht zu sagen", values={"name": subject.name})
        for subject, mine in zip(subjects, ranks, strict=True)
    ]
    return Text(
        "Prozentrang unter {among} bei „{figure}“: {parts}. 50 ist die Mitte.",
        values={"among": among, "figure": FIGURES[figure], "parts": parts},
    )


def _round(its: Standing) -> int:
    return round(its.percentile or 0)


def _caveats(network: Network, office: str, subjects: Sequence[_Subject]) -> list[Text]:
    if not subjects:
        return []
    every = [its for subject in subjects for _, its in subject.rows]
    found = [*_unlike(network, office, subjects)]
    if any(its.peers < FEW for its in every):
        text = Text(
            "Wo weniger als {few} Ähnliche eine Angabe haben, bleiben Prozentrang und Quartile leer.",
            values={"few": FEW},
        )
        found.append(text)
    if any(its.left_out for its in every):
        worst = max(every, key=lambda its: its.left_out)
        values = {"left_out": worst.left_out, "all": worst.left_out + worst.peers}
        text = Text(
            "Je nach Kennzahl ist zu bis zu {left_out} von {all} Ähnlichen nichts erfasst und nichts verneint: Sie fehlen im "
            "Vergleich. Das ist keine Null.",
            values=values,
        )
        found.append(text)
    found.append(
        Text("Verglichen ist, was erfasst ist: Ein Unterschied kann auch daran liegen, wie viel eingetragen wurde.")
    )
    nodes = network.graph.nodes
    if any(nodes[group]["represents"] == "some" for group in network.of_kind(*GROUPS)):
        found.append(Text("Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“."))
    if leaves_out(network) or network.selection.topics:
        found.append(LEFT_OUT)
    if network.viewer is not Viewer.STAFF:
        found.append(
            Text("Gezählt ist nur, was hier zu sehen ist; das kann bei Ähnlichen mehr oder weniger von allem sein.")
        )
    return found


def _unlike(network: Network, office: str, subjects: Sequence[_Subject]) -> list[Text]:
    """Say what is not known, or assumed, of who is like whom."""
    found = []
    nameless = [subject.name for subject in subjects if not subject.likeness.people]
    if nameless:
        text = Text(
            "Bei {names} ist der Sitz, das Gebiet oder die Zahl der Menschen nicht bekannt. Ohne das gibt es keinen Vergleich.",
            values={"names": nameless},
        )
        found.append(text)
    places = [network.graph.nodes[office]["area"][:5]] if office else [subject.id for subject in subjects]
    homes = [area for place in places if (area := network.areas.get(place))]
    if any(not area.urbanisation for area in homes):
        district = Text(
            "Wie dicht ein Kreis besiedelt ist, ist hier nicht überall geladen; dann gilt nur, ob er eine Stadt oder ein "
            "Landkreis ist."
        )
        other = Text(
            "Wie dicht ein Gebiet besiedelt ist, ist hier nicht überall geladen; danach ist dann nicht unterschieden."
        )
        found.append(district if homes[0].level == "district" else other)
    if office and not network.graph.nodes[office]["serves"] and not nameless:
        text = Text(
            "Annahme: {name} ist für den Kreis da, in dem sie sitzt; ein Einzugsgebiet ist nicht eingetragen.",
            values={"name": names_of(network)[office]},
        )
        found.append(text)
    return found
