"""What a reader has to know of a table of topics and areas: who told, what names hide, and what is counted."""

from __future__ import annotations

from itertools import islice

import numpy as np

from graphsvc.language import Text
from graphsvc.model import Network
from queries._topic_grid import Grid

_MOST = 2_000  # topics whose names are compared
_EXAMPLES = 2


def topic_caveats(network: Network, grid: Grid, unplaced: int) -> list[Text]:
    """Return the caveats, the gravest first."""
    found = [*_silence(grid), *_names(network, grid, unplaced), *_denied(network, grid)]
    if several := int(grid.at_least.sum()):
        values = {"several": several, "all": int(grid.recorded.sum())}
        found.append(
            Text(
                "In {several} von {all} Fällen steht ein Eintrag vielleicht für mehrere Gruppen; diese Zahlen heißen „mindestens“.",
                values=values,
            )
        )
    if unplaced:
        found.append(
            Text(
                "{n} Gruppe mit einem dieser Themen hat keinen Ort auf dieser Ebene und fehlt hier.",
                "{n} Gruppen mit einem dieser Themen haben keinen Ort auf dieser Ebene und fehlen hier.",
                unplaced,
            )
        )
    if grid.rated.any():
        found.append(
            Text(
                "Der Bereich „von – bis“ deckt den Zufall ab, nicht die Gruppen, die niemand gemeldet hat.",
                of_range=True,
            )
        )
    return found


def _silence(grid: Grid) -> list[Text]:
    silent = ~grid.known
    if not silent.any():
        return []
    if len(grid.areas) == 1:
        if silent.size == 1:
            return []  # the sentence says it
        values = {"n": int(silent.sum()), "all": silent.size}
        return [Text("Zu {n} von {all} Themen liegt hier keine Auskunft vor.", values=values)]
    text = Text(
        "Zu {n} von {all} Gebieten liegt bei mindestens einem Thema keine Auskunft vor.",
        "Zu {n} von {all} Gebieten liegt bei mindestens einem Thema keine Auskunft vor.",
        int(silent.any(axis=0).sum()),
        {"all": len(grid.areas)},
    )
    return [text]


def _denied(network: Network, grid: Grid) -> list[Text]:
    """Say what a denial rests on: on whole lists of offices, as nobody asks for hundreds of topics one by one."""
    days = [inquiry.on for inquiry in network.inquiries if inquiry.answered and inquiry.complete]
    if not days or not (grid.asked & ~grid.recorded).any():
        return []
    text = Text(
        "„Gefragt und verneint“ heißt: Alle Stellen, die für das Gebiet da sind, gaben vollständig Auskunft, und keine nannte das "
        "Thema (letzte Auskunft: {day}). Nach jedem Thema einzeln wurde vielleicht nicht gefragt.",
        values={"day": max(days)},
    )
    return [text]


def _names(network: Network, grid: Grid, unplaced: int) -> list[Text]:
    """Warn of names: what stands under another spelling counts there, and a selection sees no other."""
    if network.selection.topics:
        unknown = [
            t
            for t, line in zip(grid.topics, grid.recorded, strict=True)
            if not line.any() and not network.topics.knows(t)
        ]
        if unknown and not unplaced:
            text = Text(
                "Hier nirgends erfasst und in keiner Themenliste: {names}. Bitte die Schreibweise prüfen; gezählt wird nur, was "
                "genau so heißt.",
                values={"names": [f"„{name}“" for name in unknown]},
            )
            return [text]
        return (
            []
            if len(network.topics)
            else [Text("Gezählt wird nur, was genau so heißt: Eine Themenliste ist nicht geladen.")]
        )
    found = []
    if not len(network.topics) and len(grid.topics) > 1:
        found.append(
            Text(
                "Es ist keine Themenliste geladen: Jede Schreibweise zählt als eigenes Thema. Und gezeigt sind nur Themen, die in "
                "dieser Auswahl vorkommen; welche hier fehlen und anderswo erfasst sind, zeigt ein größeres Gebiet."
            )
        )
    return found + _alike(network, grid)


def _alike(network: Network, grid: Grid) -> list[Text]:
    """Count the denied cells in whose area a topic is recorded that has this one's name within its own."""
    if len(grid.topics) > _MOST:
        return []
    keys = [f" {network.topics.key(topic)} " for topic in grid.topics]
    denied = grid.asked & ~grid.recorded
    count, examples = 0, []
    for place, key in enumerate(keys):
        if not denied[place].any():
            continue
        wider = [other for other, longer in enumerate(keys) if other != place and key in longer]
        there = denied[place] & grid.recorded[wider].any(axis=0) if wider else np.zeros(0, dtype=bool)
        if there.any():
            count += int(there.sum())
            area = int(np.flatnonzero(there)[0])
            other = min((other for other in wider if grid.recorded[other, area]), key=lambda other: len(keys[other]))
            examples.append(f"„{grid.topics[place]}“ und „{grid.topics[other]}“ ({grid.areas[area].name})")
    if not count:
        return []
    text = Text(
        "In {n} verneinten Fall ist im selben Gebiet etwas mit ähnlichem Namen erfasst, zum Beispiel {examples}. Das ist "
        "vielleicht keine Lücke.",
        "In {n} verneinten Fällen ist im selben Gebiet etwas mit ähnlichem Namen erfasst, zum Beispiel {examples}. Das ist "
        "vielleicht keine Lücke.",
        count,
        {"examples": list(islice(examples, _EXAMPLES))},
    )
    return [text]
