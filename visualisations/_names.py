"""Names short enough for a map: without what the symbol says already, and without the word that most of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graphsvc.language import Text
from graphsvc.vocabulary import GROUPS

_FEWEST = 8  # fewer names share a word by chance
_GROUP_WORDS = ("Selbsthilfegruppe ", "SHG ")


def shortened(names: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[dict[str, str], tuple[Text, ...]]:
    """Return names by id for labels, and a note on the word left out, where there is one.

    Examples
    --------
    >>> names = {str(n): f"Dienst {n} Musterstadt" for n in range(8)} | {"g": "Selbsthilfegruppe Angst Musterstadt"}
    >>> found, notes = shortened(names, {"g": "self_help_group"})
    >>> found["3"], found["g"], notes[0].into("de")
    ('Dienst 3', 'Angst', '„Musterstadt“ steht in den meisten Namen und fehlt in den Beschriftungen.')
    """
    common = _common_word(names)
    found = {}
    for id, name in names.items():
        if kinds.get(id) in GROUPS:
            name = next((name.removeprefix(word) for word in _GROUP_WORDS if name.startswith(word)), name)
        kept = [word for word in name.split() if word != common]
        found[id] = " ".join(kept) if kept else name
    if common is None:
        return found, ()
    text = Text("„{word}“ steht in den meisten Namen und fehlt in den Beschriftungen.", values={"word": common})
    return found, (text,)


def _common_word(names: Mapping[str, str]) -> str | None:
    """Return the word, mostly a place, that more than half of the names have; never their first one."""
    if len(names) < _FEWEST:
        return None
    counts = Counter(word for name in names.values() for word in set(name.split()[1:]) if len(word) > 3)
    word, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return word if count > len(names) / 2 else None
