"""What is worked out once for a network, however many questions and maps ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from graphsvc.model import Network

Found = TypeVar("Found")


def once(function: Callable[[Network], Found]) -> Callable[[Network], Found]:
    """Keep what a function of nothing but a network returns, for as long as that network is there."""
    kept: WeakKeyDictionary[Network, Found] = WeakKeyDictionary()

    @wraps(function)
    def found(network: Network) -> Found:
        if network not in kept:
            kept[network] = function(network)
        return kept[network]

    return found
