"""What a column of one's own says: yes, no, or nothing that can be relied on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graphsvc.language import sort_key

_YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "wahr", "vorhanden", "besteht", "benannt", "erhalten"})
_NO = frozenset(
    {"nein", "n", "no", "0", "false", "falsch", "kein", "keine", "keinen", "keiner", "nicht", "not", "none"}
)
_OPEN = frozenset({"unbekannt", "unknown", "unklar", "unclear", "offen", "geplant", "planned", "planung", "beantragt"})
_NO_ANSWER = re.compile(
    r"(k a|n a|keine (angabe|auskunft|antwort)\w*|(noch )?nicht (bekannt|gefragt|erhoben)|not (known|asked)|no answer)\b"
)
_SELF_HELP = re.compile(r"selbsthilf|self ?help")


def said(attributes: Mapping[str, str], names: re.Pattern[str]) -> bool | None:
    """Return what the attributes whose name matches say: True if one says yes, False if one says no, None otherwise."""
    found = {_one(name, value) for name, value in attributes.items() if names.search(sort_key(name).replace(" ", ""))}
    return True if True in found else False if False in found else None


def _one(name: str, value: str) -> bool | None:
    """Return what one attribute says; any other words are a yes where they or the name speak of self-help.

    Examples
    --------
    >>> [_one("Auszeichnung", text) for text in ("ja", "2019", "nein, erst 2027", "k. A.", "geplant", "Familienfreundlich")]
    [True, True, False, None, None, None]
    >>> _one("Selbsthilfebeauftragte", "im Sozialdienst"), _one("award", "Self-help friendly hospital")
    (True, True)
    """
    text = sort_key(value)
    words = text.split()
    if not words:
        return None
    if _NO_ANSWER.match(text):
        return None
    if words[0] in _NO or words[:2] == ["noch", "nicht"]:
        return False
    if _OPEN.intersection(words):
        return None
    if words[0] in _YES or re.fullmatch(r"(seit )?(19|20)\d\d", text) or _SELF_HELP.search(f"{sort_key(name)} {text}"):
        return True
    return None
