"""What every store promises; ``stores/`` keeps it, ``tests/contracts`` holds them to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeAlias

from graphsvc.areas import Areas
from graphsvc.beginnings import Beginnings
from graphsvc.changes import Change, ChangeSet, Subject
from graphsvc.errors import Usage
from graphsvc.language import Text
from graphsvc.model import Contact, Inquiry, Network, Partner, Request, Selection, Tie, Viewer
from graphsvc.topics import Topics

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One entry of the journal; ``changes`` hold what the viewer may see, contacts without their values."""

    id: int
    at: datetime
    actor: str
    reason: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TieRecord:
    """A tie of a partner as its page shows it: with the other end, and which end the partner is."""

    tie: Tie
    other: Partner
    outgoing: bool
    revision: int


@dataclass(frozen=True, kw_only=True)
class PartnerRecord:
    """A partner with all that a viewer may see of it; ``revision`` is the last that touched it (its ETag)."""

    partner: Partner
    contact: Contact | None
    ties: tuple[TieRecord, ...]
    inquiries: tuple[Inquiry, ...]
    history: tuple[Revision, ...]
    revision: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some partners of a list, and the cursor of the next ones."""

    partners: tuple[Partner, ...]
    cursor: str | None
    total: int


@dataclass(frozen=True, kw_only=True)
class Records:
    """All that is recorded, as a viewer may see it: what exports write and imports compare with."""

    partners: Mapping[str, Partner] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    ties: Mapping[str, Tie] = field(default_factory=dict)
    inquiries: Mapping[str, Inquiry] = field(default_factory=dict)
    requests: Mapping[str, Request] = field(default_factory=dict)
    topics: Topics = field(default_factory=Topics)
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A revision as a copy carries it: with its key, and with the contacts that were not erased."""

    revision: Revision
    key: str


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What lies beside journal and state; ``generation`` counts redactions, ``finished`` says that a copy is whole.

    ``earlier`` are the versions of the areas that others took the place of, packed.
    """

    settings: Mapping[str, str]
    areas: Areas
    earlier: Mapping[int, bytes]
    generation: int
    finished: bool = False


class Stand(NamedTuple):
    """A revision, and the version of the areas that it is shown with; None: those loaded last. As a text: "57.3" or "57"."""

    revision: int
    areas: int | None = None

    @classmethod
    def read(cls, text: str) -> Stand:
        """Return what a text names; ``Usage`` where it names none."""
        if not (named := re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,9}))?", text)):
            raise Usage(Text("Stand: bitte die Nummer einer Fassung angeben."), "stand")
        return cls(int(named[1]), int(named[2]) if named[2] else None)

    def __str__(self) -> str:
        return str(self.revision) if self.areas is None else f"{self.revision}.{self.areas}"


class Store(Protocol):
    """A place where the journal and the state lie. Every read names its viewer."""

    def network(self, selection: Selection, viewer: Viewer) -> Network:
        """Return one consistent snapshot of what is selected; ``selection.on`` None means today."""

    def beginnings(self, selection: Selection, viewer: Viewer, revision: int) -> Beginnings:
        """Return when all that ever belonged to a selection was first seen by the viewer, up to a revision.

        The selection's days and centre are left out of account; empty where it is too large to be shown one by one.
        """

    def partner(self, id: str, viewer: Viewer) -> PartnerRecord | None:
        """Return a partner with contact, ties and history, None where there is none that the viewer may see."""

    def find(
        self, text: str, selection: Selection, viewer: Viewer, *, limit: int = 50, cursor: str | None = None
    ) -> Page:
        """Return partners whose name begins with ``text``, then a word of it does, then it is in it.

        Within these, by DIN 5007-1 sort key, then id; an empty text finds all.
        """

    def records(self, viewer: Viewer) -> Records:
        """Return everything recorded that the viewer may see."""

    def apply(
        self,
        changes: ChangeSet,
        *,
        actor: str,
        key: str,
        expected: int | None = None,
        progress: Progress | None = None,
    ) -> Revision:
        """Write a ChangeSet as one revision, whole or not at all.

        The same ``key`` again returns the revision it made. ``Conflict`` where a record's present state isn't the
        change's ``before``, or, with ``expected``, where something it touches changed after that revision.
        ``Refused`` where it would leave a tie without its end.
        """

    def journal(self, viewer: Viewer, since: int = 0) -> Iterator[Revision]:
        """Yield the revisions after ``since``, oldest first."""

    def earlier(self, stand: Stand) -> Store:
        """Return what was recorded at a revision, to be read only; ``Unknown`` where there is none.

        What was redacted since stays so, contacts are left out, and a record is seen by who might see it then and may today.
        """

    def undo(self, revision: int) -> ChangeSet:
        """Return the ChangeSet that undoes a revision; ``Unknown`` where there is none."""

    def revision(self) -> int:
        """Return the newest revision's id, 0 where nothing was written."""

    def topics(self) -> Topics:
        """Return the topics table."""

    def areas(self, version: int | None = None) -> Areas:
        """Return the areas loaded, with their version, or those of an earlier one; ``Unknown`` where it isn't kept."""

    def load_areas(self, areas: Areas) -> Areas:
        """Add to what is known of areas, or replace what has the same AGS, as `Areas.joined` says; returns all."""

    def remember(self, key: str, value: str) -> None:
        """Keep a setting, such as an import's columns."""

    def remembered(self, key: str) -> str | None:
        """Return a setting that was kept."""

    def erase_contact(self, partner: str, *, actor: str) -> None:
        """Erase a partner's contact details, in every version."""

    def redact(self, value: str, *, actor: str, reason: str) -> int:
        """Take a text out of every version of every record; returns how many places held it."""

    def lengths(self, since: int = 0) -> list[tuple[int, int]]:
        """Return the ids of the revisions after ``since``, oldest first, with the number of their changes."""

    def copied(self, revision: int) -> Copied:
        """Return a revision whole, for a copy."""

    def take(self, entry: Copied, report: Callable[[int], None]) -> None:
        """Append a revision as it is elsewhere; goes on where it was cut off. ``report`` is told how far it is."""

    def first_days(self) -> Mapping[tuple[Subject, str], date]:
        """Return the day on which each partner and tie was first recorded."""

    def rest(self) -> Rest:
        """Return what lies beside journal and state."""

    def take_rest(self, rest: Rest) -> None:
        """Put it in the place of what lies here."""

    def check(self) -> None:
        """Raise ``StoreAway`` with what is wrong, also where the store can be read but not written."""

    def close(self) -> None:
        """Let go of files and connections."""
