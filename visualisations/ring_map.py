"""Ringkarte

Zeigt einen Akteur in der Mitte und alle, mit denen er verbunden ist: jeder Bereich ein Stück des Kreises, jede Intensität ein
Ring. Je weiter innen, desto enger.

Methode
-------
Die Netzwerkkarte der sozialen Arbeit (nach dem Ökogramm und Kahn und Antonucci, 1980). Innen gemeinsames Handeln, dann
Abstimmung, Austausch und Kontakt; ganz außen, was keine oder eine unbekannte Intensität hat, auch andere Verbindungen wie
Förderung. Wer mehrere Verbindungen hat, steht bei seiner engsten. Ein Bereich bekommt so viel vom Kreis, wie er Akteure hat.

Mit einem Tag, bis zu dem zurückgeschaut wird, stehen zwei Ringe nebeneinander, jeder Akteur an beiden Tagen im selben Winkel.
Begonnen und beendet heißt dabei, dass es an einem der Tage eine Verbindung gibt und am anderen keine; enger und lockerer, dass
die Intensität der engsten an beiden Tagen bekannt und eine andere ist.

Wie man es liest
----------------
Leere Stücke heißen: hier ist nichts erfasst. Ein hohles Zeichen mit gestrichelter Linie ist geplant. Über 20
Selbsthilfegruppen werden gezählt statt gezeichnet.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.errors import Unknown
from graphsvc.language import InText, Label, Text
from graphsvc.model import Answer, Column, Network, Picture, Table
from graphsvc.params import PartnerId
from graphsvc.vocabulary import FORMALITIES, INTENSITIES, KINDS, OFFICES, SECTORS, TIES
from visualisations._empty import empty
from visualisations._names import shortened
from visualisations._ring_pair import two_rings
from visualisations._ring_spokes import Spoke, fitting, spokes_of
from visualisations._ring_svg import TITLE, svg

HISTORY = 0  # a second ring only where a day to look back to is given
NAMED = 44  # so many names fit around; above that the numbers lead to the table


def draw(network: Network, answer: Answer | None, *, partner: PartnerId = "") -> Picture:
    """Draw a partner's ties as rings; without ``partner`` those of the best-connected office."""
    centre = partner or network.selection.ego or _best_connected(network)
    if centre is None:
        return empty(
            TITLE, Text("In dieser Auswahl ist keine Stelle der Selbsthilfe erfasst, die in der Mitte stehen könnte.")
        )
    if centre not in network.graph:
        text = Text("Den Akteur „{id}“ gibt es in dieser Auswahl nicht. Die Suche zeigt alle.", values={"id": centre})
        raise Unknown(text, "partner")
    name, marks = network.graph.nodes[centre]["name"], dict(answer.marks) if answer else {}
    if network.selection.since:
        return two_rings(network, network.selection.since, centre, marks)
    spokes = spokes_of(network, centre, marks)
    if not spokes:
        return empty(TITLE, Text("Für {name} ist noch keine Verbindung erfasst.", values={"name": name}))
    drawn, notes = fitting(spokes)
    captions: Mapping[str, str] = {}
    if len(drawn) <= NAMED:
        captions, about_names = shortened({s.id: s.name for s in drawn}, {s.id: s.kind for s in drawn})
        notes += about_names
    alt = Text(
        "Ringkarte: {name} in der Mitte, {n} Akteur darum; dasselbe steht in der Tabelle.",
        "Ringkarte: {name} in der Mitte, {n} Akteure darum; dasselbe steht in der Tabelle.",
        len(drawn),
        {"name": name},
    )
    sector = network.graph.nodes[centre]["sector"]
    return Picture(
        title=Text("Ringkarte: {name}", values={"name": name}),
        svg=lambda language: svg(name, sector, drawn, captions, alt, language),
        alt=alt,
        finding=_finding(name, [spoke for spoke in spokes if not spoke.planned]),
        tables={"partners": _table(drawn)},
        notes=notes,
        named=bool(captions),
    )


def _best_connected(network: Network) -> str | None:
    offices = network.partners(*OFFICES)
    return max(offices, key=lambda office: len(network.cooperations(office)), default=None)


def _finding(name: str, active: list[Spoke]) -> Text | None:
    """Return with how many partners of how many sectors the one in the middle has a tie, and with how many the closest."""
    if not active:
        return None
    sectors = Text("{n} Bereich", "{n} Bereichen", len({spoke.sector for spoke in active}))
    shown = Text(
        "Für {name} ist eine aktive Verbindung zu {n} Akteur aus {sectors} erfasst.",
        "Für {name} sind aktive Verbindungen zu {n} Akteuren aus {sectors} erfasst.",
        len(active),
        {"name": name, "sectors": sectors},
    )
    closest = max(spoke.intensity for spoke in active)
    if not closest:
        return shown
    level, number = INTENSITIES[str(closest)].label, sum(spoke.intensity == closest for spoke in active)
    values = {"shown": shown, "level": InText(level), "number": number}
    return Text("{shown} In der engsten Stufe, die vorkommt ({level}): {number}.", values=values)


def _table(spokes: list[Spoke]) -> Table:
    columns = (
        Column(name="number", label=Label("Nummer", "Number"), role="measure"),
        Column(name="partner", label=Label("Kennung", "Id"), role="id"),
        Column(name="name", label=Label("Name", "Name"), role="name"),
        Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in SECTORS.items()}),
        Column(name="kind", label=Label("Art", "Kind"), words={c: k.label for c, k in KINDS.items()}),
        Column(name="tie", label=Label("Verbindung", "Tie"), words={c: t.label for c, t in TIES.items()}),
        Column(
            name="intensity",
            label=Label("Intensität", "Intensity"),
            words={int(c): t.label for c, t in INTENSITIES.items()},
        ),
        Column(
            name="formality",
            label=Label("Verbindlichkeit", "Formality"),
            words={c: t.label for c, t in FORMALITIES.items()},
        ),
        Column(name="since", label=Label("Seit", "Since"), role="date"),
        Column(name="planned", label=Label("geplant", "planned")),
        Column(name="mark", label=Label("Hervorgehoben", "Marked"), role="measure"),
    )
    rows = tuple(
        (
            *(s.number, s.id, s.name, s.sector, s.kind, s.tie),
            *(s.intensity or None, s.formality or None, s.since, s.planned, s.mark),
        )
        for s in spokes
    )
    return Table(title=Label("Akteure auf der Ringkarte", "Partners on the ring map"), columns=columns, rows=rows)
