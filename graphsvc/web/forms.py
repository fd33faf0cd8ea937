"""The forms of partners and ties: what people type becomes a record, and a record fills the form."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.i18n import get_translations
from wtforms.validators import Length, Optional

from graphsvc import vocabulary as words
from graphsvc.areas import Areas
from graphsvc.language import Text, slug
from graphsvc.model import Contact, Partner, Tie
from graphsvc.store import PartnerRecord, TieRecord
from graphsvc.terms import Terms

_LINE = [Length(max=500)]
_DATE = [Optional()]


def partner_id(name: str) -> str:
    """Return a readable id for a new partner."""
    return f"{slug(name)}-{secrets.token_hex(2)}"


def tie_id() -> str:
    """Return an id for a new tie."""
    return f"t{secrets.token_hex(6)}"


class Checkboxes(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a few, as boxes: a list box can't be used without knowing its tricks."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class RecordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What both forms share: the version they began with, a key against double clicks, and our own remarks."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """WTForms' own sentences in the page's language."""

        def get_translations(self, form: Any) -> Any:
            """Return them."""
            return get_translations([g.language])

    key = HiddenField()
    revision = IntegerField(widget=widgets.HiddenInput(), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key.data = self.key.data or secrets.token_hex(16)
        for field in self:
            if isinstance(field, SelectField | Checkboxes):
                self._choices(field)

    def _choices(self, field: Any) -> None:
        terms: Terms[Any] = field.render_kw["terms"]
        blank = [] if isinstance(field, Checkboxes) or field.render_kw.get("required") else [("", "–")]
        field.choices = blank + [(code, term.label.into(g.language)) for code, term in terms.items()]

    def seen(self, revision: int) -> None:
        """Take it that the person has seen this version: sending the form again is meant."""
        self.revision.data, self.revision.raw_data = revision, None
        self.key.data = secrets.token_hex(16)

    def take(self, problems: Mapping[str, Text]) -> bool:
        """Show what is wrong at its field; returns whether anything is."""
        for name, text in problems.items():
            field = self[name] if name in self else self["key"]
            field.errors = [*field.errors, text.into(g.language)]
        return bool(problems)


def _select(label: str, terms: Terms[Any], **extra: Any) -> SelectField:
    return SelectField(label, render_kw={"terms": terms, **extra}, validators=[Optional()], validate_choice=True)


class PartnerForm(RecordForm):
    """A partner's facts and contact."""

    name = StringField("Name", validators=_LINE)
    kind = _select("Art", words.KINDS)
    area = StringField("Ort oder Kreis", validators=_LINE)
    serves = StringField("Einzugsgebiet", validators=_LINE)
    topics = StringField("Themen", validators=[Length(max=2000)])
    fields_ = Checkboxes("Zuständigkeiten", render_kw={"terms": words.FIELDS}, validators=[Optional()])
    carrier = StringField("Träger", validators=_LINE)
    carrier_type = _select("Art des Trägers", words.CARRIER_TYPES)
    state = _select("Stand", words.STATES, required=True)
    since = DateField("Besteht seit", validators=_DATE)
    until = DateField("Bestand bis", validators=_DATE)
    visibility = _select("Wer darf das sehen?", words.VISIBILITIES, required=True)
    evidence = StringField("Beleg", validators=_LINE)
    street = StringField("Straße", validators=_LINE)
    postcode = StringField("PLZ", validators=_LINE)
    place = StringField("Ort", validators=_LINE)
    phone = StringField("Telefon", validators=_LINE)
    email = StringField("E-Mail", validators=_LINE)
    website = StringField("Internet", validators=_LINE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.state.data, self.visibility.data = "active", "internal"

    def fill(self, record: PartnerRecord, areas: Areas) -> None:
        """Show a record."""
        partner = record.partner
        for name in ("name", "kind", "carrier", "carrier_type", "state", "since", "until", "visibility", "evidence"):
            self[name].data = getattr(partner, name)
        self.area.data = _place_text(partner.area, areas)
        self.serves.data = "; ".join(_place_text(ags, areas) for ags in partner.serves)
        self.topics.data = "; ".join(partner.topics)
        self.fields_.data = list(partner.fields)
        self.revision.data = record.revision
        for name in ("street", "postcode", "place", "phone", "email", "website"):
            self[name].data = getattr(record.contact, name, "")

    def partner(self, before: Partner, areas: Areas) -> Partner:
        """Return the record with what the form says; a place that is not understood stays as typed, to be refused."""
        values: dict[str, Any] = {
            name: (self[name].data or "").strip() if isinstance(self[name].data, str) else self[name].data or ""
            for name in ("name", "kind", "carrier", "carrier_type", "state", "visibility", "evidence")
        }
        return replace(
            before,
            **values,
            area=_place(self.area.data or "", areas),
            serves=tuple(_place(text, areas) for text in _parts(self.serves.data)),
            topics=tuple(_parts(self.topics.data)),
            fields=tuple(code for code in words.FIELDS if code in (self.fields_.data or ())),
            since=self.since.data,
            until=self.until.data,
        )

    def contact(self, before: Contact) -> Contact:
        """Return the contact with what the form says."""
        names = ("street", "postcode", "place", "phone", "email", "website")
        return replace(before, **{name: (self[name].data or "").strip() for name in names})


class TieForm(RecordForm):
    """A tie; ``changed_on`` says that it is another since that day, otherwise it is a correction."""

    other = StringField("Mit wem?", validators=_LINE)
    kind = _select("Art der Verbindung", words.TIES, required=True)
    direction = SelectField("Richtung", choices=[("out", "von hier aus"), ("in", "hierher")], validate_choice=False)
    intensity = _select("Intensität", words.INTENSITIES)
    formality = _select("Verbindlichkeit", words.FORMALITIES)
    forms = Checkboxes("Formen", render_kw={"terms": words.FORMS}, validators=[Optional()])
    status = _select("Stand der Verbindung", words.TIE_STATUSES, required=True)
    since = DateField("Seit", validators=_DATE)
    until = DateField("Bis", validators=_DATE)
    visibility = _select("Wer darf das sehen?", words.VISIBILITIES, required=True)
    evidence = TextAreaField("Beleg", validators=_LINE)
    amount = DecimalField("Betrag in Euro", validators=[Optional()])
    year = IntegerField("Jahr", validators=[Optional()])
    basis = _select("Grundlage der Förderung", words.BASES)
    changed_on = DateField("Anders seit", validators=_DATE)

    candidates: list[Partner]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.candidates = []
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.kind.data, self.status.data, self.visibility.data = "cooperates_with", "active", "internal"

    def _choices(self, field: Any) -> None:
        if field.name == "direction":
            field.choices = [(code, Text(label).into(g.language)) for code, label in field.choices]
        else:
            super()._choices(field)

    def fill(self, tie: Tie, record: TieRecord, revision: int) -> None:
        """Show a record."""
        for name in (
            "kind",
            "formality",
            "status",
            "since",
            "until",
            "visibility",
            "evidence",
            "amount",
            "year",
            "basis",
        ):
            self[name].data = getattr(tie, name)
        self.intensity.data = str(tie.intensity) if tie.intensity else ""
        self.forms.data = list(tie.forms)
        self.other.data = record.other.name
        self.direction.data = "out" if record.outgoing else "in"
        self.revision.data = revision

    def tie(self, before: Tie) -> Tie:
        """Return the record with what the form says; its ends stay as they are."""
        return replace(
            before,
            kind=self.kind.data,
            intensity=int(self.intensity.data) if self.intensity.data else None,
            formality=self.formality.data or "",
            forms=tuple(code for code in words.FORMS if code in (self.forms.data or ())),
            status=self.status.data,
            since=self.since.data,
            until=self.until.data,
            visibility=self.visibility.data,
            evidence=(self.evidence.data or "").strip(),
            amount=float(self.amount.data) if self.amount.data is not None else None,
            year=self.year.data,
            basis=self.basis.data or "",
        )


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]", text or "") if part.strip()]


def _place(text: str, areas: Areas) -> str:
    """Return the AGS of what was typed, or the text itself for the rules to refuse."""
    found = areas.chosen(text) if text.strip() else ()
    return found[0].ags if len(found) == 1 else text.strip()


def _place_text(ags: str, areas: Areas) -> str:
    return areas.offered(ags) if ags else ""
