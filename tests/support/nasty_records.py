"""Records as nobody would think of them but lists bring them: hostile names, odd attributes, ties side by side, areas unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from graphsvc.changes import Record
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.topics import Topic

NAMES = (
    "Gruppe \"Mut\" & 'Kraft'",
    "100 % dabei",
    "a_b\\c %d \\' {name}",
    "👩‍👩‍👧 Angehörige 🧠",
    "قوة المجموعة",
    "Gruppe \u202egnp.exe",
    "Ängste überwinden e. V.",
    "ANGST",
    "Über-Ängste im Alter",
    "Ganz ohne Platzangst",
    "Strasse",
    "Straße",
    "Cafe\u0301 Müller",
    "Café Müller",
    "\U00010428 Deseret",
    "\U00010428 Deseret, die zweite",
    "Ａfull width",
    "a" * 300,
    "% _",
    "Zeilen\n\tumbruch",
    "'; MATCH (n) DETACH DELETE n //",
    "℡ Notruf",
    "\ufe73 Deseret",
)
_KINDS = ("self_help_group", "contact_office", "clinic", "service", "self_help_organisation", "authority", "committee")
_AREAS = ("08117", "08117019", "08", "09162", "99999999", "", "08116", "0811701901")
_SERVES: tuple[tuple[str, ...], ...] = (
    (),
    ("08",),
    ("08117", "08116"),
    ("08117019",),
    ("98765",),
    (),
    ("08117", "08"),
    ("0811701901",),
)
_TOPICS: tuple[tuple[str, ...], ...] = (
    (),
    ("Angst",),
    ("Höhenangst", "Rheuma"),
    ("angststörung",),
    ("Gibt es nicht",),
    ("Sucht", "Alkohol"),
    ("ALKOHOL abhängig",),
    ("%",),
)
_FIELDS: tuple[tuple[str, ...], ...] = ((), ("health",), ("health", "social"), ("social", "youth"), ("age",))
_SEEN = ("public", "partners", "internal")
_ATTRS: tuple[dict[str, str], ...] = (
    {},
    {"contact": "direct"},
    {"z": "1", "a": "2", "": "leer"},
    {'key "quoted"': "`back`ticks", "ключ 🔑": "\\ % _"},
    {"name": "x", "id": "y", "attr:attr": "z"},
    {"contact": "indirect", "beds": ""},
)
_STATES = ("active", "dormant", "founding", "dissolved")
_SINCE = (None, date(2015, 3, 1), date(2026, 5, 1), date(2027, 1, 1), None)
_UNTIL = (None, None, None, date(2024, 12, 31), date(2026, 11, 1), None, date(2030, 1, 1))
_MARKS = (
    '"',
    "%",
    "_",
    "\\",
    "ü",
    "🧠",
    "ـ",
    "/",
    " ",
    "'",
    "`",
    "$",
    "{x}",
    "A",
    "a",
    "\u202e",
    ":",
    "|",
    "é",
    "e\u0301",
    "😀",
    "\uf8ff",
    "ß",
)


def _partner(number: int, name: str) -> Partner:
    def of(values: Sequence[Any], step: int = 1) -> Any:
        return values[number * step % len(values)]

    return Partner(
        id=f"n{_MARKS[number]}{number:02d}",
        name=name,
        kind=of(_KINDS),
        area=of(_AREAS, 2),
        topics=of(_TOPICS, 3),
        fields=of(_FIELDS),
        carrier=of(("", "Träger | Verein", "Träger")),
        serves=of(_SERVES, 3),
        lat=of((None, 48.7, 0.0)),
        lon=of((None, 9.6, -0.5)),
        since=of(_SINCE),
        until=of(_UNTIL),
        state=of(_STATES, 3),
        languages=of(((), ("Deutsch", "العربية"))),
        represents=of(("one", "some")),
        visibility=of(_SEEN, 2),
        evidence=of(("", 'laut "Frau Müllerin"', "C:\\Liste\n%")),
        confirmed_on=of((None, date(2026, 1, 1))),
        attrs=of(_ATTRS),
    )


PARTNERS = tuple(_partner(number, name) for number, name in enumerate(NAMES))
STANDING = Partner(id="stand", name="Frau Müllerin & Söhne", kind="clinic", area="08117", visibility="public")
GROUP = Partner(id="grp", name="Offene Gruppe", kind="self_help_group", area="08117", visibility="public")
DIRECT = replace(GROUP, id="grp-direct", name="Direkte Gruppe", attrs={"contact": "direct"}, topics=("Angst",))
_IDS = [partner.id for partner in PARTNERS] + [STANDING.id, GROUP.id, DIRECT.id]
_TIE_KINDS = ("cooperates_with", "supports", "refers_to", "cooperates_with", "funds", "member_of", "operates")


def _tie(number: int) -> Tie:
    """Return one of many: those of the same pair follow each other, and some pairs stand both ways round."""

    def of(values: Sequence[Any], step: int = 1) -> Any:
        return values[number * step % len(values)]

    pair = number // 3
    source, target = _IDS[pair * 5 % len(_IDS)], _IDS[(pair * 5 + 1 + pair % 7) % len(_IDS)]
    if number % 3 == 2:
        source, target = target, source
    return Tie(
        id=f"t{_MARKS[number % len(_MARKS)]}{number:03d}",
        source=source,
        target=target,
        kind=of(_TIE_KINDS),
        intensity=of((None, 1, 2, 3, 4)),
        formality=of(("", "loose", "written")),
        forms=of(((), ("events",), ("rooms", "events"))),
        since=of((None, date(2020, 1, 1), None, date(2026, 12, 1))),
        until=of((None, None, date(2025, 6, 30), None, date(2026, 11, 1))),
        status=of(("active", "active", "planned", "active", "none")),
        reported_by=of(("source", "both", "target", "")),
        visibility=of(("public", "public", "partners", "internal"), 3),
        evidence=of(("", 'laut "Frau Müllerin"', "100 %")),
        confirmed_on=of((None, date(2026, 10, 1))),
        amount=of((None, 1500.5, 0.0)),
        year=of((None, 2025)),
        attrs=of(_ATTRS, 5),
    )


TIES = tuple(_tie(number) for number in range(72))
# All that a viewer may follow from one who may be seen by all.
TIES += tuple(
    Tie(id=f"open{number}", source="stand", target=id, kind="refers_to", visibility="public")
    for number, id in enumerate((*_IDS[::3], "grp"))
    if id != "stand"
)
CONTACTS = tuple(
    Contact(
        id=id, street='Weg "1"', postcode="00123", place="Bad 100 %", phone="030 23125 111", email=f"{n}@example.org"
    )
    for n, id in enumerate((*_IDS[::2], "grp", "grp-direct"))
)
CONTACTS = tuple({contact.id: contact for contact in CONTACTS}.values())
TOPICS = (
    Topic(name="Angst", synonyms=("Angststörung", "Ängste", "Frau Müllerins Angst")),
    Topic(name="Höhenangst", parent="Angst"),
    Topic(name="Platzangst", parent="ÄNGSTE"),
    Topic(name="Sucht"),
    Topic(name="Alkohol", parent="Sucht", synonyms=("Alkohol-Abhängig", "%")),
    Topic(name='Odd "topic" \\ %', parent="Nirgends"),
)
INQUIRIES = tuple(
    Inquiry(
        id=f"i{number}",
        partner=_IDS[number * 4 % len(_IDS)],
        on=date(2026, 1 + number % 12, 1),
        about=((), ("topics",), ("clinic", "Angst"), ("Frau Müllerin",))[number % 4],
        answered=number % 3 > 0,
        complete=number % 2 > 0,
    )
    for number in range(14)
)
REQUESTS = tuple(
    Request(
        id=f"r{number}",
        topic=("Angst", "Rheuma", "Frau Müllerin")[number % 3],
        area=("08117", "08", "09162", "08117019", "0811701901")[number % 5],
        year=2024 + number % 2,
        asked=number,
        met=(None, 0, 1)[number % 3],
    )
    for number in range(10)
)
RECORDS: tuple[Record, ...] = (*TOPICS, *PARTNERS, STANDING, GROUP, DIRECT, *CONTACTS, *TIES, *INQUIRIES, *REQUESTS)
