"""The groups that partners form: by sector, kind, fields, type of carrier, district, or a free attribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphsvc.language import Label, Speakable, Text
from graphsvc.model import Column, Network
from graphsvc.params import ATTRIBUTE, DIMENSIONS
from graphsvc.vocabulary import CARRIER_TYPES, FIELDS, KINDS, SECTORS
from queries._chosen import as_seen
from queries._everyone import everyone

_SEVERAL: Mapping[str, Label] = {
    "sector": Label("Bereichen", "sectors"),
    "kind": Label("Arten von Akteuren", "kinds of partners"),
    "field": Label("Zuständigkeiten", "fields of responsibility"),
    "carrier_type": Label("Arten von Trägern", "types of carriers"),
    "area": Label("Kreisen", "districts"),
}
_TERMS: Mapping[str, Mapping[str, Any]] = {
    "sector": SECTORS,
    "kind": KINDS,
    "field": FIELDS,
    "carrier_type": CARRIER_TYPES,
}


def groups_of(network: Network, by: str) -> dict[str, tuple[str, ...]]:
    """Return the groups of each partner that states any: its fields as it names them, or the one it has."""
    if by == "field":
        nodes = network.graph.nodes(data=True)
        return {id: tuple(dict.fromkeys(mine)) for id, partner in nodes if any(mine := partner["fields"])}
    return {id: (group,) for id, group in group_of(network, by).items()}


def group_of(network: Network, by: str) -> Mapping[str, str]:
    """Return the group of each partner that states any; of several fields the first that it names."""
    if by == "field":
        return {id: mine[0] for id, mine in groups_of(network, by).items()}
    if by == "sector":
        return everyone(network).sector_of
    if by == "kind":
        return everyone(network).kind_of
    nodes = network.graph.nodes(data=True)
    if by == "area":
        found = ((id, network.areas.up_to(partner["area"], "district")) for id, partner in nodes)
        return {id: area for id, area in found if area}
    if by.startswith(ATTRIBUTE):
        name = by.removeprefix(ATTRIBUTE)
        return {id: value for id, partner in nodes if (value := partner["attrs"].get(name))}
    return {id: group for id, partner in nodes if (group := partner[by])}


def several(by: str) -> Speakable:
    """Return what stands after "zwischen verschiedenen"."""
    if by.startswith(ATTRIBUTE):
        return Text("Werten von „{name}“", values={"name": by.removeprefix(ATTRIBUTE)})
    return _SEVERAL[by]


def in_order(groups: Iterable[str], by: str) -> list[str]:
    """Return groups as the vocabulary lists them, areas by AGS."""
    places = {code: place for place, code in enumerate(_TERMS.get(by, ()))}
    return sorted(set(groups), key=lambda group: (places.get(group, len(places)), group))


def group_column(network: Network, by: str, name: str = "group") -> Column:
    """Return the column of groups, which says their names."""
    if by.startswith(ATTRIBUTE):
        heading = by.removeprefix(ATTRIBUTE)
        return Column(name=name, label=Label(heading, heading))
    words: Mapping[str, Speakable] = network.areas.words
    if by != "area":
        words = {code: term.label for code, term in _TERMS[by].items()}
    return Column(name=name, label=DIMENSIONS[by].label, words=words)


def nobody_states(network: Network, by: str) -> Text:
    """Say that there is nobody to be grouped."""
    if not network.graph:
        return as_seen(network, Text("In dieser Auswahl sind keine Akteure erfasst."))
    values = {"dimension": group_column(network, by).label}
    return Text("Die Angabe „{dimension}“ ist in dieser Auswahl bei keinem Akteur eingetragen.", values=values)


def unknown_caveat(network: Network, by: str, known: int) -> list[Text]:
    """Say of how many partners the group is not known."""
    unknown = len(network.graph) - known
    text = Text(
        "{n} von {all} Akteuren fehlt hier, weil die Angabe „{dimension}“ nicht eingetragen ist.",
        "{n} von {all} Akteuren fehlen hier, weil die Angabe „{dimension}“ nicht eingetragen ist.",
        unknown,
        {"all": len(network.graph), "dimension": group_column(network, by).label},
    )
    return [text] if unknown else []
