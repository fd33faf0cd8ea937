"""Our few exceptions; each carries a sentence for the user: what is wrong, where, and what helps."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphsvc.language import Text

if TYPE_CHECKING:
    from graphsvc.changes import Change
    from graphsvc.worker import Job


class DrehscheibeError(Exception):
    """The base of all our errors.

    Parameters
    ----------
    text : Text
        What the user reads.
    pointer : str
        The bad value's place: a parameter's name, a JSON pointer, or sheet, row and column.
    """

    status = 400
    exit_code = 1

    def __init__(self, text: Text, pointer: str = "") -> None:
        super().__init__(text.into("en"))
        self.text = text
        self.pointer = pointer

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what pickle makes it from, so that it passes from one process to another whole."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]  # no stub


class Refused(DrehscheibeError):
    """The input can't be accepted as it is; nothing was written."""

    status = 422


class Usage(DrehscheibeError):
    """A parameter is unknown, or its value is out of bounds."""

    status = 422
    exit_code = 2

    def __init__(self, text: Text, pointer: str = "", errors: Mapping[str, Text] | None = None) -> None:
        super().__init__(text, pointer)
        self.errors = dict(errors or {pointer: text})


class Unknown(DrehscheibeError):
    """What was asked for is not there, or not for this viewer: the two look alike on purpose."""

    status = 404


class Conflict(DrehscheibeError):
    """Somebody else changed the same record in between; carries what they made of it."""

    status = 412

    def __init__(self, text: Text, theirs: tuple[Change, ...] = (), revisions: tuple[int, ...] = ()) -> None:
        super().__init__(text)
        self.theirs = theirs
        self.revisions = revisions


class StoreAway(DrehscheibeError):
    """The store can't be reached, read or written just now."""

    status = 503
    exit_code = 3


class Unanswered(DrehscheibeError):
    """A question has no answer yet; or it will have none, then ``job`` is None."""

    status = 503

    def __init__(self, text: Text, job: Job | None = None) -> None:
        super().__init__(text)
        self.job = job
