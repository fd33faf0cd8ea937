"""Sheets against what is recorded: says what loading them would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graphsvc.areas import Areas
from graphsvc.exchange.columns import TableName
from graphsvc.exchange.other_rows import read_inquiry, read_request, read_topic
from graphsvc.exchange.partner_rows import read_partner
from graphsvc.exchange.report import Import
from graphsvc.exchange.rows import Row, Source
from graphsvc.exchange.tie_rows import read_tie
from graphsvc.exchange.work import Options, Work
from graphsvc.garbage import held_collector
from graphsvc.store import Progress, Records

# In this order, whatever the files': a tie needs its partners, a partner's topics the topics table.
_READERS: Mapping[TableName, Callable[[Work, Source, Row], None]] = {
    "topics": read_topic,
    "partners": read_partner,
    "ties": read_tie,
    "inquiries": read_inquiry,
    "requests": read_request,
}


def prepare(
    sources: Sequence[Source],
    records: Records,
    areas: Areas,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Import:
    """Return what loading the sheets would change; nothing is written."""
    work = Work(records, areas, options or Options(), progress, sum(len(source.sheet.rows) for source in sources))
    with held_collector():
        for table, read in _READERS.items():
            for source in sources:
                if source.mapped.table == table:
                    for row in work.reader.rows(source):
                        read(work, source, row)
                        work.tick()
        return work.finish()
