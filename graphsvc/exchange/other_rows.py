"""Rows of topics, inquiries and requests; as everywhere, an empty cell keeps and a dash clears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphsvc.exchange.rows import Row, Source
from graphsvc.exchange.work import Work, digest
from graphsvc.model import Inquiry, Request
from graphsvc.terms import normalise
from graphsvc.topics import Topic
from graphsvc.vocabulary import KINDS, SECTORS

_EMPTY_TOPIC: Mapping[str, Any] = {"parent": "", "synonyms": ()}


def read_topic(work: Work, source: Source, row: Row) -> None:
    """Read a topic."""
    name = row.values.get("topic")
    if not name:
        work.missing(source, row, "topic")
        return
    before = work.records.topics.get(name) or Topic(name=name)
    given = {field: row.values[field] or _EMPTY_TOPIC[field] for field in _EMPTY_TOPIC if field in row.values}
    work.new["topic", name] = replace(before, **given)


def read_inquiry(work: Work, source: Source, row: Row) -> None:
    """Read an inquiry; the same partner, day and subject are the same inquiry."""
    partner, on = work.end(source, row, "partner"), row.values.get("on")
    if on is None:
        work.missing(source, row, "on")
    if partner is None or on is None:
        return
    about = tuple(sorted({_about(word) for word in row.values.get("about") or ()}))
    id = work.inquiry_ids.get((partner, on, about)) or "i" + digest(partner, on.isoformat(), *about)
    before = work.records.inquiries.get(id) or Inquiry(id=id, partner=partner, on=on, about=about)
    given: dict[str, Any] = {name: bool(row.values[name]) for name in ("answered", "complete") if name in row.values}
    work.new["inquiry", id] = replace(before, **given)


def read_request(work: Work, source: Source, row: Row) -> None:
    """Read what was asked for; the same topic, area and year are the same request."""
    values = row.values
    for column in ("topic", "area", "year"):
        if not values.get(column):
            work.missing(source, row, column)
            return
    key = (values["topic"], values["area"], values["year"])
    id = work.request_ids.get(key) or "r" + digest(*map(str, key))
    before = work.records.requests.get(id) or Request(id=id, topic=key[0], area=key[1], year=key[2])
    given: dict[str, Any] = {"asked": values["asked"] or 0} if "asked" in values else {}
    if "met" in values:
        given["met"] = values["met"]
    work.new["request", id] = replace(before, **given)


def _about(word: str) -> str:
    if normalise(word) in ("topics", "themen", "allethemen"):
        return "topics"
    found = KINDS.find(word) or SECTORS.find(word)
    return found.code if found else word
