"""Areas by AGS: figures, outlines, travel times, what became of merged ones, and how a word for a place is understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal, TypeAlias

from graphsvc.language import Label, sort_key

Level: TypeAlias = Literal["state", "district", "municipality", "borough"]
LEVELS: Mapping[Level, Label] = {
    "state": Label("Land", "State"),
    "district": Label("Kreis", "District"),
    "municipality": Label("Gemeinde", "Municipality"),
    "borough": Label("Stadtbezirk", "Borough"),
}
# The digits of a key. No office gives Stadtbezirke a key for all of Germany: theirs is the AGS and two digits of the city's own.
LENGTHS: Mapping[Level, int] = {"state": 2, "district": 5, "municipality": 8, "borough": 10}
_LEVEL_OF_LENGTH: Mapping[int, Level] = {length: level for level, length in LENGTHS.items()}

# How GV-ISys says it, from key 01 to 03 (Eurostat's degree of urbanisation).
URBANISATIONS = ("dicht besiedelt", "mittlere Besiedlungsdichte", "gering besiedelt")


@dataclass(frozen=True, kw_only=True)
class Area:
    """A state, district, municipality or borough (Stadtbezirk) of one.

    ``lat`` and ``lon`` are WGS 84 degrees; ``postcode`` is that of the town hall; ``urban`` says that it is a town,
    ``urbanisation`` how densely people live there (one of ``URBANISATIONS``, or empty); ``km2`` is its surface.
    """

    ags: str
    name: str
    population: int | None = None
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    urban: bool = False
    urbanisation: str = ""
    km2: float | None = None

    def __hash__(self) -> int:
        return hash(self.ags)  # not of all fields: areas are keys of many dictionaries

    @property
    def level(self) -> Level:
        """The level, from the length of the AGS."""
        return _LEVEL_OF_LENGTH[len(self.ags)]

    @property
    def parent(self) -> str | None:
        """The AGS of the area around this one."""
        return parent_of(self.ags)

    def completed(self, by: Area | None) -> Area:
        """Return it with what it does not say itself taken ``by`` another, but for the population, which has its day."""
        names = ("lat", "lon", "postcode", "urbanisation", "km2") if by else ()
        return replace(self, **{name: getattr(by, name) for name in names if getattr(self, name) in (None, "")})


def around(ags: str) -> list[str]:
    """Return the AGS of the areas that hold one, the largest first.

    Examples
    --------
    >>> around("0811100001"), around("08")
    (['08', '08111', '08111000'], [])
    """
    return [ags[:length] for length in LENGTHS.values() if length < len(ags)]


def parent_of(ags: str) -> str | None:
    """Return the AGS of the area around one; a state has none."""
    return next(reversed(around(ags)), None)


def meets(ags: str, prefix: str) -> bool:
    """Return whether two areas overlap, which AGS say by being each other's prefix."""
    return ags.startswith(prefix) or prefix.startswith(ags)


