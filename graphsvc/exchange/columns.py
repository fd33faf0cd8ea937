"""Which column is what: by its heading in any usual wording, else by what stands in it; a person may correct it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphsvc.areas import Areas
from graphsvc.language import Label
from graphsvc.terms import normalise
from graphsvc.vocabulary import KINDS

TableName: TypeAlias = Literal["partners", "ties", "inquiries", "topics", "requests"]

PARTNER_COLUMNS = (
    *(
        "id",
        "name",
        "kind",
        "area",
        "topics",
        "fields",
        "carrier",
        "carrier_type",
        "serves",
        "lat",
        "lon",
        "since",
        "until",
    ),
    *("state", "audience", "format", "languages", "represents", "visibility", "evidence", "confirmed_on"),
)
CONTACT_COLUMNS = ("street", "postcode", "place", "phone", "email", "website")
TIE_COLUMNS = (
    *("source", "target", "kind", "intensity", "formality", "forms", "since", "until", "status", "reported_by"),
    *("visibility", "evidence", "confirmed_on", "amount", "year", "basis"),
)
# what a partners' row may say of its tie to "us"
OWN_TIE_COLUMNS = ("intensity", "formality", "forms", "status", "tie_since")
TABLES: Mapping[TableName, tuple[str, ...]] = {
    "partners": (*PARTNER_COLUMNS, *CONTACT_COLUMNS),
    "ties": TIE_COLUMNS,
    "inquiries": ("partner", "on", "about", "answered", "complete"),
    "topics": ("topic", "parent", "synonyms"),
    "requests": ("topic", "area", "year", "asked", "met"),
}

LABELS: Mapping[str, Label] = {
    "id": Label("Kennung", "Id"),
    "name": Label("Name", "Name"),
    "kind": Label("Art", "Kind"),
    "area": Label("Gebiet (Ort, Kreis, AGS oder PLZ)", "Area (place, district, AGS or postcode)"),
    "topics": Label("Themen", "Topics"),
    "fields": Label("Zuständigkeiten", "Fields"),
    "carrier": Label("Träger", "Carrier"),
    "carrier_type": Label("Art des Trägers", "Carrier type"),
    "serves": Label("Einzugsgebiet", "Service area"),
    "lat": Label("Breite", "Latitude"),
    "lon": Label("Länge", "Longitude"),
    "since": Label("Seit", "Since"),
    "until": Label("Bis", "Until"),
    "state": Label("Stand", "State"),
    "audience": Label("Zielgruppe", "Audience"),
    "format": Label("Treffform", "Format"),
    "languages": Label("Sprachen", "Languages"),
    "represents": Label("Steht für", "Represents"),
    "visibility": Label("Sichtbarkeit", "Visibility"),
    "evidence": Label("Beleg", "Evidence"),
    "confirmed_on": Label("Zuletzt bestätigt", "Last confirmed"),
    "street": Label("Straße", "Street"),
    "postcode": Label("PLZ", "Postcode"),
    "place": Label("Ort der Anschrift", "Town of the address"),
    "phone": Label("Telefon", "Phone"),
    "email": Label("E-Mail", "E-mail"),
    "website": Label("Internet", "Website"),
    "source": Label("Von", "Source"),
    "target": Label("Zu", "Target"),
    "intensity": Label("Intensität", "Intensity"),
    "formality": Label("Verbindlichkeit", "Formality"),
    "forms": Label("Formen", "Forms"),
    "status": Label("Stand der Verbindung", "Status of the tie"),
    "reported_by": Label("Angabe von", "Reported by"),
    "tie_since": Label("Zusammenarbeit seit", "Cooperation since"),
    "amount": Label("Betrag", "Amount"),
    "year": Label("Jahr", "Year"),
    "basis": Label("Grundlage", "Basis"),
    "partner": Label("Akteur", "Partner"),
    "on": Label("Am", "On"),
    "about": Label("Worüber", "About"),
    "answered": Label("Geantwortet", "Answered"),
    "complete": Label("Vollständig", "Complete"),
    "topic": Label("Thema", "Topic"),
    "parent": Label("Oberthema", "Parent"),
    "synonyms": Label("Andere Namen", "Synonyms"),
    "asked": Label("Gefragt", "Asked"),
    "met": Label("Vermittelt", "Met"),
}
DROP = "-"  # a column that is left out, because it is personal or somebody chose so

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("nr", "nummer", "lfd nr", "laufende nummer", "schlüssel"),
    "name": (
        *(
            "einrichtung",
            "institution",
            "organisation",
            "name der einrichtung",
            "bezeichnung",
            "akteur",
            "gruppe",
            "titel",
        ),
        *(
            "kooperationspartner",
            "name der gruppe",
            "name der organisation",
            "partner",
            "netzwerkpartner",
            "gruppenname",
        ),
    ),
    "kind": ("typ", "kategorie", "art der einrichtung", "einrichtungsart", "einrichtungstyp", "art des akteurs"),
    "area": (
        "gebiet",
        "ags",
        "gemeinde",
        "kreis",
        "landkreis",
        "region",
        "stadt",
        "gemeindeschlüssel",
        "ort kreis",
        "sitz",
    ),
    "topics": (
        "thema",
        "themen",
        "indikation",
        "krankheit",
        "krankheitsbild",
        "schwerpunkt",
        "schwerpunkte",
        "stichworte",
    ),
    "fields": ("zuständigkeit", "fachbereich", "fachgebiet", "handlungsfeld", "ressort"),
    "carrier": ("träger", "trägerschaft", "trägername", "trägerorganisation"),
    "carrier_type": ("trägerart", "trägertyp"),
    "serves": ("einzugsgebiet", "zuständig für", "versorgungsgebiet", "einzugsbereich"),
    "lat": ("breite", "breitengrad", "latitude"),
    "lon": ("länge", "längengrad", "longitude", "lng"),
    "since": (
        "beginn",
        "gründung",
        "gegründet",
        "besteht seit",
        "start",
        "von datum",
    ),
    "until": ("ende", "bis datum", "beendet am"),
    "state": ("zustand",),
    "audience": ("zielgruppe", "für wen"),
    "format": ("treffform", "form des treffens"),
    "languages": ("sprache", "sprachen"),
    "represents": ("steht für",),
    "visibility": ("sichtbarkeit", "veröffentlichen", "freigabe"),
    "evidence": ("quelle", "beleg", "nachweis"),
    "confirmed_on": (
        "bestätigt am",
        "zuletzt bestätigt",
        "letzter kontakt",
        "aktualisiert am",
        "letzte aktualisierung",
    ),
    "street": ("straße", "strasse", "anschrift", "adresse", "straße hausnummer", "straße und hausnummer"),
    "postcode": ("plz", "postleitzahl", "zip"),
    "place": ("ort", "wohnort", "city"),
    "phone": ("tel", "telefonnummer", "rufnummer", "fon", "festnetz", "mobil"),
    "email": ("mail", "e mail", "email adresse", "mailadresse", "e mail adresse"),
    "website": ("internet", "homepage", "web", "webseite", "url", "link"),
    "source": ("von", "quelle id", "ausgang"),
    "target": ("zu", "nach", "ziel"),
    "intensity": ("intensität", "intensität der zusammenarbeit", "wie eng", "enge"),
    "formality": ("verbindlichkeit", "vereinbarung", "vertrag"),
    "forms": ("form", "formen", "form der zusammenarbeit", "was wir gemeinsam tun", "formen der zusammenarbeit"),
    "status": ("status der verbindung", "stand der verbindung"),
    "reported_by": ("angabe von", "angegeben von"),
    "tie_since": ("zusammenarbeit seit", "kooperation seit", "partner seit"),
    "amount": ("betrag", "summe", "euro", "fördersumme"),
    "year": ("jahr", "förderjahr"),
    "basis": ("grundlage", "rechtsgrundlage"),
    "partner": ("akteur id", "stelle", "befragte"),
    "on": ("datum", "am", "befragt am"),
    "about": ("worüber", "wozu"),
    "answered": ("geantwortet", "antwort"),
    "complete": ("vollständig",),
    "topic": ("thema",),
    "parent": ("oberthema", "übergeordnet"),
    "synonyms": ("synonyme", "andere namen", "auch"),
    "asked": ("gefragt", "anfragen"),
    "met": ("vermittelt", "erfüllt"),
}
_PERSONAL = re.compile(
    r"(ansprechpartner|ansprechperson|kontaktperson|vorname|nachname|familienname|geburt|geschlecht|leitung|leiter|anrede|"
    r"privat|alter der|inhaber|betreuer|mitarbeiter|name der leitung|first.?name|last.?name|contact person|birth|"
    r"geschäftsführ|vorsitz|sprecher|koordinator|sachbearbeit)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """How a sheet is read: which table it is, in which row the headings stand, and what each column is.

    A column is a template column, ``attr:NAME`` or `DROP`; ``personal`` are those dropped because of what they hold.
    """

    table: TableName
    header: int
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    personal: tuple[str, ...] = ()


def signature(headings: Sequence[str]) -> str:
    """Return what a list is known by next time: its headings."""
    text = "|".join(normalise(heading) for heading in headings)
    return "columns:" + hashlib.sha256(text.encode()).hexdigest()[:16]


def guess(rows: Sequence[Sequence[str]], areas: Areas) -> Mapped:
    """Return how a sheet is most likely to be read."""
    header = _header_row(rows)
    headings = tuple(rows[header]) if rows else ()
    table = _table(headings)
    personal = tuple(heading for heading in headings if _PERSONAL.search(heading))
    columns: list[str] = []
    body = rows[header + 1 : header + 201]
    for place, heading in enumerate(headings):
        column = DROP if heading in personal else _by_heading(heading, table)
        if column is None:
            values = [row[place] for row in body if place < len(row) and row[place]]
            column = _by_content(values, areas) if table == "partners" else None
        if column is None or (column in columns and column != DROP):
            column = _free(heading)
        columns.append(column)
    return Mapped(
        table=table,
        header=header,
        columns=tuple(_settled(columns) if table == "partners" else columns),
        headings=headings,
        personal=personal,
    )


def _free(heading: str) -> str:
    name = heading.removeprefix("attr:").strip()
    return f"attr:{name}" if name else DROP


def _settled(columns: list[str]) -> list[str]:
    """Take an address's town as the area where nothing else says it: lists of offices mostly have just that."""
    if "area" not in columns and "place" in columns:
        columns[columns.index("place")] = "area"
    if "name" not in columns and "id" not in columns:
        for place, column in enumerate(columns):
            if column.startswith("attr:"):
                columns[place] = "name"
                break
    return columns


