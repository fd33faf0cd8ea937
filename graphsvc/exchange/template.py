"""Sheets against what is recorded: finds partners and ties again, and says what would change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process

from graphsvc.areas import Areas
from graphsvc.changes import Change, ChangeSet, Record, change, subject_of
from graphsvc.exchange import people
from graphsvc.exchange.cells import parsers
from graphsvc.exchange.columns import CONTACT_COLUMNS, OWN_TIE_COLUMNS
from graphsvc.exchange.doubles import likely_doubles
from graphsvc.exchange.report import Import
from graphsvc.exchange.rows import Reader, Row, Source, label
from graphsvc.language import Text, sort_key
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.rules import end_problems
from graphsvc.store import Progress, Records
from graphsvc.terms import normalise
from graphsvc.topics import Topic
from graphsvc.vocabulary import KINDS, SECTORS, TIES

_PARTNER_FIELDS = frozenset(Partner.__dataclass_fields__) - {"id", "attrs"}
_TIE_FIELDS = frozenset(Tie.__dataclass_fields__) - {"id", "source", "target", "attrs"}
_ORDER = ("topics", "partners", "ties", "inquiries", "requests")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a person says of a whole list.

    ``source`` keeps its ids apart; ``us`` is the partner with whom every row cooperates; the rest stands in where a row
    says nothing.
    """

    source: str = ""
    us: str = ""
    kind: str = ""
    area: str = ""
    visibility: str = ""


