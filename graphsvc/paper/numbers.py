"""Numbers in the place of names: what a printed map shows, and its register; where wanted, without any name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from graphsvc.language import Language, Text
from graphsvc.model import Answer, Network, Picture, Table
from graphsvc.vocabulary import KINDS, SECTORS

_LARGER = 1.6
_SIGNS = "+−↑↓?"  # what a map may write behind a number


def numbers_of(picture: Picture, network: Network) -> dict[str, int]:
    """Return partner id → number for all partners that a picture's tables list: sector by sector, as the tables stand."""
    nodes = network.graph.nodes
    found = dict.fromkeys(id for table in picture.tables.values() for id in _ids(table) if id in nodes)
    sectors = {code: place for place, code in enumerate(SECTORS)}
    order = sorted(found, key=lambda id: sectors[nodes[id]["sector"]])
    return {id: number for number, id in enumerate(order, start=1)}


def _ids(table: Table) -> Iterable[str]:
    places = [place for place, column in enumerate(table.columns) if column.role == "id"]
    return (row[place] for row in table.rows for place in places if isinstance(row[place], str))


def numbered(
    network: Network, numbers: Mapping[str, int], unnamed: Language | None = None, *, beside: bool = False
) -> Network:
    """Return the network with numbers for names, so that whatever draws it writes numbers.

    With ``unnamed``, whoever has no number is called by the kind of partner it is, in that language. With ``beside``, names stay
    what they are, and a map that knows of numbers writes them where a name has no room.
    """
    graph = copy(network.graph)  # shares the ties, for a nation's take seconds to copy; the partners are replaced below
    nodes = dict(graph.nodes.items())
    if unnamed:
        nodes = {id: {**values, "name": KINDS[values["kind"]].label.into(unnamed)} for id, values in nodes.items()}
    for id, number in numbers.items():
        nodes[id] = {**nodes[id], "number" if beside else "name": str(number)}
    graph._node = nodes  # type: ignore[union-attr]  # what NetworkX's own classes set
    found = copy(network)
    found.graph = graph
    return found


def enlarged(svg: str, numbers: Mapping[str, int]) -> str:
    """Return a picture whose partners' numbers can be read across a table: names are drawn as small as they must be.

    Examples
    --------
    >>> enlarged('<text x="1" y="10" font-size="10">7</text><text font-size="10">70</text>', {"a": 7})
    '<text x="1" y="12.10" font-size="16.00">7</text><text font-size="10">70</text>'
    >>> enlarged('<text font-size="10">7+</text>', {"a": 7})
    '<text font-size="16.00">7+</text>'
    """

    def larger(found: re.Match[str]) -> str:
        attributes, text, sign = found.groups()
        size = re.search(r'font-size="([\d.]+)"', attributes)
        if size is None or int(text) not in drawn:
            return found[0]
        grown = float(size[1]) * (_LARGER - 1)
        attributes = attributes.replace(size[0], f'font-size="{float(size[1]) + grown:.2f}"')
        y = re.search(r' y="([-\d.]+)"', attributes)
        if y:  # its middle stays where it was
            attributes = attributes.replace(y[0], f' y="{float(y[1]) + 0.35 * grown:.2f}"')
        return f"<text{attributes}>{text}{sign}</text>"

    drawn = set(numbers.values())
    return re.sub(rf"<text( [^>]*)>(\d{{1,4}})([{_SIGNS}]?)</text>", larger, svg)


def names_fit(svg: str) -> bool:
    """Return whether no text of a picture had to be cut."""
    return re.search(r"<text [^>]*>[^<]*…</text>", svg) is None


def bare(picture: Picture, numbers: Mapping[str, int]) -> Picture:
    """Return a numbered picture without what holds ids, for they may tell a name: the scene, and columns of tables."""
    return replace(
        picture,
        svg=lambda language: enlarged(picture.svg(language), numbers),
        scene=None,
        tables={name: _without_ids(table) for name, table in picture.tables.items()},
    )


def _without_ids(table: Table) -> Table:
    kept = [place for place, column in enumerate(table.columns) if column.role != "id" or column.name == "area"]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


@dataclass(frozen=True)
class Nameless:
    """Says texts with numbers, or kinds of partners, where a partner's name stood."""

    words: Mapping[str, str]

    @classmethod
    def of(cls, network: Network, answer: Answer | None, numbers: Mapping[str, int], language: Language) -> Nameless:
        """Return what knows the names, and ids, of all partners in a network and in an answer's tables."""
        nodes = network.graph.nodes
        found: dict[str, str] = {}
        for id, name in [*_named(answer), *((id, values["name"]) for id, values in nodes.items())]:
            kind = KINDS[nodes[id]["kind"]].label if id in nodes else Text("ein Akteur")
            word: Any = Text("Nr. {number}", values={"number": str(numbers[id])}) if id in numbers else kind
            found[name] = found[id] = word.into(language)
        return cls(found)

    def __call__(self, text: str) -> str:
        """Return a text without names."""
        present = sorted((name for name in self.words if name and name in text), key=len, reverse=True)
        if not present:
            return text
        one = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in present))
        return one.sub(lambda found: self.words[found[0]], text)


def _named(answer: Answer | None) -> Iterable[tuple[str, str]]:
    """Yield (id, name) of the partners in an answer's tables: a name stands right of its id."""
    for table in answer.tables.values() if answer else ():
        pairs = [
            place
            for place, (id, name) in enumerate(zip(table.columns, table.columns[1:], strict=False))
            if id.role == "id" and name.role == "name" and id.name != "area"
        ]
        yield from ((row[place], row[place + 1]) for row in table.rows for place in pairs if row[place])
