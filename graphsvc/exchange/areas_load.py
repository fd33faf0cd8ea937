"""`areas load`: areas of files into the store, checked, and records of merged areas to where these went."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.exchange.areas_files import AreaFiles
from graphsvc.exchange.areas_moved import lost, moved
from graphsvc.language import Text
from graphsvc.model import Viewer
from graphsvc.store import Store


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was loaded: counts, the day of the figures that now hold, and what there is to say."""

    counts: Mapping[str, int]
    stand: date | None
    remarks: tuple[Text, ...]


def load_areas(
    store: Store, files: Sequence[tuple[str, bytes]], *, stand: date | None, source: str, actor: str
) -> Loaded:
    """Load areas; records that lie in areas that merged are changed as one revision, which can be undone."""
    found = AreaFiles(files, store.areas(), stand=stand, source=source)
    areas = store.load_areas(found.areas)
    records = store.records(Viewer.STAFF)
    changes = moved(records, areas)
    remarks = [*found.remarks, lost(records, areas)]
    if changes.changes:
        revision = store.apply(changes, actor=actor, key=secrets.token_hex(16))
        text = Text(
            "{n} Eintrag lag in einem Gebiet, das es nicht mehr gibt, und liegt jetzt im Nachfolger (Änderung {id}).",
            "{n} Einträge lagen in Gebieten, die es nicht mehr gibt, und liegen jetzt im Nachfolger (Änderung {id}).",
            len(changes),
            values={"id": str(revision.id)},
        )
        remarks.append(text)
    counts = {
        "areas": len(found.areas),
        "outlines": len(found.areas.outlines),
        "successors": len(found.areas.successors),
        "minutes": len(found.areas.minutes),
        "moved": len(changes),
    }
    return Loaded(counts=counts, stand=areas.stand, remarks=tuple(filter(None, remarks)))
