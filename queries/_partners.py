"""Columns that several questions have in common, and sentences about what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple

from graphsvc import vocabulary as words
from graphsvc.areas import Areas
from graphsvc.errors import Unknown
from graphsvc.language import Label, Speakable, Text
from graphsvc.model import Column, Network
from graphsvc.once import once
from queries._names import names_of

PARTNER = Column(name="partner", label=Label("Kennung", "Id"), role="id")
NAME = Column(name="name", label=Label("Name", "Name"), role="name")
KIND = Column(name="kind", label=Label("Art", "Kind"), words={code: kind.label for code, kind in words.KINDS.items()})
SECTOR = Column(name="sector", label=Label("Bereich", "Sector"), words={c: s.label for c, s in words.SECTORS.items()})
FIELD = Column(
    name="field",
    label=Label("Zuständigkeit", "Field of responsibility"),
    words={code: term.label for code, term in words.FIELDS.items()},
)
INTENSITY = Column(
    name="intensity",
    label=Label("Intensität", "Intensity"),
    words={int(code): term.label for code, term in words.INTENSITIES.items()},
)
FORMALITY = Column(
    name="formality",
    label=Label("Verbindlichkeit", "Formality"),
    words={code: term.label for code, term in words.FORMALITIES.items()},
)
TIE = Column(name="tie", label=Label("Verbindung", "Tie"), words={code: tie.label for code, tie in words.TIES.items()})
SINCE = Column(name="since", label=Label("Seit", "Since"), role="date")
CONFIRMED = Column(name="confirmed_on", label=Label("Zuletzt bestätigt", "Last confirmed"), role="date")
STATUS = Column(
    name="status",
    label=Label("Stand", "Status"),
    role="status",
    words={
        "recorded": Label("erfasst", "recorded"),
        "none": Label("gefragt und verneint", "asked, and none"),
        "not_asked": Label("keine Auskunft", "no information"),
    },
)

PER_100000 = Label("je 100.000", "per 100,000")  # the unit of rates
ONE_REPORTER = 0.8  # from this share on, one reporter's own place in the network is an artefact


def area_column(areas: Areas) -> Column:
    """Return the column of areas, which says their names."""
    return Column(name="area", label=Label("Gebiet", "Area"), role="id", words=areas.words)


class _Name(str):
    """A proper name: the same in every language."""

    __slots__ = ()

    def into(self, language: str) -> str:
        return str(self)


def count_column(name: str, de: str, en: str, unit: Speakable | str = "") -> Column:
    """Return a column of numbers."""
    return Column(name=name, label=Label(de, en), unit=unit, role="measure")


def cut(rows: list[tuple[Any, ...]], top: int) -> tuple[tuple[Any, ...], ...]:
    """Return the first rows; 0 = all."""
    return tuple(rows[:top] if top else rows)


def first(partners: Iterable[str], top: int, key: Callable[[str], Any]) -> list[str]:
    """Return the first partners by a key, equals as they come; 0 = all."""
    return nsmallest(top, partners, key) if top else sorted(partners, key=key)


def known(network: Network, partner: str, parameter: str) -> str:
    """Return the partner's id; refuse one that is not in the network, or not for this viewer, by the parameter's name."""
    if partner not in network.graph:
        text = Text("Den Akteur „{id}“ gibt es in dieser Auswahl nicht. Die Suche zeigt alle.", values={"id": partner})
        raise Unknown(text, parameter)
    return partner


def best_connected_office(network: Network) -> str | None:
    """Return the office with the most cooperations; the first by name among equals, None where there is no office."""
    offices = network.partners(*words.OFFICES)
    return max(offices, key=lambda office: len(network.cooperations(office)), default=None)


def reporter_caveat(network: Network) -> list[Text]:
    """Say who reported the ties: for most of them nobody knows, or one partner nearly all."""
    return _unknown_reporter(network) or one_reporter_caveat(network)


def _unknown_reporter(network: Network) -> list[Text]:
    reporters = _reporters(network)
    silent = reporters.ties - reporters.told
    text = Text(
        "Bei {n} von {all} Verbindungen ist nicht erfasst, wer sie angegeben hat.",
        "Bei {n} von {all} Verbindungen ist nicht erfasst, wer sie angegeben hat.",
        silent,
        {"all": reporters.ties},
    )
    return [text] if silent > reporters.told else []


def one_reporter_caveat(network: Network) -> list[Text]:
    """Say where one partner gave nearly all ties: that it stands in the middle is then no finding."""
    reporters = _reporters(network)
    if reporters.told < 5 or reporters.by_first < ONE_REPORTER * reporters.told:
        return []
    message = Text(
        "{share} % der Verbindungen hat {name} angegeben. Dass {name} in der Mitte steht, liegt daran und sagt nichts "
        "über das Netz.",
        values={
            "share": round(100 * reporters.by_first / reporters.told),
            "name": names_of(network)[reporters.first],
        },
    )
    return [message]


class _Reporters(NamedTuple):
    """How many active ties there are, of how many the reporter is known, and who reported most: the last id among equals."""

    ties: int
    told: int
    first: str
    by_first: int


@once
def _reporters(network: Network) -> _Reporters:
    reporters: Counter[str] = Counter()
    ties = told = 0
    for source, target, tie in network.graph.edges(data=True):
        if tie["status"] != "active":
            continue
        ties += 1
        by = tie["reported_by"]
        told += bool(by)
        if by in ("source", "both"):
            reporters[source] += 1
        if by in ("target", "both"):
            reporters[target] += 1
    first, by_first = max(reporters.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return _Reporters(ties, told, first, by_first)


def common_caveats(
    network: Network, ties: Iterable[Mapping[str, Any]] | None = None, partners: Collection[str] | None = None
) -> list[Text]:
    """Say what the data lack: confirmations (of these ties, or all), answers to inquiries (of these partners, or all), ends."""
    found = stale_caveat(network, ties)
    silent = _silent(network)
    unanswered = len(silent if partners is None else silent.intersection(partners))
    if unanswered:
        found.append(
            Text(
                "{n} Akteur hat auf eine Erhebung nicht geantwortet.",
                "{n} Akteure haben auf eine Erhebung nicht geantwortet.",
                unanswered,
            )
        )
    return found + outside_caveat(network)


@once
def _silent(network: Network) -> frozenset[str]:
    """Return the partners of the network that did not answer an inquiry about ties."""
    return frozenset(
        inquiry.partner
        for inquiry in network.inquiries
        if not inquiry.answered and inquiry.partner in network.graph and about_ties(inquiry.about)
    )


def about_ties(about: Collection[str]) -> bool:
    """Return whether an inquiry about these words asked for partners, and not for topics alone."""
    return not about or any(word in words.KINDS or word in words.SECTORS for word in about)


def stale_caveat(network: Network, ties: Iterable[Mapping[str, Any]] | None = None) -> list[Text]:
    """Say of how many ties no confirmation is recorded, and for how many it is two years old: that is not the same."""
    shown = _confirmations(network) if ties is None else Counter(tie["confirmed_on"] for tie in ties)
    never, every = shown[None], shown.total()
    stale = sum(count for day, count in shown.items() if day is not None and (network.day - day).days > 730)
    found = []
    if never:
        text = Text(
            "Zu {n} von {all} Verbindungen ist keine Bestätigung erfasst.",
            "Zu {n} von {all} Verbindungen ist keine Bestätigung erfasst.",
            never,
            {"all": every},
        )
        found.append(text)
    if stale:
        text = Text(
            "Bei {n} von {all} Verbindungen ist die letzte Bestätigung mehr als zwei Jahre alt.",
            "Bei {n} von {all} Verbindungen ist die letzte Bestätigung mehr als zwei Jahre alt.",
            stale,
            {"all": every},
        )
        found.append(text)
    return found


@once
def _confirmations(network: Network) -> Counter[date | None]:
    """Return how many of all ties that stand were last confirmed on each day; None = never."""
    return Counter(tie["confirmed_on"] for *_, tie in network.standing())


def outside_caveat(network: Network) -> list[Text]:
    """Say how many ties leave the selection, where some do."""
    text = Text(
        "{n} Verbindung führt zu einem Akteur außerhalb der Auswahl und ist nicht mitgezählt.",
        "{n} Verbindungen führen zu Akteuren außerhalb der Auswahl und sind nicht mitgezählt.",
        network.outside,
    )
    return [text] if network.outside else []
