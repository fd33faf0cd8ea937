"""No person is ever recorded: finds names, mail addresses and numbers of persons in free text."""

from __future__ import annotations

import re

from graphsvc.language import Text

_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_NUMBER = re.compile(r"(?<![\d.])(?:\+49|0)[\d\s/()\-–]{6,}\d")
_TITLED = re.compile(
    r"\b(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.|Dipl\.-\w+)\s+(?:(?:med|phil|rer|nat|dent|h\.c)\.\s*)*[A-ZÄÖÜ][\w-]+"
)
_PERSON_LIKE = re.compile(r"(?<!\w)(?:Dr\.|Prof\.|Dres\.|Dipl\.-|(?:Frau|Herr)\s)")


def in_free_text(text: str) -> Text | None:
    """Return a remark where a text seems to speak of a person; None where it doesn't."""
    if _MAIL.search(text):
        return Text(
            "Hier steht eine E-Mail-Adresse. Kontaktangaben gehören in ihre eigene Spalte, Personen nicht in die Liste."
        )
    if _TITLED.search(text):
        return Text("Hier steht wohl der Name einer Person. Bitte prüfen und lieber weglassen.")
    if _NUMBER.search(text):
        return Text("Hier steht wohl eine Telefonnummer. Kontaktangaben gehören in ihre eigene Spalte.")
    return None


def like_a_person(name: str) -> Text | None:
    """Return a remark where an organisation is named like a person, such as a practice."""
    if _PERSON_LIKE.search(name):
        return Text(
            "Der Name klingt nach einer Person. Bitte lieber nach Fach und Ort nennen, etwa „Hausarztpraxis Musterstadt“."
        )
    return None


def personal_mail(address: str) -> bool:
    """Return whether a mail address looks like a person's: first name, dot, last name.

    Examples
    --------
    >>> personal_mail("erika.mustermann@example.org"), personal_mail("info@example.org")
    (True, False)
    """
    local = address.partition("@")[0]
    return bool(re.fullmatch(r"[a-zäöü]{2,}\.[a-zäöü-]{3,}", local.lower())) and not re.search(
        r"info|kontakt|selbsthilfe|post|stelle|team|buero|amt", local.lower()
    )
