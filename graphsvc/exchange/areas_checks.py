"""Whether areas fit each other: parents, people, outlines and points; what doesn't is said, with what helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from shapely.geometry import Point, shape

from graphsvc.areas import Area, Areas
from graphsvc.language import Text

_SHOWN = 5
_FAR = 0.3  # degrees, some 20 to 30 kilometres
_NEAR = 0.02  # degrees, one to two kilometres: outlines are simplified, and points lie where they are written
_MUCH = 0.1  # of the people: more than a few years change


def some(places: Iterable[str]) -> str:
    """Return the first of many places, and how many more there are.

    Examples
    --------
    >>> some("abcdefg")
    'a, b, c, d, e … (+2)'
    """
    found = list(places)
    more = f" … (+{len(found) - _SHOWN})" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def check(new: Areas, known: Areas, listed: Set[str]) -> Iterator[Text]:
    """Yield what doesn't fit in the ``new`` areas, or between them and those ``known``; ``listed`` have rows of their own."""
    all_areas = known.joined(new)
    if len(new) and not new.stand:
        yield Text("Kein Gebietsstand steht in den Dateien. Bitte den Tag der Einwohnerzahlen mit --stand sagen.")
    yield from _parents(new, all_areas)
    yield from _gone(new, known, all_areas)
    yield from _people(new, known, all_areas, listed)
    yield from _outlines(new, all_areas)
    yield from _points(new, all_areas)
    yield from _unknown_ends(new, all_areas)


def _named(areas: Areas, found: Iterable[str]) -> str:
    return some(f"{areas.label(ags)} ({ags})" if ags in areas else ags for ags in found)


def _parents(new: Areas, areas: Areas) -> Iterator[Text]:
    lone = [area.ags for area in new.values() if area.parent and area.parent not in areas]
    if lone:
        yield Text(
            "{n} Gebiet liegt in einem Kreis oder Land, das fehlt: {places}. Bitte Kreise und Länder mitladen.",
            "{n} Gebiete liegen in einem Kreis oder Land, das fehlt: {places}. Bitte Kreise und Länder mitladen.",
            len(lone),
            values={"places": _named(areas, lone)},
        )


def _gone(new: Areas, known: Areas, areas: Areas) -> Iterator[Text]:
    """Say which known areas new files no longer list, where they list at least half of those around the same parent."""
    around: dict[str | None, list[str]] = {}
    for area in known.values():
        around.setdefault(area.parent, []).append(area.ags)
    gone = [
        ags
        for members in around.values()
        if 2 * sum(ags in new for ags in members) >= len(members)
        for ags in members
        if ags not in new and ags in areas
    ]
    if gone:
        yield Text(
            "{n} Gebiet ist bekannt, steht aber nicht mehr in den Dateien: {places}. Bitte die Gebietsänderungen mitladen.",
            "{n} Gebiete sind bekannt, stehen aber nicht mehr in den Dateien: {places}. "
            "Bitte die Gebietsänderungen mitladen.",
            len(gone),
            values={"places": _named(areas, gone)},
        )


def _people(new: Areas, known: Areas, areas: Areas, listed: Set[str]) -> Iterator[Text]:
    """Say where the municipalities of a district, or the districts of a state, have more or fewer people than it has.

    What was added up is compared with what was known before, which may be some years old.
    """
    sums: dict[str, int] = {}
    for area in areas.values():
        if area.parent and area.population is not None:
            sums[area.parent] = sums.get(area.parent, 0) + area.population
    touched = {area.ags for area in new.values()} | {area.parent for area in new.values() if area.parent}
    differ = []
    for ags in sorted(touched & sums.keys() & areas.keys()):
        people = areas[ags].population
        before = known[ags].population if ags in known and ags not in listed else people
        if people is not None and people != sums[ags]:
            differ.append(f"{areas.label(ags)} ({ags}): {people} ≠ {sums[ags]}")
        elif before and abs(sums[ags] - before) > _MUCH * before:
            differ.append(f"{areas.label(ags)} ({ags}): {before} → {sums[ags]}")
    if differ:
        yield Text(
            "In {n} Gebiet passen die Einwohner nicht zu denen seiner Teile: {places}. "
            "Bitte prüfen: Fehlt etwas, oder sind die Zahlen von verschiedenen Tagen?",
            "In {n} Gebieten passen die Einwohner nicht zu denen ihrer Teile: {places}. "
            "Bitte prüfen: Fehlt etwas, oder sind die Zahlen von verschiedenen Tagen?",
            len(differ),
            values={"places": some(differ)},
        )


