"""The Tischvorlage: any map with any answer on one page, as PDF/UA-1, for people around a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from itertools import groupby
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

from graphsvc import pictures
from graphsvc.captions import Caption, size_of
from graphsvc.errors import Usage
from graphsvc.language import Language, Text
from graphsvc.language import say as in_language
from graphsvc.model import Network, Picture, is_valid
from graphsvc.paper.numbers import Nameless, bare, enlarged, names_fit, numbered, numbers_of
from graphsvc.paper.tables import printed
from graphsvc.paper.typesetting import UNKNOWN, breakable, pdf, printable
from graphsvc.params import Option
from graphsvc.service import Drawn, Service
from graphsvc.store import Stand
from graphsvc.vocabulary import SECTORS

Paper: TypeAlias = Literal["", "a4", "a3"]
CHOICES: Mapping[str, tuple[str, ...]] = {"paper": ("", "a4", "a3"), "names": ("", "yes", "no")}
A3 = (267.0, 300.0)  # millimetres that a picture has on it, beside what is said with it
READABLE = 1.76  # millimetres: letters of 5 points
SEEN_AGAIN = Text("Immer in diesem Stand zu sehen:")
AREAS_ARE_NEWEST = Text("Gebiete und Einwohnerzahlen sind die zuletzt geladenen, auch in einem früheren Stand.")
AREAS_OF_THEN = Text("Gebiete und Einwohnerzahlen sind die von damals; inzwischen sind neuere geladen.")
CAVEATS = Text("Dabei ist zu bedenken")
DEMO = Text("Beispieldaten: Alle Einrichtungen und Gruppen sind erfunden.")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How a sheet is to be: its paper (empty: A4 where all fits on it, else A3), and whether partners are named on it."""

    paper: Paper = ""
    names: bool = True
    link: str = ""
    demo: bool = False
    newest: Stand | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Wishes:
        """Read them from an address's or a command's parameters."""
        for name, choices in CHOICES.items():
            given = str(raw.get(name) or "").lower()
            if given and given not in choices:
                message = Text(
                    "„{word}“ gibt es hier nicht. Möglich sind: {choices}.",
                    values={"word": given, "choices": ", ".join(filter(None, choices))},
                )
                raise Usage(message, name)
        paper: Any = str(raw.get("paper") or "").lower()
        return cls(paper=paper, names=str(raw.get("names") or "").lower() != "no")

    def about(self, drawn: Drawn, service: Service, root: str = "") -> Wishes:
        """Return them for a map: with the link under ``root`` that always shows this stand of it, and what is known of its data."""
        query = {**drawn.query, "stand": str(drawn.stand)}
        link = f"{root}/maps/{drawn.map.name}?{urlencode(query, doseq=True)}"
        return replace(self, link=link, demo=invented(service), newest=latest(service))


def latest(service: Service) -> Stand:
    """Return the newest stand that there is."""
    return Stand(service.store.revision(), service.store.areas().version)


def invented(service: Service) -> bool:
    """Return whether what is recorded is the demo's."""
    return service.store.remembered("demo") == "1"


def write(drawn: Drawn, format: str, language: Language, wishes: Wishes) -> bytes:
    """Return a map as a file in one of `pictures.FORMATS`; as PDF it is a sheet."""
    if format == "pdf":
        return pdf("sheet.typ", content(drawn, language, wishes), drawn.network.day)
    picture, say = drawn.picture, _Said(language, None)
    if not wishes.names:
        numbers = numbers_of(drawn.picture, drawn.network)
        shown, say = _numbered(drawn, numbers, language, wishes)
        picture = bare(shown, numbers)
    return pictures.write(picture, drawn.map.name, format, language, _caption(drawn, picture, say, wishes))


