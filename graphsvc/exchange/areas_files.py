"""Areas in: registers (GV100AD, GV-ISys), plain tables, outlines, mergers and travel times become one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any

from graphsvc.areas import URBANISATIONS, Area, Areas, parent_of
from graphsvc.exchange.areas_changes import successors
from graphsvc.exchange.areas_checks import check, some
from graphsvc.exchange.areas_gv100ad import is_gv100ad, read_gv100ad
from graphsvc.exchange.areas_outlines import inner_point, read_outlines
from graphsvc.exchange.areas_part import Merger, Part, refused
from graphsvc.exchange.areas_tables import read_tables
from graphsvc.exchange.sheets import decode
from graphsvc.language import Text

NOTHING = Areas([])


def read_areas(files: Sequence[tuple[str, bytes]], stand: date | None = None, source: str = "") -> Areas:
    """Return the areas of files, without asking how they fit what is known; see `AreaFiles`."""
    return AreaFiles(files, stand=stand, source=source).areas


class AreaFiles:
    """What files say of areas; ``areas`` holds it, ``remarks`` what there is to say about it.

    Districts and states are added up from what lies in them, where no row says it. Rows whose key is not that of a
    state, district, municipality or borough are left out. A borough of a city that isn't there is refused.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Names and contents.
    known : Areas
        Those that are there already, against which these are checked.
    stand : date, optional
        The day of the figures (Gebietsstand), where it is not the one that the files name.
    source : str
        Who published them.
    """

    def __init__(
        self,
        files: Sequence[tuple[str, bytes]],
        known: Areas = NOTHING,
        *,
        stand: date | None = None,
        source: str = "",
    ) -> None:
        parts = [part for name, data in files for part in _parts(name, data)]
        self.remarks: list[Text] = []
        listed: dict[str, Area] = {}
        names: dict[str, str] = {}
        for part in parts:
            listed |= {area.ags: _both(area, listed.get(area.ags)) for area in part.areas.values()}
            names = {**part.names, **names}
        stand = stand or self._stand(parts)
        _check_cities(parts, {*known, *listed})
        outlines = {ags: outline for part in parts for ags, outline in part.outlines.items()}
        before = {ags: it for ags, it in known.outlines.items() if ags not in known or known[ags].lat is None}
        listed |= _pointed({**known, **listed}, {**before, **outlines})
        areas = _added_up(listed, names)
        mergers = [merger for part in parts for merger in part.mergers]
        self.areas = Areas(
            areas.values(),
            outlines=outlines,
            successors=self._successors(mergers, areas, stand or known.stand),
            minutes={pair: time for part in parts for pair, time in part.minutes.items()},
            stand=stand,
            source=source,
        )
        self._say_left_out(sum(part.left_out for part in parts))
        self.remarks += check(self.areas, known, frozenset(listed))

    def _stand(self, parts: Sequence[Part]) -> date | None:
        days = sorted({part.stand for part in parts if part.stand and part.areas})
        if len(days) > 1:
            text = Text(
                "Die Dateien haben verschiedene Gebietsstände: {days}. Angenommen ist der jüngste. Bitte Dateien eines "
                "Tages laden, oder ihn mit --stand sagen.",
                values={"days": days},
            )
            self.remarks.append(text)
        return days[-1] if days else None

    def _successors(self, mergers: list[Merger], areas: Mapping[str, Area], stand: date | None) -> dict[str, str]:
        """Return where areas went until the day of the figures; what a register lists has gone nowhere."""
        later = [merger for merger in mergers if stand and merger.on and merger.on > stand]
        found, lost = successors([merger for merger in mergers if merger not in later])
        alive = sorted(found.keys() & areas.keys())
        if later:
            text = Text(
                "{n} Gebietsänderung ist jünger als der Gebietsstand und bleibt aus: {places}. Bitte neuere Gemeinden laden.",
                "{n} Gebietsänderungen sind jünger als der Gebietsstand und bleiben aus: {places}. "
                "Bitte neuere Gemeinden laden.",
                len(later),
                values={"places": some(merger.old for merger in later)},
            )
            self.remarks.append(text)
        if lost:
            text = Text(
                "{n} Gebiet kam in mehrere andere: {places}. Was dort liegt, bitte selbst zuordnen.",
                "{n} Gebiete kamen in mehrere andere: {places}. Was dort liegt, bitte selbst zuordnen.",
                len(lost),
                values={"places": some(lost)},
            )
            self.remarks.append(text)
        if alive:
            text = Text(
                "{n} Gebiet soll es nicht mehr geben, steht aber in den Dateien: {places}. Es gilt weiter.",
                "{n} Gebiete soll es nicht mehr geben, sie stehen aber in den Dateien: {places}. Sie gelten weiter.",
                len(alive),
                values={"places": some(alive)},
            )
            self.remarks.append(text)
        return {old: new for old, new in found.items() if old not in areas}

    def _say_left_out(self, number: int) -> None:
        if number:
            text = Text(
                "{n} Zeile oder Fläche hat einen anderen Schlüssel (etwa eines Gemeindeverbands) und bleibt aus. "
                "Der Schlüssel eines Stadtbezirks hat zehn Ziffern.",
                "{n} Zeilen oder Flächen haben andere Schlüssel (etwa von Gemeindeverbänden) und bleiben aus. "
                "Der Schlüssel eines Stadtbezirks hat zehn Ziffern.",
                number,
            )
            self.remarks.append(text)


def _parts(name: str, data: bytes) -> list[Part]:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return [read_outlines(name, data)]
    if data[:1].isdigit() or data[:4] == b"\xef\xbb\xbf1":
        text = decode(data)
        if is_gv100ad(text):
            return [read_gv100ad(name, text)]
    return read_tables(name, data)


def _check_cities(parts: Iterable[Part], there: Set[str]) -> None:
    for ags, (file, row) in ((ags, place) for part in parts for ags, place in part.rows.items()):
        city = parent_of(ags)
        if city not in there:
            problem = Text(
                "Zum Stadtbezirk {ags} fehlt die Stadt {city}. Bitte zuerst die Gemeinden laden, oder die Stadt mit diesem AGS "
                "in eine eigene Zeile schreiben.",
                values={"ags": ags, "city": city},
            )
            raise refused(file, row, problem)


def _pointed(areas: Mapping[str, Area], outlines: Mapping[str, Mapping[str, Any]]) -> dict[str, Area]:
    """Return the boroughs that have no point but an outline, with one inside: cities publish no points of them."""
    lone = [area for area in areas.values() if area.level == "borough" and area.lat is None and area.ags in outlines]
    points = {area: inner_point(outlines[area.ags]) for area in lone}
    return {area.ags: replace(area, lat=lat, lon=lon) for area, (lat, lon) in points.items()}


def _both(area: Area, before: Area | None) -> Area:
    """Return an area that two files list, with what either of them says."""
    people = before.population if before and area.population is None else area.population
    return replace(area.completed(before), population=people)


def _added_up(listed: Mapping[str, Area], names: Mapping[str, str]) -> dict[str, Area]:
    """Return the areas with cities from their boroughs, districts from their municipalities and so on, where no row says it."""
    found = dict(listed)
    for length, below in ((8, 10), (5, 8), (2, 5)):
        members: dict[str, list[Area]] = {}
        for area in found.values():
            if len(area.ags) == below:
                members.setdefault(area.ags[:length], []).append(area)
        for ags, inside in members.items():
            own, name = found.get(ags), names.get(ags, "")
            if own:
                found[ags] = _both(own, _sum(ags, own.name, inside))
            elif name:
                found[ags] = _sum(ags, name, inside)
    return found


def _sum(ags: str, name: str, members: Sequence[Area]) -> Area:
    people = [area.population for area in members if area.population is not None]
    placed = [(a.lat, a.lon, a.population) for a in members if a.lat is not None and a.lon is not None and a.population]
    weight = sum(population for *_, population in placed)
    surfaces = [area.km2 for area in members if area.km2 is not None]
    return Area(
        ags=ags,
        name=name,
        population=sum(people) if people else None,
        lat=sum(lat * population for lat, _, population in placed) / weight if weight else None,
        lon=sum(lon * population for _, lon, population in placed) / weight if weight else None,
        urban=len(ags) == 5 and len(members) == 1 and members[0].urban,
        urbanisation=_of_most_people(members),
        km2=round(sum(surfaces), 2) if len(surfaces) == len(members) else None,
    )


def _of_most_people(areas: Iterable[Area]) -> str:
    """Return the urbanisation in which most people live, of equal ones the denser; nothing where nobody is known to."""
    people = dict.fromkeys(URBANISATIONS, 0)
    for area in areas:
        if area.urbanisation:
            people[area.urbanisation] += area.population or 0
    most = max(people, key=people.__getitem__)
    return most if people[most] else ""
