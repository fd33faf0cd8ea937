"""The partner that a question is about: the one named, or the office that stands for those here."""

from __future__ import annotations

from graphsvc.language import Text
from graphsvc.model import Network, Viewer
from graphsvc.vocabulary import OFFICES
from queries._names import names_of
from queries._partners import best_connected_office, known


def for_staff(network: Network, partner: str) -> str:
    """Return the partner whose lacks are asked for; nobody for who is not staff: they read sums over the selection."""
    if partner:
        known(network, partner, "partner")
    return partner if network.viewer is Viewer.STAFF else ""


def sums_only_caveat(network: Network) -> list[Text]:
    """Say why there is no list, to those who are not staff."""
    text = Text("Listen und einzelne Akteure sehen hier nur Mitarbeitende; gezählt ist die ganze Auswahl.")
    return [] if network.viewer is Viewer.STAFF else [text]


def about(network: Network, partner: str, finding: Text) -> Text:
    """Return a finding, with the name of whom it is about where somebody is chosen."""
    if not partner:
        return finding
    return Text("{name}: {finding}", values={"name": names_of(network)[partner], "finding": finding})


def nothing_recorded(network: Network, partner: str) -> Text:
    """Say that there is no tie, which is not to say that there is none outside our records."""
    if partner:
        name = names_of(network)[partner]
        text = Text(
            "Für {name} ist keine Verbindung erfasst. Das heißt nicht, dass es keine gibt.", values={"name": name}
        )
        return as_seen(network, text)
    return no_ties(network)


def as_seen(network: Network, finding: Text) -> Text:
    """Return a finding; who is not staff sees a part, and is told so."""
    if network.viewer is Viewer.STAFF:
        return finding
    return Text("Soweit hier zu sehen: {finding}", values={"finding": finding})


def too_few(network: Network) -> Text:
    """Say that there are not two partners between whom there could be a tie."""
    text = Text(
        "In dieser Auswahl ist {n} Akteur erfasst; Verbindungen gibt es also keine.",
        "In dieser Auswahl sind keine Akteure erfasst.",
        len(network.graph),
    )
    return as_seen(network, text)


def no_ties(network: Network) -> Text:
    """Say that there is no tie between those of the selection."""
    return as_seen(network, Text("Zwischen den Akteuren dieser Auswahl ist keine Verbindung erfasst."))


def no_office(network: Network) -> Text:
    """Say that there is no office that a question could be about."""
    return as_seen(network, Text("In dieser Auswahl ist keine Stelle der Selbsthilfe erfasst."))


def no_cooperation(network: Network, office: str, partner: str) -> Text:
    """Say that an office has no recorded cooperation; where nobody named it and there are others, that none has."""
    named = partner or network.selection.ego
    if not named and any(other != office for other in network.of_kind(*OFFICES)):
        return Text("Zu keiner Stelle ist hier eine Kooperation erfasst. Das heißt nicht, dass es keine gibt.")
    values = {"name": names_of(network)[office]}
    return Text("Für {name} ist keine Kooperation erfasst. Das heißt nicht, dass es keine gibt.", values=values)


def office_of(network: Network, partner: str) -> str | None:
    """Return the partner named, or the middle of the neighbourhood, or the office with the most cooperations."""
    centre = partner or network.selection.ego
    if centre:
        return known(network, centre, "partner")
    return best_connected_office(network)


def chosen_for_you(network: Network, centre: str, partner: str) -> list[Text]:
    """Say why this office is shown, where nobody named one and there are others."""
    named = partner or network.selection.ego
    if named or all(office == centre for office in network.of_kind(*OFFICES)):
        return []
    return [Text("Es ist keine Stelle gewählt. Gezeigt wird die mit den meisten Kooperationen.")]
