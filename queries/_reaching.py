"""How far it is to a partner, and whom one calls to reach it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from graphsvc.areas import Area, meets
from graphsvc.model import Network
from graphsvc.vocabulary import GROUPS, OFFICES

_EARTH_KM = 6371.0


def far(km: float | None) -> float:
    """Return the key that distances stand by: what is not known comes last."""
    return math.inf if km is None else km


def distance_to(network: Network, here: Area, partner: Mapping[str, Any]) -> float | None:
    """Return the great-circle distance in km from an area's point to a partner, or to its area's; None if unknown."""
    lat, lon = partner["lat"], partner["lon"]
    if lat is None or lon is None:
        area = network.areas.placed(partner["area"])
        lat, lon = (area.lat, area.lon) if area else (None, None)
    if lat is None or lon is None or here.lat is None or here.lon is None:
        return None
    return great_circle(here.lat, here.lon, lat, lon)


def great_circle(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the distance in km between two points in degrees (haversine)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def way_to(network: Network, partner: str) -> str | None:
    """Return whom to call: an office itself, a group that chose so itself, otherwise the office that supports it."""
    node = network.graph.nodes[partner]
    if node["kind"] not in GROUPS:
        return partner
    if node["visibility"] == "public" and node["attrs"].get("contact") == "direct":
        return partner
    offices = {
        other for other, _, tie in network.active_ties(partner, "supports") if other in network.graph.pred[partner]
    }
    if not offices:
        serving = [
            office
            for office in network.partners(*OFFICES)
            if node["area"] and any(meets(ags, node["area"]) for ags in network.graph.nodes[office]["serves"])
        ]
        offices = set(serving[:1])
    return min(offices, key=network.order, default=None)
