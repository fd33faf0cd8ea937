"""Tables of areas: GV-ISys extracts with headings over several rows, and plain ones with a column ``ags``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from graphsvc.errors import Refused
from graphsvc.exchange.areas_changes import read_mergers, read_minutes
from graphsvc.exchange.areas_headings import Headings, day_in
from graphsvc.exchange.areas_part import AreaRows, Part, borough_problem, is_longer, refused, urbanisation, whole_ags
from graphsvc.exchange.sheets import Sheet, read
from graphsvc.language import Text

_TOWN = re.compile(r"stadt|hauptstadt", re.IGNORECASE)
_RECORD = re.compile(r"[1-6]0")
_KEY_WIDTHS = {"land": 2, "rb": 1, "kreis": 2, "gem": 3}
_KEY_PARTS = {"10": ("land",), "40": ("land", "rb", "kreis"), "60": ("land", "rb", "kreis", "gem")}
_TOWNS = frozenset({"41", "42", "61", "62", "63", "67"})
# What stands over the columns of a GV-ISys extract.
_COLUMNS = {
    "record": r"satzart",
    "kind": r"textkennzeichen",
    "land": r"\bland\b",
    "rb": r"\brb\b",
    "kreis": r"\bkreis\b",
    "gem": r"\bgem\b",
    "name": r"name",
    "km2": r"fläche",
    "population": r"(bevölkerung|einwohner).*insgesamt",
    "postcode": r"postleitzahl|\bplz\b",
    "lon": r"längengrad",
    "lat": r"breitengrad",
    "urbanisation_key": r"verstädterung.*schlüssel",
    "urbanisation": r"verstädterung.*bezeichnung",
}


def read_tables(name: str, data: bytes) -> list[Part]:
    """Return what the sheets of a table say; a workbook's cover and notes say nothing."""
    sheets = read(data, name)
    readers: tuple[Callable[[str, Sheet], Part | None], ...] = (_register, _plain, read_minutes, read_mergers)
    found = [part for sheet in sheets for part in [next(filter(None, (r(name, sheet) for r in readers)), None)] if part]
    if not found:
        text = Text(
            "In {name} fehlen die Spalten ags (oder district_ags) und name. Es ist auch kein Gemeindeverzeichnis "
            "(GV-ISys), keine Liste von Gebietsänderungen (AGS alt, AGS neu) und keine von Fahrzeiten (von, nach, minuten).",
            values={"name": name},
        )
        raise Refused(text, name)
    return found


def _plain(name: str, sheet: Sheet) -> Part | None:
    headings = [cell.strip().lower() for cell in sheet.rows[0]] if sheet.rows else []
    key = "ags" if "ags" in headings else "district_ags"
    if key not in headings or "name" not in headings:
        return None
    rows = AreaRows(name)
    names: dict[str, str] = {}
    left_out = 0
    for number, cells in enumerate(sheet.rows[1:], start=2):
        row = dict(zip(headings, [*cells, *[""] * (len(headings) - len(cells))], strict=False))
        ags = whole_ags(row[key])
        if problem := borough_problem(row[key]):
            raise refused(name, number, problem)
        left_out += is_longer(row[key])
        if not ags:
            continue
        lat, lon = (row.get(n) or row.get(f"{n}_popweighted") or "" for n in ("lat", "lon"))
        rows.add(
            number,
            ags,
            row["name"],
            population=row.get("population", ""),
            point=(lat, lon),
            km2=row.get("km2") or row.get("area_km2") or "",
            postcode=row.get("plz_admin") or row.get("postcode") or "",
            urban=bool(_TOWN.search(row.get("kind", ""))),
            urbanisation=urbanisation(row.get("urbanisation", "")),
        )
        for length, column in ((2, "state"), (5, "district")):
            if row.get(column) and len(ags) > length:
                names.setdefault(ags[:length], row[column])
    return Part(areas=rows.areas, names=names, rows=rows.rows, left_out=left_out)


def _register(name: str, sheet: Sheet) -> Part | None:
    headings = Headings(sheet.rows, lambda row: bool(row and _RECORD.fullmatch(row[0])))
    places = {column: headings.find(pattern) for column, pattern in _COLUMNS.items()}
    if any(places[column] is None for column in ("record", "land", "rb", "kreis", "gem", "name")):
        return None
    rows = AreaRows(name)
    for number, cells in enumerate(sheet.rows[headings.end :], start=headings.end + 1):
        row = {column: _cell(cells, place) for column, place in places.items()}
        ags = _key(row)
        if ags and row["name"]:
            rows.add(
                number,
                ags,
                row["name"],
                population=row["population"],
                point=(row["lat"], row["lon"]),
                km2=row["km2"],
                postcode=row["postcode"],
                urban=row["kind"] in _TOWNS,
                urbanisation=urbanisation(row["urbanisation"], row["urbanisation_key"]),
            )
    return Part(areas=rows.areas, stand=_stand(sheet, headings))


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _key(row: Mapping[str, str]) -> str:
    """Return the AGS of a state, district or municipality, whose parts may have lost their leading zeros."""
    parts = [(row[part], _KEY_WIDTHS[part]) for part in _KEY_PARTS.get(row["record"], ())]
    return whole_ags("".join(text.zfill(width) for text, width in parts)) if all(text for text, _ in parts) else ""


def _stand(sheet: Sheet, headings: Headings) -> date | None:
    """Return the day that stands over the table or, as in "Gemeinden31122022", in the sheet's name."""
    title = " ".join(cell for row in sheet.rows[: headings.end] for cell in row)
    in_name = re.search(r"(\d\d)(\d\d)((?:20)?\d\d)$", sheet.name)
    return day_in(title) or (day_in(".".join(in_name.groups())) if in_name else None)
