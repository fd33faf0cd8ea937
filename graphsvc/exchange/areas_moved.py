"""What is recorded in areas that merged moves to where they went, as a ChangeSet like any other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from graphsvc.areas import Areas, parent_of
from graphsvc.changes import ChangeSet, change
from graphsvc.exchange.areas_checks import some
from graphsvc.language import Text
from graphsvc.model import Partner, Request
from graphsvc.store import Records

REASON = "Gebietsänderungen"


def moved(records: Records, areas: Areas) -> ChangeSet:
    """Return the partners and requests whose areas have another AGS today."""
    today = areas.today
    found: list[tuple[Partner | Request, Partner | Request]] = []
    for partner in records.partners.values():
        serves = tuple(dict.fromkeys(map(today, partner.serves)))
        found.append((partner, replace(partner, area=today(partner.area), serves=serves)))
    found += [(request, replace(request, area=today(request.area))) for request in records.requests.values()]
    changes = tuple(change(before, after) for before, after in found if after != before)
    return ChangeSet(changes=changes, reason=REASON)


def lost(records: Records, areas: Areas) -> Text | None:
    """Say which areas of partners are no longer known, nor what became of them, and how many partners that concerns.

    Where no areas of a kind are loaded around one, it may well exist.
    """
    kinds = {(parent_of(ags), len(ags)) for ags in areas}
    counts: Counter[str] = Counter()
    for partner in records.partners.values():
        counts.update({ags for ags in (partner.area, *partner.serves) if ags and areas.today(ags) not in areas})
    unknown = {
        ags: n
        for ags, n in sorted(counts.items())
        if parent_of(ags) not in areas or (parent_of(ags), len(ags)) in kinds
    }
    if not len(areas) or not unknown:
        return None
    return Text(
        "{n} Gebiet von Akteuren gibt es nicht, und kein Nachfolger ist bekannt (mit Zahl der Akteure): {places}. "
        "Bitte die Gebietsänderungen laden, oder die Akteure ändern.",
        "{n} Gebiete von Akteuren gibt es nicht, und kein Nachfolger ist bekannt (mit Zahl der Akteure): {places}. "
        "Bitte die Gebietsänderungen laden, oder die Akteure ändern.",
        len(unknown),
        values={"places": some(f"{ags}: {n}" for ags, n in unknown.items())},
    )
