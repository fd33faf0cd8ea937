"""GV100AD: the register of municipalities as Destatis publishes it, in lines of fixed width.

The first two characters say what a line is of (10 state, 40 district, 60 municipality; 20, 30 and 50 are left out),
then come the day (Gebietsstand), the key, the name; of municipalities surface in hectares, people, and the postcode.
"""

from __future__ import annotations

import re
from datetime import date

from graphsvc.errors import Refused
from graphsvc.exchange.areas_part import AreaRows, Part, refused, whole_ags
from graphsvc.language import Text

_LINE = re.compile(r"[1-6]0(?:19|20)\d{6}[\d ]{12}")
_KEY_ENDS = {"10": 12, "40": 15, "60": 18}
_TOWNS = frozenset({"41", "42", "61", "62", "63", "67"})  # kreisfreie Stadt, Stadtkreis, Stadt, Große Kreisstadt


def is_gv100ad(text: str) -> bool:
    """Return whether a file's text begins as such lines do."""
    return bool(_LINE.match(text.lstrip("\ufeff\r\n")))


def read_gv100ad(name: str, text: str) -> Part:
    """Return states, districts and municipalities."""
    rows = AreaRows(name)
    stand: date | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        end = _KEY_ENDS.get(line[:2])
        if end:
            ags = whole_ags(line[10:end])
            if not ags:
                values = {"text": line[10:end]}
                problem = Text("„{text}“ ist kein AGS. Bitte den Schlüssel des Gebiets angeben.", values=values)
                raise refused(name, number, problem)
            rows.add(
                number,
                ags,
                line[22:72].strip(),
                population=line[139:150].strip(),
                km2=_km2(line[128:139].strip()),
                postcode=line[165:170].strip(),
                urban=line[122:124] in _TOWNS,
            )
            stand = stand or _day(name, line)
    return Part(areas=rows.areas, stand=stand)


def _km2(hectares: str) -> str:
    return str(int(hectares) / 100) if hectares.isdecimal() else hectares


def _day(name: str, line: str) -> date:
    try:
        return date(int(line[2:6]), int(line[6:8]), int(line[8:10]))
    except ValueError:
        values = {"name": name, "text": line[2:10]}
        text = Text("{name}: „{text}“ ist kein Tag. Bitte die Datei neu herunterladen.", values=values)
        raise Refused(text, name) from None
