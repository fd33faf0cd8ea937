"""Who belongs together: partners grouped by sector, kind, field, carrier type, district or a free attribute."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc import vocabulary as words
from graphsvc.language import Label, Speakable, Text
from graphsvc.model import Column, Network
from graphsvc.params import ATTRIBUTE, DIMENSIONS
from queries._partners import area_column

_PLURALS = {
    "sector": Label("Bereichen", "sectors"),
    "kind": Label("Arten von Akteuren", "kinds of partners"),
    "field": Label("Zuständigkeiten", "fields"),
    "carrier_type": Label("Arten von Trägern", "carrier types"),
    "area": Label("Kreisen", "districts"),
}
_WORDS = {
    "sector": {code: sector.label for code, sector in words.SECTORS.items()},
    "kind": {code: kind.label for code, kind in words.KINDS.items()},
    "field": {code: field.label for code, field in words.FIELDS.items()},
    "carrier_type": {code: carrier.label for code, carrier in words.CARRIER_TYPES.items()},
}


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Each partner's group; those of whom it is not known are left out and counted.

    Of several fields the first one named counts: a partner is in one group.
    """

    of: dict[str, str]
    unknown: int
    column: Column
    plural: Speakable

    def caveats(self) -> list[Text]:
        """Say for how many the group is not known."""
        text = Text(
            "Von {n} Akteur ist „{label}“ nicht erfasst; er zählt nicht mit.",
            "Von {n} Akteuren ist „{label}“ nicht erfasst; sie zählen nicht mit.",
            self.unknown,
            {"label": self.column.label},
        )
        return [text] if self.unknown else []


def groups_by(network: Network, by: str) -> Groups:
    """Return the partners' groups by a dimension of `graphsvc.params.Dimension`."""
    found = {}
    for id, partner in network.graph.nodes.items():
        if by.startswith(ATTRIBUTE):
            group = partner["attrs"].get(by.removeprefix(ATTRIBUTE), "")
        elif by == "area":
            group = partner["area"][:5] if len(partner["area"]) >= 5 else ""
        elif by == "field":
            group = partner["fields"][0] if partner["fields"] else ""
        else:
            group = partner[by]
        if group:
            found[id] = group
    return Groups(of=found, unknown=len(network.graph) - len(found), column=_column(network, by), plural=_plural(by))


def _plural(by: str) -> Speakable:
    """Return what stands after "zwischen verschiedenen"."""
    if by.startswith(ATTRIBUTE):
        return Text("Werten von „{name}“", values={"name": by.removeprefix(ATTRIBUTE)})
    return _PLURALS[by]


def _column(network: Network, by: str) -> Column:
    if by.startswith(ATTRIBUTE):
        name = by.removeprefix(ATTRIBUTE)
        return Column(name="group", label=Label(name, name))
    if by == "area":
        return Column(name="group", label=DIMENSIONS[by].label, words=area_column(network.areas).words)
    return Column(name="group", label=DIMENSIONS[by].label, words=_WORDS[by])
