"""One import in the making: what is recorded, what the rows make of it, and how partners are found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphsvc.areas import Areas
from graphsvc.changes import Change, ChangeSet, Record, change
from graphsvc.exchange.cells import parsers
from graphsvc.exchange.doubles import likely_doubles
from graphsvc.exchange.report import Import
from graphsvc.exchange.rows import Reader, Row, Source, label
from graphsvc.language import Text
from graphsvc.model import Partner, Tie
from graphsvc.store import Progress, Records
from graphsvc.terms import normalise
from graphsvc.topics import Topic, Topics
from graphsvc.vocabulary import TIES


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


class Work:
    """What an import knows while it reads; ``new`` holds each record that a row speaks of, as it would be."""

    def __init__(self, records: Records, areas: Areas, options: Options, progress: Progress | None, total: int) -> None:
        self.records, self.areas, self.options = records, areas, options
        self.reader = Reader(parsers(areas))
        self.partners = dict(records.partners)
        self.new: dict[tuple[str, str], Record] = {}
        self.seen: dict[str, tuple[str, str, int]] = {}
        self.names: dict[str, list[str]] = {}
        self.natural: dict[tuple[str, str, str], str] = {}
        for partner in records.partners.values():
            self._index(partner)
        self.ties: dict[tuple[str, str, str], list[Tie]] = {}
        for tie in records.ties.values():
            self.ties.setdefault(pair_of(tie.source, tie.target, tie.kind), []).append(tie)
        self.request_ids = {(r.topic, r.area, r.year): r.id for r in records.requests.values()}
        self.inquiry_ids = {(i.partner, i.on, i.about): i.id for i in records.inquiries.values()}
        self.topic_remarks: dict[str, Text | None] = {}
        self._progress, self._total, self._done = progress, total, 0

    def tick(self) -> None:
        """Tell how far it is, now and then."""
        self._done += 1
        if self._progress and self._done % 2_000 == 0:
            self._progress(self._done, self._total)

    def say(self, source: Source, row: Row, column: str, text: Text, *, refused: bool = False, value: str = "") -> None:
        """Note a remark on a cell of a row; ``value`` is what stands there, unless given otherwise."""
        self.reader.say(source, row.number, column, value or row.texts.get(column, ""), text, refused=refused)

    def missing(self, source: Source, row: Row, column: str) -> None:
        """Refuse a row that lacks what is needed."""
        text = Text("Hier fehlt eine Angabe, die nötig ist: {column}.", values={"column": label(column)})
        self.say(source, row, column, text, refused=True)

    def period(self, source: Source, row: Row) -> None:
        """Refuse a row that ends before it begins."""
        text = Text("Das Ende liegt vor dem Beginn. Bitte die beiden Tage prüfen.")
        self.say(source, row, "until", text, refused=True)

    @cached_property
    def topics(self) -> Topics:
        """The topics table with what the files add to it; topics are read before everything else."""
        added = [record for record in self.new.values() if isinstance(record, Topic)]
        return Topics([*self.records.topics.values(), *added])

    # -- partners ------------------------------------------------------------------------------------------------

    def own_id(self, id: str | None) -> str:
        """Return an id as this list's source has it."""
        if not id:
            return ""
        return f"{self.options.source}:{id}" if self.options.source else id

    def put(self, partner: Partner) -> None:
        """Take a partner as a row makes it."""
        self.partners[partner.id] = partner
        self.new["partner", partner.id] = partner
        self._index(partner)

    def _index(self, partner: Partner) -> None:
        key = normalise(partner.name)
        ids = self.names.setdefault(key, [])
        if partner.id not in ids:
            ids.append(partner.id)
        self.natural.setdefault((key, partner.kind, partner.area), partner.id)

    def end(self, source: Source, row: Row, column: str) -> str | None:
        """Return the partner that a cell names by id or exact name; refuses the row where there is none, or several."""
        text = row.values.get(column) or ""
        if not text:
            self.missing(source, row, column)
            return None
        for id in (self.own_id(text), text):
            if id in self.partners:
                return id
        found = self.names.get(normalise(text), [])
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
        self.say(source, row, column, problem, refused=True)
        return None

    # -- the end -------------------------------------------------------------------------------------------------

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
        remarks = [*self.reader.remarks, *likely_doubles(added, self.partners.values(), self.seen)]
        told = [item for item in changes if item.subject != "contact"]
        counts = {
            "added": sum(1 for item in told if item.before is None),
            "changed": sum(1 for item in told if item.before is not None),
            "unchanged": unchanged,
            "refused": len(self.reader.refused_rows),
        }
        remarks.sort(key=lambda remark: (not remark.refused, remark.file, remark.sheet, remark.row))
        return Import(changes=ChangeSet(changes=tuple(changes)), remarks=tuple(remarks), counts=counts)


def pair_of(source: str, target: str, kind: str) -> tuple[str, str, str]:
    """Return what ties between two partners are found by: an undirected one from either end."""
    if not TIES[kind].directed and target < source:
        source, target = target, source
    return source, target, kind


def merged_attrs(before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the attributes to set, where a row has some; an empty text clears one."""
    return {"attrs": {k: v for k, v in {**before, **given}.items() if v}} if given else {}


def in_known_order(record: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to set; a list that holds the same in another order is no change."""

    def same(old: Any, new: Any) -> bool:
        return isinstance(new, tuple) and len(old) == len(new) and set(old) == set(new)

    return {name: old if same(old := getattr(record, name), new) else new for name, new in given.items()}


def digest(*parts: str) -> str:
    """Return a short id that follows from its parts."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()
