"""Asks and draws for page, API and command line alike, so that all three give the same answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.catalogue import Catalogue, Map, Question
from graphsvc.errors import Usage
from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture, Selection, Viewer
from graphsvc.params import SELECTION, Signature
from graphsvc.store import Store

_SELECTION_ONLY = Signature(lambda: None)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with what it was asked about and what came out."""

    question: Question
    selection: Selection
    arguments: Mapping[str, Any]
    network: Network
    answer: Answer

    @property
    def query(self) -> dict[str, str | list[str]]:
        """The URL's parameters that ask this again."""
        return self.question.signature.query(self.selection, self.arguments)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A map, what it was drawn from, and the answer it shows, where there is one."""

    map: Map
    selection: Selection
    arguments: Mapping[str, Any]
    network: Network
    picture: Picture
    asked: Asked | None


@dataclass(frozen=True)
class Service:
    """A store and a catalogue, and the day it is."""

    store: Store
    catalogue: Catalogue
    today: Callable[[], date] = date.today

    def select(self, raw: Mapping[str, Any]) -> Selection:
        """Validate the parameters of a Selection alone."""
        selection, _ = _SELECTION_ONLY.parse(raw)
        return selection.resolved(self.today())

    def ask(self, name: str, raw: Mapping[str, Any], viewer: Viewer) -> Asked:
        """Ask a question with parameters as people type them.

        Raises
        ------
        Unknown
            There is no such question.
        Usage
            A parameter is unknown or out of bounds.
        """
        question = self.catalogue.questions[name]
        selection, arguments = question.parse(raw, self.store.areas(), self.today())
        network = self.store.network(selection, viewer)
        answer = question.answer(network, arguments)
        return Asked(question=question, selection=selection, arguments=arguments, network=network, answer=answer)

    def draw(self, name: str, raw: Mapping[str, Any], viewer: Viewer, question: str = "") -> Drawn:
        """Draw a map, with a question's answer where one is named.

        The parameters of both stand side by side; one that both have goes to both.
        """
        drawing = self.catalogue.maps[name]
        asked = None
        own = {option.name for option in drawing.signature.own}
        known = own | set(SELECTION)
        if question:
            asked_names = {option.name for option in self.catalogue.questions[question].signature.own}
            asked = self.ask(question, {k: v for k, v in raw.items() if k in asked_names | set(SELECTION)}, viewer)
            known |= asked_names
        if unknown := sorted(set(raw) - known):
            message = Text(
                "Den Parameter „{name}“ gibt es hier nicht. Möglich sind: {names}.",
                values={"name": unknown[0], "names": ", ".join(sorted(known))},
            )
            raise Usage(message, unknown[0])
        mine = {k: v for k, v in raw.items() if k in own | set(SELECTION)}
        selection, arguments = drawing.parse(mine, self.store.areas(), self.today())
        network = self.store.network(selection, viewer)
        picture = drawing.draw(network, asked.answer if asked else None, arguments)
        return Drawn(
            map=drawing, selection=selection, arguments=arguments, network=network, picture=picture, asked=asked
        )
