"""One cell becomes a value, or a refusal that says what would do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from graphsvc import vocabulary as words
from graphsvc.areas import Area, Areas, bare_name
from graphsvc.language import Text
from graphsvc.terms import Terms, normalise


class BadCell(Exception):
    """The cell can't be accepted; carries what is wrong and what helps."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.into("en"))
        self.text = text


class Remarked:
    """A value that is accepted, with something to say about it."""

    def __init__(self, value: Any, *texts: Text) -> None:
        self.value = value
        self.texts = texts


Parser = Callable[[str], Any]

CODES: Mapping[str, Terms[Any]] = {
    "kind": words.KINDS,
    "carrier_type": words.CARRIER_TYPES,
    "state": words.STATES,
    "format": words.FORMATS,
    "represents": words.REPRESENTS,
    "visibility": words.VISIBILITIES,
    "formality": words.FORMALITIES,
    "status": words.TIE_STATUSES,
    "reported_by": words.REPORTED_BY,
    "basis": words.BASES,
}


def code(terms: Terms[Any]) -> Parser:
    """Return the parser of a vocabulary's words."""

    def parse(text: str) -> str:
        found = terms.find(text)
        if found:
            return str(found.code)
        close = process.extractOne(normalise(text), list(terms.spellings()), scorer=fuzz.WRatio, score_cutoff=75)
        if close and (meant := terms.find(close[0])):
            values: dict[str, object] = {"text": text, "meant": meant.label}
            raise BadCell(Text("„{text}“ ist nicht bekannt. Meinten Sie „{meant}“?", values=values))
        choices = [term.label for term in terms.values()]
        raise BadCell(
            Text("„{text}“ ist nicht bekannt. Möglich sind: {choices}.", values={"text": text, "choices": choices})
        )

    return parse


def basis(text: str) -> str | Remarked:
    """Parse the basis of a funding; one that names SGB VIII is kept as it is written, for § 20h stands in SGB V."""
    if words.BASES.find(text) is None and words.names_old_law(text):
        values = {"text": text}
        remark = Text("„{text}“ bleibt so stehen. Gemeint ist wohl das SGB V: Dort steht § 20h.", values=values)
        return Remarked(text, remark)
    return str(code(words.BASES)(text))


def several(parse: Parser) -> Parser:
    """Return the parser of a list with ``|``; a semicolon is taken too."""

    def parse_all(text: str) -> tuple[Any, ...] | Remarked:
        parts = [part.strip() for part in re.split(r"[|;]", text)]
        found = [parse(part) for part in parts if part]
        values = tuple(dict.fromkeys(each.value if isinstance(each, Remarked) else each for each in found))
        remarks = [remark for each in found if isinstance(each, Remarked) for remark in each.texts]
        return Remarked(values, *remarks) if remarks else values

    return parse_all


def words_list(text: str) -> tuple[str, ...]:
    """Parse a list of free words."""
    return tuple(dict.fromkeys(" ".join(part.split()) for part in re.split(r"[|\n]", text) if part.strip()))


def intensity(text: str) -> int:
    """Parse 1 to 4, or its word."""
    found = words.INTENSITIES.find(re.sub(r"\.0$", "", text))
    if found is None:
        raise BadCell(
            Text("„{text}“ ist keine Intensität. Möglich sind 1 bis 4, leer heißt unbekannt.", values={"text": text})
        )
    return int(found.code)


def number(text: str) -> float:
    """Parse a number with a decimal point or comma."""
    plain = text.replace(" ", "").replace("€", "").replace("EUR", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        raise BadCell(Text("„{text}“ ist keine Zahl.", values={"text": text})) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise BadCell(Text("„{text}“ ist keine Zahl.", values={"text": text}))
    return value


_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?!\d)")


def money(text: str) -> float:
    """Parse a sum or count, in which a point before three digits parts thousands, as German lists write it."""
    return number(_THOUSANDS.sub(lambda found: found[0].replace(".", ""), text))


def whole(text: str) -> int:
    """Parse a whole number."""
    value = money(text)
    if not value.is_integer():
        raise BadCell(Text("„{text}“ ist keine ganze Zahl.", values={"text": text}))
    return int(value)


def yes_no(text: str) -> bool:
    """Parse yes or no."""
    word = normalise(text)
    if word in ("ja", "yes", "true", "1", "x", "j", "y", "wahr"):
        return True
    if word in ("nein", "no", "false", "0", "n", "falsch"):
        return False
    raise BadCell(Text("„{text}“ ist weder ja noch nein.", values={"text": text}))


_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})|(\d{4})-(\d{1,2})")


