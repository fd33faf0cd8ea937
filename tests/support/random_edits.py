"""Random edits of a store, each a real ChangeSet, of every kind that an office makes by hand: seeded, so the same everywhere.

New partners come with a tie to the best-connected partner of the area (its office), three in ten with one more to somebody;
new ties are mostly his as well, one in five joins any two others. The office itself does not end.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Partner, Tie, Viewer
from graphsvc.store import Store
from graphsvc.vocabulary import KINDS

WEIGHTS = {
    "new partner with ties": 18,
    "new partner": 4,
    "new tie": 10,
    "end tie": 6,
    "remove tie": 2,
    "turn tie": 2,
    "end partner": 4,
    "rename": 14,
    "other kind": 5,
    "other intensity": 12,
    "confirmation": 15,
    "other area": 2,
    "hidden": 3,
    "undo": 3,
}


def edit(store: Store, draw: random.Random, number: int, area: str, day) -> str:
    """Make one edit; returns what it was."""
    seen = store.records(Viewer.STAFF)
    partners = [p for p in seen.partners.values() if p.area == area and p.until is None]
    ids = {p.id for p in partners}
    ties = [t for t in seen.ties.values() if t.until is None and {t.source, t.target} <= ids]
    what = draw.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    if what == "undo":
        changes = _undone(store, draw)
    elif "new" in what:
        changes = _new(what, draw, number, area, partners, ties)
    elif "tie" in what or what == "other intensity":
        changes = _other_tie(what, draw, draw.choice(ties), partners, day)
    else:
        changes = _other_partner(what, draw, number, draw.choice([p for p in partners if p.id != _office(ties)]), day)
    store.apply(changes, actor="a", key=f"edit-{number}")
    return what


def _office(ties) -> str:
    """Return who has the most ties."""
    counts = Counter(end for tie in ties for end in (tie.source, tie.target))
    return max(counts, key=lambda id: (counts[id], id))


def _undone(store: Store, draw: random.Random) -> ChangeSet:
    """Return what takes back the last edit, but never the first load."""
    last = store.revision()
    return store.undo(last) if last > 1 else ChangeSet(changes=())


def _new(what, draw, number, area, partners, ties) -> ChangeSet:
    office, ids = _office(ties), [p.id for p in partners]
    if what == "new tie":
        a = office if draw.random() < 0.8 else draw.choice(ids)
        b = draw.choice([id for id in ids if id != a])
        return added(Tie(id=f"new-tie-{number}", source=a, target=b, intensity=draw.choice([None, 1, 2, 3, 4])))
    kind = draw.choice(["clinic", "service", "self_help_group", "association", "civic_place"])
    partner = Partner(id=f"new-{number}", name=f"Neu Nr. {number}", kind=kind, area=area)
    ends = {office} | ({draw.choice(ids)} if draw.random() < 0.3 else set()) if "ties" in what else set()
    return added(partner, *(Tie(id=f"new-{number}-{end}", source=partner.id, target=end) for end in sorted(ends)))


def _other_tie(what, draw, tie, partners, day) -> ChangeSet:
    if what == "remove tie":
        return ChangeSet(changes=(change(tie, None),), reason="falsch erfasst")
    if what == "end tie":
        return ChangeSet(changes=(change(tie, replace(tie, until=day - timedelta(days=draw.randrange(1, 900)))),))
    if what == "turn tie":
        other = draw.choice([p.id for p in partners if p.id not in (tie.source, tie.target)])
        return ChangeSet(changes=(change(tie, replace(tie, target=other)),))
    return ChangeSet(changes=(change(tie, replace(tie, intensity=draw.randint(1, 4))),))


def _other_partner(what, draw, number, partner, day) -> ChangeSet:
    now = {
        "end partner": {"until": day - timedelta(days=3)},
        "rename": {"name": f"Umbenannt Nr. {number}"},
        "other kind": {"kind": draw.choice(list(KINDS))},
        "other area": {"area": "08116"},
        "confirmation": {"confirmed_on": day},
        "hidden": {"visibility": draw.choice(["public", "partners", "internal"])},
    }[what]
    return ChangeSet(changes=(change(partner, replace(partner, **now)),))
