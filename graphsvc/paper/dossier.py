"""The Netzwerkbericht: one area, or one partner's surroundings, on several pages for a health conference, as PDF/UA-1.

It names the questions that it shows; the service has them answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urlencode

from graphsvc.caveats import said_with
from graphsvc.errors import Usage
from graphsvc.language import Language, Text
from graphsvc.model import Table, Viewer
from graphsvc.paper import sheet
from graphsvc.paper.tables import printed
from graphsvc.paper.typesetting import pdf
from graphsvc.service import Asked, Drawn, Service

TITLE = Text("Netzwerkbericht")
SUMMARY = Text(
    "Ein Bericht von einigen Seiten für die Gesundheitskonferenz: das Netz, wer die Bereiche verbindet, was sich seit einem "
    "Jahr geändert hat, was fehlt und was lange nicht bestätigt ist. Mit allen Methoden und Vorbehalten."
)
TAKES = ("area", "ego", "on")  # what of a Selection it may be about
_ROWS = 12
_ROOM = (170, 125)  # for a map, in millimetres, as in the template
_LEAST = 4.0  # points; smaller letters of a map are read only where a register repeats them


@dataclass(frozen=True)
class Chapter:
    """A question, the map that shows its answer, which of its tables are printed, with which columns.

    ``of_areas``: it asks about areas, which one partner's surroundings are none. ``register``: what is written on the map is
    listed below, which the chapter's own tables may do.
    """

    question: str
    map: str = ""
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_areas: bool = False
    register: bool = True


CHAPTERS = (
    Chapter("hubs", "network_map", {"hubs": ("name", "kind", "degree", "cooperations")}),
    Chapter("cooperations", "ring_map", {"sectors": (), "formalities": ()}),
    Chapter("brokers", tables={"brokers": ("name", "group", "liaison", "total")}),
    Chapter("sectors", "matrix_map", {"sectors": ("group", "partners", "inside", "between")}, register=False),
    Chapter("committees", "committee_map", {"committees": ("name", "kind", "members", "sectors")}, register=False),
    Chapter("changes", tables={"ties": (), "changes": ("change", "source_name", "target_name", "kind", "on")}),
    Chapter("topic_gaps", "area_map", of_areas=True),
    Chapter("demand", tables={"unmet": ("topic", "unmet", "asked", "status", "groups")}, of_areas=True),
    Chapter("unconnected", tables={"unconnected": ("name", "kind", "status")}),
    Chapter("representation", tables={"kinds": ()}),
    Chapter("unconfirmed", tables={"summary": (), "to_ask": ("name", "kind", "ties", "never")}),
    Chapter("trust_in_numbers", tables={"figures": (), "answers": ()}),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A chapter with its answer, and its map where it has one."""

    chapter: Chapter
    asked: Asked
    drawn: Drawn | None


def chapters(raw: Mapping[str, Any]) -> list[Chapter]:
    """Return the chapters of a report about what is chosen."""
    return [chapter for chapter in CHAPTERS if not (chapter.of_areas and raw.get("ego"))]


def parts(service: Service, raw: Mapping[str, Any], viewer: Viewer, patience: float | None = None) -> Iterator[Part]:
    """Yield the chapters, each when it is answered.

    Raises
    ------
    Usage
        A parameter doesn't fit.
    Unanswered
        The worker, waited for so many seconds, has no answer yet; those before it are kept for the next time.
    """
    if unknown := sorted(set(raw) - set(TAKES)):
        message = Text(
            "Den Parameter „{name}“ gibt es hier nicht. Möglich sind: {names}.",
            values={"name": unknown[0], "names": ", ".join(TAKES)},
        )
        raise Usage(message, unknown[0])
    for chapter in chapters(raw):
        middle = {"partner": raw["ego"]} if chapter.question == "cooperations" and raw.get("ego") else {}
        if chapter.map:
            drawn = service.draw(chapter.map, {**raw, **middle}, viewer, chapter.question, patience)
            yield Part(chapter=chapter, asked=cast(Asked, drawn.asked), drawn=drawn)
        else:
            yield Part(chapter=chapter, asked=service.ask(chapter.question, raw, viewer, patience), drawn=None)


