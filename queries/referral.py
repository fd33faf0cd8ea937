"""An wen kann ich verweisen?

Für Mitarbeitende am Telefon, der Wegweiser: zu einem Thema und einem Ort die nächsten Gruppen und der Weg zu ihnen, sonst
die Stelle, die für den Ort da ist, sonst wer bei einer Gründung helfen kann.

Methode
-------
Gruppen mit dem Thema (auch unter anderen Schreibweisen und Unterthemen), nach Luftlinie vom Ort (Großkreis, Erdradius 6.371
km) zum Sitz der Gruppe, ohne genauen Sitz zur Mitte ihres Gebiets. Online-Gruppen stehen danach, denn sie sind von überall
erreichbar. Dann die Stellen, deren Einzugsgebiet den Ort umfasst, dann die nächsten anderen Stellen. Eine Gruppe erreicht
man über die Stelle, die sie unterstützt, es sei denn, sie will direkt erreicht werden (öffentlich, Kontakt „direct“).

Wie man es liest
----------------
„Weg über“ nennt, wen man anruft. Die Reihenfolge ist eine der Entfernung, keine der Güte.

Aufruf
------
    graphsvc ask referral --area 08117 --about Depression --place Göppingen

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.areas import Area, Areas
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> areas = Areas([Area(ags="08001", name="Oben", lat=48.0, lon=9.0)])
>>> partners = [Partner(id="k", name="Stelle", kind="contact_office", area="08001", serves=("08001",)),
...     Partner(id="g", name="Gruppe Angst", kind="self_help_group", area="08001", topics=("Angst",), lat=48.1, lon=9.0)]
>>> network = Network(graph=graph_of(partners, [Tie(id="1", source="k", target="g", kind="supports")]), areas=areas,
...     selection=Selection(on=date(2024, 1, 1)))
>>> found = answer(network, about="Angst", place="Oben")
>>> [(row[0], row[2], row[4], round(row[5], 1), row[6]) for row in found.tables["referral"].rows]
[(1, 'Gruppe Angst', 'group', 11.1, 'k'), (2, 'Stelle', 'office', 0.0, 'k')]
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from rapidfuzz import process

from graphsvc.areas import Area, bare_name, meets
from graphsvc.errors import Usage
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Param, Place, Top, TopicName
from graphsvc.vocabulary import GROUPS, OFFICES
from queries._partners import KIND, NAME, PARTNER, _Name

_METHOD = Text("Nächste Gruppen zum Thema nach Luftlinie, dann zuständige, dann benachbarte Stellen (Wegweiser)")
_EARTH_KM = 6371.0
STEP = Column(
    name="step",
    label=Label("Schritt", "Step"),
    words={
        "group": Label("Gruppe", "group"),
        "online": Label("Gruppe, online", "group, online"),
        "office": Label("Stelle für diesen Ort", "office for this place"),
        "found_with": Label("hilft bei einer Gründung", "helps to found a group"),
    },
)
About = Annotated[TopicName, Param(label=Label("Thema des Anliegens", "Topic asked for"), widget="topic")]

Found = tuple[str, str, float | None]  # step, partner, km


def answer(network: Network, *, about: About = "", place: Place = "", top: Top = 5) -> Answer:
    """Return where to send somebody with a topic at a place; ``top`` groups and as many offices."""
    topic = about or (next(iter(network.selection.topics)) if len(network.selection.topics) == 1 else "")
    here = _here(network, place)
    if not topic or here is None:
        text = Text("Bitte ein Thema und einen Ort angeben, dann steht hier, wer weiterhelfen kann.")
        return Answer(sentence=text, method=_METHOD, tables={"referral": _table(network, [])})
    groups = _groups(network, topic, here)
    steps = groups[:top] if top else groups
    offices = _offices(network, here, founding=not groups)
    steps += offices[:top] if top else offices
    return Answer(
        sentence=_sentence(network, topic, here, groups, offices),
        tables={"referral": _table(network, steps)},
        marks={partner: 1.0 - 0.5 * rank / len(steps) for rank, (_, partner, _) in enumerate(steps)},
        method=_METHOD,
        caveats=tuple(_caveats(network, groups)),
    )


def _here(network: Network, place: str) -> Area | None:
    if not place:
        chosen = list(network.selection.areas)
        return network.areas.get(chosen[0]) if len(chosen) == 1 else None
    found = network.areas.find(place)
    if len(found) == 1:
        return found[0]
    if found:
        names = [f"{area.name} ({area.ags})" for area in found]
        text = Text(
            "„{place}“ kann mehreres heißen: {names}. Bitte den AGS angeben.", values={"place": place, "names": names}
        )
        raise Usage(text, "place")
    close = process.extract(bare_name(place), list(network.areas.bare_names()), limit=3, score_cutoff=70)
    names = [area.name for word, *_ in close for area in network.areas.find(word)[:1]]
    text = Text("Den Ort „{place}“ kennen wir nicht.", values={"place": place})
    if names:
        text = Text("Den Ort „{place}“ kennen wir nicht. Meinten Sie {names}?", values={"place": place, "names": names})
    raise Usage(text, "place")


def _groups(network: Network, topic: str, here: Area) -> list[Found]:
    wanted = network.topics.spellings_under([topic])
    found: list[Found] = []
    for id in network.of_kind(*GROUPS):
        group = network.graph.nodes[id]
        if group["state"] not in ("active", "founding"):
            continue
        if not any(network.topics.key(spelling) in wanted for spelling in group["topics"]):
            continue
        step = "online" if group["format"] == "online" else "group"
        found.append((step, id, distance_to(network, here, group)))
    return sorted(found, key=lambda item: (item[0] == "online", _far(item[2]), network.order(item[1])))


def _offices(network: Network, here: Area, *, founding: bool) -> list[Found]:
    """Return the offices that serve the place, nearest first; where there is no group or no such office, others too."""
    serving: list[Found] = []
    others: list[Found] = []
    for id in network.partners(*OFFICES):
        office = network.graph.nodes[id]
        km = distance_to(network, here, office)
        serves = any(meets(ags, here.ags) for ags in office["serves"])
        # an office without a stated service area is taken to serve its own district
        at_home = not office["serves"] and office["area"] and office["area"][:5] == here.ags[:5]
        (serving if serves or at_home else others).append(("office" if serves or at_home else "found_with", id, km))
    serving.sort(key=lambda item: (_far(item[2]), network.order(item[1])))
    others.sort(key=lambda item: (_far(item[2]), network.order(item[1])))
    return serving + (others[:3] if founding or not serving else [])


def _far(km: float | None) -> float:
    return math.inf if km is None else km


def distance_to(network: Network, here: Area, partner: Mapping[str, Any]) -> float | None:
    """Return the great-circle distance in km from an area's point to a partner, or to its area's; None if unknown."""
    lat, lon = partner["lat"], partner["lon"]
    if lat is None or lon is None:
        area = _area_of(network, partner["area"])
        lat, lon = (area.lat, area.lon) if area else (None, None)
    if lat is None or lon is None or here.lat is None or here.lon is None:
        return None
    return great_circle(here.lat, here.lon, lat, lon)


def _area_of(network: Network, ags: str) -> Area | None:
    return network.areas.get(ags) or network.areas.get(ags[:5])


def great_circle(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the distance in km between two points in degrees (haversine)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def way_to(network: Network, partner: str) -> str | None:
    """Return whom to call: an office itself, a group that chose so itself, otherwise the office that supports it."""
    node = network.graph.nodes[partner]
    if node["kind"] not in GROUPS:
        return partner
    if node["visibility"] == "public" and node["attrs"].get("contact") == "direct":
        return partner
    offices = {
        other for other, _, tie in network.active_ties(partner, "supports") if other in network.graph.pred[partner]
    }
    if not offices:
        serving = [
            office
            for office in network.partners(*OFFICES)
            if node["area"] and any(meets(ags, node["area"]) for ags in network.graph.nodes[office]["serves"])
        ]
        offices = set(serving[:1])
    return min(offices, key=network.order, default=None)


def _table(network: Network, steps: Iterable[Found]) -> Table:
    nodes = network.graph.nodes
    ways = {partner: way_to(network, partner) for _, partner, _ in steps}
    named = {way: _Name(nodes[way]["name"]) for way in ways.values() if way}
    columns = (
        Column(name="rank", label=Label("Platz", "Rank"), role="measure"),
        PARTNER,
        NAME,
        KIND,
        STEP,
        Column(name="distance_km", label=Label("Entfernung", "Distance"), unit="km", role="measure"),
        Column(name="way", label=Label("Weg über", "Way through"), words=named),
    )
    rows = tuple(
        (rank, id, nodes[id]["name"], nodes[id]["kind"], step, km, ways[id])
        for rank, (step, id, km) in enumerate(steps, 1)
    )
    return Table(title=Label("Wegweiser", "Where to go"), columns=columns, rows=rows)


def _sentence(network: Network, topic: str, here: Area, groups: list[Found], offices: list[Found]) -> Text:
    values: dict[str, object] = {"topic": network.topics.canonical(topic), "place": here.name}
    near = [item for item in groups if item[2] is not None and item[0] == "group"]
    if near:
        values |= {"name": network.graph.nodes[near[0][1]]["name"], "km": round(near[0][2] or 0)}
        return Text(
            "Die nächste erfasste Gruppe zu {topic} von {place} aus ist {name}, etwa {km} km entfernt.", values=values
        )
    if groups:
        values["name"] = network.graph.nodes[groups[0][1]]["name"]
        return Text("Zu {topic} ist {name} erfasst; wie weit es von {place} ist, wissen wir nicht.", values=values)
    if offices:
        values["name"] = network.graph.nodes[offices[0][1]]["name"]
        if offices[0][0] == "office":
            return Text(
                "Zu {topic} ist keine Gruppe erfasst. Für {place} ist {name} da und hilft auch bei einer Gründung.",
                values=values,
            )
        return Text(
            "Zu {topic} ist keine Gruppe erfasst und für {place} keine Stelle. Am nächsten liegt {name}.", values=values
        )
    return Text("Zu {topic} ist für {place} weder eine Gruppe noch eine Stelle erfasst.", values=values)


def _caveats(network: Network, groups: list[Found]) -> list[Text]:
    found = []
    founding = sum(1 for _, id, _ in groups if network.graph.nodes[id]["state"] == "founding")
    if founding:
        found.append(
            Text(
                "{n} der Gruppen ist erst in Gründung.",
                "{n} der Gruppen sind erst in Gründung.",
                founding,
            )
        )
    rough = sum(1 for _, id, _ in groups if network.graph.nodes[id]["lat"] is None)
    if rough:
        found.append(
            Text(
                "Bei {n} Gruppe ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte.",
                "Bei {n} Gruppen ist nur das Gebiet bekannt; gemessen ist bis zu dessen Mitte.",
                rough,
            )
        )
    return found
