"""A Tischvorlage against the same picture on a page of bare typst."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

import pypdf
import typst
from ground import Ground
from served import command
from timing import Measure

import app
from graphsvc.model import Selection, Viewer
from graphsvc.paper import sheet
from graphsvc.service import Drawn, Service
from graphsvc.vocabulary import OFFICES

_BARE = b"""#set document(title: "-")
#image(bytes(sys.inputs.svg), format: "svg", alt: "-")"""


SECONDS, SHEETS = 2.0, 5


def printing(ground: Ground) -> Iterator[Measure]:
    """Draw an office's ring map with its cooperations, answered and all, as PDF: beside bare typst, and in 2 s.

    Each round takes the next office, as typst remembers what it set; there is only one in a district.
    """
    service = Service(ground.store, app.CATALOGUE)
    offices = [each.id for each in service.store.find("", Selection(kinds=OFFICES), Viewer.STAFF, limit=50).partners]
    mine, plains = cycle(offices), cycle(offices)

    def draw(office: str) -> Drawn:
        return service.draw("ring_map", {"partner": office}, Viewer.STAFF, "cooperations")

    draw(offices[-1])  # the network is warm

    def ours() -> bytes:
        drawn = draw(next(mine))
        return sheet.write(drawn, "pdf", "de", sheet.Wishes().about(drawn, service))

    def baseline() -> bytes:
        svg = draw(next(plains)).picture.svg("de")
        return bytes(typst.compile(_BARE, sys_inputs={"svg": svg}, pdf_standards=["ua-1"]))

    def check(mine: bytes, plain: bytes) -> None:
        """The rings that the bare picture names are named on ours, too."""
        text, names = _words(mine), _words(plain)
        assert {"Abstimmung", "Austausch", "Kontakt"} <= names
        assert {"Abstimmung", "Austausch", "Kontakt", "Gebietsstand"} <= text

    yield Measure(name="Tischvorlage (the picture by bare typst)", ours=ours, baseline=baseline, check=check)
    file = ground.fresh().with_suffix(".pdf")

    def by_command() -> bytes:
        wanted = ("draw", "ring_map", "-q", "cooperations", "--partner", offices[0], "-o", file)
        done = command(*wanted, store=f"sqlite:///{ground.path}")
        assert done.returncode == 0, done.stderr
        return file.read_bytes()

    for what, write in (("with the network in memory", ours), ("by the command, in a new process", by_command)):
        yield _in_time(f"Tischvorlage, {what} (2 s)", write, check)


def _in_time(name: str, write: Callable[[], bytes], check: Callable[[bytes, bytes], None]) -> Measure:
    """Write sheets, and say how long one took beside what it may take."""

    def seconds() -> float:
        times = []
        for _ in range(SHEETS):
            start = time.perf_counter()
            written = write()
            times.append(time.perf_counter() - start)
            check(written, written)
        return median(times)

    return Measure(
        name=name, ours=seconds, baseline=lambda: SECONDS, check=lambda mine, most: None, aim=1.0, told=SHEETS
    )


def _words(data: bytes) -> set[str]:
    return set(re.findall(r"\w+", "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)))
