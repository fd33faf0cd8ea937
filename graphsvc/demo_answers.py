"""What the demo's partners say: institutions of themselves, and all of them when they are asked; some never are.

It comes last, so that no partner's and no tie's id hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from graphsvc.demo_region import Region
from graphsvc.model import Inquiry, Partner, Tie
from graphsvc.vocabulary import sector_of

# what institutions work on, by what stands before the place in their names; the others state no topics
_TOPICS: Mapping[str, tuple[str, ...]] = {
    "Gesundheitsamt": ("Sucht", "HIV", "Psyche"),
    "Klinikum": ("Krebs", "Herz", "Diabetes", "Schlaganfall", "Depression", "Demenz", "Frühgeborene"),
    "Reha-Klinik": ("Herz", "Schlaganfall", "Rheuma", "Schmerz", "Adipositas"),
    "Suchtberatung": ("Sucht", "Alkohol", "Glücksspiel", "Angehörige von Suchtkranken"),
    "Sozialpsychiatrischer Dienst": ("Psyche", "Depression", "Psychose", "Angehörige psychisch Erkrankter"),
    "Familienberatung": ("Familie", "Trennung", "Alleinerziehende", "Gewalt"),
    "Pflegestützpunkt": ("Demenz", "Pflegende Angehörige"),
    "Sozialamt": ("Schulden", "Behinderung", "Sucht"),
    "Jugendamt": ("Familie", "Alleinerziehende", "Sucht", "Pflege- und Adoptiveltern"),
    "Seniorenrat": ("Demenz", "Einsamkeit", "Ruhestand"),
    "Wohlfahrtsverband": ("Schulden", "Migration", "Pflegende Angehörige"),
    "Bürgertreff": ("Einsamkeit", "Migration", "Familie"),
    "Arbeitskreis Psychiatrie": ("Psyche",),
}
# columns of a list of its own, as an office keeps one, for clinics and others who care
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Selbsthilfebeauftragte": ("ja", "im Sozialdienst", "nein", "unbekannt"),
    "Kooperationsvereinbarung": ("ja", "nein", "nein", "geplant"),
    "Qualitätszirkel": ("ja", "nein", "nein"),
    "Gemeinsame Veranstaltungen": ("ja", "ja", "nein"),
    "Auszeichnung": ("selbsthilfefreundlich", "nein", "nein", "beantragt"),
}
_ASKED: Mapping[str, float] = {"care": 0.75, "self_help": 0.08}  # who is asked about ties; of other sectors half
_ABOUT = ((), ("self_help", "support"))


def answers(region: Region) -> None:
    """Let institutions state topics, and partners answer what they are asked: completely, in part, or not at all."""
    told: dict[str, Inquiry] = {}
    for partner in list(region.partners.values()):
        if partner.kind == "contact_office":
            for number, about in enumerate((("topics",), ("clinic", "administration"))):
                _ask(region, partner, f"i-{partner.id}-{number}", about)
        elif region.random.random() < _ASKED.get(sector_of(partner.kind), 0.5):
            told[partner.id] = _ask(region, partner, f"i-{partner.id}", region.random.choice(_ABOUT))
        if partner.kind not in ("contact_office", "branch_office", "self_help_group"):
            region.partners[partner.id] = _described(region, partner, told.get(partner.id))
    region.ties = [_named(region, tie, told) for tie in region.ties]


def _ask(region: Region, partner: Partner, id: str, about: tuple[str, ...]) -> Inquiry:
    draw = region.random
    day = region.today - timedelta(days=draw.randrange(30, 700))
    answered = draw.random() < 0.7
    complete = answered and draw.random() < 0.6
    inquiry = Inquiry(id=id, partner=partner.id, on=day, about=about, answered=answered, complete=complete)
    region.inquiries.append(inquiry)
    return inquiry


def _described(region: Region, partner: Partner, asked: Inquiry | None) -> Partner:
    draw = region.random
    topics = next((topics for name, topics in _TOPICS.items() if partner.name.startswith(name)), ())
    count = min(len(topics), draw.choice((0, 1, 2, 2, 3)))
    columns = list(_COLUMNS) if asked and asked.answered and sector_of(partner.kind) == "care" else []
    given = sorted(draw.sample(columns, draw.randrange(2, 6))) if columns else []
    return replace(
        partner,
        topics=tuple(sorted(draw.sample(topics, count))),
        attrs={name: draw.choice(_COLUMNS[name]) for name in given},
    )


def _named(region: Region, tie: Tie, told: Mapping[str, Inquiry]) -> Tie:
    """Return a tie, mostly named by both sides where one of them told completely of such ties while it stood."""
    for side, other in ((tie.source, tie.target), (tie.target, tie.source)):
        asked = told.get(side)
        if asked is None or not asked.complete or tie.status != "active":
            continue
        heard = not asked.about or sector_of(region.partners[other].kind) in asked.about
        stood = (tie.since is None or tie.since <= asked.on) and (tie.until is None or asked.on <= tie.until)
        if heard and stood and region.random.random() < 0.8:
            return replace(tie, reported_by="both")
    return tie
