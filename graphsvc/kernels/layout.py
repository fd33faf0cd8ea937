"""Points by ties, for maps of many partners: igraph's force-directed placement."""

from __future__ import annotations

import igraph
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.communities import seeded

ROUNDS = 100
FEW = 1000  # above that, only neighbours in a grid push each other away


def attracted(start: NDArray[np.float64], pairs: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the points moved so that who is tied comes to stand side by side; the same start gives the same points.

    References
    ----------
    .. [1] Fruchterman and Reingold, Graph drawing by force-directed placement, Software: Practice and Experience 21 (1991).
    """
    graph = igraph.Graph(len(start), pairs.tolist())
    grid = "nogrid" if len(start) < FEW else "grid"
    with seeded(0):
        found = graph.layout_fruchterman_reingold(niter=ROUNDS, seed=start.tolist(), grid=grid)
    return np.array(found.coords).round(6)