def _numbered(drawn: Drawn, numbers: Mapping[str, int], language: Language, wishes: Wishes) -> tuple[Picture, _Said]:
    """Return a map drawn with numbers for names, and what says texts about it: without names, where that is wished."""
    answer, shown, say = drawn.asked.answer if drawn.asked else None, drawn.picture, _Said(language, None)
    if not wishes.names:
        say = _Said(language, Nameless.of(drawn.network, answer, numbers, language))
    if numbers or not wishes.names:
        network = numbered(drawn.network, numbers, None if wishes.names else language)
        shown = drawn.map.draw(network, answer, drawn.arguments)
    return shown, say


def _named_where_they_fit(drawn: Drawn, numbers: Mapping[str, int], language: Language) -> Picture | None:
    """Return a map with names where these have room, and numbers elsewhere.

    None where somebody has room for neither, where the map writes no names, or where they would be too small to be read.
    """
    answer, network = drawn.asked.answer if drawn.asked else None, numbered(drawn.network, numbers, beside=True)
    shown = drawn.map.draw(network, answer, drawn.arguments)
    if not shown.named or drawn.picture.named:
        return None
    svg = shown.svg(language)
    unit = min(room / side for room, side in zip(A3, size_of(svg), strict=True))
    return shown if unit * _smallest(svg) >= READABLE else None


def _smallest(svg: str) -> float:
    return min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))


def _caption(drawn: Drawn, shown: Picture, say: _Said, wishes: Wishes) -> Caption:
    """Return what is said with a map that is no sheet."""
    answer = drawn.asked.answer if drawn.asked else None
    about: tuple[str, ...] = (say(drawn.map.summary), say(chosen(drawn, say.language)))
    if answer:
        about = (say(_about(drawn, shown.title, say.language)),)
    link = say.linked(wishes.link)
    stands = [*sources(drawn.network, wishes), *([DEMO] if wishes.demo else [])]
    return Caption(
        title=say(drawn.asked.question.title if drawn.asked else shown.title),
        finding=say(answer.sentence) if answer else "",
        about=about,
        notes=tuple(map(say, shown.notes)),
        caveats=(say(CAVEATS), tuple(map(say, drawn.caveats))),
        stand=tuple(map(say, stands)),
        link=(link["label"], link["address"]) if link else ("", ""),
    )


def _about(drawn: Drawn, title: Text, language: Language) -> Text:
    return Text("{map}; {chosen}", values={"map": title, "chosen": chosen(drawn, language)})


def content(drawn: Drawn, language: Language, wishes: Wishes) -> dict[str, Any]:
    """Return all that stands on a sheet, in words."""
    answer = drawn.asked.answer if drawn.asked else None
    numbers = numbers_of(drawn.picture, drawn.network)
    named = (wishes.names or not numbers) and drawn.picture.named and names_fit(drawn.picture.svg(language))
    numbers = {} if named else numbers
    shown, say = _numbered(drawn, numbers, language, wishes)
    both = None
    if numbers and wishes.names and wishes.paper == "a3":
        both = _named_where_they_fit(drawn, numbers, language)
    shown, names = both or shown, list[str]()
    svg = shown.svg(language)
    if both:
        names = [drawn.network.graph.nodes[id]["name"] for id in numbers]
        numbers = {id: number for id, number in numbers.items() if f">{number}</text>" in svg}
    title = drawn.picture.title if wishes.names else shown.title
    register = _register(drawn.network, numbers, language) if numbers else _first_table(shown, language)
    if named or (names and not numbers) or (numbers and not wishes.names):
        register = None
    svg = enlarged(svg, numbers)
    finding = say(answer.sentence if answer else drawn.picture.finding or recorded(drawn.network))
    return {
        "language": language,
        "paper": wishes.paper,
        "demo": say(DEMO) if wishes.demo else "",
        "title": say(drawn.asked.question.title if drawn.asked else title),
        "about": say(_about(drawn, title, language)),
        "finding": finding,
        "svg": svg,
        "smallest": _smallest(svg),
        "size": list(size_of(svg)),
        "alt": say(_told(title, names or _titles(svg)) if named or names else _alt(title, numbers, register, shown)),
        "register": register,
        "notes": [say(note) for note in shown.notes],
        "link": say.linked(wishes.link),
        "lists": _lists(drawn, shown, register, say, wishes, finding),
        "words": {
            "page": say(Text("Seite")),
            "of": say(Text("von")),
            "foot": say(stand(drawn.network)),
            "overleaf": say(Text("Das Verzeichnis steht auf den folgenden Seiten.")),
        },
    }


