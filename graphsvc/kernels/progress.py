"""How far a long computation is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]
"""Is told how much is done, and of how much."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def counted(items: Iterable[T], total: int, progress: Progress) -> Iterator[T]:
    """Yield what is worked on, and tell after each how many are done.

    Examples
    --------
    >>> list(counted("ab", 2, print))
    1 2
    2 2
    ['a', 'b']
    """
    for done, item in enumerate(items, 1):
        yield item
        progress(done, total)
