"""Rows of partners: found again or new, with contact, remarks, and their tie to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process

from graphsvc.exchange import people
from graphsvc.exchange.columns import CONTACT_COLUMNS, OWN_TIE_COLUMNS
from graphsvc.exchange.rows import Row, Source
from graphsvc.exchange.tie_rows import match
from graphsvc.exchange.work import Work, digest, in_known_order, merged_attrs
from graphsvc.language import Text, slug, sort_key
from graphsvc.model import Contact, Partner
from graphsvc.rules import point_problem
from graphsvc.terms import normalise

_FIELDS = frozenset(Partner.__dataclass_fields__) - {"id", "attrs"}
_EMPTY = {name: getattr(Partner(id="", name="", kind=""), name) for name in _FIELDS}


def read_partner(work: Work, source: Source, row: Row) -> None:
    """Read a partner, its contact, and its tie to us."""
    given = work.own_id(row.values.get("id"))
    before = work.partners.get(given) if given else None
    name = _needed(work, source, row, "name", before.name if before else "")
    kind = _needed(work, source, row, "kind", before.kind if before else work.options.kind)
    if not name or not kind:
        return
    area = row.values.get("area") or _area_by_postcode(work, row.values) or work.options.area
    id = given or work.natural.get((normalise(name), kind, area)) or _new_id(name, kind, area)
    if not _first_of_its_id(work, source, row, id, given) or not _same_owner(work, source, row, id, name, kind):
        return
    defaults: dict[str, Any] = {"visibility": work.options.visibility} if work.options.visibility else {}
    after = _merged(work.partners.get(id) or Partner(id=id, name=name, kind=kind, **defaults), row, area)
    if after.since and after.until and after.until < after.since:
        work.period(source, row)
        return
    if problem := point_problem(after.lat, after.lon):
        work.say(source, row, "lat" if row.texts.get("lat") else "lon", problem, refused=True)
        return
    _remarks(work, source, row, after)
    work.put(after)
    _contact(work, id, row.values)
    if work.options.us and id != work.options.us:
        _tie_to_us(work, source, row, id)


def _needed(work: Work, source: Source, row: Row, column: str, otherwise: str) -> str:
    """Return a cell without which there is no partner; it can't be cleared either."""
    value = row.values.get(column, otherwise)
    if not value:
        work.missing(source, row, column)
    return value or ""


def _area_by_postcode(work: Work, values: Mapping[str, Any]) -> str:
    found = work.areas.with_postcode(values["postcode"]) if values.get("postcode") and "area" not in values else ()
    return found[0].ags if len(found) == 1 else ""


def _new_id(name: str, kind: str, area: str) -> str:
    return f"{slug(name)}-{digest(normalise(name), kind, area)[:6]}"


def _first_of_its_id(work: Work, source: Source, row: Row, id: str, given: str) -> bool:
    """Refuse a second row with one id; a second row that merely says the same again is left out with a remark."""
    here = (source.file, source.sheet.name, row.number)
    first = work.seen.setdefault(id, here)
    if first == here:
        return True
    values = {"id": id, "sheet": first[1], "row": str(first[2])}
    if given:
        text = Text(
            "Die Kennung {id} steht schon in {sheet}, Zeile {row}. Jede Kennung darf nur einmal vorkommen.",
            values=values,
        )
        work.say(source, row, "id", text, refused=True)
    else:
        text = Text(
            "Name, Art und Ort stehen schon in {sheet}, Zeile {row}. Die Zeile wird nicht noch einmal angelegt.",
            values=values,
        )
        work.say(source, row, "name", text)
    return False


def _same_owner(work: Work, source: Source, row: Row, id: str, name: str, kind: str) -> bool:
    """Refuse an id that belongs to somebody of another kind and name: mostly another list's numbers."""
    before = work.partners.get(id)
    if before is None or before.kind == kind or normalise(before.name) == normalise(name):
        return True
    text = Text(
        "Die Kennung {id} gehört schon zu „{name}“. Eine eigene Quelle (--source) hält zwei Listen auseinander.",
        values={"id": id, "name": before.name},
    )
    work.say(source, row, "id", text, refused=True)
    return False


def _merged(before: Partner, row: Row, area: str) -> Partner:
    changed: dict[str, Any] = {
        name: _EMPTY[name] if value is None else value for name, value in row.values.items() if name in _FIELDS
    }
    if area and "area" not in changed:
        changed["area"] = before.area or area
    return replace(before, **in_known_order(before, changed), **merged_attrs(before.attrs, row.attrs))


def _remarks(work: Work, source: Source, row: Row, partner: Partner) -> None:
    for column, text in (("name", partner.name), ("carrier", partner.carrier)):
        asked = column in row.values and (column == "carrier" or partner.kind == "practice" or "Dr." in text)
        if asked and text and (remark := people.like_a_person(text)):
            work.say(source, row, column, remark)
    for topic in partner.topics if "topics" in row.values else ():
        if (meant := _topic_remark(work, topic)) is not None:
            work.say(source, row, "topics", meant, value=topic)
    mail = row.values.get("email")
    if mail and people.personal_mail(mail):
        work.say(source, row, "email", Text("Die Adresse klingt nach einer Person. Besser ist eine wie info@…."))


def _topic_remark(work: Work, topic: str) -> Text | None:
    if topic not in work.topic_remarks:
        work.topic_remarks[topic] = None
        known = work.topics
        if len(known) and not known.knows(topic):
            names = {name: sort_key(name) for name in known}
            close = process.extractOne(sort_key(topic), names, scorer=fuzz.WRatio, score_cutoff=80)
            values = {"topic": topic, "meant": close[2] if close else ""}
            text = Text("Das Thema „{topic}“ steht nicht in der Themenliste.", values=values)
            if close:
                text = Text("Das Thema „{topic}“ steht nicht in der Themenliste. Meinten Sie „{meant}“?", values=values)
            work.topic_remarks[topic] = text
    return work.topic_remarks[topic]


def _contact(work: Work, id: str, values: Mapping[str, Any]) -> None:
    given = {name: values[name] or "" for name in CONTACT_COLUMNS if name in values}
    if given:
        after = replace(work.records.contacts.get(id) or Contact(id=id), **given)
        if after != Contact(id=id) or id in work.records.contacts:
            work.new["contact", id] = after


def _tie_to_us(work: Work, source: Source, row: Row, id: str) -> None:
    values = {name: row.values[name] for name in OWN_TIE_COLUMNS if name in row.values}
    if "tie_since" in values:
        values["since"] = values.pop("tie_since")
    if "confirmed_on" in row.values:
        values["confirmed_on"] = row.values["confirmed_on"]
    if work.options.visibility:
        values["visibility"] = work.options.visibility
    own = Row(row.number, row.values, {}, row.texts)
    match(work, source, own, (work.options.us, id), "cooperates_with", {"reported_by": "source", **values})
