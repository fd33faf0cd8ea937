"""A city with six Stadtbezirke as an operator has them: a table, outlines as squares, and partners who lie in them.

Names are real, numbers and squares are invented: three squares side by side in two rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

CITY = "08111000"
NAMES = ("Mitte", "Nord", "Ost", "Süd", "West", "Bad Cannstatt")
PEOPLE = (60_000, 80_000, 100_000, 90_000, 110_000, 170_000)
BOROUGHS = {f"{CITY}{number:02}": name for number, name in enumerate(NAMES, start=1)}
MUNICIPALITIES = f"ags;name;population;kind;lat;lon\n{CITY};Stuttgart, Landeshauptstadt;610000;Stadt;48.78;9.18\n"
TABLE = "ags;name;population\n" + "".join(
    f"{ags};{name};{people}\n" for (ags, name), people in zip(BOROUGHS.items(), PEOPLE, strict=True)
)
PARTNERS = """id;name;kind;area;serves;topics;visibility
kst;Kontaktstelle der Stadt;Selbsthilfekontaktstelle;0811100001;08111;;öffentlich
g1;Gruppe Eins;Selbsthilfegruppe;0811100001;;Angst;öffentlich
g2;Gruppe Zwei;Selbsthilfegruppe;Bad Cannstatt;;Angst;öffentlich
g3;Gruppe Drei;Selbsthilfegruppe;811100006;;Angst|Sucht;öffentlich
g4;Gruppe Vier;Selbsthilfegruppe;08111000;;Sucht;öffentlich
g5;Gruppe Fünf;Selbsthilfegruppe;;08111000;Sucht;öffentlich
g6;Gruppe Sechs;Selbsthilfegruppe;08117;;Angst;öffentlich
"""


def outlines(boroughs: Sequence[str] = tuple(BOROUGHS), factor: float = 1) -> bytes:
    """Return the squares as GeoJSON, all numbers multiplied: so they lie in another projection."""
    return json.dumps({"type": "FeatureCollection", "features": [_square(ags, factor) for ags in boroughs]}).encode()


def _square(ags: str, factor: float) -> Mapping[str, Any]:
    row, column = divmod(int(ags[-2:]) - 1, 3)
    west, south = 9.1 + column / 20, 48.83 - (row + 1) / 20
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[round((west + x / 20) * factor, 4), round((south + y / 20) * factor, 4)] for x, y in corners]
    return {
        "type": "Feature",
        "properties": {"AGS": ags, "GEN": BOROUGHS[ags]},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
