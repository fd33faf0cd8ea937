"""Who reported the ties: said where it is one partner, or where for most of them nobody knows."""

from __future__ import annotations

import pytest
from small_networks import network, others, tie

from queries import one_sided
from queries._partners import reporter_caveat

STAR = "bcdefg"


def star(*reported_by):
    """Return a star around a, whose ties were reported so."""
    ties = [tie("a", id, reported_by=by) for id, by in zip(STAR, reported_by, strict=False)]
    return network(others(f"a{STAR}"), ties)


UNKNOWN = "Bei {} von 6 Verbindungen ist nicht erfasst, wer sie angegeben hat."
ONE = "{} % der Verbindungen hat A angegeben."


@pytest.mark.parametrize(
    ("reported_by", "expected"),
    [
        ([""] * 6, UNKNOWN.format(6)),
        ([""] * 4 + ["source"] * 2, UNKNOWN.format(4)),
        (["", *["source"] * 5], ONE.format(100)),
        (["source"] * 5 + ["target"], ONE.format(83)),
        (["", "", "", "target", "target", "target"], ""),
        (["target"] * 6, ""),
    ],
)
def test_what_is_known_of_the_reporters(reported_by, expected):
    said = " ".join(text.into("de") for text in reporter_caveat(star(*reported_by)))
    assert said.startswith(expected)
    assert bool(said) == bool(expected)


def test_what_one_reporter_gave_is_no_share_of_what_nobody_knows():
    """Of 11 ties one partner reported five, and of six nobody knows: it did not report all."""
    ties = [tie("a", id, reported_by="source") for id in "bcdef"]
    ties += [tie("b", id) for id in "cdef"] + [tie("c", id) for id in "de"]
    (caveat,) = reporter_caveat(network(others("abcdef"), ties))
    assert caveat.into("de").startswith("Bei 6 von 11 Verbindungen ist nicht erfasst")


def test_one_sided_says_it_once():
    caveats = [text.into("de") for text in one_sided.answer(star(*[""] * 6)).caveats]
    assert sum("nicht erfasst, w" in caveat for caveat in caveats) == 1
