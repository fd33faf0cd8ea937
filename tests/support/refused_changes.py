"""ChangeSets that every store has to refuse, made from what it holds; each with the error it has to raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from graphsvc.changes import Change, ChangeSet, Record, added, change
from graphsvc.errors import Conflict, DrehscheibeError, Refused
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie, Viewer
from graphsvc.store import Records, Store
from graphsvc.topics import Topic

LONG = "x" * 1001
NEW = Partner(id="p-neu", name="Neu", kind="other")


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A ChangeSet for what a store holds, and what becomes of it."""

    make: Callable[[Store], ChangeSet]
    error: type[DrehscheibeError]
    expected: int | None = None


def _refused(*records: Record) -> Bad:
    return Bad(make=lambda store: added(*records), error=Refused)


def _of(error: type[DrehscheibeError], make: Callable[[Records], list[Change]], expected: int | None = None) -> Bad:
    def changes(store: Store) -> ChangeSet:
        return ChangeSet(changes=tuple(make(store.records(Viewer.STAFF))), reason="schlecht")

    return Bad(make=changes, error=error, expected=expected)


_refuse, _conflict = partial(_of, Refused), partial(_of, Conflict)
_SUBJECTS = ("partners", "contacts", "ties", "inquiries", "requests", "topics")
_OTHER: Mapping[str, Callable[[Any], Record]] = {
    "partners": lambda r: replace(r, name="Anders"),
    "contacts": lambda r: replace(r, phone="1"),
    "ties": lambda r: replace(r, evidence="anders"),
    "inquiries": lambda r: replace(r, on=date(1999, 1, 1)),
    "requests": lambda r: replace(r, asked=4711),
    "topics": lambda r: replace(r, synonyms=("Anderes",)),
}
_ABSENT: Mapping[str, Any] = {
    "partners": NEW,
    "contacts": Contact(id="p-neu", phone="1"),
    "ties": Tie(id="t-neu", source="stand", target="grp"),
    "inquiries": Inquiry(id="i-neu", partner="stand", on=date(2026, 1, 1)),
    "requests": Request(id="r-neu", topic="Angst", area="08", year=2026),
    "topics": Topic(name="Neues Thema"),
}


def _some(records: Records, what: str, number: int = 3) -> Any:
    found: Mapping[str, Any] = getattr(records, what)
    return found[sorted(found)[number]]


def _stale(what: str, after: bool, records: Records) -> list[Change]:
    here = _some(records, what)
    other = _OTHER[what](here)
    return [change(other, here if after else None)]


def _free(records: Records) -> list[Change]:
    """Return what removes the ties of ``stand``, of which nothing else hangs."""
    ties = [tie for tie in records.ties.values() if "stand" in (tie.source, tie.target)]
    return [change(tie, None) for tie in ties] + [change(records.partners["stand"], None)]


def _bound(records: Records, *ways: str) -> list[Change]:
    """Return what removes a partner of which nothing hangs any more but what ``ways`` name."""
    hanging: dict[str, dict[str, Any]] = {
        "ties": {end: t for t in records.ties.values() for end in (t.source, t.target)},
        "inquiries": {i.partner: i for i in records.inquiries.values()},
        "contacts": dict(records.contacts),
    }
    id = next(id for id in records.partners if all((id in hanging[way]) for way in ways))
    gone: list[Change] = [change(records.partners[id], None)]
    if "ties" not in ways:
        gone += [change(t, None) for t in records.ties.values() if id in (t.source, t.target)]
    if "inquiries" not in ways:
        gone += [change(i, None) for i in records.inquiries.values() if i.partner == id]
    if "contacts" not in ways and id in records.contacts:
        gone.append(change(records.contacts[id], None))
    return gone


def _moved_away(records: Records) -> list[Change]:
    """Return what moves a partner's ties to another and removes it: removals come first, so it is still bound."""
    *free, gone = _free(records)
    ties: list[Any] = [item.before for item in free]
    others = iter(id for id in records.partners if id != "stand")
    moved = [
        replace(t, **{end: next(others) for end in ("source", "target") if getattr(t, end) == "stand"}) for t in ties
    ]
    return [change(t, after) for t, after in zip(ties, moved, strict=True)] + [gone]


def _twice(records: Records) -> list[Change]:
    here = records.partners["grp"]
    return [change(here, replace(here, name="Erst")), change(here, replace(here, name="Dann"))]


