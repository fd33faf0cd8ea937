"""Große Karte

Zeigt auch sehr viele Akteure, bis zu 50.000: zuerst eine Scheibe je Landkreis oder kreisfreier Stadt, und nach einem Klick
die Akteure darin. Eine Frage hebt hervor, wovon ihre Antwort handelt.

Methode
-------
Scheiben stehen, wo die Kreise liegen, und so weit auseinander, dass keine eine andere verdeckt. Ist nur ein Kreis ausgewählt,
ist jede Scheibe ein Teilnetz: Akteure, die untereinander enger verbunden sind als nach außen (Traag, Waltman und van Eck 2019,
Leiden); wer keine erfasste Verbindung hat, steht für sich. In einer Scheibe stehen die am meisten verbundenen Akteure in der
Mitte, die anderen rundherum wie die Kerne einer Sonnenblume (Vogel 1979). Gleiche Akteure und Verbindungen geben überall das
gleiche Bild.

Wie man es liest
----------------
Die Fläche einer Scheibe sagt, wie viele Akteure darin erfasst sind. Farbe und Form eines Akteurs stehen für den Bereich, die
Größe für die Zahl der Verbundenen. Namen erscheinen beim Vergrößern, die der am meisten verbundenen zuerst. Bilddateien und
Ausdruck zeigen, was zuerst zu sehen ist.
"""

from __future__ import annotations

from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture
from visualisations._empty import empty
from visualisations._large_file import compact
from visualisations._large_groups import Ground, ground
from visualisations._large_svg import LINES, TITLE, overview, svg, tables

ALSO = "network_map"
FEW = 500  # the network map shows as many one by one


def draw(network: Network, answer: Answer | None) -> Picture:
    """Draw groups of partners, to be opened on the screen."""
    if not len(network.graph):
        text = Text(
            "In dieser Auswahl sind keine Akteure erfasst. Eine andere Auswahl oder ein Import füllt die Karte."
        )
        return empty(TITLE, text)
    marks = {id: mark for id, mark in answer.marks.items() if id in network.graph} if answer else {}
    found = ground(network)
    shown = overview(found, marks)
    alt = Text(
        "Große Karte (Akteure: {n}, Scheiben: {groups}); was sie zeigen, steht auch in den Tabellen darunter.",
        values={"n": len(found.ids), "groups": len(found.groups)},
    )
    notes = []
    if len(found.ids) <= FEW:
        notes.append(
            Text(
                "Bis {n} Akteure zeigt die Netzwerkkarte mehr: alle auf einmal, auch geplante Verbindungen.",
                values={"n": FEW},
            )
        )
    if len(shown.lines) < len(found.between):
        notes.append(
            Text(
                "Von {all} Linien zwischen den Scheiben sind die {n} mit den meisten Verbindungen gezeichnet.",
                values={"all": len(found.between), "n": LINES},
            )
        )
    return Picture(
        title=TITLE,
        svg=lambda language: svg(shown, alt, language),
        alt=alt,
        finding=_finding(found),
        scene=lambda language: compact(network, shown, marks, language),
        tables=tables(shown),
        notes=tuple(notes),
    )


def _finding(found: Ground) -> Text:
    """Return how many partners and active ties there are, and how many partners have none."""
    between = sum(found.between.values())
    values: dict[str, object] = {
        "partners": Text("{n} Akteur", "{n} Akteure", len(found.ids)),
        "discs": Text("{n} Scheibe", "{n} Scheiben", len(found.groups)),
        "ties": sum(found.inside.values()) + between,
        "between": between,
    }
    shown = Text(
        "Auf der Karte: {partners} in {discs}. Aktive Verbindungen darauf: {ties}, davon {between} zwischen Scheiben.",
        values=values,
    )
    alone = int((found.degree == 0).sum())
    if not alone:
        return shown
    return Text(
        "{shown} {n} Akteur hat keine davon.",
        "{shown} {n} Akteure haben keine davon.",
        alone,
        {"shown": shown},
    )
