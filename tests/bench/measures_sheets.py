"""A Tischvorlage against the same picture on a page of bare typst."""

from __future__ import annotations

import io
import re
from itertools import cycle

import pypdf
import typst
from ground import Ground
from timing import Measure

import app
from graphsvc.model import Selection, Viewer
from graphsvc.paper import sheet
from graphsvc.service import Drawn, Service
from graphsvc.vocabulary import OFFICES

_BARE = b"""#set document(title: "-")
#image(bytes(sys.inputs.svg), format: "svg", alt: "-")"""


def printing(ground: Ground) -> Measure:
    """Draw an office's ring map with its cooperations, answered and all, as PDF; it may take 2 s.

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
        assert {"Abstimmung", "Austausch", "Kontakt", "Verzeichnis"} <= text

    return Measure(name="Tischvorlage, in 2 s (the picture by bare typst)", ours=ours, baseline=baseline, check=check)


def _words(data: bytes) -> set[str]:
    return set(re.findall(r"\w+", "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)))
