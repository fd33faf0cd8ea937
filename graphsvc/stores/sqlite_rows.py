"""How records lie in SQLite's rows, and how rows become records and a network's attributes again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from graphsvc.changes import SUBJECTS, Record, Subject
from graphsvc.language import sort_key
from graphsvc.stores.shapes import DAYS, FIELDS, LISTS, NO_ATTRS, SECTOR_OF, Memo

TABLES: Mapping[Subject, str] = {
    "topic": "topic",
    "partner": "partner",
    "contact": "contact",
    "tie": "tie",
    "inquiry": "inquiry",
    "request": "request",
}


def split(text: str) -> tuple[str, ...]:
    """Read a list."""
    return tuple(text.split("|")) if text else ()


def day(text: str | None) -> date | None:
    """Read a day."""
    return date.fromisoformat(text) if text else None


def attrs(text: str) -> Mapping[str, str]:
    """Read free attributes."""
    return json.loads(text) if text != "{}" else NO_ATTRS


def _write_day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _writer(field: str) -> Callable[[Any], Any] | None:
    if field in LISTS:
        return "|".join
    if field in DAYS:
        return _write_day
    if field == "attrs":
        return lambda value: json.dumps(dict(value), ensure_ascii=False) if value else "{}"
    return None


_GETTERS = {subject: attrgetter(*fields) for subject, fields in FIELDS.items()}
_WRITERS = {
    subject: [(place, writer) for place, field in enumerate(fields) if (writer := _writer(field))]
    for subject, fields in FIELDS.items()
}


def to_row(subject: Subject, record: Record) -> list[Any]:
    """Return a record's values in the order of `FIELDS`."""
    row = list(_GETTERS[subject](record))
    for place, writer in _WRITERS[subject]:
        row[place] = writer(row[place])
    return row


class Reader:
    """Turns rows into records; keep one for a whole result, as it remembers what repeats."""

    def __init__(self) -> None:
        self.lists = Memo(split)
        self.days = Memo(day)
        self.attrs = Memo(attrs)
        self._keys = Memo(sort_key)

    def record(self, subject: Subject, row: Sequence[Any]) -> Any:
        """Return the record of a row whose columns are `FIELDS[subject]`."""
        values = dict(zip(FIELDS[subject], row, strict=True))
        for name, value in values.items():
            if name in LISTS:
                values[name] = self.lists[value]
            elif name in DAYS:
                values[name] = self.days[value]
            elif name == "attrs":
                values[name] = self.attrs[value]
        if subject == "inquiry":
            values["answered"], values["complete"] = bool(values["answered"]), bool(values["complete"])
        return SUBJECTS[subject](**values)

    def partner_attributes(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a network node's attributes for a row of `PARTNER_NODE`."""
        lists, days = self.lists, self.days
        kind = row[1]
        return {
            "name": row[0],
            "kind": kind,
            "area": row[2],
            "topics": lists[row[3]],
            "fields": lists[row[4]],
            "carrier": row[5],
            "carrier_type": row[6],
            "serves": lists[row[7]],
            "lat": row[8],
            "lon": row[9],
            "since": days[row[10]],
            "until": days[row[11]],
            "state": row[12],
            "audience": row[13],
            "format": row[14],
            "languages": lists[row[15]],
            "represents": row[16],
            "visibility": row[17],
            "evidence": row[18],
            "confirmed_on": days[row[19]],
            "attrs": self.attrs[row[20]],
            "sector": SECTOR_OF[kind],
            "name_key": row[21],
            "recorded_on": days[row[22]],
        }

    def tie_attributes(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a network edge's attributes for a row of `TIE_EDGE`, whose first three are source, target and id."""
        days = self.days
        return {
            "kind": row[3],
            "intensity": row[4],
            "formality": row[5],
            "forms": self.lists[row[6]],
            "since": days[row[7]],
            "until": days[row[8]],
            "status": row[9],
            "reported_by": row[10],
            "visibility": row[11],
            "evidence": row[12],
            "confirmed_on": days[row[13]],
            "amount": row[14],
            "year": row[15],
            "basis": row[16],
            "attrs": self.attrs[row[17]],
            "recorded_on": days[row[18]],
        }


PARTNER_NODE = ", ".join((*FIELDS["partner"][1:], "name_key", "recorded_on"))
TIE_EDGE = ", ".join(("source", "target", "id", *FIELDS["tie"][3:], "recorded_on"))
