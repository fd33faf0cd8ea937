"""Communities by Leiden, how far a partner's ties spread over them, and what chance alone would give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean
from threading import Lock

import igraph
import numpy as np
import numpy.typing as npt

from graphsvc.kernels.graphs import SimpleGraph, compiled
from graphsvc.kernels.progress import Progress, counted, silent

RUNS = 10
ITERATIONS = 5  # of Leiden in a run; unbounded, it takes half a minute on a random network of the nation's size
DRAWS = 20
SWITCHES = 10  # for each tie, so that nothing of the network is left but everyone's number of ties

_LOCK = Lock()  # igraph has one source of random numbers for the whole process


def leiden(
    graph: SimpleGraph, order: Sequence[str] | None = None, *, runs: int = RUNS, seed: int = 0
) -> list[set[str]]:
    """Return the best partition by modularity that some runs of Leiden find, the largest community first.

    The same partners in the same ``order`` (by id where none is given) and the same pairs give the same communities,
    however they were put in. A partner without a tie is a community of its own. Every pair counts once, whatever the
    number of its ties.

    References
    ----------
    .. [1] Traag, Waltman and van Eck, From Louvain to Leiden: guaranteeing well-connected communities,
       Scientific Reports 9, 5233 (2019).
    .. [2] Newman and Girvan, Finding and evaluating community structure in networks, Physical Review E 69, 026113 (2004).
    """
    partners, pairs = arrays(graph, order)
    if not len(pairs):
        return [{partner} for partner in partners]
    bare, draw = igraph.Graph(len(partners), pairs), np.random.default_rng(seed)
    with seeded(seed):
        best = max((_shuffled_run(bare, draw) for _ in range(runs)), key=lambda found: found.modularity)
    return [
        {partners[place] for place in community}
        for community in sorted(best, key=lambda community: (-len(community), min(community)))
    ]


def modularity_by_chance(
    graph: SimpleGraph,
    order: Sequence[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress = silent,
) -> tuple[float, float]:
    """Return the mean modularity of random networks where everyone keeps its number of ties, and a p-value.

    One run of Leiden each, the graph's own included: so p is the share of networks, the graph's own counted, in which it
    finds at least as much modularity as in the graph. Random networks have communities, too [1]_; ties are switched
    between pairs of pairs [2]_.

    References
    ----------
    .. [1] Guimerà, Sales-Pardo and Amaral, Modularity from fluctuations in random graphs and complex networks,
       Physical Review E 70, 025101 (2004).
    .. [2] Maslov and Sneppen, Specificity and stability in topology of protein networks, Science 296 (2002).
    """
    partners, pairs = arrays(graph, order)
    with seeded(seed):
        bare = igraph.Graph(len(partners), pairs)
        own = _run(bare).modularity
        drawn = []
        for _ in counted(range(draws), draws, progress):
            bare.rewire(SWITCHES * len(pairs))
            drawn.append(_run(bare).modularity)
    return fmean(drawn), (1 + sum(each >= own for each in drawn)) / (draws + 1)


def participation(graph: SimpleGraph, communities: Sequence[set[str]]) -> dict[str, tuple[int, float]]:
    """Return for each partner with ties how many communities they reach, and its participation coefficient.

    ``communities`` hold at least everyone with a tie. 0: all its ties lie in one community; near 1: they are spread
    evenly over many.

    References
    ----------
    .. [1] Guimerà and Amaral, Functional cartography of complex metabolic networks, Nature 433 (2005).
    """
    partners, pairs = arrays(graph)
    if not len(pairs):
        return {}
    number = {partner: place for place, community in enumerate(communities) for partner in community}
    community_of = np.array([number.get(partner, 0) for partner in partners])
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    cells, ties = np.unique(ends[:, 0] * len(communities) + community_of[ends[:, 1]], return_counts=True)
    owners = cells // len(communities)
    degree = np.bincount(owners, weights=ties, minlength=len(partners))
    squares = np.bincount(owners, weights=ties.astype(float) ** 2, minlength=len(partners))
    reached = np.bincount(owners, minlength=len(partners))
    return {
        partners[place]: (int(reached[place]), float(1 - squares[place] / degree[place] ** 2))
        for place in np.flatnonzero(degree)
    }


def arrays(graph: SimpleGraph, order: Sequence[str] | None = None) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the partners in order, by id where none is given, and the pairs as their places in it, themselves in order."""
    bare = compiled(graph)
    partners = sorted(bare.ids) if order is None else list(order)
    if partners == bare.ids:
        return partners, np.column_stack([bare.sources, bare.targets])
    place = np.empty(len(partners), np.int64)
    place[[bare.index[partner] for partner in partners]] = np.arange(len(partners))
    pairs = np.sort(place[np.column_stack([bare.sources, bare.targets])], axis=1)
    return partners, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _shuffled_run(bare: igraph.Graph, draw: np.random.Generator) -> igraph.VertexClustering:
    """Run with the partners in another order: igraph goes by theirs, and on few partners all its runs are alike."""
    places = draw.permutation(bare.vcount())
    membership = np.empty(len(places), np.int64)
    membership[places] = _run(bare.permute_vertices(places.tolist())).membership
    return igraph.VertexClustering(bare, membership.tolist())


def _run(bare: igraph.Graph) -> igraph.VertexClustering:
    return bare.community_leiden("modularity", n_iterations=ITERATIONS)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Have igraph draw the same numbers whenever it is called within."""
    with _LOCK:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 no secret
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)  # as igraph sets it by itself
