"""How records lie in Neo4j: properties with the template's names, days as days, and nothing where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any

from graphsvc.changes import SUBJECTS, Record, Subject
from graphsvc.stores.neo4j_schema import KIND_OF_TYPE
from graphsvc.stores.shapes import DAYS, FIELDS, LISTS, NO_ATTRS, SECTOR_OF, Memo

# The fields that are properties: a tie's ends are the relationship's, its kind is its type.
PROPERTIES: Mapping[Subject, tuple[str, ...]] = {
    **FIELDS,
    "tie": tuple(name for name in FIELDS["tie"] if name not in ("source", "target", "kind")),
}
# What a record says that says nothing; where that is nothing at all, nothing is written for it.
_DEFAULTS = {
    subject: tuple(spec.default for spec in fields(record) if spec.name in PROPERTIES[subject])
    for subject, record in SUBJECTS.items()
}
_GETTERS = {subject: attrgetter(*names) for subject, names in PROPERTIES.items()}


def to_properties(subject: Subject, record: Record) -> dict[str, Any]:
    """Return a record's properties; a free attribute ``beds`` is ``attr:beds``, and ``attrs`` names them in order."""
    found: dict[str, Any] = {}
    for name, value, default in zip(PROPERTIES[subject], _GETTERS[subject](record), _DEFAULTS[subject], strict=True):
        if name != "attrs":
            if value != default or (default is not None and default != "" and default != ()):
                found[name] = list(value) if isinstance(value, tuple) else value
        elif value:
            found["attrs"] = list(value)
            found |= {f"attr:{attribute}": text for attribute, text in value.items()}
    return found


def _column(variable: str, name: str) -> str:
    if name in DAYS or name == "recorded_on":
        return f"toString({variable}.`{name}`)"  # read as a text and remembered, a day takes a tenth of the time
    if name == "attrs":
        return f"CASE WHEN {variable}.attrs IS NOT NULL THEN [a IN {variable}.attrs | [a, {variable}['attr:' + a]]] END"
    return f"{variable}.`{name}`"


def _columns(subject: Subject, variable: str) -> str:
    return ", ".join(_column(variable, name) for name in FIELDS[subject])


# What a row holds: a list in one column, as the driver unpacks a list many times faster than as many columns.
PARTNER = _columns("partner", "p")
OTHER = _columns("partner", "o")
CONTACT = _columns("contact", "c")
INQUIRY = _columns("inquiry", "i")
REQUEST = _columns("request", "r")
TOPIC = _columns("topic", "t")
TIE = "t.id, p.id, o.id, type(t), " + ", ".join(_column("t", name) for name in FIELDS["tie"][4:])


def _many(names: tuple[str, ...], columns: str, whole: str = "") -> str:
    """Return the end of a query that gives rows by the hundred: the driver takes its time for each record, not each row."""
    nodes = ", ".join(names)
    each = "WITH " + ", ".join(f"each[{place}] AS {name}" for place, name in enumerate(names))
    return f"""WITH collect([{nodes}]) AS found
UNWIND range(0, size(found) - 1, 500) AS start
CALL (found, start) {{
  UNWIND found[start..start + 500] AS each
  {each} {whole}
  RETURN collect([{columns}]) AS rows
}}
RETURN rows"""


# In a network nearly all properties are wanted: read whole, as a map, they take half the time that they take one by one.
WHOLE_PARTNER = "WITH properties(p) AS partner"
PARTNER_NODE = _columns("partner", "partner") + ", partner.name_key, toString(partner.recorded_on)"
WHOLE_TIE = "WITH p, o, t, properties(t) AS tie"
TIE_EDGE = "tie.id, p.id, o.id, type(t), " + ", ".join(
    _column("tie", name) for name in (*FIELDS["tie"][4:], "recorded_on")
)
PARTNERS = _many(("p",), PARTNER)
PARTNER_NODES = _many(("p",), PARTNER_NODE, WHOLE_PARTNER)
CONTACTS = _many(("c",), CONTACT)
TIES = _many(("p", "t", "o"), TIE)
TIE_EDGES = _many(("p", "t", "o"), TIE_EDGE, WHOLE_TIE)
INQUIRIES = _many(("i",), INQUIRY)
REQUESTS = _many(("r",), REQUEST)
CHANGES = _many(("c", "v"), "c.subject, c.id, coalesce(c.before, v.before), coalesce(c.after, v.after)")


class Reader:
    """Turns rows into records; keep one for a whole result, as it remembers what repeats."""

    def __init__(self) -> None:
        self.days = Memo(_day)
        self._lists: dict[tuple[str, ...], tuple[str, ...]] = {}

    def record(self, subject: Subject, row: Sequence[Any]) -> Any:
        """Return the record of a row whose columns are a subject's."""
        values: dict[str, Any] = {}
        for name, value in zip(FIELDS[subject], row, strict=False):
            if value is None:
                continue
            if name in LISTS:
                values[name] = tuple(value)
            elif name in DAYS:
                values[name] = self.days[value]
            elif name == "attrs":
                values[name] = dict(value)
            else:
                values[name] = value
        if subject == "tie":
            values["kind"] = KIND_OF_TYPE[values["kind"]]
        return SUBJECTS[subject](**values)

    def _tuple(self, values: list[str] | None) -> tuple[str, ...]:
        if not values:
            return ()
        found = tuple(values)
        return self._lists.setdefault(found, found)

    def partner_attributes(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a network node's attributes for a row of `PARTNER_NODE`."""
        days, listed = self.days, self._tuple
        kind = row[2]
        return {
            "name": row[1],
            "kind": kind,
            "area": row[3] or "",
            "topics": listed(row[4]),
            "fields": listed(row[5]),
            "carrier": row[6] or "",
            "carrier_type": row[7] or "",
            "serves": listed(row[8]),
            "lat": row[9],
            "lon": row[10],
            "since": days[row[11]],
            "until": days[row[12]],
            "state": row[13] or "",
            "audience": row[14] or "",
            "format": row[15] or "",
            "languages": listed(row[16]),
            "represents": row[17] or "",
            "visibility": row[18] or "",
            "evidence": row[19] or "",
            "confirmed_on": days[row[20]],
            "attrs": dict(row[21]) if row[21] else NO_ATTRS,
            "sector": SECTOR_OF[kind],
            "name_key": row[22],
            "recorded_on": days[row[23]],
        }

    def tie_attributes(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a network edge's attributes for a row of `TIE_EDGE`, whose first three are id, source and target."""
        days = self.days
        return {
            "kind": KIND_OF_TYPE[row[3]],
            "intensity": row[4],
            "formality": row[5] or "",
            "forms": self._tuple(row[6]),
            "since": days[row[7]],
            "until": days[row[8]],
            "status": row[9] or "",
            "reported_by": row[10] or "",
            "visibility": row[11] or "",
            "evidence": row[12] or "",
            "confirmed_on": days[row[13]],
            "amount": row[14],
            "year": row[15],
            "basis": row[16] or "",
            "attrs": dict(row[17]) if row[17] else NO_ATTRS,
            "recorded_on": days[row[18]],
        }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
