"""What a network map shows, in a sentence, where no answer says it."""

from __future__ import annotations

from graphsvc.language import Text
from visualisations._network_scene import Scene


def finding(scene: Scene) -> Text:
    """Return how many partners and ties are drawn, and how many partners have none; with a day to look back to, what changed."""
    if scene.compared:
        return scene.compared.told()[-1]
    nodes = scene.nodes.values()
    ties = Text("{n} Verbindung", "{n} Verbindungen", sum(edge.count for edge in scene.edges))
    if any(edge.planned for edge in scene.edges):
        ties = Text("{ties}, auch geplante", values={"ties": ties})
    partners = Text("{n} Akteur", "{n} Akteure", sum(node.count for node in nodes))
    if scene.aggregated:
        return Text(
            "Auf der Karte: {partners}, zusammengefasst zu {n} Zeichen, dazwischen {ties}.",
            values={"partners": partners, "n": len(scene.nodes), "ties": ties},
        )
    sectors = Text("{n} Bereich", "{n} Bereichen", len({node.sector for node in nodes}))
    shown = Text(
        "Auf der Karte: {partners} aus {sectors}, dazwischen {ties}.",
        values={"partners": partners, "sectors": sectors, "ties": ties},
    )
    alone = sum(1 for node in nodes if not node.degree)
    if not alone:
        return shown
    return Text(
        "{shown} Ohne Linie zu einem anderen: {n} Akteur.",
        "{shown} Ohne Linie zu einem anderen: {n} Akteure.",
        alone,
        {"shown": shown},
    )
