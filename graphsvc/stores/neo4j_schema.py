"""The graph in Neo4j: labels and types from the vocabulary, constraints that the Community edition has, and set-up."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.vocabulary import KINDS, TIES, label_of, type_of

VERSION = 1
OLDEST_SERVER = (5, 26)

LABELS: Mapping[str, str] = {kind: label_of(kind) for kind in KINDS}
ALL_LABELS = ":".join(LABELS.values())
TYPES: Mapping[str, str] = {tie: type_of(tie) for tie in TIES}
TIE_TYPES = "|".join(TYPES.values())
KIND_OF_TYPE: Mapping[str, str] = {type: tie for tie, type in TYPES.items()}

# What identifies a node of each label.
_KEYS = (
    ("Store", "id"),
    ("Turn", "id"),
    ("Partner", "id"),
    ("Contact", "id"),
    ("Inquiry", "id"),
    ("Request", "id"),
    ("Topic", "name"),
    ("Area", "ags"),
    ("EarlierAreas", "version"),
    ("Setting", "key"),
    ("Revision", "id"),
)
CONSTRAINTS = (
    *(
        f"CREATE CONSTRAINT {label}_{key} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
        for label, key in _KEYS
    ),
    "CREATE CONSTRAINT Revision_key IF NOT EXISTS FOR (n:Revision) REQUIRE n.key IS UNIQUE",
    *(
        f"CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR ()-[t:{name}]-() REQUIRE t.id IS UNIQUE"
        for name in TYPES.values()
    ),
    "CREATE INDEX Partner_kind IF NOT EXISTS FOR (n:Partner) ON (n.kind)",
    "CREATE INDEX Topic_key IF NOT EXISTS FOR (n:Topic) ON (n.key)",
    "CREATE INDEX Change_record IF NOT EXISTS FOR (n:Change) ON (n.subject, n.id)",
)
AWAIT = "CALL db.awaitIndexes(60)"

# One node knows what the others add up to, and is the lock that writers take in turn. A commit becomes visible piece
# by piece; so the writer says beside it, in transactions of their own, when his begins to show and when all is there.
STORE = """MATCH (s:Store {id: 'graphsvc'}), (t:Turn {id: 'graphsvc'})
RETURN s.revision, s.generation, s.areas, s.topics, t.entered, t.left"""
FIRST_LOOK = "MATCH (s:Store {id: 'graphsvc'}) RETURN s.schema, s.half"
COUNT = "MATCH (n) RETURN count(n) > 0"
MAKE_STORE = """MERGE (s:Store {id: 'graphsvc'})
ON CREATE SET s.schema = $schema, s.revision = 0, s.generation = 0, s.areas = 0, s.topics = 0
MERGE (t:Turn {id: 'graphsvc'})
ON CREATE SET t.entered = 0, t.left = 0"""
TAKE_TURN = "MATCH (s:Store {id: 'graphsvc'}) SET s.turn = randomUUID()"
ENTER = "MATCH (t:Turn {id: 'graphsvc'}) SET t.entered = t.entered + 1 RETURN t.entered"
LEAVE = "MATCH (t:Turn {id: 'graphsvc'}) WHERE t.left < $entered SET t.left = $entered"
