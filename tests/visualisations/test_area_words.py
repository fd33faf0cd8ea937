"""What an area map writes is true, and alike in picture, legend and table."""

from __future__ import annotations

from small_networks import network, partner, tie

import app
from queries.representation import answer

DRAWN = app.CATALOGUE.maps["area_map"]


def test_nothing_is_called_recorded_that_counts_what_is_not():
    """Both committees of Oben lack self-help: the 2 beside it is no number of something recorded."""
    partners = [partner("a", "committee", area="08001"), partner("b", "committee", area="08001")]
    some = network(partners, [tie("a", "b")])
    table = DRAWN.draw(some, answer(some), {}).tables["areas"]
    assert table.rows == (("08001", "Oben", "recorded", 2.0, False),)
    assert [column.label.into("de") for column in table.columns][3] == "Keine Selbsthilfe erfasst"
    assert table.columns[2].words["recorded"].into("de") == "Zahl liegt vor"


def test_whether_groups_are_recorded_is_still_said():
    some = network([partner("g", "self_help_group", area="08001")])
    table = DRAWN.draw(some, None, {}).tables["areas"]
    assert table.column("status") == ["recorded", "not_asked", "not_asked"]
    assert table.columns[2].words["recorded"].into("de") == "erfasst"
