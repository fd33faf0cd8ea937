"""A network map between two days says what changed, in words: a printed page has no slider."""

from __future__ import annotations

from datetime import date

from catalogue_cases import open_store, service_of

from graphsvc.model import Partner, Tie, Viewer

FIRST, LAST, BETWEEN = date(2022, 1, 1), date(2024, 1, 1), date(2023, 1, 1)


def said(folder, *ties, **raw):
    partners = [Partner(id=id, name=id, kind="clinic", area="08117", visibility="public") for id in "abcd"]
    store = open_store(folder, *partners, *ties)
    drawn = service_of(store).draw("network_map", {"on": LAST.isoformat()} | raw, Viewer.STAFF).picture
    store.close()
    return [note.into("de") for note in drawn.notes]


def tie(id, other, **given):
    return Tie(id=id, source="a", target=other, visibility="public", **({"kind": "cooperates_with"} | given))


def test_it_counts_what_began_changed_ended_and_stayed(tmp_path):
    old = date(2020, 1, 1)
    ties = [
        tie("1", "b", since=old, until=BETWEEN, intensity=2),
        tie("2", "b", since=BETWEEN, intensity=3),
        tie("3", "c", since=old),
        tie("4", "d", since=BETWEEN),
        tie("5", "d", kind="refers_to", since=date(2022, 5, 1), until=date(2022, 6, 1)),
    ]
    notes = said(tmp_path, *ties, since=FIRST.isoformat())
    assert notes[:2] == [
        "01.01.2022 bis 01.01.2024: Verbindungen neu 1, geändert 1, beendet 0, geblieben 1, ohne erfassten Beginn 0",
        "1 Verbindung kam dazwischen und ging wieder.",
    ]


def test_between_two_partners_one_tie_may_be_new_and_one_ended(tmp_path):
    ties = [tie("1", "b", since=date(2020, 1, 1), until=BETWEEN), tie("2", "b", kind="refers_to", since=BETWEEN)]
    notes = said(tmp_path, *ties, since=FIRST.isoformat())
    assert "Zwischen 1 Paar von Akteuren ist eine Verbindung neu und eine beendet: Dort stehen zwei Linien." in notes


def test_what_tells_no_beginning_is_neither_new_nor_stayed(tmp_path):
    """Partner c is new, and still nobody recorded when its tie began; plans are no ties, and are drawn as such."""
    ties = [tie("1", "b", since=date(2020, 1, 1)), tie("2", "c"), tie("3", "d", status="planned")]
    partners = [
        Partner(
            id=id,
            name=id,
            kind="clinic",
            area="08117",
            visibility="public",
            since=date(2023, 5, 1) if id == "c" else None,
        )
        for id in "abcd"
    ]
    store = open_store(tmp_path, *partners, *ties)
    drawn = service_of(store).draw("network_map", {"on": LAST.isoformat(), "since": FIRST.isoformat()}, Viewer.STAFF)
    store.close()
    picture = drawn.picture
    assert [row[-1] for row in picture.tables["ties"].rows] == ["stayed", "undated", "planned"]
    assert [note.into("de") for note in picture.notes][:2] == [
        "01.01.2022 bis 01.01.2024: Verbindungen neu 0, geändert 0, beendet 0, geblieben 1, ohne erfassten Beginn 1",
        "Bei 1 von 2 Verbindungen ist der Beginn nicht bekannt; ob sie neu ist, lässt sich nicht sagen.",
    ]
    words = picture.svg("de")
    assert "Beginn nicht erfasst, vielleicht neu" in words
    assert picture.scene("de")["changes"]["told"][0].endswith("geblieben 1, ohne erfassten Beginn 0")


def test_without_a_day_to_look_back_to_there_is_nothing_to_compare(tmp_path):
    assert not any("neu" in note for note in said(tmp_path, tie("1", "b", since=BETWEEN)))


def test_a_tie_that_ended_does_not_lie_under_the_one_that_came_after_it(tmp_path):
    """One colour on another would be a third that no legend knows."""
    ties = [tie("1", "b", since=date(2020, 1, 1), until=BETWEEN), tie("2", "b", kind="refers_to", since=BETWEEN)]
    partners = [Partner(id=id, name=id, kind="clinic", area="08117", visibility="public") for id in "ab"]
    store = open_store(tmp_path, *partners, *ties)
    drawn = service_of(store).draw("network_map", {"on": LAST.isoformat(), "since": FIRST.isoformat()}, Viewer.STAFF)
    picture = drawn.picture
    store.close()
    bent = {edge["id"]: bool(edge["via"]) for edge in picture.scene("de")["edges"]}
    assert bent == {"1": True, "2": False}
    assert picture.svg("de").count('<path d="M ') == 1