class Areas(Mapping[str, Area]):
    """Areas by AGS, frozen; with the day of their figures and where they come from.

    Parameters
    ----------
    areas : iterable of Area
    outlines : mapping of AGS to GeoJSON geometry (dict), optional
    successors : mapping of AGS to AGS, optional
        Where areas went that are no more: the next one, which may have a successor itself.
    minutes : mapping of (AGS, AGS) to float, optional
        Travel times, from and to.
    stand : date, optional
        The day of the populations (Gebietsstand).
    source : str
        Who published them.
    version : int
        Counts up whenever areas are loaded.
    """

    def __init__(
        self,
        areas: Iterable[Area],
        *,
        outlines: Mapping[str, Mapping[str, Any]] | None = None,
        successors: Mapping[str, str] | None = None,
        minutes: Mapping[tuple[str, str], float] | None = None,
        stand: date | None = None,
        source: str = "",
        version: int = 0,
    ) -> None:
        self._areas = {area.ags: area for area in sorted(areas, key=lambda area: area.ags)}
        self.outlines: Mapping[str, Mapping[str, Any]] = outlines or {}
        self.successors: Mapping[str, str] = successors or {}
        self.minutes: Mapping[tuple[str, str], float] = minutes or {}
        self.stand = stand
        self.source = source
        self.version = version

    def __getitem__(self, ags: str) -> Area:
        return self._areas[ags]

    def __iter__(self) -> Iterator[str]:
        return iter(self._areas)

    def __len__(self) -> int:
        return len(self._areas)

    def at_level(self, level: Level, prefixes: Iterable[str] = ()) -> list[Area]:
        """Return the areas of one level that meet one of the ``prefixes`` (all where there are none), by AGS."""
        wanted = tuple(prefixes)
        return [
            area
            for area in self._areas.values()
            if area.level == level and (not wanted or any(meets(area.ags, prefix) for prefix in wanted))
        ]

    def up_to(self, ags: str, level: Level) -> str | None:
        """Return the AGS of ``ags`` or its parent at ``level``; None where ``ags`` is a larger area than that."""
        length = LENGTHS[level]
        return ags[:length] if len(ags) >= length else None

    def placed(self, ags: str) -> Area | None:
        """Return what is known of where an AGS lies: that area, or of one not known its municipality or district.

        Of a borough without a point it is the municipality, too.
        """
        for each in (ags, ags[: LENGTHS["municipality"]], ags[: LENGTHS["district"]]):
            found = self._areas.get(each)
            if found and (found.lat is not None or found.level != "borough"):
                return found
        return None

    def label(self, ags: str) -> str:
        """Return the area's name, or that of the smallest known around it, or the AGS where there is none."""
        return next((self._areas[each].name for each in (ags, *reversed(around(ags))) if each in self._areas), ags)

    def offered(self, ags: str) -> str:
        """Return an area as forms offer it, its AGS in brackets; `chosen` reads it again."""
        return f"{self.label(ags)} ({ags})"

    def chosen(self, text: str) -> tuple[Area, ...]:
        """Return what a person may have meant who took what a form offered, or typed something of their own."""
        taken = re.search(r"\((\d+)\)$", text.strip())
        return self.find(taken[1] if taken else text)

    def within(self, prefixes: Iterable[str]) -> Areas:
        """Return the areas that meet one of the prefixes, and so their parents too; all where there are none."""
        wanted = tuple(prefixes)
        if not wanted:
            return self
        chosen = [area for area in self._areas.values() if any(meets(area.ags, prefix) for prefix in wanted)]
        outlines = {area.ags: self.outlines[area.ags] for area in chosen if area.ags in self.outlines}

        @cache  # an area is in many pairs
        def concerned(ags: str) -> bool:
            return any(meets(ags, prefix) for prefix in wanted)

        return Areas(
            chosen,
            outlines=outlines,
            successors={old: new for old, new in self.successors.items() if concerned(old) or concerned(new)},
            minutes={(a, b): time for (a, b), time in self.minutes.items() if concerned(a) or concerned(b)},
            stand=self.stand,
            source=self.source,
            version=self.version,
        )

    def joined(self, newer: Areas) -> Areas:
        """Return these areas with ``newer`` ones added or in their place, without those that merged into others.

        A newer area without a point, surface or postcode keeps the older one's. A city's figures of its boroughs don't
        change the day of all others, and the city is named beside who published those.
        """
        areas = self._areas | {area.ags: area.completed(self._areas.get(area.ags)) for area in newer.values()}
        successors = {old: new for old, new in {**self.successors, **newer.successors}.items() if old not in newer}
        gone = {old for old in successors if old in areas and _last_of(successors, old) in areas.keys() - {old}}
        outlines = {**self.outlines, **newer.outlines}
        figures = newer if any(area.level != "borough" for area in newer.values()) else self
        return Areas(
            (area for area in areas.values() if area.ags not in gone),
            outlines={ags: outline for ags, outline in outlines.items() if ags not in gone},
            successors=successors,
            minutes={**self.minutes, **newer.minutes},
            stand=figures.stand,
            source=_credited(self, newer, figures),
            version=self.version + 1,
        )

    def today(self, ags: str) -> str:
        """Return the AGS under which an area lies today: that of the one it merged into, through all mergers.

        Examples
        --------
        >>> areas = Areas([Area(ags="08117003", name="Neu")], successors={"08117001": "08117002", "08117002": "08117003"})
        >>> areas.today("08117001"), areas.today("08117003")
        ('08117003', '08117003')
        """
        return ags if ags in self._areas else _last_of(self.successors, ags)

    def find(self, text: str) -> tuple[Area, ...]:
        """Return what a person may have meant by an AGS, a PLZ or a name.

        Nothing: unknown. One: that. More: the word fits several areas and has to be made clear.
        A town goes before the district around it that shares its name; of a county-free town the municipality goes
        before the district it is, where municipalities are loaded.

        Examples
        --------
        >>> areas = Areas([Area(ags="14713", name="Leipzig", urban=True), Area(ags="14729", name="Landkreis Leipzig")])
        >>> [area.ags for area in areas.find("Leipzig")], [area.ags for area in areas.find("Kreis Leipzig")]
        (['14713'], ['14729'])
        >>> areas = Areas([Area(ags="14713", name="Leipzig, Stadt", urban=True), Area(ags="14729", name="Leipzig")])
        >>> [area.ags for area in areas.find("Leipzig")]
        ['14713']
        """
        word = re.sub(r"\.0$", "", text.strip())
        if re.fullmatch(r"\d{1,10}", word):
            return self._by_number(word)
        exact = self._names.get(sort_key(word), ())
        county = bool(_COUNTY.search(word))
        found = [area for area in self._bare_names.get(bare_name(word), ()) if not county or not area.urban]
        towns = [area for area in found if area.urban]
        if exact and (county or not towns or any(area.urban for area in exact)):
            return _smallest_of_chain(exact)
        if towns and not county:
            states = {area.ags[:2] for area in towns}
            found = towns + [area for area in found if not area.urban and area.ags[:2] not in states]
        return _smallest_of_chain(found)

    def with_postcode(self, postcode: str) -> tuple[Area, ...]:
        """Return the areas whose town hall has a postcode, also one that lost its leading zero."""
        return _smallest_of_chain(self._postcodes.get(re.sub(r"\.0$", "", postcode.strip()).zfill(5), ()))

    def _by_number(self, digits: str) -> tuple[Area, ...]:
        for ags in map(self.today, (digits, digits.zfill(len(digits) + 1))):
            if ags in self._areas:
                return (self._areas[ags],)
        if len(digits) == 8 and digits[:5] in self._areas and digits[:5] not in self._divided:
            return (self._areas[digits[:5]],)
        return self.with_postcode(digits)

    @cached_property
    def words(self) -> Mapping[str, Label]:
        """What people read in place of each AGS: the area's name, the same in every language."""
        return {area.ags: Label(area.name, area.name) for area in self._areas.values()}

    @cached_property
    def _divided(self) -> frozenset[str]:
        """The districts of which municipalities are loaded."""
        return frozenset(area.ags[:5] for area in self.at_level("municipality"))

    @cached_property
    def _names(self) -> dict[str, list[Area]]:
        return _index((sort_key(area.name), area) for area in self._areas.values())

    @cached_property
    def _bare_names(self) -> dict[str, list[Area]]:
        return _index((bare_name(area.name), area) for area in self._areas.values())

    @cached_property
    def _postcodes(self) -> dict[str, list[Area]]:
        return _index((area.postcode, area) for area in self._areas.values() if area.postcode)

    def bare_names(self) -> Iterable[str]:
        """Return every area's bare name, for suggestions."""
        return self._bare_names


