"""Figures of offices and areas that may be compared: 0 only where that was denied, None where nothing is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from statistics import fmean
from typing import Any

from graphsvc.areas import Area, Level
from graphsvc.language import Label
from graphsvc.model import Network, Viewer
from graphsvc.vocabulary import GROUPS, KINDS, SECTORS
from queries._absence import leaves_ties_out, told_kinds
from queries._areas import groups_by_area, groups_chosen, told_of_groups
from queries._peers import Value, Values

PER = 100_000
STALE_DAYS = 730
LOCAL = ("contact_office", "support_office")  # the offices that an area's figures are about
_SECTORS = f"Bereiche, mit denen kooperiert wird (von {len(SECTORS)})", f"Sectors cooperated with (of {len(SECTORS)})"
FIGURES: Mapping[str, Label] = {
    "groups_per_100000": Label("Erfasste Gruppen je 100.000 Menschen", "Groups recorded per 100,000 people"),
    "topics": Label("Themen, zu denen eine Gruppe erfasst ist", "Topics with a group on record"),
    "cooperations": Label("Kooperationen", "Cooperations"),
    "cooperations_per_office": Label("Kooperationen je Stelle", "Cooperations per office"),
    "sectors": Label(*_SECTORS),
    "supported": Label("Unterstützte Gruppen", "Groups supported"),
    "unconfirmed": Label(
        "Verbindungen ohne Bestätigung seit zwei Jahren, in %", "Ties not confirmed for two years, in %"
    ),
}


def office_figures(network: Network, offices: Iterable[str]) -> dict[str, Values]:
    """Return the figures of each office; what is not confirmed, only staff read."""
    told = _told(network)
    found: dict[str, Values] = {}
    for office in offices:
        partners = _partners(network, [office], told)
        supported = {
            other
            for other, *_ in network.active_ties(office, "supports")
            if network.graph.nodes[other]["kind"] in GROUPS
        }
        denied = told.get(office, set()).issuperset(GROUPS)
        found[office] = {
            "cooperations": None if partners is None else len(partners),
            "sectors": _sectors(network, partners),
            "supported": len(supported) if supported or denied else None,
        } | _unconfirmed(network, [office])
    return found


def area_figures(network: Network, areas: Collection[Area], level: Level) -> dict[str, Values]:
    """Return the figures of each area of a level; what is not confirmed, only staff read."""
    told = _told(network)
    offices: dict[str, list[str]] = {}
    for office in network.of_kind(*LOCAL):
        if seat := network.areas.up_to(network.graph.nodes[office]["area"], level):
            offices.setdefault(seat, []).append(office)
    groups, topics = _groups(network, areas, level)
    found: dict[str, Values] = {}
    for area in areas:
        here = offices.get(area.ags, [])
        counted = groups[area.ags]
        found[area.ags] = {
            "groups_per_100000": None if counted is None or not area.population else PER * counted / area.population,
            "topics": topics[area.ags],
            "cooperations_per_office": _mean(_partners(network, [office], told) for office in here),
            "sectors": _sectors(network, _partners(network, here, told)),
        } | _unconfirmed(network, here)
    return found


def _told(network: Network) -> Mapping[str, set[str]]:
    """Return who told completely about which kinds; nobody, where the selection may leave out what they told of."""
    return {} if leaves_ties_out(network, *KINDS) else told_kinds(network)


def _partners(network: Network, offices: Collection[str], told: Mapping[str, set[str]]) -> set[str] | None:
    """Return whom some offices cooperate with; None where nobody is recorded and one of them did not tell that."""
    found = {other for office in offices for other in network.cooperations(office)}
    denied = bool(offices) and all(told.get(office, set()).issuperset(KINDS) for office in offices)
    return found if found or denied else None


def _mean(partners: Iterable[Collection[str] | None]) -> Value:
    counts = [len(each) for each in partners if each is not None]
    return fmean(counts) if counts else None


def _sectors(network: Network, partners: Collection[str] | None) -> Value:
    return None if partners is None else len({network.graph.nodes[id]["sector"] for id in partners})


def _unconfirmed(network: Network, offices: Iterable[str]) -> dict[str, Value]:
    """Return what share of the offices' ties nobody has confirmed for two years, in percent."""
    if network.viewer is not Viewer.STAFF:
        return {}
    ties: dict[str, Mapping[str, Any]] = {key: tie for id in offices for _, key, tie in network.active_ties(id)}
    days = [tie["confirmed_on"] for tie in ties.values()]
    stale = sum(1 for day in days if day is None or (network.day - day).days > STALE_DAYS)
    return {"unconfirmed": 100 * stale / len(days) if days else None}


def _groups(
    network: Network, areas: Collection[Area], level: Level
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """Return how many groups, and topics of groups, are recorded in each area."""
    here, unplaced = groups_by_area(network, groups_chosen(network), level)
    told = set() if unplaced else told_of_groups(network, [area.ags for area in areas])
    wanted = {network.topics.key(name) for name in network.topics.names_under(network.selection.topics)}
    counts: dict[str, int | None] = {}
    topics: dict[str, int | None] = {}
    for area in areas:
        mine = here.get(area.ags, [])
        keys = {network.topics.key(topic) for id in mine for topic in network.graph.nodes[id]["topics"]}
        keys = keys & wanted if network.selection.topics else keys
        counts[area.ags] = len(mine) if mine or area.ags in told else None
        topics[area.ags] = len(keys) if keys or (not mine and area.ags in told) else None
    return counts, topics
