"""What makes a clinic or service open to self-help, as far as ties and columns of one's own show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.language import Label
from graphsvc.model import is_cooperation


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing to be recorded: how people name it in a column of their own, and how a tie shows it."""

    label: Label
    named: re.Pattern[str]
    formality: str = ""
    forms: frozenset[str] = frozenset()

    @property
    def by_ties(self) -> bool:
        """Whether a tie can show it."""
        return bool(self.formality or self.forms)

    def shown_by(self, tie: Mapping[str, Any]) -> bool | None:
        """Return whether a tie shows it; None where a cooperation does not say."""
        if self.formality:
            return is_cooperation(tie) and (tie["formality"] == self.formality if tie["formality"] else None)
        return bool(self.forms.intersection(tie["forms"])) or (
            None if is_cooperation(tie) and not tie["forms"] else False
        )


CRITERIA: Mapping[str, Criterion] = {
    "agreement": Criterion(
        label=Label("Schriftliche Vereinbarung", "Written agreement"),
        named=re.compile(r"kooperationsver(einbarung|trag)|cooperationagreement|selfhelpagreement"),
        formality="written",
    ),
    "officer": Criterion(
        label=Label("Benannte Funktion", "Named function"),
        named=re.compile(
            r"selbsthilfebeauftragt|beauftragt\w*selbsthilfe|selfhelp(officer|coordinator|representative|function)"
        ),
    ),
    "quality_circle": Criterion(
        label=Label("Qualitätszirkel", "Quality circle"),
        named=re.compile(r"qualitatszirkel|qualitycircle"),
        forms=frozenset({"quality_circle"}),
    ),
    "joint_events": Criterion(
        label=Label("Gemeinsame Veranstaltungen", "Joint events"),
        named=re.compile(r"gemeinsameveranstaltung|selbsthilfetag|jointevent|selfhelpday"),
        forms=frozenset({"joint_event", "self_help_day"}),
    ),
    "patient_information": Criterion(
        label=Label("Patienteninformation", "Patient information"),
        named=re.compile(r"patienteninformation|patientinformation"),
        forms=frozenset({"patient_information"}),
    ),
    "award": Criterion(
        label=Label("Auszeichnung", "Award"),
        named=re.compile(
            r"auszeichnung|ausgezeichnet|award|selbsthilfefreundliche\w*(krankenhaus|klinik|praxis|einrichtung)"
        ),
    ),
}
