"""Gebietskarte

Zeigt eine Antwort auf der Landkarte: Anteile und Raten als Töne, Anzahlen als Kreise. „Gefragt und verneint“ und „keine
Auskunft“ sind verschieden schraffiert, denn das eine ist ein Befund und das andere eine offene Frage.

Methode
-------
Gezeichnet wird die erste Tabelle der Antwort, die Gebiete und weder Jahre noch Kennzahlen hat; bei mehreren Themen je Gebiet, wie
viele davon erfasst sind.
Die Klassen teilen die Gebiete in gleich große Gruppen (Quantile). Ist der Bereich „von – bis“ breiter als der Wert selbst,
trägt das Gebiet einen Stern. Ohne Antwort stehen die erfassten Selbsthilfegruppen je Kreis; sind nur Städte gewählt, deren
Stadtbezirke geladen sind, je Stadtbezirk. Ohne geladene Grenzen sind die Flächen Zellen um die Mittelpunkte (Voronoi), wo es
geht innerhalb der Grenzen des Kreises oder der Stadt. Von vielen Gebieten sind nur die mit den meisten Menschen beschriftet.
Ein Name, der nur in einem Nachbargebiet Platz hat, führt mit einer Linie zu seinem; sonst nennt ihn die Tabelle.
Was eine weitere Tabelle der Antwort hervorhebt, etwa weit entfernte Gebiete, ist dick umrandet.
Wo eine Anzahl zählt, was nicht erfasst ist, sagen die Muster im Kreis, wie viel davon verneint und wie viel unbekannt ist.
Für Gemeinden und Stadtbezirke ist die geglättete Rate gezeigt, wo die Antwort eine hat.

Wie man es liest
----------------
Dunkler heißt mehr, größer heißt mehr, weiß heißt null. Eine Schraffur ist keine Null. Ein Plus heißt: zu diesem Thema ist ein
Angebot erfasst, aber keine Gruppe.
Ohne gewähltes Gebiet stehen nur die Länder da, in denen etwas erfasst ist; die Karte sagt, was fehlt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graphsvc.areas import LENGTHS, Level
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Picture, Table
from graphsvc.params import ExtentCode
from graphsvc.vocabulary import GROUPS
from visualisations._area_legend import SPLIT, Place, Sheet, Single
from visualisations._area_svg import TELEPHONE, on_telephone, svg
from visualisations._cells import Shapes, shapes
from visualisations._empty import empty
from visualisations._extent import confined
from visualisations._most import most
from visualisations._shades import STATUSES

TITLE = Text("Gebietskarte")
SMOOTHED, COUNTED, FEW = "smoothed", "groups", 2  # the columns of a rate that borrows, and of a count
TOLD = Label("Zahl liegt vor", "number given")  # it may count what is not recorded
_INSTEAD = Text("Die Antwort nennt keine Gebiete. Gezeigt sind stattdessen die erfassten Selbsthilfegruppen.")


def draw(network: Network, answer: Answer | None, *, extent: ExtentCode = "recorded") -> Picture:
    """Shade the areas of an answer, or of the recorded groups."""
    told = _from_answer(network, answer) if answer else None
    sheet = told or _groups(network)
    places, cut = confined(sheet.places, network, extent)
    sheet = replace(sheet, places=places)
    if not sheet.places:
        said = Text("Die Antwort nennt keine Gebiete: Zu dem, was gefragt ist, ist nichts zu zeichnen.")
        none = Text("Für diese Auswahl sind keine Gebiete geladen, die sich zeichnen lassen.")
        return empty(TITLE, said if len(network.areas) else none)
    instead = [] if told or not answer else [_INSTEAD]
    found = shapes(network.areas, [place.area for place in sheet.places], network.selection.areas)
    if found is None:
        return empty(
            TITLE, Text("Von diesen Gebieten ist nicht bekannt, wo sie liegen. Der Betreiber kann Gebiete laden.")
        )
    alt = Text(
        "Gebietskarte mit {n} Gebiet; dasselbe steht in der Tabelle.",
        "Gebietskarte mit {n} Gebieten; dasselbe steht in der Tabelle.",
        len(found.polygons),
    )
    drawn = [place for place in sheet.places if place.area.ags in found.polygons]
    notes = (*instead, *cut, *_notes(network, sheet, found))
    return Picture(
        title=sheet.title,
        svg=lambda language: svg(sheet, drawn, found, _chosen(network), alt, language),
        alt=alt,
        finding=None if told else _finding(drawn),
        narrow=lambda language: svg(sheet, drawn, on_telephone(found), _chosen(network), alt, language, TELEPHONE),
        tables={"areas": _table(sheet, drawn)},
        notes=notes,
    )


def _from_answer(network: Network, answer: Answer) -> Sheet | None:
    """Return the first table with areas and a status or measure, but no years or figures, one place an area.

    What a further such table singles out of the areas is outlined.
    """
    tables = filter(_is_of_areas, answer.tables.values())
    for table in tables:
        names, measures = table.names, _measures(table)
        by_area: dict[str, list[tuple[object, ...]]] = {}
        for ags, row in zip(table.column("area"), table.rows, strict=True):
            by_area.setdefault(ags, []).append(row)
        if any(len(rows) > 1 for rows in by_area.values()):
            return _several(network, names, by_area)
        column = _best_measure(measures, table, by_area)
        found = [
            _place(network, ags, dict(zip(names, rows[0], strict=True)), column)
            for ags, rows in by_area.items()
            if ags in network.areas
        ]
        label = column.label if column else STATUSES["recorded"]
        return Sheet(
            label,
            bool(column and column.unit),
            tuple(found),
            Text("Gebietskarte: {what}", values={"what": label}),
            bool(column and column.name == SMOOTHED),
            offers={"topic", COUNTED}.issubset(names),
            known="status" in names,
            single=_singled_out(set(by_area), next(tables, None)),
        )
    return None


def _is_of_areas(table: Table) -> bool:
    names = table.names
    if "area" not in names or {"partner", "year", "figure"}.intersection(names):  # of several none is the right one
        return False
    return bool(_measures(table)) or "status" in names


def _measures(table: Table) -> list[Column]:
    return [column for column in table.columns if column.role == "measure" and column.name != "population"]


def _singled_out(areas: set[str], table: Table | None) -> Single | None:
    """Return which of the areas a further table holds, where these are some and not all."""
    some = set(table.column("area")) if table else set()
    return Single(table.title, frozenset(some)) if table and some and some < areas else None


def _best_measure(measures: list[Column], table: Table, areas: Iterable[str]) -> Column | None:
    """Return the rate where there is one: shades compare areas, counts mostly compare their sizes.

    In a municipality or borough one more or less makes a rate very high or 0: there, it is the smoothed one. And where one or
    two are counted everywhere, a rate would only show how many people live there.
    """
    counts = [column for column in measures if column.name == COUNTED]
    if counts and max((value or 0 for value in table.column(COUNTED)), default=0) <= FEW:
        return counts[0]
    rates = [column for column in measures if column.unit]
    smoothed = [column for column in rates if column.name == SMOOTHED and any(table.column(SMOOTHED))]
    if smoothed and any(len(ags) >= LENGTHS["municipality"] for ags in areas):
        return smoothed[0]
    return next(iter(rates or measures), None)


def _place(network: Network, ags: str, row: Mapping[str, object], column: Column | None) -> Place:
    value = row.get(column.name) if column else None
    number = float(value) if isinstance(value, int | float) else None
    status = str(row.get("status") or ("recorded" if number is not None else "not_asked"))
    low, high = (
        (row.get("low"), row.get("high")) if column and column.unit else (None, None)
    )  # they are bounds of the rate
    wide = isinstance(low, float) and isinstance(high, float) and number is not None and high - low > max(number, 1e-9)
    split = {} if column is None or column.unit else _split(row, number)
    recorded = status == "recorded"
    return Place(network.areas[ags], status, number if recorded else None, wide and recorded, split)


def _split(row: Mapping[str, object], number: float | None) -> dict[str, float]:
    """Return how much of a count was denied and of how much nothing is known, where that is what the count is of."""
    found = {status: float(count) for status in SPLIT if isinstance(count := row.get(status), int | float)}
    return found if number and sum(found.values()) == number else {}


def _several(network: Network, names: Sequence[str], by_area: Mapping[str, list[tuple[object, ...]]]) -> Sheet:
    """Count for each area how many of its rows are recorded; nothing recorded is none only where all were asked."""
    place = names.index("status") if "status" in names else None
    found = []
    for ags, rows in by_area.items():
        if ags not in network.areas:
            continue
        counts = Counter(row[place] for row in rows) if place is not None else Counter[object]()
        status = "recorded" if counts["recorded"] else "not_asked" if counts["not_asked"] else "none"
        found.append(
            Place(network.areas[ags], status, float(counts["recorded"]) if counts["recorded"] else None, False)
        )
    what = Label("erfasste Themen", "topics recorded")
    return Sheet(what, False, tuple(found), Text("Gebietskarte: {what}", values={"what": what}))


def _groups(network: Network) -> Sheet:
    level = _level(network)
    groups = [partner for partner in network.graph.nodes.values() if partner["kind"] in GROUPS]
    counts = Counter(network.areas.up_to(group["area"], level) for group in groups)
    found = [
        Place(area, "recorded" if counts[area.ags] else "not_asked", float(counts[area.ags]) or None, False)
        for area in network.areas.at_level(level, network.selection.areas)
    ]
    left_out = len(groups) - sum(counts[place.area.ags] for place in found) if level == "borough" else 0
    what = Label("erfasste Selbsthilfegruppen", "self-help groups recorded")
    return Sheet(what, False, tuple(found), Text("Gebietskarte: {what}", values={"what": what}), left_out=left_out)


def _finding(drawn: list[Place]) -> Text:
    """Return how many groups are recorded in how many areas, where most are, and of how many areas nothing is known."""
    counts = {place.area.ags: place.value for place in drawn if place.value}
    called = {place.area.ags: place.area.name for place in drawn}  # two may have the same name
    if len(drawn) == 1 and counts:
        ((area, groups),) = counts.items()
        return Text("Erfasste Selbsthilfegruppen in {area}: {groups}.", values={"area": called[area], "groups": groups})
    shown = Text(
        "Erfasste Selbsthilfegruppen: {groups}, in {n} von {all} Gebieten.",
        values={"groups": sum(counts.values()), "n": len(counts), "all": len(drawn)},
    )
    areas, highest = most(counts)
    if areas:
        names = [called[area] for area in areas]
        shown = Text(
            "{shown} Am meisten: {names} ({most}).",
            "{shown} Am meisten: {names} (je {most}).",
            len(names),
            {"shown": shown, "names": names, "most": highest},
        )
    unknown = sum(1 for place in drawn if place.status == "not_asked")
    if not unknown:
        return shown
    return Text(
        "{shown} Zu {n} Gebiet liegt keine Auskunft vor.",
        "{shown} Zu {n} Gebieten liegt keine Auskunft vor.",
        unknown,
        {"shown": shown},
    )


def _level(network: Network) -> Level:
    """Return boroughs where nothing but cities divided into them was selected, otherwise districts."""
    areas, chosen = network.areas, network.selection.areas
    divided = {area.parent for area in areas.at_level("borough", chosen)}
    cities = {area.ags for area in areas.at_level("municipality", chosen)}
    return "borough" if chosen and divided and cities <= divided else "district"


def _chosen(network: Network) -> list[Text]:
    """Say what the picture is about where it stands without its page: topic, day, people."""
    values: dict[str, object] = {"topics": sorted(network.selection.topics), "day": network.day}
    found = [Text("Thema: {topics}", values=values)] if network.selection.topics else []
    found.append(Text("Erfasst bis zum {day}.", values=values))
    if network.areas.stand:
        people = {"stand": network.areas.stand, "source": network.areas.source}
        found.append(Text("Bevölkerung: Stand {stand} ({source}).", values=people))
    return found


def _table(sheet: Sheet, places: list[Place]) -> Table:
    """Return what is drawn; a number of which the answer does not say that it is recorded may count what is not."""
    split = SPLIT if sheet.split else ()
    told = {**STATUSES, **({} if sheet.known else {"recorded": TOLD})}
    columns = (
        Column(name="area", label=Label("AGS", "AGS"), role="id"),
        Column(name="name", label=Label("Gebiet", "Area"), role="name"),
        Column(name="status", label=Label("Stand", "Status"), role="status", words=told),
        Column(name="value", label=sheet.what, role="measure"),
        Column(name="uncertain", label=Label("unsicher", "uncertain")),
        *(Column(name=status, label=STATUSES[status], role="measure") for status in split),
        *([Column(name="outlined", label=sheet.single.title)] if sheet.single else []),
    )
    rows: Iterable[tuple[object, ...]] = (
        (p.area.ags, p.area.name, p.status, p.value, p.uncertain, *(p.split.get(status, 0.0) for status in split))
        for p in places
    )
    if sheet.single:
        rows = ((*row, row[0] in sheet.single.areas) for row in rows)
    return Table(title=Label("Gebiete auf der Karte", "Areas on the map"), columns=columns, rows=tuple(rows))


def _notes(network: Network, sheet: Sheet, found: Shapes) -> list[Text]:
    notes = []
    if sheet.smoothed:
        notes.append(
            Text(
                "Gezeigt ist die geglättete Rate: Wo wenige Menschen leben, ist sie zur Rate aller Gebiete hingezogen. Die Rate "
                "jedes Gebiets für sich steht in der Antwort."
            )
        )
    if found.around:
        notes.append(
            Text(
                "Die dunklen Grenzen sind geladen. Die Flächen darin sind Zellen um Mittelpunkte von Gebieten, keine Grenzen."
            )
        )
    elif found.cells:
        notes.append(Text("Die Flächen sind Zellen um die Mittelpunkte der Gebiete, keine Grenzen."))
    if sheet.left_out:
        notes.append(
            Text(
                "{n} Gruppe liegt in keinem dieser Stadtbezirke und fehlt auf der Karte, etwa weil nur die Stadt bekannt ist.",
                "{n} Gruppen liegen in keinem dieser Stadtbezirke und fehlen auf der Karte, etwa weil nur die Stadt bekannt ist.",
                sheet.left_out,
            )
        )
    missing = len(sheet.places) - len(found.polygons)
    if missing:
        notes.append(
            Text(
                "{n} Gebiet hat keinen Ort und fehlt auf der Karte.",
                "{n} Gebiete haben keinen Ort und fehlen auf der Karte.",
                missing,
            )
        )
    if network.areas.source:
        notes.append(Text("Gebiete: {source}", values={"source": network.areas.source}))
    return notes
