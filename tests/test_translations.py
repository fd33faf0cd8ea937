"""Every German sentence has an English one with the same places to fill in, and none is left over."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

import app
from graphsvc.language import TRANSLATIONS, Text
from graphsvc.translations import messages

FOUND = {message for message in messages(app.CATALOGUE) if message}


@pytest.fixture(scope="module")
def english():
    with (TRANSLATIONS / "en.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file, locale="en", abort_invalid=True) if entry.id}


def test_nothing_is_missing(english):
    assert sorted(map(str, (m for m in FOUND if not english.get(m)))) == []


def test_nothing_is_left_over(english):
    assert sorted(map(str, set(english) - FOUND)) == []


def test_places_are_the_same_in_both_languages(english):
    for message, string in english.items():
        german = [message] if isinstance(message, str) else message
        spoken = [string] if isinstance(string, str) else string
        places = [set(re.findall(r"\{\w+\}", text)) for text in german]
        for text in spoken:
            assert set(re.findall(r"\{\w+\}", text)) in places, message


def test_a_sentence_is_said_in_both_languages():
    text = Text("{n} Akteur gefunden", "{n} Akteure gefunden", 1200)
    assert (text.into("de"), text.into("en")) == ("1.200 Akteure gefunden", "1,200 partners found")
