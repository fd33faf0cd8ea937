"""The second store: a Neo4j server, where one machine is outgrown; journal and state in one graph that people can read."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from typing import NamedTuple, TypeVar, cast

from graphsvc.areas import Areas
from graphsvc.beginnings import Beginnings
from graphsvc.changes import Change, ChangeSet, Subject
from graphsvc.errors import StoreAway
from graphsvc.garbage import held_collector
from graphsvc.language import sort_key
from graphsvc.model import Network, Partner, Selection, Viewer
from graphsvc.store import Copied, Page, PartnerRecord, Progress, Records, Rest, Revision, Stand, Store
from graphsvc.stores import neo4j_areas, neo4j_copy, neo4j_journal, neo4j_privacy, neo4j_records, neo4j_schema
from graphsvc.stores.finding import START, cursor_of, position
from graphsvc.stores.kept import KeptNetworks, Slot
from graphsvc.stores.neo4j_beginning import read_beginnings
from graphsvc.stores.neo4j_connection import Connection
from graphsvc.stores.neo4j_faults import BUSY, READ_ONLY
from graphsvc.stores.neo4j_link import Address, Tx
from graphsvc.stores.neo4j_network import partners_selected, patched, read_network, read_topics, rows
from graphsvc.stores.neo4j_rows import PARTNER, Reader
from graphsvc.stores.neo4j_setup import check_health, greet
from graphsvc.stores.neo4j_write import write
from graphsvc.stores.redaction import MARK, check_redactable
from graphsvc.stores.refusals import check_form, check_key, refuse_later
from graphsvc.topics import Topics

T = TypeVar("T")

STEADY = 10  # seconds in which a read has to find a moment when nobody writes

_RANK = """CASE WHEN p.name_key STARTS WITH $word THEN 0 WHEN p.name_key CONTAINS ' ' + $word THEN 1 ELSE 2 END"""
_AFTER = """rank > $rank OR rank = $rank AND (p.name_key > $name_key OR p.name_key = $name_key AND p.id > $id)"""
_DONE = f"MATCH (r:Revision {{key: $key}}) RETURN [{neo4j_journal.REVISION}]"


class State(NamedTuple):
    """What the store's own node says: what any read depends on."""

    revision: int
    generation: int
    areas: int
    topics: int
    entered: int
    left: int

    @property
    def in_flight(self) -> bool:
        """Whether somebody's write is just becoming visible."""
        return self.entered != self.left

    @property
    def stamp(self) -> str:
        """What a kept network depends on besides its revision."""
        return f"{self.generation}/{self.areas}"


