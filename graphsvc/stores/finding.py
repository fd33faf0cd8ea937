"""Where one page of a list ends and the next begins, the same for every store."""

from __future__ import annotations

import base64
import json

from graphsvc.errors import Unknown
from graphsvc.language import Text

START = (-1, "", "")  # before every partner


def cursor_of(rank: int, name_key: str, id: str) -> str:
    """Return the cursor that stands after a partner."""
    return base64.urlsafe_b64encode(json.dumps((rank, name_key, id)).encode()).decode()


def position(cursor: str) -> tuple[int, str, str]:
    """Return the rank, name key and id after which a cursor stands."""
    try:
        rank, name_key, id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if rank not in (0, 1, 2):
            raise ValueError(rank)
        return int(rank), str(name_key), str(id)
    except (ValueError, TypeError):
        raise Unknown(Text("Diese Seite der Liste gibt es nicht. Bitte vorn beginnen."), "cursor") from None
