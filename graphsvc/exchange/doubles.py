"""Likely doubles are reported, never merged: two lists often have the same office under two names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from graphsvc.exchange.report import Remark
from graphsvc.language import Text, sort_key
from graphsvc.model import Partner
from graphsvc.terms import normalise
from graphsvc.vocabulary import KINDS

_BRACKETS = re.compile(r"\([^)]*\)")
_ALIKE = 92.0
_MOST = 40  # a longer list of candidates is a common word, not a double


def likely_doubles(
    added: Iterable[Partner], all_partners: Iterable[Partner], seen: Mapping[str, tuple[str, str, int]]
) -> list[Remark]:
    """Return a remark for each new partner that is likely there already, in the same district and sector.

    Only partners that share the district and their longest word are compared, so that 50,000 stay quick.
    """
    buckets: dict[tuple[str, str, str], list[Partner]] = defaultdict(list)
    for partner in all_partners:
        buckets[_bucket(partner)].append(partner)
    found: list[Remark] = []
    told: set[frozenset[str]] = set()
    for partner in added:
        candidates = buckets[_bucket(partner)]
        if len(candidates) > _MOST:
            continue
        for other in candidates:
            pair = frozenset((partner.id, other.id))
            if other.id != partner.id and pair not in told and _alike(partner, other):
                told.add(pair)
                file, sheet, row = seen.get(partner.id, ("", "", 0))
                values = {"name": other.name, "id": other.id}
                text = Text(
                    "Das ist vielleicht derselbe Akteur wie „{name}“ ({id}). Beide bleiben, bitte prüfen.",
                    values=values,
                )
                found.append(Remark(file=file, sheet=sheet, row=row, column="Name", value=partner.name, text=text))
    return found


def _bucket(partner: Partner) -> tuple[str, str, str]:
    words = sort_key(_BRACKETS.sub("", partner.name)).split()
    place = partner.area[:5] or (partner.serves[0][:5] if partner.serves else "")
    return place, KINDS[partner.kind].sector, max(words, key=len, default="")


def _alike(a: Partner, b: Partner) -> bool:
    if a.topics != b.topics and a.topics and b.topics:
        return False
    first, second = _BRACKETS.sub("", a.name), _BRACKETS.sub("", b.name)
    return normalise(first) == normalise(second) or fuzz.token_set_ratio(sort_key(first), sort_key(second)) >= _ALIKE