CASES: dict[str, Bad] = {
    "nothing": _refused(),
    "twice the same": _refused(NEW, NEW),
    "twice, once removed": _refuse(lambda r: [change(r.partners["grp"], None), *_twice(r)]),
    "twice changed": _refuse(_twice),
    "unknown kind": _refused(replace(NEW, kind="gibt es nicht")),
    "no kind": _refused(NEW, replace(NEW, id="zwei", kind="")),
    "unknown tie": _refused(Tie(id="t-neu", source="stand", target="grp", kind="SUPPORTS")),
    "self tie": _refused(NEW, Tie(id='t"neu', source="stand", target="stand")),
    "self tie of nobody": _refused(Tie(id="t-neu", source="niemand", target="niemand")),
    "tie without source": _refused(NEW, Tie(id="t-neu", source="niemand", target="p-neu")),
    "tie without target": _refused(NEW, Tie(id="t-neu", source="p-neu", target="niemand 🧠")),
    "ties without ends": _refused(
        Tie(id="t-1", source="z", target="grp"), Tie(id="t-2", source="\U00010428", target="Ａ")
    ),
    "contact without partner": _refused(NEW, Contact(id="niemand", phone="1")),
    "inquiry without partner": _refused(NEW, Inquiry(id="i-neu", partner="niemand", on=date(2026, 1, 1))),
    "contact and inquiry without partner": _refused(
        Inquiry(id="i-neu", partner="ä", on=date(2026, 1, 1)), Contact(id="b", phone="1"), Contact(id="a", phone="1")
    ),
    "tie moved to nobody": _refuse(lambda r: [change(t := _some(r, "ties"), replace(t, target="niemand"))]),
    "inquiry moved to nobody": _refuse(lambda r: [change(i := _some(r, "inquiries"), replace(i, partner="niemand"))]),
    "partner with ties": _refuse(lambda r: [change(r.partners["stand"], None)]),
    "partner with inquiries": _refuse(lambda r: _bound(r, "inquiries")),
    "partner with contact": _refuse(lambda r: _bound(r, "contacts")),
    "partner with all": _refuse(lambda r: _bound(r, "ties", "inquiries", "contacts")),
    "two bound partners": _refuse(lambda r: [*_bound(r, "inquiries"), *_bound(r, "ties", "contacts")][::-1]),
    "partner whose ties move": _refuse(_moved_away),
    "tie to who goes": _refuse(lambda r: [*_free(r), change(None, Tie(id="t-neu", source="grp", target="stand"))]),
    "good and bad": _refused(NEW, Contact(id="p-neu", phone="1"), Tie(id="t-neu", source="p-neu", target="niemand")),
    "several stale": _conflict(lambda r: [c for what in _SUBJECTS[::-1] for c in _stale(what, True, r)]),
    "two stale partners": _conflict(
        lambda r: [change(_OTHER["partners"](p := _some(r, "partners", n)), p) for n in (5, 2, 9)]
    ),
    "stale and nobody": _conflict(
        lambda r: [*_stale("partners", True, r), change(None, Tie(id="t-neu", source="grp", target="niemand"))]
    ),
    "attributes in question": _conflict(
        lambda r: [change(replace(p := r.partners["grp"], attrs={**p.attrs, "a": "b"}), p)]
    ),
    "all since the beginning": _conflict(lambda r: [change(r.partners["stand"], None)], expected=0),
    "all from before the beginning": _conflict(lambda r: [change(_some(r, "ties"), None)], expected=-1),
    "several since": _conflict(lambda r: [change(_some(r, w), _OTHER[w](_some(r, w))) for w in _SUBJECTS], expected=0),
    "since, though as before": _conflict(lambda r: [change(p := r.partners["grp"], replace(p, name="x"))], expected=2),
    "since, and stale": _conflict(lambda r: _stale("partners", True, r), expected=0),
}


def _absent(what: str, removed: bool, _: Records) -> list[Change]:
    return [change(_ABSENT[what], None if removed else _OTHER[what](_ABSENT[what]))]


def _there(what: str, same: bool, records: Records) -> list[Change]:
    here = _some(records, what)
    return [change(None, here if same else _OTHER[what](here))]


for _what in _SUBJECTS:
    CASES |= {
        f"stale {_what}": _conflict(partial(_stale, _what, True)),
        f"stale {_what} to be removed": _conflict(partial(_stale, _what, False)),
        f"absent {_what}": _conflict(partial(_absent, _what, False)),
        f"absent {_what} to be removed": _conflict(partial(_absent, _what, True)),
        f"{_what} that is there": _conflict(partial(_there, _what, False)),
        f"{_what} that is just so there": _conflict(partial(_there, _what, True)),
    }
_LONG: dict[str, Record] = {
    "partner": replace(NEW, id=LONG),
    "area": replace(NEW, area="ü" * 1001),
    "topic of a partner": replace(NEW, topics=("kurz", LONG)),
    "service": replace(NEW, serves=("08", LONG)),
    "tie": Tie(id=LONG, source="stand", target="grp"),
    "source": Tie(id="t-neu", source=LONG, target="grp"),
    "contact": Contact(id=LONG),
    "inquiry": Inquiry(id=LONG, partner="stand", on=date(2026, 1, 1)),
    "request": Request(id=LONG, topic="Angst", area="08", year=2026),
    "topic": Topic(name=LONG),
    "synonym": Topic(name="kurz", synonyms=("ok", LONG)),
    "parent": Topic(name="kurz", parent=LONG),
    "key of a topic": Topic(name="\ufdfa" * 100),
    "key of a partner's topic": replace(NEW, topics=("\ufdfa" * 100,)),
}
_UNFIT: dict[str, Record] = {
    "terminator": replace(NEW, name="Neu\0"),
    "half a character": Contact(id="grp", place="\ud83e"),
    "terminator in an id": Inquiry(id="i\0", partner="grp", on=date(2026, 1, 1)),
    "terminator in an attribute": replace(NEW, attrs={"a": "\0"}),
    "terminator in an attribute's name": replace(NEW, attrs={"\0": "a"}),
    "bar in a list": replace(NEW, topics=("Angst|Sucht",)),
    "nothing in a list": replace(NEW, serves=("",)),
    "terminator in a list": Topic(name="kurz", synonyms=("Kürze\0",)),
    "no number": replace(NEW, lat=float("nan")),
    "infinite amount": Tie(id="t-neu", source="stand", target="grp", kind="funds", amount=float("inf")),
}
CASES |= {f"long {what}": _refused(record) for what, record in _LONG.items()}
CASES |= {what: _refused(record) for what, record in _UNFIT.items()}
CASES["nothing of something"] = _refuse(
    lambda r: [change(None, NEW), Change(subject="partner", id="grp", before=None, after=None)]
)
CASES["reason with a terminator"] = Bad(make=lambda store: replace(added(NEW), reason="weil\0"), error=Refused)
