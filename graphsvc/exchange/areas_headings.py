"""Headings over several rows, as Destatis writes them, and days in titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

Cells = Sequence[str]


class Headings:
    """What stands over each column of a table, in one row or several; ``end`` is the number of the first row of data.

    A heading over several columns holds for all of them, and what stands over another goes before it.

    Examples
    --------
    >>> rows = [["Gemeinden am 31.12.2022"], ["Name", "Bevölke-\\nrung", "", "PLZ"], ["", "insgesamt", "weiblich"], ["A", "2", "1"]]
    >>> headings = Headings(rows, lambda row: row[-1].isdigit())
    >>> headings.texts, headings.end
    (['name', 'bevölkerung insgesamt', 'bevölkerung weiblich', 'plz'], 3)
    """

    def __init__(self, rows: Sequence[Cells], is_data: Callable[[Cells], bool]) -> None:
        self.end = next((number for number, row in enumerate(rows) if is_data(row)), len(rows))
        top = next((number for number in range(self.end) if sum(map(bool, rows[number])) > 1), self.end)
        block = rows[top : self.end][:10]
        width = max(map(len, block), default=0)
        lines = [[*row, *[""] * (width - len(row))] for row in block]
        filled = [_spread(line, above) for line, above in zip(lines, [[""] * width, *lines], strict=False)]
        self.texts = [_plain(" ".join(filter(None, column))) for column in zip(*filled, strict=True)]

    def find(self, pattern: str) -> int | None:
        """Return the first column whose heading holds a pattern."""
        return next((place for place, text in enumerate(self.texts) if re.search(pattern, text)), None)


def _spread(line: Cells, above: Cells) -> list[str]:
    """Let each heading hold to its right, until the next one, or one in the row above."""
    found, last = [], ""
    for cell, over in zip(line, above, strict=True):
        last = cell or ("" if over else last)
        found.append(last)
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"-\s*\n\s*", "", text).replace("_", " ").lower().split())


def day_in(text: str) -> date | None:
    """Return the first day in a text, such as a title; None where there is none that exists."""
    for match in re.finditer(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d|\d\d)(?!\d)|(\d{4})-(\d\d)-(\d\d)", text):
        day, month, year = (int(part) for part in (match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)))
        try:
            return date(year if year > 99 else year + 2000, month, day)
        except ValueError:
            continue
    return None
