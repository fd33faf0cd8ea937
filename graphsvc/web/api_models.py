"""What programs send and get: the models behind the API's document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictInt, create_model

from graphsvc.model import Contact, Partner, Tie
from graphsvc.params import IsoDay

MOST_ID = 2**53


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    errors: list[dict[str, str]] = []


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}


Replies: TypeAlias = dict[str | int | HTTPStatus, Any]
FAILURES: Replies = {
    "400": _problem("nicht zu verstehen"),
    "403": _problem("nur für Mitarbeitende"),
    "404": _problem("gibt es hier nicht"),
    "409": _problem("Kennung schon vergeben"),
    "412": _problem("inzwischen geändert"),
    "413": _problem("zu groß"),
    "415": _problem("Inhaltstyp nicht angenommen"),
    "422": _problem("ein Wert passt nicht"),
    "428": _problem("If-Match fehlt"),
    "503": _problem("Datenbank gerade nicht zu gebrauchen, oder eine Antwort wird noch gerechnet"),
}


def gives(*kinds: str, status: str = "200") -> Replies:
    """Return the document of a reply that goes well, in one of some media types."""
    return {status: {"description": "in Ordnung", "content": {kind: {"schema": {}} for kind in kinds}}}


class Spoken(BaseModel):
    """The language of what is said."""

    model_config = ConfigDict(extra="forbid")
    lang: Literal["de", "en"] | None = Field(None, description="Sprache")


class Frozen(Spoken):
    """The language of what is said, and the revision that is looked at."""

    stand: str = Field(
        "",
        description="Nummer einer früheren Fassung (57) oder auch der Gebiete (57.3); leer: was jetzt gilt",
    )


class Name(BaseModel):
    """A path's last part."""

    id: str


class RevisionId(BaseModel):
    """A revision in a path."""

    id: int = Field(ge=0, le=MOST_ID)


class Since(Spoken):
    """Where to begin in the journal."""

    since: int = Field(0, ge=0, le=MOST_ID, description="nur Fassungen nach dieser")


class Listing(Spoken):
    """Which partners."""

    text: str = Field("", description="beginnt mit, ein Wort beginnt mit, enthält")
    area: list[str] = []
    kind: list[str] = []
    field: list[str] = []
    topic: list[str] = []
    on: IsoDay | None = None
    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


class NewHeaders(BaseModel):
    """What a write that adds may say of itself."""

    key: str | None = Field(None, alias="Idempotency-Key", description="dieselbe zweimal schreibt nur einmal")


class ChangeHeaders(NewHeaders):
    """What a write that changes has to say."""

    version: str | None = Field(None, alias="If-Match", description="welche Fassung geändert wird (ETag)")


def _written(record: type[Any], name: str, **extra: Any) -> type[BaseModel]:
    """Return the model of a record as programs send it: the dataclass's own fields, nothing else."""
    kinds = {spec.name: _annotation(spec.name, spec.default) for spec in fields(record)}
    specs: dict[str, Any] = {field: (kind, None) for field, kind in kinds.items()}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **specs, **extra)


def _annotation(name: str, default: Any) -> Any:
    if name in ("since", "until", "confirmed_on"):
        return IsoDay | None
    if name in ("lat", "lon", "amount"):
        return Annotated[float, Field(strict=True, allow_inf_nan=False)] | None  # nor is it a number
    if name in ("intensity", "year"):
        return StrictInt | None  # true is no year
    if name == "attrs":
        return dict[str, str] | None
    return list[str] | None if isinstance(default, tuple) else str | None


PartnerBody = _written(Partner, "PartnerBody", contact=(_written(Contact, "ContactBody") | None, None))
TieBody = _written(Tie, "TieBody")

# by the name that pydantic's error carries
NAMED: Mapping[str, type[BaseModel]] = {
    model.__name__: model for model in (Listing, Since, Spoken, PartnerBody, TieBody)
}


def given(body: BaseModel, record: type[Any]) -> dict[str, Any]:
    """Return what a program sent; null puts a value back to its default."""
    sent = body.model_dump(exclude_unset=True)
    for spec in fields(record):
        if spec.name in sent and sent[spec.name] is None:
            factory = spec.default_factory
            sent[spec.name] = factory() if factory is not MISSING else "" if spec.default is MISSING else spec.default
    return sent
