"""What every map has to draw: from an empty network to hostile names; shared by the contracts of maps and their files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from catalogue_cases import ask
from small_networks import AREAS, NO_AREAS, network, partner, path, tie

import app
from graphsvc.areas import Area, Areas
from graphsvc.language import Text
from graphsvc.model import Answer, Network, Picture
from graphsvc.service import Drawn

TURNED = "\u202e"  # right-to-left override
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(2)'>",
    "'; DROP TABLE partner; --",
    "]]></svg><!-- & &amp; &#60;b&#62; {{ 7*7 }} {name}",
    "Länge" * 60,
    "👩‍👩‍👧 Angehörige 🧠",
    f"Gruppe {TURNED}gnp.exe",
    "Zeilen\n\tumbruch\x0b\x00\ud7ff",
    "</style><style>*{display:none}</style>",
    "javascript:alert(3)",
)


# What began, ended or became closer between June 2023 and June 2024.
PAST = (
    tie("a", "c", "supports", since=date(2023, 9, 1)),
    tie("a", "d", id="d1", intensity=2, until=date(2023, 12, 31)),
    tie("a", "d", id="d2", intensity=4, since=date(2024, 1, 1)),
    tie("a", "e", until=date(2024, 2, 1), intensity=3),
    tie("b", "f", "member_of", since=date(2024, 3, 1)),
    tie("d", "f", "member_of", status="planned"),
)


def region(
    areas: Areas = AREAS, names=(), ties=(), since: date | None = None, recorded_on: date | None = None
) -> Network:
    """Return an office in a closed ring of eight, each with one of the names."""
    kinds = (
        "contact_office",
        "clinic",
        "self_help_group",
        "authority",
        "insurer",
        "committee",
        "self_help_group",
        "other",
    )
    partners = [
        partner(id, kind, area=("08001", "08002", "")[number % 3], topics=("Angst",))
        for number, (id, kind) in enumerate(zip("abcdefgh", kinds, strict=True))
    ]
    named = dict(zip("abcdefgh", names, strict=False))
    return network(
        [replace(p, name=named.get(p.id, p.name)) for p in partners],
        [*path("abcdefgha"), *ties],
        known_areas=areas,
        since=since,
        recorded_on=recorded_on,
    )


@cache
def cases() -> dict[str, Network]:
    """Return the networks by name."""
    office, group = partner("k", "contact_office", area="08001"), partner("g", "self_help_group", area="08002")
    hostile_areas = Areas(
        [
            Area(ags=f"0800{n}", name=name, population=1000, lat=48.0 + n / 9, lon=9.0)
            for n, name in enumerate(HOSTILE[:8])
        ]
    )
    many = [
        tie("k", "g", id=f"t{n:04}", intensity=n % 4 + 1, status="planned" if n == 7 else "active") for n in range(5000)
    ]
    spokes = [tie("a", other, intensity=3) for other in "cdefg"]
    crowd = [partner(f"c{n:03}", "clinic", area=f"0800{n % 3 + 1}" if n % 7 else "") for n in range(520)]
    return {
        "empty": network(),
        "empty, no areas": network(known_areas=NO_AREAS),
        "one partner": network([office]),
        "closed ring": region(),
        "no areas": region(areas=NO_AREAS),
        "5000 ties": network([office, group], many),
        "hostile": region(hostile_areas, HOSTILE, spokes),
        "hostile again": region(hostile_areas, HOSTILE[::-1], spokes),
        "hostile, with a history": region(hostile_areas, HOSTILE, PAST, since=date(2023, 6, 1)),
        "many groups": network(
            [office, *(partner(f"g{n:03}", "self_help_group", area="08001") for n in range(70))],
            [tie("k", f"g{n:03}", "supports") for n in range(70)],
        ),
        "too many": network([office, *crowd], [tie("k", each.id) for each in crowd[:50]]),
    }


def draw(name: str, given: Network, answer: Answer | None = None) -> Picture:
    """Draw a map with its defaults."""
    drawing = app.CATALOGUE.maps[name]
    return drawing.draw(given, answer, {option.name: option.default for option in drawing.signature.own})


def drawn_with(name: str, given: Network, question: str) -> Drawn:
    """Return a map of a network in hand with a question's answer, as the service draws it."""
    drawing, asked = app.CATALOGUE.maps[name], ask(question, given)
    arguments = {option.name: option.default for option in drawing.signature.own}
    return Drawn(
        map=drawing,
        selection=given.selection,
        arguments=arguments,
        network=given,
        picture=drawing.draw(given, asked.answer, arguments),
        asked=asked,
    )


def marked(**marks: float) -> Answer:
    """Return an answer that marks these partners."""
    return Answer(sentence=Text("Satz."), method=Text("Methode"), marks=marks)
