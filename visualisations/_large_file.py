"""The large map's compact file: a column each, numbers as base64 of little-endian arrays, names as numbers of words."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from graphsvc.language import Language, Text, say
from graphsvc.model import Network
from graphsvc.vocabulary import SECTORS
from visualisations._large_svg import DISC, Overview, thickness
from visualisations._svg import INK, MARK, clean, corners, wrap

WORDS = {
    "search": Text("Akteur oder Gebiet suchen"),
    "find": Text("Suchen"),
    "zoom_in": Text("Vergrößern"),
    "zoom_out": Text("Verkleinern"),
    "fit": Text("Alles zeigen"),
    "close": Text("Alle schließen"),
    "open": Text("Seite öffnen"),
    "map": Text("Interaktive große Karte"),
    "legend": Text("Zeichenerklärung"),
    "help": Text(
        "Ein Klick öffnet eine Scheibe und zeigt ihre Akteure. Tastatur: Pfeil rechts und links gehen weiter und zurück, Pfeil "
        "runter oder Eingabe öffnet, Pfeil hoch geht zurück zur Scheibe, Escape schließt sie, Eingabe auf einem Akteur öffnet "
        "seine Seite, Plus und Minus vergrößern und verkleinern, 0 zeigt alles. Ein Klick auf Scheibe oder Akteur blendet alle "
        "aus, mit denen keine aktive Verbindung erfasst ist; Escape oder ein Klick daneben zeigt sie wieder. "
        "Ist eine Scheibe offen, gehen die Linien ihrer "
        "Akteure in die anderen Scheiben, und was hinter ihr verläuft, ist nicht gezeichnet. In den Beschriftungen fehlt das Wort, "
        "das in den meisten Namen der Scheibe steht."
    ),
    "software": Text(
        "Dieser Browser zeichnet ohne Grafikkarte. Deshalb steht hier das Übersichtsbild: je Kreis oder Teilnetz eine Scheibe."
    ),
    "force": Text("Trotzdem die bewegliche Karte zeigen"),
    "without": Text(
        "Dieser Browser kann die bewegliche Karte nicht zeichnen (kein WebGL). Deshalb steht hier das Übersichtsbild."
    ),
    # filled in by the browser, so their braces stay
    "group": Text("{{name}}, Akteure: {{n}}"),
    "opened": Text("geöffnet"),
    "partner": Text("{{name}}, {{sector}}, verbunden mit {{n}} Akteuren"),
    "one": Text("{{name}}, {{sector}}, verbunden mit einem Akteur"),
    "about": Text("davon handelt die Antwort: {{n}}"),
    "of": Text("{{n}} von {{all}}"),
    "sector": Text("Bereiche"),
    "sizes": Text(
        "Größe eines Zeichens: mit wie vielen Akteuren verbunden. Linie an einem Akteur: mindestens eine aktive Verbindung."
    ),
    "marked": Text("davon handelt die Antwort"),
    "nothing": Text("Auf dieser Karte nicht gefunden."),
    "hit": Text("Treffer {{place}} von {{all}}: {{name}}"),
}


def compact(network: Network, shown: Overview, marks: Mapping[str, float], language: Language) -> dict[str, Any]:
    """Return what ``static/large_map.js`` needs."""
    ground, of, sectors = shown.ground, network.graph.nodes, list(SECTORS)
    place = {code: number for number, code in enumerate(sectors)}
    low = ground.points.min(axis=0)
    span = max(float(np.ptp(ground.points, axis=0).max()), 1.0)
    x, y = ((ground.points - low) / span * 65535).round().T
    return {
        "low": [round(float(value), 2) for value in low],
        "span": round(span, 2),
        "x": _packed(x, "<u2"),
        "y": _packed(y, "<u2"),
        "degree": _packed(np.minimum(ground.degree, 65535), "<u2"),
        "sector": _packed([place[of[id]["sector"]] for id in ground.ids], "u1"),
        "mark": _packed([round(255 * marks.get(id, 0.0)) for id in ground.ids] if marks else [], "u1"),
        "ties": _short(np.bincount(ground.pairs[:, 0], minlength=len(ground.ids))),
        "steps": _short(np.diff(ground.pairs)),
        "ids": "\n".join(ground.ids),
        **_names([clean(of[id]["name"]) for id in ground.ids], ground.captions),
        "nodes": [
            {
                "id": f"g{number}",
                "name": clean(say(group.caption, language)),
                "label": clean(say(group.label, language)),
                "lines": wrap(say(group.label, language), 104, 12, lines=3),
                "x": round(group.x, 1),
                "y": round(group.y, 1),
                "r": round(group.radius, 1),
                "n": len(group.members),
                "ties": ground.inside.get(number, 0),
            }
            for number, group in enumerate(ground.groups)
        ],
        "edges": [{"from": f"g{a}", "to": f"g{b}", "width": thickness(n)} for (a, b), n in shown.lines.items()],
        "sectors": [[SECTORS[code].label.into(language), SECTORS[code].colour, *_shape(code)] for code in sectors],
        "ink": INK,
        "disc": DISC,
        "halo": MARK,
        "words": {key: text.into(language) for key, text in WORDS.items()},
    }


def _shape(code: str) -> tuple[str, list[tuple[float, float]]]:
    shape = SECTORS[code].shape
    return shape, [] if shape in ("dot", "square") else [(round(x, 3), round(y, 3)) for x, y in corners(shape)]


def _names(names: Sequence[str], captions: Sequence[str]) -> dict[str, str]:
    """Return all words once, and for each name its words; as bits those of the first eight that its caption leaves out."""
    number: dict[str, int] = {}
    words, lengths, left_out = [], [], []
    for name, caption in zip(names, captions, strict=True):
        parts, kept = name.split(" "), clean(caption).split(" ")
        words += [number.setdefault(part, len(number)) for part in parts]
        lengths.append(len(parts))
        bits, at = 0, 0
        for place, part in enumerate(parts[:8]):
            if at < len(kept) and part == kept[at]:
                at += 1
            else:
                bits |= 1 << place
        left_out.append(bits)
    return {
        "vocabulary": "\n".join(number),
        "spelled": _packed(words, "<u4" if len(number) > 65535 else "<u2"),
        "lengths": _short(lengths),
        "left_out": _packed(left_out, "u1"),
    }


def _short(values: ArrayLike) -> str:
    """Return numbers of any size, seven bits a byte, the low first; all but a number's last byte are from 128 on."""
    left = np.asarray(values, dtype=np.int64).ravel()
    needed = np.ones(len(left), dtype=bool)
    columns, used = [], []
    while needed.any():
        rest = left >> 7
        columns.append((left & 127) + np.where(rest > 0, 128, 0))
        used.append(needed)
        left, needed = rest, rest > 0
    return _packed(np.stack(columns, axis=1)[np.stack(used, axis=1)] if columns else [], "u1")


def _packed(values: ArrayLike, kind: str) -> str:
    return base64.b64encode(np.asarray(values).astype(kind).tobytes()).decode()
