"""What `test_stores_by_model.py` draws: records from spaces so small that they meet, edits of them, and what is looked at."""

from __future__ import annotations

from datetime import date

import hypothesis.strategies as st

from graphsvc.model import Contact, Inquiry, Partner, Request, Selection, Tie
from graphsvc.topics import Topic

PARTNERS, TIES, TOPICS = (
    ("p0", "p1", "p2", "p3"),
    ("t0", "t1", "t2", "t3", "t4"),
    ("Angst", "Phobie", "Sucht", "Ängste"),
)
DAYS = [None, date(2024, 1, 1), date(2024, 6, 10), date(2024, 7, 1)]
FREE = ["", "Frau Müllerin", 'die "Frau Müllerin" aus 100 %', "ruhig"]
REDACTED = ["Frau Müllerin", '"Frau', "030 23125", "Angst", "Phobie", "topics", "08117", "konto", "ab", "nirgends"]
SEEN = st.sampled_from(["public", "public", "partners", "internal"])
ATTRS = st.sampled_from([{}, {"contact": "direct"}, {"b": "Frau Müllerin", "a": ""}])


def pick(*values):
    return st.sampled_from(values)


def some(*values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


RECORDS = {
    "partner": st.builds(
        Partner,
        id=pick(*PARTNERS),
        name=pick("Frau Müllerin hilft", "Ängste", "angst", "Gruppe Angst", "Zoo"),
        kind=pick(*("self_help_group", "contact_office", "clinic", "other") * 3, "unbekannt"),
        area=pick("", "08117", "08117019", "09162"),
        topics=some(*TOPICS, "angst störung"),
        fields=some("health", "social"),
        serves=some("08", "08117"),
        since=pick(*[None] * 6, *DAYS),
        until=pick(*[None] * 6, *DAYS),
        state=pick(*["active"] * 4, "dissolved"),
        visibility=SEEN,
        evidence=pick(*FREE),
        attrs=ATTRS,
    ),
    "tie": st.builds(
        Tie,
        id=pick(*TIES),
        source=pick("p0", "p1", "p2", "p0", "p1", "p3"),
        target=pick("p1", "p2", "p3", "p3", "p3", "p0"),
        kind=pick(*("cooperates_with", "supports", "funds") * 4, "unbekannt"),
        intensity=pick(None, 0, 3),
        since=pick(*DAYS),
        until=pick(None, None, *DAYS),
        status=pick(*["active"] * 4, "planned", "none"),
        visibility=SEEN,
        evidence=pick(*FREE),
        amount=pick(None, 0.0, 1.5),
        attrs=ATTRS,
    ),
    "contact": st.builds(
        Contact,
        id=pick(*PARTNERS),
        phone=pick("", "030 23125 111"),
        email=pick("", "frau@example.org"),
        place=pick(*FREE),
    ),
    "inquiry": st.builds(
        Inquiry,
        id=pick("i0", "i1", "i2"),
        partner=pick(*PARTNERS),
        on=pick(*DAYS[1:]),
        about=some("topics", "clinic", "Angst", "Frau Müllerin"),
        answered=st.booleans(),
        complete=st.booleans(),
    ),
    "request": st.builds(
        Request,
        id=pick("r0", "r1"),
        topic=pick(*TOPICS, "Frau Müllerin"),
        area=pick("08117", "09162"),
        year=pick(2023),
        asked=pick(0, 5),
        met=pick(None, 0),
    ),
    "topic": st.builds(
        Topic, name=pick(*TOPICS), parent=pick("", *TOPICS), synonyms=some("Angst Störung", "Frau Müllerin", "Phobie")
    ),
}
TOUCHED = {
    "partner": (
        "name",
        "kind",
        "area",
        "topics",
        "serves",
        "since",
        "until",
        "state",
        "visibility",
        "evidence",
        "attrs",
    ),
    "tie": ("source", "target", "kind", "since", "until", "status", "visibility", "evidence", "attrs"),
    "contact": ("phone", "email", "place"),
    "inquiry": ("partner", "on", "about", "complete"),
    "request": ("topic", "area", "met"),
    "topic": ("parent", "synonyms"),
}
# put: as drawn; field: one field as drawn; stale and blind: not from what is there; the rest speaks for itself
EDIT = st.tuples(
    pick("partner", "partner", "tie", "tie", "tie", "contact", "inquiry", "topic", "request").flatmap(RECORDS.get),
    pick(*("put", "field") * 4, "remove", "remove", "stale", "blind"),
    st.integers(0, 20),
)
# Few, as the server plans each of them anew; test_two_stores.py draws as many as there are.
SELECTIONS = [
    Selection(),
    Selection(since=date(2024, 1, 1)),
    Selection(areas=frozenset({"08117"}), ties=frozenset({"cooperates_with", "supports"})),
    Selection(ego="p0", radius=2),
    Selection(
        topics=frozenset({"Sucht", "phobie"}),
        kinds=frozenset({"clinic", "other"}),
        fields=frozenset({"health"}),
        on=DAYS[2],
    ),
]
BACK = pick(None, None, None, 0, 1, 4)
