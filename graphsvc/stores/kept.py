"""The last Networks that a store read: four threads that want the same read it once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from graphsvc.model import Network, Selection, Viewer

CACHED = 8
Key: TypeAlias = tuple[Selection, Viewer]


class Slot:
    """One place in the cache, held by one thread at a time.

    ``stamp`` says of what the network depends on besides its revision which version it was read with.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp = ""
        self.network: Network | None = None

    def fitting(self, stamp: str) -> Network | None:
        """Return the network kept, of whatever revision, where the stamp is still the same."""
        return self.network if self.stamp == stamp else None


class KeptNetworks:
    """The networks by what was selected and who looks."""

    def __init__(self) -> None:
        self._slots: OrderedDict[Key, Slot] = OrderedDict()
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, key: Key) -> Iterator[Slot]:
        """Give the slot of a key to this thread alone."""
        with self._guard:
            slot = self._slots.setdefault(key, Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > CACHED:
                self._slots.popitem(last=False)
        with slot.lock:
            yield slot

    def clear(self) -> None:
        """Forget all."""
        with self._guard:
            self._slots.clear()
