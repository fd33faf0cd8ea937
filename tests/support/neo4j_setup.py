"""Neo4j for the Makefile, which runs this file by its path: ``fetch`` brings the jars, ``serve`` runs one until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from neo4j_server import CLASSES, COMPLETE, KEPT, LIB, Neo4jServer, lacking, missing

POM = Path(__file__).parent / "neo4j" / "pom.xml"


def fetch() -> None:
    """Bring the jars and the archive of their classes; where that cannot be, say so: the rest works without Neo4j."""
    if why := lacking("java", "mvn"):
        print(f"Going on without Neo4j, which development and tests use: {why}", file=sys.stderr)
        return
    print("Fetching Neo4j for development and tests: half a minute.", flush=True)
    shutil.rmtree(LIB, ignore_errors=True)
    maven = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={LIB}"]
    done = subprocess.run(maven, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        remedy = "let Maven reach a repository (its settings.xml), then run 'make setup' again"
        print(f"{done.stdout}Going on without Neo4j, whose jars Maven could not bring: {remedy}.", file=sys.stderr)
        return
    try:
        _archive()
    except RuntimeError as error:
        print(error, file=sys.stderr)
    COMPLETE.touch()


def _archive() -> None:
    """One server's life, so that the JVM writes down the classes that it had loaded when it ended."""
    CLASSES.unlink(missing_ok=True)
    fresh = CLASSES.with_suffix(".new")
    with tempfile.TemporaryDirectory() as folder:
        server = Neo4jServer(Path(folder), java=[f"-XX:ArchiveClassesAtExit={fresh}"])
        server.start()
        if server.stop(patience=120) and fresh.is_file():
            fresh.replace(CLASSES)


def serve() -> None:
    """Run a server for a user to try; what it holds is there again the next time."""
    if why := missing():
        sys.exit(why)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit())
    with Neo4jServer(KEPT / "home", port=int(os.environ.get("NEO4J_PORT") or 7687)) as server:
        print(f"GRAPHSVC_STORE={server.url}", flush=True)
        sys.exit(f"Neo4j ended by itself with status {server.wait()}; its words: {server.log}")


if __name__ == "__main__":
    try:
        {"fetch": fetch, "serve": serve}[sys.argv[1]]()
    except KeyboardInterrupt:
        print()
    except RuntimeError as error:
        sys.exit(str(error))