@dataclass(frozen=True)
class _Said:
    """Says texts in a language, without names where there are to be none."""

    language: Language
    nameless: Nameless | None

    def __call__(self, text: Text | str) -> str:
        said = text.into(self.language) if isinstance(text, Text) else text
        return self.nameless(said) if self.nameless else said

    def linked(self, link: str) -> dict[str, str] | None:
        """Return a link with what leads to it; none where it would tell a name."""
        if not link or (self.nameless and self.nameless(link) != link):
            return None
        return {"label": SEEN_AGAIN.into(self.language), "address": link}


def _lists(
    drawn: Drawn,
    shown: Picture,
    register: Mapping[str, Any] | None,
    say: Callable[[Text], str],
    wishes: Wishes,
    finding: str,
) -> list[dict[str, Any]]:
    """Return what one has to know about a map and its answer, under four headings, and what the finding doesn't say."""
    answer = drawn.asked.answer if drawn.asked else None
    about_map = [drawn.map.summary, *shown.notes]
    rows = [row for group in register["groups"] for row in group["rows"]] if register else []
    if any(UNKNOWN in printable(text) for row in rows for text in row):
        about_map.append(Text("{sign} steht für Zeichen, die unsere Druckschrift nicht hat.", values={"sign": UNKNOWN}))
    found: list[tuple[Text, list[Text]]] = [
        (CAVEATS, list(drawn.caveats)),
        (Text("Zur Karte"), about_map),
        (Text("Methode"), [answer.method] if answer else []),
        (Text("Stand und Quellen"), list(sources(drawn.network, wishes))),
    ]
    lists, told = [], {finding}
    for title, texts in found:
        items = [item for text in texts if (item := say(text)) not in told]  # a map may say what its answer says, too
        told |= set(items)
        lists.append({"title": say(title), "items": items})
    return [each for each in lists if each["items"]]


def recorded(network: Network) -> Text:
    """Return what is said of a map that says nothing itself: how much there is on its day."""
    there = {id for id, about in network.graph.nodes.items() if is_valid(about["since"], about["until"], network.day)}
    ties = sum(source in there and target in there for source, target, _ in network.standing())
    values = {"partners": len(there), "ties": ties}
    return Text("In dieser Auswahl erfasst: Akteure {partners}, aktive Verbindungen {ties}.", values=values)


def stand(network: Network) -> Text:
    """Return the day, the revision and the day of the areas that a picture is about."""
    values = {"day": network.day, "revision": str(network.revision), "areas": network.areas.stand}
    if network.areas.stand is None:
        return Text("Stand: {day}, Fassung {revision}", values=values)
    return Text("Stand: {day}, Fassung {revision}, Gebietsstand {areas}", values=values)


def sources(network: Network, wishes: Wishes) -> Iterable[Text]:
    """Return when and from what a picture was made, and whether there is newer data."""
    yield stand(network)
    newest = wishes.newest or Stand(network.revision)
    if newest.revision > network.revision:
        values = {"revision": str(network.revision), "newest": str(newest.revision)}
        yield Text(
            "Das ist ein früherer Stand: Fassung {revision}. Inzwischen gibt es Fassung {newest}.", values=values
        )
    if (newest.areas or 0) > network.areas.version:
        yield AREAS_OF_THEN
    elif newest.revision > network.revision:
        yield AREAS_ARE_NEWEST
    yield Text("Akteure und Verbindungen: wie in dieser Drehscheibe erfasst.")
    if network.areas.source:
        yield Text("Gebiete und Einwohnerzahlen: {source}", values={"source": network.areas.source})


