"""One signature ↔ URL, OpenAPI, command line and form: what a question or map takes is said once, in its def."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from graphsvc.errors import Usage
from graphsvc.language import Label, Text
from graphsvc.model import Selection
from graphsvc.terms import Term, Terms
from graphsvc.vocabulary import FIELDS, KINDS, SECTORS, TIES

Widget: TypeAlias = Literal["number", "choice", "partner", "topic", "place", "day", "flag", "area"]


@dataclass(frozen=True, kw_only=True)
class Param:
    """What a parameter's type says to people: label, unit, bounds and how a form asks for it."""

    label: Label
    widget: Widget
    unit: Label | None = None
    low: float | None = None
    high: float | None = None
    choices: Terms[Any] | None = None
    open_prefix: str = ""  # what begins with it and goes on is a choice, too

    def offers(self, word: str) -> bool:
        """Return whether a word is one of the choices."""
        goes_on = len(word) > len(self.open_prefix) > 0 and word.startswith(self.open_prefix)
        return self.choices is None or word in self.choices or goes_on

    @property
    def offered(self) -> str:
        """The choices in one line."""
        return ", ".join([*(self.choices or ()), *([f"{self.open_prefix}NAME"] if self.open_prefix else [])])


def _choice(label: Label, terms: Terms[Any]) -> Param:
    return Param(label=label, widget="choice", choices=terms)


LEVEL_TERMS = Terms(
    Term(code="state", label=Label("Land", "state")),
    Term(code="district", label=Label("Kreis", "district")),
    Term(code="municipality", label=Label("Gemeinde", "municipality")),
    Term(code="borough", label=Label("Stadtbezirk", "borough")),
)
DIMENSIONS = Terms(
    Term(code="sector", label=Label("Bereich", "sector")),
    Term(code="kind", label=Label("Art", "kind")),
    Term(code="field", label=Label("Zuständigkeit", "field")),
    Term(code="carrier_type", label=Label("Art des Trägers", "carrier type")),
    Term(code="area", label=Label("Kreis", "district")),
)
MATRICES = Terms(
    Term(code="fitting", label=Label("was zur Antwort passt", "what fits the answer")),
    Term(code="sectors", label=Label("Bereich und Bereich", "sector and sector")),
    Term(code="topics", label=Label("Thema und Gebiet", "topic and area")),
)
EXTENTS = Terms(
    Term(code="recorded", label=Label("Länder, in denen etwas erfasst ist", "states with something recorded")),
    Term(code="all", label=Label("alle Gebiete", "all areas")),
)
ATTRIBUTE = "attr:"  # a free attribute of partners, under the name of its column in the template

# The few types that a question's or a map's parameters have.
Count = Annotated[int, Param(label=Label("Anzahl", "Number"), widget="number", low=0, high=100_000)]
Top = Annotated[
    int, Param(label=Label("Wie viele zeigen (0 = alle)", "How many to show (0 = all)"), widget="number", low=0)
]
Months = Annotated[
    int,
    Param(label=Label("Zeitraum", "Period"), widget="number", unit=Label("Monate", "months"), low=1, high=600),
]
Year = Annotated[int, Param(label=Label("Jahr (0 = alle)", "Year (0 = all)"), widget="number", low=0, high=9999)]
Kilometres = Annotated[
    float, Param(label=Label("Umkreis", "Radius"), widget="number", unit=Label("km", "km"), low=0, high=1000)
]
Share = Annotated[float, Param(label=Label("Anteil", "Share"), widget="number", low=0, high=1)]
KindCode = Annotated[str, _choice(Label("Art des Akteurs", "Kind of partner"), KINDS)]
SectorCode = Annotated[str, _choice(Label("Bereich", "Sector"), SECTORS)]
LevelCode = Annotated[str, _choice(Label("Ebene", "Level"), LEVEL_TERMS)]
Dimension = Annotated[
    str,
    Param(label=Label("Gruppiert nach", "Grouped by"), widget="choice", choices=DIMENSIONS, open_prefix=ATTRIBUTE),
]
MatrixCode = Annotated[str, _choice(Label("Was mit was", "What with what"), MATRICES)]
ExtentCode = Annotated[str, _choice(Label("Ausschnitt", "What part"), EXTENTS)]
PartnerId = Annotated[str, Param(label=Label("Akteur", "Partner"), widget="partner")]
TopicName = Annotated[str, Param(label=Label("Thema", "Topic"), widget="topic")]
Place = Annotated[str, Param(label=Label("Ort", "Place"), widget="place")]
Day = Annotated[date | None, Param(label=Label("Tag", "Day"), widget="day")]
Flag = Annotated[bool, Param(label=Label("Ja", "Yes"), widget="flag")]


