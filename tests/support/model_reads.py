"""What the plain model of a store tells: loops over what is here and over the journal, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from graphsvc.changes import Change, Record
from graphsvc.language import sort_key
from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie, Viewer
from graphsvc.store import PartnerRecord, Records, Revision, TieRecord
from graphsvc.topics import Topic, Topics
from graphsvc.vocabulary import GROUPS

Key: TypeAlias = tuple[str, str]


@dataclass
class Entry:
    """A revision as the model keeps it; an erased contact's change has neither before nor after."""

    id: int
    at: datetime
    actor: str
    reason: str
    key: str
    changes: list[Change] = field(default_factory=list)


@dataclass
class Seen:
    """A network, as far as the model tells it."""

    partners: dict[str, date]
    ties: dict[str, tuple[str, str, date]]
    inquiries: list[str]
    requests: list[str]
    outside: int


class ModelReads:
    """What is here, on which day each record first was, and the journal; and what anybody may read of it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.here: dict[Key, Record] = {}
        self.first: dict[Key, date] = {}
        self.entries: list[Entry] = []
        self.settings: dict[str, str] = {}

    def revision(self) -> int:
        return len(self.entries)

    def topics(self) -> Topics:
        return Topics(r for _, r in sorted(self.here.items()) if isinstance(r, Topic))

    def of(self, kind: type[Any]) -> list[Any]:
        """Return the present records of a kind, by id."""
        return [record for _, record in sorted(self.here.items()) if isinstance(record, kind)]

    def _sees(self, id: str, viewer: Viewer) -> bool:
        partner = self.here.get(("partner", id))
        return isinstance(partner, Partner) and partner.visibility in viewer.sees

    def _may_see(self, record: Record, viewer: Viewer) -> bool:
        match record:
            case Topic():
                return True
            case Request():
                return viewer is Viewer.STAFF
            case Contact():
                partner: Any = self.here.get(("partner", record.id))
                open_to_all = partner and (partner.kind not in GROUPS or partner.attrs.get("contact") == "direct")
                return viewer is Viewer.STAFF or bool(open_to_all and self._sees(record.id, viewer))
            case Partner() | Tie():
                needed = [record.id] if isinstance(record, Partner) else needs(record)
                return record.visibility in viewer.sees and all(self._sees(id, viewer) for id in needed)
            case _:
                return all(self._sees(id, viewer) for id in needs(record))

    def records(self, viewer: Viewer) -> Records:
        seen = {key: record for key, record in sorted(self.here.items()) if self._may_see(record, viewer)}

        def of(subject: str) -> dict[str, Any]:
            return {id: record for (kind, id), record in seen.items() if kind == subject}

        return Records(
            partners=of("partner"),
            contacts=of("contact"),
            ties=of("tie"),
            inquiries=of("inquiry"),
            requests=of("request"),
            topics=self.topics(),
            revision=self.revision(),
        )

    def journal(self, viewer: Viewer, since: int = 0) -> Iterator[Revision]:
        for entry in self.entries[max(since, 0) :]:
            yield self._told(entry, entry.changes, viewer)

    def _told(self, entry: Entry, changes: Iterable[Change], viewer: Viewer) -> Revision:
        staff = viewer is Viewer.STAFF
        found = sorted((c for c in changes if staff or self._may_read(c, viewer)), key=lambda c: (c.subject, c.id))
        bare = tuple(replace(c, before=None, after=None) if c.subject == "contact" else c for c in found)
        who, why = (entry.actor, entry.reason) if staff else ("", "")
        return Revision(id=entry.id, at=entry.at, actor=who, reason=why, changes=bare)

    def _may_read(self, item: Change, viewer: Viewer) -> bool:
        versions = [record for record in (item.before, item.after) if record is not None]
        return item.subject not in ("contact", "request") and all(self._may_see(record, viewer) for record in versions)

    def partner(self, id: str, viewer: Viewer) -> PartnerRecord | None:
        partner = self.here.get(("partner", id))
        if not isinstance(partner, Partner) or not self._sees(id, viewer):
            return None
        contact: Any = self.here.get(("contact", id))
        ties = [t for t in self.of(Tie) if id in (t.source, t.target) and self._may_see(t, viewer)]
        inquiries = [i for i in self.of(Inquiry) if i.partner == id]
        touched = {("partner", id), ("contact", id), *(("tie", t.id) for t in ties)}
        touched |= {("inquiry", i.id) for i in inquiries}
        told = (self._told(e, (c for c in e.changes if (c.subject, c.id) in touched), viewer) for e in self.entries)
        history = [revision for revision in told if revision.changes][::-1]
        own = self._last(("partner", id), ("contact", id))
        return PartnerRecord(
            partner=partner,
            contact=contact if contact and self._may_see(contact, viewer) else None,
            ties=tuple(sorted((self._tie_record(t, id) for t in ties), key=_tie_order)),
            inquiries=tuple(sorted(inquiries, key=lambda i: (-i.on.toordinal(), i.id))),
            history=tuple(history),
            revision=max(r.id for r in history) if viewer is Viewer.STAFF else own,
        )

    def _last(self, *keys: Key) -> int:
        return max((e.id for e in self.entries for c in e.changes if (c.subject, c.id) in keys), default=0)

    def _tie_record(self, tie: Tie, id: str) -> TieRecord:
        outgoing = tie.source == id
        other: Any = self.here["partner", tie.target if outgoing else tie.source]
        return TieRecord(tie=tie, other=other, outgoing=outgoing, revision=self._last(("tie", tie.id)))

    def find(self, text: str, selection: Selection, viewer: Viewer) -> list[str]:
        """Return all ids in order; the cursor's pages are tried elsewhere."""
        word = sort_key(text)
        found = []
        for partner in self._selected(selection, viewer):
            name = sort_key(partner.name)
            if not text.strip() or (word and word in name):
                rank = 0 if name.startswith(word) else 1 if f" {word}" in name else 2
                found.append((rank, name, partner.id))
        return [id for *_, id in sorted(found)]

    def network(self, selection: Selection, viewer: Viewer) -> Seen:
        day = selection.on or self.now().astimezone().date()
        selection = replace(selection, on=day)
        chosen = {p.id for p in self._selected(selection, viewer)}
        known = {p.id for p in self._selected(Selection(on=selection.on, since=selection.since), viewer)}
        ties = [
            tie
            for tie in self.of(Tie)
            if tie.visibility in viewer.sees and (not selection.ties or tie.kind in selection.ties)
        ]
        if selection.ego is not None:
            near = {selection.ego} & chosen
            for _ in range(selection.radius):
                active = [t for t in ties if t.status == "active" and _stands(t, day, day)]
                near |= {b for t in active for a, b in (needs(t), needs(t)[::-1]) if a in near and b in chosen}
            chosen = near
        ties = [t for t in ties if _stands(t, day, selection.since)]
        leaving = [t for t in ties if len(chosen & set(needs(t))) == 1]
        staff = viewer is Viewer.STAFF
        areas = tuple(selection.areas) or ("",)
        return Seen(
            partners={id: self.first["partner", id] for id in sorted(chosen)},
            ties={t.id: (t.source, t.target, self.first["tie", t.id]) for t in ties if set(needs(t)) <= chosen},
            inquiries=[
                i.id
                for i in sorted(self.of(Inquiry), key=lambda i: (i.on, i.id))
                if staff and i.partner in chosen and i.on <= day
            ],
            requests=[r.id for r in self.of(Request) if staff and r.area.startswith(areas)],
            outside=0 if selection.everything else sum(set(needs(t)) <= known for t in leaving),
        )

    def _selected(self, selection: Selection, viewer: Viewer) -> list[Partner]:
        """Return the partners of all of a Selection but ``ego``."""
        topics = self.topics()
        wanted = topics.spellings_under(selection.topics)
        day = selection.on or self.now().astimezone().date()
        return [
            p
            for p in self.of(Partner)
            if p.visibility in viewer.sees
            and _stands(p, day, selection.since)
            and not (p.state == "dissolved" and p.until is None)
            and (not selection.areas or any(_is_in(p, area) for area in selection.areas))
            and (not selection.kinds or p.kind in selection.kinds)
            and (not selection.fields or selection.fields & set(p.fields))
            and (not selection.topics or not p.topics or any(sort_key(t) in wanted for t in p.topics))
        ]


def needs(record: Record) -> list[str]:
    """Return the partners that have to be there for a record."""
    match record:
        case Tie():
            return [record.source, record.target]
        case Inquiry():
            return [record.partner]
        case Contact():
            return [record.id]
    return []


def _stands(record: Partner | Tie, day: date, since: date | None) -> bool:
    begun = record.since is None or record.since <= day
    return begun and (record.until is None or record.until >= (since or day))


def _is_in(partner: Partner, area: str) -> bool:
    """Return whether its seat lies there, or what it serves lies there or around it."""
    return partner.area.startswith(area) or any(s.startswith(area) or area.startswith(s) for s in partner.serves)


def _tie_order(record: TieRecord) -> tuple[Any, ...]:
    tie = record.tie
    return not record.outgoing, sort_key(record.other.name), record.other.id, tie.since or date.min, tie.id
