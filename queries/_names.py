"""Names that tell partners apart: several towns have a "Selbsthilfegruppe Angst"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graphsvc.model import Network
from graphsvc.once import once


@once
def names_of(network: Network) -> Mapping[str, str]:
    """Return each partner's name, with its place where several here have that name, and its id where that is not enough.

    Examples
    --------
    >>> from datetime import date
    >>> from graphsvc.areas import Area, Areas
    >>> from graphsvc.model import Partner, Selection, graph_of
    >>> graph = graph_of([Partner(id="a", name="Angst", kind="self_help_group", area="08001"),
    ...     Partner(id="b", name="Angst", kind="self_help_group", area="08002"), Partner(id="c", name="Amt", kind="authority")])
    >>> areas = Areas([Area(ags="08001", name="Oben"), Area(ags="08002", name="Unten")])
    >>> dict(names_of(Network(graph=graph, areas=areas, selection=Selection(on=date(2024, 1, 1)))))
    {'a': 'Angst (Oben)', 'b': 'Angst (Unten)', 'c': 'Amt'}
    """
    nodes = network.graph.nodes
    found: dict[str, str] = {id: partner["name"] for id, partner in nodes.items()}
    several = _doubles(found.values())
    alike = {id: name for id, name in found.items() if name in several}
    placed = {
        id: f"{name} ({network.areas.label(nodes[id]['area'])})" if nodes[id]["area"] else name
        for id, name in alike.items()
    }
    several = _doubles(placed.values())
    return found | {id: f"{name} [{id}]" if name in several else name for id, name in placed.items()}


def _doubles(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
