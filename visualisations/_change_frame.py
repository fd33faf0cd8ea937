"""Where the parts of a change map stand: in columns on a screen, one below the other on a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graphsvc.language import Language
from visualisations._change_sheet import Sheet
from visualisations._svg import NARROW, text_width

FONT = 12.5
EDGE, SLIM = 24.0, 8.0  # room at the left and right, on a screen and on a telephone
ROW, BAR_ROW = 22.0, 20.0  # how high a line's row is, and a bar's
STEP, BAR_STEP = 18.0, 17.0  # from one part of a row to the next below it
MOST, ALONE, GAP = 300.0, 430.0, 24.0  # the widest name, also where it has no other beside it, and between columns
BARS, TIME, LEAST = 560.0, 380.0, 720.0  # how wide bars and the time axis are, and the whole picture at least


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where columns begin, as wide as their words: of lines the second end, kind and time axis; bars; and the whole width.

    Where it is ``stacked``, all that belongs to a row stands below each other. ``most`` and ``alone`` are the widest names.
    """

    edge: float
    second: float
    kind: float
    axis: float
    bars: float
    after: float
    width: float
    most: float = MOST
    alone: float = ALONE
    stacked: bool = False

    @classmethod
    def on_screen(cls, sheet: Sheet, language: Language) -> Frame:
        """Return what is wide enough for all names up to `MOST`."""

        def widest(texts: Iterable[str], most: float = MOST) -> float:
            return min(max((text_width(text, FONT) for text in texts), default=0.0), most)

        first, second, alone = (
            widest((sheet.captions[line.ends[place][0]] for line in sheet.lines if len(line.ends) == size), most)
            for place, size, most in ((0, 2, MOST), (1, 2, MOST), (0, 1, ALONE))
        )
        names = widest(bar.called(language) for bar in (*sheet.areas, *sheet.sectors))
        begins = EDGE + 36 + first + GAP if first else EDGE + 22
        kind = max(begins + 14 + second, EDGE + 36 + alone) + GAP
        axis = kind + widest(line.label.into(language) for line in sheet.lines) + GAP
        bars = EDGE + 40 + names + GAP
        width = max(bars + BARS, axis + TIME if sheet.lines else 0.0, LEAST - EDGE) + EDGE
        return cls(edge=EDGE, second=begins, kind=kind, axis=axis, bars=bars, after=90, width=width)

    @classmethod
    def on_telephone(cls) -> Frame:
        """Return what stands below each other."""
        most = NARROW - 2 * SLIM - 36
        return cls(
            edge=SLIM,
            second=SLIM + 22,
            kind=SLIM + 36,
            axis=SLIM,
            bars=SLIM,
            after=76,
            width=NARROW,
            most=most,
            alone=most,
            stacked=True,
        )

    def middles(self, ends: int) -> tuple[float, ...]:
        """Return how far below a row's top the middles of its ends, its kind and its time axis stand."""
        parts = ends + 2
        return tuple(12 + STEP * part for part in range(parts)) if self.stacked else (ROW / 2,) * parts

    def row(self, ends: int) -> float:
        """Return how high a line's row is."""
        return self.middles(ends)[-1] + 14 if self.stacked else ROW

    @property
    def bar_middles(self) -> tuple[float, float]:
        """How far below a row's top a bar's name stands, and the bar."""
        return (10.0, 10 + BAR_STEP) if self.stacked else (BAR_ROW / 2, BAR_ROW / 2)

    @property
    def bar_row(self) -> float:
        """How high a bar's row is."""
        return BAR_ROW + (BAR_STEP if self.stacked else 0)

    def x(self, sheet: Sheet, day: date) -> float:
        """Return where a day stands on the time axis."""
        days = max((sheet.last - sheet.first).days, 1)
        return self.axis + 10 + (self.width - self.edge - 20 - self.axis) * (day - sheet.first).days / days