def read_state(tx: Tx) -> State:
    """Return the state."""
    return State(*next(iter(tx.run(neo4j_schema.STORE))))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Neo4jStore:
    """The `Store` contract on a server.

    Parameters
    ----------
    url : str
        ``neo4j://user:password@host:port/database``; nothing is asked of the server before it is needed.
    now : callable, optional
        The clock of the journal, and of what "today" is.
    shipped : callable, optional
        The areas that a new store knows.
    half : bool
        Whether to open it also where a copy into it has not come to its end.
    """

    def __init__(
        self,
        url: str,
        now: Callable[[], datetime] = _utc_now,
        shipped: Callable[[], Areas] | None = None,
        half: bool = False,
    ) -> None:
        self.now = now
        self._connection = Connection(Address.of(url), lambda link: greet(link, shipped, half=half))
        self._networks = KeptNetworks()
        self._areas: Areas | None = None
        self._topics: tuple[int, int, Topics] | None = None  # topics' revision and generation

    def close(self) -> None:
        """Let go of the connections."""
        self._connection.close()

    def check(self) -> None:
        """Raise StoreAway with what is wrong; also where the server can be read but not written."""
        self._connection.read(check_health)

    def _today(self) -> date:
        return self.now().astimezone().date()

    # -- reading -------------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the newest revision's id."""
        return self._steady(lambda tx, state: state.revision)

    def _steady(self, work: Callable[[Tx, State], T]) -> T:
        """Run a read again where somebody wrote in between: Neo4j gives no snapshots, but this makes one."""
        start = time.monotonic()
        frozen = False  # nobody can write: whatever was begun has ended

        def attempt(tx: Tx) -> tuple[bool, T | None]:
            state = read_state(tx)
            if state.in_flight and not frozen:
                return False, None
            try:
                found = work(tx, state)
            except (LookupError, TypeError, ValueError):  # of half a commit, such as a partner without a kind
                if read_state(tx) == state:
                    raise
                return False, None
            return read_state(tx) == state, found

        for tries in count(1):
            steady, found = self._connection.read(attempt)
            if steady:
                return cast(T, found)
            waited = time.monotonic() - start
            if waited > STEADY:
                raise StoreAway(BUSY)
            if tries % 20 == 5:
                frozen = not self._release()
            time.sleep(min(0.01 * tries, 0.1))
        raise AssertionError("unreachable")

    def _release(self) -> bool:
        """Take a turn and do nothing: where a writer was cut off, that ends his turn for the readers, too.

        False where nobody can write.
        """
        try:
            self._connection.take_turn()
        except StoreAway as away:
            if away.text not in (READ_ONLY, BUSY):
                raise
            return away.text != READ_ONLY
        return True

    def network(self, selection: Selection, viewer: Viewer) -> Network:
        """Return one consistent snapshot; the last ones are kept and patched after small edits."""
        selection = selection.resolved(self._today())
        with self._networks.turn((selection, viewer)) as slot:
            return self._steady(lambda tx, state: self._network(tx, state, slot, selection, viewer))

    def _network(self, tx: Tx, state: State, slot: Slot, selection: Selection, viewer: Viewer) -> Network:
        kept = slot.fitting(state.stamp)
        if kept and kept.revision == state.revision:
            return kept
        topics = self._topics_of(tx, state)
        network = patched(tx, kept, state.revision, topics) if kept else None
        if network is None:
            network = read_network(tx, selection, viewer, state.revision, self._areas_of(tx, state), topics)
        # A read that was torn by somebody's write is kept all the same: the next round patches what was written.
        slot.stamp, slot.network = state.stamp, network
        return network

    def beginnings(self, selection: Selection, viewer: Viewer, revision: int) -> Beginnings:
        """Return when each partner and tie of a selection was first seen, up to a revision."""
        return self._steady(
            lambda tx, state: read_beginnings(tx, selection, viewer, revision, self._topics_of(tx, state))
        )

    def partner(self, id: str, viewer: Viewer) -> PartnerRecord | None:
        """Return a partner with contact, ties and history."""
        return self._steady(lambda tx, state: neo4j_records.read_partner(tx, id, viewer))

    def records(self, viewer: Viewer) -> Records:
        """Return everything recorded that the viewer may see."""
        with held_collector():
            return self._steady(lambda tx, state: neo4j_records.read_records(tx, viewer, state.revision))

    def find(
        self, text: str, selection: Selection, viewer: Viewer, *, limit: int = 50, cursor: str | None = None
    ) -> Page:
        """Return partners by name, the best matches first."""
        word = sort_key(text)
        after = position(cursor) if cursor else START
        if text.strip() and not word:
            return Page(partners=(), cursor=None, total=0)
        selection = selection.resolved(self._today())

        def work(tx: Tx, state: State) -> Page:
            selected = partners_selected(selection, viewer, self._topics_of(tx, state))
            start, where = selected.start, selected.where
            if word:
                where.add("p.name_key CONTAINS $word", word=word)
            given = where.parameters | {"word": word, "limit": limit + 1}
            given |= dict(zip(("rank", "name_key", "id"), after, strict=True))
            (total,) = next(iter(rows(tx, f"{start} WHERE {where} RETURN [count(p)]", given)))
            query = f"""{start} WHERE {where}
WITH p, {_RANK} AS rank WHERE {_AFTER}
RETURN [rank, p.name_key, {PARTNER}] ORDER BY rank, p.name_key, p.id LIMIT $limit"""
            found = list(rows(tx, query, given))
            reader = Reader()
            partners: list[Partner] = [reader.record("partner", row[2:]) for row in found[:limit]]
            more = cursor_of(*found[limit - 1][:3]) if len(found) > limit else None
            return Page(partners=tuple(partners), cursor=more, total=total)

        return self._steady(work)

    def journal(self, viewer: Viewer, since: int = 0) -> Iterator[Revision]:
        """Yield the revisions after ``since``; a few are read at a time, when they are asked for."""
        ids = self._steady(lambda tx, state: neo4j_journal.revision_ids(tx, since))
        for chunk in neo4j_journal.chunks(ids):
            yield from self._steady(partial(neo4j_journal.read_revisions, ids=chunk, viewer=viewer))

    def undo(self, revision: int) -> ChangeSet:
        """Return the ChangeSet that undoes a revision."""
        found = self._steady(lambda tx, state: neo4j_journal.read_changes(tx, revision))
        return found.inverse(f"Rücknahme von {revision}")

    # -- writing -------------------------------------------------------------------------------------------------

    def apply(
        self,
        changes: ChangeSet,
        *,
        actor: str,
        key: str,
        expected: int | None = None,
        progress: Progress | None = None,
    ) -> Revision:
        """Write a ChangeSet as one revision, whole or not at all; the same again where the connection broke."""
        check_key(key)
        total = len(changes)

        def report(done: int) -> None:
            if progress:
                progress(done, total)

        def work(tx: Tx, state: State, at: datetime) -> tuple[Change, ...]:
            check_form(changes)
            if expected is not None:
                refuse_later(neo4j_journal.later(tx, changes, expected))
            day = at.astimezone().date()
            new = state.revision + 1
            self._note(tx, new, at, actor, changes.reason, key, topics=any(c.subject == "topic" for c in changes))
            write(tx, changes, new, day, report, empty=state.revision == 0)
            return changes.changes

        with held_collector():
            return self._write(key, work, total)

    def _write(self, key: str, work: Callable[[Tx, State, datetime], tuple[Change, ...]], size: int = 1) -> Revision:
        """Take turns with other writers, and do the work unless it is done; ``work`` notes its revision."""

        def unit(tx: Tx) -> Revision:
            done = next(iter(rows(tx, _DONE, {"key": key})), None)
            if done is not None:
                return neo4j_journal.bare_revision(done)
            at = self.now().astimezone(UTC)
            changes = work(tx, read_state(tx), at)
            written = next(iter(rows(tx, _DONE, {"key": key})))
            found = neo4j_journal.bare_revision(written)
            return Revision(id=found.id, at=found.at, actor=found.actor, reason=found.reason, changes=changes)

        return self._connection.write(unit, size)

    def _note(self, tx: Tx, id: int, at: datetime, actor: str, reason: str, key: str, *, topics: bool = False) -> None:
        tx.run(neo4j_journal.NEW_REVISION, {"id": id, "at": at, "actor": actor, "reason": reason, "key": key}).consume()
        tx.run(neo4j_journal.NEWEST, {"id": id, "topics": topics}).consume()

    def erase_contact(self, partner: str, *, actor: str) -> None:
        """Erase a partner's contact details, in every version."""
        key = secrets.token_hex(16)

        def work(tx: Tx, state: State, at: datetime) -> tuple[Change, ...]:
            self._note(tx, state.revision + 1, at, actor, "Kontaktangaben gelöscht", key)
            neo4j_privacy.erase_contact(tx, partner, state.revision + 1)
            return ()

        self._write(key, work)
        self._networks.clear()

    def redact(self, value: str, *, actor: str, reason: str) -> int:
        """Take a text out of every version of every record."""
        check_redactable(value)
        key = secrets.token_hex(16)
        places = 0

        def work(tx: Tx, state: State, at: datetime) -> tuple[Change, ...]:
            nonlocal places
            places = neo4j_privacy.redact(tx, value, at.astimezone().date())
            self._note(tx, state.revision + 1, at, actor, reason.replace(value, MARK), key, topics=True)
            return ()

        self._write(key, work)
        self._networks.clear()
        return places

    # -- topics, areas and settings --------------------------------------------------------------------------------------

    def topics(self) -> Topics:
        """Return the topics table."""
        return self._steady(self._topics_of)

    def _topics_of(self, tx: Tx, state: State) -> Topics:
        kept = self._topics
        if kept is None or kept[:2] != (state.topics, state.generation):
            kept = self._topics = (state.topics, state.generation, read_topics(tx))
        return kept[2]

    def areas(self, version: int | None = None) -> Areas:
        """Return the areas loaded, or those of an earlier version."""
        return self._steady(lambda tx, state: self._areas_of(tx, state, version))

    def _areas_of(self, tx: Tx, state: State, version: int | None = None) -> Areas:
        if version is not None and version != state.areas:
            return neo4j_areas.earlier_areas(tx, version)
        kept = self._areas
        if kept is None or kept.version != state.areas:
            kept = self._areas = neo4j_areas.read_areas(tx)
        return kept

    def load_areas(self, areas: Areas) -> Areas:
        """Add to what is known of areas, or replace what has the same AGS."""
        self._connection.write(lambda tx: neo4j_areas.load_areas(tx, areas), len(areas))
        return self.areas()

    def remember(self, key: str, value: str) -> None:
        """Keep a setting."""
        check_key(key)
        self._connection.write(lambda tx: neo4j_areas.remember(tx, key, value))

    def remembered(self, key: str) -> str | None:
        """Return a setting that was kept."""
        return self._connection.read(lambda tx: neo4j_areas.remembered(tx, key))

    def earlier(self, stand: Stand) -> Store:
        """Return what was recorded at a revision, to be read."""
        from graphsvc.stores.earlier import earlier  # it holds what it reads in a SqliteStore

        return earlier(self, stand, self.now)

    # -- copies --------------------------------------------------------------------------------------------------

    def lengths(self, since: int = 0) -> list[tuple[int, int]]:
        """Return the ids of the revisions after ``since`` with the number of their changes."""
        return self._steady(lambda tx, state: neo4j_journal.revision_ids(tx, since))

    def copied(self, revision: int) -> Copied:
        """Return a revision whole, with its key and contacts."""
        with held_collector():
            return self._steady(lambda tx, state: neo4j_copy.copied(tx, revision))

    def take(self, entry: Copied, report: Callable[[int], None]) -> None:
        """Append a revision as it is elsewhere, in parts that fit the server's memory."""
        parts = list(neo4j_copy.parts(entry)) or [(0, [])]
        for start, part in parts:
            take = partial(neo4j_copy.take_part, entry=entry, start=start, part=part, last=start == parts[-1][0])
            self._connection.write(take, len(part))
            report(start + len(part))

    def first_days(self) -> Mapping[tuple[Subject, str], date]:
        """Return the day on which each partner and tie was first recorded."""
        return self._steady(lambda tx, state: neo4j_copy.first_days(tx))

    def rest(self) -> Rest:
        """Return what lies beside journal and state."""
        return self._steady(lambda tx, state: neo4j_copy.rest(tx, self._areas_of(tx, state), state.generation))

    def take_rest(self, rest: Rest) -> None:
        """Put it in the place of what lies here."""
        self._connection.write(lambda tx: neo4j_copy.take_rest(tx, rest), len(rest.areas))
        self._areas = None
