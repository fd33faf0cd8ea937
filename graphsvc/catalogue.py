"""Finds the questions and maps by where they lie: one file each, its name is the question's name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import ModuleType
from typing import Any, Generic, TypeVar

from graphsvc.areas import Areas
from graphsvc.errors import Unknown, Usage
from graphsvc.kernels import Progress, silent
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Network, Picture, Selection
from graphsvc.params import Option, Signature

# The people the house is for, in the words with which a question's documentation begins.
AUDIENCES = (
    Label("Für Mitarbeitende", "For staff"),
    Label("Für die Gesundheitskonferenz", "For the health conference"),
    Label("Für Planende", "For planners"),
)


@dataclass(frozen=True)
class Entry:
    """A question or a map: its file, and what its signature takes.

    A module may say ``HISTORY = 365``: without a day to look back to, that many days before ``on`` are taken; with
    ``HISTORY = 0`` it looks back only where a day is given. And ``BEYOND = True``: it needs what lies beyond the border of
    the areas chosen, too, which ``selection.areas`` still names.
    A map may say ``PLACES = True``: it puts partners where their beginnings say, so that they stay there. And
    ``ALSO = "large_map"``: that map shows the same where partners are many, or few; pages lead there.
    """

    name: str
    module: ModuleType
    function: Callable[..., Any]

    @cached_property
    def signature(self) -> Signature:
        """The parameters it takes."""
        return Signature(self.function)

    @property
    def title(self) -> Text:
        """What people read: the docstring's first line, in German."""
        return Text((self.module.__doc__ or self.name).strip().splitlines()[0])

    @property
    def summary(self) -> Text:
        """The docstring's first paragraph: what it answers, and for whom."""
        paragraph = self.documentation.split("\n\n", 1)[0]
        return Text(" ".join(paragraph.split()))

    @property
    def documentation(self) -> str:
        """The rest of the docstring: what it answers, the method, how to read it, an example."""
        return "\n".join((self.module.__doc__ or "").strip().splitlines()[1:]).strip()

    def shown(self, network: Network) -> Network:
        """Return what it looks at: a history only where it asks for one, otherwise what stands on the day."""
        history = hasattr(self.module, "HISTORY") or network.selection.since is None
        return network if history else network.at(network.day)

    def parse(self, raw: Mapping[str, Any], areas: Areas, today: date) -> tuple[Selection, dict[str, Any]]:
        """Validate parameters and resolve the day; refuse an area that isn't loaded."""
        selection, arguments = self.signature.parse(raw)
        check_areas(selection, areas)
        selection = selection.resolved(today)
        if selection.on and selection.since is None and (days := getattr(self.module, "HISTORY", 0)):
            earliest = min(days, (selection.on - date.min).days)
            selection = replace(selection, since=selection.on - timedelta(days=earliest))
        if selection.on and selection.since and selection.since > selection.on:
            raise Usage(Text("Der Rückblick beginnt nach dem Stand. Bitte die beiden Tage tauschen."), "since")
        return selection, arguments


class Question(Entry):
    """A file of ``queries/`` with a function ``answer``."""

    def reach(self, selection: Selection) -> Selection:
        """Return what has to be read for a selection: of all areas where the question looks beyond the border."""
        return replace(selection, areas=frozenset()) if getattr(self.module, "BEYOND", False) else selection

    @property
    def audience(self) -> Label:
        """For whom it is."""
        return next(label for label in AUDIENCES if self.documentation.startswith(label.de))

    def answer(self, network: Network, arguments: Mapping[str, Any], progress: Progress = silent) -> Answer:
        """Ask it; ``progress`` is told how far it is, where that takes long."""
        shown = self.shown(network)
        shown.progress = progress
        found: Answer = self.function(shown, **arguments)
        return found


class Map(Entry):
    """A file of ``visualisations/`` with a function ``draw``."""

    @property
    def places(self) -> bool:
        """Whether it needs the beginnings of what it draws."""
        return getattr(self.module, "PLACES", False)

    @property
    def also(self) -> str | None:
        """The name of the map that shows the same where partners are many, or few."""
        return getattr(self.module, "ALSO", None)

    def draw(self, network: Network, answer: Answer | None, arguments: Mapping[str, Any]) -> Picture:
        """Draw it, with an answer where there is one."""
        found: Picture = self.function(self.shown(network), answer, **arguments)
        return found


E = TypeVar("E", Question, Map)


class Shelf(Mapping[str, E], Generic[E]):
    """All questions, or all maps, by name."""

    def __init__(self, entries: list[E]) -> None:
        self._entries: dict[str, E] = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> E:
        if name not in self._entries:
            message = Text(
                "„{name}“ gibt es nicht. Vorhanden sind: {names}.",
                values={"name": name, "names": ", ".join(self._entries)},
            )
            raise Unknown(message, name)
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries


@dataclass(frozen=True)
class Catalogue:
    """What the service can answer and draw."""

    questions: Shelf[Question]
    maps: Shelf[Map]

    @classmethod
    def of(cls, queries: ModuleType, visualisations: ModuleType) -> Catalogue:
        """Load every file of the two packages whose name has no leading underscore; checks each signature."""
        return cls(
            Shelf([Question(name, module, module.answer) for name, module in _modules(queries)]),
            Shelf([Map(name, module, module.draw) for name, module in _modules(visualisations)]),
        )

    def options_of_map(self, name: str) -> tuple[Option, ...]:
        """Return what drawing a map may take: its own, a Selection's, and those of any question it may show."""
        found = {option.name: option for option in self.maps[name].signature.options}
        for question in self.questions.values():
            for option in question.signature.own:
                found.setdefault(option.name, option)
        return tuple(found.values())

    def __post_init__(self) -> None:
        for shelf in (self.questions, self.maps):
            for entry in shelf.values():
                _ = entry.signature  # a bad signature fails at start-up, not at the first request


def _modules(package: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if not info.name.startswith("_"):
            yield info.name, importlib.import_module(f"{package.__name__}.{info.name}")


def check_areas(selection: Selection, areas: Areas) -> None:
    """Refuse an area that isn't loaded."""
    for area in sorted(selection.areas):
        if area not in areas and not any(ags.startswith(area) for ags in areas):
            message = Text(
                "Das Gebiet „{area}“ ist nicht bekannt. Angegeben wird ein AGS, etwa 08 für ein Land oder 08216 "
                "für einen Kreis.",
                values={"area": area},
            )
            raise Usage(message, "area")
