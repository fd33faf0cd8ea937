"""What one file says of areas, and how its keys and numbers are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graphsvc.areas import LENGTHS, URBANISATIONS, Area
from graphsvc.errors import Refused
from graphsvc.exchange import cells
from graphsvc.language import Text
from graphsvc.rules import point_problem

_EVERYBODY = 10**10  # more people than there are
_STATE = re.compile(r"0[1-9]|1[0-6]")


@dataclass(frozen=True, kw_only=True)
class Merger:
    """An area that became part of another, or got another key; ``on`` says when."""

    old: str
    new: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a file says: ``names`` of areas around those listed, ``rows`` where a borough stands, ``left_out`` counts other keys."""

    areas: Mapping[str, Area] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    outlines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mergers: Sequence[Merger] = ()
    minutes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    stand: date | None = None
    left_out: int = 0


class AreaRows:
    """Takes the rows of a file, whose numbers are still text."""

    def __init__(self, file: str) -> None:
        self.areas: dict[str, Area] = {}
        self.rows: dict[str, tuple[str, int]] = {}
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
        if area.level == "borough":
            self.rows[ags] = (self._file, row)

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
    """Return an AGS, or a borough's key, also one that lost its leading zero; nothing for what is none.

    Nine digits are also the key of an association of municipalities: only what can't be one is a borough's without its zero.

    Examples
    --------
    >>> whole_ags("8117.0"), whole_ags("08117026"), whole_ags("DE")
    ('08117', '08117026', '')
    >>> whole_ags("0811100001"), whole_ags("811100001"), whole_ags("081115001")
    ('0811100001', '0811100001', '')
    """
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()):
        return ""
    whole = digits if len(digits) in LENGTHS.values() else digits.zfill(len(digits) + 1)
    is_borough = len(whole) == LENGTHS["borough"]
    return whole if len(whole) in LENGTHS.values() and (not is_borough or _STATE.match(whole)) else ""


def is_longer(text: str) -> bool:
    """Return whether it is the key of something else, such as an association of municipalities."""
    return text.isascii() and text.isdigit() and len(text) > LENGTHS["municipality"] and not whole_ags(text)


def borough_problem(text: str) -> Text | None:
    """Return what is wrong with a key that begins with an AGS but is no borough's, such as one with three digits or a dash."""
    if not re.fullmatch(r"\d{8}(\d*\D.*|\d{3})", text.removesuffix(".0")):
        return None
    return Text(
        "„{text}“ ist kein Schlüssel eines Stadtbezirks. Er hat zehn Ziffern: die acht des AGS der Stadt und zwei eigene, "
        "zum Beispiel 0811100001. Bitte den Schlüssel so schreiben.",
        values={"text": text},
    )


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