def prepare(
    sources: Sequence[Source],
    records: Records,
    areas: Areas,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Import:
    """Return what loading the sheets would change; partners are read before ties, whatever the files' order."""
    work = _Work(records, areas, options or Options(), progress, sum(len(s.sheet.rows) for s in sources))
    readers = {
        "topics": work.topic,
        "partners": work.partner,
        "ties": work.tie,
        "inquiries": work.inquiry,
        "requests": work.request,
    }
    for table in _ORDER:
        for source in sources:
            if source.mapped.table == table:
                for row in work.reader.rows(source):
                    readers[table](source, row)
                    work.tick()
    return work.finish()


class _Work:
    """One import in the making: what is recorded, what the rows make of it, and how things are found again."""

    def __init__(self, records: Records, areas: Areas, options: Options, progress: Progress | None, total: int) -> None:
        self.records, self.areas, self.options = records, areas, options
        self.reader = Reader(parsers(areas))
        self.partners = dict(records.partners)
        self.new: dict[tuple[str, str], Record] = {}
        self.seen: dict[tuple[str, str], tuple[str, int]] = {}
        self._names: dict[str, list[str]] = {}
        self._natural: dict[tuple[str, str, str], str] = {}
        for partner in records.partners.values():
            self._index(partner)
        self._ties: dict[tuple[str, str, str], list[Tie]] = {}
        for tie in records.ties.values():
            self._ties.setdefault(_pair(tie.source, tie.target, tie.kind), []).append(tie)
        self._in_file: dict[tuple[str, str, str], int] = {}
        self._topics: dict[str, Text | None] = {}
        self._progress, self._total, self._done = progress, total, 0

    def tick(self) -> None:
        """Tell how far it is, now and then."""
        self._done += 1
        if self._progress and self._done % 2_000 == 0:
            self._progress(self._done, self._total)

    # -- partners ------------------------------------------------------------------------------------------------

    def partner(self, source: Source, row: Row) -> None:
        """Read a partner, its contact, and its tie to us."""
        values = row.values
        name, kind = values.get("name"), values.get("kind") or self.options.kind
        given = self._own_id(values.get("id"))
        before = self.partners.get(given) if given else None
        name = name or (before.name if before else None)
        kind = kind or (before.kind if before else None)
        for column, value in (("name", name), ("kind", kind)):
            if not value:
                text = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label(column)})
                self.reader.say(source, row.number, column, "", text, refused=True)
        if not name or not kind:
            return
        area = values.get("area") or self._area_by_postcode(values) or self.options.area
        id = given or self._natural.get((normalise(name), kind, area)) or _new_id(name, kind, area)
        if not self._first_of_its_id(source, row, id, given):
            return
        before = self.partners.get(id)
        if before and given and before.kind != kind and normalise(before.name) != normalise(name):
            text = Text(
                "Die Kennung {id} gehört schon zu „{name}“. Eine eigene Quelle (--source) hält zwei Listen auseinander.",
                values={"id": id, "name": before.name},
            )
            self.reader.say(source, row.number, "id", str(values.get("id")), text, refused=True)
            return
        after = self._merged(
            before or Partner(id=id, name=name, kind=kind, **self._defaults()), values, area, row.attrs
        )
        if after.since and after.until and after.until < after.since:
            self._period(source, row, str(after.until))
            return
        self._remarks(source, row, after)
        self._put(after)
        self._contact(id, values)
        if self.options.us and id != self.options.us:
            self._tie_to_us(source, row, id)

    def _own_id(self, id: str | None) -> str:
        if not id:
            return ""
        return f"{self.options.source}:{id}" if self.options.source else id

    def _defaults(self) -> dict[str, Any]:
        return {"visibility": self.options.visibility} if self.options.visibility else {}

    def _area_by_postcode(self, values: Mapping[str, Any]) -> str:
        found = self.areas.find(values["postcode"]) if values.get("postcode") and "area" not in values else ()
        return found[0].ags if len(found) == 1 and found[0].postcode else ""

    def _first_of_its_id(self, source: Source, row: Row, id: str, given: str) -> bool:
        """Refuse a second row with one id; a second row that merely says the same again is left out with a remark."""
        first = self.seen.setdefault(("partner", id), (source.sheet.name, row.number))
        if first == (source.sheet.name, row.number):
            return True
        values = {"id": id, "sheet": first[0], "row": str(first[1])}
        if given:
            text = Text(
                "Die Kennung {id} steht schon in {sheet}, Zeile {row}. Jede Kennung darf nur einmal vorkommen.",
                values=values,
            )
            self.reader.say(source, row.number, "id", str(row.values.get("id")), text, refused=True)
        else:
            text = Text(
                "Name, Art und Ort stehen schon in {sheet}, Zeile {row}. Die Zeile wird nicht noch einmal angelegt.",
                values=values,
            )
            self.reader.say(source, row.number, "name", str(row.values.get("name")), text)
        return False

    def _merged(self, before: Partner, values: Mapping[str, Any], area: str, attrs: Mapping[str, str]) -> Partner:
        changed: dict[str, Any] = {}
        for name, value in values.items():
            if name in _PARTNER_FIELDS:
                changed[name] = _EMPTY_PARTNER[name] if value is None else value
        if area and "area" not in changed:
            changed["area"] = area if not before.area else before.area
        if attrs:
            changed["attrs"] = {k: v for k, v in {**before.attrs, **attrs}.items() if v}
        return replace(before, **changed)

    def _period(self, source: Source, row: Row, value: str) -> None:
        text = Text("Das Ende liegt vor dem Beginn. Bitte die beiden Tage prüfen.")
        self.reader.say(source, row.number, "until", value, text, refused=True)

    def _remarks(self, source: Source, row: Row, partner: Partner) -> None:
        for column, text in (("name", partner.name), ("carrier", partner.carrier)):
            remark = (
                people.like_a_person(text)
                if text and (column == "carrier" or partner.kind == "practice" or "Dr." in text)
                else None
            )
            if remark and column in row.values:
                self.reader.say(source, row.number, column, text, remark)
        for topic in partner.topics if "topics" in row.values else ():
            if (meant := self._topic_remark(topic)) is not None:
                self.reader.say(source, row.number, "topics", topic, meant)
        mail = row.values.get("email")
        if mail and people.personal_mail(mail):
            better = Text("Die Adresse klingt nach einer Person. Besser ist eine wie info@….")
            self.reader.say(source, row.number, "email", mail, better)

    def _topic_remark(self, topic: str) -> Text | None:
        if topic not in self._topics:
            self._topics[topic] = None
            known = self.records.topics
            if len(known) and not known.knows(topic):
                close = process.extractOne(
                    sort_key(topic), {n: sort_key(n) for n in known}, scorer=fuzz.WRatio, score_cutoff=80
                )
                values = {"topic": topic, "meant": close[2] if close else ""}
                text = Text("Das Thema „{topic}“ steht nicht in der Themenliste.", values=values)
                if close:
                    text = Text(
                        "Das Thema „{topic}“ steht nicht in der Themenliste. Meinten Sie „{meant}“?", values=values
                    )
                self._topics[topic] = text
        return self._topics[topic]

    def _contact(self, id: str, values: Mapping[str, Any]) -> None:
        given = {name: values[name] or "" for name in CONTACT_COLUMNS if name in values}
        if given:
            after = replace(self.records.contacts.get(id) or Contact(id=id), **given)
            if after != Contact(id=id) or id in self.records.contacts:
                self.new["contact", id] = after

    def _put(self, partner: Partner) -> None:
        self.partners[partner.id] = partner
        self.new["partner", partner.id] = partner
        self._index(partner)

    def _index(self, partner: Partner) -> None:
        key = normalise(partner.name)
        ids = self._names.setdefault(key, [])
        if partner.id not in ids:
            ids.append(partner.id)
        self._natural.setdefault((key, partner.kind, partner.area), partner.id)

    # -- ties ----------------------------------------------------------------------------------------------------

    def _tie_to_us(self, source: Source, row: Row, id: str) -> None:
        values = {name: row.values[name] for name in OWN_TIE_COLUMNS if name in row.values}
        if "tie_since" in values:
            values["since"] = values.pop("tie_since")
        if "confirmed_on" in row.values:
            values["confirmed_on"] = row.values["confirmed_on"]
        if self.options.visibility:
            values["visibility"] = self.options.visibility
        self._match(source, row, self.options.us, id, "cooperates_with", {"reported_by": "source", **values})

    def tie(self, source: Source, row: Row) -> None:
        """Read a tie; its ends are ids or exact names."""
        ends = [self._end(source, row, column) for column in ("source", "target")]
        if None in ends:
            return
        kind = row.values.get("kind") or "cooperates_with"
        values = {name: value for name, value in row.values.items() if name not in ("source", "target", "kind")}
        if self.options.visibility:
            values.setdefault("visibility", self.options.visibility)
        self._match(source, row, str(ends[0]), str(ends[1]), kind, values)

    def _end(self, source: Source, row: Row, column: str) -> str | None:
        text = row.values.get(column) or ""
        if not text:
            missing = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label(column)})
            self.reader.say(source, row.number, column, "", missing, refused=True)
            return None
        for id in (self._own_id(text), text):
            if id in self.partners:
                return id
        found = self._names.get(normalise(text), [])
        if len(found) == 1:
            return found[0]
        values: dict[str, object] = {"text": text}
        if found:
            values["names"] = ", ".join(f"{self.partners[id].name} ({id})" for id in found[:6])
            problem = Text("„{text}“ passt auf mehrere Akteure: {names}. Bitte die Kennung angeben.", values=values)
        else:
            problem = Text(
                "Den Akteur „{text}“ gibt es nicht. Bitte zuerst anlegen oder die Schreibweise prüfen.", values=values
            )
        self.reader.say(source, row.number, column, text, problem, refused=True)
        return None

    def _match(self, source: Source, row: Row, here: str, there: str, kind: str, values: Mapping[str, Any]) -> None:
        if here == there:
            text = Text("Ein Akteur kann nicht mit sich selbst verbunden sein.")
            self.reader.say(source, row.number, "target", there, text, refused=True)
            return
        for column, text in end_problems(kind, self.partners[here].kind, self.partners[there].kind).items():
            self.reader.say(source, row.number, column, here if column == "source" else there, text, refused=True)
            return
        given = {
            name: (_EMPTY_TIE[name] if value is None else value)
            for name, value in values.items()
            if name in _TIE_FIELDS
        }
        pair = _pair(here, there, kind)
        known = self._found_again(pair, given)
        if known:
            if not TIES[kind].directed and known.source != here and "reported_by" in given:
                given["reported_by"] = {"source": "target", "target": "source"}.get(
                    given["reported_by"], given["reported_by"]
                )
            after = replace(known, **given, **_attrs(known.attrs, row.attrs))
        else:
            after = Tie(id="", source=here, target=there, kind=kind, **given, **_attrs({}, row.attrs))
            after = replace(after, id=self._tie_id(after))
        if after.since and after.until and after.until < after.since:
            self._period(source, row, str(after.until))
            return
        ties = self._ties.setdefault(pair, [])
        if known:
            ties[ties.index(known)] = after
        else:
            ties.append(after)
        self.new["tie", after.id] = after

    def _found_again(self, pair: tuple[str, str, str], given: Mapping[str, Any]) -> Tie | None:
        """Return the recorded tie that a row speaks of: with the same beginning, forms and money, or the only one."""
        known = [tie for tie in self._ties.get(pair, ()) if ("tie", tie.id) not in self.new or _same(tie, given)]
        for tie in known:
            if _same(tie, given):
                return tie
        if len(known) == 1 and known[0].status == given.get("status", known[0].status):
            only = known[0]
            free = only.since is None or given.get("since") in (None, only.since)
            same_money = all(given.get(name) in (None, getattr(only, name)) for name in ("year", "basis"))
            same_forms = "forms" not in given or not only.forms or only.forms == given["forms"]
            if free and same_money and same_forms:
                return only
        return None

    def _tie_id(self, tie: Tie) -> str:
        a, b, kind = _pair(tie.source, tie.target, tie.kind)
        parts = (a, b, kind, str(tie.since), "|".join(tie.forms), str(tie.year), tie.basis, tie.status)
        for attempt in range(1000):
            id = "t" + hashlib.blake2b("\n".join((*parts, str(attempt))).encode(), digest_size=6).hexdigest()
            if ("tie", id) not in self.new and id not in self.records.ties:
                return id
        raise AssertionError("a thousand ties alike")

    # -- the rest ------------------------------------------------------------------------------------------------

    def topic(self, source: Source, row: Row) -> None:
        """Read a topic."""
        name = row.values.get("topic")
        if not name:
            text = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label("topic")})
            self.reader.say(source, row.number, "topic", "", text, refused=True)
            return
        before = self.records.topics.get(name) or Topic(name=name)
        given = {
            field: row.values[field] or _EMPTY_TOPIC[field] for field in ("parent", "synonyms") if field in row.values
        }
        self.new["topic", name] = replace(before, **given)

    def inquiry(self, source: Source, row: Row) -> None:
        """Read an inquiry."""
        partner = self._end(source, row, "partner")
        on = row.values.get("on")
        if on is None:
            text = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label("on")})
            self.reader.say(source, row.number, "on", "", text, refused=True)
        if partner is None or on is None:
            return
        about = tuple(sorted({_about(word) for word in row.values.get("about") or ()}))
        id = "i" + _digest(partner, on.isoformat(), *about)
        answered = row.values.get("answered")
        complete = bool(row.values.get("complete"))
        self.new["inquiry", id] = Inquiry(
            id=id,
            partner=partner,
            on=on,
            about=about,
            answered=True if answered is None else answered,
            complete=complete,
        )

    def request(self, source: Source, row: Row) -> None:
        """Read what was asked for."""
        values = row.values
        for column in ("topic", "area", "year"):
            if not values.get(column):
                text = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label(column)})
                self.reader.say(source, row.number, column, "", text, refused=True)
                return
        id = "r" + _digest(values["topic"], values["area"], str(values["year"]))
        self.new["request", id] = Request(
            id=id,
            topic=values["topic"],
            area=values["area"],
            year=values["year"],
            asked=values.get("asked") or 0,
            met=values.get("met"),
        )

    def finish(self) -> Import:
        """Compare with what is recorded."""
        recorded: Mapping[str, Mapping[str, Any]] = {
            "partner": self.records.partners,
            "contact": self.records.contacts,
            "tie": self.records.ties,
            "inquiry": self.records.inquiries,
            "request": self.records.requests,
            "topic": self.records.topics,
        }
        changes: list[Change] = []
        unchanged = 0
        for (subject, id), after in self.new.items():
            before = recorded[subject].get(id)
            if before == after:
                unchanged += subject != "contact"
            else:
                changes.append(change(before, after))
        added = [c.after for c in changes if c.before is None and isinstance(c.after, Partner)]
        self.reader.remarks += likely_doubles(added, self.partners.values(), self.seen)
        counts = {
            "added": sum(1 for c in changes if c.before is None and subject_of_change(c) != "contact"),
            "changed": sum(1 for c in changes if c.before is not None and subject_of_change(c) != "contact"),
            "unchanged": unchanged,
            "refused": len(self.reader.refused_rows),
        }
        ordered = sorted(
            self.reader.remarks, key=lambda remark: (not remark.refused, remark.file, remark.sheet, remark.row)
        )
        return Import(changes=ChangeSet(changes=tuple(changes)), remarks=tuple(ordered), counts=counts)


