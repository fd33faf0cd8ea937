"""Small networks whose answers can be worked out by hand, and random ones; shared by the tests of questions and maps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import networkx as nx
from hypothesis import note
from hypothesis import strategies as st

from graphsvc.areas import Area, Areas
from graphsvc.model import Inquiry, Network, Partner, Request, Selection, Tie, Viewer, graph_of
from graphsvc.topics import Topic, Topics

DAY = date(2024, 6, 1)
AREAS = Areas(
    [
        Area(ags="08", name="Land", population=600_000, lat=48.5, lon=9.5),
        Area(ags="08001", name="Oben", population=200_000, lat=48.0, lon=9.0),
        Area(ags="08002", name="Unten", population=100_000, lat=48.4, lon=9.6),
        Area(ags="08003", name="Drüben", population=300_000, lat=48.8, lon=9.1),
    ],
    stand=date(2023, 12, 31),
    source="Beispiel",
)
TOPICS = Topics([Topic(name="Sucht"), Topic(name="Alkohol", parent="Sucht", synonyms=("Alkoholsucht",))])
NO_AREAS = Areas([])


def partner(id: str, kind: str = "other", **values) -> Partner:
    """Return a partner who is named as its id, in capitals, unless a name is given."""
    return Partner(id=id, kind=kind, **({"name": id.upper()} | values))


def others(ids: str) -> list[Partner]:
    """Return one partner of kind "other" for each letter."""
    return [partner(id) for id in ids]


def tie(source: str, target: str, kind: str = "cooperates_with", **values) -> Tie:
    """Return a tie, by default a cooperation of unknown intensity."""
    return Tie(**({"id": f"{source}-{target}-{kind}", "source": source, "target": target, "kind": kind} | values))


def network(
    partners=(),
    ties=(),
    /,
    *,
    on: date = DAY,
    since: date | None = None,
    known_areas: Areas = AREAS,
    known_topics: Topics = TOPICS,
    inquiries=(),
    requests=(),
    viewer: Viewer = Viewer.STAFF,
    recorded_on: date | None = None,
    **selected,
) -> Network:
    """Return a network as a store would give it on `DAY`; what else is given is selected: ``topics=frozenset({"Angst"})``."""
    return Network(
        graph=graph_of(partners, ties, recorded_on),
        selection=Selection(on=on, since=since, **selected),
        viewer=viewer,
        areas=known_areas,
        topics=known_topics,
        inquiries=inquiries,
        requests=requests,
    )


def path(ids: str) -> list[Tie]:
    """Return ties from each letter to the next."""
    return [tie(a, b) for a, b in pairwise(ids)]


def shuffled(given: Network, seed: int = 1) -> Network:
    """Return the same network with partners and ties put in in another order."""
    draw = random.Random(seed)
    nodes, edges = list(given.graph.nodes(data=True)), list(given.graph.edges(keys=True, data=True))
    draw.shuffle(nodes)
    draw.shuffle(edges)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((source, target, key, values) for source, target, key, values in edges)
    return with_graph(graph, given, given.inquiries)


def with_graph(graph: nx.MultiDiGraph, given: Network, inquiries: Sequence[Inquiry]) -> Network:
    """Return a network with another graph and other inquiries, and all else as given."""
    return Network(
        graph=graph,
        selection=given.selection,
        viewer=given.viewer,
        revision=given.revision,
        areas=given.areas,
        topics=given.topics,
        inquiries=inquiries,
        requests=given.requests,
        outside=given.outside,
    )


_KINDS = ("contact_office", "clinic", "self_help_group", "authority", "insurer", "health_conference", "other")
_TIES = ("cooperates_with", "supports", "refers_to", "member_of", "funds")
_DAYS = st.none() | st.dates(date(2019, 1, 1), date(2026, 12, 31))
_PLACES = ("", "08", "08001", "08002", "08002007", "09999")


@st.composite
def networks(draw) -> Network:
    """Draw a network of up to seven partners with all that a record may hold; nobody is tied to itself."""
    ids = [f"p{number}" for number in range(draw(st.integers(0, 7)))]
    partners = [draw(_partners(id)) for id in ids]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    chosen = draw(st.lists(pairs, max_size=12)) if len(ids) > 1 else []
    ties = [draw(_ties(f"t{number}", *pair)) for number, pair in enumerate(chosen)]
    inquiries = [draw(_inquiries(f"i{number}", ids)) for number in range(draw(st.integers(0, 4)) if ids else 0)]
    requests = [draw(_requests(f"r{number}")) for number in range(draw(st.integers(0, 3)))]
    note(f"{partners}\n{ties}\n{inquiries}\n{requests}")
    return network(
        partners,
        ties,
        since=draw(st.none() | st.dates(date(2020, 1, 1), DAY)),
        known_areas=draw(st.sampled_from([AREAS, NO_AREAS])),
        inquiries=inquiries,
        requests=requests,
        recorded_on=draw(_DAYS),
    )


def _partners(id: str):
    return st.builds(
        Partner,
        id=st.just(id),
        name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip),
        kind=st.sampled_from(_KINDS),
        area=st.sampled_from(_PLACES),
        serves=st.lists(st.sampled_from(_PLACES[1:]), max_size=2).map(tuple),
        topics=st.lists(st.sampled_from(["Sucht", "Alkohol", "alkoholsucht", "Angst"]), max_size=2).map(tuple),
        fields=st.lists(st.sampled_from(["health", "youth", "social"]), max_size=2, unique=True).map(tuple),
        carrier_type=st.sampled_from(["", "municipal", "private"]),
        since=_DAYS,
        state=st.sampled_from(["active", "founding", "dormant"]),
        format=st.sampled_from(["", "online", "hybrid"]),
        represents=st.sampled_from(["one", "some"]),
        visibility=st.sampled_from(["public", "internal"]),
        attrs=st.sampled_from([{}, {"contact": "direct"}]),
    )


def _ties(id: str, source: str, target: str):
    return st.builds(
        Tie,
        id=st.just(id),
        source=st.just(source),
        target=st.just(target),
        kind=st.sampled_from(_TIES),
        intensity=st.sampled_from([None, 1, 2, 3, 4]),
        formality=st.sampled_from(["", "loose", "oral", "written"]),
        since=_DAYS,
        until=_DAYS,
        status=st.sampled_from(["active", "active", "planned", "none"]),
        reported_by=st.sampled_from(["", "source", "target", "both", "other"]),
        confirmed_on=_DAYS,
        amount=st.sampled_from([None, 0.0, 0.1, 1500.5, 1e9]),
        year=st.sampled_from([None, 2022, 2023]),
        basis=st.sampled_from(["", "20h_flat", "municipality", "§ 20h SGB VIII"]),
    )


def _requests(id: str):
    return st.builds(
        Request,
        id=st.just(id),
        topic=st.sampled_from(["Sucht", "alkoholsucht", "Angst", "ANGST"]),
        area=st.sampled_from(_PLACES[1:]),
        year=st.sampled_from([2022, 2023]),
        asked=st.integers(0, 9),
        met=st.none() | st.integers(0, 9),
    )


def _inquiries(id: str, ids: list[str]):
    return st.builds(
        Inquiry,
        id=st.just(id),
        partner=st.sampled_from(ids),
        on=st.just(date(2024, 1, 5)),
        about=st.sampled_from([(), ("topics",), ("clinic",), ("care",), ("Sucht",), ("self_help_group",)]),
        answered=st.booleans(),
        complete=st.booleans(),
    )
