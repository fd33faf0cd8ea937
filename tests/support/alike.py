"""Districts and offices that are alike, and what `benchmark` answers about them; shared by its tests."""

from __future__ import annotations

from datetime import date

from small_networks import network, partner, tie

from graphsvc.areas import Area, Areas
from graphsvc.model import Inquiry
from queries.benchmark import answer

# Seven districts that are all like the first, and five that are not.
PEOPLE = {"08001": 100_000, "08002": 50_000, "08003": 200_000, **{f"0800{n}": 100_000 for n in range(4, 8)}}
UNLIKE = (
    Area(ags="08008", name="Klein", population=49_999),
    Area(ags="08009", name="Groß", population=200_001),
    Area(ags="08010", name="Stadt", population=100_000, urban=True),
    Area(ags="08011", name="Dicht", population=100_000, urbanisation="dicht besiedelt"),
    Area(ags="08012", name="Unbekannt"),
)
AREAS = Areas(
    [Area(ags=ags, name=f"Kreis {ags[-1]}", population=people) for ags, people in PEOPLE.items()] + list(UNLIKE),
    stand=date(2023, 12, 31),
    source="Beispiel",
)
FIRST = frozenset({"08001"})


def groups(area, count, **values):
    return [partner(f"{area}-{n}", "self_help_group", area=area, topics=(f"T{n}",), **values) for n in range(count)]


def office(id, area="08001", kind="contact_office", **values):
    return partner(id, kind, area=area, **values)


def offices(*cooperations):
    """Return an office in each of the districts, with so many cooperations with clinics, and these ties."""
    partners, ties = [], []
    for ags, count in zip(PEOPLE, cooperations, strict=False):
        partners.append(office(f"k{ags}", ags))
        for n in range(count):
            partners.append(partner(f"{ags}-{n}", "clinic", area=ags))
            ties.append(tie(f"k{ags}", f"{ags}-{n}"))
    return partners, ties


def told(partner, *about):
    return Inquiry(id=f"i-{partner}", partner=partner, on=date(2024, 1, 1), about=about, complete=True)


def ask(partners, ties=(), *, known_areas=AREAS, areas=FIRST, asked="", **values):
    return answer(network(partners, ties, known_areas=known_areas, areas=areas, **values), partner=asked)


def rows(found):
    table = found.tables["benchmark"]
    return {(row[0], row[2]): dict(zip(table.names[3:], row[3:], strict=True)) for row in table.rows}


def caveats(found):
    return [text.into("de") for text in found.caveats]


SIX = [each for ags, count in zip(PEOPLE, (3, 1, 4, 1, 3, 5, 9), strict=True) for each in groups(ags, count)]
