"""What a record must keep, whoever writes it: form, API or import."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphsvc import vocabulary as words
from graphsvc.areas import LENGTHS, Areas
from graphsvc.language import Text
from graphsvc.model import Partner, Tie
from graphsvc.terms import Terms

_PARTNER_CODES: Mapping[str, Terms[Any]] = {
    "kind": words.KINDS,
    "state": words.STATES,
    "carrier_type": words.CARRIER_TYPES,
    "represents": words.REPRESENTS,
    "visibility": words.VISIBILITIES,
    "format": words.FORMATS,
    "fields": words.FIELDS,
}
_TIE_CODES: Mapping[str, Terms[Any]] = {
    "kind": words.TIES,
    "status": words.TIE_STATUSES,
    "formality": words.FORMALITIES,
    "reported_by": words.REPORTED_BY,
    "visibility": words.VISIBILITIES,
    "forms": words.FORMS,
    "basis": words.BASES,
}
_PERIOD = Text("Das Ende liegt vor dem Beginn. Bitte die beiden Tage prüfen.")


def partner_problems(partner: Partner, areas: Areas) -> dict[str, Text]:
    """Return what is wrong with a partner, by field; nothing where all is well."""
    found = _code_problems(partner, _PARTNER_CODES)
    if not partner.name.strip():
        found["name"] = Text("Es fehlt der Name. Bitte angeben, wie die Einrichtung oder Gruppe heißt.")
    if partner.since and partner.until and partner.until < partner.since:
        found["until"] = _PERIOD
    for field, ags in [("area", partner.area), *(("serves", ags) for ags in partner.serves)]:
        if ags and len(areas) and ags not in areas and (ags[:5] not in areas or len(ags) > LENGTHS["municipality"]):
            found[field] = Text("Das Gebiet „{ags}“ ist nicht bekannt.", values={"ags": ags})
    if problem := point_problem(partner.lat, partner.lon):
        found["lat"] = problem
    return found


def point_problem(lat: float | None, lon: float | None) -> Text | None:
    """Return what is wrong with a point in degrees, None where nothing is."""
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        return Text("Breite und Länge gehören zusammen. Bitte beide angeben oder keine.")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Text("Breite oder Länge liegt außerhalb der Erde.")
    return None


def tie_problems(tie: Tie, source_kind: str, target_kind: str) -> dict[str, Text]:
    """Return what is wrong with a tie between partners of these kinds, by field."""
    found = _code_problems(tie, _TIE_CODES)
    if tie.source == tie.target:
        found["target"] = Text("Ein Akteur kann nicht mit sich selbst verbunden sein.")
    if tie.since and tie.until and tie.until < tie.since:
        found["until"] = _PERIOD
    if tie.intensity is not None and tie.intensity not in (1, 2, 3, 4):
        found["intensity"] = Text("Die Intensität geht von 1 bis 4; leer heißt unbekannt.")
    if "kind" not in found:
        found |= end_problems(tie.kind, source_kind, target_kind)
    return found


@cache
def end_problems(kind: str, source_kind: str, target_kind: str) -> dict[str, Text]:
    """Return what is wrong with a tie of a kind between partners of two kinds."""
    term = words.TIES[kind]
    for field, given, permitted in (("source", source_kind, term.sources), ("target", target_kind, term.targets)):
        if permitted and given not in permitted:
            labels = [words.KINDS[code].plural for code in words.KINDS if code in permitted]
            return {
                field: Text(
                    "„{tie}“ passt hier nicht: möglich sind nur {kinds}, dieser Akteur ist: {kind}.",
                    values={"tie": term.label, "kinds": labels, "kind": words.KINDS[given].label},
                )
            }
    return {}


def _code_problems(record: Partner | Tie, codes: Mapping[str, Terms[Any]]) -> dict[str, Text]:
    found = {}
    for field, terms in codes.items():
        value = getattr(record, field)
        for code in value if isinstance(value, tuple) else (value,):
            if code and code not in terms and not (field == "basis" and words.names_old_law(code)):
                values = {"code": code, "choices": ", ".join(terms)}
                found[field] = Text("„{code}“ gibt es hier nicht. Möglich sind: {choices}.", values=values)
    if not record.kind:
        found["kind"] = Text("Es fehlt die Art.")
    return found