_COUNTY = re.compile(r"\b(Land)?kreis\b|\bLK\b", re.IGNORECASE)
_TITLES = re.compile(
    r"(?i)\b(landkreis|kreis|lk|hansestadt|landeshauptstadt|universitätsstadt|kreisfreie|große kreisstadt|wissenschaftsstadt"
    r"|kurort|markt|stadt|gemeinde|flecken|regionalverband|städteregion|region|m|st)\b\.?(?!\w)"
)
_ON_THE_MAIN = re.compile(r"(?i)\s*\ba\.?\s?m\.(?!\w)")
_RIVERS = re.compile(r"(?i)\s*(/|\ba\.?\s?d\.?\s|\bam\b|\ban der\b|\ba\.|\bi\.|\bim\b|\bin der\b|\bder\b)\s*")


def bare_name(name: str) -> str:
    """Return a place's name without titles, and with its river or region written one way.

    Examples
    --------
    >>> bare_name("Frankfurt am Main, Stadt") == bare_name("Frankfurt / Main")
    True
    >>> bare_name("Frankfurt a. M.") == bare_name("Frankfurt / Main")
    True
    >>> bare_name("Landkreis Leipzig") == bare_name("Leipzig, Stadt")
    True
    """
    name = _ON_THE_MAIN.sub(" Main", name)
    words = _RIVERS.sub(" ", _TITLES.sub(" ", name.split(",")[0]))
    return sort_key(words).replace(" ", "") or sort_key(name).replace(" ", "")


_BOROUGHS = "; Stadtbezirke: "


def _credited(before: Areas, newer: Areas, figures: Areas) -> str:
    """Return who published the ``figures``, and then who those of boroughs, with their day."""
    boroughs = before.source.partition(_BOROUGHS)[2].split("; ")
    if len(newer) and figures is before:
        boroughs.append(newer.source + (f" ({newer.stand:%d.%m.%Y})" if newer.stand else ""))
    named = "; ".join(filter(None, dict.fromkeys(boroughs)))
    return figures.source.partition(_BOROUGHS)[0] + (_BOROUGHS + named if named else "")


def _last_of(successors: Mapping[str, str], ags: str) -> str:
    """Return the end of a chain of successors; of a ring, which has none, where it began."""
    seen = [ags]
    while (ags := successors.get(ags, "")) and ags not in seen:
        seen.append(ags)
    return seen[0] if ags else seen[-1]


def _index(pairs: Iterable[tuple[str, Area]]) -> dict[str, list[Area]]:
    index: dict[str, list[Area]] = {}
    for key, area in pairs:
        index.setdefault(key, []).append(area)
    return index


def _smallest_of_chain(areas: Iterable[Area]) -> tuple[Area, ...]:
    """Keep of areas that lie in each other the smallest: Berlin the municipality, not Berlin the state.

    But a town, and not its borough of the same name, which is a part of what people mean.
    """
    given = {area.ags: area for area in areas}
    found = [a for a in given.values() if a.level != "borough" or not given.keys() & set(around(a.ags))]
    return tuple(a for a in found if not any(b.ags != a.ags and b.ags.startswith(a.ags) for b in found))
