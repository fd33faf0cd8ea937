"""One signature is URL, form, command line and OpenAPI: what passes, what is refused, and with which words."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import Usage
from graphsvc.model import Selection
from graphsvc.params import Count, Day, KindCode, Signature
from graphsvc.vocabulary import FIELDS, KINDS, TIES


def question(network, *, months: Count = 12, of: KindCode = "clinic", day: Day = None):
    """Take what a question takes."""


SIGNATURE = Signature(question)


def test_strings_become_a_selection_and_the_question_s_own_values():
    raw = {"area": ["08"], "kind": ["clinic"], "on": "2024-01-01", "months": "3", "of": "service"}
    selection, own = SIGNATURE.parse(raw)
    assert selection == Selection(areas=frozenset({"08"}), kinds=frozenset({"clinic"}), on=date(2024, 1, 1))
    assert own == {"months": 3, "of": "service", "day": None}


def test_what_is_left_blank_in_a_form_is_the_default():
    assert SIGNATURE.parse({"months": "", "area": [], "kind": [""], "topic": [""], "on": ""}) == SIGNATURE.parse({})


@pytest.mark.parametrize(
    ("raw", "name", "word"),
    [
        ({"foo": "1"}, "foo", "Den Parameter „foo“ gibt es hier nicht"),
        ({"months": "-1"}, "months", "von 0 bis"),
        ({"months": "viele"}, "months", "bitte eine Zahl"),
        ({"kind": ["klinik"]}, "kind", "clinic"),
        ({"of": "x"}, "of", "Möglich sind"),
        ({"on": "31.2.2024"}, "on", "2024-03-01"),
        ({"radius": "99"}, "radius", "von 1 bis 4"),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_would_do(raw, name, word):
    with pytest.raises(Usage) as refused:
        SIGNATURE.parse(raw)
    assert list(refused.value.errors) == [name]
    assert word in refused.value.errors[name].into("de")


def test_all_bad_values_are_told_at_once():
    with pytest.raises(Usage) as refused:
        SIGNATURE.parse({"months": "x", "on": "y"})
    assert set(refused.value.errors) == {"months", "on"}


selections = st.builds(
    Selection,
    areas=st.frozensets(st.sampled_from(["08", "08117", "14"])),
    kinds=st.frozensets(st.sampled_from(list(KINDS))),
    ties=st.frozensets(st.sampled_from(list(TIES))),
    fields=st.frozensets(st.sampled_from(list(FIELDS))),
    topics=st.frozensets(st.sampled_from(["Angst", "Sucht & mehr", "ä=b"])),
    ego=st.none() | st.just("kst"),
    radius=st.integers(1, 4),
    on=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)


@given(selections, st.integers(0, 1000))
def test_one_selection_is_one_address(selection, months):
    own = {"months": months, "of": "clinic", "day": None}
    query = SIGNATURE.query(selection, own)
    assert SIGNATURE.parse(query) == (selection, own)


def no_default(network, *, months: Count):
    """Lack a default."""


def taken(network, *, area: Count = 1):
    """Take a Selection's name."""


def untyped(network, *, months: int = 1):
    """Say nothing to people."""


def other(network, *, months: Annotated[int, "other"] = 1):
    """Say something else."""


@pytest.mark.parametrize("bad", [no_default, taken, untyped, other])
def test_a_bad_signature_fails_at_start_up(bad):
    with pytest.raises(TypeError):
        Signature(bad)
