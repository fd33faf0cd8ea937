"""The first words with a server: is it new enough, is the database ours, and is it set up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from neo4j import Record
from neo4j.exceptions import ClientError

from graphsvc.areas import Areas
from graphsvc.errors import StoreAway
from graphsvc.language import Text
from graphsvc.stores import neo4j_schema as schema
from graphsvc.stores.neo4j_areas import load_areas
from graphsvc.stores.neo4j_faults import FOREIGN, NEWER, OLD, READ_ONLY
from graphsvc.stores.neo4j_link import Tx
from graphsvc.stores.refusals import HALF

if TYPE_CHECKING:
    from graphsvc.stores.neo4j_link import Link


def greet(link: Link, shipped: Callable[[], Areas] | None, *, half: bool) -> None:
    """Check server and schema, and set the database up where it is empty."""
    version = link.driver.get_server_info().agent.rpartition("/")[2]  # of "Neo4j/5.26.30"
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < schema.OLDEST_SERVER:
        values = {"version": version, "oldest": ".".join(map(str, schema.OLDEST_SERVER))}
        raise StoreAway(Text(OLD.one, values=values))
    found = link.read(_first_look)
    if found and found[0] > schema.VERSION:
        raise StoreAway(NEWER)
    if found and found[1] and not half:
        raise StoreAway(HALF)
    if not found:
        anything = link.read(lambda tx: bool(next(iter(tx.run(schema.COUNT)))[0]))
        if anything and not link.read(_first_look):  # or else somebody has just set it up
            raise StoreAway(FOREIGN)
        for statement in (*schema.CONSTRAINTS, schema.AWAIT):
            with _there_already():
                link.command(statement)
        link.write(lambda tx: _make(tx, shipped))


def _first_look(tx: Tx) -> Record | None:
    return next(iter(tx.run(schema.FIRST_LOOK)), None)


@contextmanager
def _there_already() -> Iterator[None]:
    """Let pass that somebody else has just made the same constraint; IF NOT EXISTS does not see that."""
    try:
        yield
    except ClientError as error:
        if not (error.code or "").endswith("AlreadyExists"):
            raise


def _make(tx: Tx, shipped: Callable[[], Areas] | None) -> None:
    made = tx.run(schema.MAKE_STORE, {"schema": schema.VERSION}).consume().counters.nodes_created
    if made and shipped:
        load_areas(tx, shipped())


def check_health(tx: Tx) -> None:
    """Raise StoreAway where the database can be read but not written."""
    for record in tx.run("SHOW DATABASES YIELD name, home, access, currentStatus"):
        if record["home"] and record["access"] != "read-write":
            raise StoreAway(READ_ONLY)
