"""Whatever people write can be printed: no sign, and no mixture of signs, makes a page impossible."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from map_cases import HOSTILE

from graphsvc.paper.typesetting import UNKNOWN, breakable, pdf, printable

DAY = date(2024, 6, 1)
WORDS = {"page": "Seite", "of": "von", "foot": "Stand", "overleaf": ""}


def sheet(*texts: str) -> dict:
    """Return the least that a sheet holds, with the texts at each place where a name may stand."""
    escaped = "".join(f"&#{ord(sign)};" for text in texts for sign in printable(text))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 9"><text font-weight="600">{escaped}</text></svg>'
    rows = [[str(number), breakable(text)] for number, text in enumerate(texts, 1)]
    register = {
        "title": "Verzeichnis",
        "columns": ["Nr.", "Akteur"],
        "numeric": [True, False],
        "groups": [{"title": texts[0], "rows": rows}],
    }
    return {
        **{"language": "de", "paper": "a4", "demo": "", "title": f"Karte: {texts[0]}", "about": texts[0]},
        **{
            "finding": texts[0],
            "svg": svg,
            "size": [99, 9],
            "smallest": 9,
            "alt": f"Karte: {texts[0]}",
            "register": register,
            "words": WORDS,
            "link": None,
        },
        "lists": [{"title": "Methode", "items": list(texts)}],
    }


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), min_size=1, max_size=4))
@example(list(HOSTILE))
@example(["Мир مرحبا שלום mixed in one", "ЖمŁ", "🧠", "日本語"])
@example(["", "\u202e", "\ufffe", "\ud7ff\udfff"])
def test_any_text_can_be_printed(texts):
    data = pdf("sheet.typ", sheet(*texts), DAY)
    assert data.startswith(b"%PDF-1.7")


def test_markup_of_typst_stays_text():
    hostile = (
        "#panic()",
        "*fett* _kursiv_ $x^2$",
        "= Titel",
        "\\ @label <label> `roh` // nichts",
        '#read("common.typ")',
    )
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf("sheet.typ", sheet(*hostile), DAY))).pages
    )
    for each in hostile:
        assert each.replace(" ", "") in text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Straße Łódź Țară Ελλάς Київ", "Straße Łódź Țară Ελλάς Київ"),
        ("e\u0301", "é"),
        ("a\u00a0b\u2009c\nd", "a\u00a0b c d"),
        ("non\u2011breaking", "non-breaking"),
        ("👨‍👩‍👧‍👦", UNKNOWN),
        ("Gruppe \u202egnp.exe", "Gruppe gnp.exe"),
    ],
)
def test_signs_are_kept_where_there_is_a_font_for_them(text, printed):
    assert printable(text) == printed