def wishes(found: list[Part], service: Service, root: str = "") -> sheet.Wishes:
    """Return the link under ``root`` that always shows this stand of a report, and what is known of its data."""
    asked = found[0].asked
    query = {name: value for name, value in asked.query.items() if name in TAKES} | {"stand": str(asked.stand)}
    link = f"{root}/dossier?{urlencode(query, doseq=True)}"
    return sheet.Wishes(link=link, demo=sheet.invented(service), newest=sheet.latest(service))


def write(found: list[Part], language: Language, wishes: sheet.Wishes) -> bytes:
    """Return the report."""
    return pdf("dossier.typ", content(found, language, wishes), found[0].asked.day)


def content(found: list[Part], language: Language, wishes: sheet.Wishes) -> dict[str, Any]:
    """Return all that stands in a report, in words."""
    first = next(part.drawn for part in found if part.drawn)
    return {
        "language": language,
        "demo": sheet.DEMO.into(language) if wishes.demo else "",
        "title": Text("{report}: {about}", values={"report": TITLE, "about": _about(first)}).into(language),
        "stand": sheet.stand(first.network).into(language),
        "chapters": [_chapter(part, language) for part in found],
        "link": {"label": sheet.SEEN_AGAIN.into(language), "address": wishes.link} if wishes.link else None,
        "sources": [text.into(language) for text in sheet.sources(first.network, wishes)],
        "words": {
            "page": Text("Seite").into(language),
            "of": Text("von").into(language),
            "foot": sheet.stand(first.network).into(language),
            "short": Text("Das Wichtigste in Kürze").into(language),
            "caveats": Text("Dabei ist zu bedenken").into(language),
            "method": Text("Methode").into(language),
            "sources": Text("Stand und Quellen").into(language),
            "absence": Text(
                "Was nicht erfasst ist, kann es trotzdem geben. Nur wo „gefragt und verneint“ steht, ist bekannt, dass es fehlt."
            ).into(language),
        },
    }


def _about(drawn: Drawn) -> object:
    """Return what a report is about: the areas chosen, or the partner in the middle."""
    selection, network = drawn.selection, drawn.network
    if selection.ego:
        return network.graph.nodes[selection.ego]["name"] if selection.ego in network.graph else selection.ego
    return [network.areas.label(ags) for ags in sorted(selection.areas)] or Text("alles Erfasste")


def _chapter(part: Part, language: Language) -> dict[str, Any]:
    answer = part.asked.answer
    drawn = part.drawn if part.drawn and _says_something(part.drawn) else None
    shown = sheet.content(drawn, language, sheet.Wishes()) if drawn else None
    if shown and not part.chapter.register:
        shown = shown | {"register": None} if _letters(shown) >= _LEAST else None
    return {
        "title": part.asked.question.title.into(language),
        "finding": answer.sentence.into(language),
        "map": {name: shown[name] for name in ("svg", "size", "alt", "about", "notes", "register")} if shown else None,
        "tables": [
            printed(answer.tables[name], language, columns, _ROWS)
            for name, columns in part.chapter.tables.items()
            if name in answer.tables and answer.tables[name].rows
        ],
        "caveats": [caveat.into(language) for caveat in said_with(answer, _shown(part, drawn))],
        "method": answer.method.into(language),
    }


def _says_something(drawn: Drawn) -> bool:
    """Return whether there is more than one thing on a map: of a single area a map is no use."""
    return any(len(table.rows) > 1 for table in drawn.picture.tables.values())


def _letters(shown: Mapping[str, Any]) -> float:
    """Return how many points high the smallest letters of a map are, as large as the template draws it."""
    wide, high = shown["size"]
    return float(shown["smallest"] * min(_ROOM[0] / wide, _ROOM[1] / high) * 72 / 25.4)


def _shown(part: Part, drawn: Drawn | None) -> list[Table]:
    """Return what a chapter shows of its answer, on its map or as tables."""
    pictures = list(drawn.picture.tables.values()) if drawn else []
    found = []
    for name, columns in part.chapter.tables.items():
        if name in part.asked.answer.tables:
            table = part.asked.answer.tables[name]
            places = [place for place, each in enumerate(table.names) if not columns or each in columns]
            rows = tuple(tuple(row[place] for place in places) for row in table.rows)
            found.append(replace(table, columns=tuple(table.columns[place] for place in places), rows=rows))
    return pictures + found
