"""Asks and draws for page, API and command line alike, so that all three give the same answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphsvc.answering import Answered, Asking
from graphsvc.areas import Areas
from graphsvc.catalogue import Catalogue, Entry, Map, Question, check_areas
from graphsvc.caveats import said_with
from graphsvc.errors import StoreAway, Usage
from graphsvc.garbage import held_collector
from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture, Selection, Viewer
from graphsvc.params import SELECTION, Signature
from graphsvc.store import Stand, Store
from graphsvc.worker import Key, Worker

_SELECTION_ONLY = Signature(lambda: None)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with what it was asked about and what came out."""

    question: Question
    selection: Selection
    arguments: Mapping[str, Any]
    answer: Answer
    revision: int
    areas: Areas

    @property
    def stand(self) -> Stand:
        """Its revision and the version of its areas."""
        return Stand(self.revision, self.areas.version)

    @property
    def day(self) -> date:
        """The day that the answer is about."""
        if self.selection.on is None:
            raise ValueError("what was asked has a day")
        return self.selection.on

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

    @property
    def query(self) -> dict[str, str | list[str]]:
        """The URL's parameters that draw this again, with its day."""
        own = self.map.signature.query(self.selection, self.arguments)
        return {**self.asked.query, **own, "q": self.asked.question.name} if self.asked else own

    @property
    def day(self) -> date:
        """The day that it shows."""
        return self.network.day

    @property
    def revision(self) -> int:
        """The revision that it shows."""
        return self.network.revision

    @property
    def areas(self) -> Areas:
        """The areas that it shows."""
        return self.network.areas

    @property
    def stand(self) -> Stand:
        """Its revision and the version of its areas."""
        return Stand(self.revision, self.areas.version)

    @property
    def caveats(self) -> tuple[Text, ...]:
        """What is to be borne in mind with its answer, as far as the picture shows it."""
        return said_with(self.asked.answer, self.picture.tables.values()) if self.asked else ()


