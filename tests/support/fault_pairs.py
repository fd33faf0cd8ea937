"""Pairs of partners with a tie between them that all bear one number and are always written together: no read may see less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TypeAlias

from graphsvc.changes import Change, ChangeSet, change
from graphsvc.model import Partner, Selection, Tie, Viewer
from graphsvc.store import Revision, Store

Pairs: TypeAlias = Mapping[str, int]
"""Each pair's number."""

_SELECTED = Selection(kinds=frozenset({"other"}))  # all of them, but a store can't know that


class TornError(AssertionError):
    """Records that always change together didn't."""


def records_of(pair: str, number: int | None) -> list[Partner | Tie]:
    """Return a pair's records; none for None."""
    if number is None:
        return []
    attrs = {"n": str(number)}
    ends = [Partner(id=f"{pair}-{end}", name=f"Paar {pair}", kind="other", attrs=attrs) for end in "ab"]
    return [*ends, Tie(id=f"{pair}-t", source=ends[0].id, target=ends[1].id, attrs=attrs)]


def replaced(old: Pairs, new: Pairs, reason: str) -> ChangeSet:
    """Return the ChangeSet from some pairs to others."""
    changes: list[Change] = []
    for pair in sorted(old.keys() | new.keys()):
        both = zip_longest(records_of(pair, old.get(pair)), records_of(pair, new.get(pair)))
        changes += [change(before, after) for before, after in both]
    return ChangeSet(changes=tuple(changes), reason=reason)


def read_network(store: Store, selection: Selection = Selection()) -> tuple[int, Pairs]:  # noqa: B008  # it is frozen
    """Return revision and pairs from a network, which a store may have kept and patched."""
    network = store.network(selection, Viewer.STAFF)
    nodes = [(id, node["attrs"]) for id, node in network.graph.nodes.items()]
    return network.revision, agreed([*nodes, *((tie, edge["attrs"]) for *_, tie, edge in _edges(network.graph))])


def _edges(graph: object) -> Iterable[tuple[str, str, str, Mapping[str, Mapping[str, str]]]]:
    return graph.edges(keys=True, data=True)  # type: ignore[attr-defined, no-any-return]


def read_selected(store: Store) -> tuple[int, Pairs]:
    """Return the same from a network that is read anew whenever something was written."""
    return read_network(store, _SELECTED)


def read_records(store: Store) -> tuple[int, Pairs]:
    """Return the same from all records."""
    records = store.records(Viewer.STAFF)
    found: list[Partner | Tie] = [*records.partners.values(), *records.ties.values()]
    return records.revision, agreed((record.id, record.attrs) for record in found)


READS = {"network": read_network, "selected": read_selected, "records": read_records}


def agreed(found: Iterable[tuple[str, Mapping[str, str]]]) -> Pairs:
    """Return each pair's number from its records' ids and attributes; ``TornError`` where they differ or one is missing."""
    numbers: dict[str, list[str]] = {}
    for id, attrs in found:
        numbers.setdefault(id[:-2], []).append(attrs["n"])
    torn = {pair: found for pair, found in numbers.items() if len(found) != 3 or len(set(found)) > 1}
    if torn:
        raise TornError(f"{len(torn)} of {len(numbers)} pairs are torn, such as {dict(list(torn.items())[:3])}")
    return {pair: int(found[0]) for pair, found in numbers.items()}


def folded(history: Sequence[Revision]) -> Iterator[tuple[int, Pairs]]:
    """Yield what the state was at each revision, as the journal tells it."""
    there: dict[str, Partner | Tie] = {}
    for revision in history:
        for each in revision.changes:
            if isinstance(each.after, Partner | Tie):
                there[each.id] = each.after
            elif there.pop(each.id, None) is None:
                raise AssertionError(f"revision {revision.id} removes what isn't there: {each.id}")
        yield revision.id, agreed((record.id, record.attrs) for record in there.values())