# A Selection's fields as people type them: singular and repeatable.
SELECTION: Mapping[str, tuple[str, Param]] = {
    "area": ("areas", Param(label=Label("Gebiet", "Area"), widget="area")),
    "kind": ("kinds", _choice(Label("Art", "Kind"), KINDS)),
    "tie": ("ties", _choice(Label("Verbindung", "Tie"), TIES)),
    "field": ("fields", _choice(Label("Zuständigkeit", "Field"), FIELDS)),
    "topic": ("topics", Param(label=Label("Thema", "Topic"), widget="topic")),
    "ego": ("ego", Param(label=Label("Umfeld von", "Neighbourhood of"), widget="partner")),
    "radius": ("radius", Param(label=Label("Schritte", "Steps"), widget="number", low=1, high=4)),
    "on": ("on", Param(label=Label("Stand am", "As of"), widget="day")),
    "since": ("since", Param(label=Label("Rückblick bis", "Looking back to"), widget="day")),
}
REPEATABLE = frozenset({"area", "kind", "tie", "field", "topic"})


def _iso(value: object) -> object:
    """Refuse numbers that pydantic would take for seconds since 1970."""
    if isinstance(value, date) or value is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        return value
    raise ValueError("no day")


IsoDay = Annotated[date, BeforeValidator(_iso)]
_TYPES: Mapping[str, Any] = {"ego": str | None, "radius": int, "on": IsoDay | None, "since": IsoDay | None}
_RESERVED = (
    frozenset(SELECTION)
    | {field.name for field in fields(Selection)}
    | {*("as", "lang", "format", "q", "paper", "names", "stand")}
)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One parameter as its edges show it: name, what it says to people, Python type and default."""

    name: str
    param: Param
    type: Any
    default: Any

    @property
    def repeatable(self) -> bool:
        """Whether it may be given several times."""
        return self.name in REPEATABLE


class Values(BaseModel):
    """The base of every validated set of parameters: nothing unknown passes."""

    model_config = ConfigDict(extra="forbid", validate_default=False)


class Signature:
    """The parameters of one question or map, with those of the Selection before them.

    Parameters
    ----------
    function : callable
        ``answer`` or ``draw``; keyword-only parameters of the types above, each with a default.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.own = tuple(_own_options(function))
        self.options = selection_options() + self.own
        self.model = model_of(function.__module__.rsplit(".", 1)[-1], self.options)

    def parse(self, raw: Mapping[str, Any]) -> tuple[Selection, dict[str, Any]]:
        """Validate ``raw`` (strings or lists of them) into a Selection and the function's own arguments.

        Raises
        ------
        Usage
            With one entry in ``errors`` for each bad parameter.
        """
        filled = {
            name: [v for v in value if v != ""] if isinstance(value, list) else value for name, value in raw.items()
        }
        given = {name: value for name, value in filled.items() if value not in ("", None, [], ())}
        try:
            values = self.model.model_validate(given)
        except ValidationError as error:
            raise usage_of(error, self.options) from None
        _check_choices(values, self.options)
        chosen = {SELECTION[name][0]: _selected(getattr(values, name)) for name in SELECTION}
        return Selection(**chosen), {option.name: getattr(values, option.name) for option in self.own}

    def query(self, selection: Selection, arguments: Mapping[str, Any]) -> dict[str, str | list[str]]:
        """Return the URL's parameters for these values, without what is at its default, in a fixed order."""
        found: dict[str, str | list[str]] = {}
        for name, (attribute, _) in SELECTION.items():
            value = getattr(selection, attribute)
            if isinstance(value, frozenset):
                if value:
                    found[name] = sorted(value)
            elif value is not None and not (name == "radius" and value == 1):
                found[name] = str(value)
        for option in self.own:
            if (value := arguments.get(option.name, option.default)) != option.default:
                found[option.name] = str(value).lower() if isinstance(value, bool) else str(value)
        return found


