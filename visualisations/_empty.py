"""A map with nothing to show: never a blank picture, but a sentence that says what is missing."""

from __future__ import annotations

from graphsvc.language import Text
from graphsvc.model import Picture
from visualisations._svg import sentence


def empty(title: Text, text: Text) -> Picture:
    """Return the sentence as a picture."""
    return Picture(
        title=title,
        svg=lambda language: sentence(text.into(language), name=title.into(language), language=language),
        alt=text,
        notes=(text,),
    )