def subject_of_change(item: Change) -> str:
    """Return what a change is about."""
    record = item.after or item.before
    return subject_of(record) if record else ""


_EMPTY_PARTNER = {name: getattr(Partner(id="", name="", kind=""), name) for name in _PARTNER_FIELDS}
_EMPTY_TIE = {name: getattr(Tie(id="", source="", target=""), name) for name in _TIE_FIELDS}
_EMPTY_TOPIC: Mapping[str, Any] = {"parent": "", "synonyms": ()}


def _pair(source: str, target: str, kind: str) -> tuple[str, str, str]:
    if not TIES[kind].directed and target < source:
        source, target = target, source
    return source, target, kind


def _same(tie: Tie, given: Mapping[str, Any]) -> bool:
    """Return whether a row speaks of just this tie."""
    if given.get("status", "active") != tie.status:
        return False
    names = ("since", "forms", "year", "basis")
    return all(given.get(name, _EMPTY_TIE[name]) == getattr(tie, name) for name in names)


def _attrs(before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, Any]:
    return {"attrs": {k: v for k, v in {**before, **given}.items() if v}} if given else {}


def _about(word: str) -> str:
    if normalise(word) in ("topics", "themen", "allethemen"):
        return "topics"
    found = KINDS.find(word) or SECTORS.find(word)
    return found.code if found else word


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()


def _new_id(name: str, kind: str, area: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", sort_key(name)).strip("-")[:40].strip("-")
    return f"{slug or 'akteur'}-{_digest(normalise(name), kind, area)[:6]}"