def _told(title: Text, said: list[str]) -> Text:
    """Return what stands on a picture: a person who can't see it hears that, where there is no register of it."""
    return Text("{title}. {told}", values={"title": title, "told": "; ".join(said)})


def _titles(svg: str) -> list[str]:
    """Return what a picture's parts tell a mouse pointer."""
    return [unescape(each) for each in re.findall("<title>([^<]*)</title>", svg)[1:]]  # the first is its own


def _alt(title: Text, numbers: Mapping[str, int], register: Mapping[str, Any] | None, shown: Picture) -> Text:
    values: dict[str, object] = {"title": title}
    if numbers:
        return Text(
            "{title}: {n} Akteur, mit einer Nummer gezeichnet.",
            "{title}: {n} Akteure, mit Nummern gezeichnet.",
            len(numbers),
            values,
        )
    if register and sum(1 for table in shown.tables.values() if table.rows) > 1:
        return Text("{title}: Die Tabelle fasst zusammen; alle Werte stehen bei der Karte im Netz.", values=values)
    if register:
        return Text("{title}: dieselben Werte stehen in der Tabelle.", values=values)
    return shown.alt


def chosen(drawn: Drawn, language: Language) -> str:
    """Return what was selected, as people read it."""
    options: dict[str, Option] = {option.name: option for option in drawn.map.signature.options}
    query = dict(drawn.map.signature.query(drawn.selection, drawn.arguments))
    if drawn.asked:
        options |= {option.name: option for option in drawn.asked.question.signature.options}
        query = drawn.asked.query | query
    said = []
    for name, value in query.items():
        if name == "on":
            continue  # the day stands with the revision
        values = value if isinstance(value, list) else [value]
        words = ", ".join(_in_words(each, options[name], drawn.network, language) for each in values)
        said.append(f"{options[name].param.label.into(language)}: {words}")
    return "; ".join(said) or Text("alles Erfasste").into(language)


def _in_words(value: str, option: Option, network: Network, language: Language) -> str:
    param = option.param
    if param.widget == "area":
        return network.areas.label(value)
    if param.widget == "day":
        return in_language(date.fromisoformat(value), language)
    if param.widget == "partner" and value in network.graph:
        return str(network.graph.nodes[value]["name"])
    if param.choices is not None and value in param.choices:
        return str(param.choices[value].label.into(language))
    if param.widget == "number":
        number = in_language(float(value), language) if "." in value else value  # not so a year
        return f"{number} {param.unit.into(language)}" if param.unit else number
    return value


def _register(network: Network, numbers: Mapping[str, int], language: Language) -> dict[str, Any]:
    """Return the register of numbers, sector by sector."""
    nodes = network.graph.nodes
    groups = [
        {
            "title": SECTORS[sector].label.into(language),
            "rows": [[str(numbers[id]), breakable(nodes[id]["name"])] for id in ids],
        }
        for sector, ids in groupby(numbers, key=lambda id: nodes[id]["sector"])
    ]
    columns = [Text("Nr.").into(language), Text("Akteur").into(language)]
    return {
        "title": Text("Verzeichnis der Nummern").into(language),
        "columns": columns,
        "numeric": [True, False],
        "groups": groups,
    }


def _first_table(picture: Picture, language: Language) -> dict[str, Any] | None:
    """Return a map's first table, where it draws no partners, without the rows of which nothing is known."""
    table = next((table for table in picture.tables.values() if table.rows), None)
    if table is None:
        return None
    states = [place for place, column in enumerate(table.columns) if column.role == "status"]
    known = tuple(row for row in table.rows if all(row[place] != "not_asked" for place in states))
    left_out = len(table.rows) - len(known) if known else 0
    found = printed(replace(table, rows=known or table.rows), language)
    if left_out:
        text = Text(
            "{n} Zeile mit „keine Auskunft“ steht nicht hier.",
            "{n} Zeilen mit „keine Auskunft“ stehen nicht hier.",
            left_out,
        )
        found["more"] = text.into(language)
    return found