def _outlines(new: Areas, areas: Areas) -> Iterator[Text]:
    unlisted = sorted(ags for ags in new.outlines if ags not in areas)
    if unlisted:
        yield Text(
            "{n} Umriss gehört zu keinem Gebiet, das bekannt ist: {places}. Bitte prüfen, ob beide vom selben Tag sind.",
            "{n} Umrisse gehören zu keinem Gebiet, das bekannt ist: {places}. Bitte prüfen, ob beide vom selben Tag sind.",
            len(unlisted),
            values={"places": some(unlisted)},
        )
    drawn = {len(ags) for ags in new.outlines} | {len(ags) for ags in new if areas.outlines}
    drawn &= {len(ags) for ags in areas.outlines}
    bare = [ags for ags in areas if len(ags) in drawn and ags not in areas.outlines]
    if bare:
        yield Text(
            "{n} Gebiet hat keinen Umriss, andere seiner Art haben einen: {places}. "
            "Karten davon zeigen Zellen statt Grenzen. Bitte Umrisse desselben Tages laden.",
            "{n} Gebiete haben keinen Umriss, andere ihrer Art haben einen: {places}. "
            "Karten davon zeigen Zellen statt Grenzen. Bitte Umrisse desselben Tages laden.",
            len(bare),
            values={"places": _named(areas, bare)},
        )


def _points(new: Areas, areas: Areas) -> Iterator[Text]:
    away, astray = [], []
    shapes = {ags: shape(dict(outline)) for ags, outline in areas.outlines.items()}
    for ags in sorted({*new, *new.outlines} & areas.keys()):
        lat, lon = areas[ags].lat, areas[ags].lon
        if lat is None or lon is None:
            continue
        if areas[ags].level == "borough" and _is_far(areas.get(areas[ags].parent or ""), lat, lon):
            astray.append(ags)  # its point may come from its outline, so both are wrong, such as turned round
        elif ags in shapes:
            if shapes[ags].distance(Point(lon, lat)) > _NEAR:
                away.append(ags)
        # an exclave has its point elsewhere, too, but not an hour away
        elif ags[:5] in shapes and shapes[ags[:5]].distance(Point(lon, lat)) > _FAR:
            astray.append(ags)
    if away:
        yield Text(
            "Der Punkt von {n} Gebiet liegt außerhalb seines Umrisses: {places}. "
            "Um eine Stadt herum ist das richtig, sonst bitte Breite und Länge prüfen.",
            "Die Punkte von {n} Gebieten liegen außerhalb ihrer Umrisse: {places}. "
            "Um eine Stadt herum ist das richtig, sonst bitte Breite und Länge prüfen.",
            len(away),
            values={"places": _named(areas, away)},
        )
    if astray:
        yield Text(
            "Der Punkt von {n} Gebiet liegt weit außerhalb seines Kreises: {places}. Bitte Breite und Länge prüfen.",
            "Die Punkte von {n} Gebieten liegen weit außerhalb ihrer Kreise: {places}. Bitte Breite und Länge prüfen.",
            len(astray),
            values={"places": _named(areas, astray)},
        )


def _is_far(city: Area | None, lat: float, lon: float) -> bool:
    if city is None or city.lat is None or city.lon is None:
        return False
    return Point(city.lat, city.lon).distance(Point(lat, lon)) > 2 * _FAR


def _unknown_ends(new: Areas, areas: Areas) -> Iterator[Text]:
    ends = {new.today(old) for old in new.successors} | {ags for pair in new.minutes for ags in pair}
    unknown = sorted(ends - areas.keys())
    if unknown:
        yield Text(
            "{n} AGS aus Fahrzeiten oder Gebietsänderungen ist nicht bekannt: {places}. Bitte die Gemeinden mitladen.",
            "{n} AGS aus Fahrzeiten oder Gebietsänderungen sind nicht bekannt: {places}. Bitte die Gemeinden mitladen.",
            len(unknown),
            values={"places": some(unknown)},
        )
