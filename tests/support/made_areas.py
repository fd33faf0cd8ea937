"""Files about areas in the forms of the offices, of an invented state; and the smallest TopoJSON of two neighbours."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from made_lists import as_csv, as_xlsx

STATE, DISTRICT = "08", "08999"
# AGS, name, kind, people, hectares, postcode, longitude, latitude, key and name of urbanisation
MUNICIPALITIES = (
    ("08999001", "Oberdorf", "64", 1_200, 1_050, "70001", "9,1", "48,5", "03", "gering besiedelt"),
    ("08999002", "Müßhausen, Stadt", "63", 45_000, 2_500, "01067", "9,3", "48,55", "01", "dicht besiedelt"),
    ("08999003", "Staatsforst", "66", 0, 300, "", "", "", "", ""),
)


def gv100ad(rows: Sequence[tuple[Any, ...]] = MUNICIPALITIES, day: str = "20231130") -> str:
    """Return a register in lines of fixed width, with all kinds of lines."""
    lines = [
        _line("10", day, "08", "Musterland", seat="Musterstadt"),
        _line("20", day, "089", "Reg.-Bez. Muster"),
        _line("30", day, "0899", "Region Muster"),
        _line("40", day, "08999", "Musterkreis", seat="Müßhausen", kind="44"),
        _line("50", day, "089990001001", "Verband Oberdorf", kind="54"),
    ]
    for ags, name, kind, people, hectares, postcode, *_ in rows:
        figures = f"{hectares:011}{people:011}{people // 2:011}    {postcode:<5}"
        lines.append(_line("60", day, f"{ags}0001", name, kind=kind, figures=figures))
    return "\r\n".join(lines) + "\r\n"


def _line(record: str, day: str, key: str, name: str, *, seat: str = "", kind: str = "", figures: str = "") -> str:
    return f"{record}{day}{key:<12}{name:<50}{seat:<50}{kind:<2}{'':4}{figures}".ljust(220)


_TITLE = "Gemeinden in Musterland nach Fläche, Bevölkerung und Postleitzahl am 31.12.2022 (4. Quartal)"
_OVER = (
    "Satz-\nart|Text-\nkenn-\nzeichen|Amtlicher Regionalschlüssel (ARS)|||||Gemeindename|Fläche km2 1)|Bevölkerung 2)||||"
    "Post-\nleitzahl 3)|Geografische Mittelpunktkoordinaten||Reisegebiete||Grad der Verstädterung|"
)
_UNDER = (
    "||Land|RB|Kreis|VB|Gem|||insgesamt|männlich|weiblich|je km2||Längengrad|Breitengrad|"
    "Schlüssel|Bezeichnung|Schlüssel|Bezeichnung"
)
_HEADINGS = [_OVER.split("|"), _UNDER.split("|"), [str(number) for number in range(1, 21)]]


def gv_isys(rows: Sequence[tuple[Any, ...]] = MUNICIPALITIES, title: str = _TITLE) -> list[list[Any]]:
    """Return the sheet of an extract: a title, headings over three rows, and districts without figures."""
    found: list[list[Any]] = [[title], [], *_HEADINGS]
    found.append(["10", "", "08", "", "", "", "", "Musterland"])
    found.append(["40", "44", "08", "9", "99", "", "", "Musterkreis"])
    found.append(["50", "54", "08", "9", "99", "0001", "", "Verband Oberdorf"])
    for ags, name, kind, people, hectares, postcode, lon, lat, key, urbanisation in rows:
        figures = [hectares / 100, people, people // 2, people - people // 2, 100, postcode, lon, lat]
        found.append(
            [
                "60",
                kind,
                ags[:2],
                ags[2],
                ags[3:5],
                "0001",
                ags[5:],
                name,
                *figures,
                "X",
                "Reisegebiet",
                key,
                urbanisation,
            ]
        )
    return [*found, [], ["1) Gebietsstand: 31.12.2022"]]


def gv_isys_files() -> Mapping[str, bytes]:
    """Return it as a workbook with a cover and notes, and as CSV."""
    notes = [
        ["Gemeindeverzeichnis-Informationssystem"],
        ["Erschienen am 15. Januar 2023"],
        ["Satzart", "60 = Gemeinde"],
    ]
    book = {"Deckblatt": notes[:2], "Onlineprodukt_Gemeinden31122022": gv_isys(), "Erläuterungen": notes}
    return {"gv.xlsx": as_xlsx(book), "gv.csv": as_csv(gv_isys(), ";")}


def changes(*rows: tuple[str, str, str, str]) -> list[list[str]]:
    """Return a yearly list of changes, of rows (old AGS, kind of change, new AGS, day)."""
    over = "Kennziffer|Regionaleinheit|Betroffen|||Änderungsart|Fläche in m2|Einwohner|Danach|||Wirksam|"
    under = "||ARS|AGS|Name||||ARS|AGS|Name|juristisch|statistisch"
    found = [["Namens-, Grenz- und Schlüsseländerungen im Jahr 2023"], over.split("|"), under.split("|")]
    for number, (old, kind, new, day) in enumerate(rows, start=1):
        ends = [[f"{ags[:5]}0001{ags[5:]}", ags, "Name"] for ags in (old, new)]
        figures = [kind, "1200", "12345"]
        found.append([f"08/2023/{number:04}-A", "Gemeinde", *ends[0], *figures, *ends[1], "01.02.2003", day])
    return found


def topojson(properties: Sequence[Mapping[str, Any]], *, quantised: bool = True) -> bytes:
    """Return two areas side by side, that share the bent line between them.

    The western one begins at 9° east, 48° north; each is about half a degree wide and high.
    """
    shared, west, east = [[5, 0], [6, 2], [5, 5]], [[5, 5], [0, 5], [0, 0], [5, 0]], [[5, 0], [10, 0], [10, 5], [5, 5]]
    rings = ([[0, 1]], [[[2, ~0]]])
    geometries = [
        {"type": kind, "arcs": arcs, "properties": given}
        for kind, arcs, given in zip(("Polygon", "MultiPolygon"), rings, properties, strict=True)
    ]
    topology: dict[str, Any] = {
        "type": "Topology",
        "objects": {"gemeinden": {"type": "GeometryCollection", "geometries": geometries}},
    }
    arcs = [shared, west, east]
    if quantised:
        topology["transform"] = {"scale": [0.1, 0.1], "translate": [9, 48]}
        topology["arcs"] = [_steps(arc) for arc in arcs]
    else:
        topology["arcs"] = [[[9 + x / 10, 48 + y / 10] for x, y in arc] for arc in arcs]
    return json.dumps(topology).encode()


def _steps(arc: Sequence[Sequence[int]]) -> list[list[int]]:
    before = [[0, 0], *arc]
    return [[x - x0, y - y0] for (x, y), (x0, y0) in zip(arc, before, strict=False)]
