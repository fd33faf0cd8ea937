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
„Weg über“ nennt, wen man anruft. Die Reihenfolge ist eine der Entfernung, keine der Güte. Gruppen, die ruhen, stehen nicht in
der Liste. „Themen“ nennt, womit eine Gruppe zum Anliegen passt. Ist ein Gebiet gewählt, wird nur dort gesucht; der Ort allein
grenzt nichts ein.

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
>>> [(row[0], row[2], row[3], round(row[4], 1), row[5]) for row in found.tables["referral"].rows]
[(1, 'Gruppe Angst', 'group', 11.1, 'k'), (2, 'Stelle', 'office', 0.0, 'k')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from rapidfuzz import process

from graphsvc.areas import Area, bare_name, meets
from graphsvc.errors import Usage
from graphsvc.language import Label, Speakable, Text, sort_key
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Param, Place, Top, TopicName
from graphsvc.terms import Term, Terms
from graphsvc.vocabulary import FORMATS, GROUPS, OFFICES, STATES
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, _Name, area_column
from queries._reaching import distance_to, far, way_to

_METHOD = Text("Nächste Gruppen zum Thema nach Luftlinie, dann zuständige, dann benachbarte Stellen (Wegweiser)")
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

FEW = 3  # groups; of fewer, a larger area may have one that suits better

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
        tables={"referral": _table(network, steps), "details": _details(network, topic, steps)},
        marks={partner: 1.0 - 0.5 * rank / len(steps) for rank, (_, partner, _) in enumerate(steps)},
        method=_METHOD,
        caveats=tuple(_caveats(network, topic, groups)),
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
    matching = _matching(network, topic)
    found: list[Found] = []
    for id in network.of_kind(*GROUPS):
        group = network.graph.nodes[id]
        if group["state"] not in ("active", "founding") or not matching(group):
            continue
        step = "online" if group["format"] == "online" else "group"
        found.append((step, id, distance_to(network, here, group)))
    return sorted(found, key=lambda item: (item[0] == "online", far(item[2]), network.order(item[1])))


def _matching(network: Network, topic: str) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    """Return what tells of a partner which of its topics are the topic, under whatever spelling, or below it."""
    wanted = network.topics.spellings_under([topic]) if topic else frozenset()
    return lambda partner: tuple(each for each in partner["topics"] if network.topics.key(each) in wanted)


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
    serving.sort(key=lambda item: (far(item[2]), network.order(item[1])))
    others.sort(key=lambda item: (far(item[2]), network.order(item[1])))
    return serving + (others[:3] if founding or not serving else [])


def _table(network: Network, steps: Iterable[Found]) -> Table:
    """Return what is needed on the phone: who, how far, and whom to call."""
    names = names_of(network)
    ways = {partner: way_to(network, partner) for _, partner, _ in steps}
    columns = (
        Column(name="rank", label=Label("Platz", "Rank"), role="measure"),
        PARTNER,
        NAME,
        STEP,
        Column(name="distance_km", label=Label("Entfernung", "Distance"), unit="km", role="measure"),
        Column(
            name="way",
            label=Label("Weg über", "Way through"),
            words={way: _Name(names[way]) for way in ways.values() if way},
        ),
    )
    rows = ((rank, id, names[id], step, km, ways[id]) for rank, (step, id, km) in enumerate(steps, 1))
    return Table(title=Label("Wegweiser", "Where to go"), columns=columns, rows=tuple(rows))


def _details(network: Network, topic: str, steps: Iterable[Found]) -> Table:
    matching = _matching(network, topic)
    names = names_of(network)
    columns = (
        PARTNER,
        NAME,
        KIND,
        Column(name="topics", label=Label("Themen", "Topics")),
        area_column(network.areas),
        Column(name="format", label=Label("Treffen", "Meetings"), words=_labels(FORMATS)),
        Column(name="languages", label=Label("Sprachen", "Languages")),
        Column(name="audience", label=Label("Für wen", "For whom")),
        Column(name="state", label=Label("Stand", "State"), words=_labels(STATES)),
    )
    rows = []
    for _, id, _ in steps:
        one = network.graph.nodes[id]
        row = (id, names[id], one["kind"], matching(one), one["area"], one["format"] or None)
        rows.append((*row, one["languages"], one["audience"] or None, one["state"]))
    return Table(title=Label("Mehr über sie", "More about them"), columns=columns, rows=tuple(rows))


def _labels(terms: Terms[Term]) -> dict[str, Speakable]:
    return {code: term.label for code, term in terms.items()}


def _sentence(network: Network, topic: str, here: Area, groups: list[Found], offices: list[Found]) -> Text:
    values: dict[str, object] = {"topic": network.topics.canonical(topic), "place": here.name}
    if groups:
        return _next_group(network, groups, values)
    meant = _meant(network, topic)
    if meant:
        values["meant"] = meant
        finding = Text("Das Thema „{topic}“ ist nicht bekannt. Meinten Sie {meant}?", values=values)
    else:
        finding = Text("Zu {topic} ist keine aktive Gruppe erfasst.", values=values)
    if not offices:
        office = Text("Für {place} ist auch keine Stelle erfasst.", values=values)
    elif offices[0][0] == "office":
        values["name"] = names_of(network)[offices[0][1]]
        office = Text("Für {place} ist {name} da und hilft auch bei einer Gründung.", values=values)
    else:
        values["name"] = names_of(network)[offices[0][1]]
        office = Text("Für {place} ist keine Stelle erfasst; am nächsten liegt {name}.", values=values)
    told = Text("{finding} {office}", values={"finding": finding, "office": office})
    elsewhere = _elsewhere(network)
    return Text("{finding} {elsewhere}", values={"finding": told, "elsewhere": elsewhere}) if elsewhere else told


def _elsewhere(network: Network) -> Text | None:
    """Say where to look, too; None where no area was chosen: then everything was searched."""
    chosen = sorted(network.selection.areas)
    if not chosen:
        return None
    values: dict[str, object] = {"areas": [network.areas.label(ags) for ags in chosen]}
    around = network.areas.get(chosen[0][:-3]) if len(chosen) == 1 else None  # a state's is nothing: the whole
    if around is None:
        return Text("Gesucht wurde nur im Gebiet {areas}. Bitte auch ohne Gebiet suchen.", values=values)
    values["around"] = around.name
    return Text("Gesucht wurde nur im Gebiet {areas}. Bitte auch im größeren Gebiet suchen: {around}.", values=values)


def _next_group(network: Network, groups: list[Found], values: Mapping[str, object]) -> Text:
    near = [group for group in groups if group[2] is not None and group[0] == "group"]
    step, first, km = (near or groups)[0]
    told = {**values, "name": names_of(network)[first], "km": round(km or 0)}
    if step == "online":
        finding = Text("Zu {topic} ist eine Gruppe erfasst, die sich online trifft: {name}.", values=told)
    elif km is None:
        finding = Text("Zu {topic} ist {name} erfasst; wie weit es von {place} ist, wissen wir nicht.", values=told)
    elif not told["km"]:
        finding = Text("Die nächste erfasste Gruppe zu {topic} ist in {place}: {name}.", values=told)
    else:
        finding = Text(
            "Die nächste erfasste Gruppe zu {topic} von {place} aus ist {name}, etwa {km} km entfernt.", values=told
        )
    way = way_to(network, first)
    if way is None:
        return finding
    if way == first:
        call = Text("Sie ist direkt zu erreichen.")
    else:
        call = Text("Der Weg zu ihr führt über {way}.", values={"way": names_of(network)[way]})
    return Text("{finding} {call}", values={"finding": finding, "call": call})


def _meant(network: Network, topic: str) -> list[str]:
    """Return topics that are spelled like one that nobody has: on the phone one does not spell."""
    topics = network.topics
    known = {topics.key(name): name for name in sorted(topics)}
    for partner in network.graph.nodes.values():
        known |= {topics.key(name): topics.canonical(name) for name in partner["topics"]}
    if topics.key(topic) in known:
        return []
    close = process.extract(sort_key(topic), sorted(known), limit=3, score_cutoff=80)
    return [known[key] for key, *_ in close]


def _caveats(network: Network, topic: str, groups: list[Found]) -> list[Text]:
    elsewhere = _elsewhere(network)
    found = [elsewhere] if elsewhere and 0 < len(groups) < FEW else []
    matching = _matching(network, topic)
    nodes = network.graph.nodes
    resting = sum(1 for id in network.of_kind(*GROUPS) if nodes[id]["state"] == "dormant" and matching(nodes[id]))
    if resting:
        found.append(
            Text(
                "{n} Gruppe zu diesem Thema ruht und steht nicht in der Liste.",
                "{n} Gruppen zu diesem Thema ruhen und stehen nicht in der Liste.",
                resting,
            )
        )
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
