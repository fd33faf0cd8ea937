"""A word of the vocabulary, and an ordered list of words that is found by code, label or synonym."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphsvc.language import Label, sort_key


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of the vocabulary: the code in files and addresses, the label on pages, what else people call it."""

    code: str
    label: Label
    synonyms: tuple[str, ...] = ()


T = TypeVar("T", bound=Term)
_SEPARATORS = re.compile(r"[\s]+")


def normalise(text: str) -> str:
    """Return ``text`` without case, accents, punctuation and spaces: how two spellings are compared."""
    return _SEPARATORS.sub("", sort_key(text))


class Terms(Mapping[str, T], Generic[T]):
    """An ordered list of terms, found by code, label or synonym."""

    def __init__(self, *terms: T) -> None:
        self._terms = {term.code: term for term in terms}
        self._spellings: dict[str, T] = {}
        for term in terms:
            plural = getattr(term, "plural", term.label)
            for spelling in (term.code, term.label.de, term.label.en, plural.de, plural.en, *term.synonyms):
                self._spellings.setdefault(normalise(spelling), term)

    def __getitem__(self, code: str) -> T:
        return self._terms[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def find(self, text: str) -> T | None:
        """Return the term that ``text`` names in any of its spellings."""
        return self._spellings.get(normalise(text))

    def spellings(self) -> Iterable[str]:
        """Return every normalised spelling, for suggestions."""
        return self._spellings