def selection_options() -> tuple[Option, ...]:
    """Return the options that every question and map has."""
    found = []
    for name, (attribute, param) in SELECTION.items():
        kind = list[str] if name in REPEATABLE else _TYPES[name]
        default: Any = () if name in REPEATABLE else getattr(Selection(), attribute)
        found.append(Option(name=name, param=param, type=kind, default=default))
    return tuple(found)


def _own_options(function: Callable[..., Any]) -> list[Option]:
    found = []
    hints = get_type_hints(function, include_extras=True)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        where = f"{function.__module__}: {parameter.name}"
        annotation = hints[parameter.name]
        if get_origin(annotation) is not Annotated or not isinstance(get_args(annotation)[1], Param):
            raise TypeError(f"{where} has none of the types of graphsvc.params")
        if parameter.default is inspect.Parameter.empty:
            raise TypeError(f"{where} has no default")
        if parameter.name in _RESERVED:
            raise TypeError(f"{where} is a name that a Selection has")
        kind, *extras = get_args(annotation)
        # A question may refine a type: Annotated[Count, Param(...)] keeps the last one said.
        found.append(Option(name=parameter.name, param=extras[-1], type=kind, default=parameter.default))
    return found


def model_of(name: str, options: tuple[Option, ...]) -> type[Values]:
    """Return the pydantic model of these parameters: what validates them and stands in the OpenAPI document."""
    specs: dict[str, Any] = {}
    for option in options:
        low, high = option.param.low, option.param.high
        default = list(option.default) if option.repeatable else option.default
        kind = IsoDay | None if option.type == date | None else option.type
        specs[option.name] = (
            kind,
            Field(default=default, description=option.param.label.de, ge=low, le=high, json_schema_extra=_enum(option)),
        )
    return create_model("".join(word.title() for word in name.split("_")) + "Parameters", __base__=Values, **specs)


def _enum(option: Option) -> dict[str, Any] | None:
    if option.param.choices is None:
        return None
    codes = list(option.param.choices)
    if option.param.open_prefix:
        return {"pattern": f"^({'|'.join(codes)}|{option.param.open_prefix}.+)$"}
    return {"items": {"type": "string", "enum": codes}} if option.repeatable else {"enum": codes}


def _selected(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value


def _check_choices(values: Values, options: tuple[Option, ...]) -> None:
    errors: dict[str, Text] = {}
    for option in options:
        if option.param.choices is None:
            continue
        given = getattr(values, option.name)
        for word in given if isinstance(given, list) else [given]:
            if word and not option.param.offers(word):
                errors[option.name] = Text(
                    "„{word}“ gibt es hier nicht. Möglich sind: {choices}.",
                    values={"word": word, "choices": option.param.offered},
                )
    if errors:
        raise Usage(next(iter(errors.values())), next(iter(errors)), errors)


def usage_of(error: ValidationError, options: tuple[Option, ...], known: Iterable[str] = ()) -> Usage:
    """Say what pydantic found in our own words; its own would echo the input and name an outside address.

    ``known`` are the names there are, where they are not those of the options.
    """
    by_name = {option.name: option for option in options}
    errors: dict[str, Text] = {}
    for item in error.errors(include_url=False, include_input=False):
        name = str(item["loc"][0]) if item["loc"] else ""
        option = by_name.get(name)
        if option is None and item["type"] != "extra_forbidden":
            errors[name] = Text("{name}: dieser Wert passt nicht.", values={"name": name})
        elif option is None:
            names = ", ".join(known or by_name)
            errors[name] = Text(
                "Den Parameter „{name}“ gibt es hier nicht. Möglich sind: {names}.",
                values={"name": name, "names": names},
            )
        else:
            errors[name] = _wrong_value(option)
    return Usage(next(iter(errors.values())), next(iter(errors)), errors)


def _wrong_value(option: Option) -> Text:
    values: dict[str, object] = {"label": option.param.label}
    match option.param.widget:
        case "day":
            return Text("{label}: bitte ein Datum wie 2024-03-01 angeben.", values=values)
        case "flag":
            return Text("{label}: bitte true oder false angeben.", values=values)
        case "number" if option.param.low is not None and option.param.high is not None:
            bounds = {"low": option.param.low, "high": option.param.high}
            return Text("{label}: bitte eine Zahl von {low} bis {high} angeben.", values=values | bounds)
        case "number":
            return Text("{label}: bitte eine Zahl ab {low} angeben.", values=values | {"low": option.param.low or 0})
        case _:
            return Text("{label}: dieser Wert passt nicht.", values=values)
