"""Areas that others took the place of, packed: an earlier stand is shown with those that it was shown with."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import date

from graphsvc.areas import Area, Areas
from graphsvc.errors import Unknown
from graphsvc.language import Text


def packed(areas: Areas) -> bytes:
    """Return areas as compressed JSON."""
    whole = {
        "areas": [asdict(area) for area in areas.values()],
        "outlines": dict(areas.outlines),
        "successors": dict(areas.successors),
        "minutes": [[*pair, time] for pair, time in areas.minutes.items()],
        "stand": areas.stand.isoformat() if areas.stand else None,
        "source": areas.source,
        "version": areas.version,
    }
    return zlib.compress(json.dumps(whole, ensure_ascii=False).encode())


def unpacked(version: int, found: bytes | None) -> Areas:
    """Return what was packed; ``Unknown`` where nothing is kept, and before anything was loaded there are none."""
    if found is None:
        if version == 0:
            return Areas([])
        message = Text("Eine Fassung {version} der Gebiete gibt es hier nicht.", values={"version": str(version)})
        raise Unknown(message, "stand")
    whole = json.loads(zlib.decompress(found))
    return Areas(
        (Area(**area) for area in whole["areas"]),
        outlines=whole["outlines"],
        successors=whole["successors"],
        minutes={(here, there): time for here, there, time in whole["minutes"]},
        stand=date.fromisoformat(whole["stand"]) if whole["stand"] else None,
        source=whole["source"],
        version=whole["version"],
    )
