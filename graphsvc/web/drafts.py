"""An import in the making: its files, what the columns mean, what was mended; kept for a day, then gone.

A draft holds what people uploaded, so it lies in a folder that only the server reads, and is deleted once it is applied.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from graphsvc.areas import Areas
from graphsvc.errors import Unknown
from graphsvc.exchange.cells import CODES
from graphsvc.exchange.columns import Mapped, guess, signature
from graphsvc.exchange.load import sources_of
from graphsvc.exchange.report import Import, Remark
from graphsvc.exchange.rows import Source
from graphsvc.exchange.sheets import Sheet
from graphsvc.exchange.template import prepare
from graphsvc.exchange.work import Options
from graphsvc.language import Text
from graphsvc.store import Progress, Records, Store

KEPT_SECONDS = 24 * 3600
LEFT_OUT = "row"  # a mend that leaves a whole row out
_SAME_EVERYWHERE = frozenset({*CODES, "area", "serves", "fields", "forms", "intensity"})


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who "we" are, where the office is not recorded yet."""

    name: str = ""
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a person said so far; ``mends`` by sheet, column and row or value."""

    token: str
    files: tuple[str, ...]
    mapped: tuple[Mapped | None, ...] = ()
    options: Options = field(default_factory=Options)
    office: Office = field(default_factory=Office)
    mends: Mapping[str, str] = field(default_factory=dict)


class Drafts:
    """The drafts of a server, as folders.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, files: Sequence[tuple[str, bytes]], areas: Areas, store: Store) -> Draft:
        """Keep files and guess their columns; what somebody set before for the same headings comes back."""
        self.clean()
        sources = sources_of(files, areas, lambda sheet: remembered(sheet, areas, store))
        token = secrets.token_urlsafe(16)
        place = self._folder / token
        place.mkdir(parents=True, mode=0o700)
        for number, (_, data) in enumerate(files):
            (place / f"{number}.bin").write_bytes(data)
        draft = Draft(token=token, files=tuple(name for name, _ in files), mapped=tuple(s.mapped for s in sources))
        self.keep(draft)
        return draft

    def keep(self, draft: Draft) -> None:
        """Write a draft down."""
        text = json.dumps(asdict(draft), ensure_ascii=False)
        (self._folder / draft.token / "draft.json").write_text(text, encoding="utf-8")

    def get(self, token: str) -> Draft:
        """Return a draft; one that is older than a day is gone."""
        self.clean()
        path = self._folder / token / "draft.json"
        if not re.fullmatch(r"[\w-]{10,40}", token) or not path.exists():
            raise Unknown(Text("Diesen Import gibt es nicht mehr. Bitte die Datei noch einmal wählen."), token)
        values = json.loads(path.read_text(encoding="utf-8"))
        values["mapped"] = tuple(_mapped(each) if each else None for each in values["mapped"])
        values["files"] = tuple(values["files"])
        return Draft(**{**values, "options": Options(**values["options"]), "office": Office(**values["office"])})

    def sources(self, draft: Draft, areas: Areas) -> list[Source]:
        """Return the draft's sheets, with its columns."""
        place = self._folder / draft.token
        files = [(name, (place / f"{number}.bin").read_bytes()) for number, name in enumerate(draft.files)]
        found = sources_of(files, areas)
        return [
            replace(source, mapped=mapped) if mapped else source
            for source, mapped in zip(found, draft.mapped, strict=True)
        ]

    def forget(self, token: str) -> None:
        """Delete a draft with its files."""
        if re.fullmatch(r"[\w-]{10,40}", token):
            shutil.rmtree(self._folder / token, ignore_errors=True)

    def clean(self) -> None:
        """Delete drafts that nobody came back to."""
        for place in self._folder.glob("*/draft.json"):
            if place.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(place.parent, ignore_errors=True)


def _mapped(values: Mapping[str, Any]) -> Mapped:
    lists = {name: tuple(values[name]) for name in ("columns", "headings", "personal")}
    return Mapped(table=values["table"], header=values["header"], **lists)


def remembered(sheet: Sheet, areas: Areas, store: Store) -> Mapped | None:
    """Return the columns that somebody set for a list with these headings."""
    mapped = guess(sheet.rows, areas)
    text = store.remembered(signature(mapped.headings))
    if text is None:
        return None
    kept = json.loads(text)
    return replace(mapped, table=kept["table"], columns=tuple(kept["columns"]))


def remember(mapped: Mapped, store: Store) -> None:
    """Keep what the columns of a list mean, for next time."""
    kept = {"table": mapped.table, "columns": mapped.columns}
    store.remember(signature(mapped.headings), json.dumps(kept, ensure_ascii=False))


def mend_key(source: Source, number: int, remark: Remark) -> str:
    """Return what a correction is kept under: a word of the vocabulary or a place is mended wherever it stands."""
    if remark.code in _SAME_EVERYWHERE and remark.value:
        return json.dumps([number, remark.code, "=", remark.value], ensure_ascii=False)
    return json.dumps([number, remark.code, remark.row])


def mended(sources: Sequence[Source], mends: Mapping[str, str]) -> list[Source]:
    """Return the sheets with the corrections in their cells."""
    changed: dict[int, list[list[str]]] = {}
    for key, text in mends.items():
        number, code, *where = json.loads(key)
        source = sources[number]
        rows = changed.setdefault(number, [list(row) for row in source.sheet.rows])
        if code == LEFT_OUT:
            rows[where[0] - 1] = []
            continue
        if code not in source.mapped.columns:
            continue
        place = source.mapped.columns.index(code)
        lines = [where[0] - 1] if len(where) == 1 else range(source.mapped.header + 1, len(rows))
        for line in lines:
            row = rows[line]
            if len(where) == 1 or (place < len(row) and row[place] == where[1]):
                row += [""] * (place + 1 - len(row))
                row[place] = text.strip()
    return [
        replace(source, sheet=replace(source.sheet, rows=changed[number])) if number in changed else source
        for number, source in enumerate(sources)
    ]


def reading(
    draft: Draft, sources: Sequence[Source], records: Records, areas: Areas, progress: Progress | None
) -> Import:
    """Return what a draft would change, with "us" as the first row of all where the office is new."""
    options = draft.options
    # what was mended belongs to its sheet, whatever is left out
    chosen = zip(mended(sources, draft.mends), draft.mapped, strict=True)
    ready = [source for source, mapped in chosen if mapped is not None]
    if draft.office.name:
        options = replace(options, us=f"{options.source}:wir" if options.source else _office_id(draft.office, records))
        ready = [_office_source(draft.office, options), *ready]
    return prepare(ready, records, areas, options, progress)


def _office_id(office: Office, records: Records) -> str:
    for partner in records.partners.values():
        if partner.kind == "contact_office" and partner.name == office.name:
            return partner.id
    return "wir" if "wir" not in records.partners else f"wir-{secrets.token_hex(2)}"


def _office_source(office: Office, options: Options) -> Source:
    columns = ("id", "name", "kind", "area")
    id = options.us.removeprefix(f"{options.source}:") if options.source else options.us
    rows = [list(columns), [id, office.name, "contact_office", office.area]]
    mapped = Mapped(table="partners", header=0, columns=columns, headings=columns)
    return Source(file="", sheet=Sheet(name=Text("wir").one, rows=rows), mapped=mapped)
