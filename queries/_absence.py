"""What is said about absence of partners of a kind, and of sectors on committees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graphsvc.absence import Status, covers_kind, leaves_out, leaves_ties_out, told_kinds
from graphsvc.language import Text
from graphsvc.model import Network
from graphsvc.once import once
from graphsvc.vocabulary import KINDS, TIES


def complete_towards(network: Network, kind: str) -> set[str]:
    """Return the partners who told us completely about their ties to a kind."""
    return {inquiry.partner for inquiry in network.inquiries if covers_kind(inquiry, kind)}


def kind_to_kind(network: Network, of: str, to: str) -> dict[str, Status]:
    """Return for each partner of a kind its state towards another kind.

    Recorded: an active tie to one of them. None: a tie to one of them that says so, or its own complete answer that
    covers the kind, or a complete answer of every one of them that covers the partner's kind. Otherwise not asked, as
    where the selection may leave out a tie.
    """
    silent = leaves_ties_out(network, to)
    told = complete_towards(network, to)
    others = set(network.of_kind(to))
    all_others_told = bool(others) and others <= complete_towards(network, of)
    found: dict[str, Status] = {}
    for partner in network.of_kind(of):
        if any(other in others for other, *_ in network.active_ties(partner)):
            found[partner] = "recorded"
        elif not silent and (partner in told or all_others_told or _refused(network, partner, others)):
            found[partner] = "none"
        else:
            found[partner] = "not_asked"
    return found


def _refused(network: Network, partner: str, others: set[str]) -> bool:
    return any(other in others and tie["status"] == "none" for other, _, tie in network.ties_of(partner))


LEFT_OUT = Text("Die Auswahl lässt Akteure oder Verbindungen weg. Darum zählen Auskünfte hier nicht als Verneinung.")


def sectors_on(
    network: Network, seats: Mapping[str, Iterable[str]], sectors: Iterable[str], tie: str = "member_of"
) -> dict[tuple[str, str], Status]:
    """Return for each committee and sector whether one of its members, the ``seats``, is of that sector.

    None: the committee's complete answers cover every kind of the sector, or each partner of the sector denies a seat, by a
    tie that says so or by a complete answer. A member from outside the selection could be of any sector. The same is said of
    whoever has ``seats`` of another kind of ``tie``, such as an authority and those it cooperates with.
    """
    nodes = dict(network.graph.nodes.items())  # asked for hundreds of thousands of times
    silent = leaves_out(network) or bool(network.selection.topics) or network.outside > 0
    told = told_kinds(network)
    denied = _denied_seats(network, seats, told, tie)
    sizes = Counter(partner["sector"] for _, partner in nodes.items())
    complete = Counter((nodes[id]["sector"], kind) for id, kinds in told.items() for kind in kinds)
    kinds_of = {sector: {code for code, kind in KINDS.items() if kind.sector == sector} for sector in sectors}
    found: dict[tuple[str, str], Status] = {}
    for committee, members in seats.items():
        kind, own, mine = nodes[committee]["kind"], nodes[committee]["sector"], told.get(committee, set())
        present = {nodes[member]["sector"] for member in members}
        for sector, kinds in kinds_of.items():
            others = sizes[sector] - (own == sector)
            denying = complete[sector, kind] - (own == sector and kind in mine) + denied[committee, sector]
            none = not silent and (kinds <= mine or 0 < others == denying)
            found[committee, sector] = "recorded" if sector in present else "none" if none else "not_asked"
    return found


@once
def _said_none(network: Network) -> list[tuple[str, str, str]]:
    """Return the ends and kinds of what was asked and denied."""
    edges = network.graph.edges(data=True)
    return [(source, target, tie["kind"]) for source, target, tie in edges if tie["status"] == "none"]


def _denied_seats(
    network: Network, seats: Mapping[str, Iterable[str]], told: Mapping[str, set[str]], tie: str
) -> Counter[tuple[str, str]]:
    """Return how many of each sector only a tie says of that they have no seat on a committee."""
    nodes = network.graph.nodes
    denied = {
        (partner, committee)
        for source, target, kind in _said_none(network)
        if kind == tie
        for partner, committee in ((source, target), (target, source))[: 1 if TIES[tie].directed else 2]
        if committee in seats
    }
    return Counter(
        (committee, nodes[partner]["sector"])
        for partner, committee in denied
        if nodes[committee]["kind"] not in told.get(partner, ())
    )