def _header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the row that looks most like headings among the first ten: titles may stand above."""
    best, score = 0, -1.0
    for number, row in enumerate(rows[:10]):
        known = sum(1 for cell in row if cell and (_known(cell) or _PERSONAL.search(cell)))
        filled = sum(1 for cell in row if cell)
        here = known * 3 + min(filled, 8) * 0.1 - number * 0.05
        if filled and here > score:
            best, score = number, here
    return best


def _table(headings: Sequence[str]) -> TableName:
    found = {column for heading in headings for column in _BY_SPELLING.get(normalise(heading), ())}
    if {"source", "target"} <= found:
        return "ties"
    named = {"partner", "on"} <= set(headings)
    if named or ({"partner", "on"} <= found and found & {"about", "answered", "complete"}):
        return "inquiries"
    if "asked" in found and ("topic" in found or "topics" in found):
        return "requests"
    if ("parent" in found or "synonyms" in found) and ("topic" in found or "topics" in found):
        return "topics"
    return "partners"


_BY_SPELLING: dict[str, list[str]] = {}
for _column, _label in LABELS.items():
    for _spelling in (_column, _label.de, _label.en, *_SPELLINGS.get(_column, ())):
        if _column not in _BY_SPELLING.setdefault(normalise(_spelling), []):
            _BY_SPELLING[normalise(_spelling)].append(_column)
for _column in LABELS:  # a column's own name means that column first
    _BY_SPELLING[normalise(_column)].sort(key=lambda found, name=_column: found != name)  # type: ignore[misc]  # a default


def _known(heading: str) -> bool:
    return normalise(heading) in _BY_SPELLING


def _by_heading(heading: str, table: TableName) -> str | None:
    if heading.startswith("attr:"):
        return heading
    permitted = TABLES[table] + (OWN_TIE_COLUMNS if table == "partners" else ())
    return next((column for column in _BY_SPELLING.get(normalise(heading), ()) if column in permitted), None)


_PATTERNS = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    ("website", re.compile(r"(https?://|www\.)\S+")),
    ("postcode", re.compile(r"\d{4,5}")),
    ("phone", re.compile(r"[+(]?[\d][\d\s/()\-–]{5,}")),
)


def _by_content(values: Sequence[str], areas: Areas) -> str | None:
    if not values:
        return None
    for column, pattern in _PATTERNS:
        if sum(1 for value in values if pattern.fullmatch(value)) > 0.7 * len(values):
            return column
    if sum(1 for value in values if KINDS.find(value)) > 0.5 * len(values):
        return "kind"
    if len(areas) and sum(1 for value in values[:50] if areas.find(value)) > 0.6 * len(values[:50]):
        return "area"
    return None
