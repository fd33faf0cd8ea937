"""What a Neo4j server's errors mean to a user: each fault in a sentence with its remedy."""

from __future__ import annotations

from neo4j.exceptions import DriverError, Neo4jError

from graphsvc.errors import StoreAway
from graphsvc.language import Text

SILENT = Text(
    "Die Datenbank antwortet nicht. Bitte gleich noch einmal versuchen; bleibt es dabei, prüfen, ob der Server läuft."
)
UNCERTAIN = Text(
    "Die Datenbank hat beim Speichern nicht mehr geantwortet. Ob die Änderung angekommen ist, ist ungewiss. "
    "Bitte das Formular noch einmal absenden: doppelt gespeichert wird nichts."
)
BUSY = Text("In die Datenbank wird gerade etwas Großes geschrieben. Bitte gleich noch einmal versuchen.")
_LOGIN = Text("Die Datenbank lehnt die Anmeldung ab. Bitte Benutzer und Passwort in GRAPHSVC_STORE prüfen.")
_NO_DATABASE = Text("Auf dem Server gibt es diese Datenbank nicht. Bitte den Namen in GRAPHSVC_STORE prüfen.")
READ_ONLY = Text("Die Datenbank lässt sich gerade nur lesen. Gespeichert wurde nichts.")
_FULL = Text(
    "Die Datenbank kann nicht weiterarbeiten ({code}). Bitte Platte und Protokoll des "
    "Servers prüfen; nach einer vollen Platte muss er neu gestartet werden."
)
BROKEN_UNCERTAIN = Text(
    "Die Datenbank kann nicht weiterarbeiten ({code}). Bitte Platte und Protokoll des Servers prüfen und ihn neu starten. "
    "Ob die Änderung angekommen ist, ist ungewiss: bitte danach noch einmal absenden, doppelt gespeichert wird nichts."
)
_MEMORY = Text("Der Datenbank reicht der Arbeitsspeicher nicht. Gespeichert wurde nichts. Mehr dazu: docs/neo4j.md.")
OLD = Text("Der Server ist Neo4j {version}. Nötig ist {oldest} oder neuer.")
NEWER = Text("Die Datenbank stammt von einer neueren Fassung des Programms. Bitte das Programm erneuern.")
FOREIGN = Text(
    "In dieser Neo4j-Datenbank steht schon etwas anderes. Die Drehscheibe braucht eine eigene, leere Datenbank."
)


def away(error: Exception) -> StoreAway | None:
    """Return what the user reads; None where the fault is in our own statements."""
    if isinstance(error, DriverError | OSError):
        return StoreAway(SILENT)
    if not isinstance(error, Neo4jError):
        return None
    code = error.code or ""
    if ".Security." in code:
        return StoreAway(_LOGIN)
    if "DatabaseNotFound" in code:
        return StoreAway(_NO_DATABASE)
    if "ReadOnly" in code or "NotALeader" in code:
        return StoreAway(READ_ONLY)
    if "OutOfMemory" in code or "MemoryPool" in code:
        return StoreAway(_MEMORY)
    if "DatabaseUnavailable" in code or "TransientError" in code:
        return StoreAway(SILENT)
    if "DatabaseError" in code:
        return StoreAway(Text(_FULL.one, values={"code": code.rsplit(".", 1)[-1]}))
    return None


def is_broken(fault: StoreAway) -> bool:
    """Return whether the database works no more until somebody looks after it."""
    return fault.text.one == _FULL.one
