"""What NetworkX reads of our backend when it is imported, and nothing heavier than that."""

from __future__ import annotations

from typing import Any


def get_info() -> dict[str, Any]:
    """Return the backend's short description."""
    return {
        "backend_name": "graphsvc",
        "project": "graphsvc",
        "package": "graphsvc",
        "short_summary": "igraph and scipy under the graphs of Drehscheibe; nobody else's graphs are touched.",
    }