def day(*, last: bool) -> Parser:
    """Return the parser of days; a bare year or month means its first day, or with ``last`` its last."""

    def parse(text: str) -> date | Remarked:
        plain = re.sub(r"[T ]\d{2}:\d{2}.*$", "", re.sub(r"\.0$", "", text))
        try:
            if re.fullmatch(r"\d{4}", plain):
                return Remarked(date(int(plain), *((12, 31) if last else (1, 1))), _only_year(text))
            if match := _GERMAN.fullmatch(plain):
                year = int(match[3]) if len(match[3]) == 4 else _century(int(match[3]))
                return date(year, int(match[2]), int(match[1]))
            if match := _MONTH.fullmatch(plain):
                month, year = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
                first = date(year, month, 1)
                return Remarked(_last_of_month(first) if last else first, _only_year(text))
            return date.fromisoformat(plain)
        except ValueError:
            raise BadCell(
                Text(
                    "„{text}“ ist kein Datum, das es gibt. Möglich ist 01.03.2024 oder 2024-03-01.",
                    values={"text": text},
                )
            ) from None

    return parse


def _century(year: int) -> int:
    """Return the full year of two digits, as POSIX reads them: 69 to 99 are the twentieth century's."""
    return year + (1900 if year >= 69 else 2000)


def _only_year(text: str) -> Text:
    return Text("„{text}“ ist kein ganzer Tag; genommen wird der Anfang oder das Ende davon.", values={"text": text})


def _last_of_month(first: date) -> date:
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return date.fromordinal(following.toordinal() - 1)


def area(areas: Areas) -> Parser:
    """Return the parser of places: AGS, also one of earlier days, PLZ or name."""
    spellings = list(areas.bare_names())

    def parse(text: str) -> str | Remarked:
        found = areas.find(text)
        if len(found) == 1:
            return _remarked(areas, text, found[0])
        if found:
            names = [f"{place.name} ({place.ags})" for place in found[:8]]
            values = {"text": text, "names": ", ".join(names)}
            raise BadCell(Text("„{text}“ kann mehreres heißen: {names}. Bitte den AGS angeben.", values=values))
        close = process.extract(bare_name(text), spellings, scorer=fuzz.ratio, limit=2, score_cutoff=78)
        names = [place.name for spelling, *_ in close for place in areas.find(spelling)[:1]]
        if names:
            values = {"text": text, "names": ", ".join(names)}
            raise BadCell(Text("Den Ort „{text}“ kennen wir nicht. Meinten Sie {names}?", values=values))
        if re.fullmatch(r"\d{4,5}(\.0)?", text):
            raise BadCell(
                Text(
                    "Die PLZ „{text}“ kennen wir nicht. Bitte den Ort, den Kreis oder den AGS angeben.",
                    values={"text": text},
                )
            )
        raise BadCell(
            Text("Den Ort „{text}“ kennen wir nicht. Bitte den Kreis oder den AGS angeben.", values={"text": text})
        )

    return parse


def _remarked(areas: Areas, text: str, found: Area) -> str | Remarked:
    """Return an area's AGS, with a remark where the text is that of one that merged into it."""
    digits = re.sub(r"\.0$", "", text)
    if digits in areas or all(areas.today(old) == old for old in (digits, digits.zfill(len(digits) + 1))):
        return found.ags
    values = {"text": text, "name": found.name, "ags": found.ags}
    return Remarked(
        found.ags, Text("Den AGS {text} gibt es nicht mehr. Das Gebiet heißt jetzt {name} ({ags}).", values=values)
    )


def postcode(text: str) -> str:
    """Parse a PLZ, also one that lost its leading zero or became 1067.0."""
    plain = re.sub(r"\.0$", "", text)
    return plain.zfill(5) if re.fullmatch(r"\d{4,5}", plain) else plain


def line(text: str) -> str:
    """Parse text on one line."""
    return " ".join(text.split())


def parsers(areas: Areas) -> dict[str, Parser]:
    """Return the parser of each template column; the rest is text on one line."""
    place = area(areas)
    found: dict[str, Parser] = {name: code(terms) for name, terms in CODES.items()}
    found |= {
        "area": place,
        "serves": several(place),
        "fields": several(code(words.FIELDS)),
        "forms": several(code(words.FORMS)),
        "basis": basis,
        "topics": words_list,
        "languages": words_list,
        "about": words_list,
        "synonyms": words_list,
        "lat": number,
        "lon": number,
        "amount": money,
        "year": whole,
        "asked": whole,
        "met": whole,
        "intensity": intensity,
        "since": day(last=False),
        "until": day(last=True),
        "confirmed_on": day(last=False),
        "on": day(last=False),
        "answered": yes_no,
        "complete": yes_no,
        "postcode": postcode,
        "tie_kind": code(words.TIES),
    }
    return found
