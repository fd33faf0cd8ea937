"""Self-help topics with parent and synonyms; partners keep the spelling they were recorded with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphsvc.language import sort_key


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic; ``parent`` and ``synonyms`` are names."""

    name: str
    parent: str = ""
    synonyms: tuple[str, ...] = ()


class Topics(Mapping[str, Topic]):
    """The topics table by name; a spelling it lacks stands for itself.

    Examples
    --------
    >>> topics = Topics([Topic(name="Sucht"), Topic(name="Alkohol", parent="Sucht", synonyms=("Alkoholabhängigkeit",))])
    >>> topics.canonical("alkoholabhängigkeit"), topics.canonical("Rheuma")
    ('Alkohol', 'Rheuma')
    >>> sorted(topics.spellings_under(["Sucht"]))
    ['alkohol', 'alkoholabhangigkeit', 'sucht']
    """

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        self._topics = {topic.name: topic for topic in topics}
        self._names: dict[str, str] = {}
        # each spelling is looked up once: a nation has it tens of thousands of times
        self._canonical: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        for topic in self._topics.values():
            self._names[sort_key(topic.name)] = topic.name
        for topic in self._topics.values():
            for synonym in topic.synonyms:
                self._names.setdefault(sort_key(synonym), topic.name)
        self._children: dict[str, list[str]] = {}
        for topic in self._topics.values():
            if topic.parent:
                self._children.setdefault(self.canonical(topic.parent), []).append(topic.name)

    def __getitem__(self, name: str) -> Topic:
        return self._topics[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._topics)

    def __len__(self) -> int:
        return len(self._topics)

    def knows(self, text: str) -> bool:
        """Return whether the table has this spelling."""
        return sort_key(text) in self._names

    def canonical(self, text: str) -> str:
        """Return the topic's name for any of its spellings, or the spelling itself, with single spaces."""
        found = self._canonical.get(text)
        if found is None:
            found = self._canonical[text] = self._names.get(sort_key(text)) or " ".join(text.split())
        return found

    def key(self, text: str) -> str:
        """Return what two spellings of one topic share: the sort key of its name."""
        found = self._keys.get(text)
        if found is None:
            found = self._keys[text] = sort_key(self.canonical(text))
        return found

    def names_under(self, names: Iterable[str]) -> frozenset[str]:
        """Return the topics named, with all their children."""
        found: set[str] = set()
        waiting = [self.canonical(name) for name in names]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._children.get(name, ()))
        return frozenset(found)

    def spellings_under(self, names: Iterable[str]) -> frozenset[str]:
        """Return the sort keys of every spelling of the topics named and their children."""
        keys: set[str] = set()
        for name in self.names_under(names):
            keys.add(sort_key(name))
            if name in self._topics:
                keys.update(sort_key(synonym) for synonym in self._topics[name].synonyms)
        return frozenset(keys)