@dataclass(frozen=True)
class Service:
    """A store and a catalogue, the day it is, and where there is one, the worker for heavy questions.

    ``stand`` is the earlier one that it looks at (`frozen`), None where it looks at what is recorded now; ``newest`` is
    then what was the newest revision, by which answers are kept: a redaction since changes earlier ones, too.
    """

    store: Store
    catalogue: Catalogue
    today: Callable[[], date] = date.today
    worker: Worker | None = None
    stand: Stand | None = None
    newest: int = 0

    def frozen(self, stand: str | None) -> Service:
        """Return what looks at an earlier revision, named by its number; itself where none is named, or the newest.

        After a dot may stand the version of the areas: "57.3"; without it, those that were loaded last are shown.

        Raises
        ------
        Usage
            It is no number.
        Unknown
            There is no such revision.
        """
        if not stand:
            return self
        wanted = Stand.read(stand)
        newest, store = self.store.revision(), self.store.earlier(wanted)
        return self if store is self.store else replace(self, store=store, stand=wanted, newest=newest)

    def prepare(self) -> None:
        """Begin the worker's process where it will be needed; a store that is away just now says so to whoever asks."""
        with suppress(StoreAway):
            if self.worker and self._partners(Selection(), Viewer.STAFF) > self.worker.heavy:
                self.worker.begin()

    def select(self, raw: Mapping[str, Any]) -> Selection:
        """Validate the parameters of a Selection alone."""
        selection, _ = _SELECTION_ONLY.parse(self.placed(raw))
        check_areas(selection, self.store.areas())
        return selection.resolved(self.today())

    def placed(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return parameters with the AGS where somebody wrote a place's name or its PLZ."""
        found = dict(raw)
        if found.get("area"):
            given = found["area"] if isinstance(found["area"], list | tuple) else [found["area"]]
            areas = self.store.areas()
            found["area"] = [_ags(text, areas) for text in given if text]
        return found

    def _named(self, raw: Mapping[str, Any], entry: Entry, viewer: Viewer) -> dict[str, Any]:
        """Return parameters with a partner's id where somebody wrote its exact name."""
        found = dict(raw)
        for option in entry.signature.options:
            text = found.get(option.name)
            if option.param.widget == "partner" and text and self.store.partner(text, viewer) is None:
                page = self.store.find(text, Selection(), viewer, limit=10)
                same = [partner.id for partner in page.partners if partner.name == text]
                if len(same) > 1:
                    message = Text(
                        "„{text}“ heißen mehrere: {ids}. Bitte die Kennung angeben.", values={"text": text, "ids": same}
                    )
                    raise Usage(message, option.name)
                found[option.name] = same[0] if same else text
        return found

    def ask(self, name: str, raw: Mapping[str, Any], viewer: Viewer, patience: float | None = None) -> Asked:
        """Ask a question with parameters as people type them; the worker is waited for so many seconds.

        Raises
        ------
        Unknown
            There is no such question.
        Usage
            A parameter is unknown or out of bounds.
        Unanswered
            The worker has no answer yet.
        """
        question = self.catalogue.questions[name]
        named = self._named(self.placed(raw), question, viewer)
        areas = self.store.areas()
        selection, arguments = question.parse(named, areas, self.today())
        given = tuple(sorted(arguments.items()))
        asking = Asking(question=name, selection=selection, arguments=given, viewer=viewer, stand=self.stand)
        found = self._answered(asking, patience)
        return Asked(
            question=question,
            selection=selection,
            arguments=arguments,
            answer=found.answer,
            revision=found.revision,
            areas=areas,
        )

    def _answered(self, asking: Asking, patience: float | None) -> Answered:
        """Answer here what is light, and let the worker answer what is heavy."""
        if self.worker:
            key = Key(asking, self.newest or self.store.revision(), self.store.areas().version)
            known = self.worker.knows(key)
            # counting takes a twentieth of a second in the nation: once an answer, not once a look
            reach = self.catalogue.questions[asking.question].reach(asking.selection)
            partners = 0 if known else self._partners(reach, asking.viewer)
            if known or partners > self.worker.heavy:
                return self.worker.answer(key, partners, patience)
        return replace(asking, stand=None).answered(self.store, self.catalogue)  # this store is that stand

    def _partners(self, selection: Selection, viewer: Viewer) -> int:
        """Count the partners that a network is about, before it is read (all of them, where it is somebody's surroundings)."""
        return self.store.find("", selection, viewer, limit=1).total

    def draw(
        self, name: str, raw: Mapping[str, Any], viewer: Viewer, question: str = "", patience: float | None = None
    ) -> Drawn:
        """Draw a map, with a question's answer where one is named.

        The parameters of both stand side by side; one that both have goes to both.
        """
        drawing = self.catalogue.maps[name]
        raw = self._named(self.placed(raw), drawing, viewer)
        own = {option.name for option in drawing.signature.own} | set(SELECTION)
        asks = {option.name for option in self.catalogue.questions[question].signature.options} if question else set()
        if unknown := sorted(set(raw) - own - asks):
            message = Text(
                "Den Parameter „{name}“ gibt es hier nicht. Möglich sind: {names}.",
                values={"name": unknown[0], "names": ", ".join(sorted(own | asks))},
            )
            raise Usage(message, unknown[0])
        asked = self.ask(question, _among(raw, asks), viewer, patience) if question else None
        selection, arguments = drawing.parse(_among(raw, own), self.store.areas(), self.today())
        network = self._placed_network(selection, viewer) if drawing.places else self.store.network(selection, viewer)
        with held_collector():
            picture = drawing.draw(network, asked.answer if asked else None, arguments)
        return Drawn(
            map=drawing, selection=selection, arguments=arguments, network=network, picture=picture, asked=asked
        )

    def _placed_network(self, selection: Selection, viewer: Viewer) -> Network:
        """Return a network with the beginnings of what is in it; the store's own, which others see, stays as it is."""
        network = copy(self.store.network(selection, viewer))
        network.beginnings = self.store.beginnings(selection, viewer, network.revision)
        return network


def _among(raw: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name in names}


def _ags(text: str, areas: Areas) -> str:
    """Return the AGS of a place as people name it; what is not found stays, to be refused with the other parameters."""
    if text in areas or not areas:
        return text
    candidates = areas.chosen(text)
    if len(candidates) > 1:
        names = [f"{area.name} ({area.ags})" for area in candidates[:8]]
        message = Text(
            "„{text}“ kann mehreres heißen: {names}. Bitte den AGS angeben.", values={"text": text, "names": names}
        )
        raise Usage(message, "area")
    return candidates[0].ags if candidates else text
