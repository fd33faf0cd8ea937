"""What the house is about: partners, ties, inquiries, what is selected of them, and what is answered and drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import networkx as nx

from graphsvc.areas import Areas
from graphsvc.beginnings import Beginnings
from graphsvc.kernels import DirectedGraph, Progress, SimpleGraph, silent
from graphsvc.language import Language, Speakable, Text, sort_key
from graphsvc.topics import Topics
from graphsvc.vocabulary import TIES, sector_of

if TYPE_CHECKING:
    Graph: TypeAlias = nx.MultiDiGraph[str]
else:
    Graph = nx.MultiDiGraph


class Viewer(IntEnum):
    """Who looks; each sees what those before may see, and more."""

    PUBLIC = 0
    PARTNERS = 1
    STAFF = 2

    @property
    def sees(self) -> tuple[str, ...]:
        """The visibilities that this viewer sees."""
        return ("public", "partners", "internal")[: self + 1]

    @classmethod
    def named(cls, name: str) -> Viewer:
        """Return the viewer for ``public``, ``partners`` or ``staff``."""
        return cls[name.upper()]


@dataclass(frozen=True, kw_only=True)
class Partner:
    """An Akteur: an organisation, group, authority or committee; never a person. Codes as in ``vocabulary``."""

    id: str
    name: str
    kind: str
    area: str = ""
    topics: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    carrier: str = ""
    carrier_type: str = ""
    serves: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    since: date | None = None
    until: date | None = None
    state: str = "active"
    audience: str = ""
    format: str = ""
    languages: tuple[str, ...] = ()
    represents: str = "one"
    visibility: str = "internal"
    evidence: str = ""
    confirmed_on: date | None = None
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach a partner; lies beside the journal and can be erased. ``id`` is the partner's."""

    id: str
    street: str = ""
    postcode: str = ""
    place: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""

    @property
    def reachable(self) -> bool:
        """Whether there is a phone number, a mail address or a page."""
        return bool(self.phone or self.email or self.website)


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A Verbindung between two partners; ``until`` is its last day; ``intensity`` 1 to 4, None = unknown."""

    id: str
    source: str
    target: str
    kind: str = "cooperates_with"
    intensity: int | None = None
    formality: str = ""
    forms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    status: str = "active"
    reported_by: str = ""
    visibility: str = "internal"
    evidence: str = ""
    confirmed_on: date | None = None
    amount: float | None = None
    year: int | None = None
    basis: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """An Erhebung: whom we asked, when and about what.

    ``about`` holds kinds, sectors, topics, or the word ``topics`` for all topics; empty = everything.
    """

    id: str
    partner: str
    on: date
    about: tuple[str, ...] = ()
    answered: bool = True
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """What people asked an office for: a topic in an area and a year."""

    id: str
    topic: str
    area: str
    year: int
    asked: int = 0
    met: int | None = None


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is looked at: one value = one URL = one command line."""

    areas: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    ties: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    ego: str | None = None
    radius: int = 1
    on: date | None = None
    since: date | None = None

    def resolved(self, today: date) -> Selection:
        """Return it with a day, so that it may be a key."""
        return self if self.on else replace(self, on=today)

    @property
    def everything(self) -> bool:
        """Whether it leaves no partner and no tie out, but for the day."""
        return not (self.areas or self.kinds or self.ties or self.fields or self.topics or self.ego)


def is_valid(since: date | None, until: date | None, day: date) -> bool:
    """Return whether something from ``since`` to ``until``, both included, None = unknown, stands on ``day``."""
    return (since is None or since <= day) and (until is None or until >= day)


def is_cooperation(tie: Mapping[str, Any]) -> bool:
    """Return whether an edge counts as a cooperation: active, and intensity 2 to 4 or unknown."""
    return bool(tie["kind"] == "cooperates_with" and tie["status"] == "active" and tie["intensity"] != 1)


