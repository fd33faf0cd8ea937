"""Rows of ties: a tie is found again by its ends, kind, times, forms and money; several of a kind may stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphsvc.exchange.rows import Row, Source
from graphsvc.exchange.work import Work, digest, in_known_order, merged_attrs, pair_of
from graphsvc.language import Text
from graphsvc.model import Tie
from graphsvc.rules import end_problems
from graphsvc.vocabulary import TIES

_FIELDS = frozenset(Tie.__dataclass_fields__) - {"id", "source", "target", "attrs"}
_EMPTY = {name: getattr(Tie(id="", source="", target=""), name) for name in _FIELDS}
_OTHER_SIDE = {"source": "target", "target": "source"}


def read_tie(work: Work, source: Source, row: Row) -> None:
    """Read a tie; its ends are ids or exact names."""
    here, there = (work.end(source, row, column) for column in ("source", "target"))
    if here is None or there is None:
        return
    kind = row.values.get("kind") or "cooperates_with"
    values = {name: value for name, value in row.values.items() if name not in ("source", "target", "kind")}
    if work.options.visibility:
        values.setdefault("visibility", work.options.visibility)
    match(work, source, row, (here, there), kind, values)


def match(work: Work, source: Source, row: Row, ends: tuple[str, str], kind: str, values: Mapping[str, Any]) -> None:
    """Take a tie as a row makes it: the one that is recorded, changed, or a new one."""
    here, there = ends
    if here == there:
        text = Text("Ein Akteur kann nicht mit sich selbst verbunden sein.")
        work.say(source, row, "target", text, refused=True)
        return
    for column, text in end_problems(kind, work.partners[here].kind, work.partners[there].kind).items():
        work.say(source, row, column, text, refused=True)
        return
    given = {n: _EMPTY[n] if value is None else value for n, value in values.items() if n in _FIELDS}
    pair = pair_of(here, there, kind)
    known = _found_again(work, pair, given)
    if known:
        if not TIES[kind].directed and known.source != here and "reported_by" in given:
            given["reported_by"] = _OTHER_SIDE.get(given["reported_by"], given["reported_by"])
        if known.reported_by == "both" and "reported_by" in given:
            given["reported_by"] = "both"  # that both said so stays true
        after = replace(known, **in_known_order(known, given), **merged_attrs(known.attrs, row.attrs))
    else:
        after = Tie(id="", source=here, target=there, kind=kind, **given, **merged_attrs({}, row.attrs))
        after = replace(after, id=_new_id(work, after))
    if after.since and after.until and after.until < after.since:
        work.period(source, row)
        return
    ties = work.ties.setdefault(pair, [])
    if known:
        ties[ties.index(known)] = after
    else:
        ties.append(after)
    work.new["tie", after.id] = after


def _found_again(work: Work, pair: tuple[str, str, str], given: Mapping[str, Any]) -> Tie | None:
    """Return the recorded tie that a row speaks of: the one alike, or the only one that may be meant."""
    known = [tie for tie in work.ties.get(pair, ()) if ("tie", tie.id) not in work.new or _same(tie, given)]
    same = [tie for tie in known if _same(tie, given)]
    if same:
        # two ties may differ in their end alone: then the row's own end decides
        return next((tie for tie in same if tie.until == given.get("until")), same[0])
    if len(known) != 1:
        return None
    only = known[0]
    free = only.since is None or given.get("since") in (None, only.since)
    same_money = all(given.get(name) in (None, getattr(only, name)) for name in ("year", "basis"))
    same_forms = "forms" not in given or not only.forms or set(only.forms) == set(given["forms"])
    same_status = only.status == given.get("status", only.status)
    return only if free and same_money and same_forms and same_status and _may_end_so(only, given) else None


def _same(tie: Tie, given: Mapping[str, Any]) -> bool:
    """Return whether a row speaks of just this tie."""
    if given.get("status", "active") != tie.status or set(given.get("forms", ())) != set(tie.forms):
        return False
    alike = all(given.get(name, _EMPTY[name]) == getattr(tie, name) for name in ("since", "year", "basis"))
    return alike and _may_end_so(tie, given)


def _may_end_so(tie: Tie, given: Mapping[str, Any]) -> bool:
    """Return whether a row's end may be this tie's: it says none, the tie had none, they are one, or the beginning is."""
    if tie.since is not None and given.get("since") == tie.since:
        return True
    return given.get("until") is None or tie.until in (None, given["until"])


def _new_id(work: Work, tie: Tie) -> str:
    a, b, kind = pair_of(tie.source, tie.target, tie.kind)
    parts = (a, b, kind, str(tie.since), "|".join(tie.forms), str(tie.year), tie.basis, tie.status)
    for attempt in range(1000):
        id = "t" + digest(*parts, str(attempt))
        if ("tie", id) not in work.new and id not in work.records.ties:
            return id
    raise AssertionError("a thousand ties alike")
