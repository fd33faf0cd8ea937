"""What one file says of areas, and how its keys and numbers are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graphsvc.areas import URBANISATIONS, Area
from graphsvc.errors import Refused
from graphsvc.exchange import cells
from graphsvc.language import Text
from graphsvc.rules import point_problem

_EVERYBODY = 10**10  # more people than there are


@dataclass(frozen=True, kw_only=True)
class Merger:
    """An area that became part of another, or got another key; ``on`` says when."""

    old: str
    new: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a file says: ``names`` of areas around those listed, ``left_out`` counts keys longer than a municipality's."""

    areas: Mapping[str, Area] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    outlines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mergers: Sequence[Merger] = ()
    minutes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    stand: date | None = None
    left_out: int = 0


class AreaRows:
    """Takes the rows of a file, whose numbers are still text."""

    def __init__(self, file: str) -> None:
        self.areas: dict[str, Area] = {}
        self._file = file

    def add(
        self,
        row: int,
        ags: str,
        name: str,
        *,
        population: str = "",
        point: tuple[str, str] = ("", ""),
        km2: str = "",
        postcode: str = "",
        urban: bool = False,
        urbanisation: str = "",
    ) -> None:
        """Take a row; a number that is none is refused, and a second row that says something else of the same area."""
        people = self._number(row, population)
        if people is not None and not (0 <= people < _EVERYBODY and people.is_integer()):
            problem = Text("„{text}“ ist keine Zahl von Menschen.", values={"text": population})
            raise refused(self._file, row, problem)
        lat, lon = (self._number(row, text) for text in point)
        if lat == lon == 0:  # so official lists write that there is none
            lat = lon = None
        if problem_of_point := point_problem(lat, lon):
            raise refused(self._file, row, problem_of_point)
        area = Area(
            ags=ags,
            name=name,
            population=None if people is None else int(people),
            lat=lat,
            lon=lon,
            postcode=cells.postcode(postcode),
            urban=urban,
            urbanisation=urbanisation,
            km2=self._number(row, km2),
        )
        if self.areas.setdefault(ags, area) != area:
            problem = Text(
                "Der AGS {ags} steht schon weiter oben, mit anderen Angaben. Bitte eine der Zeilen löschen.",
                values={"ags": ags},
            )
            raise refused(self._file, row, problem)

    def _number(self, row: int, text: str) -> float | None:
        return number(self._file, row, text) if text else None


def number(file: str, row: int, text: str) -> float:
    """Parse a number with a decimal point or comma."""
    try:
        return cells.number(text)
    except cells.BadCell as error:
        raise refused(file, row, error.text) from None


def refused(file: str, row: int, problem: Text) -> Refused:
    """Return the refusal of a row."""
    values = {"name": file, "row": str(row), "problem": problem}
    return Refused(Text("{name}, Zeile {row}: {problem}", values=values), file)


def whole_ags(text: str) -> str:
    """Return an AGS of 2, 5 or 8 digits, also one that lost its leading zero; nothing for what is none.

    Examples
    --------
    >>> whole_ags("8117.0"), whole_ags("08117026"), whole_ags("DE")
    ('08117', '08117026', '')
    """
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()):
        return ""
    return digits if len(digits) in (2, 5, 8) else digits.zfill(len(digits) + 1) if len(digits) in (1, 4, 7) else ""


def is_longer(text: str) -> bool:
    """Return whether it is the key of something that is no municipality, such as a part of a town."""
    return text.isascii() and text.isdigit() and len(text) > 8


def urbanisation(text: str, key: str = "") -> str:
    """Return one of ``URBANISATIONS``, by its name or by its key in GV-ISys; nothing for what is none.

    Examples
    --------
    >>> urbanisation("Gering besiedelt"), urbanisation("", "01")
    ('gering besiedelt', 'dicht besiedelt')
    """
    keys = {str(number): name for number, name in enumerate(URBANISATIONS, start=1)}
    named = {name.casefold(): name for name in URBANISATIONS}
    return named.get(text.strip().casefold()) or keys.get(key.strip().lstrip("0"), "")
