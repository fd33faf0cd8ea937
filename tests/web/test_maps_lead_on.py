"""A map's page leads to the map that shows the same partners where they are many, or few."""

from __future__ import annotations

import re
from html import unescape

LARGE, SMALL = "Dieselbe Auswahl als große Karte", "Dieselbe Auswahl als Netzwerkkarte"


def link(page, text):
    """Where a link with this text leads to, or None."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(text)}</a>', page.html)
    return unescape(found[1]) if found else None


def test_the_network_map_leads_to_the_large_map_and_back(staff):
    there = link(staff.page("/maps/network_map?area=08117&q=hubs"), LARGE)
    assert there.startswith("/maps/large_map?")
    assert {"area=08117", "q=hubs"} <= set(there.partition("?")[2].split("&"))
    page = staff.page(there)
    assert 'data-map="large_map"' in page.html
    assert link(page, SMALL).startswith("/maps/network_map?")


def test_other_maps_lead_nowhere_else(staff):
    page = staff.page("/maps/area_map?area=08")
    assert link(page, LARGE) is None
    assert link(page, SMALL) is None


def test_a_question_offers_the_large_map_and_shows_it(staff):
    page = staff.page("/questions/hubs?area=08117")
    there = link_to_view(page, "large_map")
    assert 'data-map="large_map"' in staff.page(there).html


def link_to_view(page, name):
    return unescape(re.search(rf'href="([^"]*view={name}[^"]*)"', page.html)[1])