class Network:
    """What a viewer sees of a selection at a revision; frozen.

    Attributes
    ----------
    graph : MultiDiGraph
        Partner id → the fields of `Partner` but ``id``, with ``sector`` and ``name_key``; one edge a tie, key = tie id,
        with the fields of `Tie` but its ends and ``id``; both with ``recorded_on`` (date of the first record).
        As recorded: planned and refused ties are in it, and with ``selection.since`` ended ones.
    simple : SimpleGraph
        One edge a pair with an active tie on ``selection.on``.
    directed : DirectedGraph
        The same with a direction; an undirected tie goes both ways.
    areas : Areas
        Those selected and their parents.
    inquiries, requests : tuple
        Those of the partners and areas seen.
    outside : int
        Ties that leave the selection.
    beginnings, progress
        What places on a map follow from, where it asks for it; what is told how far a long work is: (done, of how many).
    """

    def __init__(
        self,
        *,
        graph: Graph,
        selection: Selection,
        viewer: Viewer = Viewer.STAFF,
        revision: int = 0,
        areas: Areas | None = None,
        topics: Topics | None = None,
        inquiries: Sequence[Inquiry] = (),
        requests: Sequence[Request] = (),
        outside: int = 0,
    ) -> None:
        if selection.on is None:
            raise ValueError("a network's selection has a day")
        self.graph = graph if nx.is_frozen(graph) else nx.freeze(graph)
        self.selection = selection
        self.day: date = selection.on
        self.viewer = viewer
        self.revision = revision
        self.areas = Areas([]) if areas is None else areas
        self.topics = Topics() if topics is None else topics
        self.inquiries, self.requests = tuple(inquiries), tuple(requests)
        self.outside = outside
        self.beginnings = Beginnings()
        self.progress: Progress = silent

    @cached_property
    def simple(self) -> SimpleGraph:
        """One edge a pair with an active tie on the day; weight = number of these ties.

        Partners stand by name, so that sums come out the same to the last digit in whatever order they were read.
        """
        return cast(SimpleGraph, nx.freeze(SimpleGraph.of(self.partners(), ((a, b) for a, b, _ in self.standing()))))

    @cached_property
    def directed(self) -> DirectedGraph:
        """One edge from a partner to another with an active tie on the day; an undirected tie counts as two directed ones."""
        undirected = frozenset(code for code, kind in TIES.items() if not kind.directed)
        pairs = (
            pair
            for source, target, tie in self.standing()
            for pair in ([(source, target), (target, source)] if tie["kind"] in undirected else [(source, target)])
        )
        return cast(DirectedGraph, nx.freeze(DirectedGraph.of(self.partners(), pairs)))

    def standing(self) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
        """Return (source, target, tie) of all active ties on the day."""
        return self._standing

    @cached_property
    def _standing(self) -> list[tuple[str, str, Mapping[str, Any]]]:
        edges, day = self.graph.edges(data=True), self.day
        return [e for e in edges if e[2]["status"] == "active" and is_valid(e[2]["since"], e[2]["until"], day)]

    def of_kind(self, *kinds: str) -> Iterator[str]:
        """Yield the ids of the partners of these kinds (all where none is given), in no order."""
        return (id for kind in set(kinds) or self._ids for id in self._ids.get(kind, ()))

    @cached_property
    def _ids(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id, partner in self.graph.nodes(data=True):
            found.setdefault(partner["kind"], []).append(id)
        return found

    def partners(self, *kinds: str) -> list[str]:
        """Return the ids of the partners of these kinds (all where none is given), by name, then id."""
        return sorted(self.of_kind(*kinds), key=self.order)

    def order(self, partner: str) -> tuple[str, str]:
        """Return the key that lists stand by: DIN 5007-1 of the name, then id."""
        return (self.graph.nodes[partner]["name_key"], partner)

    def active_ties(self, partner: str, kind: str | None = None) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield (other end, tie id, tie) of the active ties of a partner on the day, in either direction."""
        for other, key, tie in self.ties_of(partner):
            wanted = tie["status"] == "active" and (kind is None or tie["kind"] == kind)
            if wanted and is_valid(tie["since"], tie["until"], self.day):
                yield other, key, tie

    def ties_of(self, partner: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield (other end, tie id, tie) of all recorded ties of a partner, in either direction."""
        for side in (self.graph.succ, self.graph.pred):
            for other, ties in side[partner].items():
                for key, tie in ties.items():
                    yield other, key, tie

    def cooperations(self, partner: str) -> dict[str, list[Mapping[str, Any]]]:
        """Return the partners that one cooperates with on the day, each with the ties that say so."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for other, _, tie in self.active_ties(partner, "cooperates_with"):
            if is_cooperation(tie):
                found.setdefault(other, []).append(tie)
        return found

    def at(self, day: date) -> Network:
        """Return one day of a history: the partners and ties that stood on ``day``, with today's knowledge."""
        graph: Graph = nx.MultiDiGraph()
        graph.add_nodes_from(
            (node, partner)
            for node, partner in self.graph.nodes(data=True)
            if is_valid(partner["since"], partner["until"], day)
            and not (partner["state"] == "dissolved" and partner["until"] is None)
        )
        for source, target, key, tie in self.graph.edges(keys=True, data=True):
            if source in graph and target in graph and is_valid(tie["since"], tie["until"], day):
                graph.add_edge(source, target, key=key, **tie)
        return Network(
            graph=graph,
            selection=replace(self.selection, on=day, since=None),
            viewer=self.viewer,
            revision=self.revision,
            areas=self.areas,
            topics=self.topics,
            inquiries=[inquiry for inquiry in self.inquiries if inquiry.on <= day and inquiry.partner in graph],
            requests=self.requests,
            outside=self.outside,
        )


Role: TypeAlias = Literal["id", "name", "text", "measure", "low", "high", "status", "date", "group"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A table's column: ``name`` is the contract, ``label`` what people read; ``words`` say a code in a language."""

    name: str
    label: Speakable
    unit: Speakable | str = ""
    role: Role = "text"
    words: Mapping[Any, Speakable] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows in order; values are str, int, float, bool, date, None or tuples of str. A status is a code."""

    title: Speakable
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> list[Any]:
        """Return one column's values."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a question found; frozen."""

    sentence: Text
    tables: Mapping[str, Table] = field(default_factory=dict)
    marks: Mapping[str, float] = field(default_factory=dict)
    method: Text
    caveats: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A map, drawn: an SVG that stands alone, what the browser needs to make it interactive, and the same as tables.

    Attributes
    ----------
    svg, narrow, scene : callable
        language → a whole SVG document that needs no script and no other file, its texts escaped; the same laid out for a
        telephone, where that differs; where that is not all, language → a JSON-able mapping for ``static/<map>.js``.
    alt, finding, notes : Text, Text and a tuple of them
        What a person who can't see it hears; what it shows, where no answer says it; what was left out, or why all is.
    tables, named : mapping of str to Table, and bool
        The same content to read and sort; whether the names in them are written on it, so that paper needs no numbers.
    """

    title: Text
    svg: Callable[[Language], str]
    alt: Text
    narrow: Callable[[Language], str] | None = None
    finding: Text | None = None
    scene: Callable[[Language], Mapping[str, Any]] | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    named: bool = False


def graph_of(partners: Iterable[Partner], ties: Iterable[Tie] = (), recorded_on: date | None = None) -> Graph:
    """Build a network's graph from records: for doctests, tests and the small."""
    graph: Graph = nx.MultiDiGraph()
    for partner in partners:
        values = {f.name: getattr(partner, f.name) for f in fields(partner) if f.name != "id"}
        extra = {"sector": sector_of(partner.kind), "name_key": sort_key(partner.name), "recorded_on": recorded_on}
        graph.add_node(partner.id, **values, **extra)
    for tie in ties:
        values = {f.name: getattr(tie, f.name) for f in fields(tie) if f.name not in ("id", "source", "target")}
        graph.add_edge(tie.source, tie.target, key=tie.id, **values, recorded_on=recorded_on)
    return graph
